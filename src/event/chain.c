/*
 * chain.c - rows into seals.
 */
#include "event/chain_room.h"

#include <sodium.h>

#define COLUMNS_MAX 12

const char *const chain_tables[CHAIN_TABLES] = { "_event", "_trail" };

void
seal_key_mark(struct seal_key *key)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)"kith seal mark",
	    14, key->key, sizeof(key->key));
	sodium_bin2hex(key->mark, sizeof(key->mark), hash, 8);
}

/* ---- hashes ---- */

static void
add_int(crypto_generichash_state *h, int64_t n)
{
	unsigned char at[8];

	for (int i = 0; i < 8; i++)
		at[i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
	crypto_generichash_update(h, at, sizeof(at));
}

static void
add_str(crypto_generichash_state *h, struct str s)
{
	add_int(h, (int64_t)s.len);
	crypto_generichash_update(h, (const unsigned char *)s.at, s.len);
}

static void
begin(crypto_generichash_state *h, const struct seal_key *key, size_t size)
{
	crypto_generichash_init(
	    h, key == NULL ? NULL : key->key, key == NULL ? 0 : sizeof(key->key), size);
}

void
chain_hash(unsigned char out[HASH_SIZE], const struct seal_key *key,
    enum chain_table table, int64_t id, struct str canon, const unsigned char *salt)
{
	crypto_generichash_state h;

	begin(&h, key, HASH_SIZE);
	crypto_generichash_update(&h, salt, SALT_SIZE);
	add_int(&h, (int64_t)table);
	add_int(&h, id);
	add_str(&h, canon);
	crypto_generichash_final(&h, out, HASH_SIZE);
}

void
seal_hash(unsigned char out[SEAL_HEAD_SIZE], const struct seal_key *key,
    const unsigned char *before, const struct seal *s)
{
	crypto_generichash_state h;

	begin(&h, key, SEAL_HEAD_SIZE);
	crypto_generichash_update(&h, before, SEAL_HEAD_SIZE);
	add_int(&h, s->n);
	add_int(&h, s->at_ms);
	add_int(&h, s->begins);
	add_int(&h, s->ends);
	add_str(&h, s->mark);
	add_str(&h, s->body);
	crypto_generichash_final(&h, out, SEAL_HEAD_SIZE);
}

/* ---- a seal's parts ---- */

int64_t
seal_id(const struct seal *s, size_t i)
{
	const unsigned char *at = (const unsigned char *)s->body.at + i * ENTRY_SIZE;
	uint64_t id = 0;

	for (int j = 0; j < 8; j++)
		id = id << 8 | at[j];
	return (int64_t)id;
}

enum chain_table
seal_table(const struct seal *s, size_t i)
{
	return s->body.at[i * ENTRY_SIZE + 8] == CHAIN_TRAIL ? CHAIN_TRAIL : CHAIN_EVENT;
}

const unsigned char *
seal_row_hash(const struct seal *s, size_t i)
{
	return (const unsigned char *)s->body.at + i * ENTRY_SIZE + 9;
}

const unsigned char *
seal_salt(const struct seal *s, size_t i)
{
	return (const unsigned char *)s->salts.at + i * SALT_SIZE;
}

static void
add_entry(struct text *body, const struct chain_row *row, const unsigned char *hash)
{
	for (int i = 0; i < 8; i++)
		text_char(body, (char)((uint64_t)row->id >> (56 - 8 * i)));
	text_char(body, (char)row->table);
	text_add(body, (const char *)hash, HASH_SIZE);
}

/* ---- rows of both tables, in one order ---- */

static void
select_rows(struct sql *q, enum chain_table table)
{
	if (table == CHAIN_EVENT)
		sql_text(q, "select id, at_ms, entity, record, what, version, actor, via,"
			    " job, changes, address, session from _event");
	else
		sql_text(q, "select id, at_ms, entity, record, kind, actor, person, via,"
			    " session, address, times, details from _trail");
}

static void
add_canon(struct text *t, const struct cell *cell)
{
	uint64_t bits = cell->kind == CELL_INT ? (uint64_t)cell->i : cell->s.len;

	text_char(t, cell->kind == CELL_NULL ? 'n' : cell->kind == CELL_INT ? 'i' : 's');
	if (cell->kind == CELL_NULL)
		return;
	for (int i = 0; i < 8; i++)
		text_char(t, (char)(bits >> (56 - 8 * i)));
	if (cell->kind != CELL_INT)
		text_str(t, cell->s);
}

static void
take(struct arena *mem, const struct rows *r, enum chain_table table,
    struct chain_row *out)
{
	struct text canon = TEXT_INIT(mem);
	struct cell cell;

	*out = (struct chain_row){ .id = row_int(r, 0),
		.at_ms = row_int(r, 1),
		.table = table,
		.entity = str_copy(mem, row_str(r, 2)),
		.record = row_int(r, 3) };
	for (int i = 1; i < COLUMNS_MAX; i++) {
		row_peek(r, i, &cell);
		add_canon(&canon, &cell);
	}
	out->canon = text_done(&canon);
}

static enum err
load(struct db *db, struct arena *mem, enum chain_table table, int64_t above, int64_t to,
    size_t max, struct chain_row *out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	select_rows(&q, table);
	sql_text(&q, " where id > ");
	sql_int(&q, above);
	sql_text(&q, " and id <= ");
	sql_int(&q, to);
	sql_text(&q, " order by id");
	sql_limit(&q, (int64_t)max);
	*count = 0;
	TRY(rows_begin(db, &q, &r));
	while (*count < max && rows_next(&r))
		take(mem, &r, table, &out[(*count)++]);
	return rows_err(&r);
}

enum err
chain_rows(struct db *db, struct arena *mem, int64_t above, int64_t to, size_t max,
    struct chain_row **out, size_t *count)
{
	struct chain_row *rows[CHAIN_TABLES],
	    *all = arena_array(mem, struct chain_row, max);
	size_t n[CHAIN_TABLES], at[CHAIN_TABLES] = { 0 };

	for (int i = 0; i < CHAIN_TABLES; i++) {
		rows[i] = arena_array(mem, struct chain_row, max);
		TRY(load(db, mem, (enum chain_table)i, above, to, max, rows[i], &n[i]));
	}
	*count = 0;
	while (*count < max && (at[0] < n[0] || at[1] < n[1])) {
		int i = at[1] == n[1] ||
				(at[0] < n[0] && rows[0][at[0]].id < rows[1][at[1]].id)
			    ? 0
			    : 1;

		all[(*count)++] = rows[i][at[i]++];
	}
	*out = all;
	return OK;
}

/* ---- sealing ---- */

#define SELECT_SEAL "select n, at_ms, begins, ends, mark, body, salts, head from _seal"

static struct seal
take_seal(struct arena *mem, const struct rows *r)
{
	return (struct seal){ .n = row_int(r, 0),
		.at_ms = row_int(r, 1),
		.begins = row_int(r, 2),
		.ends = row_int(r, 3),
		.mark = str_copy(mem, row_str(r, 4)),
		.body = str_copy(mem, row_str(r, 5)),
		.salts = str_copy(mem, row_str(r, 6)),
		.head = str_copy(mem, row_str(r, 7)) };
}

enum err
seals_load(struct db *db, struct arena *mem, int64_t after, int limit, struct seal **out,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	*out = arena_array(mem, struct seal, (size_t)limit);
	*count = 0;
	sql_text(&q, SELECT_SEAL " where n > ");
	sql_int(&q, after);
	sql_text(&q, " order by n");
	sql_limit(&q, limit);
	TRY(rows_begin(db, &q, &r));
	while (*count < (size_t)limit && rows_next(&r))
		(*out)[(*count)++] = take_seal(mem, &r);
	return rows_err(&r);
}

enum err
seal_of(struct db *db, struct arena *mem, int64_t id, struct seal *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	*out = (struct seal){ 0 };
	sql_text(&q, SELECT_SEAL " where ends >= ");
	sql_int(&q, id);
	sql_text(&q, " order by ends limit 1");
	TRY(rows_begin(db, &q, &r));
	if (rows_next(&r))
		*out = take_seal(mem, &r);
	return rows_err(&r);
}

size_t
seal_find(const struct seal *s, int64_t id)
{
	size_t low = 0, high = seal_count(s);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (seal_id(s, mid) < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < seal_count(s) && seal_id(s, low) == id ? low : seal_count(s);
}

static enum err
last_seal(struct db *db, struct arena *mem, struct seal *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	*out = (struct seal){ 0 };
	sql_text(&q, "select n, at_ms, ends, head from _seal order by n desc limit 1");
	TRY(rows_begin(db, &q, &r));
	if (rows_next(&r))
		*out = (struct seal){ .n = row_int(&r, 0),
			.at_ms = row_int(&r, 1),
			.ends = row_int(&r, 2),
			.head = str_copy(mem, row_str(&r, 3)) };
	return rows_err(&r);
}

enum err
chain_last(struct db *db, struct arena *mem, struct chain_head *out)
{
	struct seal last;

	*out = (struct chain_head){ 0 };
	TRY(last_seal(db, mem, &last));
	if (last.n == 0 || last.head.len != SEAL_HEAD_SIZE)
		return OK;
	*out = (struct chain_head){ .n = last.n, .ends = last.ends, .at_ms = last.at_ms };
	sodium_bin2hex(out->head, sizeof(out->head), (const unsigned char *)last.head.at,
	    last.head.len);
	return OK;
}

static enum err
store(struct db *db, struct arena *mem, const struct seal *s)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "insert into _seal (n, at_ms, begins, ends, mark, body, salts, head)"
		     " values (");
	sql_int(&q, s->n);
	sql_text(&q, ", ");
	sql_int(&q, s->at_ms);
	sql_text(&q, ", ");
	sql_int(&q, s->begins);
	sql_text(&q, ", ");
	sql_int(&q, s->ends);
	sql_text(&q, ", ");
	sql_str(&q, s->mark);
	sql_text(&q, ", ");
	sql_cell(&q, &CELL_OF_BLOB(s->body));
	sql_text(&q, ", ");
	sql_cell(&q, &CELL_OF_BLOB(s->salts));
	sql_text(&q, ", ");
	sql_cell(&q, &CELL_OF_BLOB(s->head));
	sql_text(&q, ")");
	return db_run(db, &q);
}

/* A seal of these rows behind the last one, which it then is. */
static enum err
seal_rows(struct db *db, struct arena *mem, const struct seal_key *key,
    const struct chain_row *rows, size_t count, struct seal *last)
{
	struct text body = TEXT_INIT(mem);
	unsigned char hash[HASH_SIZE], nothing[SEAL_HEAD_SIZE] = { 0 };
	unsigned char *head = arena_alloc(mem, SEAL_HEAD_SIZE);
	unsigned char *salts = arena_alloc(mem, count * SALT_SIZE);
	struct seal s = { .n = last->n + 1,
		.at_ms = time_now_ms(),
		.begins = last->ends,
		.ends = rows[count - 1].id,
		.mark = key == NULL ? STR("") : str_of(key->mark),
		.salts = { (const char *)salts, count * SALT_SIZE },
		.head = { (const char *)head, SEAL_HEAD_SIZE } };

	randombytes_buf(salts, count * SALT_SIZE);
	for (size_t i = 0; i < count; i++) {
		chain_hash(hash, key, rows[i].table, rows[i].id, rows[i].canon,
		    salts + i * SALT_SIZE);
		add_entry(&body, &rows[i], hash);
	}
	s.body = text_done(&body);
	seal_hash(
	    head, key, last->n == 0 ? nothing : (const unsigned char *)last->head.at, &s);
	TRY(store(db, mem, &s));
	*last = s;
	return OK;
}

/* Is there a row above it that is settled?  Asked without beginning to write. */
static enum err
waits(struct db *db, struct arena *mem, int64_t border, bool *yes)
{
	struct chain_row *rows;
	struct seal last;
	size_t count;

	TRY(last_seal(db, mem, &last));
	TRY(chain_rows(db, mem, last.ends, border - 1, 1, &rows, &count));
	*yes = count > 0;
	return OK;
}

enum err
chain_hold(struct db *db, struct arena *mem)
{
	return tx_lock_tables(db, mem);
}

enum err
chain_seal(struct db *db, const struct seal_key *key, int seals, int64_t *out)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(tx_end) struct tx tx = { 0 };
	struct chain_row *rows;
	struct seal last;
	int64_t border, sealed = 0;
	size_t count = SEAL_ROWS;
	bool any;

	*out = 0;
	TRY(db_settled(db, &border));
	TRY(waits(db, mem, border, &any));
	if (!any)
		return OK;
	TRY(tx_begin(db, &tx));
	TRY(chain_hold(db, mem));
	TRY(last_seal(db, mem, &last));
	for (int i = 0; i < seals && count == SEAL_ROWS; i++) {
		TRY(chain_rows(db, mem, last.ends, border - 1, SEAL_ROWS, &rows, &count));
		if (count > 0)
			TRY(seal_rows(db, mem, key, rows, count, &last));
		sealed += (int64_t)count;
	}
	TRY(tx_commit(&tx));
	*out = sealed;
	return OK;
}
