/*
 * tree.c - the folder of files as a whole: copied, listed, removed.
 */
#include "file/room.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

/* A file that is gone since it was listed was on its way, not part of anything. */
static enum err
copy_bytes(const char *from, const char *to, const struct stat *st)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out;
	ssize_t n = 1;
	bool ok;

	if (in < 0)
		return errno == ENOENT ? OK : file_err();
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st->st_mode & 0777);
	while (out >= 0 && n > 0)
		n = sendfile(out, in, NULL, 1 << 20);
	ok = out >= 0 && n == 0 && fsync(out) == 0;
	close(in);
	if (out >= 0)
		close(out);
	return ok ? OK : file_err();
}

/* What nobody may write any more is not copied but named once more. */
static enum err
copy_file(const char *from, const char *to, const struct stat *st)
{
	if ((st->st_mode & 0222) == 0 && link(from, to) == 0)
		return OK;
	return copy_bytes(from, to, st);
}

static enum err
copy_entry(const FTSENT *entry, size_t skip, const char *to)
{
	char path[PATH_SIZE];

	if (snprintf(path, sizeof(path), "%s%s", to, entry->fts_path + skip) >= PATH_SIZE)
		return ERR_LARGE;
	switch (entry->fts_info) {
	case FTS_D: return mkdir(path, 0700) == 0 ? OK : file_err();
	case FTS_DP: return file_sync_dir(path);
	case FTS_F: return copy_file(entry->fts_path, path, entry->fts_statp);
	case FTS_DNR: return ERR_DOWN;
	default: return OK; /* gone meanwhile, or nothing that Kith put there */
	}
}

enum err
file_copy_all(const char *from, const char *to)
{
	char root[PATH_SIZE];
	char *roots[] = { root, NULL };
	enum err e = OK;
	FTSENT *entry;
	FTS *walk;

	if (snprintf(root, sizeof(root), "%s", from) >= PATH_SIZE)
		return ERR_LARGE;
	if (access(from, F_OK) != 0)
		return mkdir(to, 0700) == 0 ? OK : file_err();
	walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (walk == NULL)
		return file_err();
	while (e == OK && (entry = fts_read(walk)) != NULL)
		e = copy_entry(entry, strlen(from), to);
	fts_close(walk);
	return e;
}

void
file_remove_all(const char *dir)
{
	char root[PATH_SIZE];
	char *roots[] = { root, NULL };
	FTSENT *entry;
	FTS *walk;

	if (snprintf(root, sizeof(root), "%s", dir) >= PATH_SIZE ||
	    access(dir, F_OK) != 0 ||
	    (walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL)) == NULL)
		return;
	while ((entry = fts_read(walk)) != NULL)
		if (entry->fts_info == FTS_DP)
			rmdir(entry->fts_path);
		else if (entry->fts_info != FTS_D)
			unlink(entry->fts_path);
	fts_close(walk);
}

/* ---- listed ---- */

struct listing {
	int64_t before_ms;
	struct arena *mem;
	LIST(struct str) names;
};

static bool
is_older(int folder, const char *name, int64_t before_ms)
{
	struct stat st;

	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode) && (int64_t)st.st_mtime * 1000 < before_ms;
}

static enum err
list_folder(struct listing *l, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *each;

	if (folder == NULL)
		return errno == ENOENT ? OK : file_err();
	while (l->names.count < FILE_LIST_MAX && (each = readdir(folder)) != NULL)
		if (file_is_hash(str_of(each->d_name)) &&
		    is_older(dirfd(folder), each->d_name, l->before_ms))
			*list_add(l->mem, &l->names) =
			    str_copy(l->mem, str_of(each->d_name));
	closedir(folder);
	return OK;
}

enum err
file_list(const char *dir, char digit, int64_t before_ms, struct arena *mem,
    struct str **out, size_t *count)
{
	struct listing l = { .before_ms = before_ms, .mem = mem };
	char path[PATH_SIZE];

	for (int i = 0; i < 16; i++) {
		if (snprintf(path, sizeof(path), "%s/%c%x", dir, digit, i) >= PATH_SIZE)
			return ERR_LARGE;
		TRY(list_folder(&l, path));
	}
	*out = l.names.at;
	*count = l.names.count;
	return OK;
}
