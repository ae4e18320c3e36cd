/*
 * trail.h - what happened beside the records: who came in, what was taken out,
 * who was given what, what was looked at through whose eyes.
 *
 * A change of a record leaves an event (event.h).  Everything else that somebody
 * may have to answer for leaves a row here, by one function: trail().  Call it
 * in the transaction of the work, so that both are kept or neither, and where
 * there is none (a sign-in that failed) alone.  Events and trail share one order
 * of ids and one chain of seals (chain.h): nobody can change, remove or insert a
 * row of either without a break that kith doctor finds.
 *
 * It is a table of its own so that nothing that follows events (feed, streams,
 * histories, undo) can show it: only administrators read it (GET /api/trail).
 *
 * Each row has who (the actor, and the person it is about), what (a kind below),
 * of what (an entity, a record), when, from where (way, address, session) and
 * details, which are names with text.  Details hold no secret: no password,
 * token, code, key, nor a hash of one (names of secrets are refused by an
 * assertion); and no values of fields but where somebody typed them (a filter, the
 * name of a sign-in), since each is one more place to erase a person from.
 *
 * What strangers can cause (a sign-in that failed) is bounded: TRAIL_SAME_MAX rows
 * of a kind from one address and TRAIL_ALL_MAX of a kind from all, a minute; what is more
 * is counted, and when the minute is over one row says how many they were.
 *
 * Threads  trail(): the work's; counting is shared by the threads of a site.
 * Limits   TRAIL_TEXT_MAX characters of a detail, TRAIL_DETAILS_MAX bytes of all.
 */
#ifndef EVENT_TRAIL_H
#define EVENT_TRAIL_H

#include "meta/meta.h"

#define TRAIL_SAME_MAX 5
#define TRAIL_ALL_MAX 300
#define TRAIL_MINUTE_MS INT64_C(60000)
#define TRAIL_TEXT_MAX 200
#define TRAIL_DETAILS_MAX 60000
#define TRAIL_PAGE_MAX 200
#define TRAIL_SCAN 20000

/*      kind          name           what happened; [details]                     */
#define TRAIL_TABLE(X)                                                                   \
	X(SIGN_IN, "sign_in", "somebody signed in [by, agent]")                          \
	X(SIGN_IN_BAD, "sign_in_bad", "somebody could not sign in [by, login, why]")     \
	X(SIGN_OUT, "sign_out", "somebody signed out")                                   \
	X(SESSION_END, "session_end",                                                    \
	    "sessions were ended by somebody [count, session]")                          \
	X(PASSWORD, "password", "a password was changed or given [by]")                  \
	X(SECOND, "second",                                                              \
	    "a second factor or passkey was made, used up or taken away [what, name, "   \
	    "by]")                                                                       \
	X(TOKEN, "token", "a token of a program was made [name, scopes, until, id]")     \
	X(TOKEN_END, "token_end", "a token of a program was ended [name, id]")           \
	X(IDENTITY, "identity",                                                          \
	    "a provider's sign-in was linked or taken away [what, provider, subject]")   \
	X(INVITE, "invite", "somebody was invited, or came [what]")                      \
	X(RESET, "reset", "a new password was asked for, or set by link [what]")         \
	X(RIGHTS, "rights", "rights of the site were changed [role, what, from, to]")    \
	X(SHARE, "share", "a record was shared [with, level, until]")                    \
	X(SHARE_END, "share_end", "a share was ended [with]")                            \
	X(HAND_OVER, "hand_over", "all of a user's records were handed over [to, jobs]") \
	X(EYES, "eyes", "an administrator looked through the eyes of others [of]")       \
	X(EXPORT, "export", "records were taken out [as, where, words, fields]")         \
	X(IMPORT, "import", "records were brought in [name, import]")                    \
	X(BULK, "bulk", "many records were changed at once [job, what]")                 \
	X(UNDO, "undo",                                                                  \
	    "a job, an import or a merge was taken back [job, import, merge, records]")  \
	X(MERGE, "merge", "records were merged into one [merge, from, records]")         \
	X(BULK_READ, "bulk_read",                                                        \
	    "somebody read far more within an hour than people do [records, limit]")     \
	X(FILE, "file", "a file was taken out [name]")                                   \
	X(SETTING, "setting", "a setting of the site was changed [name, from, to]")      \
	X(SHEET, "sheet", "metadata was changed [name]")                                 \
	X(PERSON, "person", "all that is held on a person was asked for [job]")          \
	X(ERASE, "erase", "a person was erased [reason, job, records, again]")           \
	X(DROPPED, "dropped", "rows were dropped by a rule [rule, rows]")                \
	X(REDACTED, "redacted", "contents of rows were erased [rows]")                   \
	X(BACKUP, "backup", "a copy of the database was made [to, kind]")                \
	X(KEY, "key", "a key of the site was made or changed [what]")                    \
	X(MASKED, "masked", "this is a masked copy: what was before is invented")

enum trail_kind {
#define X(kind, name, doc) TRAIL_##kind,
	TRAIL_TABLE(X)
#undef X
	    TRAIL_KINDS
};
const char *trail_name(enum trail_kind kind);
const char *trail_doc(enum trail_kind kind);
bool trail_kind_of(struct str name, enum trail_kind *out);

/* What it is about; all of it may be absent: TRAIL_NOTHING. */
struct trail_about {
	const struct entity *entity;
	int64_t record;
	int64_t person; /* the user whose matter it is, if not the actor's own */
};
#define TRAIL_NOTHING ((struct trail_about){ 0 })

/*
 * Write a row.  Details are pairs of name and text, ended by NULL:
 *
 *   trail(c, TRAIL_TOKEN, (struct trail_about){ .person = user }, "name", name, NULL)
 *
 * A text of NULL leaves its pair out; one over TRAIL_TEXT_MAX is cut.
 *
 * errs  FULL, DOWN …  as any write; of what was refused anyway, say it in the
 *       log and answer as if it were written
 */
MUST_USE enum err trail(struct ctx *c, enum trail_kind kind, struct trail_about about,
    ...) __attribute__((sentinel));
/* The same with details as an object.  errs  LARGE  over TRAIL_DETAILS_MAX */
MUST_USE enum err trail_json(
    struct ctx *c, enum trail_kind kind, struct trail_about about, const json_t *details);

/* ---- reading ---- */

/* A row of the trail, or an event as one: kind is what happened to the record. */
struct trail_row {
	int64_t id, at_ms, actor, person, record, times, version, job;
	struct str kind, entity, details; /* details: JSON, of events "" */
	enum via via;
	struct origin from;
};

struct trail_query {
	struct str kind;           /* "": all; created changed … too */
	bool trail_only;           /* no events */
	struct str entity;         /* "": any */
	int64_t record, user;      /* 0: any; user: who did it, or whom it is about */
	int64_t from_ms, until_ms; /* 0: no border */
	int64_t before;            /* an id; 0: from the newest */
	int limit;
};

/*
 * Both tables as one, newest first.  What no index serves is looked for among
 * TRAIL_SCAN rows; then the page ends, though it may be short.
 *
 * out   next    `before` of the next page; 0: these were all
 */
MUST_USE enum err trail_page(struct db *db, struct arena *mem,
    const struct trail_query *q, struct trail_row **out, size_t *count, int64_t *next);

/* An id behind all rows, of both tables, that were written before a time. */
MUST_USE enum err event_id_at(struct db *db, struct arena *mem, int64_t ms, int64_t *out);

/* ---- counting what strangers cause ---- */

struct tally; /* of a site; its hub has it */

struct tally *tally_new(void);
void tally_free(struct tally *tally); /* accepts NULL */
/* Write a row for each minute that is over and counted more than it wrote. */
MUST_USE enum err trail_flush(struct ctx *c);

#endif
