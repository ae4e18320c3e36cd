/*
 * crowd.c - streams enter and leave; users move between crowds.
 */
#include "api/crowd.h"

static size_t
bucket_of(int64_t user)
{
	return ((uint64_t)user * 0x9e3779b97f4a7c15u) >> 54;
}

static bool
same_scopes(const json_t *a, const json_t *b)
{
	return a == NULL || b == NULL ? a == b : json_equal(a, b);
}

static void
crowd_join(struct crowds *s, struct eyes *eyes, const struct actor *actor)
{
	struct crowd *crowd = s->first;

	while (crowd != NULL && !(json_equal(crowd->roles, actor->roles) &&
				    same_scopes(crowd->scopes, actor->scopes)))
		crowd = crowd->next;
	if (crowd == NULL) {
		crowd = memory_new(1, sizeof(*crowd));
		crowd->roles = json_deep_copy(actor->roles);
		crowd->scopes = json_deep_copy(actor->scopes);
		crowd->next = s->first;
		s->first = crowd;
	}
	eyes->crowd = crowd;
	eyes->beside = crowd->eyes;
	crowd->eyes = eyes;
	eyes->actor.roles = crowd->roles;
	eyes->actor.scopes = crowd->scopes;
}

static void
crowd_leave(struct crowds *s, struct eyes *eyes)
{
	struct crowd *crowd = eyes->crowd;
	struct eyes **at = &crowd->eyes;

	while (*at != eyes)
		at = &(*at)->beside;
	*at = eyes->beside;
	if (crowd->eyes != NULL)
		return;
	for (struct crowd **c = &s->first; *c != NULL; c = &(*c)->next)
		if (*c == crowd) {
			*c = crowd->next;
			break;
		}
	json_decref(crowd->roles);
	json_decref(crowd->scopes);
	free(crowd);
}

/* Keep who they are now, beyond the work that asked. */
static void
eyes_take(struct crowds *s, struct eyes *eyes, const struct actor *actor)
{
	size_t language = strlen(actor->language) + 1, zone = strlen(actor->zone) + 1;
	size_t calendar = strlen(actor->calendar) + 1;

	free(eyes->words);
	eyes->words = memory_room(language + zone + calendar);
	auth_hold(actor);
	auth_drop(&eyes->actor);
	eyes->actor = *actor;
	eyes->actor.language = memcpy(eyes->words, actor->language, language);
	eyes->actor.zone = memcpy(eyes->words + language, actor->zone, zone);
	eyes->actor.calendar =
	    memcpy(eyes->words + language + zone, actor->calendar, calendar);
	crowd_join(s, eyes, actor);
}

struct eyes *
crowds_eyes(const struct crowds *s, int64_t user)
{
	struct eyes *eyes = s->buckets[bucket_of(user)];

	while (eyes != NULL && eyes->actor.user != user)
		eyes = eyes->next;
	return eyes;
}

struct eyes *
crowds_next(const struct eyes *eyes)
{
	int64_t user = eyes->actor.user;
	struct eyes *next = eyes->next;

	while (next != NULL && next->actor.user != user)
		next = next->next;
	return next;
}

static struct eyes *
eyes_new(struct crowds *s, const struct client *client, const struct actor *actor)
{
	struct eyes **bucket = &s->buckets[bucket_of(actor->user)];
	struct eyes *eyes = memory_new(1, sizeof(*eyes));

	eyes->looker = client->looker;
	eyes_take(s, eyes, actor);
	eyes->next = *bucket;
	*bucket = eyes;
	return eyes;
}

static void
eyes_free(struct crowds *s, struct eyes *eyes)
{
	struct eyes **at = &s->buckets[bucket_of(eyes->actor.user)];

	while (*at != eyes)
		at = &(*at)->next;
	*at = eyes->next;
	crowd_leave(s, eyes);
	auth_drop(&eyes->actor);
	free(eyes->words);
	free(eyes);
}

/* Eyes that are lent stay as they were lent: with these roles. */
static bool
is_theirs(const struct eyes *eyes, const struct client *client, const struct actor *actor)
{
	return eyes->looker == client->looker &&
	       same_scopes(eyes->actor.scopes, actor->scopes) &&
	       (eyes->looker == 0 || json_equal(eyes->actor.roles, actor->roles));
}

void
crowds_enter(struct crowds *s, struct client *client, const struct actor *actor)
{
	struct eyes *eyes = crowds_eyes(s, actor->user);

	while (eyes != NULL && !is_theirs(eyes, client, actor))
		eyes = crowds_next(eyes);
	if (eyes == NULL)
		eyes = eyes_new(s, client, actor);
	client->eyes = eyes;
	client->next = eyes->clients;
	client->at = &eyes->clients;
	if (client->next != NULL)
		client->next->at = &client->next;
	eyes->clients = client;
}

void
crowds_leave(struct crowds *s, struct client *client)
{
	if (client->at == NULL)
		return;
	*client->at = client->next;
	if (client->next != NULL)
		client->next->at = client->at;
	client->at = NULL;
	if (client->eyes->clients == NULL)
		eyes_free(s, client->eyes);
}

void
crowds_stand(struct eyes *eyes, const struct actor *actor)
{
	auth_hold(actor);
	auth_drop(&eyes->actor);
	eyes->actor.standing = actor->standing;
	eyes->actor.org = actor->org;
}

void
crowds_became(struct crowds *s, struct eyes *eyes, const struct actor *actor)
{
	struct actor now = *actor;

	now.scopes = json_deep_copy(eyes->actor.scopes); /* the pass is the same */
	crowd_leave(s, eyes);
	eyes_take(s, eyes, &now);
	json_decref((json_t *)(uintptr_t)now.scopes);
}

void
crowds_close(const struct eyes *eyes)
{
	for (struct client *client = eyes->clients; client != NULL; client = client->next)
		http_stream_close(client->stream);
}

void
crowds_close_lent(const struct crowds *s, int64_t looker)
{
	for (struct crowd *crowd = s->first; crowd != NULL; crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside)
			if (eyes->looker == looker)
				crowds_close(eyes);
}

void
crowds_end(const struct crowds *s, int64_t pass)
{
	for (struct crowd *crowd = s->first; crowd != NULL; crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside)
			for (struct client *client = eyes->clients; client != NULL;
			     client = client->next)
				if (client->pass == pass)
					http_stream_close(client->stream);
}
