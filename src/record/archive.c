/*
 * archive.c - records of the past: out of the lists, and nowhere else.
 *
 * What is in the archive (meta/archive.h) is read by whoever reads it, by its id, its
 * links and its history; lists and what is made of them ask for it by name.  To put it
 * there changes the record: an event, a version, the right to change it.  It does not
 * stamp it: when it was last worked with is what people want to know of it.
 *
 * Whatever else is stored of it brings it back (archive_leave() in store.c), and so does
 * what happens around it (record_come_back()): what is worked with is not of the past.
 */
#include "record/room.h"

/* ---- asked for ---- */

bool
archived_read(struct str word, enum archived *out)
{
	*out = str_is(word, "with")   ? ARCHIVED_WITH
	       : str_is(word, "only") ? ARCHIVED_ONLY
				      : ARCHIVED_OUT;
	return word.len == 0 || *out != ARCHIVED_OUT;
}

enum archived
archive_asked(const struct query *query, const struct rule *rule)
{
	const struct archive *archive = query->entity->archive;

	if (archive == NULL || query->trash)
		return ARCHIVED_WITH;
	if (query->archived == ARCHIVED_OUT && rule != NULL &&
	    rule_asks(rule, archive->at))
		return ARCHIVED_WITH;
	return query->archived;
}

void
archive_out(struct sql *q, const struct entity *e, const char *alias)
{
	if (e->archive == NULL)
		return;
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".archived_ms is null");
}

void
archive_where(struct sql *q, enum archived asked)
{
	if (asked == ARCHIVED_OUT)
		sql_text(q, " and t.archived_ms is null");
	if (asked == ARCHIVED_ONLY)
		sql_text(q, " and t.archived_ms is not null");
}

enum err
archive_has_some(struct ctx *c, const struct entity *e, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err err;

	*out = false;
	if (e->archive == NULL)
		return OK;
	sql_text(&q, "select 1 from ");
	sql_table(&q, e);
	/* in the order of their own index, else all that lives may be looked through */
	sql_text(&q, " t where t.deleted_ms is null and t.archived_ms is not null"
		     " order by t.archived_ms limit 1");
	err = db_int(c->db, &q, ERR_ABSENT, &one);
	*out = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

/* ---- told ---- */

bool
face_is_archived(const struct face *face)
{
	const struct archive *archive = face->entity->archive;

	return archive != NULL && !value_empty(&face->now[archive->at->first]);
}

void
face_write_archived(struct jw *w, const struct face *face)
{
	if (!face_is_archived(face))
		return;
	jw_key(w, "archived_ms");
	jw_int(w, face->now[face->entity->archive->at->first].i);
}

/* ---- put there, and back ---- */

static struct cell *
since(const struct record *rec)
{
	return record_value(rec, rec->entity->archive->at);
}

bool
record_is_archived(const struct record *rec)
{
	return rec->entity->archive != NULL && !value_empty(since(rec));
}

void
archive_leave(struct record *rec)
{
	if (record_is_archived(rec) && !record_is_new(rec) &&
	    !record_changed(rec, rec->entity->archive->at))
		value_clear(rec->entity->archive->at, since(rec));
}

static enum err
store(struct ctx *c, struct record *rec)
{
	TRY(record_store(c, rec, rec->version));
	return record_after(c, rec, "changed");
}

enum err
record_archive(
    struct ctx *c, struct ref which, int64_t seen, bool away, struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;

	if (which.entity->archive == NULL)
		return ERR_ABSENT;
	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &rec));
	TRY(record_as_seen(c, rec, seen));
	TRY(allow(c, which.entity, MAY_CHANGE, which.id, rec->before));
	*out = rec;
	if (record_is_archived(rec) == away)
		return OK;
	rec->as_is = away; /* nobody worked with it */
	*since(rec) = away ? CELL_OF_INT(c->now_ms) : (struct cell){ 0 };
	TRY(store(c, rec));
	return tx_commit(&tx);
}

/* Most are not there: it is asked before the record is read. */
static enum err
is_away(struct ctx *c, struct ref which, int64_t at_ms, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err err;

	sql_text(&q, "select 1 from ");
	sql_table(&q, which.entity);
	sql_text(&q, " where id = ");
	sql_int(&q, which.id);
	sql_text(&q, " and deleted_ms is null and archived_ms <= ");
	sql_int(&q, at_ms);
	err = db_int(c->db, &q, ERR_ABSENT, &one);
	*out = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

/* Whoever may not change it, too: they changed something around it. */
enum err
record_come_back(struct ctx *c, struct ref which, int64_t at_ms)
{
	struct record *rec;
	bool away;

	if (which.entity->archive == NULL)
		return OK;
	TRY(is_away(c, which, at_ms, &away));
	if (!away)
		return OK;
	TRY(record_hold(c, which, &rec));
	archive_leave(rec);
	return store(c, rec);
}
