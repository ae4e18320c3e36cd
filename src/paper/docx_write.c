/*
 * docx_write.c - a document that is filled, written: parts with text anew, the others as
 * they came.
 *
 * A text takes the look of the run its braces began in, and is told which way it is
 * read: Word sets Persian from left to right, and without the letters' joins, in a run
 * that does not say otherwise.
 */
#include "paper/docx_room.h"

#include <errno.h>
#include <unicode/uchar.h>
#include <zip.h>

struct filling {
	struct docx *d;
	const struct docx_words *words;
	struct text *out;
	const char *ended; /* what was closed last, by its local name */
	size_t rows;       /* of the table at work */
	size_t copies;     /* of what has a number of its own */
	int copy;          /* within a section that is written once more */
};

/* ---- a run ---- */

char
text_direction(struct str s)
{
	char found = 0;

	for (size_t at = 0; at < s.len;)
		switch (u_charDirection((UChar32)utf8_next(s, &at))) {
		case U_RIGHT_TO_LEFT:
		case U_RIGHT_TO_LEFT_ARABIC: return 'r';
		case U_LEFT_TO_RIGHT: found = 'l'; break;
		default: break;
		}
	return found;
}

static bool
has_han(struct str s)
{
	for (size_t at = 0; at < s.len;)
		if (u_hasBinaryProperty(
			(UChar32)utf8_next(s, &at), UCHAR_UNIFIED_IDEOGRAPH))
			return true;
	return false;
}

static void
write_tree(struct text *out, const struct node *n)
{
	node_start(out, n);
	for (const struct node *k = n->first; k != NULL; k = k->next)
		write_tree(out, k);
	node_end(out, n);
}

static const struct node *
child_named(const struct node *n, const char *local)
{
	for (const struct node *k = n == NULL ? NULL : n->first; k != NULL; k = k->next)
		if (node_is(k, local))
			return k;
	return NULL;
}

struct run { /* of a run, in the making */
	struct text *out;
	const struct node *now; /* its w:rPr, or NULL */
	int prefix;
	const char *space; /* "w:" */
	char direction;
	bool han, wrote_rtl, wrote_lang;
};

/* What letters read from right to left have apart: bold is bCs for them. */
static void
write_twin(struct run *l, const struct node *n)
{
	static const char *const twins[][2] = { { "b", "bCs" }, { "i", "iCs" },
		{ "sz", "szCs" } };

	for (size_t i = 0; i < COUNT_OF(twins); i++) {
		struct str val = node_get(n, "val");

		if (!node_is(n, twins[i][0]) || child_named(l->now, twins[i][1]) != NULL)
			continue;
		text_printf(l->out, "<%.*s%s", l->prefix, l->space, twins[i][1]);
		if (val.len > 0)
			text_printf(l->out, " %.*sval=\"%.*s\"", l->prefix, l->space,
			    STR_ARG(val));
		text_c(l->out, "/>");
	}
}

static void
write_rtl(struct run *l)
{
	if (l->direction == 'r' && !l->wrote_rtl)
		text_printf(l->out, "<%.*srtl/>", l->prefix, l->space);
	l->wrote_rtl = true;
}

static void
write_lang(struct run *l)
{
	if (l->wrote_lang || (l->direction != 'r' && !l->han))
		return;
	text_printf(l->out, "<%.*slang", l->prefix, l->space);
	if (l->han)
		text_printf(l->out, " %.*seastAsia=\"zh-CN\"", l->prefix, l->space);
	if (l->direction == 'r')
		text_printf(l->out, " %.*sbidi=\"fa-IR\"", l->prefix, l->space);
	text_c(l->out, "/>");
	l->wrote_lang = true;
}

/* Elements have an order there, which Word insists on. */
static void
write_property(struct run *l, const struct node *n)
{
	static const char *const behind_rtl[] = { "cs", "em", "lang", "eastAsianLayout",
		"specVanish", "oMath", "rPrChange" };

	for (size_t i = 0; i < COUNT_OF(behind_rtl); i++)
		if (node_is(n, behind_rtl[i])) {
			write_rtl(l);
			if (i >= 3)
				write_lang(l);
		}
	if (node_is(n, "lang") && (l->direction == 'r' || l->han)) {
		write_lang(l);
		return;
	}
	if (node_is(n, "rtl") && l->direction != 0)
		return;
	write_tree(l->out, n);
	if (l->direction == 'r')
		write_twin(l, n);
}

static void
write_look(struct run *l)
{
	if (l->now == NULL && l->direction != 'r' && !l->han)
		return;
	text_printf(l->out, "<%.*srPr>", l->prefix, l->space);
	for (const struct node *n = l->now == NULL ? NULL : l->now->first; n != NULL;
	     n = n->next)
		write_property(l, n);
	write_rtl(l);
	write_lang(l);
	text_printf(l->out, "</%.*srPr>", l->prefix, l->space);
}

static void
write_line(struct run *l, struct str line)
{
	struct node text = { .kind = NODE_TEXT, .name = line, .local = "" };

	if (line.len == 0)
		return;
	text_printf(l->out, "<%.*st xml:space=\"preserve\">", l->prefix, l->space);
	node_start(l->out, &text);
	text_printf(l->out, "</%.*st>", l->prefix, l->space);
}

void
run_write(struct text *out, const struct node *tag, struct str text)
{
	const struct node *p = tag->parent;
	struct run l = { .out = out,
		.now = tag->look,
		.direction = text_direction(text),
		.han = has_han(text) };
	struct str line;
	bool first = true;

	while (p->local[0] == '\0' && p->parent != NULL)
		p = p->parent;
	l.space = p->name.at;
	l.prefix = (int)(p->name.len - strlen(p->local));
	text_printf(out, "<%.*sr>", l.prefix, l.space);
	write_look(&l);
	while (str_next(&text, '\n', &line)) {
		if (!first)
			text_printf(out, "<%.*sbr/>", l.prefix, l.space);
		first = false;
		write_line(&l, line);
	}
	text_printf(out, "</%.*sr>", l.prefix, l.space);
}

/* ---- a part ---- */

static enum err write_children(struct filling *f, struct node *n, void *of);

/* Numbers and names that Word wants once in a document. */
static bool
is_once(const struct node *n)
{
	static const char *const once[] = { "bookmarkStart", "bookmarkEnd",
		"commentRangeStart", "commentRangeEnd", "commentReference" };

	for (size_t i = 0; i < COUNT_OF(once); i++)
		if (node_is(n, once[i]))
			return true;
	return node_is(n, "id") && node_is(n->parent, "sdtPr");
}

static bool
name_ends(struct str name, const char *end)
{
	size_t len = strlen(end);

	return name.len > len && memcmp(name.at + name.len - len, end, len) == 0;
}

/* A copy has a number of its own, or none. */
static void
start_copy(struct filling *f, const struct node *n)
{
	struct node copy = *n;
	bool drawing = name_ends(n->name, ":docPr");
	char id[24];

	copy.attributes =
	    arena_array(f->d->mem, struct attribute, n->attribute_count + 1);
	copy.attribute_count = 0;
	for (size_t i = 0; i < n->attribute_count; i++) {
		struct attribute a = n->attributes[i];

		if (name_ends(a.name, ":paraId") || name_ends(a.name, ":textId"))
			continue;
		if (drawing && str_is(a.name, "id")) {
			snprintf(id, sizeof(id), "%zu", 1000000 + ++f->copies);
			a.value = str_of(id);
		}
		copy.attributes[copy.attribute_count++] = a;
	}
	node_start(f->out, &copy);
}

static bool
wants_paragraph(const struct node *n)
{
	static const char *const blocks[] = { "tc", "hdr", "ftr", "txbxContent",
		"footnote", "endnote" };

	for (size_t i = 0; i < COUNT_OF(blocks); i++)
		if (node_is(n, blocks[i]))
			return true;
	return false;
}

static enum err
write_element(struct filling *f, struct node *n, void *of)
{
	size_t begin = f->out->len, rows = f->rows;
	bool table = node_is(n, "tbl");
	const char *ended = f->ended;

	if (f->copy > 0 && is_once(n))
		return OK;
	if (f->copy > 0 && n->attribute_count > 0)
		start_copy(f, n);
	else
		node_start(f->out, n);
	if (n->look != NULL)
		write_tree(f->out, n->look);
	f->rows = table ? 0 : rows;
	f->ended = "";
	TRY(write_children(f, n, of));
	if (wants_paragraph(n) && strcmp(f->ended, "p") != 0)
		text_printf(f->out, "<%.*sp/>", (int)(n->name.len - strlen(n->local)),
		    n->name.at);
	node_end(f->out, n);
	f->ended = n->local;
	if (table && f->rows == 0) { /* Word does not open a table without rows */
		f->out->len = begin;
		f->ended = ended;
	}
	if (table)
		f->rows = rows;
	f->rows += node_is(n, "tr");
	return f->out->len > DOCX_OUT_MAX ? ERR_LARGE : OK;
}

static enum err
write_node(struct filling *f, struct node *n, void *of)
{
	struct str text = STR("");

	if (n->kind == NODE_TEXT) {
		node_start(f->out, n);
		return OK;
	}
	if (n->kind == NODE_ELEMENT)
		return n->bare ? OK : write_element(f, n, of);
	if (n->mark != NULL)
		return OK;
	TRY(f->words->text(f->words->arg, n->tag, of, &text));
	if (text.len > 0)
		run_write(f->out, n, text);
	return f->out->len > DOCX_OUT_MAX ? ERR_LARGE : OK;
}

static enum err
write_range(struct filling *f, struct node *from, const struct node *to, void *of)
{
	struct node *n = from;

	for (;;) {
		struct section *s = n->sections;

		while (s != NULL && s->at_work)
			s = s->beside;
		if (s != NULL) {
			void **each;
			size_t count;

			TRY(f->words->each(f->words->arg, s->tag, of, &each, &count));
			s->at_work = true;
			for (size_t i = 0; i < count; i++) {
				f->copy += i > 0;
				TRY(write_range(f, s->first, s->last, each[i]));
				f->copy -= i > 0;
			}
			s->at_work = false;
			n = s->last;
		} else {
			TRY(write_node(f, n, of));
		}
		if (n == to || n->next == NULL)
			return OK;
		n = n->next;
	}
}

static enum err
write_children(struct filling *f, struct node *n, void *of)
{
	return n->first == NULL ? OK : write_range(f, n->first, n->last, of);
}

/* ---- the file ---- */

static const struct docx_part *
part_named(const struct docx *d, const char *name)
{
	for (size_t i = 0; i < d->parts.count; i++)
		if (strcasecmp(d->parts.at[i].name, name) == 0)
			return &d->parts.at[i];
	return NULL;
}

static enum err
add_entry(zip_t *to, struct docx *d, zip_uint64_t i)
{
	const char *name = zip_get_name(d->zip, i, 0);
	const struct docx_part *part = part_named(d, name);
	zip_source_t *source = part != NULL
				   ? zip_source_buffer(to, part->out.at, part->out.len, 0)
				   : zip_source_zip(to, d->zip, i, 0, 0, -1);

	if (source == NULL)
		return ERR_DOWN;
	if (zip_file_add(to, name, source, ZIP_FL_ENC_UTF_8) < 0) {
		zip_source_free(source);
		return ERR_DOWN;
	}
	return OK;
}

static enum err
write_file(struct docx *d, const char *path)
{
	zip_t *to = zip_open(path, ZIP_CREATE | ZIP_EXCL, NULL);
	zip_int64_t count = zip_get_num_entries(d->zip, 0);
	enum err e = to == NULL ? ERR_DOWN : OK;

	for (zip_int64_t i = 0; e == OK && i < count; i++) {
		const char *name = zip_get_name(d->zip, (zip_uint64_t)i, 0);
		size_t len = strlen(name);

		if (name[len - 1] != '/') /* a folder is none of its parts */
			e = add_entry(to, d, (zip_uint64_t)i);
	}
	if (e == OK && zip_close(to) != 0)
		e = errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	else if (e == OK)
		to = NULL;
	if (to != NULL)
		zip_discard(to);
	return e;
}

enum err
docx_fill(struct docx *d, const struct docx_words *words, void *of, const char *path)
{
	for (size_t i = 0; i < d->parts.count; i++) {
		struct docx_part *part = &d->parts.at[i];
		struct filling f = {
			.d = d, .words = words, .out = &part->out, .ended = ""
		};

		part->out = (struct text)TEXT_INIT(d->mem);
		text_c(&part->out,
		    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
		TRY(write_element(&f, part->root, of));
	}
	return write_file(d, path);
}
