/*
 * ctx.c - faults of a piece of work.
 */
#include "base/base.h"

#include <stdarg.h>

const char *
via_name(enum via via)
{
	static const char *const names[] = { "web", "api", "import", "job", "command",
		"undo", "merge", "link" };

	return names[via];
}

bool
people_hold(struct people people, int64_t id)
{
	return ids_hold(people.ids, people.count, id);
}

struct people
actor_circle(const struct actor *a, enum circle circle)
{
	return a->standing != NULL ? a->standing->circles[circle]
				   : (struct people){ &a->user, 1 };
}

void
fault(struct ctx *c, struct str at, const char *code, ...)
{
	struct fault *f;
	const char *name;
	va_list args;

	if (c->fault_count == FAULTS_MAX)
		return;
	if (c->faults == NULL)
		c->faults = arena_array(c->mem, struct fault, FAULTS_MAX);
	f = &c->faults[c->fault_count++];
	f->at = str_copy(c->mem, at);
	f->code = code;
	f->args = json_hold(c->mem, json_object());
	va_start(args, code);
	while ((name = va_arg(args, const char *)) != NULL)
		json_object_set_new(
		    f->args, name, json_string(va_arg(args, const char *)));
	va_end(args);
}

void
fault_over(struct ctx *c, struct str at, const char *code, int64_t max)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, max);
	fault(c, at, code, "max", text, NULL);
}

void
fault_clear(struct ctx *c)
{
	c->fault_count = 0;
	c->notes = STR_NONE;
}

bool
fault_has(const struct ctx *c, const char *code)
{
	for (size_t i = 0; i < c->fault_count; i++)
		if (strcmp(c->faults[i].code, code) == 0)
			return true;
	return false;
}

int64_t
ctx_today(const struct ctx *c)
{
	return zone_day(c->actor.zone, c->now_ms);
}

struct ctx
ctx_part(const struct ctx *c, struct arena *mem)
{
	struct ctx part = *c;

	part.mem = mem;
	part.faults = NULL;
	part.fault_count = 0;
	part.notes = STR_NONE;
	return part;
}
