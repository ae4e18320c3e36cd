/*
 * infer.c - what is forbidden changes, and no answer does.
 *
 * Everything is asked, an administrator changes a record that the asker may not
 * read (other numbers, another owner's texts, into the trash), and everything is
 * asked again: each answer must be the same, byte for byte, with its ETag.
 */
#include "matrix.h"

#define ANSWERS_MAX 4000

static struct {
	char *path, *body;
} kept[ANSWERS_MAX];
static size_t kept_count;

static void
forget(void)
{
	while (kept_count > 0) {
		free(kept[--kept_count].path);
		free(kept[kept_count].body);
	}
}

/* Kept the first time, compared the second. */
static void
look(struct matrix *m, const struct person *p, bool again, size_t *n, const char *path)
{
	const struct answer *a = ask(m, p, "GET", NULL, "%s", path);
	char *body = NULL;

	if (asprintf(&body, "%d %s %s", a->status, a->etag, a->text) < 0 ||
	    *n == ANSWERS_MAX)
		abort();
	if (!again) {
		kept[kept_count].path = strdup(path);
		kept[kept_count++].body = body;
	} else {
		check(m, strcmp(body, kept[*n].body) == 0,
		    "%s: %s answers\n  %s\nand did\n  %s", p->name, path, body,
		    kept[*n].body);
		free(body);
	}
	++*n;
}

static void
look_by(struct matrix *m, const struct person *p, bool again, size_t *n,
    const struct entity *e, const struct field *f)
{
	static const char *const asks[] = { "/api/%s?limit=200&sort=%s",
		"/api/%s?limit=200&sort=-%s", "/api/%s/sum?by=owner&sum=%s",
		"/api/%s/sum?by=%s", "/api/%s/count?where=%s%%20is%%20set" };
	char path[300];

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(path, sizeof(path), asks[i], e->name, f->name);
#pragma GCC diagnostic pop
		look(m, p, again, n, path);
	}
}

static void
look_around(
    struct matrix *m, const struct person *p, const struct row *hidden, bool again)
{
	static const char *const whole[] = { "", "?trash=1", "/count", "/export",
		"/export?as=csv&sort=-created_ms" };
	const struct entity *e = hidden->entity;
	char path[200];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		snprintf(path, sizeof(path), "/api/%s%s", e->name, whole[i]);
		look(m, p, again, &n, path);
	}
	for (size_t i = 0; i < e->field_count; i++)
		look_by(m, p, again, &n, e, &e->fields[i]);
	snprintf(path, sizeof(path), "/api/%s/%s", e->name, hidden->id);
	look(m, p, again, &n, path);
	snprintf(path, sizeof(path), "/api/%s/%s/history", e->name, hidden->id);
	look(m, p, again, &n, path);
	look(m, p, again, &n, "/api/meta");
	look(m, p, again, &n, "/api/search?q=cnr");
	look(m, p, again, &n, "/api/search?q=changes"); /* nearly what it will be */
	look(m, p, again, &n, "/api/search?q=name:cnr");
	snprintf(path, sizeof(path), "/api/search?limit=1&q=cnr%%20%s", e->name);
	look(m, p, again, &n, path); /* what is hidden takes no place */
	snprintf(path, sizeof(path), "/api/search?q=changed%%20%s", e->name);
	look(m, p, again, &n, path);
}

/* Whatever can be changed of it without meeting another rule. */
static json_t *
other_values(const struct entity *e)
{
	json_t *news = json_object();

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->says == NULL || f->readonly || f->computed || f->unique ||
		    f->hidden || f->own || f->proven)
			continue;
		if (strcmp(f->type, "text") == 0 && !(f->max < 20))
			json_object_set_new(news, f->name, json_string("changed by one"));
		else if (strcmp(f->type, "int") == 0 && f->max > 1e9)
			json_object_set_new(news, f->name, json_integer(1));
	}
	return news;
}

static void
infer_one(struct matrix *m, const struct person *p, struct row *hidden)
{
	const struct entity *e = hidden->entity;

	look_around(m, p, hidden, false);
	must(m, 200,
	    ask(m, m->people, "PATCH", other_values(e), "/api/%s/%s", e->name,
		hidden->id));
	look_around(m, p, hidden, true);
	if (ask(m, m->people, "DELETE", NULL, "/api/%s/%s", e->name, hidden->id)
		->status == 200) {
		look_around(m, p, hidden, true);
		must(m, 200,
		    ask(m, m->people, "POST", NULL, "/api/%s/%s/restore", e->name,
			hidden->id));
	}
	forget();
}

void
infer_all_ways(struct matrix *m)
{
	way(m, "infer");
	for (size_t i = 1; i < m->person_count; i++)
		for (size_t j = 0; j < m->entity_count; j++) {
			struct entity *e = &m->entities[j];

			if (e->server || skipped(m, &m->people[i], e))
				continue;
			for (size_t k = 0; k < e->row_count; k++) {
				struct row *r = &m->rows[e->rows[k]];

				if (r->gone || reads(m, &m->people[i], r))
					continue;
				infer_one(m, &m->people[i], r);
				break; /* one of each kind */
			}
		}
}
