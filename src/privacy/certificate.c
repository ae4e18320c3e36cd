/*
 * certificate.c - what an erasure did, as a page to print.  It names nobody.
 */
#include "privacy/room.h"

static const char *const counts[] = { "references_cleared", "texts_cut",
	"events_redacted", "trail_redacted", "jobs_emptied", "imports_redacted",
	"uploads_removed", "answers_dropped", "letters_removed", "files_removed",
	"texts_shared" };

static struct str
word(struct ctx *c, const char *name)
{
	char key[64];

	snprintf(key, sizeof(key), "erase.%s", name);
	return meta_text(c->meta, c->mem, c->actor.language, key, NULL);
}

static void
add_line(struct text *t, struct str name, struct str value)
{
	text_c(t, "<tr><th>");
	text_html(t, name);
	text_c(t, "</th><td>");
	text_html(t, value);
	text_c(t, "</td></tr>\n");
}

static struct str
number(struct ctx *c, int64_t n)
{
	return str_printf(c->mem, "%" PRId64, n);
}

static void
add_records(struct ctx *c, struct text *t, const json_t *records)
{
	const json_t *each;
	size_t i;

	json_array_foreach(records, i, each)
	{
		struct str entity = json_get_str(each, "entity");
		const struct entity *e = meta_entity(c->meta, entity);
		struct str label = e == NULL ? entity
					     : meta_label(c->meta, c->actor.language,
						   str_c(c->mem, e->name), e->one);

		add_line(t, label, json_get_str(each, "id"));
	}
}

static void
add_scanned(struct ctx *c, struct text *t, const json_t *scanned)
{
	const json_t *each;
	size_t i;

	json_array_foreach(scanned, i, each) add_line(t, json_get_str(each, "place"),
	    str_printf(c->mem, "%" PRId64 " B, %" PRId64 " ×",
		json_get_int(each, "bytes", 0), json_get_int(each, "hits", 0)));
}

static void
add_page(struct ctx *c, struct text *t, const struct job *job)
{
	bool postgres = str_is(json_get_str(job->result, "engine"), "postgres");

	text_c(t, "<!doctype html>\n<html lang=\"");
	text_c(t, c->actor.language);
	text_c(t, strcmp(c->actor.language, "fa") == 0 ? "\" dir=\"rtl\">" : "\">");
	text_c(t, "<meta charset=\"utf-8\"><title>");
	text_html(t, word(c, "title"));
	text_c(t, "</title>\n<h1>");
	text_html(t, word(c, "title"));
	text_c(t, "</h1>\n<table>\n");
	add_line(t, word(c, "company"), c->meta->facts.name);
	add_line(
	    t, word(c, "at"), time_write(c->mem, json_get_int(job->result, "at", 0)));
	add_line(t, word(c, "job"), number(c, job->id));
	add_line(t, word(c, "reason"), json_get_str(job->args, "reason"));
	text_c(t, "</table>\n<h2>");
	text_html(t, word(c, "records"));
	text_c(t, "</h2>\n<table>\n");
	add_records(c, t, json_object_get(job->result, "records"));
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		add_line(t, word(c, counts[i]),
		    number(c, json_get_int(job->result, counts[i], 0)));
	text_c(t, "</table>\n<h2>");
	text_html(t, word(c, "proof"));
	text_c(t, "</h2>\n<p>");
	text_html(t, word(c, postgres ? "proof_postgres" : "proof_sqlite"));
	text_c(t, "</p>\n<table>\n");
	add_line(t, word(c, "texts"), number(c, json_get_int(job->result, "texts", 0)));
	add_line(t, word(c, "hits"), number(c, json_get_int(job->result, "hits", 0)));
	if (!postgres)
		add_scanned(c, t, json_object_get(job->result, "scanned"));
	text_c(t, "</table>\n</html>\n");
}

enum err
erase_page(struct ctx *c, int64_t id, struct text *out)
{
	struct job job = { 0 };

	TRY(job_load(c, id, &job));
	if (!str_is(job.kind, "erase") || !str_is(job.state, "done") ||
	    json_get_bool(job.args, "dry"))
		return ERR_ABSENT;
	add_page(c, out, &job);
	return OK;
}
