/*
 * serve.c - the server: sites by host name, until a signal.
 */
#include "app/app.h"

#include "paper/paper.h"
#include "api/api.h"
#include "confine/confine.h"
#include "exchange/exchange.h"

#include <signal.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

#define SITES_MAX 32
#define READ_MIN_MS 100    /* a budget must leave time to read anything at all */
#define READ_MAX_MS 600000 /* ten minutes */
#define RENEW_LOOK_S 10    /* between two looks at the certificate */

struct running {
	struct arena *mem;
	struct api *api;
	char *urls[SITES_MAX];        /* of the databases */
	const char *hosts[SITES_MAX]; /* NULL: every host that no other site has */
	struct site *sites[SITES_MAX];
	size_t url_count, count;
	int64_t read_ms; /* 0: the usual */
	char spool[4096];
};

/* What a request's statements may take; nothing said: the usual. */
static bool
read_budget(struct running *r, const char *text)
{
	char *end = NULL;

	if (text == NULL)
		return true;
	r->read_ms = strtoll(text, &end, 10);
	if (*end == '\0' && r->read_ms >= READ_MIN_MS && r->read_ms <= READ_MAX_MS)
		return true;
	fail("--statement-ms %s: it is a number of milliseconds, from %d to %d", text,
	    READ_MIN_MS, READ_MAX_MS);
	return false;
}

/* "acme.example=acme.db" is a site of a host; "acme.db" answers for all. */
static void
read_sites(struct running *r, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct str host = STR_NONE, url = str_of(argv[i]);

		if (strncmp(argv[i], "postgres", 8) != 0)
			(void)str_cut(str_of(argv[i]), '=', &host, &url);
		r->hosts[r->url_count] = host.len > 0 ? str_c(r->mem, host) : NULL;
		r->urls[r->url_count++] = str_c(r->mem, url);
	}
}

static bool
open_site(struct running *r, size_t i, const char *files, const char *address)
{
	struct site_config config = { .words = &app_words,
		.docs = app_docs,
		.doc_count = app_doc_count,
		.kinds = app_kinds(),
		.url = r->urls[i],
		.address = address,
		.read_ms = r->read_ms,
		.files_dir = files };
	struct str why;

	if (site_open(&config, r->mem, &r->sites[i], &why) != OK) {
		fail("%.*s", STR_ARG(why));
		return false;
	}
	r->count++;
	if (!apply_ledger(r->sites[i]))
		return false;
	if (site_start(r->sites[i]) == OK &&
	    api_add_site(r->api, r->hosts[i], r->sites[i]) == OK)
		return true;
	fail("%s: cannot start", r->urls[i]);
	return false;
}

static void
stop(struct running *r)
{
	if (r->api != NULL)
		api_stop(r->api);
	for (size_t i = 0; i < r->count; i++)
		site_close(r->sites[i]);
	arena_free(r->mem);
}

/* How people reach us, as far as we know. */
static void
own_address(const struct running *r, const struct api_config *config, char out[300])
{
	const char *listen = config->http.listen;
	bool all = listen[0] == ':' || strncmp(listen, "0.0.0.0", 7) == 0 ||
		   strncmp(listen, "[::]", 4) == 0;

	if (config->url != NULL)
		snprintf(out, 300, "%s", config->url);
	else
		snprintf(out, 300, "http%s://%.*s:%d",
		    config->http.tls_cert == NULL ? "" : "s",
		    all ? 9 : (int)(strrchr(listen, ':') - listen),
		    all ? "localhost" : listen, api_port(r->api));
}

static void
greet(const struct running *r, const struct api_config *config)
{
	char address[300];

	own_address(r, config, address);
	for (size_t i = 0; i < r->count; i++) {
		const char *token = site_setup_token(r->sites[i]);

		if (token[0] != '\0')
			printf("Kith is ready to be set up: %s/setup?token=%s\n", address,
			    token);
		else
			printf("Kith is at %s\n", address);
	}
	fflush(stdout);
}

/* The signals that we wait for. */
static sigset_t
awaited(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

/* A newer certificate is shown without a restart: on SIGHUP, or a while after its
 * files have changed. */
static void
renew(const struct running *r, bool always)
{
	char why[200], day[16];
	struct tm date;
	time_t until;

	switch (http_renew(api_server(r->api), always, why)) {
	case HTTP_AS_IT_WAS: break;
	case HTTP_RENEWED:
		until = http_certified_until();
		strftime(day, sizeof(day), "%Y-%m-%d", gmtime_r(&until, &date));
		log_info("tls: a new certificate is shown, valid until %s", day);
		break;
	case HTTP_NOT_RENEWED:
		log_warn("tls: %s; the old certificate is still shown", why);
	}
}

static void
wait_for_end(const struct running *r)
{
	const struct timespec look = { .tv_sec = RENEW_LOOK_S };
	sigset_t set = awaited();
	int which = 0;

	while (which != SIGINT && which != SIGTERM) {
		which = sigtimedwait(&set, NULL, &look);
		if (which == SIGHUP || which < 0)
			renew(r, which == SIGHUP);
	}
}

static void
block_signals(void)
{
	sigset_t set = awaited();

	pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread is made */
	signal(SIGPIPE, SIG_IGN);
}

/* What is being uploaded waits beside the files of the first site. */
static void
choose_spool(struct running *r)
{
	const char *files = site_files(r->sites[0]);
	size_t n = strlen(files);

	if (n > 6 && strcmp(files + n - 6, ".files") == 0)
		n -= 6;
	snprintf(r->spool, sizeof(r->spool), "%.*s.spool", (int)n, files);
	mkdir(r->spool, 0700);
}

/* Listen while we may, become who we shall be, and give up the rest. */
static bool
settle(
    struct running *r, struct api_config *config, const char *user, struct confined *kept)
{
	char why[200];

	if (http_listen(config->http.listen, &config->http.listen_fd, why) != OK) {
		fail("%s: %s", config->http.listen, why);
		return false;
	}
	if (confine_user(user, why) != OK) {
		fail("%s", why);
		return false;
	}
	kept->urls = r->urls;
	kept->count = r->url_count;
	kept->tls_cert = config->http.tls_cert;
	kept->tls_key = config->http.tls_key;
	return confined_serve(kept);
}

static bool
start(struct running *r, const struct api_config *config, const char *files)
{
	char why[200];

	if (api_new(config, &r->api) != OK)
		return fail("cannot start"), false;
	for (size_t i = 0; i < r->url_count; i++)
		if (!open_site(r, i, files, config->url))
			return false;
	choose_spool(r);
	if (api_start(r->api, why) == OK)
		return true;
	fail("%s: %s", config->http.listen, why);
	return false;
}

static int
serve(int argc, char **argv)
{
	struct api_config config = {
		.assets = app_assets, .asset_count = app_asset_count, .words = &app_words
	};
	struct running r = { .mem = arena_new() };
	struct confined kept = { .how = take_option(&argc, argv, "--confine") };
	const char *listen = take_option(&argc, argv, "--listen");
	const char *files = take_option(&argc, argv, "--files");
	const char *rate = take_option(&argc, argv, "--rate");
	const char *share = take_option(&argc, argv, "--per-address");
	const char *breached = take_option(&argc, argv, "--breached");
	const char *budget = take_option(&argc, argv, "--statement-ms");
	const char *user = take_option(&argc, argv, "--user");
	bool started;

	if (kept.how == NULL)
		kept.how = getenv("KITH_CONFINE");
	config.url = take_option(&argc, argv, "--url");
	config.http.tls_cert = take_option(&argc, argv, "--tls-cert");
	config.http.tls_key = take_option(&argc, argv, "--tls-key");
	config.http.proxy = take_option(&argc, argv, "--proxy");
	if (options_left(argc, argv) || argc < 2 || argc > SITES_MAX)
		return usage_of(argv[0]);
	if (!read_budget(&r, budget))
		return 2;
	if (breached != NULL && !auth_breached_use(breached))
		return fail("%s: is no sorted file of SHA-1 hashes", breached);
	block_signals();
	config.rate = rate == NULL ? 0 : strtod(rate, NULL);
	config.http.connections_per_ip =
	    share == NULL ? 0 : (size_t)strtoul(share, NULL, 10);
	config.http.listen = listen == NULL ? "127.0.0.1:8080" : listen;
	config.http.spool_dir = r.spool;
	read_sites(&r, argc, argv);
	kept.files = r.url_count == 1 ? files : NULL;
	kept.breached = breached;
	started = settle(&r, &config, user, &kept) && start(&r, &config, kept.files);
	if (started) {
		greet(&r, &config);
		wait_for_end(&r);
	}
	stop(&r);
	pdf_fonts_end();
	return started ? 0 : 1;
}

const struct command serve_commands[] = {
	{ "serve",
	    "FILE… [--listen ADDRESS:PORT] [--tls-cert PEM --tls-key PEM] [--files DIR] "
	    "[--url https://NAME] [--breached FILE] [--rate N] [--per-address N] "
	    "[--statement-ms N] [--proxy NETWORK,…] [--user NAME] [--confine on|off]",
	    "serve a company; HOST=FILE serves several by host name", serve },
	{ 0 },
};
