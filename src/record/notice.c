/*
 * notice.c - somebody hears of a record.
 */
#include "record/room.h"

static bool
can_be_about(const struct entity *notice, const struct entity *e)
{
	const struct field *about = entity_field(notice, STR("about"));

	for (size_t i = 0; about != NULL && i < about->to_count; i++)
		if (about->to[i] == e)
			return true;
	return false;
}

const char *
notice_language(struct ctx *c, int64_t user)
{
	struct sql q = SQL_INIT(c->mem);
	struct str said;

	sql_text(&q, "select t.language from \"user\" t where t.id = ");
	sql_int(&q, user);
	return db_str(c->db, &q, c->mem, ERR_ABSENT, &said) == OK && said.len > 0
		   ? str_c(c->mem, said)
		   : str_c(c->mem, c->meta->facts.language);
}

enum err
notice_write(
    struct ctx *c, int64_t to, const char *kind, struct ref about, struct str text)
{
	const struct entity *notice = meta_entity(c->meta, STR("notice"));
	struct actor was = c->actor;
	struct record *made;
	json_t *news;
	enum err e;

	if (notice == NULL || !can_be_about(notice, about.entity))
		return OK;
	news = json_hold(c->mem, json_pack("{s:s, s:s, s:{s:s, s:s}, s:s}", "to",
				     str_printf(c->mem, "%" PRId64, to).at, "kind", kind,
				     "about", "entity", str_c(c->mem, about.entity->name),
				     "id", str_printf(c->mem, "%" PRId64, about.id).at,
				     "text", str_c(c->mem, text)));
	c->actor.program = true;
	e = record_create(c, notice, news, &made);
	c->actor = was;
	return e;
}
