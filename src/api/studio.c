/*
 * studio.c - the site's own sheet, for administrators: looked at with where each word
 * came from, planned, put in force, and taken back.
 *
 * A change is a set of documents by name, all or none.  Who puts one says which state
 * they saw ("stamp"): what somebody else changed since of the same documents is not
 * overwritten, but told with who and when.
 */
#include "api/studio.h"

#define CHANGES_PAGE 50
#define DOCUMENTS_MAX 200
#define NAME_MAX_LEN 100

/* ---- reading ---- */

/* The state of the sheet: its last change. */
static enum err
write_stamp(struct ctx *c, struct jw *w)
{
	struct site_past *last;
	size_t count;

	TRY(site_changes(c, 0, 1, &last, &count));
	jw_key(w, "stamp");
	jw_id(w, count == 0 ? 0 : last[0].id);
	return OK;
}

static const json_t *
origins_of(struct ctx *c, const struct entity *e)
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

static enum err
write_records(struct ctx *c, struct jw *w, const struct entity *e)
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
	jw_str(w, json_get_str(origins_of(c, e), ""));
	jw_key(w, "fields");
	jw_int(w, (int64_t)fields_of(e));
	TRY(write_records(c, w, e));
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

static enum err
overview(struct ctx *c)
{
	struct site_doc *docs;
	size_t count;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(site_sheet(c, &docs, &count));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(write_stamp(c, w));
	jw_key(w, "entities");
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++)
		TRY(write_entity(c, w, &c->meta->entities[i]));
	jw_end(w);
	write_packs(c, w);
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
	if (str_is(json_get_str(origins_of(c, e), ""), "site"))
		jw_null(w);
	else
		jw_json(
		    w, base != NULL ? base : json_object_get(c->meta->documents, name));
}

/* "deal", "deal.amount", "deal.stage.won" of deal. */
static bool
speaks_of(const char *key, const struct entity *e)
{
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
	TRY(write_stamp(c, w));
	jw_key(w, "document");
	jw_json(w, json_object_get(c->meta->documents, str_c(c->mem, e->name)));
	write_base(c, w, e);
	jw_key(w, "from");
	jw_json(w, origins_of(c, e));
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

/* ---- a change ---- */

struct wish {
	int64_t stamp;
	struct site_doc *docs;
	size_t count;
	struct str note;
};

/* "deal.json", "lang/vi.json": they are also names of files. */
static bool
document_name_ok(struct str name)
{
	static const char end[] = ".json";
	size_t n = sizeof(end) - 1;

	if (name.len <= n || name.len > NAME_MAX_LEN ||
	    memcmp(name.at + name.len - n, end, n) != 0)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char ch = name.at[i];
		bool letter = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') ||
			      ch == '_' || ch == '-';

		if (!letter && ((ch != '/' && ch != '.') || i == 0 ||
				   name.at[i - 1] == '/' || name.at[i - 1] == '.'))
			return false;
	}
	return true;
}

static void
read_documents(struct ctx *c, json_t *documents, struct wish *out)
{
	const char *name;
	json_t *doc;

	if (!json_is_object(documents) || json_object_size(documents) > DOCUMENTS_MAX) {
		fault(c, STR("documents"), "required", NULL);
		return;
	}
	out->docs = arena_array(c->mem, struct site_doc, json_object_size(documents) + 1);
	json_object_foreach(documents, name, doc)
	{
		struct str at = str_printf(c->mem, "documents.%s", name);

		if (!document_name_ok(str_of(name)))
			fault(c, at, "bad_document", NULL);
		else if (!json_is_object(doc) && !json_is_null(doc))
			fault(c, at, "required", NULL);
		else
			out->docs[out->count++] = (struct site_doc){ str_of(name),
				json_is_null(doc) ? STR_NONE : json_dump(c->mem, doc) };
	}
}

static enum err
read_wish(struct ctx *c, struct wish *out)
{
	json_t *body;

	*out = (struct wish){ 0 };
	TRY(req_json(c, &body));
	if (!str_int(json_get_str(body, "stamp"), &out->stamp))
		fault(c, STR("stamp"), "required", NULL);
	out->note = json_get_str(body, "note");
	if (out->note.at == NULL)
		out->note = STR("");
	read_documents(c, json_object_get(body, "documents"), out);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static enum err
person_name(struct ctx *c, int64_t id, struct str *out)
{
	struct title *titles;

	*out = STR("kith");
	if (id == 0)
		return OK;
	TRY(record_titles(c, meta_entity(c->meta, STR("user")), &id, 1, &titles));
	*out = titles[0].text;
	return OK;
}

/* Who changed that document after what they saw, and when; then it is a clash. */
static enum err
clash_of(struct ctx *c, struct str name, int64_t change, const char *code)
{
	struct site_past past;
	struct str by;

	TRY(site_past(c, change, &past));
	TRY(person_name(c, past.by, &by));
	fault(c, name, code, "document", str_c(c->mem, name), "by", str_c(c->mem, by),
	    "at", str_c(c->mem, time_write(c->mem, past.at_ms)), "change",
	    str_c(c->mem, str_printf(c->mem, "%" PRId64, change)), NULL);
	return ERR_CLASH;
}

static enum err
seen_all(struct ctx *c, struct site_change *change)
{
	const struct wish *wish = change->arg;
	int64_t later;

	for (size_t i = 0; i < change->count; i++) {
		TRY(site_changed_since(c, change->docs[i].name, wish->stamp, &later));
		if (later != 0)
			return clash_of(c, change->docs[i].name, later, "sheet_changed");
	}
	return OK;
}

/* ---- its answer ---- */

static void
write_problem(struct jw *w, const struct problem *p)
{
	jw_open(w);
	jw_key(w, "code");
	jw_c(w, p->id);
	jw_key(w, "warning");
	jw_bool(w, problem_warns(p));
	jw_key(w, "file");
	jw_str(w, p->file);
	jw_key(w, "line");
	jw_int(w, p->line);
	jw_key(w, "column");
	jw_int(w, p->column);
	jw_key(w, "at");
	jw_str(w, p->at);
	jw_key(w, "message");
	jw_str(w, p->text);
	jw_close(w);
}

/* First what forbids it, then what only warns. */
static void
write_problems(struct jw *w, const struct problems *problems)
{
	jw_key(w, "problems");
	jw_array(w);
	for (int warns = 0; warns < 2; warns++)
		for (size_t i = 0; i < problems->list.count; i++)
			if (problem_warns(&problems->list.at[i]) == (warns == 1))
				write_problem(w, &problems->list.at[i]);
	jw_end(w);
}

/* As any refusal, with what is wrong at each place. */
static enum err
reply_problems(struct ctx *c, const struct site_change *change)
{
	struct jw *w = reply_json(c, err_http(ERR_INPUT));

	c->reply->type = "application/problem+json";
	jw_open(w);
	jw_key(w, "type");
	jw_c(w, "/problems/input");
	jw_key(w, "title");
	jw_str(w, meta_text(c->meta, c->mem, c->actor.language, "problem.input", NULL));
	jw_key(w, "status");
	jw_int(w, err_http(ERR_INPUT));
	jw_key(w, "faults");
	jw_array(w);
	jw_end(w);
	write_problems(w, &change->problems);
	jw_close(w);
	return OK;
}

static enum err
reply_change(struct ctx *c, const struct site_change *change)
{
	struct jw *w;

	site_renew(c);
	w = reply_json(c, 200);
	jw_open(w);
	TRY(write_stamp(c, w));
	jw_key(w, "change");
	if (change->id == 0)
		jw_null(w);
	else
		jw_id(w, change->id);
	write_problems(w, &change->problems); /* warnings */
	jw_close(w);
	return OK;
}

static enum err
answer(struct ctx *c, const struct site_change *change, enum err e)
{
	if (e == ERR_INPUT && c->fault_count == 0)
		return reply_problems(c, change);
	TRY(e);
	return reply_change(c, change);
}

static enum err
put(struct ctx *c)
{
	struct site_change change;
	struct wish wish;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(read_wish(c, &wish));
	change = (struct site_change){ .docs = wish.docs,
		.count = wish.count,
		.note = wish.note,
		.agree = seen_all,
		.arg = &wish };
	return answer(c, &change, site_change(c, &change));
}

/* ---- a plan ---- */

static void
write_statements(struct jw *w, struct str said)
{
	struct str line;

	jw_key(w, "statements");
	jw_array(w);
	while (str_cut(said, '\n', &line, &said))
		jw_str(w, line);
	jw_end(w);
}

/* Entities that are there and that the documents, or what they replace, speak of. */
static enum err
write_touches(struct ctx *c, struct jw *w, const struct site_part *parts, size_t count)
{
	bool met[META_ENTITIES_MAX] = { false };

	jw_key(w, "touches");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		const struct entity *e;
		json_t *doc;

		TRY(json_read(c->mem, parts[i].is.at != NULL ? parts[i].is : parts[i].was,
		    &doc, NULL));
		e = meta_entity(c->meta, studio_subject(doc));
		if (e == NULL || met[e - c->meta->entities])
			continue;
		met[e - c->meta->entities] = true;
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, e->name);
		TRY(write_records(c, w, e));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

/* What is stored beside what is wished. */
static enum err
parts_of(struct ctx *c, const struct wish *wish, struct site_part **out, size_t *count)
{
	*out = arena_array(c->mem, struct site_part, wish->count + 1);
	*count = 0;
	for (size_t i = 0; i < wish->count; i++) {
		struct site_part part = { .name = wish->docs[i].name,
			.is = wish->docs[i].body };

		TRY(site_document(c, part.name, &part.was));
		if (part.was.at != NULL || part.is.at != NULL)
			(*out)[(*count)++] = part;
	}
	return OK;
}

static enum err
plan(struct ctx *c)
{
	struct site_change change;
	struct site_part *parts;
	struct wish wish;
	size_t count;
	struct jw *w;
	enum err e;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(read_wish(c, &wish));
	TRY(parts_of(c, &wish, &parts, &count));
	change = (struct site_change){ .docs = wish.docs, .count = wish.count };
	e = site_plan(c, &change);
	if (e != OK && e != ERR_INPUT)
		return e;
	w = reply_json(c, 200);
	jw_open(w);
	TRY(write_stamp(c, w));
	write_problems(w, &change.problems);
	write_statements(w, change.said);
	TRY(write_touches(c, w, parts, count));
	TRY(studio_write_parts(c, w, parts, count));
	jw_close(w);
	return OK;
}

/* ---- what was changed ---- */

static enum err
write_past(struct ctx *c, struct jw *w, const struct site_past *past,
    const struct site_part *parts, size_t count)
{
	struct str by;

	TRY(person_name(c, past->by, &by));
	jw_key(w, "id");
	jw_id(w, past->id);
	jw_key(w, "at_ms");
	jw_int(w, past->at_ms);
	jw_key(w, "by");
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, past->by);
	jw_key(w, "title");
	jw_str(w, by);
	jw_close(w);
	jw_key(w, "note");
	jw_str(w, past->note);
	jw_key(w, "documents");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		jw_str(w, parts[i].name);
	jw_end(w);
	jw_key(w, "undone");
	jw_bool(w, past->undone != 0);
	jw_key(w, "undoes");
	if (past->undoes == 0)
		jw_null(w);
	else
		jw_id(w, past->undoes);
	return OK;
}

static enum err
changes(struct ctx *c)
{
	struct str after = req_q(c, "after");
	struct site_past *past;
	struct site_part *parts;
	int64_t before = 0;
	size_t count, part_count;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	if (after.len > 0 && !str_int(after, &before)) {
		fault(c, STR("after"), "not_number", NULL);
		return ERR_INPUT;
	}
	TRY(site_changes(c, before, CHANGES_PAGE, &past, &count));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		TRY(site_past_parts(c, past[i].id, &parts, &part_count));
		jw_open(w);
		TRY(write_past(c, w, &past[i], parts, part_count));
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "next");
	if (count == CHANGES_PAGE)
		jw_id(w, past[count - 1].id);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

static enum err
change_read(struct ctx *c)
{
	struct site_past past;
	struct site_part *parts;
	size_t count;
	struct jw *w;
	int64_t id;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_id(c, "id", &id));
	TRY(site_past(c, id, &past));
	TRY(site_past_parts(c, id, &parts, &count));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(write_past(c, w, &past, parts, count));
	jw_key(w, "was");
	jw_open(w);
	for (size_t i = 0; i < count; i++) {
		jw_key_str(w, parts[i].name);
		jw_raw(w, parts[i].was.at == NULL ? STR("null") : parts[i].was);
	}
	jw_close(w);
	jw_key(w, "is");
	jw_open(w);
	for (size_t i = 0; i < count; i++) {
		jw_key_str(w, parts[i].name);
		jw_raw(w, parts[i].is.at == NULL ? STR("null") : parts[i].is);
	}
	jw_close(w);
	TRY(studio_write_parts(c, w, parts, count));
	jw_close(w);
	return OK;
}

/* In the transaction: the documents of now, without what that change said. */
static enum err
take_back(struct ctx *c, struct site_change *change)
{
	struct site_past past;
	struct site_part *parts;
	struct site_doc *docs;
	int64_t later;
	size_t count;

	TRY(site_past(c, change->undoes, &past));
	if (past.undone != 0)
		return clash_of(c, STR(""), past.undone, "sheet_undone");
	TRY(site_past_parts(c, change->undoes, &parts, &count));
	docs = arena_array(c->mem, struct site_doc, count + 1);
	for (size_t i = 0; i < count; i++) {
		enum err e = site_take_back(c, &parts[i], &docs[i]);

		if (e != ERR_CLASH) {
			TRY(e);
			continue;
		}
		TRY(site_changed_since(c, parts[i].name, change->undoes, &later));
		return clash_of(c, parts[i].name, later, "sheet_stands");
	}
	change->docs = docs;
	change->count = count;
	return OK;
}

static enum err
undo(struct ctx *c)
{
	struct site_change change = { .agree = take_back, .note = STR("") };

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_id(c, "id", &change.undoes));
	return answer(c, &change, site_change(c, &change));
}

const struct route studio_routes[] = {
	{ "GET", "/api/studio", overview,
	    "entities, packs and the site's own sheet, for administrators", SESSION },
	{ "GET", "/api/studio/sheet.json", sheet_file,
	    "the site's own sheet, to carry elsewhere", SESSION },
	{ "POST", "/api/studio/plan", plan,
	    "what a change of the sheet would take, and what speaks against it",
	    SESSION },
	{ "PUT", "/api/studio", put,
	    "put documents of the site's own sheet in force, all or none", SESSION },
	{ "GET", "/api/studio/changes", changes, "changes of the sheet, newest first",
	    SESSION },
	{ "GET", "/api/studio/changes/{id}", change_read,
	    "a change of the sheet, as it was and as it became", SESSION },
	{ "POST", "/api/studio/changes/{id}/undo", undo,
	    "take a change of the sheet back, unless later ones stand on it", SESSION },
	{ "GET", "/api/studio/{entity}", entity_read,
	    "an entity's document in force, and where each word came from", SESSION },
	{ 0 },
};
