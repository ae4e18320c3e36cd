/*
 * export_room.h - columns of an export and what stands in them.
 */
#ifndef EXCHANGE_EXPORT_ROOM_H
#define EXCHANGE_EXPORT_ROOM_H

#include "exchange/room.h"

#define EXPORT_CURSOR_MAX 4096

enum export_what { WHAT_VALUE, WHAT_CURRENCY, WHAT_PART };

struct export_column { /* of the file: a field may have several */
	const struct field *field;
	enum export_what what;
	int part; /* its cell among the field's */
	struct str title;
	enum sheet_kind kind;
};

struct export_titles { /* of what a page refers to, by entity */
	struct {
		const struct entity *entity;
		struct title *at;
		size_t count;
	} of[64];
	size_t count;
};

void export_columns(struct arena *mem, struct ctx *c, const struct export_wish *wish,
    struct export_column **out, size_t *count);
MUST_USE enum err export_titles(struct ctx *c, const struct export_column *columns,
    size_t count, const struct page *page, struct export_titles *out);
/* Text in c->mem. */
void export_cell(struct ctx *c, const struct export_titles *titles,
    const struct export_column *column, const struct record *rec, struct sheet_cell *out);

#endif
