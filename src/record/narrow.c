/*
 * narrow.c - "stage: won", "phone: 0912", "người phụ trách: lan": the search box among
 * records whose field is so.
 *
 * A label is the field's in any of the four languages; where no field that the actor
 * has is called so, the colon is a sign as any other.  Each kind that has all fields
 * that are named is asked as its list would be, with the rule that the fields make, so
 * what is found is what may be seen, asked and found there.
 */
#include "record/box.h"

#include "base/fold.h"

#define LABEL_WORDS 4 /* of a label, at most */
#define NAMED_MAX 20  /* records that a reference's words may mean */
#define ALL_MS 300    /* to look at all, where the newest are not enough */

/* ---- read ---- */

/* Of a kind, for the actor; NULL: none is called so. */
static const struct field *
field_of(struct ctx *c, const struct entity *e, struct str label)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (auth_asks(c, &e->fields[i]) &&
		    field_called(c->meta, c->mem, &e->fields[i], label))
			return &e->fields[i];
	return NULL;
}

static bool
is_label(struct ctx *c, const struct entity *only, struct str label)
{
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		if (box_asks(c, only, e) && field_of(c, e, label) != NULL)
			return true;
	}
	return false;
}

/* The next colon, also as wide as Chinese is written.  out  *len  its bytes */
static size_t
find_colon(struct str s, size_t from, size_t *len)
{
	for (size_t i = from; i < s.len; i++) {
		*len = s.at[i] == ':'                                               ? 1
		       : s.len - i >= 3 && memcmp(s.at + i, "\xEF\xBC\x9A", 3) == 0 ? 3
										    : 0;
		if (*len > 0)
			return i;
	}
	return s.len;
}

/* Where the longest label begins that ends the head; its length: there is none. */
static size_t
label_at(struct ctx *c, const struct entity *only, struct str head)
{
	size_t found = head.len, words = 0;

	for (size_t i = head.len; i > 0 && words < LABEL_WORDS; i--) {
		struct str label;

		if (i > 1 && head.at[i - 2] != ' ')
			continue;
		label = str_trim((struct str){ head.at + i - 1, head.len - i + 1 });
		if (label.len == 0)
			continue;
		words++;
		if (is_label(c, only, fold(c->mem, label)))
			found = i - 1;
	}
	return found;
}

/* A word, or what stands in quotes.  out  *end  behind it */
static struct str
value_at(struct str s, size_t at, size_t *end)
{
	size_t from, to;
	bool quoted;

	while (at < s.len && s.at[at] == ' ')
		at++;
	quoted = at < s.len && s.at[at] == '"';
	from = quoted ? at + 1 : at;
	for (to = from; to < s.len && s.at[to] != (quoted ? '"' : ' '); to++)
		;
	*end = quoted && to < s.len ? to + 1 : to;
	return (struct str){ s.at + from, to - from };
}

void
box_cut_narrows(
    struct ctx *c, const struct entity *only, struct str words, struct narrows *out)
{
	struct text rest = TEXT_INIT(c->mem);
	size_t from = 0, at = 0, len;

	*out = (struct narrows){ 0 };
	while (
	    (at = find_colon(words, at, &len)) < words.len && out->count < NARROW_MAX) {
		struct str head = { words.at + from, at - from };
		size_t label = label_at(c, only, head);
		struct narrow *n = &out->at[out->count];

		at += len;
		if (label == head.len)
			continue;
		text_add(&rest, head.at, label);
		text_char(&rest, ' ');
		n->label = fold(
		    c->mem, str_trim((struct str){ head.at + label, head.len - label }));
		n->value = value_at(words, at, &from);
		at = from;
		out->count++;
	}
	text_add(&rest, words.at + from, words.len - from);
	out->words = str_trim(text_done(&rest));
}

/* ---- as a rule ---- */

struct narrowing { /* of a kind */
	const struct entity *entity;
	struct text where, words;
	bool none; /* no record of it can be so */
};

static void
add_text(struct text *t, struct str s)
{
	text_char(t, '\'');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\'')
			text_char(t, '\'');
		text_char(t, s.at[i]);
	}
	text_char(t, '\'');
}

static void
add_one_of(struct narrowing *n, size_t *count, const struct field *f, struct str value)
{
	if ((*count)++ == 0)
		text_printf(&n->where, "%.*s in (", STR_ARG(f->name));
	else
		text_c(&n->where, ", ");
	add_text(&n->where, value);
}

static void
end_one_of(struct narrowing *n, size_t count)
{
	if (count > 0)
		text_char(&n->where, ')');
	n->none |= count == 0;
}

static void
add_options(struct ctx *c, const struct field *f, struct str value, struct narrowing *n)
{
	struct str folded = fold(c->mem, value);
	size_t count = 0;

	for (size_t i = 0; i < f->of_count; i++)
		if (option_called(c->meta, c->mem, f, &f->of[i], folded))
			add_one_of(n, &count, f, f->of[i].name);
	end_one_of(n, count);
}

/* "me", as each language says it. */
static bool
is_me(struct ctx *c, struct str value)
{
	static const struct str words[] = { { "me", 2 }, { "toi", 3 }, { "من", 4 },
		{ "我", 3 } };
	struct str folded = fold(c->mem, value);

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_same(folded, words[i]))
			return true;
	return false;
}

/* The records that the words may mean, of those that the actor sees. */
static enum err
add_named(struct ctx *c, const struct field *f, struct str value,
    const struct search_ask *ask, struct narrowing *n)
{
	struct search_ask named = *ask;
	struct found found;
	size_t count = 0;

	if (str_is(f->to[0]->name, "user") && is_me(c, value)) {
		text_printf(&n->where, "%.*s = @me", STR_ARG(f->name));
		return OK;
	}
	named.words = value;
	named.only = f->to[0];
	TRY(box_look(c, &named, NAMED_MAX, &found));
	for (size_t i = 0; i < found.at.count; i++)
		add_one_of(
		    n, &count, f, str_printf(c->mem, "%" PRId64, found.at.at[i].id));
	end_one_of(n, count);
	return OK;
}

/* Where the index has the words of the field, for the actor, it finds them first. */
static void
add_words(struct narrowing *n, const struct field *f, struct str value, unsigned parts)
{
	if (!f->title && !(f->in_body && (parts & SEARCH_BODY) != 0) &&
	    !(f->in_apart && (parts & SEARCH_APART) != 0))
		return;
	if (n->words.len > 0)
		text_char(&n->words, ' ');
	text_str(&n->words, value);
}

/* Any number of the record: people do not know which of them it is. */
static void
add_phones(struct ctx *c, const struct field *f, struct str value, unsigned parts,
    struct narrowing *n)
{
	struct str digits = fold_digits(c->mem, value);
	size_t count = 0;

	while (digits.len > 0 && (digits.at[0] == '0' || digits.at[0] == '+'))
		digits = (struct str){ digits.at + 1, digits.len - 1 };
	n->none |= digits.len == 0;
	add_words(n, f, digits, parts);
	text_char(&n->where, '(');
	for (size_t i = 0; i < n->entity->field_count; i++) {
		const struct field *other = &n->entity->fields[i];

		if (other->type != f->type || !auth_asks(c, other))
			continue;
		text_printf(&n->where, "%s%.*s contains ", count++ > 0 ? " or " : "",
		    STR_ARG(other->name));
		add_text(&n->where, digits);
	}
	text_char(&n->where, ')');
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.len > 0;
}

static enum err
add_field(struct ctx *c, const struct field *f, struct str value,
    const struct search_ask *ask, struct narrowing *n)
{
	unsigned ops = f->type->ops, parts = SEARCH_BODY | SEARCH_APART;

	if (ask->scope != NULL)
		parts = ask->scope[n->entity - c->meta->entities];
	if (n->where.len > 0)
		text_c(&n->where, " and ");
	if (f->to_count == 1)
		return add_named(c, f, value, ask, n);
	if (f->of_count > 0 && (ops & OP_HAS) == 0) {
		add_options(c, f, value, n);
	} else if (strcmp(f->type->name, "phone") == 0) {
		add_phones(c, f, value, parts, n);
	} else if ((ops & (OP_TEXT | OP_HAS)) != 0) {
		if ((ops & OP_TEXT) != 0)
			add_words(n, f, value, parts);
		text_printf(&n->where, "%.*s contains ", STR_ARG(f->name));
		add_text(&n->where, value);
	} else {
		text_printf(&n->where, "%.*s = ", STR_ARG(f->name));
		if (is_number(value))
			text_str(&n->where, value);
		else
			add_text(&n->where, value);
	}
	return OK;
}

/* ---- ask ---- */

/* Can it be asked so?  What is no value of a field is nobody's. */
static bool
is_rule(struct ctx *c, const struct narrowing *n)
{
	size_t faults = c->fault_count;
	const struct rule *rule;
	enum err e = record_rule(c, n->entity, text_done(&n->where), &rule);

	c->fault_count = faults;
	return e == OK;
}

static enum err
narrow_kind(struct ctx *c, const struct search_ask *ask, const struct narrows *narrows,
    struct narrowing *n)
{
	text_str(&n->words, narrows->words);
	for (size_t i = 0; i < narrows->count && !n->none; i++) {
		const struct field *f = field_of(c, n->entity, narrows->at[i].label);
		struct str value =
		    text_shows(narrows->at[i].value) ? narrows->at[i].value : STR("");

		n->none |= f == NULL || value.len == 0;
		if (!n->none)
			TRY(add_field(c, f, value, ask, n));
	}
	n->none = n->none || !is_rule(c, n);
	return OK;
}

/*
 * The newest that have the words, if they are enough; else all of them, for as long as
 * a person waits: of a word that hundreds of thousands have some may be missing.
 *
 * out   slow  they were too many: the other kinds need not try
 */
static enum err
add_kind(struct ctx *c, const struct narrowing *n, enum archived archived, size_t most,
    bool *slow, hit_list *list)
{
	struct query query = { .entity = n->entity,
		.where = text_done(&n->where),
		.words = text_done(&n->words),
		.archived = archived,
		.newest = true,
		.limit = (int)most };
	size_t before = list->count;
	int64_t left_ms;
	enum err e;

	TRY(box_add_page(c, query, list));
	if (*slow || query.words.len == 0 || list->count - before >= most)
		return OK;
	query.newest = false;
	left_ms = db_budget_left(c->db);
	db_budget(c->db, ALL_MS);
	e = box_add_page(c, query, list);
	db_budget(c->db, left_ms);
	*slow = e == ERR_SLOW;
	return *slow ? OK : e;
}

enum err
box_narrow(struct ctx *c, const struct search_ask *ask, const struct narrows *narrows,
    size_t most, struct found *found)
{
	hit_list list = { 0 };
	struct text words = TEXT_INIT(c->mem);
	bool slow = false;

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct narrowing n = { .entity = &c->meta->entities[i],
			.where = { .mem = c->mem },
			.words = { .mem = c->mem } };

		if (!box_asks(c, ask->only, n.entity))
			continue;
		TRY(narrow_kind(c, ask, narrows, &n));
		if (n.none)
			continue;
		TRY(add_kind(c, &n, found->archived, most, &slow, &list));
		words = n.words;
	}
	found->words = fold_words(c->mem, text_done(&words), SEARCH_WORDS);
	TRY(box_take(c, list.at, list.count, found));
	return OK;
}
