/*
 * confined.c - what the server keeps when it gives up the rest (confine/).
 *
 * For each database its folder, which holds the file, what belongs to it (.files
 * .spool .outbox .key .heads) and what SQLite lays beside it; the certificate's
 * folders, since a new one comes as a new file; what the environment names.
 */
#include "app/app.h"

#include "confine/confine.h"
#include "paper/paper.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static const char *
folder_of(struct arena *mem, const char *path)
{
	return dirname(arena_copy(mem, path, strlen(path)));
}

/* A text of malloc, kept until the work ends. */
static const char *
kept(struct arena *mem, char *text)
{
	arena_defer(mem, free, text);
	return text;
}

/* Where a link leads is replaced there, not here. */
static void
read_around(struct confine *c, struct arena *mem, const char *path)
{
	char end[PATH_MAX];

	if (path == NULL)
		return;
	confine_read(c, folder_of(mem, path));
	if (realpath(path, end) != NULL)
		confine_read(c, folder_of(mem, end));
}

/* KITH_KEY=…, PGPASSFILE=…, SSL_CERT_FILE=…: who set them wants them read. */
static void
read_environment(struct confine *c, struct arena *mem)
{
	static const char *const names[] = { "KITH_", "PG", "SSL_CERT_", "CREDENTIALS_" };
	const char *home = getenv("HOME");

	for (char **one = environ; *one != NULL; one++)
		for (size_t i = 0; i < COUNT_OF(names); i++)
			if (strncmp(*one, names[i], strlen(names[i])) == 0)
				confine_read(c, strchr(*one, '=') + 1);
	if (home == NULL)
		return;
	confine_read(c, str_c(mem, str_printf(mem, "%s/.postgresql", home)));
	confine_read(c, str_c(mem, str_printf(mem, "%s/.pgpass", home)));
}

/* postgres://…?sslrootcert=/etc/…&passfile=/… */
static void
read_parameters(struct confine *c, struct arena *mem, const char *url)
{
	for (const char *at = strstr(url, "=/"); at != NULL; at = strstr(at, "=/")) {
		at++;
		confine_read(c, arena_copy(mem, at, strcspn(at, "&")));
	}
}

static void
allow_database(struct confine *c, struct arena *mem, const char *url, const char *given)
{
	const char *files = kept(mem, site_files_of(url, given));
	const char *beside = kept(mem, site_beside(url, ""));
	const char *key = kept(mem, site_key_of(url));
	char end[PATH_MAX];

	mkdir(files, 0700);
	confine_write(c, folder_of(mem, files));
	confine_write(c, files);
	confine_write(c, folder_of(mem, beside));
	if (realpath(url, end) != NULL)
		confine_write(c, folder_of(mem, end));
	read_around(c, mem, key);
	if (access(key, F_OK) != 0) /* it is made with the first secret */
		confine_write(c, folder_of(mem, key));
	read_parameters(c, mem, url);
}

/* Looked for now: what is known of them lies in a cache that is read no more. */
static void
read_fonts(struct confine *c)
{
	static const char *const languages_of[] = { "en", "vi", "fa", "zh" };
	const char *folders[PDF_FONTS_MAX];
	size_t count = pdf_font_folders(folders);

	for (size_t i = 0; i < count; i++)
		confine_read(c, folders[i]);
	for (size_t i = 0; i < COUNT_OF(languages_of); i++)
		if (!pdf_has_font(languages_of[i]))
			log_warn("no font writes the language %s: papers (PDF) in it are "
				 "refused; on Debian install fonts-noto-core and "
				 "fonts-wqy-microhei",
			    languages_of[i]);
}

bool
confined_serve(const struct confined *what)
{
	struct arena *mem = arena_new();
	struct confine c = { 0 };
	char said[300];
	enum err e;

	if (!confine_how(what->how, &c.how)) {
		arena_free(mem);
		return fail("--confine wants on, off or strict"), false;
	}
	for (size_t i = 0; i < what->count; i++)
		allow_database(&c, mem, what->urls[i], what->files);
	read_around(&c, mem, what->tls_cert);
	read_around(&c, mem, what->tls_key);
	read_around(&c, mem, what->breached);
	read_environment(&c, mem);
	read_fonts(&c);
	e = confine(&c, said);
	arena_free(mem);
	if (e != OK)
		return fail("this system cannot be confined: %s", said), false;
	log_info("confined: %s", said);
	return true;
}
