/*
 * chain.h - the chain of seals over all that happened.
 *
 * Events and rows of the trail share one order of ids.  Soon after they are
 * committed, and when they are settled (nothing can come before them any more),
 * a sealer takes the next of them, SEAL_ROWS at most, and writes a seal: the id,
 * the table and a hash of each row, and a head, which is the hash of all that
 * and of the head before.  So no row and no seal can be changed, removed, put in
 * or exchanged without a break, and chain_check() says at which row.
 *
 * Hashes are BLAKE2b, keyed with a key that is not in the database when the site
 * has one: who can write to the database only cannot make a chain anew.  Without
 * a key he could; then, and when the end of the chain is cut off, only a head
 * that was noted elsewhere (an anchor) tells.
 *
 * A rule of retention, or an erasure, takes rows out, or contents out of rows.
 * The seals stay as they are; a row of the trail (dropped, redacted), which is
 * itself sealed and bears a hash with the key, says which rows and by what rule.
 * Each hash is made with a salt that is kept beside the seal and goes with the
 * row: nobody can guess, from the hash that stays, what the row was.
 *
 * Threads  any; where many processes seal, one at a time does.
 * Limits   SEAL_ROWS rows a seal, CHAIN_IDS rows a note of what was taken out.
 */
#ifndef EVENT_CHAIN_H
#define EVENT_CHAIN_H

#include "meta/meta.h"

#define SEAL_ROWS 256
#define SEAL_KEY_SIZE 32
#define SEAL_HEAD_SIZE 32
#define SEAL_KEYS_MAX 8
#define CHAIN_IDS 500
#define CHAIN_SWAPS 64 /* changed rows among which exchanged ones are looked for */

/* mark: tells keys apart and says nothing of them; "" without a key. */
struct seal_key {
	unsigned char key[SEAL_KEY_SIZE];
	char mark[17];
};

/* Fill mark from key. */
void seal_key_mark(struct seal_key *key);

struct chain_head { /* an anchor; n 0: there is no seal */
	int64_t n, ends, at_ms;
	char head[SEAL_HEAD_SIZE * 2 + 1];
};

/*
 * Seal the next rows that are settled, in one transaction of `seals` seals at most.
 *
 * in    key     NULL: without
 * out   rows    how many were sealed; 0: none waits
 * errs  AGAIN, CLASH  another process sealed them
 */
MUST_USE enum err chain_seal(
    struct db *db, const struct seal_key *key, int seals, int64_t *rows);
MUST_USE enum err chain_last(struct db *db, struct arena *mem, struct chain_head *out);

/* ---- taking out ---- */

/* From here to the end of the caller's transaction nobody seals. */
MUST_USE enum err chain_hold(struct db *db, struct arena *mem);
/*
 * Say, in the transaction that took them out, that the rows with these ids are
 * gone (`dropped`), or have other contents now (`redacted`).  Rows that no seal
 * holds yet are passed over: they will be sealed as they are, or not at all.
 *
 * in    ids     rising, CHAIN_IDS at most; of either table
 *       rule    by what right, in few words: "tasks after 365 days"
 */
MUST_USE enum err chain_dropped(struct ctx *c, const struct seal_key *key,
    const char *rule, const int64_t *ids, size_t count);
MUST_USE enum err chain_redacted(struct ctx *c, const struct seal_key *key,
    const char *rule, const int64_t *ids, size_t count);

/* ---- proof ---- */

enum chain_what {
	CHAIN_CHANGED,    /* a row does not hold what was sealed */
	CHAIN_EXCHANGED,  /* it holds what another one held: other */
	CHAIN_DELETED,    /* a sealed row is gone, and no rule took it */
	CHAIN_INSERTED,   /* a row among sealed ones was not there when they were */
	CHAIN_SEAL,       /* a seal was changed, or does not follow the one before */
	CHAIN_SEALS_GONE, /* seals are missing: from n to other */
	CHAIN_UNKEYED,    /* a seal without a key follows one with a key */
	CHAIN_NO_KEY,     /* sealed with a key that is not here: not proven */
	CHAIN_ANCHOR,     /* the seal is another than the anchor says */
	CHAIN_CUT,        /* the end is missing: the anchor knew seal n */
	CHAIN_NOTE        /* a note of dropped or redacted rows is not the program's */
};

struct chain_break {
	enum chain_what what;
	int64_t n;  /* of the seal */
	int64_t id; /* of the row; 0: of none */
	int64_t other;
	const char *table; /* "_event" "_trail", or NULL */
	struct str entity; /* of the row, as far as it is there */
	int64_t record, at_ms;
};

struct chain_check {
	const struct seal_key *keys;
	size_t key_count;
	const struct chain_head *anchors; /* by rising n */
	size_t anchor_count;
	void (*found)(void *arg, const struct chain_break *b);
	void (*looks)(void *arg, int64_t rows); /* NULL, or how far it is */
	void *arg;
	/* out */
	int64_t seals, rows, dropped, redacted, keyed, waiting;
	int64_t waits_since_ms; /* of the oldest row that no seal holds; 0: none */
};

/* Reads only; what is broken is told, not returned. */
MUST_USE enum err chain_check(struct db *db, struct chain_check *check);

#endif
