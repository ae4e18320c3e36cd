/*
 * pdf_lang.c - the language of the file, for whoever has it read aloud.
 *
 * Cairo 1.16 has no word for it, so it is appended as PDF appends changes: the catalogue
 * once more, a table of where it stands, and a trailer that names the one before.
 *
 * src   ISO 32000-1 7.5.6 (incremental updates), 14.9.2 (Lang), 12.2 (Direction)
 */
#include "paper/pdf_room.h"

/* Behind the last `word` of the file; 0: there is none. */
static size_t
behind_last(struct str file, const char *word)
{
	size_t len = strlen(word);

	for (size_t at = file.len >= len ? file.len - len + 1 : 0; at-- > 0;)
		if (memcmp(file.at + at, word, len) == 0)
			return at + len;
	return 0;
}

static int64_t
number_behind(struct str file, const char *word)
{
	size_t at = behind_last(file, word);

	return at == 0 ? -1 : strtoll(file.at + at, NULL, 10);
}

/* "<< /Type /Catalog … >>", without its last brackets. */
static struct str
catalogue(struct str file, int64_t root)
{
	char head[40];
	size_t from;
	struct str rest;

	snprintf(head, sizeof(head), "\n%" PRId64 " 0 obj\n<< /Type /Catalog", root);
	from = behind_last(file, head);
	if (from == 0)
		return STR_NONE;
	from -= strlen("<< /Type /Catalog");
	rest = (struct str){ file.at + from, file.len - from };
	rest.len = str_find(rest, STR("\nendobj"));
	for (size_t i = 0; i < 2; i++) {
		while (rest.len > 0 && rest.at[rest.len - 1] != '>')
			rest.len--;
		rest.len -= rest.len > 0;
	}
	return rest;
}

struct str
pdf_in_language(struct arena *mem, struct str file, const char *language)
{
	int64_t root = number_behind(file, "/Root "),
		size = number_behind(file, "/Size "),
		info = number_behind(file, "/Info "),
		table = number_behind(file, "startxref\n");
	struct str old = catalogue(file, root);
	struct text t = TEXT_INIT(mem);
	size_t at;

	text_str(&t, file);
	if (root < 0 || size < 0 || info < 0 || table < 0 || old.len == 0)
		return text_done(
		    &t); /* a file of another Cairo: it is whole all the same */
	at = t.len;
	text_printf(&t,
	    "%" PRId64 " 0 obj\n%.*s   /Lang (%s)\n   /ViewerPreferences << "
	    "/DisplayDocTitle true /Direction /%s >>\n>>\nendobj\n",
	    root, STR_ARG(old), language, strcmp(language, "fa") == 0 ? "R2L" : "L2R");
	size_t xref = t.len;
	text_printf(&t, "xref\n%" PRId64 " 1\n%010zu 00000 n \n", root, at);
	text_printf(&t,
	    "trailer\n<< /Size %" PRId64 "\n   /Root %" PRId64 " 0 R\n   /Info %" PRId64
	    " 0 R\n   /Prev %" PRId64 "\n>>\nstartxref\n%zu\n%%%%EOF\n",
	    size, root, info, table, xref);
	return text_done(&t);
}
