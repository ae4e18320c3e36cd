/*
 * sow_room.h - what the files of the sower share.
 *
 *   sow.c       settings, steps, records, passwords
 *   sow_read.c  a recipe, read into steps and nodes
 *   sow_pool.c  pools, and the entries drawn from them
 *   sow_word.c  the words: how each draws its value
 *   sow_days.c  days, times, and bounds between them
 *   sow_text.c  paths and templates
 *   sow_bed.c   records made before, to refer to
 *
 * A recipe's names (of fields and notes) are numbered once; a record in the
 * making is an array of values by number.
 */
#ifndef EXCHANGE_SOW_ROOM_H
#define EXCHANGE_SOW_ROOM_H

#include "exchange/sow.h"

#include "meta/meta.h"

#define PATH_MAX_STEPS 6

struct bed;
struct node;
struct sower;

enum value_kind {
	V_EMPTY,
	V_TEXT,
	V_ENTRY, /* drawn from a pool: a text with a code */
	V_BOOL,
	V_INT,
	V_REAL,
	V_DAY,
	V_TIME,
	V_JSON,  /* as text: money, lists, parts */
	V_PLANT, /* a record made before */
};

struct value {
	enum value_kind kind;
	union {
		int64_t i;
		double d;
		struct str s;
		const struct entry *entry;
		const struct plant *plant;
	};
};

struct path {
	int names[PATH_MAX_STEPS];
	size_t count;
};

/* ---- pools ---- */

struct entry {
	struct str text, code;
	double upto; /* the sum of weights to here */
};

struct pool {
	struct entry *entries; /* for every locale, or NULL */
	size_t count;
	struct map by_locale; /* of struct pool */
};

struct locale {
	const struct currency *currency;
	double unit;
};

MUST_USE enum err pool_read(struct sower *s, const json_t *in, struct pool **out);
MUST_USE enum err pool_named(struct sower *s, struct str name, const struct pool **out);
const struct entry *pool_draw(struct sower *s, const struct pool *pool);
/* The locale of the record in the making: its note, else the site's language. */
struct str locale_of(struct sower *s);
struct str code_of(struct arena *mem, struct str text);

/* ---- nodes: a value to be drawn ---- */

struct branch {
	struct str key;
	double upto; /* weights: the sum to here */
	struct node *node;
	struct bed *bed;
	struct index_of *among; /* those that "with" leaves; NULL: all */
};

struct bound {
	struct path path; /* count 0: relative to today */
	int64_t days;
};

struct bounds { /* the first that is not empty */
	struct bound *at;
	size_t count;
};

struct node {
	const struct word *word;
	struct value value;
	struct str text;
	struct path *paths;
	size_t path_count;
	struct path *mine; /* "with": what of this record must equal */
	size_t mine_count;
	struct path but; /* "not"; count 0: none */
	struct branch *branches;
	size_t branch_count;
	struct node *of, *otherwise;
	double from, to, skew;
	bool log;
	int64_t step, hours[2];
	struct bounds span[2], within[2];
};

struct word {
	const char *name;
	const char *keys; /* that may stand beside it, with blanks around each */
	enum err (*read)(struct sower *s, const json_t *in, struct node *n);
	enum err (*draw)(struct sower *s, const struct node *n, struct value *out);
};

extern const struct word words_of_recipes[]; /* ended by a NULL name */

MUST_USE enum err node_read(struct sower *s, const json_t *in, struct node **out);
MUST_USE enum err node_draw(struct sower *s, const struct node *n, struct value *out);

/* ---- beds: what was made, by entity ---- */

struct plant {
	const struct bed *bed;
	int64_t id;
	struct value kept[]; /* by bed->slots */
};

struct group_of {
	LIST(struct plant *) plants;
};

struct index_of { /* plants by the values of some names */
	int names[4];
	size_t count;
	struct map groups;
	struct index_of *next;
};

struct bed {
	const struct entity *entity;
	const struct field *key; /* the first unique field, or NULL */
	int64_t made;
	bool kept;                    /* somebody may refer to its plants */
	bool defined[SOW_NAMES_MAX];  /* names that some step gives */
	int16_t slots[SOW_NAMES_MAX]; /* 1 and up; 0: not kept */
	size_t slot_count;
	LIST(struct plant *) plants;
	struct map by_key;
	struct index_of *indexes;
	struct bed *next;
};

/* The bed of an entity, made if need be; NULL: no such entity. */
struct bed *bed_of(struct sower *s, struct str entity);
struct index_of *bed_index(struct sower *s, struct bed *bed, const int *names, size_t n);
/* After the recipe is read: which values to keep. */
void beds_ready(struct sower *s);
/* Keep the record in the making, which is now stored as id. */
void bed_keep(struct sower *s, struct bed *bed, int64_t id);
const struct plant *bed_draw(
    struct sower *s, const struct node *n, const struct branch *among);
const struct plant *bed_find(const struct bed *bed, struct str key);

/* ---- steps ---- */

struct line {
	int name;
	const struct field *field; /* NULL: a note */
	struct node *node;
};

struct row {
	struct line *lines;
	size_t count;
};

struct step {
	struct bed *bed;
	struct row *rows; /* given one by one, or the one to repeat */
	int64_t count;
	bool repeat;
	int distinct; /* a name; -1: none */
	struct map seen;
};

struct sower {
	struct ctx *c;
	const struct sow_options *options;
	struct arena *mem;   /* the recipe and what is kept */
	struct arena *outer; /* the caller's */
	const json_t *recipe;
	uint64_t random;
	const char *zone;
	int64_t today;
	struct map pools, locales, shared, name_of;
	struct str names[SOW_NAMES_MAX];
	bool defined[SOW_NAMES_MAX], wanted[SOW_NAMES_MAX], begun[SOW_NAMES_MAX];
	int name_count, name_n, name_locale;
	struct bed *beds;
	struct step *steps;
	size_t step_count;
	int64_t total, made;
	LIST(struct login {
		int64_t id;
		struct str name;
		bool admin;
	})
	logins;

	/* the record in the making */
	struct value now[SOW_NAMES_MAX];
	const struct field *field; /* that the value is for; NULL: a note or a part */
	struct str place;          /* for messages: "step 3 (deal)" */
	int64_t row;
	struct str line; /* the field or note */
	struct str why;
};

MUST_USE enum err sow_fail(struct sower *s, const char *format, ...) PRINTF(2, 3);
MUST_USE enum err recipe_read(struct sower *s);

/* ---- draws and values ---- */

double draw_u(struct sower *s);
double draw_skewed(struct sower *s, const struct node *n);
int64_t draw_whole(struct sower *s, const struct node *n, int64_t from, int64_t to);
/* By running sums: the first that exceeds u of the whole. */
const struct branch *draw_branch(struct sower *s, const struct node *n);
struct str value_text(struct sower *s, const struct value *v);
struct value value_of_text(struct str s); /* "" is empty */
struct value value_of_json(struct sower *s, const json_t *j);

/* ---- texts ---- */

MUST_USE enum err name_number(struct sower *s, struct str name, int *out);
MUST_USE enum err path_read(struct sower *s, struct str text, struct path *out);
struct value path_walk(struct sower *s, const struct path *path);
/* Note the paths a text with braces holds, so that they are kept. */
MUST_USE enum err template_read(struct sower *s, struct str text);
struct str template_fill(struct sower *s, struct str text);

/* ---- days ---- */

MUST_USE enum err bounds_read(struct sower *s, const json_t *in, struct bounds *out);
/* To the day or time that the field keeps. */
void value_fit(struct sower *s, const struct field *f, struct value *v);
MUST_USE enum err between_read(struct sower *s, const json_t *in, struct node *n);
MUST_USE enum err between_draw(struct sower *s, const struct node *n, struct value *out);

#endif
