/*
 * studio.c - the site's own sheet, for administrators: looked at with where each word
 * came from.  studio_change.c plans a change and puts it in force, studio_past.c tells
 * what was changed, and takes it back.
 */
#include "api/studio.h"

/* ---- reading ---- */

/* The state of the sheet: its last change. */
enum err
studio_write_stamp(struct ctx *c, struct jw *w)
{
	struct site_past *last;
	size_t count;

	TRY(site_changes(c, 0, 1, &last, &count));
	jw_key(w, "stamp");
	jw_id(w, count == 0 ? 0 : last[0].id);
	return OK;
}

const json_t *
studio_origins(struct ctx *c, const struct entity *e)
{
	return json_object_get(c->meta->origins, str_c(c->mem, e->name));
}

static size_t
fields_of(const struct entity *e)
{
	size_t count = 0;

	for (size_t i = 0; i < e->field_count; i++)
		count += !e->fields[i].system;
	return count;
}

enum err
studio_write_records(struct ctx *c, struct jw *w, const struct entity *e)
{
	struct query all = { .entity = e };
	int64_t count;
	bool exact;

	TRY(record_count(c, &all, &count, &exact));
	jw_key(w, "records");
	jw_int(w, count);
	jw_key(w, "exact");
	jw_bool(w, exact);
	return OK;
}

static void
write_labels(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "label");
	jw_array(w);
	jw_str(w, meta_one(c->meta, c->actor.language, e));
	jw_str(w, meta_many(c->meta, c->actor.language, e));
	jw_end(w);
}

static enum err
write_entity(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, e->name);
	write_labels(c, w, e);
	jw_key(w, "icon");
	jw_str(w, e->icon);
	jw_key(w, "from");
	jw_str(w, json_get_str(studio_origins(c, e), ""));
	jw_key(w, "fields");
	jw_int(w, (int64_t)fields_of(e));
	TRY(studio_write_records(c, w, e));
	jw_key(w, "hidden"); /* not in the navigation */
	jw_bool(w, e->order == 0);
	jw_key(w, "server");
	jw_bool(w, e->server);
	jw_close(w);
	return OK;
}

static void
write_packs(struct ctx *c, struct jw *w)
{
	json_t *pack;
	size_t i;

	jw_key(w, "packs");
	jw_array(w);
	json_array_foreach(c->meta->packs, i, pack)
	{
		struct str name = json_get_str(pack, "name");

		jw_open(w);
		jw_key(w, "name");
		jw_str(w, name);
		jw_key(w, "label");
		jw_json(w, json_object_get(pack, "label"));
		jw_key(w, "version");
		jw_str(w, json_get_str(pack, "version"));
		jw_key(w, "from");
		jw_str(w, json_get_str(pack, "file"));
		jw_close(w);
	}
	jw_end(w);
}

/* As it was written, be it by hand; what is no JSON any more cannot be stored. */
static void
write_documents(struct jw *w, const struct site_doc *docs, size_t count)
{
	jw_key(w, "documents");
	jw_open(w);
	for (size_t i = 0; i < count; i++) {
		jw_key_str(w, docs[i].name);
		jw_raw(w, docs[i].body);
	}
	jw_close(w);
}

/* Indexes that come behind a change; null: all are there. */
static void
write_making(struct jw *w, const struct job *job)
{
	jw_key(w, "making");
	if (job->id == 0) {
		jw_null(w);
		return;
	}
	jw_open(w);
	jw_key(w, "entity");
	jw_str(w, json_get_str(job->result, "entity"));
	jw_key(w, "field");
	jw_str(w, json_get_str(job->result, "field"));
	jw_key(w, "done");
	jw_int(w, job->done);
	jw_key(w, "total");
	jw_int(w, job->total);
	jw_close(w);
}

static enum err
overview(struct ctx *c)
{
	const json_t *aside;
	struct job making;
	struct site_doc *docs;
	size_t count;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(site_sheet(c, &docs, &count));
	TRY(site_asides(c, &aside));
	TRY(site_indexes_now(c, &making));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(studio_write_stamp(c, w));
	jw_key(w, "entities");
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++)
		TRY(write_entity(c, w, &c->meta->entities[i]));
	jw_end(w);
	write_packs(c, w);
	jw_key(w, "aside"); /* words that did not fit a newer program */
	jw_json(w, aside);
	write_making(w, &making);
	write_documents(w, docs, count);
	jw_close(w);
	return OK;
}

struct str
studio_subject(const json_t *doc)
{
	struct str entity = json_get_str(doc, "entity");

	return entity.at != NULL ? entity : json_get_str(doc, "extend");
}

/* The document of the site that speaks of e last; NULL: none does. */
static enum err
own_document(struct ctx *c, const struct entity *e, struct str *name, json_t **out)
{
	struct site_doc *docs;
	size_t count;
	json_t *doc;

	*name = str_printf(c->mem, "%.*s.json", STR_ARG(e->name));
	*out = NULL;
	TRY(site_sheet(c, &docs, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(json_read(c->mem, docs[i].body, &doc, NULL));
		if (!str_same(studio_subject(doc), e->name))
			continue;
		*name = docs[i].name;
		*out = doc;
	}
	return OK;
}

/* As core and packs say it; null: the site's own. */
static void
write_base(struct ctx *c, struct jw *w, const struct entity *e)
{
	const char *name = str_c(c->mem, e->name);
	const json_t *base = json_object_get(c->meta->bases, name);

	jw_key(w, "base");
	if (str_is(json_get_str(studio_origins(c, e), ""), "site"))
		jw_null(w);
	else
		jw_json(
		    w, base != NULL ? base : json_object_get(c->meta->documents, name));
}

/* "*.owner": what a trait or the program itself brought is called so everywhere. */
static bool
speaks_of_brought(const char *key, const struct entity *e)
{
	const struct field *f =
	    entity_field(e, (struct str){ key + 2, strcspn(key + 2, ".") });

	return f != NULL && (f->system || f->trait != NULL);
}

/* "deal", "deal.amount", "deal.stage.won" of deal. */
static bool
speaks_of(const char *key, const struct entity *e)
{
	if (strncmp(key, "*.", 2) == 0)
		return speaks_of_brought(key, e);
	return strncmp(key, e->name.at, e->name.len) == 0 &&
	       (key[e->name.len] == '\0' || key[e->name.len] == '.');
}

/* What it and its parts are called, by language, as far as somebody said it. */
static void
write_words(struct ctx *c, struct jw *w, const struct entity *e)
{
	const char *key;
	json_t *word;

	jw_key(w, "words");
	jw_open(w);
	for (int l = 0; l < (int)COUNT_OF(c->meta->labels); l++) {
		jw_key_c(w, languages[l]);
		jw_open(w);
		json_object_foreach((json_t *)(uintptr_t)c->meta->labels[l], key, word)
		{
			if (!speaks_of(key, e))
				continue;
			jw_key_c(w, key);
			jw_json(w, word);
		}
		jw_close(w);
	}
	jw_close(w);
}

static enum err
entity_read(struct ctx *c)
{
	struct str name = req_part(c->req, "entity");
	const struct entity *e = meta_entity(c->meta, name);
	json_t *own;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	if (e == NULL)
		return ERR_ABSENT;
	TRY(own_document(c, e, &name, &own));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(studio_write_stamp(c, w));
	jw_key(w, "document");
	jw_json(w, json_object_get(c->meta->documents, str_c(c->mem, e->name)));
	write_base(c, w, e);
	jw_key(w, "from");
	jw_json(w, studio_origins(c, e));
	write_words(c, w, e);
	jw_key(w, "name"); /* of the document that says what the site says of it */
	jw_str(w, name);
	jw_key(w, "sheet");
	if (own == NULL)
		jw_null(w);
	else
		jw_json(w, own);
	jw_close(w);
	return OK;
}

static enum err
sheet_file(struct ctx *c)
{
	struct site_doc *docs;
	size_t count;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(site_sheet(c, &docs, &count));
	w = reply_json(c, 200);
	req_header_set(
	    c->req, "Content-Disposition", STR("attachment; filename=\"sheet.json\""));
	jw_open(w);
	write_documents(w, docs, count);
	jw_close(w);
	return OK;
}

const struct route studio_routes[] = {
	{ "GET", "/api/studio", overview,
	    "entities, packs and the site's own sheet, for administrators", SESSION },
	{ "GET", "/api/studio/sheet.json", sheet_file,
	    "the site's own sheet, to carry elsewhere", SESSION },
	{ "POST", "/api/studio/plan", studio_plan,
	    "what a change of the sheet would take, and what speaks against it",
	    SESSION },
	{ "PUT", "/api/studio", studio_put,
	    "put documents of the site's own sheet in force, all or none", SESSION },
	{ "GET", "/api/studio/changes", studio_changes,
	    "changes of the sheet, newest first", SESSION },
	{ "GET", "/api/studio/changes/{id}", studio_change_read,
	    "a change of the sheet, as it was and as it became", SESSION },
	{ "POST", "/api/studio/changes/{id}/undo", studio_undo,
	    "take a change of the sheet back, unless later ones stand on it", SESSION },
	{ "GET", "/api/studio/{entity}", entity_read,
	    "an entity's document in force, and where each word came from", SESSION },
	{ 0 },
};
