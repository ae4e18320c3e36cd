/*
 * intake.c - a connection becomes a request.
 *
 * The library calls intake() once for the head, once for each piece of the
 * body, once when all is there, and once more after a worker has woken the
 * connection.  An answer queued at the first call closes the connection, so
 * that call refuses what must not be read and nothing else.
 *
 * Threads  the connection's loop thread, all of it.
 */
#include "http/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void
exchange_name(struct exchange *x)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t id = atomic_fetch_add(&x->server->ids, 1);

	for (int i = 15; i >= 0; i--, id >>= 4)
		x->id[i] = digits[id & 15];
	x->req.id = (struct str){ x->id, 16 };
}

/*
 * The library would make a structure of every parameter, in a memory that a
 * hostile query overflows so that no answer fits any more.  We read the query
 * ourselves; so it is shown an empty one.
 */
static void
query_hide(const char *uri)
{
	char *query = strchr(uri, '?');

	if (query != NULL)
		query[1] = '\0';
}

void *
intake_begin(void *server, const char *uri, struct MHD_Connection *conn)
{
	struct http_server *s = server;
	size_t len = strlen(uri);
	struct exchange *x = memory_new(1, sizeof(*x) + 2 * len + 2);
	const union MHD_ConnectionInfo *about =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	x->server = s;
	x->conn = conn;
	x->line = about->socket_context;
	x->file_fd = -1;
	x->raw_size = len;
	memcpy(x->text, uri, len);
	x->uri = uri;
	query_hide(uri);
	x->req.site_set = s->config.site_set;
	x->req.secure = s->config.tls_cert != NULL;
	x->req.body = (struct str){ "", 0 };
	x->begun_us = time_steady_us();
	exchange_name(x);
	atomic_fetch_add(&s->active, 1);
	return x;
}

static void
spool_drop(struct exchange *x)
{
	if (x->file_fd >= 0)
		close(x->file_fd);
	if (x->file != NULL)
		unlink(x->file);
	free(x->file);
	x->file = NULL;
	x->file_fd = -1;
}

void
intake_end(void *server, struct MHD_Connection *conn, void **exchange,
    enum MHD_RequestTerminationCode why)
{
	struct http_server *s = server;
	struct exchange *x = *exchange;

	(void)conn, (void)why;
	if (x == NULL)
		return;
	*exchange = NULL;
	watch_forget(x);
	if (x->response != NULL)
		MHD_destroy_response(x->response);
	atomic_fetch_sub(&s->bodies, x->body_size);
	free(x->body);
	free(x->host);
	spool_drop(x);
	free(x);
	if (atomic_fetch_sub(&s->active, 1) == 1 && s->stopping) {
		pthread_mutex_lock(&s->lock);
		pthread_cond_broadcast(&s->done);
		pthread_mutex_unlock(&s->lock);
	}
}

static bool
spool_open(struct exchange *x)
{
	if (asprintf(&x->file, "%s/upload-XXXXXX", x->server->config.spool_dir) < 0)
		abort();
	x->file_fd = mkostemp(x->file, O_CLOEXEC);
	if (x->file_fd >= 0)
		return true;
	free(x->file);
	x->file = NULL;
	return false;
}

static bool
spool_write(struct exchange *x, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(x->file_fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* Memory grows with what has come, not with what was announced. */
static bool
body_room(struct exchange *x, size_t need)
{
	size_t size = x->body_size == 0 ? 2048 : x->body_size;
	char *grown;

	while (size < need + 1)
		size *= 2;
	if (size == x->body_size)
		return true;
	if (atomic_fetch_add(&x->server->bodies, size - x->body_size) > HTTP_BODIES_MAX) {
		atomic_fetch_sub(&x->server->bodies, size - x->body_size);
		return false;
	}
	grown = memory_grow(x->body, size);
	x->body = grown;
	x->body_size = size;
	return true;
}

static int
body_keep(struct exchange *x, const char *at, size_t len)
{
	if (x->got + len > x->body_max)
		return 413;
	if (x->takes == HTTP_BODY_UPLOAD) {
		if (!x->req.full && !spool_write(x, at, len))
			x->req.full = true;
		return 0;
	}
	if (!body_room(x, x->got + len))
		return 503;
	memcpy(x->body + x->got, at, len);
	x->body[x->got + len] = '\0';
	return 0;
}

static enum MHD_Result
body_take(struct exchange *x, const char *at, size_t *len)
{
	if (x->refused == 0)
		x->refused = body_keep(x, at, *len);
	x->got += *len;
	*len = 0;
	watch_expect(x, x->begun_us, x->got);
	return x->refused != 0 && x->got > x->body_max + DRAIN_MAX ? MHD_NO : MHD_YES;
}

static enum MHD_Result
head_take(struct exchange *x, const char *method, const char *version)
{
	int status;

	x->seen = true;
	status = head_check(x, method, version);
	if (status == 0 && x->takes == HTTP_BODY_UPLOAD && x->refused == 0)
		x->req.full = !spool_open(x);
	if (status == 0) {
		watch_expect(x, x->begun_us, 0);
		return MHD_YES;
	}
	x->refused = status;
	answer_plain(x, status);
	return MHD_queue_response(x->conn, (unsigned)status, x->response);
}

static enum MHD_Result
reply_send(struct exchange *x)
{
	struct MHD_Response *response = x->response;
	enum MHD_Result sent;

	x->response = NULL;
	if (x->length != OPEN)
		watch_expect(x, time_steady_us(), x->length);
	sent = MHD_queue_response(x->conn, (unsigned)x->status, response);
	MHD_destroy_response(response);
	return sent;
}

enum MHD_Result
intake(void *server, struct MHD_Connection *conn, const char *url, const char *method,
    const char *version, const char *body, size_t *body_len, void **exchange)
{
	struct exchange *x = *exchange;

	(void)server, (void)conn, (void)url;
	if (!x->seen)
		return head_take(x, method, version);
	if (*body_len > 0)
		return body_take(x, body, body_len);
	if (x->refused != 0 && x->response == NULL)
		answer_plain(x, x->refused);
	if (x->response != NULL)
		return reply_send(x);
	if (x->passed)
		return MHD_NO;

	x->passed = true;
	atomic_store(&x->line->due_us, NEVER);
	if (x->takes == HTTP_BODY_SMALL && x->body != NULL)
		x->req.body = (struct str){ x->body, x->got };
	if (x->req.full)
		spool_drop(x);
	x->req.file = x->file;
	x->req.file_size = x->file == NULL ? 0 : x->got;
	MHD_suspend_connection(conn);
	if (workers_take(x))
		return MHD_YES;
	answer_plain(x, 503);
	MHD_resume_connection(conn);
	return MHD_YES;
}
