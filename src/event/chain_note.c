/*
 * chain_note.c - notes of rows that a rule took out, and of contents.
 *
 * A note is a row of the trail: the rule, the ids (the first, then how much more
 * each of the next is), and a proof, which is a hash with the key.  It is sealed
 * as any row is, so it can neither be changed nor go; and who has not the key
 * cannot write one to excuse what he deleted.
 */
#include "event/chain_room.h"

#include <sodium.h>

#define NOTES_PAGE 200

static struct str
proof_of(struct arena *mem, const struct seal_key *key, enum trail_kind kind,
    struct str rule, struct str rows)
{
	unsigned char hash[HASH_SIZE];
	char hex[HASH_SIZE * 2 + 1];
	struct str all = str_printf(mem, "kith note\n%s\n%.*s\n%.*s", trail_name(kind),
	    STR_ARG(rule), STR_ARG(rows));

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)all.at, all.len,
	    key == NULL ? NULL : key->key, key == NULL ? 0 : sizeof(key->key));
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return str_copy(mem, str_of(hex));
}

/* ---- writing ---- */

struct taking {
	struct ctx *c;
	const struct seal_key *key;
	enum trail_kind kind;
	struct text rows;
	int64_t last; /* id in rows */
	size_t count;
};

static enum err
hash_now(struct taking *t, const struct seal *s, size_t i, const unsigned char *salt,
    char hex[HASH_SIZE * 2 + 1])
{
	struct ctx *c = t->c;
	unsigned char hash[HASH_SIZE];
	struct chain_row *row;
	int64_t id = seal_id(s, i);
	size_t count;

	TRY(chain_rows(c->db, c->mem, id - 1, id, 1, &row, &count));
	if (count == 0)
		return ERR_BUG;
	chain_hash(hash, t->key, row->table, id, row->canon, salt);
	sodium_bin2hex(hex, HASH_SIZE * 2 + 1, hash, HASH_SIZE);
	return OK;
}

static enum err
take(struct taking *t, const struct seal *s, size_t i, unsigned char *salts)
{
	unsigned char *salt = salts + i * SALT_SIZE;
	int64_t id = seal_id(s, i);
	char hex[HASH_SIZE * 2 + 1] = "";

	if (t->kind == TRAIL_REDACTED) {
		randombytes_buf(salt, SALT_SIZE);
		TRY(hash_now(t, s, i, salt, hex));
	} else {
		memset(salt, 0, SALT_SIZE);
	}
	text_printf(&t->rows, "%s%" PRId64 "%s%s", t->count == 0 ? "" : " ", id - t->last,
	    hex[0] == '\0' ? "" : ":", hex);
	t->last = id;
	t->count++;
	return OK;
}

static enum err
keep_salts(struct ctx *c, const struct seal *s, const unsigned char *salts)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _seal set salts = ");
	sql_cell(&q, &CELL_OF_BLOB(((struct str){ (const char *)salts, s->salts.len })));
	sql_text(&q, " where n = ");
	sql_int(&q, s->n);
	return db_run(c->db, &q);
}

/* Those that one seal holds; *i moves behind them. */
static enum err
take_from_seal(struct taking *t, const int64_t *ids, size_t count, size_t *i)
{
	struct ctx *c = t->c;
	unsigned char *salts;
	struct seal s;
	size_t before = t->count;

	TRY(seal_of(c->db, c->mem, ids[*i], &s));
	if (s.n == 0) { /* no seal holds it, nor those behind it */
		*i = count;
		return OK;
	}
	salts = arena_alloc(c->mem, s.salts.len + 1);
	memcpy(salts, s.salts.at, s.salts.len);
	for (; *i < count && ids[*i] <= s.ends; (*i)++) {
		size_t at = seal_find(&s, ids[*i]);

		if (at < seal_count(&s) && (at + 1) * SALT_SIZE <= s.salts.len)
			TRY(take(t, &s, at, salts));
	}
	return t->count > before ? keep_salts(c, &s, salts) : OK;
}

static enum err
note(struct ctx *c, const struct seal_key *key, enum trail_kind kind, const char *rule,
    const int64_t *ids, size_t count)
{
	struct taking t = { c, key, kind, TEXT_INIT(c->mem), 0, 0 };
	json_t *details;
	struct str proof;
	size_t i = 0;

	assert(db_in_tx(c->db) && count <= CHAIN_IDS);
	TRY(chain_hold(c->db, c->mem));
	while (i < count)
		TRY(take_from_seal(&t, ids, count, &i));
	if (t.count == 0)
		return OK;
	proof = proof_of(c->mem, key, kind, str_of(rule), text_done(&t.rows));
	details =
	    json_hold(c->mem, json_pack("{s:s, s:I, s:s, s:s, s:s}", "rule", rule,
				  "count", (json_int_t)t.count, "rows", t.rows.at, "mark",
				  key == NULL ? "" : key->mark, "proof", proof.at));
	return trail_json(c, kind, TRAIL_NOTHING, details);
}

enum err
chain_dropped(struct ctx *c, const struct seal_key *key, const char *rule,
    const int64_t *ids, size_t count)
{
	return note(c, key, TRAIL_DROPPED, rule, ids, count);
}

enum err
chain_redacted(struct ctx *c, const struct seal_key *key, const char *rule,
    const int64_t *ids, size_t count)
{
	return note(c, key, TRAIL_REDACTED, rule, ids, count);
}

/* ---- reading ---- */

const struct seal_key *
chain_key(const struct chain_check *check, struct str mark, bool *known)
{
	*known = true;
	if (mark.len == 0)
		return NULL;
	for (size_t i = 0; i < check->key_count; i++)
		if (str_is(mark, check->keys[i].mark))
			return &check->keys[i];
	*known = false;
	return NULL;
}

struct reading {
	struct db *db;
	struct arena *mem, *page;
	const struct chain_check *check;
	void (*bad)(void *arg, int64_t id);
	void *arg;
	LIST(struct chain_note) notes;
};

static bool
read_one(struct reading *r, struct str word, int64_t *last)
{
	struct chain_note note = { 0 };
	struct str step = word, hex = STR("");
	size_t len;

	note.redacted = str_cut(word, ':', &step, &hex);
	if (!str_int(note.redacted ? step : word, &note.id))
		return false;
	note.id += *last;
	*last = note.id;
	if (note.redacted && (sodium_hex2bin(note.hash, HASH_SIZE, hex.at, hex.len, NULL,
				  &len, NULL) != 0 ||
				 len != HASH_SIZE))
		return false;
	note.order = r->notes.count;
	*list_add(r->mem, &r->notes) = note;
	return true;
}

/* The seal of the note's row has a key, so the note must have one. */
static bool
lacks_key(struct reading *r, int64_t id)
{
	struct seal s;

	return seal_of(r->db, r->page, id, &s) == OK && s.n != 0 && s.mark.len > 0;
}

/* One with a key that is not here is believed: the seals say that they are not
 * proven. */
static bool
read_note(struct reading *r, enum trail_kind kind, int64_t id, struct str text)
{
	struct str rule, rows, word, rest;
	const struct seal_key *key;
	int64_t last = 0;
	json_t *details;
	bool known;

	if (json_read(r->page, text, &details, NULL) != OK)
		return false;
	rule = json_get_str(details, "rule");
	rows = json_get_str(details, "rows");
	key = chain_key(r->check, json_get_str(details, "mark"), &known);
	if (known && !str_same(json_get_str(details, "proof"),
			 proof_of(r->page, key, kind, rule, rows)))
		return false;
	if (known && key == NULL && lacks_key(r, id))
		return false;
	rest = rows;
	while (str_next(&rest, ' ', &word))
		if (!read_one(r, word, &last))
			return false;
	return true;
}

static enum err
read_page(struct reading *r, enum trail_kind kind, int64_t *after, bool *more)
{
	int64_t ids[NOTES_PAGE];
	struct str texts[NOTES_PAGE];
	struct sql q;
	size_t count = 0;

	arena_reset(r->page);
	q = (struct sql)SQL_INIT(r->page);
	sql_text(&q, "select id, details from _trail where kind = ");
	sql_str(&q, str_of(trail_name(kind)));
	sql_text(&q, " and id > ");
	sql_int(&q, *after);
	sql_text(&q, " order by id");
	sql_limit(&q, NOTES_PAGE);
	{
		DEFER(rows_end) struct rows rows = { 0 };

		TRY(rows_begin(r->db, &q, &rows));
		for (; count < NOTES_PAGE && rows_next(&rows); count++) {
			ids[count] = row_int(&rows, 0);
			texts[count] = str_copy(r->page, row_str(&rows, 1));
		}
		TRY(rows_err(&rows));
	}
	for (size_t i = 0; i < count; i++)
		if (!read_note(r, kind, ids[i], texts[i]))
			r->bad(r->arg, ids[i]);
	*more = count == NOTES_PAGE;
	if (*more)
		*after = ids[count - 1];
	return OK;
}

/* Of two notes of a row the later one holds; "gone" is never undone. */
static int
by_id(const void *a, const void *b)
{
	const struct chain_note *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->redacted != y->redacted)
		return x->redacted ? 1 : -1;
	return x->order > y->order ? -1 : 1;
}

const struct chain_note *
chain_note_of(const struct chain_notes *notes, int64_t id)
{
	size_t low = 0, high = notes->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (notes->at[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < notes->count && notes->at[low].id == id ? &notes->at[low] : NULL;
}

enum err
chain_notes(struct db *db, struct arena *mem, const struct chain_check *check,
    void (*bad)(void *arg, int64_t id), void *arg, struct chain_notes *out)
{
	static const enum trail_kind kinds[] = { TRAIL_DROPPED, TRAIL_REDACTED };
	DEFER(arena_freep) struct arena *page = arena_new();
	struct reading r = { db, mem, page, check, bad, arg, { 0 } };

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		int64_t after = 0;
		bool more = true;

		while (more)
			TRY(read_page(&r, kinds[i], &after, &more));
	}
	if (r.notes.count > 1)
		qsort(r.notes.at, r.notes.count, sizeof(*r.notes.at), by_id);
	*out = (struct chain_notes){ r.notes.at, r.notes.count };
	return OK;
}
