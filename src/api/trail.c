/*
 * trail.c - who did what, when, from where: for administrators.
 */
#include "api/room.h"

#include "paper/paper.h"

#define PAGE 50
#define CSV_MAX 5000 /* rows of a file; more is asked for from where it ended */

/* A number of the query.  errs  INPUT  not one */
static enum err
number(struct ctx *c, const char *name, int64_t *out)
{
	struct str s = req_q(c, name);

	if (s.len == 0 || (str_int(s, out) && *out >= 0))
		return OK;
	fault(c, str_of(name), "not_number", NULL);
	return ERR_INPUT;
}

static enum err
query_of(struct ctx *c, bool file, struct trail_query *out)
{
	int64_t limit = file ? CSV_MAX : PAGE, max = file ? CSV_MAX : TRAIL_PAGE_MAX;

	*out = (struct trail_query){ .kind = req_q(c, "kind"),
		.entity = req_q(c, "entity"),
		.trail_only = str_is(req_q(c, "changes"), "0") };
	TRY(number(c, "record", &out->record));
	TRY(number(c, "user", &out->user));
	TRY(number(c, "from", &out->from_ms));
	TRY(number(c, "until", &out->until_ms));
	TRY(number(c, "after", &out->before));
	TRY(number(c, "limit", &limit));
	if (out->record != 0 && out->entity.len == 0) {
		fault(c, STR("entity"), "required", NULL);
		return ERR_INPUT;
	}
	out->limit = (int)(limit < 1 ? 1 : limit > max ? max : limit);
	return OK;
}

/* ---- names ---- */

struct named {
	struct title *titles;
	size_t count;
};

static void
add_once(int64_t *ids, size_t *count, int64_t id)
{
	size_t i = 0;

	while (i < *count && ids[i] != id)
		i++;
	if (id != 0 && i == *count)
		ids[(*count)++] = id;
}

static enum err
people_of(struct ctx *c, const struct trail_row *rows, size_t count, struct named *out)
{
	int64_t *ids = arena_array(c->mem, int64_t, count * 2 + 1);

	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		add_once(ids, &out->count, rows[i].actor);
		add_once(ids, &out->count, rows[i].person);
	}
	return record_titles(
	    c, meta_entity(c->meta, STR("user")), ids, out->count, &out->titles);
}

static struct str
name_of(const struct named *named, int64_t id)
{
	size_t low = 0, high = named->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (named->titles[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < named->count && named->titles[low].id == id ? named->titles[low].text
								 : STR("");
}

static struct str
kind_label(struct ctx *c, struct str kind)
{
	return meta_text(c->meta, c->mem, c->actor.language,
	    str_c(c->mem, str_printf(c->mem, "trail.%.*s", STR_ARG(kind))), NULL);
}

/* ---- as JSON ---- */

static void
write_person(struct jw *w, const struct named *named, int64_t id)
{
	if (id == 0) {
		jw_null(w);
		return;
	}
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, id);
	jw_key(w, "title");
	jw_str(w, name_of(named, id));
	jw_close(w);
}

static void
write_row(
    struct ctx *c, struct jw *w, const struct named *named, const struct trail_row *row)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, row->id);
	jw_key(w, "at");
	jw_int(w, row->at_ms);
	jw_key(w, "kind");
	jw_str(w, row->kind);
	jw_key(w, "label");
	jw_str(w, kind_label(c, row->kind));
	jw_key(w, "by");
	write_person(w, named, row->actor);
	jw_key(w, "person");
	write_person(w, named, row->person);
	if (row->entity.len > 0) {
		jw_key(w, "entity");
		jw_str(w, row->entity);
	}
	if (row->record != 0) {
		jw_key(w, "record");
		jw_id(w, row->record);
	}
	jw_key(w, "via");
	jw_c(w, via_name(row->via));
	jw_key(w, "address");
	jw_str(w, row->from.address);
	if (row->from.session != 0) {
		jw_key(w, "session");
		jw_id(w, row->from.session);
	}
	jw_key(w, "times");
	jw_int(w, row->times);
	jw_key(w, "details");
	jw_raw(w, row->details.len > 0 ? row->details : STR("{}"));
	jw_close(w);
}

/* ---- as a file ---- */

static const char *const columns[] = { "id", "at", "kind", "by", "person", "entity",
	"record", "via", "address", "session", "times", "details" };

static enum err
into_reply(void *arg, const char *at, size_t len)
{
	text_add(arg, at, len);
	return OK;
}

static struct sheet_cell
cell_text(struct str s)
{
	return (struct sheet_cell){ .text = s };
}

static struct sheet_cell
cell_id(struct ctx *c, int64_t id)
{
	return cell_text(id == 0 ? STR("") : str_printf(c->mem, "%" PRId64, id));
}

static enum err
write_line(struct ctx *c, struct sheet_out *out, const struct named *named,
    const struct trail_row *row)
{
	const struct sheet_cell cells[COUNT_OF(columns)] = { cell_id(c, row->id),
		cell_text(time_write(c->mem, row->at_ms)), cell_text(row->kind),
		cell_text(name_of(named, row->actor)),
		cell_text(name_of(named, row->person)), cell_text(row->entity),
		cell_id(c, row->record), cell_text(str_of(via_name(row->via))),
		cell_text(row->from.address), cell_id(c, row->from.session),
		cell_id(c, row->times), cell_text(row->details) };

	return sheet_write(out, cells);
}

static enum err
reply_file(struct ctx *c, const struct trail_row *rows, size_t count, int64_t next)
{
	DEFER(sheet_freep) struct sheet_out *out = NULL;
	struct sheet_column heads[COUNT_OF(columns)] = { 0 };
	struct named named;

	TRY(people_of(c, rows, count, &named));
	(void)reply_json(c, 200);
	c->reply->type = "text/csv; charset=utf-8";
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		heads[i].title = str_of(columns[i]);
	TRY(sheet_csv((struct sheet_sink){ into_reply, &c->reply->body }, NULL, heads,
	    COUNT_OF(columns), &out));
	for (size_t i = 0; i < count; i++)
		TRY(write_line(c, out, &named, &rows[i]));
	TRY(sheet_finish(out));
	req_header_set(
	    c->req, "Content-Disposition", STR("attachment; filename=\"trail.csv\""));
	if (next != 0)
		req_header_set(
		    c->req, "X-Kith-Next", str_printf(c->mem, "%" PRId64, next));
	return OK;
}

static enum err
reply_page(struct ctx *c, const struct trail_row *rows, size_t count, int64_t next)
{
	struct named named;
	struct jw *w;

	TRY(people_of(c, rows, count, &named));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		write_row(c, w, &named, &rows[i]);
	jw_end(w);
	jw_key(w, "next");
	if (next != 0)
		jw_id(w, next);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

static enum err
trail_read(struct ctx *c)
{
	bool file = str_is(req_q(c, "as"), "csv");
	struct trail_query query;
	struct trail_row *rows;
	size_t count;
	int64_t next;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(query_of(c, file, &query));
	if (file)
		TRY(trail(
		    c, TRAIL_EXPORT, TRAIL_NOTHING, "as", "csv", "of", "trail", NULL));
	TRY(trail_page(c->db, c->mem, &query, &rows, &count, &next));
	return file ? reply_file(c, rows, count, next) : reply_page(c, rows, count, next);
}

/* What can be filtered by, with words for people. */
static enum err
kinds(struct ctx *c)
{
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (int i = 0; i < TRAIL_KINDS; i++) {
		struct str name = str_of(trail_name((enum trail_kind)i));

		jw_open(w);
		jw_key(w, "kind");
		jw_str(w, name);
		jw_key(w, "label");
		jw_str(w, kind_label(c, name));
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

const struct route trail_routes[] = {
	{ "GET", "/api/trail", trail_read,
	    "who did what, when, from where: for administrators", 0 },
	{ "GET", "/api/trail/kinds", kinds, "what the trail can be filtered by", 0 },
	{ 0 },
};
