/*
 * calls.c - what we may ask the kernel, by seccomp.
 *
 * The list holds what the program and its libraries were seen to use, and what
 * a newer C library uses in their place; the plays run with CONFINE_STRICT, so
 * that a call which is missing here ends a test.  In production such a call
 * fails as if the kernel did not know it, which libraries are prepared for; only
 * the calls by which a hole becomes a foothold end the process.
 */
#include "confine/room.h"

#include <errno.h>
#include <linux/fs.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static const char *const allowed[] = {
	/* files that are open */
	"read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev",
	"preadv2", "pwritev2", "lseek", "close", "close_range", "fstat", "fstatfs",
	"fcntl", "dup", "dup2", "dup3", "flock", "fsync", "fdatasync", "sync_file_range",
	"ftruncate", "fallocate", "fadvise64", "copy_file_range", "sendfile",
	"getdents64", "fchmod", "fchown",
	/* files by name: which ones is Landlock's to say */
	"open", "openat", "openat2", "stat", "lstat", "newfstatat", "statx", "statfs",
	"access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "mkdir",
	"mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
	"link", "linkat", "chmod", "fchmodat", "fchmodat2", "utimensat", "truncate",
	"umask",
	/* memory: mmap, mprotect with a condition, below */
	"brk", "munmap", "mremap", "madvise", "mincore", "mlock", "mlock2", "munlock",
	/* threads, locks, time, signals of our own */
	"futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "exit",
	"exit_group", "gettid", "getpid", "getppid", "getpgrp", "tgkill", "sched_yield",
	"sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler",
	"sched_get_priority_max", "sched_get_priority_min", "membarrier",
	"set_tid_address", "restart_syscall", "nanosleep", "clock_nanosleep",
	"clock_gettime", "clock_getres", "gettimeofday", "time", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "rt_sigpending",
	"rt_sigsuspend", "sigaltstack", "pause", "alarm", "setitimer", "timer_create",
	"timer_settime", "timer_delete", "timerfd_create", "timerfd_settime",
	/* waiting */
	"poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1",
	"epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2", "pipe",
	"pipe2",
	/* the network: socket with a condition, below */
	"socketpair", "connect", "accept", "accept4", "bind", "listen", "getsockname",
	"getpeername", "getsockopt", "setsockopt", "shutdown", "sendto", "recvfrom",
	"sendmsg", "recvmsg", "sendmmsg", "recvmmsg",
	/* who and what we are */
	"getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups",
	"uname", "sysinfo", "getrusage", "getrlimit", "setrlimit", "prlimit64",
	"getrandom", "getcpu", "times", "getpriority", "setpriority"
};

/* To run a program, to reach into another, to change the kernel or the ground
 * under us: nobody of ours asks this by mistake. */
static const char *const fatal[] = { "execve", "execveat", "ptrace", "process_vm_readv",
	"process_vm_writev", "process_madvise", "pidfd_getfd", "kexec_load",
	"kexec_file_load", "init_module", "finit_module", "delete_module", "bpf", "mount",
	"move_mount", "open_tree", "fsopen", "umount2", "pivot_root", "chroot", "setns",
	"unshare", "userfaultfd", "perf_event_open", "keyctl", "add_key", "request_key",
	"io_uring_setup", "setuid", "setgid", "setresuid", "setresgid", "setgroups",
	"capset", "mknod", "mknodat", "reboot", "swapon", "personality", "memfd_secret" };

static bool
allow(scmp_filter_ctx f, const char *name, unsigned count, struct scmp_arg_cmp *args)
{
	int call = seccomp_syscall_resolve_name(name);

	/* a machine without this call needs no leave for it */
	return call == __NR_SCMP_ERROR ||
	       seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, count, args) == 0;
}

#define FLAGS_ARE(i, mask, value)                                                    \
	(struct scmp_arg_cmp[])                                                      \
	{                                                                            \
		{                                                                    \
			(i), SCMP_CMP_MASKED_EQ, (uint64_t)(mask), (uint64_t)(value) \
		}                                                                    \
	}
#define IS(i, value)                                           \
	(struct scmp_arg_cmp[])                                \
	{                                                      \
		{                                              \
			(i), SCMP_CMP_EQ, (uint64_t)(value), 0 \
		}                                              \
	}

/* Memory is written or run, never both; a thread is made, never a process. */
static bool
allow_in_part(scmp_filter_ctx f)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };
	static const unsigned long asked[] = { FIONREAD, FIONBIO, FIOCLEX, FICLONE,
		FICLONERANGE, TCGETS, TIOCGWINSZ };
	static const int own[] = { PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE,
		0x53564d41 /* PR_SET_VMA: names of memory */ };
	bool fine =
	    allow(f, "clone", 1, FLAGS_ARE(0, CLONE_THREAD, CLONE_THREAD)) &&
	    allow(f, "mmap", 1, FLAGS_ARE(2, PROT_EXEC, 0)) &&
	    allow(f, "mmap", 1, FLAGS_ARE(2, PROT_EXEC | PROT_WRITE, PROT_EXEC)) &&
	    allow(f, "mprotect", 1, FLAGS_ARE(2, PROT_EXEC, 0)) &&
	    allow(f, "kill", 1, IS(0, getpid()));

	for (size_t i = 0; i < COUNT_OF(families); i++)
		fine = fine && allow(f, "socket", 1, IS(0, families[i]));
	for (size_t i = 0; i < COUNT_OF(asked); i++)
		fine = fine && allow(f, "ioctl", 1, IS(1, asked[i]));
	for (size_t i = 0; i < COUNT_OF(own); i++)
		fine = fine && allow(f, "prctl", 1, IS(0, own[i]));
	return fine;
}

/* Strict: say which call it was.  A test that hangs here has found it too. */
static void
tell(int signal, siginfo_t *info, void *context)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, info->si_syscall);

	(void)signal, (void)context;
	dprintf(STDERR_FILENO, "Assertion: confined: the call %d %s is not allowed\n",
	    info->si_syscall, name == NULL ? "" : name);
	_exit(1);
}

static void
listen_for_refusals(void)
{
	struct sigaction told = { .sa_sigaction = tell, .sa_flags = SA_SIGINFO };

	sigaction(SIGSYS, &told, NULL);
}

int
confine_calls(enum confine_how how)
{
	scmp_filter_ctx f =
	    seccomp_init(how == CONFINE_STRICT ? SCMP_ACT_TRAP : SCMP_ACT_ERRNO(ENOSYS));
	int clone3 = seccomp_syscall_resolve_name("clone3");
	bool fine = f != NULL && seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1) == 0;

	/* its flags are in memory, where no filter looks: libraries then use clone */
	fine = fine && (how != CONFINE_STRICT ||
			   seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), clone3, 0) == 0);
	for (size_t i = 0; fine && i < COUNT_OF(allowed); i++)
		fine = allow(f, allowed[i], 0, NULL);
	fine = fine && allow_in_part(f);
	for (size_t i = 0; fine && how != CONFINE_STRICT && i < COUNT_OF(fatal); i++) {
		int call = seccomp_syscall_resolve_name(fatal[i]);

		fine = call == __NR_SCMP_ERROR ||
		       seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, call, 0) == 0;
	}
	if (how == CONFINE_STRICT)
		listen_for_refusals();
	fine = fine && seccomp_load(f) == 0;
	seccomp_release(f);
	return fine ? (int)COUNT_OF(allowed) : 0;
}
