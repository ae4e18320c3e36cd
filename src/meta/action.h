/*
 * action.h - what can be done with a record beyond editing it: of meta's door.
 *
 * Compiled in action.c, done by record_act().
 */
#ifndef META_ACTION_H
#define META_ACTION_H

#include "db/db.h"

#define META_ACTIONS_MAX 12 /* of an entity */
#define META_ASKS_MAX 12    /* values that an action asks for */
#define META_STEPS_MAX 8    /* records that it makes, and changes of others */
#define ACTION_CONVERT "convert"

struct ask { /* a value that an action asks for, as a field holds it */
	struct str name, label, doc;
	const struct field *field;
	bool required;
	bool other; /* than the record has now */
	const json_t *preset;
};

/* What can be done with a record, and with others by it (action.c, record/act.h). */
struct action {
	struct str name, label, doc, icon, when_text;
	const struct rule *when; /* NULL: always */
	struct ask *asks;
	size_t ask_count;
	const json_t *spec; /* its changes, makes and then: checked */
};

#endif
