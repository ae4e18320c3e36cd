/*
 * room.h - what the files of privacy/ share.
 */
#ifndef PRIVACY_ROOM_H
#define PRIVACY_ROOM_H

#include "privacy/privacy.h"

/* ---- pieces: what goes with somebody (piece.c) ---- */

struct piece {
	struct ref ref;
	struct str title;
};

struct loose { /* a record that stays, and loses a reference */
	struct ref ref;
	const struct field *field;
};

struct pieces {
	LIST(struct piece) go; /* the person first; what is about a piece behind it */
	LIST(struct loose) stay;
};

/* errs  LARGE  more than PIECES_MAX */
MUST_USE enum err pieces_find(struct ctx *c, struct ref who, struct pieces *out);
bool pieces_have(const struct pieces *p, const struct entity *e, int64_t id);

/* The row as it is stored, whoever asks; trash too.  errs  ABSENT */
MUST_USE enum err load_any(struct ctx *c, struct ref which, struct record **out);

/* ---- traces: texts that lead to somebody (trace.c) ---- */

struct trace {
	struct str text;
	const struct field *field; /* where it stood */
	bool shared;               /* somebody else's too: it stays where it is theirs */
};

struct traces {
	LIST(struct trace) list;
	struct str *texts; /* of those that are nobody else's */
	size_t count;
};

MUST_USE enum err traces_find(struct ctx *c, const struct pieces *p, struct traces *out);
/* " (column like … or …)"; column is a literal of ours or a field's */
void sql_like_any(struct sql *q, const char *column, const struct traces *t);
/* s without any of the texts, which become TRACE_GONE; the same if there is none. */
#define TRACE_GONE "[…]"
struct str traces_cut(struct arena *mem, const struct traces *t, struct str s);
bool traces_in(const struct traces *t, struct str s);
/* All strings of a tree, in place. */
json_t *traces_cut_json(struct arena *mem, const struct traces *t, const json_t *in);

/* ---- cutting traces out of what stays (cut.c) ---- */

struct cuts { /* how many were touched */
	int64_t records, events, trail, jobs, answers, imports, uploads, letters, merges,
	    versions;
};

/* Of records: only who has them is told. */
MUST_USE enum err cut_records(
    struct ctx *c, const struct pieces *p, const struct traces *t, struct cuts *n);
MUST_USE enum err cut_tables(struct ctx *c, struct ref who, const struct traces *t,
    const struct seal_key *key, struct cuts *n);
MUST_USE enum err cut_uploads(struct ctx *c, const struct traces *t, struct cuts *n);
/* Those that are to one of their addresses, and nobody has sent yet. */
void cut_letters(struct ctx *c, const struct traces *t, struct cuts *n);
/* Records that would be touched: (entity, id) pairs. */
MUST_USE enum err cut_find(struct ctx *c, const struct pieces *p, const struct traces *t,
    struct ref **out, size_t *count);

/* ---- a record goes for good (purge.c) ---- */

/*
 * The row, its words, its places in streams, its events, its shares; references to it
 * are cleared.  In one transaction, which may be the caller's.
 * out   hash  of its file, or "": bytes_drop() when it is committed
 */
MUST_USE enum err purge(struct ctx *c, struct ref which, const struct seal_key *key,
    const char *rule, bool events, struct str *hash);

/* ---- bytes of files (bytes.c) ---- */

const struct field *hash_field(const struct entity *e); /* NULL: of no files */
/* A file's bytes go, unless a record has them.  out  gone; hash may be "" */
MUST_USE enum err bytes_drop(struct ctx *c, struct str hash, bool *gone);
/* All that no record has, of those whose hash begins so, stored before a time. */
MUST_USE enum err bytes_sweep(
    struct ctx *c, char digit, int64_t before_ms, int64_t *count);

/* ---- the ledger (ledger.c) ---- */

MUST_USE enum err ledger_add(struct ctx *c, const struct pieces *p);
MUST_USE enum err ledger_read(struct ctx *c, struct ref **out, size_t *count);

bool retain_may_drop(enum trail_kind kind);

void person_forget(struct ctx *c, int64_t job); /* the file of a job, if there is one */

enum err erase_job(struct ctx *c, struct job *job);
enum err person_job(struct ctx *c, struct job *job);
enum err sweep_job(struct ctx *c, struct job *job);

#endif
