/*
 * room.h - what the files of exchange/ share.
 */
#ifndef EXCHANGE_ROOM_H
#define EXCHANGE_ROOM_H

#include "exchange/exchange.h"

/* ---- words as people write them ---- */

/* Folded, without blanks and punctuation: "E-Mail Address" is emailaddress. */
struct str squeeze(struct arena *mem, struct str s);
bool type_is(const struct field *f, const char *name);

/* ---- the plan: a map, compiled against the metadata ---- */

enum missing { MISSING_REFUSE, MISSING_CREATE, MISSING_SKIP };
enum on_same { SAME_SKIP, SAME_UPDATE, SAME_CREATE };
/* A row that only resembles a record, or a row before it. */
enum on_alike { ON_ALIKE_CREATE, ON_ALIKE_SKIP, ON_ALIKE_UPDATE, ON_ALIKE_REVIEW };
#define ON_ALIKE_SURE 80 /* and no other is as sure: it may be updated unseen */

struct source { /* a column that becomes a value, or a part of one */
	size_t column;
	struct str header;
	const struct field *to;
	const char *part;         /* NULL: the whole */
	const struct field *find; /* what names a reference; NULL: its title, or e-mail */
	enum missing missing;
	enum date_order order;
	char decimal;
	const struct currency *currency; /* NULL: the site's */
	int64_t scale;                   /* scale / 10^scale_digits */
	int scale_digits;
	struct map words;   /* squeezed -> struct str: as the map says */
	struct map choices; /* squeezed -> struct str: names, labels, countries */
};

struct setting { /* a value no column brings */
	const struct field *to;
	struct str text;     /* with {columns}; at NULL: none */
	const json_t *value; /* on the wire */
	const struct rule *when;
};

struct plan {
	const struct entity *entity;
	struct source *sources;
	size_t source_count;
	struct setting *settings;
	size_t setting_count;
	enum on_same on_same;
	enum on_alike on_alike;
	bool tells_alike; /* also where nothing is done about it: a preview */
	const struct field **by;
	size_t by_count;
	const json_t *header; /* array of text */
	bool conditional;     /* some setting has a rule */
	bool match_refers;    /* a key that is asked for holds a reference */
};

/*
 * in    map   as in the contract
 *       seen  what detect() found
 * errs  INPUT a fault for each thing that is not right
 */
MUST_USE enum err plan_read(struct ctx *c, const struct entity *e, const json_t *map,
    const json_t *seen, struct plan **out);

/* Names of countries -> struct str: codes of ISO 3166. */
void countries_add(struct ctx *c, struct map *map);

/* ---- one cell ---- */

/* The value on the wire, to be given away; NULL: empty, or a fault was added. */
json_t *cell_read(struct ctx *c, const struct source *s, struct str text);
/* What the column's words make of it. */
struct str cell_word(struct ctx *c, const struct source *s, struct str text);

/* ---- references by name ---- */

struct refs; /* remembered, up to IMPORT_CACHE_MAX */

struct refs *refs_new(struct arena *mem); /* ends with mem */
/* *out NULL: none.  Faults ref_many, ref_missing at the field. */
MUST_USE enum err refs_find(struct ctx *c, struct refs *refs, const struct source *s,
    struct str text, bool may_make, json_t **out);
void refs_keep(struct refs *refs); /* the row is kept: so is what it made */
void refs_drop(struct refs *refs); /* it is not */
void refs_forget(struct refs *refs);

/* ---- one row ---- */

enum did { DID_CREATE, DID_UPDATE, DID_SKIP, DID_REFUSE, DID_COUNT };
extern const char *const did_names[DID_COUNT];

struct row_did {
	enum did did; /* DID_REFUSE: c->faults say why, nothing of the row is kept */
	int64_t id;   /* of the record that was made or changed */
	json_t *news; /* what was understood: field -> value on the wire */
	struct alikes alike; /* what it resembles, if that was asked */
	bool left;           /* DID_SKIP, for what it resembles */
};

/*
 * Save what a row says, under a savepoint of its own.
 *
 * errs  what no row is guilty of: DOWN FULL BUG LIMIT
 */
MUST_USE enum err row_import(struct ctx *c, const struct plan *plan, struct refs *refs,
    const struct sheet_row *row, struct row_did *out);
/* A fault that names the surest of them. */
void fault_alike(struct ctx *c, const char *code, const struct alikes *alike);
/* "Email: This is not …; Phone: …", in the language of the actor. */
struct str faults_say(struct ctx *c, const struct entity *e);
void faults_write(struct ctx *c, struct jw *w, const struct fault *faults, size_t count);

/* ---- the file ---- */

/* How a file is to be read: null is found out. */
struct reading {
	const char *charset;
	char delimiter;
	const char *sheet;
};

/* { format charset delimiter sheet sheets header sample total } */
MUST_USE enum err detect(
    struct ctx *c, const char *path, const struct reading *how, json_t **seen);
/* Open as it was read before, the header taken. */
MUST_USE enum err sheet_reopen(
    struct ctx *c, const char *path, const json_t *seen, struct sheet_in **out);
/* Faults of a sheet, in words of the contract, at "file". */
void sheet_say(struct ctx *c, const struct sheet_fault *fault);

/* ---- guesses ---- */

/* The entity that the columns speak of most; NULL: none. */
const struct entity *guess_entity(struct ctx *c, const json_t *seen);
/* A map, and the name of the preset that it follows, or NULL. */
json_t *guess_map(
    struct ctx *c, const struct entity *e, const json_t *seen, struct str *preset);
/* For columns of a map that do not say how dates and decimals are written. */
void guess_forms(struct ctx *c, const struct entity *e, const json_t *seen, json_t *map);

/* ---- stored imports ---- */

struct import {
	int64_t id, owner, job, created_ms;
	struct str name, path, entity, state;
	json_t *options; /* { seen, how, map, preset, ran } */
};

MUST_USE enum err import_load(struct ctx *c, int64_t id, struct import *out);
MUST_USE enum err import_insert(struct ctx *c, const struct import *imp);
MUST_USE enum err import_store(struct ctx *c, const struct import *imp);
MUST_USE enum err import_state(struct ctx *c, int64_t id, const char *state);
/* A job that saved records of the import. */
void add_ran(json_t *options, int64_t job);
/* Where its file is, or what belongs to it: end ".refused.csv". */
char *import_path(struct ctx *c, int64_t id, const char *end);
const char *refused_path(struct ctx *c, int64_t id);
MUST_USE enum err may_import(struct ctx *c, const struct entity *e);

/* ---- a run: all rows of a file ---- */

struct run {
	const struct plan *plan;
	const char *path;
	const json_t *seen;
	bool dry;
	int64_t batch; /* rows of one transaction */
	int64_t done;  /* where to go on: rows that are behind us */
	int64_t total;
	int64_t refused_at; /* bytes of the refused rows that are kept */
	FILE *refused;      /* NULL: nowhere */
	struct import_counts counts;
	const struct job *job; /* NULL: a command's */
	/* In the transaction of each batch: keep the place. */
	enum err (*keep)(struct ctx *c, struct run *run);
	/* After each row; NULL: nobody looks. */
	void (*row)(struct ctx *c, struct run *run, const struct sheet_row *row,
	    const struct row_did *did);
	int64_t stop_at; /* rows; 0: all */
	void *arg;
};

MUST_USE enum err run_rows(struct ctx *c, struct run *run);

/* ---- kinds of jobs ---- */

/* asked.c: become whoever asked for it; the program, if nobody did.
 * errs  WHO  they may act no more */
MUST_USE enum err as_asker(struct ctx *c, const struct job *job);
/* Before each batch, outside of what it changes; NULL: nobody asked.
 * errs  LIMIT  they are not who they were: let go of the job · WHO  as above */
MUST_USE enum err still_asked(struct ctx *c, const struct job *job);

/* ---- hand-over: hand.c reads the wish, hand_job.c does it ---- */

struct hand_kind {
	struct holding of;
	size_t rule_to[HAND_RULES_MAX]; /* by rule: a place among the people */
};

struct hand_person {
	int64_t user, count;
	int64_t *of; /* by kind */
};

struct hand {
	int64_t from, total;
	bool open;
	LIST(struct hand_kind) kinds;
	LIST(struct hand_person) people; /* the first even of them in turn */
	size_t even;
	uint64_t dealt; /* so many in turn until now */
};

/* errs  ABSENT  from · DENIED  nothing is theirs to hand on · INPUT  faults */
MUST_USE enum err hand_read(
    struct ctx *c, int64_t from, const json_t *wish, struct hand *out);
/* Who would get how many.  errs  INPUT  nothing, or too much */
MUST_USE enum err hand_count(struct ctx *c, struct hand *hand);
/* The place among the people of who gets the next record, of which the rule holds. */
size_t hand_receiver(struct hand *hand, const struct hand_kind *k, size_t rule);
/* Take back what the job did, in one transaction too. */
MUST_USE enum err hand_undo(
    struct ctx *c, struct job *job, const struct job *of, int64_t total);

enum err hand_job(struct ctx *c, struct job *job);

/* ---- an action, taken back: act.c ---- */

/* errs  INPUT  something stands on it: faults say what, and nothing went back */
MUST_USE enum err act_undo(struct ctx *c, struct job *job, const struct job *of);

/* ---- the search for duplicates: pairs.c ---- */

enum err pairs_job(struct ctx *c, struct job *job);
enum err import_job(struct ctx *c, struct job *job);
enum err archive_job(struct ctx *c, struct job *job);
enum err bulk_job(struct ctx *c, struct job *job);
enum err undo_job(struct ctx *c, struct job *job);

void count_set(json_t *object, const char *key, int64_t n);
int64_t id_of(const json_t *object, const char *key); /* 0: none */
void id_set(json_t *object, const char *key, int64_t id);

#endif
