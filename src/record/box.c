/*
 * box.c - the search box: one question to everything that somebody may see.
 *
 * The index says which records have the words; of those that these eyes may see some
 * hundred are looked at and put in order: what is called just so, then what has the
 * words in its title, then the rest; in each one's own before the others', and what
 * changed last first.  Where a word is too common for that, the actor's own that
 * changed last are looked through as well.
 *
 * Only where nothing is shown the words are taken for mistyped: then what they may
 * have been meant for is looked for among titles that are shown, and asked instead.
 * What is hidden neither is an answer nor keeps one away.
 */
#include "record/room.h"

#include "base/fold.h"

#include <ctype.h>

#define LOOK_FIRST 100 /* hits that are looked at in one go */
#define ORDERED 50     /* that are shown, and put in order; or as many as are asked */
#define MINE_MAX 50    /* of one's own of a kind, if there are more */
#define UNDER_MAX 120
#define TITLE_WORDS 60 /* that count for the order */

/* What the words are to a record, the best first. */
enum likeness { LIKE_SAME, LIKE_WHOLE, LIKE_BEGUN, LIKE_ELSEWHERE };

struct shown { /* a hit that these eyes may see */
	const struct entity *entity;
	int64_t id, changed_ms;
	size_t place; /* among the hits of the index */
	struct str title;
	enum likeness likeness;
	bool mine;
	struct str row; /* as JSON, of those that are answered */
};

struct found {
	struct str words;      /* folded, that were asked */
	LIST(struct shown) at; /* when put in order: the best first */
	bool more;             /* there may be others */
};

/* ---- what the words are to a title ---- */

static bool
has_word(struct str words, struct str word, bool begun)
{
	struct str rest = words, one;

	while (rest.len > 0) {
		if (!str_cut(rest, ' ', &one, &rest)) {
			one = rest;
			rest.len = 0;
		}
		if (begun ? one.len >= word.len && memcmp(one.at, word.at, word.len) == 0
			  : str_same(one, word))
			return true;
	}
	return false;
}

static bool
has_words(struct str title, struct str asked, bool begun)
{
	struct str rest = asked, word;

	while (rest.len > 0) {
		if (!str_cut(rest, ' ', &word, &rest)) {
			word = rest;
			rest.len = 0;
		}
		if (!has_word(title, word, begun))
			return false;
	}
	return true;
}

static enum likeness
likeness_of(struct ctx *c, struct str title, struct str asked)
{
	struct str words = fold_words(c->mem, title, TITLE_WORDS);

	return str_same(words, asked)           ? LIKE_SAME
	       : has_words(words, asked, false) ? LIKE_WHOLE
	       : has_words(words, asked, true)  ? LIKE_BEGUN
						: LIKE_ELSEWHERE;
}

/* ---- a hit as it is shown ---- */

static void
write_under(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct field *f = face->entity->under;
	const struct cell *v = f == NULL ? NULL : &face->now[f->first];

	if (f == NULL || !face_tells(face, f))
		return;
	jw_key(w, "under");
	if (value_empty(v))
		jw_null(w);
	else if (f->to_count > 0)
		jw_str(w, utf8_head(face->titles[f->index], RECORD_TITLE_MAX));
	else
		jw_str(w, utf8_head(value_show(c->mem, f, v), UNDER_MAX));
}

static struct str
row_of(struct ctx *c, const struct face *face, struct str title)
{
	const struct entity *e = face->entity;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	jw_open(&w);
	jw_key(&w, "entity");
	jw_str(&w, e->name);
	jw_key(&w, "id");
	jw_id(&w, face->id);
	jw_key(&w, "title");
	jw_str(&w, title);
	write_under(c, &w, face);
	if (e->badge != NULL && face_tells(face, e->badge)) {
		jw_key(&w, "badge");
		value_write(&w, e->badge, &face->now[e->badge->first]);
	}
	jw_close(&w);
	return text_done(&t);
}

/* What is not told of a record does not move it either. */
static int64_t
number_of(const struct face *face, const struct field *f)
{
	return f != NULL && face_tells(face, f) ? face->now[f->first].i : 0;
}

static void
take_hit(struct ctx *c, const struct face *face, void *arg)
{
	const struct entity *e = face->entity;
	struct found *found = arg;
	struct shown *shown;

	if (face->deleted_ms != 0)
		return;
	shown = list_add(c->mem, &found->at);
	shown->entity = e;
	shown->id = face->id;
	shown->title = str_copy(c->mem, face_title(c, face));
	shown->likeness = likeness_of(c, shown->title, found->words);
	shown->mine = c->actor.user != 0 && number_of(face, e->owner) == c->actor.user;
	shown->changed_ms = number_of(face, entity_field(e, STR("updated_ms")));
}

static void
want_shown(enum want *wanted, const struct field *f)
{
	if (f != NULL)
		wanted[f->index] = WANT_SHOWN;
}

/* All hits of one entity, in one statement: what puts them in order. */
static enum err
take_hits_of(struct ctx *c, const struct entity *e, const struct hit *hits, size_t count,
    struct found *found)
{
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);
	int64_t *ids = arena_array(c->mem, int64_t, count);
	struct face face;
	size_t n = 0;

	want_shown(wanted, e->title);
	want_shown(wanted, e->owner);
	want_shown(wanted, entity_field(e, STR("updated_ms")));
	for (size_t i = 0; i < count; i++)
		if (str_same(hits[i].entity, e->name))
			ids[n++] = hits[i].id;
	face_init(c, e, wanted, e->title->to_count > 0, &face);
	return face_each(c, &face, ids, n, (struct face_taker){ take_hit, found });
}

static void
find_places(const struct hit *hits, size_t count, struct found *found)
{
	for (size_t i = 0; i < found->at.count; i++) {
		size_t place = 0;

		while (place < count && hits[place].id != found->at.at[i].id)
			place++;
		found->at.at[i].place = place;
	}
}

/* Those of more kinds than one, each kind by itself. */
static enum err
take_hits(struct ctx *c, const struct hit *hits, size_t count, struct found *found)
{
	found->at.count = 0;
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		size_t j = 0;

		while (j < count && !str_same(hits[j].entity, e->name))
			j++;
		if (j < count)
			TRY(take_hits_of(c, e, hits, count, found));
	}
	find_places(hits, count, found);
	return OK;
}

static void
keep_row(struct ctx *c, const struct face *face, void *arg)
{
	struct found *found = arg;

	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].id == face->id)
			found->at.at[i].row = row_of(c, face, found->at.at[i].title);
}

static enum err
keep_rows_of(struct ctx *c, const struct entity *e, struct found *found)
{
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);
	int64_t *ids = arena_array(c->mem, int64_t, found->at.count + 1);
	struct face face;
	size_t n = 0;

	want_shown(wanted, e->title);
	want_shown(wanted, e->under);
	want_shown(wanted, e->badge);
	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].entity == e)
			ids[n++] = found->at.at[i].id;
	if (n == 0)
		return OK;
	face_init(c, e, wanted, true, &face);
	return face_each(c, &face, ids, n, (struct face_taker){ keep_row, found });
}

static int
by_likeness(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	if (x->likeness != y->likeness)
		return x->likeness < y->likeness ? -1 : 1;
	if (x->mine != y->mine)
		return x->mine ? -1 : 1;
	if (x->changed_ms != y->changed_ms)
		return x->changed_ms > y->changed_ms ? -1 : 1;
	return (x->id < y->id) - (x->id > y->id);
}

/* ---- look ---- */

/* Does the actor read all there is, of what they read at all? */
static bool
reads_all(struct ctx *c)
{
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct grant g = auth_grant(c, &c->meta->entities[i], MAY_READ);

		if (!g.all && !auth_never(&g) && search_covers(&c->meta->entities[i]))
			return false;
	}
	return true;
}

typedef LIST(struct hit) hit_list;

static void
add_hit(struct ctx *c, hit_list *list, const struct entity *e, int64_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].id == id)
			return;
	*list_add(c->mem, list) = (struct hit){ id, e->name };
}

static bool
is_asked(struct ctx *c, const struct search_ask *ask, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	return search_covers(e) && !auth_never(&g) &&
	       (ask->only == NULL || ask->only == e);
}

/* A page of e, as a list would show it: what the actor may see, and nothing else. */
static enum err
add_page(struct ctx *c, struct query query, hit_list *to)
{
	struct page page;

	query.fields = &query.entity->title;
	query.field_count = 1;
	TRY(record_page(c, &query, &page));
	for (size_t i = 0; i < page.count; i++)
		add_hit(c, to, query.entity, page.rows[i]->id);
	return OK;
}

/* So many newer hits are hidden that the actor's own lie behind all that was looked at:
 * what they see is asked for, as in a list. */
static enum err
look_behind(struct ctx *c, const struct search_ask *ask, size_t most, struct found *found)
{
	hit_list list = { 0 };

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		if (is_asked(c, ask, e))
			TRY(add_page(c,
			    (struct query){ .entity = e,
				.words = ask->words,
				.mistakes = ask->mistakes,
				.limit = most < RECORD_PAGE_MAX ? (int)most
								: RECORD_PAGE_MAX },
			    &list));
	}
	return take_hits(c, list.at, list.count, found);
}

static bool
is_found(const struct found *found, int64_t id)
{
	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].id == id)
			return true;
	return false;
}

/* Can they be had in that order without looking at all of them? */
static bool
is_served(struct ctx *c, const struct query *query)
{
	const struct field *changed = entity_field(query->entity, STR("updated_ms"));
	const struct rule *rule;

	return query->entity->owner != NULL && changed != NULL &&
	       auth_asks(c, query->entity->owner) && auth_asks(c, changed) &&
	       record_rule(c, query->entity, query->where, &rule) == OK &&
	       rule_is_served(rule, query->entity, changed, &c->actor);
}

/* Too many have the words to see all: what the actor changed last of their own, whose
 * titles have them. */
static enum err
look_at_mine(struct ctx *c, const struct search_ask *ask, struct found *found)
{
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		hit_list list = { 0 };
		struct query query = { .entity = e,
			.where = STR("owner = @me"),
			.sort = STR("-updated_ms"),
			.fields = &e->title,
			.field_count = 1,
			.limit = MINE_MAX };
		struct page page;

		if (!is_asked(c, ask, e) || !is_served(c, &query))
			continue;
		TRY(record_page(c, &query, &page));
		for (size_t j = 0; j < page.count; j++)
			if (!is_found(found, page.rows[j]->id) &&
			    likeness_of(c, record_title(c->mem, page.rows[j]),
				found->words) < LIKE_ELSEWHERE)
				add_hit(c, &list, e, page.rows[j]->id);
		if (list.count > 0)
			TRY(take_hits_of(c, e, list.at, list.count, found));
	}
	return OK;
}

static int
by_place(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

/* The first of them, as if there were nothing beside what is shown. */
static void
cut(struct found *found, size_t most)
{
	found->more = found->at.count >= most;
	if (found->at.count <= most)
		return;
	qsort(found->at.at, found->at.count, sizeof(*found->at.at), by_place);
	found->at.count = most;
}

/*
 * What is hidden takes no place: else who asks for one hit learns by its absence that a
 * newer record, which they may not see, has these words; and who is shown several, by
 * their order.  So it is looked further, until there are enough that are shown or there
 * is no more; and to look further is not seen by the time it takes unless there is much.
 */
static enum err
look_until_full(struct ctx *c, struct search_ask *ask, size_t most, struct found *found)
{
	struct hit *hits;
	size_t count;

	*found = (struct found){ .words = fold_words(c->mem, ask->words, SEARCH_WORDS) };
	ask->limit = most > LOOK_FIRST || ask->all_shown ? (int)most : LOOK_FIRST;
	for (;;) {
		TRY(search_find(c, ask, &hits, &count));
		TRY(take_hits(c, hits, count, found));
		if (found->at.count >= most || count < (size_t)ask->limit)
			break;
		if (ask->limit == SEARCH_CANDIDATES) {
			if (!ask->all_shown)
				TRY(look_behind(c, ask, most, found));
			break;
		}
		ask->limit = ask->limit < SEARCH_CANDIDATES / 10 ? ask->limit * 10
								 : SEARCH_CANDIDATES;
	}
	cut(found, most);
	return OK;
}

/* ---- mistyped ---- */

/* Without the signs around it. */
static struct str
bare(struct str word)
{
	while (word.len > 0 && ispunct((unsigned char)word.at[0]))
		word = (struct str){ word.at + 1, word.len - 1 };
	while (word.len > 0 && ispunct((unsigned char)word.at[word.len - 1]))
		word.len--;
	return word;
}

/* The word of the title that is nearest to one that was asked; as it is written there. */
static struct str
nearest(struct ctx *c, struct str title, struct str word, int *mistakes)
{
	struct str rest = title, best = STR(""), one;
	int most = search_mistakes_in(word) + 1;

	while (rest.len > 0) {
		struct str folded;
		int m;

		if (!str_cut(rest, ' ', &one, &rest)) {
			one = rest;
			rest.len = 0;
		}
		folded = fold_words(c->mem, one, TITLE_WORDS);
		m = search_mistakes(word, folded);
		if (m < most) {
			best = bare(one);
			most = m;
		}
	}
	*mistakes += most;
	return best;
}

struct meant { /* words in place of those that were asked */
	struct str words, folded;
	int mistakes;
	size_t count; /* of records that are shown and called so */
};

/* words "": not all of them stand for one of the title */
static struct meant
meant_by(struct ctx *c, struct str title, struct str asked)
{
	struct text t = TEXT_INIT(c->mem);
	struct meant meant = { .count = 1 };
	struct str rest = asked, word;

	while (rest.len > 0) {
		struct str there;

		if (!str_cut(rest, ' ', &word, &rest)) {
			word = rest;
			rest.len = 0;
		}
		there = nearest(c, title, word, &meant.mistakes);
		if (there.len == 0)
			return (struct meant){ 0 };
		if (t.len > 0)
			text_char(&t, ' ');
		text_str(&t, there);
	}
	meant.words = text_done(&t);
	meant.folded = fold_words(c->mem, meant.words, SEARCH_WORDS);
	return meant;
}

/* The fewest mistakes; then what most are called. */
static struct str
choose_meant(struct ctx *c, const struct found *found)
{
	LIST(struct meant) all = { 0 };
	const struct meant *best = NULL;

	for (size_t i = 0; i < found->at.count; i++) {
		struct meant meant = meant_by(c, found->at.at[i].title, found->words);
		size_t j = 0;

		if (meant.words.len == 0)
			continue;
		while (j < all.count && !str_same(all.at[j].folded, meant.folded))
			j++;
		if (j < all.count)
			all.at[j].count++;
		else
			*list_add(c->mem, &all) = meant;
	}
	for (size_t i = 0; i < all.count; i++)
		if (best == NULL || all.at[i].mistakes < best->mistakes ||
		    (all.at[i].mistakes == best->mistakes &&
			all.at[i].count > best->count))
			best = &all.at[i];
	return best == NULL ? STR("") : best->words;
}

/* How often a word of them may be mistyped, at most. */
static int
most_mistakes(struct str words)
{
	struct str rest = words, word;
	int most = 0;

	while (rest.len > 0) {
		int m;

		if (!str_cut(rest, ' ', &word, &rest)) {
			word = rest;
			rest.len = 0;
		}
		m = search_mistakes_in(word);
		most = m > most ? m : most;
	}
	return most;
}

/* Nothing is shown: what may have been meant is asked instead.  out  *meant  or "" */
static enum err
look_nearby(struct ctx *c, struct search_ask *ask, size_t most, struct found *found,
    struct str *meant)
{
	int mistakes = most_mistakes(found->words);

	*meant = STR("");
	for (int m = 1; m <= mistakes && meant->len == 0; m++) {
		ask->mistakes = m;
		TRY(look_until_full(
		    c, ask, m == 1 ? LOOK_FIRST : SEARCH_CANDIDATES, found));
		*meant = choose_meant(c, found);
	}
	ask->mistakes = 0;
	if (meant->len == 0) {
		*found = (struct found){ 0 };
		return OK;
	}
	ask->words = *meant;
	return look_until_full(c, ask, most, found);
}

/* ---- ask ---- */

/* "deals: acme", as people call them in any language; a colon behind anything else is a
 * sign as any other. */
static const struct entity *
cut_kind(struct ctx *c, struct str *words)
{
	static const struct str colons[] = { { ":", 1 }, { "\xEF\xBC\x9A", 3 } };

	for (size_t i = 0; i < COUNT_OF(colons); i++) {
		size_t at = str_find(*words, colons[i]), behind = at + colons[i].len;
		const struct entity *e;

		if (at == words->len)
			continue;
		e = meta_called(c->meta, c->mem, str_trim((struct str){ words->at, at }));
		if (e != NULL) {
			*words = (struct str){ words->at + behind, words->len - behind };
			return e;
		}
	}
	return NULL;
}

/* The best of them. */
static enum err
write_hits(struct ctx *c, struct jw *w, struct found *found, size_t most)
{
	if (found->at.count > 1)
		qsort(found->at.at, found->at.count, sizeof(*found->at.at), by_likeness);
	if (found->at.count > most)
		found->at.count = most;
	for (size_t i = 0; i < c->meta->entity_count; i++)
		TRY(keep_rows_of(c, &c->meta->entities[i], found));
	jw_key(w, "hits");
	jw_array(w);
	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].row.len > 0)
			jw_raw(w, found->at.at[i].row);
	jw_end(w);
	auth_read(c, found->at.count);
	return OK;
}

enum err
record_search(struct ctx *c, struct str words, int limit, struct jw *w)
{
	const struct entity *only = cut_kind(c, &words);
	struct search_ask ask = { .words = words,
		.scope = record_scope(c),
		.only = only,
		.all_shown = reads_all(c) };
	struct found found = { 0 };
	size_t most = limit > ORDERED ? (size_t)limit : ORDERED;
	struct str meant = STR("");

	TRY(look_until_full(c, &ask, most, &found));
	if (found.at.count == 0)
		TRY(look_nearby(c, &ask, most, &found, &meant));
	if (found.more)
		TRY(look_at_mine(c, &ask, &found));
	jw_open(w);
	TRY(write_hits(c, w, &found, (size_t)limit));
	if (meant.len > 0) {
		jw_key(w, "meant");
		jw_str(w, meant);
	}
	jw_close(w);
	return OK;
}
