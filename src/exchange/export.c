/*
 * export.c - a list as a file: pages in, bytes out.
 *
 * An export is a thing of its own: it is pulled by whichever thread has room
 * for its bytes, with that thread's handle, long after the request that asked
 * for it.  So it copies the wish, the actor and what it is called, and holds
 * the metadata.  Rows are read page by page behind a cursor and rights are
 * asked of each page; memory does not grow with them.
 *
 * XLSX is a zip, whose head is written last: it is made whole in a file that
 * nobody can see, and sent from there.
 */
#include "exchange/export_room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define PAGE RECORD_PAGE_MAX

struct export
{
	struct arena *mem;  /* as long as the export */
	struct arena *page; /* as long as a page */
	struct ctx c;       /* db is the caller's, each time */
	struct query query;
	enum export_as as;
	struct export_column *columns;
	size_t column_count;
	struct sheet_out *out;
	struct text ready; /* in page: bytes that are made and not yet taken */
	size_t taken;
	char after[EXPORT_CURSOR_MAX];
	bool ended;
	FILE *book; /* XLSX: made whole */
	int64_t rows;
	char name[100];
};

/* ---- begin ---- */

static void
copy_actor(struct export *e, const struct actor *actor)
{
	e->c.actor = *actor;
	auth_keep(e->mem, actor);
	e->c.actor.roles = json_hold(e->mem, json_deep_copy(actor->roles));
	e->c.actor.scopes = json_hold(e->mem, json_deep_copy(actor->scopes));
	e->c.actor.language = str_c(e->mem, str_of(actor->language));
	e->c.actor.zone = str_c(e->mem, str_of(actor->zone));
	e->c.actor.calendar = str_c(e->mem, str_of(actor->calendar));
}

static void
copy_query(struct export *e, const struct export_wish *wish)
{
	const struct field **fields =
	    arena_array(e->mem, const struct field *, e->column_count + 1);

	e->query.entity = wish->entity;
	e->query.where = str_copy(e->mem, wish->where);
	e->query.words = str_copy(e->mem, wish->words);
	e->query.sort = str_copy(e->mem, wish->sort);
	e->query.limit = PAGE;
	e->query.archived = wish->archived;
	e->query.out = true;
	e->query.fields = fields;
	for (size_t i = 0; i < e->column_count; i++)
		fields[e->query.field_count++] = e->columns[i].field;
}

static void
name_file(struct export *e)
{
	char many[80];
	size_t len = 0;

	/* the entity's key is a name that every file system knows */
	for (size_t i = 0; i < e->query.entity->name.len && len < sizeof(many) - 1; i++)
		many[len++] = e->query.entity->name.at[i];
	many[len] = '\0';
	snprintf(e->name, sizeof(e->name), "%s.%s", many,
	    e->as == EXPORT_CSV ? "csv" : "xlsx");
}

/* Written before the first byte goes out: what cannot be written is not taken out. */
static enum err
note_export(struct ctx *c, const struct export_wish *wish)
{
	return trail(c, TRAIL_EXPORT, (struct trail_about){ .entity = wish->entity },
	    "as", wish->as == EXPORT_XLSX ? "xlsx" : "csv", "where",
	    wish->where.len > 0 ? str_c(c->mem, wish->where) : NULL, "words",
	    wish->words.len > 0 ? str_c(c->mem, wish->words) : NULL, NULL);
}

enum err
export_begin(struct ctx *c, const struct export_wish *wish, struct export **out)
{
	struct grant g = auth_grant(c, wish->entity, MAY_EXPORT);
	struct export *e;
	struct page page;
	struct query one;
	enum err err;

	if (auth_never(&g)) /* whether it may be read, the first page says */
		return ERR_DENIED;
	e = memory_new(1, sizeof(*e));
	e->mem = arena_new();
	e->page = arena_new();
	e->c = *c;
	e->c.meta = meta_hold((struct meta *)(uintptr_t)c->meta);
	e->c.req = NULL;
	e->c.from = c->from;
	e->c.from.address = str_copy(e->mem, c->from.address);
	copy_actor(e, &c->actor);
	e->as = wish->as;
	export_columns(e->mem, &e->c, wish, &e->columns, &e->column_count);
	copy_query(e, wish);
	name_file(e);
	one = e->query;
	one.limit = 1;
	*out = e;
	/* a bad rule is said now, while somebody listens */
	err = record_page(c, &one, &page);
	if (err == OK)
		err = note_export(c, wish);
	switch (err) {
	case OK: return OK;
	case ERR_FULL: export_end(e); return ERR_FULL;
	case ERR_INPUT: export_end(e); return ERR_INPUT;
	case ERR_DENIED: export_end(e); return ERR_DENIED;
	default: export_end(e); return ERR_DOWN;
	}
}

void
export_end(struct export *e)
{
	if (e == NULL)
		return;
	sheet_free(e->out);
	if (e->book != NULL)
		fclose(e->book);
	meta_drop((struct meta *)(uintptr_t)e->c.meta);
	arena_free(e->page);
	arena_free(e->mem);
	free(e);
}

const char *
export_type(const struct export *e)
{
	return e->as == EXPORT_CSV
		   ? "text/csv; charset=utf-8"
		   : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

const char *
export_name(const struct export *e)
{
	return e->name;
}

/* ---- pages ---- */

static void
sheet_columns(const struct export *e, struct arena *mem, struct sheet_column **out)
{
	*out = arena_array(mem, struct sheet_column, e->column_count);
	for (size_t i = 0; i < e->column_count; i++)
		(*out)[i] =
		    (struct sheet_column){ e->columns[i].title, e->columns[i].kind, 0 };
}

static enum err
write_page(struct export *e, struct ctx *c, const struct page *page)
{
	struct sheet_cell *cells =
	    arena_array(c->mem, struct sheet_cell, e->column_count);
	struct export_titles titles = { 0 };

	TRY(export_titles(c, e->columns, e->column_count, page, &titles));
	for (size_t i = 0; i < page->count; i++) {
		for (size_t j = 0; j < e->column_count; j++)
			export_cell(c, &titles, &e->columns[j], page->rows[i], &cells[j]);
		TRY(sheet_write(e->out, cells));
		e->rows++;
	}
	return OK;
}

/*
 * A client that reads slowly is hours at it.  Whoever has other roles by then, stands
 * elsewhere or lost a right, asks again; who looks through lent eyes has none to lose.
 */
static enum err
may_go_on(struct ctx *c)
{
	bool same = true;

	if (!c->actor.program && c->from.looker == 0)
		TRY(auth_still(c, &same));
	return same ? OK : ERR_DENIED;
}

/* Read the next page and write it to the sheet; e->ended behind the last. */
static enum err
next_page(struct export *e, struct db *db)
{
	struct ctx c = ctx_part(&e->c, e->page);
	struct page page;

	c.db = db;
	c.now_ms = time_now_ms();
	TRY(may_go_on(&c));
	e->query.after = str_of(e->after);
	TRY(record_page(&c, &e->query, &page));
	TRY(write_page(e, &c, &page));
	auth_read(&c, page.count);
	if (page.next.len >= sizeof(e->after))
		return ERR_LARGE;
	memcpy(e->after, page.next.at == NULL ? "" : page.next.at, page.next.len);
	e->after[page.next.len] = '\0';
	e->ended = page.next.len == 0;
	return e->ended ? sheet_finish(e->out) : OK;
}

/* ---- CSV: made as it is taken ---- */

static enum err
take_bytes(void *arg, const char *at, size_t len)
{
	struct export *e = arg;

	text_add(&e->ready, at, len);
	return OK;
}

static enum err
csv_begin(struct export *e)
{
	struct csv_style style = { .bom = true };
	struct sheet_column *columns;

	sheet_columns(e, e->mem, &columns);
	return sheet_csv((struct sheet_sink){ take_bytes, e }, &style, columns,
	    e->column_count, &e->out);
}

static enum err
csv_more(struct export *e, struct db *db)
{
	e->taken = 0;
	do { /* until the sheet lets go of some */
		arena_reset(e->page);
		e->ready = (struct text)TEXT_INIT(e->page);
		if (e->out == NULL)
			TRY(csv_begin(e));
		TRY(next_page(e, db));
	} while (!e->ended && e->ready.len == 0);
	return OK;
}

static enum err
csv_next(struct export *e, struct db *db, char *buf, size_t room, size_t *len)
{
	size_t n;

	if (e->taken == e->ready.len && !e->ended)
		TRY(csv_more(e, db));
	n = e->ready.len - e->taken;
	n = n < room ? n : room;
	if (n > 0)
		memcpy(buf, e->ready.at + e->taken, n);
	e->taken += n;
	*len = n;
	return OK;
}

/* ---- XLSX: made, then taken ---- */

/* A file that has no name any more: gone with us, whatever happens. */
static enum err
open_unseen(const char *path, FILE **out)
{
	*out = fopen(path, "rb");
	/* analyse: analyzer-file-leak: it is the export's, and export_end() closes it */
	/* analyse: analyzer-malloc-leak: as the file, whose memory it is */
	(void)unlink(path);
	return *out == NULL ? ERR_DOWN : OK;
}

static enum err
book_make(struct export *e, struct db *db)
{
	struct xlsx_style style = { .temp_dir = site_files(e->c.site) };
	struct sheet_column *columns;
	char path[4096];
	enum err err;
	int fd;

	snprintf(path, sizeof(path), "%s/export-XXXXXX", site_files(e->c.site));
	fd = mkstemp(path);
	if (fd < 0)
		return errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	close(fd);
	sheet_columns(e, e->mem, &columns);
	err = sheet_xlsx(path, &style, columns, e->column_count, &e->out);
	while (err == OK && !e->ended) {
		arena_reset(e->page);
		err = next_page(e, db);
	}
	if (err == OK)
		return open_unseen(path, &e->book);
	(void)unlink(path);
	return err;
}

static enum err
book_next(struct export *e, struct db *db, char *buf, size_t room, size_t *len)
{
	if (e->book == NULL)
		TRY(book_make(e, db));
	*len = fread(buf, 1, room, e->book);
	return ferror(e->book) ? ERR_DOWN : OK;
}

enum err
export_next(struct export *e, struct db *db, char *buf, size_t room, size_t *len)
{
	*len = 0;
	return e->as == EXPORT_CSV ? csv_next(e, db, buf, room, len)
				   : book_next(e, db, buf, room, len);
}

enum err
export_file(struct ctx *c, const struct export_wish *wish, FILE *to, int64_t *rows)
{
	struct export *e;
	char buf[16384];
	size_t len = 1;
	enum err err;

	TRY(export_begin(c, wish, &e));
	do {
		err = export_next(e, c->db, buf, sizeof(buf), &len);
		if (err == OK && len > 0 && fwrite(buf, 1, len, to) != len)
			err = ERR_FULL;
	} while (err == OK && len > 0);
	*rows = e->rows;
	export_end(e);
	return err;
}
