/*
 * exact.c - decimals to fractions, and fractions to whole numbers.
 */
#include "base/exact.h"

#include <math.h>

void
exact_end(mpq_t *q)
{
	mpq_clear(*q);
}

/* "12.5" is 125 and -1; false: not a number, or too long. */
static bool
read_digits(struct str s, char digits[EXACT_DIGITS_MAX + 2], long *power)
{
	bool point = false, any = false;
	size_t n = 0, i = 0;

	if (s.len > 0 && (s.at[0] == '-' || s.at[0] == '+'))
		i++;
	if (i == 1 && s.at[0] == '-')
		digits[n++] = '-';
	for (; i < s.len && n <= EXACT_DIGITS_MAX; i++) {
		if (s.at[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		any = true;
		digits[n++] = s.at[i];
		*power -= point;
	}
	digits[n] = '\0';
	return any && i == s.len;
}

/* What stands behind the e. */
static bool
read_power(struct str s, long *power)
{
	bool minus = s.len > 0 && s.at[0] == '-';
	size_t i = s.len > 0 && (minus || s.at[0] == '+');
	long n = 0;

	if (i == s.len)
		return false;
	for (; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9' || n > EXACT_POWER_MAX)
			return false;
		n = n * 10 + s.at[i] - '0';
	}
	*power += minus ? -n : n;
	return true;
}

bool
exact_read(mpq_t q, struct str s)
{
	char digits[EXACT_DIGITS_MAX + 2];
	struct str head, tail;
	long power = 0;
	mpz_t ten;

	if (!str_cut(s, 'e', &head, &tail) && !str_cut(s, 'E', &head, &tail))
		head = s;
	else if (!read_power(tail, &power))
		return false;
	if (!read_digits(head, digits, &power) || labs(power) > EXACT_POWER_MAX)
		return false;
	mpq_set_ui(q, 0, 1);
	mpz_set_str(mpq_numref(q), digits, 10);
	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, (unsigned long)labs(power));
	if (power < 0)
		mpz_set(mpq_denref(q), ten);
	else
		mpz_mul(mpq_numref(q), mpq_numref(q), ten);
	mpz_clear(ten);
	mpq_canonicalize(q);
	return true;
}

bool
exact_of_real(mpq_t q, double d)
{
	char text[REAL_TEXT_MAX];

	return isfinite(d) && exact_read(q, str_of(real_text(d, text)));
}

bool
exact_whole(const mpq_t q, int64_t *out)
{
	mpz_t n, d;
	bool fits;

	mpz_init(n);
	mpz_init(d);
	mpz_mul_2exp(d, mpq_denref(q), 1); /* floor((2 |n| + d) / 2 d) */
	mpz_abs(n, mpq_numref(q));
	mpz_mul_2exp(n, n, 1);
	mpz_add(n, n, mpq_denref(q));
	mpz_fdiv_q(n, n, d);
	if (mpq_sgn(q) < 0)
		mpz_neg(n, n);
	fits = mpz_fits_slong_p(n) != 0;
	*out = fits ? mpz_get_si(n) : 0;
	mpz_clear(n);
	mpz_clear(d);
	return fits;
}

double
exact_real(const mpq_t q)
{
	double near = mpq_get_d(q), far; /* GMP cuts off towards zero */
	mpq_t a, b;

	if (!isfinite(near))
		return near;
	far = nextafter(near, mpq_sgn(q) < 0 ? -INFINITY : INFINITY);
	if (!isfinite(far))
		return near;
	mpq_init(a);
	mpq_init(b);
	mpq_set_d(a, near);
	mpq_set_d(b, far);
	mpq_sub(a, q, a);
	mpq_sub(b, b, q);
	mpq_abs(a, a);
	mpq_abs(b, b);
	if (mpq_cmp(b, a) < 0)
		near = far;
	mpq_clear(a);
	mpq_clear(b);
	return near;
}
