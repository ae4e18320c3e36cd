/*
 * room.h - what the files of file/ share.
 */
#ifndef FILE_ROOM_H
#define FILE_ROOM_H

#include "file/file.h"

enum err file_err(void); /* of errno */
bool file_hash(int fd, char hash[FILE_HASH_SIZE]);
bool file_is_hash(struct str name); /* as file_seal() makes them */
enum err file_sync_dir(const char *path);

#endif
