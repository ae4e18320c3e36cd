/*
 * type_contact.c - the types "email", "phone" and "url": ways to reach somebody.
 */
#include "meta/types.h"

#define EMAIL_MAX 254 /* RFC 5321 §4.5.3.1.3, less the brackets */
#define PHONE_MAX 60
#define URL_MAX 2000

static bool
plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ' ||
		    strchr("<>\"\\()[],;:", s.at[i]) != NULL)
			return false;
	return true;
}

/* What Chinese and Japanese keyboards write where "." and "@" are meant. */
static struct str
plain_signs(struct arena *mem, struct str typed)
{
	static const struct {
		const char *wide;
		char plain;
	} signs[] = { { "\u3002", '.' }, { "\uFF0E", '.' }, { "\uFF61", '.' },
		{ "\uFF20", '@' } };
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < typed.len;) {
		size_t s = 0;

		while (s < COUNT_OF(signs) &&
		       (typed.len - i < 3 || memcmp(typed.at + i, signs[s].wide, 3) != 0))
			s++;
		text_char(&t, s < COUNT_OF(signs) ? signs[s].plain : typed.at[i]);
		i += s < COUNT_OF(signs) ? 3 : 1;
	}
	return text_done(&t);
}

/* local@domain.tld; what RFC 5322 allows beyond that nobody uses and many abuse. */
static bool
email_like(struct str s)
{
	struct str local, domain;

	return plain(s) && str_cut(s, '@', &local, &domain) && local.len > 0 &&
	       local.len <= 64 && local.at[0] != '.' && local.at[local.len - 1] != '.' &&
	       domain_can_be(domain);
}

static void
email_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (!read_text(c, f, in, false, EMAIL_MAX, &s))
		return;
	if (str_starts(s, "mailto:"))
		s = (struct str){ s.at + 7, s.len - 7 };
	s = plain_signs(c->mem, s);
	if (!email_like(s)) {
		fault(c, f->name, "not_email", NULL);
		return;
	}
	v[0] = CELL_OF_TEXT(str_lower(c->mem, s));
}

/* As it is kept: another letter than A to Z stays what it is. */
static bool
email_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	(void)f;
	*out = CELL_OF_TEXT(str_lower(mem, text));
	return !number;
}

static void
url_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (!read_text(c, f, in, false, URL_MAX, &s))
		return;
	if (str_find(s, STR("://")) == s.len && str_find(s, STR(":")) == s.len)
		s = str_printf(c->mem, "https://%.*s", STR_ARG(s));
	/* anything but the web is a way to run something */
	if ((!str_starts(s, "https://") && !str_starts(s, "http://")) ||
	    memchr(s.at, ' ', s.len) != NULL || str_find(s, STR(".")) == s.len)
		fault(c, f->name, "not_url", NULL);
	else
		v[0] = CELL_OF_TEXT(s);
}

static struct str
digits_of(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			text_char(&t, s.at[i]);
	return text_done(&t);
}

static void
phone_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str typed, digits;
	char e164[32];

	if (!read_text(c, f, in, false, PHONE_MAX, &typed))
		return;
	digits = fold_digits(c->mem, typed);
	if (phone_e164(str_c(c->mem, digits), str_c(c->mem, c->meta->facts.country), e164,
		sizeof(e164))) {
		v[0] = CELL_OF_TEXT(str_copy(c->mem, str_of(e164)));
	} else {
		digits = digits_of(c->mem, digits);
		if (digits.len < 3 || digits.len > 20) {
			fault(c, f->name, "not_phone", NULL);
			return;
		}
		v[0] =
		    CELL_OF_TEXT(digits); /* an extension, or a country we do not know */
	}
	v[1] = CELL_OF_TEXT(typed);
}

/* Asked in any notation, compared as stored: the rule's country is unknown, so
 * a national number is found by its digits without the leading zero. */
static bool
phone_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	struct str s = fold_digits(mem, text), digits = digits_of(mem, s);

	(void)f;
	*out = CELL_OF_TEXT(
	    str_starts(s, "+") ? str_printf(mem, "+%.*s", STR_ARG(digits)) : digits);
	return !number && digits.len > 0;
}

const struct type type_email = {
	.name = "email",
	.doc = "An e-mail address, kept in lower case.",
	.wire = "string",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EQ | OP_LESS | OP_TEXT | OP_EMPTY,
	.text = true,
	.read = email_read,
	.write = write_first,
	.show = show_first,
	.literal = email_literal,
};

const struct type type_url = {
	.name = "url",
	.doc = "A page on the web.",
	.wire = "string, http or https",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EQ | OP_TEXT | OP_EMPTY,
	.text = true,
	.read = url_read,
	.write = write_first,
	.show = show_first,
	.literal = literal_text,
};

const struct type type_phone = {
	.name = "phone",
	.doc = "A telephone number: E.164, and as it was typed; found by any of its "
	       "endings.",
	.wire = "string",
	.columns = { { "", STORE_TEXT }, { "_typed", STORE_TEXT } },
	.ops = OP_EQ | OP_TEXT | OP_EMPTY,
	.text = true,
	.read = phone_read,
	.write = write_first,
	.show = show_first,
	.literal = phone_literal,
};
