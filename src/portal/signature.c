/*
 * signature.c - strokes of a pen, as a page draws them.
 *
 * It is put into a picture as it is: so it is these letters, and no others.
 */
#include "portal/portal.h"

#define SIGNATURE_DIGITS 3

/* So many digits, and what is behind them. */
static bool
take_number(struct str *s)
{
	size_t n = 0;

	while (n < s->len && s->at[n] >= '0' && s->at[n] <= '9')
		n++;
	*s = (struct str){ s->at + n, s->len - n };
	return n > 0 && n <= SIGNATURE_DIGITS;
}

static bool
take_letter(struct str *s, const char *letters)
{
	if (s->len == 0 || strchr(letters, s->at[0]) == NULL || s->at[0] == '\0')
		return false;
	*s = (struct str){ s->at + 1, s->len - 1 };
	return true;
}

bool
signature_ok(struct str strokes)
{
	struct str rest = strokes;

	if (strokes.len == 0 || strokes.len > PORTAL_SIGNATURE_MAX || rest.at[0] != 'M')
		return false;
	while (rest.len > 0)
		if (!take_letter(&rest, "ML") || !take_number(&rest) ||
		    !take_letter(&rest, " ") || !take_number(&rest))
			return false;
	return true;
}
