/*
 * packs.c - packs, for administrators: which there are, what installing, upgrading or
 * removing one would take, and doing it.
 *
 * The same path as any change of the sheet: planned without a trace, put in force as a
 * whole, kept as it was, taken back from the history.  The plan of an upgrade tells its
 * conflicts, and "take" names those where the pack's word is to hold.
 */
#include "api/studio.h"

/* ---- which there are ---- */

static struct str
origin_of(struct ctx *c, const struct entity *e)
{
	return json_get_str(studio_origins(c, e), "");
}

/* Did the pack say something of what others declared? */
static bool
extends(struct ctx *c, const struct entity *e, struct str pack)
{
	const char *at;
	json_t *from;

	json_object_foreach((json_t *)(uintptr_t)studio_origins(c, e), at, from)
	{
		if (str_same(json_str(from), pack))
			return true;
	}
	return false;
}

/* Entities that the pack declared, or the others of which it says something. */
static void
write_entities(struct ctx *c, struct jw *w, struct str pack, bool declared)
{
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		bool own = str_same(origin_of(c, e), pack);

		if (declared ? own : !own && extends(c, e, pack))
			jw_str(w, e->name);
	}
	jw_end(w);
}

static bool
is_installed(const struct site_pack *packs, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_same(packs[i].name, name))
			return true;
	return false;
}

static void
write_pack(struct ctx *c, struct jw *w, const json_t *pack, bool installed)
{
	struct str name = json_get_str(pack, "name");

	jw_open(w);
	jw_key(w, "name");
	jw_str(w, name);
	jw_key(w, "label");
	jw_json(w, json_object_get(pack, "label"));
	jw_key(w, "version");
	jw_str(w, json_get_str(pack, "version"));
	jw_key(w, "doc");
	jw_json(w, json_object_get(pack, "doc"));
	jw_key(w, "needs");
	jw_json(w, json_object_get(pack, "needs"));
	jw_key(w, "installed"); /* else it is a part of the program */
	jw_bool(w, installed);
	jw_key(w, "entities");
	write_entities(c, w, name, true);
	jw_key(w, "extends");
	write_entities(c, w, name, false);
	jw_close(w);
}

static enum err
list(struct ctx *c)
{
	struct site_pack *packs;
	size_t count, i;
	json_t *pack;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(site_packs(c, &packs, &count));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(studio_write_stamp(c, w));
	jw_key(w, "packs");
	jw_array(w);
	json_array_foreach(c->meta->packs, i, pack) write_pack(
	    c, w, pack, is_installed(packs, count, json_get_str(pack, "name")));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* As it came: to install it elsewhere. */
static enum err
file(struct ctx *c)
{
	struct str name = req_part(c->req, "name"), body;
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(site_document(c, site_pack_document(c->mem, name), &body));
	if (body.at == NULL)
		return ERR_ABSENT;
	w = reply_json(c, 200);
	req_header_set(c->req, "Content-Disposition",
	    str_printf(c->mem, "attachment; filename=\"%.*s.pack.json\"", STR_ARG(name)));
	jw_raw(w, body);
	return OK;
}

/* ---- a wish ---- */

struct wish {
	struct site_upgrade upgrade;
	int64_t stamp;
	struct str note;
};

/* { "pack": { … }, "take": ["deal.fields.amount.label"] }, or { "remove": "boats" } */
static enum err
read_wish(struct ctx *c, bool plan, struct wish *out)
{
	json_t *body, *pack;

	*out = (struct wish){ .note = STR("") };
	TRY(req_json(c, &body));
	pack = json_object_get(body, "pack");
	out->upgrade.name = json_get_str(body, "remove");
	out->upgrade.take = json_object_get(body, "take");
	if (!plan && !str_int(json_get_str(body, "stamp"), &out->stamp))
		fault(c, STR("stamp"), "required", NULL);
	if (json_get_str(body, "note").at != NULL)
		out->note = json_get_str(body, "note");
	if (json_is_object(pack))
		out->upgrade.body = json_dump(c->mem, pack);
	else if (!plan || out->upgrade.name.at == NULL)
		fault(c, STR("pack"), "required", NULL);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static enum err
agree(struct ctx *c, struct site_change *change)
{
	struct wish *wish = change->arg;

	TRY(site_upgrade(c, &wish->upgrade, change));
	return studio_seen(c, change, wish->stamp);
}

static enum err
put_in_force(struct ctx *c, struct wish *wish)
{
	struct site_change change = { .agree = agree, .arg = wish, .note = wish->note };

	return studio_answer(c, &change, site_change(c, &change));
}

static enum err
install(struct ctx *c)
{
	struct wish wish;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(read_wish(c, false, &wish));
	return put_in_force(c, &wish);
}

static enum err
take_away(struct ctx *c)
{
	struct wish wish = { .note = STR("") };

	if (!c->actor.admin)
		return ERR_DENIED;
	wish.upgrade.name = req_part(c->req, "name");
	if (!str_int(req_q(c, "stamp"), &wish.stamp)) {
		fault(c, STR("stamp"), "required", NULL);
		return ERR_INPUT;
	}
	return put_in_force(c, &wish);
}

/* ---- a plan ---- */

static void
write_conflicts(struct jw *w, const struct site_upgrade *u)
{
	jw_key(w, "conflicts");
	jw_array(w);
	for (size_t i = 0; i < u->conflicts.count; i++) {
		const struct site_conflict *met = &u->conflicts.at[i];

		jw_open(w);
		jw_key(w, "document");
		jw_str(w, met->document);
		jw_key(w, "at");
		jw_str(w, met->at);
		jw_key(w, "was");
		jw_json(w, met->was);
		jw_key(w, "now");
		jw_json(w, met->now);
		jw_key(w, "yours");
		jw_json(w, met->theirs);
		jw_key(w, "taken");
		jw_bool(w, met->taken);
		jw_close(w);
	}
	jw_end(w);
}

/* "was" null: it is not here yet; "version" null: it goes. */
static void
write_coming(struct jw *w, const struct site_upgrade *u)
{
	jw_key(w, "pack");
	if (u->pack.bundle == NULL || u->name.at == NULL) {
		jw_null(w);
		return;
	}
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, u->name);
	jw_key(w, "label");
	jw_json(w, json_object_get(u->pack.bundle, "name"));
	jw_key(w, "doc");
	jw_json(w, json_object_get(u->pack.bundle, "doc"));
	jw_key(w, "was");
	if (u->was.len == 0)
		jw_null(w);
	else
		jw_str(w, u->was);
	jw_key(w, "version");
	if (u->body.at == NULL)
		jw_null(w);
	else
		jw_str(w, u->pack.version);
	jw_close(w);
}

static enum err
plan(struct ctx *c)
{
	struct site_change change = { .said = STR("") };
	struct site_part *parts = NULL;
	struct wish wish;
	size_t count = 0;
	struct jw *w;
	enum err e;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(read_wish(c, true, &wish));
	e = site_upgrade(c, &wish.upgrade, &change);
	if (e == OK)
		TRY(studio_parts(c, &change, &parts, &count));
	if (e == OK)
		e = site_plan(c, &change);
	if (e != OK && e != ERR_INPUT)
		return e;
	w = reply_json(c, 200);
	jw_open(w);
	write_coming(w, &wish.upgrade);
	write_conflicts(w, &wish.upgrade);
	TRY(studio_write_plan(c, w, &change, parts, count));
	jw_close(w);
	return OK;
}

/* ---- as documents ---- */

static enum err
read_bundle(struct ctx *c, struct str body, json_t **out)
{
	*out = NULL;
	return body.at == NULL ? OK : json_read(c->mem, body, out, NULL);
}

static struct str
document_in(struct ctx *c, const json_t *bundle, const char *path)
{
	const json_t *doc = json_object_get(json_object_get(bundle, "documents"), path);

	return doc == NULL ? STR_NONE : json_dump(c->mem, doc);
}

/* { "version": "1.1.0" } */
static struct str
version_in(struct ctx *c, const json_t *bundle)
{
	json_t *head;

	if (bundle == NULL)
		return STR_NONE;
	head = json_hold(c->mem, json_object());
	json_object_set(head, "version", json_object_get(bundle, "version"));
	return json_dump(c->mem, head);
}

struct parts {
	LIST(struct site_part) list;
};

static void
add_documents(struct ctx *c, struct parts *to, const json_t *was, const json_t *is)
{
	json_t *doc;
	const char *path;

	json_object_foreach(json_object_get(is, "documents"), path, doc) *
	    list_add(c->mem, &to->list) = (struct site_part){ str_of(path),
		document_in(c, was, path), document_in(c, is, path) };
	json_object_foreach(json_object_get(was, "documents"), path, doc)
	{
		if (document_in(c, is, path).at == NULL)
			*list_add(c->mem, &to->list) = (struct site_part){ str_of(path),
				document_in(c, was, path), STR_NONE };
	}
}

enum err
studio_unpack(struct ctx *c, struct site_part **parts, size_t *count)
{
	struct parts out = { 0 };
	json_t *was, *is;

	for (size_t i = 0; i < *count; i++) {
		const struct site_part *part = &(*parts)[i];

		if (!site_is_pack(part->name)) {
			*list_add(c->mem, &out.list) = *part;
			continue;
		}
		TRY(read_bundle(c, part->was, &was));
		TRY(read_bundle(c, part->is, &is));
		*list_add(c->mem, &out.list) = (struct site_part){ part->name,
			version_in(c, was), version_in(c, is) };
		add_documents(c, &out, was, is);
	}
	*parts = out.list.at;
	*count = out.list.count;
	return OK;
}

const struct route pack_routes[] = {
	{ "GET", "/api/studio/packs", list, "packs, and what each brings", SESSION },
	{ "POST", "/api/studio/packs", install,
	    "install a pack, or put a newer version in the place of the one that is here",
	    SESSION },
	{ "POST", "/api/studio/packs/plan", plan,
	    "what installing, upgrading or removing a pack would take, and where the "
	    "site says otherwise",
	    SESSION },
	{ "GET", "/api/studio/packs/{name}", file,
	    "a pack that was installed, as it came", SESSION },
	{ "DELETE", "/api/studio/packs/{name}", take_away,
	    "remove a pack; its tables stay", SESSION },
	{ 0 },
};
