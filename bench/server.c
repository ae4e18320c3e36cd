/*
 * server.c - the server as a child of the measurement.
 */
#include "bench.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void
server_start(struct server *s, const char *kith, const char *url)
{
	int64_t began = time_steady_us();
	int out[2];
	char line[300];
	FILE *f;

	*s = (struct server){ 0 };
	if (pipe(out) != 0)
		exit(1);
	s->pid = fork();
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		dup2(out[1], STDOUT_FILENO);
		execl(kith, kith, "serve", url, "--listen", "127.0.0.1:0", "--rate",
		    "1000000", "--proxy", "127.0.0.1", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	f = fdopen(out[0], "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL ||
	    strrchr(line, ':') == NULL) {
		fprintf(stderr, "bench: the server did not start\n");
		exit(1);
	}
	s->start_ms = (double)(time_steady_us() - began) / 1000;
	s->port = atoi(strrchr(line, ':') + 1);
	if (strncmp(url, "postgres", 8) != 0)
		snprintf(s->log, sizeof(s->log), "%s-wal", url);
	server_look(s);
}

void
server_stop(struct server *s)
{
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
}

void
server_look(void *server)
{
	struct server *s = server;
	char path[60], line[200];
	struct stat log;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)s->pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "VmRSS: %ld", &s->rss_kb);
	if (f != NULL)
		fclose(f);
	if (s->rss_kb > s->most_kb)
		s->most_kb = s->rss_kb;
	if (s->log[0] != '\0' && stat(s->log, &log) == 0 &&
	    log.st_size / 1024 > s->log_most_kb)
		s->log_most_kb = log.st_size / 1024;
}

/* Where its time goes, for `seconds`; the load goes on meanwhile. */
pid_t
server_profile(const struct server *s, const char *path, double seconds)
{
	/* what a library does not name is summed */
	static const char report[] =
	    "perf report -i %s.perf --stdio --sort %s 2>/dev/null | awk '/^ *[0-9.]+%%/ "
	    "{ what = $2 ~ /^\\[.\\]/ ? $3 (\" \" $4) : $2;"
	    " if (what ~ /^0x/) { sub(/^0x[^ ]*/, \"(unnamed)\", what) }"
	    " sum[what] += $1 }"
	    " END { for (w in sum) printf \"%%6.2f %%%%  %%s\\n\", sum[w], w }' |"
	    " sort -rn | awk 'NR <= 25'";
	char command[8192];
	size_t n;
	pid_t child;

	n = (size_t)snprintf(command, sizeof(command),
	    "perf record -q -F 499 -p %d -o %s.perf -- sleep %.0f >/dev/null 2>&1 && {"
	    " echo 'By library:'; ",
	    (int)s->pid, path, seconds);
	n += (size_t)snprintf(command + n, sizeof(command) - n, report, path, "dso");
	n += (size_t)snprintf(
	    command + n, sizeof(command) - n, "; echo; echo 'By function:'; ");
	n += (size_t)snprintf(
	    command + n, sizeof(command) - n, report, path, "symbol,dso");
	snprintf(command + n, sizeof(command) - n, "; } >%s; rm -f %s.perf*", path, path);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return child;
}

double
server_cpu_s(const struct server *s)
{
	unsigned long user = 0, kernel = 0;
	char path[60], line[600], *at = NULL;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)s->pid);
	f = fopen(path, "r");
	if (f != NULL && fgets(line, sizeof(line), f) != NULL)
		at = strrchr(line, ')');
	if (at != NULL)
		sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		    &user, &kernel);
	if (f != NULL)
		fclose(f);
	return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}
