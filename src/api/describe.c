/*
 * describe.c - the interface described, of the same tables that serve it.
 */
#include "api/room.h"

static int
by_pattern(const void *a, const void *b)
{
	const struct route *x = *(const struct route *const *)a,
			   *y = *(const struct route *const *)b;
	int order = strcmp(x->pattern, y->pattern);

	return order != 0 ? order : strcmp(x->method, y->method);
}

static void
describe_route(struct jw *w, const struct route *r)
{
	char lower[12] = { 0 };

	for (size_t i = 0; i < sizeof(lower) - 1 && r->method[i] != '\0'; i++)
		lower[i] = (char)(r->method[i] | 32);
	jw_key_c(w, lower);
	jw_open(w);
	jw_key(w, "summary");
	jw_c(w, r->doc);
	jw_key(w, "security");
	jw_array(w);
	if ((r->flags & OPEN) == 0) {
		jw_open(w);
		jw_key(w, "session");
		jw_array(w);
		jw_end(w);
		jw_close(w);
		jw_open(w);
		jw_key(w, "token");
		jw_array(w);
		jw_end(w);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "responses");
	jw_raw(w, STR("{\"2XX\":{\"description\":\"done\"},\"default\":{\"description\":"
		      "\"application/problem+json, RFC 9457\"}}"));
	jw_close(w);
}

void
api_describe(struct arena *mem, struct jw *w)
{
	LIST(const struct route *) list = { 0 };

	for (size_t i = 0; api_tables[i] != NULL; i++)
		for (const struct route *r = api_tables[i]; r->method != NULL; r++)
			*list_add(mem, &list) = r;
	const struct route **all = list.at;
	size_t n = list.count;

	if (n > 0)
		qsort(all, n, sizeof(all[0]), by_pattern);
	jw_open(w);
	jw_key(w, "openapi");
	jw_c(w, "3.1.0");
	jw_key(w, "info");
	jw_raw(w, STR("{\"title\":\"Kith\",\"version\":\"1\"}"));
	jw_key(w, "components");
	jw_raw(w, STR("{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":"
		      "\"cookie\","
		      "\"name\":\"kith\"},\"token\":{\"type\":\"http\",\"scheme\":"
		      "\"bearer\"}}}"));
	jw_key(w, "paths");
	jw_open(w);
	for (size_t i = 0; i < n; i++) {
		bool first = i == 0 || strcmp(all[i]->pattern, all[i - 1]->pattern) != 0;
		bool last =
		    i + 1 == n || strcmp(all[i]->pattern, all[i + 1]->pattern) != 0;

		if (first) {
			jw_key_c(w, all[i]->pattern);
			jw_open(w);
		}
		describe_route(w, all[i]);
		if (last)
			jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}
