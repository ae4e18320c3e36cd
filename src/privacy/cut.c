/*
 * cut.c - what leads to somebody is cut out of what stays.
 *
 * Texts of others' records lose the words and keep the rest; the change is told to
 * screens as any other, and its event does not say what it was.  What the server
 * keeps beside records (history, trail, jobs, answers, imports) loses them too.
 */
#include "privacy/room.h"

#include "paper/paper.h"

#include <dirent.h>
#include <unistd.h>

#define BATCH 200
#define FIND_MAX 10000
#define LETTER_HEAD 4000 /* bytes in which a letter says whom it is to */

/* ---- records ---- */

static bool
is_text(const struct field *f)
{
	return strcmp(f->type->name, "text") == 0 ||
	       strcmp(f->type->name, "long_text") == 0 ||
	       strcmp(f->type->name, "rich_text") == 0 ||
	       strcmp(f->type->name, "url") == 0;
}

/*
 * A page of the records of an entity that have a trace, in the order of their ids.
 *
 * in    after  an id: only later ones
 * out   out    room for BATCH; without those that go anyhow
 *       after  where the next page begins; 0: there is none
 */
static enum err
find_page(struct ctx *c, const struct entity *e, const struct pieces *p,
    const struct traces *t, int64_t *after, struct ref *out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	bool any = false;
	int rows = 0;

	*count = 0;
	sql_text(&q, "select t.id from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id > ");
	sql_int(&q, *after);
	sql_text(&q, " and (1 = 0");
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		char column[100];

		if (!is_text(f))
			continue;
		any = true;
		snprintf(column, sizeof(column), "t.\"%.*s\"", STR_ARG(f->name));
		sql_text(&q, " or ");
		sql_like_any(&q, column, t);
	}
	*after = 0;
	if (!any || t->count == 0)
		return OK;
	sql_text(&q, ") order by t.id");
	sql_limit(&q, BATCH);
	TRY(rows_begin(c->db, &q, &r));
	for (; rows < BATCH && rows_next(&r); rows++) {
		*after = row_int(&r, 0);
		if (!pieces_have(p, e, *after))
			out[(*count)++] = (struct ref){ e, *after };
	}
	*after = rows < BATCH ? 0 : *after;
	return rows_err(&r);
}

enum err
cut_find(struct ctx *c, const struct pieces *p, const struct traces *t, struct ref **out,
    size_t *count)
{
	*out = arena_array(c->mem, struct ref, FIND_MAX);
	*count = 0;
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		int64_t after = 0;
		size_t n;

		do {
			if (*count + BATCH > FIND_MAX)
				return OK;
			TRY(find_page(
			    c, &c->meta->entities[i], p, t, &after, *out + *count, &n));
			*count += n;
		} while (after != 0);
	}
	return OK;
}

/* Past every rule: what may not be saved may be erased all the same. */
static enum err
cut_raw(struct ctx *c, const struct record *rec, const struct traces *t)
{
	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];
		const struct cell *v = record_value(rec, f);
		struct cell cut[TYPE_COLUMNS_MAX] = { 0 };
		struct sql q = SQL_INIT(c->mem);

		if (!is_text(f) || value_empty(v) || !traces_in(t, v->s))
			continue;
		f->type->read(c, f,
		    json_hold(
			c->mem, traces_cut_json(c->mem, t,
				    json_hold(c->mem, json_stringn(v->s.at, v->s.len)))),
		    cut);
		sql_text(&q, "update ");
		sql_table(&q, rec->entity);
		sql_text(&q, " set ");
		for (int j = 0; j < type_columns(f->type); j++) {
			text_c(&q.text, j > 0 ? ", " : "");
			sql_column(&q, f, j);
			sql_text(&q, " = ");
			sql_cell(&q, &cut[j]);
		}
		sql_text(&q, " where id = ");
		sql_int(&q, rec->id);
		TRY(db_run(c->db, &q));
		memcpy(record_value(rec, f), cut,
		    sizeof(*cut) * (size_t)type_columns(f->type));
	}
	fault_clear(c);
	return record_keep_unique(c, rec);
}

static json_t *
news_of(struct ctx *c, const struct record *rec, const struct traces *t)
{
	json_t *news = json_hold(c->mem, json_object());

	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];
		const struct cell *v = record_value(rec, f);
		struct str cut;

		if (!is_text(f) || value_empty(v) || !traces_in(t, v->s))
			continue;
		cut = traces_cut(c->mem, t, v->s);
		json_object_set_new(
		    news, str_c(c->mem, f->name), json_stringn(cut.at, cut.len));
	}
	return news;
}

/* The newest event of the record, just written: it said what was cut. */
static enum err
hush_event(struct ctx *c, struct ref which)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _event set changes = null where id = (select max(id) from"
		     " _event where entity = ");
	sql_str(&q, which.entity->name);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static enum err
cut_record(struct ctx *c, struct ref which, const struct traces *t)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec, *changed;
	int64_t version;
	enum err e;

	TRY(tx_begin(c->db, &tx));
	e = load_any(c, which, &rec);
	if (e != OK)
		return e == ERR_ABSENT ? OK : e;
	version = rec->version;
	e = record_change(c, which, 0, news_of(c, rec, t), &changed);
	if (e == OK && changed->version > version)
		TRY(hush_event(c, which));
	if (e != OK && e != ERR_INPUT && e != ERR_ABSENT)
		return e;
	if (e != OK)
		TRY(cut_raw(c, rec, t));
	return tx_commit(&tx);
}

/* Each record once: one that keeps its trace whatever is done is not met again, and is
 * what the scan at the end of an erasure is for. */
enum err
cut_records(struct ctx *c, const struct pieces *p, const struct traces *t, struct cuts *n)
{
	struct ref found[BATCH];
	size_t count;

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		int64_t after = 0;

		do {
			TRY(find_page(
			    c, &c->meta->entities[i], p, t, &after, found, &count));
			for (size_t j = 0; j < count; j++)
				TRY(cut_record(c, found[j], t));
			n->records += (int64_t)count;
		} while (after != 0);
	}
	return OK;
}

/* ---- history and trail ---- */

/* A table with an id and a column of JSON. */
enum store_of { OF_EVENTS, OF_TRAIL, OF_JOBS, OF_IMPORTS, OF_VERSIONS };

static void
select_hits(struct sql *q, enum store_of of, struct ref who, const struct traces *t,
    int64_t after)
{
	switch (of) {
	case OF_EVENTS:
		sql_text(q, "select id, changes from _event where not (entity = ");
		sql_str(q, who.entity->name);
		sql_text(q, " and record = ");
		sql_int(q, who.id);
		sql_text(q, ") and ");
		sql_like_any(q, "changes", t);
		break;
	case OF_TRAIL:
		sql_text(q, "select id, details from _trail where ");
		sql_like_any(q, "details", t);
		break;
	case OF_JOBS:
		sql_text(q, "select id, args from _job where state not in ('waiting',"
			    " 'running') and (");
		sql_like_any(q, "args", t);
		sql_text(q, " or ");
		sql_like_any(q, "result", t);
		sql_text(q, " or ");
		sql_like_any(q, "said", t);
		sql_text(q, ")");
		break;
	case OF_IMPORTS:
		sql_text(q, "select id, options from _import where (");
		sql_like_any(q, "options", t);
		sql_text(q, " or ");
		sql_like_any(q, "name", t);
		sql_text(q, ")");
		break;
	case OF_VERSIONS:
		sql_text(q, "select id, body from _version where ");
		sql_like_any(q, "body", t);
		break;
	}
	sql_text(q, " and id > ");
	sql_int(q, after);
	sql_text(q, " order by id");
	sql_limit(q, BATCH);
}

static enum err
store_cut(struct ctx *c, enum store_of of, int64_t id, struct str cut)
{
	struct sql q = SQL_INIT(c->mem);

	switch (of) {
	case OF_EVENTS: sql_text(&q, "update _event set changes = "); break;
	case OF_TRAIL: sql_text(&q, "update _trail set details = "); break;
	case OF_JOBS:
		sql_text(&q, "update _job set said = '', result = '{}', args = ");
		break;
	case OF_IMPORTS: sql_text(&q, "update _import set name = '', options = "); break;
	case OF_VERSIONS: sql_text(&q, "update _version set body = "); break;
	}
	sql_str(&q, cut);
	sql_text(&q, " where id = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

struct hits {
	int64_t ids[BATCH];
	struct str texts[BATCH];
	size_t count;
};

static enum err
load_hits(struct ctx *c, enum store_of of, struct ref who, const struct traces *t,
    int64_t after, struct hits *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	out->count = 0;
	select_hits(&q, of, who, t, after);
	TRY(rows_begin(c->db, &q, &r));
	while (out->count < BATCH && rows_next(&r)) {
		out->ids[out->count] = row_int(&r, 0);
		out->texts[out->count++] = str_copy(c->mem, row_str(&r, 1));
	}
	return rows_err(&r);
}

static enum err
cut_batch(struct ctx *c, enum store_of of, const struct traces *t,
    const struct hits *hits, const struct seal_key *key)
{
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *tree;

	TRY(tx_begin(c->db, &tx));
	if (of == OF_EVENTS || of == OF_TRAIL)
		TRY(chain_hold(c->db, c->mem));
	for (size_t i = 0; i < hits->count; i++) {
		struct str cut = STR("{}");

		if (json_read(c->mem, hits->texts[i], &tree, NULL) == OK)
			cut = json_dump(
			    c->mem, json_hold(c->mem, traces_cut_json(c->mem, t, tree)));
		TRY(store_cut(c, of, hits->ids[i], traces_in(t, cut) ? STR("{}") : cut));
	}
	if (of == OF_EVENTS || of == OF_TRAIL)
		TRY(chain_redacted(c, key, "erased", hits->ids, hits->count));
	return tx_commit(&tx);
}

static enum err
cut_column(struct ctx *c, enum store_of of, struct ref who, const struct traces *t,
    const struct seal_key *key, int64_t *n)
{
	struct hits *hits = arena_make(c->mem, struct hits);
	int64_t after = 0;

	do {
		TRY(load_hits(c, of, who, t, after, hits));
		if (hits->count > 0) {
			TRY(cut_batch(c, of, t, hits, key));
			after = hits->ids[hits->count - 1];
		}
		*n += (int64_t)hits->count;
	} while (hits->count == BATCH);
	return OK;
}

/* What a merge of others remembers of them: it cannot be taken back without it. */
static enum err
drop_merges(struct ctx *c, const struct traces *t, int64_t *n)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _merge set body = '' where ");
	sql_like_any(&q, "body", t);
	TRY(db_run(c->db, &q));
	*n += db_changes(c->db);
	return tx_commit(&tx);
}

static enum err
drop_answers(struct ctx *c, const struct traces *t, int64_t *n)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _answer where ");
	sql_like_any(&q, "body", t);
	TRY(db_run(c->db, &q));
	*n += db_changes(c->db);
	return tx_commit(&tx);
}

enum err
cut_tables(struct ctx *c, struct ref who, const struct traces *t,
    const struct seal_key *key, struct cuts *n)
{
	if (t->count == 0)
		return OK;
	TRY(cut_column(c, OF_EVENTS, who, t, key, &n->events));
	TRY(cut_column(c, OF_TRAIL, who, t, key, &n->trail));
	TRY(cut_column(c, OF_JOBS, who, t, key, &n->jobs));
	TRY(cut_column(c, OF_IMPORTS, who, t, key, &n->imports));
	TRY(cut_column(c, OF_VERSIONS, who, t, key, &n->versions));
	TRY(drop_merges(c, t, &n->merges));
	return drop_answers(c, t, &n->answers);
}

/* ---- uploads of imports ---- */

/* A phone number without what stands between its digits. */
static struct str
digits(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			text_char(&t, s.at[i]);
	return text_done(&t);
}

static enum err
sheet_has(const char *path, const struct traces *t, bool *yes)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_fault fault;
	struct sheet_row row;
	enum err e;

	if (sheet_open(path, NULL, &in, &fault) != OK)
		return OK; /* no sheet: nothing that was imported */
	do {
		arena_reset(mem);
		e = sheet_next(in, mem, &row, &fault);
		for (size_t i = 0; e == OK && i < row.count && !*yes; i++)
			*yes = traces_in(t, row.cells[i]) ||
			       traces_in(t, fold(mem, row.cells[i])) ||
			       traces_in(t, digits(mem, row.cells[i]));
	} while (!*yes && (e == OK || e == ERR_INPUT));
	return OK;
}

enum err
cut_uploads(struct ctx *c, const struct traces *t, struct cuts *n)
{
	struct str dir = str_printf(c->mem, "%s/imports", site_files(c->site));
	DIR *d = opendir(str_c(c->mem, dir));
	struct dirent *each;
	enum err e = OK;

	while (d != NULL && e == OK && (each = readdir(d)) != NULL) {
		char *path;
		bool yes = false;

		if (each->d_name[0] == '.')
			continue;
		path = str_c(
		    c->mem, str_printf(c->mem, "%.*s/%s", STR_ARG(dir), each->d_name));
		e = sheet_has(path, t, &yes);
		if (yes && unlink(path) == 0)
			n->uploads++;
	}
	if (d != NULL)
		closedir(d);
	return e;
}

/* ---- letters in the outbox ---- */

static bool
letter_is_to(struct ctx *c, const char *path, const struct traces *t)
{
	char buffer[LETTER_HEAD];
	FILE *f = fopen(path, "re");
	size_t n = f == NULL ? 0 : fread(buffer, 1, sizeof(buffer), f);

	if (f != NULL)
		fclose(f);
	return traces_in(t, fold(c->mem, (struct str){ buffer, n }));
}

void
cut_letters(struct ctx *c, const struct traces *t, struct cuts *n)
{
	const char *box = site_outbox(c->site);
	DIR *d = opendir(box);
	struct dirent *each;

	while (d != NULL && (each = readdir(d)) != NULL) {
		char *path =
		    str_c(c->mem, str_printf(c->mem, "%s/%s", box, each->d_name));

		if (each->d_name[0] != '.' && letter_is_to(c, path, t) &&
		    unlink(path) == 0)
			n->letters++;
	}
	if (d != NULL)
		closedir(d);
}
