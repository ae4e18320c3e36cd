/*
 * auth.c - set-up, oneself, passwords.
 */
#include "api/room.h"

static const char *const own_fields[] = { "name", "email", "phone", "language",
	"calendar", "digits", "zone", "first_day", "theme", "density", "away_from",
	"away_until" };

enum err
me_write(struct ctx *c, struct jw *w)
{
	const struct entity *user = meta_entity(c->meta, STR("user"));
	struct actor was = c->actor;
	struct record *rec;
	enum err e;

	c->actor.program = true; /* oneself, whatever the roles say of others */
	e = record_load(c, (struct ref){ user, c->actor.user }, &rec);
	c->actor = was;
	TRY(e);
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, rec->id);
	jw_key(w, "login");
	value_write(w, entity_field(user, STR("login")),
	    record_value(rec, entity_field(user, STR("login"))));
	for (size_t i = 0; i < COUNT_OF(own_fields); i++) {
		const struct field *f = entity_field(user, str_of(own_fields[i]));

		if (f == NULL)
			continue;
		jw_key_c(w, own_fields[i]);
		if (strcmp(own_fields[i], "language") == 0)
			jw_c(w, c->actor.language);
		else if (strcmp(own_fields[i], "zone") == 0)
			jw_c(w, c->actor.zone);
		else if (strcmp(own_fields[i], "calendar") == 0)
			jw_c(w, c->actor.calendar);
		else
			value_write(w, f, record_value(rec, f));
	}
	jw_key(w, "roles");
	jw_json(w, c->actor.roles);
	jw_key(w, "admin");
	jw_bool(w, c->actor.admin);
	jw_close(w);
	return OK;
}

enum err
reply_me(struct ctx *c, int status, bool wrapped)
{
	struct jw *w = reply_json(c, status);

	if (!wrapped)
		return me_write(c, w);
	jw_open(w);
	jw_key(w, "me");
	TRY(me_write(c, w));
	jw_close(w);
	return OK;
}

static enum err
me(struct ctx *c)
{
	return reply_me(c, 200, false);
}

static enum err
change_me(struct ctx *c)
{
	struct ref self = { meta_entity(c->meta, STR("user")), c->actor.user };
	int64_t user = c->actor.user;
	struct record *rec;
	const char *key;
	json_t *news, *value;
	enum err e;

	TRY(req_json(c, &news));
	json_object_foreach(news, key, value)
	{
		size_t i = 0;

		while (i < COUNT_OF(own_fields) && strcmp(own_fields[i], key) != 0)
			i++;
		if (i == COUNT_OF(own_fields))
			fault(c, str_of(key), "unknown_field", NULL);
	}
	if (c->fault_count > 0)
		return ERR_INPUT;
	c->actor.program = true;
	e = record_change(c, self, 0, news, &rec);
	c->actor.program = false;
	TRY(e);
	TRY(auth_as(c, user));
	return reply_me(c, 200, false);
}

/* ---- first run ---- */

static enum err
setup_state(struct ctx *c)
{
	struct jw *w = reply_json(c, 200);
	bool empty;

	TRY(auth_is_empty(c, &empty));
	jw_open(w);
	jw_key(w, "needed");
	jw_bool(w, empty);
	jw_key(w, "languages");
	jw_array(w);
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		jw_c(w, languages[i]);
	jw_end(w);
	jw_close(w);
	return OK;
}

static const struct {
	const char *country, *zone;
} zones[] = { { "VN", "Asia/Ho_Chi_Minh" }, { "IR", "Asia/Tehran" },
	{ "CN", "Asia/Shanghai" }, { "TW", "Asia/Taipei" }, { "HK", "Asia/Hong_Kong" },
	{ "SG", "Asia/Singapore" }, { "TH", "Asia/Bangkok" }, { "GB", "Europe/London" },
	{ "DE", "Europe/Berlin" }, { "FR", "Europe/Paris" }, { "US", "America/New_York" },
	{ "AE", "Asia/Dubai" }, { "TR", "Europe/Istanbul" } };

static enum err
set_company(struct ctx *c, const json_t *body)
{
	struct str country = json_get_str(body, "country"),
		   currency = json_get_str(body, "currency");
	struct str name, zone = json_get_str(body, "zone");

	if (!text_clean(c->mem, json_get_str(body, "company"), false, &name) ||
	    name.len == 0)
		fault(c, STR("company"), "required", NULL);
	if (country.len != 2)
		fault(c, STR("country"), "required", NULL);
	if (currency_of(currency) == NULL)
		fault(c, STR("currency"), "bad_currency", "value",
		    str_c(c->mem, currency), NULL);
	for (size_t i = 0; i < COUNT_OF(zones) && zone.len == 0; i++)
		if (str_is(country, zones[i].country))
			zone = str_of(zones[i].zone);
	if (zone.len == 0 || !zone_known(str_c(c->mem, zone)))
		zone = STR("Etc/UTC");
	if (c->fault_count > 0)
		return ERR_INPUT;
	TRY(site_set(c, "name", utf8_head(name, 80)));
	TRY(site_set(c, "country", country));
	TRY(site_set(c, "currency", currency));
	TRY(site_set(c, "zone", zone));
	c->actor.language =
	    languages[language_index(str_c(c->mem, json_get_str(body, "language")))];
	return site_set(c, "language", str_of(c->actor.language));
}

static enum err
first_user(struct ctx *c, const json_t *body, int64_t *id)
{
	json_t *news = json_hold(c->mem, json_pack("{s:[s]}", "roles", "admin"));
	static const char *const taken[] = { "login", "name", "language", "calendar",
		"digits" };
	struct record *rec;

	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (json_object_get(body, taken[i]) != NULL)
			json_object_set(news, taken[i], json_object_get(body, taken[i]));
	if (json_get_str(body, "login").len == 0)
		fault(c, STR("login"), "required", NULL);
	TRY(record_create(c, meta_entity(c->meta, STR("user")), news, &rec));
	*id = rec->id;
	return auth_password_set(c, rec->id, json_get_str(body, "password"), "setup");
}

struct first {
	const json_t *body;
	int64_t id;
};

static enum err
make_company(struct ctx *c, void *arg)
{
	struct first *first = arg;

	TRY(set_company(c, first->body));
	TRY(site_seed(c));
	return first_user(c, first->body, &first->id);
}

/*
 * Make the company and its first administrator.  The token is on the console
 * of whoever started the program: a stranger on the network does not have it.
 */
static enum err
setup(struct ctx *c)
{
	struct first first;
	struct str said, why;
	json_t *body;
	bool empty;

	TRY(req_json(c, &body));
	TRY(auth_is_empty(c, &empty));
	if (!empty)
		return ERR_ABSENT;
	said = json_get_str(body, "token");
	if (said.len == 0 || !str_is(said, site_setup_token(c->site))) {
		fault(c, STR("token"), "setup_token", NULL);
		return ERR_DENIED;
	}
	site_as_program(c);
	first = (struct first){ .body = body };
	TRY(site_whole(c, make_company, &first));
	if (site_reload(c, &why) == OK) /* else whoever comes next finds it */
		site_renew(c);
	TRY(sign_in(c, first.id, "setup", false));
	return reply_me(c, 201, true);
}

/* ---- passwords ---- */

/* For whom somebody else vouches, the first password is an administrator's to give: by
 * one of their own they would still come in when nobody vouches any more. */
static enum err
must_have_one(struct ctx *c)
{
	bool has;

	TRY(auth_password_has(c, c->actor.user, &has));
	if (has)
		return OK;
	fault(c, STR("old"), "password_elsewhere", NULL);
	return ERR_INPUT;
}

/*
 * Other sessions end: where somebody else may sit, they sit no more.  Tokens stand, or
 * programs would stop at night for a password that was merely old; who fears one was
 * taken says so, and everybody is told how many stand.
 */
static enum err
change_password(struct ctx *c)
{
	json_t *body;
	int64_t tokens;
	struct jw *w;

	TRY(req_json(c, &body));
	TRY(must_have_one(c));
	TRY(sign_again(c, "old", json_get_str(body, "old")));
	TRY(auth_password_set(c, c->actor.user, json_get_str(body, "new"), "self"));
	if (json_get_bool(body, "tokens"))
		TRY(auth_end_tokens(c, c->actor.user));
	TRY(auth_token_count(c, c->actor.user, &tokens));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "tokens");
	jw_int(w, tokens);
	jw_close(w);
	return OK;
}

static enum err
give_password(struct ctx *c)
{
	json_t *body;
	int64_t id;

	TRY(req_other(c, &id));
	TRY(req_json(c, &body));
	TRY(auth_password_set(c, id, json_get_str(body, "new"), "administrator"));
	return reply_nothing(c);
}

const struct route auth_routes[] = {
	{ "GET", "/api/setup", setup_state, "is the first run still to come?", OPEN },
	{ "POST", "/api/setup", setup, "make the company and its administrator", OPEN },
	{ "GET", "/api/me", me, "who am I, and how do I like it", TOKEN },
	{ "PATCH", "/api/me", change_me, "language, calendar, zone, looks", SESSION },
	{ "POST", "/api/me/password", change_password,
	    "a new password, with the old one; \"tokens\": true ends one's tokens, too",
	    SESSION },
	{ "POST", "/api/users/{id}/password", give_password, "give somebody a password",
	    0 },
	{ 0 },
};
