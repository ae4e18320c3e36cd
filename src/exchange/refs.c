/*
 * refs.c - records by what people call them.
 *
 * A file says "Acme", the record wants an id.  Names are compared folded, and
 * by an index.  What was found is remembered; what a row made is remembered
 * only once the row is kept, because it goes with it.
 */
#include "exchange/room.h"

#define PENDING_MAX 32 /* references that one row can make */

struct known {
	int64_t id;
	const struct entity *entity;
};

struct pending {
	struct str key;
	struct known known;
};

struct refs {
	struct arena *mem;
	struct map map; /* key -> struct known */
	struct pending pending[PENDING_MAX];
	size_t pending_count;
	bool made; /* the row made one of them */
};

static void
refs_free(void *what)
{
	struct refs *refs = what;

	arena_free(refs->mem);
	free(refs);
}

struct refs *
refs_new(struct arena *mem)
{
	struct refs *refs = memory_new(1, sizeof(*refs));

	refs->mem = arena_new();
	refs->map = (struct map)MAP_INIT(refs->mem);
	arena_defer(mem, refs_free, refs);
	return refs;
}

void
refs_forget(struct refs *refs)
{
	arena_reset(refs->mem);
	refs->map = (struct map)MAP_INIT(refs->mem);
	refs->pending_count = 0;
	refs->made = false;
}

/* What was there before the row is there after it. */
void
refs_drop(struct refs *refs)
{
	if (!refs->made)
		refs_keep(refs);
	refs->pending_count = 0;
	refs->made = false;
}

void
refs_keep(struct refs *refs)
{
	if (refs->map.count + refs->pending_count > IMPORT_CACHE_MAX) {
		refs_forget(refs); /* what is asked again is found again */
		return;
	}
	for (size_t i = 0; i < refs->pending_count; i++) {
		struct known *known = arena_make(refs->mem, struct known);

		*known = refs->pending[i].known;
		map_put(&refs->map, str_copy(refs->mem, refs->pending[i].key), known);
	}
	refs->pending_count = 0;
	refs->made = false;
}

static void
remember(struct refs *refs, struct str key, const struct known *known)
{
	if (refs->pending_count < PENDING_MAX)
		refs->pending[refs->pending_count++] = (struct pending){ key, *known };
}

static bool
recall(const struct refs *refs, struct str key, struct known *out)
{
	const struct known *known = map_get(&refs->map, key);

	for (size_t i = 0; known == NULL && i < refs->pending_count; i++)
		if (str_same(refs->pending[i].key, key))
			known = &refs->pending[i].known;
	if (known != NULL)
		*out = *known;
	return known != NULL;
}

/* ---- the asking ---- */

static const struct field *
first_of_type(struct ctx *c, const struct entity *e, const char *type)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (type_is(&e->fields[i], type) && auth_asks(c, &e->fields[i]))
			return &e->fields[i];
	return NULL;
}

/* What the map says, else an e-mail by e-mail, and all else by title. */
static const struct field *
found_by(struct ctx *c, const struct source *s, const struct entity *to, struct str text)
{
	const struct field *email = NULL;

	if (s->find != NULL && s->find->entity == to)
		return s->find;
	if (memchr(text.at, '@', text.len) != NULL)
		email = first_of_type(c, to, "email");
	return email != NULL ? email : to->title;
}

static json_t *
held_text(struct ctx *c, struct str text)
{
	return json_hold(c->mem, json_stringn(text.at, text.len));
}

/* Ids of those that are called so, for these eyes: none, one, or more. */
static enum err
ask(struct ctx *c, const struct field *by, struct str text, int64_t *id, int *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	int column =
	    by->type->fold > 0 && !by->unique ? by->type->fold : by->type->compare;
	struct grant g = auth_grant(c, by->entity, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	size_t faults = c->fault_count;

	by->type->read(c, by, held_text(c, text), cells);
	c->fault_count = faults; /* what does not fit is called by nobody */
	*count = 0;
	if (value_empty(cells) || auth_never(&g))
		return OK;
	sql_text(&q, "select t.id from ");
	sql_table(&q, by->entity);
	TRY(record_sql_who(c, &q, by, column, &cells[column]));
	auth_where(c, &g, "t", &q);
	sql_text(&q, " order by t.id limit 2");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		if ((*count)++ == 0)
			*id = row_int(&r, 0);
	return rows_err(&r);
}

/* Make the one that is missing: it has a name, and the rest comes later. */
static enum err
make(struct ctx *c, const struct field *by, struct str text, int64_t *id)
{
	const struct field *title = by->entity->title;
	json_t *news = json_hold(c->mem, json_object());
	size_t faults = c->fault_count;
	struct record *rec;
	enum err e;

	json_object_set_new(
	    news, str_c(c->mem, by->name), json_stringn(text.at, text.len));
	if (title != by && title->required && title->to_count == 0)
		json_object_set_new(
		    news, str_c(c->mem, title->name), json_stringn(text.at, text.len));
	c->fault_count = 0; /* the row's own are not the new one's */
	e = record_create(c, by->entity, news, &rec);
	c->fault_count = faults;
	*id = e == OK ? rec->id : 0;
	return e == ERR_INPUT || e == ERR_DENIED || e == ERR_CLASH ? OK : e;
}

static enum err
look_up(struct ctx *c, struct refs *refs, const struct source *s, struct str text,
    bool may_make, struct known *out)
{
	int count = 0;

	*out = (struct known){ 0 };
	for (size_t i = 0; i < s->to->to_count && count == 0; i++) {
		out->entity = s->to->to[i];
		TRY(ask(c, found_by(c, s, out->entity, text), text, &out->id, &count));
	}
	if (count > 1) {
		fault(c, s->to->name, "ref_many", "value", str_c(c->mem, text), NULL);
		out->id = 0;
	}
	if (count > 0 || s->missing == MISSING_SKIP)
		return OK;
	if (s->missing == MISSING_CREATE && s->to->to_count == 1 && !may_make)
		return OK; /* the row will not be kept */
	if (s->missing == MISSING_CREATE && s->to->to_count == 1)
		TRY(make(c, found_by(c, s, s->to->to[0], text), text, &out->id));
	refs->made |= out->id != 0;
	if (out->id == 0)
		fault(c, s->to->name, "ref_missing", "value", str_c(c->mem, text), NULL);
	return OK;
}

static json_t *
ref_json(const struct source *s, const struct known *known)
{
	json_t *id, *out;
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, known->id);
	id = json_string(text);
	if (!type_is(s->to, "any"))
		return id;
	out = json_object();
	json_object_set_new(
	    out, "entity", json_stringn(known->entity->name.at, known->entity->name.len));
	json_object_set_new(out, "id", id);
	return out;
}

enum err
refs_find(struct ctx *c, struct refs *refs, const struct source *s, struct str text,
    bool may_make, json_t **out)
{
	struct str folded = fold(c->mem, utf8_head(text, 500));
	struct str key = str_printf(c->mem, "%zu/%.*s", s->column, STR_ARG(folded));
	struct known known;

	*out = NULL;
	if (!recall(refs, key, &known)) {
		TRY(look_up(c, refs, s, text, may_make, &known));
		if (known.id != 0)
			remember(refs, key, &known);
	}
	if (known.id != 0)
		*out = ref_json(s, &known);
	return OK;
}
