/*
 * reply.c - what a handler answers.
 *
 * An answer is made whole in the worker and only sent by the loop.  Every one
 * leaves with its armour (armour.c), unless the handler has said otherwise.
 */
#include "http/inside.h"

#define HEADER_SIZE 2048

static struct exchange *
exchange_of(struct req *r)
{
	return (struct exchange *)(void *)r;
}

static bool
header_given(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->headers.count; i++)
		if (strcasecmp(x->headers.at[i].name, name) == 0)
			return true;
	return false;
}

/* A value may carry a user's words; a line break in it must not become one. */
static struct str
header_clean(struct arena *mem, struct str value)
{
	struct str clean = str_copy(mem, value);

	for (size_t i = 0; i < clean.len; i++)
		if ((unsigned char)clean.at[i] < ' ' || clean.at[i] == 0x7f)
			((char *)clean.at)[i] = ' ';
	return clean;
}

void
req_header_add(struct req *r, const char *name, struct str value)
{
	struct header *h = list_add(r->mem, &exchange_of(r)->headers);

	h->name = name;
	h->value = header_clean(r->mem, value);
}

void
req_header_set(struct req *r, const char *name, struct str value)
{
	struct exchange *x = exchange_of(r);

	for (size_t i = 0; i < x->headers.count; i++) {
		if (strcasecmp(x->headers.at[i].name, name) == 0) {
			x->headers.at[i].value = header_clean(r->mem, value);
			return;
		}
	}
	req_header_add(r, name, value);
}

static bool
cookie_char(char c)
{
	return c > ' ' && c < 0x7f && strchr("\",;\\", c) == NULL;
}

void
req_cookie_set(struct req *r, const char *name, struct str value, int64_t max_age_s)
{
	struct text t = TEXT_INIT(r->mem);

	text_printf(&t, "%s%s=", r->secure ? COOKIE_HOST : "", name);
	for (size_t i = 0; i < value.len; i++)
		text_char(&t, cookie_char(value.at[i]) ? value.at[i] : '_');
	text_c(&t, "; Path=/; HttpOnly; SameSite=Lax");
	if (r->secure)
		text_c(&t, "; Secure");
	if (max_age_s >= 0)
		text_printf(&t, "; Max-Age=%" PRId64, max_age_s);
	req_header_add(r, "Set-Cookie", text_done(&t));
}

bool
req_answered(const struct req *r)
{
	return ((const struct exchange *)(const void *)r)->response != NULL;
}

static void
dress(struct exchange *x, const char *type, struct MHD_Response *response)
{
	char value[HEADER_SIZE];

	for (size_t i = 0; i < x->headers.count; i++) {
		const struct header *h = &x->headers.at[i];

		if (h->value.len < sizeof(value)) {
			memcpy(value, h->value.at, h->value.len);
			value[h->value.len] = '\0';
			MHD_add_response_header(response, h->name, value);
		}
	}
	if (type != NULL && !header_given(x, "Content-Type"))
		MHD_add_response_header(response, "Content-Type", type);
	if (x->server->stopping)
		MHD_add_response_header(response, "Connection", "close");
	armour(response, type, x->req.secure);
}

void
answer(struct exchange *x, int status, const char *type, struct MHD_Response *body)
{
	if (body == NULL)
		abort();
	if (x->response != NULL) /* the last answer counts */
		MHD_destroy_response(x->response);
	dress(x, type, body);
	x->status = status;
	x->response = body;
}

void
answer_static(struct exchange *x, int status, const char *type, struct str body)
{
	x->length = body.len;
	answer(x, status, type,
	    MHD_create_response_from_buffer(
		body.len, (void *)(uintptr_t)body.at, MHD_RESPMEM_PERSISTENT));
}

void
answer_plain(struct exchange *x, int status)
{
	answer_static(x, status, "text/plain; charset=utf-8",
	    str_of(MHD_get_reason_phrase_for((unsigned)status)));
}

void
req_reply(struct req *r, int status, const char *type, struct str body)
{
	struct exchange *x = exchange_of(r);
	const char *coding = NULL;
	struct str packed = STR_NONE;

	if (body.len > 0 && pack_worth(type, body.len) &&
	    !header_given(x, "Content-Encoding")) {
		req_header_add(r, "Vary", STR("Accept-Encoding"));
		coding = pack(
		    x->worker->packer, req_header(r, "Accept-Encoding"), body, &packed);
	}
	if (coding != NULL) {
		req_header_add(r, "Content-Encoding", str_of(coding));
		x->length = packed.len;
		answer(x, status, type,
		    MHD_create_response_from_buffer(
			packed.len, (void *)(uintptr_t)packed.at, MHD_RESPMEM_MUST_FREE));
		return;
	}
	x->length = body.len;
	answer(x, status, body.len == 0 ? NULL : type,
	    MHD_create_response_from_buffer(
		body.len, (void *)(uintptr_t)body.at, MHD_RESPMEM_MUST_COPY));
}

/* One of the client's tags; the same content in another coding is the same. */
static bool
tag_same(struct str theirs, struct str tag)
{
	theirs = str_trim(theirs);
	if (str_is(theirs, "*"))
		return true;
	if (str_starts(theirs, "W/"))
		theirs.at += 2, theirs.len -= 2;
	return theirs.len == tag.len + 2 && theirs.at[0] == '"' &&
	       theirs.at[theirs.len - 1] == '"' &&
	       memcmp(theirs.at + 1, tag.at, tag.len) == 0;
}

bool
req_etag(struct req *r, struct str tag)
{
	struct str theirs = req_header(r, "If-None-Match");
	struct str one, rest = theirs;
	bool same = false;

	req_header_set(r, "ETag", str_printf(r->mem, "W/\"%.*s\"", STR_ARG(tag)));
	if (strcmp(r->method, "GET") != 0 || theirs.len == 0)
		return false;
	while (!same && str_cut(rest, ',', &one, &rest))
		same = tag_same(one, tag);
	if (!same && !tag_same(rest, tag))
		return false;
	req_header_set(r, "Vary", STR("Accept-Encoding"));
	answer_static(exchange_of(r), 304, NULL, (struct str){ "", 0 });
	return true;
}
