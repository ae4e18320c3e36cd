/*
 * guess_room.h - what guesses are made from.
 */
#ifndef EXCHANGE_GUESS_ROOM_H
#define EXCHANGE_GUESS_ROOM_H

#include "exchange/room.h"

struct term {              /* something a column may be called */
	struct str key;    /* squeezed */
	struct str phrase; /* folded words with a blank around each */
	const struct field *to;
	const char *part;
	double sure;
};

struct vocabulary {
	LIST(struct term) terms;
};

struct samples {
	struct str *cells; /* that are not empty */
	size_t count;
};

struct vocabulary vocabulary_of(struct ctx *c, const struct entity *e);
struct str phrase_of(struct arena *mem, struct str s);
bool may_map(const struct ctx *c, const struct field *f);
struct samples samples_of(struct arena *mem, const json_t *seen, size_t column);

bool looks_email(struct str s);
bool looks_phone(struct str s);
bool looks_url(struct str s);

/* The file of a preset that has all its headers here; NULL: none. */
const json_t *preset_of(
    struct ctx *c, const struct entity *e, const json_t *seen, struct str *name);
const struct entity *preset_entity(struct ctx *c, const json_t *seen);
const json_t *preset_column(struct arena *mem, const json_t *file, const char *header);

#endif
