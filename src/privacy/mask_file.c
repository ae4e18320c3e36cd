/*
 * mask_file.c - files that open as the old ones did, and hold nothing.
 */
#include "privacy/mask_room.h"

#include "file/file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

/* One grey point. */
static const unsigned char picture[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
	0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00,
	0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
	0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00,
	0x00, 0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49,
	0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };

/* One empty sheet. */
static const char sheet[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n"
    "trailer<</Root 1 0 R>>\n%";

static const struct kind {
	const char *of; /* types that begin so */
	const char *type, *end;
	const void *head;
	size_t len;
} kinds[] = {
	{ "image/", "image/png", ".png", picture, sizeof(picture) },
	{ "application/pdf", "application/pdf", ".pdf", sheet, sizeof(sheet) - 1 },
	{ "", "text/plain", ".txt", "A masked file.\n", 15 },
};

static const struct kind *
kind_of(struct str type)
{
	size_t i = 0;

	while (!str_starts(type, kinds[i].of))
		i++;
	return &kinds[i];
}

/* What was one file is one file: its mark is drawn from the hash. */
static struct str
content(struct masker *m, const struct kind *kind, struct str hash)
{
	struct draw d = draw_of(m->c->mem, m->key, "file", hash, 0, 16);
	struct text t = TEXT_INIT(m->c->mem);

	text_add(&t, kind->head, kind->len);
	text_printf(&t, "%016" PRIx64 "\n", draw_large(&d));
	return text_done(&t);
}

static enum err
write_out(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool done;

	if (fd < 0)
		return ERR_DOWN;
	done = write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len;
	return close(fd) == 0 && done ? OK : ERR_FULL;
}

enum err
mask_file(
    struct masker *m, const char *dir, const struct mask_file *was, struct mask_file *out)
{
	struct arena *mem = m->c->mem;
	const struct kind *kind = kind_of(was->type);
	struct str bytes = content(m, kind, was->hash), stem = was->name;
	char *spooled = str_c(mem, str_printf(mem, "%s/masked.part", dir));
	char hash[FILE_HASH_SIZE];

	for (size_t i = 0; i < was->name.len; i++)
		if (was->name.at[i] == '.')
			stem.len = i;
	mkdir(dir, 0700);
	TRY(write_out(spooled, bytes));
	TRY(file_keep(dir, spooled, hash));
	*out = (struct mask_file){ str_printf(mem, "%.*s%s",
				       STR_ARG(mask_text(m, "text", stem)), kind->end),
		str_of(kind->type), str_copy(mem, str_of(hash)), (int64_t)bytes.len };
	return OK;
}
