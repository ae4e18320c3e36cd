/*
 * serve.c - the server: sites by host name, until a signal.
 */
#include "app/app.h"

#include "api/api.h"
#include "exchange/exchange.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define SITES_MAX 32

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

static void
greet(const struct running *r, const char *listen)
{
	const char *host =
	    listen[0] == ':' || strncmp(listen, "0.0.0.0", 7) == 0 ? "localhost" : NULL;

	for (size_t i = 0; i < r->count; i++) {
		const char *token = site_setup_token(r->sites[i]);
		char address[300];

		if (host != NULL)
			snprintf(address, sizeof(address), "http://%s:%d", host,
			    api_port(r->api));
		else
			snprintf(address, sizeof(address), "http://%.*s:%d",
			    (int)(strrchr(listen, ':') - listen), listen,
			    api_port(r->api));
		if (token[0] != '\0')
			printf("Kith is ready to be set up: %s/setup?token=%s\n", address,
			    token);
		else
			printf("Kith is at %s\n", address);
	}
	fflush(stdout);
}

static void
wait_for_end(void)
{
	sigset_t ends;
	int which;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigwait(&ends, &which);
}

static void
block_signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ends, NULL); /* before any thread is made */
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
	char why[200];

	config.http.tls_cert = take_option(&argc, argv, "--tls-cert");
	config.http.tls_key = take_option(&argc, argv, "--tls-key");
	config.http.proxy = take_option(&argc, argv, "--proxy");
	if (options_left(argc, argv) || argc < 2 || argc > SITES_MAX)
		return usage_of(argv[0]);
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
	greet(&r, config.http.listen);
	wait_for_end();
	stop(&r);
	return 0;
}

const struct command serve_commands[] = {
	{ "serve",
	    "FILE… [--listen ADDRESS:PORT] [--tls-cert PEM --tls-key PEM] [--files DIR] "
	    "[--url https://NAME] [--rate N] [--per-address N] [--proxy NETWORK,…]",
	    "serve a company; HOST=FILE serves several by host name", serve },
	{ 0 },
};
