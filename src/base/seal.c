/*
 * seal.c - see seal.h.
 *
 * A sealed text is "k1." and, in base64: the number of its key, a nonce, and what
 * the cipher made.  Number and place are authenticated with it.
 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "k1."
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define B64 sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define KEY_TEXT sodium_base64_ENCODED_LEN(KEY_SIZE, B64)
#define FILE_MAX 8192
#define NUMBERS 255 /* of a byte, without 0 */

static_assert(KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one size");
static_assert(KEY_SIZE == crypto_generichash_KEYBYTES, "one size");

static const char preface[] =
    "# The keys of Kith's sealed secrets.  No backup of the database holds them:\n"
    "# keep a copy of this file in another place.  The last key seals, all open.\n";

struct key {
	int number;
	unsigned char bytes[KEY_SIZE];
};

struct keys {
	struct key at[KEYS_MAX];
	size_t count;
	mode_t mode;
};

struct keyring {
	pthread_mutex_t lock; /* of what follows */
	char *path;
	struct keys keys;
	struct stat seen; /* the file that keys are of */
};

struct keyring *
keyring_new(const char *path)
{
	struct keyring *k = memory_new(1, sizeof(*k));

	k->path = memory_text(path);
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

void
keyring_free(struct keyring *k)
{
	if (k == NULL)
		return;
	sodium_memzero(&k->keys, sizeof(k->keys));
	pthread_mutex_destroy(&k->lock);
	free(k->path);
	free(k);
}

const char *
keyring_path(const struct keyring *k)
{
	return k->path;
}

/* ---- reading the file ---- */

/* "7 Vx3…" */
static bool
read_key(struct str line, struct key *out)
{
	struct str number, text;
	int64_t n;
	size_t len;

	if (!str_cut(line, ' ', &number, &text) || !str_int(number, &n) || n < 1 ||
	    n > NUMBERS)
		return false;
	text = str_trim(text);
	out->number = (int)n;
	return sodium_base642bin(
		   out->bytes, KEY_SIZE, text.at, text.len, NULL, &len, NULL, B64) == 0 &&
	       len == KEY_SIZE;
}

static bool
read_keys(struct str text, struct keys *out)
{
	struct str line;

	for (bool more = true; more;) {
		more = str_cut(text, '\n', &line, &text);
		line = str_trim(more ? line : text);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (out->count == KEYS_MAX || !read_key(line, &out->at[out->count]))
			return false;
		out->count++;
	}
	return out->count > 0;
}

static enum err
read_file(int fd, struct keys *out)
{
	char text[FILE_MAX];
	ssize_t n = pread(fd, text, sizeof(text), 0);
	bool fine = n >= 0 && (size_t)n < sizeof(text) &&
		    read_keys((struct str){ text, (size_t)n }, out);

	sodium_memzero(text, sizeof(text));
	return fine ? OK : ERR_DOWN;
}

static bool
is_as_seen(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_dev == b->st_dev;
}

/* The keys as the file has them now.  The caller has the lock. */
static enum err
refresh(struct keyring *k)
{
	struct keys fresh = { 0 };
	struct stat st;
	enum err e;
	int fd;

	if (stat(k->path, &st) != 0) {
		sodium_memzero(&k->keys, sizeof(k->keys));
		return errno == ENOENT ? ERR_ABSENT : ERR_DOWN;
	}
	if (k->keys.count > 0 && is_as_seen(&st, &k->seen))
		return OK;
	fd = open(k->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return ERR_DOWN;
	e = fstat(fd, &st) == 0 ? read_file(fd, &fresh) : ERR_DOWN;
	close(fd);
	fresh.mode = st.st_mode;
	k->keys = fresh;
	k->seen = st;
	if (e != OK)
		k->keys.count = 0;
	sodium_memzero(&fresh, sizeof(fresh));
	return e;
}

/* out  a copy, to be wiped; *number 0: the last */
static enum err
key_of(struct keyring *k, int *number, struct key *out)
{
	enum err e;

	pthread_mutex_lock(&k->lock);
	e = refresh(k);
	for (size_t i = k->keys.count; e == OK; i--) {
		if (i == 0) {
			e = ERR_ABSENT;
		} else if (*number == 0 || k->keys.at[i - 1].number == *number) {
			*out = k->keys.at[i - 1];
			*number = out->number;
			break;
		}
	}
	pthread_mutex_unlock(&k->lock);
	return e;
}

enum err
keyring_derive(
    struct keyring *k, int *number, const char *purpose, unsigned char out[KEY_SIZE])
{
	struct key key;

	TRY(key_of(k, number, &key));
	crypto_generichash(out, KEY_SIZE, (const unsigned char *)purpose, strlen(purpose),
	    key.bytes, KEY_SIZE);
	sodium_memzero(&key, sizeof(key));
	return OK;
}

/* ---- sealing ---- */

/* What is authenticated beside the secret. */
static struct str
label_of(struct arena *mem, int number, struct str place)
{
	return str_printf(mem, HEAD "%d.%.*s", number, STR_ARG(place));
}

enum err
seal(struct keyring *k, struct arena *mem, struct str place, struct str secret,
    struct str *out)
{
	unsigned char key[KEY_SIZE], *raw;
	unsigned long long len;
	int number = 0;
	struct str label;
	size_t size;
	char *text;

	if (secret.len > SECRET_MAX)
		return ERR_LARGE;
	TRY(keyring_derive(k, &number, "seal", key));
	raw = arena_alloc(mem, 1 + NONCE + secret.len + TAG);
	raw[0] = (unsigned char)number;
	randombytes_buf(raw + 1, NONCE);
	label = label_of(mem, number, place);
	crypto_aead_xchacha20poly1305_ietf_encrypt(raw + 1 + NONCE, &len,
	    (const unsigned char *)secret.at, secret.len, (const unsigned char *)label.at,
	    label.len, NULL, raw + 1, key);
	sodium_memzero(key, sizeof(key));
	size = sodium_base64_encoded_len(1 + NONCE + len, B64);
	text = arena_alloc(mem, strlen(HEAD) + size);
	memcpy(text, HEAD, strlen(HEAD));
	sodium_bin2base64(text + strlen(HEAD), size, raw, 1 + NONCE + len, B64);
	*out = str_of(text);
	return OK;
}

/* The bytes of a sealed text; NULL: it is none. */
static unsigned char *
bytes_of(struct arena *mem, struct str sealed, size_t *len)
{
	unsigned char *raw;
	const char *end = NULL;

	if (!str_starts(sealed, HEAD) || sealed.len > 2 * SECRET_MAX)
		return NULL;
	raw = arena_alloc(mem, sealed.len);
	if (sodium_base642bin(raw, sealed.len, sealed.at + strlen(HEAD),
		sealed.len - strlen(HEAD), NULL, len, &end, B64) != 0 ||
	    end != sealed.at + sealed.len || *len < 1 + NONCE + TAG)
		return NULL;
	return raw;
}

int
sealed_by(struct str sealed)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	size_t len;
	const unsigned char *raw = bytes_of(mem, sealed, &len);

	return raw == NULL ? 0 : raw[0];
}

enum err
unseal(struct keyring *k, struct arena *mem, struct str place, struct str sealed,
    struct str *out)
{
	unsigned char key[KEY_SIZE], *raw, *plain;
	unsigned long long plain_len;
	struct str label;
	int number, bad;
	size_t len;

	raw = bytes_of(mem, sealed, &len);
	if (raw == NULL || raw[0] == 0)
		return ERR_CLASH;
	number = raw[0];
	TRY(keyring_derive(k, &number, "seal", key));
	plain = arena_alloc(mem, len);
	label = label_of(mem, number, place);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &plain_len, NULL,
	    raw + 1 + NONCE, len - 1 - NONCE, (const unsigned char *)label.at, label.len,
	    raw + 1, key);
	sodium_memzero(key, sizeof(key));
	if (bad)
		return ERR_CLASH;
	*out = (struct str){ (const char *)plain, (size_t)plain_len };
	return OK;
}

/* ---- the file, by whoever keeps it ---- */

enum err
keyring_look(struct keyring *k, struct keyring_state *out)
{
	enum err e;

	*out = (struct keyring_state){ 0 };
	pthread_mutex_lock(&k->lock);
	e = refresh(k);
	for (size_t i = 0; e == OK && i < k->keys.count; i++)
		out->numbers[out->count++] = k->keys.at[i].number;
	out->open_to_others = e == OK && (k->keys.mode & 07) != 0;
	pthread_mutex_unlock(&k->lock);
	return e == ERR_ABSENT ? OK : e;
}

static bool
write_all(int fd, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool
write_keys(int fd, const struct keys *keys)
{
	char line[KEY_TEXT + 16], text[KEY_TEXT];
	bool fine = write_all(fd, preface, strlen(preface));

	for (size_t i = 0; i < keys->count && fine; i++) {
		sodium_bin2base64(text, sizeof(text), keys->at[i].bytes, KEY_SIZE, B64);
		snprintf(line, sizeof(line), "%d %s\n", keys->at[i].number, text);
		fine = write_all(fd, line, strlen(line));
	}
	sodium_memzero(line, sizeof(line));
	sodium_memzero(text, sizeof(text));
	return fine;
}

/* The folder of the file, ours alone until it is closed; < 0: no. */
static int
lock_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[4096];
	int fd;

	snprintf(dir, sizeof(dir), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
	    slash == NULL ? "." : path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Written aside, and named when all of it is on disk. */
static enum err
store(const struct keyring *k, int folder, const struct keys *keys)
{
	char part[4096];
	bool done;
	int fd;

	if (snprintf(part, sizeof(part), "%s.XXXXXX", k->path) >= (int)sizeof(part))
		return ERR_DOWN;
	fd = mkostemp(part, O_CLOEXEC);
	if (fd < 0)
		return ERR_DOWN;
	done = write_keys(fd, keys) && fchmod(fd, 0400) == 0 && fsync(fd) == 0;
	close(fd);
	if (done && rename(part, k->path) == 0)
		return fsync(folder) == 0 ? OK : ERR_DOWN;
	unlink(part);
	return ERR_DOWN;
}

static void
make_key(struct keys *keys)
{
	struct key *last = &keys->at[keys->count];

	last->number = keys->count == 0 ? 1 : keys->at[keys->count - 1].number + 1;
	if (last->number > NUMBERS)
		last->number = 1;
	randombytes_buf(last->bytes, KEY_SIZE);
	keys->count++;
}

static bool
is_taken(const struct keys *keys)
{
	for (size_t i = 0; i + 1 < keys->count; i++)
		if (keys->at[i].number == keys->at[keys->count - 1].number)
			return true;
	return false;
}

/*
 * The file with other keys: one at a time, since a key that is lost to another's
 * takes what it sealed with it.
 */
static enum err
alter(struct keyring *k, enum err (*change)(struct keys *keys, bool there))
{
	int folder = lock_folder(k->path);
	struct keys keys = { 0 };
	enum err e;

	if (folder < 0)
		return ERR_DOWN;
	pthread_mutex_lock(&k->lock);
	e = refresh(k);
	if (e == OK || e == ERR_ABSENT) {
		keys = k->keys;
		e = change(&keys, e == OK);
	}
	if (e == OK)
		e = store(k, folder, &keys);
	pthread_mutex_unlock(&k->lock);
	sodium_memzero(&keys, sizeof(keys));
	close(folder);
	return e;
}

static enum err
make(struct keys *keys, bool there)
{
	if (there)
		return ERR_CLASH;
	make_key(keys);
	return OK;
}

static enum err
add(struct keys *keys, bool there)
{
	if (!there)
		return ERR_ABSENT;
	if (keys->count == KEYS_MAX)
		return ERR_LIMIT;
	make_key(keys);
	return is_taken(keys) ? ERR_LIMIT : OK;
}

enum err
keyring_make(struct keyring *k)
{
	return alter(k, make);
}

enum err
keyring_add(struct keyring *k)
{
	return alter(k, add);
}
