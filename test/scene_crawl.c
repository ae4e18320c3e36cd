/*
 * scene_crawl.c - every route the server speaks of, asked in every way that is
 * answered differently: each answer is held to the claims below the step.
 */
#include "scene.h"

/* What is put where the description has braces. */
static const char *const parts[][2] = { { "{entity}", "account" }, { "{id}", "1" } };

static const struct way {
	const char *name, *after, *body, *header;
	bool nobody, unsafe_only;
} ways[] = {
	{ .name = "plainly", .body = "{}" },
	{ .name = "as nobody", .body = "{}", .nobody = true },
	{ .name = "from another site",
	    .body = "{}",
	    .header = "Sec-Fetch-Site: cross-site",
	    .unsafe_only = true },
	{ .name = "with half a body", .body = "{\"a\":", .unsafe_only = true },
	{ .name = "with what it has", .header = "If-None-Match: *" },
	{ .name = "too deep", .after = "/no/where/at/all" },
	{ .name = "with a broken escape", .after = "?where=%zz" },
	{ .name = "with a parameter twice", .after = "?x=1&x=2" },
};

static const char *
with_parts(const char *pattern)
{
	static char path[400];
	char *to = path;

	while (*pattern != '\0') {
		size_t n = *pattern == '{' ? strcspn(pattern, "}") + 1 : 1;
		const char *with = n == 1 ? NULL : "x";

		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (n > 1 && strncmp(pattern, parts[i][0], n) == 0)
				with = parts[i][1];
		to +=
		    with == NULL ? sprintf(to, "%c", *pattern) : sprintf(to, "%s", with);
		pattern += n;
	}
	return path;
}

/* A stream never ends, and who signs out would be nobody from then on. */
static bool
is_left_out(const char *path, const struct way *way)
{
	return (strcmp(path, "/api/events") == 0 && way->after == NULL && !way->nobody) ||
	       (strcmp(path, "/api/logout") == 0 && way->header == NULL);
}

static void
crawl_one(struct play *p, const char *method, const char *path, const struct way *way,
    void (*look)(struct play *, struct answer *, void *), void *arg)
{
	struct ask ask = { .method = method };
	struct actor *who = p->actor;
	char text[1200], whole[600];
	struct answer a;

	snprintf(
	    whole, sizeof(whole), "%s%s", path, way->after == NULL ? "" : way->after);
	snprintf(text, sizeof(text), "%s %s, %s", method, whole, way->name);
	p->text = text;
	ask.path = whole;
	if (way->body != NULL && strcmp(method, "GET") != 0) {
		ask.body = (struct bytes){ strdup(way->body), strlen(way->body) };
		ask.has_body = true;
	}
	if (way->header != NULL)
		ask.headers[ask.header_count++] = strdup(way->header);
	if (way->nobody)
		p->actor = NULL;
	http_ask(p, &ask, &a);
	p->actor = who;
	if (a.status >= 500)
		lose(p, "got %d: %s", a.status, a.body.at);
	look(p, &a, arg);
	answer_clear(&a);
	free(ask.body.at);
	server_check(p);
}

static void
crawl_route(struct play *p, const char *method, const char *pattern,
    void (*look)(struct play *, struct answer *, void *), void *arg)
{
	char upper[12] = "", path[400];

	for (size_t i = 0; method[i] != '\0' && i < sizeof(upper) - 1; i++)
		upper[i] = (char)(method[i] & ~32);
	snprintf(path, sizeof(path), "%s", with_parts(pattern));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (ways[i].unsafe_only && strcmp(upper, "GET") == 0)
			continue;
		if (!is_left_out(path, &ways[i]))
			crawl_one(p, upper, path, &ways[i], look, arg);
	}
}

int
crawl(struct play *p, void (*look)(struct play *, struct answer *, void *), void *arg)
{
	struct ask ask = { .method = "GET", .path = (char[]){ "/api/openapi.json" } };
	const char *pattern, *method;
	json_t *methods, *about;
	struct answer all;
	int count = 0;

	http_ask(p, &ask, &all);
	json_object_foreach(json_object_get(all.json, "paths"), pattern, methods)
	{
		json_object_foreach(methods, method, about)
		{
			crawl_route(p, method, pattern, look, arg);
			count++;
		}
	}
	answer_clear(&all);
	return count;
}
