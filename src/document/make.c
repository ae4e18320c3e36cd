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

/* ---- what a tag says ---- */

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
		TRY(read_follow(m, rec, means->hops[i], &rec));
	if (rec == NULL || !read_tells(m, rec, means->field))
		return OK;
	v = record_value(rec, means->field);
	if (value_empty(v))
		return OK;
	if (means->field->to_count > 0)
		return read_title(m, means->field, v, out);
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

	return read_follow(m, &row, hop, &there) == OK && there != NULL ? there->now
									: NULL;
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

static enum err
children(
    struct making *m, const struct meaning *means, void *of, void ***out, size_t *count)
{
	const struct record *rec = of;

	return read_children(m, rec->id, means->child, means->by, out, count);
}

static enum err
say_each(void *arg, const struct docx_tag *tag, void *of, void ***out, size_t *count)
{
	struct making *m = arg;
	const struct meaning *means = tag->bound;

	return tag->kind == DOCX_IF ? each_if(m, means, of, out, count)
				    : children(m, means, of, out, count);
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
