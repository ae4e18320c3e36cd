/*
 * thread.h - threads: what each keeps for itself is given back when it ends, and
 * others are told when it waits.
 *
 * ICU takes a millisecond to open a collator, and two threads may not use one at
 * once: so each thread keeps its own, in a _Thread_local.  Nobody would free that
 * when the thread ends; who fills one says here how it is emptied.  What the first
 * thread keeps ends with the process.
 *
 * Whoever shares out processors among threads (http/worker.c) wants to know when one
 * of them waits for something else: its turn to write, a disk, another machine.  Such
 * a wait stands between thread_rest() and thread_wake(); they cost nothing in a thread
 * that nobody counts.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* As memory: there is one, or the process says so and ends. */
void thread_begin(pthread_t *out, void *(*run)(void *arg), void *arg);

/* At the end of this thread: end(at).  The last said is done first. */
void thread_ends_with(void (*end)(void *at), void *at);

/* From now on told(at, true) when this thread begins to wait, told(at, false) when
 * it has; told may not wait itself.  NULL: nobody counts it. */
void thread_counts_with(void (*told)(void *at, bool rests), void *at);

/* A wait within a wait is part of it. */
void thread_rest(void);
void thread_wake(void);

#endif
