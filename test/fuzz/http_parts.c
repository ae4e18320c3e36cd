/*
 * http_parts.c - hostile addresses, queries, cookies, codings, hosts, routes.
 *
 * What is taken must keep its promises: valid UTF-8, no NUL, no way up.
 */
#include "http/http.h"

#include "fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

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

/* What is sent of a file lies in it. */
static void
range_try(struct str text)
{
	static const uint64_t sizes[] = { 0, 1, 10, (uint64_t)1 << 40 };

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		uint64_t first = 0, len = 0;
		int status = http_range_read(text, sizes[i], &first, &len);

		must(status == 200 || status == 206 || status == 416);
		must(status != 206 ||
		     (len > 0 && first < sizes[i] && len <= sizes[i] - first));
	}
}

/* A name is one value of one header, whatever is in it. */
static void
name_try(struct arena *mem, struct str text)
{
	struct str said, name;

	if (!utf8_valid(text))
		return;
	name = text_name(mem, text);
	must(utf8_valid(name) && name.len <= text.len);
	said = http_disposition(mem, text);
	for (size_t i = 0; i < said.len; i++)
		must(said.at[i] >= ' ' && said.at[i] < 0x7f && said.at[i] != '\\');
	must(str_starts(said, "attachment; filename=\""));
	must(str_find((struct str){ said.at + 22, said.len - 22 },
		 STR("\"; filename*=UTF-8''")) < said.len - 22);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	bool holds;
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
	range_try(text);
	name_try(mem, text);
	if (http_nets_hold("10.0.0.0/8,::1", text, &holds))
		must(len < 64);
	(void)http_nets_hold(str_c(mem, text), STR("10.1.2.3"), &holds);
	must(http_coding_quality(text, "gzip") <= 1000);
	must(http_coding_quality(text, "zstd") >= 0);
	if (http_host_valid(text))
		must(memchr(text.at, '/', len) == NULL &&
		     memchr(text.at, '@', len) == NULL);
	free(copy);
	arena_free(mem);
	return 0;
}
