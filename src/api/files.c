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
	*out = json_hold(
	    c->mem, json_pack("{s:o, s:o}", "entity", json_stringn(entity.at, entity.len),
			"id", json_stringn(id.at, id.len)));
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
read_upload(struct ctx *c, struct site_file *a)
{
	if (c->req->file == NULL || c->req->file_size == 0) {
		fault(c, STR("name"), "required", NULL);
		return ERR_INPUT;
	}
	a->spooled = c->req->file;
	a->size = c->req->file_size;
	a->name = file_name(c->mem, req_q(c, "name"));
	if (req_q(c, "about").len > 0) {
		if (!read_about(c, &a->about)) {
			fault(c, STR("about"), "not_ref", NULL);
			return ERR_INPUT;
		}
		TRY(check_about(c, a->about));
	}
	return check_type(c, a->name, &a->type);
}

static enum err
upload(struct ctx *c)
{
	struct grant g = auth_grant(c, meta_entity(c->meta, STR("file")), MAY_CREATE);
	struct site_file a = { 0 };
	struct record *rec;

	if (auth_never(&g))
		return ERR_DENIED;
	TRY(read_upload(c, &a));
	TRY(site_keep_file(c, &a, &rec));
	return reply_record(c, 201, rec);
}

/*
 * Does their browser have these bytes?  It keeps them, and asks each time before it
 * shows them: who sits there may be another by now, or may see them no more.  Through
 * other eyes it is another answer, by the same address: that is not kept.
 */
static bool
is_kept(struct ctx *c, struct str hash)
{
	if (c->from.looker != 0) {
		req_header_set(c->req, "Cache-Control", STR("no-store"));
		return false;
	}
	req_header_set(c->req, "Cache-Control", STR("private, no-cache"));
	c->reply->direct = req_etag(c->req, utf8_head(hash, 32));
	return c->reply->direct;
}

static enum err
download(struct ctx *c)
{
	const struct entity *e = meta_entity(c->meta, STR("file"));
	struct record *rec;
	struct str name, type;
	int64_t id;
	int fd;

	TRY(req_id(c, "id", &id));
	TRY(record_load(c, (struct ref){ e, id }, &rec));
	if (rec->deleted_ms != 0)
		return ERR_ABSENT;
	if (is_kept(c, record_value(rec, entity_field(e, STR("hash")))->s))
		return OK;
	TRY(note_taken(c, rec));
	TRY(file_open(site_files(c->site),
	    record_value(rec, entity_field(e, STR("hash")))->s, &fd));
	name = record_value(rec, entity_field(e, STR("name")))->s;
	type = record_value(rec, entity_field(e, STR("type")))->s;
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
