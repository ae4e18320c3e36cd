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
	struct orgs *orgs;
	struct reads *reads;
	struct queue *queue;
	struct sealer *sealer;
	char *files_dir, *outbox;
	struct keyring *keys;
	struct site_config config;
	pthread_mutex_t lock;     /* of meta: the pointer, not what it points to */
	pthread_mutex_t renewing; /* held by the one who catches up: site_catch_up() */
	struct meta *meta;
	_Atomic int64_t builds; /* begun so far, one after the other: versions of meta */
	_Atomic int64_t stamp;  /* of the sheet and the settings in force */
	_Atomic int64_t hopeless; /* a stamp whose metadata could not be compiled */
	struct listener listener;
	char setup_token[44];
};

void site_documents(const struct site *site, const struct document **out, size_t *count);

/* "acme.db", "acme" of an address. */
struct str site_name_of(const char *url);

/* ---- sealer.c: who seals ---- */

struct sealer;

MUST_USE enum err sealer_new(struct site *site, struct sealer **out);
void sealer_free(struct sealer *k); /* accepts NULL; while the hub is there */
/* All keys that the chain may have been sealed with. */
size_t site_chain_keys(struct ctx *c, struct seal_key *out, size_t max);

/* ---- alarm.c: of those who read far more than people do ---- */

MUST_USE enum err site_raise_alarms(struct ctx *c);

/* ---- proof.c ---- */

/* Heads that were noted in a file, by rising seals; those that hold still. */
size_t site_heads(struct arena *mem, const char *path, struct chain_head **out);
/* Of a program that knew no chain, and only looked at? */
bool site_is_older(struct ctx *c);
/* Beside the database, if there is one that is not there. */
MUST_USE enum err site_note_head(struct ctx *c);

/* ---- organisation.c ---- */

/* A reference of an entity to itself leads up a tree: no circle, not too deep. */
MUST_USE enum err check_tree(struct ctx *c, const struct record *rec, const char *name);

/* ---- force.c ---- */

/* Compile what is stored, fit the tables; the caller's transaction decides. */
MUST_USE enum err site_build(
    struct ctx *c, int64_t version, struct site_change *change, struct meta **out);
/* Meta is committed, and was built at stamp; gone, if a later version is in force. */
void site_put_in_force(struct site *site, struct meta *meta, int64_t stamp);
/*
 * What is compiled, in the order in which it holds: core, packs of the program, packs
 * that were installed, the site's own.
 *
 * in  over  documents that stand over those that are stored; NULL: none
 *     own   the site's own sheet, too
 */
MUST_USE enum err site_load(struct ctx *c, const struct site_change *over, bool own,
    struct document **out, size_t *count);
MUST_USE enum err site_facts(struct ctx *c, struct facts *out);
/* Another number whenever sheet or settings are others. */
MUST_USE enum err site_stamp(struct ctx *c, int64_t *out);
MUST_USE enum err site_touch(struct ctx *c);

/* ---- aside.c ---- */

bool site_is_aside(struct str document);
/*
 * What is stored does not fit this program: set aside what of the site's own words does
 * not, and put the rest in force.
 * errs  INPUT  that is not enough; why says what else is wrong
 */
MUST_USE enum err site_set_aside(struct ctx *c, struct str *why);

/* ---- pack.c ---- */

/* As it is stored: nothing is checked. */
struct site_pack site_pack_of(struct ctx *c, struct str body);
/* Each behind those it needs. */
void site_order_packs(struct site_pack *packs, size_t count);

/* ---- sheet.c ---- */

/* The sheet, and the packs beside it. */
MUST_USE enum err site_stored(struct ctx *c, struct site_doc **out, size_t *count);
/* Nothing but of what it would speak. */
bool site_says_nothing(const json_t *doc);

/* Store what it changes, with how it was; in the caller's transaction. */
MUST_USE enum err site_store(struct ctx *c, struct site_change *change);

/* ---- anew.c ---- */

/* What is old by this metadata: add the jobs that make it anew. */
MUST_USE enum err site_plan_anew(struct ctx *c, const struct meta *meta);

/* ---- indexes.c ---- */

/* If a large table lacks indexes by this metadata, add the job that makes them. */
MUST_USE enum err site_plan_indexes(struct ctx *c, const struct meta *meta);
/* All rows, and nothing of them: from the disk into memory, while others work. */
MUST_USE enum err site_read_table(struct ctx *c, struct str table);

#endif
