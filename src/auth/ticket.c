/*
 * ticket.c - tickets: made, looked at, used.
 */
#include "auth/room.h"

static const struct ticket {
	const char *name;
	int64_t good_ms;
} tickets[] = {
	[TICKET_SECOND] = { "second", 5 * MINUTE_MS },
	[TICKET_ENROL] = { "enrol", 15 * MINUTE_MS },
	[TICKET_RESET] = { "reset", 30 * MINUTE_MS },
	[TICKET_INVITE] = { "invite", 72 * HOUR_MS },
};

static enum err
drop_older(struct ctx *c, enum ticket_kind kind, int64_t person)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _ticket where until_ms < ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " or (person = ");
	sql_int(&q, person);
	sql_text(&q, " and kind = ");
	sql_str(&q, str_of(tickets[kind].name));
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
ticket_drop(struct ctx *c, int64_t person)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _ticket where person = ");
	sql_int(&q, person);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* When the password was set that is in force; 0: there is none. */
static enum err
password_of(struct ctx *c, int64_t person, int64_t *set_ms)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	sql_text(&q, "select changed_ms from _password where person = ");
	sql_int(&q, person);
	e = db_int(c->db, &q, ERR_ABSENT, set_ms);
	if (e == ERR_ABSENT)
		*set_ms = 0;
	return e == ERR_ABSENT ? OK : e;
}

enum err
ticket_new(struct ctx *c, enum ticket_kind kind, int64_t person, char ticket[44])
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t set_ms;

	auth_random(ticket);
	TRY(tx_begin(c->db, &tx));
	TRY(drop_older(c, kind, person));
	TRY(password_of(c, person, &set_ms));
	sql_text(&q, "insert into _ticket (hash, kind, person, password_ms, made_ms, "
		     "until_ms) values (");
	sql_str(&q, auth_hash_of(c, str_of(ticket)));
	sql_text(&q, ", ");
	sql_str(&q, str_of(tickets[kind].name));
	sql_text(&q, ", ");
	sql_int(&q, person);
	sql_text(&q, ", ");
	sql_int(&q, set_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + tickets[kind].good_ms);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
ticket_look(struct ctx *c, enum ticket_kind kind, struct str ticket, int64_t *person)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	sql_text(&q, "select k.person from _ticket k join \"user\" u on u.id = k.person"
		     " left join _password p on p.person = k.person where k.hash = ");
	sql_str(&q, auth_hash_of(c, ticket));
	sql_text(&q, " and k.kind = ");
	sql_str(&q, str_of(tickets[kind].name));
	sql_text(&q, " and k.password_ms = coalesce(p.changed_ms, 0) and k.until_ms > ");
	sql_int(&q, c->now_ms);
	/* one that was made later than now is of a clock that ran ahead */
	sql_text(&q, " and k.made_ms < ");
	sql_int(&q, c->now_ms + tickets[kind].good_ms);
	person_may_act(&q);
	e = db_int(c->db, &q, ERR_WHO, person);
	if (e == ERR_WHO)
		fault(c, STR("ticket"), "ticket_old", NULL);
	return e;
}

enum err
ticket_use(struct ctx *c, enum ticket_kind kind, struct str ticket, int64_t *person)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t whose;

	TRY(tx_begin(c->db, &tx));
	TRY(ticket_look(c, kind, ticket, &whose));
	sql_text(&q, "delete from _ticket where hash = ");
	sql_str(&q, auth_hash_of(c, ticket));
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0) {
		fault(c, STR("ticket"), "ticket_old", NULL);
		return ERR_WHO;
	}
	TRY(tx_commit(&tx));
	*person = whose;
	return OK;
}
