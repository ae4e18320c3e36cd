/*
 * near.c - what may have been meant by a word that is mistyped.
 *
 * The index itself is the dictionary: whatever is one mistake away from a word - a
 * letter left out, one too much, a wrong one, two that changed places - is written
 * down and asked for, some hundred words in one question, most of which nobody has.
 * So there is no list of words to keep, to let nothing be left of after an erasure,
 * or to tell of records that somebody may not see.  Two mistakes would be a hundred
 * thousand words: there the first letters are taken as they are, and what begins so is
 * looked at.
 */
#include "search/room.h"

#include <limits.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define HEAD 4 /* letters that are right where two mistakes are */

/* What may stand in place of a letter of the same script; others can be left out and
 * change places only. */
static const struct alphabet {
	UScriptCode script;
	const char *letters;
} alphabets[] = {
	{ USCRIPT_LATIN, "abcdefghijklmnopqrstuvwxyz" },
	{ USCRIPT_ARABIC, "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی" },
	{ USCRIPT_CYRILLIC, "абвгдежзийклмнопрстуфхцчшщъыьэюя" },
	{ USCRIPT_GREEK, "αβγδεζηθικλμνξοπρστυφχψω" },
};

struct letters {
	uint32_t at[SEARCH_NEAR_MAX + 2]; /* room for one more */
	size_t count;
};

/* False: not a word of letters, or too long. */
static bool
read_letters(struct str word, struct letters *out)
{
	out->count = 0;
	for (size_t at = 0; at < word.len;) {
		uint32_t p = utf8_next(word, &at);

		if (out->count == SEARCH_NEAR_MAX || !u_isalpha((UChar32)p))
			return false;
		out->at[out->count++] = p;
	}
	return true;
}

/* NULL: none of ours. */
static const char *
alphabet_of(uint32_t letter)
{
	UErrorCode e = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)letter, &e);

	for (size_t i = 0; i < COUNT_OF(alphabets); i++)
		if (alphabets[i].script == script)
			return alphabets[i].letters;
	return NULL;
}

static void
add_other(struct arena *mem, struct near *near, const struct letters *l)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < l->count; i++)
		text_point(&t, l->at[i]);
	*list_add(mem, &near->others) = text_done(&t);
}

static void
add_shorter(struct arena *mem, struct near *near, const struct letters *l, size_t at)
{
	struct letters s = *l;

	s.count--;
	memmove(&s.at[at], &s.at[at + 1], (s.count - at) * sizeof(*s.at));
	add_other(mem, near, &s);
}

static void
add_changed_places(
    struct arena *mem, struct near *near, const struct letters *l, size_t at)
{
	struct letters s = *l;

	if (at + 1 >= s.count || s.at[at] == s.at[at + 1])
		return;
	s.at[at] = l->at[at + 1];
	s.at[at + 1] = l->at[at];
	add_other(mem, near, &s);
}

/* Each letter in place of the one that is there, and before it. */
static void
add_strangers(struct arena *mem, struct near *near, const struct letters *l, size_t at,
    struct str letters)
{
	for (size_t i = 0; i < letters.len;) {
		uint32_t stranger = utf8_next(letters, &i);
		struct letters s = *l;

		if (at < l->count && stranger != l->at[at]) {
			s.at[at] = stranger;
			add_other(mem, near, &s);
		}
		memmove(&s.at[at + 1], &l->at[at], (l->count - at) * sizeof(*s.at));
		s.at[at] = stranger;
		s.count = l->count + 1;
		add_other(mem, near, &s);
	}
}

static struct near
near_of(struct arena *mem, struct str word, int mistakes)
{
	struct near near = { .word = word };
	const char *alphabet;
	struct letters l;

	if (!read_letters(word, &l) || l.count < SEARCH_NEAR_MIN)
		return near;
	if (mistakes > 1 && l.count >= SEARCH_NEAR_LONG) {
		near.head = utf8_head(word, HEAD);
		return near;
	}
	alphabet = alphabet_of(l.at[0]);
	for (size_t i = 0; i <= l.count; i++) {
		if (i < l.count)
			add_shorter(mem, &near, &l, i);
		add_changed_places(mem, &near, &l, i);
		if (alphabet != NULL)
			add_strangers(mem, &near, &l, i, str_of(alphabet));
	}
	return near;
}

size_t
near_words(struct arena *mem, struct str words, int mistakes, struct near *out)
{
	struct str rest = words, word;
	size_t count = 0;

	while (count < SEARCH_WORDS && str_next(&rest, ' ', &word)) {
		out[count++] = near_of(mem, word, mistakes);
	}
	return count;
}

int
search_mistakes_in(struct str word)
{
	struct letters l;

	if (!read_letters(word, &l) || l.count < SEARCH_NEAR_MIN)
		return 0;
	return l.count >= SEARCH_NEAR_LONG ? 2 : 1;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* src   "optimal string alignment": nothing is changed twice */
int
search_mistakes(struct str a, struct str b)
{
	size_t row[SEARCH_NEAR_MAX + 3][SEARCH_NEAR_MAX + 3];
	struct letters x, y;

	if (str_same(a, b))
		return 0;
	if (!read_letters(a, &x) || !read_letters(b, &y))
		return INT_MAX;
	for (size_t i = 0; i <= x.count; i++)
		for (size_t j = 0; j <= y.count; j++) {
			if (i == 0 || j == 0) {
				row[i][j] = i + j;
				continue;
			}
			row[i][j] = least(least(row[i - 1][j], row[i][j - 1]) + 1,
			    row[i - 1][j - 1] + (x.at[i - 1] != y.at[j - 1]));
			if (i > 1 && j > 1 && x.at[i - 1] == y.at[j - 2] &&
			    x.at[i - 2] == y.at[j - 1])
				row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1);
		}
	return (int)row[x.count][y.count];
}
