/*
 * sound.c - pinyin of names and titles.
 *
 * Each sign has one sound, but the first of a run, which may be a family name: what
 * the signs beside one make of it (长城, chang and not zhang) is not known.
 */
#include "base/base.h"

#include "base/sound.h"

#define RUN_MAX 16 /* signs of a run that are read */
#define JOIN_MAX 6 /* syllables of a word */

struct run {
	const char *plain[RUN_MAX];
	const char *name; /* the first sign, as a family name */
	size_t count;
};

static bool
add_sign(struct run *run, uint32_t p)
{
	const char *plain;

	if (p < SOUND_FIRST || p >= SOUND_FIRST + SOUND_COUNT)
		return false;
	plain = sound_syllables[sound_of[p - SOUND_FIRST]];
	if (plain[0] == '\0')
		return false;
	if (run->count == 0)
		run->name = sound_syllables[sound_of_name[p - SOUND_FIRST]];
	if (run->count < RUN_MAX)
		run->plain[run->count++] = plain;
	return true;
}

struct sounds {
	struct text text;
	size_t left; /* words */
};

static bool
begin_word(struct sounds *to)
{
	if (to->left == 0)
		return false;
	to->left--;
	if (to->text.len > 0)
		text_char(&to->text, ' ');
	return true;
}

static void
add_from(struct sounds *to, const struct run *run, const char *first, size_t from)
{
	size_t end = from + JOIN_MAX < run->count ? from + JOIN_MAX : run->count;

	if (!begin_word(to))
		return;
	text_c(&to->text, first);
	for (size_t i = from + 1; i < end; i++)
		text_c(&to->text, run->plain[i]);
}

static void
add_letters(struct sounds *to, const struct run *run, char first)
{
	if (run->count < 2 || !begin_word(to))
		return;
	text_char(&to->text, first);
	for (size_t i = 1; i < run->count; i++)
		text_char(&to->text, run->plain[i][0]);
}

static void
end_run(struct sounds *to, struct run *run)
{
	if (run->count == 0)
		return;
	if (run->name[0] == '\0')
		run->name = run->plain[0];
	add_from(to, run, run->name, 0);
	add_letters(to, run, run->name[0]);
	if (strcmp(run->name, run->plain[0]) != 0)
		add_from(to, run, run->plain[0], 0);
	if (run->name[0] != run->plain[0][0])
		add_letters(to, run, run->plain[0][0]);
	for (size_t i = 1; i < run->count; i++)
		add_from(to, run, run->plain[i], i);
	run->count = 0;
}

struct str
sound_words(struct arena *mem, struct str s, size_t words_max)
{
	struct sounds to = { TEXT_INIT(mem), words_max };
	struct run run = { .count = 0 };

	for (size_t at = 0; at < s.len;) {
		uint32_t p = (unsigned char)s.at[at] < 0x80 ? (unsigned char)s.at[at++]
							    : utf8_next(s, &at);

		if (!add_sign(&run, p))
			end_run(&to, &run);
	}
	end_run(&to, &run);
	return text_done(&to.text);
}
