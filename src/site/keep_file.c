/*
 * keep_file.c - bytes that came, or were made, become a file: its record, and their
 * place.
 *
 * In one transaction: what is refused leaves nothing, and whoever takes away bytes
 * without a record is not in between.
 */
#include "site/room.h"

#include "file/file.h"

struct keeping {
	const struct site_file *file;
	char hash[FILE_HASH_SIZE];
	struct record *rec;
};

static json_t *
said_of(struct ctx *c, const struct site_file *f)
{
	json_t *news = json_hold(c->mem, json_object());

	json_object_set_new(news, "name", json_stringn(f->name.at, f->name.len));
	if (f->about != NULL)
		json_object_set(news, "about", f->about);
	return news;
}

static enum err
keep(struct ctx *c, void *arg)
{
	const struct entity *e = meta_entity(c->meta, STR("file"));
	struct keeping *k = arg;
	json_t *ours = json_pack("{s:s, s:s, s:I}", "hash", k->hash, "type",
	    k->file->type, "size", (json_int_t)k->file->size);

	TRY(site_hold_files(c));
	TRY(record_create_hidden(
	    c, e, said_of(c, k->file), json_hold(c->mem, ours), &k->rec));
	return file_place(site_files(c->site), k->file->spooled, str_of(k->hash));
}

enum err
site_keep_file(struct ctx *c, const struct site_file *file, struct record **out)
{
	struct keeping k = { .file = file };

	TRY(file_seal(file->spooled, k.hash));
	TRY(site_whole(c, keep, &k));
	*out = k.rec;
	return OK;
}
