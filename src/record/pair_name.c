/*
 * pair_name.c - names that are about the same, of people and of companies.
 *
 * What is compared are words, in any order: Nguyễn Văn An is An Nguyen Van, and
 * Minh Phát Co., Ltd is Công ty TNHH Minh Phát.  A word may have a slip in it, the
 * longer the more; short ones may not, An and Anh are two people.  Chinese has no
 * words to be compared: a name is one.
 */
#include "record/pair.h"

#define LETTERS_MAX 48 /* of a word; what is longer is compared by its head */

/* As fold() leaves them.  What stands for a person or a firm, and names none. */
static const char *const titles[] = { "mr", "mrs", "ms", "miss", "dr", "prof", "آقای",
	"اقای", "خانم", "دکتر", "مهندس" };
static const char *const firms[] = { "trach nhiem huu han", "joint stock company",
	"mot thanh vien", "cong ty", "co phan", "tnhh", "mtv", "jsc", "ltd", "limited",
	"llc", "inc", "incorporated", "corp", "corporation", "company", "co", "gmbh",
	"plc", "pte", "با مسیولیت محدود", "سهامی خاص", "سهامی عام", "شرکت" };
static const char *const person_tails[] = { "先生", "女士", "小姐" };
static const char *const firm_tails[] = { "股份有限公司", "有限责任公司", "有限公司",
	"集团", "公司" };

struct list {
	const char *const *at;
	size_t count;
};
#define LIST_OF(a) ((struct list){ (a), COUNT_OF(a) })

static bool
is_han(struct str word)
{
	size_t at = 0;
	uint32_t p = word.len > 0 ? utf8_next(word, &at) : 0;

	return p >= 0x2E80 && p <= 0xFAFF;
}

/* Anything but a letter or a digit parts words; a dot within stands for nothing. */
static bool
parts_words(uint32_t p)
{
	return (p < 0x80 && !(p >= '0' && p <= '9') && !(p >= 'a' && p <= 'z')) ||
	       p == 0x060C || p == 0x00B7 || (p >= 0x2000 && p <= 0x206F) ||
	       (p >= 0x3000 && p <= 0x3003) || p == 0x00AB || p == 0x00BB;
}

/* " a b c ", so that a word is found with its blanks. */
static struct str
spaced(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);
	size_t at = 0;

	text_char(&t, ' ');
	while (at < s.len) {
		size_t from = at;
		uint32_t p = utf8_next(s, &at);

		if (!parts_words(p))
			text_add(&t, s.at + from, at - from);
		else if (p != '\'' && t.at[t.len - 1] != ' ')
			text_char(&t, ' ');
	}
	if (t.at[t.len - 1] != ' ')
		text_char(&t, ' ');
	return text_done(&t);
}

/* What is left without them; all of it, if nothing were. */
static struct str
without(struct arena *mem, struct str s, struct list words)
{
	struct str whole = s;

	for (size_t i = 0; i < words.count; i++) {
		size_t len = strlen(words.at[i]), at = 0;

		while (at + len + 2 <= s.len) {
			struct str rest = { s.at + at, s.len - at };
			size_t found = str_find(rest, str_of(words.at[i]));

			if (found == rest.len)
				break;
			at += found;
			if (s.at[at - 1] == ' ' && s.at[at + len] == ' ') {
				s = str_printf(mem, "%.*s%.*s", (int)(at - 1), s.at,
				    (int)(s.len - at - len), s.at + at + len);
				at--;
			}
			at++;
		}
	}
	return str_trim(s).len > 0 ? s : whole;
}

static struct str
without_tail(struct str word, struct list tails)
{
	for (size_t i = 0; i < tails.count; i++) {
		size_t len = strlen(tails.at[i]);

		if (word.len > len &&
		    memcmp(word.at + word.len - len, tails.at[i], len) == 0)
			word.len -= len;
	}
	return word;
}

static int
by_letters(const void *a, const void *b)
{
	return str_order(*(const struct str *)a, *(const struct str *)b);
}

size_t
name_words(struct str form, struct str out[NAME_WORDS_MAX])
{
	struct str rest = form, word;
	size_t count = 0;

	while (count < NAME_WORDS_MAX && str_next(&rest, ' ', &word)) {
		if (word.len > 0)
			out[count++] = word;
	}
	return count;
}

/* 张 伟 is 张伟: blanks in Chinese are the writer's. */
static size_t
joined(struct arena *mem, struct str *words, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (n > 0 && is_han(words[n - 1]) && is_han(words[i]))
			words[n - 1] = str_printf(
			    mem, "%.*s%.*s", STR_ARG(words[n - 1]), STR_ARG(words[i]));
		else
			words[n++] = words[i];
	}
	return n;
}

struct str
name_form(struct arena *mem, struct str folded, bool person)
{
	struct str words[NAME_WORDS_MAX];
	struct text t = TEXT_INIT(mem);
	size_t count;

	folded =
	    without(mem, spaced(mem, folded), person ? LIST_OF(titles) : LIST_OF(firms));
	count = name_words(folded, words);
	count = joined(mem, words, count);
	for (size_t i = 0; i < count; i++)
		if (is_han(words[i]))
			words[i] = without_tail(words[i],
			    person ? LIST_OF(person_tails) : LIST_OF(firm_tails));
	qsort(words, count, sizeof(*words), by_letters);
	for (size_t i = 0; i < count; i++) {
		text_c(&t, i > 0 ? " " : "");
		text_str(&t, words[i]);
	}
	return text_done(&t);
}

/* ---- about the same ---- */

static size_t
letters_of(struct str word, uint32_t out[LETTERS_MAX])
{
	size_t at = 0, n = 0;

	while (at < word.len && n < LETTERS_MAX)
		out[n++] = utf8_next(word, &at);
	return n;
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* Letters put in, left out, taken for another, or two in the wrong order. */
static int
slips(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
	int rows[3][LETTERS_MAX + 1];

	for (size_t j = 0; j <= b_count; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= a_count; i++) {
		int *row = rows[i % 3], *last = rows[(i + 2) % 3],
		    *before = rows[(i + 1) % 3];

		row[0] = (int)i;
		for (size_t j = 1; j <= b_count; j++) {
			row[j] = least(least(row[j - 1], last[j]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_count % 3][b_count];
}

/* 0…100 */
static int
word_likeness(struct str a, struct str b)
{
	uint32_t as[LETTERS_MAX], bs[LETTERS_MAX];
	size_t n, m, longer;
	int wrong;

	if (str_same(a, b))
		return 100;
	n = letters_of(a, as);
	m = letters_of(b, bs);
	longer = n > m ? n : m;
	if ((n == 1 || m == 1) && as[0] == bs[0] && !is_han(a))
		return 80; /* A. for An */
	wrong = slips(as, n, bs, m);
	if (is_han(a) || is_han(b))
		return 100 - 100 * wrong / (int)longer;
	if (wrong == 1 && (longer >= 4 || (n == 3 && m == 3 && as[0] == bs[1])))
		return 90;
	return wrong == 2 && longer >= 8 ? 85 : 0;
}

struct name {
	struct str at[NAME_WORDS_MAX];
	size_t count;
	bool used[NAME_WORDS_MAX];
};

/* The best of those that are left. */
static int
take_word(struct str word, struct name *of)
{
	size_t best = 0;
	int most = 0;

	for (size_t i = 0; i < of->count; i++) {
		int n = of->used[i] ? 0 : word_likeness(word, of->at[i]);

		if (n > most) {
			most = n;
			best = i;
		}
	}
	if (most > 0)
		of->used[best] = true;
	return most;
}

/* محمدرضا is محمد رضا */
static int
take_two(struct str word, struct name *of)
{
	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->count; j++) {
			struct str a = of->at[i], b = of->at[j];

			if (i == j || of->used[i] || of->used[j] ||
			    a.len + b.len != word.len ||
			    memcmp(word.at, a.at, a.len) != 0 ||
			    memcmp(word.at + a.len, b.at, b.len) != 0)
				continue;
			of->used[i] = of->used[j] = true;
			return 100;
		}
	return 0;
}

int
name_likeness(struct str a, struct str b)
{
	struct name few, many;
	size_t left = 0;
	int sum = 0;

	memset(&few, 0, sizeof(few));
	memset(&many, 0, sizeof(many));
	few.count = name_words(a, few.at);
	many.count = name_words(b, many.at);
	if (few.count > many.count) {
		struct name other = few;

		few = many;
		many = other;
	}
	if (few.count == 0)
		return 0;
	for (size_t i = 0; i < few.count; i++) {
		int two = take_two(few.at[i], &many);

		sum += two > 0 ? two : take_word(few.at[i], &many);
	}
	for (size_t i = 0; i < many.count; i++)
		left += !many.used[i];
	sum = sum / (int)few.count - 6 * (int)left;
	if (few.count == 1 && left > 0) /* An is many a name's part */
		sum = least(sum, 60);
	return sum < 0 ? 0 : sum;
}
