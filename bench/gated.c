/*
 * gated.c - what it costs that a list is not everybody's: the same page by the same
 * person, while their role reads all, their own, and what those of a team or a unit
 * of some size own.
 *
 * The larger circles are filled with people who own nothing: a right does not know
 * who of a circle has records, and looks for those of each.
 */
#include "bench.h"

#include <stdlib.h>

#define UNIT_SIZE 300
#define TEAM_SIZE 64
#define FEW 8
#define UNITS 256

struct gate {
	const struct load *load;
	const struct server *server;
	const struct sample *sample;
	const struct person *who; /* owns most */
	size_t made;              /* people who own nothing */
};

/* ---- the organisation ---- */

/* Loses unless it answers so; the id of what was made. */
static const char *
say(struct gate *g, const char *method, const char *path, const char *body, int status)
{
	struct ask ask = { .method = method, .path = path, .body = body };
	struct str answer;
	const char *id;
	int got =
	    load_once(g->sample->mem, g->load->port, g->sample->tokens[0], &ask, &answer);

	if (got != status) {
		fprintf(stderr, "bench: %s %s %s: %d %.*s\n", method, path, body, got,
		    STR_ARG(answer));
		exit(1);
	}
	id = strstr(answer.at, "\"id\":\"");
	return id == NULL
		   ? ""
		   : str_c(g->sample->mem, (struct str){ id + 6, strcspn(id + 6, "\"") });
}

#define text_of(g, ...) str_c((g)->sample->mem, str_printf((g)->sample->mem, __VA_ARGS__))

static const char *
make(struct gate *g, const char *entity, const char *body)
{
	return say(g, "POST", text_of(g, "/api/%s", entity), body, 201);
}

static void
join(struct gate *g, const char *team, const char *person)
{
	(void)make(g, "team_member",
	    text_of(g, "{\"team\":\"%s\",\"person\":\"%s\"}", team, person));
}

static const char *
hire(struct gate *g, const char *unit)
{
	g->made++;
	return make(g, "user",
	    text_of(g, "{\"login\":\"gate%zu\",\"name\":\"Gate %zu\",\"unit\":\"%s\"}",
		g->made, g->made, unit));
}

static void
settle(struct gate *g, const char *person, const char *unit)
{
	(void)say(g, "PATCH", text_of(g, "/api/user/%s", person),
	    text_of(g, "{\"unit\":\"%s\"}", unit), 200);
}

/* One team of the first few people of the company, then more to fill it, and a unit. */
static void
organise(struct gate *g, size_t team_size, size_t unit_size)
{
	const char *team =
	    make(g, "team", text_of(g, "{\"name\":\"Gate %zu\"}", team_size));
	const char *unit =
	    make(g, "unit", text_of(g, "{\"name\":\"Gate %zu\"}", unit_size));
	size_t in_team = 0, in_unit = 0;

	for (size_t i = 2; i < g->sample->people_count && in_team < FEW; i++, in_team++) {
		join(g, team, g->sample->people[i].id);
		settle(g, g->sample->people[i].id, unit);
		in_unit++;
	}
	for (; in_unit < unit_size; in_unit++) {
		const char *person = hire(g, unit);

		if (in_team < team_size) {
			join(g, team, person);
			in_team++;
		}
	}
}

static void
put_level(struct gate *g, const char *level)
{
	(void)say(g, "PUT", "/api/rights",
	    text_of(g, "{\"rights\":{\"seller\":{\"contact\":{\"read\":%s}}}}", level),
	    200);
}

/* ---- the list ---- */

static void
list_of(struct gate *g, struct scenario *s)
{
	static const char *const sorts[] = { "-updated_ms", "name" };

	*s = (struct scenario){ .name = "gated", .per = 1, .count = UNITS };
	s->asks = arena_array(g->sample->mem, struct ask, UNITS);
	for (size_t i = 0; i < UNITS; i++)
		s->asks[i] = (struct ask){ .method = "GET",
			.who = (int)(g->who - g->sample->people),
			.path = text_of(g, "/api/contact?sort=%s&limit=50",
			    sorts[i % COUNT_OF(sorts)]) };
}

/* One row of the table; the server's processor time for a page, µs. */
static double
measure(struct gate *g, const char *level, const char *what, double open)
{
	struct figures *f = calloc(1, sizeof(*f));
	double before, cpu_us, whole_s = g->load->warm_s + g->load->run_s;
	struct scenario s;

	if (f == NULL)
		exit(1);
	put_level(g, level);
	list_of(g, &s);
	before = server_cpu_s(g->server);
	load_run(g->load, &s, f);
	cpu_us = (server_cpu_s(g->server) - before) * 1e6 * g->load->run_s /
		 (whole_s * (double)(f->all.count + 1));
	printf("| %s | %.0f | %.2f | %.2f | %.0f | %.2f × |%s\n", what,
	    load_per_second(f), hist_ms(&f->all, 0.5), hist_ms(&f->all, 0.99), cpu_us,
	    open > 0 ? cpu_us / open : 1, f->refused > 0 ? " refused!" : "");
	fflush(stdout);
	free(f);
	return cpu_us;
}

double
gated_run(
    const struct load *load, const struct server *server, const struct sample *sample)
{
	struct gate g = { .load = load,
		.server = server,
		.sample = sample,
		.who = &sample->people[0] };
	double open, cpu, most;

	for (size_t i = 0; i < sample->people_count; i++)
		if (strcmp(sample->people[i].login, "lan") == 0)
			g.who = &sample->people[i];
	printf(
	    "\n| a page of contacts, for whoever owns most | a second | p50 ms | p99 ms "
	    "| CPU µs | beside the open one |\n|---|--:|--:|--:|--:|--:|\n");
	open = measure(&g, "true", "open", 0);
	most = measure(&g, "\"@own\"", "their own", open);
	organise(&g, FEW, FEW);
	cpu = measure(&g, "\"@team\"", "of 8 people", open);
	most = cpu > most ? cpu : most;
	organise(&g, TEAM_SIZE, UNIT_SIZE);
	cpu = measure(&g, "\"@team\"", "of 64 people", open);
	most = cpu > most ? cpu : most;
	cpu = measure(&g, "\"@unit\"", "of 300 people", open);
	return (cpu > most ? cpu : most) / open;
}
