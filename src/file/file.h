/*
 * file.h - the door of file/: bytes by the hash of their content.
 *
 * A file is stored once, under a name nobody chose; what it was called and
 * whom it belongs to is a record.
 */
#ifndef FILE_FILE_H
#define FILE_FILE_H

#include "base/base.h"

#define FILE_HASH_SIZE 65

/*
 * Move a spooled upload to its place under dir, on disk before it returns.
 * errs  FULL, DOWN
 */
MUST_USE enum err file_keep(
    const char *dir, const char *spooled, char hash[FILE_HASH_SIZE]);
/* An open descriptor.  errs  ABSENT */
MUST_USE enum err file_open(const char *dir, struct str hash, int *fd);
/*
 * Copy the folder of files to `to`, which must not be there, on disk when it
 * returns; a folder that is not there is copied as an empty one.  What is stored
 * never changes, so where both are on one disk it costs no space.
 */
MUST_USE enum err file_copy_all(const char *from, const char *to);
void file_remove_all(const char *dir); /* with all that is in it */
/* What the content is, by its first bytes; the name's ending is not believed. */
const char *file_type(const char *path, struct str name);
/* May a browser show it itself?  Pictures and PDF; nothing that can run. */
bool file_is_shown(const char *type);

struct file_tally {
	int64_t files, bytes;
};

/*
 * Carry all files under a folder to another, which may be there, on disk when it
 * returns; those that are there already are written anew.  What was stored by its
 * hash is read again in its new place and must have it.
 *
 * out   why   the path that failed, and how
 * errs  FULL, DOWN · CLASH  a file does not hold what its name says
 */
MUST_USE enum err file_carry_all(const char *from, const char *to,
    struct file_tally *tally, char *why, size_t why_size);

#endif
