/*
 * meta.h - the door of meta/: what there is.
 *
 * Entities, fields, pipelines and rights are data: JSON documents of the core,
 * of packs and of the site's own sheet, compiled into one immutable snapshot.
 * A change compiles a new snapshot and swaps the pointer; running work ends on
 * the one it holds.
 *
 * Life     a snapshot lives while somebody holds it (meta_hold, meta_drop).
 * Threads  a snapshot never changes.
 * Limits   META_*_MAX below; kith check reports what goes over them.
 */
#ifndef META_META_H
#define META_META_H

#include "db/db.h"
#include "meta/action.h"
#include "meta/archive.h"
#include "meta/line.h"
#include "meta/portal.h"
#include "meta/paper.h"
#include "meta/price.h"
#include "meta/quality.h"
#include "meta/reach.h"
#include "meta/reason.h"
#include "meta/scheme.h"

#define META_ENTITIES_MAX 400
#define META_FIELDS_MAX 400
#define META_OPTIONS_MAX 500
#define META_KEY_MAX 500 /* letters of a text that records are found by */
#define RULE_DEPTH_MAX 32
#define RULE_NODES_MAX 200
#define RULE_TEXT_MAX 4000
#define RULE_SEGMENTS_MAX 4 /* one within another */
#define TYPE_COLUMNS_MAX 12

struct field;
struct entity;
struct record;
struct rule;
struct source;

/* ---- types: what a value can be ---- */

enum store { STORE_INT, STORE_TEXT, STORE_REAL, STORE_BLOB };

struct column {
	const char *suffix; /* after the field's name; "" for the first */
	enum store store;
};

enum {
	OP_EQ = 1,    /* = != in */
	OP_LESS = 2,  /* < <= > >= between */
	OP_TEXT = 4,  /* contains starts */
	OP_HAS = 8,   /* contains, of a list of words */
	OP_EMPTY = 16 /* is set, is empty */
};

/*
 * A value is a run of cells, one for each column of its type; the first is
 * null when the value is empty.
 */
struct type {
	const char *name, *doc;
	const char *wire; /* the form in JSON, for doc/words.md */
	struct column columns[TYPE_COLUMNS_MAX];
	unsigned ops;
	int compare; /* the column that = < are asked of */
	int fold;    /* the column that contains and starts are asked of; 0: none */
	int sort;    /* the column that sorts; -1: cannot be sorted by */
	/* A letter beside what the field says of the parts: "_family" … */
	const char *const *parts; /* names of parts in order of columns 1…; NULL: none */
	bool text;                /* takes part in full text */

	/* JSON to cells.  Adds faults; leaves v empty when it does. */
	void (*read)(
	    struct ctx *c, const struct field *f, const json_t *in, struct cell *v);
	/* The field's own limits: min, max, choices.  Adds faults. */
	void (*check)(struct ctx *c, const struct field *f, const struct cell *v);
	/* Cells to JSON; never called for an empty value. */
	void (*write)(struct jw *w, const struct field *f, const struct cell *v);
	/* Cells to text for export, mail, search, log; "" for none. */
	struct str (*show)(
	    struct arena *mem, const struct field *f, const struct cell *v);
	/* All that is in either, each once; NULL: a value is one or the other.
	 * False: too many. */
	bool (*join)(struct arena *mem, struct cell *to, const struct cell *more);
	/* A literal of a rule ('text' or number) to what compare holds. */
	bool (*literal)(struct arena *mem, const struct field *f, struct str text,
	    bool number, struct cell *out);
};

int type_columns(const struct type *type);
/* False: the column is there to find and to sort by, and neither written nor shown. */
bool type_shows(const struct type *type, int column);

/* ---- traits: what an entity can do ---- */

struct trait {
	const char *name, *doc;
	bool still; /* nothing of it follows from a new owner, or record_give() does it */
	const char *adds; /* fields it brings: a JSON object in the entity's format */
	enum err (*fill)(struct ctx *c, struct record *rec);
	enum err (*check)(struct ctx *c, struct record *rec);
	enum err (*before_write)(struct ctx *c, struct record *rec);
	enum err (*after_write)(struct ctx *c, struct record *rec);
};

/* Hooks of the few entities that the server itself reads: same places. */
struct hooks {
	const char *entity;
	bool still; /* as of a trait */
	enum err (*fill)(struct ctx *c, struct record *rec);
	enum err (*check)(struct ctx *c, struct record *rec);
	enum err (*before_write)(struct ctx *c, struct record *rec);
	enum err (*after_write)(struct ctx *c, struct record *rec);
};

/* All words of the program, passed down from app/words.c. */
struct words {
	const struct type *const *types;   /* NULL-ended */
	const struct trait *const *traits; /* NULL-ended */
	const struct hooks *const *hooks;  /* NULL-ended */
	const char *version;               /* of the program: packs need one */
	const char *const *kept;           /* names no entity can have; NULL-ended */
};

/* ---- entities ---- */

struct option { /* of a choice; a stage is one too */
	struct str name, label;
	int hue; /* 0: none */
	bool retired;
};

enum stage_end { STAGE_OPEN, STAGE_WON, STAGE_LOST };

struct stage {
	struct str name;
	struct str *next;
	size_t next_count;
	bool keeps; /* on coming here a version is kept: record/version.c */
	const struct field **needs, **locks;
	size_t needs_count, locks_count;
	enum stage_end end;
	const json_t *sets; /* field -> value on the wire */
	int64_t stale_after_ms;
	const struct rule *when;
};

enum on_delete { DELETE_CLEAR, DELETE_REFUSE };

/* Does it say something of a person?  As declared, or by type and entity. */
enum personal { PERSONAL_NO, PERSONAL_YES, PERSONAL_SENSITIVE };

enum level { LEVEL_NONE, LEVEL_SEE, LEVEL_CHANGE }; /* of a field, for a role */

struct role_level {
	struct str role;
	enum level level;
};

/* Of a field that not everybody has who has the record.  Asked by auth_field(). */
struct guard {
	bool own;          /* private: only of the actor's own records */
	enum level others; /* of roles that are not named */
	LIST(struct role_level) roles;
	bool open_parts;            /* it shows what it is calculated from, and says so */
	const struct field **parts; /* guarded ones that it is calculated from */
	size_t part_count;
};

struct field {
	struct str name, label, doc, unit, back, series;
	struct str key; /* "name": as it stands in JSON */
	const struct type *type;
	const struct entity *entity;
	size_t index; /* among the entity's fields */
	size_t first; /* its first cell among the record's */
	bool required, readonly, unique, search, no_audit, hidden, up, system, title;
	bool plain;      /* a number that is not written in groups */
	bool impersonal; /* declared to say nothing of anybody */
	bool brought;    /* by what the entity's document says of data quality */
	bool away;       /* hidden by others than who brought it: its values are kept */
	bool matched;    /* it tells duplicates, for or against */
	bool has_min, has_max;
	double min, max;
	const struct entity **to; /* ref: one; any: some */
	size_t to_count;
	enum on_delete on_delete;
	enum scheme scheme; /* of a text that proves itself: meta/scheme.h */
	enum personal personal;
	struct option *of;
	size_t of_count;
	const struct rule *show, *needed, *among;
	struct str show_text;
	struct str says; /* why not, where among does not hold; "" */
	const struct calc *is;
	struct str is_text;
	bool summed; /* the program sums lines of the record into it: line.h */
	/* what the reference `through` names has in `from`, when it is set or becomes
	 * another, unless somebody says or said something else */
	const struct field *through, *from;
	const json_t *preset;
	bool preset_today; /* it is so many days from the day on which one is made */
	int64_t preset_days;
	const struct trait *trait; /* that brought it, or NULL */
	struct guard *guard;       /* NULL: everybody's who has the record */
	bool in_body, in_apart;    /* where the search box's index holds words of it */
	unsigned late;             /* bits of its columns whose index a job makes still */
	bool waits;                /* so it does with the one that keeps it unique */
	struct str same_index;     /* see field_same_index() */
	int same_column;           /* by which duplicates are asked of; its bit in late */
};

struct holds { /* a rule a record must fulfil */
	struct str name, says;
	const struct rule *rule;
	const struct field *at;
};

enum may {
	MAY_READ,
	MAY_CREATE,
	MAY_CHANGE,
	MAY_DELETE,
	MAY_EXPORT,
	MAY_IMPORT,
	MAY_HAND,  /* give it to another owner; where nothing is said, as change */
	MAY_SHARE, /* let others see or change it; where nothing is said, as change */
	MAY_COUNT
};
extern const char *const may_names[MAY_COUNT];

struct right {
	bool yes;
	bool implied;   /* nothing was said: it is what "change" is */
	bool territory; /* and what is in territories of theirs (auth/territory.c) */
	const struct rule *rule; /* yes, when it holds; NULL: always */
	struct str level;        /* as written: "@team", a rule; "" for true and false */
};

struct may_row {
	struct str role; /* "*": everybody who is signed in */
	struct right rights[MAY_COUNT];
	bool said[MAY_COUNT];
	bool site; /* the site's own rights speak of it */
};

#define META_MATCH_MAX 8  /* keys of an entity */
#define META_UNLIKE_MAX 8 /* fields that speak against */

/* What two records agree in if they are one: all of it, as far as it is said. */
struct match {
	const struct field *fields[4]; /* the same in each */
	size_t count;
	const struct field *any[4]; /* one of these is one of the other's */
	size_t any_count;
	const struct field *like;   /* a name, about the same */
	const struct field *domain; /* an address at the same place on the net */
	bool plain;                 /* fields only: asked of an index, at every save */
	int weight;                 /* 1…99: how sure it makes, alone */
};

struct unlike { /* both have it, and it is another */
	const struct field *field;
	int weight; /* 1…99: how much less sure it makes */
};

struct entity {
	struct str name, one, many, doc, icon, group;
	int order;
	bool server;  /* read by the program itself */
	bool guarded; /* some of its fields are not everybody's, or were */
	/* The search box's index holds words of its fields apart; some of a field that
	 * is no more; and is to be made anew. */
	bool words_apart, words_lost, words_old;
	unsigned late_lists; /* bits of entity_wants_lists() that a job makes still */
	bool late_ids;       /* and that of what is at work, by id */
	bool person;         /* a record of it is a human being */
	bool takes;          /* some of its fields take over what is elsewhere */
	const struct trait **traits;
	size_t trait_count;
	const struct hooks *hooks;
	struct field *fields;
	size_t field_count;
	const struct field **computed; /* each behind those it is calculated from */
	size_t computed_count;
	size_t cell_count;
	struct str columns; /* all cells in order, for a select from alias t */
	struct str insert;  /* the statement; its values: id, version, all cells */
	struct map by_name;
	const struct field *title, *under, *badge, *owner, *stage;
	const struct field *ended; /* the day on which such a thing ends; or NULL */
	const struct field *facts[4];
	size_t fact_count;
	struct stage *stages;
	size_t stage_count;
	struct holds *holds;
	size_t holds_count;
	struct may_row *may;
	size_t may_count;
	const struct field **mine; /* people by whom documents give rights to read */
	size_t mine_count;
	const struct field **about; /* of an item: references to what it is about */
	size_t about_count;
	struct match *match; /* META_MATCH_MAX at most */
	size_t match_count;
	struct unlike *unlike;
	size_t unlike_count;
	const struct reach_word *reach;  /* NULL: nobody is reached by it */
	const struct approach *approach; /* NULL: it is no way to contact anybody */
	const struct price *price;       /* NULL: it is no price list */
	const struct line_word *line;    /* NULL: it is no line of anything */
	struct portal *portal;           /* NULL: no customer sees it */
	const struct entity *lines;      /* whose records are its lines; or NULL */
	const struct paper_word *paper;  /* NULL: it has none for strangers */
	struct action *actions;          /* one of them may be ACTION_CONVERT */
	struct quality *quality;         /* NULL: nothing is said of it */
	struct archive *archive;         /* NULL: it has none */
	size_t action_count;
	const json_t *views;
	struct {
		const struct entity *entity;
		const struct field *field;
	} * related;
	size_t related_count;
};

struct facts { /* of the site: _setting */
	struct str name, language, country, zone;
	const struct currency *currency;
	bool toman;
	const json_t *rates;    /* currency -> decimal text: one of it in the site's */
	const json_t *security; /* auth/policy.c: what was set; absent: the default */
};

struct meta {
	struct arena *mem;
	int64_t version;
	struct entity *entities;
	size_t entity_count;
	struct map by_name;
	bool guarded, words_old, quality_old; /* is some entity? */
	bool no_words_apart; /* an index of before, with no place for them */
	bool late;           /* a job makes some index still */
	struct facts facts;
	const json_t *labels[4]; /* by language_index(): path -> text or [one, many] */
	const json_t *texts[4];  /* lang/: the server's own sentences */
	const json_t *documents; /* entity -> document in force, merged (merge.c) */
	const json_t *bases;     /* those that the site's sheet changed: without it */
	/* entity -> path -> "core", a pack's name or "site": who said so; the longest
	 * path that leads there, "" for the rest */
	const json_t *origins;
	const json_t *packs;          /* [ { name, version, label, file } ] */
	const struct source *sources; /* of entities: for meta_say() */
	size_t source_count;
	const json_t *imports; /* what columns of files are called, or NULL */
	struct map mail_hosts; /* meta_is_mail_host() */
	const void *no_mail_host;
	const json_t *rights; /* the site's own, role -> entity -> right; or NULL */
};

/* ---- compile ---- */

struct document {
	struct str file; /* "entities/deal.json": for messages */
	struct str text;
};

struct problem {
	struct str file;
	int line, column;
	struct str at;  /* "fields.amount.type"; "": the document */
	const char *id; /* "E012"; a warning: "W001" */
	struct str text;
};

struct problems {
	struct arena *mem;
	LIST(struct problem) list;
};

/*
 * Compile documents (core, packs, site sheet, in this order; entities/,
 * extend/, …/lang/ and lang/ are told apart by their content and path).
 *
 * out   out       a held snapshot; NULL if there are problems
 *       problems  all of them, not the first; warnings too, which forbid nothing
 * errs  INPUT     there are problems
 */
MUST_USE enum err meta_compile(const struct words *words, const struct document *docs,
    size_t count, const struct facts *facts, int64_t version, struct problems *problems,
    struct meta **out);
struct meta *meta_hold(struct meta *meta);
void meta_drop(struct meta *meta);
/* "1.4" before "1.10": by numbers, what is missing is 0.  -1, 0, 1 */
int version_compare(struct str a, struct str b);
void problem_add(struct problems *to, struct str file, int line, int column,
    struct str at, const char *id, struct str text);
/* At a word of a field, where somebody wrote it. */
void meta_say(const struct meta *meta, struct problems *to, const struct field *f,
    const char *word, const char *id, const char *format, ...) PRINTF(6, 7);
bool problem_warns(const struct problem *p);           /* and forbids nothing */
bool problems_forbid(const struct problems *problems); /* is one no mere warning? */
/* "file:line:column: E012 text" */
struct str problem_show(struct arena *mem, const struct problem *p);

#define MAIL_HOST_MAX 200
/* May anybody have a mailbox there?  The domain in lower case, as documents say. */
bool meta_is_mail_host(const struct meta *meta, struct str domain);
const struct entity *meta_entity(const struct meta *meta, struct str name);
const struct field *entity_field(const struct entity *e, struct str name);
const struct stage *entity_stage(const struct entity *e, struct str name);
bool entity_has(const struct entity *e, const char *trait);
const struct action *entity_action(const struct entity *e, struct str name);
/* Is it kept from somebody who has the record? */
bool field_hides(const struct field *f);
/* Does its document keep it, or what it is made of, from some who read the record?  What
 * the site's own rights say of roles is not asked: strangers are shown it or not, whoever
 * of the company sees it. */
bool field_is_kept(const struct field *f);
const struct option *field_option(const struct field *f, struct str name);
int language_index(const char *language); /* en 0, vi 1, fa 2, zh 3; else 0 */
extern const char *const languages[4];
/* A label in a language: path as in lang files, English from the document. */
struct str meta_label(
    const struct meta *meta, const char *language, const char *path, struct str english);
/* What one, and many, of them are called. */
struct str meta_one(
    const struct meta *meta, const char *language, const struct entity *e);
struct str meta_many(
    const struct meta *meta, const char *language, const struct entity *e);
/* The entity of this name or, in any language, label; NULL: there is none. */
const struct entity *meta_called(
    const struct meta *meta, struct arena *mem, struct str called);
/* What a trait or the program brought has one label for all entities. */
struct str field_label(
    const struct meta *meta, const char *language, const struct field *f);
/* A choice's, of a field that the program brought too. */
struct str option_label(const struct meta *meta, const char *language,
    const struct field *f, const struct option *o);
/* Of a value that is stored; its key, where the choice is gone. */
struct str chosen_label(
    const struct meta *meta, const char *language, const struct field *f, struct str key);
/* Is it this field's name or, in any language, its label?  And does that of an option
 * begin so? */
bool field_called(
    const struct meta *meta, struct arena *mem, const struct field *f, struct str folded);
bool option_called(const struct meta *meta, struct arena *mem, const struct field *f,
    const struct option *o, struct str folded);
/* What its button says. */
struct str action_label(const struct meta *meta, const char *language,
    const struct entity *e, const struct action *a);
/* A sentence of lang/ with its {placeholders} filled. */
struct str meta_text(const struct meta *meta, struct arena *mem, const char *language,
    const char *key, const json_t *args);
/* As the program knows them: doc/words.md. */
void words_print(const struct words *words, struct text *out);
void words_schema(const struct words *words, struct jw *w);

/* ---- tables ---- */

#define META_AT_ONCE_MAX 20000 /* records whose indexes are made in the change itself */

struct fit_how {
	bool plan;    /* say what would be run, and run nothing */
	bool at_once; /* nobody works yet: indexes of large tables, too */
	/* Room for the name of a large table that is looked at from end to end: then
	 * nothing is made, and who comes again has read it before, while others worked.
	 * NULL: it is looked at. */
	struct str *unread;
};

/*
 * Make the tables fit the snapshot: new tables, new columns, indexes.  In the
 * caller's transaction.  Columns that no field has any more stay: their data
 * is the user's.  Indexes that a job is to make are noted in the snapshot.
 *
 * out   *said  the statements, a line each; problems: what the data forbid
 * errs  INPUT  there are problems · AGAIN  *how->unread is to be read first
 */
MUST_USE enum err meta_fit(struct ctx *c, struct meta *meta, const struct fit_how *how,
    struct problems *problems, struct text *said);

struct late_index {            /* of a large table: wanted, and not there */
	struct str what, name; /* as _made knows it; as the engine does */
	const struct entity *entity;
	const struct field *field; /* that people know it by, or NULL */
	bool unique;
	int column;    /* of field, alone; or -1 */
	bool ids;      /* of what is at work, by id */
	int list;      /* of entity_wants_lists(), or -1 */
	bool report;   /* of data quality */
	struct sql on; /* " on deal (…) where …" */
};

MUST_USE enum err meta_late(
    struct ctx *c, const struct meta *meta, const struct late_index **out, size_t *count);
/* Beside those who write: on that database; NULL: in a transaction. */
void sql_make_index(struct sql *q, const struct db *beside, const struct late_index *x);
/* It is there: as meta_fit() notes what it made.  In the caller's transaction. */
MUST_USE enum err meta_note_made(struct ctx *c, struct str what);

/* The one that keeps the field unique.  While field.waits, is it waited for still?  A
 * snapshot may be older.  And it is waited for no longer: *waited: it was. */
struct str field_unique_index(struct arena *mem, const struct field *f);
MUST_USE enum err meta_waits(struct ctx *c, struct str index, bool *waits);
MUST_USE enum err meta_wait_end(struct ctx *c, struct str index, bool *waited);

/* ---- what indexes serve ---- */

/* Does a key of fields that are the same begin with it?  Such a one has an index. */
bool match_begins_with(const struct entity *e, const struct field *f);
/* The index of records by the value as duplicates are asked of; "": there is none. */
struct str field_same_index(const struct field *f);

#define META_LISTS_MAX 6 /* indexes of an entity for a filter and an order */

struct list_index { /* records of one value of by, in the order of sort */
	const struct field *by, *sort;
};

/* Those it should have; those that are there. */
size_t entity_wants_lists(const struct entity *e, struct list_index out[META_LISTS_MAX]);
size_t entity_lists(const struct entity *e, struct list_index out[META_LISTS_MAX]);
const struct field *entity_board(const struct entity *e); /* its columns, or NULL */
bool field_in_view(const struct field *f, const char *view);
/* Should the longest list be walked in its order?  Can it?  Then by this index. */
bool field_wants_order(const struct field *f);
bool field_in_order(const struct field *f);
struct str field_order_index(struct arena *mem, const struct field *f);
/* That of what is at work, newest last; "": the ids of all are as good, or it is not
 * there. */
struct str entity_ids_index(struct arena *mem, const struct entity *e);
/* Is it, or that of a column, of what is at work alone, without the archive? */
bool field_order_is_lean(const struct field *f);
bool column_index_is_lean(const struct field *f, int column);
/*
 * Does an index hold the records that the rule leaves in the order of sort (NULL:
 * of ids), beside each other, for this actor (NULL: for whoever is alone)?
 */
bool rule_is_served(const struct rule *rule, const struct entity *e,
    const struct field *sort, const struct actor *a);

/*
 * A right from its level: true, false, "@team" or a rule about records of e.
 * errs  INPUT  *why says what and where
 */
MUST_USE enum err right_compile(struct arena *mem, const struct meta *meta,
    const struct entity *e, const json_t *value, struct right *out,
    struct rule_fault *why);

/* What a role may, as one would write it: true, false, a level or a rule. */
json_t *right_level(
    struct arena *mem, const struct entity *e, struct str role, enum may what);

/* Levels: whose records, by their owner. */
#define LEVEL_WORDS 6
extern const struct level_word {
	const char *word, *rule; /* "@team", "owner in @team" */
} level_words[LEVEL_WORDS];
const struct level_word *level_named(struct str word); /* NULL: a rule of its own */
struct str level_rule(struct str level); /* "@own" as a rule; a rule as it is */
/* Can it be kept from somebody? */
bool field_guardable(const struct field *f);

bool field_has_index(const struct field *f); /* of it and the ids */
/* Does a job make the index of that column still? */
bool field_is_late(const struct field *f, int column);

#define PINS_MAX 64

struct pin { /* records whose field has this value; null: none */
	const struct field *by;
	struct cell value;
};

struct pins {
	struct pin at[PINS_MAX];
	size_t count;
	bool exact; /* all that have one of these, and nothing else, are let through */
};

/*
 * The values by which indexes find, in the order of sort (NULL: of ids), all that
 * the rule lets this actor see.  False: there are none, or too many.
 */
bool rule_pins(struct ctx *c, const struct rule *rule, const struct entity *e,
    const struct field *sort, struct pins *out);
bool pins_join(struct pins *to, const struct pins *more); /* false: too many */

void sql_table(struct sql *q, const struct entity *e);
void sql_column(struct sql *q, const struct field *f, int i);
/* Those in the trash count. */
MUST_USE enum err entity_has_records(struct ctx *c, const struct entity *e, bool *out);

/* ---- values ---- */

bool value_empty(const struct cell *v);
bool value_same(const struct field *f, const struct cell *a, const struct cell *b);
/* The entity that a ref or any points to; not of an empty value. */
const struct entity *value_target(const struct field *f, const struct cell *v);
void value_clear(const struct field *f, struct cell *v);
void value_write(struct jw *w, const struct field *f, const struct cell *v);
struct str value_show(struct arena *mem, const struct field *f, const struct cell *v);
/* { minor, cur } */
void money_json(struct jw *w, int64_t minor, struct str cur);
/* [{ code, digits, symbol }]: all there are. */
void currencies_write(struct jw *w);
/* An amount in the site's currency; false: there is no rate, or it is too large. */
bool money_worth(struct ctx *c, int64_t minor, const struct currency *cur, int64_t *out);

#include "meta/rules.h"

#endif
