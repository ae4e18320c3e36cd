/*
 * charset.c - in which charset a file of text was written.
 *
 * A mark at the beginning decides; then NUL bytes at every second place
 * (UTF-16); then whether the whole file is UTF-8.  What is left was written by
 * an old program: Chinese and Vietnamese are known by rules of their own,
 * because on short texts ICU's statistics take both for Western; ICU is asked
 * about the other scripts, and Windows-1252 is the answer of last resort.
 */
#include "paper/inside.h"

#include <strings.h>
#include <unicode/ucsdet.h>
#include <unistd.h>

#define SCAN_MAX ((int64_t)256 << 20) /* bytes looked at before we believe */
#define SAMPLE_MAX ((size_t)64 << 10)

static const char *const known[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252",
	"windows-1258", "windows-1256", "windows-1251", "windows-1250", "GB18030", "Big5",
	"Shift_JIS", "EUC-KR" };

const char *
charset_known(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcasecmp(known[i], name) == 0)
			return known[i];
	if (strcasecmp(name, "GBK") == 0 || strcasecmp(name, "GB2312") == 0)
		return "GB18030";
	return NULL;
}

/* What one pass over the file learns; the sample begins at the first byte
 * that is not ASCII. */
struct scan {
	unsigned left;           /* bytes that the UTF-8 sequence still wants */
	unsigned char low, high; /* what the next of them may be */
	uint64_t good, bad;      /* sequences */
	unsigned char sample[SAMPLE_MAX];
	size_t sample_len;
};

/* RFC 3629 §4: how many bytes follow the first, and the second's range. */
static void
scan_lead(struct scan *s, unsigned char c)
{
	s->low = 0x80;
	s->high = 0xBF;
	s->left = 0;
	if (c >= 0xC2 && c <= 0xF4)
		s->left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	if (s->left == 0 && c >= 0x80)
		s->bad++;
	if (c == 0xE0)
		s->low = 0xA0;
	else if (c == 0xED)
		s->high = 0x9F;
	else if (c == 0xF0)
		s->low = 0x90;
	else if (c == 0xF4)
		s->high = 0x8F;
}

static bool
eight_plain(const unsigned char *at)
{
	uint64_t eight;

	memcpy(&eight, at, sizeof(eight));
	return (eight & UINT64_C(0x8080808080808080)) == 0;
}

static void
scan_bytes(struct scan *s, const unsigned char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		while (s->left == 0 && i + 8 <= len && eight_plain(at + i))
			i += 8;
		if (i == len)
			return;
		if (s->left == 0) {
			scan_lead(s, at[i]);
		} else if (at[i] >= s->low && at[i] <= s->high) {
			s->low = 0x80;
			s->high = 0xBF;
			s->good += --s->left == 0;
		} else {
			s->bad++;
			scan_lead(s, at[i]);
		}
	}
}

static void
scan_sample(struct scan *s, const unsigned char *at, size_t len)
{
	size_t from = 0;

	if (s->sample_len == 0) {
		while (from < len && at[from] < 0x80)
			from++;
		from -= from > 0 && from < len; /* the letter before belongs to it */
	}
	len -= from;
	if (len > SAMPLE_MAX - s->sample_len)
		len = SAMPLE_MAX - s->sample_len;
	memcpy(s->sample + s->sample_len, at + from, len);
	s->sample_len += len;
}

static bool
is_typed(unsigned char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r';
}

/*
 * UTF-16: each comma and each line's end has a NUL beside it, even in Chinese,
 * and letters of ASCII hardly ever meet in one unit (they would be symbols of
 * U+20xx to U+4Dxx).
 *
 * in    high  the place of the upper byte in a unit, 0 or 1
 */
static bool
is_wide(const unsigned char *at, size_t len, size_t high)
{
	size_t nul = 0, other = 0, plain = 0;

	for (size_t i = 0; i + 1 < len; i += 2) {
		unsigned char up = at[i + high], low = at[i + 1 - high];

		nul += up == 0;
		other += low == 0;
		plain += is_typed(low) && is_typed(up) && up < 0x4E;
	}
	return nul > 1 && nul * 64 >= len && other * 20 <= nul && plain * 20 <= nul;
}

static const char *
mark_guess(const unsigned char *at, size_t len)
{
	if (len >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
		return "UTF-8";
	if (len >= 4 && memcmp(at, "\x84\x31\x95\x33", 4) == 0)
		return "GB18030";
	if (len >= 2 && memcmp(at, "\xFF\xFE", 2) == 0)
		return "UTF-16LE";
	if (len >= 2 && memcmp(at, "\xFE\xFF", 2) == 0)
		return "UTF-16BE";
	return is_wide(at, len, 1) ? "UTF-16LE" : is_wide(at, len, 0) ? "UTF-16BE" : NULL;
}

/*
 * Chinese: pairs throughout, nearly all of them in the rows of GB 2312, and
 * most in its first level, the 3755 characters of daily use.
 */
static bool
is_chinese(const unsigned char *at, size_t len)
{
	size_t pairs = 0, bad = 0, plane = 0, daily = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		unsigned char lead = at[i], trail = at[i + 1];

		if (lead < 0x80)
			continue;
		i++;
		pairs++;
		if (lead == 0x80 || lead == 0xFF || trail < 0x30 || trail == 0x7F ||
		    trail == 0xFF) {
			bad++;
			i--;
		} else if (trail < 0x40) {
			i += 2; /* four bytes */
		} else if (lead >= 0xA1 && lead <= 0xF7 && trail >= 0xA1) {
			plane++;
			daily += lead <= 0xA3 || (lead >= 0xB0 && lead <= 0xD7);
		}
	}
	return pairs > 0 && bad * 100 <= pairs && plane * 100 >= pairs * 80 &&
	       daily * 100 >= pairs * 60;
}

static bool
is_vowel(unsigned char c)
{
	static const char vowels[] = "aeiouyAEIOUY"
				     "\xE2\xEA\xF4\xE3\xF5\xFD\xC2\xCA\xD4\xC3\xD5\xDD";

	return c != 0 && strchr(vowels, c) != NULL;
}

/*
 * Vietnamese: its tone marks (grave, acute, hook, tilde, dot) are bytes of
 * their own behind the vowel.  In Western text the same bytes are Ì ì Ò Þ ò,
 * which follow consonants and hardly ever a vowel.
 */
static bool
is_vietnamese(const unsigned char *at, size_t len)
{
	size_t behind_vowel = 0, elsewhere = 0;

	for (size_t i = 1; i < len; i++) {
		if (strchr("\xCC\xEC\xD2\xDE\xF2", at[i]) == NULL || at[i] == 0)
			continue;
		if (is_vowel(at[i - 1]))
			behind_vowel++;
		else
			elsewhere++;
	}
	return behind_vowel > elsewhere * 3;
}

/* Scripts that are not Latin stand in runs; accents stand alone. */
static bool
stands_in_runs(const unsigned char *at, size_t len)
{
	size_t high = 0, in_run = 0;

	for (size_t i = 0; i < len; i++) {
		if (at[i] < 0x80)
			continue;
		high++;
		if ((i > 0 && at[i - 1] >= 0x80) || (i + 1 < len && at[i + 1] >= 0x80))
			in_run++;
	}
	return high > 0 && in_run * 100 >= high * 70;
}

static const char *
ask_icu(const unsigned char *at, size_t len)
{
	UErrorCode e = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&e);
	const UCharsetMatch **found;
	const char *name, *answer = NULL;
	int32_t count = 0;

	ucsdet_setText(detector, (const char *)at, (int32_t)len, &e);
	found = ucsdet_detectAll(detector, &count, &e);
	for (int32_t i = 0; U_SUCCESS(e) && i < count && answer == NULL; i++) {
		name = ucsdet_getName(found[i], &e);
		if (strcmp(name, "ISO-8859-6") == 0)
			name = "windows-1256";
		else if (strcmp(name, "ISO-8859-5") == 0)
			name = "windows-1251";
		if (strncmp(name, "UTF", 3) != 0 && strcmp(name, "windows-1252") != 0)
			answer = charset_known(name);
	}
	ucsdet_close(detector);
	return answer;
}

static const char *
old_guess(const struct scan *s)
{
	const char *answer = NULL;

	if (is_chinese(s->sample, s->sample_len))
		return "GB18030";
	if (is_vietnamese(s->sample, s->sample_len))
		return "windows-1258";
	if (stands_in_runs(s->sample, s->sample_len))
		answer = ask_icu(s->sample, s->sample_len);
	return answer != NULL ? answer : "windows-1252";
}

const char *
charset_guess(int fd)
{
	struct scan *s = memory_new(1, sizeof(*s));
	unsigned char *chunk = memory_room(FEED_CHUNK);
	const char *answer = NULL;
	int64_t at = 0;
	ssize_t n;

	while ((n = pread(fd, chunk, FEED_CHUNK, at)) > 0 && at < SCAN_MAX) {
		if (at == 0 && (answer = mark_guess(chunk, (size_t)n)) != NULL)
			break;
		scan_bytes(s, chunk, (size_t)n);
		scan_sample(s, chunk, (size_t)n);
		at += n;
	}
	s->bad += s->left > 0; /* cut off at the end */
	/* a few torn letters in a long text do not make it another charset */
	if (answer == NULL && n >= 0)
		answer = s->bad * 20 <= s->good ? "UTF-8" : old_guess(s);
	free(chunk);
	free(s);
	return answer;
}
