/*
 * room.h - what the files of trait/ share.
 */
#ifndef TRAIT_ROOM_H
#define TRAIT_ROOM_H

#include "record/record.h"
#include "trait/trait.h"

/* A notice, written by the program; nothing, where none can be about such a record. */
MUST_USE enum err notice_write(
    struct ctx *c, int64_t to, const char *kind, struct ref about, struct str text);

#endif
