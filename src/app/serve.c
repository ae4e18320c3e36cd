/*
 * serve.c - the server: sites by host name, until a signal.
 */
#include "app/app.h"

#include "api/api.h"
#include "exchange/exchange.h"

#include <signal.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

#define SITES_MAX 32
#define RENEW_LOOK_S 10 /* between two looks at the certificate */

struct running {
	struct arena *mem;
	struct api *api;
	struct site *sites[SITES_MAX];
	size_t count;
	char spool[4096];
};

/* "acme.example=acme.db" is a site of a host; "acme.db" answers for all. */
static bool
open_site(struct running *r, const char *arg, const char *files)
{
	struct site_config config = { .words = &app_words,
		.docs = app_docs,
		.doc_count = app_doc_count,
		.kinds = exchange_kinds,
		.files_dir = files };
	struct str host = STR_NONE, url = str_of(arg), why;
	enum err e;

	if (strncmp(arg, "postgres", 8) != 0)
		(void)str_cut(str_of(arg), '=', &host, &url);
	config.url = str_c(r->mem, url);
	e = site_open(&config, r->mem, &r->sites[r->count], &why);
	if (e != OK) {
		fail("%.*s", STR_ARG(why));
		return false;
	}
	r->count++;
	if (site_start(r->sites[r->count - 1]) != OK ||
	    api_add_site(r->api, host.len > 0 ? str_c(r->mem, host) : NULL,
		r->sites[r->count - 1]) != OK) {
		fail("%s: cannot start", arg);
		return false;
	}
	return true;
}

static void
stop(struct running *r)
{
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

static int
serve(int argc, char **argv)
{
	struct api_config config = {
		.assets = app_assets, .asset_count = app_asset_count, .words = &app_words
	};
	struct running r = { .mem = arena_new() };
	const char *listen = take_option(&argc, argv, "--listen");
	const char *files = take_option(&argc, argv, "--files");
	const char *rate = take_option(&argc, argv, "--rate");
	const char *share = take_option(&argc, argv, "--per-address");
	const char *url = take_option(&argc, argv, "--url");
	const char *breached = take_option(&argc, argv, "--breached");
	char why[200];

	config.http.tls_cert = take_option(&argc, argv, "--tls-cert");
	config.http.tls_key = take_option(&argc, argv, "--tls-key");
	config.http.proxy = take_option(&argc, argv, "--proxy");
	if (options_left(argc, argv) || argc < 2 || argc > SITES_MAX)
		return usage_of(argv[0]);
	if (breached != NULL && !auth_breached_use(breached))
		return fail("%s: is no sorted file of SHA-1 hashes", breached);
	block_signals();
	config.url = url;
	config.rate = rate == NULL ? 0 : strtod(rate, NULL);
	config.http.connections_per_ip =
	    share == NULL ? 0 : (size_t)strtoul(share, NULL, 10);
	config.http.listen = listen == NULL ? "127.0.0.1:8080" : listen;
	config.http.spool_dir = r.spool;
	if (api_new(&config, &r.api) != OK)
		return fail("cannot start");
	for (int i = 1; i < argc; i++)
		if (!open_site(&r, argv[i], argc == 2 ? files : NULL)) {
			stop(&r);
			return 1;
		}
	choose_spool(&r);
	if (api_start(r.api, why) != OK) {
		fail("%s: %s", config.http.listen, why);
		stop(&r);
		return 1;
	}
	greet(&r, &config);
	wait_for_end(&r);
	stop(&r);
	return 0;
}

const struct command serve_commands[] = {
	{ "serve",
	    "FILE… [--listen ADDRESS:PORT] [--tls-cert PEM --tls-key PEM] [--files DIR] "
	    "[--url https://NAME] [--breached FILE] [--rate N] [--per-address N] "
	    "[--proxy NETWORK,…]",
	    "serve a company; HOST=FILE serves several by host name", serve },
	{ 0 },
};
