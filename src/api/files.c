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

/* Who may not see the record may not hang a file on it. */
static enum err
check_about(struct ctx *c, const json_t *about)
{
	struct ref which = { meta_entity(c->meta, json_get_str(about, "entity")), 0 };
	struct record *seen;

	if (which.entity == NULL || !str_int(json_get_str(about, "id"), &which.id))
		return ERR_ABSENT;
	return record_load(c, which, &seen);
}

static enum err
check_type(struct ctx *c, struct str name, const char **out)
{
	enum err e = file_type(c->req->file, name, out);

	if (e == ERR_INPUT)
		fault(c, STR("name"), "file_other", NULL);
	return e;
}

static enum err
upload(struct ctx *c)
{
	const struct entity *e = meta_entity(c->meta, STR("file"));
	json_t *news = json_hold(c->mem, json_object()), *about;
	struct grant g = auth_grant(c, e, MAY_CREATE);
	char hash[FILE_HASH_SIZE];
	struct record *rec;
	struct str name = file_name(c->mem, req_q(c, "name"));
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
		TRY(check_about(c, about));
	}
	TRY(check_type(c, name, &type));
	spooled = req_file_take(c->req);
	TRY(file_keep(site_files(c->site), spooled, hash));
	json_object_set_new(news, "name", json_stringn(name.at, name.len));
	json_object_set_new(news, "size", json_integer((json_int_t)c->req->file_size));
	json_object_set_new(news, "type", json_string(type));
	was = c->actor.program;
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
	/* seen through other eyes it is another answer, by the same address */
	req_header_set(c->req, "Cache-Control",
	    c->from.looker != 0 ? STR("no-store") : STR("private, max-age=3600"));
	c->reply->direct = true;
	if (str_is(req_q(c, "inline"), "1") && file_is_shown(str_c(c->mem, type))) {
		name = STR_NONE;
		if (str_is(type, "application/pdf"))
			req_header_set(
			    c->req, "Content-Security-Policy", STR(HTTP_CSP_PDF));
	}
	req_reply_file(c->req, fd, str_c(c->mem, type), name);
	return OK;
}

const struct route file_routes[] = {
	{ "POST", "/api/files", upload, "a file; the body is its bytes",
	    UPLOAD | WRITES },
	{ "GET", "/api/files/{id}", download, "the bytes of a file", TOKEN },
	{ 0 },
};
