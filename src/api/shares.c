/*
 * shares.c - one record for somebody beside those whose rights reach it: a person,
 * a team, a unit, to see or to change, until a day or for ever.
 */
#include "api/room.h"

static enum err
shared_ref(struct ctx *c, struct ref *out)
{
	struct record *rec;

	TRY(req_ref(c, out));
	if (out->entity->server)
		return ERR_ABSENT;
	TRY(record_load(c, *out, &rec));
	return rec->deleted_ms != 0 ? ERR_ABSENT : OK;
}

static enum err
may_share(struct ctx *c, struct ref which)
{
	enum err e = auth_of_row(c, which.entity, MAY_SHARE, which.id, NULL);

	if (e == ERR_DENIED)
		fault(c, STR(""), "denied_share", NULL);
	return e;
}

enum err
write_named(struct ctx *c, struct jw *w, struct str entity, int64_t id)
{
	return record_write_named(c, w, meta_entity(c->meta, entity), id);
}

static enum err
write_share(struct ctx *c, struct jw *w, const struct share *s)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, s->id);
	jw_key(w, "who");
	TRY(write_named(c, w, s->kind, s->who));
	jw_key(w, "level");
	jw_c(w, s->change ? "change" : "see");
	jw_key(w, "until_ms");
	if (s->until_ms != 0)
		jw_int(w, s->until_ms);
	else
		jw_null(w);
	jw_key(w, "by");
	TRY(write_named(c, w, STR("user"), s->by));
	jw_key(w, "at_ms");
	jw_int(w, s->at_ms);
	jw_close(w);
	return OK;
}

static enum err
list(struct ctx *c)
{
	struct share *shares;
	struct ref which;
	struct jw *w;
	size_t count;

	TRY(shared_ref(c, &which));
	TRY(auth_shares(c, which.entity, which.id, &shares, &count));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		TRY(write_share(c, w, &shares[i]));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* All servers on the database: their streams look where these people stand. */
static void
tell(struct ctx *c, const struct share *s)
{
	hub_shout(c->hub, HUB_SITES, "shared",
	    str_printf(c->mem, "{\"kind\":\"%.*s\",\"who\":\"%" PRId64 "\"}",
		STR_ARG(s->kind), s->who));
}

static enum err
read_share(struct ctx *c, struct share *out)
{
	json_t *body;
	struct str level;

	TRY(req_json(c, &body));
	level = json_get_str(body, "level");
	*out = (struct share){ .kind = json_get_str(body, "kind"),
		.change = str_is(level, "change"),
		.until_ms = json_get_int(body, "until_ms", 0) };
	if (!str_int(json_get_str(body, "who"), &out->who))
		fault(c, STR("who"), "required", NULL);
	if (!out->change && !str_is(level, "see"))
		fault(c, STR("level"), "required", NULL);
	if (out->until_ms < 0 ||
	    (json_object_get(body, "until_ms") != NULL &&
		!json_is_null(json_object_get(body, "until_ms")) && out->until_ms == 0))
		fault(c, STR("until_ms"), "in_past", NULL);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* Nobody gives what they do not have. */
static enum err
share(struct ctx *c)
{
	struct share s;
	struct ref which;

	TRY(shared_ref(c, &which));
	TRY(may_share(c, which));
	TRY(read_share(c, &s));
	if (s.change && auth_of_row(c, which.entity, MAY_CHANGE, which.id, NULL) != OK) {
		fault(c, STR("level"), "denied_change", NULL);
		return ERR_DENIED;
	}
	s.by = c->actor.user;
	s.at_ms = c->now_ms;
	TRY(auth_share(c, which.entity, which.id, &s, &s.id));
	tell(c, &s);
	return write_share(c, reply_json(c, 201), &s);
}

static enum err
end(struct ctx *c)
{
	struct share was;
	struct ref which;
	int64_t id;

	TRY(shared_ref(c, &which));
	TRY(req_id(c, "share", &id));
	TRY(may_share(c, which));
	TRY(auth_share_end(c, which.entity, which.id, id, &was));
	tell(c, &was);
	return reply_nothing(c);
}

const struct route share_routes[] = {
	{ "GET", "/api/{entity}/{id}/shares", list, "with whom a record is shared", 0 },
	{ "POST", "/api/{entity}/{id}/shares", share,
	    "share a record: { kind: user | team | unit, who, level: see | change, "
	    "until_ms }",
	    0 },
	{ "DELETE", "/api/{entity}/{id}/shares/{share}", end, "end a share", 0 },
	{ 0 },
};
