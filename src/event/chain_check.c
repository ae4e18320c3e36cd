/*
 * chain_check.c - is the chain unbroken, and if not, where is the break?
 *
 * Seals are walked in order beside the rows that they hold.  Where a seal does
 * not fit the one before, the walk goes on from what the seal says and from what
 * it should have said, so that one break is told once and not at every seal
 * behind it.
 */
#include "event/chain_room.h"

#include <sodium.h>

#define SEALS_PAGE 32
#define ROWS_PAGE ((size_t)SEAL_ROWS * 2)

struct changed { /* a row that does not hold what was sealed */
	struct chain_break as;
	struct chain_row row;
	const struct seal_key *key;
	unsigned char hash[HASH_SIZE], salt[SALT_SIZE];
};

struct walk {
	struct db *db;
	struct arena *mem, *page;
	struct chain_check *check;
	struct chain_notes notes;
	LIST(struct changed) changed;
	/* the seal before */
	int64_t n, ends;
	unsigned char said[SEAL_HEAD_SIZE], should[SEAL_HEAD_SIZE];
	bool keyed, told_no_key;
	size_t anchor;
	int64_t anchored; /* the last seal whose anchor was right */
	bool told_anchor;
};

static void
tell(struct walk *w, const struct chain_break *b)
{
	w->check->found(w->check->arg, b);
}

static void
tell_seal(struct walk *w, enum chain_what what, int64_t n, int64_t other)
{
	tell(w, &(struct chain_break){ .what = what, .n = n, .other = other });
}

static struct chain_break
break_of(enum chain_what what, const struct seal *s, const struct chain_row *row)
{
	return (struct chain_break){ .what = what,
		.n = s->n,
		.id = row->id,
		.table = chain_tables[row->table],
		.entity = row->entity,
		.record = row->record,
		.at_ms = row->at_ms };
}

/* ---- rows ---- */

struct side { /* of the seal that is looked at */
	struct walk *w;
	const struct seal *s;
	const struct seal_key *key;
	bool known; /* the key */
	size_t i;   /* the next of its entries */
};

static void
was_deleted(struct side *side)
{
	int64_t id = seal_id(side->s, side->i);
	const struct chain_note *note = chain_note_of(&side->w->notes, id);

	if (note != NULL && !note->redacted)
		side->w->check->dropped++;
	else
		tell(side->w, &(struct chain_break){ .what = CHAIN_DELETED,
				  .n = side->s->n,
				  .id = id,
				  .table = chain_tables[seal_table(side->s, side->i)] });
	side->i++;
}

/* Told at the end, when it is known who else was changed. */
static void
was_changed(struct side *side, const struct chain_row *row)
{
	struct walk *w = side->w;
	struct chain_break as = break_of(CHAIN_CHANGED, side->s, row);
	struct changed *c;

	if (w->changed.count == CHAIN_SWAPS) {
		tell(w, &as);
		return;
	}
	c = list_add(w->mem, &w->changed);
	*c = (struct changed){ .as = as, .row = *row, .key = side->key };
	c->as.entity = c->row.entity = str_copy(w->mem, row->entity);
	c->row.canon = str_copy(w->mem, row->canon);
	memcpy(c->hash, seal_row_hash(side->s, side->i), HASH_SIZE);
	memcpy(c->salt, seal_salt(side->s, side->i), SALT_SIZE);
}

static void
compare(struct side *side, const struct chain_row *row)
{
	struct walk *w = side->w;
	const struct chain_note *note = chain_note_of(&w->notes, row->id);
	const unsigned char *sealed = seal_row_hash(side->s, side->i);
	unsigned char hash[HASH_SIZE];

	if (note != NULL && note->redacted) {
		sealed = note->hash;
		w->check->redacted++;
	}
	chain_hash(hash, side->key, row->table, row->id, row->canon,
	    seal_salt(side->s, side->i));
	if (note != NULL && !note->redacted)
		tell(w,
		    &(struct chain_break){ CHAIN_INSERTED, side->s->n, row->id, 0,
			chain_tables[row->table], row->entity, row->record, row->at_ms });
	else if (side->known && memcmp(hash, sealed, HASH_SIZE) != 0)
		was_changed(side, row);
	side->i++;
}

static void
look_at_row(struct side *side, const struct chain_row *row)
{
	const struct seal *s = side->s;
	struct chain_break as = break_of(CHAIN_INSERTED, s, row);

	while (side->i < seal_count(s) && seal_id(s, side->i) < row->id)
		was_deleted(side);
	side->w->check->rows++;
	if (side->i < seal_count(s) && seal_id(s, side->i) == row->id &&
	    seal_table(s, side->i) == row->table)
		compare(side, row);
	else
		tell(side->w, &as);
}

static enum err
look_at_rows(struct side *side, int64_t above)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct chain_row *rows;
	size_t count = ROWS_PAGE;

	while (count == ROWS_PAGE) {
		arena_reset(mem);
		TRY(chain_rows(
		    side->w->db, mem, above, side->s->ends, ROWS_PAGE, &rows, &count));
		for (size_t i = 0; i < count; i++)
			look_at_row(side, &rows[i]);
		if (count > 0)
			above = rows[count - 1].id;
	}
	while (side->i < seal_count(side->s))
		was_deleted(side);
	return OK;
}

/* ---- seals ---- */

static bool
has_form(const struct seal *s)
{
	return s->head.len == SEAL_HEAD_SIZE && s->body.len % ENTRY_SIZE == 0 &&
	       s->body.len > 0 && s->salts.len == seal_count(s) * SALT_SIZE;
}

static bool
has_head(const struct seal *s, const struct seal_key *key, const unsigned char *before,
    unsigned char head[SEAL_HEAD_SIZE])
{
	seal_hash(head, key, before, s);
	return memcmp(head, s->head.at, SEAL_HEAD_SIZE) == 0;
}

/* Does it say the head that it must, behind the one before? */
static void
look_at_head(struct walk *w, const struct seal *s, const struct seal_key *key, bool gap)
{
	unsigned char head[SEAL_HEAD_SIZE], other[SEAL_HEAD_SIZE];

	if (gap) {
		memcpy(head, s->head.at, SEAL_HEAD_SIZE);
	} else if (!has_head(s, key, w->said, head)) {
		if (has_head(s, key, w->should, other) && s->begins == w->ends)
			memcpy(head, other, SEAL_HEAD_SIZE);
		else
			tell_seal(w, CHAIN_SEAL, s->n, 0);
	} else if (s->begins != w->ends) {
		tell_seal(w, CHAIN_SEAL, s->n, 0);
	}
	memcpy(w->should, head, SEAL_HEAD_SIZE);
}

static void
look_at_anchors(struct walk *w, const struct seal *s)
{
	const struct chain_check *check = w->check;
	char head[SEAL_HEAD_SIZE * 2 + 1];

	while (w->anchor < check->anchor_count && check->anchors[w->anchor].n < s->n)
		w->anchor++;
	for (; w->anchor < check->anchor_count && check->anchors[w->anchor].n == s->n;
	     w->anchor++) {
		sodium_bin2hex(head, sizeof(head), (const unsigned char *)s->head.at,
		    SEAL_HEAD_SIZE);
		if (strcmp(head, check->anchors[w->anchor].head) == 0) {
			w->anchored = s->n;
		} else if (!w->told_anchor) {
			tell_seal(w, CHAIN_ANCHOR, s->n, w->anchored);
			w->told_anchor = true;
		}
	}
}

static void
look_at_key(struct walk *w, const struct seal *s, bool known)
{
	if (!known && !w->told_no_key) {
		tell_seal(w, CHAIN_NO_KEY, s->n, 0);
		w->told_no_key = true;
	}
	if (w->keyed && s->mark.len == 0)
		tell_seal(w, CHAIN_UNKEYED, s->n, 0);
	w->keyed = w->keyed || s->mark.len > 0;
	w->check->keyed += s->mark.len > 0;
}

static enum err
look_at_seal(struct walk *w, const struct seal *s)
{
	struct side side = { .w = w, .s = s };
	bool gap = s->n != w->n + 1;

	if (gap)
		tell_seal(w, CHAIN_SEALS_GONE, w->n + 1, s->n - 1);
	side.key = chain_key(w->check, s->mark, &side.known);
	look_at_key(w, s, side.known);
	if (!has_form(s)) {
		tell_seal(w, CHAIN_SEAL, s->n, 0);
	} else {
		look_at_head(w, s, side.key, gap || !side.known);
		look_at_anchors(w, s);
		memcpy(w->said, s->head.at, SEAL_HEAD_SIZE);
		TRY(look_at_rows(&side, gap         ? s->begins
					: w->n == 0 ? INT64_MIN
						    : w->ends));
	}
	w->n = s->n;
	w->ends = s->ends;
	w->check->seals++;
	if (w->check->looks != NULL)
		w->check->looks(w->check->arg, w->check->rows);
	return OK;
}

/* ---- the end ---- */

/* Whose contents were sealed for the place of c? */
static const struct changed *
other_of(const struct walk *w, const struct changed *c)
{
	unsigned char hash[HASH_SIZE];

	for (size_t i = 0; i < w->changed.count; i++) {
		const struct changed *o = &w->changed.at[i];

		chain_hash(hash, c->key, o->row.table, c->row.id, o->row.canon, c->salt);
		if (o != c && memcmp(hash, c->hash, HASH_SIZE) == 0)
			return o;
	}
	return NULL;
}

static void
tell_changed(struct walk *w)
{
	for (size_t i = 0; i < w->changed.count; i++) {
		struct changed *c = &w->changed.at[i];
		const struct changed *other = other_of(w, c);

		if (other != NULL) {
			c->as.what = CHAIN_EXCHANGED;
			c->as.other = other->row.id;
		}
		tell(w, &c->as);
	}
}

static enum err
look_at_rest(struct walk *w)
{
	struct chain_check *check = w->check;
	struct chain_row *rows;
	int64_t border, above = w->ends;
	size_t count = ROWS_PAGE;

	if (check->anchor_count > 0 && check->anchors[check->anchor_count - 1].n > w->n)
		tell_seal(w, CHAIN_CUT, check->anchors[check->anchor_count - 1].n, w->n);
	TRY(db_settled(w->db, &border));
	while (count == ROWS_PAGE) {
		arena_reset(w->page);
		TRY(chain_rows(
		    w->db, w->page, above, border - 1, ROWS_PAGE, &rows, &count));
		if (count > 0 && check->waiting == 0)
			check->waits_since_ms = rows[0].at_ms;
		check->waiting += (int64_t)count;
		if (count > 0)
			above = rows[count - 1].id;
	}
	return OK;
}

static void
bad_note(void *arg, int64_t id)
{
	tell(arg,
	    &(struct chain_break){ .what = CHAIN_NOTE, .id = id, .table = "_trail" });
}

enum err
chain_check(struct db *db, struct chain_check *check)
{
	DEFER(arena_freep) struct arena *mem = arena_new(), *page = arena_new();
	struct walk w = { .db = db, .mem = mem, .page = page, .check = check };
	struct seal *seals;
	size_t count = SEALS_PAGE;

	TRY(chain_notes(db, mem, check, bad_note, &w, &w.notes));
	while (count == SEALS_PAGE) {
		arena_reset(page);
		TRY(seals_load(db, page, w.n, SEALS_PAGE, &seals, &count));
		for (size_t i = 0; i < count; i++)
			TRY(look_at_seal(&w, &seals[i]));
	}
	tell_changed(&w);
	return look_at_rest(&w);
}
