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
 * A spooled upload gets its place in two steps, so that what is long is done before
 * the transaction of its record begins:
 *
 *   file_seal   what is its name; its bytes are on disk, where they are
 *   file_place  they move to their place under dir, on disk when it returns; in the
 *               transaction, behind tx_lock_files() and all that might be refused
 *
 * What is not placed stays the caller's to remove.  errs  FULL, DOWN
 */
MUST_USE enum err file_seal(const char *spooled, char hash[FILE_HASH_SIZE]);
MUST_USE enum err file_place(const char *dir, const char *spooled, struct str hash);
/* Both, where nobody else is; removes what is not placed. */
MUST_USE enum err file_keep(
    const char *dir, const char *spooled, char hash[FILE_HASH_SIZE]);
/* Its bytes go; behind tx_lock_files(alone).  May be gone already. */
void file_drop(const char *dir, struct str hash);
/*
 * What is stored since before a time, of those whose hash begins with a digit.
 * FILE_LIST_MAX at most.
 */
#define FILE_LIST_MAX 200000
MUST_USE enum err file_list(const char *dir, char digit, int64_t before_ms,
    struct arena *mem, struct str **out, size_t *count);
/* An open descriptor.  errs  ABSENT */
MUST_USE enum err file_open(const char *dir, struct str hash, int *fd);
/*
 * Copy the folder of files to `to`, which must not be there, on disk when it
 * returns; a folder that is not there is copied as an empty one.  What is stored
 * never changes, so where both are on one disk it costs no space.
 */
MUST_USE enum err file_copy_all(const char *from, const char *to);
void file_remove_all(const char *dir); /* with all that is in it */
/*
 * What a file is: its content says, its name may only say it more exactly.  A
 * type that a browser would run (a page, a drawing in XML, a script) is never the
 * answer: such a file is bytes.
 *
 * in    path   of the content
 *       name   what its owner calls it
 * out   out    a MIME type, for ever
 * errs  INPUT  the name's ending says something else than the content: a picture
 *              that is a page, a workbook that is a program
 *       DOWN   the content cannot be read
 */
MUST_USE enum err file_type(const char *path, struct str name, const char **out);
/* May a browser show it itself?  Four kinds of pictures, and PDF. */
bool file_is_shown(const char *type);
/* The last part of what some browser thinks is a path, as text_name() leaves it. */
struct str file_name(struct arena *mem, struct str said);

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
