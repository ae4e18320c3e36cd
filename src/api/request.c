/*
 * request.c - what handlers read from a request.
 */
#include "api/room.h"

struct str
req_q(struct ctx *c, const char *name)
{
	struct str s = req_query(c->req, name);

	return s.at == NULL ? STR("") : s;
}

enum err
req_entity(struct ctx *c, const struct entity **out)
{
	*out = meta_entity(c->meta, req_part(c->req, "entity"));
	return *out == NULL ? ERR_ABSENT : OK;
}

enum err
req_id(struct ctx *c, const char *part, int64_t *out)
{
	return str_int(req_part(c->req, part), out) && *out > 0 ? OK : ERR_ABSENT;
}

enum err
req_ref(struct ctx *c, struct ref *out)
{
	TRY(req_entity(c, &out->entity));
	return req_id(c, "id", &out->id);
}

enum err
req_other(struct ctx *c, int64_t *user)
{
	struct record *rec;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_id(c, "id", user));
	return record_load(
	    c, (struct ref){ meta_entity(c->meta, STR("user")), *user }, &rec);
}

enum err
req_version(struct ctx *c, int64_t *out)
{
	struct str s = req_header(c->req, "If-Match");

	*out = 0;
	if (s.len == 0 || str_is(s, "*"))
		return OK;
	if (s.len > 2 && s.at[0] == '"' && s.at[s.len - 1] == '"' &&
	    str_int((struct str){ s.at + 1, s.len - 2 }, out))
		return OK;
	fault(c, STR("If-Match"), "bad_version", NULL);
	return ERR_FORM;
}

enum err
req_json(struct ctx *c, json_t **out)
{
	struct json_fault bad;
	struct str type = req_header(c->req, "Content-Type");
	char line[24], column[24];

	if (!str_starts(type, "application/json")) {
		fault(c, STR(""), "not_json_type", NULL);
		return ERR_FORM;
	}
	if (json_read(c->mem, c->req->body, out, &bad) == OK && json_is_object(*out))
		return OK;
	snprintf(line, sizeof(line), "%d", bad.line);
	snprintf(column, sizeof(column), "%d", bad.column);
	fault(c, STR(""), "bad_json", "line", line, "column", column, NULL);
	return ERR_FORM;
}

static enum err
read_fields(struct ctx *c, const struct entity *e, struct query *out)
{
	struct str rest = req_q(c, "fields"), name;
	const struct field **fields =
	    arena_array(c->mem, const struct field *, META_FIELDS_MAX);
	size_t count = 0;

	if (rest.len == 0)
		return OK;
	while (count < META_FIELDS_MAX && str_next(&rest, ',', &name)) {
		const struct field *f;

		f = auth_seen_field(c, e, str_trim(name));
		if (f == NULL) {
			fault(c, STR("fields"), "unknown_field", "value",
			    str_c(c->mem, name), NULL);
			return ERR_INPUT;
		}
		fields[count++] = f;
	}
	out->fields = fields;
	out->field_count = count;
	return OK;
}

enum err
req_archived(struct ctx *c, enum archived *out)
{
	struct str wish = req_q(c, "archived");

	if (archived_read(wish, out))
		return OK;
	fault(c, STR("archived"), "not_choice", "value",
	    str_c(c->mem, utf8_head(wish, 20)), NULL);
	return ERR_INPUT;
}

enum err
req_list(struct ctx *c, const struct entity *e, struct query *out)
{
	struct str limit = req_q(c, "limit");
	int64_t n = 50;

	*out = (struct query){ .entity = e,
		.where = req_q(c, "where"),
		.words = req_q(c, "q"),
		.sort = req_q(c, "sort"),
		.after = req_q(c, "after"),
		.trash = str_is(req_q(c, "trash"), "1") };
	if (limit.len > 0 && (!str_int(limit, &n) || n < 1 || n > RECORD_PAGE_MAX)) {
		fault_over(c, STR("limit"), "too_large", RECORD_PAGE_MAX);
		return ERR_INPUT;
	}
	out->limit = (int)n;
	TRY(req_archived(c, &out->archived));
	return read_fields(c, e, out);
}
