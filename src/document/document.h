/*
 * document.h - the door of document/: the company's own Word template, filled from a
 * record.
 *
 * paper/ finds what stands within braces; here it is given its meaning: fields of the
 * record and of what it names, records that name it, rules.  A document is made with the
 * eyes of whoever asks: what they may not read is not in it.
 *
 * Limits  below, and those of paper/docx.h.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "record/record.h"

#define DOCUMENT_HOPS_MAX 3    /* references along one path */
#define DOCUMENT_ROWS_MAX 2000 /* records of all loops */
#define DOCUMENT_PAPER_MS 5000 /* to lay a paper out */

/*
 * Make the document of a record by a template, and hang it on the record as a file.
 *
 * errs  ABSENT  no such record, for these eyes
 *       INPUT   faults at "template": there is none, or it does not fit any more
 *       DENIED  to make files
 *       LARGE   it became too much
 */
MUST_USE enum err document_make(
    struct ctx *c, struct ref which, int64_t template, struct record **out);

struct document_paper {
	struct str bytes; /* PDF */
	struct str name;  /* of the file */
	const char *language;
};

/*
 * Make the paper that a customer gets of a record, as its entity's word "paper" says.
 *
 * in    language  "en" "vi" "fa" "zh"; "": what the record says, else the actor's
 * errs  ABSENT    no such record, for these eyes, or its kind has no paper
 *       INPUT     faults: another language; letters that no font has; too much, too long
 *       DOWN      there is no font for the language
 */
MUST_USE enum err document_paper(
    struct ctx *c, struct ref which, struct str language, struct document_paper *out);

extern const struct hooks hooks_template;

#endif
