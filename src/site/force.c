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

static enum err
load_facts(struct ctx *c, struct facts *facts)
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

/* Core, packs, and the site's own sheet on top. */
static enum err
load_documents(
    struct ctx *c, const struct site *site, struct document **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(struct document) list = { 0 };

	for (size_t i = 0; i < site->config.doc_count; i++)
		*list_add(c->mem, &list) = site->config.docs[i];
	sql_text(&q, "select name, body from _sheet order by name");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct document *doc = list_add(c->mem, &list);

		doc->file = str_printf(c->mem, "site/%.*s", STR_ARG(row_str(&r, 0)));
		doc->text = str_copy(c->mem, row_str(&r, 1));
	}
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}

static struct str
tell_problems(struct arena *mem, const struct problems *problems)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < problems->list.count; i++) {
		text_str(&t, problem_show(mem, &problems->list.at[i]));
		text_char(&t, '\n');
	}
	return text_done(&t);
}

/* Compile what is stored, fit the tables; the caller's transaction decides. */
enum err
site_build(struct ctx *c, int64_t version, struct meta **out, struct str *said)
{
	struct site *site = c->site;
	struct problems problems = { .mem = c->mem };
	struct text statements = TEXT_INIT(c->mem);
	struct document *docs;
	struct facts facts;
	const struct meta *was = c->meta;
	size_t count;
	enum err e;

	TRY(load_facts(c, &facts));
	TRY(load_documents(c, site, &docs, &count));
	if (meta_compile(
		site->config.words, docs, count, &facts, version, &problems, out) != OK) {
		*said = tell_problems(c->mem, &problems);
		return ERR_INPUT;
	}
	c->meta = *out;
	e = site->config.look ? OK : meta_fit(c, *out, &statements);
	if (e == OK && !site->config.look)
		e = search_fit(c);
	if (e == OK && !site->config.look)
		e = search_know(c, *out);
	c->meta = was;
	*said = e == OK ? text_done(&statements) : str_of(db_said(c->db));
	if (e != OK)
		meta_drop(*out);
	return e;
}

static enum err
store_sheet(struct ctx *c, struct str name, struct str body)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _sheet (name, body, at_ms) values (");
	sql_str(&q, name);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (name) do update set body = excluded.body, at_ms = "
		     "excluded.at_ms");
	TRY(db_run(c->db, &q));
	return site_touch(c);
}

/* Does whoever stores it still agree, now that nobody else can? */
static enum err
agree(struct ctx *c, const struct sheet *sheet)
{
	struct sql q = SQL_INIT(c->mem);
	struct str stored = STR("");
	enum err e;

	sql_text(&q, "select body from _sheet where name = ");
	sql_str(&q, sheet->name);
	e = db_str(c->db, &q, c->mem, ERR_ABSENT, &stored);
	if (e != OK && e != ERR_ABSENT)
		return e;
	return sheet->agree(c, stored, sheet->arg);
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
 * Store a document of the sheet, if there is one, and put in force what is
 * stored then.  One process at a time: what is built holds what the others
 * stored before.
 *
 * Within somebody's transaction it is tried and stored, and not put in force: they may
 * still roll it back.  After their commit they renew it, or whoever comes next finds
 * the stamp (site_catch_up).
 */
static enum err
build_and_force(struct ctx *c, const struct sheet *sheet, struct str *said)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct site *site = c->site;
	bool within = db_in_tx(c->db);
	struct meta *meta;
	int64_t stamp, version;
	enum err e;

	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_tables(c->db, c->mem));
	version = atomic_fetch_add(&site->builds, 1) + 1;
	if (sheet != NULL && sheet->agree != NULL)
		TRY(agree(c, sheet));
	if (sheet != NULL)
		TRY(store_sheet(c, sheet->name, sheet->body));
	TRY(site_stamp(c, &stamp));
	TRY(site_build(c, version, &meta, said));
	e = site_plan_words(c, meta);
	if (e == OK)
		e = tx_commit(&tx);
	if (e == OK && !within)
		site_put_in_force(site, meta, stamp);
	else
		meta_drop(meta);
	return e;
}

enum err
site_reload(struct ctx *c, struct str *why)
{
	return build_and_force(c, NULL, why);
}

enum err
site_apply(struct ctx *c, struct str name, struct str body, struct str *said)
{
	return build_and_force(c, &(struct sheet){ .name = name, .body = body }, said);
}

enum err
site_apply_if(struct ctx *c, const struct sheet *sheet, struct str *said)
{
	return build_and_force(c, sheet, said);
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
		e = build_and_force(c, NULL, &why);
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
