/*
 * query.c - questions that would take minutes, while others work:  query KITH [ROUNDS
 * [URL]]
 *
 * Texts full of one letter are looked through for 75 words that nearly are in
 * each of them.  As many people as the server has workers ask that at once, on a server
 * that allows a second of it.  Each is told that it took too long, and what to do;
 * whoever reads and saves meanwhile gets what they asked for; and when it is over
 * the same server answers a small question of the same kind.
 */
#include "kit.h"

#include <pthread.h>

#define BUDGET "1000" /* ms, of some minutes that it would take */
#define HEAVY 16      /* HTTP_WORKERS */
#define ROWS 4000
#define LETTERS \
	2000 /* under a sanitizer, LIKE goes to the end of a text at each letter */
#define WORDS 75
#define WORD 24

static struct kit kit;
static atomic_int asking;

static const char scroll_json[] =
    "{ \"entity\": \"scroll\", \"label\": [\"Scroll\", \"Scrolls\"], \"face\": "
    "{ \"title\": \"name\" }, \"fields\": { \"name\": { \"type\": \"text\", \"label\": "
    "\"Name\" }, \"body\": { \"type\": \"text\", \"label\": \"Body\", \"max\": 20000 } "
    "}, "
    "\"may\": { \"manager\": { \"read\": true } } }";

static FILE *
file_of(const char *name)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", kit.dir, name);
	f = fopen(path, "w");
	if (f == NULL)
		kit_lose(&kit, "%s cannot be written", path);
	return f;
}

static void
letters(FILE *f, char letter, int count)
{
	for (int i = 0; i < count; i++)
		fputc(letter, f);
}

static void
found(const char *kith, const char *url)
{
	FILE *f;

	kit_begin(&kit, kith, NULL, url);
	f = file_of("scroll.json");
	fputs(scroll_json, f);
	fclose(f);
	kit_must(&kit, "apply '%s' '%s/scroll.json'", kit.db, kit.dir);
	f = file_of("scrolls.csv");
	fputs("Name,Body\n", f);
	for (int i = 0; i < ROWS; i++) {
		fprintf(f, "s%d,", i);
		letters(f, 'q', LETTERS);
		fputc('\n', f);
	}
	fclose(f);
	kit_must(&kit, "import '%s' '%s/scrolls.csv' --as scroll", kit.db, kit.dir);
	kit.options[0] = "--statement-ms";
	kit.options[1] = BUDGET;
	kit_start(&kit);
}

/* "body contains "qqq…z1" or body contains …", with %20 for blanks */
static char *
question(int words)
{
	char *at = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&at, &size);

	fputs("/api/scroll?where=", f);
	for (int i = 0; i < words; i++) {
		fprintf(f, "%sbody%%20contains%%20'", i == 0 ? "" : "%20or%20");
		letters(f, 'q', WORD - 4);
		fprintf(f, "z%d'", i);
	}
	fclose(f);
	return at;
}

/* ---- those who ask too much ---- */

static void *
ask_heavily(void *arg)
{
	struct line *l = line_new(&kit);
	const struct said *s;
	char *path = question(WORDS);

	(void)arg;
	line_timeout(l, 120);
	s = line_ask(l, "GET", path, NULL);
	atomic_fetch_sub(&asking, 1);
	if (s->status != 422 || strcmp(said_str(s, "type"), "/problems/slow") != 0 ||
	    strstr(said_str(s, "title"), "narrower filter") == NULL)
		kit_lose(&kit, "too much was asked: %ld %s", s->status,
		    s->body == NULL ? "" : s->body);
	line_free(l);
	free(path);
	return NULL;
}

/* ---- and the others ---- */

static void
work(struct line *l, int n)
{
	char body[80];
	const struct said *s;

	s = line_ask(l, "GET", "/api/scroll?limit=1", NULL);
	if (s->status != 200)
		kit_lose(&kit, "who reads is harmed: %ld %s", s->status, s->body);
	snprintf(body, sizeof(body), "{\"name\":\"Saved meanwhile %d\"}", n);
	s = line_ask(l, "POST", "/api/account", body);
	if (s->status != 201)
		kit_lose(&kit, "who saves is harmed: %ld %s", s->status, s->body);
}

static int
round_of(struct line *l)
{
	pthread_t heavy[HEAVY];
	int meanwhile = 0;

	atomic_store(&asking, HEAVY);
	for (int i = 0; i < HEAVY; i++)
		pthread_create(&heavy[i], NULL, ask_heavily, NULL);
	while (atomic_load(&asking) > 0)
		work(l, meanwhile++);
	for (int i = 0; i < HEAVY; i++)
		pthread_join(heavy[i], NULL);
	return meanwhile;
}

static void
must_answer_little(struct line *l)
{
	const struct said *s =
	    line_ask(l, "GET", "/api/scroll?where=name%20=%20's7'", NULL);

	if (s->status != 200 || strstr(s->body, "\"title\":\"s7\"") == NULL)
		kit_lose(&kit, "a small question behind it: %ld %s", s->status, s->body);
}

int
main(int argc, char **argv)
{
	int rounds = argc > 2 ? atoi(argv[2]) : 3, meanwhile = 0;
	struct line *l;

	if (argc < 2 || rounds < 1) {
		fprintf(stderr, "usage: query KITH [ROUNDS [URL]]\n");
		return 2;
	}
	found(argv[1], argc > 3 ? argv[3] : NULL);
	l = line_new(&kit);
	line_timeout(l, 120);
	for (int i = 0; i < rounds; i++)
		meanwhile += round_of(l);
	must_answer_little(l);
	kit_must(&kit, "doctor '%s'", kit.db);
	printf(
	    "%d questions of minutes ended after their second; %d people read and saved "
	    "meanwhile\n",
	    rounds * HEAVY, meanwhile);
	line_free(l);
	kit_end(&kit);
	return 0;
}
