/*
 * eyes.c - an administrator looks through the eyes of others.
 *
 *   X-Kith-Eyes: user:ID           as that person
 *   X-Kith-Eyes: role:KEY[,KEY]    as oneself, with these roles instead of one's own
 *   ?eyes=…                        the same, where a browser cannot send a header
 *
 * The actor becomes the other one, so all that comes after asks the other's rights
 * and no more; who looks stays in c->from.looker, and the trail goes by that.  One
 * looks and changes nothing, neither by accident nor in the other's name; what guards
 * an account is not shown.  Tokens have no eyes.
 *
 * The first look of a session at somebody is a row of the trail; what was noted is
 * known to this process, so a restart may note it once more.
 */
#include "api/room.h"

#include <pthread.h>

#define NOTED_MAX 4096 /* of sessions and eyes; beyond that all are noted anew */

struct looks {
	pthread_mutex_t lock;
	uint64_t noted[NOTED_MAX * 2];
	size_t count;
};

struct looks *
looks_new(void)
{
	struct looks *looks = memory_new(1, sizeof(*looks));

	pthread_mutex_init(&looks->lock, NULL);
	return looks;
}

void
looks_free(struct looks *looks)
{
	if (looks == NULL)
		return;
	pthread_mutex_destroy(&looks->lock);
	free(looks);
}

/* ---- noted once ---- */

/* Where it stands, or would. */
static uint64_t *
place_of(struct looks *looks, uint64_t look)
{
	size_t at = look % COUNT_OF(looks->noted);

	while (looks->noted[at] != 0 && looks->noted[at] != look)
		at = (at + 1) % COUNT_OF(looks->noted);
	return &looks->noted[at];
}

static enum err
write_look(struct ctx *c, struct str eyes, int64_t person)
{
	return trail(c, TRAIL_EYES, (struct trail_about){ .person = person }, "of",
	    str_c(c->mem, utf8_head(eyes, 100)), NULL);
}

/* Under the lock: who asks twice in a moment is answered when the row is there. */
static enum err
note(struct ctx *c, struct str eyes, int64_t person)
{
	struct looks *looks = api_looks(c);
	uint64_t look = 1 | str_hash(str_printf(c->mem, "%" PRId64 " %.*s",
				c->from.session, STR_ARG(eyes)));
	uint64_t *place;
	enum err e = OK;

	pthread_mutex_lock(&looks->lock);
	if (looks->count == NOTED_MAX) {
		memset(looks->noted, 0, sizeof(looks->noted));
		looks->count = 0;
	}
	place = place_of(looks, look);
	if (*place == 0)
		e = write_look(c, eyes, person);
	if (*place == 0 && e == OK) {
		*place = look;
		looks->count++;
	}
	pthread_mutex_unlock(&looks->lock);
	return e;
}

/* ---- whose? ---- */

static enum err
no_such_eyes(struct ctx *c)
{
	fault(c, STR("eyes"), "eyes", NULL);
	return ERR_INPUT;
}

static enum err
as_user(struct ctx *c, int64_t id)
{
	const char *language = c->actor.language; /* who reads stays who they are */
	enum err e = auth_as(c, id);

	c->actor.language = language;
	return e == ERR_WHO ? no_such_eyes(c) : e;
}

static enum err
take_role(struct ctx *c, struct str key, json_t *roles)
{
	int64_t id;

	TRY(site_role(c, key, &id));
	if (id == 0)
		return no_such_eyes(c);
	json_array_append_new(roles, json_stringn(key.at, key.len));
	return OK;
}

static enum err
as_roles(struct ctx *c, struct str keys)
{
	json_t *roles = json_hold(c->mem, json_array());
	struct str rest = keys, key;
	bool more = true;

	while (more) {
		more = str_cut(rest, ',', &key, &rest);
		TRY(take_role(c, more ? key : rest, roles));
	}
	c->actor.roles = roles;
	c->actor.admin = false;
	return OK;
}

static enum err
become(struct ctx *c, struct str eyes)
{
	struct ctx self = *c;
	struct str kind, of;
	int64_t id = 0;

	if (!str_cut(eyes, ':', &kind, &of))
		return no_such_eyes(c);
	if (str_is(kind, "user")) {
		if (!str_int(of, &id))
			return no_such_eyes(c);
		TRY(as_user(c, id));
	} else if (str_is(kind, "role")) {
		TRY(as_roles(c, of));
	} else {
		return no_such_eyes(c);
	}
	TRY(note(&self, eyes, id));
	c->from.looker = self.actor.user;
	return OK;
}

enum err
eyes_borrow(struct ctx *c, const struct route *route)
{
	struct str eyes = req_header(c->req, "X-Kith-Eyes");

	c->from.looker = 0; /* a second try begins as oneself */
	if (eyes.len == 0)
		eyes = req_q(c, "eyes");
	if (eyes.len == 0)
		return OK;
	if (!c->actor.admin || c->actor.scopes != NULL) {
		fault(c, STR(""), "eyes_admin", NULL);
		return ERR_DENIED;
	}
	if (!req_is_safe(c)) {
		fault(c, STR(""), "eyes_read_only", NULL);
		return ERR_DENIED;
	}
	if ((route->flags & OPEN) != 0)
		return OK; /* the same for everybody */
	if (route_guards(route)) {
		fault(c, STR(""), "eyes_account", NULL);
		return ERR_DENIED;
	}
	return become(c, eyes);
}
