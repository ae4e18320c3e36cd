/*
 * asks.c - rules in the words of who asks: of what they see, and of segments that they
 * read.
 *
 * A segment is a rule that somebody keeps under a name.  "@segment.ID" within a rule
 * means what it says now: lists, exports and hand-overs that speak of it go with it.
 */
#include "auth/room.h"

struct asker {
	struct ctx *c;
	bool is_one; /* what is asked is itself a segment's: of this id, to say this */
	int64_t id;
	struct str rule;
};

/* Of records that one may never read, there are no fields either. */
static bool
passes(const void *arg, const struct field *f)
{
	const struct asker *a = arg;
	struct grant g = auth_grant(a->c, f->entity, MAY_READ);

	return auth_asks(a->c, f) && !auth_never(&g);
}

/* Who asks through a reference asks of what they may read: the rest is as if the
 * reference were empty, or they would learn it value by value. */
static void
reach(struct ctx *c, const struct entity *to, const char *alias, struct sql *q)
{
	struct grant g = auth_grant(c, to, MAY_READ);

	auth_where(c, &g, alias, q);
}

/* What they do not read is no segment to them. */
static enum err
segment(const void *arg, const struct entity *e, int64_t id, struct str *rule)
{
	const struct asker *a = arg;
	const struct entity *segments = meta_entity(a->c->meta, STR("segment"));
	struct sql q = SQL_INIT(a->c->mem);
	struct grant g;

	if (a->is_one && id == a->id) {
		*rule = a->rule;
		return OK;
	}
	if (segments == NULL)
		return ERR_ABSENT;
	g = auth_grant(a->c, segments, MAY_READ);
	if (auth_never(&g))
		return ERR_ABSENT;
	sql_text(
	    &q, "select t.rule from segment t where t.deleted_ms is null and t.id = ");
	sql_int(&q, id);
	sql_text(&q, " and t.entity = ");
	sql_str(&q, e->name);
	auth_where(a->c, &g, "t", &q);
	return db_str(a->c->db, &q, a->c->mem, ERR_ABSENT, rule);
}

static enum err
compile(const struct asker *a, const struct entity *e, struct str text, struct rule **out,
    struct rule_fault *why)
{
	struct rule_eyes eyes = { passes, a, reach, segment, a->is_one };

	return rule_compile_for(a->c->mem, a->c->meta, e, text, &eyes, out, why);
}

enum err
auth_rule(struct ctx *c, const struct entity *e, struct str text, struct rule **out,
    struct rule_fault *why)
{
	struct asker a = { .c = c };

	return compile(&a, e, text, out, why);
}

enum err
auth_segment(struct ctx *c, const struct entity *e, int64_t id, struct str text,
    struct rule_fault *why)
{
	struct asker a = { c, true, id, text };
	struct rule *rule;

	return compile(&a, e, text, &rule, why);
}

bool
auth_asks_all(struct ctx *c, const struct rule *rule)
{
	struct asker a = { .c = c };
	struct rule_eyes eyes = { .passes = passes, .arg = &a };

	return rule_passes(rule, &eyes);
}
