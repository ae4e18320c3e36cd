/*
 * bytes.c - files go when no record has them any more.
 *
 * A file is in its place before its record is kept, and there until its record is
 * gone.  What a kill or a power cut leaves in between has no record, and is looked
 * for once a day.  Both look and take away alone (tx_lock_files), so that the same
 * bytes may come again at this moment, with their record.
 */
#include "privacy/room.h"

#include "file/file.h"

#define AT_ONCE 200

const struct field *
hash_field(const struct entity *e)
{
	const struct field *f = e->server ? entity_field(e, STR("hash")) : NULL;

	return f != NULL && f->hidden ? f : NULL;
}

/* ---- names, sorted, and which of them records have ---- */

struct names {
	const struct str *at;
	size_t count;
	bool *kept;
};

static int
by_text(const void *a, const void *b)
{
	return str_order(*(const struct str *)a, *(const struct str *)b);
}

static struct names
names_of(struct ctx *c, struct str *at, size_t count)
{
	qsort(at, count, sizeof(*at), by_text);
	return (struct names){ at, count, arena_array(c->mem, bool, count) };
}

static enum err
mark(struct ctx *c, const struct sql *q, struct names *n)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(c->db, q, &r));
	while (rows_next(&r)) {
		struct str hash = row_str(&r, 0);
		const struct str *found =
		    bsearch(&hash, n->at, n->count, sizeof(hash), by_text);

		if (found != NULL)
			n->kept[found - n->at] = true;
	}
	return rows_err(&r);
}

static void
that_begin(struct sql *q, const struct field *f, char digit)
{
	sql_text(q, "substr(t.");
	sql_column(q, f, 0);
	sql_text(q, ", 1, 1) = ");
	sql_str(q, (struct str){ &digit, 1 });
}

static void
that_are(struct sql *q, const struct field *f, const struct names *n)
{
	sql_text(q, "t.");
	sql_column(q, f, 0);
	sql_text(q, " in (");
	for (size_t i = 0; i < n->count; i++) {
		if (i > 0)
			sql_text(q, ", ");
		sql_str(q, n->at[i]);
	}
	sql_text(q, ")");
}

/* digit: all names begin so; 0: they are few, and are asked for one by one. */
static enum err
mark_kept(struct ctx *c, char digit, struct names *n)
{
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct field *f = hash_field(&c->meta->entities[i]);
		struct sql q = SQL_INIT(c->mem);

		if (f == NULL)
			continue;
		sql_text(&q, "select t.");
		sql_column(&q, f, 0);
		sql_text(&q, " from ");
		sql_table(&q, f->entity);
		sql_text(&q, " t where ");
		if (digit != 0)
			that_begin(&q, f, digit);
		else
			that_are(&q, f, n);
		TRY(mark(c, &q, n));
	}
	return OK;
}

/* ---- away ---- */

/* Asked again, alone: a record may have come since it was looked at. */
static enum err
drop_few(struct ctx *c, struct str *hashes, size_t count, int64_t *gone)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct names n = names_of(c, hashes, count);

	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_files(c->db, c->mem, true));
	TRY(mark_kept(c, 0, &n));
	for (size_t i = 0; i < count; i++)
		if (!n.kept[i]) {
			file_drop(site_files(c->site), n.at[i]);
			++*gone;
		}
	return tx_commit(&tx);
}

enum err
bytes_drop(struct ctx *c, struct str hash, bool *gone)
{
	int64_t count = 0;

	if (hash.len > 0)
		TRY(drop_few(c, &hash, 1, &count));
	*gone = count > 0;
	return OK;
}

enum err
bytes_sweep(struct ctx *c, char digit, int64_t before_ms, int64_t *count)
{
	struct str *stored, *some = arena_array(c->mem, struct str, AT_ONCE);
	size_t stored_count, n = 0;
	struct names names;

	*count = 0;
	TRY(file_list(
	    site_files(c->site), digit, before_ms, c->mem, &stored, &stored_count));
	if (stored_count == 0)
		return OK;
	names = names_of(c, stored, stored_count);
	TRY(mark_kept(c, digit, &names));
	for (size_t i = 0; i < stored_count && n < AT_ONCE; i++)
		if (!names.kept[i])
			some[n++] = stored[i];
	return n == 0 ? OK : drop_few(c, some, n, count);
}
