/*
 * room.h - what the files of site/ share.
 */
#ifndef SITE_ROOM_H
#define SITE_ROOM_H

#include "site/site.h"

#include <pthread.h>
#include <stdatomic.h>

struct site {
	struct engine *engine;
	struct hub *hub;
	struct queue *queue;
	char *files_dir;
	struct keyring *keys;
	struct site_config config;
	pthread_mutex_t lock; /* of meta: the pointer, not what it points to */
	struct meta *meta;
	int64_t version;
	_Atomic int64_t stamp; /* of the sheet and the settings in force */
	struct listener listener;
	char setup_token[44];
};

void site_documents(const struct site *site, const struct document **out, size_t *count);

/* ---- force.c ---- */

/* Compile what is stored, fit the tables; the caller's transaction decides. */
MUST_USE enum err site_build(struct ctx *c, struct meta **out, struct str *said);
/* Meta is committed, and was built at stamp. */
void site_put_in_force(struct site *site, struct meta *meta, int64_t stamp);
/* Another number whenever sheet or settings are others. */
MUST_USE enum err site_stamp(struct ctx *c, int64_t *out);

#endif
