/*
 * scheme.h - texts that are numbers of a public scheme, and prove themselves: what
 * an office or a bank gave out carries a check digit, so that one wrong or swapped
 * digit is seen before an invoice goes out with it.
 *
 * Kept in one form: capital letters and digits of ASCII, without what people put
 * between them; a Vietnamese branch with its dash.  So the same number is the same
 * text, whoever typed it, for duplicates, filters and imports.
 */
#ifndef META_SCHEME_H
#define META_SCHEME_H

#include "base/base.h"

enum scheme { SCHEME_NONE, SCHEME_TAX, SCHEME_IBAN, SCHEME_COUNT };
extern const char *const scheme_names[SCHEME_COUNT]; /* as a field says them */

/*
 * A number as it was typed, in digits of any script, in the form in which it is kept.
 *
 * in   country  the site's, two capital letters: whose numbers need no country in
 *               front.  A number of another country is verified where it begins with
 *               that country's letters ("CN91…", "IR1032…")
 * out           of mem, or typed's own
 *
 * Answers NULL, or the code of a fault: "not_tax_code", "tax_code_digit", "not_iban",
 * "iban_digit".  A tax code of a country whose scheme is not known here is taken as it
 * is.
 *
 * src   Vietnam: Circular 105/2020/TT-BTC art. 5 (13 digits: a branch)
 *       Iran: national id of persons (10 digits) and of legal persons (11 digits)
 *       China: GB 32100-2015 (18 signs)
 *       ISO 13616-1, ISO/IEC 7064 mod 97-10 (IBAN)
 */
const char *scheme_read(struct arena *mem, enum scheme scheme, struct str typed,
    struct str country, struct str *out);
/* Is this tax code, as it is kept, of a kind that is known here? */
bool scheme_is_known(struct str kept, struct str country);
/* The same form, unverified: what a filter compares with. */
struct str scheme_form(struct arena *mem, enum scheme scheme, struct str typed);

#endif
