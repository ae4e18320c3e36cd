/*
 * fold.h - letters as people compare them.
 *
 * Two texts that a person would call the same fold to the same bytes: case
 * and diacritics go (đ too), Arabic ي ك become Persian ی ک, joiners and vowel
 * marks go, digits and full-width letters become ASCII.  Search, duplicate
 * keys and `contains` compare folded text; what is shown is never folded.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

struct str fold(struct arena *mem, struct str s);

/*
 * The words of s, folded, with a blank between: what goes into the index.
 * Runs of Han become their pairs, because Chinese has no blanks:
 * 远大物流 -> 远大 大物 物流.  At most words_max words.
 */
struct str fold_words(struct arena *mem, struct str s, size_t words_max);

/* Digits of a number, each of its endings from 4 digits on: phone by suffix. */
struct str fold_endings(struct arena *mem, struct str digits);

/* ASCII digits in place of any script's; other characters stay. */
struct str fold_digits(struct arena *mem, struct str s);

/*
 * The key by which s sorts among names in a language: bytes to memcmp.
 *
 * in    language   "vi", "fa", "zh", "en"; others sort by CLDR's root
 * src   UTS #10, by ICU
 */
struct str fold_sort(struct arena *mem, const char *language, struct str s);

#endif
