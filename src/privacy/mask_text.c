/*
 * mask_text.c - letters for letters.
 *
 * What a text looks like stays: its script, its case, where words and sentences
 * end, so that lists, forms and searches are tried with what they will meet.  What is
 * drawn hangs on the whole text (folded) and on the copy's key: the same name is
 * the same invented name everywhere, and nothing is learned from how often one
 * word stands beside another.
 */
#include "privacy/mask_room.h"

#include <sodium.h>

/* ---- drawing ---- */

struct draw
draw_of(struct arena *mem, const unsigned char key[MASK_KEY_SIZE], const char *kind,
    struct str value, uint64_t turn, size_t points)
{
	unsigned char seed[randombytes_SEEDBYTES], *bytes;
	struct str folded = fold(mem, value);
	crypto_generichash_state state;
	size_t len = points * 2 + 64;

	crypto_generichash_init(&state, key, MASK_KEY_SIZE, sizeof(seed));
	crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
	crypto_generichash_update(&state, (const unsigned char *)&turn, sizeof(turn));
	crypto_generichash_update(&state,
	    (const unsigned char *)(folded.len == 0 ? "" : folded.at), folded.len);
	crypto_generichash_final(&state, seed, sizeof(seed));
	bytes = arena_alloc(mem, len);
	randombytes_buf_deterministic(bytes, len, seed);
	return (struct draw){ bytes, len };
}

unsigned
draw_next(struct draw *d)
{
	unsigned n;

	assert(d->left >= 2);
	n = (unsigned)d->at[0] << 8 | d->at[1];
	d->at += 2;
	d->left -= 2;
	return n;
}

uint64_t
draw_large(struct draw *d)
{
	uint64_t n = 0;

	for (int i = 0; i < 4; i++)
		n = n << 16 | draw_next(d);
	return n;
}

/* ---- letters ---- */

static const uint32_t vowels[] = { 'a', 'e', 'i', 'o', 'u', 'y' };
static const uint32_t consonants[] = { 'b', 'c', 'd', 'g', 'h', 'k', 'l', 'm', 'n', 'p',
	'r', 's', 't', 'v', 'f', 'j', 'q', 'w', 'x', 'z' };
static const uint32_t marked[] = { 0xE0, 0xE1, 0xE8, 0xE9, 0xEA, 0xEC, 0xF2, 0xF3, 0xF4,
	0xF9, 0xFA, 0x103, 0x1A1, 0x1B0, 0x1EA1, 0x1EA3, 0x1EA5, 0x1EBF, 0x1EC7, 0x1ED9,
	0x1EDB, 0x1EF1 };
static const uint32_t persian[] = { 0x627, 0x628, 0x67E, 0x62A, 0x62C, 0x686, 0x62D,
	0x62E, 0x62F, 0x630, 0x631, 0x632, 0x633, 0x634, 0x635, 0x637, 0x639, 0x63A,
	0x641, 0x642, 0x6A9, 0x6AF, 0x644, 0x645, 0x646, 0x648, 0x647, 0x6CC };
static const uint32_t han[] = { 0x4E00, 0x4E2D, 0x5927, 0x5929, 0x5C71, 0x6C34, 0x706B,
	0x6728, 0x91D1, 0x571F, 0x65E5, 0x6708, 0x660E, 0x5149, 0x6E05, 0x98CE, 0x4E91,
	0x96E8, 0x82B1, 0x8349, 0x6797, 0x68EE, 0x6CB3, 0x6D77, 0x57CE, 0x5E02, 0x8DEF,
	0x95E8, 0x65B0, 0x957F, 0x9AD8, 0x548C, 0x5E73, 0x5B89, 0x798F, 0x5BFF };

struct range {
	uint32_t from, to, first, count; /* others of it: first, and count of them */
};

/* Letters of other scripts, and all digits, a run of code points each. */
static const struct range ranges[] = { { '0', '9', '0', 10 }, { 0x660, 0x669, 0x660, 10 },
	{ 0x6F0, 0x6F9, 0x6F0, 10 }, { 0xFF10, 0xFF19, 0xFF10, 10 },
	{ 0x391, 0x3A9, 0x391, 17 }, { 0x3AC, 0x3CE, 0x3B1, 17 },
	{ 0x400, 0x42F, 0x410, 32 }, { 0x430, 0x45F, 0x430, 32 },
	{ 0x5D0, 0x5EA, 0x5D0, 27 }, { 0xE01, 0xE2E, 0xE01, 46 },
	{ 0x3041, 0x3096, 0x3042, 80 }, { 0x30A1, 0x30FA, 0x30A2, 80 },
	{ 0xAC00, 0xD7A3, 0xAC00, 11172 } };

/* Another one than p, if p is among them. */
static uint32_t
other_of(struct draw *d, const uint32_t *list, size_t count, uint32_t p)
{
	size_t i = draw_next(d) % (count - 1);

	for (size_t j = 0; j < count; j++)
		if (list[j] == p)
			return list[(j + 1 + i) % count];
	return list[i];
}

static uint32_t
of_range(struct draw *d, const struct range *r, uint32_t p)
{
	uint32_t at = draw_next(d) % (r->count - 1);

	if (p < r->first || p >= r->first + r->count)
		return r->first + at;
	return r->first + (p - r->first + 1 + at) % r->count;
}

static bool
is_vowel(uint32_t p)
{
	for (size_t i = 0; i < COUNT_OF(vowels); i++)
		if (vowels[i] == p)
			return true;
	return false;
}

static uint32_t
ascii_letter(struct draw *d, uint32_t p)
{
	bool upper = p >= 'A' && p <= 'Z';
	uint32_t low = upper ? p + 32 : p, to;

	to = is_vowel(low) ? other_of(d, vowels, COUNT_OF(vowels), low)
			   : other_of(d, consonants, COUNT_OF(consonants), low);
	return upper ? to - 32 : to;
}

/* Letters with marks, of which half are capitals: even above U+00FF, with few
 * exceptions that nobody minds. */
static uint32_t
marked_letter(struct draw *d, uint32_t p)
{
	bool upper = p <= 0xFF ? p <= 0xDE : p % 2 == (p >= 0x1AF && p <= 0x1B0);
	uint32_t to = other_of(d, marked, COUNT_OF(marked), upper ? 0 : p);

	if (!upper)
		return to;
	return to <= 0xFF ? to - 32 : to - 1;
}

/* What stays: blanks, signs, marks that join or stand above. */
static bool
is_sign(uint32_t p)
{
	return (p < 0xC0 && p != 0xAA && p != 0xB5 && p != 0xBA) || p == 0xD7 ||
	       p == 0xF7 || (p >= 0x2B0 && p <= 0x36F) || (p >= 0x60C && p <= 0x61F) ||
	       (p >= 0x64B && p <= 0x65F) || p == 0x66A || p == 0x66B || p == 0x66C ||
	       (p >= 0x2000 && p <= 0x206F) || (p >= 0x20A0 && p <= 0x20CF) ||
	       (p >= 0x3000 && p <= 0x303F) || (p >= 0xFF01 && p <= 0xFF0F) ||
	       (p >= 0xFF1A && p <= 0xFF20);
}

static uint32_t
letter(struct draw *d, uint32_t p)
{
	if ((p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z'))
		return ascii_letter(d, p);
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (p >= ranges[i].from && p <= ranges[i].to)
			return of_range(d, &ranges[i], p);
	if (is_sign(p))
		return p;
	if (p <= 0x24F || (p >= 0x1E00 && p <= 0x1EFF))
		return marked_letter(d, p);
	if (p >= 0x620 && p <= 0x6D5)
		return other_of(d, persian, COUNT_OF(persian), p);
	if ((p >= 0x3400 && p <= 0x9FFF) || (p >= 0xF900 && p <= 0xFAFF))
		return other_of(d, han, COUNT_OF(han), p);
	return 'x';
}

struct str
mask_letters(struct arena *mem, struct draw *d, struct str s)
{
	struct text t = TEXT_INIT(mem);
	size_t at = 0;

	text_c(&t, "");
	while (at < s.len)
		text_point(&t, letter(d, utf8_next(s, &at)));
	return text_done(&t);
}

/* ---- ways to reach somebody ---- */

/* Nobody has an address under .example (RFC 2606): a copy cannot write to anybody. */
static void
add_host(struct text *t, struct draw *d, struct str host)
{
	size_t end = host.len;

	for (size_t i = 0; i < host.len; i++)
		if (host.at[i] == '.')
			end = i;
	host = (struct str){ host.at, end };
	text_str(t, mask_letters(t->mem, d, host));
	text_c(t, ".example");
}

struct str
mask_email(struct arena *mem, struct draw *d, struct str s)
{
	struct text t = TEXT_INIT(mem);
	struct str local, host;

	if (!str_cut(s, '@', &local, &host))
		return mask_letters(mem, d, s);
	text_str(&t, mask_letters(mem, d, local));
	text_char(&t, '@');
	add_host(&t, d, host);
	return text_done(&t);
}

struct str
mask_url(struct arena *mem, struct draw *d, struct str s)
{
	struct text t = TEXT_INIT(mem);
	size_t from = str_find(s, STR("://")), to;

	from = from == s.len ? 0 : from + 3;
	for (to = from; to < s.len && strchr("/?#:", s.at[to]) == NULL;)
		to++;
	text_c(&t, "https://");
	add_host(&t, d, (struct str){ s.at + from, to - from });
	text_str(&t, mask_letters(mem, d, (struct str){ s.at + to, s.len - to }));
	return text_done(&t);
}

#define PHONE_LONG 10 /* signs from which on country and network are another's too */
#define PHONE_HEAD 5  /* "+8491" */

struct str
mask_phone(struct arena *mem, struct draw *d, struct str s)
{
	size_t head =
	    s.len >= PHONE_LONG && s.at[0] == '+' && s.at[1] != '.' ? PHONE_HEAD : 0;
	struct text t = TEXT_INIT(mem);

	text_add(&t, s.at, head);
	text_str(&t, mask_letters(mem, d, (struct str){ s.at + head, s.len - head }));
	return text_done(&t);
}

/* ---- rich text ---- */

/* "<a href=…>" as "<a>"; answers what is behind it. */
static size_t
add_tag(struct text *t, struct str s, size_t at)
{
	size_t end = at;

	while (end < s.len && s.at[end] != '>')
		end++;
	text_char(t, s.at[at++]);
	if (at < end && s.at[at] == '/')
		text_char(t, s.at[at++]);
	while (at < end && ((s.at[at] >= 'a' && s.at[at] <= 'z') ||
			       (s.at[at] >= '0' && s.at[at] <= '9')))
		text_char(t, s.at[at++]);
	text_char(t, '>');
	return end < s.len ? end + 1 : end;
}

/* "&amp;" is a sign and stays one; a number may be a letter. */
static size_t
skip_sign(struct text *t, struct str s, size_t at)
{
	size_t end = at + 1;

	while (end < s.len && end < at + 10 && s.at[end] != ';')
		end++;
	text_c(t, "&amp;");
	return end < s.len && s.at[end] == ';' ? end + 1 : at + 1;
}

struct str
mask_html(struct arena *mem, struct draw *d, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t at = 0; at < s.len;) {
		size_t from = at;

		while (at < s.len && s.at[at] != '<' && s.at[at] != '&')
			at++;
		text_str(
		    &t, mask_letters(mem, d, (struct str){ s.at + from, at - from }));
		if (at < s.len)
			at = s.at[at] == '<' ? add_tag(&t, s, at) : skip_sign(&t, s, at);
	}
	return text_done(&t);
}
