/*
 * template.c - a template: whose file is a Word document, and fits its kind of record.
 *
 * It is read when it is given, so that whoever gives it learns what is wrong with it, all
 * of it, and nobody finds out in front of a customer.
 */
#include "document/room.h"
#include "file/file.h"
#include "site/site.h"

const struct entity *
template_entity(struct ctx *c, struct str name)
{
	const struct entity *e = meta_entity(c->meta, name);
	struct grant g = { 0 };

	if (e != NULL)
		g = auth_grant(c, e, MAY_READ);
	return e == NULL || e->server || !entity_has(e, "files") || auth_never(&g) ? NULL
										   : e;
}

/* Whoever uses the template reads its file, whoever brought it. */
static enum err
load_file(struct ctx *c, int64_t id, struct record **out)
{
	struct actor was = c->actor;
	enum err e;

	c->actor.program = true;
	e = record_load(c, (struct ref){ meta_entity(c->meta, STR("file")), id }, out);
	c->actor = was;
	return e == OK && (*out)->deleted_ms != 0 ? ERR_ABSENT : e;
}

static void
say_all(struct ctx *c, const struct docx_faults *faults, struct str at)
{
	for (size_t i = 0; i < faults->list.count; i++) {
		const struct docx_fault *f = &faults->list.at[i];

		fault(c, at, f->code, "tag", str_c(c->mem, utf8_head(f->tag, 200)),
		    "where", str_c(c->mem, f->where), NULL);
	}
}

static enum err
read_file(struct ctx *c, const struct record *file, struct str at, struct docx **out)
{
	const struct entity *e = file->entity;
	struct str hash = record_value(file, entity_field(e, STR("hash")))->s;
	struct str type = record_value(file, entity_field(e, STR("type")))->s;
	struct docx_faults faults = { .mem = c->mem };
	enum err err;

	*out = NULL;
	if (!str_is(type, DOCX_TYPE)) {
		fault(c, at, "docx_bad", "tag", "", "where", "", NULL);
		return ERR_INPUT;
	}
	err = docx_open(str_printf(c->mem, "%s/%.2s/%.*s", site_files(c->site), hash.at,
			    STR_ARG(hash))
			    .at,
	    c->mem, &faults, out);
	say_all(c, &faults, at);
	return err;
}

enum err
template_open(struct ctx *c, int64_t id, const struct entity *e, struct str at, bool eyes,
    struct docx **out)
{
	struct record *file;
	size_t before = c->fault_count;
	enum err err = load_file(c, id, &file);

	if (err == ERR_ABSENT) {
		fault(c, at, "not_ref", NULL);
		return ERR_INPUT;
	}
	TRY(err);
	TRY(read_file(c, file, at, out));
	TRY(bind_all(c, *out, e, at, eyes));
	return c->fault_count > before ? ERR_INPUT : OK;
}

static enum err
template_check(struct ctx *c, struct record *rec)
{
	const struct field *entity = entity_field(rec->entity, STR("entity"));
	const struct field *file = entity_field(rec->entity, STR("file"));
	struct str word = record_value(rec, entity)->s;
	const struct entity *e;
	struct docx *d;
	enum err err;

	if (value_empty(record_value(rec, entity)) ||
	    !(record_is_new(rec) || record_changed(rec, entity) ||
		record_changed(rec, file)))
		return OK;
	e = template_entity(c, word);
	if (e == NULL) {
		fault(c, entity->name, "not_choice", "value",
		    str_c(c->mem, utf8_head(word, 40)), NULL);
		return OK;
	}
	if (value_empty(record_value(rec, file)))
		return OK;
	err = template_open(c, record_value(rec, file)->i, e, file->name, true, &d);
	return err == ERR_INPUT ? OK : err;
}

const struct hooks hooks_template = { .entity = "template", .check = template_check };
