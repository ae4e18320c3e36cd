/*
 * type.c - what a file is, and what it may be called.
 *
 * libmagic looks at the content; the table says which endings may go with it.
 * An ending that promises one thing over a content that is another is how a
 * page gets in as a picture, so those two are not reconciled but refused.
 *
 * Limits  LOOKED_AT bytes of the content are read; packed files are not opened.
 */
#include "file/room.h"

#include <fcntl.h>
#include <magic.h>
#include <unistd.h>

#define LOOKED_AT ((size_t)1 << 20)
#define BYTES "application/octet-stream"
#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN_OFFICE "application/vnd.oasis.opendocument."

/* An ending, the contents that go with it (a prefix, or several with | between),
 * and what the file is then. */
static const struct kind {
	const char *ending, *contents, *type;
	bool shown;
} kinds[] = {
	{ "png", "image/png", "image/png", true },
	{ "jpg", "image/jpeg", "image/jpeg", true },
	{ "jpeg", "image/jpeg", "image/jpeg", true },
	{ "gif", "image/gif", "image/gif", true },
	{ "webp", "image/webp", "image/webp", true },
	{ "pdf", "application/pdf", "application/pdf", true },
	{ "bmp", "image/", "image/bmp", false },
	{ "tif", "image/tiff", "image/tiff", false },
	{ "tiff", "image/tiff", "image/tiff", false },
	{ "heic", "image/hei", "image/heic", false },
	{ "xlsx", OFFICE "|application/zip", OFFICE "spreadsheetml.sheet", false },
	{ "docx", OFFICE "|application/zip", OFFICE "wordprocessingml.document", false },
	{ "pptx", OFFICE "|application/zip", OFFICE "presentationml.presentation",
	    false },
	{ "ods", OPEN_OFFICE "|application/zip", OPEN_OFFICE "spreadsheet", false },
	{ "odt", OPEN_OFFICE "|application/zip", OPEN_OFFICE "text", false },
	{ "xls", "application/vnd.ms-|application/CDFV2|application/x-ole",
	    "application/vnd.ms-excel", false },
	{ "doc", "application/msword|application/CDFV2|application/x-ole",
	    "application/msword", false },
	{ "zip", "application/zip|" OFFICE "|" OPEN_OFFICE "|application/java-archive",
	    "application/zip", false },
	{ "mp3", "audio/|" BYTES, "audio/mpeg", false },
	{ "wav", "audio/", "audio/wav", false },
	{ "ogg", "audio/|video/|application/ogg", "audio/ogg", false },
	{ "mp4", "video/|audio/", "video/mp4", false },
	{ "txt", "text/|application/json|application/csv|" BYTES, "text/plain", false },
	{ "csv", "text/|application/json|application/csv|" BYTES, "text/csv", false },
};

static struct str
ending_of(struct str name)
{
	const char *dot = name.len == 0 ? NULL : memrchr(name.at, '.', name.len);

	return dot == NULL
		   ? STR("")
		   : (struct str){ dot + 1, (size_t)(name.at + name.len - dot) - 1 };
}

static const struct kind *
kind_of_ending(struct str ending)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strlen(kinds[i].ending) == ending.len &&
		    strncasecmp(kinds[i].ending, ending.at, ending.len) == 0)
			return &kinds[i];
	return NULL;
}

static bool
goes_with(const char *contents, struct str content)
{
	struct str rest = str_of(contents), one;

	while (str_cut(rest, '|', &one, &rest))
		if (content.len >= one.len && memcmp(content.at, one.at, one.len) == 0)
			return true;
	return content.len >= rest.len && memcmp(content.at, rest.at, rest.len) == 0;
}

/* Without an ending that we know: what the content is, if it is in the table. */
static const char *
type_of_content(struct str content)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(content, kinds[i].type))
			return kinds[i].type;
	return BYTES;
}

/* A workbook whose parts are in another order is only bytes to the library. */
static bool
is_packed(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char head[4];
	bool is = fd >= 0 && read(fd, head, sizeof(head)) == sizeof(head) &&
		  memcmp(head, "PK\3\4", sizeof(head)) == 0;

	if (fd >= 0)
		close(fd);
	return is;
}

/* The library's word for the content, in `out`; false: it cannot be read. */
static bool
look_at(const char *path, char *out, size_t size)
{
	magic_t magic =
	    magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS |
		       MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_TAR);
	size_t most = LOOKED_AT;
	const char *said;

	if (magic == NULL)
		return false;
	said = magic_load(magic, NULL) == 0 &&
		       magic_setparam(magic, MAGIC_PARAM_BYTES_MAX, &most) == 0
		   ? magic_file(magic, path)
		   : NULL;
	if (said != NULL)
		snprintf(out, size, "%s",
		    strcmp(said, BYTES) == 0 && is_packed(path) ? "application/zip"
								: said);
	magic_close(magic);
	return said != NULL;
}

enum err
file_type(const char *path, struct str name, const char **out)
{
	const struct kind *kind = kind_of_ending(ending_of(name));
	char content[128];

	if (!look_at(path, content, sizeof(content)))
		return ERR_DOWN;
	if (kind == NULL) {
		*out = type_of_content(str_of(content));
		return OK;
	}
	if (!goes_with(kind->contents, str_of(content)))
		return ERR_INPUT;
	*out = kind->type;
	return OK;
}

bool
file_is_shown(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].shown && strcmp(kinds[i].type, type) == 0)
			return true;
	return false;
}

struct str
file_name(struct arena *mem, struct str said)
{
	size_t i = said.len;

	while (i > 0 && said.at[i - 1] != '/' && said.at[i - 1] != '\\')
		i--;
	return text_name(mem, (struct str){ said.at + i, said.len - i });
}
