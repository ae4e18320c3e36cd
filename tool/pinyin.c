/*
 * pinyin.c - prints how the signs of Chinese sound, as C: what base/sound.c reads.
 *
 * src   CLDR's Han-Latin and Han-Latin/Names, by ICU
 *
 * ICU takes 0.8 s to open its rules and 0.1 ms to ask them for a sign, which neither a
 * save nor a search has; but it never asks the signs beside one.  So all of them are
 * asked once, when the program is built.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define FIRST 0x4E00
#define COUNT (0x9FFF - FIRST + 1)
#define SYLLABLES_MAX 2000
#define SYLLABLE_MAX 8

static char syllables[SYLLABLES_MAX][SYLLABLE_MAX];
static size_t syllable_count = 1; /* 0: not known */

static UTransliterator *
open_rules(const char *id)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar wide[80];
	UTransliterator *t;

	u_uastrcpy(wide, id);
	t = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
	if (U_FAILURE(e)) {
		fprintf(stderr, "pinyin: %s: %s\n", id, u_errorName(e));
		exit(1);
	}
	return t;
}

static size_t
number_of(const char *syllable)
{
	size_t len = strlen(syllable);

	if (len == 0 || len >= SYLLABLE_MAX ||
	    strspn(syllable, "abcdefghijklmnopqrstuvwxyz") != len)
		return 0;
	for (size_t i = 1; i < syllable_count; i++)
		if (strcmp(syllables[i], syllable) == 0)
			return i;
	if (syllable_count == SYLLABLES_MAX) {
		fprintf(stderr, "pinyin: more than %d syllables\n", SYLLABLES_MAX);
		exit(1);
	}
	strcpy(syllables[syllable_count], syllable);
	return syllable_count++;
}

static void
print_table(const char *name, UTransliterator *t)
{
	printf("const uint16_t %s[%d] = {", name, COUNT);
	for (int i = 0; i < COUNT; i++) {
		UErrorCode e = U_ZERO_ERROR;
		UChar wide[64] = { (UChar)(FIRST + i) };
		int32_t len = 1, limit = 1;
		char out[128] = "";

		utrans_transUChars(t, wide, &len, 64, 0, &limit, &e);
		u_strToUTF8(out, sizeof(out), NULL, wide, len, &e);
		printf(
		    "%s%zu,", i % 20 == 0 ? "\n" : "", U_FAILURE(e) ? 0 : number_of(out));
	}
	puts("\n};");
}

int
main(void)
{
	puts("/* made by tool/pinyin.c */\n#include \"base/base.h\"\n\n#include "
	     "\"base/sound.h\"\n");
	print_table("sound_of", open_rules("Han-Latin; NFD; [:Mn:] Remove"));
	print_table("sound_of_name", open_rules("Han-Latin/Names; NFD; [:Mn:] Remove"));
	puts("const char sound_syllables[][8] = {");
	for (size_t i = 0; i < syllable_count; i++)
		printf("\"%s\",\n", syllables[i]);
	puts("};");
	return 0;
}
