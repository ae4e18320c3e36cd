/*
 * pg_beside.c - an index made or dropped while others write.
 *
 * src   PostgreSQL 15 manual: CREATE INDEX, "Building Indexes Concurrently"; 13.3.5
 *       "Advisory Locks"
 *
 * Such a statement stands in no transaction, and nobody may alter the table while it
 * runs: who tried would wait for it, and everybody else behind him.  So it holds
 * a lock that they take first; that they wait for it is seen by whoever looks on, who
 * gives it up.  Cut off it leaves an index that is not valid: the caller's to
 * drop.
 */
#include "db/postgres.h"

#define LOOK_MS 200

#define BEGIN "set default_transaction_read_only = off"
#define LOCK "select pg_advisory_lock(1265202282)" /* of tx_lock_beside() */
#define END "select pg_advisory_unlock_all(); set default_transaction_read_only = on"

static enum err
watched(struct pg *pg, const char *text, const struct beside *watch)
{
	PGresult *result = NULL;
	enum err e;

	if (PQsendQuery(pg->link, text) == 0)
		return pg_failed(pg, NULL);
	TRY(pg_flush(pg));
	e = pg_answer_watched(pg, watch, LOOK_MS, &result);
	if (e == OK && (result == NULL || PQresultStatus(result) == PGRES_FATAL_ERROR))
		e = pg_failed(pg, result);
	PQclear(result);
	return e == ERR_SLOW ? ERR_AGAIN : e; /* somebody else cancelled it */
}

enum err
pg_beside(void *arg, const struct sql *q, const struct beside *watch)
{
	struct pg *pg = arg;
	int64_t until = pg->until_us;
	enum err e, end;

	assert(pg->number == 0 && q->arg_count == 0);
	TRY(pg_mend(pg));
	pg->until_us = 0;
	e = pg_ask(pg, BEGIN, NULL);
	if (e == OK)
		e = pg_ask(pg, LOCK, NULL);
	if (e == OK && !watch->begins(watch->arg))
		e = ERR_LIMIT;
	if (e == OK)
		e = watched(pg, str_c(q->text.mem, text_done(&q->text)), watch);
	end = pg->lost ? ERR_AGAIN : pg_ask(pg, END, NULL);
	pg->until_us = until;
	return e == OK ? end : e;
}
