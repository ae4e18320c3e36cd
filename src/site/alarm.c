/*
 * alarm.c - somebody reads far more than people do: administrators hear of it.
 *
 * A row of the trail, and a notice to each administrator in their language, once an
 * hour for a person (auth/reads.c counts).  Nothing is stopped: a company may well
 * copy its own records, and who looks at the alarm can end sessions and tokens.
 */
#include "site/room.h"

#define ADMINS_MAX 50 /* who hear of it */

struct admin {
	int64_t id;
	const char *language;
};

static enum err
admins_of(struct ctx *c, struct admin *out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select id, language from \"user\" where deleted_ms is null and"
		     " coalesce(active, 1) = 1 and roles like '%|admin|%' order by id");
	sql_limit(&q, ADMINS_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		out[(*count)++] = (struct admin){ row_int(&r, 0),
			row_str(&r, 1).len == 0 ? c->meta->facts.language.at
						: str_c(c->mem, row_str(&r, 1)) };
	return rows_err(&r);
}

/* Their sign-in name where a name is not said. */
static enum err
name_of(struct ctx *c, int64_t user, struct str *out)
{
	const struct entity *e = meta_entity(c->meta, STR("user"));
	struct title *titles;

	TRY(record_titles(c, e, &user, 1, &titles));
	*out = titles[0].text;
	return OK;
}

static enum err
tell(struct ctx *c, const struct admin *to, const json_t *args)
{
	const struct entity *notice = meta_entity(c->meta, STR("notice"));
	struct str text = meta_text(
	    c->meta, c->mem, to->language, "notice.bulk_read", (json_t *)(uintptr_t)args);
	struct record *made;

	return record_create(c, notice,
	    json_hold(
		c->mem, json_pack("{s:s, s:s, s:s}", "to",
			    str_printf(c->mem, "%" PRId64, to->id).at, "kind",
			    "bulk_read", "text", str_c(c->mem, utf8_head(text, 300)))),
	    &made);
}

static enum err
raise_one(struct ctx *c, const struct much_read *much)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct admin admins[ADMINS_MAX];
	char count[24], limit[24];
	struct ctx as = *c;
	struct str name;
	json_t *args;
	size_t n;

	snprintf(count, sizeof(count), "%" PRId64, much->count);
	snprintf(limit, sizeof(limit), "%" PRId64, auth_number(c, "read_alarm"));
	as.from = much->from;
	TRY(tx_begin(c->db, &tx));
	TRY(trail(&as, TRAIL_BULK_READ, (struct trail_about){ .person = much->user },
	    "records", count, "limit", limit, NULL));
	TRY(name_of(c, much->user, &name));
	TRY(admins_of(c, admins, &n));
	args = json_hold(
	    c->mem, json_pack("{s:s, s:s}", "name", str_c(c->mem, name), "count", count));
	for (size_t i = 0; i < n; i++)
		TRY(tell(c, &admins[i], args));
	return tx_commit(&tx);
}

enum err
site_raise_alarms(struct ctx *c)
{
	struct much_read much;

	while (reads_due(c, &much)) {
		TRY(raise_one(c, &much)); /* else it stays due */
		reads_raised(c, much.user);
		log_warn("user %" PRId64 " read %" PRId64 " records within an hour",
		    much.user, much.count);
	}
	return OK;
}
