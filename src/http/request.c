/*
 * request.c - what a handler asks a request.
 */
#include "http/inside.h"

#include <unistd.h>

static struct exchange *
exchange_of(struct req *r)
{
	return (struct exchange *)(void *)r;
}

struct str
req_header(struct req *r, const char *name)
{
	const char *at = NULL;
	size_t len = 0;

	if (MHD_lookup_connection_value_n(exchange_of(r)->conn, MHD_HEADER_KIND, name,
		strlen(name), &at, &len) != MHD_YES)
		return STR_NONE;
	return str_trim((struct str){ at == NULL ? "" : at, len });
}

struct str
req_cookie(struct req *r, const char *name)
{
	struct str rest = req_header(r, "Cookie");
	struct str found, value;
	char whole[COOKIE_NAME_SIZE];

	snprintf(whole, sizeof(whole), "%s%s", r->secure ? COOKIE_HOST : "", name);
	while (http_cookie_next(&rest, &found, &value))
		if (str_is(found, whole))
			return value;
	return STR_NONE;
}

bool
req_query_next(struct req *r, size_t *at, struct str *name, struct str *value)
{
	while (*at < r->query.len) {
		struct str rest = { r->query.at + *at, r->query.len - *at };
		struct str one, after, raw = { "", 0 };

		if (!str_cut(rest, '&', &one, &after))
			one = rest;
		*at += one.len + 1;
		if (one.len == 0)
			continue;
		if (!str_cut(one, '=', &one, &raw))
			raw = (struct str){ "", 0 };
		if (http_query_decode(r->mem, one, name) &&
		    http_query_decode(r->mem, raw, value))
			return true;
	}
	return false;
}

struct str
req_query(struct req *r, const char *name)
{
	struct str found, value;
	size_t at = 0;

	while (req_query_next(r, &at, &found, &value))
		if (str_is(found, name))
			return value;
	return STR_NONE;
}

bool
req_query_single(struct req *r, struct str *name)
{
	struct str seen[HTTP_PARAMETERS_MAX], value;
	size_t at = 0, count = 0;

	while (req_query_next(r, &at, name, &value)) {
		for (size_t i = 0; i < count; i++)
			if (str_same(seen[i], *name))
				return false;
		if (count == COUNT_OF(seen)) {
			*name = STR("");
			return false;
		}
		seen[count++] = *name;
	}
	return true;
}

struct str
req_share(struct req *r)
{
	struct in6_addr *a = &exchange_of(r)->address;

	return (struct str){ (const char *)a, address_share(a) };
}

const char *
req_file_take(struct req *r)
{
	struct exchange *x = exchange_of(r);
	char *taken;

	if (x->file == NULL)
		return NULL;
	taken = str_c(r->mem, str_of(x->file));
	close(x->file_fd);
	x->file_fd = -1;
	free(x->file);
	x->file = NULL;
	r->file = taken;
	return taken;
}
