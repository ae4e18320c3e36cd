/*
 * portal.c - links to a record for a customer; and what is asked by whoever has one.
 *
 * The secret of a link is asked for in the body, never in an address: addresses are kept
 * in logs, histories and mail filters.
 */
#include "api/room.h"

#include "portal/portal.h"

#define PORTAL_PAGE "/offer#" /* behind it no server and no log is told */

/* ---- of those who see the record ---- */

static enum err
req_shown(struct ctx *c, struct ref *which)
{
	TRY(req_ref(c, which));
	return which->entity->portal == NULL ? ERR_ABSENT : OK;
}

static enum err
links(struct ctx *c)
{
	struct ref which;

	TRY(req_shown(c, &which));
	return record_links(c, which, reply_json(c, 200));
}

static enum err
make_link(struct ctx *c)
{
	struct version shown;
	struct ref which;
	struct link link;
	struct str url;
	char secret[44];
	const json_t *days;
	json_t *body;
	struct jw *w;
	enum err e;

	TRY(req_shown(c, &which));
	TRY(req_json(c, &body));
	days = json_object_get(body, "days");
	TRY(site_address(c, &url));
	TRY(record_link_make(c, which,
	    days == NULL ? LINK_DAYS : json_integer_value(days), &link, secret));
	e = record_version_last(c, which, &shown);
	if (e != OK && e != ERR_ABSENT)
		return e;
	w = reply_json(c, 201);
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, link.id);
	jw_key(w, "link"); /* told once: it is not kept */
	jw_c(w, secret);
	jw_key(w, "path");
	jw_str(w, str_printf(c->mem, PORTAL_PAGE "%s", secret));
	jw_key(w, "url"); /* "": nobody said where we are reached */
	jw_str(w, url.len == 0 ? url
			       : str_printf(c->mem, "%.*s" PORTAL_PAGE "%s", STR_ARG(url),
				     secret));
	jw_key(w, "until_ms");
	jw_int(w, link.until_ms);
	jw_key(w, "shown"); /* is there something to see by it yet? */
	jw_bool(w, e == OK);
	jw_close(w);
	return OK;
}

static enum err
end_link(struct ctx *c)
{
	struct ref which;
	int64_t id;

	TRY(req_shown(c, &which));
	TRY(req_id(c, "n", &id));
	TRY(record_link_end(c, which, id));
	return reply_nothing(c);
}

/* ---- of whoever has a link ---- */

/* In the language they chose on the page; else in the browser's. */
static void
take_language(struct ctx *c, const json_t *body)
{
	struct str wanted = json_get_str(body, "language");

	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_is(wanted, languages[i]))
			c->actor.language = languages[i];
}

/* So many wrong ones of a network, and no more. */
static enum err
with_link(struct ctx *c, enum err e)
{
	if (e == ERR_ABSENT)
		fault(c, STR(""), "link_gone", NULL);
	else
		api_door_give(c);
	return e;
}

static enum err
look(struct ctx *c)
{
	bool ours = c->actor.user != 0;
	json_t *body;

	TRY(req_json(c, &body));
	take_language(c, body);
	TRY(api_door_take(c));
	return with_link(
	    c, portal_look(c, json_get_str(body, "link"), ours, reply_json(c, 200)));
}

/* One of us, who is signed in in this browser, is not the customer. */
static enum err
answer(struct ctx *c)
{
	json_t *body;

	TRY(req_json(c, &body));
	if (c->actor.user != 0) {
		fault(c, STR(""), "portal_own", NULL);
		return ERR_DENIED;
	}
	take_language(c, body);
	TRY(api_door_take(c));
	return with_link(
	    c, portal_answer(c, json_get_str(body, "link"), body, reply_json(c, 200)));
}

const struct route portal_routes[] = {
	{ "GET", "/api/{entity}/{id}/links", links, "links for a customer", 0 },
	{ "POST", "/api/{entity}/{id}/links", make_link,
	    "a link by which a customer sees it; told once", SECRET },
	{ "DELETE", "/api/{entity}/{id}/links/{n}", end_link, "take one back", 0 },
	{ "POST", "/api/portal/look", look, "what a customer sees by a link", OPEN },
	{ "POST", "/api/portal/answer", answer, "accept, refuse, or say something",
	    OPEN },
	{ 0 },
};
