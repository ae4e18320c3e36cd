/*
 * routes.c - every way in is known, and asks who is there before anything else.
 */
#include "matrix.h"

#include <ctype.h>
#include <strings.h>

#define ROUTES_MAX 200

static struct route {
	char method[10], path[80], ways[80];
	bool there; /* the server describes it */
} table[ROUTES_MAX];
static size_t route_count;

/* ---- the table, and the server's own description ---- */

static void
read_table(struct matrix *m, const char *path)
{
	FILE *f = fopen(path, "re");
	char line[300];

	if (f == NULL)
		kit_lose(m->kit, "%s cannot be read", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct route *r = &table[route_count];

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (route_count == ROUTES_MAX ||
		    sscanf(line, "%9s %79s %79[^\n]", r->method, r->path, r->ways) != 3)
			kit_lose(m->kit, "%s: what is \"%s\"?", path, line);
		route_count++;
	}
	fclose(f);
}

static struct route *
route_of(const char *method, const char *path)
{
	for (size_t i = 0; i < route_count; i++)
		if (strcasecmp(table[i].method, method) == 0 &&
		    strcmp(table[i].path, path) == 0)
			return &table[i];
	return NULL;
}

static void
compare(struct matrix *m)
{
	const json_t *methods, *one;
	const char *path, *method;
	json_t *paths = json_incref(json_object_get(
	    must(m, 200, ask(m, NULL, "GET", NULL, "/api/openapi.json"))->json, "paths"));

	json_object_foreach(paths, path, methods)
	{
		json_object_foreach((json_t *)(uintptr_t)methods, method, one)
		{
			struct route *r = route_of(method, path);

			check(m, r != NULL,
			    "%s %s has no row in test/matrix/ways.table: say who may "
			    "what "
			    "by it, and prove it",
			    method, path);
			if (r != NULL)
				r->there = true;
		}
	}
	for (size_t i = 0; i < route_count; i++)
		check(m, table[i].there, "%s %s is in ways.table, and not in the server",
		    table[i].method, table[i].path);
	json_decref(paths);
}

static bool
says(const struct route *r, const char *way)
{
	const char *at = strstr(r->ways, way);
	size_t len = strlen(way);

	return at != NULL && (at == r->ways || at[-1] == ' ') &&
	       (at[len] == '\0' || at[len] == ' ');
}

/* ---- a path with something in its holes ---- */

static const char *
stuff(struct matrix *m, const char *hole)
{
	static const struct {
		const char *hole, *with;
	} holes[] = { { "entity", "vault" }, { "field", "code" }, { "value", "none" },
		{ "name", "none" } };

	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		if (strcmp(holes[i].hole, hole) == 0)
			return holes[i].with;
	return m->rows[entity_of(m, "vault")->rows[0]].id;
}

static void
fill(struct matrix *m, const char *pattern, char *out, size_t size)
{
	char hole[40];
	size_t n = 0;

	while (*pattern != '\0' && n + 40 < size) {
		if (*pattern != '{') {
			out[n++] = *pattern++;
			continue;
		}
		snprintf(hole, sizeof(hole), "%.*s", (int)strcspn(pattern + 1, "}"),
		    pattern + 1);
		n += (size_t)snprintf(out + n, size - n, "%s", stuff(m, hole));
		pattern += strlen(hole) + 2;
	}
	out[n] = '\0';
}

/* ---- who is there? ---- */

static void
ask_as_nobody(struct matrix *m, const struct route *r, const char *path)
{
	const struct answer *a = ask(m, NULL, r->method, NULL, "%s", path);

	if (strncmp(r->path, "/api/login", 10) == 0 || strstr(r->path, "/finish") != NULL)
		return; /* who says nothing is told that it is wrong */
	check(m, (a->status == 401) == !says(r, "open"), "nobody: %s %s: %d", r->method,
	    path, a->status);
}

static void
ask_as_anybody(struct matrix *m, const struct route *r, const char *path)
{
	for (size_t i = 1; says(r, "admin") && i < m->person_count; i++) {
		const struct answer *a =
		    ask(m, &m->people[i], r->method, NULL, "%s", path);

		check(m, a->status == 403, "%s: %s %s: %d", m->people[i].name, r->method,
		    path, a->status);
	}
}

/* A verb that has no row there is refused, whatever a header says. */
static void
ask_other_verbs(struct matrix *m, const struct route *r, const char *path)
{
	static const char *const verbs[] = { "GET", "POST", "PUT", "PATCH", "DELETE",
		"OPTIONS", "TRACE", "PROPFIND" };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		const struct answer *a;

		if (route_of(verbs[i], r->path) != NULL)
			continue;
		/* another pattern may fit this path: then it is asked in its own row */
		a = ask(m, NULL, verbs[i], NULL, "%s", path);
		check(m,
		    a->status == 401 || a->status == 404 || a->status == 405 ||
			a->status == 501,
		    "nobody: %s %s: %d", verbs[i], path, a->status);
	}
}

/* A GET stays one, and never writes. */
static void
ask_to_override(struct matrix *m)
{
	const char *id = stuff(m, "id");

	ask_header(m, "X-HTTP-Method-Override: DELETE");
	ask_header(m, "X-Method-Override: DELETE");
	must(m, 200, ask(m, m->people, "GET", NULL, "/api/vault/%s?_method=DELETE", id));
	ask_header(m, NULL);
	check(m, !store_changed(m, (char[300]){ 0 }, 300), "a GET was made a DELETE");
}

void
routes(struct matrix *m, const char *path)
{
	char filled[300];

	way(m, "routes");
	read_table(m, path);
	compare(m);
	store_hold(m);
	for (size_t i = 0; i < route_count; i++) {
		fill(m, table[i].path, filled, sizeof(filled));
		ask_as_nobody(m, &table[i], filled);
		ask_as_anybody(m, &table[i], filled);
		ask_other_verbs(m, &table[i], filled);
	}
	ask_to_override(m);
}

void
routes_tried(struct matrix *m)
{
	way(m, "routes");
	for (size_t i = 0; i < route_count; i++) {
		char words[80], *one;

		snprintf(words, sizeof(words), "%s", table[i].ways);
		for (one = strtok(words, " "); one != NULL; one = strtok(NULL, " "))
			check(m,
			    strcmp(one, "open") == 0 || strcmp(one, "admin") == 0 ||
				way_tried(one),
			    "%s %s: nothing tried the way \"%s\"", table[i].method,
			    table[i].path, one);
	}
}
