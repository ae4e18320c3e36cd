/*
 * hand_job.c - all that somebody owns, to others: the work, and taking it back.
 *
 * One transaction: a process that is killed, a stop, or anything that goes wrong
 * leaves everything with whom it was, and the new owners hear of it once, when all is
 * theirs.  The price is that with one writer everybody else's saves wait for it.  So it
 * is kept short (record/give.c), and HAND_MS is the most that it takes: what would take
 * longer is not done at all, and says so.
 *
 * Nothing is kept between the steps: a job that is claimed again begins anew.
 */
#include "exchange/room.h"

#define LEASE_MS (HAND_MS + INT64_C(15000)) /* nobody else begins it meanwhile */

struct work {
	struct job *job;
	struct arena *mem; /* of a step */
	int64_t began_us, done, total, kept;
};

/* Is there somebody who waits for us too long, or who wants us to stop? */
static enum err
go_on(struct ctx *c, struct work *work)
{
	TRY(job_tell(c, work->job, work->done, work->total));
	if (time_steady_us() - work->began_us < HAND_MS * 1000)
		return OK;
	fault(c, STR(""), "hand_long", NULL);
	return ERR_INPUT;
}

/* A step, with memory of its own. */
static struct ctx
step_of(const struct ctx *c, struct work *work)
{
	arena_reset(work->mem);
	return ctx_part(c, work->mem);
}

/* ---- handing over ---- */

/*
 * All of it is found before any of it is given: who may read a note may read the deal
 * that it is about, and would not find it when that is somebody else's already.
 */
struct found {
	const struct hand_kind *kind;
	LIST(struct gift) gifts;
};

static enum err
find_kind(struct ctx *c, const struct hand_kind *k, struct found *out, struct work *work)
{
	size_t count = GIVE_MAX;
	int64_t after = 0;

	out->kind = k;
	while (count == GIVE_MAX) {
		struct ctx part = step_of(c, work);
		struct gift *gifts = arena_array(part.mem, struct gift, GIVE_MAX);

		TRY(record_held_next(&part, &k->of, after, gifts, &count));
		for (size_t i = 0; i < count; i++)
			*list_add(c->mem, &out->gifts) = gifts[i];
		if (count > 0)
			after = gifts[count - 1].id;
		TRY(go_on(c, work));
	}
	return OK;
}

static enum err
give_some(struct ctx *c, struct hand *hand, const struct hand_kind *k, struct gift *gifts,
    size_t count, struct work *work)
{
	size_t *who = arena_array(c->mem, size_t, count);

	for (size_t i = 0; i < count; i++) {
		who[i] = hand_receiver(hand, k, gifts[i].rule);
		gifts[i].to = hand->people.at[who[i]].user;
	}
	TRY(record_give(c, k->of.entity, gifts, count));
	for (size_t i = 0; i < count; i++)
		if (gifts[i].given)
			hand->people.at[who[i]].of[k - hand->kinds.at]++;
		else
			work->kept++;
	work->done += (int64_t)count;
	return OK;
}

static enum err
give_kind(struct ctx *c, struct hand *hand, struct found *found, struct work *work)
{
	for (size_t i = 0; i < found->gifts.count; i += GIVE_MAX) {
		struct ctx part = step_of(c, work);
		size_t rest = found->gifts.count - i;

		TRY(give_some(&part, hand, found->kind, &found->gifts.at[i],
		    rest < GIVE_MAX ? rest : GIVE_MAX, work));
		TRY(go_on(c, work));
	}
	return OK;
}

static enum err
give_all(struct ctx *c, struct hand *hand, struct work *work)
{
	struct found *found = arena_array(c->mem, struct found, hand->kinds.count);

	for (size_t i = 0; i < hand->kinds.count; i++)
		TRY(find_kind(c, &hand->kinds.at[i], &found[i], work));
	for (size_t i = 0; i < hand->kinds.count; i++)
		TRY(give_kind(c, hand, &found[i], work));
	return OK;
}

/* What was counted beforehand, to say how far it is, is counted anew as it is done. */
static void
clear_counts(struct ctx *c, struct hand *hand)
{
	for (size_t i = 0; i < hand->people.count; i++) {
		hand->people.at[i].count = 0;
		hand->people.at[i].of = arena_array(c->mem, int64_t, hand->kinds.count);
	}
	hand->total = 0;
}

static void
add_up(struct hand *hand)
{
	for (size_t i = 0; i < hand->people.count; i++)
		for (size_t k = 0; k < hand->kinds.count; k++)
			hand->people.at[i].count += hand->people.at[i].of[k];
	for (size_t i = 0; i < hand->people.count; i++)
		hand->total += hand->people.at[i].count;
}

/* ---- saying so ---- */

/* "deal 40, task 12": in the trail, where names of kinds are enough. */
static struct str
kinds_of(struct ctx *c, const struct hand *hand, const struct hand_person *p,
    const char *language)
{
	struct text t = TEXT_INIT(c->mem);

	for (size_t i = 0; i < hand->kinds.count; i++) {
		const struct entity *e = hand->kinds.at[i].of.entity;
		struct str name = e->name;

		if (p->of[i] == 0)
			continue;
		if (language != NULL)
			name = meta_many(c->meta, language, e);
		text_printf(&t, "%s%.*s %" PRId64, t.len > 0 ? ", " : "", STR_ARG(name),
		    p->of[i]);
	}
	return text_done(&t);
}

static enum err
trail_one(struct ctx *c, const struct hand *hand, const struct hand_person *p)
{
	json_t *details = json_hold(c->mem, json_object());

	id_set(details, "job", c->job);
	count_set(details, "count", p->count);
	json_object_set_new(details, "kinds", json_string(kinds_of(c, hand, p, NULL).at));
	return trail_json(c, TRAIL_HAND_OVER,
	    (struct trail_about){ .entity = meta_entity(c->meta, STR("user")),
		.record = p->user,
		.person = hand->from },
	    details);
}

static struct str
title_of(struct ctx *c, struct record *rec)
{
	return utf8_head(record_title(c->mem, rec), 80);
}

static const char *
language_of(struct ctx *c, struct record *user)
{
	const struct field *f = entity_field(user->entity, STR("language"));
	struct str said = value_show(c->mem, f, record_value(user, f));

	return str_c(c->mem, said.len > 0 ? said : c->meta->facts.language);
}

/* Of what they got most: that list opens first. */
static const char *
most_of(struct ctx *c, const struct hand *hand, const struct hand_person *p)
{
	size_t most = 0;

	for (size_t i = 0; i < hand->kinds.count; i++)
		if (p->of[i] > p->of[most])
			most = i;
	return str_c(c->mem, hand->kinds.at[most].of.entity->name);
}

/* In their own language; who gives to oneself knows. */
static enum err
tell_one(struct ctx *c, const struct hand *hand, const struct hand_person *p)
{
	const struct entity *user = meta_entity(c->meta, STR("user")),
			    *notice = meta_entity(c->meta, STR("notice"));
	struct record *from, *to, *made;
	const char *language;
	struct str text;

	if (p->user == c->actor.user || notice == NULL)
		return OK;
	TRY(record_load(c, (struct ref){ user, hand->from }, &from));
	TRY(record_load(c, (struct ref){ user, p->user }, &to));
	language = language_of(c, to);
	text = meta_text(c->meta, c->mem, language, "notice.handed",
	    json_hold(c->mem,
		json_pack("{s:s, s:s, s:s}", "from", str_c(c->mem, title_of(c, from)),
		    "count", str_printf(c->mem, "%" PRId64, p->count).at, "kinds",
		    kinds_of(c, hand, p, language).at)));
	return record_create(c, notice,
	    json_hold(c->mem,
		json_pack("{s:s, s:s, s:s, s:s}", "to",
		    str_printf(c->mem, "%" PRId64, p->user).at, "kind", "handed", "list",
		    most_of(c, hand, p), "text", str_c(c->mem, utf8_head(text, 300)))),
	    &made);
}

static enum err
tell_people(struct ctx *c, const struct hand *hand)
{
	struct actor was = c->actor;
	enum err err = OK;

	for (size_t i = 0; i < hand->people.count && err == OK; i++) {
		const struct hand_person *p = &hand->people.at[i];

		if (p->count == 0)
			continue;
		err = trail_one(c, hand, p);
		c->actor.program = true; /* a notice is the program's */
		if (err == OK)
			err = tell_one(c, hand, p);
		c->actor = was;
	}
	return err;
}

static void
say_kept(struct ctx *c, struct job *job, int64_t kept, const char *code)
{
	char number[24];
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	json_t *faults;

	count_set(job->result, "refused", kept);
	if (kept == 0)
		return;
	snprintf(number, sizeof(number), "%" PRId64, kept);
	fault_clear(c);
	fault(c, STR(""), code, "count", number, NULL);
	faults_write(c, &w, c->faults, c->fault_count);
	fault_clear(c);
	if (json_read(c->mem, text_done(&t), &faults, NULL) == OK)
		json_object_set(job->result, "faults", faults);
}

static void
say_result(struct job *job, const struct hand *hand)
{
	json_t *people = json_array();

	for (size_t i = 0; i < hand->people.count; i++) {
		json_t *one = json_object();

		id_set(one, "id", hand->people.at[i].user);
		count_set(one, "count", hand->people.at[i].count);
		json_array_append_new(people, one);
	}
	json_object_set_new(job->result, "to", people);
	id_set(job->result, "from", hand->from);
	count_set(job->result, "updated", hand->total);
}

/* ---- the job ---- */

static enum err
hand_all(struct ctx *c, struct hand *hand, struct work *work)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct job *job = work->job;

	TRY(tx_begin(c->db, &tx));
	tx_long(&tx);
	work->began_us = time_steady_us();
	c->now_ms = time_now_ms();
	TRY(give_all(c, hand, work));
	add_up(hand);
	TRY(still_asked(c, job)); /* and at the end as at the beginning */
	TRY(tell_people(c, hand));
	say_result(job, hand);
	say_kept(c, job, work->kept, "hand_kept");
	json_object_set_new(job->result, "finished", json_true());
	TRY(job_step(c, job, work->done, work->done));
	return tx_commit(&tx);
}

enum err
hand_job(struct ctx *c, struct job *job)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct work work = { .job = job, .mem = mem };
	struct hand hand;

	if (json_get_bool(job->result, "finished"))
		return OK;
	TRY(as_asker(c, job));
	c->via = VIA_JOB;
	TRY(still_asked(c, job));
	TRY(hand_read(
	    c, id_of(job->args, "from"), json_object_get(job->args, "wish"), &hand));
	TRY(hand_count(c, &hand));
	work.total = hand.total;
	clear_counts(c, &hand);
	TRY(job_hold(c, job, LEASE_MS));
	return hand_all(c, &hand, &work);
}

/* ---- taking it back ---- */

/* Whom an event gave a record from and to.  False: it says nothing of an owner. */
static bool
read_event(struct ctx *c, const struct event *event, const struct entity *e,
    int64_t *from, int64_t *to)
{
	json_t *changes, *change;

	if (e->owner == NULL || event->changes.len == 0 ||
	    json_read(c->mem, event->changes, &changes, NULL) != OK)
		return false;
	change = json_object_get(changes, str_c(c->mem, e->owner->name));
	*from = id_of(change, "from");
	*to = id_of(change, "to");
	return *from != 0 && *to != 0;
}

struct wanted { /* a record that is to go back, by id */
	int64_t id, from, to;
};

static int
by_id(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Those that are still with whom they were given to. */
static size_t
still_there(const struct wanted *wanted, size_t count, struct gift *gifts, size_t found)
{
	size_t n = 0;

	for (size_t i = 0, j = 0; i < found; i++) {
		while (j < count && wanted[j].id < gifts[i].id)
			j++;
		if (j == count || wanted[j].id != gifts[i].id ||
		    wanted[j].to != gifts[i].from)
			continue;
		gifts[n] = gifts[i];
		gifts[n++].to = wanted[j].from;
	}
	return n;
}

static enum err
give_back(struct ctx *c, const struct entity *e, struct wanted *wanted, size_t count,
    struct work *work)
{
	struct gift *gifts = arena_array(c->mem, struct gift, GIVE_MAX);
	int64_t *ids = arena_array(c->mem, int64_t, count + 1);
	size_t found, given = 0;

	qsort(wanted, count, sizeof(*wanted), by_id);
	for (size_t i = 0; i < count; i++)
		ids[i] = wanted[i].id;
	TRY(record_held_of(c, e, ids, count, gifts, &found));
	found = still_there(wanted, count, gifts, found);
	if (found > 0)
		TRY(record_give(c, e, gifts, found));
	for (size_t i = 0; i < found; i++)
		given += gifts[i].given;
	work->kept += (int64_t)(count - given);
	work->done += (int64_t)count;
	return OK;
}

/* Events of one entity at a time, as they stand. */
static enum err
back_step(struct ctx *c, const struct event *events, size_t count, struct work *work)
{
	struct wanted *wanted = arena_array(c->mem, struct wanted, GIVE_MAX);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct entity *e = meta_entity(c->meta, events[i].entity);
		bool last =
		    i + 1 == count || !str_same(events[i + 1].entity, events[i].entity);
		struct wanted *one = &wanted[n];

		if (e != NULL && read_event(c, &events[i], e, &one->from, &one->to)) {
			one->id = events[i].record;
			n++;
		}
		if (last && n > 0)
			TRY(give_back(c, e, wanted, n, work));
		if (last)
			n = 0;
	}
	return OK;
}

static enum err
back_all(struct ctx *c, int64_t of, struct work *work)
{
	int64_t before = INT64_MAX;
	size_t count = GIVE_MAX;

	while (count == GIVE_MAX) {
		struct ctx part = step_of(c, work);
		struct event *events;

		TRY(event_of_job(&part, of, before, GIVE_MAX, &events, &count));
		TRY(back_step(&part, events, count, work));
		if (count > 0)
			before = events[count - 1].id;
		TRY(go_on(c, work));
	}
	return OK;
}

/* Whose they were must be there to have them. */
static enum err
check_back(struct ctx *c, int64_t user)
{
	const struct entity *e = meta_entity(c->meta, STR("user"));
	struct record *rec;
	enum err err = record_load(c, (struct ref){ e, user }, &rec);

	if (err == ERR_ABSENT || (err == OK && rec->deleted_ms != 0)) {
		fault(c, STR(""), "no_such", "entity", str_c(c->mem, e->one), NULL);
		return ERR_INPUT;
	}
	return err;
}

enum err
hand_undo(struct ctx *c, struct job *job, const struct job *of, int64_t total)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(tx_end) struct tx tx = { 0 };
	struct work work = { .job = job, .mem = mem, .total = total };

	TRY(still_asked(c, job));
	TRY(check_back(c, id_of(of->args, "from")));
	TRY(job_hold(c, job, LEASE_MS));
	TRY(tx_begin(c->db, &tx));
	tx_long(&tx);
	work.began_us = time_steady_us();
	c->now_ms = time_now_ms();
	TRY(back_all(c, of->id, &work));
	TRY(still_asked(c, job));
	count_set(job->result, "updated", work.done - work.kept);
	say_kept(c, job, work.kept, "hand_stays");
	json_object_set_new(job->result, "finished", json_true());
	TRY(job_step(c, job, work.done, work.done));
	return tx_commit(&tx);
}
