/*
 * proof.c - the chain, proven: its heads noted beside the database, its breaks
 * told as findings.
 *
 * A file beside the database, its name with ".heads", has a line a day: when, the
 * seal's number, the last row it holds, its head.  Who cuts the end of the chain
 * off, or makes it anew, has to do it there too; where that file is carried off
 * (a mail, another machine), he cannot.  After an older copy was restored the
 * line that says so forgets the heads that were noted since.
 */
#include "site/room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define HEADS_MAX 4000 /* lines that are read, the newest: ten years of days */
#define LINE_MAX 200

char *
site_heads_of(const char *url)
{
	return site_beside(url, ".heads");
}

struct str
chain_head_line(struct arena *mem, const struct chain_head *head)
{
	return str_printf(mem, "%.*s %" PRId64 " %" PRId64 " %s\n",
	    STR_ARG(time_write(mem, head->at_ms)), head->n, head->ends, head->head);
}

/* On disk when it returns. */
static enum err
append(const char *path, struct str line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	bool done;

	if (fd < 0)
		return errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	done = write(fd, line.at, line.len) == (ssize_t)line.len && fdatasync(fd) == 0;
	return close(fd) == 0 && done ? OK : ERR_FULL;
}

/* "AT N ENDS HEAD", or the same behind "restored": what is above N is forgotten. */
static bool
read_line(struct str line, struct chain_head *out, bool *restored)
{
	struct str at, n, ends;

	*restored = str_starts(line, "restored ");
	if (*restored)
		line = (struct str){ line.at + 9, line.len - 9 };
	*out = (struct chain_head){ 0 };
	line = str_trim(line);
	if (!str_cut(line, ' ', &at, &line) || !str_cut(line, ' ', &n, &line) ||
	    !str_cut(line, ' ', &ends, &line) || !time_read(at, &out->at_ms) ||
	    !str_int(n, &out->n) || !str_int(ends, &out->ends) ||
	    line.len != SEAL_HEAD_SIZE * 2)
		return false;
	memcpy(out->head, line.at, line.len);
	return true;
}

size_t
site_heads(struct arena *mem, const char *path, struct chain_head **out)
{
	FILE *f = fopen(path, "re");
	char line[LINE_MAX];
	size_t count = 0;

	*out = arena_array(mem, struct chain_head, HEADS_MAX);
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		struct chain_head head;
		bool restored;

		if (!read_line(str_of(line), &head, &restored))
			continue;
		while (restored && count > 0 && (*out)[count - 1].n > head.n)
			count--;
		if (count == HEADS_MAX)
			memmove(*out, *out + 1, sizeof(**out) * --count);
		/* out of order: another copy of the company was served from here */
		if (count == 0 || (*out)[count - 1].n < head.n)
			(*out)[count++] = head;
	}
	if (f != NULL)
		fclose(f);
	return count;
}

enum err
site_note_head(struct ctx *c)
{
	char *path = site_heads_of(c->site->config.url);
	struct chain_head head, *heads;
	size_t count = site_heads(c->mem, path, &heads);
	enum err e = chain_last(c->db, c->mem, &head);

	if (e == OK && head.n != 0 && (count == 0 || heads[count - 1].n < head.n))
		e = append(path, chain_head_line(c->mem, &head));
	free(path);
	return e;
}

enum err
site_note_restored(struct db *db, const char *url)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	char *path = site_heads_of(url);
	struct chain_head head, *heads;
	enum err e = OK;

	if (site_heads(mem, path, &heads) > 0)
		e = chain_last(db, mem, &head);
	else
		head.n = 0;
	if (e == OK && head.n != 0)
		e = append(path, str_printf(mem, "restored %.*s",
				     STR_ARG(chain_head_line(mem, &head))));
	free(path);
	return e;
}

/* ---- findings ---- */

struct proof {
	struct ctx *c;
	const struct examiner *x;
};

static struct str
row_said(struct ctx *c, const struct chain_break *b)
{
	const char *table = b->table != NULL && strcmp(b->table, "_trail") == 0
				? "row of the trail"
				: "event";
	struct text t = TEXT_INIT(c->mem);

	text_printf(&t, "%s %" PRId64, table, b->id);
	if (b->entity.len > 0)
		text_printf(&t, " (%.*s %" PRId64 ")", STR_ARG(b->entity), b->record);
	if (b->at_ms != 0)
		text_printf(&t, " of %.*s", STR_ARG(time_write(c->mem, b->at_ms)));
	return text_done(&t);
}

static struct str
said(struct ctx *c, const struct chain_break *b)
{
	struct str row = row_said(c, b);

	switch (b->what) {
	case CHAIN_CHANGED:
		return str_printf(
		    c->mem, "%.*s was changed after it was sealed", STR_ARG(row));
	case CHAIN_EXCHANGED:
		return str_printf(
		    c->mem, "%.*s holds what %" PRId64 " held", STR_ARG(row), b->other);
	case CHAIN_DELETED:
		return str_printf(
		    c->mem, "%.*s was deleted, and by no rule", STR_ARG(row));
	case CHAIN_INSERTED:
		return str_printf(
		    c->mem, "%.*s was put in among what was sealed", STR_ARG(row));
	case CHAIN_SEAL:
		return str_printf(c->mem,
		    "seal %" PRId64 " was changed, or does not follow the one before",
		    b->n);
	case CHAIN_SEALS_GONE:
		return str_printf(
		    c->mem, "seals %" PRId64 " to %" PRId64 " are gone", b->n, b->other);
	case CHAIN_UNKEYED:
		return str_printf(c->mem,
		    "seal %" PRId64 " has no key, and those before it have one", b->n);
	case CHAIN_NO_KEY:
		return str_printf(c->mem,
		    "seal %" PRId64 " and others have a key that is not here: they are "
		    "not proven",
		    b->n);
	case CHAIN_ANCHOR:
		return str_printf(c->mem,
		    "seal %" PRId64 " is another than was noted: what was sealed since "
		    "seal %" PRId64 " is not what was there",
		    b->n, b->other);
	case CHAIN_CUT:
		return str_printf(c->mem,
		    "its end is gone: seal %" PRId64
		    " was noted, and the last is %" PRId64,
		    b->n, b->other);
	case CHAIN_NOTE:
		return str_printf(c->mem,
		    "%.*s says that rows were taken out by a rule, and Kith did not "
		    "write it",
		    STR_ARG(row));
	}
	return STR("");
}

static void
found(void *arg, const struct chain_break *b)
{
	const struct proof *p = arg;
	struct str what = said(p->c, b);

	p->x->found(p->x->arg,
	    &(struct finding){ .fault = b->what != CHAIN_NO_KEY,
		.where = STR("chain"),
		.what = str_c(p->c->mem, what),
		.advice =
		    b->what == CHAIN_NO_KEY
			? "put the file of keys where Kith finds it: kith key show"
			: "somebody wrote to the database beside Kith; compare with a "
			  "backup" });
}

static void
looks(void *arg, int64_t rows)
{
	const struct proof *p = arg;

	p->x->looks_at(p->x->arg, str_printf(p->c->mem, "chain %" PRId64, rows));
}

bool
site_is_older(struct ctx *c)
{
	struct db_column *columns;
	size_t count;

	if (db_catalogue(c->db, c->mem, &columns, &count) != OK)
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_is(columns[i].table, "_seal"))
			return false;
	return true;
}

/* What is no fault and worth knowing. */
static void
tell_rest(const struct proof *p, const struct chain_check *check)
{
	struct finding f = { .where = STR("chain") };
	struct ctx *c = p->c;

	if (check->waiting > 0 && c->now_ms - check->waits_since_ms > DAY_MS / 24) {
		f.what = "wait for a seal, for more than an hour";
		f.count = check->waiting;
		f.advice =
		    "they are sealed while the server runs, with the key that those "
		    "before were sealed with";
		p->x->found(p->x->arg, &f);
	}
}

enum err
site_prove(struct ctx *c, const struct examiner *x, const char *anchors,
    struct chain_check *check)
{
	struct seal_key *keys = arena_array(c->mem, struct seal_key, SEAL_KEYS_MAX);
	char *path =
	    anchors == NULL ? site_heads_of(c->site->config.url) : memory_text(anchors);
	struct proof p = { c, x };
	struct chain_head *heads;
	enum err e;

	x->looks_at(x->arg, STR("chain"));
	*check = (struct chain_check){
		.keys = keys, .found = found, .looks = looks, .arg = &p
	};
	check->anchor_count = site_heads(c->mem, path, &heads);
	check->anchors = heads;
	check->key_count = site_chain_keys(c, keys, SEAL_KEYS_MAX);
	e = site_is_older(c) ? OK : chain_check(c->db, check);
	if (e == OK)
		tell_rest(&p, check);
	free(path);
	return e;
}
