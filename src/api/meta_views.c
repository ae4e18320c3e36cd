/*
 * meta_views.c - how an entity looks: its face and its views, without the fields
 * that whoever asks does not see.
 */
#include "api/meta_room.h"

void
meta_write_names(struct ctx *c, struct jw *w, const char *key,
    const struct field *const *fields, size_t count)
{
	jw_key_c(w, key);
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		if (auth_sees(c, fields[i]))
			jw_str(w, fields[i]->name);
	jw_end(w);
}

static void
write_field_name(struct ctx *c, struct jw *w, const char *key, const struct field *f)
{
	jw_key_c(w, key);
	if (f == NULL || !auth_sees(c, f))
		jw_null(w);
	else
		jw_str(w, f->name);
}

void
meta_write_face(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "face");
	jw_open(w);
	jw_key(w, "title");
	jw_str(w, e->title->name);
	write_field_name(c, w, "under", e->under);
	write_field_name(c, w, "badge", e->badge);
	if (e->ended != NULL && auth_sees(c, e->ended))
		write_field_name(c, w, "ended", e->ended);
	meta_write_names(
	    c, w, "facts", (const struct field *const *)e->facts, e->fact_count);
	jw_close(w);
}

static bool
is_unseen(struct ctx *c, const struct entity *e, const json_t *name)
{
	const struct field *f = entity_field(e, json_str(name));

	return f != NULL && !auth_sees(c, f);
}

/* Without the names of fields that they do not see, in lists and lists of lists. */
static json_t *
names_seen(struct ctx *c, const struct entity *e, json_t *names)
{
	json_t *seen = json_array(), *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		if (json_is_array(name))
			json_array_append_new(seen, names_seen(c, e, name));
		else if (!is_unseen(c, e, name))
			json_array_append(seen, name);
	}
	return seen;
}

/* A board is divided by a field, and adds another up: without the one there is none. */
static json_t *
board_seen(struct ctx *c, const struct entity *e, json_t *board)
{
	json_t *seen = json_copy(board);

	if (is_unseen(c, e, json_object_get(board, "by"))) {
		json_decref(seen);
		return NULL;
	}
	if (is_unseen(c, e, json_object_get(board, "sum")))
		json_object_del(seen, "sum");
	return seen;
}

void
meta_write_views(struct ctx *c, struct jw *w, const struct entity *e)
{
	json_t *seen, *view;
	const char *name;

	jw_key(w, "views");
	if (!e->guarded || e->views == NULL) {
		jw_json(w, e->views);
		return;
	}
	seen = json_hold(c->mem, json_object());
	json_object_foreach((json_t *)(uintptr_t)e->views, name, view)
	{
		json_object_set_new(seen, name,
		    json_is_array(view)          ? names_seen(c, e, view)
		    : strcmp(name, "board") == 0 ? board_seen(c, e, view)
						 : json_copy(view));
	}
	jw_json(w, seen);
}
