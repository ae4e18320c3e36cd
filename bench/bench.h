/*
 * bench.h - what the files of the measurement share.
 */
#ifndef BENCH_H
#define BENCH_H

#include "base/base.h"

struct figures {
	double p50_us, p99_us, per_second;
	size_t bytes; /* of one answer's body */
};

/* Paths to ask for in turn. */
struct scenario {
	const char *name;
	const char **paths;
	size_t count;
};

/* One connection, one after the other; then 16 at once for a while. */
void load_run(int port, const char *token, const struct scenario *s, struct figures *out);
/* The same bytes from the HTTP library with nothing behind it. */
double floor_http_us(size_t bytes);
/* The bare statements in a loop: microseconds each, in the order of floor_names. */
#define FLOORS 4
void floor_sql_us(const char *db, double out[FLOORS]);

int compare_doubles(const void *a, const void *b);

#endif
