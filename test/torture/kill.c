/*
 * kill.c - a server that is killed while people save:  kill KITH [TIMES [URL]]
 *
 * 64 clients create, change and write notes as fast as they are answered; the
 * server gets kill -9 at a random moment and begins again, and they go on where
 * they were.  What was promised must be there, once; the doctor must be content.
 */
#include "kit.h"

#include <time.h>

#define WRITERS 64

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 10;
	unsigned seed = (unsigned)time(NULL);
	struct kit k = { 0 };
	struct crowd *crowd;
	size_t saved;

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: kill KITH [TIMES [URL]]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, argc > 3 ? argv[3] : NULL);
	kit_start(&k);
	crowd = crowd_new(&k, WRITERS);
	for (int i = 0; i < times; i++) {
		crowd_work(crowd);
		crowd_until_saved(crowd, 20 + (size_t)rand_r(&seed) % 300);
		nap_ms(rand_r(&seed) % 20); /* anywhere between two saves */
		kit_kill(&k);
		kit_start(&k);
		crowd_rest(crowd);
		crowd_verify(crowd, i + 1 == times);
	}
	kit_must(&k, "doctor '%s'", k.db);
	saved = crowd_tally(crowd)->saved;
	if (crowd_tally(crowd)->other > 0)
		kit_lose(&k, "nobody expected: %s", crowd_tally(crowd)->strange);
	if (crowd_tally(crowd)->cut < (size_t)times)
		kit_lose(&k, "the kills cut nobody off: they mean nothing");
	printf("%d kills: %zu saves promised, all of them there, once; %zu cut off\n",
	    times, saved, crowd_tally(crowd)->cut);
	crowd_free(crowd);
	kit_end(&k);
	return 0;
}
