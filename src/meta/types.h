/*
 * types.h - what the type files share.  A room of meta/.
 */
#ifndef META_TYPES_H
#define META_TYPES_H

#include "meta/meta.h"

/*
 * A JSON string, cleaned and no longer than max characters, into *out.
 * False: a fault was added, or the text is empty and so is the value.
 */
bool read_text(struct ctx *c, const struct field *f, const json_t *in, bool lines,
    size_t max, struct str *out);
/* The three columns of a text: itself, folded, sort key. */
void fill_text(struct ctx *c, struct str s, struct cell *v);
bool literal_text(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out);
struct str show_first(struct arena *mem, const struct field *f, const struct cell *v);
void write_first(struct jw *w, const struct field *f, const struct cell *v);
void check_range(struct ctx *c, const struct field *f, double value);

/* 2^53 - 1: what a browser's number holds, and a thousand of which still add up. */
#define WHOLE_MAX INT64_C(9007199254740991)
/* False: a fault was added. */
bool whole_fits(struct ctx *c, const struct field *f, int64_t i);

/*
 * The subset of HTML that is kept, written afresh, and its words alone.
 * errs  false  too long or too deep
 */
bool html_clean(struct arena *mem, struct str in, struct str *html, struct str *plain);

/*
 * domain.c: where an e-mail address goes, in small letters.
 * Can there be such a name?  Is it kept for examples, so that nobody is there?  And
 * which public host was most likely meant, by one slip of the finger; "": none.
 */
bool domain_can_be(struct str domain);
bool domain_is_nowhere(struct str domain);
struct str domain_meant(struct str domain);

/* phone.cc: RFC 3966 / ITU E.164 by libphonenumber.  to: at least 24 bytes. */
bool phone_e164(const char *typed, const char *country, char *to, size_t size);
/* Has the country the code that this number, as E.164 writes it, begins with? */
bool phone_is_of(const char *e164, const char *country);

#endif
