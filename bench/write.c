/*
 * write.c - the scenarios of writing, and the mix of a hundred users.
 */
#include "bench.h"

#define UNITS 4096
#define MIXED 16384

static struct ask *
asks_for(struct sample *s, struct scenario *out, size_t units)
{
	out->per = 1;
	out->count = units;
	out->asks = arena_array(s->mem, struct ask, units);
	return out->asks;
}

/* ---- one write ---- */

/* A contact as somebody types it in: a name, a company, how to reach them. */
static void
ask_create(struct sample *s, struct ask *ask)
{
	const char *family = s->words[draw(s, 40)];
	const char *given = s->words[draw(s, s->word_count)];
	const struct thing *account = &s->accounts[draw(s, s->account_count)];

	*ask = (struct ask){ .method = "POST", .path = "/api/contact" };
	ask->who = (int)draw(s, s->people_count);
	ask->body = sample_text(s,
	    "{\"name\":{\"family\":\"%s\",\"given\":\"%s\"},\"account\":\"%s\","
	    "\"job_title\":\"Buyer\",\"status\":\"lead\",\"email\":\"n#######@bench."
	    "example\""
	    ",\"mobile\":\"+8498#######\",\"source\":\"referral\"}",
	    family, given, account->id);
}

static void
ask_update(struct sample *s, struct ask *ask, const struct thing *contact)
{
	*ask = (struct ask){ .method = "PATCH", .version = contact->version };
	ask->path = sample_text(s, "/api/contact/%s", contact->id);
	ask->body =
	    "{\"job_title\":\"Buyer #######\",\"description\":\"met at the fair\"}";
}

static void
ask_note(struct sample *s, struct ask *ask)
{
	const struct thing *contact = &s->contacts[draw(s, s->contact_count)];

	*ask = (struct ask){ .method = "POST", .path = "/api/note" };
	ask->who = (int)draw(s, s->people_count);
	ask->body = sample_text(s,
	    "{\"about\":{\"entity\":\"contact\",\"id\":\"%s\"},"
	    "\"text\":\"Asked for a quotation, number #######.\"}",
	    contact->id);
}

static bool
create(struct sample *s, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS);

	for (size_t i = 0; i < UNITS; i++)
		ask_create(s, &ask[i]);
	return true;
}

/* Half of the sample, at most; the mix changes the other. */
static size_t
of_update(const struct sample *s)
{
	return s->contact_count / 2 < UNITS ? s->contact_count / 2 : UNITS;
}

/* Each client has contacts of its own, and sends the version it saw last. */
static bool
update(struct sample *s, struct scenario *out)
{
	size_t units = of_update(s);
	struct ask *ask = asks_for(s, out, units);

	for (size_t i = 0; i < units; i++)
		ask_update(s, &ask[i], &s->contacts[i]);
	return true;
}

/* ---- a hundred users ---- */

enum { LIST, RECORD, BOARD, SEARCH, CREATE, UPDATE, NOTE };

static struct ask
drawn_from(struct sample *s, const struct scenario *from)
{
	return from->asks[draw(s, from->count)];
}

static bool
mixed(struct sample *s, struct scenario *out)
{
	static const char *const of[] = { "list", "filter", "record", "board",
		"search-typed" };
	struct scenario part[COUNT_OF(of)] = { 0 };
	struct ask *ask = asks_for(s, out, MIXED);
	size_t contact = of_update(s);

	for (size_t i = 0; i < reading_count; i++)
		for (size_t j = 0; j < COUNT_OF(of); j++)
			if (strcmp(reading_name(i), of[j]) == 0 &&
			    !reading(i, s, 0, &part[j]))
				return false;
	s->random = 20260103;
	for (size_t i = 0; i < MIXED; i++) {
		uint64_t n = draw(s, 100);
		int kind = n < 35   ? LIST
			   : n < 64 ? RECORD
			   : n < 70 ? BOARD
			   : n < 90 ? SEARCH
			   : n < 93 ? CREATE
			   : n < 97 ? UPDATE
				    : NOTE;

		switch (kind) {
		case LIST: ask[i] = drawn_from(s, &part[draw(s, 2)]); break;
		case RECORD: ask[i] = drawn_from(s, &part[2]); break;
		case BOARD: ask[i] = drawn_from(s, &part[3]); break;
		case SEARCH: ask[i] = drawn_from(s, &part[4]); break;
		case CREATE: ask_create(s, &ask[i]); break;
		case UPDATE:
			ask_update(
			    s, &ask[i], &s->contacts[contact++ % s->contact_count]);
			break;
		case NOTE: ask_note(s, &ask[i]); break;
		}
		ask[i].kind = kind;
		ask[i].sql = NULL;
	}
	return true;
}

static const struct {
	struct scenario about;
	bool (*make)(struct sample *s, struct scenario *out);
} scenarios[] = {
	{ { .name = "create",
	      .what = "create a contact, durable",
	      .goal_per_second = 3000 },
	    create },
	{ { .name = "update", .what = "change a contact, durable" }, update },
	{ { .name = "mixed",
	      .what = "100 users: 70 % pages, 20 % search, 10 % writes",
	      .clients = 100,
	      .kinds = { "list", "record", "board", "search", "create", "update",
		  "note" } },
	    mixed },
};

const size_t writing_count = COUNT_OF(scenarios);

const char *
writing_name(size_t n)
{
	return scenarios[n].about.name;
}

bool
writing(size_t n, struct sample *s, struct scenario *out)
{
	*out = scenarios[n].about;
	s->random = 20260202 + n;
	return scenarios[n].make(s, out);
}
