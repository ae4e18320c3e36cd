/*
 * crowd.h - who listens: streams of a user, users with the same roles.
 *
 * What the roles decide is then decided once for a crowd, and what the row
 * decides once for a user.  The caller holds the lock.
 */
#ifndef API_CROWD_H
#define API_CROWD_H

#include "api/room.h"

#define EYES_BUCKETS 1024

struct client {
	struct client *next, **at; /* at NULL: not yet, or no longer, told anything */
	struct eyes *eyes;
	struct streams *of;
	struct http_stream *stream;
	int64_t pass;      /* by which its person came in */
	int64_t looker;    /* who looks through these eyes; 0: their person */
	int64_t placed_ms; /* when it learned its place */
};

struct eyes {                /* of a user, by a session or by tokens for the same */
	struct eyes *next;   /* in the bucket */
	struct eyes *beside; /* with the same roles */
	struct crowd *crowd;
	struct actor actor;
	int64_t looker;   /* not theirs: lent to this administrator, as they are now */
	char *words;      /* the actor's texts */
	bool anew;        /* their rights changed: look at everything again */
	bool came_back;   /* and has not been told of a round since */
	int64_t stood_ms; /* when their place in the organisation was looked up */
	struct client *clients;
};

struct crowd { /* users with the same roles, by passes for the same */
	struct crowd *next;
	json_t *roles, *scopes; /* scopes NULL: sessions */
	struct eyes *eyes;
};

struct crowds {
	struct eyes *buckets[EYES_BUCKETS];
	struct crowd *first;
};

/* Eyes live as long as one of their clients is in. */
void crowds_enter(struct crowds *s, struct client *client, const struct actor *actor);
void crowds_leave(struct crowds *s, struct client *client);
/* The first of a user's, then the others.  out  NULL  there is none, or no more */
struct eyes *crowds_eyes(const struct crowds *s, int64_t user);
struct eyes *crowds_next(const struct eyes *eyes);
/* Close the streams of these eyes; of all that somebody looks through. */
void crowds_close(const struct eyes *eyes);
void crowds_close_lent(const struct crowds *s, int64_t looker);
/* Close the streams of a pass that has ended. */
void crowds_end(const struct crowds *s, int64_t pass);
/* They stand elsewhere in the organisation. */
void crowds_stand(struct eyes *eyes, const struct actor *actor);
/* The user became another: other roles, another language. */
void crowds_became(struct crowds *s, struct eyes *eyes, const struct actor *actor);

#endif
