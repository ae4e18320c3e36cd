/*
 * letter.c - letters to people of the company: a link to come in by.
 *
 * They are jobs, so that asking for one takes as long for a name that exists as for
 * one that does not.  The address in the link is the one that was configured, never
 * the one that somebody's request spoke of.
 */
#include "site/room.h"

#include "mail/mail.h"

#include <sys/stat.h>

#define AGAIN_MS (5 * MINUTE_MS) /* nobody gets a link to reset more often */

static const struct kind {
	const char *name; /* also of its texts in lang/ */
	enum ticket_kind ticket;
	const char *page;
	enum trail_kind trail;
} kinds[] = {
	[SITE_RESET] = { "reset", TICKET_RESET, "reset", TRAIL_RESET },
	[SITE_INVITE] = { "invite", TICKET_INVITE, "invite", TRAIL_INVITE },
};

/* ---- who ---- */

struct person {
	int64_t id;
	struct str name, email, language;
};

/* errs  ABSENT  nobody who may sign in and has an address */
static enum err
load(struct ctx *c, int64_t id, struct person *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, name, coalesce(email, ''), coalesce(language, '')"
		     " from \"user\" where deleted_ms is null and coalesce(active, 1) = 1"
		     " and login is not null and email is not null and id = ");
	sql_int(&q, id);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	*out = (struct person){ row_int(&r, 0), str_copy(c->mem, row_str(&r, 1)),
		str_copy(c->mem, row_str(&r, 2)), str_copy(c->mem, row_str(&r, 3)) };
	return OK;
}

/* ---- the letter ---- */

/* "kith@crm.example", of "https://crm.example:8443". */
static struct str
sender(struct ctx *c, struct str url)
{
	struct str scheme, host, rest;

	if (!str_cut(url, '/', &scheme, &host) || host.len < 2)
		return STR("kith@localhost");
	host = (struct str){ host.at + 1, host.len - 1 };
	if (host.at[0] != '[' && str_cut(host, ':', &rest, &scheme))
		host = rest;
	return str_printf(c->mem, "kith@%.*s", STR_ARG(host));
}

static struct str
words(struct ctx *c, const struct person *who, const struct kind *kind, const char *part,
    struct str link)
{
	const char *language = who->language.len > 0
				   ? str_c(c->mem, who->language)
				   : str_c(c->mem, c->meta->facts.language);
	struct str company = c->meta->facts.name;
	json_t *args = json_hold(
	    c->mem, json_pack("{s:s%, s:s%, s:s%}", "name", who->name.at, who->name.len,
			"company", company.at, company.len, "link", link.at, link.len));
	char key[40];

	snprintf(key, sizeof(key), "mail.%s.%s", kind->name, part);
	return meta_text(c->meta, c->mem, language, key, args);
}

static enum err
put(struct ctx *c, const struct person *who, const struct kind *kind, struct str url,
    const char *ticket)
{
	struct str link =
	    str_printf(c->mem, "%.*s/%s#%s", STR_ARG(url), kind->page, ticket);
	struct letter letter = { .from_name = c->meta->facts.name,
		.from = sender(c, url),
		.to_name = who->name,
		.to = who->email,
		.subject = words(c, who, kind, "subject", link),
		.text = words(c, who, kind, "text", link),
		.id = db_new_id(c->db),
		.at_ms = c->now_ms };

	return letter_put(c->mem, site_outbox(c->site), &letter);
}

/* The ticket is kept when the letter is there: a link that works was sent, or none. */
static enum err
send(struct ctx *c, const struct person *who, const struct kind *kind, struct str url)
{
	DEFER(tx_end) struct tx tx = { 0 };
	char ticket[44];

	TRY(tx_begin(c->db, &tx));
	TRY(ticket_new(c, kind->ticket, who->id, ticket));
	TRY(trail(c, kind->trail, (struct trail_about){ .person = who->id }, "what",
	    "sent", NULL));
	TRY(put(c, who, kind, url, ticket));
	return tx_commit(&tx);
}

/* A password is set anew only where there is one, and not every minute. */
static enum err
wants_one(struct ctx *c, const struct kind *kind, int64_t person, bool *yes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	*yes = true;
	if (kind->ticket != TICKET_RESET)
		return OK;
	sql_text(&q, "select count(*) from _password p where p.person = ");
	sql_int(&q, person);
	sql_text(&q, " and not exists (select 1 from _ticket k where k.person = p.person"
		     " and k.kind = 'reset' and k.made_ms between ");
	sql_int(&q, c->now_ms - AGAIN_MS);
	sql_text(&q, " and ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ")");
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*yes = count > 0;
	return OK;
}

enum err
site_letter_job(struct ctx *c, struct job *job)
{
	struct str kind_name = json_get_str(job->args, "kind"), id;
	const struct kind *kind = kinds;
	struct person who = { 0 };
	int64_t person;
	bool wants;
	enum err e;

	while (kind < kinds + COUNT_OF(kinds) && !str_is(kind_name, kind->name))
		kind++;
	id = json_get_str(job->args, "person");
	if (kind == kinds + COUNT_OF(kinds) || !str_int(id, &person))
		return ERR_INPUT;
	e = load(c, person, &who);
	if (e == ERR_ABSENT)
		return OK;
	TRY(e);
	TRY(wants_one(c, kind, person, &wants));
	return wants ? send(c, &who, kind, json_get_str(job->args, "url")) : OK;
}

/* ---- to ask for one ---- */

static enum err
ask(struct ctx *c, const struct kind *kind, int64_t person, struct str url)
{
	json_t *args = json_hold(
	    c->mem, json_pack("{s:s, s:o, s:s%}", "kind", kind->name, "person",
			json_sprintf("%" PRId64, person), "url", url.at, url.len));
	int64_t job;

	TRY(job_add(c, "letter", args, &job));
	return OK;
}

enum err
site_reset(struct ctx *c, struct str said, struct str url)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t person = 0;
	enum err e;

	sql_text(&q, "select u.id from \"user\" u join _password p on p.person = u.id"
		     " where u.deleted_ms is null and coalesce(u.active, 1) = 1"
		     " and (u.login = ");
	sql_str(&q, utf8_head(said, 254));
	sql_text(&q, " or u.email = ");
	sql_str(&q, fold(c->mem, utf8_head(said, 254)));
	sql_text(&q, ") order by u.id limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, &person);
	if (e != OK && e != ERR_ABSENT)
		return e;
	return ask(c, &kinds[SITE_RESET], person, url);
}

enum err
site_invite(struct ctx *c, int64_t person, struct str url)
{
	struct person who = { 0 };
	enum err e = load(c, person, &who);

	if (e == ERR_ABSENT) {
		fault(c, STR("email"), "no_address", NULL);
		return ERR_INPUT;
	}
	TRY(e);
	return ask(c, &kinds[SITE_INVITE], person, url);
}
