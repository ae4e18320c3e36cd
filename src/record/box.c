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
#include "record/box.h"

#include "base/fold.h"

#define LOOK_FIRST 100 /* hits that are looked at in one go */
#define ORDERED 50     /* that are shown, and put in order; or as many as are asked */
#define MINE_MAX 20    /* of one's own of a kind, if there are more */

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

static void
add_hit(struct ctx *c, hit_list *list, const struct entity *e, int64_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].id == id)
			return;
	*list_add(c->mem, list) = (struct hit){ id, e->name };
}

bool
box_asks(struct ctx *c, const struct entity *only, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	return search_covers(e) && !auth_never(&g) && (only == NULL || only == e);
}

/* A page of e, as a list would show it: what the actor may see, and nothing else. */
enum err
box_add_page(struct ctx *c, struct query query, hit_list *to)
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

		if (box_asks(c, ask->only, e))
			TRY(box_add_page(c,
			    (struct query){ .entity = e,
				.words = ask->words,
				.archived = found->archived,
				.mistakes = ask->mistakes,
				.limit = most < RECORD_PAGE_MAX ? (int)most
								: RECORD_PAGE_MAX },
			    &list));
	}
	return box_take(c, list.at, list.count, found);
}

static bool
is_found(const struct found *found, int64_t id)
{
	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].id == id)
			return true;
	return false;
}

static bool
has_kind(const struct found *found, const struct entity *e)
{
	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].entity == e)
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
 * titles have them, of the kinds that were found. */
static enum err
look_at_mine(struct ctx *c, struct found *found)
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

		if (!has_kind(found, e) || !is_served(c, &query))
			continue;
		TRY(record_page(c, &query, &page));
		for (size_t j = 0; j < page.count; j++)
			if (!is_found(found, page.rows[j]->id) &&
			    box_likeness(c, record_title(c->mem, page.rows[j]),
				found->words) < LIKE_ELSEWHERE)
				add_hit(c, &list, e, page.rows[j]->id);
		if (list.count > 0)
			TRY(box_take_of(c, e, list.at, list.count, found));
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
enum err
box_look(struct ctx *c, struct search_ask *ask, size_t most, struct found *found)
{
	struct hit *hits;
	size_t count;

	*found = (struct found){ .words = fold_words(c->mem, ask->words, SEARCH_WORDS),
		.archived = found->archived };
	ask->limit = most > LOOK_FIRST || ask->all_shown ? (int)most : LOOK_FIRST;
	for (;;) {
		TRY(search_find(c, ask, &hits, &count));
		TRY(box_take(c, hits, count, found));
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

/* What is left out hides some of what is found, as rights do. */
static enum err
mind_archive(struct ctx *c, enum archived archived, struct search_ask *ask)
{
	bool some = false;

	for (size_t i = 0; archived != ARCHIVED_WITH && ask->all_shown && !some &&
			   i < c->meta->entity_count;
	     i++)
		TRY(archive_has_some(c, &c->meta->entities[i], &some));
	ask->all_shown &= !some && archived != ARCHIVED_ONLY;
	return OK;
}

enum err
record_search(
    struct ctx *c, struct str words, enum archived archived, int limit, struct jw *w)
{
	const struct entity *only = cut_kind(c, &words);
	struct search_ask ask = { .words = words,
		.scope = record_scope(c),
		.only = only,
		.all_shown = reads_all(c) };
	struct found found = { .archived = archived };
	size_t most = limit > ORDERED ? (size_t)limit : ORDERED;
	struct str meant = STR("");
	struct narrows narrows;

	TRY(mind_archive(c, archived, &ask));
	box_cut_narrows(c, only, words, &narrows);
	if (narrows.count > 0)
		TRY(box_narrow(c, &ask, &narrows, (size_t)limit, &found));
	else
		TRY(box_look(c, &ask, most, &found));
	if (found.at.count + found.away == 0 && narrows.count == 0)
		TRY(box_meant(c, &ask, most, &found, &meant));
	if (found.more && narrows.count == 0 && archived != ARCHIVED_ONLY)
		TRY(look_at_mine(c, &found));
	jw_open(w);
	TRY(box_write(c, w, &found, (size_t)limit));
	if (found.away > 0 && !found.more) { /* all of them were looked at */
		jw_key(w, "archived");
		jw_int(w, (int64_t)found.away);
	}
	if (meant.len > 0) {
		jw_key(w, "meant");
		jw_str(w, meant);
	}
	jw_close(w);
	return OK;
}
