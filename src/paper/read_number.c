/*
 * read_number.c - numbers as the world writes them: 1,234.5 1.234,5 1 234,5
 * 1'234.5 12,34,567 (12) 12- ۱۲۳٫۴.
 */
#include "paper/inside.h"

#define EXPONENT_MAX 30

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
count_of(struct str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == c;
	return n;
}

static size_t
last_of(struct str s, char c)
{
	const char *at = s.len == 0 ? NULL : memrchr(s.at, c, s.len);

	return at == NULL ? s.len : (size_t)(at - s.at);
}

/*
 * Which of '.' and ',' is the point of this number.
 *
 * out  *sure  the number itself leaves no other reading
 */
static char
decimal_guess(struct str s, bool grouped, bool *sure)
{
	size_t dots = count_of(s, '.'), commas = count_of(s, ',');
	char only = dots > 0 ? '.' : ',', other = dots > 0 ? ',' : '.';
	size_t at, behind;

	*sure = true;
	if (dots > 0 && commas > 0)
		return last_of(s, '.') > last_of(s, ',') ? '.' : ',';
	if (dots + commas > 1)
		return other;
	*sure = false;
	if (dots + commas == 0)
		return '.';
	at = last_of(s, only);
	behind = s.len - at - 1;
	*sure = behind != 3 || at > 3 || at == 0 || s.at[0] == '0';
	if (*sure)
		return only;
	return grouped || only == ',' ? other : only;
}

/*
 * Whether what parts the digits parts thousands: three digits behind the
 * last, two or three between, one to three before.
 */
static bool
groups_fit(struct str s)
{
	size_t run = 0, groups = 0;
	char mark = 0;

	for (size_t i = s.len; i-- > 0;) {
		if (is_digit(s.at[i])) {
			run++;
			continue;
		}
		if ((mark != 0 && s.at[i] != mark) ||
		    (groups == 0 ? run != 3 : run < 2 || run > 3))
			return false;
		mark = s.at[i];
		groups++;
		run = 0;
	}
	return groups == 0 || (run >= 1 && run <= 3);
}

/* Cut "1.5e+10" at the e. */
static bool
exponent_read(struct str *s, int *exponent)
{
	struct str head, tail;
	int64_t n;

	*exponent = 0;
	if (!str_cut(*s, 'e', &head, &tail))
		return true;
	if (str_starts(tail, "+"))
		tail = (struct str){ tail.at + 1, tail.len - 1 };
	if (tail.len == 0 || tail.len > 4 || !str_int(tail, &n) || n > EXPONENT_MAX ||
	    n < -EXPONENT_MAX)
		return false;
	*s = head;
	*exponent = (int)n;
	return true;
}

static bool
digits_add(struct number *n, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.at[i]))
			continue;
		if (n->count == DIGITS_READ_MAX)
			return false;
		n->digits[n->count++] = s.at[i];
	}
	return true;
}

/* Move the point by the exponent; a negative scale becomes zeros. */
static bool
number_shift(struct number *n, int exponent)
{
	n->scale -= exponent;
	while (n->scale < 0) {
		if (n->count == DIGITS_READ_MAX)
			return false;
		n->digits[n->count++] = '0';
		n->scale++;
	}
	return n->scale <= DIGITS_READ_MAX;
}

bool
number_read(struct str s, char decimal, bool grouped, struct number *out)
{
	struct number n = { 0 };
	struct str whole, part = STR_NONE;
	int exponent;
	bool sure;
	size_t at;

	if (!exponent_read(&s, &exponent))
		return false;
	if (decimal != '.' && decimal != ',')
		decimal = decimal_guess(s, grouped, &sure);
	at = last_of(s, decimal);
	whole = (struct str){ s.at, at };
	if (at < s.len)
		part = (struct str){ s.at + at + 1, s.len - at - 1 };
	for (size_t i = 0; i < whole.len; i++)
		if (!is_digit(whole.at[i]) &&
		    (whole.at[i] == decimal || strchr(".,' _", whole.at[i]) == NULL))
			return false;
	for (size_t i = 0; i < part.len; i++)
		if (!is_digit(part.at[i]))
			return false;
	if (!groups_fit(whole) || !digits_add(&n, whole) || !digits_add(&n, part) ||
	    n.count == 0)
		return false;
	n.scale = (int)part.len;
	if (!number_shift(&n, exponent))
		return false;
	*out = n;
	return true;
}

struct str
number_write(struct arena *mem, const struct number *n)
{
	struct text t = TEXT_INIT(mem);
	int at = 0, whole = n->count - n->scale;
	bool zero = true;

	for (int i = 0; i < n->count; i++)
		zero &= n->digits[i] == '0';
	if (n->minus && !zero)
		text_char(&t, '-');
	while (at < whole - 1 && n->digits[at] == '0')
		at++;
	if (whole <= 0)
		text_char(&t, '0');
	else
		text_add(&t, n->digits + at, (size_t)(whole - at));
	if (n->scale == 0)
		return text_done(&t);
	text_char(&t, '.');
	for (int i = whole; i < 0; i++)
		text_char(&t, '0');
	at = whole < 0 ? 0 : whole;
	text_add(&t, n->digits + at, (size_t)(n->count - at));
	return text_done(&t);
}

bool
number_find(struct str s, size_t *from, size_t *to)
{
	size_t at = 0, end = s.len;

	while (at < s.len && !is_digit(s.at[at]))
		at++;
	if (at == s.len)
		return false;
	while (!is_digit(s.at[end - 1]))
		end--;
	/* ".5" and "5." */
	if (at > 0 && (s.at[at - 1] == '.' || s.at[at - 1] == ',') &&
	    (at < 2 || s.at[at - 2] == ' '))
		at--;
	*from = at;
	*to = end;
	return true;
}

/* Take sign, brackets and percent off; what is left must be the number. */
static bool
sign_read(struct str *s, bool *minus)
{
	bool brackets = s->len > 2 && s->at[0] == '(' && s->at[s->len - 1] == ')';

	if (brackets)
		*s = str_trim((struct str){ s->at + 1, s->len - 2 });
	if (s->len > 1 && s->at[s->len - 1] == '%')
		*s = str_trim((struct str){ s->at, s->len - 1 });
	*minus = brackets;
	if (s->len > 1 && (s->at[0] == '-' || s->at[0] == '+')) {
		*minus |= s->at[0] == '-';
		*s = str_trim((struct str){ s->at + 1, s->len - 1 });
	} else if (s->len > 1 && s->at[s->len - 1] == '-') {
		*minus = true;
		*s = str_trim((struct str){ s->at, s->len - 1 });
	}
	return s->len > 0;
}

bool
read_number(struct arena *mem, struct str s, char decimal, struct str *out)
{
	struct typed t;
	struct number n;
	struct str body;
	bool minus;

	if (!typed_read(s, &t))
		return false;
	body = str_trim((struct str){ t.at, t.len });
	if (!sign_read(&body, &minus) ||
	    !number_read(body, t.arabic ? '.' : decimal, false, &n))
		return false;
	n.minus = minus;
	*out = number_write(mem, &n);
	return true;
}

char
guess_decimal(const struct str *samples, size_t count)
{
	size_t dots = 0, commas = 0, from, to;

	for (size_t i = 0; i < count; i++) {
		struct typed t;
		struct number n;
		struct str body;
		bool sure;
		char guess;

		if (!typed_read(samples[i], &t) ||
		    !number_find((struct str){ t.at, t.len }, &from, &to))
			continue;
		body = (struct str){ t.at + from, to - from };
		guess = decimal_guess(body, false, &sure);
		if (!sure || !number_read(body, guess, false, &n))
			continue;
		dots += guess == '.';
		commas += guess == ',';
	}
	return dots > commas ? '.' : commas > dots ? ',' : 0;
}
