/*
 * api.c - from a request to its handler, and from its faults to an answer.
 */
#include "api/room.h"

#include "signin/signin.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

#define AGAIN_US 2000000 /* nobody waits longer for another try */
#define TURN_MS 10000    /* of a save, for a long one before it */

struct host {
	struct api *api;
	char *name; /* NULL: every other */
	struct site *site;
	struct streams *streams;
	struct issuers *issuers;
	struct looks *looks;
	struct taken *taken;
};

struct api {
	struct api_config config;
	struct http_server *server;
	struct host hosts[API_SITES_MAX];
	size_t host_count;
	struct route *routes; /* all tables in one */
	size_t route_count;
	struct buckets *rates, *doors;
	struct own_name name;
};

/* What a worker thread keeps: a handle on each site's database. */
struct worker {
	struct api *api;
	struct db *dbs[API_SITES_MAX];
};

/* ---- the table ---- */

const struct route *const api_tables[] = { auth_routes, document_routes, done_routes,
	feed_routes, file_routes, import_routes, job_routes, link_routes, meta_routes,
	pair_routes, passkey_routes, portal_routes, privacy_routes, record_routes,
	rights_routes, second_routes, security_routes, session_routes, share_routes,
	sign_routes, stream_routes, token_routes, pack_routes, studio_routes,
	trail_routes, way_routes, why_routes, NULL };

static void
collect_routes(struct api *api)
{
	size_t count = 0;

	for (size_t i = 0; api_tables[i] != NULL; i++)
		for (const struct route *r = api_tables[i]; r->method != NULL; r++)
			count++;
	api->routes = memory_new(count, sizeof(*api->routes));
	for (size_t i = 0; api_tables[i] != NULL; i++)
		for (const struct route *r = api_tables[i]; r->method != NULL; r++)
			api->routes[api->route_count++] = *r;
}

/* ---- who asks ---- */

bool
req_is_safe(const struct ctx *c)
{
	const char *method = c->req->method;

	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static enum err
identify_once(struct ctx *c)
{
	struct str bearer = req_header(c->req, "Authorization");
	struct str cookie = req_cookie(c->req, COOKIE);

	c->via = VIA_API;
	if (str_starts(bearer, "Bearer "))
		return auth_by_token(
		    c, str_trim((struct str){ bearer.at + 7, bearer.len - 7 }));
	c->via = VIA_WEB;
	if (cookie.len == 0)
		return ERR_WHO;
	return auth_by_session(c, cookie);
}

/*
 * Who it is, and what they may: by the metadata that was stored when they asked, not
 * by what this process happens to know.
 */
static enum err
identify(struct ctx *c)
{
	TRY(identify_once(c));
	if (!site_is_behind(c, c->actor.meta) || !site_catch_up(c, c->actor.meta))
		return OK;
	return identify_once(c);
}

/* The language of somebody who is not signed in: what the browser prefers. */
static void
guess_language(struct ctx *c)
{
	struct str wanted = req_header(c->req, "Accept-Language");

	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_starts(wanted, languages[i]))
			c->actor.language = languages[i];
}

/* ---- one request ---- */

struct api_call { /* behind the reply: what handlers ask api for */
	struct reply reply;
	struct api *api;
	struct host *host;
	int64_t commits; /* when the handler began */
};

bool
route_guards(const struct route *route)
{
	return (route->flags & SESSION) != 0 ||
	       strncmp(route->pattern, "/api/me/", 8) == 0;
}

/* May this route be used with a token?  The one place that decides it. */
static bool
in_scope(struct ctx *c, const struct route *route)
{
	const struct actor *a = &c->actor;

	if (a->scopes == NULL || (route->flags & (OPEN | TOKEN)) != 0 ||
	    strncmp(route->pattern, "/api/{entity}", 13) == 0)
		return true;
	if (route_guards(route))
		return false;
	return auth_scope_has(a, (route->flags & WRITES) != 0 ? "write:*" : "admin");
}

/* A change that rides on a cookie comes from our own pages. */
static enum err
check_origin(struct ctx *c)
{
	bool cookie = !str_starts(req_header(c->req, "Authorization"), "Bearer ");

	if (req_is_safe(c) || !cookie || gate_same_origin(c->req))
		return OK;
	fault(c, STR(""), "cross_site", NULL);
	return ERR_DENIED;
}

static enum err
with_route(struct ctx *c, struct api *api, const struct route *route)
{
	char user[24];
	enum err who;
	int64_t wait;

	TRY(check_origin(c));
	TRY(gate_said_once(c));
	who = identify(c);
	if (who != OK && who != ERR_WHO)
		return who;
	if (who == ERR_WHO) {
		guess_language(c);
		if ((route->flags & OPEN) == 0)
			return ERR_WHO;
	}
	if (!in_scope(c, route)) {
		fault(c, STR(""), "scope", NULL);
		return ERR_DENIED;
	}
	snprintf(user, sizeof(user), "%" PRId64, c->actor.user);
	if (!c->req->again &&
	    !http_bucket_take(api->rates,
		c->actor.user != 0 ? str_of(user) : req_share(c->req), api->config.rate,
		api->config.rate * API_RATE_SPAN, &wait))
		return ERR_LIMIT;
	TRY(eyes_borrow(c, route));
	((struct api_call *)c->reply)->commits = site_commits(c);
	return route->run(c);
}

/* ---- the same request twice: answered once, and from memory after that ---- */

struct once {
	struct api *api;
	const struct route *route;
	struct str key;
};

static enum err
run_or_remember(struct ctx *c, void *arg)
{
	const struct once *once = arg;
	struct str body;
	int64_t status = 0;

	TRY(site_answered(c, once->key, &status, &body));
	if (status != 0) {
		(void)reply_json(c, (int)status);
		text_str(&c->reply->body, body);
		return OK;
	}
	TRY(with_route(c, once->api, once->route));
	if (c->reply->direct)
		return OK;
	return site_answer(c, once->key, c->reply->status, text_done(&c->reply->body));
}

/*
 * Under which name an answer is kept: of one request, by a person's browsers or by
 * one of their tokens.  What a wide token was told is for no narrow one, and a key
 * that is used again for something else answers for that.
 */
static struct str
once_name(struct ctx *c, struct str key)
{
	int64_t pass = c->actor.scopes == NULL ? 0 : c->from.session;
	struct text t = TEXT_INIT(c->mem);

	text_printf(
	    &t, "%" PRId64 " %.*s %.*s\n", pass, STR_ARG(key), STR_ARG(c->req->raw));
	text_str(&t, c->req->body);
	return auth_hash_of(c, text_done(&t));
}

/* Is the same asked twice answered twice?  Secrets are shown once, and not kept. */
static bool
is_kept(const struct ctx *c, const struct route *route)
{
	return strcmp(c->req->method, "POST") == 0 &&
	       (route->flags & (OPEN | UPLOAD | SESSION | SECRET)) == 0;
}

/* The answer is stored with the work it speaks of, or neither is. */
static enum err
run_once(struct ctx *c, struct api *api, const struct route *route, struct str key)
{
	struct once once = { .api = api, .route = route };

	if (key.len > 100)
		return ERR_FORM;
	TRY(check_origin(c));
	TRY(identify(c));
	once.key = once_name(c, key);
	return site_whole(c, run_or_remember, &once);
}

static struct host *
host_of(struct api *api, struct str name)
{
	struct host *other = NULL;
	struct str bare, port;

	if (!str_cut(name, ':', &bare, &port))
		bare = name;
	for (size_t i = 0; i < api->host_count; i++) {
		if (api->hosts[i].name == NULL)
			other = &api->hosts[i];
		else if (str_is(bare, api->hosts[i].name))
			return &api->hosts[i];
	}
	return other;
}

static enum err
dispatch(struct ctx *c, struct api *api)
{
	struct str key = req_header(c->req, "Idempotency-Key");
	const struct route *route;
	int status;

	route = req_route(
	    c->req, api->routes, api->route_count, sizeof(*api->routes), &status);
	if (route == NULL) {
		enum err e = identify(c);

		if (e != OK)
			guess_language(c);
		if (status == 404)
			return ERR_ABSENT;
		(void)reply_json(c, status);
		return OK;
	}
	if (c->req->full) {
		if (identify(c) != OK)
			guess_language(c);
		return ERR_FULL;
	}
	if (key.len > 0 && is_kept(c, route))
		return run_once(c, api, route, key);
	return with_route(c, api, route);
}

/* The database went away when the work was kept, but not yet told: to do it again
 * would do it twice, and "nothing was kept" would be a lie. */
static bool
was_kept(const struct ctx *c)
{
	return site_commits(c) != ((const struct api_call *)c->reply)->commits;
}

/*
 * A long transaction has the one writer, and others wait for it already: this save waits
 * without a thread, so that there is somebody to serve who reads.  It is begun anew when
 * that has ended.
 */
static bool
waits_for_turn(struct ctx *c, uint64_t turns)
{
	const struct host *host = ((struct api_call *)c->reply)->host;

	if (!site_turned_away(c) || req_answered(c->req) || c->reply->direct ||
	    c->req->file != NULL)
		return false;
	c->reply->direct = req_park(c->req, host, TURN_MS, site_turns(host->site), turns);
	return c->reply->direct;
}

/* Work that met another's change, or a database that was away, kept nothing: it is
 * done once more, after a while that two who met do not share. */
static enum err
dispatch_again(struct ctx *c, struct api *api)
{
	static const int rest_ms[] = { 10, 50, 250 };
	int64_t until_us = time_steady_us() + AGAIN_US;

	for (size_t i = 0;; i++) {
		uint64_t turns = atomic_load(site_turns(c->site));
		enum err e;

		site_budget(c, req_is_safe(c));
		((struct api_call *)c->reply)->commits = site_commits(c);
		e = dispatch(c, api);
		if ((e == ERR_AGAIN || e == ERR_SLOW || e == ERR_DOWN) && was_kept(c))
			return ERR_DOUBT;
		if (e == ERR_AGAIN && waits_for_turn(c, turns))
			return OK;
		if (e != ERR_AGAIN || i == COUNT_OF(rest_ms) ||
		    time_steady_us() > until_us || req_answered(c->req) ||
		    c->reply->direct || c->req->file != NULL)
			return e;
		c->fault_count = 0;
		c->notes = STR_NONE;
		thread_rest();
		poll(NULL, 0, rest_ms[i] + (int)(time_steady_us() % rest_ms[i]));
		thread_wake();
	}
}

static void
serve_api(struct req *r, struct worker *worker, struct host *host)
{
	struct api *api = worker->api;
	size_t i = (size_t)(host - api->hosts);
	struct api_call call = { .reply = { .status = 500, .type = "application/json" },
		.api = api,
		.host = host };
	struct ctx c = { .mem = r->mem,
		.req = r,
		.reply = &call.reply,
		.from = { .address = r->peer } };
	enum err e;

	if (worker->dbs[i] == NULL)
		worker->dbs[i] = site_handle(host->site);
	if (worker->dbs[i] == NULL) {
		req_reply(r, 503, "text/plain; charset=utf-8",
		    STR("the database cannot be opened\n"));
		return;
	}
	c.db = worker->dbs[i];
	site_begin(host->site, &c);
	e = dispatch_again(&c, api);
	if (e != OK)
		reply_problem(&c, e);
	reply_send(&c);
	site_budget_end(&c);
	site_end(&c);
}

static void
handle(struct req *r)
{
	struct worker *worker = r->mine;
	struct api *api = worker->api;
	struct host *host = host_of(api, r->host);

	if (str_is(r->path, "/healthz"))
		req_reply(r, 200, "text/plain; charset=utf-8", STR("ok\n"));
	else if (host == NULL || !gate_named(&api->name, r->host))
		req_reply(
		    r, 421, "text/plain; charset=utf-8", STR("no such site here\n"));
	else if (str_starts(r->path, "/api/") || str_is(r->path, "/api"))
		serve_api(r, worker, host);
	else if (!http_assets_serve(r, api->config.assets, api->config.asset_count))
		req_reply(r, 404, "text/plain; charset=utf-8", STR("no such page\n"));
}

struct streams *
api_streams(struct ctx *c)
{
	return ((struct api_call *)c->reply)->host->streams;
}

struct issuers *
api_issuers(struct ctx *c)
{
	return ((struct api_call *)c->reply)->host->issuers;
}

struct looks *
api_looks(struct ctx *c)
{
	return ((struct api_call *)c->reply)->host->looks;
}

struct taken *
api_taken(struct ctx *c)
{
	return ((struct api_call *)c->reply)->host->taken;
}

const struct words *
api_words(struct ctx *c)
{
	return ((struct api_call *)c->reply)->api->config.words;
}

static struct buckets *
doors(struct ctx *c)
{
	return ((struct api_call *)c->reply)->api->doors;
}

enum err
api_door_take(struct ctx *c)
{
	char seconds[24];
	int64_t wait;

	if (http_bucket_take(
		doors(c), req_share(c->req), API_DOOR_RATE, API_DOOR_BURST, &wait))
		return OK;
	snprintf(seconds, sizeof(seconds), "%" PRId64, wait / 1000 + 1);
	fault(c, STR(""), "login_locked", "seconds", seconds, NULL);
	return ERR_LIMIT;
}

void
api_door_give(struct ctx *c)
{
	http_bucket_give(doors(c), req_share(c->req));
}

/* ---- life ---- */

static enum http_body
accepts(void *arg, const struct req *r)
{
	struct api *api = arg;

	for (size_t i = 0; i < api->route_count; i++) {
		struct str parts[HTTP_PARTS_MAX];

		if ((api->routes[i].flags & UPLOAD) &&
		    strcmp(api->routes[i].method, r->method) == 0 &&
		    http_route_match(
			api->routes[i].pattern, r->path, parts, HTTP_PARTS_MAX) >= 0)
			return HTTP_BODY_UPLOAD;
	}
	return HTTP_BODY_SMALL;
}

static void *
worker_begin(void *arg)
{
	struct worker *worker = memory_new(1, sizeof(*worker));

	worker->api = arg;
	return worker;
}

static void
worker_end(void *arg)
{
	struct worker *worker = arg;

	for (size_t i = 0; i < API_SITES_MAX; i++)
		site_handle_end(worker->dbs[i]);
	free(worker);
}

enum err
api_new(const struct api_config *config, struct api **out)
{
	struct api *api = memory_new(1, sizeof(*api));

	api->config = *config;
	if (api->config.rate == 0)
		api->config.rate = API_RATE;
	collect_routes(api);
	api->rates = buckets_new(20000);
	api->doors = buckets_new(20000);
	*out = api;
	return OK;
}

enum err
api_add_site(struct api *api, const char *host, struct site *site)
{
	struct host *h = &api->hosts[api->host_count];

	if (api->host_count == API_SITES_MAX)
		return ERR_LIMIT;
	*h = (struct host){ .api = api,
		.name = host == NULL ? NULL : memory_text(host),
		.site = site,
		.streams = streams_new(site),
		.issuers = issuers_new(),
		.looks = looks_new(),
		.taken = taken_new() };
	if (h->streams == NULL)
		return ERR_DOWN;
	api->host_count++;
	return OK;
}

static void
wake_savers(void *arg)
{
	struct host *host = arg;

	http_wake(host->api->server, host);
}

/* Those who are parked on the server are woken by the news of each site, and when a
 * long save of it has ended. */
static void
news_reach(struct api *api, struct http_server *server)
{
	for (size_t i = 0; i < api->host_count; i++) {
		struct host *host = &api->hosts[i];

		streams_serve(host->streams, server);
		site_on_turn(host->site, server == NULL ? NULL : wake_savers, host);
	}
}

enum err
api_start(struct api *api, char text[200])
{
	if (!gate_name_read(api->config.url, &api->name)) {
		snprintf(text, 200,
		    "\"%.100s\" is no address like https://crm.example.com",
		    api->config.url);
		return ERR_INPUT;
	}
	api->config.http.site_set = api;
	api->config.http.accepts = accepts;
	api->config.http.worker_begin = worker_begin;
	api->config.http.worker_end = worker_end;
	api->config.http.handle = handle;
	TRY(http_start(&api->config.http, &api->server, text));
	news_reach(api, api->server);
	return OK;
}

struct http_server *
api_server(const struct api *api)
{
	return api->server;
}

int
api_port(const struct api *api)
{
	return http_port(api->server);
}

void
api_stop(struct api *api)
{
	news_reach(api, NULL); /* before it is no more */
	if (api->server != NULL)
		http_stop(api->server, 3000);
	for (size_t i = 0; i < api->host_count; i++) {
		streams_close(api->hosts[i].streams);
		issuers_free(api->hosts[i].issuers);
		looks_free(api->hosts[i].looks);
		taken_free(api->hosts[i].taken);
		free(api->hosts[i].name);
	}
	buckets_free(api->rates);
	buckets_free(api->doors);
	free(api->routes);
	free(api);
}
