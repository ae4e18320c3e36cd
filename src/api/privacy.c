/*
 * privacy.c - what is held on a person, and its end, over HTTP.
 */
#include "api/room.h"

#include "privacy/privacy.h"

#include <fcntl.h>

/* Without "confirm": what it would do, as the job's result. */
static enum err
erase(struct ctx *c)
{
	struct ref who;
	json_t *body;
	int64_t job;

	if (!c->actor.admin || !auth_scope_has(&c->actor, "admin"))
		return ERR_DENIED;
	TRY(req_ref(c, &who));
	TRY(req_json(c, &body));
	TRY(erase_add(
	    c, who, json_get_str(body, "reason"), json_get_str(body, "confirm"), &job));
	return reply_job(c, job);
}

static enum err
certificate(struct ctx *c)
{
	int64_t job;

	TRY(req_id(c, "id", &job));
	(void)reply_json(c, 200);
	c->reply->type = "text/html; charset=utf-8";
	return erase_page(c, job, &c->reply->body);
}

static enum err
person(struct ctx *c)
{
	struct ref who;
	int64_t job;

	TRY(req_ref(c, &who));
	TRY(person_add(c, who, &job));
	return reply_job(c, job);
}

static enum err
file(struct ctx *c)
{
	const char *path;
	int64_t job;
	int fd;

	TRY(req_id(c, "id", &job));
	TRY(person_file(c, job, &path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_ABSENT;
	TRY(trail(c, TRAIL_FILE, TRAIL_NOTHING, "name", "person.zip", NULL));
	c->reply->direct = true;
	req_header_set(
	    c->req, "Content-Disposition", STR("attachment; filename=\"person.zip\""));
	req_reply_file(c->req, fd, "application/zip", STR("person.zip"));
	return OK;
}

static enum err
retention(struct ctx *c)
{
	json_t *rules;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(retain_rules(c, &rules));
	jw_json(reply_json(c, 200), rules);
	return OK;
}

static enum err
set_retention(struct ctx *c)
{
	json_t *news, *was;
	struct str text;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_json(c, &news));
	TRY(retain_check(c, news));
	TRY(retain_rules(c, &was));
	text = json_dump(c->mem, news);
	TRY(site_set(c, "retention", text));
	TRY(trail(c, TRAIL_SETTING, TRAIL_NOTHING, "name", "retention", "from",
	    json_dump(c->mem, was).at, "to", text.at, NULL));
	return reply_nothing(c);
}

const struct route privacy_routes[] = {
	{ "GET", "/api/retention", retention, "for how long what is kept", 0 },
	{ "PUT", "/api/retention", set_retention, "settle it", 0 },

	{ "POST", "/api/{entity}/{id}/erase", erase,
	    "erase a person from everywhere, as a job; without confirm: the plan", 0 },
	{ "POST", "/api/{entity}/{id}/person", person,
	    "all that is held on a person, as a job that makes a zip", 0 },
	{ "GET", "/api/jobs/{id}/certificate", certificate,
	    "what an erasure did, and the proof, as a page", 0 },
	{ "GET", "/api/jobs/{id}/file", file, "the file that a job made", 0 },
	{ 0 },
};
