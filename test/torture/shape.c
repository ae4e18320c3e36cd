/*
 * shape.c - a server that is killed while its structure changes:  shape KITH [TIMES
 * [URL]]
 *
 * An administrator puts one sheet after the other in force: the nth adds the field s<n>
 * to two entities and makes the entity boat<n>, all in one change.  Every other time it
 * is a pack, of which one version comes after the other: its nth adds p<n> and makes
 * hull<n>.  The server gets kill -9 at a random moment and begins again.  Then the sheet
 * is the last that was promised, or the one that was not answered, whole: its fields can
 * be written, and nothing of a later one is there.
 */
#include "kit.h"

#include <time.h>

#define SHAPES_MAX 150 /* fields of an entity have an end */

struct shaper {
	bool pack;          /* else the sheet */
	const char *entity; /* "boat" */
	char letter;        /* of fields */
	struct kit *k;
	struct line *l;
	pthread_t thread;
	char stamp[40];
	atomic_int promised, asked;
	atomic_bool rest;
};

/* ---- the nth sheet ---- */

static json_t *
fields_to(const struct shaper *s, int n)
{
	json_t *fields = json_object();

	for (int i = 1; i <= n; i++) {
		char name[20];

		snprintf(name, sizeof(name), "%c%d", s->letter, i);
		json_object_set_new(fields, name, json_pack("{s:s}", "type", "text"));
	}
	return fields;
}

static json_t *
extending(const struct shaper *s, const char *entity, int n)
{
	return json_pack("{s:s, s:o}", "extend", entity, "fields", fields_to(s, n));
}

static json_t *
boat(const struct shaper *s, int n)
{
	char name[20];

	snprintf(name, sizeof(name), "%s%d", s->entity, n);
	return json_pack("{s:s, s:[ss], s:{s:s}, s:{s:{s:s}}}", "entity", name, "label",
	    name, name, "face", "title", "name", "fields", "name", "type", "text");
}

static char *
sheet(const struct shaper *s, int n)
{
	json_t *documents = json_object(), *body;
	char name[40], *text;

	json_object_set_new(documents, "deal.json", extending(s, "deal", n));
	json_object_set_new(documents, "task.json", extending(s, "task", n));
	snprintf(name, sizeof(name), "%s%d.json", s->entity, n);
	json_object_set_new(documents, name, boat(s, n));
	snprintf(name, sizeof(name), "%d", n);
	if (s->pack)
		body = json_pack("{s:s, s:{s:s, s:s, s:o}}", "stamp", s->stamp, "pack",
		    "pack", "hulls", "version", name, "documents", documents);
	else
		body = json_pack("{s:s, s:o}", "stamp", s->stamp, "documents", documents);
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	return text;
}

/* ---- one after the other ---- */

static void *
shape(void *arg)
{
	struct shaper *s = arg;

	while (!atomic_load(&s->rest) && atomic_load(&s->promised) < SHAPES_MAX) {
		int n = atomic_load(&s->promised) + 1;
		char *body = sheet(s, n);
		const struct said *said;

		atomic_store(&s->asked, n);
		said = s->pack ? line_ask(s->l, "POST", "/api/studio/packs", body)
			       : line_ask(s->l, "PUT", "/api/studio", body);
		free(body);
		if (said->status == 0)
			return NULL; /* cut off: it may be there, or not */
		if (said->status != 200)
			kit_lose(s->k, "sheet %d: %ld %s", n, said->status, said->body);
		snprintf(s->stamp, sizeof(s->stamp), "%s", said_str(said, "stamp"));
		atomic_store(&s->promised, n);
	}
	return NULL;
}

static int before; /* promised, when the thread began */

static bool
got_on(void *arg)
{
	return atomic_load(&((struct shaper *)arg)->promised) > before;
}

/* ---- what is there ---- */

/* Of a document: it has s1 … sN, and nothing else; N. */
static int
fields_in(struct shaper *s, const json_t *documents, const char *name)
{
	const json_t *fields =
	    json_object_get(json_object_get(documents, name), "fields");
	int n = (int)json_object_size(fields);
	json_t *want = fields_to(s, n);

	if (n > 0 && !json_equal(fields, want))
		kit_lose(s->k, "%s is between two sheets", name);
	json_decref(want);
	return n;
}

static void
must_make(struct shaper *s, int n)
{
	static const char *const paths[] = { "/api/deal", "/api/task" };
	char path[40], body[100];
	const struct said *said;

	snprintf(body, sizeof(body), "{\"name\":\"a\",\"%c%d\":\"b\"}", s->letter, n);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		said = line_ask(s->l, "POST", paths[i], body);
		if (said->status != 201)
			kit_lose(s->k, "%s of sheet %d: %ld %s", paths[i], n,
			    said->status, said->body);
	}
	snprintf(path, sizeof(path), "/api/%s%d", s->entity, n);
	said = line_ask(s->l, "POST", path, "{\"name\":\"a\"}");
	if (said->status != 201)
		kit_lose(s->k, "%s: %ld %s", path, said->status, said->body);
	snprintf(path, sizeof(path), "/api/%s%d", s->entity, n + 1);
	if (line_ask(s->l, "GET", path, NULL)->status != 404)
		kit_lose(s->k, "%s is there, and its sheet is not", path);
}

/* How many there are; what is stored is whole. */
static int
whole(struct shaper *s)
{
	const struct said *said = line_ask(
	    s->l, "GET", s->pack ? "/api/studio/packs/hulls" : "/api/studio", NULL);
	const json_t *documents = json_object_get(said->json, "documents");
	int n, size;

	if (s->pack && said->status == 404)
		return 0; /* none came yet */
	if (said->status != 200)
		kit_lose(s->k, "the sheet: %ld %s", said->status, said->body);
	n = fields_in(s, documents, "deal.json");
	size = s->pack ? 3 : n + 2; /* a version of a pack has one boat */
	if (n != fields_in(s, documents, "task.json") ||
	    size != (int)json_object_size(documents))
		kit_lose(s->k, "a sheet is there in part: %s", said->body);
	return n;
}

static void
verify(struct shaper *s)
{
	int n = whole(s), promised = atomic_load(&s->promised);
	const struct said *said;

	if (n != promised && n != atomic_load(&s->asked))
		kit_lose(s->k, "sheet %d was promised, and it is %d", promised, n);
	said = line_ask(s->l, "GET", "/api/studio", NULL);
	snprintf(s->stamp, sizeof(s->stamp), "%s", said_str(said, "stamp"));
	atomic_store(&s->promised, n);
	must_make(s, n);
}

/* Killed somewhere in the next; answers how many were cut off. */
static int
once(struct shaper *s, int wait_ms)
{
	int cut;

	before = atomic_load(&s->promised);
	if (pthread_create(&s->thread, NULL, shape, s) != 0)
		kit_lose(s->k, "no thread");
	until(s->k, "a sheet in force", got_on, s);
	nap_ms(wait_ms);
	kit_kill(s->k);
	pthread_join(s->thread, NULL);
	cut = atomic_load(&s->asked) > atomic_load(&s->promised);
	before = atomic_load(&s->promised);
	kit_start(s->k);
	verify(s);
	return cut;
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 5, cut = 0, kept = 0;
	unsigned seed = (unsigned)time(NULL);
	struct kit k = { 0 };
	struct shaper ways[2] = {
		{ .entity = "boat", .letter = 's', .k = &k, .stamp = "0" },
		{ .pack = true, .entity = "hull", .letter = 'p', .k = &k, .stamp = "0" },
	};
	int promised;
	char password[80];

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: shape KITH [TIMES [URL]]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, argc > 3 ? argv[3] : NULL);
	kit_start(&k);
	ways[0].l = ways[1].l = line_of_person(&k, "ada", password);
	for (int i = 0; i < times; i++) {
		struct shaper *s = &ways[i % 2];

		cut += once(s, rand_r(&seed) % 200); /* anywhere in one of the next */
		kept += atomic_load(&s->promised) > before;
	}
	line_free(ways[0].l);
	promised = atomic_load(&ways[0].promised) + atomic_load(&ways[1].promised);
	kit_must(&k, "doctor '%s'", k.db);
	if (cut == 0)
		kit_lose(&k, "the kills cut nobody off: they mean nothing");
	printf(
	    "%d of %d changes of the structure were cut off: %d of these are there, the "
	    "others not at all\n",
	    cut, promised + cut - kept, kept);
	kit_end(&k);
	return 0;
}
