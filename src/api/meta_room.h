/*
 * meta_room.h - what the files of the metadata document share.
 */
#ifndef API_META_ROOM_H
#define API_META_ROOM_H

#include "api/room.h"

/* "key": the names of those that the actor sees. */
void meta_write_names(struct ctx *c, struct jw *w, const char *key,
    const struct field *const *fields, size_t count);
void meta_write_face(struct ctx *c, struct jw *w, const struct entity *e);
/* What its traits say, and where a field's value comes from. */
void meta_write_traits(struct ctx *c, struct jw *w, const struct entity *e);
void meta_write_origin(struct ctx *c, struct jw *w, const struct field *f);
void meta_write_views(struct ctx *c, struct jw *w, const struct entity *e);
/* What can be done with a record of it, besides changing it. */
void meta_write_actions(struct ctx *c, struct jw *w, const struct entity *e);

#endif
