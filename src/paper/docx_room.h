/*
 * docx_room.h - what the files of the Word reader share.
 */
#ifndef PAPER_DOCX_ROOM_H
#define PAPER_DOCX_ROOM_H

#include "paper/docx.h"
#include "paper/inside.h"

struct section;
struct mark;

enum node_kind { NODE_ELEMENT, NODE_TEXT, NODE_TAG };

struct attribute {
	struct str name, value;
};

/* One piece of a part, as a tree. */
struct node {
	enum node_kind kind;
	bool keep_blanks; /* of a text: it was cut, and may begin or end with one */
	bool bare;        /* of a paragraph: nothing but sections begin and end in it */
	struct node *parent, *first, *last, *next, *prev;
	struct str name;   /* "w:p"; of a text: itself */
	const char *local; /* "p", if it is Word's own; else "" */
	struct attribute *attributes;
	size_t attribute_count;
	struct node *look;        /* of a run and a tag: how it is written (w:rPr) */
	struct docx_tag *tag;     /* of a field, and where a section begins */
	struct mark *mark;        /* where one begins or ends */
	struct section *sections; /* that begin here, the outermost first */
	size_t at;                /* its place in the part */
};

struct section {
	struct docx_tag *tag;
	struct node *open, *close;
	struct node *around, *first, *last; /* what is repeated: children of around */
	struct section *in, *next, *beside;
	int deep;
	bool at_work;
};

struct docx_part {
	const char *name;
	struct node *root;
	struct section *sections, *last; /* in the order they begin */
	struct text out;                 /* when it was filled */
};

struct docx {
	struct arena *mem;
	const char *path;
	struct zip *zip;
	size_t nodes;
	bool too_much;
	LIST(struct docx_part) parts;
	LIST(struct docx_tag *) tags;
	size_t tag_count; /* and what ends sections */
	struct docx_faults *faults;
};

static inline bool
node_is(const struct node *n, const char *local)
{
	return n != NULL && strcmp(n->local, local) == 0;
}

/* ---- docx_tree.c ---- */

MUST_USE enum err tree_read(
    struct docx *d, const char *name, uint64_t size_max, struct node **out);
struct node *node_new(struct docx *d, enum node_kind kind);
/* A new element of the same name space. */
struct node *node_like(struct docx *d, const struct node *of, const char *local);
void node_add(struct node *parent, struct node *child);
void node_after(struct node *at, struct node *child);
void node_remove(struct node *n);
/* The next in the order of the document, within root; NULL: the end. */
struct node *node_walk(struct node *n, const struct node *root);
/* And leaving out what is below it. */
struct node *node_skip(struct node *n, const struct node *root);
struct str node_get(const struct node *n, const char *attribute); /* by local name */
struct str node_text(const struct node *n);                       /* of its only text */
void node_start(struct text *out, const struct node *n);
void node_end(struct text *out, const struct node *n);

/* ---- docx_tags.c, docx_sections.c ---- */

void docx_say(struct docx *d, const char *code, struct str tag, struct str where);
void tags_find(struct docx *d, struct docx_part *part);
void sections_pair(struct docx *d, struct docx_part *part);

/* A tag that opens or closes a section, until they are paired. */
struct mark {
	bool closes;
	struct str word;  /* "task", "if" */
	struct str where; /* of one that closes */
};

/* ---- docx_write.c ---- */

/* A run with this text, in the look of the tag's. */
void run_write(struct text *out, const struct node *tag, struct str text);
/* What the text wants: 'r' right to left, 'l' left to right, 0 whatever it is. */
char text_direction(struct str s);

#endif
