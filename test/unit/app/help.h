/*
 * help.h - the program as somebody at a terminal has it: a folder, lines of
 * shell, and what they said.
 */
#ifndef TEST_APP_HELP_H
#define TEST_APP_HELP_H

#include <assert.h>
#include <libgen.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], kith[400], said[1 << 16];

/* From the path of a unit, build/test/unit/app/NAME: build/kith. */
static inline void
find_kith(const char *unit)
{
	char *self = realpath(unit, NULL);

	assert(self != NULL);
	for (int up = 0; up < 4; up++)
		dirname(self);
	snprintf(kith, sizeof(kith), "%s/kith", self);
	free(self);
}

/* Run a line of shell; its output is in said.  Answers the exit code. */
__attribute__((format(printf, 1, 2))) static inline int
shell(const char *format, ...)
{
	char line[2048];
	va_list args;
	size_t n;
	FILE *out;
	int code;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	out = popen(line, "r");
	assert_non_null(out);
	n = fread(said, 1, sizeof(said) - 1, out);
	said[n] = '\0';
	code = pclose(out);
	assert_true(WIFEXITED(code));
	return WEXITSTATUS(code);
}

static inline void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/tmp/kith-app-XXXXXX");
	assert_non_null(mkdtemp(dir));
}

static inline int
teardown(void **state)
{
	(void)state;
	return shell("rm -rf %s", dir);
}

#endif
