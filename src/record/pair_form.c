/*
 * pair_form.c - a value as it is compared: what two people, or two programs, write
 * differently and mean the same has one form.
 */
#include "record/pair.h"

#define PHONE_TAIL 9 /* digits that a number ends in, with any prefix or none */

static bool
is_type(const struct field *f, const char *name)
{
	return strcmp(f->type->name, name) == 0;
}

bool
form_is_name(const struct field *f)
{
	return f->type->fold > 0 && f->scheme == SCHEME_NONE && !f->unique;
}

static struct str
without(struct arena *mem, struct str s, char c)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != c)
			text_char(&t, s.at[i]);
	return text_done(&t);
}

/* an.nguyen+shop@gmail.com is annguyen@gmail.com: there are no dots there, and what
 * is behind a plus is the owner's own note. */
static struct str
email_form(struct arena *mem, struct str s)
{
	struct str local, domain, note;

	if (!str_cut(s, '@', &local, &domain))
		return s;
	if (!str_cut(local, '+', &local, &note) && !str_is(domain, "gmail.com") &&
	    !str_is(domain, "googlemail.com"))
		return s;
	if (local.len == 0)
		return s;
	if (str_is(domain, "googlemail.com"))
		domain = STR("gmail.com");
	if (str_is(domain, "gmail.com"))
		local = without(mem, local, '.');
	return str_printf(mem, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
}

/* https://www.kith.vn:443/about is kith.vn */
static struct str
page_form(struct arena *mem, struct str s)
{
	size_t at = str_find(s, STR("://"));

	if (at < s.len)
		s = (struct str){ s.at + at + 3, s.len - at - 3 };
	for (size_t i = 0; i < s.len; i++)
		if (strchr("/?#:", s.at[i]) != NULL) {
			s.len = i;
			break;
		}
	s = str_lower(mem, s);
	return str_starts(s, "www.") ? (struct str){ s.at + 4, s.len - 4 } : s;
}

static struct str
plain_form(struct arena *mem, const struct cell *v)
{
	if (v->kind == CELL_TEXT)
		return v->s;
	if (v->kind == CELL_INT)
		return str_printf(mem, "%" PRId64, v->i);
	return v->kind == CELL_REAL ? str_printf(mem, "%.17g", v->d) : STR("");
}

struct str
form_peek(struct arena *mem, const struct field *f, const struct cell *v)
{
	if (value_empty(v))
		return STR("");
	if (is_type(f, "email"))
		return email_form(mem, v->s);
	if (is_type(f, "url"))
		return page_form(mem, v->s);
	return plain_form(mem, &v[f->type->compare]);
}

struct str
form_of(struct arena *mem, const struct field *f, const struct cell *v)
{
	if (value_empty(v))
		return STR("");
	if (form_is_name(f))
		return str_copy(
		    mem, name_form(mem, v[f->type->fold].s, is_type(f, "person_name")));
	return str_copy(mem, form_peek(mem, f, v));
}

struct str
form_domain(const struct meta *meta, struct str form)
{
	struct str local, domain;

	if (!str_cut(form, '@', &local, &domain))
		domain = form;
	return meta_is_mail_host(meta, domain) ? STR("") : domain;
}

struct str
form_mark(const struct field *f, struct str form)
{
	if (!is_type(f, "phone") || form.len <= PHONE_TAIL)
		return form;
	return (struct str){ form.at + form.len - PHONE_TAIL, PHONE_TAIL };
}

/* A number without its country is the same as one with any: they end alike. */
bool
form_same(const struct field *f, struct str a, struct str b)
{
	if (a.len == 0 || b.len == 0)
		return false;
	if (is_type(f, "phone") && (a.at[0] != '+' || b.at[0] != '+'))
		return str_same(form_mark(f, a), form_mark(f, b));
	return str_same(a, b);
}
