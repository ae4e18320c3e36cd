/*
 * log.c - one line a failure.
 */
#include "base/base.h"

#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

void
log_line(const char *level, const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	time_t now = time(NULL);
	struct tm tm;
	va_list args;
	size_t len;
	int more;

	gmtime_r(&now, &tm);
	len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%SZ ", &tm);
	len += (size_t)snprintf(line + len, sizeof(line) - len, "%s ", level);
	va_start(args, format);
	more = vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	va_end(args);
	for (size_t i = len; i < sizeof(line) && line[i] != '\0'; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = '?'; /* one event, one line: no forged lines */
	len +=
	    (size_t)more < sizeof(line) - len - 1 ? (size_t)more : sizeof(line) - len - 2;
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nobody listens */
}
