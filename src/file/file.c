/*
 * file.c - bytes by the hash of their content: dir/ab/abcdef….
 */
#include "file/room.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
file_err(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_DOWN;
}

bool
file_hash(int fd, char hash[FILE_HASH_SIZE])
{
	unsigned char buffer[65536], sum[32];
	crypto_generichash_state state;
	ssize_t n;

	crypto_generichash_init(&state, NULL, 0, sizeof(sum));
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		crypto_generichash_update(&state, buffer, (size_t)n);
	crypto_generichash_final(&state, sum, sizeof(sum));
	sodium_bin2hex(hash, FILE_HASH_SIZE, sum, sizeof(sum));
	return n == 0;
}

bool
file_is_hash(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (memchr("0123456789abcdef", name.at[i], 16) == NULL)
			return false;
	return name.len == FILE_HASH_SIZE - 1;
}

enum err
file_sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = fd >= 0 && fsync(fd) == 0 ? OK : file_err();

	if (fd >= 0)
		close(fd);
	return e;
}

enum err
file_seal(const char *spooled, char hash[FILE_HASH_SIZE])
{
	int fd = open(spooled, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return file_err();
	ok = file_hash(fd, hash) && fsync(fd) == 0;
	close(fd);
	return ok ? OK : file_err();
}

enum err
file_place(const char *dir, const char *spooled, struct str hash)
{
	char folder[4096], path[4200];

	snprintf(folder, sizeof(folder), "%s/%.2s", dir, hash.at);
	if (mkdir(folder, 0700) == 0)
		TRY(file_sync_dir(dir));
	else if (errno != EEXIST)
		return file_err();
	snprintf(path, sizeof(path), "%s/%.*s", folder, STR_ARG(hash));
	if (chmod(spooled, 0400) != 0 || rename(spooled, path) != 0)
		return file_err();
	return file_sync_dir(folder);
}

enum err
file_keep(const char *dir, const char *spooled, char hash[FILE_HASH_SIZE])
{
	enum err e = file_seal(spooled, hash);

	if (e == OK)
		e = file_place(dir, spooled, str_of(hash));
	if (e != OK)
		unlink(spooled); /* nobody else would */
	return e;
}

void
file_drop(const char *dir, struct str hash)
{
	char path[4200];

	if (!file_is_hash(hash))
		return;
	snprintf(path, sizeof(path), "%s/%.2s/%.*s", dir, hash.at, STR_ARG(hash));
	unlink(path);
}

enum err
file_open(const char *dir, struct str hash, int *fd)
{
	char path[4200];

	if (!file_is_hash(hash))
		return ERR_ABSENT;
	snprintf(path, sizeof(path), "%s/%.2s/%.*s", dir, hash.at, STR_ARG(hash));
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return *fd >= 0 ? OK : ERR_ABSENT;
}
