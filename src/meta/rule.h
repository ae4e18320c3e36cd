/*
 * rule.h - a compiled rule, as the rule files see it.  A room of meta/.
 */
#ifndef META_RULE_H
#define META_RULE_H

#include "meta/meta.h"

enum rule_op {
	RULE_AND,
	RULE_OR,
	RULE_NOT,
	RULE_YES, /* of other nodes */
	RULE_EQ,
	RULE_NE,
	RULE_LT,
	RULE_LE,
	RULE_GT,
	RULE_GE,
	RULE_IN,
	RULE_NOT_IN,
	RULE_CONTAINS,
	RULE_STARTS,
	RULE_SET,
	RULE_EMPTY
};

extern const char *const rule_op_names[];

enum operand_kind {
	OPERAND_CELL,   /* a literal */
	OPERAND_ME,     /* @me */
	OPERAND_CIRCLE, /* in @team: people, as the only operand of in and not in */
	OPERAND_TODAY,  /* @today + span, in the asker's zone */
	OPERAND_NOW,    /* @now + span */
	OPERAND_PERIOD, /* @month, @last_week_end: a border, + span */
	OPERAND_FIELD   /* another field of the same row */
};

enum period { PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

struct operand {
	enum operand_kind kind;
	struct cell cell;
	enum circle circle;
	int64_t span_ms;
	bool minus;
	enum period period;
	int shift;       /* -1 the last one, 1 the next */
	bool end;        /* its last day, not its first */
	struct str text; /* as written, for the client */
	bool number;
	const struct field *field;
	int column;
};

struct rule {
	enum rule_op op;
	struct rule **of; /* and, or, not */
	size_t of_count;
	const struct field *hop; /* a ref of the row that field is reached through */
	/* of struct rule_eyes: what is behind the hop must be theirs */
	void (*reach)(
	    struct ctx *c, const struct entity *to, const char *alias, struct sql *q);
	const struct field *field;
	int column; /* of the field's cells */
	int part;   /* column of a named part, or -1 */
	struct operand *operands;
	size_t operand_count;
};

/* contains and starts take capitals for small letters: of a folded column if the type
 * keeps one, else of this one, A to Z, as it is read. */
static inline bool
rule_lowers(const struct rule *r)
{
	unsigned has = r->op == RULE_CONTAINS ? r->field->type->ops & OP_HAS : 0;

	return (r->op == RULE_CONTAINS || r->op == RULE_STARTS) && !has &&
	       r->field->type->fold == 0;
}

/* The words of circles, without their @; NULL: has none (CIRCLE_ME is written @me). */
extern const char *const circle_names[CIRCLE_COUNT];

/* May they know of the field?  No eyes: of every one. */
bool rule_shows(const struct rule_eyes *eyes, const struct field *f);

/* The operand as a cell, for who asks now. */
struct cell operand_cell(struct ctx *c, const struct rule *r, const struct operand *o);

/* period.c: "@last_month_end", and the day it is. */
bool period_read(struct str word, struct operand *o);
int64_t period_day(const struct actor *a, int64_t today, const struct operand *o);

#endif
