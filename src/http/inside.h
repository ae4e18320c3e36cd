/*
 * inside.h - what the rooms of http/ share; nobody else includes it.
 *
 *   server.c   start and stop                    loop threads: the library's
 *   listen.c   who comes in                      one thread of its own
 *   intake.c   a connection becomes a request    runs in loop threads
 *   check.c    is this head one we take?         runs in loop threads
 *   worker.c   a request becomes an answer       runs in worker threads
 *   net.c      addresses and networks        anywhere
 *   park.c     requests that wait            worker, any thread
 *   request.c  what a handler asks a request     worker
 *   reply.c    what a handler answers            worker
 *   armour.c   what every answer leaves with     worker, loop threads
 *   file.c     answers that are files            worker
 *   pack.c     compression                       worker
 *   stream.c   answers of any length             stream threads, loop threads
 *   events.c   server-sent events                any thread, loop threads
 *   tls.c      the certificate               loop threads, the owner's
 *   watch.c    heartbeats, and those too slow    one thread of its own
 *   route.c assets.c bucket.c decode.c           anywhere
 *
 * Locks    none is held over a call of the caller's code; events_lock comes
 *          before a stream's own; the library's are below all of ours.
 */
#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H

#include "http/http.h"

#include <gnutls/abstract.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#define STREAM_THREADS 4
#define DRAIN_MAX ((size_t)4 << 20) /* read over, to be heard when refusing */
/* A connection's head and buffers; the library touches half of it at least. */
#define HTTP_MEMORY_EACH ((size_t)20 << 10)
#define HTTP_EVENTS "text/event-stream"
#define COOKIE_HOST "__Host-"
#define COOKIE_NAME_SIZE 64
#define NEVER INT64_MAX
#define OPEN UINT64_MAX

/* One connection, for the watch: by when must it have got on? */
struct line {
	struct line *older, *newer;
	_Atomic uint16_t *address; /* of server->addresses */
	int fd;
	_Atomic int64_t due_us; /* NEVER: it is our turn, not the client's */
};

/* An address and how many of its bits count. */
struct net {
	struct in6_addr at;
	unsigned bits;
};

struct header {
	const char *name;
	struct str value;
};

/* A request and all that hangs on it.  Owned by the connection. */
struct exchange {
	struct req req; /* first: handlers hold this */
	struct http_server *server;
	struct worker *worker;
	struct MHD_Connection *conn;
	struct line *line;
	struct exchange *next; /* in the queue, or among the parked */

	const void *key;     /* parked under it; NULL: not parked */
	int64_t park_end_us; /* 0: was never parked */
	const _Atomic uint64_t *turns;
	uint64_t turns_seen;

	bool seen;   /* the head has been looked at */
	bool old;    /* HTTP/1.0: a body of no known length ends with the connection */
	bool passed; /* a worker has it or had it */
	int refused; /* a status, to be answered when the body is over */

	enum http_body takes;
	size_t body_max, got, body_size;
	int64_t begun_us;
	char *body;
	char *file;
	int file_fd;

	int status;
	uint64_t length; /* of the answer's body; OPEN: not known */
	struct MHD_Response *response;
	bool keeps_mem; /* a pull has taken the worker's arena */
	LIST(struct header) headers;

	const char *pattern; /* of the route */
	struct str parts[HTTP_PARTS_MAX];

	char id[17];
	struct in6_addr address; /* of the client, as far as we believe it */
	char peer[INET6_ADDRSTRLEN];
	char *host;
	const char *uri; /* where the library has it */
	size_t raw_size;
	char text[]; /* the address as sent, then the decoded path */
};

struct packer;

struct worker {
	struct http_server *server;
	struct arena *mem;
	void *mine;
	struct packer *packer;
	pthread_t thread;
	int64_t since_us; /* when it began to work; 0: it does not, or waits */
	pthread_cond_t called;
	bool waits;           /* to be called: it is in the pile of those */
	struct worker *below; /* there */
};

/* Threads that pull take their streams from here. */
struct pulls {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct pull *first, *last; /* to be pulled or ended */
	struct pull *all;
	bool over;
	pthread_t threads[STREAM_THREADS];
	size_t count;
};

struct http_server {
	struct http_config config;
	struct MHD_Daemon **loops;
	size_t loop_count, turn;
	uint64_t tls_look; /* of the files, when they were loaded */

	pthread_mutex_t lock;
	pthread_cond_t done; /* active fell to 0 */
	struct exchange *first, *last;
	size_t queued, patient;
	struct worker *waiting; /* the pile: who worked last lies on top */
	struct exchange *parked;
	size_t parked_count;
	bool over; /* workers: go home when the queue is empty */
	bool late; /* what is queued now is answered 503 */
	struct worker *workers;
	size_t worker_count;

	atomic_bool stopping;
	atomic_size_t active; /* exchanges begun and not completed */
	atomic_size_t bodies; /* bytes */
	_Atomic uint64_t ids;

	pthread_mutex_t watch_lock;
	pthread_cond_t watch_news;
	pthread_t watch;
	bool watching, watch_over;
	struct line *lines;

	pthread_mutex_t events_lock;
	struct http_stream *streams;

	struct pulls pulls;

	pthread_t listener;
	int listen_fd, listen_end, port;
	bool listening;
	unsigned char secret[16]; /* crypto_shorthash_KEYBYTES */
	atomic_size_t line_count;
	struct net proxies[HTTP_PROXIES_MAX];
	size_t proxy_count;
	_Atomic uint16_t addresses[65536]; /* connections, by hash of the address */
};

/* server.c */
enum err server_fault(char *fault, enum err e, const char *format, ...) PRINTF(3, 4);

/* listen.c */
enum err listen_open(struct http_server *s, char *fault);
bool listen_start(struct http_server *s);
void listen_stop(struct http_server *s);
_Atomic uint16_t *address_count(struct http_server *s, const struct sockaddr *from);

/* intake.c */
void *intake_begin(void *server, const char *uri, struct MHD_Connection *conn);
enum MHD_Result intake(void *server, struct MHD_Connection *conn, const char *url,
    const char *method, const char *version, const char *body, size_t *body_len,
    void **exchange);
void intake_end(void *server, struct MHD_Connection *conn, void **exchange,
    enum MHD_RequestTerminationCode why);

/* check.c: a status to refuse with, 0: fine */
int head_check(struct exchange *x, const char *method, const char *version);

/* worker.c */
bool workers_start(struct http_server *s);
void workers_stop(struct http_server *s);
bool workers_take(struct exchange *x);
void queue_put(struct http_server *s, struct exchange *x); /* under s->lock */
void *mine_begin(struct http_server *s); /* also for the stream threads */
void mine_end(struct http_server *s);

/* net.c */
bool address_read(struct str text, struct in6_addr *out);
void address_of(const struct sockaddr *from, struct in6_addr *out);
void address_write(const struct in6_addr *a, char out[INET6_ADDRSTRLEN]);
size_t address_share(const struct in6_addr *a); /* how many of its bytes count */
bool nets_read(const char *list, struct net *nets, size_t *count);
bool nets_hold(const struct net *nets, size_t count, const struct in6_addr *a);

/* park.c */
void park(struct exchange *x);
void parks_due(struct http_server *s, int64_t now_us); /* who has waited enough */
void parks_end(struct http_server *s);                 /* all */

/* reply.c */
/* Takes body; its length is x->length. */
void answer(struct exchange *x, int status, const char *type, struct MHD_Response *body);
void answer_plain(struct exchange *x, int status); /* a line of text, from a loop */
void answer_static(struct exchange *x, int status, const char *type, struct str body);

/* armour.c: what is not there yet of it.  type: NULL if the answer has no body */
void armour(struct MHD_Response *response, const char *type, bool secure);

/* pack.c */
struct packer *packer_new(void);
void packer_free(struct packer *p);
bool pack_worth(const char *type, size_t len);
/* The coding's name and the bytes, from malloc; NULL: not wanted, or no gain. */
const char *pack(struct packer *p, struct str accept, struct str body, struct str *out);

/* stream.c */
bool pulls_start(struct http_server *s);
void pulls_cut(struct http_server *s); /* end those that run, soon */
void pulls_stop(struct http_server *s);

/* events.c */
void events_beat(struct http_server *s, int64_t now_us);
void events_close(struct http_server *s);

/* tls.c */
#define TLS_CHAIN_MAX 8
enum err tls_load(const struct http_config *c, char *fault);
void tls_end(void);
const char *tls_ciphers(void);
uint64_t tls_look(const struct http_config *c); /* another when a file is another */
gnutls_certificate_retrieve_function2 tls_show;

/* watch.c */
bool watch_start(struct http_server *s);
void watch_stop(struct http_server *s);
void watch_line(void *server, struct MHD_Connection *conn, void **line,
    enum MHD_ConnectionNotificationCode what);
/* The client must have got on within grace_s and the time that len bytes take. */
void watch_expect(struct exchange *x, int64_t from_us, uint64_t len);
void watch_forget(struct exchange *x);
bool watch_displace(struct http_server *s);
void line_cut(struct line *line);
void line_break(struct line *line);

/* decode.c */
bool percent_decode(struct str raw, bool plus, char *out, size_t *len);
bool path_decode(struct str raw, char *out, size_t *len);

#endif
