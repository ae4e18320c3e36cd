/*
 * studio_past.c - what was changed of the site's own sheet: told, and taken back.
 */
#include "api/studio.h"

#define CHANGES_PAGE 50

static enum err
write_past(struct ctx *c, struct jw *w, const struct site_past *past,
    const struct site_part *parts, size_t count)
{
	struct str by;

	TRY(studio_person(c, past->by, &by));
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

enum err
studio_changes(struct ctx *c)
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

/* The documents by name, as they were or as they became; null: there was none. */
static void
write_bodies(struct jw *w, const struct site_part *parts, size_t count, bool were)
{
	jw_key_c(w, were ? "was" : "is");
	jw_open(w);
	for (size_t i = 0; i < count; i++) {
		struct str body = were ? parts[i].was : parts[i].is;

		jw_key_str(w, parts[i].name);
		jw_raw(w, body.at == NULL ? STR("null") : body);
	}
	jw_close(w);
}

enum err
studio_change_read(struct ctx *c)
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
	write_bodies(w, parts, count, true);
	write_bodies(w, parts, count, false);
	TRY(studio_unpack(c, &parts, &count));
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
		return studio_clash(c, STR(""), past.undone, "sheet_undone");
	TRY(site_past_parts(c, change->undoes, &parts, &count));
	docs = arena_array(c->mem, struct site_doc, count + 1);
	for (size_t i = 0; i < count; i++) {
		enum err e = site_take_back(c, &parts[i], &docs[i]);

		if (e != ERR_CLASH) {
			TRY(e);
			continue;
		}
		TRY(site_changed_since(c, parts[i].name, change->undoes, &later));
		return studio_clash(c, parts[i].name, later, "sheet_stands");
	}
	change->docs = docs;
	change->count = count;
	return OK;
}

enum err
studio_undo(struct ctx *c)
{
	struct site_change change = { .agree = take_back, .note = STR("") };

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_id(c, "id", &change.undoes));
	return studio_answer(c, &change, site_change(c, &change));
}
