/*
 * armour.c - what every answer leaves with, whoever made it.
 *
 * A header that is there already is left as it is: who answers may say it in
 * another way.  The library answers by itself what it cannot parse, and cannot
 * be told what to add; but it queues that answer by the function that we call
 * too, and by the rules of the linker the program's own comes first.
 */
#include "http/inside.h"

#include <dlfcn.h>

/* Of pages and what they load: ours alone, no code or style written into them,
 * no text that becomes code without passing the one policy (web/src/lib/trust.ts). */
#define CSP_PAGE                                                            \
	"default-src 'none'; script-src 'self'; style-src 'self'; "         \
	"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " \
	"frame-src 'self'; worker-src 'self'; manifest-src 'self'; "        \
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "     \
	"require-trusted-types-for 'script'; trusted-types default"
/* Of streams of events, which keep their head as long as they live, and of the
 * library's own answers, which have little room for one. */
#define CSP_NARROW "default-src 'none'; frame-ancestors 'none'"

#define POLICY                                                    \
	"accelerometer=(), camera=(), display-capture=(), "       \
	"geolocation=(), gyroscope=(), hid=(), magnetometer=(), " \
	"microphone=(), midi=(), payment=(), serial=(), usb=(), " \
	"xr-spatial-tracking=()"

static const char *const everywhere[][2] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cache-Control", "no-store" },
};

static void
put(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_get_response_header(response, name) == NULL)
		MHD_add_response_header(response, name, value);
}

static void
put_common(struct MHD_Response *response, bool secure)
{
	for (size_t i = 0; i < COUNT_OF(everywhere); i++)
		put(response, everywhere[i][0], everywhere[i][1]);
	if (secure)
		put(response, "Strict-Transport-Security", "max-age=31536000");
}

void
armour(struct MHD_Response *response, const char *type, bool secure)
{
	bool stream = type != NULL && strcmp(type, HTTP_EVENTS) == 0;

	put_common(response, secure);
	put(response, "Content-Security-Policy", stream ? CSP_NARROW : CSP_PAGE);
	if (!stream)
		put(response, "Permissions-Policy", POLICY);
}

static bool
is_by_tls(struct MHD_Connection *conn)
{
	return MHD_get_connection_info(conn, MHD_CONNECTION_INFO_GNUTLS_SESSION) != NULL;
}

typedef enum MHD_Result queue_response(
    struct MHD_Connection *, unsigned, struct MHD_Response *);

/* The library's own, behind ours. */
static queue_response *library_queue;

__attribute__((constructor)) static void
find_library_queue(void)
{
	library_queue =
	    (queue_response *)(uintptr_t)dlsym(RTLD_NEXT, "MHD_queue_response");
}

/* Stands before the library's: what has no armour yet is the library's answer. */
enum MHD_Result
MHD_queue_response(
    struct MHD_Connection *conn, unsigned status, struct MHD_Response *response)
{
	if (MHD_get_response_header(response, everywhere[0][0]) == NULL) {
		put(response, "Content-Type", "text/html; charset=utf-8");
		put(response, "Content-Security-Policy", CSP_NARROW);
		put_common(response, is_by_tls(conn));
	}
	return library_queue(conn, status, response);
}
