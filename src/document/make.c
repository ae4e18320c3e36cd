/*
 * make.c - a record and a template become a document.
 *
 * Every record is read with the eyes of whoever asks, and every field as far as they
 * have it: what they may not read leaves an empty place.  The outcome is a file that
 * hangs on the record, as if they had written and brought it.
 */
#include "document/room.h"
#include "site/site.h"

#include <sys/stat.h>
#include <unistd.h>

struct making {
	struct ctx *c;
	size_t rows;
	LIST(struct record *) seen; /* that references named, read once */
};

/* ---- what a tag says ---- */

static bool
tells(const struct making *m, const struct record *rec, const struct field *f)
{
	enum whose whose = auth_field(m->c, f, MAY_READ);

	return whose == WHOSE_ALL ||
	       (whose == WHOSE_MINE && auth_is_mine(m->c, rec->entity, rec->now));
}

/* What a reference names; NULL: nothing, or not for these eyes. */
static enum err
follow(struct making *m, const struct record *rec, const struct field *hop,
    struct record **out)
{
	const struct cell *v = record_value(rec, hop);
	struct ref to = { NULL, v->i };
	enum err e;

	*out = NULL;
	if (value_empty(v) || !tells(m, rec, hop))
		return OK;
	to.entity = value_target(hop, v);
	for (size_t i = 0; i < m->seen.count; i++)
		if (m->seen.at[i]->id == to.id && m->seen.at[i]->entity == to.entity) {
			*out = m->seen.at[i];
			return OK;
		}
	e = record_load(m->c, to, out);
	if (e == ERR_ABSENT) {
		*out = NULL;
		return OK;
	}
	TRY(e);
	*list_add(m->c->mem, &m->seen) = *out;
	return OK;
}

static enum err
title_of(struct making *m, const struct field *f, const struct cell *v, struct str *out)
{
	int64_t id = v->i;
	struct title *titles;

	TRY(record_titles(m->c, value_target(f, v), &id, 1, &titles));
	*out = titles[0].text;
	return OK;
}

static enum err
around_says(struct making *m, enum around what, struct str *out)
{
	const struct entity *user = meta_entity(m->c->meta, STR("user"));
	int64_t me = m->c->actor.user;
	struct title *titles;

	if (what == AROUND_TODAY) {
		*out = show_day(m->c, ctx_today(m->c));
	} else if (what == AROUND_COMPANY) {
		*out = m->c->meta->facts.name;
	} else {
		TRY(record_titles(m->c, user, &me, 1, &titles));
		*out = titles[0].text;
	}
	return OK;
}

static enum err
say_text(void *arg, const struct docx_tag *tag, void *of, struct str *out)
{
	struct making *m = arg;
	const struct meaning *means = tag->bound;
	struct record *rec = of;
	const struct cell *v;

	*out = STR("");
	if (means->around != AROUND_NONE)
		return around_says(m, means->around, out);
	for (size_t i = 0; i < means->hop_count && rec != NULL; i++)
		TRY(follow(m, rec, means->hops[i], &rec));
	if (rec == NULL || !tells(m, rec, means->field))
		return OK;
	v = record_value(rec, means->field);
	if (value_empty(v))
		return OK;
	if (means->field->to_count > 0)
		return title_of(m, means->field, v, out);
	*out = show_value(m->c, means->field, v, means->part);
	return OK;
}

/* ---- for which a section is written ---- */

/* Behind a reference, for a rule that asks it. */
static const struct cell *
far_cells(void *arg, const struct field *hop, const struct cell *own)
{
	struct making *m = arg;
	struct record row = { .entity = hop->entity,
		.now = (struct cell *)(uintptr_t)own };
	struct record *there;

	return follow(m, &row, hop, &there) == OK && there != NULL ? there->now : NULL;
}

static enum err
each_if(
    struct making *m, const struct meaning *means, void *of, void ***out, size_t *count)
{
	struct far far = { far_cells, m };
	struct record *rec = of;

	*out = arena_array(m->c->mem, void *, 1);
	(*out)[0] = of;
	*count = means->rule != NULL && rule_holds_far(m->c, means->rule, rec->now, &far);
	return OK;
}

/* All that the actor has of such a record. */
static void
ask_all(struct ctx *c, struct query *q)
{
	const struct field **fields =
	    arena_array(c->mem, const struct field *, q->entity->field_count);

	for (size_t i = 0; i < q->entity->field_count; i++)
		if (auth_sees(c, &q->entity->fields[i]))
			fields[q->field_count++] = &q->entity->fields[i];
	q->fields = fields;
}

static void
turn_round(void **at, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		void *was = at[i];

		at[i] = at[count - 1 - i];
		at[count - 1 - i] = was;
	}
}

/* Those that name the record, the first that was made first. */
static enum err
each_child(
    struct making *m, const struct meaning *means, void *of, void ***out, size_t *count)
{
	struct record *rec = of;
	struct query q = { .entity = means->child,
		.limit = RECORD_PAGE_MAX,
		.archived = ARCHIVED_WITH };
	struct grant g = auth_grant(m->c, means->child, MAY_READ);
	const struct line_word *line = means->child->line;
	struct page page;

	*out = arena_array(m->c->mem, void *, DOCUMENT_ROWS_MAX);
	*count = 0;
	if (auth_never(&g) || !auth_asks(m->c, means->by))
		return OK;
	if (line != NULL && line->order != NULL && auth_asks(m->c, line->order))
		q.sort = line->order->name;
	q.where = str_printf(
	    m->c->mem, "%.*s = '%" PRId64 "'", STR_ARG(means->by->name), rec->id);
	ask_all(m->c, &q);
	do {
		TRY(record_page(m->c, &q, &page));
		m->rows += page.count;
		if (m->rows > DOCUMENT_ROWS_MAX)
			return ERR_LARGE;
		for (size_t i = 0; i < page.count; i++)
			(*out)[(*count)++] = page.rows[i];
		q.after = page.next;
	} while (page.next.len > 0);
	if (q.sort.len == 0)
		turn_round(*out, *count); /* they came newest first */
	return OK;
}

static enum err
say_each(void *arg, const struct docx_tag *tag, void *of, void ***out, size_t *count)
{
	struct making *m = arg;
	const struct meaning *means = tag->bound;

	return tag->kind == DOCX_IF ? each_if(m, means, of, out, count)
				    : each_child(m, means, of, out, count);
}

/* ---- the template ---- */

struct wanted {
	struct record *rec; /* it is made of */
	struct docx *docx;
	struct str name; /* of the file */
	struct str language;
};

static enum err
no_template(struct ctx *c)
{
	fault(c, STR("template"), "not_ref", NULL);
	return ERR_INPUT;
}

static enum err
find_template(struct ctx *c, int64_t id, struct wanted *w)
{
	const struct entity *e = meta_entity(c->meta, STR("template"));
	const struct field *file = entity_field(e, STR("file"));
	struct record *t;
	enum err err = record_load(c, (struct ref){ e, id }, &t);

	if (err == ERR_ABSENT)
		return no_template(c);
	TRY(err);
	if (t->deleted_ms != 0 || value_empty(record_value(t, file)) ||
	    !str_same(record_value(t, entity_field(e, STR("entity")))->s,
		w->rec->entity->name) ||
	    template_entity(c, w->rec->entity->name) == NULL)
		return no_template(c);
	w->name = record_title(c->mem, t);
	w->language = record_value(t, entity_field(e, STR("language")))->s;
	return template_open(c, record_value(t, file)->i, w->rec->entity, STR("template"),
	    false, &w->docx);
}

/* ---- the file ---- */

/* "Contract – Far East Freight.docx" */
static struct str
name_of(struct ctx *c, const struct wanted *w)
{
	int64_t id = w->rec->id;
	struct title *titles;
	struct str of = STR("");

	if (record_titles(c, w->rec->entity, &id, 1, &titles) == OK)
		of = titles[0].text;
	return text_name(
	    c->mem, str_printf(c->mem, "%.*s%s%.*s.docx", STR_ARG(utf8_head(w->name, 80)),
			of.len > 0 ? " – " : "", STR_ARG(utf8_head(of, 100))));
}

static enum err
fill(struct ctx *c, const struct wanted *w, const char *path)
{
	struct making m = { .c = c };
	struct docx_words words = { say_text, say_each, &m };
	const char *was = c->actor.language;
	enum err e;

	if (w->language.len > 0)
		c->actor.language = str_c(c->mem, w->language);
	e = docx_fill(w->docx, &words, w->rec, path);
	c->actor.language = was;
	auth_read(c, m.rows + m.seen.count + 1);
	return e;
}

/* A name in the folder of files, where its bytes can stay. */
static enum err
temp_name(struct ctx *c, char **out)
{
	int fd;

	*out =
	    str_c(c->mem, str_printf(c->mem, "%s/document-XXXXXX", site_files(c->site)));
	fd = mkstemp(*out);
	if (fd < 0)
		return ERR_DOWN;
	close(fd);
	return unlink(*out) == 0 ? OK : ERR_DOWN;
}

static size_t
size_of(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 ? (size_t)s.st_size : 0;
}

enum err
document_make(struct ctx *c, struct ref which, int64_t template, struct record **out)
{
	const struct entity *file = meta_entity(c->meta, STR("file"));
	struct grant g = auth_grant(c, file, MAY_CREATE);
	struct wanted w = { 0 };
	struct site_file made = { .type = DOCX_TYPE };
	char *path;
	enum err e;

	TRY(record_load(c, which, &w.rec));
	if (auth_never(&g))
		return ERR_DENIED;
	TRY(find_template(c, template, &w));
	made.name = name_of(c, &w);
	made.about = json_hold(
	    c->mem, json_pack("{s:o, s:o}", "entity",
			json_stringn(which.entity->name.at, which.entity->name.len), "id",
			json_string(str_printf(c->mem, "%" PRId64, which.id).at)));
	TRY(temp_name(c, &path));
	made.spooled = path;
	e = fill(c, &w, path);
	made.size = e == OK ? size_of(path) : 0;
	if (e == OK)
		e = site_keep_file(c, &made, out);
	unlink(path); /* unless it has its place */
	return e;
}
