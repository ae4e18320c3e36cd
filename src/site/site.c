/*
 * site.c - opening a site, its snapshot, its settings.
 */
#include "site/room.h"

#include <pthread.h>
#include <sys/stat.h>

struct site {
	struct engine *engine;
	struct hub *hub;
	struct queue *queue;
	char *files_dir;
	struct site_config config;
	pthread_mutex_t lock; /* of meta: the pointer, not what it points to */
	struct meta *meta;
	int64_t version;
	int64_t stamp; /* of the sheet in force: the job worker's */
	char setup_token[44];
};

struct engine *
site_engine(struct site *site)
{
	return site->engine;
}

struct db *
site_handle(struct site *site)
{
	struct db *db = NULL;

	return db_new(site->engine, &db) == OK ? db : NULL;
}

void
site_handle_end(struct db *db)
{
	db_free(db);
}

const char *
site_said(const struct ctx *c)
{
	return db_said(c->db);
}

void
site_budget(struct ctx *c, bool reads)
{
	db_budget(c->db, reads ? DB_READ_MS : DB_STATEMENT_MS);
}

void
site_budget_end(struct ctx *c)
{
	db_budget(c->db, 0);
}

enum err
site_whole(struct ctx *c, enum err (*work)(struct ctx *c, void *arg), void *arg)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(work(c, arg));
	return tx_commit(&tx);
}

struct hub *
site_hub(struct site *site)
{
	return site->hub;
}

const char *
site_files(const struct site *site)
{
	return site->files_dir;
}

const struct job_kind *
site_kinds(const struct site *site)
{
	return site->config.kinds;
}

const char *
site_setup_token(const struct site *site)
{
	return site->setup_token;
}

void
site_documents(const struct site *site, const struct document **out, size_t *count)
{
	*out = site->config.docs;
	*count = site->config.doc_count;
}

void
site_wake_jobs(struct site *site)
{
	if (site->queue != NULL)
		queue_wake(site->queue);
}

void
site_begin(struct site *site, struct ctx *c)
{
	pthread_mutex_lock(&site->lock);
	c->meta = meta_hold(site->meta);
	pthread_mutex_unlock(&site->lock);
	c->site = site;
	c->hub = site->hub;
	c->now_ms = time_now_ms();
	c->actor = (struct actor){ .language = str_c(c->mem, c->meta->facts.language),
		.zone = str_c(c->mem, c->meta->facts.zone),
		.calendar = "gregorian" };
}

void
site_end(struct ctx *c)
{
	meta_drop((struct meta *)(uintptr_t)c->meta);
	c->meta = NULL;
}

void
site_as_program(struct ctx *c)
{
	c->actor.user = 0;
	c->actor.program = true;
}

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

static enum err
load_facts(struct ctx *c, struct facts *facts)
{
	struct str currency, toman, rates;
	json_t *tree;

	TRY(setting_or(c, "name", "Kith", &facts->name));
	TRY(setting_or(c, "language", "en", &facts->language));
	TRY(setting_or(c, "country", "VN", &facts->country));
	TRY(setting_or(c, "zone", "Asia/Ho_Chi_Minh", &facts->zone));
	TRY(setting_or(c, "currency", "USD", &currency));
	TRY(setting_or(c, "toman", "false", &toman));
	TRY(setting_or(c, "rates", "{}", &rates));
	facts->currency = currency_of(currency);
	if (facts->currency == NULL)
		facts->currency = currency_at(0);
	facts->toman = str_is(toman, "true");
	if (json_read(c->mem, rates, &tree, NULL) != OK)
		tree = json_hold(c->mem, json_object());
	facts->rates = tree;
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
static enum err
build(struct ctx *c, struct site *site, struct meta **out, struct str *said)
{
	struct problems problems = { .mem = c->mem };
	struct text statements = TEXT_INIT(c->mem);
	struct document *docs;
	struct facts facts;
	const struct meta *was = c->meta;
	size_t count;
	enum err e;

	TRY(load_facts(c, &facts));
	TRY(load_documents(c, site, &docs, &count));
	if (meta_compile(site->config.words, docs, count, &facts, site->version + 1,
		&problems, out) != OK) {
		*said = tell_problems(c->mem, &problems);
		return ERR_INPUT;
	}
	c->meta = *out;
	e = site->config.look ? OK : meta_fit(c, *out, &statements);
	if (e == OK && !site->config.look)
		e = search_fit(c);
	c->meta = was;
	*said = e == OK ? text_done(&statements) : str_of(db_said(c->db));
	if (e != OK)
		meta_drop(*out);
	return e;
}

static void
swap(struct site *site, struct meta *meta)
{
	struct meta *old;

	pthread_mutex_lock(&site->lock);
	old = site->meta;
	site->meta = meta;
	site->version = meta->version;
	pthread_mutex_unlock(&site->lock);
	meta_drop(old);
}

enum err
site_reload(struct ctx *c, struct str *why)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct site *site = c->site;
	struct meta *meta;
	char data[64];

	TRY(tx_begin(c->db, &tx));
	TRY(build(c, site, &meta, why));
	TRY(tx_commit(&tx));
	swap(site, meta);
	snprintf(data, sizeof(data), "{\"version\":\"%" PRId64 "\"}", meta->version);
	if (site->hub != NULL)
		hub_shout(site->hub, 0, "meta", str_of(data));
	return OK;
}

enum err
site_apply(struct ctx *c, struct str name, struct str body, struct str *said)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _sheet (name, body, at_ms) values (");
	sql_str(&q, name);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (name) do update set body = excluded.body, at_ms = "
		     "excluded.at_ms");
	TRY(db_run(c->db, &q));
	TRY(site_reload(c, said));
	return tx_commit(&tx);
}

/* A number that changes when the sheet or the settings do. */
static enum err
stamp_of(struct ctx *c, int64_t *out)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(max(at_ms), 0) + count(*) from _sheet");
	return db_int(c->db, &q, ERR_BUG, out);
}

/* ---- open and close ---- */

/*
 * What another program did to the database - an import or `kith apply` on the
 * command line - is seen here, by the worker that looks every while.
 */
static enum err
see_others(struct site *site, struct ctx *c)
{
	struct str why;
	int64_t stamp;

	hub_wake(site->hub);
	TRY(stamp_of(c, &stamp));
	if (stamp == site->stamp)
		return OK;
	site->stamp = stamp;
	TRY(site_reload(c, &why));
	site_end(c);
	site_begin(site, c);
	return OK;
}

static enum err
job_begin(void *arg, struct ctx *c)
{
	enum err e;

	site_begin(arg, c);
	site_as_program(c);
	c->via = VIA_JOB;
	e = see_others(arg, c);
	if (e != OK)
		log_warn(
		    "site: another program's changes cannot be read: %s", err_text(e));
	site_as_program(c);
	return OK;
}

static void
job_end(void *arg, struct ctx *c)
{
	(void)arg;
	site_end(c);
}

/* The clock may have been set back since the last run: ids go on rising. */
static enum err
see_ids(struct ctx *c, const struct meta *meta)
{
	for (size_t i = 0; i < meta->entity_count; i++) {
		struct sql q = SQL_INIT(c->mem);
		int64_t id;

		sql_text(&q, "select coalesce(max(id), 0) from ");
		sql_table(&q, &meta->entities[i]);
		TRY(db_int(c->db, &q, ERR_BUG, &id));
		engine_saw_id(db_engine(c->db), id);
	}
	return OK;
}

/* "acme.db", "acme" of an address: an address may hold a password. */
static struct str
name_of(const char *url)
{
	const char *name = strrchr(url, '/');

	if (strstr(url, "://") == NULL || name == NULL)
		return str_of(url);
	return (struct str){ name + 1, strcspn(name + 1, "?") };
}

enum err
site_mark_moving(struct db *db, bool moving)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(mem);

	TRY(tx_begin(db, &tx));
	if (moving)
		sql_text(&q, "insert into _made (what) values ('_moving')");
	else
		sql_text(&q, "delete from _made where what = '_moving'");
	TRY(db_run(db, &q));
	return tx_commit(&tx);
}

/* errs  INPUT  a move into it was begun, and not completed: said in why */
static enum err
must_be_whole(struct ctx *c, const struct site *site, struct str *why)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t moving;

	sql_text(&q, "select count(*) from _made where what = '_moving'");
	TRY(db_int(c->db, &q, ERR_BUG, &moving));
	if (moving == 0 || site->config.moving)
		return OK;
	*why = str_printf(c->mem,
	    "%.*s: a move into it was not completed, so it holds a part of a company;"
	    " remove it, and run kith move again",
	    STR_ARG(name_of(site->config.url)));
	return ERR_INPUT;
}

/* The metadata as it is stored; the tables may be an older program's. */
static enum err
look_only(struct site *site, struct ctx *c, struct str *why)
{
	struct meta *meta;

	TRY(must_be_whole(c, site, why));
	TRY(build(c, site, &meta, why));
	swap(site, meta);
	return OK;
}

static enum err
open_for_work(struct site *site, struct ctx *c, struct str *why)
{
	bool empty = true;

	TRY(db_migrate(c->db));
	TRY(must_be_whole(c, site, why));
	if (site->config.moving)
		TRY(engine_hurry(site->engine, SITE_MOVING_MB));
	TRY(site_reload(c, why));
	TRY(see_ids(c, site->meta));
	TRY(stamp_of(c, &site->stamp));
	TRY(auth_is_empty(c, &empty));
	if (empty)
		auth_random(site->setup_token);
	return OK;
}

static enum err
prepare(struct site *site, struct arena *mem, struct str *why)
{
	struct ctx c = { .mem = mem, .site = site, .now_ms = time_now_ms() };
	enum err e;

	TRY(db_new(site->engine, &c.db));
	site_as_program(&c);
	c.actor.language = "en";
	c.actor.zone = "Etc/UTC";
	e = site->config.look ? look_only(site, &c, why) : open_for_work(site, &c, why);
	if (e != OK && why->len == 0)
		*why = str_printf(mem, "%.*s: %s (%s)",
		    STR_ARG(name_of(site->config.url)), err_text(e), db_said(c.db));
	db_free(c.db);
	return e;
}

/* Beside the database; one that is no file has its name's, in KITH_FILES or here. */
char *
site_files_of(const char *url, const char *given)
{
	const char *set = getenv("KITH_FILES");
	bool is_file = strstr(url, "://") == NULL;
	char *dir;

	if (given != NULL || (!is_file && set != NULL))
		return strdup(given != NULL ? given : set);
	if (asprintf(&dir, "%.*s.files", STR_ARG(name_of(url))) < 0)
		abort();
	return dir;
}

enum err
site_open(const struct site_config *config, struct arena *mem, struct site **out,
    struct str *why)
{
	struct site *site = calloc(1, sizeof(*site));
	char text[400] = "";
	enum err e =
	    engine_open(config->url, config->make, &site->engine, text, sizeof(text));

	*why = str_copy(mem, str_of(text));
	if (e != OK) {
		free(site);
		return e;
	}
	site->config = *config;
	site->files_dir = site_files_of(config->url, config->files_dir);
	if (!config->look)
		mkdir(site->files_dir, 0700);
	pthread_mutex_init(&site->lock, NULL);
	e = prepare(site, mem, why);
	if (e != OK) {
		site_close(site);
		return e;
	}
	*out = site;
	return OK;
}

enum err
site_start(struct site *site)
{
	struct queue_config queue = { .engine = site->engine,
		.kinds = site->config.kinds,
		.arg = site,
		.begin = job_begin,
		.end = job_end };

	TRY(hub_new(site->engine, &site->hub));
	queue.hub = site->hub;
	return queue_new(&queue, &site->queue);
}

void
site_close(struct site *site)
{
	if (site == NULL)
		return;
	queue_free(site->queue);
	hub_free(site->hub);
	engine_close(site->engine);
	meta_drop(site->meta);
	pthread_mutex_destroy(&site->lock);
	free(site->files_dir);
	free(site);
}
