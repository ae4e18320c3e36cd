/*
 * make.h - a record of a JSON text, for tests of who stands where.
 */
#ifndef TEST_AUTH_MAKE_H
#define TEST_AUTH_MAKE_H

#include "unit/exchange/help.h"

static inline int64_t PRINTF(2, 3) make(const char *entity, const char *format, ...)
{
	struct record *rec;
	char text[400];
	json_t *news;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert_int_equal(json_read(mem, str_of(text), &news, NULL), OK);
	if (record_create(&c, meta_entity(c.meta, str_of(entity)), news, &rec) != OK)
		fail_msg("%s %s: %s", entity, text, c.faults[0].code);
	return rec->id;
}

#endif
