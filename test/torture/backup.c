/*
 * backup.c - a backup while people save:  backup KITH [TIMES]
 *
 * What was promised before the backup began is in it; what is in it is whole;
 * people go on saving while it is made.  It is restored and served elsewhere,
 * and everything is read back there.
 */
#include "kit.h"

#define WRITERS 16

static struct kit k;

static void
back_up(struct crowd *crowd, const char *to)
{
	size_t before;

	crowd_until_saved(crowd, 100);
	crowd_mark(crowd);
	before = crowd_tally(crowd)->saved;
	kit_must(&k, "backup '%s' '%s'", k.db, to);
	if (crowd_tally(crowd)->saved == before)
		kit_lose(&k, "nobody could save while the backup was made");
}

static void
restore(struct crowd *crowd, const char *from, const char *to)
{
	struct kit copy;

	kit_must(&k, "doctor '%s'", from);
	kit_must(&k, "restore '%s' '%s'", from, to);
	kit_copy(&copy, &k, to);
	kit_start(&copy);
	crowd_verify_copy(crowd, &copy);
	kit_stop(&copy);
	kit_must(&copy, "doctor '%s'", to);
	kit_end(&copy);
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 1;
	struct crowd *crowd;
	char from[100], to[100];

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: backup KITH [TIMES]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, NULL);
	kit_start(&k);
	crowd = crowd_new(&k, WRITERS);
	crowd_work(crowd);
	for (int i = 0; i < times; i++) {
		snprintf(from, sizeof(from), "%s/copy%d.db", k.dir, i);
		snprintf(to, sizeof(to), "%s/restored%d.db", k.dir, i);
		back_up(crowd, from);
		restore(crowd, from, to);
	}
	crowd_rest(crowd);
	crowd_verify(crowd, true);
	printf("%d backups under load, restored: nothing lacks, nothing is half; %zu "
	       "saves\n",
	    times, crowd_tally(crowd)->saved);
	crowd_free(crowd);
	kit_end(&k);
	return 0;
}
