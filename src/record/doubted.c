/*
 * doubted.c - where the doubts of a record are: at which of its fields somebody should
 * look, and what was most likely meant.
 *
 * Which doubts there are is stored (meta/doubt.c); where they are is asked of the values
 * as they are told.  A field that these eyes do not have is not named.
 */
#include "record/room.h"

static void
write_places(struct ctx *c, struct jw *w, const struct face *face, struct str name)
{
	const struct quality *q = face->entity->quality;

	jw_key(w, "at");
	jw_array(w);
	for (size_t i = 0; i < face->field_count; i++)
		if (face_tells(face, face->fields[i]) &&
		    doubt_is_about(c, q, name, face->fields[i], face->now))
			jw_str(w, face->fields[i]->name);
	jw_end(w);
}

static void
write_meant(struct ctx *c, struct jw *w, const struct face *face)
{
	jw_key(w, "meant");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];

		if (!face_tells(face, f) ||
		    !doubt_is_at(c, DOUBT_EMAIL_SLIP, f, face->now))
			continue;
		jw_key_quoted(w, f->key);
		jw_str(w, doubt_meant(c->mem, f, &face->now[f->first]));
	}
	jw_close(w);
}

void
face_write_doubted(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct quality *q = face->entity->quality;
	struct str rest, name;

	if (q == NULL || q->doubted == NULL || !face_tells(face, q->doubted) ||
	    value_empty(&face->now[q->doubted->first]))
		return;
	jw_key(w, "doubted");
	jw_array(w);
	rest = face->now[q->doubted->first].s;
	while (str_cut(rest, '|', &name, &rest)) {
		if (name.len == 0) /* |a|b| */
			continue;
		jw_open(w);
		jw_key(w, "doubt");
		jw_str(w, name);
		write_places(c, w, face, name);
		if (doubt_named(name) == DOUBT_EMAIL_SLIP)
			write_meant(c, w, face);
		jw_close(w);
	}
	jw_end(w);
}
