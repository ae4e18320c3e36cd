/*
 * room.h - what the files of document/ share.
 */
#ifndef DOCUMENT_ROOM_H
#define DOCUMENT_ROOM_H

#include "document/document.h"
#include "paper/paper.h"

#define DOCX_TYPE \
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* What of the surroundings a word names. */
enum around { AROUND_NONE, AROUND_TODAY, AROUND_ME, AROUND_COMPANY };

/* A tag with its meaning. */
struct meaning {
	const struct entity *of; /* of the record it is asked of */
	enum around around;
	const struct field *hops[DOCUMENT_HOPS_MAX];
	size_t hop_count;
	const struct field *field;  /* what is told, of the last */
	int part;                   /* a cell of it, or -1 */
	const struct entity *child; /* of a loop: records of it that name this one */
	const struct field *by;     /* in this field */
	const struct rule *rule;    /* of a condition; NULL: not for these eyes */
};

/*
 * Give every tag its meaning.
 *
 * in    at     where faults are said
 *       eyes   fields that the actor does not see are not there; else they are empty
 * errs  INPUT  faults, all of them
 */
MUST_USE enum err bind_all(struct ctx *c, const struct docx *d, const struct entity *e,
    struct str at, bool eyes);
/* Open a template's file, by its record, and give it its meaning.  errs  as both */
MUST_USE enum err template_open(struct ctx *c, int64_t file, const struct entity *e,
    struct str at, bool eyes, struct docx **out);
/* The kind of record, if templates can be for it; or NULL. */
const struct entity *template_entity(struct ctx *c, struct str name);

/* ---- read.c: records, with the eyes of whoever asks ---- */

struct making {
	struct ctx *c;
	size_t rows;
	LIST(struct record *) seen; /* that references named, read once */
};

/* Have they this field of this record? */
bool read_tells(const struct making *m, const struct record *rec, const struct field *f);
/* What a reference names; NULL: nothing, or not for these eyes. */
MUST_USE enum err read_follow(struct making *m, const struct record *rec,
    const struct field *hop, struct record **out);
MUST_USE enum err read_title(
    struct making *m, const struct field *f, const struct cell *v, struct str *out);
/* Records that name this one, lines in their order, else the first that was made first.
 * errs  LARGE */
MUST_USE enum err read_children(struct making *m, int64_t id, const struct entity *child,
    const struct field *by, void ***out, size_t *count);

/* ---- show.c: values as people write them, in c's language ---- */

struct str show_day(struct ctx *c, int64_t days);
struct str show_count(struct ctx *c, size_t n);
/* part: of the field's cells, or -1.  Not of references. */
struct str show_value(
    struct ctx *c, const struct field *f, const struct cell *v, int part);

#endif
