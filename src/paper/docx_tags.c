/*
 * docx_tags.c - what stands within braces, wherever an office cut it up.
 *
 * Word keeps a paragraph as runs, and begins a new one wherever it noticed a change of
 * language, a mistake of spelling or another day of editing: {{account.name}} may be in
 * five.  So the text of a paragraph is put together, searched, and what was found
 * becomes a node of its own, between what is left of the runs before and behind it; it
 * looks as the run it began in.
 */
#include "paper/docx_room.h"

#define WHERE_MAX 120 /* letters of a paragraph that are told */

struct piece { /* of a paragraph's text: one w:t */
	struct node *t;
	size_t from, len;
};

struct paragraph {
	struct docx *d;
	struct node *p;
	struct text text;
	LIST(struct piece) pieces;
	struct str where;
	size_t fields, marks;
	bool other; /* something is in it that is no text */
};

struct span {
	size_t from, to; /* the braces, too */
};

/* ---- the text of a paragraph ---- */

static void
add_piece(struct paragraph *g, struct node *t)
{
	*list_add(g->text.mem, &g->pieces) =
	    (struct piece){ t, g->text.len, node_text(t).len };
	text_str(&g->text, node_text(t));
}

/* Of a run, it shows something; of what stands around runs, nothing does. */
static bool
shows(const struct node *n)
{
	static const char *const unseen[] = { "r", "t", "proofErr", "bookmarkStart",
		"bookmarkEnd", "lastRenderedPageBreak", "hyperlink", "ins", "smartTag" };

	for (size_t i = 0; i < COUNT_OF(unseen); i++)
		if (node_is(n, unseen[i]))
			return false;
	return n->kind == NODE_ELEMENT;
}

static void
gather(struct paragraph *g)
{
	struct node *n = node_walk(g->p, g->p);

	while (n != NULL) {
		/* what stands in a box of its own is another paragraph's */
		bool over = node_is(n, "p") || node_is(n, "moveFrom");

		if (node_is(n, "pPr")) {
			over = true;
			for (struct node *k = n->first; k != NULL; k = k->next)
				g->other |= node_is(k, "sectPr");
		} else if (node_is(n, "t") && node_is(n->parent, "r")) {
			add_piece(g, n);
		} else {
			g->other |= shows(n);
		}
		n = over ? node_skip(n, g->p) : node_walk(n, g->p);
	}
	g->where = utf8_head(str_trim(text_done(&g->text)), WHERE_MAX);
}

/* ---- what is said within braces ---- */

/* As it was meant: blanks that do not break, and what Word makes of quotes. */
static struct str
said_plainly(struct docx *d, struct str s)
{
	static const struct {
		uint32_t from;
		char to;
	} plain[] = { { 0xA0, ' ' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201A, '\'' },
		{ 0x201C, '\'' }, { 0x201D, '\'' }, { 0x201E, '\'' }, { 0x202F, ' ' },
		{ 0x200E, ' ' }, { 0x200F, ' ' }, { 0xAB, '\'' }, { 0xBB, '\'' } };
	struct text t = TEXT_INIT(d->mem);
	size_t at = 0;

	while (at < s.len) {
		uint32_t point = utf8_next(s, &at);

		for (size_t i = 0; i < COUNT_OF(plain); i++)
			if (plain[i].from == point)
				point = (unsigned char)plain[i].to;
		text_point(&t, point);
	}
	return str_trim(text_done(&t));
}

static struct str
first_word(struct str s)
{
	struct str word, rest;

	return str_cut(s, ' ', &word, &rest) ? word : s;
}

static struct docx_tag *
new_tag(struct paragraph *g, enum docx_kind kind, struct str text)
{
	struct docx_tag *tag = arena_make(g->d->mem, struct docx_tag);

	tag->kind = kind;
	tag->text = text;
	tag->where = g->where;
	return tag;
}

static void
read_open(struct paragraph *g, struct node *n, struct str said)
{
	struct str word = first_word(said);
	bool is_if = str_is(word, "if");

	n->tag = new_tag(g, is_if ? DOCX_IF : DOCX_LOOP,
	    is_if ? str_trim((struct str){ said.at + 2, said.len - 2 }) : word);
	n->mark = arena_make(g->d->mem, struct mark);
	n->mark->word = word;
}

/* The node that stands for what was said. */
static struct node *
node_of_tag(struct paragraph *g, struct str within)
{
	struct node *n = node_new(g->d, NODE_TAG);
	struct str said = said_plainly(g->d, within);
	struct str rest = { said.at + 1, said.len == 0 ? 0 : said.len - 1 };

	if (str_starts(said, "#")) {
		read_open(g, n, str_trim(rest));
		g->marks++;
	} else if (str_starts(said, "/")) {
		n->mark = arena_make(g->d->mem, struct mark);
		n->mark->closes = true;
		n->mark->word = first_word(str_trim(rest));
		n->mark->where = g->where;
		g->marks++;
	} else {
		n->tag = new_tag(g, DOCX_FIELD, said);
		g->fields++;
	}
	return n;
}

/* ---- cutting it out ---- */

static struct node *
text_node(struct docx *d, struct str s)
{
	struct node *n = node_new(d, NODE_TEXT);

	n->name = s;
	return n;
}

static void
set_text(struct docx *d, struct node *t, struct str s)
{
	t->first = t->last = NULL;
	t->keep_blanks = true;
	if (s.len > 0)
		node_add(t, text_node(d, s));
}

/* Everything of the run behind t moves to a run of its own behind `at`, with tail
 * before it.  Answers the last run of the two. */
static void
split_run(struct docx *d, struct node *t, struct node *at, struct str tail)
{
	struct node *run = t->parent, *rest, *moved;

	if (tail.len == 0 && t->next == NULL)
		return;
	rest = node_like(d, run, "r");
	rest->attributes = run->attributes;
	rest->attribute_count = run->attribute_count;
	rest->look = run->look;
	if (tail.len > 0) {
		struct node *more = node_like(d, t, "t");

		set_text(d, more, tail);
		node_add(rest, more);
	}
	while ((moved = t->next) != NULL) {
		node_remove(moved);
		node_add(rest, moved);
	}
	node_after(at, rest);
}

/* The part of a piece's text behind a place of the paragraph; as it stands now: later
 * tags are cut out already. */
static struct str
text_behind(const struct piece *piece, size_t at)
{
	struct str now = node_text(piece->t);
	size_t cut = at - piece->from;

	return cut >= now.len ? STR("") : (struct str){ now.at + cut, now.len - cut };
}

static void
cut_out(struct paragraph *g, struct span span, struct node *tag)
{
	struct piece *first = g->pieces.at, *last;
	struct node *run;
	struct str head, tail;

	while (first->from + first->len <= span.from)
		first++;
	last = first;
	while (last->from + last->len < span.to)
		last++;
	run = first->t->parent;
	tag->look = run->look;
	tail = text_behind(last, span.to);
	head = (struct str){ node_text(first->t).at, span.from - first->from };
	node_after(run, tag);
	split_run(g->d, first->t, tag, first == last ? tail : STR(""));
	set_text(g->d, first->t, head);
	for (struct piece *piece = first + 1; piece < last; piece++)
		set_text(g->d, piece->t, STR(""));
	if (first != last)
		set_text(g->d, last->t, tail);
}

/* ---- a paragraph ---- */

static size_t
find(struct str s, size_t from, const char *what)
{
	struct str rest = { s.at + from, s.len - from };

	return from + str_find(rest, str_of(what));
}

/* Spans of what stands within braces; says what is wrong with braces. */
static size_t
find_spans(struct paragraph *g, struct span **out)
{
	struct str s = text_done(&g->text);
	LIST(struct span) spans = { 0 };
	size_t at = 0;

	while ((at = find(s, at, "{{")) < s.len) {
		size_t end = find(s, at + 2, "}}"), again = find(s, at + 2, "{{");
		struct str head = { s.at + at, s.len - at };

		if (end == s.len || again < end) {
			docx_say(g->d, "docx_open", utf8_head(head, 40), g->where);
			at = again;
		} else if (end - at - 2 > DOCX_TAG_MAX) {
			docx_say(g->d, "docx_long", utf8_head(head, 40), g->where);
			at = end + 2;
		} else {
			*list_add(g->d->mem, &spans) = (struct span){ at, end + 2 };
			at = end + 2;
		}
	}
	*out = spans.at;
	return spans.count;
}

/* With nothing else in it, it is there for the sections that begin or end in it: each
 * gets a paragraph that is not written. */
static void
lay_bare(struct paragraph *g)
{
	struct node *at = g->p, *n, *next;

	g->p->bare = true;
	for (n = node_walk(g->p, g->p); n != NULL; n = next) {
		struct node *p;

		next = node_walk(n, g->p);
		if (n->kind != NODE_TAG)
			continue;
		p = node_like(g->d, g->p, "p");
		p->bare = true;
		node_remove(n);
		node_add(p, n);
		node_after(at, p);
		at = p;
	}
}

static bool
is_blank(const struct paragraph *g, const struct span *spans, size_t count)
{
	struct str s = text_done(&g->text);
	size_t at = 0;

	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? spans[i].from : s.len;
		struct str between = { s.at + at, end - at };

		if (str_trim(between).len > 0)
			return false;
		at = i < count ? spans[i].to : end;
	}
	return true;
}

static bool
too_many(struct docx *d, size_t more, struct str where)
{
	if (d->tag_count + more <= DOCX_TAGS_MAX)
		return false;
	if (d->tag_count <= DOCX_TAGS_MAX)
		docx_say(d, "docx_many", STR(""), where);
	d->tag_count = DOCX_TAGS_MAX + 1;
	return true;
}

static void
find_in_paragraph(struct docx *d, struct node *p, struct arena *mem)
{
	struct paragraph g = { .d = d, .p = p, .text = TEXT_INIT(mem) };
	struct span *spans;
	struct node **nodes;
	size_t count;

	gather(&g);
	if (find(text_done(&g.text), 0, "{{") == g.text.len)
		return;
	g.where = str_copy(d->mem, g.where);
	count = find_spans(&g, &spans);
	if (too_many(d, count, g.where))
		return;
	d->tag_count += count;
	nodes = arena_array(mem, struct node *, count + 1);
	for (size_t i = 0; i < count; i++) {
		nodes[i] = node_of_tag(&g, (struct str){ g.text.at + spans[i].from + 2,
					       spans[i].to - spans[i].from - 4 });
		if (nodes[i]->tag != NULL)
			*list_add(d->mem, &d->tags) = nodes[i]->tag;
	}
	/* from the end, so that places before it stay */
	for (size_t i = count; i-- > 0;)
		cut_out(&g, spans[i], nodes[i]);
	if (g.marks > 0 && g.fields == 0 && !g.other && is_blank(&g, spans, count))
		lay_bare(&g);
}

void
tags_find(struct docx *d, struct docx_part *part)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct node *next;

	for (struct node *n = part->root; n != NULL; n = next) {
		next = node_walk(n, part->root);
		if (!node_is(n, "p"))
			continue;
		find_in_paragraph(d, n, mem);
		arena_reset(mem);
		next = node_walk(n, part->root);
	}
}
