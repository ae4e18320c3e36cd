/*
 * floor.c - what SQLite and the HTTP library do with nothing else.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUNDS 3000
#define ROUNDS_US 2000000 /* at most so long */

static char *answer;
static size_t answer_size;

static enum MHD_Result
reply(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
	struct MHD_Response *r;
	enum MHD_Result ok;

	(void)arg, (void)url, (void)method, (void)version, (void)data, (void)size;
	if (*state == NULL) { /* a reply in the first call closes the connection */
		*state = connection;
		return MHD_YES;
	}
	r = MHD_create_response_from_buffer(answer_size, answer, MHD_RESPMEM_PERSISTENT);
	ok = MHD_queue_response(connection, 200, r);
	MHD_destroy_response(r);
	return ok;
}

double
floor_http_us(size_t bytes)
{
	static const char *const paths[] = { "/" };
	struct scenario s = { "floor", (const char **)(uintptr_t)paths, 1 };
	struct figures f;
	struct MHD_Daemon *d;
	const union MHD_DaemonInfo *info;

	answer = calloc(1, bytes + 1);
	answer_size = bytes;
	memset(answer, 'x', bytes);
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, reply, NULL,
	    MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
	if (d == NULL)
		exit(1);
	info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT);
	load_run(info->port, "x", &s, &f);
	MHD_stop_daemon(d);
	free(answer);
	return f.p50_us;
}

/* The statements a person would write by hand. */
static const char *const statements[FLOORS] = {
	"select id, version, name, email, phone, status, account, owner, updated_ms from "
	"contact"
	" where deleted_ms is null and name_sort is not null order by name_sort, id "
	"limit 50",
	"select * from contact where id = (select max(id) from contact)",
	"select stage, count(*), sum(amount_base) from deal where deleted_ms is null "
	"group by stage",
	"select rowid, kind from _search where _search match 'title : (\"ng\"* AND "
	"\"t\"*)'"
	" order by rowid desc limit 20",
};

static double
run(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	double *us = calloc(ROUNDS, sizeof(*us)), median;
	int64_t until = time_steady_us() + ROUNDS_US;
	int n = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "bench: %s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
	for (; n < ROUNDS && time_steady_us() < until; n++) {
		int64_t began = time_steady_us();

		while (sqlite3_step(s) == SQLITE_ROW)
			for (int c = 0; c < sqlite3_column_count(s); c++)
				(void)sqlite3_column_text(s, c);
		sqlite3_reset(s);
		us[n] = (double)(time_steady_us() - began);
	}
	sqlite3_finalize(s);
	qsort(us, (size_t)n, sizeof(*us), compare_doubles);
	median = us[n / 2];
	free(us);
	return median;
}

void
floor_sql_us(const char *path, double out[FLOORS])
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		exit(1);
	sqlite3_exec(
	    db, "pragma cache_size=-8000; pragma mmap_size=1073741824", NULL, NULL, NULL);
	for (int i = 0; i < FLOORS; i++)
		out[i] = run(db, statements[i]);
	sqlite3_close(db);
}
