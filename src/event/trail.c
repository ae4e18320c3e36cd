/*
 * trail.c - rows of what happened beside the records.
 */
#include "event/event.h"

#include <pthread.h>
#include <stdarg.h>

#define SLOTS 512 /* addresses that are counted apart; more are counted as one */

static const struct {
	const char *name, *doc;
} kinds[] = {
#define X(kind, name, doc) { name, doc },
	TRAIL_TABLE(X)
#undef X
};

const char *
trail_name(enum trail_kind kind)
{
	return kinds[kind].name;
}

const char *
trail_doc(enum trail_kind kind)
{
	return kinds[kind].doc;
}

bool
trail_kind_of(struct str name, enum trail_kind *out)
{
	for (int i = 0; i < TRAIL_KINDS; i++)
		if (str_is(name, kinds[i].name)) {
			*out = (enum trail_kind)i;
			return true;
		}
	return false;
}

/* ---- counting ---- */

struct slot {
	struct str address; /* its own memory; at NULL: free */
	enum trail_kind kind;
	int64_t minute, written, more;
};

struct tally {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
	struct slot all[TRAIL_KINDS]; /* of any address, and of those without a slot */
};

struct tally *
tally_new(void)
{
	struct tally *tally = memory_new(1, sizeof(*tally));

	pthread_mutex_init(&tally->lock, NULL);
	return tally;
}

void
tally_free(struct tally *tally)
{
	if (tally == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free((char *)(uintptr_t)tally->slots[i].address.at);
	pthread_mutex_destroy(&tally->lock);
	free(tally);
}

static bool
is_over(const struct slot *s, int64_t now)
{
	return now - s->minute >= TRAIL_MINUTE_MS || now < s->minute;
}

/* The address's own slot, or a free one; NULL: none. */
static struct slot *
slot_of(struct tally *tally, enum trail_kind kind, struct str address, int64_t now)
{
	uint64_t first = str_hash(address) + (uint64_t)kind;

	for (size_t i = 0; i < 8; i++) {
		struct slot *s = &tally->slots[(first + i) % SLOTS];

		if (s->address.at != NULL && s->kind == kind &&
		    str_same(s->address, address))
			return s;
		if (s->address.at != NULL && !(is_over(s, now) && s->more == 0))
			continue;
		free((char *)(uintptr_t)s->address.at);
		*s = (struct slot){ { memory_copy(address.at, address.len), address.len },
			kind, now, 0, 0 };
		return s;
	}
	return NULL;
}

/* A new minute begins only when the one before has been told. */
static bool
take(struct slot *s, int64_t max, int64_t now)
{
	if (is_over(s, now) && s->more == 0) {
		s->minute = now;
		s->written = 0;
	}
	return s->written < max;
}

static bool
may_write(struct tally *tally, enum trail_kind kind, struct str address, int64_t now)
{
	struct slot *all = &tally->all[kind], *own;
	bool yes;

	pthread_mutex_lock(&tally->lock);
	own = address.len == 0 ? all : slot_of(tally, kind, address, now);
	own = own == NULL ? all : own;
	all->kind = kind;
	yes = take(all, TRAIL_ALL_MAX, now);
	if (own != all)
		yes = take(own, TRAIL_SAME_MAX, now) && yes;
	if (yes)
		all->written++;
	if (yes && own != all)
		own->written++;
	if (!yes)
		own->more++;
	pthread_mutex_unlock(&tally->lock);
	return yes;
}

/* ---- writing ---- */

struct row {
	enum trail_kind kind;
	struct trail_about about;
	struct str address, details;
	int64_t times;
};

static enum err
insert(struct ctx *c, const struct row *row)
{
	DEFER(tx_end) struct tx tx = { 0 };
	const struct trail_about *about = &row->about;
	struct sql q = SQL_INIT(c->mem);
	bool looks = c->from.looker != 0; /* through the actor's eyes */
	int64_t id;

	TRY(tx_begin(c->db, &tx));
	TRY(tx_order(c->db, &id));
	sql_text(&q, "insert into _trail (id, at_ms, kind, actor, person, entity, record,"
		     " via, session, address, times, details) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_str(&q, str_of(trail_name(row->kind)));
	sql_text(&q, ", ");
	sql_int(&q, looks ? c->from.looker : c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, looks && about->person == 0 ? c->actor.user : about->person);
	sql_text(&q, ", ");
	sql_str(&q, about->entity == NULL ? STR("") : about->entity->name);
	sql_text(&q, ", ");
	sql_int(&q, about->record);
	sql_text(&q, ", ");
	sql_int(&q, c->via);
	sql_text(&q, ", ");
	sql_int(&q, c->from.session);
	sql_text(&q, ", ");
	sql_str(&q, row->address);
	sql_text(&q, ", ");
	sql_int(&q, row->times);
	sql_text(&q, ", ");
	sql_str(&q, row->details);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

static bool
is_strangers(enum trail_kind kind)
{
	return kind == TRAIL_SIGN_IN_BAD || kind == TRAIL_RESET;
}

static enum err
write_row(
    struct ctx *c, enum trail_kind kind, struct trail_about about, struct str details)
{
	struct row row = { kind, about, c->from.address, details, 1 };
	struct tally *tally = c->hub == NULL ? NULL : hub_tally(c->hub);

	if (tally != NULL && is_strangers(kind) &&
	    !may_write(tally, kind, c->from.address, c->now_ms))
		return OK;
	return insert(c, &row);
}

static bool
is_secret(const char *name)
{
	static const char *const words[] = { "password", "secret", "token", "code",
		"hash", "key" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return false;
}

enum err
trail(struct ctx *c, enum trail_kind kind, struct trail_about about, ...)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	const char *name, *text;
	va_list args;

	jw_open(&w);
	va_start(args, about);
	while ((name = va_arg(args, const char *)) != NULL) {
		struct str clean;

		assert(!is_secret(name));
		text = va_arg(args, const char *);
		if (text == NULL || !text_clean(c->mem, str_of(text), false, &clean))
			continue;
		jw_key_c(&w, name);
		jw_str(&w, utf8_head(clean, TRAIL_TEXT_MAX));
	}
	va_end(args);
	jw_close(&w);
	return write_row(c, kind, about, text_done(&t));
}

enum err
trail_json(
    struct ctx *c, enum trail_kind kind, struct trail_about about, const json_t *details)
{
	struct str text = json_dump(c->mem, details);
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)details, name, value)
	    assert(!is_secret(name));
	return text.len > TRAIL_DETAILS_MAX ? ERR_LARGE : write_row(c, kind, about, text);
}

/* ---- what was only counted ---- */

/* Of slots whose minute is over; their counts begin anew. */
static size_t
collect(struct ctx *c, struct tally *tally, struct row *rows)
{
	size_t n = 0;

	pthread_mutex_lock(&tally->lock);
	for (size_t i = 0; i < SLOTS + TRAIL_KINDS; i++) {
		struct slot *s = i < SLOTS ? &tally->slots[i] : &tally->all[i - SLOTS];

		if (s->more == 0 || !is_over(s, c->now_ms))
			continue;
		rows[n++] = (struct row){ .kind = s->kind,
			.address = str_copy(c->mem, s->address),
			.details = STR("{}"),
			.times = s->more };
		s->minute = c->now_ms;
		s->written = s->more = 0;
	}
	pthread_mutex_unlock(&tally->lock);
	return n;
}

enum err
trail_flush(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct tally *tally = c->hub == NULL ? NULL : hub_tally(c->hub);
	struct row *rows;
	size_t count;

	if (tally == NULL)
		return OK;
	rows = arena_array(c->mem, struct row, SLOTS + TRAIL_KINDS);
	count = collect(c, tally, rows);
	if (count == 0)
		return OK;
	TRY(tx_begin(c->db, &tx));
	for (size_t i = 0; i < count; i++)
		TRY(insert(c, &rows[i]));
	return tx_commit(&tx);
}
