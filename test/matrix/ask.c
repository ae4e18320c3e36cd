/*
 * ask.c - a request and its answer; and what holds for every answer.
 */
#include "matrix.h"

#include <ctype.h>
#include <stdarg.h>
#include <strings.h>
#include <zip.h>

static struct {
	struct line *line;
	struct answer answer;
	size_t count;
	char *unzipped;
	char last[300]; /* who asked what */
} wire;

/* What is asked, for messages and for canaries that come from the asker. */
struct asked {
	const struct person *who; /* NULL: nobody */
	const char *method, *path, *body;
};

size_t
asked(void)
{
	return wire.count;
}

char *
escaped(const char *text)
{
	char *out = malloc(strlen(text) * 3 + 1), *to = out;

	for (; *text != '\0'; text++)
		if (isalnum((unsigned char)*text) || strchr("-._~", *text) != NULL)
			*to++ = *text;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*text);
	*to = '\0';
	return out;
}

/* ---- over the wire ---- */

static struct line *
the_line(struct matrix *m)
{
	if (wire.line == NULL) {
		wire.line = line_new(m->kit);
		line_timeout(wire.line, 60);
	}
	return wire.line;
}

void
ask_header(struct matrix *m, const char *header)
{
	line_header(the_line(m), header);
}

static void
say_who(struct line *l, const struct person *p)
{
	char who[260] = "";

	if (p != NULL)
		snprintf(who, sizeof(who), "%s%s",
		    p->scopes == NULL ? "Cookie: " : "Authorization: Bearer ", p->token);
	line_who(l, who);
}

static void
send_it(struct matrix *m, const struct asked *q, size_t len)
{
	const struct said *s;

	snprintf(wire.last, sizeof(wire.last), "%s: %s %s",
	    q->who == NULL ? "nobody" : q->who->name, q->method, q->path);
	say_who(the_line(m), q->who);
	s = line_ask_bytes(wire.line, q->method, q->path, q->body, len);
	if (s->status == 0)
		kit_lose(m->kit, "%s: no answer", wire.last);
	wire.count++;
	wire.answer = (struct answer){ .status = (int)s->status,
		.body = s->len == 0 ? "" : s->body,
		.len = s->len,
		.type = s->type,
		.etag = s->etag,
		.cookie = s->cookie,
		.json = s->json };
	wire.answer.text = wire.answer.body;
}

/* ---- canaries ---- */

/* "CNR-entity-field-17": false if these letters are none of ours. */
static bool
read_canary(struct matrix *m, const char *at, const char *end, const struct row **row,
    const struct field **field)
{
	char entity[60], name[60], text[200];
	int number;

	snprintf(text, sizeof(text), "%.*s", (int)(end - at < 199 ? end - at : 199), at);
	if (sscanf(text + 4, "%59[a-zA-Z0-9_]-%59[a-zA-Z0-9_]-%d", entity, name,
		&number) != 3)
		return false;
	*row = row_by_number(m, number);
	if (*row == NULL || strcmp((*row)->entity->name, entity) != 0)
		return false;
	*field = field_of((*row)->entity, name);
	return true;
}

/* A notice tells its reader what the record was called. */
static bool
was_told(struct matrix *m, const struct person *p, const struct row *row)
{
	struct entity *notice = entity_of(m, "notice");

	for (size_t i = 0; notice != NULL && i < notice->row_count; i++) {
		struct row *r = &m->rows[notice->rows[i]];
		const json_t *fields = json_object_get(r->seen, "fields");
		const char *id = json_string_value(
		    json_object_get(json_object_get(fields, "about"), "id"));

		if (id != NULL && strcmp(id, row->id) == 0 && reads(m, p, r))
			return true;
	}
	return false;
}

static bool
may_hold(struct matrix *m, const struct asked *q, const struct row *row,
    const struct field *field, const char *canary, size_t len)
{
	char own[120];

	if (q->who == NULL)
		return false;
	if (q->who->admin && (field == NULL || !field->own))
		return field == NULL || !field->hidden;
	if (field == NULL) /* the bytes of a file */
		return reads(m, q->who, row);
	if (sees(m, q->who, row->entity, field, row))
		return true;
	snprintf(own, sizeof(own), "%.*s", (int)len, canary);
	if (strcasestr(q->path, own) != NULL ||
	    (q->body != NULL && strcasestr(q->body, own) != NULL) ||
	    (m->said != NULL && strcasestr(m->said, own) != NULL))
		return true; /* the asker said it */
	return field == row->entity->title && was_told(m, q->who, row);
}

static size_t
canary_len(const char *at, const char *end)
{
	size_t n = 0;

	while (at + n < end &&
	       (isalnum((unsigned char)at[n]) || at[n] == '-' || at[n] == '_'))
		n++;
	return n;
}

static void
hold_to_rights(struct matrix *m, const struct asked *q, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	while (at < end && (at = memmem(at, (size_t)(end - at), "-", 1)) != NULL) {
		const struct row *row;
		const struct field *field;

		at++;
		if (at - bytes < 4 || strncasecmp(at - 4, "cnr-", 4) != 0 ||
		    !read_canary(m, at - 4, end, &row, &field))
			continue;
		check(m, may_hold(m, q, row, field, at - 4, canary_len(at - 4, end)),
		    "%s: %s %s leaks %.*s", q->who == NULL ? "nobody" : q->who->name,
		    q->method, q->path, (int)canary_len(at - 4, end), at - 4);
	}
}

/* An XLSX is a zip: what is in its parts counts. */
static void
hold_zip_to_rights(struct matrix *m, const struct asked *q)
{
	zip_source_t *source =
	    zip_source_buffer_create(wire.answer.body, wire.answer.len, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	zip_int64_t n = zip == NULL ? 0 : zip_get_num_entries(zip, 0);
	size_t size;
	FILE *all;

	check(m, zip != NULL, "%s: no zip", q->path);
	free(wire.unzipped);
	all = open_memstream(&wire.unzipped, &size);
	for (zip_int64_t i = 0; i < n; i++) {
		zip_file_t *part = zip_fopen_index(zip, (zip_uint64_t)i, 0);
		zip_stat_t stat;
		char *bytes;

		zip_stat_index(zip, (zip_uint64_t)i, 0, &stat);
		bytes = malloc(stat.size + 1);
		zip_fread(part, bytes, stat.size);
		hold_to_rights(m, q, bytes, stat.size);
		fwrite(bytes, 1, stat.size, all);
		free(bytes);
		zip_fclose(part);
	}
	zip_discard(zip);
	fclose(all);
	wire.answer.text = wire.unzipped;
}

/* ---- what holds for every answer ---- */

static void
hold(struct matrix *m, const struct asked *q)
{
	const char *who = q->who == NULL ? "nobody" : q->who->name;
	char what[400];

	check(m, wire.answer.status < 500 || wire.answer.status == 501,
	    "%s: %s %s: %d %.300s", who, q->method, q->path, wire.answer.status,
	    wire.answer.body);
	if (wire.answer.len > 4 && memcmp(wire.answer.body, "PK\3\4", 4) == 0)
		hold_zip_to_rights(m, q);
	else
		hold_to_rights(m, q, wire.answer.body, wire.answer.len);
	if (strcmp(q->method, "GET") == 0)
		return;
	if (wire.answer.status < 400)
		store_let(m);
	else
		check(m, !store_changed(m, what, sizeof(what)),
		    "%s: %s %s was refused (%d) and changed %s", who, q->method, q->path,
		    wire.answer.status, what);
}

static const struct answer *
ask_whole(struct matrix *m, const struct asked *q, size_t len)
{
	send_it(m, q, len);
	hold(m, q);
	return &wire.answer;
}

const struct answer *
ask(struct matrix *m, const struct person *p, const char *method, json_t *body,
    const char *path, ...)
{
	char *text = body == NULL ? NULL : json_dumps(body, 0), *full = NULL;
	struct asked q = { p, method, NULL, text };
	const struct answer *a;
	va_list args;

	va_start(args, path);
	if (vasprintf(&full, path, args) < 0)
		abort();
	va_end(args);
	if (text == NULL && strcmp(method, "GET") != 0)
		q.body = text = strdup("{}");
	q.path = full;
	a = ask_whole(m, &q, text == NULL ? 0 : strlen(text));
	json_decref(body);
	free(text);
	free(full);
	return a;
}

const struct answer *
ask_bytes(struct matrix *m, const struct person *p, const char *method, const char *bytes,
    size_t len, const char *path, ...)
{
	char *full = NULL;
	struct asked q = { p, method, NULL, bytes };
	const struct answer *a;
	va_list args;

	va_start(args, path);
	if (vasprintf(&full, path, args) < 0)
		abort();
	va_end(args);
	q.path = full;
	a = ask_whole(m, &q, len);
	free(full);
	return a;
}

json_t *
rows_of(const struct answer *a)
{
	static json_t *none;
	json_t *rows = json_object_get(a->json, "rows");

	if (none == NULL)
		none = json_array();
	return json_is_array(rows) ? rows : none;
}

const struct answer *
must(struct matrix *m, int status, const struct answer *a)
{
	if (a->status != status)
		kit_lose(m->kit, "%s: %s: expected %d, got %d: %s", m->way, wire.last,
		    status, a->status, a->body);
	return a;
}
