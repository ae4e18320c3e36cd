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

enum err
file_sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = fd >= 0 && fsync(fd) == 0 ? OK : file_err();

	if (fd >= 0)
		close(fd);
	return e;
}

static enum err
move_in(const char *dir, const char *spooled, char hash[FILE_HASH_SIZE])
{
	char folder[4096], path[4200];
	int fd = open(spooled, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return file_err();
	ok = file_hash(fd, hash) && fsync(fd) == 0;
	close(fd);
	if (!ok)
		return file_err();
	snprintf(folder, sizeof(folder), "%s/%.2s", dir, hash);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return file_err();
	snprintf(path, sizeof(path), "%s/%s", folder, hash);
	if (rename(spooled, path) != 0)
		return file_err();
	chmod(path, 0400);
	return file_sync_dir(folder);
}

enum err
file_keep(const char *dir, const char *spooled, char hash[FILE_HASH_SIZE])
{
	enum err e = move_in(dir, spooled, hash);

	if (e != OK)
		unlink(spooled); /* nobody else would */
	return e;
}

enum err
file_open(const char *dir, struct str hash, int *fd)
{
	char path[4200];

	if (hash.len != FILE_HASH_SIZE - 1)
		return ERR_ABSENT;
	for (size_t i = 0; i < hash.len; i++)
		if (strchr("0123456789abcdef", hash.at[i]) == NULL || hash.at[i] == '\0')
			return ERR_ABSENT;
	snprintf(path, sizeof(path), "%s/%.2s/%.*s", dir, hash.at, STR_ARG(hash));
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return *fd >= 0 ? OK : ERR_ABSENT;
}
