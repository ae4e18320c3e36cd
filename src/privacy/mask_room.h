/*
 * mask_room.h - what the files of masking share.
 *
 *   mask.c         a copy, table by table
 *   mask_value.c   a field's value, by its type and by what it says of a person
 *   mask_text.c    letters for letters, drawn with the copy's key
 *   mask_file.c    files that are as good as the old ones, and hold nothing
 */
#ifndef PRIVACY_MASK_ROOM_H
#define PRIVACY_MASK_ROOM_H

#include "privacy/room.h"

#define MASK_KEY_SIZE 32

/* ---- drawn numbers: the same for the same value, in this copy only ---- */

struct draw {
	const unsigned char *at;
	size_t left;
};

/*
 * Enough for a text of `points` letters.
 *
 * in    kind   values of different kinds have nothing to do with each other
 *       turn   0; another one, where what was drawn cannot be taken
 */
struct draw draw_of(struct arena *mem, const unsigned char key[MASK_KEY_SIZE],
    const char *kind, struct str value, uint64_t turn, size_t points);
unsigned draw_next(struct draw *d); /* 0 … 65535 */
uint64_t draw_large(struct draw *d);

/* ---- texts (mask_text.c) ---- */

/*
 * s with each letter and digit another one of its script, case and sound (a vowel for
 * a vowel); blanks and signs stay.  What has no script we know becomes an x.
 */
struct str mask_letters(struct arena *mem, struct draw *d, struct str s);
struct str mask_email(struct arena *mem, struct draw *d, struct str s);
struct str mask_url(struct arena *mem, struct draw *d, struct str s);
/* Country and network stay where the number says them. */
struct str mask_phone(struct arena *mem, struct draw *d, struct str s);
/* Tags stay, without what they say; letters go. */
struct str mask_html(struct arena *mem, struct draw *d, struct str s);

/* ---- values (mask_value.c) ---- */

struct masker {
	struct ctx *c; /* of the site that is copied; its mem is the row's */
	unsigned char key[MASK_KEY_SIZE];
	struct map *taken; /* of unique fields, by their place: masks that are given */
	struct arena *mem; /* as long as the copy is made */
};

/*
 * The cells of f, in c's memory.
 * in    id  of the record
 */
void mask_value(struct masker *m, const struct field *f, int64_t id, struct cell *v);
/* As it stands in the history: JSON for JSON; NULL: nothing. */
json_t *mask_wire(struct masker *m, const struct field *f, int64_t id, const json_t *in);
/* Every text of a tree, whatever it means. */
json_t *mask_tree(struct masker *m, const json_t *in);
struct str mask_text(struct masker *m, const char *kind, struct str s);

/* ---- files (mask_file.c) ---- */

struct mask_file {
	struct str name, type, hash;
	int64_t size;
};

/* In place of one with this name, type and hash, kept under dir.  errs  FULL, DOWN */
MUST_USE enum err mask_file(struct masker *m, const char *dir,
    const struct mask_file *was, struct mask_file *out);

#endif
