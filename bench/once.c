/*
 * once.c - what is done once and timed: an import, a change of role, a flush.
 */
#include "bench.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define AGAIN 100 /* every so many rows one that was there before */
#define ROLE_TRIES 2000
#define ROLE_ROUNDS 5
#define FLUSHES 200

/* ---- an import ---- */

void
once_csv(const char *path, int64_t rows)
{
	static const char *const family[] = { "Nguyễn", "Trần", "محمدی", "王", "Smith",
		"Lê", "کریمی", "李", "Miller", "Phạm" };
	static const char *const given[] = { "Lan", "Hùng", "شیرین", "伟", "Kate", "Minh",
		"رضا", "静", "Joe", "Thảo", "Linh" };
	static const char *const jobs[] = { "Buyer", "Kế toán", "مدیر فروش", "采购经理",
		"Warehouse manager", "Giám đốc", "Engineer" };
	FILE *f = fopen(path, "w");

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	fprintf(f, "Family name,Given name,Email,Mobile,Job title,Status\n");
	for (int64_t i = 0; i < rows; i++) {
		int64_t n = i % AGAIN == AGAIN - 1 ? i / 2 : i;

		fprintf(f,
		    "%s,%s,p%" PRId64 "@import.example,+8497%07" PRId64 ",%s,lead\n",
		    family[n % (int64_t)COUNT_OF(family)],
		    given[n / 7 % (int64_t)COUNT_OF(given)], n, n % 10000000,
		    jobs[n / 3 % (int64_t)COUNT_OF(jobs)]);
	}
	fclose(f);
}

int
once_run(const char *const *argv, struct once *out)
{
	int64_t began = time_steady_us();
	struct rusage used = { 0 };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	wait4(pid, &status, 0, &used);
	out->seconds = (double)(time_steady_us() - began) / 1e6;
	out->cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		     (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	out->most_mb = (double)used.ru_maxrss / 1024;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- a change of role ---- */

static int
status_of(int port, const char *token, const struct ask *ask)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct str body;

	return load_once(mem, port, token, ask, &body);
}

/* Give a person these roles; from asking for it until a list answers so, ms. */
static double
change_role(int port, const struct sample *s, const struct person *who, const char *roles,
    int answer)
{
	char path[100], body[100];
	struct ask list = { .method = "GET", .path = "/api/contact?sort=name&limit=50" };
	struct ask change = { .method = "PATCH", .path = path, .body = body };
	int64_t began = time_steady_us();

	snprintf(path, sizeof(path), "/api/user/%s", who->id);
	snprintf(body, sizeof(body), "{\"roles\":%s}", roles);
	if (status_of(port, s->tokens[0], &change) != 200)
		return -1;
	for (int i = 0; i < ROLE_TRIES; i++)
		if (status_of(port, who->token, &list) == answer)
			return (double)(time_steady_us() - began) / 1000;
	return -1;
}

/* Whoever owns most loses all rights, and gets them back. */
double
once_role(int port, const struct sample *s)
{
	const struct person *who = NULL;
	double worst = 0;

	for (size_t i = 0; i < s->people_count; i++)
		if (strcmp(s->people[i].login, "lan") == 0)
			who = &s->people[i];
	for (int i = 0; who != NULL && i < ROLE_ROUNDS; i++) {
		double off = change_role(port, s, who, "[]", 403);
		double on = change_role(port, s, who, "[\"seller\"]", 200);

		if (off < 0 || on < 0)
			return -1;
		worst = off > worst ? off : worst;
		worst = on > worst ? on : worst;
	}
	return worst;
}

/* ---- a flush ---- */

static int
compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double
once_flush(const char *dir)
{
	double ms[FLUSHES];
	char path[4096], page[4096] = { 0 };
	int fd;

	snprintf(path, sizeof(path), "%s/flush", dir);
	fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
	for (int i = 0; i < FLUSHES; i++) {
		int64_t began = time_steady_us();

		if (write(fd, page, sizeof(page)) != sizeof(page) || fdatasync(fd) != 0) {
			perror(path);
			exit(1);
		}
		ms[i] = (double)(time_steady_us() - began) / 1000;
	}
	close(fd);
	unlink(path);
	qsort(ms, FLUSHES, sizeof(*ms), compare_doubles);
	return ms[FLUSHES / 2];
}
