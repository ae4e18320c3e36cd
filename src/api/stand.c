/*
 * stand.c - where those who listen stand in the organisation, and what is shared
 * with them: both change without a change of the records they see.
 */
#include "api/round.h"

bool
stand_shifts(const struct ctx *c, const struct event *event)
{
	static const char *const places[] = { "\"unit\":", "\"manager\":", "\"deputy\":",
		"\"away_from\":", "\"away_until\":" };

	if (auth_is_organisation(event->entity))
		return true;
	if (!str_is(event->entity, "user"))
		return false;
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (str_find(event->changes, str_of(places[i])) < event->changes.len)
			return true;
	return event->record == c->actor.user &&
	       str_find(event->changes, STR("\"roles\":")) < event->changes.len;
}

/* They come from before this round, and stand already where it put them. */
static void
check_return(struct round *r, struct eyes *eyes)
{
	r->c.actor = eyes->actor;
	for (size_t i = 0; i < r->news->count; i++)
		eyes->anew |= stand_shifts(&r->c, &r->news->events[i]);
	eyes->came_back = false;
}

/* Where they stand now; true: it is elsewhere than before. */
static bool
stands_elsewhere(struct round *r, struct eyes *eyes, struct moment now)
{
	bool elsewhere;

	r->c.actor = eyes->actor;
	if (auth_stand(&r->c, now) != OK)
		return false; /* the next round looks again */
	elsewhere = !auth_same_standing(&eyes->actor, &r->c.actor);
	eyes->stood_ms = r->c.now_ms;
	crowds_stand(eyes, &r->c.actor);
	return elsewhere;
}

/*
 * The organisation is another, a deputy's day began, a share ended: whoever stands
 * elsewhere since then looks at everything again.  In memory, but for the moment.
 */
void
stand_again(struct round *r)
{
	struct moment now;

	if (auth_moment(&r->c, &now) != OK)
		return;
	r->of->stood_ms = r->c.now_ms;
	for (struct crowd *crowd = r->of->crowds.first; crowd != NULL;
	     crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside) {
			if (eyes->came_back)
				check_return(r, eyes);
			if (eyes->actor.org != now.org ||
			    r->c.now_ms - eyes->stood_ms >= STAND_MS)
				eyes->anew |= stands_elsewhere(r, eyes, now);
		}
}

/* ---- shares ---- */

/* Could it be theirs?  Of a team or unit anybody's: that is asked of the database. */
static bool
is_with(const struct eyes *eyes, const json_t *share)
{
	int64_t who;

	return !str_is(json_get_str(share, "kind"), "user") ||
	       (str_int(json_get_str(share, "who"), &who) && who == eyes->actor.user);
}

void
stand_shared(struct round *r, struct str data)
{
	struct moment now;
	json_t *share;

	if (json_read(r->c.mem, data, &share, NULL) != OK ||
	    auth_moment(&r->c, &now) != OK)
		return;
	for (struct crowd *crowd = r->of->crowds.first; crowd != NULL;
	     crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside)
			if (is_with(eyes, share))
				eyes->anew |= stands_elsewhere(r, eyes, now);
}
