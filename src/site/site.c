/*
 * site.c - opening a site, and what each piece of work in it is given.
 */
#include "site/room.h"

#include <sys/stat.h>
#include <unistd.h>

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

int64_t
site_commits(const struct ctx *c)
{
	return db_commits(c->db);
}

bool
site_turned_away(const struct ctx *c)
{
	return db_turned_away(c->db);
}

const _Atomic uint64_t *
site_turns(const struct site *site)
{
	return engine_turns(site->engine);
}

void
site_on_turn(struct site *site, void (*turned)(void *arg), void *arg)
{
	engine_on_turn(site->engine, turned, arg);
}

void
site_budget(struct ctx *c, bool reads)
{
	int64_t set_ms = c->site->config.read_ms, ms = set_ms == 0 ? DB_READ_MS : set_ms;

	db_budget(c->db, reads ? ms : ms * DB_STATEMENT_MS / DB_READ_MS);
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

enum err
site_hold_files(struct ctx *c)
{
	return tx_lock_files(c->db, c->mem, false);
}

struct hub *
site_hub(struct site *site)
{
	return site->hub;
}

const char *
site_url(const struct site *site)
{
	return site->config.url;
}

const char *
site_files(const struct site *site)
{
	return site->files_dir;
}

const char *
site_outbox(const struct site *site)
{
	return site->outbox;
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
	c->queue = site->queue;
	c->keys = site->keys;
	c->orgs = site->orgs;
	c->reads = site->reads;
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
site_renew(struct ctx *c)
{
	struct site *site = c->site;

	site_end(c);
	pthread_mutex_lock(&site->lock);
	c->meta = meta_hold(site->meta);
	pthread_mutex_unlock(&site->lock);
}

void
site_as_program(struct ctx *c)
{
	c->actor.user = 0;
	c->actor.program = true;
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
	TRY(site_stamp(c, &stamp));
	if (stamp == site->stamp)
		return OK;
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
struct str
site_name_of(const char *url)
{
	const char *end = url + strcspn(url, "?"); /* behind it: "host=/run/…" */
	const char *name = memrchr(url, '/', (size_t)(end - url));

	if (strstr(url, "://") == NULL || name == NULL)
		return str_of(url);
	return (struct str){ name + 1, (size_t)(end - name) - 1 };
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
	    STR_ARG(site_name_of(site->config.url)));
	return ERR_INPUT;
}

/* The metadata as it is stored; the tables may be an older program's. */
static enum err
look_only(struct site *site, struct ctx *c, struct str *why)
{
	struct site_change none = { 0 };
	struct meta *meta;
	enum err e;

	TRY(must_be_whole(c, site, why));
	e = site_build(c, 0, &none, &meta);
	*why = site_told(c->mem, &none);
	TRY(e);
	site_put_in_force(site, meta, 0);
	return OK;
}

/* What of the site's own words does not fit this program must not keep it from work. */
static enum err
come_into_force(struct ctx *c, struct str *why)
{
	enum err e = site_reload(c, why);

	return e == ERR_INPUT ? site_set_aside(c, why) : e;
}

/* What this version brings beside its words, to a company that has begun. */
static enum err
bring_seeds(struct site *site, struct ctx *c)
{
	enum err e;

	site_begin(site, c);
	site_as_program(c);
	e = site_seed_more(c);
	site_end(c);
	return e;
}

static enum err
open_for_work(struct site *site, struct ctx *c, struct str *why)
{
	bool empty = true;

	TRY(db_migrate(c->db));
	TRY(must_be_whole(c, site, why));
	if (site->config.moving)
		TRY(engine_hurry(site->engine, SITE_MOVING_MB));
	TRY(come_into_force(c, why));
	TRY(see_ids(c, site->meta));
	TRY(auth_is_empty(c, &empty));
	if (!empty)
		return site->config.moving ? OK : bring_seeds(site, c);
	auth_random(site->setup_token);
	return OK;
}

static enum err
prepare(struct site *site, struct arena *mem, struct str *why)
{
	struct ctx c = {
		.mem = mem, .site = site, .keys = site->keys, .now_ms = time_now_ms()
	};
	enum err e;

	TRY(db_new(site->engine, &c.db));
	site_as_program(&c);
	c.actor.language = "en";
	c.actor.zone = "Etc/UTC";
	e = site->config.look ? look_only(site, &c, why) : open_for_work(site, &c, why);
	if (e != OK && why->len == 0)
		*why = str_printf(mem, "%.*s: %s (%s)",
		    STR_ARG(site_name_of(site->config.url)), err_text(e), db_said(c.db));
	db_free(c.db);
	return e;
}

char *
site_beside(const char *url, const char *end)
{
	const char *set = getenv("KITH_FILES"), *slash = NULL;
	struct str name = site_name_of(url);
	char *path;
	int n;

	if (set != NULL && strstr(url, "://") != NULL)
		slash = strrchr(set, '/');
	n = slash == NULL ? asprintf(&path, "%.*s%s", STR_ARG(name), end)
			  : asprintf(&path, "%.*s/%.*s%s", (int)(slash - set), set,
				STR_ARG(name), end);
	if (n < 0)
		abort();
	return path;
}

/* Beside the database; one that is no file has its name's, in KITH_FILES or here. */
char *
site_files_of(const char *url, const char *given)
{
	const char *set = getenv("KITH_FILES");
	bool is_file = strstr(url, "://") == NULL;

	if (given != NULL || (!is_file && set != NULL))
		return memory_text(given != NULL ? given : set);
	return site_beside(url, ".files");
}

char *
site_key_of(const char *url)
{
	const char *set = getenv("KITH_KEY"), *given = getenv("CREDENTIALS_DIRECTORY");
	char *path;

	if (set != NULL && set[0] != '\0')
		return memory_text(set);
	if (given != NULL && asprintf(&path, "%s/kith.key", given) > 0) {
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return site_beside(url, ".key");
}

static struct keyring *
keys_of(const struct site_config *config)
{
	char *path = config->key_file == NULL ? site_key_of(config->url)
					      : memory_text(config->key_file);
	struct keyring *keys = keyring_new(path);

	free(path);
	return keys;
}

/* "acme.db.files" has "acme.db.outbox" beside it. */
static char *
outbox_of(const char *files)
{
	size_t n = strlen(files);
	char *path;

	if (n > 6 && strcmp(files + n - 6, ".files") == 0)
		n -= 6;
	if (asprintf(&path, "%.*s.outbox", (int)n, files) < 0)
		abort();
	return path;
}

enum err
site_open(const struct site_config *config, struct arena *mem, struct site **out,
    struct str *why)
{
	struct site *site = memory_new(1, sizeof(*site));
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
	site->outbox = outbox_of(site->files_dir);
	site->keys = keys_of(config);
	if (!config->look)
		mkdir(site->files_dir, 0700);
	pthread_mutex_init(&site->lock, NULL);
	pthread_mutex_init(&site->renewing, NULL);
	site->orgs = orgs_new();
	site->reads = reads_new();
	e = prepare(site, mem, why);
	if (e != OK) {
		site_close(site);
		return e;
	}
	*out = site;
	return OK;
}

static void
hear(void *arg, const struct news *news)
{
	(void)arg;
	(void)news;
}

/* Another process has other metadata: the worker looks at once. */
static void
hear_call(void *arg, int64_t user, struct str name, struct str data)
{
	struct site *site = arg;

	(void)data;
	if (user == HUB_SITES && str_is(name, "meta"))
		queue_wake(site->queue);
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
	TRY(queue_new(&queue, &site->queue));
	site->listener =
	    (struct listener){ .hear = hear, .shout = hear_call, .arg = site };
	hub_listen(site->hub, &site->listener);
	return sealer_new(site, &site->sealer);
}

void
site_close(struct site *site)
{
	if (site == NULL)
		return;
	if (site->hub != NULL)
		hub_deafen(site->hub, &site->listener);
	queue_free(site->queue);
	sealer_free(site->sealer);
	hub_free(site->hub);
	engine_close(site->engine);
	meta_drop(site->meta);
	orgs_free(site->orgs);
	reads_free(site->reads);
	pthread_mutex_destroy(&site->lock);
	pthread_mutex_destroy(&site->renewing);
	keyring_free(site->keys);
	free(site->files_dir);
	free(site->outbox);
	free(site);
}
