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

extern const struct hooks hooks_template;

#endif
