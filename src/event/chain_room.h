/*
 * chain_room.h - what the files of the chain share: how rows and seals are hashed.
 */
#ifndef EVENT_CHAIN_ROOM_H
#define EVENT_CHAIN_ROOM_H

#include "event/event.h"

#define HASH_SIZE 24
#define SALT_SIZE 16
#define ENTRY_SIZE (8 + 1 + HASH_SIZE) /* of a seal's body: id, table, hash */

enum chain_table { CHAIN_EVENT, CHAIN_TRAIL, CHAIN_TABLES };
extern const char *const chain_tables[CHAIN_TABLES];

/* A row as it is hashed, and what a message says of it. */
struct chain_row {
	int64_t id, at_ms, record;
	enum chain_table table;
	struct str entity;
	struct str canon; /* all of its columns but the id */
};

/*
 * Rows of both tables with an id above `above`, and none over `to`, in order.
 *
 * out   count   up to max; less: these were all
 */
MUST_USE enum err chain_rows(struct db *db, struct arena *mem, int64_t above, int64_t to,
    size_t max, struct chain_row **out, size_t *count);

void chain_hash(unsigned char out[HASH_SIZE], const struct seal_key *key,
    enum chain_table table, int64_t id, struct str canon, const unsigned char *salt);

struct seal {
	int64_t n, at_ms, begins, ends; /* rows with begins < id <= ends */
	struct str mark, body, salts, head;
};

/* Of a seal's contents behind a head. */
void seal_hash(unsigned char out[SEAL_HEAD_SIZE], const struct seal_key *key,
    const unsigned char *before, const struct seal *s);
static inline size_t
seal_count(const struct seal *s)
{
	return s->body.len / ENTRY_SIZE;
}
int64_t seal_id(const struct seal *s, size_t i);
enum chain_table seal_table(const struct seal *s, size_t i);
const unsigned char *seal_row_hash(const struct seal *s, size_t i);
const unsigned char *seal_salt(const struct seal *s, size_t i);

/* Seals behind n, in order. */
MUST_USE enum err seals_load(struct db *db, struct arena *mem, int64_t after, int limit,
    struct seal **out, size_t *count);

/* ---- notes of what was taken out (chain_note.c) ---- */

struct chain_note { /* of one row */
	int64_t id;
	size_t order; /* among all notes */
	bool redacted;
	unsigned char hash[HASH_SIZE]; /* of what it holds since; redacted only */
};

struct chain_notes { /* by id; of several for a row, that which holds first */
	struct chain_note *at;
	size_t count;
};

/* All that the trail says.  bad is told of notes that the program did not write. */
MUST_USE enum err chain_notes(struct db *db, struct arena *mem,
    const struct chain_check *check, void (*bad)(void *arg, int64_t id), void *arg,
    struct chain_notes *out);
const struct chain_note *chain_note_of(const struct chain_notes *notes, int64_t id);
/* The key with this mark; *known false: it is not among them.  "": NULL, known. */
const struct seal_key *chain_key(
    const struct chain_check *check, struct str mark, bool *known);

/* The seal that holds the id.  out  n 0: none does */
MUST_USE enum err seal_of(struct db *db, struct arena *mem, int64_t id, struct seal *out);
/* Its place in the seal; seal_count() if it is not there. */
size_t seal_find(const struct seal *s, int64_t id);

#endif
