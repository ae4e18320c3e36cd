/*
 * known.c - of which fields the index holds words, and where.
 *
 * Words of a field that not everybody has are kept apart from the rest, so that
 * who does not have it neither finds by them nor counts them.  But who has a
 * field changes in a moment, an index in minutes.  So what the index holds is
 * remembered (_searched: of an entity, the fields of its body and those apart),
 * and a part of it is asked by those only who have every field in it.  Between
 * the change and the work that makes the index anew, both may hold words of a
 * field: it is remembered as both.
 */
#include "search/room.h"

/* Among the names of a body: words of some field may be missing still.  No field is
 * called so, and it goes when the index is as it should be. */
#define UNFINISHED " * "

/* ---- what it should hold ---- */

/* A phone and an e-mail address are looked for without saying so. */
bool
search_holds(const struct field *f)
{
	return !f->title && f->type->text && !f->hidden &&
	       (f->guard == NULL || !f->guard->own) &&
	       (f->search || strcmp(f->type->name, "phone") == 0 ||
		   strcmp(f->type->name, "email") == 0);
}

bool
search_parts(const struct field *f)
{
	return search_holds(f) && field_hides(f);
}

/* ---- what it holds ---- */

struct held { /* of an entity: " name name " each */
	struct str body, apart;
};

static void
add_name(struct text *t, struct str name)
{
	if (t->len == 0)
		text_char(t, ' ');
	text_str(t, name);
	text_char(t, ' ');
}

static struct held
wanted(struct arena *mem, const struct entity *e)
{
	struct text body = TEXT_INIT(mem), apart = TEXT_INIT(mem);

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (search_holds(f))
			add_name(field_hides(f) ? &apart : &body, f->name);
	}
	return (struct held){ text_done(&body), text_done(&apart) };
}

static bool
has_name(struct arena *mem, struct str names, struct str name)
{
	struct str word = str_printf(mem, " %.*s ", STR_ARG(name));

	return str_find(names, word) < names.len;
}

/* Those of both, each once. */
static struct str
united(struct arena *mem, struct str a, struct str b)
{
	struct text t = TEXT_INIT(mem);
	struct str rest = b, name;

	text_str(&t, a);
	while (str_cut(rest, ' ', &name, &rest))
		if (name.len > 0 && !has_name(mem, a, name))
			add_name(&t, name);
	return text_done(&t);
}

/* An index of a program that did not remember: what it may hold. */
static struct held
feared(struct arena *mem, const struct entity *e)
{
	struct text body = TEXT_INIT(mem);

	if (!e->guarded)
		return wanted(mem, e);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].type->text && !e->fields[i].title)
			add_name(&body, e->fields[i].name);
	return (struct held){ text_done(&body), STR("") };
}

static bool
is_same(const struct held *a, const struct held *b)
{
	return str_same(a->body, b->body) && str_same(a->apart, b->apart);
}

/* ---- stored ---- */

static enum err
load(struct ctx *c, struct map *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select entity, body, apart from _searched");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct held *held = arena_make(c->mem, struct held);

		held->body = str_copy(c->mem, row_str(&r, 1));
		held->apart = str_copy(c->mem, row_str(&r, 2));
		map_put(out, str_copy(c->mem, row_str(&r, 0)), held);
	}
	return rows_err(&r);
}

static enum err
store(struct ctx *c, const struct entity *e, const struct held *held)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _searched (entity, body, apart) values (");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_str(&q, held->body);
	sql_text(&q, ", ");
	sql_str(&q, held->apart);
	sql_text(&q, ") on conflict (entity) do update set body = excluded.body,"
		     " apart = excluded.apart");
	return db_run(c->db, &q);
}

/* ---- known to the snapshot ---- */

static bool
is_field(const struct entity *e, struct str name)
{
	return entity_field(e, name) != NULL;
}

/* Words apart of what is no field any more are nobody's. */
static bool
is_lost(const struct entity *e, struct str apart)
{
	struct str rest = apart, name;

	while (str_cut(rest, ' ', &name, &rest))
		if (name.len > 0 && !is_field(e, name))
			return true;
	return false;
}

static void
tell(struct arena *mem, struct entity *e, const struct held *held, bool whole)
{
	for (size_t i = 0; i < e->field_count; i++) {
		struct field *f = &e->fields[i];

		f->in_body = has_name(mem, held->body, f->name);
		f->in_apart = has_name(mem, held->apart, f->name);
		e->words_apart |= f->in_apart;
	}
	e->words_lost = is_lost(e, held->apart);
	e->words_old = !whole;
}

static enum err
know(struct ctx *c, struct entity *e, const struct held *stored)
{
	struct held want = wanted(c->mem, e), held;
	bool any;

	held = stored != NULL ? *stored : feared(c->mem, e);
	if (!is_same(&held, &want)) {
		TRY(entity_has_records(c, e, &any));
		held.body = any ? united(c->mem, want.body, held.body) : want.body;
		if (any)
			held.body = united(c->mem, held.body, STR(UNFINISHED));
		held.apart = any ? united(c->mem, want.apart, held.apart) : want.apart;
	}
	if (stored == NULL || !is_same(&held, stored))
		TRY(store(c, e, &held));
	tell(c->mem, e, &held, is_same(&held, &want));
	return OK;
}

enum err
search_know(struct ctx *c, struct meta *meta)
{
	struct map stored = MAP_INIT(c->mem);
	bool apart;

	TRY(load(c, &stored));
	TRY(search_has_apart(c, &apart));
	meta->no_words_apart = !apart;
	for (size_t i = 0; i < meta->entity_count; i++) {
		struct entity *e = &meta->entities[i];

		if (!search_covers(e))
			continue;
		TRY(know(c, e, map_get(&stored, e->name)));
		meta->guarded |= e->guarded || e->words_lost || e->words_apart;
		meta->words_old |= e->words_old;
	}
	return OK;
}

enum err
search_settle(struct ctx *c, const struct entity *e)
{
	struct held want = wanted(c->mem, e);

	return store(c, e, &want);
}
