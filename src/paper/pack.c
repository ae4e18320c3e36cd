/*
 * pack.c - a zip of an office, opened within limits before anything is unpacked.
 *
 * src  ECMA-376 part 2; trust V22
 */
#include "paper/inside.h"

#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

#define SMALL_PART ((uint64_t)1 << 20) /* below this no ratio is a bomb */
#define TAIL_MAX (65536 + 64)          /* where the directory's end is found */

static uint64_t
little(const unsigned char *at, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | at[bytes];
	return n;
}

/*
 * How many entries the directory claims, read by hand: libzip makes room for
 * all of them before anyone can ask.  0: there is no directory.
 */
static uint64_t
entries_claimed(const char *path)
{
	unsigned char *tail = memory_room(TAIL_MAX), far_end[56];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = lseek(fd, 0, SEEK_END);
	off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
	ssize_t len = tail == NULL ? -1 : pread(fd, tail, TAIL_MAX, from);
	uint64_t count = 0;

	for (ssize_t i = len - 22; i >= 0; i--) {
		if (memcmp(tail + i, "PK\5\6", 4) != 0)
			continue;
		count = little(tail + i + 10, 2);
		if (i >= 20 && memcmp(tail + i - 20, "PK\6\7", 4) == 0 &&
		    pread(fd, far_end, sizeof(far_end),
			(off_t)little(tail + i - 12, 8)) == (ssize_t)sizeof(far_end))
			count = little(far_end + 32, 8);
		break;
	}
	if (fd >= 0)
		close(fd);
	free(tail);
	return count;
}

/* Sizes are as the directory says; part.c holds the unpacking to them. */
static bool
is_bomb(zip_t *zip, const struct pack_limits *limits)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	uint64_t packed = 0, unpacked = 0;

	if (count > limits->entries)
		return true;
	for (zip_int64_t i = 0; i < count; i++) {
		zip_stat_t s;

		if (zip_stat_index(zip, (zip_uint64_t)i, 0, &s) != 0)
			continue;
		if (s.size > limits->part ||
		    (s.size > SMALL_PART && s.size / XLSX_RATIO_MAX > s.comp_size))
			return true;
		packed += s.comp_size;
		unpacked += s.size;
	}
	return unpacked > limits->all ||
	       (unpacked > SMALL_PART && unpacked / XLSX_RATIO_MAX > packed);
}

static int64_t
zip_chunk(void *from, void *at, uint64_t size)
{
	return zip_fread(from, at, size);
}

enum err
pack_open(const char *path, const struct pack_limits *limits, zip_t **out)
{
	*out = NULL;
	if (entries_claimed(path) > (uint64_t)limits->entries)
		return ERR_LARGE;
	*out = zip_open(path, ZIP_RDONLY, NULL);
	if (*out == NULL)
		return ERR_INPUT;
	return is_bomb(*out, limits) ? ERR_LARGE : OK;
}

enum err
pack_part(
    zip_t *zip, const char *name, uint64_t size_max, struct part *p, zip_file_t **file)
{
	zip_int64_t at = zip_name_locate(zip, name, ZIP_FL_NOCASE);
	zip_stat_t s;

	if (at < 0)
		return ERR_ABSENT;
	if (zip_stat_index(zip, (zip_uint64_t)at, 0, &s) != 0 ||
	    (s.comp_method != ZIP_CM_STORE && s.comp_method != ZIP_CM_DEFLATE))
		return ERR_FORM;
	if (s.size > size_max)
		return ERR_LARGE;
	*file = zip_fopen_index(zip, (zip_uint64_t)at, 0);
	if (*file == NULL)
		return ERR_FORM;
	p->read = zip_chunk;
	p->from = *file;
	p->size = s.size;
	return OK;
}

enum err
pack_run(zip_t *zip, const char *name, uint64_t size_max, struct part *p)
{
	zip_file_t *file = NULL;
	enum err e = pack_part(zip, name, size_max, p, &file);

	if (e == OK)
		e = part_run(p);
	if (file != NULL)
		zip_fclose(file);
	return e;
}
