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

const struct route document_routes[] = {
	{ "POST", "/api/{entity}/{id}/document", make,
	    "a Word document of a record, by a template: { template }; answers the file",
	    0 },
	{ 0 },
};
