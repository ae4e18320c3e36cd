/*
 * seal.h - secrets at rest: sealed with a key that is not in the database.
 *
 * What must come back as it was - the seed of a second factor, the secret of a
 * sign-in provider - cannot be hashed.  It is sealed (XChaCha20-Poly1305, by
 * libsodium) together with its place, "table/column/row": who writes to the
 * database can neither read it nor put it where another's stood.
 *
 * The keys are lines of a file of their own: the last one seals, all of them
 * open.  So a new key is one line more, and what the old ones sealed can be
 * sealed anew at leisure.  The file is looked at with each use: another process
 * may have added a line.
 *
 * Threads  a keyring is shared.
 * Limits   KEYS_MAX keys in a file, SECRET_MAX bytes in a secret.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#define KEYS_MAX 100
#define SECRET_MAX ((size_t)8 << 10)
#define KEY_SIZE 32

struct keyring;

/* Of the keys in the file at path, which need not be there yet. */
struct keyring *keyring_new(const char *path);
void keyring_free(struct keyring *k); /* accepts NULL */
const char *keyring_path(const struct keyring *k);

/*
 * in    place   "table/column/row", as it will be said to unseal()
 * out   out     printable, in mem
 * errs  ABSENT  there is no key · DOWN  the file cannot be read, or is none of keys
 *       LARGE   more than SECRET_MAX bytes
 */
MUST_USE enum err seal(struct keyring *k, struct arena *mem, struct str place,
    struct str secret, struct str *out);
/*
 * errs  ABSENT  the key that sealed it is not in the file
 *       CLASH   altered, or sealed for another place
 *       DOWN    as above
 */
MUST_USE enum err unseal(struct keyring *k, struct arena *mem, struct str place,
    struct str sealed, struct str *out);
int sealed_by(struct str sealed); /* the number of its key; 0: not a sealed text */

/*
 * A key for another purpose, of the key with this number.
 *
 * in    number  0: the one that seals now; out: the one it was
 * errs  ABSENT · DOWN
 */
MUST_USE enum err keyring_derive(
    struct keyring *k, int *number, const char *purpose, unsigned char out[KEY_SIZE]);

/* ---- the file ---- */

struct keyring_state {
	int numbers[KEYS_MAX]; /* oldest first */
	size_t count;          /* 0: there is no file */
	bool open_to_others;   /* somebody but its owner and group may read it */
};

MUST_USE enum err keyring_look(struct keyring *k, struct keyring_state *out);
/*
 * Make the file, with one key, readable by its owner only.
 * errs  CLASH  it is there already · DOWN  it cannot be written; errno says why
 */
MUST_USE enum err keyring_make(struct keyring *k);
/* One key more, which seals from now on.  errs  ABSENT · DOWN · LIMIT  KEYS_MAX */
MUST_USE enum err keyring_add(struct keyring *k);

#endif
