/*
 * http_parts.c - hostile addresses, queries, cookies, codings, hosts, routes.
 *
 * What is taken must keep its promises: valid UTF-8, no NUL, no way up.
 */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
path_try(struct arena *mem, struct str raw)
{
	struct str path, out[HTTP_PARTS_MAX];

	if (!http_path_decode(mem, raw, &path))
		return;
	must(utf8_valid(path) && path.len > 0 && path.at[0] == '/');
	must(memchr(path.at, '\0', path.len) == NULL);
	must(str_find(path, STR("/../")) == path.len);
	must(str_find(path, STR("//")) == path.len);
	for (int i = 0; i < 3; i++) {
		static const char *const patterns[] = { "/api/{entity}/{id}", "/{rest*}",
			"/{a}/{b}/{c}" };
		int taken = http_route_match(patterns[i], path, out, HTTP_PARTS_MAX);

		for (int part = 0; part < taken; part++)
			must(out[part].len > 0 && out[part].at > path.at &&
			     out[part].at + out[part].len <= path.at + path.len);
	}
}

static void
cookies_try(struct str rest)
{
	struct str name, value, before = rest;

	while (http_cookie_next(&rest, &name, &value)) {
		must(name.len > 0 && rest.len < before.len);
		must(memchr(value.at, ';', value.len) == NULL);
		before = rest;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *mem = arena_new();
	/* a copy without a NUL behind it, so that reading past it is seen */
	char *copy = malloc(len == 0 ? 1 : len);
	struct str text = { copy, len }, query;

	if (len > 0)
		memcpy(copy, at, len);
	path_try(mem, text);
	if (http_query_decode(mem, text, &query))
		must(utf8_valid(query) && memchr(query.at, '\0', query.len) == NULL);
	cookies_try(text);
	must(http_coding_quality(text, "gzip") <= 1000);
	must(http_coding_quality(text, "zstd") >= 0);
	if (http_host_valid(text))
		must(memchr(text.at, '/', len) == NULL &&
		     memchr(text.at, '@', len) == NULL);
	free(copy);
	arena_free(mem);
	return 0;
}
