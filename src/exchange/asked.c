/*
 * asked.c - work for later, as whoever asked for it.
 *
 * It is done with what they may while it is done, not with what they might when they
 * asked: before each batch it is looked whether they are still who they were.  If not,
 * the job is let go, and whoever takes it up goes on behind the last batch as who they
 * are by then, with the metadata of then: fields that are theirs no more are planned
 * for by nothing.  Whoever may act no more does not finish it, nor does a token that
 * was ended.
 *
 * What a batch itself changes - an administrator may well change themselves - counts
 * from the next one on, so every batch comes to an end.
 */
#include "exchange/room.h"

enum err
as_asker(struct ctx *c, const struct job *job)
{
	if (job->owner == 0) { /* the program's own */
		site_as_program(c);
		return OK;
	}
	c->actor.program = false;
	return auth_as(c, job->owner);
}

static enum err
pass_lives(struct ctx *c, const struct job *job)
{
	bool ended = false;

	if (job->scopes != NULL)
		TRY(auth_pass_ended(c->db, c->mem, job->from.session, &ended));
	return ended ? ERR_WHO : OK;
}

enum err
still_asked(struct ctx *c, const struct job *job)
{
	DEFER(arena_freep) struct arena *mem = NULL;
	struct ctx part;
	bool same;

	if (job == NULL || job->owner == 0)
		return OK;
	mem = arena_new();
	part = ctx_part(c, mem);
	part.now_ms = time_now_ms();
	TRY(pass_lives(&part, job));
	TRY(auth_still(&part, &same));
	return same ? OK : ERR_LIMIT;
}
