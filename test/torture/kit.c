/*
 * kit.c - the server, the commands, the folder.
 */
#include "kit.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A torture ends with its process: what it holds then is no leak.  The server is another
 * program, and is looked at. */
int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return 1;
}

int64_t
steady_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

void
nap_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

void
until(struct kit *k, const char *what, bool (*yes)(void *arg), void *arg)
{
	int64_t end = steady_ms() + KIT_PATIENCE_MS;

	while (!yes(arg)) {
		if (steady_ms() > end)
			kit_lose(k, "waited in vain: %s", what);
		nap_ms(5);
	}
}

static char *
file_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *at = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&at, &size);
	char buffer[65536];
	size_t n;

	while (f != NULL && (n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		fwrite(buffer, 1, n, to);
	if (f != NULL)
		fclose(f);
	fclose(to);
	return at;
}

static char *
log_text(const struct kit *k)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/log", k->dir);
	return file_text(path);
}

static size_t
log_size(const struct kit *k)
{
	char *log = log_text(k);
	size_t size = strlen(log);

	free(log);
	return size;
}

void
kit_lose(struct kit *k, const char *format, ...)
{
	static atomic_flag losing = ATOMIC_FLAG_INIT;
	char *log;
	va_list args;

	if (atomic_flag_test_and_set(&losing)) {
		pause(); /* the first says it */
		_exit(1);
	}
	log = log_text(k);
	fprintf(stderr, "the server said last:\n%s\n",
	    log + (strlen(log) > 3000 ? strlen(log) - 3000 : 0));
	fputs("LOST: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	if (k->pid != 0)
		kill(k->pid, SIGKILL);
	if (k->undo != NULL)
		k->undo();
	fprintf(stderr, "what it worked on is kept in %s\n", k->dir);
	_exit(1);
}

static int
free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		abort();
	close(fd);
	return ntohs(at.sin_port);
}

/* ---- commands ---- */

static int
run(struct kit *k, char **out, const char *format, va_list args)
{
	char *line = NULL, *shell = NULL, path[300];
	int status;

	snprintf(path, sizeof(path), "%s/said", k->dir);
	if (vasprintf(&line, format, args) < 0 ||
	    asprintf(&shell, "'%s' %s >'%s' 2>&1 </dev/null", k->kith, line, path) < 0)
		abort();
	status = system(shell);
	free(shell);
	free(line);
	if (out != NULL)
		*out = file_text(path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
kit_run(struct kit *k, char **out, const char *format, ...)
{
	va_list args;
	int status;

	va_start(args, format);
	status = run(k, out, format, args);
	va_end(args);
	return status;
}

void
kit_must(struct kit *k, const char *format, ...)
{
	char *out;
	va_list args;
	int status;

	va_start(args, format);
	status = run(k, &out, format, args);
	va_end(args);
	if (status != 0)
		kit_lose(k, "kith %s…: exit %d: %s", format, status, out);
	free(out);
}

/* ---- the server ---- */

void
kit_begin(struct kit *k, const char *kith, const char *place, const char *url)
{
	char files[200];
	char *out;

	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	curl_global_init(CURL_GLOBAL_ALL);
	k->kith = realpath(kith, NULL);
	snprintf(k->dir, sizeof(k->dir), "/tmp/kith-torture-XXXXXX");
	if (k->kith == NULL || mkdtemp(k->dir) == NULL) {
		fprintf(stderr, "%s or %s: %s\n", kith, k->dir, strerror(errno));
		exit(2);
	}
	if (url == NULL)
		snprintf(
		    k->db, sizeof(k->db), "%s/kith.db", place == NULL ? k->dir : place);
	else
		snprintf(k->db, sizeof(k->db), "%s", url);
	snprintf(files, sizeof(files), "%s/files", k->dir);
	if (url != NULL) /* and what else lies beside a database: of this run only */
		setenv("KITH_FILES", files, 1);
	k->port = free_port();
	snprintf(k->base, sizeof(k->base), "http://127.0.0.1:%d", k->port);
	kit_must(k, "new '%s'", k->db);
	kit_must(k, "user add '%s' boss --role admin", k->db);
	if (kit_run(k, &out,
		"token add '%s' torture --user boss --scopes read:*,write:*,export,admin",
		k->db) != 0 ||
	    sscanf(out, "%79s", k->token) != 1)
		kit_lose(k, "no token: %s", out);
	free(out);
}

void
kit_copy(struct kit *copy, const struct kit *k, const char *db)
{
	*copy = (struct kit){ .kith = strdup(k->kith) };
	snprintf(copy->dir, sizeof(copy->dir), "/tmp/kith-torture-XXXXXX");
	if (mkdtemp(copy->dir) == NULL)
		abort();
	snprintf(copy->db, sizeof(copy->db), "%s", db);
	snprintf(copy->token, sizeof(copy->token), "%s", k->token);
	copy->port = free_port();
	snprintf(copy->base, sizeof(copy->base), "http://127.0.0.1:%d", copy->port);
}

static void
redirect(const struct kit *k)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/log", k->dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd < 0) /* the disk may be full: then it speaks to nobody */
		fd = open("/dev/null", O_WRONLY);
	dup2(fd, 1);
	dup2(fd, 2);
}

static void
launch(struct kit *k)
{
	char listen[40];
	const char *argv[16] = { "kith", "serve", k->db, "--listen", listen, "--rate",
		"1000000" };

	snprintf(listen, sizeof(listen), "127.0.0.1:%d", k->port);
	for (size_t i = 0, to = 7; i < 8 && k->options[i] != NULL; i++)
		argv[to++] = k->options[i];
	k->pid = fork();
	if (k->pid != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	redirect(k);
	for (size_t i = 0; i < 4 && k->env[i] != NULL; i++)
		putenv(k->env[i]);
	execv(k->kith, (char **)(uintptr_t)argv);
	_exit(127);
}

static bool
answers(const struct kit *k)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)k->port) };
	static const char ask[] = "GET /healthz HTTP/1.0\r\n\r\n";
	char reply[64] = "";
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval second = { 1, 0 };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    write(fd, ask, sizeof(ask) - 1) < 0 ||
	    recv(fd, reply, sizeof(reply) - 1, MSG_WAITALL) < 0)
		reply[0] = '\0';
	close(fd);
	return strstr(reply, " 200 ") != NULL;
}

int
kit_try_start(struct kit *k, char **out)
{
	int64_t end = steady_ms() + KIT_PATIENCE_MS;
	size_t before = log_size(k);
	int status;

	if (out != NULL)
		*out = NULL;
	launch(k);
	while (!answers(k)) {
		if (waitpid(k->pid, &status, WNOHANG) == k->pid) {
			k->pid = 0;
			if (out != NULL) {
				char *log = log_text(k);

				*out = strdup(log + before);
				free(log);
			}
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
		}
		if (steady_ms() > end)
			kit_lose(k, "the server neither starts nor ends");
		nap_ms(5);
	}
	return -1;
}

void
kit_start(struct kit *k)
{
	int code = kit_try_start(k, NULL);

	if (code != -1)
		kit_lose(k, "the server does not start: exit %d", code);
}

void
kit_clock(struct kit *k)
{
	char path[300], self[4096] = "";
	const char *asan = getenv("ASAN_OPTIONS");
	int fd;

	snprintf(path, sizeof(path), "%s/clock", k->dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*k->clock)) != 0 ||
	    readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		kit_lose(k, "no clock: %s", strerror(errno));
	k->clock =
	    mmap(NULL, sizeof(*k->clock), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	*strrchr(self, '/') = '\0';
	if (k->clock == MAP_FAILED ||
	    asprintf(&k->env[0], "LD_PRELOAD=%s/shim/clock.so", self) < 0 ||
	    asprintf(&k->env[1], "KITH_CLOCK=%s", path) < 0 ||
	    asprintf(&k->env[2], "ASAN_OPTIONS=%s:verify_asan_link_order=0",
		asan == NULL ? "" : asan) < 0)
		abort();
}

void
kit_clock_set(struct kit *k, int64_t seconds)
{
	*(volatile int64_t *)k->clock = seconds;
}

void
kit_kill(struct kit *k)
{
	kill(k->pid, SIGKILL);
	waitpid(k->pid, NULL, 0);
	k->pid = 0;
}

void
kit_stop(struct kit *k)
{
	int64_t end = steady_ms() + KIT_PATIENCE_MS;
	int status;

	kill(k->pid, SIGTERM);
	while (waitpid(k->pid, &status, WNOHANG) != k->pid) {
		if (steady_ms() > end)
			kit_lose(k, "the server does not end");
		nap_ms(5);
	}
	k->pid = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		kit_lose(k, "the server ended with %s %d",
		    WIFSIGNALED(status) ? "signal" : "exit",
		    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

void
kit_check(struct kit *k)
{
	static const char *const bad[] = { "runtime error:", "Sanitizer", "Assertion" };
	char *log = log_text(k);
	int status;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (strstr(log, bad[i]) != NULL)
			kit_lose(k, "the server said \"%s\"", bad[i]);
	free(log);
	if (k->pid != 0 && waitpid(k->pid, &status, WNOHANG) == k->pid) {
		k->pid = 0;
		kit_lose(k, "the server died of %s %d",
		    WIFSIGNALED(status) ? "signal" : "exit",
		    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	}
}

void
kit_end(struct kit *k)
{
	char line[300];

	kit_check(k);
	if (k->pid != 0)
		kit_stop(k);
	kit_check(k);
	if (k->undo != NULL)
		k->undo();
	snprintf(line, sizeof(line), "rm -rf '%s'", k->dir);
	if (getenv("KEEP") == NULL && system(line) != 0)
		fprintf(stderr, "cannot remove %s\n", k->dir);
	free(k->kith);
}

size_t
kit_connections(const struct kit *k)
{
	char path[60], to[32];
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)k->pid);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, to, sizeof(to));

		n += len > 0 && strncmp(to, "socket:", 7) == 0;
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

long
kit_rss_kb(const struct kit *k, const char *what)
{
	char path[60], line[200];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)k->pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			kb = atol(line + strlen(what));
	if (f != NULL)
		fclose(f);
	return kb;
}
