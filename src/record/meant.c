/*
 * meant.c - words that nothing has, taken for mistyped ones.
 *
 * What they may have been meant for is looked for among titles that are shown, and
 * asked instead.  What is hidden neither is an answer nor keeps one away.
 */
#include "record/box.h"

#include "base/fold.h"

#include <ctype.h>

#define LOOK_FIRST 100 /* titles that are looked at for one mistake */
#define TITLE_WORDS 60

/* Without the signs around it. */
static struct str
bare(struct str word)
{
	while (word.len > 0 && ispunct((unsigned char)word.at[0]))
		word = (struct str){ word.at + 1, word.len - 1 };
	while (word.len > 0 && ispunct((unsigned char)word.at[word.len - 1]))
		word.len--;
	return word;
}

/* The word of the title that is nearest to one that was asked; as it is written there. */
static struct str
nearest(struct ctx *c, struct str title, struct str word, int *mistakes)
{
	struct str rest = title, best = STR(""), one;
	int most = search_mistakes_in(word) + 1;

	while (str_next(&rest, ' ', &one)) {
		struct str folded;
		int m;

		folded = fold_words(c->mem, one, TITLE_WORDS);
		m = search_mistakes(word, folded);
		if (m < most) {
			best = bare(one);
			most = m;
		}
	}
	*mistakes += most;
	return best;
}

struct meant { /* words in place of those that were asked */
	struct str words, folded;
	int mistakes;
	size_t count; /* of records that are shown and called so */
};

/* words "": not all of them stand for one of the title */
static struct meant
meant_by(struct ctx *c, struct str title, struct str asked)
{
	struct text t = TEXT_INIT(c->mem);
	struct meant meant = { .count = 1 };
	struct str rest = asked, word;

	while (str_next(&rest, ' ', &word)) {
		struct str there;

		there = nearest(c, title, word, &meant.mistakes);
		if (there.len == 0)
			return (struct meant){ 0 };
		if (t.len > 0)
			text_char(&t, ' ');
		text_str(&t, there);
	}
	meant.words = text_done(&t);
	meant.folded = fold_words(c->mem, meant.words, SEARCH_WORDS);
	return meant;
}

/* The fewest mistakes; then what most are called. */
static struct str
choose_meant(struct ctx *c, const struct found *found)
{
	LIST(struct meant) all = { 0 };
	const struct meant *best = NULL;

	for (size_t i = 0; i < found->at.count; i++) {
		struct meant meant = meant_by(c, found->at.at[i].title, found->words);
		size_t j = 0;

		if (meant.words.len == 0)
			continue;
		while (j < all.count && !str_same(all.at[j].folded, meant.folded))
			j++;
		if (j < all.count)
			all.at[j].count++;
		else
			*list_add(c->mem, &all) = meant;
	}
	for (size_t i = 0; i < all.count; i++)
		if (best == NULL || all.at[i].mistakes < best->mistakes ||
		    (all.at[i].mistakes == best->mistakes &&
			all.at[i].count > best->count))
			best = &all.at[i];
	return best == NULL ? STR("") : best->words;
}

/* How often a word of them may be mistyped, at most. */
static int
most_mistakes(struct str words)
{
	struct str rest = words, word;
	int most = 0;

	while (str_next(&rest, ' ', &word)) {
		int m;

		m = search_mistakes_in(word);
		most = m > most ? m : most;
	}
	return most;
}

/* Nothing is shown: what may have been meant is asked instead.  out  *meant  or "" */
enum err
box_meant(struct ctx *c, struct search_ask *ask, size_t most, struct found *found,
    struct str *meant)
{
	int mistakes = most_mistakes(found->words);

	*meant = STR("");
	for (int m = 1; m <= mistakes && meant->len == 0; m++) {
		ask->mistakes = m;
		TRY(box_look(c, ask, m == 1 ? LOOK_FIRST : SEARCH_CANDIDATES, found));
		*meant = choose_meant(c, found);
	}
	ask->mistakes = 0;
	if (meant->len == 0) {
		*found = (struct found){ .archived = found->archived };
		return OK;
	}
	ask->words = *meant;
	return box_look(c, ask, most, found);
}
