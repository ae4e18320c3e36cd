/*
 * said.c - what is said on a stream, as server-sent events (WHATWG HTML §9.2).
 */
#include "api/round.h"

struct str
sight_word(const struct event *event, enum sight sight)
{
	return sight == SIGHT_GONE   ? STR("gone")
	       : sight == SIGHT_CAME ? STR("appeared")
				     : event->what;
}

/* Whom it left learns that, and no more. */
struct str
said_event(struct arena *mem, const struct event *event, enum sight sight, int64_t place)
{
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	text_printf(&t, "id: %" PRId64 "\nevent: record\ndata: ", place);
	jw_open(&w);
	jw_key(&w, "entity");
	jw_str(&w, event->entity);
	jw_key(&w, "id");
	jw_id(&w, event->record);
	jw_key(&w, "what");
	jw_str(&w, sight_word(event, sight));
	if (sight != SIGHT_GONE) {
		jw_key(&w, "version");
		jw_int(&w, event->version);
		jw_key(&w, "by");
		jw_id(&w, event->actor);
	}
	jw_close(&w);
	text_c(&t, "\n\n");
	return text_done(&t);
}

struct str
said_many(struct arena *mem, struct str entity)
{
	return str_printf(
	    mem, "event: many\ndata: {\"entity\":\"%.*s\"}\n\n", STR_ARG(entity));
}

struct str
said_reset(struct arena *mem, int64_t place)
{
	return str_printf(mem, "id: %" PRId64 "\nevent: reset\ndata: {}\n\n", place);
}

/* An id alone: nothing happened, but resume from here. */
struct str
said_place(struct arena *mem, int64_t place)
{
	return str_printf(mem, "id: %" PRId64 "\n\n", place);
}
