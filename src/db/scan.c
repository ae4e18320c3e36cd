/*
 * scan.c - is what was deleted gone from where it was stored?
 *
 * Of SQLite the bytes of the file and of its log are read, as anybody could who
 * has them: rows, indexes, free pages.  Of PostgreSQL, whose files are its own,
 * every row is looked at as text.
 */
#include "db/room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define PART ((size_t)1 << 20)
#define TEXT_BYTES_MAX ((size_t)4 << 10)

static int64_t
count_in(const char *at, size_t len, struct str text)
{
	const char *end = at + len;
	int64_t n = 0;

	while ((at = memmem(at, (size_t)(end - at), text.at, text.len)) != NULL) {
		n++;
		at++;
	}
	return n;
}

/* Parts overlap, so that nothing is missed at a border; what stands whole in the
 * overlap is counted with the part before. */
static enum err
scan_file(const char *path, const struct str *texts, size_t count, struct db_place *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *buffer = memory_room(PART + TEXT_BYTES_MAX);
	size_t held = 0;
	ssize_t n = fd < 0 ? -1 : 0;

	while (fd >= 0 && (n = read(fd, buffer + held, PART)) > 0) {
		size_t len = held + (size_t)n, keep;

		for (size_t i = 0; i < count; i++) {
			size_t from = held < texts[i].len ? 0 : held - texts[i].len + 1;

			out->hits += count_in(buffer + from, len - from, texts[i]);
		}
		keep = len < TEXT_BYTES_MAX ? len : TEXT_BYTES_MAX;
		memmove(buffer, buffer + len - keep, keep);
		held = keep;
		out->bytes += n;
	}
	if (fd >= 0)
		close(fd);
	free(buffer);
	return n == 0 || errno == ENOENT ? OK : ERR_DOWN;
}

static enum err
scan_files(struct db *db, struct arena *mem, const struct str *texts, size_t text_count,
    struct db_place **out, size_t *count)
{
	static const char *const ends[] = { "", "-wal", "-journal" };

	*out = arena_array(mem, struct db_place, COUNT_OF(ends));
	*count = 0;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct db_place *place = &(*out)[*count];
		char *path =
		    str_c(mem, str_printf(mem, "%s%s", db->engine->url, ends[i]));

		if (access(path, F_OK) != 0)
			continue;
		place->name = str_of(path);
		TRY(scan_file(path, texts, text_count, place));
		(*count)++;
	}
	return OK;
}

static enum err
scan_table(struct db *db, struct arena *mem, const struct str *texts, size_t text_count,
    struct db_place *place)
{
	for (size_t i = 0; i < text_count; i++) {
		struct sql q = SQL_INIT(mem);
		int64_t n;

		sql_text(&q, "select count(*) from ");
		sql_name(&q, place->name);
		sql_text(&q, " t where ");
		text_c(&q.text, db->engine->driver->dialect.whole_row);
		sql_str(&q, texts[i]);
		sql_text(&q, ") > 0");
		TRY(db_int(db, &q, ERR_BUG, &n));
		place->hits += n;
	}
	return OK;
}

enum err
db_scan(struct db *db, struct arena *mem, const struct str *texts, size_t text_count,
    struct db_place **out, size_t *count)
{
	struct db_column *columns;
	size_t column_count;

	for (size_t i = 0; i < text_count; i++)
		if (texts[i].len == 0 || texts[i].len > TEXT_BYTES_MAX)
			return ERR_LARGE;
	if (db->engine->driver->dialect.whole_row == NULL)
		return scan_files(db, mem, texts, text_count, out, count);
	TRY(db_catalogue(db, mem, &columns, &column_count));
	*out = arena_array(mem, struct db_place, column_count + 1);
	*count = 0;
	for (size_t i = 0; i < column_count; i++) {
		struct db_place *place = &(*out)[*count];

		if (i > 0 && str_same(columns[i].table, columns[i - 1].table))
			continue;
		place->name = columns[i].table;
		TRY(scan_table(db, mem, texts, text_count, place));
		(*count)++;
	}
	return OK;
}

enum err
db_scrub(struct db *db)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	const char *text = db->engine->driver->dialect.scrub;
	struct sql q = SQL_INIT(mem);
	int64_t busy = 0;

	assert(db->depth == 0);
	if (text == NULL)
		return OK;
	text_c(&q.text, text);
	TRY(db_int(db, &q, ERR_BUG, &busy));
	return busy == 0 ? OK : ERR_AGAIN;
}
