/*
 * html.c - the small subset of HTML that people may write, cleaned.
 *
 * Parsed as a browser would (gumbo), walked by an allow-list, and written
 * afresh: what comes out was made here and holds nothing that was not asked
 * for.  No attribute passes but the address of a link, http(s) or mailto.
 *
 * Limits  HTML_MAX bytes, HTML_DEPTH_MAX open tags: the parser's time grows
 *         with the square of the depth.  HTML_WORK_MAX bytes of its memory: tags
 *         left open are opened anew in each paragraph, so that 100 kB can become
 *         gigabytes; who asks for more is refused.
 */
#include "meta/types.h"

#include <gumbo.h>
#include <setjmp.h>

#define HTML_MAX ((size_t)100 << 10)
#define HTML_DEPTH_MAX 64
#define HTML_OUT_MAX (6 * HTML_MAX) /* each " becomes &quot; */
#define HTML_WORK_MAX ((size_t)16 << 20)

struct writer {
	struct text *html, *plain;
	int depth;
};

static const GumboTag kept[] = { GUMBO_TAG_P, GUMBO_TAG_BR, GUMBO_TAG_B, GUMBO_TAG_STRONG,
	GUMBO_TAG_I, GUMBO_TAG_EM, GUMBO_TAG_U, GUMBO_TAG_S, GUMBO_TAG_A, GUMBO_TAG_UL,
	GUMBO_TAG_OL, GUMBO_TAG_LI, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_BLOCKQUOTE,
	GUMBO_TAG_CODE, GUMBO_TAG_PRE };

/* What these hold is not for people. */
static const GumboTag dropped[] = { GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEMPLATE,
	GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT, GUMBO_TAG_SVG, GUMBO_TAG_MATH,
	GUMBO_TAG_TITLE, GUMBO_TAG_HEAD, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEXTAREA,
	GUMBO_TAG_SELECT };

static bool
is_among(GumboTag tag, const GumboTag *tags, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tags[i] == tag)
			return true;
	return false;
}

/* Open tags at once, counted roughly and before the parser sees them. */
static bool
too_deep(struct str s)
{
	int depth = 0;

	for (size_t i = 0; i + 1 < s.len; i++)
		if (s.at[i] == '<') {
			depth += s.at[i + 1] == '/' ? -1 : s.at[i + 1] != '!';
			if (depth > HTML_DEPTH_MAX * 8)
				return true;
		}
	return false;
}

static void
open_tag(struct writer *w, const GumboElement *e, const char *name)
{
	GumboAttribute *href = gumbo_get_attribute(&e->attributes, "href");
	struct str to = href == NULL ? STR("") : str_trim(str_of(href->value));

	text_printf(w->html, "<%s", name);
	if (e->tag == GUMBO_TAG_A &&
	    (str_starts(to, "https://") || str_starts(to, "http://") ||
		str_starts(to, "mailto:"))) {
		text_c(w->html, " href=\"");
		text_html(w->html, to);
		text_c(w->html, "\" rel=\"noopener noreferrer nofollow\"");
	}
	text_char(w->html, '>');
}

static void write_children(struct writer *w, const GumboVector *children);

static void
write_node(struct writer *w, const GumboNode *node)
{
	const char *name;
	bool keep;

	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
	    node->type == GUMBO_NODE_CDATA) {
		text_html(w->html, str_of(node->v.text.text));
		text_c(w->plain, node->v.text.text);
		return;
	}
	if (node->type != GUMBO_NODE_ELEMENT ||
	    is_among(node->v.element.tag, dropped, COUNT_OF(dropped)) ||
	    node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML ||
	    w->depth > HTML_DEPTH_MAX)
		return;
	name = gumbo_normalized_tagname(node->v.element.tag);
	keep = is_among(node->v.element.tag, kept, COUNT_OF(kept));
	if (keep)
		open_tag(w, &node->v.element, name);
	else
		text_char(w->plain, ' ');
	if (node->v.element.tag == GUMBO_TAG_BR)
		return;
	write_children(w, &node->v.element.children);
	if (keep)
		text_printf(w->html, "</%s>", name);
	text_char(w->plain, ' ');
}

static void
write_children(struct writer *w, const GumboVector *children)
{
	w->depth++;
	for (unsigned i = 0; i < children->length; i++)
		write_node(w, children->data[i]);
	w->depth--;
}

/* The parser does not look whether it was given memory: it is left by a jump, and
 * all that it had made ends with the arena. */
struct purse {
	struct arena *mem;
	size_t left;
	jmp_buf empty;
};

static void *
spend(void *purse, size_t size)
{
	struct purse *p = purse;

	if (size > p->left)
		longjmp(p->empty, 1);
	p->left -= size;
	return arena_alloc(p->mem, size == 0 ? 1 : size);
}

static void
keep(void *purse, void *at)
{
	(void)purse, (void)at;
}

static bool
clean_within(struct purse *p, struct str in, struct writer *w)
{
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *tree;

	options.max_errors = 0;
	options.allocator = spend;
	options.deallocator = keep;
	options.userdata = p;
	if (setjmp(p->empty) != 0)
		return false;
	tree = gumbo_parse_with_options(&options, in.at, in.len);
	if (tree == NULL)
		return false;
	write_node(w, tree->root);
	return true;
}

bool
html_clean(struct arena *mem, struct str in, struct str *html, struct str *plain)
{
	struct text clean = TEXT_INIT(mem), words = TEXT_INIT(mem);
	struct writer w = { .html = &clean, .plain = &words };
	struct purse purse = { .left = HTML_WORK_MAX };
	bool fine;

	if (in.len > HTML_MAX || too_deep(in))
		return false;
	purse.mem = arena_new();
	fine = clean_within(&purse, in, &w) && clean.len <= HTML_OUT_MAX;
	arena_free(purse.mem);
	if (!fine)
		return false;
	*html = str_trim(text_done(&clean));
	*plain = str_trim(text_done(&words));
	return true;
}
