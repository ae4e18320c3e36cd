/*
 * http.h - the door of http/: requests in, answers out; knows no CRM.
 *
 * The library's loop threads take in a whole request, limits held while it
 * arrives; then the connection sleeps, and a worker thread with its own memory
 * and its own `mine` (a database connection, say) runs the one handler; then
 * the connection wakes and the loop sends the answer.  Loop threads never run
 * a handler; workers never wait for a socket.
 *
 * Life     a struct req lives from the handler's call to its return, and so
 *          does r->mem (after req_stream: until end() has returned).
 * Threads  a req belongs to the worker that handles it; an http_stream and
 *          buckets may be used from any thread.
 * Waiting  a handler that has nothing to say yet parks its request (req_park).
 * Limits   below; who exceeds them is answered 400, 413, 414, 429, 431 or 503.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/base.h"

/* clang-format off */
#define HTTP_URL_MAX        ((size_t)8 << 10)   /* 414 */
#define HTTP_HEADERS_MAX    ((size_t)8 << 10)   /* all names and values: 431 */
#define HTTP_HEADER_COUNT   64                  /* 431 */
#define HTTP_HEAD_MAX       ((size_t)12 << 10)  /* URL and headers: 431 */
#define HTTP_PARAMETERS_MAX 64                  /* of one query: 400 */
#define HTTP_PROXIES_MAX    16                  /* networks that are believed */
#define HTTP_PARTS_MAX      8                   /* braces in one pattern */
#define HTTP_BODY_MAX       ((size_t)1 << 20)   /* default of body_max: 413 */
#define HTTP_UPLOAD_MAX     ((size_t)100 << 20) /* default of upload_max: 413 */
#define HTTP_BODIES_MAX     ((size_t)256 << 20) /* all small bodies at once: 503 */
#define HTTP_WORKERS        16
#define HTTP_SLICE_MS       50 /* whoever works for longer is not counted among those who do */
#define HTTP_CONNECTIONS    10000
#define HTTP_QUEUE_MAX      4096                /* waiting for a worker: 503 */
#define HTTP_PARKED         2000                /* wait without a thread; then none */
#define HTTP_IDLE_S         15                  /* a silent sender is cut */
#define HTTP_HEAD_S         30                  /* and a slow head in any case */
#define HTTP_BODY_RATE      ((size_t)4 << 10)   /* bytes/s a body must make */
#define HTTP_STREAM_BACKLOG ((size_t)256 << 10) /* unread events; then closed */
#define HTTP_STREAM_BEAT_S  20                  /* a comment to an idle client */
#define HTTP_STREAM_LIFE_S  900                 /* then they ask again */
#define HTTP_STREAM_CHUNK   ((size_t)64 << 10)  /* room that a pull is given */
/* clang-format on */

/* A stranger's file: nothing in it runs, is sent, or reaches out. */
#define HTTP_CSP_FILE                                                               \
	"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors " \
	"'self'; sandbox"

/* The browser's own reader of PDF does not start in a sandbox. */
#define HTTP_CSP_PDF                                                         \
	"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

struct http_server;
struct http_stream;
struct buckets;

/* What may come in as the body of a request. */
enum http_body {
	HTTP_BODY_NONE,   /* nothing: 413 */
	HTTP_BODY_SMALL,  /* up to body_max, as r->body */
	HTTP_BODY_UPLOAD, /* up to upload_max, as a file of spool_dir, r->file */
};

struct req {
	const char *method; /* "GET" also for HEAD */
	bool head;          /* the client wants no body; nothing to do about it */
	bool secure;        /* came by TLS, here or at the trusted proxy */
	struct str path;    /* decoded once, valid UTF-8, no "." ".." "//" NUL */
	struct str raw;     /* path and query as sent */
	struct str query;   /* raw, without '?' */
	struct str host;    /* lower case, with port; valid as a name, not as ours */
	struct str peer;    /* the client's address, without port */
	struct str id;      /* for logs: 16 hex digits */
	struct str body;    /* HTTP_BODY_SMALL; also NUL-terminated */
	const char *file;   /* HTTP_BODY_UPLOAD: its path; unlinked afterwards */
	size_t file_size;
	bool full; /* there was no space for the file: to be answered 507 */
	struct arena *mem;
	void *mine;     /* the worker's: what worker_begin() made */
	void *site_set; /* http_config.site_set */
	bool again;     /* it was parked: not a new request */
	int64_t mark;   /* the handler's own, kept while parked; 0 at first */
};

struct http_config {
	const char *listen;             /* "127.0.0.1:8080" "[::]:80" ":8080" */
	int listen_fd;                  /* > 0: of http_listen(); the server's */
	const char *tls_cert, *tls_key; /* PEM files; NULL: plain HTTP */
	/* Networks whose X-Forwarded-For and -Proto are believed: "10.0.0.0/8,::1" */
	const char *proxy;
	size_t workers;              /* 0: HTTP_WORKERS */
	size_t running;              /* of them at once; 0: two for each core */
	size_t loops;                /* 0: 2 */
	size_t connections;          /* 0: HTTP_CONNECTIONS */
	size_t connections_per_ip;   /* 0: no limit; the proxy has none */
	size_t body_max, upload_max; /* 0: HTTP_BODY_MAX, HTTP_UPLOAD_MAX */
	const char *spool_dir;       /* NULL: uploads are refused */
	unsigned idle_s, head_s;     /* 0: HTTP_IDLE_S, HTTP_HEAD_S */
	unsigned beat_ms;            /* 0: HTTP_STREAM_BEAT_S */
	unsigned life_ms;            /* of a stream of events; 0: HTTP_STREAM_LIFE_S */
	void *site_set;              /* the caller's, handed to all below */

	/* Which body may follow this head?  Runs in a loop thread, before the
	 * body is read: be quick, touch no database.  NULL: HTTP_BODY_SMALL. */
	enum http_body (*accepts)(void *site_set, const struct req *r);
	/* In each worker thread, first and last; NULL: nothing. */
	void *(*worker_begin)(void *site_set);
	void (*worker_end)(void *mine);
	/* Answer the request: no answer is a 500. */
	void (*handle)(struct req *r);
};

/*
 * Listen, and serve from now on.
 *
 * in    config   its texts must live as long as the server
 * out   fault    what is wrong, for a person, if not OK
 * errs  INPUT    the address, the key or the certificate cannot be used
 *       DOWN     the address is taken, or the system refuses
 */
MUST_USE enum err http_start(
    const struct http_config *config, struct http_server **out, char fault[200]);
/*
 * Listen only: before the process gives up the right to a low port.
 *
 * out   fd, fault   as http_start() has them
 */
MUST_USE enum err http_listen(const char *listen, int *fd, char fault[200]);
int http_port(const struct http_server *server);
/*
 * Take up the certificate and key again, if their files have changed, or always;
 * connections that are open go on.  From one thread at a time.
 *
 * out   fault   why not: the old ones are still shown
 */
enum http_renewal { HTTP_AS_IT_WAS, HTTP_RENEWED, HTTP_NOT_RENEWED };
enum http_renewal http_renew(struct http_server *server, bool always, char fault[200]);
int64_t http_certified_until(void); /* seconds since 1970; 0: there is no certificate */
/*
 * Stop listening, let running requests finish and be read, close streams.
 * What still waits for a worker after grace_ms is answered 503; a handler that
 * runs is always waited for.  Frees the server.
 */
void http_stop(struct http_server *server, unsigned grace_ms);
/* The `mine` of the calling thread, also inside a pull(); NULL elsewhere. */
void *http_mine(void);

/* --- the request ---------------------------------------------------------- */

/* STR_NONE (at == NULL) if absent; the first if there are several. */
struct str req_query(struct req *r, const char *name);  /* decoded, UTF-8 */
struct str req_header(struct req *r, const char *name); /* any case; trimmed */
/* By TLS a cookie is called __Host-NAME, which no other host or path can set. */
struct str req_cookie(struct req *r, const char *name);
struct str req_part(struct req *r, const char *name); /* {name} of the route */
/*
 * Whom to count what is asked, or refused, against: the client's address, of
 * IPv6 the network, since who has one has 2^64.
 */
struct str req_share(struct req *r);
/* False: *name comes twice, or there are more than HTTP_PARAMETERS_MAX (""). */
bool req_query_single(struct req *r, struct str *name);
/* Each query parameter in turn; *at begins as 0; false: no more. */
bool req_query_next(struct req *r, size_t *at, struct str *name, struct str *value);
/* Keep the uploaded file: it is the caller's to move or unlink.  In r->mem. */
const char *req_file_take(struct req *r);

/* --- the answer: exactly one of these ------------------------------------- */

/* body is copied; compressed if large, textual and wanted. */
void req_reply(struct req *r, int status, const char *type, struct str body);
/*
 * Answer with a file, whole or by Range.
 *
 * in    fd        regular, open for reading; the server's from now on
 *       download  its name for the client: as an attachment; STR_NONE: inline
 */
void req_reply_file(struct req *r, int fd, const char *type, struct str download);
/*
 * Answer with what pull() makes, of any length, in constant memory.  pull and
 * end run in stream threads, one at a time, only when the client has room; use
 * http_mine() there, not r->mine, which stays with the worker.  end runs once,
 * whatever happens.  What is in r->mem lives until end has returned; r itself
 * does not.
 *
 * in    pull   writes up to room bytes (≥ HTTP_STREAM_CHUNK); answers how
 *              many, 0: the end, HTTP_PULL_BROKEN: cut the connection, so
 *              that the client sees that it has not got all
 */
#define HTTP_PULL_BROKEN SIZE_MAX
void req_stream(struct req *r, int status, const char *type,
    size_t (*pull)(void *arg, char *buf, size_t room), void (*end)(void *arg), void *arg);
/*
 * Answer with server-sent events.  The stream lives until closed() has
 * returned, which is called once, by a thread of the server, never from inside
 * http_stream_send() or _close(): let go of it there.
 */
struct http_stream *req_events(struct req *r, void (*closed)(void *arg), void *arg);
/* False: closed, or just closed because the client does not read. */
bool http_stream_send(struct http_stream *stream, struct str chunk);
void http_stream_close(struct http_stream *stream); /* after what was sent */

/*
 * Wait without a thread: true, and the handler returns without an answer; it
 * is called again, from the start, with r->again and r->mark, when *turns is
 * not `seen` any more and http_wake() was called with key, or when wait_ms
 * have passed since the request was first parked.
 *
 * errs  false  answer now: the time is over, the server stops, or HTTP_PARKED
 *              wait already
 */
bool req_park(struct req *r, const void *key, unsigned wait_ms,
    const _Atomic uint64_t *turns, uint64_t seen);
void http_wake(struct http_server *server, const void *key);
size_t http_parked(struct http_server *server); /* how many wait so now */

/* --- its headers: before the answer --------------------------------------- */

/* Control characters in a value become blanks; CSP etc. are there by default. */
void req_header_add(struct req *r, const char *name, struct str value);
void req_header_set(struct req *r, const char *name, struct str value);
/* HttpOnly, SameSite=Lax, Path=/; by TLS Secure and __Host-NAME.  max_age_s 0: delete, <
 * 0: of the session. */
void req_cookie_set(struct req *r, const char *name, struct str value, int64_t max_age_s);
/* Send tag as ETag; true: the client has it, 304 was answered, return. */
bool req_etag(struct req *r, struct str tag);
/* Was one of the answers above given? */
bool req_answered(const struct req *r);

/* --- routes --------------------------------------------------------------- */

/*
 * Does path fit pattern "/api/{entity}/{id}"?  A brace takes one segment that
 * is not empty; "{rest*}", last, takes all that follows.
 *
 * out   out     what the braces took, in order, pointing into path
 * errs  -1      it does not; else how many were taken
 */
int http_route_match(const char *pattern, struct str path, struct str out[], size_t n);
/* < 0: a is the more literal, from the left; 0: as a */
int http_route_order(const char *a, const char *b);

/* Every table whose rows begin so can be searched. */
struct http_route {
	const char *method, *pattern;
};

/*
 * Find the row for r, literal before brace; req_part() speaks of it.
 *
 * in    rows     count rows of `each` bytes that begin as struct http_route
 * errs  NULL     *status is 404, or 405 with the header Allow set
 */
const void *req_route(
    struct req *r, const void *rows, size_t count, size_t each, int *status);

/* --- files inside the binary (tool/embed.c writes the table) --------------- */

struct http_asset {
	const char *path; /* "/assets/app-3f2a.js"; the table is sorted by it */
	const char *type;
	const char *tag;        /* hash of the content */
	struct str raw, br, gz; /* at == NULL: not there */
	bool forever;           /* the name holds a hash */
};

/*
 * Answer GET from the table; a path without a dot gets /index.html.
 * False: not ours, nothing was answered.
 */
bool http_assets_serve(struct req *r, const struct http_asset *assets, size_t count);

/* --- how often ------------------------------------------------------------ */

struct buckets *buckets_new(size_t keys); /* remembers about so many keys */
void buckets_free(struct buckets *b);
/*
 * Take one token of key's bucket, which holds burst and gains rate a second.
 *
 * out   wait_ms  when false: how long until there is one again; may be NULL
 */
bool http_bucket_take(
    struct buckets *b, struct str key, double rate, double burst, int64_t *wait_ms);
/* Put one back that was taken for nothing. */
void http_bucket_give(struct buckets *b, struct str key);

/* --- pure parts, apart for the fuzzer ------------------------------------- */

/* False: bad escape, NUL, control character, "%2F", not UTF-8, "." or "..". */
bool http_path_decode(struct arena *mem, struct str raw, struct str *out);
/* Form decoding, '+' is a blank; false: bad escape, NUL, not UTF-8. */
bool http_query_decode(struct arena *mem, struct str raw, struct str *out);
/* The next of a Cookie header; moves *rest on; false: no more. */
bool http_cookie_next(struct str *rest, struct str *name, struct str *value);
/* How much Accept-Encoding likes a coding: 0 not at all … 1000. */
int http_coding_quality(struct str accept, const char *coding);
bool http_host_valid(struct str host);
/*
 * "bytes=a-b", "bytes=a-", "bytes=-n" against a file of size.
 * Answers 206 with *first and *len, 416, or 200: no part, or more than one.
 */
int http_range_read(struct str range, uint64_t size, uint64_t *first, uint64_t *len);
/* Content-Disposition of a file of this name, in both forms: a plain one for all,
 * and the true name for those who can. */
struct str http_disposition(struct arena *mem, struct str name);
/* Is the address in one of the networks?  False: one of them cannot be read. */
bool http_nets_hold(const char *list, struct str address, bool *holds);

#endif
