/*
 * studio_change.c - a change of the site's own sheet, planned and put in force.
 *
 * It is a set of documents by name, all or none.  Who puts one says which state they
 * saw ("stamp"): what somebody else changed since of the same documents is not
 * overwritten, but told with who and when.
 */
#include "api/studio.h"

#define DOCUMENTS_MAX 200
#define NAME_MAX_LEN 100

/* ---- what is wished ---- */

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

		if (!document_name_ok(str_of(name)) || site_is_pack(str_of(name)))
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

enum err
studio_person(struct ctx *c, int64_t id, struct str *out)
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
enum err
studio_clash(struct ctx *c, struct str name, int64_t change, const char *code)
{
	struct site_past past;
	struct str by;

	TRY(site_past(c, change, &past));
	TRY(studio_person(c, past.by, &by));
	fault(c, name, code, "document", str_c(c->mem, name), "by", str_c(c->mem, by),
	    "at", str_c(c->mem, time_write(c->mem, past.at_ms)), "change",
	    str_c(c->mem, str_printf(c->mem, "%" PRId64, change)), NULL);
	return ERR_CLASH;
}

enum err
studio_seen(struct ctx *c, const struct site_change *change, int64_t stamp)
{
	int64_t later;

	for (size_t i = 0; i < change->count; i++) {
		TRY(site_changed_since(c, change->docs[i].name, stamp, &later));
		if (later != 0)
			return studio_clash(
			    c, change->docs[i].name, later, "sheet_changed");
	}
	return OK;
}

static enum err
seen_all(struct ctx *c, struct site_change *change)
{
	const struct wish *wish = change->arg;

	return studio_seen(c, change, wish->stamp);
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
	TRY(studio_write_stamp(c, w));
	jw_key(w, "change");
	if (change->id == 0)
		jw_null(w);
	else
		jw_id(w, change->id);
	write_problems(w, &change->problems); /* warnings */
	jw_close(w);
	return OK;
}

enum err
studio_answer(struct ctx *c, const struct site_change *change, enum err e)
{
	if (e == ERR_INPUT && c->fault_count == 0)
		return reply_problems(c, change);
	TRY(e);
	return reply_change(c, change);
}

enum err
studio_put(struct ctx *c)
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
	return studio_answer(c, &change, site_change(c, &change));
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
		TRY(studio_write_records(c, w, e));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

enum err
studio_parts(struct ctx *c, const struct site_change *change, struct site_part **out,
    size_t *count)
{
	*out = arena_array(c->mem, struct site_part, change->count + 1);
	*count = 0;
	for (size_t i = 0; i < change->count; i++) {
		struct site_part part = { .name = change->docs[i].name,
			.is = change->docs[i].body };

		TRY(site_document(c, part.name, &part.was));
		if (part.was.at != NULL || part.is.at != NULL)
			(*out)[(*count)++] = part;
	}
	return OK;
}

/* Whose data quality a job calculates anew, and of how many records. */
static enum err
write_anew(struct ctx *c, struct jw *w, const struct site_change *change)
{
	jw_key(w, "anew");
	jw_array(w);
	for (size_t i = 0; i < change->anew_count; i++) {
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, change->anew[i]->name);
		TRY(studio_write_records(c, w, change->anew[i]));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

enum err
studio_write_plan(struct ctx *c, struct jw *w, const struct site_change *change,
    struct site_part *parts, size_t count)
{
	TRY(studio_write_stamp(c, w));
	write_problems(w, &change->problems);
	write_statements(w, change->said);
	TRY(studio_unpack(c, &parts, &count));
	TRY(write_touches(c, w, parts, count));
	TRY(write_anew(c, w, change));
	return studio_write_parts(c, w, parts, count);
}

enum err
studio_plan(struct ctx *c)
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
	change = (struct site_change){ .docs = wish.docs, .count = wish.count };
	TRY(studio_parts(c, &change, &parts, &count));
	e = site_plan(c, &change);
	if (e != OK && e != ERR_INPUT)
		return e;
	w = reply_json(c, 200);
	jw_open(w);
	TRY(studio_write_plan(c, w, &change, parts, count));
	jw_close(w);
	return OK;
}
