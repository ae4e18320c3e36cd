/*
 * document.c - a record as a document: whoever reads the record makes one, and nothing is
 * in it that they do not read.
 *
 * The template asks for what not everybody has: guarded and private fields, those of
 * other records, and records that name this one.  What is in the file is looked through
 * by ask(), as every answer is.
 */
#include "matrix.h"

#include <unistd.h>
#include <zip.h>

#define TYPES                                                                          \
	"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>" \
	"<Override PartName='/word/document.xml' ContentType='application/vnd."        \
	"openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"
#define TEXT(s) "<w:p><w:r><w:t>" s "</w:t></w:r></w:p>"

static const char *const asked_of[] = { "name", "place", "quiet", "plan", "trick",
	"serial", "diary", "line", "story" };

static const char body[] =
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    "<w:body>" TEXT("{{name}} {{place}} {{quiet}} {{plan}} {{trick}} {{serial}}")
	TEXT("{{diary}} {{line}} {{story}} {{cost}} {{hunch}} {{owner}} {{maker}}")
	    TEXT("{{inside}} {{inside.trick}} {{inside.maker.name}} {{maker.name}}")
		TEXT("{{#label.crate}}{{text}} {{vault}} {{about}}{{/label.crate}}")
		    TEXT("{{#task}}{{name}} {{about}}{{/task}}") TEXT(
			"{{#if trick is set}}{{trick}}{{/if}}") "</w:body></w:document>";

static void
add(struct matrix *m, zip_t *zip, const char *name, const char *text)
{
	zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);

	if (source == NULL || zip_file_add(zip, name, source, 0) < 0)
		kit_lose(m->kit, "document.c: no zip");
}

/* The file of the template; out: len */
static char *
write_template(struct matrix *m, size_t *len)
{
	char path[] = "/tmp/kith-template-XXXXXX", *bytes = calloc(1, 10000);
	int fd = mkstemp(path);
	zip_t *zip = fd < 0 ? NULL : zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	FILE *f;

	if (zip == NULL)
		kit_lose(m->kit, "document.c: no file");
	add(m, zip, "[Content_Types].xml", TYPES);
	add(m, zip, "word/document.xml", body);
	if (zip_close(zip) != 0 || (f = fopen(path, "re")) == NULL)
		kit_lose(m->kit, "document.c: no zip");
	*len = fread(bytes, 1, 10000, f);
	fclose(f);
	close(fd);
	unlink(path);
	return bytes;
}

static void
make_template(struct matrix *m, char *id, size_t size)
{
	const struct person *boss = m->people;
	char file[24], *bytes;
	const struct answer *a;
	size_t len;

	bytes = write_template(m, &len);
	a = must(
	    m, 201, ask_bytes(m, boss, "POST", bytes, len, "/api/files?name=crate.docx"));
	snprintf(
	    file, sizeof(file), "%s", json_string_value(json_object_get(a->json, "id")));
	a = must(m, 201,
	    ask(m, boss, "POST",
		json_pack(
		    "{s:s, s:s, s:s}", "name", "Crate", "entity", "crate", "file", file),
		"/api/template"));
	snprintf(id, size, "%s", json_string_value(json_object_get(a->json, "id")));
	free(bytes);
}

/* What they see of it is in it; what they do not, ask() looks for. */
static void
check_document(
    struct matrix *m, const struct person *p, const struct row *r, const char *file)
{
	const struct answer *a = ask(m, p, "GET", NULL, "/api/files/%s", file);
	const json_t *fields = json_object_get(r->seen, "fields");

	check(m, a->status == 200, "%s: the document of %s %d: %d", p->name,
	    r->entity->name, r->number, a->status);
	for (size_t i = 0; i < sizeof(asked_of) / sizeof(asked_of[0]); i++) {
		const struct field *f = field_of(r->entity, asked_of[i]);
		const char *text =
		    json_string_value(json_object_get(fields, asked_of[i]));

		if (text == NULL || strncmp(text, "CNR-", 4) != 0)
			continue;
		check(m, (strstr(a->text, text) != NULL) == sees(m, p, r->entity, f, r),
		    "%s: %s of %s %d in its document", p->name, f->name, r->entity->name,
		    r->number);
	}
}

/* The paper of it is for whoever reads it, and for nobody else. */
static void
paper_of(struct matrix *m, const struct person *p, const struct row *r)
{
	const struct answer *a;

	way(m, "paper");
	a = ask(m, p, "GET", NULL, "/api/%s/%s/paper", r->entity->name, r->id);
	if (p->scopes != NULL && a->status != 200)
		check(m, a->status == 403 || a->status == 404, "%s: %d", p->name,
		    a->status);
	else
		check(m, a->status == (reads(m, p, r) ? 200 : 404),
		    "%s: the paper of %s %d: %d", p->name, r->entity->name, r->number,
		    a->status);
}

static void
document_of(
    struct matrix *m, const struct person *p, const struct row *r, const char *template)
{
	const struct answer *a;
	char file[24];

	way(m, "document");
	if (!reads(m, p, r))
		store_hold(m);
	a = ask(m, p, "POST", json_pack("{s:s}", "template", template),
	    "/api/%s/%s/document", r->entity->name, r->id);
	if (p->scopes != NULL && a->status != 201) {
		check(m, a->status == 403 || a->status == 404, "%s: %d", p->name,
		    a->status);
		return;
	}
	check(m, a->status == (reads(m, p, r) ? 201 : 404),
	    "%s: a document of %s %d: %d %.200s", p->name, r->entity->name, r->number,
	    a->status, a->body);
	if (a->status != 201)
		return;
	snprintf(
	    file, sizeof(file), "%s", json_string_value(json_object_get(a->json, "id")));
	check_document(m, p, r, file);
}

void
document_all_ways(struct matrix *m)
{
	struct entity *e = entity_of(m, "crate");
	char template[24];

	way(m, "document");
	cast_look(m);
	make_template(m, template, sizeof(template));
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = i % 2; j < e->row_count; j += 2) {
			const struct row *r = &m->rows[e->rows[j]];

			if (r->gone)
				continue;
			document_of(m, &m->people[i], r, template);
			paper_of(m, &m->people[i], r);
		}
}
