/*
 * domain.c - the right side of an e-mail address: can it be one, and is it likely to be
 * what was meant?
 *
 * What no name of the net can look like is refused.  What looks like one and most likely
 * reaches nobody is taken, and doubted (meta/quality.h): only who typed it knows.
 */
#include "meta/types.h"

#define DOMAIN_MAX 253 /* RFC 1035 §2.3.4, without the last dot */
#define LABEL_MAX 63

/* ---- can it be one? ---- */

/* Another letter than A to Z is of an internationalised name (RFC 5890). */
static bool
is_label_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || (unsigned char)c >= 0x80;
}

static bool
label_can_be(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_label_byte(s.at[i]))
			return false;
	return s.len > 0 && s.len <= LABEL_MAX && s.at[0] != '-' &&
	       s.at[s.len - 1] != '-';
}

static bool
has_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.at[i] < '0' || s.at[i] > '9') && s.at[i] != '-')
			return true;
	return false;
}

bool
domain_can_be(struct str domain)
{
	struct str rest = domain, label = { 0 };
	int labels = 0;

	if (domain.len == 0 || domain.len > DOMAIN_MAX)
		return false;
	while (str_cut(rest, '.', &label, &rest)) {
		labels++;
		if (!label_can_be(label))
			return false;
	}
	/* the last one is no number: that would be an address of a machine */
	return label_can_be(rest) && has_letter(rest) && labels > 0;
}

/* ---- is it likely? ---- */

/* RFC 2606 and 6761: kept for nobody.  Under .example lives what one is trained with. */
bool
domain_is_nowhere(struct str domain)
{
	static const char *const kept[] = { "example.com", "example.net", "example.org",
		"invalid", "local", "localhost", "test" };

	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		size_t n = strlen(kept[i]);

		if (domain.len >= n &&
		    memcmp(domain.at + domain.len - n, kept[i], n) == 0 &&
		    (domain.len == n || domain.at[domain.len - n - 1] == '.'))
			return true;
	}
	return false;
}

/* One letter more, less or another, or two swapped. */
static bool
is_one_slip(struct str a, struct str b)
{
	struct str s = a.len < b.len ? a : b, l = a.len < b.len ? b : a;
	size_t i = 0, more = l.len - s.len;

	while (i < s.len && s.at[i] == l.at[i])
		i++;
	if (more == 1)
		return memcmp(s.at + i, l.at + i + 1, s.len - i) == 0;
	if (more > 1 || i == s.len)
		return false;
	if (memcmp(s.at + i + 1, l.at + i + 1, s.len - i - 1) == 0)
		return true;
	return i + 1 < s.len && s.at[i] == l.at[i + 1] && s.at[i + 1] == l.at[i] &&
	       memcmp(s.at + i + 2, l.at + i + 2, s.len - i - 2) == 0;
}

struct str
domain_meant(struct str domain)
{
	static const char *const hosts[] = { "gmail.com", "googlemail.com", "yahoo.com",
		"yahoo.com.vn", "hotmail.com", "outlook.com", "icloud.com",
		"protonmail.com", "foxmail.com", "aliyun.com", "yandex.com" };
	/* they look like a slip, and people live there */
	static const char *const real[] = { "email.com", "ymail.com", "mail.com",
		"cloud.com" };

	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		if (str_is(domain, hosts[i]))
			return STR("");
	for (size_t i = 0; i < COUNT_OF(real); i++)
		if (str_is(domain, real[i]))
			return STR("");
	if (str_starts(domain, "gmail.com.")) /* no country has one of its own */
		return STR("gmail.com");
	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		if (is_one_slip(domain, str_of(hosts[i])))
			return str_of(hosts[i]);
	return STR("");
}
