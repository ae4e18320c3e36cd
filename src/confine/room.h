/*
 * room.h - what the files of confine/ share.
 */
#ifndef CONFINE_ROOM_H
#define CONFINE_ROOM_H

#include "confine/confine.h"

#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers want calls and files of their own: under them nothing is confined. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED true
#else
#define SANITIZED false
#endif
#else
#define SANITIZED false
#endif

/* The Landlock version that is in force; 0: none. */
int confine_files(const struct confine *c);
/* How many calls are allowed; 0: it could not be done. */
int confine_calls(enum confine_how how);

#endif
