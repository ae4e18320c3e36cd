/*
 * file.c - answers that are files: whole, or the part that was asked for.
 *
 * A file is a stranger's: it is shown in a page without scripts or forms
 * unless the handler says otherwise.
 *
 * src   RFC 9110 §14, RFC 6266, RFC 8187
 */
#include "http/inside.h"

#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

int
http_range_read(struct str range, uint64_t size, uint64_t *first, uint64_t *len)
{
	struct str from, to;
	int64_t a = 0, b = 0;

	if (!str_starts(range, "bytes=") || memchr(range.at, ',', range.len) != NULL)
		return 200;
	range.at += 6, range.len -= 6;
	if (!str_cut(range, '-', &from, &to))
		return 200;
	if ((from.len > 0 && (!str_int(from, &a) || a < 0)) ||
	    (to.len > 0 && (!str_int(to, &b) || b < 0)) || (from.len == 0 && to.len == 0))
		return 200;
	if (from.len == 0) {
		if (b == 0 || size == 0)
			return 416;
		*len = (uint64_t)b < size ? (uint64_t)b : size;
		*first = size - *len;
		return 206;
	}
	if ((uint64_t)a >= size)
		return 416;
	if (to.len > 0 && b < a)
		return 200;
	*first = (uint64_t)a;
	*len = (to.len > 0 && (uint64_t)b < size ? (uint64_t)b + 1 : size) - *first;
	return 206;
}

struct str
http_disposition(struct arena *mem, struct str name)
{
	struct text t = TEXT_INIT(mem);

	name = text_name(mem, name);
	text_c(&t, "attachment; filename=\"");
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.at[i];

		if (c >= 0x80 && (c & 0xc0) == 0x80)
			continue;
		text_char(&t, isalnum(c) || strchr(" .-_()", (char)c) ? (char)c : '_');
	}
	text_c(&t, "\"; filename*=UTF-8''");
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.at[i];

		if (isalnum(c) || (c != '\0' && strchr(".-_", (char)c)))
			text_char(&t, (char)c);
		else
			text_printf(&t, "%%%02X", c);
	}
	return text_done(&t);
}

static void
guard(struct req *r)
{
	const struct exchange *x = (const struct exchange *)(const void *)r;

	for (size_t i = 0; i < x->headers.count; i++)
		if (strcasecmp(x->headers.at[i].name, "Content-Security-Policy") == 0)
			return;
	req_header_set(r, "Content-Security-Policy", STR(HTTP_CSP_FILE));
}

void
req_reply_file(struct req *r, int fd, const char *type, struct str download)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct str range = req_header(r, "Range");
	uint64_t first = 0, len;
	struct stat about;
	int status = 200;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		close(fd);
		answer_plain(x, 500);
		return;
	}
	len = (uint64_t)about.st_size;
	if (range.len > 0 && req_header(r, "If-Range").len == 0)
		status = http_range_read(range, len, &first, &len);
	guard(r);
	req_header_set(r, "Accept-Ranges", STR("bytes"));
	if (status == 416) {
		close(fd);
		req_header_set(r, "Content-Range",
		    str_printf(r->mem, "bytes */%" PRIu64, (uint64_t)about.st_size));
		answer_plain(x, 416);
		return;
	}
	if (status == 206)
		req_header_set(r, "Content-Range",
		    str_printf(r->mem, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first,
			first + len - 1, (uint64_t)about.st_size));
	if (download.at != NULL)
		req_header_set(
		    r, "Content-Disposition", http_disposition(r->mem, download));
	x->length = len;
	answer(x, status, type, MHD_create_response_from_fd_at_offset64(len, fd, first));
}
