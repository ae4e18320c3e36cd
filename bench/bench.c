/*
 * bench.c - start the server on a database and measure what pages ask of it.
 *
 *   bench KITH DATABASE TOKEN
 *
 * Delay is of one connection, request after request; the rate is of 16 at
 * once.  Floor: the bare statement in a loop, and the same bytes from the HTTP
 * library with nothing behind it, in the same run.
 */
#include "bench.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDS 500

static pid_t server;

static int
start(const char *kith, const char *db)
{
	int out[2], port = 0;
	char line[300];
	FILE *f;

	if (pipe(out) != 0)
		exit(1);
	server = fork();
	if (server == 0) {
		dup2(out[1], STDOUT_FILENO);
		execl(kith, kith, "serve", db, "--listen", "127.0.0.1:0", "--rate",
		    "1000000", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	f = fdopen(out[0], "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL ||
	    strrchr(line, ':') == NULL) {
		fprintf(stderr, "bench: the server did not start\n");
		exit(1);
	}
	port = atoi(strrchr(line, ':') + 1);
	return port;
}

static long
resident_kb(void)
{
	char path[60], line[200];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)server);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "VmRSS: %ld", &kb);
	if (f != NULL)
		fclose(f);
	return kb;
}

/* Ids of records spread over a table, as paths. */
static size_t
paths_of(const char *db_path, const char *table, const char *format, const char **paths)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	char sql[200];
	size_t n = 0;

	snprintf(sql, sizeof(sql),
	    "select id from %s where deleted_ms is null and id %% 97 < 20 limit %d",
	    table, IDS);
	if (sqlite3_open_v2(db_path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		exit(1);
	while (n < IDS && sqlite3_step(s) == SQLITE_ROW) {
		char *path = malloc(200);

		snprintf(path, 200, format, (long long)sqlite3_column_int64(s, 0));
		paths[n++] = path;
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
	return n;
}

static void
row(const char *name, const struct figures *f, double sql_us, double http_us)
{
	double floor = sql_us + http_us;

	if (sql_us > 0)
		printf("| %-34s | %7.2f | %7.2f | %8.0f | %6.1f | %8.3f | %5.2f × |\n",
		    name, f->p50_us / 1000, f->p99_us / 1000, f->per_second,
		    (double)f->bytes / 1024, floor / 1000, f->p50_us / floor);
	else
		printf("| %-34s | %7.2f | %7.2f | %8.0f | %6.1f | %8s | %7s |\n", name,
		    f->p50_us / 1000, f->p99_us / 1000, f->per_second,
		    (double)f->bytes / 1024, "–", "–");
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static const char *list[] = { "/api/contact?sort=name&limit=50" };
	static const char *filtered[] = {
		"/api/"
		"contact?where=status%20%3D%20%27customer%27&sort=-updated_ms&limit=50",
		"/api/contact?where=owner%20%3D%20%40me&sort=name&limit=50"
	};
	static const char *board[] = { "/api/deal/sum?by=stage&sum=amount" };
	static const char *column[] = {
		"/api/deal?where=stage%20%3D%20%27proposal%27&limit=50",
		"/api/deal?where=stage%20%3D%20%27engaging%27&limit=50"
	};
	static const char *search[] = { "/api/search?q=ng+t", "/api/search?q=nguyen",
		"/api/search?q=minh", "/api/search?q=%D9%85%D8%AD%D9%85%D8%AF",
		"/api/search?q=%E6%9C%89%E9%99%90", "/api/search?q=tr",
		"/api/search?q=4567" };
	static const char *record[IDS], *timeline[IDS];
	struct scenario scenarios[] = { { "list of 50, by name", list, 1 },
		{ "list of 50, filtered", filtered, 2 }, { "record", record, 0 },
		{ "timeline of a record", timeline, 0 },
		{ "board: counts and sums", board, 1 },
		{ "board: 50 cards of a column", column, 2 },
		{ "search as one types", search, 7 } };
	static const int floor_of[] = { 0, -1, 1, -1, 2, -1, 3 };
	double floors[FLOORS];
	int64_t began;
	int port;

	if (argc != 4)
		return 2;
	scenarios[2].count = paths_of(argv[2], "contact", "/api/contact/%lld", record);
	scenarios[3].count =
	    paths_of(argv[2], "account", "/api/account/%lld/timeline", timeline);
	floor_sql_us(argv[2], floors);
	began = time_steady_us();
	port = start(argv[1], argv[2]);
	printf("Started in %.0f ms; %ld MB resident.\n\n",
	    (double)(time_steady_us() - began) / 1000, resident_kb() / 1024);
	printf("| request | p50 ms | p99 ms | a second | KB | floor ms | to floor |\n"
	       "|---|--:|--:|--:|--:|--:|--:|\n");
	for (size_t i = 0; i < COUNT_OF(scenarios); i++) {
		struct figures f;

		load_run(port, argv[3], &scenarios[i], &f);
		row(scenarios[i].name, &f, floor_of[i] < 0 ? 0 : floors[floor_of[i]],
		    floor_of[i] < 0 ? 0 : floor_http_us(f.bytes));
	}
	printf("\n%ld MB resident after it.\n", resident_kb() / 1024);
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	return 0;
}
