/*
 * decode.c - what clients write in addresses and heads, read strictly.
 *
 * Every escape is decoded exactly once, and what two readers could understand
 * differently is refused, not mended.
 *
 * src   RFC 3986 §2.1, RFC 6265 §4.2, RFC 9110 §7.2 §12.5.3
 */
#include "http/inside.h"

#include <ctype.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* out has room for raw.len + 1. */
bool
percent_decode(struct str raw, bool plus, char *out, size_t *len)
{
	size_t n = 0;

	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.at[i];

		if (plus && c == '+') {
			c = ' ';
		} else if (c == '%') {
			if (raw.len - i < 3)
				return false;
			if (hex(raw.at[i + 1]) < 0 || hex(raw.at[i + 2]) < 0)
				return false;
			c = (char)(hex(raw.at[i + 1]) << 4 | hex(raw.at[i + 2]));
			i += 2;
		}
		if (c == '\0')
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	*len = n;
	return utf8_valid((struct str){ out, n });
}

static bool
segment_fine(struct str s, bool last)
{
	if (s.len == 0)
		return last;
	return !str_is(s, ".") && !str_is(s, "..");
}

static bool
segments_fine(struct str path)
{
	struct str segment;

	if (!str_starts(path, "/"))
		return false;
	path.at++, path.len--;
	while (str_cut(path, '/', &segment, &path))
		if (!segment_fine(segment, false))
			return false;
	return segment_fine(path, true);
}

/*
 * An escaped slash would be a slash for us and a letter for a proxy, and a
 * backslash the other way round: neither comes in.
 */
static bool
slashes_plain(struct str raw)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.at[i] == '\\')
			return false;
		if (raw.len - i >= 3 && raw.at[i] == '%' &&
		    (strncasecmp(raw.at + i, "%2f", 3) == 0 ||
			strncasecmp(raw.at + i, "%5c", 3) == 0))
			return false;
	}
	return true;
}

bool
path_decode(struct str raw, char *out, size_t *len)
{
	if (!slashes_plain(raw) || !percent_decode(raw, false, out, len))
		return false;
	for (size_t i = 0; i < *len; i++)
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
			return false;
	return segments_fine((struct str){ out, *len });
}

bool
http_path_decode(struct arena *mem, struct str raw, struct str *out)
{
	char *at = arena_alloc(mem, raw.len + 1);
	size_t len;

	if (!path_decode(raw, at, &len))
		return false;
	*out = (struct str){ at, len };
	return true;
}

bool
http_query_decode(struct arena *mem, struct str raw, struct str *out)
{
	char *at = arena_alloc(mem, raw.len + 1);
	size_t len;

	if (!percent_decode(raw, true, at, &len))
		return false;
	*out = (struct str){ at, len };
	return true;
}

bool
http_cookie_next(struct str *rest, struct str *name, struct str *value)
{
	while (rest->len > 0) {
		struct str one, after = STR_NONE;

		if (!str_cut(*rest, ';', &one, &after))
			one = *rest;
		*rest = after;
		if (!str_cut(one, '=', name, value))
			continue;
		*name = str_trim(*name);
		*value = str_trim(*value);
		if (value->len >= 2 && value->at[0] == '"' &&
		    value->at[value->len - 1] == '"')
			*value = (struct str){ value->at + 1, value->len - 2 };
		if (name->len > 0)
			return true;
	}
	return false;
}

/* "q=0.25" in thousandths; what cannot be read counts as not at all. */
static int
quality_read(struct str params)
{
	struct str one;
	int quality = 0, unit = 1000;

	while (str_cut(params, ';', &one, &params))
		if (str_starts(str_trim(one), "q=") || str_starts(str_trim(one), "Q="))
			return quality_read(one);
	params = str_trim(params);
	if (!str_starts(params, "q=") && !str_starts(params, "Q="))
		return 1000;
	for (size_t i = 2; i < params.len && unit > 0; i++) {
		if (params.at[i] == '.' && i == 3)
			continue;
		if (params.at[i] < '0' || params.at[i] > '9')
			return 0;
		quality += (params.at[i] - '0') * unit;
		unit /= 10;
	}
	return quality > 1000 ? 1000 : quality;
}

int
http_coding_quality(struct str accept, const char *coding)
{
	int any = 0;

	while (accept.len > 0) {
		struct str one, after = STR_NONE, name, params;
		int quality = 1000;

		if (!str_cut(accept, ',', &one, &after))
			one = accept;
		accept = after;
		name = str_trim(one);
		if (str_cut(one, ';', &name, &params)) {
			name = str_trim(name);
			quality = quality_read(params);
		}
		if (name.len == strlen(coding) &&
		    strncasecmp(name.at, coding, name.len) == 0)
			return quality;
		if (str_is(name, "*"))
			any = quality;
	}
	return any;
}

static bool
port_fine(struct str port)
{
	int64_t n;

	if (port.len == 0)
		return true;
	return port.len <= 5 && str_int(port, &n) && n >= 0 && n <= 65535;
}

/* A name, an IPv4 address or an IPv6 address in brackets; perhaps a port. */
bool
http_host_valid(struct str host)
{
	struct str port = STR_NONE;
	size_t i = 0;

	if (host.len == 0 || host.len > 255)
		return false;
	if (host.at[0] == '[') {
		struct str inside;

		if (!str_cut(host, ']', &inside, &port) || inside.len < 3)
			return false;
		for (i = 1; i < inside.len; i++)
			if (hex(inside.at[i]) < 0 && strchr(":.", inside.at[i]) == NULL)
				return false;
		if (port.len > 0 && port.at[0] != ':')
			return false;
		return port_fine(
		    (struct str){ port.at + (port.len > 0), port.len - (port.len > 0) });
	}
	while (i < host.len && (isalnum((unsigned char)host.at[i]) ||
				   (host.at[i] != '\0' && strchr(".-_", host.at[i]))))
		i++;
	if (i == 0 || (i < host.len && host.at[i] != ':'))
		return false;
	return i == host.len ||
	       port_fine((struct str){ host.at + i + 1, host.len - i - 1 });
}
