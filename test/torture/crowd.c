/*
 * crowd.c - writers that remember what they were promised.
 *
 * A save is one of three: promised (it must be there), refused (it must not)
 * or unanswered (the line was cut after the request had left).  What is
 * unanswered is settled before the writer goes on: a POST is sent again with
 * its Idempotency-Key, which must not do it twice; of a PATCH the record tells.
 */
#include "kit.h"

#include <pthread.h>

#define RECENT 8       /* a change goes to one of so many newest records */
#define REFUSED_MAX 50 /* names that must not be there, of a writer */
#define BREATH_MS 20   /* after a refusal */

struct made {
	int64_t id;
	int number, version, title, notes;
	bool touched;
	char refusal[40]; /* the last, for who looks for the reason */
};

enum what { NOTHING, CREATE, CHANGE, NOTE };

struct writer {
	struct crowd *crowd;
	pthread_t thread;
	struct line *line;
	int number, next;
	struct made *made;
	size_t count, size;
	enum what open; /* unanswered */
	size_t at;      /* the record it is about */
	int refused[REFUSED_MAX];
	size_t refused_count;
	pthread_mutex_t lock; /* of what was made, for crowd_mark() */
	struct made *marked;
	size_t marked_count;
};

struct crowd {
	struct kit *kit;
	struct writer *writers;
	int count;
	atomic_bool rest;
	bool all;
	struct tally tally;
};

/* ---- one save ---- */

static void
name_of(const struct writer *w, int number, char name[40])
{
	snprintf(name, 40, "w%dn%dz", w->number, number);
}

static const struct said *
ask_once(struct writer *w, const char *path, const char *body)
{
	char key[60];

	snprintf(key, sizeof(key), "Idempotency-Key: w%dn%d", w->number, w->next);
	line_header(w->line, key);
	return line_ask(w->line, "POST", path, body);
}

static const struct said *
ask_create(struct writer *w)
{
	char name[40], body[120];

	name_of(w, w->next, name);
	snprintf(body, sizeof(body), "{\"name\":{\"given\":\"%s\"},\"job_title\":\"t0\"}",
	    name);
	return ask_once(w, "/api/contact", body);
}

static const struct said *
ask_change(struct writer *w)
{
	const struct made *m = &w->made[w->at];
	char path[80], body[60];

	snprintf(path, sizeof(path), "/api/contact/%lld", (long long)m->id);
	snprintf(body, sizeof(body), "{\"job_title\":\"t%d\"}", m->title + 1);
	return line_ask(w->line, "PATCH", path, body);
}

static const struct said *
ask_note(struct writer *w)
{
	char body[160];

	snprintf(body, sizeof(body),
	    "{\"text\":\"so\",\"about\":{\"entity\":\"contact\",\"id\":\"%lld\"}}",
	    (long long)w->made[w->at].id);
	return ask_once(w, "/api/note", body);
}

static const struct said *
ask_of(struct writer *w, enum what what)
{
	line_header(w->line, NULL);
	return what == CREATE   ? ask_create(w)
	       : what == CHANGE ? ask_change(w)
				: ask_note(w);
}

/* Records are told apart, and their age, by ids: whatever the clock does. */
static void
check_rises(struct writer *w, int64_t id)
{
	int64_t last = w->at == 0 ? 0 : w->made[w->at - 1].id;

	if (id <= last)
		kit_lose(
		    w->crowd->kit, "id %lld after %lld", (long long)id, (long long)last);
}

static void
promised(struct writer *w, enum what what, const struct said *s)
{
	struct made *m;

	pthread_mutex_lock(&w->lock);
	if (what == CREATE) {
		if (w->count == w->size) {
			w->size = w->size * 2 + 64;
			w->made = realloc(w->made, w->size * sizeof(*w->made));
		}
		w->at = w->count++;
		check_rises(w, strtoll(said_str(s, "id"), NULL, 10));
		w->made[w->at] =
		    (struct made){ .id = strtoll(said_str(s, "id"), NULL, 10),
			    .number = w->next,
			    .version = 1 };
	}
	m = &w->made[w->at];
	m->touched = true;
	if (what == CHANGE)
		m->title++, m->version++;
	if (what == NOTE)
		m->notes++;
	pthread_mutex_unlock(&w->lock);
	atomic_fetch_add(&w->crowd->tally.saved, 1);
}

static void
refused(struct writer *w, enum what what)
{
	if (what == CREATE)
		w->refused[w->refused_count++ % REFUSED_MAX] = w->next;
}

static void
strange(struct crowd *c, const struct said *s)
{
	char *text = NULL, *none = NULL;

	atomic_fetch_add(&c->tally.other, 1);
	if (asprintf(&text, "%ld %s", s->status, s->body == NULL ? "" : s->body) < 0)
		abort();
	if (!atomic_compare_exchange_strong(&c->tally.strange, &none, text))
		free(text);
}

static void
note_time(struct tally *t, int64_t ms)
{
	long slowest = atomic_load(&t->slowest_ms);

	while (ms > slowest &&
	       !atomic_compare_exchange_weak(&t->slowest_ms, &slowest, (long)ms))
		;
}

/* What became of it?  True: it is known. */
static bool
hear(struct writer *w, enum what what, const struct said *s)
{
	struct crowd *c = w->crowd;

	note_time(&c->tally, s->took_ms);
	if (s->status == 200 || s->status == 201) {
		promised(w, what, s);
		return true;
	}
	if (s->status == 507) {
		atomic_fetch_add(&c->tally.full, 1);
	} else if (s->status == 503) {
		atomic_fetch_add(&c->tally.down, 1);
		atomic_fetch_add(&c->tally.unsaid, s->retry_after[0] == '\0');
	} else if (s->status == 0) {
		atomic_fetch_add(&c->tally.cut, 1);
	} else {
		strange(c, s);
	}
	nap_ms(BREATH_MS);
	/* even one that found nobody: the library may have sent it before, in vain */
	if (s->status == 0 || strcmp(said_str(s, "type"), "/problems/doubt") == 0)
		return false;
	if (what != CREATE)
		snprintf(w->made[w->at].refusal, sizeof(w->made->refusal), "%ld %s",
		    s->status, said_str(s, "type"));
	if (w->open == NOTHING) /* else the first try may have done it */
		refused(w, what);
	return w->open == NOTHING;
}

/* A change that was not answered: the record tells, if it can be asked. */
static bool
settle_change(struct writer *w)
{
	struct made *m = &w->made[w->at];
	char path[80];
	const struct said *s;
	int version;

	snprintf(path, sizeof(path), "/api/contact/%lld", (long long)m->id);
	line_header(w->line, NULL);
	s = line_ask(w->line, "GET", path, NULL);
	if (s->status != 200) {
		nap_ms(BREATH_MS);
		return false;
	}
	version = (int)json_integer_value(json_object_get(s->json, "version"));
	pthread_mutex_lock(&w->lock);
	if (version == m->version + 1)
		m->title++, m->version++;
	m->touched = true;
	pthread_mutex_unlock(&w->lock);
	return true; /* any other version: crowd_verify() finds it */
}

static void
settle(struct writer *w)
{
	enum what what = w->open;

	if (what == CHANGE ? settle_change(w) : hear(w, what, ask_of(w, what))) {
		w->open = NOTHING;
		w->next++;
	}
}

static void
save_one(struct writer *w)
{
	static const enum what turns[] = { CREATE, CHANGE, CREATE, NOTE };
	enum what what = w->count == 0 ? CREATE : turns[w->next % 4];

	if (w->count > 0)
		w->at = w->count - 1 -
			(size_t)w->next % (w->count < RECENT ? w->count : RECENT);
	if (hear(w, what, ask_of(w, what)))
		w->next++;
	else
		w->open = what;
}

static void *
writer_run(void *arg)
{
	struct writer *w = arg;

	while (!atomic_load(&w->crowd->rest)) {
		if (w->open != NOTHING)
			settle(w);
		else
			save_one(w);
	}
	return NULL;
}

/* ---- what must be there ---- */

/* GET, with the one word that the path lacks in its middle. */
static const struct said *
must_read(struct writer *w, const char *head, const char *word, const char *tail)
{
	char path[120];
	const struct said *s;

	snprintf(path, sizeof(path), "%s%s%s", head, word, tail);
	s = line_ask(w->line, "GET", path, NULL);
	if (s->status != 200)
		kit_lose(w->crowd->kit, "GET %s: %ld %s", path, s->status,
		    s->body == NULL ? "" : s->body);
	return s;
}

static const struct said *
read_of(struct writer *w, const struct made *m, const char *tail)
{
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)m->id);
	return must_read(w, "/api/contact/", id, tail);
}

static void
check_row(struct writer *w, const struct made *m, const char *name)
{
	const struct said *s = read_of(w, m, "");
	int version = (int)json_integer_value(json_object_get(s->json, "version"));
	json_t *fields = json_object_get(s->json, "fields");
	const char *title = json_string_value(json_object_get(fields, "job_title"));
	char expected[20];

	snprintf(expected, sizeof(expected), "t%d", m->title);
	if (version != m->version || title == NULL || strcmp(title, expected) != 0 ||
	    strcmp(said_str(s, "title"), name) != 0)
		kit_lose(w->crowd->kit,
		    "contact %lld \"%s\" was promised in version %d with %s (last "
		    "refused: %s), and is: %s",
		    (long long)m->id, name, m->version, expected, m->refusal, s->body);
}

static void
check_history(struct writer *w, const struct made *m)
{
	const struct said *s = read_of(w, m, "/history");
	size_t events = json_array_size(json_object_get(s->json, "rows"));

	if (events != (size_t)m->version &&
	    json_is_null(json_object_get(s->json, "next")))
		kit_lose(w->crowd->kit, "contact %lld has version %d and %zu events",
		    (long long)m->id, m->version, events);
}

static void
check_words(struct writer *w, const struct made *m, const char *name)
{
	const struct said *s = must_read(w, "/api/search?q=", name, "");
	json_t *hits = json_object_get(s->json, "hits");
	const char *id =
	    json_string_value(json_object_get(json_array_get(hits, 0), "id"));

	if (json_array_size(hits) != 1 || strtoll(id, NULL, 10) != m->id)
		kit_lose(w->crowd->kit, "\"%s\" is to be found once, as %lld: %s", name,
		    (long long)m->id, s->body);
}

/* more: there may be some that came later */
static void
check_notes(struct writer *w, const struct made *m, bool more)
{
	const struct said *s = read_of(w, m, "/timeline");
	int notes = 0;
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(s->json, "rows"), i, row)
	{
		const char *kind = json_string_value(json_object_get(row, "kind"));

		notes += kind != NULL && strcmp(kind, "event") != 0;
	}
	if ((more ? notes < m->notes : notes != m->notes) &&
	    json_is_null(json_object_get(s->json, "next")))
		kit_lose(w->crowd->kit, "contact %lld has %d notes, and %d on its page",
		    (long long)m->id, m->notes, notes);
}

static void
check_refused(struct writer *w)
{
	size_t count = w->refused_count < REFUSED_MAX ? w->refused_count : REFUSED_MAX;
	char name[40];

	for (size_t i = 0; i < count; i++) {
		const struct said *s;

		name_of(w, w->refused[i], name);
		s = must_read(w, "/api/search?q=", name, "");
		if (json_array_size(json_object_get(s->json, "hits")) != 0)
			kit_lose(w->crowd->kit, "\"%s\" was refused, and is there: %s",
			    name, s->body);
	}
	w->refused_count = 0;
}

static void *
writer_verify(void *arg)
{
	struct writer *w = arg;
	int64_t end = steady_ms() + KIT_PATIENCE_MS;
	char name[40];

	while (w->open != NOTHING) {
		settle(w);
		if (steady_ms() > end)
			kit_lose(w->crowd->kit, "a save cannot be settled: %s",
			    w->crowd->tally.strange);
	}
	line_header(w->line, NULL);
	for (size_t i = 0; i < w->count; i++) {
		struct made *m = &w->made[i];

		if (!m->touched && !w->crowd->all)
			continue;
		m->touched = false;
		name_of(w, m->number, name);
		check_row(w, m, name);
		check_history(w, m);
		check_words(w, m, name);
		check_notes(w, m, false);
	}
	check_refused(w);
	return NULL;
}

/* ---- what must be in a copy ---- */

/* As it was marked or later, and whole: a change makes one version, one title. */
static void
check_copied(struct writer *w, const struct made *marked)
{
	struct made now = *marked;
	const struct said *s = read_of(w, marked, "");
	char name[40];

	now.version = (int)json_integer_value(json_object_get(s->json, "version"));
	now.title = now.version - 1;
	if (now.version < marked->version)
		kit_lose(w->crowd->kit,
		    "contact %lld was promised in version %d before the copy began: %s",
		    (long long)marked->id, marked->version, s->body);
	name_of(w, now.number, name);
	check_row(w, &now, name);
	check_history(w, &now);
	check_words(w, &now, name);
	check_notes(w, &now, true);
}

void
crowd_mark(struct crowd *c)
{
	for (int i = 0; i < c->count; i++) {
		struct writer *w = &c->writers[i];

		pthread_mutex_lock(&w->lock);
		w->marked = realloc(w->marked, (w->count + 1) * sizeof(*w->made));
		memcpy(w->marked, w->made, w->count * sizeof(*w->made));
		w->marked_count = w->count;
		pthread_mutex_unlock(&w->lock);
	}
}

void
crowd_verify_copy(struct crowd *c, struct kit *copy)
{
	struct line *l = line_new(copy);

	for (int i = 0; i < c->count; i++) {
		struct writer w = c->writers[i];

		w.line = l;
		for (size_t j = 0; j < w.marked_count; j++)
			check_copied(&w, &w.marked[j]);
	}
	line_free(l);
}

/* ---- all of them ---- */

struct crowd *
crowd_new(struct kit *k, int writers)
{
	struct crowd *c = calloc(1, sizeof(*c));

	c->kit = k;
	c->count = writers;
	c->writers = calloc((size_t)writers, sizeof(*c->writers));
	for (int i = 0; i < writers; i++) {
		c->writers[i].crowd = c;
		c->writers[i].number = i;
		c->writers[i].line = line_new(k);
		pthread_mutex_init(&c->writers[i].lock, NULL);
	}
	return c;
}

static void
each(struct crowd *c, void *(*work)(void *arg))
{
	for (int i = 0; i < c->count; i++)
		pthread_create(&c->writers[i].thread, NULL, work, &c->writers[i]);
}

static void
join(struct crowd *c)
{
	for (int i = 0; i < c->count; i++)
		pthread_join(c->writers[i].thread, NULL);
}

void
crowd_work(struct crowd *c)
{
	atomic_store(&c->rest, false);
	each(c, writer_run);
}

void
crowd_rest(struct crowd *c)
{
	atomic_store(&c->rest, true);
	join(c);
}

void
crowd_verify(struct crowd *c, bool all)
{
	c->all = all;
	each(c, writer_verify);
	join(c);
	kit_check(c->kit);
}

const struct tally *
crowd_tally(const struct crowd *c)
{
	return &c->tally;
}

struct wanted {
	struct crowd *crowd;
	size_t saved;
};

static bool
has_saved(void *arg)
{
	struct wanted *w = arg;

	return atomic_load(&w->crowd->tally.saved) >= w->saved;
}

void
crowd_until_saved(struct crowd *c, size_t more)
{
	struct wanted w = { c, atomic_load(&c->tally.saved) + more };

	until(c->kit, "so many saves", has_saved, &w);
}

void
crowd_free(struct crowd *c)
{
	for (int i = 0; i < c->count; i++) {
		line_free(c->writers[i].line);
		free(c->writers[i].made);
		free(c->writers[i].marked);
	}
	free(c->tally.strange);
	free(c->writers);
	free(c);
}
