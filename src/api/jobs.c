/*
 * jobs.c - long work: how far it is, stopping it.
 */
#include "api/room.h"

static enum err
read(struct ctx *c)
{
	struct job job = { 0 };
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(job_look(c, id, &job));
	job_write(reply_json(c, 200), &job);
	return OK;
}

static enum err
stop(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(job_stop(c, id));
	return read(c);
}

const struct route job_routes[] = {
	{ "GET", "/api/jobs/{id}", read, "how far a long piece of work is", TOKEN },
	{ "POST", "/api/jobs/{id}/stop", stop, "stop it; what is done stays", WRITES },
	{ 0 },
};
