/*
 * hear.c - the ways of being told: streams, and the feed.  Everybody listens,
 * an administrator changes every record, and each is told of theirs.
 *
 * A stream that is told too much at once is told `many`, and of which kind only: a
 * server that is slow would tell less than is to be checked here.  So nobody goes
 * farther than a few records ahead of what all have heard: see wait_for_all.
 */
#include "matrix.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define AHEAD 80 /* changes before all have heard them: `many` is said from 200 on */
#define FENCES_MAX 50

struct ear {
	struct matrix *m;
	const struct person *p;
	pthread_t thread;
	pthread_mutex_t lock;
	int fd;
	json_t *told; /* id of a record: the words it was told with */
	atomic_bool ready, fenced;
	atomic_bool strict;  /* what was before is told: from here on one by one */
	atomic_bool flooded; /* by what was before: the fence went by among many */
	char fence[24];
	char last[60]; /* the event whose data comes next */
	bool anew;     /* may be told to look at everything again */
};

/* ---- a stream ---- */

static void
hear_record(struct ear *ear, const char *data)
{
	json_t *said = json_loads(data, 0, NULL);
	const char *id = json_string_value(json_object_get(said, "id"));

	if (id != NULL) {
		pthread_mutex_lock(&ear->lock);
		json_object_set(ear->told, id, json_object_get(said, "what"));
		pthread_mutex_unlock(&ear->lock);
		if (strcmp(id, ear->fence) == 0)
			ear->fenced = true;
	}
	json_decref(said);
}

static void *
listen_on(void *arg)
{
	struct ear *ear = arg;
	FILE *in = fdopen(ear->fd, "r");
	char line[4000];

	while (fgets(line, sizeof(line), in) != NULL) {
		if (strncmp(line, "event: ", 7) == 0)
			snprintf(ear->last, sizeof(ear->last), "%.50s", line + 7);
		if (strcasestr(line, "cnr-") != NULL)
			kit_lose(ear->m->kit, "the stream of %s carries a value: %s",
			    ear->p->name, line);
		if (strncmp(line, "event: hello", 12) == 0)
			ear->ready = true;
		if ((strncmp(line, "event: reset", 12) == 0 && !ear->anew) ||
		    (strncmp(line, "event: many", 11) == 0 && ear->strict))
			kit_lose(ear->m->kit, "%s is told %s", ear->p->name, line);
		if (strncmp(ear->last, "many", 4) == 0 &&
		    strcmp(line, "data: {\"entity\":\"role\"}\n") == 0)
			ear->fenced = ear->flooded = true;
		if (strncmp(line, "data: ", 6) == 0 &&
		    strncmp(ear->last, "record", 6) == 0)
			hear_record(ear, line + 6);
	}
	fclose(in);
	return NULL;
}

static bool
is_ready(void *arg)
{
	return ((struct ear *)arg)->ready;
}

static bool
is_fenced(void *arg)
{
	return ((struct ear *)arg)->fenced;
}

static void
ear_open(struct matrix *m, struct ear *ear, const struct person *p, const char *fence,
    bool anew)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)m->kit->port) };

	*ear = (struct ear){ .m = m, .p = p, .told = json_object(), .anew = anew };
	pthread_mutex_init(&ear->lock, NULL);
	snprintf(ear->fence, sizeof(ear->fence), "%s", fence);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ear->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(ear->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		kit_lose(m->kit, "no stream");
	dprintf(ear->fd, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n\r\n",
	    p->scopes == NULL ? "Cookie: " : "Authorization: Bearer ", p->token);
	pthread_create(&ear->thread, NULL, listen_on, ear);
	until(m->kit, "a stream begins", is_ready, ear);
}

static void
ear_close(struct ear *ear)
{
	shutdown(ear->fd, SHUT_RDWR);
	pthread_join(ear->thread, NULL);
	json_decref(ear->told);
}

/* ---- what happens ---- */

static bool
is_touched(struct matrix *m, const struct row *r)
{
	const struct field *f = plain_field(m, m->people, r->entity);

	return !r->gone && f != NULL && strcmp(r->entity->name, "notice") != 0 &&
	       strcmp(r->entity->name, "role") != 0 &&
	       strcmp(r->entity->name, "territory") != 0 &&
	       json_is_string(
		   json_object_get(json_object_get(r->seen, "fields"), f->name));
}

static const struct row *
the_fence(struct matrix *m)
{
	return &m->rows[entity_of(m, "role")->rows[0]];
}

const struct row *
hear_fence(struct matrix *m)
{
	static int fences;

	must(m, 200,
	    ask(m, m->people, "PATCH",
		json_pack("{s:o}", "description", json_sprintf("fence %d", ++fences)),
		"/api/role/%s", the_fence(m)->id));
	return the_fence(m);
}

/* Until everybody has heard all that was until now.  false: some heard too much at once
 * to tell whether this was among it. */
static bool
all_heard(struct matrix *m, struct ear *ears)
{
	bool flooded = false;

	for (size_t i = 0; i < m->person_count; i++)
		ears[i].flooded = ears[i].fenced = false;
	hear_fence(m);
	for (size_t i = 0; i < m->person_count; i++) {
		until(m->kit, "a change is told", is_fenced, &ears[i]);
		flooded |= ears[i].flooded;
	}
	return !flooded;
}

/* What was before anybody listened is heard, and forgotten. */
static void
wait_for_all(struct matrix *m, struct ear *ears)
{
	int fences = 0;

	while (!all_heard(m, ears))
		if (++fences == FENCES_MAX)
			kit_lose(m->kit, "what was before is never told to its end");
	for (size_t i = 0; i < m->person_count; i++) {
		pthread_mutex_lock(&ears[i].lock);
		json_object_clear(ears[i].told);
		pthread_mutex_unlock(&ears[i].lock);
		ears[i].strict = true;
	}
}

/* Each record once. */
static void
touch_all(struct matrix *m, struct ear *ears)
{
	size_t touched = 0;

	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];
		const struct field *f = plain_field(m, m->people, r->entity);

		if (!is_touched(m, r))
			continue;
		must(m, 200,
		    ask(m, m->people, "PATCH",
			json_pack("{s:s+}", f->name,
			    json_string_value(json_object_get(
				json_object_get(r->seen, "fields"), f->name)),
			    "."),
			"/api/%s/%s", r->entity->name, r->id));
		if (++touched % AHEAD == 0)
			all_heard(m, ears);
	}
}

/* What the words of a telling are, by record. */
static const char *
word_of(const json_t *row)
{
	return json_string_value(
	    json_is_object(row) ? json_object_get(row, "what") : row);
}

/* Told of every record that was touched and is theirs, and of nothing else. */
static void
check_told(struct matrix *m, const struct person *p, const json_t *told)
{
	const json_t *word;
	const char *id;

	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];
		bool wanted = is_touched(m, r) && reads(m, p, r);

		if (strcmp(r->entity->name, "role") == 0)
			continue;
		check(m, (json_object_get(told, r->id) != NULL) == wanted,
		    "%s: %s %d: %s", p->name, r->entity->name, r->number,
		    wanted ? "not told" : "told, and must not be");
	}
	json_object_foreach((json_t *)(uintptr_t)told, id, word)
	    check(m, strcmp(word_of(word), "changed") == 0, "%s is told of %s: %s",
		p->name, id, word_of(word));
}

void
feed_place(struct matrix *m, char *out, size_t size)
{
	const struct answer *a =
	    must(m, 200, ask(m, m->people, "GET", NULL, "/api/feed?after=now"));

	snprintf(out, size, "%s", json_string_value(json_object_get(a->json, "next")));
}

json_t *
read_feed(
    struct matrix *m, const struct person *p, const char *after, const struct row *fence)
{
	json_t *told = json_object(), *each;
	int64_t end = steady_ms() + KIT_PATIENCE_MS;
	char next[24];
	bool more = true;
	size_t i;

	snprintf(next, sizeof(next), "%s", after);
	while (more || (fence != NULL && json_object_get(told, fence->id) == NULL)) {
		const struct answer *a = must(m, 200,
		    ask(m, p, "GET", NULL, "/api/feed?limit=500&wait=%d&after=%s",
			fence == NULL ? 0 : 5, next));

		json_array_foreach(rows_of(a), i, each) json_object_set(
		    told, json_string_value(json_object_get(each, "record")), each);
		more = json_is_true(json_object_get(a->json, "more"));
		snprintf(next, sizeof(next), "%s",
		    json_string_value(json_object_get(a->json, "next")));
		if (steady_ms() > end)
			kit_lose(m->kit, "the feed of %s never ends", p->name);
	}
	return told;
}

/* ---- what a client needs to draw anything ---- */

static void
meta_one(struct matrix *m, const struct person *p, struct entity *e, const json_t *all)
{
	const json_t *told = json_object_get(all, e->name),
		     *fields = json_object_get(told, "fields"),
		     *rights = json_object_get(told, "may");

	check(m, (told != NULL) == !never(m, p, READ, e), "%s: %s is %s", p->name,
	    e->name, told == NULL ? "not there" : "there, and must not be");
	for (size_t i = 0; told != NULL && i < e->field_count; i++)
		check(m,
		    (json_object_get(fields, e->fields[i].name) != NULL) ==
			knows(m, p, &e->fields[i]),
		    "%s: the field %s.%s", p->name, e->name, e->fields[i].name);
	for (int i = 0; told != NULL && i < RIGHTS; i++)
		check(m,
		    json_is_true(json_object_get(rights, right_names[i])) ==
			!never(m, p, (enum right)i, e),
		    "%s: may %s %s", p->name, right_names[i], e->name);
}

static void
meta_all(struct matrix *m, const struct person *p)
{
	json_t *meta;

	way(m, "meta");
	meta = json_incref(must(m, 200, ask(m, p, "GET", NULL, "/api/meta"))->json);
	for (size_t i = 0; i < m->entity_count; i++)
		meta_one(m, p, &m->entities[i], json_object_get(meta, "entities"));
	json_decref(meta);
}

void
hear_through(struct matrix *m, void (*happens)(struct matrix *m))
{
	const struct row *fence = the_fence(m);
	static struct ear ears[PEOPLE_MAX];
	char mark[24];

	way(m, "events");
	for (size_t i = 0; i < m->person_count; i++)
		ear_open(m, &ears[i], &m->people[i], fence->id, happens != NULL);
	wait_for_all(m, ears);
	feed_place(m, mark, sizeof(mark));
	if (happens != NULL)
		happens(m);
	way(m, "events");
	touch_all(m, ears);
	all_heard(m, ears);
	for (size_t i = 0; i < m->person_count; i++) {
		json_object_del(ears[i].told, fence->id);
		check_told(m, &m->people[i], ears[i].told);
		ear_close(&ears[i]);
	}
	way(m, "feed");
	for (size_t i = 0; i < m->person_count; i++) {
		json_t *told = read_feed(m, &m->people[i], mark, fence);

		json_object_del(told, fence->id);
		check_told(m, &m->people[i], told);
		json_decref(told);
		/* and all that ever happened: no canary but theirs (ask.c) */
		json_decref(read_feed(m, &m->people[i], "0", NULL));
	}
	for (size_t i = 0; i < m->person_count; i++)
		meta_all(m, &m->people[i]);
	cast_look(m);
}

void
hear_all_ways(struct matrix *m)
{
	hear_through(m, NULL);
}
