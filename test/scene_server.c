/*
 * scene_server.c - the real server, on a scratch database and a free port.
 */
#include "scene.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000

static void
nap(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static int
free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&at, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return 0;
	close(fd);
	return ntohs(at.sin_port);
}

static bool
answers(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool yes;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	yes = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return yes;
}

static void
redirect(const char *path, int to)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	dup2(fd, to);
	close(fd);
}

/* The console names the link of the first run. */
static void
find_token(struct play *p)
{
	char path[120], *at;
	struct bytes log;

	for (int i = 0; i < PATIENCE_MS / 20 && p->setup[0] == '\0'; i++) {
		snprintf(path, sizeof(path), "%s/log", p->dir);
		log = read_all(path);
		at = log.at == NULL ? NULL : strstr(log.at, "setup?token=");
		if (at != NULL)
			snprintf(p->setup, sizeof(p->setup), "%.*s",
			    (int)strcspn(at + 12, " \r\n\"'"), at + 12);
		free(log.at);
		if (at == NULL)
			nap(20);
	}
}

#define OPTIONS_MAX 16

/* Becomes the server. */
static void
server_run(struct play *p, char *listen)
{
	char *args[6 + OPTIONS_MAX] = { "kith", "serve", p->db, "--listen", listen };
	size_t n = 5;

	if (p->options != NULL)
		for (char *one = strtok(strdup(p->options), " ");
		     one != NULL && n < 5 + OPTIONS_MAX; one = strtok(NULL, " "))
			args[n++] = one;
	execv(p->kith, args);
	_exit(127);
}

void
server_start(struct play *p)
{
	char listen[40], log[120];

	p->port = free_port();
	snprintf(p->base, sizeof(p->base), "http://127.0.0.1:%d", p->port);
	snprintf(listen, sizeof(listen), "127.0.0.1:%d", p->port);
	snprintf(log, sizeof(log), "%s/log", p->dir);
	p->pid = fork();
	if (p->pid == 0) {
		redirect(log, 1);
		redirect(log, 2);
		server_run(p, listen);
	}
	for (int i = 0; i < PATIENCE_MS / 10 && !answers(p->port); i++) {
		if (waitpid(p->pid, NULL, WNOHANG) == p->pid) {
			p->pid = 0;
			lose(p, "the server does not start");
		}
		nap(10);
	}
	if (p->actor_count == 0)
		find_token(p);
}

void
server_begin(struct play *p)
{
	struct answer a;
	char line[400], tree[4096];

	snprintf(p->dir, sizeof(p->dir), "/tmp/kith-scene-XXXXXX");
	if (mkdtemp(p->dir) == NULL)
		lose(p, "no scratch folder: %s", strerror(errno));
	db_choose(p);
	snprintf(p->files, sizeof(p->files), "%s/scene.db.files", p->dir);
	keep(p, "db", p->db);
	keep(p, "other", p->other);
	keep(p, "dir", p->dir);
	/* what the program asks the kernel beyond its list ends the play */
	setenv("KITH_CONFINE", "strict", 0);
	setenv("KITH_FILES", p->files, 1); /* of a database that is no file */
	keep(p, "tree", getcwd(tree, sizeof(tree)));
	snprintf(line, sizeof(line), "kith new '%s'", p->db);
	command_run(p, line, &a);
	if (a.status != 0)
		lose(p, "kith new: exit %d: %s%s", a.status, a.body.at, a.err.at);
	answer_clear(&a);
	p->made = true;
	server_start(p);
}

void
server_stop(struct play *p, int how)
{
	int status = 0;

	if (p->pid == 0)
		return;
	kill(p->pid, how);
	for (int i = 0; i < PATIENCE_MS / 10; i++) {
		if (waitpid(p->pid, &status, WNOHANG) == p->pid) {
			p->pid = 0;
			if (how == SIGTERM &&
			    (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
				lose(p, "the server ended with %s %d",
				    WIFSIGNALED(status) ? "signal" : "exit",
				    WIFSIGNALED(status) ? WTERMSIG(status)
							: WEXITSTATUS(status));
			return;
		}
		nap(10);
	}
	kill(p->pid, SIGKILL);
	waitpid(p->pid, &status, 0);
	p->pid = 0;
	lose(p, "the server does not end");
}

void
server_check(struct play *p)
{
	static const char *const bad[] = { "runtime error:", "Sanitizer", "Assertion" };
	char path[120];
	struct bytes log;

	if (p->pid != 0 && waitpid(p->pid, NULL, WNOHANG) == p->pid) {
		p->pid = 0;
		lose(p, "the server died");
	}
	snprintf(path, sizeof(path), "%s/log", p->dir);
	log = read_all(path);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (log.at != NULL && strstr(log.at, bad[i]) != NULL)
			lose(p, "the server said \"%s\"", bad[i]);
	free(log.at);
}

bool
server_status(struct play *p, struct answer *out)
{
	char path[120];
	struct bytes log;
	bool sanitized;

	snprintf(path, sizeof(path), "%s/log", p->dir);
	log = read_all(path);
	sanitized = strstr(log.at, "built for a sanitizer") != NULL;
	free(log.at);
	snprintf(path, sizeof(path), "/proc/%d/status", p->pid);
	*out = (struct answer){ .body = read_all(path) };
	return !sanitized;
}

void
server_said(struct play *p)
{
	char path[120];
	struct bytes log;

	snprintf(path, sizeof(path), "%s/log", p->dir);
	log = read_all(path);
	if (log.len > 0)
		fprintf(stderr, "  the server said:\n%s\n",
		    log.at + (log.len > 4000 ? log.len - 4000 : 0));
	free(log.at);
}

void
server_clear(struct play *p)
{
	char line[120];

	if (p->made && getenv("KEEP") == NULL)
		db_drop(p);
	snprintf(line, sizeof(line), "rm -rf '%s'", p->dir);
	if (p->dir[0] != '\0' && getenv("KEEP") == NULL && system(line) != 0)
		fprintf(stderr, "cannot remove %s\n", p->dir);
}

/* ---- commands ---- */

void
command_run(struct play *p, const char *line, struct answer *out)
{
	char out_path[120], err_path[120], *shell = NULL;
	int status;

	*out = (struct answer){ .event = 0 };
	if (db_there(p))
		out->event = event_last(p);
	snprintf(out_path, sizeof(out_path), "%s/out", p->dir);
	snprintf(err_path, sizeof(err_path), "%s/err", p->dir);
	if (strncmp(line, "kith", 4) != 0 || (line[4] != ' ' && line[4] != '\0'))
		lose(p, "only kith can be run");
	if (asprintf(&shell, "cd '%s' && '%s'%s >'%s' 2>'%s'", p->folder, p->kith,
		line + 4, out_path, err_path) < 0)
		abort();
	status = system(shell);
	out->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	out->body = read_all(out_path);
	out->err = read_all(err_path);
	out->json = json_loads(out->body.at, JSON_DECODE_ANY, NULL);
	free(shell);
}
