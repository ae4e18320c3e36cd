/*
 * log.h - one line a failure, on standard error.
 *
 * Libraries (base … record) never log; api, job and app log once per failure,
 * with the work's id.  A line never breaks: control characters are shown.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

void log_line(const char *level, const char *format, ...) PRINTF(2, 3);

#define log_info(...) log_line("info", __VA_ARGS__)
#define log_warn(...) log_line("warn", __VA_ARGS__)
#define log_error(...) log_line("error", __VA_ARGS__)

#endif
