/*
 * record.h - the door of record/: find, check and store records.
 *
 * A record is one row of an entity, with its values parsed and typed.  This
 * folder knows entities only as data; it is the one place that writes to an
 * entity's table, so what must always hold is held here and nowhere else.
 *
 * Life     records live in c->mem and end with the piece of work c.
 * Threads  a record belongs to its c; entities are shared and never change.
 * Limits   RECORD_PAGE_MAX rows a page, RECORD_COUNT_MAX counted exactly.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "auth/auth.h"
#include "event/event.h"
#include "meta/meta.h"
#include "search/search.h"

#define RECORD_PAGE_MAX 200
#define RECORD_COUNT_MAX 1000
#define RECORD_SORTED_MAX 20000 /* rows that are sorted without an index */
#define RECORD_MANY 5000        /* rows a filter leaves, from which they are not sorted */
#define RECORD_GROUP_MAX 100
#define RECORD_TIMELINE_PAGE 50

struct ref {
	const struct entity *entity;
	int64_t id;
};

struct record {
	const struct entity *entity;
	int64_t id, version, deleted_ms;
	struct cell *now;            /* entity->cell_count cells */
	struct cell *before;         /* as stored; NULL: new */
	bool given[META_FIELDS_MAX]; /* fields the caller spoke of */
	bool handed;  /* by a right to hand that is said: judged before it is stored */
	bool as_is;   /* store it as it stands: nothing is stamped, filled, calculated */
	bool carried; /* what it names was named by others: whoever sees it */
	bool apart;   /* it is not stored where it resembles another */
};

static inline struct cell *
record_value(const struct record *rec, const struct field *f)
{
	return &rec->now[f->first];
}

bool record_changed(const struct record *rec, const struct field *f);
bool record_is_new(const struct record *rec);
struct str record_title(struct arena *mem, const struct record *rec);

/* Set a field from its wire form, inside fill or before_write.  Adds faults. */
void record_put(
    struct ctx *c, struct record *rec, const struct field *f, const json_t *value);

/* ---- the one way to change ---- */

/*
 * in    which   the record
 *       seen    the version the actor last saw; 0: whatever it is now
 *       news    object, field -> value; absent: unchanged, null: cleared
 * out   out     the record as stored, in c->mem, with its new version
 * errs  ABSENT  not there, or not for these eyes
 *       INPUT   faults, per field, all of them at once
 *       DENIED  the actor may not
 *       CLASH   the row has another version now; c->notes holds it as JSON
 */
MUST_USE enum err record_create(
    struct ctx *c, const struct entity *e, const json_t *news, struct record **out);
/*
 * The same in steps, for who must ask something in between (an import: is it
 * there already?): begin, say values, each typed once, and finish.
 */
struct record *record_begin(struct ctx *c, const struct entity *e);
MUST_USE enum err record_say(struct ctx *c, struct record *rec, const json_t *news);
MUST_USE enum err record_finish(struct ctx *c, struct record *rec);
/* As record_create, with values that the program says, of fields that the actor may
 * not set: field -> value, as news. */
MUST_USE enum err record_create_hidden(struct ctx *c, const struct entity *e,
    const json_t *news, const json_t *hidden, struct record **out);
MUST_USE enum err record_change(struct ctx *c, struct ref which, int64_t seen,
    const json_t *news, struct record **out);
/*
 * The same two, and nothing is stored where the record would resemble others that the
 * actor sees, as surely as a pair does; of a change, if it changed what is compared.
 *
 * errs  ALIKE  c->notes holds them, as record_alikes_write() does
 */
MUST_USE enum err record_create_apart(
    struct ctx *c, const struct entity *e, const json_t *news, struct record **out);
MUST_USE enum err record_change_apart(struct ctx *c, struct ref which, int64_t seen,
    const json_t *news, struct record **out);
/* Into the trash, and back. */
MUST_USE enum err record_delete(
    struct ctx *c, struct ref which, int64_t seen, struct record **out);
MUST_USE enum err record_restore(struct ctx *c, struct ref which, struct record **out);
/*
 * Into the archive, and back; as it is already: nothing happens.  It comes back by
 * itself when it is changed, or when something happens with it.
 * errs  ABSENT  not there, or of an entity without an archive · DENIED · CLASH
 */
MUST_USE enum err record_archive(
    struct ctx *c, struct ref which, int64_t seen, bool away, struct record **out);
/* Something happened with it, then: it is nothing of the past. */
MUST_USE enum err record_come_back(struct ctx *c, struct ref which, int64_t at_ms);
/* Everything but the writing: what would be refused, or stored. */
MUST_USE enum err record_try(
    struct ctx *c, const struct entity *e, const json_t *news, struct record **out);

/* ---- find ---- */

/* For these eyes; trash too.  errs  ABSENT */
MUST_USE enum err record_load(struct ctx *c, struct ref which, struct record **out);
/* " t where …": the living records with that value in a column of the field, whether the
 * index that keeps it unique is there or not (unique.c). */
MUST_USE enum err record_sql_who(struct ctx *c, struct sql *q, const struct field *f,
    int column, const struct cell *v);
/* Past record_store(): its values of unique fields are kept while they have no index. */
MUST_USE enum err record_keep_unique(struct ctx *c, const struct record *rec);
/* By the value of a unique field.  *id 0: none. */
MUST_USE enum err record_find(
    struct ctx *c, const struct field *f, struct str value, int64_t *id);

enum archived { ARCHIVED_OUT, ARCHIVED_WITH, ARCHIVED_ONLY };
/* "with", "only", "": left out.  False: it is none of them. */
bool archived_read(struct str word, enum archived *out);

struct query {
	const struct entity *entity;
	struct str where;                  /* a rule */
	struct str words;                  /* full text */
	struct str sort;                   /* "-amount,name" */
	struct str after;                  /* cursor of the page before */
	const struct field *const *fields; /* NULL: those of the table and the face */
	size_t field_count;
	int limit;
	bool trash;
	enum archived archived; /* what is in the archive is left out, unless asked for */
	bool out;     /* they leave the house: the right to export is asked as well */
	bool summed;  /* each of them counts; record's own */
	int mistakes; /* in the words, that are forgiven (search.h); record's own */
	bool newest;  /* of those that have the words, also where not all of them are the
		       * answer; record's own */
	const struct rule *rule; /* of where; record's own */
};

struct page {
	struct record **rows;
	size_t count;
	struct str next; /* "" at the end */
};

/* errs  INPUT  bad_rule{message}, bad_sort, unknown_field */
MUST_USE enum err record_page(struct ctx *c, const struct query *query, struct page *out);
/* The same as JSON, { rows, next }: each row as the API shows it. */
MUST_USE enum err record_list(struct ctx *c, const struct query *query, struct jw *w);
MUST_USE enum err record_count(
    struct ctx *c, const struct query *query, int64_t *count, bool *exact);
/* Groups by a field with the sum of another, as JSON. */
MUST_USE enum err record_sum(struct ctx *c, const struct query *query,
    const struct field *by, const struct field *sum, struct jw *w);

struct title {
	int64_t id;
	struct str text;
	struct str mark; /* it is one of the past: for title_write */
};

/* Titles of records by id, those the actor may read; "" for the others. */
MUST_USE enum err record_titles(struct ctx *c, const struct entity *e, int64_t *ids,
    size_t count, struct title **out);
/* { id, entity, title }, and gone or ended of one of the past: of a title that was read,
 * or of one record, for these eyes. */
void title_write(
    struct ctx *c, struct jw *w, const struct entity *e, const struct title *title);
MUST_USE enum err record_write_named(
    struct ctx *c, struct jw *w, const struct entity *e, int64_t id);
/* ---- who may be the same (alike.c) ---- */

#define ALIKE_MOST 10

struct alike {
	int64_t id;
	struct title title;
	int score;                /* 0…99: how sure, as of pairs */
	unsigned agree, disagree; /* record's own */
	const struct field *why[12];
	size_t why_count;
};

struct alikes { /* the surest first */
	const struct entity *entity;
	struct alike at[ALIKE_MOST];
	size_t count;
};

enum alike_ask {
	ALIKE_SURE, /* as sure as a pair that is kept */
	ALIKE_ANY   /* and all who are the same in all of a key, whatever else differs */
};

/* Living records that may be the same as rec, which may be stored or not, of those that
 * the actor reads, by fields they may ask.  Judged as the search for pairs does. */
MUST_USE enum err record_alike(
    struct ctx *c, const struct record *rec, enum alike_ask ask, struct alikes *out);
/* Is there something new that it could be known by: is it worth asking? */
bool record_alike_news(const struct record *rec);
/* { entity, id, title, why, score } */
void record_alike_write(
    struct ctx *c, struct jw *w, const struct entity *e, const struct alike *one);
void record_alikes_write(
    struct ctx *c, struct jw *w, const struct alikes *all); /* a list of them */
/* ---- notices (notice.c) ---- */

/* A notice, written by the program; nothing, where none can be about such a record. */
MUST_USE enum err notice_write(
    struct ctx *c, int64_t to, const char *kind, struct ref about, struct str text);
/* Of whoever is told; the site's, if they never chose one. */
const char *notice_language(struct ctx *c, int64_t user);

/* ---- lines of a whole (lines.c) ---- */

#define LINES_MAX 200 /* of one whole */

/*
 * A whole and its lines in one step, all or none; its sums are made anew.
 *
 * in    which  of an entity that has lines
 *       seen   the version of the whole, as for record_change()
 *       wish   { "fields": of the whole, "delete", "change", "create": its lines, as for
 *              record_several(); "create" without the reference to the whole }
 * out   w      { "record": the whole, "lines": as record_several() answers }
 * errs  INPUT  faults of lines at "create.0.price", of the whole at its fields;
 *              ABSENT  not there, or of an entity without lines · DENIED · CLASH
 */
MUST_USE enum err record_lines_save(
    struct ctx *c, struct ref which, int64_t seen, const json_t *wish, struct jw *w);
/*
 * Another of its kind with the same lines, in one step (lines_copy.c).
 *
 * in    which  whose lines are taken: of an entity that has some
 *       news   what the new one says, as for record_create()
 * out   out    the new one as stored, summed
 * errs  as record_create(); faults of lines at "lines.0.price"; ABSENT  not there, or of
 *       an entity without lines
 */
MUST_USE enum err record_lines_copy(
    struct ctx *c, struct ref which, const json_t *news, struct record **out);
/* Of a line, for its trait: its place, what it may; past the save, the sums. */
MUST_USE enum err record_line_fill(struct ctx *c, struct record *line);
MUST_USE enum err record_line_check(struct ctx *c, struct record *line);
MUST_USE enum err record_line_after(struct ctx *c, struct record *line);

/* ---- versions: a record with its lines, as it was (version.c) ---- */

#define VERSIONS_TOLD 100 /* of one record, the newest */

struct version {
	int64_t number; /* 1, 2, … of one record */
	int64_t at_ms, actor;
	struct str stage; /* that it came to */
	json_t *body; /* { "fields": {}, "lines": [{ "id", "fields" }] }, whoever asks */
};

/* Keep it as it is, unless it is as the last version is; in the save that moved it. */
MUST_USE enum err record_version_keep(struct ctx *c, const struct record *rec);
/* The newest, for the program.  errs  ABSENT  there is none */
MUST_USE enum err record_version_last(
    struct ctx *c, struct ref which, struct version *out);
/*
 * For these eyes, as JSON: { rows }, the newest first; or one, with its fields and lines,
 * as far as the reader has such fields of the record as it is now.
 * errs  ABSENT  no such record, or version
 */
MUST_USE enum err record_versions(struct ctx *c, struct ref which, struct jw *w);
MUST_USE enum err record_version(
    struct ctx *c, struct ref which, int64_t number, struct jw *w);
/* The record goes for good. */
MUST_USE enum err record_versions_forget(struct ctx *c, struct ref which);

/* ---- links: one record, for a customer who has no account (link.c) ---- */

#define RECORD_LINKS_MAX 20 /* of one record, at a time */
#define LINK_DAYS 60        /* that one is good for, unless somebody says so */
#define LINK_DAYS_MAX 365
#define LINK_ANSWERS_MAX 50 /* that are taken by one */

struct link {
	int64_t id;
	struct ref which;
	int64_t by, made_ms, until_ms;
	int64_t seen; /* the last version that was looked at by it; 0: none */
};

/*
 * out   secret  of the link, told once: its hash is kept
 * errs  ABSENT · DENIED  who may not change it hands out no link
 *       INPUT  links_full{max}, link_days{max}
 */
MUST_USE enum err record_link_make(
    struct ctx *c, struct ref which, int64_t days, struct link *out, char secret[44]);
/* { rows }: those that are good still. */
MUST_USE enum err record_links(struct ctx *c, struct ref which, struct jw *w);
/* errs  ABSENT  it has no such link · DENIED */
MUST_USE enum err record_link_end(struct ctx *c, struct ref which, int64_t id);
/* For the program.  errs  ABSENT  there is none with this secret, or it is over */
MUST_USE enum err record_link_find(struct ctx *c, struct str secret, struct link *out);
/* They look at this version.  *first: nobody had by this link */
MUST_USE enum err record_link_seen(
    struct ctx *c, const struct link *link, int64_t number, bool *first);
/* They say something.  errs  INPUT  portal_full{max}: they said enough */
MUST_USE enum err record_link_says(struct ctx *c, const struct link *link);
/* The record goes for good. */
MUST_USE enum err record_links_forget(struct ctx *c, struct ref which);

#define SEVERAL_MAX 200
/*
 * Several in one step, all or none (several.c).
 *
 * in    wish  { "delete": [{ id, version }], "change": [{ id, version, fields }],
 *             "create": [{ fields }] }, each may be absent; no version: whatever it is
 * out   w     the same keys, with rows as they are stored
 * errs  INPUT  faults at "create.0.name"; ABSENT · DENIED · CLASH as for each
 */
MUST_USE enum err record_several(
    struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w);
/* Records that are likely the same as news, for these eyes, as such a list. */
MUST_USE enum err record_duplicates(
    struct ctx *c, const struct entity *e, const json_t *news, struct jw *w);
/* The first such record; *id 0: none.  by: fields to agree in, or none for
 * the entity's own match keys. */
MUST_USE enum err record_same(struct ctx *c, const struct record *rec,
    const struct field **by, size_t by_count, int64_t *id);

/* ---- show ---- */

/* A record as the API shows it, with the titles of what it refers to. */
MUST_USE enum err record_write(
    struct ctx *c, struct jw *w, const struct record *rec, bool as_list);
/* The stored one, for these eyes, in one statement; trash too.  errs  ABSENT */
MUST_USE enum err record_show(struct ctx *c, struct ref which, struct jw *w);
MUST_USE enum err record_history(
    struct ctx *c, struct ref which, struct str after, struct jw *w);
MUST_USE enum err record_timeline(
    struct ctx *c, struct ref which, struct str after, struct str kind, struct jw *w);
/* The search box, as JSON: { hits }; { archived }, how many more are in the archive, if
 * that is known; and { meant }, the words that are answered where nothing has those that
 * were asked. */
MUST_USE enum err record_search(
    struct ctx *c, struct str words, enum archived archived, int limit, struct jw *w);

/* ---- who sees what happened ---- */

enum sight {
	SIGHT_NONE, /* not theirs */
	SIGHT_SEEN,
	SIGHT_CAME, /* they see it since this event */
	SIGHT_GONE, /* they saw it until this event */
	SIGHT_ASK   /* not known: record_sight() asks the row; of it: cannot be read */
};

struct happened; /* an event, and the record it is about, read when first asked */

/* In c->mem; event must live as long. */
struct happened *record_happened(struct ctx *c, const struct event *event);
/* What everybody with the actor's roles sees of it; ASK: it depends on the row. */
enum sight record_sight_of_all(struct ctx *c, const struct happened *h);
enum sight record_sight(struct ctx *c, struct happened *h);
/* What the actor, who sees the record, sees of what changed; as JSON, or "". */
struct str record_told(struct ctx *c, struct happened *h);
/*
 * Entities whose rights to read ask, through a reference, what this event
 * changed: who sees which of their records may be another matter since.
 */
size_t record_shifts(
    struct ctx *c, const struct happened *h, const struct entity **out, size_t max);

/* ---- the search box, anew ---- */

struct index_watch {
	bool (*tell)(void *arg, struct str entity, int64_t done); /* false: stop */
	void *arg;
};

/*
 * Make the index of all that is stored anew, in a database that nobody else has
 * open; a transaction for some records each.
 * errs  LIMIT  watch stopped it
 */
MUST_USE enum err record_index_all(struct ctx *c, const struct index_watch *watch);
/*
 * The same of the next records of e behind *after, beside others who write; in the
 * caller's transaction.  out  *after  of the last; *count  below max: the end
 */
MUST_USE enum err record_index_next(
    struct ctx *c, const struct entity *e, int64_t *after, size_t max, size_t *count);

/* ---- data quality: what is calculated of it (meta/quality.h), anew ---- */

/* Is what is stored calculated as this metadata says?  It is noted in it.  In the
 * caller's transaction, when tables fit. */
MUST_USE enum err record_quality_know(struct ctx *c, struct meta *meta);
/* As record_index_next(): the next records, trash too, calculated as it says now. */
MUST_USE enum err record_quality_next(
    struct ctx *c, const struct entity *e, int64_t *after, size_t max, size_t *count);
/* From now on it is. */
MUST_USE enum err record_quality_settle(struct ctx *c, const struct entity *e);
/* Something happened with it, then. */
MUST_USE enum err record_touch(struct ctx *c, struct ref which, int64_t at_ms);
/* The report, by owner, of what the actor reads and query asks, into an open object; its
 * "all" is null while there is no index for it: see record/quality_sum.c.
 * errs  ABSENT  nothing is said of its quality */
MUST_USE enum err record_quality(struct ctx *c, const struct query *query, struct jw *w);

/* ---- actions: what an entity says can be done with a record (act.h) ---- */

struct acted { /* how many records an action touched */
	int64_t created, changed;
};

/*
 * What the action would do, as JSON { asks, changes, makes }: values it begins with,
 * other records that it would change or could, and what it would make.
 * errs  ABSENT · DENIED · INPUT  not_now
 */
MUST_USE enum err record_act_plan(
    struct ctx *c, struct ref which, struct str action, struct jw *w);
/*
 * Do it, in one transaction.
 *
 * in    seen  as for record_change()
 *       wish  { "asks": name -> value, "choices": name -> choice of a change (absent:
 * they stay as they are), "into": name -> what is made: { id } or { fields } or null },
 * each as the plan names it out   w     into an open object: made, changed, row errs
 * ABSENT · DENIED · CLASH INPUT  faults at "asks.name", "choices.name", "name.field"
 */
MUST_USE enum err record_act(struct ctx *c, struct ref which, struct str action,
    int64_t seen, const json_t *wish, struct acted *acted, struct jw *w);

/* ---- reach: may they be contacted? (reach.c) ---- */

#define REACH_WHY_MAX 16      /* reasons of one answer */
#define REACH_COUNT_MAX 10000 /* records that one question is asked of */

enum reach_code {
	REACH_NEVER,      /* a rule of their entity: dead, asked not to be */
	REACH_WITHDRAWN,  /* the consent to be contacted, by this channel */
	REACH_NO_CONSENT, /* advertising: it was never given */
	REACH_NO_MORE,    /* advertising: it was withdrawn */
	REACH_REFUSED,    /* they want none by this channel, or of this topic */
	REACH_QUIET,      /* not at this hour */
	REACH_NOTHING     /* no number, no address */
};

struct reach_why {
	enum reach_code code;
	const struct never *never; /* of NEVER */
	bool told; /* else the actor learns only that there is something */
};

struct reach_ask {
	enum channel by;
	struct str topic; /* ""; what it is about is not known, or no advertising */
	int64_t at_ms;
};

struct reach_answer {
	bool may; /* nothing speaks against it */
	struct reach_why why[REACH_WHY_MAX];
	size_t count;
	int64_t again_ms; /* QUIET: when no more; 0: not within weeks */
	const char *zone; /* QUIET: of their clock */
};

/*
 * May who is asked of be contacted?  Whatever writes, calls or plans to asks this and
 * nothing else.
 *
 * in    who   with all its cells; of an entity with the trait "reach"
 */
MUST_USE enum err record_reach(struct ctx *c, const struct record *who,
    const struct reach_ask *ask, struct reach_answer *out);
/* Each channel, as JSON.  errs  ABSENT  not there, or nobody that is reached */
MUST_USE enum err record_reach_show(
    struct ctx *c, struct ref which, struct str topic, int64_t at_ms, struct jw *w);
/*
 * How many may be, and why others not, as JSON; of those the actor sees.
 *
 * in    wish  { "by": channel, and "ids": [] or "where": rule; "topic", "at" }
 * errs  INPUT  faults of the wish
 */
MUST_USE enum err record_reach_many(
    struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w);

/* ---- prices ---- */

#define RECORD_OFFERS_MAX 5000 /* rates that hold for one question */
#define RECORD_OFFERS_TOLD 50

/*
 * What does it cost?  Of a price list (trait price) all rates that hold, the cheapest
 * first, the best marked, each explained.
 *
 * in    wish  { "by": { field: value }, "quantity": number (1), "on": day (today) }
 *       w     is told { count, offers: [ { total, worth, days, best, lines, record } ] }
 * errs  ABSENT  it is no price list
 *       DENIED  to read rates, or what a price is made of
 *       INPUT   faults: "by", "by.field", "quantity", "on"
 */
MUST_USE enum err record_offers(
    struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w);
/* Is it a price list, and has the actor all that a price is made of? */
bool record_may_price(struct ctx *c, const struct entity *e);

/* ---- merge: several records become one, and may part again ---- */

#define MERGE_MAX 10           /* records, with the one that stays */
#define MERGE_MOVES_MAX 100000 /* records that name one of those that go */

/*
 * Make one record of several.  What named the others names it; they go to the trash,
 * and nothing is lost: record_unmerge() makes it as it was.
 *
 * in    wish  { "into": id, "from": [id, …] } and, where something is chosen,
 *             "take": { field: id of the record whose value is taken },
 *             "versions": { id: as last seen }
 *       seen  the version of the one that stays, as last seen; 0: whatever it is now
 *       w     is told { merge, row, moved }
 * errs  INPUT   faults: "into", "from", "take.field", or of the values of the result
 *       DENIED  to change the one, or to delete one of the others
 *       CLASH   one has another version now; c->notes holds it as JSON
 */
MUST_USE enum err record_merge(struct ctx *c, const struct entity *e, const json_t *wish,
    int64_t seen, struct jw *w);
/* What it would do, in the same words; nothing is done. */
MUST_USE enum err record_merge_plan(struct ctx *c, const struct entity *e,
    const json_t *wish, int64_t seen, struct jw *w);
/* Those that went into a record, newest first, as JSON: { rows }. */
MUST_USE enum err record_merges(struct ctx *c, struct ref which, struct jw *w);
/*
 * Take a merge back.  What somebody changed since stays as they made it.
 *
 * errs  ABSENT  no such merge, or its record is not for these eyes
 *       INPUT   something stands on it: a fault says what
 *       DENIED  as for the merge
 */
MUST_USE enum err record_unmerge(struct ctx *c, int64_t merge, struct jw *w);

/* Records that are in this one by merges that stand. */
MUST_USE enum err record_merged(
    struct ctx *c, struct ref which, int64_t **out, size_t *count);
/* errs  INPUT  it went into another: fault "merged" */
MUST_USE enum err record_unmerged(struct ctx *c, struct ref which);
/* The record goes for good: what is remembered of merges of it goes with it. */
MUST_USE enum err record_merge_forget(struct ctx *c, struct ref which);

/* ---- pairs over the whole table that may be one (pair.h) ---- */

struct pair_watch {
	/* Now and then, outside of any transaction.  errs  what it says ends the search
	 */
	enum err (*tell)(struct ctx *c, void *arg, int64_t done, int64_t total);
	void *arg;
};

bool record_has_pairs(const struct entity *e);
/* Who sees, changes and deletes all of it has the table searched. */
bool record_may_find_pairs(struct ctx *c, const struct entity *e);
/*
 * Search all of e, whoever asks, and keep the pairs.  What was said to be apart stays
 * so; what is found no more is dropped.
 *
 * in    run     a number of this search: the same again goes on
 * out   result  read pairs full skipped skipped_all
 */
MUST_USE enum err record_pairs_find(struct ctx *c, const struct entity *e, int64_t run,
    const struct pair_watch *watch, json_t *result);

struct pair_query {
	struct str after;        /* "" from the surest */
	struct str where;        /* a rule that one of the two fulfils; "": all */
	int limit;               /* 50 at most */
	const struct rule *only; /* of where: record_pairs() compiles it */
};

/*
 * Into an open object: rows, next, count, exact; as the actor sees it.
 * errs  ABSENT  there are none of it · DENIED  fields that tell are not theirs
 */
MUST_USE enum err record_pairs(
    struct ctx *c, const struct entity *e, const struct pair_query *query, struct jw *w);
/* They are two; or apart is false: they may be one after all.  errs  ABSENT · DENIED */
MUST_USE enum err record_pair_part(
    struct ctx *c, const struct entity *e, int64_t id, bool apart);
/* Somebody is to look at those that the stored record resembles: they stand among the
 * pairs, until a search finds them no more.  Those that are known stay as they are. */
MUST_USE enum err record_pairs_note(
    struct ctx *c, int64_t id, const struct alikes *alike);
/* The record goes for good. */
MUST_USE enum err record_pairs_forget(struct ctx *c, struct ref which);

/* ---- many records to other owners (give.c) ---- */

#define GIVE_MAX 1000 /* of one call */

/* What somebody owns of an entity, as far as the actor may hand it on. */
struct holding {
	const struct entity *entity;
	int64_t owner;
	bool open;                 /* only what is not at an end */
	const struct rule **rules; /* that tell them apart: the first that holds */
	size_t rule_count;
};

struct gift {
	int64_t id, version, from;
	int64_t to;  /* the caller's to say, before record_give() */
	size_t rule; /* that holds; rule_count: none */
	bool said;   /* a right to hand that is said reaches it */
	bool given;  /* out of record_give() */
};

/* Are there records of it that the actor may hand on? */
bool record_may_hand(struct ctx *c, const struct entity *e);
/* Can one be at an end, won or lost or done?  If not, all are open. */
bool record_ends(const struct entity *e);
/* How many, by rule: rule_count + 1 numbers. */
MUST_USE enum err record_held(struct ctx *c, const struct holding *h, int64_t *counts);
/*
 * The next of them behind the id after, by rising id, to be given in this transaction.
 * out   count   below GIVE_MAX: the end
 */
MUST_USE enum err record_held_next(struct ctx *c, const struct holding *h, int64_t after,
    struct gift *out, size_t *count);
/* Those of ids, GIVE_MAX at most, that the actor may hand on, whoever owns them. */
MUST_USE enum err record_held_of(struct ctx *c, const struct entity *e,
    const int64_t *ids, size_t id_count, struct gift *out, size_t *count);
/*
 * Give each to its new owner, in the transaction that read them: as a save of each would,
 * with its rights, its history and what follows it.  What may not be is left as it is.
 *
 * in    gifts   by rising id; the new owners are there, for these eyes
 */
MUST_USE enum err record_give(
    struct ctx *c, const struct entity *e, struct gift *gifts, size_t count);
/* Does anything that is declared of it ask whose a record is?  Then it takes longer. */
bool record_minds_owner(const struct entity *e);

/* ---- undo ---- */

/*
 * Take one change of a record back, or some fields of it, where they are still as it
 * left them.
 *
 * in    wish  { "version": that the change made, "fields": [names]; absent: all of it }
 *       seen  as for record_change()
 * out   out   as stored now
 * errs  ABSENT  no such record, for these eyes
 *       INPUT   a fault at each field that cannot go back: undo_stands{who, when} names
 *               who changed it since; or undo_nothing
 *       DENIED · CLASH  as for record_change()
 */
MUST_USE enum err record_step_back(struct ctx *c, struct ref which, int64_t seen,
    const json_t *wish, struct record **out);

/* The same of one event, whoever sees what it changed, or all that it made or deleted.
 * errs  INPUT  something stands on it: faults say what */
MUST_USE enum err record_event_back(struct ctx *c, const struct event *event);

/* Take back what a job did to records, as far as nobody built on it since. */
MUST_USE enum err record_undo(struct ctx *c, const struct event *event, bool *undone);

#endif
