/*
 * room.h - what the files of record/ share.
 */
#ifndef RECORD_ROOM_H
#define RECORD_ROOM_H

#include "record/face.h"
#include "record/record.h"

struct record *record_new(struct ctx *c, const struct entity *e);
/* Cells of the current row from column `from` on, into the cells of rec. */
void record_take_row(struct ctx *c, const struct rows *r, int from, struct record *rec);
/* As record_load, to be changed: others who want to wait until the transaction ends. */
MUST_USE enum err record_load_mine(struct ctx *c, struct ref which, struct record **out);
/*
 * It is there, as it was when the actor saw it.
 *
 * in    seen  its version then; 0: whatever it is now
 * errs  ABSENT  it is in the trash · CLASH  another saved it first
 */
MUST_USE enum err record_as_seen(struct ctx *c, const struct record *rec, int64_t seen);
/* The stored row whoever asks; ABSENT if it is not there. */
MUST_USE enum err record_load_any(struct ctx *c, struct ref which, struct record **out);
/* Both of it: the stored row whoever asks, to be changed. */
MUST_USE enum err record_hold(struct ctx *c, struct ref which, struct record **out);

MUST_USE enum err record_fill(struct ctx *c, struct record *rec, const json_t *news);
MUST_USE enum err record_check(struct ctx *c, struct record *rec);
/* Of a record that was stored so before: is its place still free?  Of what changed, or
 * all of one that was away: nobody else has a unique value, and what it cannot be
 * without is there. */
MUST_USE enum err record_check_place(struct ctx *c, const struct record *rec);
/* The first half of it: what it names may come back after it. */
MUST_USE enum err record_check_unique(struct ctx *c, const struct record *rec);
void record_stamp(struct ctx *c, struct record *rec); /* who stores it, and when */
/* Of a record that may be a line: may its whole be changed?  (lines.c) */
MUST_USE enum err record_line_may(struct ctx *c, struct record *line);
/* A whole went or came back (deleted_ms says which): its lines go along; those that went
 * with it, then. */
MUST_USE enum err record_lines_along(
    struct ctx *c, const struct record *whole, int64_t gone_ms);
/* May the actor change its lines?  Of a whole that is held: nobody moves it on while they
 * change. */
MUST_USE enum err record_lines_may(struct ctx *c, const struct record *whole);
/* The whole says what its lines are now; a rule of it may object.  It is in the trash:
 * lines that go along with it change no sum. */
MUST_USE enum err record_lines_settle(struct ctx *c, struct ref whole);
/* Its lines in their order, at most LINES_MAX of them; gone_ms: those of the trash that
 * went then. */
MUST_USE enum err record_lines_of(
    struct ctx *c, struct ref whole, int64_t gone_ms, int64_t *ids, size_t *count);
/* The row that another saved first, into c->notes. */
MUST_USE enum err record_clash(struct ctx *c, struct ref which);
MUST_USE enum err record_store(struct ctx *c, struct record *rec, int64_t seen);
MUST_USE enum err record_after(struct ctx *c, struct record *rec, const char *what);
/* May the actor?  Says in words what they may not.  cells NULL: of the stored row. */
MUST_USE enum err allow(struct ctx *c, const struct entity *e, enum may what, int64_t id,
    const struct cell *cells);
/* Of a change: before its values are read, when they are there, when it is stored. */
MUST_USE enum err allow_begin(
    struct ctx *c, const struct record *rec, const json_t *news);
MUST_USE enum err allow_turn(struct ctx *c, struct record *rec);
MUST_USE enum err allow_stored(struct ctx *c, const struct record *rec);
bool allow_is_private(const struct entity *e); /* has it fields of the owner alone? */
#define RECORD_SOUNDS 24                       /* words of a title by how it sounds */

/* It is as it was before something that has been taken back: so is when it was touched.
 */
MUST_USE enum err record_touch_again(struct ctx *c, const struct record *rec);

/* What the search box finds it by; index.c */
MUST_USE enum err record_keep_words(struct ctx *c, const struct record *rec);
/* By which words the actor finds records; NULL: by those of all. */
search_scope record_scope(struct ctx *c);
void record_compute(struct ctx *c, struct record *rec);
/* field -> { from, to } of what differs; "" for nothing. */
struct str record_diff(struct ctx *c, const struct record *rec);
/* Rule of a request, of fields that the actor may ask: faults bad_rule at "where". */
MUST_USE enum err record_rule(
    struct ctx *c, const struct entity *e, struct str text, const struct rule **out);

/* ---- what is told of fields that the actor does not see (unseen.c) ---- */

/* Of an event of e, or other values by its fields, as JSON: mine, if the record is the
 * actor's own. */
struct str changes_told(
    struct ctx *c, const struct entity *e, struct str changes, bool mine);
/* One fault for all that is not seen: not even how many there are is told. */
void fault_unseen(struct ctx *c);
/* That, in place of the faults behind the first `from` that name such fields of e. */
void faults_told(struct ctx *c, const struct entity *e, size_t from);

/* Of one that is to be apart: does it resemble another?  errs  ALIKE */
MUST_USE enum err record_check_apart(struct ctx *c, const struct record *rec);

/* Titles by id, for qsort and bsearch. */
int title_order(const void *a, const void *b);

/* ---- a list: its order, and where in it a page begins ---- */

struct sort {
	const struct field *field; /* NULL: by id, newest first */
	bool down;
	bool trash; /* few among many: found by their own index, then sorted */
};

struct place {
	bool given, empty_phase;
	struct cell value;
	int64_t id;
};

MUST_USE enum err sort_read(struct ctx *c, const struct query *query, struct sort *out);
/* A place as text, opaque to callers: behind the row with these cells. */
struct str sort_place(
    struct ctx *c, const struct sort *sort, const struct cell *now, int64_t id);
MUST_USE enum err sort_read_place(
    struct ctx *c, const struct sort *sort, struct str text, struct place *out);
/* " and …" the rows of a phase behind a place, and " order by …" */
void sort_from(
    struct sql *q, const struct sort *sort, const struct place *from, bool empty_phase);
void sort_order(struct sql *q, const struct sort *sort, bool empty_phase);
/* " from … t where …": living, allowed, asked for; with what a face has to join, or
 * along a way, where they are given.  errs  DENIED · INPUT */
struct way;
MUST_USE enum err list_where(struct ctx *c, const struct query *query,
    const struct face *face, const struct way *way, struct sql *q);

size_t list_limit(const struct query *query); /* rows of a page */

/* ---- what is in the archive (archive.c) ---- */

bool record_is_archived(const struct record *rec);
/* Of a change that is stored: the archive is not for what people work with. */
void archive_leave(struct record *rec);
/* What is asked for; a rule that speaks of the archive asks for it, too. */
enum archived archive_asked(const struct query *query, const struct rule *rule);
/* " and …": nothing of the archive. */
void archive_out(struct sql *q, const struct entity *e, const char *alias);
/* " and …" */
void archive_where(struct sql *q, enum archived asked);
/* Is some of e there? */
MUST_USE enum err archive_has_some(struct ctx *c, const struct entity *e, bool *out);

/* One of several lists that together are what is asked for, each in its order. */
struct arm {
	struct pin pin;
	struct people ids; /* pin.by NULL: records by their ids */
};

/* How a page is found: by the engine's own choice, along an index, or from several
 * places of an index, whose lists are merged. */
struct way {
	bool given;
	struct str index; /* "": along the ids */
	struct arm *arms;
	size_t arm_count;
	bool pins_rights, pins_rule; /* the arms leave nothing of it to be asked */
};

/* The stretch of a list that a statement asks for. */
struct stretch {
	const struct sort *sort;
	const struct place *from;
	bool empty_phase;
	int64_t most;
};

/* arms.c: true: they are in out */
bool arms_choose(
    struct ctx *c, const struct query *query, const struct sort *sort, struct way *out);
MUST_USE enum err arms_statement(struct ctx *c, const struct query *query,
    const struct face *face, const struct way *way, const struct stretch *of,
    struct sql *q);

/* errs  INPUT  an order that no index keeps, of too many */
MUST_USE enum err way_choose(
    struct ctx *c, const struct query *query, const struct sort *sort, struct way *out);

/* The statement that counts them. */
MUST_USE enum err list_counts(
    struct ctx *c, const struct query *query, int64_t max, struct sql *q);
/* How many, but no more than max. */
MUST_USE enum err list_count(
    struct ctx *c, const struct query *query, int64_t max, int64_t *count);

/* ---- a row as it is shown ---- */

#define RECORD_TITLE_MAX 160

/* ---- what events name (names.c) ---- */

struct names;

MUST_USE enum err names_of(struct ctx *c, const struct entity *e,
    const struct event *events, size_t count, struct names **out);
/* "by": { id, title } or null */
void names_write_by(struct jw *w, const struct names *names, int64_t actor);
/* "refs": { field: { from: { id, entity, title }, to: … } }, those that changed */
void names_write_refs(
    struct ctx *c, struct jw *w, const struct names *names, const struct event *event);

#endif
