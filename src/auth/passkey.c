/*
 * passkey.c - challenges that are good once, and the keys that answer them.
 */
#include "auth/passkey.h"

#include "auth/room.h"

#define NAME_MAX_LETTERS 80

static const char *const acts[] = {
	[WEBAUTHN_CREATE] = "create", [WEBAUTHN_GET] = "get"
};

/* Why, is for the log: whoever tries learns that it was wrong. */
static enum err
wrong(struct ctx *c, const char *why)
{
	log_info("passkey refused: %s", why);
	fault_clear(c);
	fault(c, STR(""), "passkey_wrong", NULL);
	return ERR_WHO;
}

static enum err
note(struct ctx *c, int64_t person, const char *what, const char *name, const char *by)
{
	return trail(c, TRAIL_SECOND, (struct trail_about){ .person = person }, "what",
	    what, "name", name, "by", by, NULL);
}

/* ---- challenges ---- */

static enum err
sweep(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _challenge where until_ms not between ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " and ");
	sql_int(&q, c->now_ms + CHALLENGE_MS);
	return db_run(c->db, &q);
}

/* person  who is to answer it; 0: anybody */
static enum err
challenge_new(struct ctx *c, enum webauthn_act act, int64_t person, char challenge[44])
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	auth_random(challenge);
	TRY(tx_begin(c->db, &tx));
	TRY(sweep(c));
	sql_text(&q, "insert into _challenge (hash, act, person, until_ms) values (");
	sql_str(&q, auth_hash_of(c, str_of(challenge)));
	sql_text(&q, ", ");
	sql_str(&q, str_of(acts[act]));
	sql_text(&q, ", ");
	sql_int(&q, person);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + CHALLENGE_MS);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* It is used up, whatever comes of it: of two who come at once, one has it. */
static enum err
challenge_use(struct ctx *c, enum webauthn_act act, int64_t person, struct str challenge)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _challenge where hash = ");
	sql_str(&q, auth_hash_of(c, challenge));
	sql_text(&q, " and act = ");
	sql_str(&q, str_of(acts[act]));
	sql_text(&q, " and person = ");
	sql_int(&q, person);
	sql_text(&q, " and until_ms between ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " and ");
	sql_int(&q, c->now_ms + CHALLENGE_MS);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_WHO;
	return tx_commit(&tx);
}

/* What was said, in answer to a challenge of ours. */
static enum err
read_answer(struct ctx *c, const struct webauthn_place *place, enum webauthn_act act,
    int64_t person, const json_t *credential, struct webauthn_said *said)
{
	const char *why;
	enum err e = webauthn_read(c->mem, place, act, credential, said, &why);

	if (e != OK)
		return wrong(c, why);
	e = challenge_use(c, act, person, said->challenge);
	return e == ERR_WHO ? wrong(c, "its challenge is none of ours, or was used") : e;
}

/* ---- to make one ---- */

/* A user's name there: what a browser shows when it asks which one. */
static enum err
write_user(struct ctx *c, int64_t person, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(login, name), name from \"user\" where id = ");
	sql_int(&q, person);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	jw_key(w, "user");
	jw_open(w);
	jw_key(w, "id");
	jw_str(w, webauthn_text(c->mem, str_of(number_text(c->mem, person))));
	jw_key(w, "name");
	jw_str(w, row_str(&r, 0));
	jw_key(w, "displayName");
	jw_str(w, row_str(&r, 1));
	jw_close(w);
	return OK;
}

static void
write_algorithms(struct jw *w)
{
	jw_key(w, "pubKeyCredParams");
	jw_array(w);
	for (const int *each = webauthn_algorithms; *each != 0; each++) {
		jw_open(w);
		jw_key(w, "type");
		jw_c(w, "public-key");
		jw_key(w, "alg");
		jw_int(w, *each);
		jw_close(w);
	}
	jw_end(w);
}

/* Those they have: an authenticator does not make a second one. */
static enum err
write_known(struct ctx *c, int64_t person, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	size_t count = 0;

	sql_text(&q, "select credential from _passkey where person = ");
	sql_int(&q, person);
	TRY(rows_begin(c->db, &q, &r));
	jw_key(w, "excludeCredentials");
	jw_array(w);
	for (; rows_next(&r); count++) {
		jw_open(w);
		jw_key(w, "type");
		jw_c(w, "public-key");
		jw_key(w, "id");
		jw_str(w, row_str(&r, 0));
		jw_close(w);
	}
	jw_end(w);
	if (count < PASSKEYS_MAX)
		return rows_err(&r);
	fault_over(c, STR(""), "too_many", PASSKEYS_MAX);
	return ERR_INPUT;
}

static void
write_challenge(struct jw *w, const char *challenge)
{
	jw_key(w, "challenge");
	jw_c(w, challenge);
	jw_key(w, "timeout");
	jw_int(w, CHALLENGE_MS);
}

enum err
passkey_begin(
    struct ctx *c, const struct webauthn_place *place, int64_t person, struct jw *w)
{
	char challenge[44];

	jw_open(w);
	TRY(write_user(c, person, w));
	TRY(write_known(c, person, w));
	TRY(challenge_new(c, WEBAUTHN_CREATE, person, challenge));
	write_challenge(w, challenge);
	write_algorithms(w);
	jw_key(w, "rp");
	jw_open(w);
	jw_key(w, "id");
	jw_str(w, place->rp);
	jw_key(w, "name");
	jw_str(w, c->meta->facts.name.len > 0 ? c->meta->facts.name : place->rp);
	jw_close(w);
	jw_key(w, "attestation");
	jw_c(w, "none");
	jw_key(w, "authenticatorSelection");
	jw_raw(w, STR("{\"residentKey\":\"required\",\"requireResidentKey\":true,"
		      "\"userVerification\":\"required\"}"));
	jw_close(w);
	return OK;
}

static enum err
is_taken(struct ctx *c, struct str credential, bool *taken)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "select count(*) from _passkey where credential = ");
	sql_str(&q, credential);
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*taken = count > 0;
	return OK;
}

static enum err
insert(struct ctx *c, int64_t person, struct str name, const struct webauthn_key *key,
    int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);

	*id = db_new_id(c->db);
	sql_text(&q, "insert into _passkey (id, credential, person, name, algorithm,"
		     " public_key, counter, created_ms) values (");
	sql_int(&q, *id);
	sql_text(&q, ", ");
	sql_str(&q, webauthn_text(c->mem, key->id));
	sql_text(&q, ", ");
	sql_int(&q, person);
	sql_text(&q, ", ");
	sql_str(&q, name);
	sql_text(&q, ", ");
	sql_int(&q, key->algorithm);
	sql_text(&q, ", ");
	sql_str(&q, webauthn_text(c->mem, key->key));
	sql_text(&q, ", ");
	sql_int(&q, key->counter);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static enum err
keep(struct ctx *c, int64_t person, struct str name, const struct webauthn_key *key,
    int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	bool taken;

	TRY(tx_begin(c->db, &tx));
	TRY(is_taken(c, webauthn_text(c->mem, key->id), &taken));
	if (taken) {
		fault(c, STR(""), "passkey_taken", NULL);
		return ERR_CLASH;
	}
	TRY(insert(c, person, name, key, id));
	TRY(note(c, person, "passkey made", str_c(c->mem, name), "self"));
	return tx_commit(&tx);
}

static enum err
read_name(struct ctx *c, struct str said, struct str *out)
{
	if (text_clean(c->mem, said, false, out) && str_trim(*out).len > 0) {
		*out = utf8_head(str_trim(*out), NAME_MAX_LETTERS);
		return OK;
	}
	fault(c, STR("name"), "required", NULL);
	return ERR_INPUT;
}

static enum err
finish(struct ctx *c, const struct webauthn_place *place, int64_t person,
    const json_t *credential, struct webauthn_key *key)
{
	struct webauthn_said said;
	const char *why;

	TRY(read_answer(c, place, WEBAUTHN_CREATE, person, credential, &said));
	if (webauthn_made(c->mem, place, &said, key, &why) != OK)
		return wrong(c, why);
	return OK;
}

enum err
passkey_finish(struct ctx *c, const struct webauthn_place *place, int64_t person,
    struct str said_name, const json_t *credential, int64_t *id)
{
	struct webauthn_key key;
	struct str name;
	enum err e;

	TRY(read_name(c, said_name, &name));
	e = finish(c, place, person, credential, &key);
	if (e == ERR_WHO)
		TRY(note(c, person, "passkey refused", str_c(c->mem, name), "self"));
	TRY(e);
	return keep(c, person, name, &key, id);
}

/* ---- to come in by one ---- */

enum err
passkey_ask(struct ctx *c, const struct webauthn_place *place, struct jw *w)
{
	char challenge[44];

	TRY(challenge_new(c, WEBAUTHN_GET, 0, challenge));
	jw_open(w);
	write_challenge(w, challenge);
	jw_key(w, "rpId");
	jw_str(w, place->rp);
	jw_key(w, "allowCredentials"); /* none: those that are found by themselves */
	jw_array(w);
	jw_end(w);
	jw_key(w, "userVerification");
	jw_c(w, "required");
	jw_close(w);
	return OK;
}

struct known {
	int64_t id, person; /* 0: of nobody who may act */
	struct webauthn_key key;
};

static enum err
find(struct ctx *c, struct str credential, struct known *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = (struct known){ 0 };
	sql_text(&q, "select k.id, k.person, k.algorithm, k.public_key, k.counter"
		     " from _passkey k join \"user\" u on u.id = k.person"
		     " where k.credential = ");
	sql_str(&q, webauthn_text(c->mem, credential));
	person_may_act(&q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r);
	*out = (struct known){ .id = row_int(&r, 0),
		.person = row_int(&r, 1),
		.key = { .algorithm = (int)row_int(&r, 2), .counter = row_int(&r, 4) } };
	return webauthn_bytes(c->mem, row_str(&r, 3), WEBAUTHN_DATA_MAX, &out->key.key);
}

/* Its counter rose since it was read, or neither counts: of two copies of a key that
 * come at once, one is in. */
static enum err
note_use(struct ctx *c, const struct known *known, int64_t counter, bool *first)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _passkey set counter = ");
	sql_int(&q, counter);
	sql_text(&q, ", seen_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where id = ");
	sql_int(&q, known->id);
	sql_text(&q, " and counter = ");
	sql_int(&q, known->key.counter);
	TRY(db_run(c->db, &q));
	*first = db_changes(c->db) > 0;
	return tx_commit(&tx);
}

enum err
passkey_answer(struct ctx *c, const struct webauthn_place *place,
    const json_t *credential, int64_t *person)
{
	struct webauthn_said said;
	struct known known;
	int64_t counter;
	const char *why;
	bool first;

	*person = 0;
	TRY(read_answer(c, place, WEBAUTHN_GET, 0, credential, &said));
	TRY(find(c, said.id, &known));
	if (known.id == 0)
		return wrong(c, "it is nobody's");
	*person = known.person;
	if (!str_is(said.user, number_text(c->mem, known.person)))
		return wrong(c, "it is somebody else's");
	if (webauthn_signed(place, &said, &known.key, &counter, &why) != OK)
		return wrong(c, why);
	TRY(note_use(c, &known, counter, &first));
	return first ? OK : wrong(c, "it was used elsewhere at this moment");
}

/* ---- what somebody has ---- */

enum err
passkey_list(struct ctx *c, int64_t person, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, name, created_ms, seen_ms from _passkey"
		     " where person = ");
	sql_int(&q, person);
	sql_text(&q, " order by id");
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r)) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, row_int(&r, 0));
		jw_key(w, "name");
		jw_str(w, row_str(&r, 1));
		jw_key(w, "created_ms");
		jw_int(w, row_int(&r, 2));
		jw_key(w, "seen_ms");
		if (row_null(&r, 3))
			jw_null(w);
		else
			jw_int(w, row_int(&r, 3));
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}

enum err
passkey_rename(struct ctx *c, int64_t person, int64_t id, struct str said)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct str name;

	TRY(read_name(c, said, &name));
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _passkey set name = ");
	sql_str(&q, name);
	sql_text(&q, " where id = ");
	sql_int(&q, id);
	sql_text(&q, " and person = ");
	sql_int(&q, person);
	TRY(db_run(c->db, &q));
	return db_changes(c->db) == 0 ? ERR_ABSENT : tx_commit(&tx);
}

enum err
passkey_drop(struct ctx *c, int64_t person, int64_t id, const char *by)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _passkey where id = ");
	sql_int(&q, id);
	sql_text(&q, " and person = ");
	sql_int(&q, person);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	TRY(note(c, person, "passkey taken away", number_text(c->mem, id), by));
	return tx_commit(&tx);
}

enum err
passkey_drop_all(struct ctx *c, int64_t person, const char *why)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _passkey where person = ");
	sql_int(&q, person);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) > 0)
		TRY(note(c, person, "passkey taken away", "*", why));
	return tx_commit(&tx);
}

enum err
passkey_has(struct ctx *c, int64_t person, bool *has)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "select count(*) from _passkey where person = ");
	sql_int(&q, person);
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*has = count > 0;
	return OK;
}
