/*
 * scene_files.c - what is stored beside the database: how much, and since when; and what
 * is in a file that is a zip.
 */
#include "scene.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

static size_t count;
static time_t since;

static int
count_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)path, (void)st, (void)at;
	count += kind == FTW_F;
	return 0;
}

static int
age_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct timespec times[] = { { since, 0 }, { since, 0 } };

	(void)st, (void)at;
	if (kind == FTW_F)
		utimensat(AT_FDCWD, path, times, 0);
	return 0;
}

static void
walk(const struct play *p, const char *end, __nftw_func_t each)
{
	char path[120];

	snprintf(path, sizeof(path), "%s/scene.db.%s", p->dir, end);
	(void)nftw(path, each, 16, FTW_PHYS);
}

size_t
files_of(const struct play *p, const char *end)
{
	count = 0;
	walk(p, end, count_file);
	return count;
}

void
files_age(const struct play *p, int days)
{
	since = time(NULL) - (time_t)days * 86400;
	walk(p, "files", age_file);
	walk(p, "spool", age_file);
}

/* A part of it as text, the caller's to free; NULL: there is none. */
char *
unpacked(const struct bytes *file, const char *name)
{
	zip_source_t *source = zip_source_buffer_create(file->at, file->len, 0, NULL);
	zip_t *zip =
	    source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, NULL);
	zip_file_t *part = zip == NULL ? NULL : zip_fopen(zip, name, 0);
	char *text = NULL;
	zip_stat_t s;

	if (part != NULL && zip_stat(zip, name, 0, &s) == 0) {
		zip_int64_t len;

		text = calloc(1, s.size + 1);
		len = zip_fread(part, text, s.size);
		text[len < 0 ? 0 : len] = '\0';
	}
	if (part != NULL)
		zip_fclose(part);
	if (zip != NULL)
		zip_discard(zip);
	else if (source != NULL)
		zip_source_free(source);
	return text;
}
