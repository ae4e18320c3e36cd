/*
 * floor.c - what the engine and the HTTP library do with nothing else between
 * them: a server whose answer to GET /n is to run the bare statement of ask n,
 * to read its columns, and to send as many bytes as our answer had.
 *
 * Two threads of the library, a connection to the engine in each: no queue, no
 * session, no rights, no JSON.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 2
#define STATEMENTS 16
#define FLUSH_ROWS 64
#define COLUMNS_SIZE 8192

/* ---- a connection: one of the two ---- */

struct bare {
	sqlite3 *lite;
	PGconn *pg;
	const char *texts[STATEMENTS]; /* prepared, by the address of the text */
	sqlite3_stmt *lite_statements[STATEMENTS];
};

static void
give_up(const char *what)
{
	fprintf(stderr, "bench: floor: %s\n", what);
	exit(1);
}

static bool
is_postgres(const char *url)
{
	return strncmp(url, "postgres", 8) == 0;
}

static struct bare *
bare_open(const char *url, bool writing)
{
	struct bare *b = calloc(1, sizeof(*b));

	if (is_postgres(url)) {
		b->pg = PQconnectdb(url);
		if (PQstatus(b->pg) != CONNECTION_OK)
			give_up(PQerrorMessage(b->pg));
		return b;
	}
	if (sqlite3_open_v2(url, &b->lite,
		writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY,
		NULL) != SQLITE_OK)
		give_up(sqlite3_errmsg(b->lite));
	sqlite3_exec(b->lite,
	    "pragma cache_size=-4000; pragma synchronous=full; pragma "
	    "wal_autocheckpoint=4000",
	    NULL, NULL, NULL);
	return b;
}

static void
bare_close(struct bare *b)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(b->lite_statements[i]);
	sqlite3_close(b->lite);
	PQfinish(b->pg);
	free(b);
}

static size_t
bare_prepare(struct bare *b, const char *sql, int values)
{
	char name[20];
	size_t i = 0;

	while (i < STATEMENTS && b->texts[i] != NULL && b->texts[i] != sql)
		i++;
	if (i == STATEMENTS)
		give_up("too many statements");
	if (b->texts[i] == sql)
		return i;
	b->texts[i] = sql;
	snprintf(name, sizeof(name), "s%zu", i);
	if (b->pg != NULL) {
		PGresult *r = PQprepare(b->pg, name, sql, values, NULL);

		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			give_up(PQerrorMessage(b->pg));
		PQclear(r);
	} else if (sqlite3_prepare_v2(b->lite, sql, -1, &b->lite_statements[i], NULL) !=
		   SQLITE_OK) {
		give_up(sqlite3_errmsg(b->lite));
	}
	return i;
}

static void
run_lite(struct bare *b, sqlite3_stmt *s, const char *const *values, int count)
{
	int code;

	for (int i = 0; i < count; i++)
		sqlite3_bind_text(s, i + 1, values[i], -1, SQLITE_STATIC);
	while ((code = sqlite3_step(s)) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(s); i++)
			(void)sqlite3_column_text(s, i);
	if (code != SQLITE_DONE)
		give_up(sqlite3_errmsg(b->lite));
	sqlite3_reset(s);
}

static void
run_pg(struct bare *b, size_t which, const char *const *values, int count)
{
	char name[20];
	PGresult *r;

	snprintf(name, sizeof(name), "s%zu", which);
	r = PQexecPrepared(b->pg, name, count, values, NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		give_up(PQerrorMessage(b->pg));
	PQclear(r);
}

static void
bare_run(struct bare *b, const char *sql, const char *const *values, int count)
{
	size_t which = bare_prepare(b, sql, count);

	if (b->pg != NULL)
		run_pg(b, which, values, count);
	else
		run_lite(b, b->lite_statements[which], values, count);
}

/* ---- the server ---- */

static const struct scenario *asked;
static const char *asked_url;
static char *filler;

static enum MHD_Result
reply(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **state)
{
	static __thread struct bare *mine;
	const struct ask *ask = &asked->asks[strtoul(url + 1, NULL, 10) % asked->count];
	struct MHD_Response *r;
	enum MHD_Result ok;

	(void)arg, (void)method, (void)version, (void)data, (void)size;
	if (*state == NULL) { /* a reply in the first call closes the connection */
		*state = connection;
		return MHD_YES;
	}
	if (mine == NULL)
		mine = bare_open(asked_url, false);
	if (ask->sql != NULL)
		bare_run(mine, ask->sql, &ask->value, ask->value != NULL);
	r = MHD_create_response_from_buffer(ask->bytes, filler, MHD_RESPMEM_PERSISTENT);
	ok = MHD_queue_response(connection, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static size_t
most_bytes(const struct scenario *s)
{
	size_t most = 1;

	for (size_t i = 0; i < s->count; i++)
		most = s->asks[i].bytes > most ? s->asks[i].bytes : most;
	return most;
}

static int
serve(void)
{
	size_t size = most_bytes(asked);
	struct MHD_Daemon *d;

	filler = malloc(size);
	memset(filler, 'x', size);
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, reply, NULL,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
	    1000u, MHD_OPTION_END);
	if (d == NULL)
		give_up("it does not start");
	return MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port;
}

int
floor_start(const char *url, const struct scenario *s, pid_t *child)
{
	int out[2], port = 0;

	asked = s;
	asked_url = url;
	if (pipe(out) != 0)
		exit(1);
	*child = fork();
	if (*child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		port = serve();
		if (write(out[1], &port, sizeof(port)) != sizeof(port))
			_exit(1);
		for (;;)
			pause();
	}
	close(out[1]);
	if (read(out[0], &port, sizeof(port)) != sizeof(port))
		give_up("it does not start");
	close(out[0]);
	return port;
}

void
floor_stop(pid_t child)
{
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
}

/* ---- durable inserts ---- */

/* The names of a table's columns but for the id, with commas. */
static void
columns_of(struct bare *b, char *to)
{
	size_t len = 0;

	to[0] = '\0';
	if (b->pg != NULL) {
		PGresult *r = PQexec(b->pg,
		    "select string_agg('\"' || column_name || '\"', ', ') from "
		    "information_schema.columns where table_name = 'contact' and "
		    "column_name not in ('id', 'external_id')");

		snprintf(to, COLUMNS_SIZE, "%s", PQgetvalue(r, 0, 0));
		PQclear(r);
	} else {
		sqlite3_stmt *s = NULL;

		sqlite3_prepare_v2(b->lite,
		    "select name from pragma_table_info('contact') where name not in "
		    "('id', 'external_id')",
		    -1, &s, NULL);
		while (sqlite3_step(s) == SQLITE_ROW)
			len += (size_t)snprintf(to + len, COLUMNS_SIZE - len, "%s\"%s\"",
			    len > 0 ? ", " : "", sqlite3_column_text(s, 0));
		sqlite3_finalize(s);
	}
}

static void
bare_exec(struct bare *b, const char *text)
{
	if (b->pg != NULL)
		PQclear(PQexec(b->pg, text));
	else if (sqlite3_exec(b->lite, text, NULL, NULL, NULL) != SQLITE_OK)
		give_up(sqlite3_errmsg(b->lite));
}

double
floor_inserts(const char *url, const struct sample *s, double seconds)
{
	static char columns[COLUMNS_SIZE], sql[3 * COLUMNS_SIZE];
	struct bare *b = bare_open(url, true);
	int64_t began;
	size_t n = 0;
	double took;

	columns_of(b, columns);
	snprintf(sql, sizeof(sql),
	    "insert into contact (id, %s) select (select max(id) from contact) + 1, %s "
	    "from contact where id = $1",
	    columns, columns);
	began = time_steady_us();
	do {
		bare_exec(b, "begin");
		for (int i = 0; i < FLUSH_ROWS; i++)
			bare_run(b, sql, &s->contacts[n++ % s->contact_count].id, 1);
		bare_exec(b, "commit");
		took = (double)(time_steady_us() - began) / 1e6;
	} while (took < seconds);
	bare_close(b);
	return (double)n / took;
}
