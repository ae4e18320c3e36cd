/*
 * app.h - the door of app/: the program.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "http/http.h"
#include "meta/meta.h"
#include "site/site.h"

#define KITH_VERSION "0.1.0"

extern const struct words app_words; /* words.c: all tables on one page */
/* Kinds of jobs of all folders, ended by a NULL name. */
const struct job_kind *app_kinds(void);

/* Made by the build: what the program carries inside. */
extern const struct document app_docs[], app_demos[];
extern const size_t app_doc_count, app_demo_count;
extern const struct http_asset app_assets[];
extern const size_t app_asset_count;

struct command {
	const char *name, *usage, *doc;
	int (*run)(int argc, char **argv); /* argv[0]: the command's name */
};

extern const struct command check_commands[], copy_commands[], data_commands[],
    doctor_commands[], key_commands[], move_commands[], pack_commands[],
    privacy_commands[], people_commands[], provider_commands[], serve_commands[],
    sheet_commands[], site_commands[];

/* What a server keeps of what the process may do (confined.c). */
struct confined {
	const char *how;   /* "on", "off", "strict"; NULL: on */
	char *const *urls; /* the databases */
	size_t count;
	const char *files, *tls_cert, *tls_key, *breached; /* as asked for; NULL: not */
};
/* Give up all else, before there are threads.  False: said why not. */
bool confined_serve(const struct confined *what);

/* Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
int fail(const char *format, ...) PRINTF(1, 2);
int usage_of(const char *name);

/* A site opened for one command, and the ctx of its work. */
struct work {
	struct arena *mem;
	struct site *site;
	struct ctx c;
	bool looks; /* and leaves all as it is */
};

/* False: said why on stderr.  make: a new database, which must not be there. */
bool work_begin(struct work *work, const char *url, bool make);
/* The same only to look: the database stays as it is, whoever made it. */
bool work_look(struct work *work, const char *url, const char *files);
void work_end(struct work *work);
/* Erase again whom an older copy brought back; says so.  False: it failed. */
bool apply_ledger(struct site *site);
/* One line of what went wrong, with the faults; answers 1. */
int work_failed(struct work *work, enum err e, const char *what);
/* The value of "--name VALUE"; takes both out of argv.  NULL: absent. */
const char *take_option(int *argc, char **argv, const char *name);
bool take_flag(int *argc, char **argv, const char *name);
/* True if an argument looks like an option that nobody took; says so. */
bool options_left(int argc, char **argv);
char *read_file(struct arena *mem, const char *path, size_t *size);

#define FOLDER_MAX 200

struct folder {
	struct arena *mem;
	struct site_doc docs[FOLDER_MAX];
	size_t count;
};

/* All *.json below dir, called by their way from there, in their order.  False: there are
 * too many, or one cannot be read. */
bool read_folder(struct folder *found, const char *dir);

#endif
