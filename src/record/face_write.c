/*
 * face_write.c - a row as JSON: what it is called, its fields, what it names, and what
 * the reader may do with it.
 */
#include "record/room.h"

static void
write_refs(struct ctx *c, struct jw *w, const struct face *face)
{
	jw_key(w, "refs");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];
		const struct entity *to = face_names(face, i);

		if (to == NULL || !face_tells(face, f))
			continue;
		jw_key_quoted(w, f->key);
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, face->now[f->first].i);
		jw_key(w, "entity");
		jw_str(w, to->name);
		jw_key(w, "title");
		jw_str(w, utf8_head(face->titles[f->index], RECORD_TITLE_MAX));
		past_write(c, w, to, face->marks[f->index]);
		jw_close(w);
	}
	jw_close(w);
}

static bool
face_changes(struct ctx *c, const struct face *face, const struct field *f)
{
	enum whose whose = f->hidden ? WHOSE_NONE : auth_field(c, f, MAY_CHANGE);

	return whose == WHOSE_ALL || (whose == WHOSE_MINE && face->mine);
}

static bool
is_same_grant(const struct grant *a, const struct grant *b)
{
	if (a->all != b->all || a->rule_count != b->rule_count || b->shared.count > 0)
		return false;
	for (size_t i = 0; i < a->rule_count; i++)
		if (a->rules[i] != b->rules[i])
			return false;
	return true;
}

/* Hand and share are as change where nothing is said of them. */
static bool
may_also(struct ctx *c, const struct face *face, enum may what)
{
	struct grant g = auth_grant(c, face->entity, what);

	if (is_same_grant(&g, &face->change.grant))
		return face->may_change;
	return auth_reaches(c, face->entity, &g, face->id, NULL) == OK;
}

/* In a list whether, on a page which fields. */
static void
write_may(struct ctx *c, struct jw *w, const struct face *face, bool as_list)
{
	const struct entity *e = face->entity;

	jw_key(w, "may");
	jw_open(w);
	jw_key(w, "change");
	if (as_list || !face->may_change) {
		jw_bool(w, face->may_change);
	} else {
		jw_array(w);
		for (size_t i = 0; i < e->field_count; i++)
			if (!e->fields[i].readonly &&
			    face_changes(c, face, &e->fields[i]))
				jw_str(w, e->fields[i].name);
		jw_end(w);
	}
	jw_key(w, "delete");
	jw_bool(w, face->may_delete);
	if (!as_list && e->owner != NULL) {
		jw_key(w, "hand");
		jw_bool(w, may_also(c, face, MAY_HAND));
	}
	if (!as_list && !e->server) {
		jw_key(w, "share");
		jw_bool(w, may_also(c, face, MAY_SHARE));
	}
	jw_close(w);
}

void
face_write_ended(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct field *f = face->entity->ended;
	const struct cell *v = f == NULL ? NULL : &face->now[f->first];

	if (v != NULL && v->kind == CELL_TEXT && face_tells(face, f))
		past_write_ended(c, w, v->s);
}

void
face_write(struct ctx *c, struct jw *w, const struct face *face, bool as_list)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, face->id);
	jw_key(w, "entity");
	jw_str(w, face->entity->name);
	jw_key(w, "version");
	jw_int(w, face->version);
	if (face->deleted_ms != 0) {
		jw_key(w, "deleted_ms");
		jw_int(w, face->deleted_ms);
	}
	face_write_archived(w, face);
	past_write_gone(c, w, face->entity, face->gone);
	if (face->merged.len > 0) {
		jw_key(w, "merged");
		jw_raw(w, face->merged);
	}
	jw_key(w, "title");
	jw_str(w, face_title(c, face));
	face_write_ended(c, w, face);
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];

		if (!face_tells(face, f))
			continue;
		jw_key_quoted(w, f->key);
		value_write(w, f, &face->now[f->first]);
	}
	jw_close(w);
	if (!as_list)
		face_write_doubted(c, w, face);
	write_refs(c, w, face);
	write_may(c, w, face, as_list);
	jw_close(w);
}
