/*
 * help.h - people made, and what must be true of a company after whatever was done.
 */
#ifndef TEST_PRIVACY_HELP_H
#define TEST_PRIVACY_HELP_H

#include "unit/exchange/help.h"

#include "file/file.h"
#include "privacy/privacy.h"

static inline int64_t
make(const char *entity, const char *format, ...)
{
	struct record *rec;
	char text[4000];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert_ok(
	    record_create(&c, meta_entity(c.meta, str_of(entity)), json_of(text), &rec));
	return rec->id;
}

static inline void
change(const char *entity, int64_t id, const char *text)
{
	struct record *rec;

	assert_ok(
	    record_change(&c, (struct ref){ meta_entity(c.meta, str_of(entity)), id }, 0,
		json_of(text), &rec));
}

/* ---- the doctor ---- */

static inline void
looks_at(void *arg, struct str what)
{
	(void)arg, (void)what;
}

static size_t faults;

static inline void
count_fault(void *arg, const struct finding *f)
{
	(void)arg;
	faults += f->fault;
	if (f->fault)
		print_error("%.*s: %s\n", STR_ARG(f->where), f->what);
}

/* The chain is unbroken, and the doctor has nothing to say. */
static inline void
must_be_whole(void)
{
	struct examiner x = { .looks_at = looks_at, .found = count_fault };
	struct chain_check check;

	faults = 0;
	assert_ok(site_seal(&c, NULL));
	assert_ok(site_prove(&c, &x, "/dev/null", &check));
	assert_ok(site_examine(&c, &x));
	assert_int_equal(faults, 0);
}

#endif
