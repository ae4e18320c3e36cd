/*
 * strength.c - is a new password one that others would guess?
 *
 * Three questions: is it long enough; does an attacker's list of words, names, dates
 * and keyboards come to it soon (zxcvbn, with who they are and where they work as
 * words of its own); was it in a breach, by a file of hashes that the company keeps.
 * Nobody is asked for capitals or signs, and nothing leaves the house.
 *
 * The file is as Have I Been Pwned publishes it: lines of a SHA-1 in hex, a colon and
 * a number, sorted.  It has a thousand million of them and is searched where it lies.
 */
#include "auth/room.h"

#include <fcntl.h>
#include <gnutls/crypto.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zxcvbn.h>

#define BITS_MIN 30.0   /* a thousand million guesses */
#define LOOKED_AT 100   /* bytes: what follows makes it no worse */
#define WORD_MIN 3      /* of a name: shorter ones are in every sentence */
#define HASH_LETTERS 40 /* SHA-1 in hex */
#define LINE_MAX_SIZE 128

static const char *breached; /* the file; NULL: none.  Set once, before threads */

/* ---- the file of breaches ---- */

/* Where the line begins that holds `at` or, if it begins before it, the next one. */
static bool
line_from(int fd, int64_t at, int64_t *start, char line[LINE_MAX_SIZE + 1])
{
	int64_t from = at > 0 ? at - 1 : 0;
	ssize_t n = pread(fd, line, LINE_MAX_SIZE, from);
	char *end;

	if (n <= 0)
		return false;
	line[n] = '\0';
	end = at > 0 ? memchr(line, '\n', (size_t)n) : line - 1;
	if (end == NULL)
		return false;
	*start = from + (end + 1 - line);
	n = pread(fd, line, LINE_MAX_SIZE, *start);
	line[n < 0 ? 0 : n] = '\0';
	return n > HASH_LETTERS;
}

static bool
is_in(int fd, int64_t size, const char *hash)
{
	int64_t low = 0, high = size; /* low: a line begins there */
	char line[LINE_MAX_SIZE + 1];

	while (low < high) {
		int64_t middle = low + (high - low) / 2, start;
		int order;

		if (!line_from(fd, middle, &start, line) || start >= high) {
			high = middle;
			continue;
		}
		order = strncasecmp(hash, line, HASH_LETTERS);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = start + (int64_t)strcspn(line, "\n") + 1;
	}
	return false;
}

/* A file of hashes begins with one. */
static bool
looks_right(int fd)
{
	char line[LINE_MAX_SIZE + 1];
	int64_t start;

	return line_from(fd, 0, &start, line) &&
	       strspn(line, "0123456789abcdefABCDEF") == HASH_LETTERS &&
	       line[HASH_LETTERS] == ':';
}

bool
auth_breached_use(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && looks_right(fd);

	if (fd >= 0)
		close(fd);
	if (good)
		breached = path;
	return good;
}

enum err
strength_breached(struct str password, bool *found)
{
	unsigned char sum[20];
	char hash[HASH_LETTERS + 1];
	struct stat file;
	int fd;

	*found = false;
	if (breached == NULL)
		return OK;
	fd = open(breached, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &file) != 0) {
		if (fd >= 0)
			close(fd);
		return ERR_DOWN;
	}
	gnutls_hash_fast(GNUTLS_DIG_SHA1, password.at, password.len, sum);
	sodium_bin2hex(hash, sizeof(hash), sum, sizeof(sum));
	*found = is_in(fd, file.st_size, hash);
	close(fd);
	return OK;
}

/* ---- guesses ---- */

/* Who they are, for an attacker who knows them: each word by itself. */
static enum err
words_of(struct ctx *c, int64_t user, const char **words, size_t max)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct text all = TEXT_INIT(c->mem);
	struct str rest, word;
	size_t count = 0;

	sql_text(&q, "select login, name, email from \"user\" where id = ");
	sql_int(&q, user);
	TRY(rows_begin(c->db, &q, &r));
	text_str(&all, c->meta->facts.name);
	if (rows_next(&r))
		for (int i = 0; i < 3; i++) {
			text_char(&all, ' ');
			text_str(&all, row_str(&r, i));
		}
	rest = fold_words(c->mem, text_done(&all), max);
	while (count < max && str_next(&rest, ' ', &word)) {
		if (word.len >= WORD_MIN)
			words[count++] = str_c(c->mem, word);
	}
	return rows_err(&r);
}

static enum err
is_guessed(struct ctx *c, int64_t user, struct str password, bool *guessed)
{
	/* what people here choose, and the library's lists do not know */
	static const char *const ours[] = { "kith", "matkhau", "anhyeuem", "emyeuanh",
		"vietnam", "hanoi", "saigon", "mima", "woaini", "zhongguo", "ramz",
		"iran", "tehran", "salam" };
	const char *words[COUNT_OF(ours) + 20 + 1] = { NULL };
	char text[LOOKED_AT + 1];

	memcpy(words, ours, sizeof(ours));
	TRY(words_of(c, user, words + COUNT_OF(ours), 20));
	snprintf(text, sizeof(text), "%.*s", STR_ARG(password));
	*guessed = ZxcvbnMatch(text, words, NULL) < BITS_MIN;
	sodium_memzero(text, sizeof(text));
	return OK;
}

enum err
strength_check(struct ctx *c, int64_t user, struct str password)
{
	int64_t least = auth_number(c, "password_min");
	bool bad;

	if (password.len > AUTH_PASSWORD_MAX || !utf8_valid(password)) {
		fault_over(c, STR("password"), "too_long", AUTH_PASSWORD_MAX);
	} else if ((int64_t)utf8_count(password) < least) {
		fault(c, STR("password"), "password_short", "min",
		    number_text(c->mem, least), NULL);
	} else {
		TRY(is_guessed(c, user, password, &bad));
		if (bad)
			fault(c, STR("password"), "password_common", NULL);
		TRY(strength_breached(password, &bad));
		if (bad)
			fault(c, STR("password"), "password_breached", NULL);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
