/*
 * docx.c - opens a Word document: is it one, what may it do, where is its text?
 *
 * Every list of links is read, whatever part it is of.  A link to the outside is a page
 * of the net or an address for mail; all else would be fetched, or run, when somebody
 * opens what we made of it.
 *
 * src  ECMA-376 parts 1 and 2; trust V21 to V23
 */
#include "paper/docx_room.h"

#include <zip.h>

#define LINKS_MAX ((uint64_t)1 << 20) /* bytes of a list of links */
#define MAIN_TYPE                                                                  \
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document." \
	"main+xml"

void
docx_say(struct docx *d, const char *code, struct str tag, struct str where)
{
	struct docx_fault *f = list_add(d->faults->mem, &d->faults->list);

	*f = (struct docx_fault){ code, str_copy(d->faults->mem, tag),
		str_copy(d->faults->mem, where) };
}

static enum err
refuse(struct docx *d, const char *code, struct str what)
{
	docx_say(d, code, what, STR(""));
	return ERR_INPUT;
}

static enum err
refuse_of(struct docx *d, enum err e)
{
	return refuse(d, e == ERR_LARGE ? "docx_bomb" : "docx_bad", STR(""));
}

static bool
ends_with(struct str s, const char *end)
{
	size_t len = strlen(end);

	return s.len >= len && memcmp(s.at + s.len - len, end, len) == 0;
}

/* ---- names of parts ---- */

static bool
name_is_safe(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] < ' ' || name.at[i] == '\\' ||
		    name.at[i] == ':')
			return false;
	return name.len > 0 && name.at[0] != '/' && utf8_valid(name) &&
	       str_find(name, STR("../")) == name.len && !ends_with(name, "..");
}

/* Its ending or its folder says that it can be run. */
static bool
name_runs(struct arena *mem, struct str name)
{
	struct str small = str_lower(mem, name);

	return str_find(small, STR("vbaproject")) < small.len ||
	       str_find(small, STR("vbadata")) < small.len ||
	       str_find(small, STR("activex")) < small.len ||
	       (str_find(small, STR("embeddings/")) < small.len &&
		   ends_with(small, ".bin"));
}

static enum err
check_names(struct docx *d)
{
	zip_int64_t count = zip_get_num_entries(d->zip, 0);
	struct map seen = MAP_INIT(d->mem);

	for (zip_int64_t i = 0; i < count; i++) {
		const char *said = zip_get_name(d->zip, (zip_uint64_t)i, 0);
		struct str name = str_of(said == NULL ? "" : said);
		struct str small = str_lower(d->mem, name);

		if (!name_is_safe(name) || map_has(&seen, small))
			return refuse(d, "docx_bad", STR(""));
		if (name_runs(d->mem, name))
			return refuse(d, "docx_macro", name);
		map_put(&seen, str_copy(d->mem, small), d);
	}
	return OK;
}

/* ---- links ---- */

static struct str
last_part(struct str s, char cut)
{
	struct str before, after;

	while (str_cut(s, cut, &before, &after))
		s = after;
	return s;
}

static bool
link_fetches(struct arena *mem, const struct node *link, struct str kind)
{
	struct str target = str_lower(mem, node_get(link, "Target"));

	if (!str_is(str_lower(mem, node_get(link, "TargetMode")), "external"))
		return false;
	return !str_is(kind, "hyperlink") ||
	       !(str_starts(target, "https://") || str_starts(target, "http://") ||
		   str_starts(target, "mailto:") || str_starts(target, "tel:"));
}

static enum err
check_link(struct docx *d, const struct node *link)
{
	static const char *const runs[] = { "oleObject", "control", "vbaProject",
		"aFChunk", "keyMapCustomizations", "attachedToolbars" };
	struct str kind = last_part(node_get(link, "Type"), '/');

	for (size_t i = 0; i < COUNT_OF(runs); i++)
		if (str_is(kind, runs[i]))
			return refuse(d, "docx_macro", kind);
	if (link_fetches(d->mem, link, kind))
		return refuse(d, "docx_outside", node_get(link, "Target"));
	return OK;
}

static enum err
check_links(struct docx *d, const char *name)
{
	struct node *root;
	enum err e = tree_read(d, name, LINKS_MAX, &root);

	if (e != OK)
		return refuse_of(d, e);
	for (struct node *n = root->first; n != NULL; n = n->next)
		if (n->kind == NODE_ELEMENT)
			TRY(check_link(d, n));
	return OK;
}

static enum err
check_all_links(struct docx *d)
{
	zip_int64_t count = zip_get_num_entries(d->zip, 0);

	for (zip_int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(d->zip, (zip_uint64_t)i, 0);

		if (ends_with(str_lower(d->mem, str_of(name)), ".rels"))
			TRY(check_links(d, name));
	}
	return OK;
}

/* ---- parts with text ---- */

/* What the document says of itself: a document, and which part is it? */
static enum err
find_main(struct docx *d, const char **out)
{
	struct node *root;
	enum err e = tree_read(d, "[Content_Types].xml", LINKS_MAX, &root);

	if (e != OK)
		return refuse_of(d, e);
	*out = NULL;
	for (struct node *n = root->first; n != NULL; n = n->next) {
		struct str type = node_get(n, "ContentType");
		struct str name = node_get(n, "PartName");

		if (str_find(type, STR("macroEnabled")) < type.len)
			return refuse(d, "docx_macro", type);
		if (str_is(type, MAIN_TYPE) && str_starts(name, "/"))
			*out = name.at + 1;
	}
	return *out == NULL ? refuse(d, "docx_bad", STR("")) : OK;
}

/* Fields that fetch or run something when the document is opened. */
static enum err
check_code(struct docx *d, struct str code)
{
	static const char *const fetch[] = { "DDE", "DDEAUTO", "INCLUDETEXT",
		"INCLUDEPICTURE", "IMPORT", "INCLUDE", "LINK", "DATABASE", "RD" };
	struct str word, rest;

	code = str_trim(code);
	if (!str_cut(code, ' ', &word, &rest))
		word = code;
	for (size_t i = 0; i < COUNT_OF(fetch); i++)
		if (strlen(fetch[i]) == word.len &&
		    strncasecmp(fetch[i], word.at, word.len) == 0)
			return refuse(d, "docx_outside", utf8_head(code, 60));
	return OK;
}

/* They may be cut up, too: what stands between the marks of a field is one. */
static enum err
check_codes(struct docx *d, const struct node *root)
{
	struct text code = TEXT_INIT(d->mem);

	for (struct node *n = (struct node *)(uintptr_t)root; n != NULL;
	     n = node_walk(n, root)) {
		if (node_is(n, "instrText"))
			text_str(&code, node_text(n));
		if (node_is(n, "fldSimple"))
			TRY(check_code(d, node_get(n, "instr")));
		if (!node_is(n, "fldChar"))
			continue;
		TRY(check_code(d, text_done(&code)));
		code.len = 0;
	}
	return check_code(d, text_done(&code));
}

static enum err
read_part(struct docx *d, const char *name)
{
	struct docx_part part = { .name = name };
	enum err e = tree_read(d, name, DOCX_TEXT_MAX, &part.root);

	if (e != OK)
		return refuse_of(d, e);
	TRY(check_codes(d, part.root));
	tags_find(d, &part);
	sections_pair(d, &part);
	*list_add(d->mem, &d->parts) = part;
	return d->too_much ? refuse_of(d, ERR_LARGE) : OK;
}

static bool
has_text(struct str kind)
{
	return str_is(kind, "header") || str_is(kind, "footer") ||
	       str_is(kind, "footnotes") || str_is(kind, "endnotes");
}

/* The main part, and what it names that has text of its own. */
static enum err
read_parts(struct docx *d, const char *main)
{
	const char *slash = strrchr(main, '/');
	int folder = slash == NULL ? 0 : (int)(slash - main) + 1;
	struct node *root;
	enum err e;

	TRY(read_part(d, main));
	e = tree_read(d,
	    str_printf(d->mem, "%.*s_rels/%s.rels", folder, main, main + folder).at,
	    LINKS_MAX, &root);
	if (e != OK)
		return e == ERR_ABSENT ? OK : refuse_of(d, e);
	for (struct node *n = root->first; n != NULL; n = n->next) {
		struct str target = node_get(n, "Target");

		if (!has_text(last_part(node_get(n, "Type"), '/')))
			continue;
		TRY(read_part(
		    d, str_starts(target, "/")
			   ? str_c(d->mem, target) + 1
			   : str_printf(d->mem, "%.*s%.*s", folder, main, STR_ARG(target))
				 .at));
	}
	return OK;
}

/* ---- opening ---- */

static void
close_zip(void *zip)
{
	zip_discard(zip);
}

static enum err
read_all(struct docx *d)
{
	const char *main;

	TRY(check_names(d));
	TRY(find_main(d, &main));
	TRY(check_all_links(d));
	return read_parts(d, main);
}

enum err
docx_open(
    const char *path, struct arena *mem, struct docx_faults *faults, struct docx **out)
{
	static const struct pack_limits limits = { DOCX_ENTRIES_MAX, DOCX_UNPACKED_MAX,
		DOCX_UNPACKED_MAX };
	struct docx *d = arena_make(mem, struct docx);
	enum err e;

	d->mem = mem;
	d->faults = faults;
	d->path = path;
	e = pack_open(path, &limits, &d->zip);
	if (d->zip != NULL)
		arena_defer(mem, close_zip, d->zip);
	if (e != OK)
		return refuse_of(d, e);
	TRY(read_all(d));
	*out = d;
	return OK;
}

struct docx_tag **
docx_tags(const struct docx *d, size_t *count)
{
	*count = d->tags.count;
	return d->tags.at;
}
