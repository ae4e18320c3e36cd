/*
 * thread.h - threads, and what each keeps for itself: given back when it ends.
 *
 * ICU takes a millisecond to open a collator, and two threads may not use one at
 * once: so each thread keeps its own, in a _Thread_local.  Nobody would free that
 * when the thread ends; who fills one says here how it is emptied.  What the first
 * thread keeps ends with the process.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

/* As memory: there is one, or the process says so and ends. */
void thread_begin(pthread_t *out, void *(*run)(void *arg), void *arg);

/* At the end of this thread: end(at).  The last said is done first. */
void thread_ends_with(void (*end)(void *at), void *at);

#endif
