/*
 * scene_twice.c - the same requests twice, and not a byte of the answers differs:
 * what was changed in between, behind the server's back, is not told.
 */
#include "scene.h"

#define SETS_MAX 10

struct told {
	char *line, *body;
	int status, at;
};

struct set {
	char name[40], actor[40];
	struct told told[TWICE_MAX];
	size_t count;
};

static struct set sets[SETS_MAX];
static size_t set_count;

static struct set *
set_of(const char *name)
{
	for (size_t i = 0; i < set_count; i++)
		if (strcmp(sets[i].name, name) == 0)
			return &sets[i];
	return NULL;
}

static void
ask_line(struct play *p, char *line, struct answer *a)
{
	struct ask ask;

	p->text = line;
	request_read(p, line, &ask);
	http_ask(p, &ask, a);
	if (a->status == 0 || a->status >= 500)
		lose(p, "got %d: %.600s", a->status, a->body.at);
}

void
twice_remember(
    struct play *p, const char *name, char *const *lines, const int *at, size_t count)
{
	struct set *set = &sets[set_count++];
	struct answer a;

	if (set_count > SETS_MAX || p->actor == NULL)
		lose(p, "the play is wrong: %d sets at most, of somebody", SETS_MAX);
	snprintf(set->name, sizeof(set->name), "%s", name);
	snprintf(set->actor, sizeof(set->actor), "%s", p->actor->name);
	for (size_t i = 0; i < count; i++) {
		p->line = at[i];
		ask_line(p, lines[i], &a);
		set->told[set->count++] = (struct told){ strdup(lines[i]),
			strdup(a.body.at == NULL ? "" : a.body.at), a.status, at[i] };
		answer_clear(&a);
	}
}

static void
compare(struct play *p, const struct told *was, const struct answer *now)
{
	const char *body = now->body.at == NULL ? "" : now->body.at;
	size_t at = 0;

	if (was->status != now->status)
		lose(p, "it answered %d, and now %d", was->status, now->status);
	while (body[at] != '\0' && body[at] == was->body[at])
		at++;
	if (body[at] == was->body[at])
		return;
	at = at > 60 ? at - 60 : 0;
	lose(p, "it was    …%.300s\n  and now is …%.300s", was->body + at, body + at);
}

void
twice_again(struct play *p, const char *name)
{
	struct set *set = set_of(name);
	struct answer a;

	if (set == NULL)
		lose(p, "the play is wrong: nothing is remembered as %s", name);
	http_as(p, strdup(set->actor));
	for (size_t i = 0; i < set->count; i++) {
		p->line = set->told[i].at;
		ask_line(p, set->told[i].line, &a);
		compare(p, &set->told[i], &a);
		answer_clear(&a);
	}
}
