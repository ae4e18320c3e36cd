/*
 * user.c - who we are, and what is given up for ever.
 */
#include "confine/room.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static enum err
refuse(char fault[200], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault, 200, format, args);
	va_end(args);
	return ERR_INPUT;
}

/* There is no door in the C library, and one call needs no library. */
static bool
capabilities_drop(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct has[2] = { 0 }, none[2] = { 0 };

	if (syscall(SYS_capget, &head, has) == 0 && memcmp(has, none, sizeof(has)) == 0)
		return true; /* and what is around us may forbid to ask for less */
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return syscall(SYS_capset, &head, none) == 0;
}

static enum err
become(const struct passwd *who, char fault[200])
{
	if (initgroups(who->pw_name, who->pw_gid) != 0 ||
	    setresgid(who->pw_gid, who->pw_gid, who->pw_gid) != 0 ||
	    setresuid(who->pw_uid, who->pw_uid, who->pw_uid) != 0)
		return refuse(
		    fault, "cannot become %s: %s", who->pw_name, strerror(errno));
	if (who->pw_uid != 0 && setuid(0) == 0)
		return refuse(fault, "%s can become root again", who->pw_name);
	setenv("HOME", who->pw_dir, 1);
	return OK;
}

enum err
confine_user(const char *name, char fault[200])
{
	const struct passwd *who;

	if (name != NULL) {
		who = getpwnam(name);
		if (who == NULL)
			return refuse(fault, "there is no user %s on this machine", name);
		if (geteuid() != 0 && geteuid() != who->pw_uid)
			return refuse(fault, "only root can become %s", name);
		if (geteuid() != who->pw_uid)
			TRY(become(who, fault));
	}
	if (geteuid() != 0 && !capabilities_drop())
		return refuse(fault, "cannot give up capabilities: %s", strerror(errno));
	return OK;
}

/* A core would hold passwords and keys, and whoever is the same user could read
 * our memory while we run. */
static bool
memory_close(void)
{
	struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &none) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

void
confine_read(struct confine *c, const char *path)
{
	if (path != NULL && path[0] != '\0' && c->read_count < CONFINE_PATHS_MAX)
		c->reads[c->read_count++] = path;
}

void
confine_write(struct confine *c, const char *path)
{
	if (path != NULL && path[0] != '\0' && c->write_count < CONFINE_PATHS_MAX)
		c->writes[c->write_count++] = path;
}

bool
confine_how(const char *word, enum confine_how *out)
{
	static const char *const words[] = {
		[CONFINE_ON] = "on", [CONFINE_OFF] = "off", [CONFINE_STRICT] = "strict"
	};

	*out = CONFINE_ON;
	for (size_t i = 0; word != NULL && i < COUNT_OF(words); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum confine_how)i;
			return true;
		}
	return word == NULL;
}

enum err
confine(const struct confine *c, char said[300])
{
	bool quiet, alone, root = geteuid() == 0;
	char files[60] = "every file (no Landlock here)", calls[60] = "every system call";
	int version, count;

	snprintf(said, 300, "not confined%s",
	    SANITIZED ? ": built for a sanitizer" : ", as asked");
	if (c->how == CONFINE_OFF || SANITIZED)
		return OK;
	quiet = memory_close();
	alone = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	version = alone ? confine_files(c) : 0;
	count = alone ? confine_calls(c->how) : 0;
	if (version > 0)
		snprintf(
		    files, sizeof(files), "only its own files (Landlock %d)", version);
	if (count > 0)
		snprintf(calls, sizeof(calls), "%d system calls", count);
	snprintf(said, 300, "%s, %s, %s, %s, %s",
	    root ? "as root (--user NAME gives that up)" : "an ordinary user",
	    alone ? "no new privileges" : "new privileges possible", files, calls,
	    quiet ? "no core dumps" : "core dumps");
	return c->how == CONFINE_STRICT && (!quiet || !alone || count == 0) ? ERR_DOWN
									    : OK;
}

void
confine_command(enum confine_how how)
{
	if (how != CONFINE_OFF && !SANITIZED &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)confine_calls(how);
}
