/*
 * html.c - any bytes as rich text: refused, or else in the one language that may
 * come out, also when a browser's reading of it is cleaned once more.
 */
#include "meta/types.h"

#include "clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *mem = arena_new();
	char *copy = malloc(len == 0 ? 1 : len);
	struct str html, plain, again, words;

	if (len > 0)
		memcpy(copy, at, len);
	if (html_clean(mem, (struct str){ copy, len }, &html, &plain)) {
		if (!is_clean(str_c(mem, html)))
			abort();
		if (html_clean(mem, html, &again, &words) && !is_clean(str_c(mem, again)))
			abort();
	}
	free(copy);
	arena_free(mem);
	return 0;
}
