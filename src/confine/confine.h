/*
 * confine.h - the door of confine/: a process that can do little harm.
 *
 * Whoever finds a hole in the server holds what the process may do.  So before
 * the first thread, and before the first byte from outside, it gives up all it
 * does not need: root, privileges of programs it might run, every system call
 * that was never seen in use, every file but its own, cores full of secrets.
 *
 *   user.c    who we are: another user, no capabilities     POSIX, Linux
 *   files.c   what we may read and write                    Landlock
 *   calls.c   what we may ask the kernel                    seccomp
 *
 * A kernel that lacks one of these is told about in the log, and the rest is
 * done: it is a second wall, the first is that there be no hole.
 *
 * Threads  before there are any: the kernel confines the thread that asks, and
 *          those that it makes.
 */
#ifndef CONFINE_CONFINE_H
#define CONFINE_CONFINE_H

#include "base/base.h"

#define CONFINE_PATHS_MAX 300

enum confine_how {
	CONFINE_ON,     /* what is not allowed fails; to run a program ends us */
	CONFINE_OFF,    /* nothing is given up but the user */
	CONFINE_STRICT, /* for tests: what is not allowed is named, and ends us */
};

struct confine {
	enum confine_how how;
	const char *reads[CONFINE_PATHS_MAX];  /* folders and files, with all below */
	const char *writes[CONFINE_PATHS_MAX]; /* read, written, made and removed */
	size_t read_count, write_count;
};

/* A path, and where it leads if it is a link; NULL and what is not there count as
 * nothing.  The text must live until confine(). */
void confine_read(struct confine *c, const char *path);
void confine_write(struct confine *c, const char *path);

/* "on", "off", "strict"; NULL: on.  False: another word. */
bool confine_how(const char *word, enum confine_how *out);

/*
 * Become this user, for ever: with their groups, and without capabilities.
 * NULL: stay who we are, and give up the capabilities unless that is root.
 *
 * errs  INPUT  fault: no such user, or we are not root
 */
MUST_USE enum err confine_user(const char *name, char fault[200]);

/*
 * Give up the rest.
 *
 * out   said   what is in force, for the log
 * errs  DOWN   strict, and something could not be given up
 */
MUST_USE enum err confine(const struct confine *c, char said[300]);

/* The calls only: for commands, which read and write where they are told. */
void confine_command(enum confine_how how);

#endif
