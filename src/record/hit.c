/*
 * hit.c - a hit of the search box: what the words are to it, how it is shown, and why.
 */
#include "record/box.h"

#include "base/fold.h"
#include "base/sound.h"

#define UNDER_MAX 120
#define TITLE_WORDS 60 /* that count for the order */
#define WHY_MAX 120    /* letters of the text it was found by */
#define BEFORE 40      /* bytes of it before the word */

/* ---- what the words are to a title ---- */

static bool
has_word(struct str words, struct str word, bool begun)
{
	struct str rest = words, one;

	while (str_next(&rest, ' ', &one)) {
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

	while (str_next(&rest, ' ', &word)) {
		if (!has_word(title, word, begun))
			return false;
	}
	return true;
}

enum likeness
box_likeness(struct ctx *c, struct str title, struct str asked)
{
	struct text t = TEXT_INIT(c->mem);
	struct str words = fold_words(c->mem, title, TITLE_WORDS), sounds;

	if (str_same(words, asked))
		return LIKE_SAME;
	sounds = sound_words(c->mem, title, RECORD_SOUNDS);
	if (sounds.len > 0) {
		text_str(&t, words);
		text_char(&t, ' ');
		text_str(&t, sounds);
		words = text_done(&t);
	}
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

/* ---- why it is there ---- */

/* A number is found by its endings, also as it is dialled at home. */
static bool
ends_so(struct ctx *c, struct str number, struct str word)
{
	struct str digits = fold_words(c->mem, number, 1), rest = word;

	while (rest.len > 0 && rest.at[0] == '0')
		rest = (struct str){ rest.at + 1, rest.len - 1 };
	return rest.len >= 3 && str_find(digits, rest) < digits.len;
}

/* Where in the text the word stands, or begins; its length if it does not. */
static size_t
place_of(struct ctx *c, struct str text, struct str word)
{
	size_t at = 0;

	while (at < text.len) {
		size_t end = at;

		while (end < text.len && (unsigned char)text.at[end] > ' ')
			end++;
		if (has_word(fold_words(c->mem, (struct str){ text.at + at, end - at },
				 TITLE_WORDS),
			word, true))
			return at;
		at = end + 1;
	}
	return text.len;
}

/* The part of a long text around a place. */
static struct str
around(struct str text, size_t at)
{
	size_t from = at > BEFORE ? at - BEFORE : 0;

	while (from > 0 && from < at && text.at[from] != ' ' && text.at[from] != '\n')
		from++;
	if (from == at && at > BEFORE)
		from = at;
	return str_trim(
	    utf8_head((struct str){ text.at + from, text.len - from }, WHY_MAX));
}

/* The first of the words that the field has; "": none. */
static struct str
why_of(struct ctx *c, const struct field *f, const struct cell *v, struct str asked)
{
	struct str text = value_show(c->mem, f, v), rest = asked, word;

	while (str_next(&rest, ' ', &word)) {
		size_t at;

		if (strcmp(f->type->name, "phone") == 0) {
			if (ends_so(c, text, word))
				return text;
			continue;
		}
		at = place_of(c, text, word);
		if (at < text.len)
			return around(text, at);
	}
	return STR("");
}

/* Not by its title: by which field, of those that are told. */
static void
write_why(struct ctx *c, struct jw *w, const struct face *face, struct str asked)
{
	for (size_t i = 0; i < face->entity->field_count; i++) {
		const struct field *f = &face->entity->fields[i];
		const struct cell *v = &face->now[f->first];
		struct str why;

		if (!search_holds(f) || !face_tells(face, f) || value_empty(v))
			continue;
		why = why_of(c, f, v, asked);
		if (why.len == 0)
			continue;
		jw_key(w, "why");
		jw_open(w);
		jw_key(w, "field");
		jw_str(w, f->name);
		jw_key(w, "text");
		jw_str(w, why);
		jw_close(w);
		return;
	}
}

static struct str
row_of(
    struct ctx *c, const struct face *face, const struct shown *shown, struct str asked)
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
	jw_str(&w, shown->title);
	face_write_archived(&w, face);
	past_write_gone(c, &w, e, face->gone);
	face_write_ended(c, &w, face);
	write_under(c, &w, face);
	if (e->badge != NULL && face_tells(face, e->badge)) {
		jw_key(&w, "badge");
		value_write(&w, e->badge, &face->now[e->badge->first]);
	}
	if (shown->likeness == LIKE_ELSEWHERE)
		write_why(c, &w, face, asked);
	jw_close(&w);
	return text_done(&t);
}

/* What is not told of a record does not move it either. */
static int64_t
number_of(const struct face *face, const struct field *f)
{
	return f != NULL && face_tells(face, f) ? face->now[f->first].i : 0;
}

static bool
is_left_out(const struct face *face, struct found *found)
{
	bool away = face_is_archived(face);

	found->away += away && found->archived == ARCHIVED_OUT;
	return away ? found->archived == ARCHIVED_OUT : found->archived == ARCHIVED_ONLY;
}

static void
take_hit(struct ctx *c, const struct face *face, void *arg)
{
	const struct entity *e = face->entity;
	struct found *found = arg;
	struct shown *shown;

	if (face->deleted_ms != 0 || is_left_out(face, found))
		return;
	shown = list_add(c->mem, &found->at);
	shown->entity = e;
	shown->id = face->id;
	shown->title = str_copy(c->mem, face_title(c, face));
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
enum err
box_take_of(struct ctx *c, const struct entity *e, const struct hit *hits, size_t count,
    struct found *found)
{
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);
	int64_t *ids = arena_array(c->mem, int64_t, count);
	struct face face;
	size_t n = 0;

	want_shown(wanted, e->title);
	want_shown(wanted, e->owner);
	want_shown(wanted, entity_field(e, STR("updated_ms")));
	want_shown(wanted, e->archive == NULL ? NULL : e->archive->at);
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
enum err
box_take(struct ctx *c, const struct hit *hits, size_t count, struct found *found)
{
	found->at.count = found->away = 0;
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		size_t j = 0;

		while (j < count && !str_same(hits[j].entity, e->name))
			j++;
		if (j < count)
			TRY(box_take_of(c, e, hits, count, found));
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
			found->at.at[i].row =
			    row_of(c, face, &found->at.at[i], found->words);
}

static enum err
keep_rows_of(struct ctx *c, const struct entity *e, struct found *found)
{
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);
	int64_t *ids = arena_array(c->mem, int64_t, found->at.count + 1);
	bool elsewhere = false;
	struct face face;
	size_t n = 0;

	for (size_t i = 0; i < found->at.count; i++)
		if (found->at.at[i].entity == e) {
			ids[n++] = found->at.at[i].id;
			elsewhere |= found->at.at[i].likeness == LIKE_ELSEWHERE;
		}
	if (n == 0)
		return OK;
	want_shown(wanted, e->title);
	want_shown(wanted, e->under);
	want_shown(wanted, e->badge);
	want_shown(wanted, e->archive == NULL ? NULL : e->archive->at);
	for (size_t i = 0; i < e->field_count && elsewhere; i++)
		if (search_holds(&e->fields[i]))
			want_shown(wanted, &e->fields[i]);
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

/* Of those that were not cut off: to compare words is dearer than to read a title. */
static void
judge(struct ctx *c, struct found *found)
{
	for (size_t i = 0; i < found->at.count; i++)
		found->at.at[i].likeness =
		    box_likeness(c, found->at.at[i].title, found->words);
}

/* The best of them. */
enum err
box_write(struct ctx *c, struct jw *w, struct found *found, size_t most)
{
	judge(c, found);
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
