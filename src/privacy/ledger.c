/*
 * ledger.c - who was erased stays erased, also after an older copy came back.
 *
 * A file beside the database, its name with ".erased", has a line for each record
 * that went with somebody: when, the entity, the id; nothing of whom it was.  It
 * is written before the first row goes, and read before a database is served.
 */
#include "privacy/room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LINE_MAX 200

static char *
path_of(const struct ctx *c)
{
	return site_beside(site_url(c->site), ".erased");
}

enum err
ledger_add(struct ctx *c, const struct pieces *p)
{
	struct text t = TEXT_INIT(c->mem);
	char *path = path_of(c);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool done;

	free(path);
	if (fd < 0)
		return errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	for (size_t i = 0; i < p->go.count; i++)
		text_printf(&t, "%.*s %.*s %" PRId64 "\n",
		    STR_ARG(time_write(c->mem, c->now_ms)),
		    STR_ARG(p->go.at[i].ref.entity->name), p->go.at[i].ref.id);
	done = write(fd, t.at, t.len) == (ssize_t)t.len && fdatasync(fd) == 0;
	return close(fd) == 0 && done ? OK : ERR_FULL;
}

/* Those whose rows are there. */
enum err
ledger_read(struct ctx *c, struct ref **out, size_t *count)
{
	char *path = path_of(c), line[LINE_MAX];
	FILE *f = fopen(path, "re");
	LIST(struct ref) list = { 0 };
	enum err e = OK;

	free(path);
	while (f != NULL && e == OK && fgets(line, sizeof(line), f) != NULL) {
		struct str at, name, rest = str_trim(str_of(line));
		struct ref ref = { 0 };
		struct record *rec;

		if (!str_cut(rest, ' ', &at, &rest) ||
		    !str_cut(rest, ' ', &name, &rest) || !str_int(rest, &ref.id) ||
		    (ref.entity = meta_entity(c->meta, name)) == NULL)
			continue;
		e = load_any(c, ref, &rec);
		if (e == OK)
			*list_add(c->mem, &list) = ref;
		e = e == ERR_ABSENT ? OK : e;
	}
	if (f != NULL)
		fclose(f);
	*out = list.at;
	*count = list.count;
	return e;
}

enum err
ledger_carry(const char *from_url, const char *to_url)
{
	char *from = site_beside(from_url, ".erased"),
	     *to = site_beside(to_url, ".erased");
	FILE *in = fopen(from, "re"), *out = in == NULL ? NULL : fopen(to, "ae");
	char line[LINE_MAX];
	bool done = in == NULL || out != NULL;

	while (done && in != NULL && fgets(line, sizeof(line), in) != NULL)
		done = fputs(line, out) >= 0;
	if (out != NULL)
		done = fflush(out) == 0 && fsync(fileno(out)) == 0 && done;
	if (out != NULL)
		fclose(out);
	if (in != NULL)
		fclose(in);
	free(from);
	free(to);
	return done ? OK : ERR_FULL;
}
