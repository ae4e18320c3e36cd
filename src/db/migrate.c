/*
 * migrate.c - the server's own tables, those that start with "_".
 *
 * Each step is run once, in order, in one transaction with its number.  A step
 * that was released is never edited: a change is a new step.
 */
#include "db/room.h"

static const char *const steps[] = {
	/* settings of the site: name, currency, languages, … */
	"create table _setting (name %T primary key, value %T not null)%S",

	/* the site's own sheet of metadata, and which packs are in */
	"create table _sheet (name %T primary key, body %T not null, at_ms %I not "
	"null)%S",

	/* what happened: history, change feed and wake-up in one row */
	"create table _event (id %I primary key, at_ms %I not null, entity %T not null,"
	" record %I not null, what %T not null, version %I not null, actor %I not null,"
	" via %I not null, job %I not null, changes %T)%S",
	"create index _event_record on _event (entity, record, id)",
	"create index _event_job on _event (job, id) where job <> 0",

	"create table _password (person %I primary key, hash %T not null,"
	" changed_ms %I not null, failed %I not null, locked_until_ms %I not null)%S",
	"create table _session (hash %T primary key, person %I not null, created_ms %I "
	"not null,"
	" seen_ms %I not null, until_ms %I not null, agent %T)%S",
	"create index _session_person on _session (person)",
	"create table _token (id %I primary key, hash %T not null unique, person %I not "
	"null,"
	" name %T not null, created_ms %I not null, seen_ms %I, until_ms %I not null)%S",

	/* work for later */
	"create table _job (id %I primary key, kind %T not null, state %T not null,"
	" args %T not null, result %T, done %I not null, total %I not null,"
	" owner %I not null, created_ms %I not null, run_ms %I not null,"
	" lease_ms %I not null, tries %I not null, said %T)%S",
	"create index _job_due on _job (run_ms) where state in ('waiting', 'running')",

	"create table _import (id %I primary key, owner %I not null, name %T not null,"
	" path %T not null, entity %T not null, state %T not null, options %T not null,"
	" job %I, created_ms %I not null)%S",

	/* which activity shows on whose page */
	"create table _timeline (entity %T not null, record %I not null, at_ms %I not "
	"null,"
	" kind %T not null, item %I not null, primary key (entity, record, at_ms, "
	"item))%S",
	"create index _timeline_item on _timeline (item)",

	"create table _series (name %T primary key, next %I not null)%S",

	/* answers to requests that may come again */
	"create table _answer (person %I not null, key %T not null, status %I not null,"
	" body %T not null, at_ms %I not null, primary key (person, key))%S",

	/* what was made for entities: asked instead of each engine's catalogue */
	"create table _made (what %T primary key)%S",

	/* where many write: what the numbers of events begin from */
	"create table _order (base %I not null)%S",

	/* answers of yesterday are swept with each new one */
	"create index _answer_at on _answer (at_ms)",

	/* from where: of what happened, and of who asked for a job */
	"alter table _event add column address %T",
	"alter table _event add column session %I",
	"alter table _job add column address %T",
	"alter table _job add column session %I",

	/* what happened beside records: event/trail.h */
	"create table _trail (id %I primary key, at_ms %I not null, kind %T not null,"
	" actor %I not null, person %I not null, entity %T not null, record %I not null,"
	" via %I not null, session %I not null, address %T not null, times %I not null,"
	" details %T not null)%S",
	"create index _trail_kind on _trail (kind, id)",
	"create index _trail_record on _trail (entity, record, id) where record <> 0",

	/* the chain over both: event/chain.h */
	"create table _seal (n %I primary key, at_ms %I not null, begins %I not null,"
	" ends %I not null, mark %T not null, body %B not null, salts %B not null,"
	" head %B not null)%S",

	/* what must come back as it was, sealed: auth/secret.h */
	"create table _secret (name %T primary key, sealed %T not null,"
	" changed_ms %I not null)%S",

	/* sessions that are listed and ended; what has ended is kept a while, so that
	 * every server on the database sees that it has */
	"delete from _session",
	"alter table _session add column id %I not null default 0",
	"alter table _session add column address %T not null default ''",
	"alter table _session add column how %T not null default ''",
	"alter table _session add column ended_ms %I",
	"create index _session_id on _session (id)",
	"create index _session_ended on _session (ended_ms)",
	"alter table _token add column ended_ms %I",
	"create index _token_ended on _token (ended_ms)",

	/* the seal that holds a row */
	"create index _seal_ends on _seal (ends)",

	/* wrong tries, of whom a hash says, known to the company or not */
	"alter table _password drop column failed",
	"alter table _password drop column locked_until_ms",
	"create table _try (what %T primary key, failed %I not null, at_ms %I not null,"
	" until_ms %I not null)%S",
	"create index _try_at on _try (at_ms)",

	/* second factors, and what is good once (auth/ticket.h) */
	"create table _totp (person %I primary key, since_ms %I not null,"
	" step %I not null)%S",
	"create table _recovery (hash %T primary key, person %I not null, used_ms %I)%S",
	"create index _recovery_person on _recovery (person)",
	"create table _ticket (hash %T primary key, kind %T not null, person %I not null,"
	" password_ms %I not null, made_ms %I not null, until_ms %I not null)%S",
	"create index _ticket_person on _ticket (person)",
	"create index _ticket_until on _ticket (until_ms)",

	/* one record, for somebody: auth/share.c */
	"create table _share (id %I primary key, entity %T not null, record %I not null,"
	" kind %T not null, who %I not null, level %T not null, until_ms %I,"
	" maker %I not null, at_ms %I not null)%S",
	"create index _share_who on _share (who, id)",
	"create index _share_record on _share (entity, record, who)",

	/* what a token is for; those of before are for all their person may */
	"alter table _token add column scopes %T not null default"
	" '[\"admin\",\"export\",\"read:*\",\"write:*\"]'",
	"alter table _token add column address %T not null default ''",

	/* who vouches for people, and for whom: signin/signin.h */
	"create table _provider (name %T primary key, body %T not null,"
	" changed_ms %I not null)%S",
	"create table _identity (issuer %T not null, subject %T not null, id %I not null,"
	" person %I not null, created_ms %I not null, primary key (issuer, subject))%S",
	"create index _identity_person on _identity (person)",
	"create table _round (state %T primary key, browser %T not null, provider %T not "
	"null, back %T not null, link %I not null, until_ms %I not null)%S",

	/* what a job's token is for */
	"alter table _job add column scopes %T",

	/* 1: it began with a second factor, or with what needs none */
	"alter table _session add column strong %I not null default 0",
	"update _session set strong = 1 where person in (select person from _totp)",

	/* passkeys: auth/passkey.h */
	"create table _passkey (id %I primary key, credential %T not null unique,"
	" person %I not null, name %T not null, algorithm %I not null,"
	" public_key %T not null, counter %I not null, created_ms %I not null,"
	" seen_ms %I)%S",
	"create index _passkey_person on _passkey (person)",
	"create table _challenge (hash %T primary key, act %T not null, person %I not "
	"null, until_ms %I not null)%S",
	"create index _challenge_until on _challenge (until_ms)",

	/* what went into what, and how it was before: record/merge.h */
	"create table _merge (id %I primary key, entity %T not null, record %I not null,"
	" version %I not null, actor %I not null, at_ms %I not null, undone_ms %I,"
	" body %T not null)%S",
	"create index _merge_record on _merge (record, id)",
	"create table _merge_part (merge %I not null, record %I not null,"
	" version %I not null, updated_ms %I, updated_by %I,"
	" primary key (merge, record))%S",
	"create index _merge_part_record on _merge_part (record, merge)",
	"create table _merge_move (merge %I not null, record %I not null,"
	" entity %T not null, version %I not null, updated_ms %I, updated_by %I,"
	" was %T not null, primary key (merge, record))%S",
	"create table _merge_stream (merge %I not null, record %I not null,"
	" item %I not null, primary key (merge, record, item))%S",

	/* the site's own sheet, as it was and as it became: site/sheet.c */
	"create table _sheet_change (id %I primary key, at_ms %I not null,"
	" actor %I not null, note %T not null, undoes %I not null)%S",
	"create index _sheet_change_undoes on _sheet_change (undoes)",
	"create table _sheet_part (change %I not null, name %T not null, was %T, body %T,"
	" primary key (change, name))%S",
	"create index _sheet_part_name on _sheet_part (name, change)",

	/* the job that takes it back; what can be, newest first */
	"alter table _job add column undone %I",
	"create index _job_back on _job (id) where kind in ('bulk', 'hand', 'import')",

	/* two that may be one: record/pair.h; apart: somebody said that they are two */
	"create table _pair (id %I primary key, entity %T not null, low %I not null,"
	" high %I not null, score %I not null, why %T not null, state %T not null,"
	" run %I not null, said_by %I, at_ms %I not null, unique (low, high))%S",
	"create index _pair_score on _pair (entity, state, score, id)",
	"create index _pair_high on _pair (high)",

	/* actions of records can be taken back, too */
	"drop index _job_back",
	"create index _job_undone on _job (id)"
	" where kind in ('act', 'bulk', 'hand', 'import')",
	/* by which words data quality was calculated: record/quality.c */
	"create table _quality (entity %T primary key, says %T not null)%S",
	/* values of a unique field whose index is not there yet: record/unique.c */
	"create table _unique_wait (what %T not null, value %T not null, id %I not null,"
	" primary key (what, value))%S",
	"create index _unique_wait_id on _unique_wait (id)",

	/* so can a run of the archive */
	"drop index _job_undone",
	"create index _job_undo on _job (id)"
	" where kind in ('act', 'archive', 'bulk', 'hand', 'import')",

	/* a record with its lines, as it was when it came to a stage: record/version.c */
	"create table _version (id %I primary key, entity %T not null, record %I not "
	"null, number %I not null, stage %T not null, actor %I not null, at_ms %I not "
	"null, body %T not null, unique (record, number))%S",

	/* by which a customer sees a record: record/link.c */
	"create table _link (id %I primary key, hash %T not null unique, entity %T not "
	"null, record %I not null, actor %I not null, made_ms %I not null, until_ms %I "
	"not null, seen %I not null, said %I not null)%S",
	"create index _link_record on _link (record)",
	/* rows the program brought, once: site/seed.c */
	"create table _seeded (what %T primary key, at_ms %I not null)%S",
};

enum err
db_migrate(struct db *db)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(mem), ask = SQL_INIT(mem);
	int64_t done;

	TRY(tx_begin(db, &tx));
	TRY(tx_lock_tables(db, mem));
	sql_define(&q, db,
	    "create table if not exists _step (n %I primary key, at_ms %I not null)%S");
	TRY(db_run(db, &q));
	sql_text(&ask, "select coalesce(max(n), 0) from _step");
	TRY(db_int(db, &ask, ERR_BUG, &done));
	for (size_t i = (size_t)done; i < COUNT_OF(steps); i++) {
		struct sql step = SQL_INIT(mem), note = SQL_INIT(mem);

		sql_define(&step, db, steps[i]);
		TRY(db_run(db, &step));
		sql_text(&note, "insert into _step (n, at_ms) values (");
		sql_int(&note, (int64_t)i + 1);
		sql_text(&note, ", ");
		sql_int(&note, time_now_ms());
		sql_text(&note, ")");
		TRY(db_run(db, &note));
	}
	TRY(order_settle(db, mem));
	return tx_commit(&tx);
}

/* ---- indexes apart from their tables ---- */

#define INDEX "create index "
#define DROP "drop index "

/* The name of the index that a step makes and none behind it drops; "" */
static struct str
index_of(size_t i)
{
	struct str rest = str_of(steps[i]), name;

	if (!str_starts(rest, INDEX))
		return STR("");
	rest = str_of(steps[i] + strlen(INDEX));
	(void)str_cut(rest, ' ', &name, &rest);
	for (size_t j = i + 1; j < COUNT_OF(steps); j++)
		if (str_starts(str_of(steps[j]), DROP) &&
		    str_same(str_of(steps[j] + strlen(DROP)), name))
			return STR("");
	return name;
}

enum err
db_indexes_off(struct db *db, struct arena *mem)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct str name = index_of(i);
		struct sql q = SQL_INIT(mem);

		if (name.len == 0)
			continue;
		sql_text(&q, "drop index ");
		sql_name(&q, name);
		TRY(db_run(db, &q));
	}
	return OK;
}

enum err
db_indexes_on(struct db *db, struct arena *mem)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct sql q = SQL_INIT(mem);

		if (index_of(i).len == 0)
			continue;
		sql_define(&q, db, steps[i]);
		TRY(db_run(db, &q));
	}
	return OK;
}
