/*
 * room.h - what the files of job/ share.
 */
#ifndef JOB_ROOM_H
#define JOB_ROOM_H

#include "job/job.h"

/* " where …": as whoever asks runs it.  After its lease somebody else does, and what was
 * begun here counts for nothing. */
void job_where_ours(const struct job *job, struct sql *q);
void job_shout(struct ctx *c, const struct job *job, const char *state);

#endif
