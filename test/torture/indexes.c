/*
 * indexes.c - a server that is killed while indexes come to a large table:
 * indexes KITH [TIMES [URL]]
 *
 * A crowd saves contacts, of which there are more than get their indexes in the change
 * itself.  The nth round puts two fields in force: code<n> is unique, shade<n> stands
 * in the list; of both a job makes the index behind the change.  From the answer on two
 * clients give the same codes at the same time.  The server gets kill -9 at a random
 * moment: in the change, in the job, between them or behind.  Then the sheet is the one
 * before or the one after, a code that was given is taken, nobody shares one, what was
 * promised to the crowd is there, and the indexes come.
 */
#include "kit.h"

#include <inttypes.h>
#include <time.h>

#define ROWS 20050 /* more than META_AT_ONCE_MAX */
#define WRITERS 8
#define CODES_MAX 4000 /* of a round */
#define KILL_MS 150    /* at most so long behind what it waits for */

/* Killed behind which moment? */
enum moment { ASKED, PROMISED, GIVEN };

struct round {
	struct kit *k;
	struct line *studio;
	int number;
	char stamp[40];
	atomic_bool promised, rest;
	atomic_int next, given;           /* codes */
	_Atomic int64_t owner[CODES_MAX]; /* who was promised it */
};

/* ---- the sheet ---- */

static char *
sheet(const struct round *r, int n)
{
	json_t *fields = json_object(), *table = json_pack("[s]", "name"), *body;
	char name[20], *text;

	for (int i = 1; i <= n; i++) {
		snprintf(name, sizeof(name), "code%d", i);
		json_object_set_new(
		    fields, name, json_pack("{s:s, s:b}", "type", "text", "unique", 1));
		snprintf(name, sizeof(name), "shade%d", i);
		json_object_set_new(fields, name, json_pack("{s:s}", "type", "text"));
	}
	if (n > 0)
		json_array_append_new(table, json_string(name));
	body = json_pack("{s:s, s:{s:{s:s, s:o, s:{s:o}}}}", "stamp", r->stamp,
	    "documents", "contact.json", "extend", "contact", "fields", fields, "views",
	    "table", table);
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	return text;
}

/* How many rounds are in force; the stamp. */
static int
in_force(struct round *r)
{
	const struct said *said = line_ask(r->studio, "GET", "/api/studio", NULL);
	const json_t *fields = json_object_get(
	    json_object_get(json_object_get(said->json, "documents"), "contact.json"),
	    "fields");

	if (said->status != 200)
		kit_lose(r->k, "the sheet: %ld %s", said->status, said->body);
	snprintf(r->stamp, sizeof(r->stamp), "%s", said_str(said, "stamp"));
	if (json_object_size(fields) % 2 != 0)
		kit_lose(r->k, "it is between two sheets: %s", said->body);
	return (int)json_object_size(fields) / 2;
}

static void *
put(void *arg)
{
	struct round *r = arg;
	char *body = sheet(r, r->number);
	const struct said *said = line_ask(r->studio, "PUT", "/api/studio", body);

	free(body);
	if (said->status != 0 && said->status != 200)
		kit_lose(r->k, "round %d: %ld %s", r->number, said->status, said->body);
	atomic_store(&r->promised, said->status == 200);
	return NULL;
}

/* ---- two who want the same codes ---- */

static const struct said *
give(const struct round *r, struct line *l, int code)
{
	char body[120];

	snprintf(body, sizeof(body), "{\"name\":{\"given\":\"c\"},\"code%d\":\"c%d\"}",
	    r->number, code);
	return line_ask(l, "POST", "/api/contact", body);
}

static bool
is_taken(const struct said *said)
{
	return said->status == 422 && strstr(said->body, "\"taken\"") != NULL;
}

static void
note_owner(struct round *r, int code, const struct said *said)
{
	int64_t nobody = 0, id = atoll(said_str(said, "id"));

	if (!atomic_compare_exchange_strong(&r->owner[code], &nobody, id))
		kit_lose(r->k, "code%d c%d is of two: %" PRId64 " and %" PRId64,
		    r->number, code, nobody, id);
	atomic_fetch_add(&r->given, 1);
}

static void *
claim(void *arg)
{
	struct round *r = arg;
	struct line *l = line_new(r->k);

	while (!atomic_load(&r->rest)) {
		int code = atomic_fetch_add(&r->next, 1) / 2; /* each twice */
		const struct said *said;

		if (code >= CODES_MAX)
			break;
		said = give(r, l, code);
		if (said->status == 201)
			note_owner(r, code, said);
		else if (said->status == 0)
			break; /* killed: it may be there, or not */
		else if (!is_taken(said) && said->status != 422 && said->status != 503)
			kit_lose(r->k, "code%d c%d: %ld %s", r->number, code,
			    said->status, said->body);
	}
	line_free(l);
	return NULL;
}

/* ---- what is there ---- */

/* No two records have one code, and who was promised one has it. */
static void
verify_codes(struct round *r)
{
	struct line *l = line_new(r->k);
	int last = atomic_load(&r->next) / 2;

	for (int i = 0; i <= last && i < CODES_MAX; i++) {
		char path[80];
		const struct said *said;
		int64_t id = atomic_load(&r->owner[i]);

		if (id == 0)
			continue;
		snprintf(path, sizeof(path), "/api/contact/%" PRId64, id);
		said = line_ask(l, "GET", path, NULL);
		snprintf(path, sizeof(path), "\"code%d\":\"c%d\"", r->number, i);
		if (said->status != 200 || strstr(said->body, path) == NULL)
			kit_lose(r->k, "%s was promised: %ld %s", path, said->status,
			    said->body);
		said = give(r, l, i);
		if (!is_taken(said))
			kit_lose(r->k, "%s was given twice: %ld %s", path, said->status,
			    said->body);
	}
	line_free(l);
}

static bool
are_made(void *arg)
{
	struct round *r = arg;
	const struct said *said;
	int n = in_force(r);
	char *body = sheet(r, n);
	bool made;

	said = line_ask(r->studio, "POST", "/api/studio/plan", body);
	free(body);
	if (said->status != 200)
		kit_lose(r->k, "the plan: %ld %s", said->status, said->body);
	made = json_array_size(json_object_get(said->json, "statements")) == 0;
	return made;
}

/* ---- one round ---- */

static bool
is_promised(void *arg)
{
	return atomic_load(&((struct round *)arg)->promised);
}

static bool
is_given(void *arg)
{
	return atomic_load(&((struct round *)arg)->given) > 0;
}

static void
once(struct round *r, struct crowd *crowd, enum moment behind, int wait_ms, bool all)
{
	pthread_t admin, claimers[2];
	int n;

	crowd_work(crowd);
	crowd_until_saved(crowd, 10);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&claimers[i], NULL, claim, r) != 0)
			kit_lose(r->k, "no thread");
	if (pthread_create(&admin, NULL, put, r) != 0)
		kit_lose(r->k, "no thread");
	if (behind == PROMISED)
		until(r->k, "the change", is_promised, r);
	else if (behind == GIVEN)
		until(r->k, "a code", is_given, r);
	nap_ms(wait_ms);
	kit_kill(r->k);
	atomic_store(&r->rest, true);
	pthread_join(admin, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(claimers[i], NULL);
	kit_start(r->k);
	crowd_rest(crowd);
	n = in_force(r);
	if (n != r->number && (n != r->number - 1 || atomic_load(&r->promised)))
		kit_lose(r->k, "round %d was %s, and %d is in force", r->number,
		    atomic_load(&r->promised) ? "promised" : "asked", n);
	if (n == r->number)
		verify_codes(r); /* before the index, or behind it */
	until(r->k, "the indexes", are_made, r);
	if (n == r->number)
		verify_codes(r);
	crowd_verify(crowd, all);
}

static void
fill(struct kit *k)
{
	char path[120];
	FILE *f;

	snprintf(path, sizeof(path), "%s/rows.csv", k->dir);
	f = fopen(path, "w");
	if (f == NULL)
		kit_lose(k, "%s: cannot be written", path);
	fputs("name\n", f);
	for (int i = 0; i < ROWS; i++)
		fprintf(f, "Row%d\n", i);
	fclose(f);
	kit_must(k, "import '%s' '%s' --as contact", k->db, path);
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 3, there = 0, before = 0, given = 0;
	unsigned seed = (unsigned)time(NULL);
	struct round *r = calloc(1, sizeof(*r));
	struct kit k = { 0 };
	struct crowd *crowd;
	char password[80];

	if (argc < 2 || times < 1 || r == NULL) {
		fprintf(stderr, "usage: indexes KITH [TIMES [URL]]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, argc > 3 ? argv[3] : NULL);
	fill(&k);
	kit_start(&k);
	crowd = crowd_new(&k, WRITERS);
	r->k = &k;
	r->studio = line_of_person(&k, "ada", password);
	for (int i = 0; i < times; i++) {
		r->number = in_force(r) + 1;
		atomic_store(&r->next, 0);
		atomic_store(&r->given, 0);
		atomic_store(&r->rest, false);
		atomic_store(&r->promised, false);
		memset((void *)r->owner, 0, sizeof(r->owner));
		once(r, crowd, (enum moment)((i + 2) % 3), rand_r(&seed) % KILL_MS,
		    i + 1 == times);
		there += in_force(r) == r->number;
		before += in_force(r) != r->number;
		given += atomic_load(&r->given);
	}
	line_free(r->studio);
	kit_must(&k, "doctor '%s'", k.db);
	if (crowd_tally(crowd)->other > 0)
		kit_lose(&k, "nobody expected: %s", crowd_tally(crowd)->strange);
	printf("%d kills around indexes of %d rows: %d changes are there, %d not at all; "
	       "%d codes given, each once; %zu saves promised, all of them there\n",
	    times, ROWS, there, before, given, (size_t)crowd_tally(crowd)->saved);
	crowd_free(crowd);
	free(r);
	kit_end(&k);
	return 0;
}
