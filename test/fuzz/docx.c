/*
 * docx.c - any bytes as a Word document; and, since few of them are zips, as the text of
 *
 * The first byte chooses: 'P' is a zip as it stands, else the rest is word/document.xml.
 */
#include "must.h"
#include "paper/paper.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char types[] =
    "<Types><Override PartName='/word/document.xml' ContentType='application/vnd."
    "openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";

static enum err
say(void *arg, const struct docx_tag *tag, void *of, struct str *out)
{
	(void)arg, (void)of;
	*out = tag->text;
	return OK;
}

static enum err
each(void *arg, const struct docx_tag *tag, void *of, void ***out, size_t *count)
{
	static void *some[3];
	int *left = arg;

	(void)of;
	*left -= 3;
	*out = some;
	*count = tag->text.len % 4;
	return *left < 0 ? ERR_LARGE : OK;
}

static void
write_zip(const char *path, const uint8_t *bytes, size_t size)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	must(zip != NULL);
	must(zip_file_add(zip, "[Content_Types].xml",
		 zip_source_buffer(zip, types, sizeof(types) - 1, 0), 0) >= 0);
	must(zip_file_add(zip, "word/document.xml",
		 zip_source_buffer(zip, bytes, size, 0), 0) >= 0);
	must(zip_close(zip) == 0);
}

/* Opens and fills it; true: it was written to `to`. */
static bool
try(const char *path, const char *to)
{
	struct arena *mem = arena_new();
	struct docx_faults faults = { .mem = mem };
	struct docx *d;
	int left = 3000;
	struct docx_words words = { say, each, &left };
	bool written = false;

	if (docx_open(path, mem, &faults, &d) != OK)
		must(faults.list.count > 0);
	else if (faults.list.count == 0)
		written = docx_fill(d, &words, NULL, to) == OK;
	arena_free(mem);
	return written;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char path[64], to[80];

	if (size == 0)
		return 0;
	snprintf(path, sizeof(path), "/tmp/kith-fuzz-docx-%d", (int)getpid());
	snprintf(to, sizeof(to), "%s.to", path);
	if (bytes[0] == 'P') {
		FILE *f = fopen(path, "wb");

		must(f != NULL && fwrite(bytes, 1, size, f) == size && fclose(f) == 0);
	} else {
		write_zip(path, bytes + 1, size - 1);
	}
	if (try(path, to)) {
		struct arena *mem = arena_new();
		struct docx_faults faults = { .mem = mem };
		struct docx *d;

		must(docx_open(to, mem, &faults, &d) == OK);
		arena_free(mem);
	}
	unlink(path);
	unlink(to);
	return 0;
}
