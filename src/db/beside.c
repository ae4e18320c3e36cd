/*
 * beside.c - indexes, made beside those who work.
 */
#include "db/room.h"

bool
db_makes_beside(const struct db *db)
{
	return db->engine->driver->dialect.beside != NULL;
}

void
sql_beside(struct sql *q, const struct db *db)
{
	assert(db_makes_beside(db));
	text_c(&q->text, db->engine->driver->dialect.beside);
}

enum err
db_beside(struct db *db, const struct sql *q, const struct beside *watch)
{
	assert(db->depth == 0 && !db->frozen && db_makes_beside(db));
	return db->engine->driver->beside(db->conn, q, watch);
}

enum err
tx_lock_beside(struct db *db, struct arena *mem)
{
	struct sql q = SQL_INIT(mem);

	assert(db->depth > 0);
	if (!db_makes_beside(db))
		return OK;
	sql_text(&q, "select pg_advisory_xact_lock(1265202282)");
	return db_run(db, &q);
}

/* Does somebody wait for tx_lock_beside()? */
enum err
db_beside_wanted(struct db *db, struct arena *mem, bool *wanted)
{
	struct sql q = SQL_INIT(mem);
	int64_t n;

	sql_text(&q, "select count(*) from pg_locks l join pg_database d"
		     " on d.oid = l.database and d.datname = current_database()"
		     " where l.locktype = 'advisory' and l.classid = 0"
		     " and l.objid = 1265202282 and not l.granted");
	TRY(db_int(db, &q, ERR_BUG, &n));
	*wanted = n > 0;
	return OK;
}
