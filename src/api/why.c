/*
 * why.c - why somebody sees a record, or does not: auth/why.c in words.
 *
 * Of oneself anybody may ask, of records they see; of others an administrator.
 */
#include "api/room.h"

struct asked {
	struct ctx *c;   /* who asks: their language, and what titles they see */
	struct ctx them; /* of whom it is asked */
	struct record *rec;
	bool reads, changes;
};

/* What is asked of a record.  To create or to import asks none. */
static const enum may told[] = { MAY_READ, MAY_CHANGE, MAY_DELETE, MAY_EXPORT, MAY_HAND,
	MAY_SHARE };

/* ---- of whom? ---- */

static enum err
become(struct asked *a, int64_t user)
{
	enum err e;

	a->them = *a->c;
	if (user == a->c->actor.user)
		return OK;
	if (!a->c->actor.admin || !auth_scope_has(&a->c->actor, "admin"))
		return ERR_DENIED;
	a->them.actor.scopes = NULL;
	e = auth_as(&a->them, user);
	if (e != ERR_WHO)
		return e;
	fault(a->c, STR("user"), "no_such", "entity", "user", NULL);
	return ERR_INPUT;
}

static enum err
read_user(struct ctx *c, int64_t *user)
{
	*user = c->actor.user;
	if (req_q(c, "user").len == 0 || str_int(req_q(c, "user"), user))
		return OK;
	fault(c, STR("user"), "no_such", "entity", "user", NULL);
	return ERR_INPUT;
}

/* ---- in words ---- */

static enum err
role_name(struct ctx *c, struct str key, struct str *out)
{
	const struct entity *role = meta_entity(c->meta, STR("role"));
	struct title *titles;
	int64_t id;

	*out = key;
	if (str_is(key, "*")) {
		*out =
		    meta_text(c->meta, c->mem, c->actor.language, "why.everybody", NULL);
		return OK;
	}
	TRY(site_role(c, key, &id));
	if (id == 0)
		return OK;
	TRY(record_titles(c, role, &id, 1, &titles));
	if (titles[0].text.len > 0)
		*out = titles[0].text;
	return OK;
}

/* The sentence for a level; "why.rule" is for all that has none. */
static const char *
level_text(struct ctx *c, const struct reason *r)
{
	const struct level_word *level = level_named(r->right->level);

	if (r->right->rule == NULL)
		return "why.open";
	if (r->right->territory)
		return r->territory.id != 0 ? "why.territory" : "why.own";
	return level == NULL
		   ? "why.rule"
		   : str_c(c->mem, str_printf(c->mem, "why.%s", level->word + 1));
}

static json_t *
text_json(struct str s)
{
	return json_stringn(s.at == NULL ? "" : s.at, s.len);
}

static struct str
words(struct ctx *c, const char *key, const char *name, struct str with, const char *more,
    struct str and)
{
	json_t *args = json_hold(c->mem, json_object());

	json_object_set_new(args, name, text_json(with));
	json_object_set_new(args, more, text_json(and));
	return meta_text(c->meta, c->mem, c->actor.language, key, args);
}

static enum err
title_of(struct ctx *c, struct str entity, int64_t id, struct str *out)
{
	struct title *titles;

	TRY(record_titles(c, meta_entity(c->meta, entity), &id, 1, &titles));
	*out = titles[0].text;
	return OK;
}

static enum err
reason_text(struct ctx *c, const struct reason *r, struct str *out)
{
	struct str name = STR("");

	if (r->kind == REASON_ADMIN) {
		*out = words(c, "why.admin", "role", name, "rule", name);
	} else if (r->kind == REASON_ABOUT) {
		*out = words(c, "why.about", "role", name, "rule", name);
	} else if (r->kind == REASON_ROLE) {
		bool by_territory = r->territory.id != 0;

		TRY(role_name(c, r->row->role, &name));
		*out = words(c, level_text(c, r), "role", name,
		    by_territory ? "territory" : "rule",
		    by_territory ? r->territory.name : r->right->level);
	} else {
		TRY(title_of(c, r->share.kind, r->share.who, &name));
		*out = words(c, "why.share", "who", name, "rule", STR(""));
	}
	if (r->for_whom == 0)
		return OK;
	TRY(title_of(c, STR("user"), r->for_whom, &name));
	*out = words(c, "why.deputy", "why", *out, "person", name);
	return OK;
}

/* ---- as JSON ---- */

static const char *
kind_word(const struct reason *r)
{
	return r->kind == REASON_ADMIN   ? "admin"
	       : r->kind == REASON_SHARE ? "share"
	       : r->kind == REASON_ABOUT ? "about"
	       : r->right->rule == NULL  ? "open"
	       : r->for_whom != 0        ? "deputy"
	       : r->territory.id != 0    ? "territory"
					 : "role";
}

static enum err
write_role(struct ctx *c, struct jw *w, const struct reason *r)
{
	struct str name;

	TRY(role_name(c, r->row->role, &name));
	jw_key(w, "role");
	jw_str(w, r->row->role);
	jw_key(w, "role_name");
	jw_str(w, name);
	jw_key(w, "level");
	if (r->right->rule == NULL) {
		jw_bool(w, true);
		return OK;
	}
	jw_str(w, r->right->level);
	jw_key(w, "rule");
	jw_str(w, r->territory.id != 0 ? r->territory.rule : level_rule(r->right->level));
	if (r->territory.id != 0) {
		jw_key(w, "territory");
		jw_str(w, r->territory.name);
	}
	return OK;
}

static enum err
write_shared(struct ctx *c, struct jw *w, const struct share *s)
{
	jw_key(w, "share");
	jw_id(w, s->id);
	jw_key(w, "with");
	TRY(write_named(c, w, s->kind, s->who));
	jw_key(w, "level");
	jw_c(w, s->change ? "change" : "see");
	jw_key(w, "until_ms");
	if (s->until_ms != 0)
		jw_int(w, s->until_ms);
	else
		jw_null(w);
	return OK;
}

static enum err
write_reason(struct ctx *c, struct jw *w, const struct reason *r)
{
	struct str text;

	TRY(reason_text(c, r, &text));
	jw_open(w);
	jw_key(w, "kind");
	jw_c(w, kind_word(r));
	if (r->kind == REASON_ROLE)
		TRY(write_role(c, w, r));
	else if (r->kind == REASON_SHARE)
		TRY(write_shared(c, w, &r->share));
	if (r->for_whom != 0) {
		jw_key(w, "for");
		TRY(write_named(c, w, STR("user"), r->for_whom));
	}
	jw_key(w, "text");
	jw_str(w, text);
	jw_close(w);
	return OK;
}

static enum err
write_reasons(struct ctx *c, struct jw *w, const struct why *why, bool holds)
{
	jw_array(w);
	for (size_t i = 0; i < why->count; i++)
		if (why->at[i].holds == holds)
			TRY(write_reason(c, w, &why->at[i]));
	jw_end(w);
	return OK;
}

/* Whoever does not see a record can do nothing with it. */
static enum err
write_right(struct asked *a, struct jw *w, enum may what)
{
	struct why why;

	TRY(auth_why(&a->them, a->rec->entity, what, a->rec->id, &why));
	if (what == MAY_READ)
		a->reads = why.yes;
	if (what == MAY_CHANGE)
		a->changes = why.yes && a->reads;
	jw_key_c(w, may_names[what]);
	jw_open(w);
	jw_key(w, "yes");
	jw_bool(w, why.yes && a->reads);
	jw_key(w, "because");
	TRY(write_reasons(a->c, w, &why, true));
	jw_key(w, "but");
	TRY(write_reasons(a->c, w, &why, false));
	jw_close(w);
	return OK;
}

/* ---- fields that are not everybody's ---- */

static bool
has_field(struct asked *a, const struct field *f, enum may what)
{
	enum whose whose = auth_field(&a->them, f, what);

	return whose == WHOSE_ALL ||
	       (whose == WHOSE_MINE &&
		   auth_is_mine(&a->them, a->rec->entity, a->rec->now));
}

static void
write_field_roles(struct asked *a, struct jw *w, const struct field *f)
{
	const json_t *role;
	size_t i;

	jw_key(w, "roles");
	jw_open(w);
	json_array_foreach(a->them.actor.roles, i, role)
	{
		jw_key_str(w, json_str(role));
		jw_c(w, a->them.actor.admin
			    ? field_words[LEVEL_CHANGE]
			    : field_words[field_level(f, json_str(role))]);
	}
	jw_close(w);
}

static void
write_field(struct asked *a, struct jw *w, const struct field *f)
{
	jw_key_str(w, f->name);
	jw_open(w);
	jw_key(w, "see");
	jw_bool(w, a->reads && has_field(a, f, MAY_READ));
	jw_key(w, "change");
	jw_bool(w, a->changes && !f->readonly && has_field(a, f, MAY_CHANGE));
	jw_key(w, "private");
	jw_bool(w, f->guard->own);
	write_field_roles(a, w, f);
	jw_close(w);
}

static void
write_fields(struct asked *a, struct jw *w)
{
	const struct entity *e = a->rec->entity;

	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].guard != NULL && auth_sees(a->c, &e->fields[i]))
			write_field(a, w, &e->fields[i]);
	jw_close(w);
}

static enum err
why(struct ctx *c)
{
	struct asked a = { .c = c };
	struct ref which;
	struct jw *w;
	int64_t user;

	TRY(req_ref(c, &which));
	TRY(record_load(c, which, &a.rec));
	TRY(read_user(c, &user));
	TRY(become(&a, user));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "user");
	TRY(write_named(c, w, STR("user"), user));
	for (size_t i = 0; i < COUNT_OF(told); i++)
		TRY(write_right(&a, w, told[i]));
	write_fields(&a, w);
	jw_close(w);
	return OK;
}

const struct route why_routes[] = {
	{ "GET", "/api/{entity}/{id}/why", why,
	    "why I may what with a record; ?user= of somebody else, for administrators",
	    0 },
	{ 0 },
};
