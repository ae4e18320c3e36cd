/*
 * read_money.c - an amount and the currency beside it; and yes and no.
 */
#include "paper/inside.h"

struct token {
	const char *folded; /* as fold() leaves it */
	const char *code;
};

/* What stands for a currency in files of the world; codes are not listed. */
static const struct token tokens[] = {
	{ "$", "USD" }, { "us$", "USD" }, { "dollar", "USD" }, { "dollars", "USD" },
	{ "美元", "USD" }, { "دلار", "USD" }, { "do la", "USD" }, { "a$", "AUD" },
	{ "au$", "AUD" }, { "c$", "CAD" }, { "ca$", "CAD" }, { "hk$", "HKD" }, { "港币", "HKD" },
	{ "港元", "HKD" }, { "nt$", "TWD" }, { "s$", "SGD" }, { "sg$", "SGD" }, { "€", "EUR" },
	{ "euro", "EUR" }, { "euros", "EUR" }, { "欧元", "EUR" }, { "یورو", "EUR" },
	{ "£", "GBP" }, { "¥", "CNY" }, { "cn¥", "CNY" }, { "元", "CNY" }, { "圆", "CNY" },
	{ "rmb", "CNY" }, { "人民币", "CNY" }, { "jp¥", "JPY" }, { "円", "JPY" }, { "日元", "JPY" },
	{ "₫", "VND" }, { "d", "VND" }, { "vnd", "VND" }, { "dong", "VND" }, { "﷼", "IRR" },
	{ "ریال", "IRR" }, { "rial", "IRR" }, { "rials", "IRR" }, { "تومان", "tmn" },
	{ "toman", "tmn" }, { "tomans", "tmn" }, { "irt", "tmn" }, { "₹", "INR" }, { "rs", "INR" },
	{ "rs.", "INR" }, { "₩", "KRW" }, { "₽", "RUB" }, { "₺", "TRY" }, { "tl", "TRY" },
	{ "฿", "THB" }, { "₱", "PHP" }, { "rp", "IDR" }, { "rm", "MYR" }, { "₭", "LAK" },
	{ "៛", "KHR" }, { "fr.", "CHF" }, { "درهم", "AED" },
};

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
	char upper[4] = "";

	*code = "";
	if (folded.len == 0)
		return true;
	for (size_t i = 0; i < COUNT_OF(tokens); i++)
		if (str_is(folded, tokens[i].folded)) {
			*code = tokens[i].code;
			return true;
		}
	if (folded.len != 3)
		return false;
	for (int i = 0; i < 3; i++)
		upper[i] = folded.at[i] >= 'a' && folded.at[i] <= 'z' ? (char)(folded.at[i] - 32) : '?';
	known = currency_of((struct str){ upper, 3 });
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
	if (!number_read((struct str){ t.at + from, to - from }, t.arabic ? '.' : decimal, true, &n))
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
	static const char *const yes[] = { "yes", "y", "true", "t", "1", "x", "on", "co", "dung",
		"بله", "بلی", "آری", "اری", "اره", "درست", "是", "对", "真", "有", "✓", "✔", "☑" };
	static const char *const no[] = { "no", "n", "false", "f", "0", "off", "khong", "sai", "خیر",
		"نه", "نادرست", "否", "不", "不是", "假", "无", "✗", "✘", "☐", "-" };
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
