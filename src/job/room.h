/*
 * room.h - what the files of job/ share.
 */
#ifndef JOB_ROOM_H
#define JOB_ROOM_H

#include "job/job.h"

void job_shout(struct ctx *c, const struct job *job, const char *state);

#endif
