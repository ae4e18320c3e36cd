/*
 * rights.c - the site's rights as a sheet: what each role may with each entity and
 * field, read and put by administrators, in force at once on every server.
 */
#include "api/room.h"

#define CELLS_TOLD 300 /* changes of a sheet that the trail tells one by one */

const char *const field_words[LEVEL_CHANGE + 1] = { "none", "see", "change" };

/* ---- the sheet ---- */

/* What the site's own rights are known by, for If-Match. */
static struct str
tag_of(struct ctx *c, const json_t *rights)
{
	return str_printf(c->mem, "%016" PRIx64,
	    json_object_size(rights) == 0 ? 0 : str_hash(json_dump(c->mem, rights)));
}

static struct page *
roles_of(struct ctx *c)
{
	const struct entity *role = meta_entity(c->meta, STR("role"));
	const struct field *fields[] = { entity_field(role, STR("key")),
		entity_field(role, STR("name")) };
	struct query q = { .entity = role,
		.fields = fields,
		.field_count = COUNT_OF(fields),
		.sort = STR("name"),
		.limit = RECORD_PAGE_MAX };
	struct page *page = arena_make(c->mem, struct page);

	if (record_page(c, &q, page) != OK)
		page->count = 0;
	return page;
}

static struct str
text_of(struct ctx *c, const struct record *rec, const char *name)
{
	const struct field *f = entity_field(rec->entity, str_of(name));

	return value_show(c->mem, f, record_value(rec, f));
}

static void
write_roles(struct ctx *c, struct jw *w, const struct page *roles)
{
	jw_key(w, "roles");
	jw_array(w);
	for (size_t i = 0; i < roles->count; i++) {
		if (str_is(text_of(c, roles->rows[i], "key"), "admin"))
			continue;
		jw_open(w);
		jw_key(w, "key");
		jw_str(w, text_of(c, roles->rows[i], "key"));
		jw_key(w, "name");
		jw_str(w, text_of(c, roles->rows[i], "name"));
		jw_close(w);
	}
	jw_end(w);
}

static void
write_words(struct jw *w, const char *key, const char *const *words, size_t count)
{
	jw_key_c(w, key);
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		jw_c(w, words[i]);
	jw_end(w);
}

static void
write_levels(struct jw *w)
{
	const char *words[LEVEL_WORDS];

	for (size_t i = 0; i < LEVEL_WORDS; i++)
		words[i] = level_words[i].word;
	write_words(w, "levels", words, LEVEL_WORDS);
}

static void
write_fields(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "fields");
	jw_array(w);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->hidden)
			continue;
		jw_open(w);
		jw_key(w, "name");
		jw_str(w, f->name);
		jw_key(w, "label");
		jw_str(w, field_label(c->meta, c->actor.language, f));
		jw_key(w, "guardable");
		jw_bool(w, field_guardable(f));
		jw_key(w, "private");
		jw_bool(w, f->guard != NULL && f->guard->own);
		jw_close(w);
	}
	jw_end(w);
}

static void
write_entities(struct ctx *c, struct jw *w)
{
	jw_key(w, "entities");
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		jw_open(w);
		jw_key(w, "name");
		jw_str(w, e->name);
		jw_key(w, "owner");
		jw_bool(w, e->owner != NULL);
		jw_key(w, "server");
		jw_bool(w, e->server);
		write_fields(c, w, e);
		jw_close(w);
	}
	jw_end(w);
}

enum level
field_level(const struct field *f, struct str role)
{
	for (size_t i = 0; i < f->guard->roles.count; i++)
		if (str_same(f->guard->roles.at[i].role, role))
			return f->guard->roles.at[i].level;
	return f->guard->others;
}

/* What is in force for a role: documents and sheet together. */
static void
write_cell(struct ctx *c, struct jw *w, const struct entity *e, struct str role)
{
	jw_key_str(w, e->name);
	jw_open(w);
	for (int i = 0; i < MAY_COUNT; i++) {
		jw_key_c(w, may_names[i]);
		jw_json(w, right_level(c->mem, e, role, (enum may)i));
	}
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].guard != NULL) {
			jw_key_str(w, e->fields[i].name);
			jw_c(w, field_words[field_level(&e->fields[i], role)]);
		}
	jw_close(w);
	jw_close(w);
}

static void
write_may(struct ctx *c, struct jw *w, struct str role)
{
	jw_key_str(w, role);
	jw_open(w);
	for (size_t i = 0; i < c->meta->entity_count; i++)
		write_cell(c, w, &c->meta->entities[i], role);
	jw_close(w);
}

static enum err
reply_sheet(struct ctx *c)
{
	struct page *roles = roles_of(c);
	struct jw *w = reply_json(c, 200);

	req_header_set(c->req, "ETag",
	    str_printf(c->mem, "\"%.*s\"", STR_ARG(tag_of(c, c->meta->rights))));
	jw_open(w);
	write_words(w, "rights", may_names, MAY_COUNT);
	write_levels(w);
	write_words(w, "field_levels", field_words, COUNT_OF(field_words));
	write_roles(c, w, roles);
	write_entities(c, w);
	jw_key(w, "may");
	jw_open(w);
	write_may(c, w, STR("*"));
	for (size_t i = 0; i < roles->count; i++)
		if (!str_is(text_of(c, roles->rows[i], "key"), "admin"))
			write_may(c, w, text_of(c, roles->rows[i], "key"));
	jw_close(w);
	jw_key(w, "site");
	if (c->meta->rights == NULL)
		jw_raw(w, STR("{}"));
	else
		jw_json(w, c->meta->rights);
	jw_close(w);
	return OK;
}

static enum err
sheet(struct ctx *c)
{
	return c->actor.admin ? reply_sheet(c) : ERR_DENIED;
}

/* ---- another sheet: faults, a cell each ---- */

static bool
is_word(struct str s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(s, words[i]))
			return true;
	return false;
}

static void
check_level(struct ctx *c, const struct entity *e, struct str at, const char *name,
    const json_t *level)
{
	struct rule_fault why = { 0 };
	struct right right;

	if (!is_word(str_of(name), may_names, MAY_COUNT))
		fault(c, at, "unknown_field", NULL);
	else if (!json_is_boolean(level) && !json_is_string(level))
		fault(c, at, "bad_level", NULL);
	else if (right_compile(c->mem, c->meta, e, level, &right, &why) != OK)
		fault_rule(c, at, &why);
}

static void
check_fields(struct ctx *c, const struct entity *e, struct str at, const json_t *fields)
{
	const char *name;
	json_t *level;

	json_object_foreach((json_t *)(uintptr_t)fields, name, level)
	{
		const struct field *f = entity_field(e, str_of(name));
		struct str deeper =
		    str_printf(c->mem, "%.*s.fields.%s", STR_ARG(at), name);

		if (f == NULL || f->hidden)
			fault(c, deeper, "unknown_field", NULL);
		else if (!is_word(json_str(level), field_words, COUNT_OF(field_words)))
			fault(c, deeper, "bad_level", NULL);
		else if (str_is(json_str(level), "none") && !field_guardable(f))
			fault(c, deeper, "not_guardable", NULL);
	}
}

static void
check_entity(struct ctx *c, struct str at, const char *name, const json_t *rights)
{
	const struct entity *e = meta_entity(c->meta, str_of(name));
	const char *key;
	json_t *level;

	if (e == NULL || !json_is_object(rights)) {
		fault(c, at, "unknown_entity", NULL);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)rights, key, level)
	{
		if (strcmp(key, "fields") == 0)
			check_fields(c, e, at, level);
		else
			check_level(c, e, str_printf(c->mem, "%.*s.%s", STR_ARG(at), key),
			    key, level);
	}
}

static bool
is_role(struct ctx *c, const struct page *roles, struct str key)
{
	for (size_t i = 0; i < roles->count; i++)
		if (str_same(text_of(c, roles->rows[i], "key"), key))
			return !str_is(key, "admin");
	return str_is(key, "*");
}

static enum err
check_sheet(struct ctx *c, const json_t *rights)
{
	const struct page *roles = roles_of(c);
	const char *role, *entity;
	json_t *entities, *cell;

	if (!json_is_object(rights))
		fault(c, STR("rights"), "required", NULL);
	json_object_foreach((json_t *)(uintptr_t)rights, role, entities)
	{
		if (!is_role(c, roles, str_of(role)) || !json_is_object(entities)) {
			fault(c, str_of(role), "not_choice", "value", role, NULL);
			continue;
		}
		json_object_foreach(entities, entity, cell) check_entity(
		    c, str_printf(c->mem, "%s.%s", role, entity), entity, cell);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- and its trail ---- */

struct put {
	const json_t *rights;
	struct str seen; /* If-Match; "": whatever it is now */
	size_t told;
};

static const char *
cell_text(struct ctx *c, const json_t *cell)
{
	return cell == NULL           ? NULL
	       : json_is_string(cell) ? json_string_value(cell)
				      : str_c(c->mem, json_dump(c->mem, cell));
}

static enum err
tell_cell(struct ctx *c, struct put *put, const char *role, const char *entity,
    const char *what, const json_t *from, const json_t *to)
{
	if (from == to || (from != NULL && to != NULL && json_equal(from, to)))
		return OK;
	if (put->told++ >= CELLS_TOLD)
		return OK;
	return trail(c, TRAIL_RIGHTS,
	    (struct trail_about){ .entity = meta_entity(c->meta, str_of(entity)) },
	    "role", role, "what", what, "from", cell_text(c, from), "to",
	    cell_text(c, to), NULL);
}

/* Cells of a that are others in b; turned: a is the sheet to be. */
static enum err
tell_changes(
    struct ctx *c, struct put *put, const json_t *a, const json_t *b, bool turned)
{
	const char *role, *entity, *what;
	json_t *entities, *cells, *cell;

	json_object_foreach((json_t *)(uintptr_t)a, role, entities) json_object_foreach(
	    entities, entity, cells) json_object_foreach(cells, what, cell)
	{
		const json_t *other = json_object_get(
		    json_object_get(json_object_get(b, role), entity), what);

		if (turned && other != NULL)
			continue; /* told from the other side */
		TRY(tell_cell(c, put, role, entity, what, turned ? NULL : cell,
		    turned ? cell : other));
	}
	return OK;
}

/* In the transaction that stores it: is it the sheet that they saw? */
static enum err
agree(struct ctx *c, struct site_change *change)
{
	struct put *put = change->arg;
	const json_t *was = NULL;
	struct str stored;
	json_t *doc;

	TRY(site_document(c, change->docs[0].name, &stored));
	if (stored.len > 0 && json_read(c->mem, stored, &doc, NULL) == OK)
		was = json_object_get(doc, "rights");
	if (put->seen.len > 0 && !str_same(put->seen, tag_of(c, was)))
		return ERR_CLASH;
	put->told = 0;
	TRY(tell_changes(c, put, was, put->rights, false));
	return tell_changes(c, put, put->rights, was, true);
}

/* "…" without its quotes. */
static struct str
seen_tag(struct ctx *c)
{
	struct str s = req_header(c->req, "If-Match");

	return s.len > 2 && s.at[0] == '"' ? (struct str){ s.at + 1, s.len - 2 } : s;
}

static enum err
put_sheet(struct ctx *c)
{
	struct put put = { .seen = seen_tag(c) };
	struct site_change change;
	struct site_doc doc;
	json_t *body;
	enum err e;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_json(c, &body));
	put.rights = json_object_get(body, "rights");
	TRY(check_sheet(c, put.rights));
	body = json_hold(c->mem, json_object());
	json_object_set(body, "rights", (json_t *)(uintptr_t)put.rights);
	doc = (struct site_doc){ STR("rights.json"), json_dump(c->mem, body) };
	change =
	    (struct site_change){ .docs = &doc, .count = 1, .agree = agree, .arg = &put };
	e = site_change(c, &change);
	if (e == ERR_INPUT)
		fault(c, STR("rights"), "bad_rule", "message",
		    str_c(c->mem, site_told(c->mem, &change)), NULL);
	TRY(e);
	site_renew(c);
	return reply_sheet(c);
}

const struct route rights_routes[] = {
	{ "GET", "/api/rights", sheet, "what each role may, with each entity and field",
	    0 },
	{ "PUT", "/api/rights", put_sheet,
	    "the site's own rights, over those that are declared; in force at once", 0 },
	{ 0 },
};
