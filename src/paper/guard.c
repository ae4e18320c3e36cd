/*
 * guard.c - text that a spreadsheet would run as a formula.
 *
 * A value that begins like a formula gets an apostrophe in front, which a
 * spreadsheet takes for "this is text".  A file is not always cut where we
 * cut it: where lists are separated by ';', what stands behind a ';' or on a
 * new line inside a value becomes a cell of its own, so those places are
 * guarded too.  Reading takes away what was put there, no more.
 *
 * src  trust V19; OWASP "CSV Injection"; GLPI 2024-27756, EspoCRM 2022-38844
 */
#include "paper/inside.h"

#define SEPARATORS ",;|\t\r\n"

static bool
starts_with(struct str s, const char *what)
{
	return str_starts(s, what);
}

/* Past what a spreadsheet may drop before it looks for a formula. */
static struct str
skip_noise(struct str s)
{
	static const char *const noise[] = { " ", "\"", "'", "\xC2\xA0", "\xEF\xBB\xBF",
		"\xE2\x80\x8B", "\xE3\x80\x80" };

	for (size_t i = 0; i < COUNT_OF(noise); i++) {
		size_t len = strlen(noise[i]);

		if (!starts_with(s, noise[i]))
			continue;
		s = (struct str){ s.at + len, s.len - len };
		i = (size_t)-1;
	}
	return s;
}

/* = @ and the full-width = + - @, which Excel folds. */
static bool
begins_formula(struct str s)
{
	return starts_with(s, "=") || starts_with(s, "@") ||
	       starts_with(s, "\xEF\xBC\x9D") || starts_with(s, "\xEF\xBC\x8B") ||
	       starts_with(s, "\xEF\xBC\x8D") || starts_with(s, "\xEF\xBC\xA0");
}

/* "+84 912 345 678": digits and blanks, at which a formula has no hold. */
static bool
is_phone(struct str s)
{
	if (s.len < 2 || s.at[0] != '+')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if ((s.at[i] < '0' || s.at[i] > '9') && s.at[i] != ' ')
			return false;
	return true;
}

static bool
risky_start(struct str s)
{
	struct str bare = skip_noise(s);

	if (bare.len == 0)
		return false;
	return strchr("+-\t\r\n", bare.at[0]) != NULL ? !is_phone(s)
						      : begins_formula(bare);
}

/* Behind a separator + and - are mostly a list's: only calls are a danger. */
static bool
risky_inside(struct str s)
{
	struct str bare = skip_noise(s);

	if (bare.len == 0)
		return false;
	if (bare.at[0] != '+' && bare.at[0] != '-')
		return begins_formula(bare);
	for (size_t i = 0; i < bare.len && bare.at[i] != '\n'; i++)
		if (strchr("(|!", bare.at[i]) != NULL)
			return true;
	return false;
}

static struct str
rest(struct str s, size_t from)
{
	return (struct str){ s.at + from, s.len - from };
}

/* Where the next piece begins, behind a separator; s.len: there is none. */
static size_t
next_piece(struct str s, size_t from)
{
	while (from < s.len &&
	       memchr(SEPARATORS, s.at[from], sizeof(SEPARATORS) - 1) == NULL)
		from++;
	return from < s.len ? from + 1 : from;
}

void
guard_write(struct text *out, struct str s)
{
	size_t from = 0, to;

	if (risky_start(s))
		text_char(out, '\'');
	while (from < s.len) {
		to = next_piece(s, from);
		text_add(out, s.at + from, to - from);
		from = to;
		if (from < s.len && risky_inside(rest(s, from)))
			text_char(out, '\'');
	}
}

struct str
guard_undo(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);
	size_t from = 0, to;

	if (s.len == 0 || memchr(s.at, '\'', s.len) == NULL)
		return s;
	if (s.at[0] == '\'' && (risky_start(rest(s, 1)) || is_phone(rest(s, 1))))
		from = 1;
	while (from < s.len) {
		to = next_piece(s, from);
		text_add(&t, s.at + from, to - from);
		from = to;
		if (from < s.len && s.at[from] == '\'' && risky_inside(rest(s, from + 1)))
			from++;
	}
	return str_trim(text_done(&t));
}
