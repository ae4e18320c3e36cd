/*
 * letter.c - one message of plain text: composed, and put into the outbox.
 *
 * src   RFC 5322, RFC 2047 §2 (a word of 75 characters), RFC 2045 §6.8
 */
#include "mail/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WORD_BYTES 42 /* 56 letters of base64, within a word of 75 */
#define LINE_BYTES 57 /* 76 letters of base64 */
#define PATH_SIZE 4096

static void
add_base64(struct text *t, struct str s)
{
	char out[LINE_BYTES * 2];

	sodium_bin2base64(out, sizeof(out), (const unsigned char *)s.at, s.len,
	    sodium_base64_VARIANT_ORIGINAL);
	text_c(t, out);
}

/* As many whole characters as fit. */
static struct str
cut_word(struct str s)
{
	size_t at = 0, next = 0;

	while (next < s.len) {
		(void)utf8_next(s, &next);
		if (next > WORD_BYTES)
			break;
		at = next;
	}
	return (struct str){ s.at, at };
}

static void
add_words(struct text *t, struct str s)
{
	for (bool first = true; s.len > 0; first = false) {
		struct str word = cut_word(s);

		text_c(t, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		add_base64(t, word);
		text_c(t, "?=");
		s = (struct str){ s.at + word.len, s.len - word.len };
	}
}

/* Enough for a header: nothing that ends a line, a list or an address. */
static bool
is_address(struct str s)
{
	struct str name, host;

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] == 0x7f ||
		    strchr("<>(),;:\\\"[]", s.at[i]) != NULL)
			return false;
	return s.len <= 254 && str_cut(s, '@', &name, &host) && name.len > 0 &&
	       host.len > 0;
}

static void
add_mailbox(struct text *t, const char *header, struct str name, struct str address)
{
	text_printf(t, "%s: ", header);
	if (name.len > 0) {
		add_words(t, name);
		text_c(t, "\r\n ");
	}
	text_printf(t, "<%.*s>\r\n", STR_ARG(address));
}

static void
add_date(struct text *t, int64_t at_ms)
{
	time_t seconds = (time_t)(at_ms / 1000);
	char date[64];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	text_printf(t, "Date: %s\r\n", date);
}

/* Lines end with CRLF before they are encoded (RFC 2045 §6.8). */
static struct str
wire_lines(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\n')
			text_char(&t, '\r');
		text_char(&t, s.at[i]);
	}
	return text_done(&t);
}

enum err
letter_compose(struct arena *mem, const struct letter *letter, struct str *out)
{
	struct text t = TEXT_INIT(mem);
	struct str rest, name, host;

	if (!is_address(letter->from) || !is_address(letter->to))
		return ERR_INPUT;
	if (letter->text.len > LETTER_MAX)
		return ERR_LARGE;
	(void)str_cut(letter->from, '@', &name, &host);
	add_mailbox(&t, "From", utf8_head(letter->from_name, 80), letter->from);
	add_mailbox(&t, "To", utf8_head(letter->to_name, 80), letter->to);
	text_c(&t, "Subject: ");
	add_words(&t, utf8_head(letter->subject, 200));
	text_c(&t, "\r\n");
	add_date(&t, letter->at_ms);
	text_printf(&t, "Message-ID: <%" PRId64 "@%.*s>\r\n", letter->id, STR_ARG(host));
	text_c(&t, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		   "Content-Type: text/plain; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: base64\r\n\r\n");
	for (rest = wire_lines(mem, letter->text); rest.len > 0;) {
		size_t n = rest.len < LINE_BYTES ? rest.len : LINE_BYTES;

		add_base64(&t, (struct str){ rest.at, n });
		text_c(&t, "\r\n");
		rest = (struct str){ rest.at + n, rest.len - n };
	}
	*out = text_done(&t);
	return OK;
}

/* ---- the outbox ---- */

static enum err
say(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_DOWN;
}

static enum err
write_whole(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	size_t done = 0;
	enum err e = fd < 0 ? say() : OK;

	while (e == OK && done < bytes.len) {
		ssize_t n = write(fd, bytes.at + done, bytes.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			e = say();
	}
	if (e == OK && fsync(fd) != 0)
		e = say();
	if (fd >= 0)
		close(fd);
	return e;
}

static enum err
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = fd >= 0 && fsync(fd) == 0 ? OK : say();

	if (fd >= 0)
		close(fd);
	return e;
}

enum err
letter_put(struct arena *mem, const char *outbox, const struct letter *letter)
{
	char path[PATH_SIZE], making[PATH_SIZE];
	struct str bytes;
	enum err e;

	TRY(letter_compose(mem, letter, &bytes));
	if (snprintf(path, sizeof(path), "%s/%" PRId64 ".eml", outbox, letter->id) >=
		(int)sizeof(path) ||
	    snprintf(making, sizeof(making), "%s/.%" PRId64, outbox, letter->id) >=
		(int)sizeof(making))
		return ERR_DOWN;
	if (mkdir(outbox, 0700) != 0 && errno != EEXIST)
		return say();
	e = write_whole(making, bytes);
	if (e == OK && rename(making, path) != 0)
		e = say();
	if (e != OK) {
		unlink(making);
		return e;
	}
	return sync_folder(outbox);
}
