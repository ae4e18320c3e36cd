/*
 * feed.c - bytes of any charset as a sliding window of UTF-8.
 */
#include "paper/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unistd.h>

/* UTF-8 goes straight into the window; its cells are checked one by one. */
static enum err
feed_convert_from(struct feed *f, const char *charset)
{
	UErrorCode e = U_ZERO_ERROR;

	if (strcmp(charset, "UTF-8") == 0)
		return OK;
	f->from = ucnv_open(charset, &e);
	f->to = ucnv_open("UTF-8", &e);
	if (U_FAILURE(e))
		return ERR_INPUT;
	f->raw = memory_room(FEED_CHUNK);
	f->pivot = memory_room(FEED_CHUNK * sizeof(uint16_t));
	f->pivot_from = f->pivot_to = f->pivot;
	return OK;
}

/*
 * in    charset  one of charset_known(), or NULL: find it out
 * out   found    the charset
 */
enum err
feed_open(struct feed *f, const char *path, const char *charset, const char **found)
{
	struct stat about;

	*f = (struct feed){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (f->fd < 0)
		return errno == ENOENT ? ERR_ABSENT : ERR_DOWN;
	if (fstat(f->fd, &about) != 0 || !S_ISREG(about.st_mode))
		return ERR_DOWN;
	f->size = about.st_size;
	if (charset == NULL && (charset = charset_guess(f->fd)) == NULL)
		return ERR_DOWN;
	f->win = memory_room(FEED_WINDOW);
	*found = charset;
	return feed_convert_from(f, charset);
}

void
feed_close(struct feed *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->from != NULL)
		ucnv_close(f->from);
	if (f->to != NULL)
		ucnv_close(f->to);
	free(f->raw);
	free(f->pivot);
	free(f->win);
}

static size_t
feed_read(struct feed *f, char *at, size_t size)
{
	ssize_t n = pread(f->fd, at, size, f->read);

	if (n <= 0) {
		f->failed |= n < 0;
		f->eof = true;
		return 0;
	}
	f->read += n;
	return (size_t)n;
}

static void
feed_convert(struct feed *f)
{
	UErrorCode e = U_ZERO_ERROR;
	char *to = f->win + f->end;
	const char *from;

	if (f->raw_at == f->raw_end && !f->eof) {
		f->raw_at = 0;
		f->raw_end = feed_read(f, f->raw, FEED_CHUNK);
	}
	from = f->raw + f->raw_at;
	ucnv_convertEx(f->to, f->from, &to, f->win + FEED_WINDOW, &from,
	    f->raw + f->raw_end, (UChar *)f->pivot, (UChar **)&f->pivot_from,
	    (UChar **)&f->pivot_to, (UChar *)f->pivot + FEED_CHUNK, false, f->eof, &e);
	f->raw_at = (size_t)(from - f->raw);
	f->end = (size_t)(to - f->win);
	if (U_FAILURE(e) && e != U_BUFFER_OVERFLOW_ERROR)
		f->failed = true;
}

static size_t
feed_room(const struct feed *f)
{
	return FEED_WINDOW - f->end < FEED_CHUNK ? FEED_WINDOW - f->end : FEED_CHUNK;
}

bool
feed_fill(struct feed *f)
{
	size_t before;

	memmove(f->win, f->win + f->keep, f->end - f->keep);
	f->at -= f->keep;
	f->end -= f->keep;
	f->keep = 0;
	before = f->end;
	while (f->end == before && f->end < FEED_WINDOW && !f->failed) {
		bool last = f->eof;

		if (f->from != NULL)
			feed_convert(f);
		else if (!f->eof)
			f->end += feed_read(f, f->win + f->end, feed_room(f));
		if (last)
			break;
	}
	if (!f->started && f->end >= 3) {
		f->started = true;
		if (memcmp(f->win, "\xEF\xBB\xBF", 3) == 0)
			f->at = f->keep = 3;
	}
	return f->end > before;
}

int64_t
feed_done(const struct feed *f)
{
	int64_t ahead = (int64_t)(f->end - f->at);

	/* what was converted has another size by now; near enough for a bar */
	ahead += (int64_t)(f->raw_end - f->raw_at);
	return f->read > ahead ? f->read - ahead : 0;
}
