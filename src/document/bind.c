/*
 * bind.c - what stands within braces, given its meaning; everything that has none is
 * said at once.
 */
#include "document/room.h"

struct binding {
	struct ctx *c;
	struct str at;
	bool eyes;
};

static void
say(struct binding *b, const struct docx_tag *tag, const char *code, struct str word)
{
	static const char *const marks[] = {
		[DOCX_FIELD] = "", [DOCX_LOOP] = "#", [DOCX_IF] = "#if "
	};
	struct str text = utf8_head(tag->text, 60);
	struct str said =
	    str_printf(b->c->mem, "{{%s%.*s}}", marks[tag->kind], STR_ARG(text));

	fault(b->c, b->at, code, "tag", said.at, "where", str_c(b->c->mem, tag->where),
	    "word", str_c(b->c->mem, utf8_head(word, 60)), NULL);
}

static const struct field *
field_named(struct binding *b, const struct entity *e, struct str name)
{
	const struct field *f =
	    b->eyes ? auth_seen_field(b->c, e, name) : entity_field(e, name);

	return f == NULL || f->hidden ? NULL : f;
}

/* ---- a field: account.owner.name, address.city, @today ---- */

static bool
find_around(struct str word, enum around *out)
{
	static const char *const words[] = { [AROUND_TODAY] = "@today",
		[AROUND_ME] = "@me",
		[AROUND_COMPANY] = "@company" };

	for (int i = AROUND_TODAY; i <= AROUND_COMPANY; i++)
		if (str_is(word, words[i])) {
			*out = (enum around)i;
			return true;
		}
	return false;
}

/* A part of an address, a name or an amount; 0: it has no such part. */
static int
part_named(const struct field *f, struct str name)
{
	const char *const *parts = f->type->parts;

	if (strcmp(f->type->name, "money") == 0)
		return str_is(name, "amount") ? 0 : str_is(name, "currency") ? 1 : -1;
	for (int i = 0; parts != NULL && i < TYPE_COLUMNS_MAX; i++)
		if (parts[i] != NULL && str_is(name, parts[i]))
			return i;
	return -1;
}

/* The next step of a path: a part of the field, or a field of what it names. */
static bool
step(struct binding *b, const struct docx_tag *tag, struct meaning *m, struct str name)
{
	if (m->field->to_count == 0) {
		m->part = m->part >= 0 ? -1 : part_named(m->field, name);
		if (m->part < 0)
			say(b, tag, "template_part", name);
		return m->part >= 0;
	}
	if (m->field->to_count > 1 || m->hop_count == DOCUMENT_HOPS_MAX) {
		say(b, tag, "template_far", name);
		return false;
	}
	m->hops[m->hop_count++] = m->field;
	m->field = field_named(b, m->field->to[0], name);
	if (m->field == NULL)
		say(b, tag, "template_field", name);
	return m->field != NULL;
}

static void
bind_field(struct binding *b, const struct docx_tag *tag, struct meaning *m)
{
	struct str rest = tag->text, name;

	if (find_around(tag->text, &m->around))
		return;
	if (!str_next(&rest, '.', &name)) {
		say(b, tag, "template_field", tag->text);
		return;
	}
	m->field = field_named(b, m->of, name);
	if (m->field == NULL) {
		say(b, tag, "template_field", name);
		return;
	}
	while (str_next(&rest, '.', &name))
		if (!step(b, tag, m, name))
			return;
}

/* ---- a loop: task, task.about ---- */

static bool
points_to(const struct field *f, const struct entity *e)
{
	for (size_t i = 0; i < f->to_count; i++)
		if (f->to[i] == e)
			return !f->hidden && !f->system;
	return false;
}

static void
bind_loop(struct binding *b, const struct docx_tag *tag, struct meaning *m)
{
	struct str child, by;
	bool named = str_cut(tag->text, '.', &child, &by);
	size_t count = 0;

	m->child = meta_entity(b->c->meta, named ? child : tag->text);
	for (size_t i = 0; m->child != NULL && i < m->child->field_count; i++) {
		const struct field *f = &m->child->fields[i];

		if (!points_to(f, m->of) || (named && !str_same(f->name, by)) ||
		    (b->eyes && !auth_asks(b->c, f)))
			continue;
		m->by = f;
		count++;
	}
	if (m->child == NULL || count == 0)
		say(b, tag, "template_loop", m->of->name);
	else if (count > 1)
		say(b, tag, "template_which", m->child->name);
	if (count != 1)
		m->child = NULL;
}

/* ---- a condition ---- */

static void
bind_rule(struct binding *b, const struct docx_tag *tag, struct meaning *m)
{
	struct rule_fault why = { 0 };
	struct rule *rule = NULL;

	if (auth_rule(b->c, m->of, tag->text, &rule, &why) == OK) {
		m->rule = rule;
		return;
	}
	/* somebody else's words are left out for who may not ask all of it */
	if (!b->eyes &&
	    rule_compile(b->c->mem, b->c->meta, m->of, tag->text, &rule, &why) == OK)
		return;
	say(b, tag, "template_rule", str_of(why.text));
}

/* ---- all ---- */

/* The records a tag is asked of: those of the loop it stands in. */
static const struct entity *
entity_at(const struct docx_tag *tag, const struct entity *e)
{
	for (tag = tag->in; tag != NULL; tag = tag->in)
		if (tag->kind == DOCX_LOOP)
			return ((const struct meaning *)tag->bound)->child;
	return e;
}

enum err
bind_all(
    struct ctx *c, const struct docx *d, const struct entity *e, struct str at, bool eyes)
{
	struct binding b = { c, at, eyes };
	size_t count, before = c->fault_count;
	struct docx_tag **tags = docx_tags(d, &count);

	for (size_t i = 0; i < count; i++) {
		struct meaning *m = arena_make(c->mem, struct meaning);

		tags[i]->bound = m;
		m->part = -1;
		m->of = entity_at(tags[i], e);
		if (m->of == NULL) /* of a loop that was said to be none */
			continue;
		if (tags[i]->kind == DOCX_FIELD)
			bind_field(&b, tags[i], m);
		else if (tags[i]->kind == DOCX_LOOP)
			bind_loop(&b, tags[i], m);
		else
			bind_rule(&b, tags[i], m);
	}
	return c->fault_count > before ? ERR_INPUT : OK;
}
