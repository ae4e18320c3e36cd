/*
 * docx.h - a Word document with fields in braces, read, and filled.
 *
 *   {{name}}                     what it says of the record
 *   {{#task}} … {{/task}}        once for each
 *   {{#if amount > 0}} … {{/if}} only if
 *
 * What the words within braces mean is the caller's affair: this reads, finds them
 * wherever an office cut them up, and writes.  A section within a paragraph repeats what
 * stands between; one over several repeats the paragraphs; one over cells of a table
 * repeats its rows.
 *
 * Whoever wrote the file may want to hurt: macros, embedded programs, fields that fetch,
 * and anything outside that is no plain link are refused.
 *
 * Limits  below; also those of part.c and pack.c.
 */
#ifndef PAPER_DOCX_H
#define PAPER_DOCX_H

#include "base/base.h"

#define DOCX_ENTRIES_MAX 2000
#define DOCX_UNPACKED_MAX ((uint64_t)64 << 20) /* all parts */
#define DOCX_TEXT_MAX ((uint64_t)8 << 20)      /* a part that has text */
#define DOCX_NODES_MAX 300000                  /* of all parts that have text */
#define DOCX_TAGS_MAX 2000
#define DOCX_TAG_MAX 500 /* bytes within braces */
#define DOCX_DEEP_MAX 8  /* sections within each other */
#define DOCX_OUT_MAX ((size_t)64 << 20)

enum docx_kind { DOCX_FIELD, DOCX_LOOP, DOCX_IF };

struct docx_tag {
	enum docx_kind kind;
	struct str text;  /* "account.name", "task", "amount > 0" */
	struct str where; /* the paragraph it stands in, as far as it helps to find it */
	struct docx_tag *in; /* the section around it, or NULL */
	void *bound;         /* the caller's */
};

/*
 * What is wrong.  Of the file:
 *   docx_bad       no Word document, or broken      docx_bomb   too much of it
 *   docx_macro     it can run something             docx_outside  it fetches something
 * Of its text, and then the file can be read on:
 *   docx_open      {{ without }}                    docx_long     too long
 *   docx_unclosed  {{#task}} without {{/task}}      docx_unopened the other way
 *   docx_crosses   begins in a table, or in another section, and ends outside
 *   docx_deep      too many in one another          docx_many     too many in all
 */
struct docx_fault {
	const char *code;
	struct str tag, where;
};

struct docx_faults {
	struct arena *mem;
	LIST(struct docx_fault) list;
};

struct docx;

/*
 * Read a document; it lives in mem.
 *
 * out   faults  all of them; those of its text are no error
 * errs  INPUT   with a fault of the file
 */
MUST_USE enum err docx_open(
    const char *path, struct arena *mem, struct docx_faults *faults, struct docx **out);
/* What stands within braces, in the order of the document. */
struct docx_tag **docx_tags(const struct docx *d, size_t *count);

/* Who is asked while it is filled.  An answer other than OK ends it. */
struct docx_words {
	/* What a field says; line ends and tabs are kept. */
	enum err (*text)(
	    void *arg, const struct docx_tag *tag, void *of, struct str *out);
	/* For which the section is written: of a loop each, of a condition the same or
	 * none. */
	enum err (*each)(
	    void *arg, const struct docx_tag *tag, void *of, void ***out, size_t *count);
	void *arg;
};

/*
 * Fill it, once for an opened document, and write it.
 *
 * in    of    what the outermost words are asked of
 *       path  where to; it must not be there
 * errs  LARGE  it became too much · FULL, DOWN · what words answered
 */
MUST_USE enum err docx_fill(
    struct docx *d, const struct docx_words *words, void *of, const char *path);

#endif
