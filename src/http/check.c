/*
 * check.c - is this head one we take?
 *
 * The library parses; what it lets pass and a second server in the chain could
 * read otherwise is refused here: two lengths, two hosts, two of what is said
 * once, a transfer coding beside a length.  Refusing at the head closes the connection,
 * so nothing that follows is taken for a request.
 *
 * src   RFC 9112 §3.2 §6.3, RFC 9110 §5.5
 */
#include "http/inside.h"

#include <ctype.h>

struct head {
	struct exchange *x;
	size_t count, size;
	size_t hosts, lengths, codings;
	struct str host, length, coding, expect;
	unsigned singles; /* a bit for each of single[] that was there */
	bool broken;
};

static bool
is_token(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)at[i]) &&
		    (at[i] == '\0' || strchr("!#$%&'*+-.^_`|~", at[i]) == NULL))
			return false;
	return len > 0;
}

static bool
is_value(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)at[i] < ' ' && at[i] != '\t') || at[i] == 0x7f)
			return false;
	return true;
}

static bool
is_name(const char *at, size_t len, const char *name)
{
	return len == strlen(name) && strncasecmp(at, name, len) == 0;
}

/* Of which the second would be read by one server and the first by another. */
static const char *const single[] = { "Authorization", "Content-Encoding", "Content-Type",
	"Cookie", "Expect", "Idempotency-Key", "If-Match", "Origin", "Range",
	"Sec-Fetch-Site", "X-Kith" };

static bool
is_first(struct head *h, const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(single); i++) {
		if (!is_name(name, len, single[i]))
			continue;
		if (h->singles & 1u << i)
			return false;
		h->singles |= 1u << i;
	}
	return true;
}

static enum MHD_Result
header_see(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
    const char *at, size_t len)
{
	struct head *h = arg;
	struct str value = { at == NULL ? "" : at, len };

	(void)kind;
	h->count++;
	h->size += name_len + len;
	if (!is_token(name, name_len) || !is_value(value.at, len) ||
	    !is_first(h, name, name_len))
		h->broken = true;
	if (is_name(name, name_len, "Host"))
		h->hosts++, h->host = str_trim(value);
	if (is_name(name, name_len, "Content-Length"))
		h->lengths++, h->length = str_trim(value);
	if (is_name(name, name_len, "Transfer-Encoding"))
		h->codings++, h->coding = str_trim(value);
	if (is_name(name, name_len, "Expect"))
		h->expect = str_trim(value);
	return MHD_YES;
}

static const char *
method_known(const char *method)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH",
		"DELETE", "OPTIONS", "PROPFIND", "REPORT" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(method, known[i]) == 0)
			return known[i];
	return NULL;
}

static int
host_check(const struct head *h, bool old)
{
	struct exchange *x = h->x;

	if (h->hosts > 1 || (h->hosts == 0 && !old))
		return 400;
	if (h->hosts == 0)
		return 0;
	if (!http_host_valid(h->host))
		return 400;
	x->host = memory_copy(h->host.at, h->host.len);
	for (char *at = x->host; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	x->req.host = (struct str){ x->host, h->host.len };
	return 0;
}

/* Where the body ends must have one answer. */
static int
framing_check(const struct head *h, bool old)
{
	if (h->lengths > 1 || h->codings > 1)
		return 400;
	if (h->codings == 0)
		return 0;
	if (h->lengths > 0 || old)
		return 400;
	return is_name(h->coding.at, h->coding.len, "chunked") ? 0 : 501;
}

static int
target_check(struct exchange *x)
{
	struct str raw = { x->text, x->raw_size };
	char *decoded = x->text + x->raw_size + 1;
	struct str path, query = { "", 0 };
	size_t len;

	if (raw.len > HTTP_URL_MAX)
		return 414;
	if (!str_cut(raw, '?', &path, &query))
		path = raw;
	if (memchr(raw.at, '#', raw.len) != NULL)
		return 400;
	/* decoded again, piece by piece, when it is asked for: then it is fine */
	if (!percent_decode(query, true, decoded, &len) ||
	    !path_decode(path, decoded, &len))
		return 400;
	x->req.raw = raw;
	x->req.query = query;
	x->req.path = (struct str){ decoded, len };
	return 0;
}

static void
peer_name(struct exchange *x)
{
	const union MHD_ConnectionInfo *about =
	    MHD_get_connection_info(x->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	address_of(about == NULL ? NULL : about->client_addr, &x->address);
	address_write(&x->address, x->peer);
	x->req.peer = str_of(x->peer);
}

/* What stands behind the last comma; takes it away. */
static struct str
last_of(struct str *list)
{
	const char *comma = list->len == 0 ? NULL : memrchr(list->at, ',', list->len);
	struct str last = *list;

	if (comma != NULL)
		last =
		    (struct str){ comma + 1, (size_t)(list->at + list->len - comma) - 1 };
	list->len = comma == NULL ? 0 : (size_t)(comma - list->at);
	return str_trim(last);
}

struct chain {
	struct str fors[HTTP_HEADER_COUNT], proto;
	size_t count;
};

static enum MHD_Result
chain_see(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
    const char *at, size_t len)
{
	struct chain *chain = arg;
	struct str value = { at == NULL ? "" : at, len };

	(void)kind;
	if (is_name(name, name_len, "X-Forwarded-For"))
		chain->fors[chain->count++] = value;
	if (is_name(name, name_len, "X-Forwarded-Proto"))
		chain->proto = last_of(&value);
	return MHD_YES;
}

/*
 * A trusted proxy says for whom it asks: what it saw itself is last, in the last
 * line of that name, and what stands before that the client may have written.
 */
static void
proxy_believe(struct exchange *x)
{
	const struct http_server *s = x->server;
	struct chain chain = { 0 };

	if (!nets_hold(s->proxies, s->proxy_count, &x->address))
		return;
	MHD_get_connection_values_n(x->conn, MHD_HEADER_KIND, chain_see, &chain);
	if (str_is(chain.proto, "https"))
		x->req.secure = true;
	while (chain.count > 0 && nets_hold(s->proxies, s->proxy_count, &x->address)) {
		struct str *list = &chain.fors[chain.count - 1];

		if (!address_read(last_of(list), &x->address))
			break;
		if (list->len == 0)
			chain.count--;
	}
	address_write(&x->address, x->peer);
	x->req.peer = str_of(x->peer);
}

/* Which body may come, and is what is announced too much? */
static int
body_check(struct exchange *x, const struct head *h)
{
	const struct http_config *config = &x->server->config;
	int64_t length = 0;

	if (h->codings == 0 && h->lengths == 0)
		return 0;
	if (h->lengths > 0 &&
	    (h->length.len == 0 || !str_int(h->length, &length) || length < 0))
		return 400;
	x->takes = config->accepts == NULL ? HTTP_BODY_SMALL
					   : config->accepts(config->site_set, &x->req);
	if (x->takes == HTTP_BODY_UPLOAD && config->spool_dir == NULL)
		x->takes = HTTP_BODY_NONE;
	x->body_max = x->takes == HTTP_BODY_SMALL    ? config->body_max
		      : x->takes == HTTP_BODY_UPLOAD ? config->upload_max
						     : 0;
	if ((uint64_t)length <= x->body_max)
		return 0;
	/* A little too much is read over: who is cut off while sending may never
	 * see why.  Who asks first is told at once. */
	if ((uint64_t)length > x->body_max + DRAIN_MAX || h->expect.len > 0)
		return 413;
	x->refused = 413;
	return 0;
}

int
head_check(struct exchange *x, const char *method, const char *version)
{
	struct head h = { .x = x };
	int status;

	x->old = strcmp(version, "HTTP/1.0") == 0;
	peer_name(x);
	if (!x->old && strcmp(version, "HTTP/1.1") != 0)
		return 505;
	x->req.method = method_known(method);
	if (x->req.method == NULL)
		return 501;
	/* a NUL ends the address for the library, but not on the wire */
	if (version != x->uri + x->raw_size + 1)
		return 400;
	MHD_get_connection_values_n(x->conn, MHD_HEADER_KIND, header_see, &h);
	if (h.broken)
		return 400;
	if (h.count > HTTP_HEADER_COUNT || h.size > HTTP_HEADERS_MAX ||
	    (h.size + x->raw_size > HTTP_HEAD_MAX && x->raw_size <= HTTP_URL_MAX))
		return 431;
	if (h.expect.len > 0 && !is_name(h.expect.at, h.expect.len, "100-continue"))
		return 417;
	if ((status = framing_check(&h, x->old)) != 0 ||
	    (status = host_check(&h, x->old)) != 0 || (status = target_check(x)) != 0)
		return status;
	if (strcmp(x->req.method, "HEAD") == 0) {
		x->req.method = "GET";
		x->req.head = true;
	}
	proxy_believe(x);
	return body_check(x, &h);
}
