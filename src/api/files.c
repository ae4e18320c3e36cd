/*
 * files.c - attachments: up as a stream of bytes, down as one.
 */
#include "api/room.h"

#include "file/file.h"

/* "deal:123" */
static bool
read_about(struct ctx *c, json_t **out)
{
	struct str entity, id;

	if (!str_cut(req_q(c, "about"), ':', &entity, &id))
		return false;
	*out = json_pack("{s:o, s:o}", "entity", json_stringn(entity.at, entity.len),
	    "id", json_stringn(id.at, id.len));
	return *out != NULL;
}

/* The last part of what some browser thinks is a path. */
static struct str
bare_name(struct str s)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.at[i - 1] == '/' || s.at[i - 1] == '\\')
			return (struct str){ s.at + i, s.len - i };
	return s;
}

static enum err
upload(struct ctx *c)
{
	const struct entity *e = meta_entity(c->meta, STR("file"));
	json_t *news = json_hold(c->mem, json_object()), *about;
	struct grant g = auth_grant(c, e, MAY_CREATE);
	char hash[FILE_HASH_SIZE];
	struct record *rec;
	struct str name = bare_name(req_q(c, "name"));
	const char *spooled, *type;
	bool was;
	enum err err;

	if (auth_never(&g))
		return ERR_DENIED;
	if (c->req->file == NULL || c->req->file_size == 0) {
		fault(c, STR("name"), "required", NULL);
		return ERR_INPUT;
	}
	if (req_q(c, "about").len > 0) {
		if (!read_about(c, &about)) {
			fault(c, STR("about"), "not_ref", NULL);
			return ERR_INPUT;
		}
		json_object_set_new(news, "about", about);
	}
	type = file_type(c->req->file, name);
	spooled = req_file_take(c->req);
	TRY(file_keep(site_files(c->site), spooled, hash));
	json_object_set_new(news, "name", json_stringn(name.at, name.len));
	json_object_set_new(news, "size", json_integer((json_int_t)c->req->file_size));
	json_object_set_new(news, "type", json_string(type));
	/* what it is about is asked with the caller's eyes; hash and size are ours */
	was = c->actor.program;
	if (json_object_get(news, "about") != NULL) {
		struct ref which = { meta_entity(c->meta, json_get_str(about, "entity")),
			0 };
		struct record *seen;

		if (which.entity == NULL ||
		    !str_int(json_get_str(about, "id"), &which.id))
			return ERR_ABSENT;
		TRY(record_load(c, which, &seen));
	}
	c->actor.program = true;
	err = record_create_hidden(
	    c, e, news, json_hold(c->mem, json_pack("{s:s}", "hash", hash)), &rec);
	c->actor.program = was;
	TRY(err);
	return reply_record(c, 201, rec);
}

static enum err
download(struct ctx *c)
{
	const struct entity *e = meta_entity(c->meta, STR("file"));
	const struct field *about = entity_field(e, STR("about"));
	struct record *rec, *owner;
	struct str name, type;
	const struct cell *v;
	int64_t id;
	int fd;

	TRY(req_id(c, "id", &id));
	TRY(record_load(c, (struct ref){ e, id }, &rec));
	if (rec->deleted_ms != 0)
		return ERR_ABSENT;
	v = record_value(rec, about);
	if (!value_empty(v)) /* who may not see the record may not see its files */
		TRY(record_load(
		    c, (struct ref){ meta_entity(c->meta, v[1].s), v->i }, &owner));
	TRY(file_open(site_files(c->site),
	    record_value(rec, entity_field(e, STR("hash")))->s, &fd));
	name = record_value(rec, entity_field(e, STR("name")))->s;
	type = record_value(rec, entity_field(e, STR("type")))->s;
	req_header_set(c->req, "Cache-Control", STR("private, max-age=3600"));
	c->reply->direct = true;
	if (str_is(req_q(c, "inline"), "1") && file_is_shown(str_c(c->mem, type)))
		name = STR_NONE;
	req_reply_file(c->req, fd, str_c(c->mem, type), name);
	return OK;
}

const struct route file_routes[] = {
	{ "POST", "/api/files", upload, "a file; the body is its bytes", UPLOAD },
	{ "GET", "/api/files/{id}", download, "the bytes of a file", 0 },
	{ 0 },
};
