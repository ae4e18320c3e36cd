/*
 * policy.c - what a company settled about signing in, and what holds where it did
 * not: numbers with bounds, and who must have a second factor.
 *
 * It is one setting, an object, and part of the snapshot of metadata: a change is
 * in force with the next request, in every process.
 */
#include "auth/auth.h"

#define ROLES_MAX 50

static const struct number {
	const char *name;
	int64_t min, max, otherwise;
} numbers[] = {
	{ "idle_minutes", 5, 43200, 10080 },    /* a session that is not used ends */
	{ "session_hours", 1, 2160, 720 },      /* and in any case */
	{ "password_min", 8, 64, 12 },          /* letters of a new one */
	{ "read_alarm", 0, 1000000000, 20000 }, /* records an hour; 0: never (reads.c) */
};

int64_t
auth_number(const struct ctx *c, const char *name)
{
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (strcmp(numbers[i].name, name) == 0)
			return json_get_int(
			    c->meta->facts.security, name, numbers[i].otherwise);
	abort(); /* a name that is not in the table is a bug */
}

void
auth_policy_write(const struct ctx *c, struct jw *w)
{
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		jw_key_c(w, numbers[i].name);
		jw_int(w, auth_number(c, numbers[i].name));
	}
	jw_key(w, "second_factor");
	if (json_object_get(c->meta->facts.security, "second_factor") != NULL) {
		jw_json(w, json_object_get(c->meta->facts.security, "second_factor"));
	} else {
		jw_array(w);
		jw_end(w);
	}
}

/* Keys of roles; "*" is everybody. */
static void
check_roles(struct ctx *c, const json_t *roles)
{
	const json_t *role;
	size_t i;

	if (!json_is_array(roles) || json_array_size(roles) > ROLES_MAX)
		fault_over(c, STR("second_factor"), "too_large", ROLES_MAX);
	json_array_foreach(
	    roles, i, role) if (json_str(role).len == 0 || json_str(role).len > 80)
	    fault(c, STR("second_factor"), "not_choice", "value", "", NULL);
}

static bool
check_number(struct ctx *c, const char *name, const json_t *value)
{
	const struct number *n = numbers;
	char min[24];

	while (n < numbers + COUNT_OF(numbers) && strcmp(n->name, name) != 0)
		n++;
	if (n == numbers + COUNT_OF(numbers))
		return false;
	snprintf(min, sizeof(min), "%" PRId64, n->min);
	if (!json_is_integer(value) || json_integer_value(value) < n->min)
		fault(c, str_of(name), "too_small", "min", min, NULL);
	else if (json_integer_value(value) > n->max)
		fault_over(c, str_of(name), "too_large", n->max);
	return true;
}

enum err
auth_policy_check(struct ctx *c, const json_t *news)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)news, key, value)
	{
		if (strcmp(key, "second_factor") == 0)
			check_roles(c, value);
		else if (!check_number(c, key, value))
			fault(c, str_of(key), "unknown_field", NULL);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
