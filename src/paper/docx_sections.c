/*
 * docx_sections.c - which end belongs to which beginning, and what is between them.
 *
 * Both in one paragraph: what stands between is repeated.  Over several paragraphs:
 * those, from the one it begins in to the one it ends in.  Over several cells of a row,
 * or several rows: rows.  Whatever else it reaches over cannot be repeated.
 */
#include "paper/docx_room.h"

static void
number_nodes(struct node *root)
{
	size_t at = 0;

	for (struct node *n = root; n != NULL; n = node_walk(n, root))
		n->at = ++at;
}

static bool
is_within(const struct node *n, const struct node *around)
{
	for (; n != NULL; n = n->parent)
		if (n == around)
			return true;
	return false;
}

static struct node *
child_with(struct node *around, struct node *n)
{
	while (n->parent != around)
		n = n->parent;
	return n;
}

static bool
in_paragraph(const struct node *n)
{
	while (n != NULL && !node_is(n, "p"))
		n = n->parent;
	return n != NULL;
}

static bool
is_unit(const struct node *n)
{
	return node_is(n, "p") || node_is(n, "tr");
}

/* The children of what is around both its ends; false: it cannot be repeated. */
static bool
find_range(struct section *s)
{
	struct node *around = s->open->parent;

	while (!is_within(s->close, around))
		around = around->parent;
	s->around = around;
	s->first = child_with(around, s->open);
	s->last = child_with(around, s->close);
	if (node_is(around, "tr")) {
		s->first = s->last = around;
		s->around = around->parent;
	} else if (!in_paragraph(around) && !(is_unit(s->first) && is_unit(s->last))) {
		return false;
	}
	return s->around != NULL;
}

static bool
lies_in(const struct section *s, const struct section *other)
{
	for (; s != NULL; s = s->in)
		if (s == other)
			return true;
	return false;
}

/* Does it reach over the edge of one that began before it? */
static bool
cuts_another(const struct section *s, const struct section *others)
{
	for (const struct section *o = others; o != s; o = o->next) {
		bool inside;

		if (o->around != s->around || o->close == NULL)
			continue;
		inside = s->first->at >= o->first->at && s->last->at <= o->last->at;
		if (lies_in(s, o) ? !inside : s->first->at <= o->last->at)
			return true;
	}
	return false;
}

static void
begin_at(struct node *n, struct section *s)
{
	struct section **end = &n->sections;

	while (*end != NULL)
		end = &(*end)->beside;
	*end = s;
}

struct pairing {
	struct docx *d;
	struct docx_part *part;
	struct section *open; /* the innermost */
};

static void
say_of(struct pairing *p, const struct section *s, const char *code)
{
	docx_say(p->d, code,
	    str_printf(p->d->mem, "{{#%.*s}}", STR_ARG(s->open->mark->word)),
	    s->tag->where);
}

static void
begin(struct pairing *p, struct node *n)
{
	struct section *s = arena_make(p->d->mem, struct section);

	s->open = n;
	s->tag = n->tag;
	s->in = p->open;
	s->deep = p->open == NULL ? 1 : p->open->deep + 1;
	if (s->deep == DOCX_DEEP_MAX + 1)
		say_of(p, s, "docx_deep");
	p->open = s;
	if (p->part->last == NULL)
		p->part->sections = s;
	else
		p->part->last->next = s;
	p->part->last = s;
}

static void
unclosed(struct pairing *p)
{
	say_of(p, p->open, "docx_unclosed");
	p->open = p->open->in;
}

static void
end(struct pairing *p, struct node *n)
{
	struct section *s = p->open;

	while (s != NULL && !str_same(s->open->mark->word, n->mark->word))
		s = s->in;
	if (s == NULL) {
		docx_say(p->d, "docx_unopened",
		    str_printf(p->d->mem, "{{/%.*s}}", STR_ARG(n->mark->word)),
		    n->mark->where);
		return;
	}
	while (p->open != s)
		unclosed(p);
	p->open = s->in;
	s->close = n;
	if (!find_range(s)) {
		s->close = NULL;
		say_of(p, s, "docx_crosses");
	}
}

/* What is whole is written where it begins, the outermost first. */
static void
place(struct pairing *p)
{
	for (struct section *s = p->part->sections; s != NULL; s = s->next) {
		if (s->close == NULL)
			continue;
		if (cuts_another(s, p->part->sections))
			say_of(p, s, "docx_crosses");
		else
			begin_at(s->first, s);
	}
}

void
sections_pair(struct docx *d, struct docx_part *part)
{
	struct pairing p = { .d = d, .part = part };

	number_nodes(part->root);
	for (struct node *n = part->root; n != NULL; n = node_walk(n, part->root)) {
		if (n->kind != NODE_TAG)
			continue;
		if (n->tag != NULL)
			n->tag->in = p.open == NULL ? NULL : p.open->tag;
		if (n->mark == NULL)
			continue;
		if (n->mark->closes)
			end(&p, n);
		else
			begin(&p, n);
	}
	while (p.open != NULL)
		unclosed(&p);
	place(&p);
}
