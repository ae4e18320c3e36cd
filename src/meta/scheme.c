/*
 * scheme.c - check digits of tax codes and bank accounts.
 */
#include "meta/scheme.h"

#include "base/fold.h"
#include "base/text.h"

#define SHORTEST 4
#define LONGEST 34    /* of an IBAN; no tax code is longer */
#define MST 10        /* Vietnam: mã số thuế */
#define MST_BRANCH 13 /* with the number of a branch */
#define VN_PERSON 12  /* căn cước công dân */
#define IR_PERSON 10  /* Iran: kod-e melli */
#define IR_COMPANY 11 /* shenase-ye melli */
#define USCC 18       /* China: unified social credit code */

const char *const scheme_names[SCHEME_COUNT] = { "", "tax_code", "iban" };

/* ---- the form ---- */

static bool
between(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/';
}

/* Letters and digits; else what it is stays in, and no scheme has it. */
static struct str
compact(struct arena *mem, struct str typed)
{
	struct str s = fold_digits(mem, typed);
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= 'a' && s.at[i] <= 'z')
			text_char(&t, (char)(s.at[i] - 'a' + 'A'));
		else if (!between(s.at[i]))
			text_char(&t, s.at[i]);
	return text_done(&t);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static size_t
count_digits(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += is_digit(s.at[i]);
	return n;
}

static bool
all_digits(struct str s)
{
	return count_digits(s) == s.len;
}

static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.at[i]) && !is_letter(s.at[i]))
			return false;
	return s.len >= SHORTEST && s.len <= LONGEST;
}

static int
digit(struct str s, size_t i)
{
	return s.at[i] - '0';
}

static int
weighted(struct str s, const int *weights, size_t count, int more)
{
	int sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (digit(s, i) + more) * weights[i];
	return sum;
}

/* ---- each country's own: the text has the length and the signs already ---- */

/* 9 digits, their check digit, and of a branch three more, from 001. */
static bool
mst_proves(struct str s)
{
	static const int weights[] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };

	if (s.len == MST_BRANCH && memcmp(s.at + MST, "000", 3) == 0)
		return false;
	return 10 - weighted(s, weights, COUNT_OF(weights), 0) % 11 == digit(s, 9);
}

static bool
is_one_digit(struct str s)
{
	for (size_t i = 1; i < s.len; i++)
		if (s.at[i] != s.at[0])
			return false;
	return true;
}

static bool
ir_person_proves(struct str s)
{
	static const int weights[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 };
	int rest = weighted(s, weights, COUNT_OF(weights), 0) % 11;

	return !is_one_digit(s) && digit(s, 9) == (rest < 2 ? rest : 11 - rest);
}

/* The tenth digit, and 2, are added to each. */
static bool
ir_company_proves(struct str s)
{
	static const int weights[] = { 29, 27, 23, 19, 17, 29, 27, 23, 19, 17 };
	int rest = weighted(s, weights, COUNT_OF(weights), digit(s, 9) + 2) % 11;

	return !is_one_digit(s) && digit(s, 10) == rest % 10;
}

/* 31 signs: no I, O, S, V, Z. */
static bool
uscc_proves(struct str s)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	int sum = 0, weight = 1;

	for (size_t i = 0; i < USCC; i++) {
		const char *at = memchr(signs, s.at[i], sizeof(signs) - 1);

		if (at == NULL)
			return false;
		if (i == USCC - 1)
			return (sum + (int)(at - signs)) % 31 == 0;
		sum += (int)(at - signs) * weight;
		weight = weight * 3 % 31;
	}
	return false;
}

/* A citizen's number, which is a tax code too: it has no check digit. */
static bool
vn_person_proves(struct str s)
{
	return s.len > 0;
}

/* ---- tax codes ---- */

struct shape {
	const char country[3];
	size_t len;
	bool digits; /* nothing else */
	bool (*proves)(struct str s);
};

static const struct shape shapes[] = {
	{ "VN", MST, true, mst_proves },
	{ "VN", MST_BRANCH, true, mst_proves },
	{ "VN", VN_PERSON, true, vn_person_proves },
	{ "IR", IR_PERSON, true, ir_person_proves },
	{ "IR", IR_COMPANY, true, ir_company_proves },
	{ "CN", USCC, false, uscc_proves },
};

/* A length that the country has no scheme for, as an old code, is taken as it is. */
static bool
country_proves(struct str country, struct str s)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		if (str_is(country, shapes[i].country) && s.len == shapes[i].len &&
		    (!shapes[i].digits || all_digits(s)))
			return shapes[i].proves(s);
	return true;
}

/* China's say by their length whose they are. */
static struct str
without_china(struct str s)
{
	return s.len == USCC + 2 && str_starts(s, "CN") ? (struct str){ s.at + 2, USCC }
							: s;
}

/* What a spreadsheet took for a number has lost the zero it began with. */
static struct str
with_zero(struct arena *mem, struct str typed, struct str s, struct str country)
{
	struct str whole;

	if (!str_is(country, "VN") || typed.len != MST - 1 || !all_digits(s) ||
	    s.len != MST - 1)
		return s;
	whole = str_printf(mem, "0%.*s", STR_ARG(s));
	return mst_proves(whole) ? whole : s;
}

static struct str
with_dash(struct arena *mem, struct str s)
{
	if (s.len != MST_BRANCH || !all_digits(s) || !mst_proves(s))
		return s;
	return str_printf(mem, "%.*s-%.*s", MST, s.at, MST_BRANCH - MST, s.at + MST);
}

static bool
has_country(struct str s)
{
	return s.len > 2 && is_letter(s.at[0]) && is_letter(s.at[1]) && is_digit(s.at[2]);
}

static const char *
tax_read(struct arena *mem, struct str typed, struct str country, struct str *out)
{
	struct str s = without_china(compact(mem, typed)), of = country;
	bool abroad;

	if (!is_plain(s) || count_digits(s) < SHORTEST)
		return "not_tax_code";
	if (has_country(s) && s.len != USCC) {
		of = (struct str){ s.at, 2 };
		s = (struct str){ s.at + 2, s.len - 2 };
	}
	abroad = !str_same(of, country);
	if (!country_proves(s.len == USCC ? STR("CN") : of, s))
		return "tax_code_digit";
	s = with_dash(mem, with_zero(mem, typed, s, of));
	*out = abroad ? str_printf(mem, "%.*s%.*s", STR_ARG(of), STR_ARG(s)) : s;
	return NULL;
}

/* ---- bank accounts ---- */

/* Lengths as the registry has them; another country's is taken at any length. */
static bool
iban_is_long_enough(struct str s)
{
	static const char lengths[] =
	    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DJ27DK18"
	    "DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23"
	    "IR26IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20"
	    "MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18"
	    "SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

	for (const char *at = lengths; *at != '\0'; at += 4)
		if (memcmp(at, s.at, 2) == 0)
			return s.len == (size_t)((at[2] - '0') * 10 + at[3] - '0');
	return s.len >= 15;
}

/* Four signs from the front to the end, letters as 10 to 35: 1 mod 97. */
static bool
iban_proves(struct str s)
{
	int rest = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[(i + 4) % s.len];

		rest = is_digit(c) ? (rest * 10 + c - '0') % 97
				   : (rest * 100 + c - 'A' + 10) % 97;
	}
	return rest == 1;
}

static const char *
iban_read(struct arena *mem, struct str typed, struct str *out)
{
	struct str s = compact(mem, typed);

	if (!is_plain(s) || !has_country(s) || !is_digit(s.at[3]) ||
	    !iban_is_long_enough(s))
		return "not_iban";
	*out = s;
	return iban_proves(s) ? NULL : "iban_digit";
}

/* ---- */

const char *
scheme_read(struct arena *mem, enum scheme scheme, struct str typed, struct str country,
    struct str *out)
{
	switch (scheme) {
	case SCHEME_TAX: return tax_read(mem, typed, country, out);
	case SCHEME_IBAN: return iban_read(mem, typed, out);
	case SCHEME_NONE:
	case SCHEME_COUNT: break;
	}
	*out = typed;
	return NULL;
}

bool
scheme_is_known(struct str kept, struct str country)
{
	size_t dash = memchr(kept.at, '-', kept.len) == NULL ? 0 : 1;
	struct str of = country;

	if (has_country(kept) && kept.len != USCC) {
		of = (struct str){ kept.at, 2 };
		kept = (struct str){ kept.at + 2, kept.len - 2 };
	}
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		if (shapes[i].len + dash == kept.len &&
		    str_is(kept.len == USCC ? STR("CN") : of, shapes[i].country))
			return true;
	return false;
}

struct str
scheme_form(struct arena *mem, enum scheme scheme, struct str typed)
{
	struct str s = compact(mem, typed);

	return scheme == SCHEME_TAX ? with_dash(mem, without_china(s)) : s;
}
