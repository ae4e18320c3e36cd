/*
 * embed.c - a folder of files becomes one C file, at build time.
 *
 *     embed FOLDER OUT.c NAME
 *
 * writes `const struct http_asset NAME[]`, sorted by path, and `const size_t
 * NAME_count`.  foo.js.br and foo.js.gz are other forms of foo.js and no files
 * of their own.  The assembler reads the bytes itself (.incbin), so megabytes
 * cost no time; the C file names the files as they were given, so compile it
 * from the same place.  A folder that is not there makes an empty table.
 */
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct file {
	char *path; /* "/assets/app-3f2a8b1c.js" */
	char *disk;
	uint64_t hash;
	bool raw, br, gz;
};

static struct file *files;
static size_t count;

static const char *const types[][2] = {
	{ "css", "text/css; charset=utf-8" },
	{ "gif", "image/gif" },
	{ "html", "text/html; charset=utf-8" },
	{ "ico", "image/x-icon" },
	{ "jpg", "image/jpeg" },
	{ "js", "text/javascript; charset=utf-8" },
	{ "json", "application/json" },
	{ "mjs", "text/javascript; charset=utf-8" },
	{ "mp3", "audio/mpeg" },
	{ "pdf", "application/pdf" },
	{ "png", "image/png" },
	{ "svg", "image/svg+xml" },
	{ "txt", "text/plain; charset=utf-8" },
	{ "wasm", "application/wasm" },
	{ "webmanifest", "application/manifest+json" },
	{ "webp", "image/webp" },
	{ "woff2", "font/woff2" },
};

static void
die(const char *what, const char *name)
{
	fprintf(stderr, "embed: %s %s\n", what, name);
	exit(1);
}

static const char *
type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(dot + 1, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

/* FNV-1a: it tells versions apart, it protects nothing. */
static uint64_t
hash_of(const char *disk)
{
	FILE *f = fopen(disk, "rbe");
	uint64_t h = 14695981039346656037u;
	int c;

	if (f == NULL)
		die("cannot read", disk);
	while ((c = getc(f)) != EOF)
		h = (h ^ (uint64_t)c) * 1099511628211u;
	fclose(f);
	return h;
}

/*
 * Does the bundler's name hold a hash: "/assets/app-Bq3Xk9aZ.js"?  A word of
 * eight small letters is not taken for one: then the file is asked for again,
 * which is only slower.
 */
static bool
is_forever(const char *path)
{
	const char *name = strrchr(path, '/') + 1, *dot = strrchr(name, '.');
	bool word = true;

	if (strncmp(path, "/assets/", 8) != 0 || dot == NULL || dot - name < 10)
		return false;
	if (dot[-9] != '-' && dot[-9] != '.')
		return false;
	for (const char *at = dot - 8; at < dot; at++) {
		if (!isalnum((unsigned char)*at) && *at != '-' && *at != '_')
			return false;
		if (!islower((unsigned char)*at))
			word = false;
	}
	return !word;
}

static struct file *
file_of(const char *path, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(files[i].path) == len &&
		    strncmp(files[i].path, path, len) == 0)
			return &files[i];
	files = realloc(files, (count + 1) * sizeof(*files));
	if (files == NULL)
		die("out of memory at", path);
	files[count] = (struct file){ .path = strndup(path, len) };
	return &files[count++];
}

static void
file_add(const char *path, const char *disk)
{
	size_t len = strlen(path);
	struct file *f;

	if (strpbrk(disk, "\"\\\n") != NULL)
		die("cannot name", disk);
	if (len > 3 && strcmp(path + len - 3, ".br") == 0) {
		file_of(path, len - 3)->br = true;
	} else if (len > 3 && strcmp(path + len - 3, ".gz") == 0) {
		file_of(path, len - 3)->gz = true;
	} else {
		f = file_of(path, len);
		f->raw = true;
		f->disk = strdup(disk);
		/* analyse: analyzer-malloc-leak: it is in files[] to the end */
		f->hash = hash_of(disk);
	}
}

static void
folder_add(const char *path, const char *disk)
{
	DIR *d = opendir(disk);

	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		char *at, *on;
		struct stat about;

		if (e->d_name[0] == '.')
			continue;
		if (asprintf(&at, "%s/%s", path, e->d_name) < 0 ||
		    asprintf(&on, "%s/%s", disk, e->d_name) < 0)
			die("out of memory at", disk);
		if (stat(on, &about) != 0)
			die("cannot read", on);
		if (S_ISDIR(about.st_mode))
			folder_add(at, on);
		else
			file_add(at, on);
		free(at);
		free(on);
	}
	if (d != NULL)
		closedir(d);
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void
bytes_write(FILE *out, size_t i, const char *form, const char *disk, const char *ending)
{
	fprintf(out,
	    "asm(\".section .rodata\\n.balign 16\\n\"\n"
	    "    \"embed_%zu_%s: .incbin \\\"%s%s\\\"\\n.byte 0\\n.previous\");\n"
	    "extern const char embed_%zu_%s[] __attribute__((visibility(\"hidden\")));\n",
	    i, form, disk, ending, i, form);
}

static void
form_write(FILE *out, size_t i, const char *form, const char *disk, const char *ending)
{
	char *name;
	struct stat about;

	if (asprintf(&name, "%s%s", disk, ending) < 0 || stat(name, &about) != 0)
		die("cannot read", disk);
	fprintf(out, "\t  .%s = { embed_%zu_%s, %jd },\n", form, i, form,
	    (intmax_t)about.st_size);
	free(name);
}

static void
table_write(FILE *out, const char *name)
{
	fprintf(out, "const struct http_asset %s[] = {\n", name);
	for (size_t i = 0; i < count; i++) {
		const struct file *f = &files[i];

		fprintf(out, "\t{ .path = \"%s\", .type = \"%s\",\n", f->path,
		    type_of(f->path));
		fprintf(out, "\t  .tag = \"%016" PRIx64 "\", .forever = %s,\n", f->hash,
		    is_forever(f->path) ? "true" : "false");
		form_write(out, i, "raw", f->disk, "");
		if (f->br)
			form_write(out, i, "br", f->disk, ".br");
		if (f->gz)
			form_write(out, i, "gz", f->disk, ".gz");
		fprintf(out, "\t},\n");
	}
	fprintf(out, "\t{ 0 },\n};\nconst size_t %s_count = %zu;\n", name, count);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc != 4)
		die("FOLDER OUT.c NAME", "");
	folder_add("", argv[1]);
	if (count > 0)
		qsort(files, count, sizeof(*files), by_path);
	out = fopen(argv[2], "we");
	if (out == NULL)
		die("cannot write", argv[2]);
	fprintf(out, "/* made by tool/embed.c */\n#include \"http/http.h\"\n\n");
	fprintf(out,
	    "extern const struct http_asset %s[];\nextern const size_t %s_count;\n",
	    argv[3], argv[3]);
	for (size_t i = 0; i < count; i++) {
		if (!files[i].raw)
			die("packed, but not there unpacked:", files[i].path);
		bytes_write(out, i, "raw", files[i].disk, "");
		if (files[i].br)
			bytes_write(out, i, "br", files[i].disk, ".br");
		if (files[i].gz)
			bytes_write(out, i, "gz", files[i].disk, ".gz");
	}
	table_write(out, argv[3]);
	if (fclose(out) != 0)
		die("cannot write", argv[2]);
	return 0;
}
