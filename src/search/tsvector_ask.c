/*
 * tsvector_ask.c - PostgreSQL's index is asked: near before far, whole before begun.
 *
 * For words that are whole GIN goes from one list to the next place in another; of
 * all that begin with some letters it first makes one list, however long.  So what
 * is not found nearby is looked for everywhere as it was typed, before it is taken
 * for a beginning: an address took ten times as long.
 */
#include "search/tsvector.h"

#define NEAR 7  /* slabs behind the newest, in the second look */
#define SHORT 3 /* letters that many words begin with */

/* Which words, and how they are marked. */
#define TITLE '='
#define BODY '.' /* and of the title */
#define APART '!'

enum reach { NEWEST, NEARBY, ALL, REACHES };

/* Which words may go on behind their last letter. */
enum open { OPEN_ALL, OPEN_LAST, OPEN_NONE };

struct look {
	enum reach reach;
	enum open open;
};

struct kind {
	const struct entity *entity;
	int64_t slab;   /* the newest */
	unsigned parts; /* that are asked */
};

/* Which kinds have anything, and how far their slabs have come. */
static enum err
load_kinds(struct ctx *c, const struct entity *only, search_scope scope,
    struct kind *kinds, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		if (only != NULL && e != only)
			continue;
		if (q.text.len > 0)
			sql_text(&q, " union all ");
		sql_text(&q, "select ");
		text_int(&q.text, (int64_t)i);
		sql_text(&q, ", last_value / ");
		text_int(&q.text, SLAB);
		sql_text(&q, " from ");
		sql_name(&q, tsvector_series(c, e));
		sql_text(&q, " where is_called");
	}
	*count = 0;
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		const struct entity *e = &c->meta->entities[row_int(&r, 0)];

		kinds[(*count)++] =
		    (struct kind){ e, row_int(&r, 1), search_scope_of(c, scope, e) };
	}
	return rows_err(&r);
}

static void
add_lexeme(struct text *t, const struct kind *k, int64_t slab, char sign, struct str word,
    bool open)
{
	text_char(t, '\'');
	text_str(t, k->entity->name);
	if (slab >= 0)
		text_int(t, slab);
	text_char(t, sign);
	text_str(t, utf8_head(word, WORD_MAX));
	text_c(t, open ? "':*" : "'");
}

/* Beside the others, and apart. */
static void
add_apart(struct text *t, const struct kind *k, int64_t slab, char sign, struct str word,
    bool open)
{
	add_lexeme(t, k, slab, sign, word, open);
	if (sign != TITLE && (k->parts & SEARCH_APART) != 0) {
		text_c(t, " | ");
		add_lexeme(t, k, slab, APART, word, open);
	}
}

static void
add_word(struct text *t, const struct kind *k, int64_t slab, char sign, struct str word,
    bool open)
{
	struct str dialled = search_dialled(word);

	text_char(t, '(');
	add_apart(t, k, slab, sign, word, open);
	if (dialled.len > 0) {
		text_c(t, " | ");
		add_apart(t, k, slab, sign, dialled, open);
	}
	text_char(t, ')');
}

static bool
is_short(struct str word)
{
	return utf8_head(word, SHORT).len == word.len;
}

/*
 * All words in one kind and slab: ('contact5.an':*) & ('contact5.binh':*)
 *
 * out   few   what the index is asked for; of more words than one, not for all that
 *             begins with one to three letters: that is
 *       rest  asked of each row that it finds; empty: nothing
 */
static void
split_words(const struct kind *k, int64_t slab, char sign, struct str words,
    enum open open, struct text *few, struct text *rest)
{
	struct str after = words, word;
	struct text *to;

	while (after.len > 0) {
		bool last = !str_cut(after, ' ', &word, &after);

		if (last) {
			word = after;
			after.len = 0;
		}
		to = open == OPEN_LAST && last && few->len > 0 && is_short(word) ? rest
										 : few;
		if (to->len > 0)
			text_c(to, " & ");
		add_word(to, k, slab, sign, word,
		    open == OPEN_ALL || (open == OPEN_LAST && last));
	}
}

/* Words hold letters, digits and "_" only: nothing of the syntax passes. */
static void
add_tsquery(struct sql *q, struct str expression)
{
	sql_text(q, "words @@ cast(");
	sql_str(q, expression);
	sql_text(q, " as tsquery)");
}

/* The rows of few, and among them of rest, newest first. */
static void
add_rows(struct str few, struct str rest, int limit, struct sql *q)
{
	if (q->text.len > 0)
		sql_text(q, " union all ");
	sql_text(q, "(select id, kind from _search where ");
	add_tsquery(q, few);
	if (rest.len > 0) {
		sql_text(q, " and (");
		add_tsquery(q, rest);
		sql_text(q, ") is true"); /* no index serves that */
	}
	/* + 0: or the planner reads the whole table backwards, hoping to meet enough */
	sql_text(q, " order by id + 0 desc");
	sql_limit(q, limit);
	sql_text(q, ")");
}

/* The newest of a kind, or of a slab of it. */
static void
add_arm(struct ctx *c, const struct kind *k, int64_t slab, char sign, struct str words,
    enum open open, int limit, struct sql *q)
{
	struct text few = TEXT_INIT(c->mem), rest = TEXT_INIT(c->mem);

	split_words(k, slab, sign, words, open, &few, &rest);
	add_rows(text_done(&few), text_done(&rest), limit, q);
}

/*
 * Each kind and slab by itself: of one expression for all of them GIN works out the
 * whole for each row that any word has, which took a hundred times as long.
 */
static void
add_arms(struct ctx *c, const struct kind *kinds, size_t count, struct look look,
    char sign, struct str words, int limit, struct sql *q)
{
	for (size_t i = 0; i < count; i++) {
		int64_t last = kinds[i].slab, back = look.reach == NEWEST ? 0 : NEAR;

		if (sign != TITLE && (kinds[i].parts & SEARCH_BODY) == 0)
			continue; /* its titles alone are asked */
		if (look.reach == ALL)
			add_arm(c, &kinds[i], -1, sign, words, look.open, limit, q);
		for (int64_t s = last; look.reach != ALL && s >= 0 && s >= last - back;
		     s--)
			add_arm(c, &kinds[i], s, sign, words, look.open, limit, q);
	}
}

static enum err
take_newest(struct ctx *c, struct sql *arms, int limit, struct hit *hits, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	if (arms->text.len == 0)
		return OK;
	sql_text(&q, "select id, kind from (");
	sql_part(&q, arms);
	sql_text(&q, ") x order by id desc");
	sql_limit(&q, limit);
	TRY(rows_begin(c->db, &q, &r));
	search_take(c, &r, limit, hits, count);
	return rows_err(&r);
}

/* ---- nearly those words ---- */

/* ('deal=harbor' | 'deal=arbor' | …) & ('deal=port') */
static void
add_near(const struct kind *k, int64_t slab, const struct near *near, size_t count,
    struct text *t)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_c(t, " & ");
		if (near[i].head.len > 0) {
			add_lexeme(t, k, slab, TITLE, near[i].head, true);
			continue;
		}
		text_char(t, '(');
		add_lexeme(t, k, slab, TITLE, near[i].word, false);
		for (size_t j = 0; j < near[i].others.count; j++) {
			text_c(t, " | ");
			add_lexeme(t, k, slab, TITLE, near[i].others.at[j], false);
		}
		text_char(t, ')');
	}
}

/* What begins so is looked for among the newest only: else it is one long list. */
static enum err
find_near(struct ctx *c, const struct kind *kinds, size_t kind_count, struct str words,
    const struct search_ask *ask, struct hit *hits, size_t *count)
{
	struct near near[SEARCH_WORDS];
	size_t n = near_words(c->mem, words, ask->mistakes, near);
	struct sql arms = SQL_INIT(c->mem);

	for (size_t i = 0; i < kind_count; i++) {
		int64_t last = kinds[i].slab, first = last > NEAR ? last - NEAR : 0;

		if (ask->mistakes == 1)
			first = last = -1;
		for (int64_t s = last; s >= first; s--) {
			struct text t = TEXT_INIT(c->mem);

			add_near(&kinds[i], s, near, n, &t);
			add_rows(text_done(&t), STR(""), ask->limit, &arms);
		}
	}
	return take_newest(c, &arms, ask->limit, hits, count);
}

static enum err
look_in(struct ctx *c, const struct kind *kinds, size_t kind_count, struct look look,
    char sign, struct str words, int limit, struct hit *hits, size_t *count)
{
	struct sql arms = SQL_INIT(c->mem);

	add_arms(c, kinds, kind_count, look, sign, words, limit, &arms);
	return take_newest(c, &arms, limit, hits, count);
}

/* Further and further back, until there are enough; each look finds what the one
 * before it found. */
static enum err
reach_back(struct ctx *c, const struct kind *kinds, size_t kind_count, char sign,
    struct str words, int limit, struct hit *hits, size_t *count)
{
	size_t before = *count;

	for (enum reach reach = NEWEST; reach < REACHES; reach++) {
		if (*count >= (size_t)limit)
			break;
		*count = before;
		TRY(look_in(c, kinds, kind_count, (struct look){ reach, OPEN_ALL }, sign,
		    words, limit, hits, count));
	}
	return OK;
}

struct step {
	char sign;
	struct look look;
	bool ends; /* if anything was found everywhere by now */
};

/*
 * Several words: who has them whole, anywhere, is enough; else the last, which is being
 * typed, is a beginning; else all are.  Nothing is enough where not all is shown.
 */
static enum err
find_several(struct ctx *c, const struct kind *kinds, size_t kind_count, struct str words,
    const struct search_ask *ask, struct hit *hits, size_t *count)
{
	static const struct step steps[] = { { TITLE, { NEWEST, OPEN_ALL }, false },
		{ TITLE, { ALL, OPEN_NONE }, false },
		{ BODY, { NEWEST, OPEN_ALL }, false }, { BODY, { ALL, OPEN_NONE }, true },
		{ TITLE, { NEARBY, OPEN_LAST }, false },
		{ BODY, { NEARBY, OPEN_LAST }, false },
		{ TITLE, { ALL, OPEN_LAST }, false }, { BODY, { ALL, OPEN_LAST }, true },
		{ TITLE, { ALL, OPEN_ALL }, false }, { BODY, { ALL, OPEN_ALL }, true } };
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(steps) && *count < (size_t)ask->limit; i++) {
		size_t before = *count;

		TRY(look_in(c, kinds, kind_count, steps[i].look, steps[i].sign, words,
		    ask->limit, hits, count));
		found |= steps[i].look.reach == ALL && *count > before;
		if (found && steps[i].ends && ask->all_shown)
			break;
	}
	return OK;
}

/* One word is asked for as a beginning: as many have it whole as there are people of
 * that name. */
enum err
tsvector_find(
    struct ctx *c, const struct search_ask *ask, struct hit *hits, size_t *count)
{
	struct str folded = fold_words(c->mem, ask->words, SEARCH_WORDS);
	struct kind kinds[META_ENTITIES_MAX];
	size_t n;

	if (folded.len == 0)
		return OK;
	TRY(load_kinds(c, ask->only, ask->scope, kinds, &n));
	if (n == 0)
		return OK;
	if (ask->mistakes > 0)
		return find_near(c, kinds, n, folded, ask, hits, count);
	if (str_find(folded, STR(" ")) < folded.len)
		return find_several(c, kinds, n, folded, ask, hits, count);
	TRY(reach_back(c, kinds, n, TITLE, folded, ask->limit, hits, count));
	return reach_back(c, kinds, n, BODY, folded, ask->limit, hits, count);
}

/*
 * All of them.  Materialized: the planner, who cannot know how few they are, would walk
 * the records, or the index by its ids, and ask each of them for its words.
 */
static void
where_all(struct str expression, const char *alias, struct sql *q)
{
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".id in (with s as materialized (select id from _search where ");
	add_tsquery(q, expression);
	sql_text(q, ") select id from s)");
}

static void
where_whole(
    const struct kind *k, char sign, struct str words, const char *alias, struct sql *q)
{
	struct text few = { .mem = q->text.mem }, rest = { .mem = q->text.mem };

	split_words(k, -1, sign, words, OPEN_ALL, &few, &rest);
	where_all(text_done(&few), alias, q);
}

static void
where_near(const struct kind *k, struct str words, int mistakes, const char *alias,
    struct sql *q)
{
	struct near near[SEARCH_WORDS];
	size_t n = near_words(q->text.mem, words, mistakes, near);
	struct text t = { .mem = q->text.mem };

	add_near(k, -1, near, n, &t);
	where_all(text_done(&t), alias, q);
}

/* The newest are found first, and given by their ids. */
static enum err
where_newest(struct ctx *c, const struct kind *k, char sign, struct str words,
    const char *alias, struct sql *q)
{
	struct hit *hits = arena_array(c->mem, struct hit, SEARCH_CANDIDATES);
	struct text list = TEXT_INIT(c->mem);
	size_t count = 0;

	TRY(reach_back(c, k, 1, sign, words, SEARCH_CANDIDATES, hits, &count));
	for (size_t i = 0; i < count; i++)
		text_printf(&list, i > 0 ? ",%" PRId64 : "{%" PRId64, hits[i].id);
	text_c(&list, count > 0 ? "}" : "{}");
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".id = any (cast(");
	sql_str(q, text_done(&list));
	sql_text(q, " as bigint[]))");
	return OK;
}

enum err
tsvector_where(
    struct ctx *c, const struct search_list *list, const char *alias, struct sql *q)
{
	struct str folded = fold_words(c->mem, list->words, SEARCH_WORDS);
	size_t kind_count;
	struct kind kind;
	char sign;

	TRY(load_kinds(c, list->entity, list->scope, &kind, &kind_count));
	if (folded.len == 0 || kind_count == 0) {
		sql_text(q, " and 1 = 0");
		return OK;
	}
	sign = (kind.parts & SEARCH_BODY) != 0 ? BODY : TITLE;
	if (list->mistakes > 0) {
		where_near(&kind, folded, list->mistakes, alias, q);
		return OK;
	}
	if (!list->whole)
		return where_newest(c, &kind, sign, folded, alias, q);
	where_whole(&kind, sign, folded, alias, q);
	return OK;
}
