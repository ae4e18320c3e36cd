/*
 * files.c - what we may read and write, by Landlock.
 *
 * The kernel tells which version it has; what a newer one could forbid and an
 * older one does not know is left out.  Version 1 (Linux 5.13) cannot move a
 * file from one folder to another, which uploads do: it counts as none.
 *
 * src   Documentation/userspace-api/landlock.rst; the words that Debian 12's
 *       header lacks are copied from there
 */
#include "confine/room.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <sys/stat.h>

#define VERSION_LEAST 2
#define FS_TRUNCATE (1ULL << 14)        /* version 3 */
#define FS_IOCTL_DEV (1ULL << 15)       /* version 5 */
#define NET_BIND_TCP (1ULL << 0)        /* version 4 */
#define SCOPE_ABSTRACT_UNIX (1ULL << 0) /* version 6 */
#define SCOPE_SIGNAL (1ULL << 1)        /* version 6 */

struct ruleset { /* struct landlock_ruleset_attr of version 6 */
	uint64_t fs, net, scoped;
};

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE                                                                 \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |    \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER)
#define OF_FILES \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
/* All that versions 1 and 2 know: what is named is forbidden unless allowed. */
#define ALL ((1ULL << 14) - 1)

/* What libraries read: themselves, names and addresses, zones, certificates. */
static const char *const of_the_system[] = { "/usr", "/lib", "/lib64", "/etc", "/proc",
	"/sys/devices/system/cpu", "/dev/random", "/dev/urandom", "/dev/zero",
	"/run/systemd/resolve", "/run/resolvconf", "/run/nscd" };
/* Sorted rows and workbooks that do not fit in memory. */
static const char *const of_all[] = { "/tmp", "/var/tmp", "/dev/null" };

static void
allow_one(int rules, const char *path, uint64_t what)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = what };
	struct stat about;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return; /* what is not there cannot be read either */
	if (fstat(rule.parent_fd, &about) == 0 && !S_ISDIR(about.st_mode))
		rule.allowed_access &= OF_FILES;
	syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
}

/* A link's own folder is another than that of what it leads to. */
static void
allow(int rules, const char *const *paths, size_t count, uint64_t what)
{
	char end[PATH_MAX];

	for (size_t i = 0; i < count; i++) {
		allow_one(rules, paths[i], what);
		if (realpath(paths[i], end) != NULL && strcmp(end, paths[i]) != 0)
			allow_one(rules, end, what);
	}
}

int
confine_files(const struct confine *c)
{
	struct ruleset set = { .fs = ALL };
	long version = syscall(
	    SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
	uint64_t write = WRITE;
	bool done;
	int rules;

	if (version < VERSION_LEAST)
		return 0;
	if (version >= 3) {
		set.fs |= FS_TRUNCATE;
		write |= FS_TRUNCATE;
	}
	if (version >= 4)
		set.net = NET_BIND_TCP; /* we listen already, and nowhere else */
	if (version >= 5)
		set.fs |= FS_IOCTL_DEV;
	if (version >= 6)
		set.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (rules < 0)
		return 0;
	allow(rules, of_the_system, COUNT_OF(of_the_system), READ);
	allow(rules, of_all, COUNT_OF(of_all), write);
	allow(rules, c->reads, c->read_count, READ);
	allow(rules, c->writes, c->write_count, write);
	done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return done ? (int)version : 0;
}
