/*
 * num.h - numbers that money is made of: integers and exact decimals.
 *
 * A currency's digits come from here and from nowhere else (ISO 4217, with
 * one exception said aloud: IRR is kept without decimals, as it is used).
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

struct currency {
	const char *code;   /* ISO 4217 */
	int digits;         /* minor units: 10^digits to one */
	const char *symbol; /* narrow */
};

const struct currency *currency_of(struct str code); /* NULL: unknown */
const struct currency *currency_at(size_t i);        /* NULL: past the end */

/*
 * Read a decimal as an integer of minor units: "1234.5" with 2 -> 123450.
 * Digits beyond those of the currency are rounded half away from zero.
 *
 * in    s       ASCII, '.' for the point, no grouping, optional sign
 * errs  false   not a number, or more than 15 digits
 */
bool decimal_minor(struct str s, int digits, int64_t *out);
struct str minor_decimal(struct arena *mem, int64_t minor, int digits);

/* a * b / c, exact, rounded half away from zero; false on overflow or c == 0. */
bool int_scale(int64_t a, int64_t b, int64_t c, int64_t *out);

bool str_real(struct str s, double *out);
int64_t real_round(double d);
#define REAL_TEXT_MAX 40
/* The shortest that reads back: real_write() in memory of the caller's. */
const char *real_text(double d, char out[REAL_TEXT_MAX]);
struct str real_write(struct arena *mem, double d);

#endif
