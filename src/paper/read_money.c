/*
 * read_money.c - an amount and the currency beside it; and yes and no.
 */
#include "paper/inside.h"

struct currency_words {
	const char *code;
	const char *words; /* as fold() leaves them, each between bars */
};

/* What stands for a currency in files of the world; codes need no words. */
static const struct currency_words currency_words[] = {
	{ "USD", "|$|us$|dollar|dollars|do la|دلار|美元|" },
	{ "VND", "|₫|d|dong|" },
	{ "IRR", "|﷼|ریال|rial|rials|" },
	{ "tmn", "|تومان|toman|tomans|irt|" },
	{ "CNY", "|¥|cn¥|元|圆|rmb|人民币|" },
	{ "EUR", "|€|euro|euros|یورو|欧元|" },
	{ "JPY", "|jp¥|円|日元|" },
	{ "AED", "|درهم|" },
	{ "AUD", "|a$|au$|" },
	{ "CAD", "|c$|ca$|" },
	{ "CHF", "|fr.|" },
	{ "GBP", "|£|" },
	{ "HKD", "|hk$|港币|港元|" },
	{ "IDR", "|rp|" },
	{ "INR", "|₹|rs|rs.|" },
	{ "KHR", "|៛|" },
	{ "KRW", "|₩|" },
	{ "LAK", "|₭|" },
	{ "MYR", "|rm|" },
	{ "PHP", "|₱|" },
	{ "RUB", "|₽|" },
	{ "SGD", "|s$|sg$|" },
	{ "THB", "|฿|" },
	{ "TRY", "|₺|tl|" },
	{ "TWD", "|nt$|" },
};

static const char *
currency_by_word(struct arena *mem, struct str folded)
{
	struct str barred = str_printf(mem, "|%.*s|", STR_ARG(folded));

	for (size_t i = 0; i < COUNT_OF(currency_words); i++)
		if (strstr(currency_words[i].words, barred.at) != NULL)
			return currency_words[i].code;
	return NULL;
}

/*
 * The currency that a text beside a number names.
 *
 * out   code  "" for an empty text; "tmn" for tomans
 * errs  false  something else stands there
 */
static bool
currency_read(struct arena *mem, struct str s, const char **code)
{
	struct str folded = str_trim(fold(mem, str_trim(s)));
	const struct currency *known;
	const char *word;
	char upper[3];

	*code = "";
	if (folded.len == 0)
		return true;
	if (memchr(folded.at, '|', folded.len) != NULL)
		return false;
	word = currency_by_word(mem, folded);
	if (word != NULL) {
		*code = word;
		return true;
	}
	if (folded.len != sizeof(upper))
		return false;
	for (size_t i = 0; i < sizeof(upper); i++)
		upper[i] = (char)(folded.at[i] - ('a' - 'A'));
	known = currency_of((struct str){ upper, sizeof(upper) });
	if (known != NULL)
		*code = known->code;
	return known != NULL;
}

/* Take one c out of s, at either end; whether there was one. */
static bool
strip(struct str *s, char c)
{
	*s = str_trim(*s);
	if (s->len > 0 && s->at[0] == c) {
		*s = str_trim((struct str){ s->at + 1, s->len - 1 });
		return true;
	}
	if (s->len > 0 && s->at[s->len - 1] == c) {
		*s = str_trim((struct str){ s->at, s->len - 1 });
		return true;
	}
	return false;
}

/* Sign and brackets may stand outside the currency or inside of it. */
static bool
minus_read(struct str *before, struct str *after)
{
	bool brackets = strip(before, '(') && strip(after, ')');
	bool minus = strip(before, '-') || strip(after, '-');

	strip(before, '+');
	return brackets || minus;
}

/* A rial is a tenth of a toman, in which people count. */
static bool
toman_to_rial(struct number *n)
{
	if (n->scale > 0) {
		n->scale--;
		return true;
	}
	if (n->count == DIGITS_READ_MAX)
		return false;
	n->digits[n->count++] = '0';
	return true;
}

bool
read_money(struct arena *mem, struct str s, char decimal, struct money *out)
{
	const char *first, *second, *code;
	struct str before, after;
	struct typed t;
	struct number n;
	size_t from, to;
	bool minus;

	if (!typed_read(s, &t) || !number_find((struct str){ t.at, t.len }, &from, &to))
		return false;
	before = (struct str){ t.at, from };
	after = (struct str){ t.at + to, t.len - to };
	if (after.len > 0 && (after.at[0] == '.' || after.at[0] == ','))
		after = (struct str){ after.at + 1, after.len - 1 }; /* "12." "12.-" */
	minus = minus_read(&before, &after);
	if (!currency_read(mem, before, &first) || !currency_read(mem, after, &second))
		return false;
	/* "$12 CAD": the code says it better than the sign */
	code = *second != '\0' ? second : first;
	if (!number_read((struct str){ t.at + from, to - from }, t.arabic ? '.' : decimal,
		true, &n))
		return false;
	if (strcmp(code, "tmn") == 0) {
		if (!toman_to_rial(&n))
			return false;
		code = "IRR";
	}
	n.minus = minus;
	*out = (struct money){ .amount = number_write(mem, &n) };
	memcpy(out->currency, code, strlen(code));
	return true;
}

bool
read_bool(struct str s, bool *out)
{
	static const char *const yes[] = { "yes", "y", "true", "t", "1", "x", "on", "co",
		"dung", "بله", "بلی", "آری", "اری", "اره", "درست", "是", "对", "真", "有",
		"✓", "✔", "☑" };
	static const char *const no[] = { "no", "n", "false", "f", "0", "off", "khong",
		"sai", "خیر", "نه", "نادرست", "否", "不", "不是", "假", "无", "✗", "✘",
		"☐", "-" };
	struct arena *mem;
	struct str folded;
	int answer = -1;

	if (s.len > TYPED_MAX || !utf8_valid(s))
		return false;
	mem = arena_new();
	folded = str_trim(fold(mem, str_trim(s)));
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		answer = str_is(folded, yes[i]) ? 1 : answer;
	for (size_t i = 0; i < COUNT_OF(no); i++)
		answer = str_is(folded, no[i]) ? 0 : answer;
	arena_free(mem);
	if (answer >= 0)
		*out = answer;
	return answer >= 0;
}
