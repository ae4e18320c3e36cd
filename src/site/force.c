/*
 * force.c - settings, sheet, and the snapshot of metadata made of them.
 *
 * A snapshot is put in force when what it stands on is committed; work that is
 * under way ends with the one it began with.  Other processes are called, and
 * see by a stamp that theirs is old.
 */
#include "site/room.h"

/* ---- settings ---- */

enum err
site_setting(struct ctx *c, const char *name, struct str *out)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	sql_text(&q, "select value from _setting where name = ");
	sql_str(&q, str_of(name));
	*out = STR("");
	e = db_str(c->db, &q, c->mem, ERR_ABSENT, out);
	return e == ERR_ABSENT ? OK : e;
}

enum err
site_address(struct ctx *c, struct str *out)
{
	const char *said = c->site->config.address;

	if (said != NULL)
		*out = str_of(said);
	else
		TRY(site_setting(c, "url", out));
	while (out->len > 0 && out->at[out->len - 1] == '/')
		out->len--;
	return OK;
}

/* Sheet or settings are others now: the stamp by which processes see that. */
enum err
site_touch(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _setting (name, value) values ('_changed', ");
	sql_str(&q, str_printf(c->mem, "%" PRId64, db_new_id(c->db)));
	sql_text(&q, ") on conflict (name) do update set value = excluded.value");
	return db_run(c->db, &q);
}

enum err
site_stamp(struct ctx *c, int64_t *out)
{
	struct str value;

	TRY(site_setting(c, "_changed", &value));
	if (!str_int(value, out))
		*out = 0;
	return OK;
}

enum err
site_set(struct ctx *c, const char *name, struct str value)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _setting (name, value) values (");
	sql_str(&q, str_of(name));
	sql_text(&q, ", ");
	sql_str(&q, value);
	sql_text(&q, ") on conflict (name) do update set value = excluded.value");
	TRY(db_run(c->db, &q));
	TRY(site_touch(c));
	return tx_commit(&tx);
}

static enum err
setting_or(struct ctx *c, const char *name, const char *otherwise, struct str *out)
{
	TRY(site_setting(c, name, out));
	if (out->len == 0)
		*out = str_of(otherwise);
	return OK;
}

/* A setting that is an object; what cannot be read is empty. */
static enum err
setting_tree(struct ctx *c, const char *name, const json_t **out)
{
	struct str text;
	json_t *tree;

	TRY(setting_or(c, name, "{}", &text));
	if (json_read(c->mem, text, &tree, NULL) != OK)
		tree = json_hold(c->mem, json_object());
	*out = tree;
	return OK;
}

enum err
site_facts(struct ctx *c, struct facts *facts)
{
	struct str currency, toman;

	TRY(setting_or(c, "name", "Kith", &facts->name));
	TRY(setting_or(c, "language", "en", &facts->language));
	TRY(setting_or(c, "country", "VN", &facts->country));
	TRY(setting_or(c, "zone", "Asia/Ho_Chi_Minh", &facts->zone));
	TRY(setting_or(c, "currency", "USD", &currency));
	TRY(setting_or(c, "toman", "false", &toman));
	TRY(setting_tree(c, "rates", &facts->rates));
	TRY(setting_tree(c, "security", &facts->security));
	facts->currency = currency_of(currency);
	if (facts->currency == NULL)
		facts->currency = currency_at(0);
	facts->toman = str_is(toman, "true");
	return OK;
}

/* ---- the snapshot ---- */

static const struct site_doc *
doc_of(const struct site_change *change, struct str name)
{
	for (size_t i = 0; change != NULL && i < change->count; i++)
		if (str_same(change->docs[i].name, name))
			return &change->docs[i];
	return NULL;
}

/* What is stored, with what a plan says instead. */
static enum err
planned(
    struct ctx *c, const struct site_change *over, struct site_doc **out, size_t *count)
{
	size_t more = over == NULL ? 0 : over->count, stored;
	struct site_doc *docs;

	TRY(site_stored(c, &docs, &stored));
	*out = arena_array(c->mem, struct site_doc, stored + more + 1);
	*count = 0;
	for (size_t i = 0; i < stored; i++)
		if (doc_of(over, docs[i].name) == NULL)
			(*out)[(*count)++] = docs[i];
	for (size_t i = 0; i < more; i++)
		if (over->docs[i].body.at != NULL)
			(*out)[(*count)++] = over->docs[i];
	return OK;
}

struct loading {
	struct arena *mem;
	LIST(struct document) docs;
};

static void
load(struct loading *l, struct str file, struct str text)
{
	*list_add(l->mem, &l->docs) = (struct document){ file, text };
}

/* "packs/boats/pack.json", "packs/boats/entities/boat.json" … */
static void
load_pack(struct loading *l, const struct site_pack *pack)
{
	json_t *head = json_hold(l->mem, json_copy((json_t *)(uintptr_t)pack->bundle));
	json_t *documents = json_object_get(pack->bundle, "documents"), *doc;
	const char *path;

	json_object_del(head, "documents");
	load(l, str_printf(l->mem, SITE_PACK "%.*s/pack.json", STR_ARG(pack->name)),
	    json_dump(l->mem, head));
	json_object_foreach(documents, path, doc)
	    load(l, str_printf(l->mem, SITE_PACK "%.*s/%s", STR_ARG(pack->name), path),
		json_dump(l->mem, doc));
}

enum err
site_load(struct ctx *c, const struct site_change *over, bool own, struct document **out,
    size_t *count)
{
	const struct site_config *config = &c->site->config;
	struct loading l = { .mem = c->mem };
	struct site_pack *packs;
	struct site_doc *docs;
	size_t stored, pack_count = 0;

	TRY(planned(c, over, &docs, &stored));
	packs = arena_array(c->mem, struct site_pack, stored + 1);
	for (size_t i = 0; i < config->doc_count; i++)
		load(&l, config->docs[i].file, config->docs[i].text);
	for (size_t i = 0; i < stored; i++)
		if (site_is_pack(docs[i].name))
			packs[pack_count++] = site_pack_of(c, docs[i].body);
	site_order_packs(packs, pack_count);
	for (size_t i = 0; i < pack_count; i++)
		load_pack(&l, &packs[i]);
	for (size_t i = 0; i < stored && own; i++)
		if (!site_is_pack(docs[i].name) && !site_is_aside(docs[i].name))
			load(&l, str_printf(c->mem, "site/%.*s", STR_ARG(docs[i].name)),
			    docs[i].body);
	*out = l.docs.at;
	*count = l.docs.count;
	return OK;
}

struct str
site_told(struct arena *mem, const struct site_change *change)
{
	const struct problems *problems = &change->problems;
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < problems->list.count; i++) {
		text_str(&t, problem_show(mem, &problems->list.at[i]));
		text_char(&t, '\n');
	}
	return text_done(&t);
}

/* Tables and indexes as this metadata asks; of a plan: what that would take. */
static enum err
fit(struct ctx *c, struct meta *meta, struct site_change *change)
{
	struct text statements = TEXT_INIT(c->mem);
	const struct fit_how how = { .plan = change->plan,
		.at_once = c->site->config.moving,
		.unread = change->patient ? &change->unread : NULL };

	if (c->site->config.look && !change->plan)
		return OK;
	TRY(meta_fit(c, meta, &how, &change->problems, &statements));
	change->said = text_done(&statements);
	if (change->plan)
		return OK;
	TRY(search_fit(c));
	TRY(search_know(c, meta));
	/* a move brings what is known of it with the rows */
	return c->site->config.moving ? OK : record_quality_know(c, meta);
}

enum err
site_build(struct ctx *c, int64_t version, struct site_change *change, struct meta **out)
{
	const struct meta *was = c->meta;
	struct document *docs;
	struct facts facts;
	size_t count;
	enum err e;

	change->problems = (struct problems){ .mem = c->mem };
	change->said = STR("");
	TRY(site_facts(c, &facts));
	TRY(site_load(c, change->plan ? change : NULL, true, &docs, &count));
	TRY(meta_compile(
	    c->site->config.words, docs, count, &facts, version, &change->problems, out));
	c->meta = *out;
	e = fit(c, *out, change);
	c->meta = was;
	if (e != OK)
		meta_drop(*out);
	return e;
}

/* What was built is committed: from now on it holds, here and soon elsewhere.  Unless
 * what was built after it was faster: two that commit in one flush wake in any order. */
void
site_put_in_force(struct site *site, struct meta *meta, int64_t stamp)
{
	struct meta *old;
	char data[64];

	snprintf(data, sizeof(data), "{\"version\":\"%" PRId64 "\"}", meta->version);
	pthread_mutex_lock(&site->lock);
	old = site->meta;
	if (old != NULL && meta->version < old->version) {
		pthread_mutex_unlock(&site->lock);
		meta_drop(meta);
		return;
	}
	site->meta = meta;
	pthread_mutex_unlock(&site->lock);
	meta_drop(old);
	if (site->hub != NULL)
		hub_shout(site->hub, HUB_HERE, "meta", str_of(data));
	if (atomic_exchange(&site->stamp, stamp) != stamp)
		event_call(site->engine, "meta");
}

/*
 * Store what is changed of the sheet, and put in force what is stored then.  One
 * process at a time: what is built holds what the others stored before.
 *
 * Within somebody's transaction it is tried and stored, and not put in force: they may
 * still roll it back.  After their commit they renew it, or whoever comes next finds
 * the stamp (site_catch_up).
 */
static enum err
change_once(struct ctx *c, struct site_change *change)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct site *site = c->site;
	bool within = db_in_tx(c->db);
	struct meta *meta;
	int64_t stamp, version;
	enum err e;

	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_tables(c->db, c->mem));
	TRY(tx_lock_beside(c->db, c->mem));
	version = atomic_fetch_add(&site->builds, 1) + 1;
	if (change->agree != NULL)
		TRY(change->agree(c, change));
	TRY(site_store(c, change));
	TRY(site_stamp(c, &stamp));
	TRY(site_build(c, version, change, &meta));
	e = site_plan_anew(c, meta);
	if (e == OK)
		e = site_plan_indexes(c, meta);
	if (e == OK)
		e = tx_commit(&tx);
	if (e == OK && !within)
		site_put_in_force(site, meta, stamp);
	else
		meta_drop(meta);
	return e;
}

/* Of a change that looks at a large table from end to end: read it before, so that
 * nobody waits for a cold disk but whoever asked for the change. */
enum err
site_change(struct ctx *c, struct site_change *change)
{
	const struct site_change asked = *change;
	int64_t begun;
	enum err e;

	change->patient = !db_in_tx(c->db);
	change->unread = STR("");
	e = change_once(c, change);
	if (e != ERR_AGAIN || change->unread.len == 0)
		return e;
	begun = time_steady_us();
	TRY(site_read_table(c, change->unread));
	db_budget_more(c->db, time_steady_us() - begun);
	*change = asked;
	return change_once(c, change);
}

static bool
is_anew(const struct entity *was, const struct entity *is)
{
	return is != NULL && is->quality != NULL &&
	       (was->quality == NULL || !str_same(was->quality->says, is->quality->says));
}

/* Of those that are there: how good their records are will be said otherwise. */
static void
note_anew(struct ctx *c, struct site_change *change, const struct meta *meta)
{
	if (c->meta == NULL)
		return; /* nothing is in force yet */
	change->anew =
	    arena_array(c->mem, const struct entity *, c->meta->entity_count + 1);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *was = &c->meta->entities[i];

		if (is_anew(was, meta_entity(meta, was->name)))
			change->anew[change->anew_count++] = was;
	}
}

enum err
site_plan(struct ctx *c, struct site_change *change)
{
	struct meta *meta;

	change->plan = true;
	TRY(site_build(c, 0, change, &meta));
	note_anew(c, change, meta);
	meta_drop(meta);
	return OK;
}

/* For whoever shows it as it is. */
static enum err
change_told(struct ctx *c, struct site_change *change, struct str *said)
{
	enum err e = site_change(c, change);

	*said = e == OK          ? change->said
		: e == ERR_INPUT ? site_told(c->mem, change)
				 : str_of(db_said(c->db));
	return e;
}

enum err
site_reload(struct ctx *c, struct str *why)
{
	return change_told(c, &(struct site_change){ 0 }, why);
}

enum err
site_apply(struct ctx *c, struct str name, struct str body, struct str *said)
{
	const struct site_doc doc = { name, body };

	return change_told(c, &(struct site_change){ .docs = &doc, .count = 1 }, said);
}

bool
site_is_behind(const struct ctx *c, int64_t stamp)
{
	return c->site->stamp != stamp;
}

/* One at a time: who meets a stamp that is being put in force waits for it, and finds
 * that there is nothing left to do.  Whoever has a transaction does not wait here: the
 * turn to write may be his, and the one he waited for waits for the turn. */
bool
site_catch_up(struct ctx *c, int64_t stamp)
{
	struct site *site = c->site;
	struct str why = STR("");
	enum err e = OK;

	if (db_in_tx(c->db) || site->hopeless == stamp)
		return false;
	pthread_mutex_lock(&site->renewing);
	if (site->stamp != stamp)
		e = site_reload(c, &why);
	if (e == ERR_INPUT)
		site->hopeless = stamp;
	pthread_mutex_unlock(&site->renewing);
	if (e != OK) {
		log_warn("site: the metadata in the database cannot be used: %s %.*s",
		    err_text(e), STR_ARG(why));
		return false;
	}
	site_end(c);
	site_begin(site, c);
	return true;
}
