/*
 * documents.c - a record as a Word document, by a template of the company's.
 */
#include "api/room.h"

#include "document/document.h"

static enum err
make(struct ctx *c)
{
	struct record *file;
	struct ref which;
	json_t *wish;
	int64_t template;

	TRY(req_ref(c, &which));
	TRY(req_json(c, &wish));
	if (!str_int(json_get_str(wish, "template"), &template)) {
		fault(c, STR("template"), "not_ref", NULL);
		return ERR_INPUT;
	}
	TRY(document_make(c, which, template, &file));
	return reply_record(c, 201, file);
}

/* As http_disposition() has it, but to be shown. */
static struct str
shown_as(struct ctx *c, struct str name)
{
	struct str saved = http_disposition(c->mem, name), rest;

	return str_cut(saved, ';', &saved, &rest)
		   ? str_printf(c->mem, "inline;%.*s", STR_ARG(rest))
		   : STR("inline");
}

static enum err
paper(struct ctx *c)
{
	struct document_paper made = { 0 };
	bool shown = str_is(req_q(c, "inline"), "1");
	struct ref which;

	TRY(req_ref(c, &which));
	TRY(document_paper(c, which, req_q(c, "language"), &made));
	req_header_set(c->req, "Content-Disposition",
	    shown ? shown_as(c, made.name) : http_disposition(c->mem, made.name));
	if (shown)
		req_header_set(c->req, "Content-Security-Policy", STR(HTTP_CSP_PDF));
	req_header_set(c->req, "Content-Language", str_of(made.language));
	req_header_set(c->req, "Cache-Control", STR("no-store"));
	c->reply->direct = true;
	req_reply(c->req, 200, "application/pdf", made.bytes);
	return OK;
}

const struct route document_routes[] = {
	{ "POST", "/api/{entity}/{id}/document", make,
	    "a Word document of a record, by a template: { template }; answers the file",
	    0 },
	{ "GET", "/api/{entity}/{id}/paper", paper,
	    "what a customer gets of a record, as PDF: ?language=, ?inline=1", 0 },
	{ 0 },
};
