/*
 * fetch.h - the door of fetch/: whatever Kith asks of other servers leaves here.
 *
 * Somebody who may name an address (of a sign-in provider, a hook, an image) must
 * not reach through us what he cannot reach himself: services of this machine, of
 * the company's net, of the cloud it runs in.  So every connection is asked of a
 * gate, and it is asked of the *address* that is about to be connected to, after
 * the name was resolved and whatever its spelling: a name that answers differently
 * the second time gains nothing.  A redirect is an answer and not followed.
 *
 * What a company does run inside, it names: "10.1.2.3:8443, fd00:7::/64, :8443".
 *
 * Threads  any.
 * Limits   FETCH_AT_ONCE at a time in this process, each for FETCH_MS; answers up
 *          to FETCH_MAX bytes; headers up to FETCH_HEADERS_MAX.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/base.h"

#include <sys/socket.h>

#define FETCH_AT_ONCE 6
#define FETCH_MS 5000
#define FETCH_MAX ((size_t)256 << 10)
#define FETCH_HEADERS_MAX ((size_t)64 << 10)
#define FETCH_URL_MAX 2000

/* ---- who may be reached ---- */

#define GATE_MAX 64

struct gate_net {
	unsigned char at[16]; /* IPv4 in the first four */
	int family, bits;     /* family 0: any public address */
	int port;             /* 0: the usual ones */
};

/* {0}: public addresses only, at the usual ports. */
struct gate {
	struct gate_net nets[GATE_MAX];
	size_t count;
};

/*
 * in    text   entries between commas or blanks: NET, NET:PORT, [NET6]:PORT, :PORT;
 *              a net is an address, or one with "/bits"
 * out   wrong  the entry that is none, on INPUT
 */
MUST_USE enum err gate_read(struct str text, struct gate *out, struct str *wrong);
/* usual  ports that need no entry of their own, ended by 0 */
bool gate_allows(const struct gate *g, const struct sockaddr *address, const int usual[]);

/* ---- a request ---- */

struct fetch {
	const struct gate *gate;
	const char *ca_file; /* who may sign, PEM; NULL: KITH_CA, or the system's */
	const char *method;  /* NULL: GET */
	struct str url;      /* http or https, without a user in it */
	const char *const *headers; /* "Name: value", ended by NULL; or NULL */
	struct str body;            /* of a POST */
	size_t max;                 /* of the answer; 0: FETCH_MAX */
	int ms;                     /* 0: FETCH_MS */
};

struct fetched {
	int status; /* whatever it is: 302 and 500 are answers too */
	struct str type, body;
};

/*
 * out   why    for the log, never for the one who named the address: it would tell
 *              him what is open behind the wall
 * errs  INPUT  not such a URL · DENIED  the gate refused the address
 *       LIMIT  too many at once · LARGE  more than max · DOWN  all the rest
 */
MUST_USE enum err fetch(
    struct arena *mem, const struct fetch *f, struct fetched *out, struct str *why);

/*
 * The same way to a connection for another protocol: resolved, asked, connected.
 *
 * in    usual  as in gate_allows()
 * out   fd     the caller's
 */
MUST_USE enum err fetch_connect(struct arena *mem, const struct gate *gate,
    struct str host, int port, const int usual[], int *fd, struct str *why);

/*
 * In so many ms nobody is at the other end of fd any more, whatever is sent meanwhile:
 * for a library that waits for ever.  End it before fd is closed.
 * errs  NULL  no thread could be made: do not begin
 */
struct deadline *deadline_begin(int fd, int ms);
void deadline_end(struct deadline *d); /* accepts NULL */

/* May one more begin?  Who asked yes ends it; fetch() asks by itself. */
bool fetch_enter(void);
void fetch_leave(void);

/* The file of KITH_CA; NULL: the system's. */
const char *fetch_ca_file(void);

#endif
