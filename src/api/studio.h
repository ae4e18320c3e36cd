/*
 * studio.h - what the files of Studio share.
 */
#ifndef API_STUDIO_H
#define API_STUDIO_H

#include "api/room.h"

/* The entity that a document declares or extends; NONE: neither. */
struct str studio_subject(const json_t *doc);
/* "changes": each word that is another, [ { at, was, is } ]. */
MUST_USE enum err studio_write_parts(
    struct ctx *c, struct jw *w, const struct site_part *parts, size_t count);

#endif
