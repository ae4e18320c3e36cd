/*
 * hash.c - argon2id, apart from all other work.
 *
 * A hash costs 64 MiB and a tenth of a second of a core, and strangers may ask for
 * it.  So one thread of the process makes them, one at a time, at a priority below
 * the rest; and few may wait for it: the next one is told to come again.  Those who
 * come from where the person was signed in before have waiting places of their own
 * and go first, so that a storm from elsewhere does not keep them out.
 *
 * Threads  any; the caller waits, without a lock.
 * Limits   HASH_PLACES wait, as many again of those who are known; HASH_WAIT_S.
 */
#include "auth/room.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MEMORY ((size_t)64 << 20)
#define PASSES 2
#define HASH_PLACES 4
#define HASH_WAIT_S 20
#define HASH_NICE 5

enum state { WAITING, RUNNING, DONE };

struct task {
	struct task *next;
	struct str password;
	char *hash; /* of HASH_SIZE: read to verify, written to make */
	bool make, right;
	enum state state;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t come = PTHREAD_COND_INITIALIZER, done = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct task *first[2]; /* by known */
static int places[2];         /* taken */

/* ---- the thread ---- */

static void
work(struct task *task)
{
	const char *at = task->password.len > 0 ? task->password.at : "";

	if (task->make)
		task->right = crypto_pwhash_str(task->hash, at, task->password.len,
				  PASSES, MEMORY) == 0;
	else
		task->right =
		    crypto_pwhash_str_verify(task->hash, at, task->password.len) == 0;
}

static struct task *
take_next(void)
{
	struct task **from = &first[first[1] != NULL], *task = *from;

	if (task != NULL)
		*from = task->next;
	return task;
}

static void *
run(void *none)
{
	struct task *task;

	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), HASH_NICE);
	pthread_mutex_lock(&lock);
	for (;;) {
		while ((task = take_next()) == NULL)
			pthread_cond_wait(&come, &lock);
		task->state = RUNNING;
		pthread_mutex_unlock(&lock);
		work(task);
		pthread_mutex_lock(&lock);
		task->state = DONE;
		pthread_cond_broadcast(&done);
	}
	return none;
}

/* It lives as long as the process. */
static void
begin(void)
{
	pthread_t thread;

	thread_begin(&thread, run, NULL);
	pthread_detach(thread);
}

/* ---- who waits ---- */

static void
join(struct task *task, bool known)
{
	struct task **at = &first[known];

	while (*at != NULL)
		at = &(*at)->next;
	*at = task;
	pthread_cond_signal(&come);
}

/* True: it was still waiting, and is not any more. */
static bool
give_up(struct task *task, bool known)
{
	if (task->state != WAITING)
		return false;
	for (struct task **at = &first[known]; *at != NULL; at = &(*at)->next)
		if (*at == task) {
			*at = task->next;
			break;
		}
	return true;
}

static enum err
wait_for(struct task *task, bool known)
{
	struct timespec until;
	bool gone = false;

	pthread_once(&once, begin);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += HASH_WAIT_S;
	thread_rest();
	pthread_mutex_lock(&lock);
	join(task, known);
	while (task->state != DONE && !gone)
		if (task->state == RUNNING)
			pthread_cond_wait(&done, &lock);
		else if (pthread_cond_clockwait(&done, &lock, CLOCK_MONOTONIC, &until) !=
			 0)
			gone = give_up(task, known);
	pthread_mutex_unlock(&lock);
	thread_wake();
	return gone ? ERR_LIMIT : OK;
}

bool
hash_enter(bool known)
{
	bool room;

	pthread_mutex_lock(&lock);
	room = places[known] < HASH_PLACES;
	places[known] += room;
	pthread_mutex_unlock(&lock);
	return room;
}

void
hash_leave(bool known)
{
	pthread_mutex_lock(&lock);
	places[known]--;
	pthread_mutex_unlock(&lock);
}

enum err
hash_verify(struct str hash, struct str password, bool known, bool *right)
{
	/* a hash of nothing anybody knows, so that absence costs the same */
	static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$"
				     "c29tZXNhbHRzb21lc2FsdA$"
				     "GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo";
	char text[HASH_SIZE] = { 0 };
	bool there = hash.len > 0 && hash.len < sizeof(text);
	struct task task = { .password = password, .hash = text };

	memcpy(text, there ? hash.at : nobody, there ? hash.len : sizeof(nobody) - 1);
	TRY(wait_for(&task, known));
	*right = task.right && there;
	return OK;
}

enum err
hash_make(struct str password, char out[HASH_SIZE])
{
	struct task task = { .password = password, .hash = out, .make = true };

	TRY(wait_for(&task, true));
	return task.right ? OK : ERR_BUG;
}
