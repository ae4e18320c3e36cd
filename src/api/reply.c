/*
 * reply.c - an answer: JSON, nothing, or a problem (RFC 9457) with all its faults.
 */
#include "api/room.h"

struct jw *
reply_json(struct ctx *c, int status)
{
	struct reply *reply = c->reply;

	reply->status = status;
	reply->type = "application/json; charset=utf-8";
	reply->body = (struct text)TEXT_INIT(c->mem);
	reply->w = (struct jw)JW_INIT(&reply->body);
	return &reply->w;
}

enum err
reply_record(struct ctx *c, int status, struct record *rec)
{
	return record_write(c, reply_json(c, status), rec, false);
}

/* It is stored already: that nobody could be found does not change that. */
enum err
reply_record_alike(struct ctx *c, int status, struct record *rec)
{
	struct alikes found = { 0 };

	TRY(reply_record(c, status, rec));
	if (!record_alike_news(rec) || record_alike(c, rec, ALIKE_SURE, &found) != OK ||
	    found.count == 0)
		return OK;
	jw_more(&c->reply->w);
	jw_key(&c->reply->w, "alike");
	record_alikes_write(c, &c->reply->w, &found);
	jw_close(&c->reply->w);
	return OK;
}

enum err
reply_nothing(struct ctx *c)
{
	c->reply->status = 204;
	c->reply->body = (struct text)TEXT_INIT(c->mem);
	return OK;
}

enum err
reply_job(struct ctx *c, int64_t job)
{
	struct jw *w = reply_json(c, 202);

	site_wake_jobs(c->site);
	jw_open(w);
	jw_key(w, "job");
	jw_id(w, job);
	jw_close(w);
	return OK;
}

/* A choice or stage in a fault is told by its label. */
static struct str
fault_text(struct ctx *c, const struct fault *f)
{
	char key[64];

	snprintf(key, sizeof(key), "fault.%s", f->code);
	if (strcmp(f->code, "rule") == 0)
		return json_get_str(f->args, "says");
	return meta_text(c->meta, c->mem, c->actor.language, key, f->args);
}

static void
write_faults(struct ctx *c, struct jw *w)
{
	jw_key(w, "faults");
	jw_array(w);
	for (size_t i = 0; i < c->fault_count; i++) {
		const struct fault *f = &c->faults[i];

		jw_open(w);
		jw_key(w, "at");
		jw_str(w, f->at);
		jw_key(w, "code");
		jw_c(w, f->code);
		jw_key(w, "args");
		jw_json(w, f->args);
		jw_key(w, "text");
		jw_str(w, fault_text(c, f));
		jw_close(w);
	}
	jw_end(w);
}

void
reply_problem(struct ctx *c, enum err e)
{
	struct jw *w = reply_json(c, err_http(e));
	char key[64];

	c->reply->type = "application/problem+json";
	snprintf(key, sizeof(key), "problem.%s", err_key(e));
	jw_open(w);
	jw_key(w, "type");
	jw_str(w, str_printf(c->mem, "/problems/%s", err_key(e)));
	jw_key(w, "title");
	jw_str(w, meta_text(c->meta, c->mem, c->actor.language, key, NULL));
	jw_key(w, "status");
	jw_int(w, err_http(e));
	write_faults(c, w);
	if (c->notes.len > 0) {
		jw_key_c(w, e == ERR_ALIKE ? "alike" : "row");
		jw_raw(w, c->notes);
	}
	jw_close(w);
	if (e == ERR_BUG || e == ERR_DOWN || e == ERR_FULL || e == ERR_AGAIN ||
	    e == ERR_DOUBT)
		log_error("%.*s %s %.*s: %s: %s", STR_ARG(c->req->id), c->req->method,
		    STR_ARG(c->req->path), err_text(e), site_said(c));
}

/* In so many seconds, as a fault says; a few else. */
static struct str
come_again(const struct ctx *c)
{
	for (size_t i = 0; i < c->fault_count; i++)
		if (json_get_str(c->faults[i].args, "seconds").len > 0)
			return json_get_str(c->faults[i].args, "seconds");
	return STR("5");
}

void
reply_send(struct ctx *c)
{
	struct reply *reply = c->reply;

	if (reply->direct || req_answered(c->req))
		return; /* or parked: it is asked again */
	if (reply->status == 429 || reply->status == 503)
		req_header_set(c->req, "Retry-After", come_again(c));
	req_reply(c->req, reply->status, reply->type, text_done(&reply->body));
}
