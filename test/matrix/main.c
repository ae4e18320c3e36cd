/*
 * main.c - matrix KITH [postgres://…]: the order of things, and the count.
 */
#include "matrix.h"

#include <stdarg.h>
#include <unistd.h>

#define WAYS_MAX 80
#define TOLD_MAX 6 /* differences of a way that are told; the rest is counted */

static struct {
	const char *name;
	size_t checks, wrong;
	int64_t took_ms;
} ways[WAYS_MAX];
static size_t way_count;
static int64_t since_ms;

static size_t
place_of(const char *name)
{
	size_t i = 0;

	while (i < way_count && strcmp(ways[i].name, name) != 0)
		i++;
	if (i == WAYS_MAX)
		abort();
	if (i == way_count)
		ways[way_count++].name = name;
	return i;
}

void
way(struct matrix *m, const char *name)
{
	int64_t now_ms = steady_ms();

	if (since_ms != 0)
		ways[place_of(m->way)].took_ms += now_ms - since_ms;
	since_ms = now_ms;
	m->way = name;
}

bool
skipped(const struct matrix *m, const struct person *p, const struct entity *e)
{
	return ((size_t)(p - m->people) + (size_t)(e - m->entities)) % m->thin != 0;
}

bool
way_tried(const char *name)
{
	for (size_t i = 0; i < way_count; i++)
		if (strcmp(ways[i].name, name) == 0)
			return ways[i].checks > 0;
	return false;
}

void
check(struct matrix *m, bool holds, const char *format, ...)
{
	size_t i = place_of(m->way);
	va_list args;

	ways[i].checks++;
	if (holds || ways[i].wrong++ >= TOLD_MAX)
		return;
	fprintf(stderr, "%s %s: ", m->way, m->about == NULL ? "" : m->about);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	if (m->first) {
		kit_end(m->kit);
		_exit(1);
	}
}

/* What was checked, way by way; false: something differs. */
static bool
tell(struct matrix *m, int64_t began_ms)
{
	size_t checks = 0, wrong = 0;

	way(m, "");
	for (size_t i = 0; i < way_count; i++) {
		printf("%-12s %8zu checks %6.1f s", ways[i].name, ways[i].checks,
		    (double)ways[i].took_ms / 1000);
		if (ways[i].wrong > 0)
			printf("  %zu wrong", ways[i].wrong);
		putchar('\n');
		checks += ways[i].checks;
		wrong += ways[i].wrong;
	}
	printf(
	    "%zu people, %zu entities, %zu records, %zu requests, %zu checks, %zu wrong,"
	    " %.1f s\n",
	    m->person_count, m->entity_count, m->row_count, asked(), checks, wrong,
	    (double)(steady_ms() - began_ms) / 1000);
	return wrong == 0;
}

/* What is beside a database that is no file. */
static char files[] = "/tmp/kith-matrix-XXXXXX";

static void
remove_files(void)
{
	char line[80];

	snprintf(line, sizeof(line), "rm -rf %s %s.*", files, files);
	if (system(line) != 0)
		perror(files);
}

/* Whoever is asked for everything reads more than people do: administrators would hear
 * of it, in the middle of what must change nothing. */
static void
be_left_alone(struct matrix *m)
{
	must(m, 204,
	    ask(m, m->people, "PUT", json_pack("{s:i}", "read_alarm", 0),
		"/api/security"));
}

int
main(int argc, char **argv)
{
	static const char *const folders[] = { "entities", "test/matrix/pack" };
	static struct matrix matrix;
	static struct kit kit;
	char password[80], *said;
	int64_t began_ms = steady_ms();
	struct matrix *m = &matrix;
	bool well;

	if (argc < 2) {
		fputs("matrix KITH [postgres://…]\n", stderr);
		return 2;
	}
	m->kit = &kit;
	m->thin = getenv("THIN") == NULL ? 1 : (size_t)atoi(getenv("THIN"));
	m->first = getenv("FIRST") != NULL;
	m->way = "make";
	if (mkdtemp(files) == NULL || setenv("KITH_FILES", files, 1) != 0)
		return 2;
	kit_begin(&kit, argv[1], NULL, argv[2]);
	kit.undo = remove_files;
	if (kit_run(&kit, &said, "user passwd '%s' boss", kit.db) != 0 ||
	    sscanf(strstr(said, "password"), "password %79s", password) != 1)
		kit_lose(&kit, "no password: %s", said);
	model_read(m, folders, 2);
	kit_must(&kit,
	    "apply '%s' test/matrix/pack/vault.json test/matrix/pack/crate.json"
	    " test/matrix/pack/label.json test/matrix/pack/seal.json"
	    " test/matrix/pack/parcel.json",
	    kit.db);
	kit_start(&kit);
	cast_hire(m);
	cast_enter(m, password);
	be_left_alone(m);
	model_complete(m);
	cast_make(m);
	store_open(m);

	routes(m, "test/matrix/ways.table");
	read_all_ways(m);
	why_all_ways(m);
	write_all_ways(m);
	carry_all_ways(m);
	hear_all_ways(m);
	leave_all_ways(m);
	infer_all_ways(m);
	late_all_ways(m);
	merge_all_ways(m);
	pairs_all_ways(m);
	offers_all_ways(m);
	document_all_ways(m);
	lines_all_ways(m);
	links_all_ways(m);
	routes_tried(m);
	store_close(m);
	kit_end(&kit);
	well = tell(m, began_ms);
	return well ? 0 : 1;
}
