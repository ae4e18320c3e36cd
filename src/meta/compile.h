/*
 * compile.h - documents on their way to a snapshot.  A room of meta/.
 */
#ifndef META_COMPILE_H
#define META_COMPILE_H

#include "meta/meta.h"

struct source { /* where a piece of metadata was written */
	struct str file, text;
	json_t *json;
	/* Of what extends it: path -> the source that said so (merge.c); NULL: nothing.
	 */
	struct map *from;
	/* As it was before the site's own sheet; NULL: the site says nothing of it. */
	const json_t *base;
	bool refused; /* it declares what cannot be, or is there */
};

struct compiler {
	struct arena *mem; /* the snapshot's */
	const struct words *words;
	struct problems *problems;
	struct meta *meta;
	LIST(struct source) entities, extensions, sheets, packs;
};

struct key {
	const char *name;
	json_type type; /* JSON_NULL: any */
	const char *doc;
};

extern const struct key entity_keys[], field_keys[], stage_keys[], pack_keys[],
    guard_keys[], match_keys[], action_keys[], ask_keys[], change_keys[], choice_keys[],
    make_keys[], reach_keys[], never_keys[], approach_keys[], piece_keys[], doubt_keys[],
    stale_keys[], put_away_keys[], price_keys[], line_keys[], priced_keys[],
    portal_keys[], paper_keys[];

void say(struct compiler *k, const struct source *s, const char *path, const char *id,
    const char *format, ...) PRINTF(5, 6);
/* Say where in the text of a rule; path leads to the string. */
void say_rule(struct compiler *k, const struct source *s, const char *path,
    const char *id, const struct rule_fault *why);
/* Unknown keys and wrong types of an object at path. */
bool check_keys(struct compiler *k, const struct source *s, const char *path,
    const json_t *object, const struct key *keys);
/* " (did you mean "stage"?)" or "" */
const char *hint(struct compiler *k, struct str wrong, const char *const *right);
const char *hint_field(struct compiler *k, const struct entity *e, struct str wrong);
struct str arena_str(struct compiler *k, const json_t *j);
bool name_ok(struct str name);
/* As name_ok, and no engine keeps it for itself. */
bool entity_name_ok(struct str name);
bool field_name_ok(struct str name);

/* Which there are, and is there what they need?  (pack.c) */
void compile_packs(struct compiler *k);

/* ---- whole.c: what only all of it shows ---- */

/* e->computed; a circle is a problem. */
void order_formulas(struct compiler *k, struct entity *e, const struct source *s);
void check_ways(struct compiler *k, struct entity *e, const struct source *s);
void check_name(struct compiler *k, struct entity *e, const struct source *s);
void warn_labels(struct compiler *k, struct entity *e, const struct source *s);

/* ---- merge.c: several documents as one ---- */

/* What extends an entity becomes a part of its document. */
void merge_documents(struct compiler *k);
/* Who said what stands at path of an entity's document. */
const struct source *said_by(const struct source *s, const char *path);
void check_hidden(struct compiler *k, struct entity *e, const struct source *s);
/* The documents as they hold, and where each word came from: in the snapshot. */
void note_documents(struct compiler *k);

void compile_fields(struct compiler *k, struct entity *e, const struct source *s);
void compile_trait_fields(struct compiler *k, struct entity *e);
void compile_system_fields(struct compiler *k, struct entity *e);
/* fields: in the entity's format; the program fills them, and nobody else. */
void compile_brought_fields(
    struct compiler *k, struct entity *e, const char *by, const json_t *fields);
void compile_field_rules(struct compiler *k, struct entity *e, const struct source *s);
void compile_pipeline(struct compiler *k, struct entity *e, const struct source *s);
void compile_stage_rules(struct compiler *k, struct entity *e, const struct source *s);
void warn_rights(struct compiler *k, struct entity *e, const struct source *s);
void compile_rights(struct compiler *k, struct entity *e, const struct source *s);
void compile_holds(struct compiler *k, struct entity *e, const struct source *s);
void compile_faces(struct compiler *k, struct entity *e, const struct source *s);
/* What can be done with a record (action.c); then, whether what they do is there. */
void compile_actions(struct compiler *k, struct entity *e, const struct source *s);
void check_actions(struct compiler *k, struct entity *e, const struct source *s);
/* What tells duplicates: match.c */
void compile_match(struct compiler *k, struct entity *e, const struct source *s);
/* Whom it reaches, and what it is to contact them: reach.c */
void compile_reach(struct compiler *k, struct entity *e, const struct source *s);
/* Of what its records are lines, and what they take over: line.c */
void compile_line(struct compiler *k, struct entity *e, const struct source *s);
void compile_from(struct compiler *k, struct entity *e, const struct source *s);
/* What a customer sees of its records (portal.c); then, whether it is everybody's. */
void compile_portal(struct compiler *k, struct entity *e, const struct source *s);
void check_portal(struct compiler *k, struct entity *e, const struct source *s);
void guard_sums(const struct entity *e, struct arena *mem);
/* What stands on its paper (paper.c); then, may it? */
void compile_paper(struct compiler *k, struct entity *e, const struct source *s);
void check_paper(struct compiler *k, struct entity *e, const struct source *s);
/* What its records say of prices: price.c */
void compile_price(struct compiler *k, struct entity *e, const struct source *s);
/* The field of e that name names; NULL: it was said that there is none. */
const struct field *named_field(struct compiler *k, const struct entity *e,
    const struct source *s, const char *at, const json_t *name);

/* ---- quality.c: "complete" and "doubts" ---- */

void compile_quality_fields(struct compiler *k, struct entity *e, const struct source *s);
void compile_quality(struct compiler *k, struct entity *e, const struct source *s);
/* When it is known who has which field: what of it counts? */
void finish_quality(struct entity *e, struct arena *mem);
/* Names of what field_same_index() tells. */
void finish_indexes(struct entity *e, struct arena *mem);
/* "when" of doc: about its own record, the same for all who look.  NULL: there is none,
 * or it was said what is wrong.  out  gone  it asks what is hidden */
const struct rule *compile_stored_rule(struct compiler *k, struct entity *e,
    const struct source *s, const char *at, const json_t *doc, struct str *text,
    bool *gone);
/* Of words of ours and theirs. */
const struct rule *compile_said_rule(struct compiler *k, struct entity *e,
    const struct source *s, const char *at, struct str text);
/* Has everybody what it asks who has the record? */
bool rule_asks_open(const struct entity *e, const struct rule *r);

/* ---- archive.c: "archive" ---- */

void compile_archive_fields(struct compiler *k, struct entity *e, const struct source *s);
void compile_archive(struct compiler *k, struct entity *e, const struct source *s);
/* As finish_quality(). */
void finish_archive(struct entity *e);

/* ---- guard.c: who has a field ---- */

/* "may" and "private" of a field's document, which stands at `at`. */
void compile_guard(struct compiler *k, struct field *f, const struct source *s,
    const char *at, const json_t *doc);
/*
 * What the site's own rights say: the role has the field so far ("none", "see",
 * "change"), whatever the entity says.  Problems are told at `at`.
 */
void compile_sheet(struct compiler *k, const struct source *s);
/* What nothing was said of is what "change" is. */
void imply_rights(struct may_row *row);
void note_mine(struct compiler *k, struct entity *e);
void compile_level(struct compiler *k, struct entity *e, const struct source *s,
    const char *at, struct str field, struct str role, struct str level);
/* When all levels are known: may these fields be guarded?  And what of those that
 * are calculated from them? */
void check_guards(struct compiler *k, struct entity *e, const struct source *s);
void finish_guards(struct entity *e, struct arena *mem);

#endif
