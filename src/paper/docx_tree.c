/*
 * docx_tree.c - a part of a Word document as a tree, and back as text.
 *
 * Comments and processing instructions are left out; all else comes back as it was.
 */
#include "paper/docx_room.h"

struct reading {
	struct docx *d;
	struct part part;
	struct node *root, *at;
	struct text text; /* of the piece that is being read */
};

struct node *
node_new(struct docx *d, enum node_kind kind)
{
	struct node *n = arena_make(d->mem, struct node);

	n->kind = kind;
	n->local = "";
	d->too_much |= ++d->nodes > DOCX_NODES_MAX;
	return n;
}

struct node *
node_like(struct docx *d, const struct node *of, const char *local)
{
	struct node *n = node_new(d, NODE_ELEMENT);
	size_t prefix = of->name.len - strlen(of->local);

	n->name = str_printf(d->mem, "%.*s%s", (int)prefix, of->name.at, local);
	n->local = local;
	return n;
}

void
node_add(struct node *parent, struct node *child)
{
	child->parent = parent;
	child->prev = parent->last;
	child->next = NULL;
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
}

void
node_after(struct node *at, struct node *child)
{
	child->parent = at->parent;
	child->prev = at;
	child->next = at->next;
	if (at->next == NULL)
		at->parent->last = child;
	else
		at->next->prev = child;
	at->next = child;
}

void
node_remove(struct node *n)
{
	if (n->prev == NULL)
		n->parent->first = n->next;
	else
		n->prev->next = n->next;
	if (n->next == NULL)
		n->parent->last = n->prev;
	else
		n->next->prev = n->prev;
	n->prev = n->next = NULL;
}

struct node *
node_skip(struct node *n, const struct node *root)
{
	while (n != root && n->next == NULL)
		n = n->parent;
	return n == root ? NULL : n->next;
}

struct node *
node_walk(struct node *n, const struct node *root)
{
	return n->first != NULL ? n->first : node_skip(n, root);
}

struct str
node_get(const struct node *n, const char *attribute)
{
	for (size_t i = 0; i < n->attribute_count; i++) {
		struct str name = n->attributes[i].name, prefix, local;

		if (!str_cut(name, ':', &prefix, &local))
			local = name;
		if (str_is(local, attribute))
			return n->attributes[i].value;
	}
	return STR("");
}

struct str
node_text(const struct node *n)
{
	return n->first == NULL || n->first->kind != NODE_TEXT ? STR("") : n->first->name;
}

/* ---- reading ---- */

static void
end_text(struct reading *r)
{
	struct node *n;

	if (r->text.len == 0 || r->at == NULL)
		return;
	n = node_new(r->d, NODE_TEXT);
	n->name = str_copy(r->d->mem, text_done(&r->text));
	node_add(r->at, n);
	r->text.len = 0;
}

/* "p" of "w:p", where the root is "w:document". */
static const char *
local_of(const struct reading *r, const char *name)
{
	const char *root = r->root == NULL ? name : r->root->name.at;
	const char *colon = strchr(root, ':');
	size_t prefix = colon == NULL ? 0 : (size_t)(colon - root) + 1;

	return strncmp(name, root, prefix) == 0 && strchr(name + prefix, ':') == NULL
		   ? name + prefix
		   : "";
}

static void
take_attributes(struct docx *d, struct node *n, const char **attributes)
{
	while (attributes[2 * n->attribute_count] != NULL)
		n->attribute_count++;
	n->attributes = arena_array(d->mem, struct attribute, n->attribute_count + 1);
	for (size_t i = 0; i < n->attribute_count; i++) {
		n->attributes[i].name = str_copy(d->mem, str_of(attributes[2 * i]));
		n->attributes[i].value = str_copy(d->mem, str_of(attributes[2 * i + 1]));
	}
}

static void
on_start(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;
	struct node *n;

	end_text(r);
	n = node_new(r->d, NODE_ELEMENT);
	if (r->d->too_much) {
		part_stop(&r->part, "xlsx_bomb");
		return;
	}
	n->name = str_copy(r->d->mem, str_of(name));
	n->local = local_of(r, n->name.at);
	take_attributes(r->d, n, attributes);
	if (r->root == NULL)
		r->root = n;
	else if (node_is(n, "rPr") && node_is(r->at, "r"))
		r->at->look = n;
	else
		node_add(r->at, n);
	if (n->parent == NULL)
		n->parent = r->at;
	r->at = n;
}

static void
on_end(void *arg, const char *name)
{
	struct reading *r = arg;

	(void)name;
	end_text(r);
	r->at = r->at->parent;
}

static void
on_text(void *arg, const char *at, size_t len)
{
	struct reading *r = arg;

	text_add(&r->text, at, len);
}

enum err
tree_read(struct docx *d, const char *name, uint64_t size_max, struct node **out)
{
	static const struct part_words words = { on_start, on_end, on_text };
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct reading r = { .d = d, .text = TEXT_INIT(mem) };
	enum err e;

	part_init(&r.part, &words, &r);
	r.part.whole = true;
	e = pack_run(d->zip, name, size_max, &r.part);
	part_clear(&r.part);
	*out = r.root;
	return e == OK && r.root == NULL ? ERR_FORM : e;
}

/* ---- writing ---- */

static void
escape(struct text *out, struct str s, bool quoted)
{
	for (size_t i = 0; i < s.len; i++)
		switch (s.at[i]) {
		case '&': text_c(out, "&amp;"); break;
		case '<': text_c(out, "&lt;"); break;
		case '>': text_c(out, "&gt;"); break;
		case '"': text_c(out, quoted ? "&quot;" : "\""); break;
		case '\n':
		case '\t':
			if (quoted)
				text_printf(out, "&#%d;", s.at[i]);
			else
				text_char(out, s.at[i]);
			break;
		default: /* others below a blank are none of XML's letters */
			if ((unsigned char)s.at[i] >= ' ')
				text_char(out, s.at[i]);
		}
}

static void
write_attribute(struct text *out, struct str name, struct str value)
{
	text_char(out, ' ');
	text_str(out, name);
	text_c(out, "=\"");
	escape(out, value, true);
	text_char(out, '"');
}

void
node_start(struct text *out, const struct node *n)
{
	if (n->kind == NODE_TEXT) {
		escape(out, n->name, false);
		return;
	}
	text_char(out, '<');
	text_str(out, n->name);
	for (size_t i = 0; i < n->attribute_count; i++)
		write_attribute(out, n->attributes[i].name, n->attributes[i].value);
	if (n->keep_blanks && node_get(n, "space").len == 0)
		write_attribute(out, STR("xml:space"), STR("preserve"));
	text_c(out, n->first == NULL && n->look == NULL ? "/>" : ">");
}

void
node_end(struct text *out, const struct node *n)
{
	if (n->kind != NODE_ELEMENT || (n->first == NULL && n->look == NULL))
		return;
	text_c(out, "</");
	text_str(out, n->name);
	text_char(out, '>');
}
