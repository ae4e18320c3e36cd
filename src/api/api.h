/*
 * api.h - the door of api/: the one interface, over HTTP.
 *
 * A handler reads its request, calls the storeys below, and fills c->reply;
 * it holds no rule and no SQL.  The reply is sent when everything it speaks of
 * is on disk.  Faults become application/problem+json (RFC 9457), in the
 * caller's language, all at once.
 *
 * Limits  API_RATE requests a second and user; bodies as http/ allows.
 */
#ifndef API_API_H
#define API_API_H

#include "http/http.h"
#include "meta/meta.h"
#include "record/record.h"
#include "site/site.h"

#define API_SITES_MAX 64
#define API_RATE 200.0    /* requests a second and user, where no other is said */
#define API_RATE_SPAN 4.0 /* seconds of it that may come at once */
#define API_DOOR_RATE 0.2 /* wrong sign-ins a second, of a network */
#define API_DOOR_BURST 20.0

struct api;

struct api_config {
	struct http_config http; /* listen, tls …: the rest is filled here */
	const struct http_asset *assets;
	size_t asset_count;
	const struct words *words;
	/* "https://crm.example.com", how people reach us: links are made of it, and who
	 * asks by another name is answered 421.  NULL: any name will do. */
	const char *url;
	double rate; /* requests a second and user; 0: API_RATE */
};

MUST_USE enum err api_new(const struct api_config *config, struct api **out);
/* host NULL: answers for every host that no other site has. */
MUST_USE enum err api_add_site(struct api *api, const char *host, struct site *site);
MUST_USE enum err api_start(struct api *api, char fault[200]);
int api_port(const struct api *api);
struct http_server *api_server(const struct api *api);
void api_stop(struct api *api); /* running requests end first; frees it */

/* The whole table as OpenAPI 3.1, from what serves it. */
void api_describe(struct arena *mem, struct jw *w);

#endif
