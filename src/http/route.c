/*
 * route.c - which row of a table is meant by a method and a path.
 *
 * Tables are short and matching stops at the first other letter, so they are
 * searched from top to bottom: a microsecond for a hundred rows.
 */
#include "http/inside.h"

static struct str
segment_next(struct str *rest)
{
	struct str one, after = { rest->at + rest->len, 0 };

	if (!str_cut(*rest, '/', &one, &after))
		one = *rest;
	*rest = after;
	return one;
}

static bool
is_brace(struct str segment)
{
	return segment.len > 2 && segment.at[0] == '{' &&
	       segment.at[segment.len - 1] == '}';
}

static bool
is_rest(struct str segment)
{
	return is_brace(segment) && segment.at[segment.len - 2] == '*';
}

static size_t
segment_len(struct str s)
{
	const char *slash = s.len == 0 ? NULL : memchr(s.at, '/', s.len);

	return slash == NULL ? s.len : (size_t)(slash - s.at);
}

static struct str
skip(struct str s, size_t len)
{
	return (struct str){ s.at + len, s.len - len };
}

/* Most rows are another's from their first letters on: a brace may be anything. */
static bool
may_match(const char *pattern, struct str path)
{
	size_t i = 0;

	while (i < path.len && pattern[i] != '\0' && pattern[i] != '{' &&
	       pattern[i] == path.at[i])
		i++;
	return pattern[i] == '{' || (pattern[i] == '\0' && i == path.len);
}

int
http_route_match(const char *pattern, struct str path, struct str out[], size_t n)
{
	struct str p;
	size_t taken = 0;

	if (!may_match(pattern, path))
		return -1;
	p = str_of(pattern);
	while (p.len > 0) {
		struct str want, have;

		if (!str_starts(p, "/") || !str_starts(path, "/"))
			return -1;
		want = skip(p, 1);
		have = skip(path, 1);
		want.len = segment_len(want);
		if (!is_rest(want))
			have.len = segment_len(have);
		if (is_brace(want)) {
			if (have.len == 0 || taken == n)
				return -1;
			out[taken++] = have;
		} else if (!str_same(want, have)) {
			return -1;
		}
		p = skip(p, 1 + want.len);
		path = skip(path, 1 + have.len);
	}
	return path.len == 0 ? (int)taken : -1;
}

/* 0: letters, 1: one segment, 2: all that follows */
static int
looseness(struct str segment)
{
	return is_rest(segment) ? 2 : is_brace(segment) ? 1 : 0;
}

int
http_route_order(const char *a, const char *b)
{
	struct str left = str_of(a), right = str_of(b);

	while (left.len > 0 && right.len > 0) {
		int order =
		    looseness(segment_next(&left)) - looseness(segment_next(&right));

		if (order != 0)
			return order;
	}
	return 0;
}

static const struct http_route *
row_at(const void *rows, size_t i, size_t each)
{
	return (const struct http_route *)(const void *)((const char *)rows + i * each);
}

static bool
method_fits(const char *row, const char *method)
{
	return strcmp(row, method) == 0;
}

/* Which methods the best pattern for the path would take. */
static void
allow_say(struct req *r, const void *rows, size_t count, size_t each)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE",
		"OPTIONS", "PROPFIND", "REPORT" };
	struct text t = TEXT_INIT(r->mem);
	struct str parts[HTTP_PARTS_MAX];

	for (size_t m = 0; m < COUNT_OF(methods); m++) {
		for (size_t i = 0; i < count; i++) {
			const struct http_route *row = row_at(rows, i, each);

			if (!method_fits(row->method, methods[m]) ||
			    http_route_match(
				row->pattern, r->path, parts, HTTP_PARTS_MAX) < 0)
				continue;
			text_c(&t, t.len == 0 ? "" : ", ");
			text_c(&t, m == 0 ? "GET, HEAD" : methods[m]);
			break;
		}
	}
	req_header_set(r, "Allow", text_done(&t));
}

const void *
req_route(struct req *r, const void *rows, size_t count, size_t each, int *status)
{
	struct exchange *x = (struct exchange *)(void *)r;
	const struct http_route *best = NULL;
	struct str parts[HTTP_PARTS_MAX];
	bool path_known = false;

	for (size_t i = 0; i < count; i++) {
		const struct http_route *row = row_at(rows, i, each);

		if (http_route_match(row->pattern, r->path, parts, HTTP_PARTS_MAX) < 0)
			continue;
		path_known = true;
		if (method_fits(row->method, r->method) &&
		    (best == NULL || http_route_order(row->pattern, best->pattern) < 0))
			best = row;
	}
	*status = best != NULL ? 200 : path_known ? 405 : 404;
	if (best == NULL) {
		if (path_known)
			allow_say(r, rows, count, each);
		return NULL;
	}
	x->pattern = best->pattern;
	http_route_match(best->pattern, r->path, x->parts, HTTP_PARTS_MAX);
	return best;
}

struct str
req_part(struct req *r, const char *name)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct str rest = str_of(x->pattern);
	size_t i = 0;

	while (rest.len > 0) {
		struct str segment = segment_next(&rest);

		if (!is_brace(segment))
			continue;
		segment.at++;
		segment.len -= segment.at[segment.len - 2] == '*' ? 3 : 2;
		if (str_is(segment, name))
			return x->parts[i];
		i++;
	}
	return STR_NONE;
}
