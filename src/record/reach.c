/*
 * reach.c - may they be contacted, by this channel, about this, at this moment?
 *
 * The one place that answers.  What forbids it is told all at once:
 *
 *   never       a rule of their entity holds: they died, they asked not to be
 *   withdrawn   their newest word on being contacted takes the consent back
 *   no consent  advertising wants one that was given and holds
 *   refused     they want none by this channel, or of this topic
 *   quiet       not at this hour of theirs
 *   nothing     there is no number, no address
 *
 * Whoever asks is answered yes or no by all there is; why, only as far as they see what
 * forbids it.  A number that they do not see is none to them.
 *
 * It reads two entities of the core, "consent" and "preference"; everything else is
 * the entity's own word "reach".
 */
#include "record/reach.h"

#define SAID_MAX 20000 /* consents and preferences of one page of people */

enum purpose { PURPOSE_CONTACT, PURPOSE_MARKETING };
enum wish { WISH_NOTHING, WISH_YES, WISH_NO };

struct consent { /* by person, oldest first */
	int64_t about;
	enum purpose purpose;
	int channel; /* -1: any */
	bool has_given, has_withdrawn, told;
	int64_t given_ms, withdrawn_ms;
};

struct preference { /* by person, oldest first */
	int64_t about;
	int channel;
	struct str topic; /* "any" */
	enum wish wish;
	bool is_quiet, told;
	struct quiet quiet;
};

struct said {
	LIST(struct consent) consents;
	LIST(struct preference) preferences;
	bool told; /* the actor reads consents, so that there is none tells nothing new */
};

/* What one of them said. */
struct heard {
	const struct consent *consents;
	const struct preference *preferences;
	size_t consent_count, preference_count;
	bool told;
};

/* ---- read ---- */

static void
add_from(struct ctx *c, const struct entity *e, const int64_t *ids, size_t count,
    struct sql *q)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	sql_text(q, ", case when 1 = 1");
	auth_where(c, &g, "t", q);
	sql_text(q, " then 1 else 0 end from ");
	sql_table(q, e);
	sql_text(q, " t where t.deleted_ms is null and t.about");
	sql_ids(q, c->db, ids, count);
}

static void
add_order(struct sql *q)
{
	sql_text(q, " order by t.about, t.id");
	sql_limit(q, SAID_MAX);
}

/* What was left out might forbid it. */
static enum err
read_all(const struct rows *r, size_t count)
{
	TRY(rows_err(r));
	return count == SAID_MAX ? ERR_LIMIT : OK;
}

static enum err
read_consents(struct ctx *c, const int64_t *ids, size_t count, struct said *said)
{
	const struct entity *e = meta_entity(c->meta, STR("consent"));
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	struct grant g;

	if (e == NULL)
		return OK;
	g = auth_grant(c, e, MAY_READ);
	said->told = !auth_never(&g);
	sql_text(&q, "select t.about, t.purpose, t.channel, t.given, t.withdrawn");
	add_from(c, e, ids, count, &q);
	sql_text(&q, " and t.purpose in ('contact', 'marketing')");
	add_order(&q);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &said->consents) = (struct consent){ row_int(&r, 0),
			str_is(row_str(&r, 1), "contact") ? PURPOSE_CONTACT
							  : PURPOSE_MARKETING,
			channel_named(row_str(&r, 2)), !row_null(&r, 3), !row_null(&r, 4),
			row_int(&r, 5) != 0, row_int(&r, 3), row_int(&r, 4) };
	return read_all(&r, said->consents.count);
}

/* "|mon|sun|"; none: all. */
static unsigned
days_of(struct str text)
{
	static const char *const names[] = { "|mon|", "|tue|", "|wed|", "|thu|", "|fri|",
		"|sat|", "|sun|" };
	unsigned days = 0;

	for (unsigned i = 0; i < COUNT_OF(names); i++)
		if (str_find(text, str_of(names[i])) < text.len)
			days |= 1u << i;
	return days == 0 ? 0x7f : days;
}

static const char *
zone_of(struct ctx *c, struct str said)
{
	const char *zone = str_c(c->mem, said);

	return zone_known(zone) ? zone : str_c(c->mem, c->meta->facts.zone);
}

static enum err
read_preferences(struct ctx *c, const int64_t *ids, size_t count, struct said *said)
{
	const struct entity *e = meta_entity(c->meta, STR("preference"));
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	if (e == NULL)
		return OK;
	sql_text(&q, "select t.about, t.channel, t.topic, t.wish, t.quiet_from,"
		     " t.quiet_until, t.days, t.zone");
	add_from(c, e, ids, count, &q);
	add_order(&q);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct preference *p = list_add(c->mem, &said->preferences);
		struct str wish = row_str(&r, 3);

		p->about = row_int(&r, 0);
		p->channel = channel_named(row_str(&r, 1));
		p->topic = str_copy(c->mem, row_str(&r, 2));
		p->wish = str_is(wish, "yes")  ? WISH_YES
			  : str_is(wish, "no") ? WISH_NO
					       : WISH_NOTHING;
		p->is_quiet = minutes_read(row_str(&r, 4), &p->quiet.from) &&
			      minutes_read(row_str(&r, 5), &p->quiet.until);
		p->quiet.channel = p->channel;
		p->quiet.days = days_of(row_str(&r, 6));
		p->quiet.zone = p->is_quiet ? zone_of(c, row_str(&r, 7)) : NULL;
		p->told = row_int(&r, 8) != 0;
	}
	return read_all(&r, said->preferences.count);
}

enum err
reach_said(struct ctx *c, const int64_t *ids, size_t count, struct said **out)
{
	struct said *said = arena_make(c->mem, struct said);

	*out = said;
	if (count == 0)
		return OK;
	TRY(read_consents(c, ids, count, said));
	return read_preferences(c, ids, count, said);
}

/* ---- judge ---- */

static void
add_why(struct reach_answer *out, enum reach_code code, bool told)
{
	if (out->count < REACH_WHY_MAX)
		out->why[out->count++] = (struct reach_why){ .code = code, .told = told };
}

static void
judge_never(struct ctx *c, const struct record *who, struct reach_answer *out)
{
	const struct reach_word *reach = who->entity->reach;

	for (size_t i = 0; i < reach->never_count; i++) {
		const struct never *n = &reach->never[i];

		if (!rule_holds(c, n->when, who->now))
			continue;
		add_why(out, REACH_NEVER, auth_asks_all(c, n->when));
		out->why[out->count - 1].never = n;
	}
}

/* The newest word on it, of this channel or of any; NULL: nothing was said. */
static const struct consent *
newest(const struct heard *words, enum purpose purpose, enum channel by)
{
	const struct consent *found = NULL;

	for (size_t i = 0; i < words->consent_count; i++) {
		const struct consent *s = &words->consents[i];

		if (s->purpose == purpose && (s->channel < 0 || s->channel == (int)by))
			found = s;
	}
	return found;
}

static bool
is_withdrawn(const struct consent *s, int64_t at_ms)
{
	return s->has_withdrawn && s->withdrawn_ms <= at_ms;
}

static bool
is_advertising(const struct reach_word *reach, struct str topic)
{
	if (topic.len == 0 || str_is(topic, "any"))
		return false;
	for (size_t i = 0; i < reach->free_count; i++)
		if (str_same(reach->free[i], topic))
			return false;
	return true;
}

/* The law speaks of people; a company is no person. */
static void
judge_consent(const struct heard *words, const struct record *who,
    const struct reach_ask *ask, struct reach_answer *out)
{
	const struct consent *contact = newest(words, PURPOSE_CONTACT, ask->by);
	const struct consent *ads = newest(words, PURPOSE_MARKETING, ask->by);

	if (contact != NULL && is_withdrawn(contact, ask->at_ms))
		add_why(out, REACH_WITHDRAWN, contact->told);
	if (!who->entity->person || !is_advertising(who->entity->reach, ask->topic))
		return;
	if (ads == NULL || (!ads->has_given && !is_withdrawn(ads, ask->at_ms)) ||
	    (ads->has_given && ads->given_ms > ask->at_ms))
		add_why(out, REACH_NO_CONSENT, ads == NULL ? words->told : ads->told);
	else if (is_withdrawn(ads, ask->at_ms))
		add_why(out, REACH_NO_MORE, ads->told);
}

/* 0: it does not speak of this; else the more, the closer. */
static int
closeness(const struct preference *p, const struct reach_ask *ask)
{
	bool any_topic = p->topic.len == 0 || str_is(p->topic, "any");

	if ((p->channel >= 0 && p->channel != (int)ask->by) ||
	    (!any_topic && !str_same(p->topic, ask->topic)))
		return 0;
	return 1 + (p->channel >= 0) + !any_topic;
}

/* Was something else said later of the same channel and topic? */
static bool
is_said_anew(const struct heard *words, size_t i)
{
	const struct preference *p = &words->preferences[i], *q = p;

	for (size_t j = i + 1; j < words->preference_count; j++) {
		q = &words->preferences[j];
		if (q->wish != WISH_NOTHING && q->channel == p->channel &&
		    str_same(q->topic, p->topic))
			return true;
	}
	return false;
}

/* The closest counts; of two as close, the one that says no. */
static void
judge_wish(
    const struct heard *words, const struct reach_ask *ask, struct reach_answer *out)
{
	const struct preference *found = NULL;
	int best = 0;

	for (size_t i = 0; i < words->preference_count; i++) {
		const struct preference *p = &words->preferences[i];
		int close = p->wish == WISH_NOTHING ? 0 : closeness(p, ask);

		if (close == 0 || close < best ||
		    (close == best && p->wish == WISH_YES) || is_said_anew(words, i))
			continue;
		found = p;
		best = close;
	}
	if (found != NULL && found->wish == WISH_NO)
		add_why(out, REACH_REFUSED, found->told);
}

static void
judge_hours(struct ctx *c, const struct heard *words, const struct reach_ask *ask,
    struct reach_answer *out)
{
	LIST(struct quiet) list = { 0 };
	bool told = true;

	for (size_t i = 0; i < words->preference_count; i++) {
		const struct preference *p = &words->preferences[i];

		if (!p->is_quiet)
			continue;
		*list_add(c->mem, &list) = p->quiet;
		told &= p->told;
	}
	out->again_ms = quiet_end(list.at, list.count, ask->by, ask->at_ms);
	if (out->again_ms == ask->at_ms) {
		out->again_ms = 0;
		return;
	}
	out->zone = list.at[0].zone;
	add_why(out, REACH_QUIET, told);
}

/* A number or an address that is there for the actor. */
static bool
is_there(struct ctx *c, const struct record *who, const struct field *f)
{
	enum whose whose = auth_field(c, f, MAY_READ);

	return !value_empty(record_value(who, f)) &&
	       (whose == WHOSE_ALL ||
		   (whose == WHOSE_MINE && auth_is_mine(c, who->entity, who->now)));
}

static void
judge_points(struct ctx *c, const struct record *who, const struct reach_ask *ask,
    struct reach_answer *out)
{
	const struct point *p = &who->entity->reach->by[ask->by];

	for (size_t i = 0; i < p->count; i++)
		if (is_there(c, who, p->fields[i]))
			return;
	if (!p->has || p->count > 0)
		add_why(out, REACH_NOTHING, true);
}

/* Those of one person stand together, by rising id of the person. */
static struct heard
words_of(const struct said *said, int64_t id)
{
	const struct consent *s = said->consents.at, *send = s + said->consents.count;
	const struct preference *p = said->preferences.at,
				*pend = p + said->preferences.count;
	struct heard w = { .told = said->told };

	while (s != send && s->about < id)
		s++;
	while (p != pend && p->about < id)
		p++;
	w.consents = s;
	w.preferences = p;
	while (s + w.consent_count < send && s[w.consent_count].about == id)
		w.consent_count++;
	while (p + w.preference_count < pend && p[w.preference_count].about == id)
		w.preference_count++;
	return w;
}

void
reach_judge(struct ctx *c, const struct said *said, const struct record *who,
    const struct reach_ask *ask, struct reach_answer *out)
{
	struct heard words = words_of(said, who->id);

	*out = (struct reach_answer){ 0 };
	judge_never(c, who, out);
	judge_consent(&words, who, ask, out);
	judge_wish(&words, ask, out);
	judge_hours(c, &words, ask, out);
	judge_points(c, who, ask, out);
	out->may = out->count == 0;
}

enum err
record_reach(struct ctx *c, const struct record *who, const struct reach_ask *ask,
    struct reach_answer *out)
{
	struct said *said;

	TRY(reach_said(c, &who->id, 1, &said));
	reach_judge(c, said, who, ask, out);
	return OK;
}

/* ---- say ---- */

static const char *const code_names[] = { "never", "withdrawn", "no_consent", "no_more",
	"refused", "quiet", "nothing" };

struct str
reach_code(struct ctx *c, const struct reach_why *why)
{
	if (!why->told)
		return STR("unseen");
	if (why->never == NULL)
		return str_of(code_names[why->code]);
	return str_printf(c->mem, "never.%.*s", STR_ARG(why->never->name));
}

/* "07:00", on their clock. */
static const char *
clock_of(struct ctx *c, const char *zone, int64_t at_ms)
{
	int64_t minute = (at_ms + zone_offset_ms(zone, at_ms)) / MINUTE_MS;

	return minutes_write(c->mem, (int)(minute % (DAY_MS / MINUTE_MS))).at;
}

struct str
reach_says(struct ctx *c, const struct entity *e, const struct reach_answer *answer,
    const struct reach_why *why)
{
	const char *key = str_c(c->mem, reach_code(c, why)),
		   *language = c->actor.language;
	json_t *args = json_hold(c->mem, json_object());

	if (why->told && why->never != NULL)
		return meta_label(c->meta, language,
		    str_printf(c->mem, "%.*s.%s", STR_ARG(e->name), key).at,
		    why->never->says);
	if (why->told && why->code == REACH_QUIET && answer->again_ms == 0)
		key = "always_quiet";
	if (answer->zone != NULL) {
		json_object_set_new(args, "until",
		    json_string(clock_of(c, answer->zone, answer->again_ms)));
		json_object_set_new(args, "zone", json_string(answer->zone));
	}
	return meta_text(
	    c->meta, c->mem, language, str_printf(c->mem, "reach.%s", key).at, args);
}
