/*
 * confine.c - a process that gave up the rest cannot take it back.
 *
 * Each try runs in a child that has confined itself as the server does; what it
 * can do and what not is its exit code, what it died of its signal.
 */
#include "confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char own[] = "build/own-XXXXXX", elsewhere[] = "build/elsewhere-XXXXXX";
static bool sanitized;

static int
begin(void **state)
{
	struct confine c = { .how = CONFINE_OFF };
	char said[300];

	(void)state;
	assert_non_null(mkdtemp(elsewhere));
	assert_non_null(mkdtemp(own));
	assert_int_equal(confine(&c, said), OK);
	sanitized = strstr(said, "sanitizer") != NULL;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	rmdir(elsewhere);
	rmdir(own);
	return 0;
}

/* What becomes of a confined child that does this: its exit code, or -signal. */
static int
run(int (*try)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct confine c = { .how = CONFINE_ON };
		char said[300];

		confine_write(&c, own);
		if (confine(&c, said) != OK)
			_exit(99);
		_exit(try());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int
failed(bool yes)
{
	return yes ? 0 : errno == 0 ? 255 : errno;
}

static char *
in(const char *folder, const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* ---- what goes on ---- */

static int
write_own(void)
{
	char from[200];
	int fd = open(in(own, "a"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, "x", 1) != 1 || ftruncate(fd, 0) != 0)
		return errno;
	snprintf(from, sizeof(from), "%s", in(own, "a"));
	if (mkdir(in(own, "d"), 0700) != 0 || rename(from, in(own, "d/b")) != 0 ||
	    unlink(in(own, "d/b")) != 0)
		return errno;
	return failed(rmdir(in(own, "d")) == 0);
}

static int
read_system(void)
{
	return failed(open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0);
}

static void *
nothing(void *arg)
{
	return arg;
}

static int
make_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, nothing, NULL);
	return errno != 0 ? errno : failed(pthread_join(thread, NULL) == 0);
}

static int
dial_out(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(1),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : failed(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 ||
			       errno == ECONNREFUSED);
}

static void
work_goes_on(void **state)
{
	(void)state;
	assert_int_equal(run(write_own), 0);
	assert_int_equal(run(read_system), 0);
	assert_int_equal(run(make_thread), 0);
	assert_int_equal(run(dial_out), 0);
}

/* ---- what does not ---- */

static int
read_elsewhere(void)
{
	return failed(open(elsewhere, O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0);
}

static int
write_elsewhere(void)
{
	return failed(
	    open(in(elsewhere, "a"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0);
}

static int
write_system(void)
{
	return failed(
	    open("/etc/kith-confine-test", O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0);
}

static int
link_elsewhere(void)
{
	return failed(symlink("/etc/shadow", in(own, "link")) == 0);
}

static int
listen_again(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? errno : failed(bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
}

static int
hear_the_wire(void)
{
	return failed(socket(AF_PACKET, SOCK_RAW, 0) >= 0);
}

static int
write_and_run(void)
{
	return failed(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
written_then_run(void)
{
	void *at =
	    mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return failed(mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0);
}

static int
make_process(void)
{
	return failed(fork() >= 0);
}

static int
end_another(void)
{
	return failed(kill(getppid(), 0) == 0);
}

static int
be_seen(void)
{
	return failed(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static int
dump_core(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? EPERM : 0;
}

static const struct {
	const char *what;
	int (*try)(void);
	bool files; /* Landlock's; not on every kernel */
} refused[] = {
	{ "read elsewhere", read_elsewhere, true },
	{ "write elsewhere", write_elsewhere, true },
	{ "write into the system", write_system, true },
	{ "make a link", link_elsewhere, false },
	{ "listen again", listen_again, true },
	{ "hear the wire", hear_the_wire, false },
	{ "memory to write and run", write_and_run, false },
	{ "memory written, then run", written_then_run, false },
	{ "make a process", make_process, false },
	{ "signal another", end_another, false },
	{ "be seen by others", be_seen, false },
	{ "dump core", dump_core, false },
};

static void
the_rest_fails(void **state)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		int how;

		if (sanitized || (refused[i].files && version < 4))
			continue;
		how = run(refused[i].try);
		if (how != EACCES && how != EPERM && how != ENOSYS)
			fail_msg("%s: %d", refused[i].what, how);
	}
}

/* ---- what ends the process ---- */

static int
run_a_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return 1;
}

static int
look_into_another(void)
{
	return failed(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static int
be_root(void)
{
	return failed(setuid(0) == 0);
}

static int
leave_the_house(void)
{
	return failed(unshare(CLONE_NEWUSER) == 0);
}

static void
a_foothold_is_the_end(void **state)
{
	static int (*const tries[])(
	    void) = { run_a_program, look_into_another, be_root, leave_the_house };

	(void)state;
	for (size_t i = 0; !sanitized && i < COUNT_OF(tries); i++)
		if (run(tries[i]) != -SIGSYS)
			fail_msg("try %zu went on", i);
}

/* ---- another user ---- */

static int
as_nobody(void)
{
	char why[200];

	if (confine_user("nobody", why) != OK)
		return 98;
	return geteuid() != 0 && setuid(0) != 0 && open("/etc/shadow", O_RDONLY) < 0 ? 0
										     : 1;
}

/* Not confined otherwise: to become somebody is what ends a confined process. */
static void
root_is_given_up(void **state)
{
	char why[200] = "";
	int status = 0;
	pid_t child;

	(void)state;
	assert_int_equal(confine_user("no-such-user-here", why), ERR_INPUT);
	assert_non_null(strstr(why, "no-such-user-here"));
	if (geteuid() != 0)
		skip();
	child = fork();
	if (child == 0)
		_exit(as_nobody());
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_goes_on),
		cmocka_unit_test(the_rest_fails),
		cmocka_unit_test(a_foothold_is_the_end),
		cmocka_unit_test(root_is_given_up),
	};

	return cmocka_run_group_tests_name("confine", tests, begin, end);
}
