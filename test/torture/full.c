/*
 * full.c - a disk that is full, at any moment:  full KITH [TIMES]
 *
 * The database lies on a small tmpfs of our own.  While people save, something
 * else takes all the space and gives it back, again and again: whoever is not
 * saved is told so (507, and what to do), reading goes on, nothing is half
 * done, and saving goes on without a restart once there is space.
 */
#include "kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITERS 16
#define SIZE "size=96m"
#define PLACE "/tmp/kith-full-disk"
#define LATE "{\"name\":{\"given\":\"late\"}}"

static struct kit k;

/* ---- a small disk ---- */

static bool
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* A mount of our own, gone when we are: as root, or in a user namespace. */
static bool
disk_make(void)
{
	char map[60];
	unsigned uid = getuid(), gid = getgid();

	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			return false;
		snprintf(map, sizeof(map), "0 %u 1", uid);
		if (!write_text("/proc/self/setgroups", "deny") ||
		    !write_text("/proc/self/uid_map", map))
			return false;
		snprintf(map, sizeof(map), "0 %u 1", gid);
		if (!write_text("/proc/self/gid_map", map))
			return false;
	}
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       (mkdir(PLACE, 0700) == 0 || errno == EEXIST) &&
	       mount("kith", PLACE, "tmpfs", 0, SIZE) == 0;
}

/* Somebody else's file, which takes what there is, to the last byte. */
static void
disk_fill(void)
{
	static const char nothing[1 << 16];
	int fd = open(PLACE "/ballast", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	size_t size = sizeof(nothing);

	while (size > 0)
		if (write(fd, nothing, size) <= 0)
			size /= 2;
	close(fd);
}

static void
disk_free(void)
{
	if (truncate(PLACE "/ballast", 0) != 0)
		kit_lose(&k, "ballast: %s", strerror(errno));
}

/* Files below a folder; 0 too if there is none. */
static size_t
files_in(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *each;
	char below[600];
	size_t n = 0;

	while (dir != NULL && (each = readdir(dir)) != NULL) {
		if (each->d_name[0] == '.')
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, each->d_name);
		n += each->d_type == DT_DIR ? files_in(below) : 1;
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static size_t
files_of(const char *what)
{
	char path[300];

	snprintf(path, sizeof(path), "%s.%s", k.db, what);
	return files_in(path);
}

/* ---- at any moment ---- */

struct wanted {
	const struct tally *tally;
	size_t full;
};

static bool
is_refused(void *arg)
{
	struct wanted *w = arg;

	return w->tally->full >= w->full;
}

static void
must_answer(struct line *l, const char *path, long status)
{
	const struct said *s = line_ask(l, "GET", path, NULL);

	if (s->status != status)
		kit_lose(&k, "GET %s on a full disk: %ld %s", path, s->status,
		    s->body == NULL ? "" : s->body);
}

/* Nothing leaves that cannot be written down; a line may still find room. */
static void
exports_or_says_full(struct line *l)
{
	const struct said *s = line_ask(l, "GET", "/api/contact/export?as=csv", NULL);

	if (s->status != 200 && s->status != 507)
		kit_lose(&k, "an export on a full disk: %ld %s", s->status,
		    s->body == NULL ? "" : s->body);
}

static void
reads_go_on(struct line *l)
{
	must_answer(l, "/api/contact", 200);
	must_answer(l, "/api/contact/count", 200);
	must_answer(l, "/api/search?q=w1n1", 200);
	must_answer(l, "/api/me", 200);
	exports_or_says_full(l);
}

static void
full_now_and_then(struct crowd *crowd, struct line *l, int times)
{
	unsigned seed = 1;

	crowd_work(crowd);
	for (int i = 0; i < times; i++) {
		struct wanted w = { crowd_tally(crowd), 0 };

		crowd_until_saved(crowd, 20 + (size_t)rand_r(&seed) % 200);
		disk_fill();
		w.full = w.tally->full + 2 * WRITERS;
		until(&k, "everybody is told that the disk is full", is_refused, &w);
		reads_go_on(l);
		disk_free();
	}
	crowd_until_saved(crowd, 100);
	crowd_rest(crowd);
}

/* ---- what else wants space ---- */

static void
must_refuse(struct line *l, const char *method, const char *path, const char *body)
{
	const struct said *s = line_ask(l, method, path, body);
	const char *title = said_str(s, "title");

	if (s->status != 507 || strncmp(s->type, "application/problem+json", 24) != 0 ||
	    strcmp(said_str(s, "type"), "/problems/full") != 0 ||
	    strstr(title, "Ổ đĩa máy chủ đã đầy") == NULL)
		kit_lose(&k, "%s %s on a full disk: %ld %s %s", method, path, s->status,
		    s->type, s->body == NULL ? "" : s->body);
}

/* The log of the database may have had room for some more. */
static void
use_up(struct line *l)
{
	for (int i = 0; line_ask(l, "POST", "/api/contact", LATE)->status == 201; i++)
		if (i > 20000)
			kit_lose(&k, "the full disk does not get full");
}

static void
must_fail(const char *command, const char *options, const char *made)
{
	char *out, path[300];
	int code;

	snprintf(path, sizeof(path), PLACE "/%s", made);
	code = kit_run(&k, &out, "%s '%s' %s '%s'", command, k.db, options, path);
	if (code != 1 || strstr(out, "disk is full") == NULL)
		kit_lose(&k, "kith %s on a full disk: exit %d: %s", command, code, out);
	if (access(path, F_OK) == 0)
		kit_lose(&k, "%s left a part of %s", command, made);
	free(out);
}

/* A session notes now and then that it is used: not worth a refusal. */
static void
session_goes_on(struct line *person)
{
	for (int i = 1; i <= 50; i++) { /* the first may still find room */
		kit_clock_set(&k, i * 600);
		must_answer(person, "/api/contact", 200);
	}
	kit_clock_set(&k, 0);
}

static void
others_are_refused(struct line *l, struct line *person)
{
	char *big = malloc(300000 + 1);
	size_t spooled = files_of("spool"), kept = files_of("files");

	memset(big, 'x', 300000);
	big[300000] = '\0';
	disk_fill();
	use_up(l);
	must_refuse(l, "POST", "/api/contact", LATE);
	session_goes_on(person);
	line_header(l, "Content-Type: application/octet-stream");
	must_refuse(l, "POST", "/api/files?name=a.bin", big);
	must_refuse(l, "POST", "/api/imports?name=a.csv&entity=contact", big);
	line_header(l, NULL);
	if (files_of("spool") != spooled || files_of("files") != kept)
		kit_lose(&k, "an upload that was refused left a file");
	must_fail("backup", "", "copy.db");
	must_fail("export", "contact", "contacts.csv");
	must_fail("export", "contact --as xlsx", "contacts.xlsx");
	disk_free();
	free(big);
}

/* A server that begins when there is no space: it serves, or it says why not. */
static void
begins_full(const char *how)
{
	char *out;
	int code;

	disk_fill();
	code = kit_try_start(&k, &out);
	if (code != -1 && (code != 1 || strstr(out, "disk is full") == NULL))
		kit_lose(
		    &k, "started on a full disk after %s: exit %d: %s", how, code, out);
	printf("started on a full disk after %s: it %s\n", how,
	    code == -1 ? "serves" : strstr(out, "kith: "));
	free(out);
	disk_free();
	if (code != -1)
		kit_start(&k);
}

/* Whoever l is; a token may not say it of itself. */
static void
speak_vietnamese(struct line *l)
{
	const char *id = json_string_value(
	    json_object_get(line_ask(l, "GET", "/api/me", NULL)->json, "id"));
	char path[100];

	snprintf(path, sizeof(path), "/api/user/%s", id == NULL ? "" : id);
	if (line_ask(l, "PATCH", path, "{\"language\":\"vi\"}")->status != 200)
		kit_lose(&k, "no Vietnamese");
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 10;
	struct crowd *crowd;
	struct line *l, *person;
	char password[80];

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: full KITH [TIMES]\n");
		return 2;
	}
	if (!disk_make()) {
		fprintf(stderr,
		    "SKIPPED full: no disk of our own (%s): be root, or allow "
		    "user namespaces\n",
		    strerror(errno));
		return 0;
	}
	kit_begin(&k, argv[1], PLACE, NULL);
	kit_clock(&k);
	kit_start(&k);
	l = line_new(&k);
	person = line_of_person(&k, "eve", password);
	speak_vietnamese(l);
	crowd = crowd_new(&k, WRITERS);
	full_now_and_then(crowd, l, times);
	crowd_verify(crowd, true);
	others_are_refused(l, person);
	kit_stop(&k);
	begins_full("a good end");
	crowd_verify(crowd, true);
	kit_kill(&k);
	begins_full("a kill");
	crowd_work(crowd);
	crowd_until_saved(crowd, 100);
	crowd_rest(crowd);
	crowd_verify(crowd, true);
	kit_must(&k, "doctor '%s'", k.db);
	if (crowd_tally(crowd)->other > 0)
		kit_lose(&k, "nobody expected: %s", crowd_tally(crowd)->strange);
	printf("%d times full: %zu refused, none of them kept; %zu promised, all kept\n",
	    times, crowd_tally(crowd)->full, crowd_tally(crowd)->saved);
	crowd_free(crowd);
	line_free(person);
	line_free(l);
	kit_end(&k);
	return 0;
}
