/*
 * mask.c - a copy of a site for others to work with, in which nobody is anybody.
 *
 * Rows go through here on their way into a database that is made for them
 * (exchange/move.h), so nothing of what was stands in the copy's file: no free page,
 * no log, no index.  What is not known here does not pass: a table that has no
 * entity and is not named below stays behind, a column that no field has comes empty.
 *
 * All is drawn with a key that is made for the copy and thrown away with this
 * process.  Ids stay, so that references do: who has the original, too, can tell
 * by them who was who; who has only the copy cannot.
 */
#include "privacy/mask_room.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_LEN 20

struct masking {
	struct masker m;
	struct ctx c; /* m's: the site's, with a row's memory */
	const char *files;
	struct str password; /* hashed: what all who had one have now */
	/* what the rows of the table that passes are: found once for a table */
	const struct str *columns;
	const struct entity *e;
	const struct field **fields; /* of each column; NULL: no field's */
	int *places;                 /* which of the field's it is */
};

static struct cell *
cell_of(struct move_row *row, const char *column)
{
	for (size_t i = 0; i < row->count; i++)
		if (str_is(row->columns[i], column))
			return &row->cells[i];
	return NULL;
}

static struct str
text_of(struct move_row *row, const char *column)
{
	const struct cell *cell = cell_of(row, column);

	return cell == NULL || cell->kind != CELL_TEXT ? STR("") : cell->s;
}

static int64_t
int_of(struct move_row *row, const char *column)
{
	const struct cell *cell = cell_of(row, column);

	return cell == NULL || cell->kind != CELL_INT ? 0 : cell->i;
}

static void
set(struct move_row *row, const char *column, struct cell value)
{
	struct cell *cell = cell_of(row, column);

	if (cell != NULL)
		*cell = value;
}

/* ---- records ---- */

static void
find_field(struct masking *k, size_t i, struct str column)
{
	for (size_t j = 0; j < k->e->field_count; j++) {
		const struct field *f = &k->e->fields[j];

		if (!str_starts(column, str_c(k->m.mem, f->name)))
			continue;
		for (int n = 0; n < type_columns(f->type); n++)
			if (str_is((struct str){ column.at + f->name.len,
				       column.len - f->name.len },
				f->type->columns[n].suffix)) {
				k->fields[i] = f;
				k->places[i] = n;
				return;
			}
	}
}

static void
look_at_table(struct masking *k, const struct move_row *row)
{
	k->columns = row->columns;
	k->e = meta_entity(k->c.meta, row->table);
	k->fields = arena_array(k->m.mem, const struct field *, row->count);
	k->places = arena_array(k->m.mem, int, row->count);
	for (size_t i = 0; k->e != NULL && i < row->count; i++)
		find_field(k, i, row->columns[i]);
}

static bool
is_base(struct str column)
{
	return str_is(column, "id") || str_is(column, "version") ||
	       str_is(column, "deleted_ms");
}

static void
mask_field(struct masking *k, struct move_row *row, const struct field *f, int64_t id)
{
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < row->count; i++)
		if (k->fields[i] == f)
			v[k->places[i]] = row->cells[i];
	mask_value(&k->m, f, id, v);
	for (size_t i = 0; i < row->count; i++)
		if (k->fields[i] == f)
			row->cells[i] = v[k->places[i]];
}

/* An entity whose records are files: as purge.c knows them. */
static bool
has_files(const struct entity *e)
{
	const struct field *hash = entity_field(e, STR("hash"));

	return e->server && hash != NULL && hash->hidden;
}

static void
set_text(struct masking *k, struct move_row *row, const char *name, struct str s)
{
	const struct field *f = entity_field(k->e, str_of(name));
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };

	if (f == NULL)
		return;
	f->type->read(&k->c, f, json_hold(row->mem, json_stringn(s.at, s.len)), v);
	fault_clear(&k->c);
	for (size_t i = 0; i < row->count; i++)
		if (k->fields[i] == f)
			row->cells[i] = v[k->places[i]];
}

static enum err
exchange_file(struct masking *k, struct move_row *row, const struct mask_file *was)
{
	struct mask_file now;

	if (was->hash.len == 0)
		return OK;
	TRY(mask_file(&k->m, k->files, was, &now));
	set_text(k, row, "name", now.name);
	set_text(k, row, "type", now.type);
	set_text(k, row, "hash", now.hash);
	set(row, "size", CELL_OF_INT(now.size));
	return OK;
}

static enum err
mask_record(struct masking *k, struct move_row *row)
{
	struct mask_file was = { 0 };
	int64_t id = int_of(row, "id");

	if (has_files(k->e))
		was = (struct mask_file){ text_of(row, "name"), text_of(row, "type"),
			text_of(row, "hash"), 0 };
	for (size_t i = 0; i < row->count; i++)
		if (k->fields[i] == NULL && !is_base(row->columns[i]))
			row->cells[i] = (struct cell){ 0 };
	for (size_t i = 0; i < k->e->field_count; i++)
		mask_field(k, row, &k->e->fields[i], id);
	return exchange_file(k, row, &was);
}

/* ---- what happened ---- */

static void
mask_event(struct masking *k, struct move_row *row)
{
	const struct entity *e = meta_entity(k->c.meta, text_of(row, "entity"));
	struct str changes = text_of(row, "changes");
	json_t *tree, *change, *out = json_hold(row->mem, json_object());
	int64_t id = int_of(row, "record");
	const char *key;

	set(row, "address", (struct cell){ 0 });
	set(row, "session", (struct cell){ 0 });
	set(row, "changes", (struct cell){ 0 });
	if (e == NULL || has_files(e) || changes.len == 0 ||
	    json_read(row->mem, changes, &tree, NULL) != OK)
		return;
	json_object_foreach(tree, key, change)
	{
		const struct field *f = entity_field(e, str_of(key));
		const char *side;
		json_t *value, *sides = json_object();

		json_object_foreach(change, side, value) if (f != NULL)
		    json_object_set_new(sides, side, mask_wire(&k->m, f, id, value));
		if (f != NULL)
			json_object_set(out, key, sides);
		json_decref(sides);
	}
	set(row, "changes", CELL_OF_TEXT(json_dump(row->mem, out)));
}

/* Notes of what rules took out speak of seals that are not in the copy. */
static bool
mask_trail(struct masking *k, struct move_row *row)
{
	struct str kind = text_of(row, "kind"), details = text_of(row, "details");
	json_t *tree;

	if (str_is(kind, trail_name(TRAIL_DROPPED)) ||
	    str_is(kind, trail_name(TRAIL_REDACTED)))
		return false;
	set(row, "address", CELL_OF_TEXT(STR("")));
	set(row, "session", CELL_OF_INT(0));
	set(row, "details", CELL_OF_TEXT(STR("{}")));
	if (json_read(row->mem, details, &tree, NULL) == OK)
		set(row, "details",
		    CELL_OF_TEXT(json_dump(
			row->mem, json_hold(row->mem, mask_tree(&k->m, tree)))));
	return true;
}

/* ---- the rest ---- */

/* Addresses, hosts and whom letters come from are the company's, and stay there. */
static bool
mask_setting(struct masking *k, struct move_row *row)
{
	static const char *const kept[] = { "language", "country", "currency", "zone",
		"rates", "toman", "calendar", "digits", "first_day", "retention" };
	struct str name = text_of(row, "name");

	if (str_is(name, "name"))
		set(row, "value",
		    CELL_OF_TEXT(mask_text(&k->m, "text", text_of(row, "value"))));
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (str_is(name, kept[i]))
			return true;
	return str_is(name, "name") || str_starts(name, "_");
}

static bool
is_kept(struct str table) /* they hold ids, kinds, times, and metadata */
{
	return str_starts(table, "_sheet") || str_is(table, "_share") ||
	       str_is(table, "_timeline") || str_is(table, "_series") ||
	       str_is(table, "_seeded");
}

static enum err
mask_row(void *arg, struct move_row *row, bool *keep)
{
	struct masking *k = arg;

	k->c.mem = row->mem;
	if (k->columns != row->columns)
		look_at_table(k, row);
	if (k->e != NULL)
		return mask_record(k, row);
	if (str_is(row->table, "_event"))
		mask_event(k, row);
	else if (str_is(row->table, "_trail"))
		*keep = mask_trail(k, row);
	else if (str_is(row->table, "_setting"))
		*keep = mask_setting(k, row);
	else if (str_is(row->table, "_password"))
		set(row, "hash", CELL_OF_TEXT(k->password));
	else if (str_is(row->table, "_sheet_change"))
		set(row, "note", CELL_OF_TEXT(STR("")));
	else
		*keep = is_kept(row->table);
	return OK;
}

/* ---- the copy ---- */

/* An administrator who can sign in. */
static enum err
find_login(struct ctx *c, struct str *login)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(u.login, u.email) from \"user\" u"
		     " join _password p on p.person = u.id"
		     " where u.deleted_ms is null and coalesce(u.active, 1) = 1"
		     " and u.roles like '%|admin|%' order by u.id limit 1");
	*login = STR("");
	switch (db_str(c->db, &q, c->mem, ERR_ABSENT, login)) {
	case OK:
	case ERR_ABSENT: return OK;
	default: return ERR_DOWN;
	}
}

/* It says of itself what it is, and its chain begins. */
static enum err
begin_copy(struct ctx *from, const struct site_config *config, struct mask_report *out)
{
	struct ctx c = { .mem = from->mem };
	struct site *site = NULL;
	enum err e = site_open(config, from->mem, &site, &out->move.why);

	if (e == OK)
		e = db_new(site_engine(site), &c.db);
	if (e == OK) {
		site_begin(site, &c);
		site_as_program(&c);
		c.via = from->via;
		e = trail(&c, TRAIL_MASKED, TRAIL_NOTHING, NULL);
		if (e == OK)
			e = site_seal(&c, NULL);
		if (e == OK)
			e = find_login(&c, &out->login);
		site_end(&c);
	}
	db_free(c.db);
	site_close(site);
	return e;
}

/* Files of another site must not come between. */
static enum err
must_be_free(const char *files, struct mask_report *out, struct ctx *c)
{
	if (access(files, F_OK) != 0)
		return OK;
	out->move.why = str_printf(c->mem, "%s is there already", files);
	return ERR_CLASH;
}

static enum err
note(struct ctx *c, const char *url)
{
	const char *name = strrchr(url, '/');

	return trail(c, TRAIL_BACKUP, TRAIL_NOTHING, "kind", "masked", "to",
	    strstr(url, "://") != NULL ? "postgres"
	    : name == NULL             ? url
				       : name + 1,
	    NULL);
}

static enum err
make(struct masking *k, struct ctx *from, const struct site_config *to,
    const struct move_watch *watch, struct mask_report *out)
{
	struct move_veil veil = { mask_row, k };
	char random[44];

	auth_random(random);
	memcpy(out->password, random, PASSWORD_LEN);
	out->password[PASSWORD_LEN] = '\0';
	TRY(auth_password_hash(from, str_of(out->password), &k->password));
	TRY(must_be_free(k->files, out, from));
	TRY(note(from, to->url));
	TRY(move_veiled(from, to, &veil, watch, &out->move));
	return begin_copy(from, to, out);
}

enum err
mask_site(struct ctx *from, const struct site_config *to, const struct move_watch *watch,
    struct mask_report *out)
{
	char *files = site_files_of(to->url, to->files_dir);
	struct masking k = { .c = *from, .files = files };
	enum err e;

	*out = (struct mask_report){ .login = STR("") };
	k.m = (struct masker){ .c = &k.c,
		.mem = from->mem,
		.taken = arena_array(from->mem, struct map, from->meta->entity_count) };
	for (size_t i = 0; i < from->meta->entity_count; i++)
		k.m.taken[i] = (struct map)MAP_INIT(from->mem);
	randombytes_buf(k.m.key, sizeof(k.m.key));
	e = make(&k, from, to, watch, out);
	sodium_memzero(k.m.key, sizeof(k.m.key));
	free(files);
	return e;
}
