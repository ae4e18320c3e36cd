/*
 * keep.c - answers that a handle keeps until something happens.
 *
 * A sum over a whole table costs the table each time it is asked, and boards
 * ask it at every look.  Who asks names a stamp that changes when the answer
 * may (the newest event); the answer is the same for the same statement, the
 * same values and the same stamp.  A handle belongs to one thread: no lock.
 */
#include "db/driver.h"
#include "db/room.h"

#define KEY_MAX 8000
#define ANSWER_MAX 16000
#define LONG 400 /* a value beyond this is told apart by two hashes */

struct kept_answer {
	char *key, *answer;
	size_t key_len, answer_len;
	int64_t stamp;
};

struct keeper {
	struct kept_answer at[DB_KEPT_MAX];
	size_t next;
};

static uint64_t
half_hash(struct str s)
{
	return str_hash((struct str){ s.at + s.len / 2, s.len - s.len / 2 });
}

/* The statement's text and every value in it. */
static struct str
key_of(struct arena *mem, const struct sql *q)
{
	struct text t = TEXT_INIT(mem);

	text_str(&t, text_done(&q->text));
	for (size_t i = 0; i < q->arg_count; i++) {
		const struct cell *a = &q->args[i];

		text_char(&t, '\n');
		text_char(&t, (char)('0' + a->kind));
		if (a->kind == CELL_INT)
			text_int(&t, a->i);
		else if (a->kind == CELL_REAL)
			text_printf(&t, "%.17g", a->d);
		else if (a->kind != CELL_NULL && a->s.len <= LONG)
			text_str(&t, a->s);
		else if (a->kind != CELL_NULL) /* a list of many people */
			text_printf(&t, "#%zu.%016" PRIx64 ".%016" PRIx64, a->s.len,
			    str_hash(a->s), half_hash(a->s));
	}
	return text_done(&t);
}

static struct kept_answer *
find(struct keeper *k, struct str key)
{
	for (size_t i = 0; i < DB_KEPT_MAX; i++)
		if (k->at[i].key != NULL && k->at[i].key_len == key.len &&
		    memcmp(k->at[i].key, key.at, key.len) == 0)
			return &k->at[i];
	return NULL;
}

bool
db_kept(
    struct db *db, struct arena *mem, const struct sql *q, int64_t stamp, struct str *out)
{
	struct kept_answer *a =
	    db->keeper == NULL || db_in_tx(db) ? NULL : find(db->keeper, key_of(mem, q));

	if (a == NULL || a->stamp != stamp)
		return false;
	*out = str_copy(mem, (struct str){ a->answer, a->answer_len });
	return true;
}

void
db_keep(struct db *db, struct arena *mem, const struct sql *q, int64_t stamp,
    struct str answer)
{
	struct str key = key_of(mem, q);
	struct kept_answer *a;

	if (db_in_tx(db) || key.len > KEY_MAX || answer.len > ANSWER_MAX)
		return;
	if (db->keeper == NULL)
		db->keeper = memory_new(1, sizeof(*db->keeper));
	a = find(db->keeper, key);
	if (a == NULL)
		a = &db->keeper->at[db->keeper->next++ % DB_KEPT_MAX];
	free(a->key);
	free(a->answer);
	a->key = memcpy(memory_room(key.len + 1), key.at, key.len);
	a->key_len = key.len;
	a->answer = memcpy(memory_room(answer.len + 1), answer.at, answer.len);
	a->answer_len = answer.len;
	a->stamp = stamp;
}

void
keeper_free(struct keeper *k)
{
	for (size_t i = 0; k != NULL && i < DB_KEPT_MAX; i++) {
		free(k->at[i].key);
		free(k->at[i].answer);
	}
	free(k);
}
