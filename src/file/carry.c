/*
 * carry.c - all files of a folder into another, which may be there, each verified.
 */
#include "file/room.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_LEN 4200

static enum err
pour(int in, int out, int64_t *bytes)
{
	char buffer[65536];
	ssize_t n, put;

	while ((n = read(in, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; n > 0; at += put, n -= put, *bytes += put) {
			put = write(out, at, (size_t)n);
			if (put <= 0)
				return file_err();
		}
	return n < 0 || fsync(out) != 0 ? file_err() : OK;
}

/* errs  CLASH  what came is not what the name says */
static enum err
copy(const char *from, const char *to, const char *name, int64_t *bytes)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out = -1;
	char hash[FILE_HASH_SIZE];
	struct stat st = { 0 };
	enum err e = OK;

	unlink(to);
	if (in < 0 || fstat(in, &st) != 0 ||
	    (out = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		e = file_err();
	if (e == OK)
		e = pour(in, out, bytes);
	if (e == OK && file_is_hash(str_of(name))) {
		lseek(out, 0, SEEK_SET);
		if (!file_hash(out, hash))
			e = file_err();
		else if (strcmp(hash, name) != 0)
			e = ERR_CLASH;
	}
	if (e == OK && fchmod(out, st.st_mode & 0777) != 0)
		e = file_err();
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return e;
}

static enum err
step(FTSENT *at, const char *path, struct file_tally *tally)
{
	switch (at->fts_info) {
	case FTS_D: return mkdir(path, 0700) != 0 && errno != EEXIST ? file_err() : OK;
	case FTS_DP: return file_sync_dir(path);
	case FTS_F:
		tally->files++;
		return copy(at->fts_accpath, path, at->fts_name, &tally->bytes);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS: errno = at->fts_errno; return file_err();
	default: return OK; /* a link, a socket: nothing of ours */
	}
}

enum err
file_carry_all(const char *from, const char *to, struct file_tally *tally, char *why,
    size_t why_size)
{
	char *const roots[] = { (char *)(uintptr_t)from, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t head = strlen(from);
	char path[PATH_LEN];
	enum err e = OK;
	FTSENT *at;

	if (walk == NULL)
		return file_err();
	*tally = (struct file_tally){ 0 };
	while (e == OK && (at = fts_read(walk)) != NULL) {
		if (snprintf(path, sizeof(path), "%s%s", to, at->fts_path + head) >=
		    (int)sizeof(path))
			e = ERR_LARGE;
		else
			e = step(at, path, tally);
		if (e != OK)
			snprintf(why, why_size, "%s: %s", at->fts_path,
			    e == ERR_CLASH ? "its content is not what its name says"
					   : strerror(errno));
	}
	fts_close(walk);
	return e;
}
