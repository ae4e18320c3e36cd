/*
 * privacy.c - what is held on a person, and its end, from the command line.
 */
#include "app/app.h"

#include "privacy/privacy.h"

#include <unistd.h>

static bool
who_of(struct work *work, const char *entity, const char *id, struct ref *out)
{
	out->entity = meta_entity(work->c.meta, str_of(entity));
	if (out->entity == NULL)
		fail("there is no entity \"%s\"", entity);
	else if (!str_int(str_of(id), &out->id))
		fail("\"%s\" is no id", id);
	else
		return true;
	return false;
}

static int
person(int argc, char **argv)
{
	struct work work;
	struct ref who;
	int code = 1;
	enum err e;

	if (argc != 5 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (access(argv[4], F_OK) == 0)
		return fail("%s is there already", argv[4]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	if (who_of(&work, argv[2], argv[3], &who)) {
		e = trail(&work.c, TRAIL_PERSON,
		    (struct trail_about){ who.entity, who.id, 0 }, NULL);
		if (e == OK)
			e = person_write(&work.c, who, argv[4]);
		code = e == OK ? 0 : work_failed(&work, e, argv[2]);
	}
	work_end(&work);
	return code;
}

static int
print_plan(struct work *work, struct ref who)
{
	struct text t = TEXT_INIT(work->mem);
	struct jw w = JW_INIT(&t);
	enum err e = erase_plan(&work->c, who, &w);
	json_t *tree;

	if (e != OK)
		return work_failed(work, e, "erase");
	if (json_read(work->mem, text_done(&t), &tree, NULL) == OK)
		json_dumpf(tree, stdout, JSON_INDENT(2));
	puts("");
	return 0;
}

static int
erase_for_good(struct work *work, struct ref who, const char *reason)
{
	json_t *result = json_hold(work->mem, json_object());
	enum err e = erase_now(&work->c, who, str_of(reason), result);

	if (e != OK)
		return work_failed(work, e, "erase");
	json_dumpf(result, stdout, JSON_INDENT(2));
	puts("");
	return json_get_int(result, "hits", 1) == 0
		   ? 0
		   : fail("something of it is still there: see \"scanned\"");
}

static int
erase(int argc, char **argv)
{
	const char *reason = take_option(&argc, argv, "--reason");
	bool dry = take_flag(&argc, argv, "--dry-run");
	struct work work;
	struct ref who;
	int code = 1;

	if (argc != 4 || options_left(argc, argv) || (!dry && reason == NULL))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	if (who_of(&work, argv[2], argv[3], &who))
		code = dry ? print_plan(&work, who) : erase_for_good(&work, who, reason);
	work_end(&work);
	return code;
}

static int
sweep(int argc, char **argv)
{
	struct work work;
	json_t *result;
	int code = 0;
	enum err e;

	if (argc != 2 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	result = json_hold(work.mem, json_object());
	e = sweep_now(&work.c, result);
	if (e != OK)
		code = work_failed(&work, e, "sweep");
	else
		printf("%s\n", json_dump(work.mem, result).at);
	work_end(&work);
	return code;
}

const struct command privacy_commands[] = {
	{ "sweep", "DATABASE", "take away what the site's rules no longer keep, now",
	    sweep },

	{ "person", "DATABASE ENTITY ID FILE.zip",
	    "all that is held on a person, as a file", person },
	{ "erase", "DATABASE ENTITY ID --reason TEXT | --dry-run",
	    "erase a person from everywhere, and prove it", erase },
	{ 0 },
};
