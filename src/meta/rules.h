/*
 * rules.h - rules and calculations, compiled once and asked of rows: of meta's door.
 *
 * A rule ("amount > 0 and owner = @me") becomes a condition of a statement or is asked of
 * cells in memory, with the same answer.  A calculation ("amount * probability") is exact
 * (base/exact.h).
 */
#ifndef META_RULES_H
#define META_RULES_H

#include "meta/meta.h"

/*
 * Compile a rule about records of e.
 *
 * errs  INPUT  *why says what and where
 */
MUST_USE enum err rule_compile(struct arena *mem, const struct meta *meta,
    const struct entity *e, struct str text, struct rule **out, struct rule_fault *why);
/* Condition on the table called alias, in brackets. */
void rule_sql(struct ctx *c, const struct rule *rule, const char *alias, struct sql *q);
/* In a right @me means also those one stands in for. */
void rule_stands_in(struct rule *rule);
const struct rule *rule_yes(void);           /* lets all through */
bool rule_is_local(const struct rule *rule); /* asks only its own row */
/* Does it hold of these cells?  Local rules only. */
bool rule_holds(struct ctx *c, const struct rule *rule, const struct cell *cells);
/* The same of any rule: the cells of the record that hop, a reference of the row
 * with the cells own, names; NULL: there is none. */
struct far {
	const struct cell *(*cells)(
	    void *arg, const struct field *hop, const struct cell *own);
	void *arg;
};
bool rule_holds_far(struct ctx *c, const struct rule *rule, const struct cell *cells,
    const struct far *far);
/* As rule_compile, of a rule that speaks of what passes only; other fields are not
 * there for it, as if they were not declared. */
struct rule_eyes {
	bool (*passes)(const void *arg, const struct field *f);
	const void *arg;
	/* Adds " and (…)" to what is asked of the row alias, of entity to, that a
	 * reference names; NULL: it is asked whoever may read it. */
	void (*reach)(
	    struct ctx *c, const struct entity *to, const char *alias, struct sql *q);
	/* The rule of a segment of e, where @segment.ID stands; NULL: there are none.
	 * errs  ABSENT  none, or not for them */
	enum err (*segment)(
	    const void *arg, const struct entity *e, int64_t id, struct str *rule);
	int within; /* so many segments stands the rule in already */
};
MUST_USE enum err rule_compile_for(struct arena *mem, const struct meta *meta,
    const struct entity *e, struct str text, const struct rule_eyes *eyes,
    struct rule **out, struct rule_fault *why);
/* Do all fields pass that it asks, here and through references? */
bool rule_passes(const struct rule *rule, const struct rule_eyes *eyes);
void rule_json(struct jw *w, const struct rule *rule);
/* Fields that the rule asks of the record itself. */
bool rule_asks(const struct rule *rule, const struct field *f);
/* Does it ask f of a record that a reference names? */
bool rule_reaches(const struct rule *rule, const struct field *f);

/* ---- calculations: "amount * probability" ---- */

/* Of f, whose entity has all its fields. */
MUST_USE enum err calc_compile(struct arena *mem, const struct field *f, struct str text,
    struct calc **out, struct rule_fault *why);
/* Is f a part of it, as it is written? */
bool calc_asks(const struct calc *calc, const struct field *f);
/* Into v, as f's type asks; empty if a part is empty.  A fault: it is too large. */
void calc_run(struct ctx *c, const struct calc *calc, const struct field *f,
    const struct cell *cells, struct cell *v);
/* What f says of how good a record's data are. */
struct calc *calc_of_quality(
    struct arena *mem, const struct quality *q, const struct field *f);
bool calc_is_quality(const struct calc *calc);

#endif
