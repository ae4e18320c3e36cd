/*
 * provider.c - what an administrator said of each provider: one object, checked
 * against the table of its kind; its secret is sealed apart.
 */
#include "signin/room.h"

#include <ctype.h>

#define TEXT_MAX 2000
#define NAME_MAX_LEN 40
#define SECRET_LONGEST 1000

enum shape { TEXT, BOOL, URL, ROLES, MAP };

static const struct key {
	const char *name;
	enum shape shape;
	int kind; /* -1: both */
	bool required;
	const char *otherwise;
} keys[] = {
	{ "kind", TEXT, -1, true, NULL },
	{ "label", TEXT, -1, true, NULL },
	{ "active", BOOL, -1, false, NULL },
	{ "create", BOOL, -1, false, NULL },
	{ "roles", ROLES, -1, false, NULL },
	{ "role_claim", TEXT, PROVIDER_OIDC, false, "groups" },
	{ "role_map", MAP, -1, false, NULL },
	{ "issuer", URL, PROVIDER_OIDC, true, NULL },
	{ "client_id", TEXT, PROVIDER_OIDC, true, NULL },
	{ "scopes", TEXT, PROVIDER_OIDC, false, "openid profile email" },
	{ "login_claim", TEXT, PROVIDER_OIDC, false, "preferred_username" },
	{ "url", TEXT, PROVIDER_LDAP, true, NULL },
	{ "start_tls", BOOL, PROVIDER_LDAP, false, NULL },
	{ "bind_dn", TEXT, PROVIDER_LDAP, false, "" },
	{ "base", TEXT, PROVIDER_LDAP, true, NULL },
	{ "filter", TEXT, PROVIDER_LDAP, false, "(uid={login})" },
	{ "id_attribute", TEXT, PROVIDER_LDAP, false, "entryUUID" },
	{ "login_attribute", TEXT, PROVIDER_LDAP, false, "uid" },
	{ "name_attribute", TEXT, PROVIDER_LDAP, false, "cn" },
	{ "mail_attribute", TEXT, PROVIDER_LDAP, false, "mail" },
	{ "group_attribute", TEXT, PROVIDER_LDAP, false, "memberOf" },
	{ "group_base", TEXT, PROVIDER_LDAP, false, "" },
	{ "group_filter", TEXT, PROVIDER_LDAP, false, "(member={dn})" },
};

static const char *const kinds[] = { [PROVIDER_OIDC] = "oidc", [PROVIDER_LDAP] = "ldap" };

struct str
provider_text(const struct provider *p, const char *key)
{
	struct str said = json_get_str(p->body, key);

	if (said.at != NULL)
		return said;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].name, key) == 0 && keys[i].otherwise != NULL)
			return str_of(keys[i].otherwise);
	return STR("");
}

enum err
provider_is_wrong(struct ctx *c, const struct provider *p, const char *why)
{
	log_warn("sign-in by %.*s refused: %s", STR_ARG(p->name), why);
	fault(c, STR(""), "provider_wrong", NULL);
	return ERR_WHO;
}

enum err
provider_is_down(struct ctx *c, const struct provider *p, struct str why)
{
	log_warn("sign-in by %.*s: %.*s", STR_ARG(p->name), STR_ARG(why));
	fault(c, STR(""), "provider_down", NULL);
	return ERR_DOWN;
}

/* ---- addresses ---- */

/* Behind a host: nothing, ":8443", a path, a question. */
static bool
port_fits(struct str rest, size_t at)
{
	int port = 0;

	if (at < rest.len && rest.at[at] == ':') {
		while (++at < rest.len && isdigit((unsigned char)rest.at[at]) &&
		       port <= 65535)
			port = port * 10 + rest.at[at] - '0';
		if (port == 0 || port > 65535)
			return false;
	}
	return at == rest.len || rest.at[at] == '/' || rest.at[at] == '?';
}

/* "host", "[::1]": what is before a port or a path; empty: no name of a host. */
static struct str
host_in(struct str rest)
{
	bool six = rest.len > 0 && rest.at[0] == '[';
	const char *more = six ? ":." : "-._";
	size_t end = six;

	while (end < rest.len && (isalnum((unsigned char)rest.at[end]) ||
				     strchr(more, rest.at[end]) != NULL))
		end++;
	if (six)
		end = end < rest.len && rest.at[end] == ']' ? end + 1 : 0;
	return (struct str){ rest.at, port_fits(rest, end) ? end : 0 };
}

static bool
is_this_machine(struct str host)
{
	return str_is(host, "localhost") || str_is(host, "127.0.0.1") ||
	       str_is(host, "[::1]");
}

/* Printable, and nothing that two readers read differently. */
static bool
is_plain(struct str url)
{
	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] <= ' ' || url.at[i] >= 0x7f ||
		    strchr("\\@#\"<>", url.at[i]) != NULL)
			return false;
	return url.len <= FETCH_URL_MAX;
}

/* Behind its scheme; STR_NONE: it has another. */
static struct str
behind(struct str url, const char *scheme)
{
	size_t n = strlen(scheme);

	if (!is_plain(url) || !str_starts(url, scheme))
		return STR_NONE;
	return (struct str){ url.at + n, url.len - n };
}

static bool
fits(struct str url, const char *sealed, const char *open, bool open_is_fine)
{
	struct str host = host_in(behind(url, sealed));

	if (host.len > 0)
		return true;
	host = host_in(behind(url, open));
	return host.len > 0 && (open_is_fine || is_this_machine(host));
}

bool
provider_url_fits(struct str url)
{
	return fits(url, "https://", "http://", false);
}

/* ---- is it a good one? ---- */

static const struct key *
key_of(const char *name, enum provider_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].name, name) == 0 &&
		    (keys[i].kind < 0 || keys[i].kind == (int)kind))
			return &keys[i];
	return NULL;
}

static enum err
check_role(struct ctx *c, const char *at, const json_t *role)
{
	struct str key = json_str(role);
	int64_t id;

	if (str_is(key, "admin"))
		return OK;
	TRY(site_role(c, key, &id));
	if (id == 0)
		fault(c, str_of(at), "not_choice", "value", str_c(c->mem, key), NULL);
	return OK;
}

static enum err
check_roles(struct ctx *c, const char *at, const json_t *roles)
{
	const json_t *role;
	size_t i;

	if (!json_is_array(roles) || json_array_size(roles) > 20) {
		fault(c, str_of(at), "not_choice", "value", "", NULL);
		return OK;
	}
	json_array_foreach(roles, i, role) TRY(check_role(c, at, role));
	return OK;
}

/* { group: [role, …], … } */
static enum err
check_map(struct ctx *c, const char *at, const json_t *map)
{
	const json_t *roles;
	const char *group;

	if (!json_is_object(map) || json_object_size(map) > 200) {
		fault(c, str_of(at), "not_choice", "value", "", NULL);
		return OK;
	}
	json_object_foreach((json_t *)(uintptr_t)map, group, roles)
	    TRY(check_roles(c, at, roles));
	return OK;
}

static void
check_text(struct ctx *c, const struct key *key, const json_t *value)
{
	struct str s = json_str(value), at = str_of(key->name);

	if (s.at == NULL || !utf8_valid(s))
		fault(c, at, "not_text", NULL);
	else if (s.len > TEXT_MAX)
		fault_over(c, at, "too_long", TEXT_MAX);
	else if (key->required && str_trim(s).len == 0)
		fault(c, at, "required", NULL);
	else if (key->shape == URL && !provider_url_fits(s))
		fault(c, at, "https_needed", NULL);
}

static enum err
check_key(struct ctx *c, const char *name, const json_t *value, enum provider_kind kind)
{
	const struct key *key = key_of(name, kind);

	if (key == NULL) {
		fault(c, str_of(name), "unknown_field", NULL);
		return OK;
	}
	switch (key->shape) {
	case BOOL:
		if (!json_is_boolean(value))
			fault(c, str_of(name), "not_bool", NULL);
		return OK;
	case ROLES: return check_roles(c, name, value);
	case MAP: return check_map(c, name, value);
	default: check_text(c, key, value); return OK;
	}
}

static void
check_directory(struct ctx *c, const json_t *body)
{
	if (!fits(json_get_str(body, "url"), "ldaps://", "ldap://",
		json_get_bool(body, "start_tls")))
		fault(c, STR("url"), "ldaps_needed", NULL);
	if (json_object_get(body, "filter") != NULL &&
	    str_find(json_get_str(body, "filter"), STR("{login}")) ==
		json_get_str(body, "filter").len)
		fault(c, STR("filter"), "filter_login", "login", "{login}", NULL);
}

static bool
kind_of(struct str word, enum provider_kind *out)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(word, kinds[i])) {
			*out = (enum provider_kind)i;
			return true;
		}
	return false;
}

static bool
is_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.at[i]) == NULL)
			return false;
	return name.len > 0 && name.len <= NAME_MAX_LEN;
}

/* Faults by key; body is without its secret. */
static enum err
check(struct ctx *c, struct str name, const json_t *body, enum provider_kind *kind)
{
	const json_t *value;
	const char *key;

	if (!is_name(name))
		fault(c, STR("name"), "provider_name", NULL);
	if (!kind_of(json_get_str(body, "kind"), kind)) {
		fault(c, STR("kind"), "not_choice", "value",
		    str_c(c->mem, json_get_str(body, "kind")), NULL);
		return ERR_INPUT;
	}
	json_object_foreach((json_t *)(uintptr_t)body, key, value)
	    TRY(check_key(c, key, value, *kind));
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (keys[i].required &&
		    (keys[i].kind < 0 || keys[i].kind == (int)*kind) &&
		    json_object_get(body, keys[i].name) == NULL)
			fault(c, str_of(keys[i].name), "required", NULL);
	if (*kind == PROVIDER_LDAP)
		check_directory(c, body);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- kept ---- */

static enum err
read_row(struct ctx *c, const struct rows *r, struct provider *out)
{
	json_t *body;

	TRY(json_read(c->mem, str_copy(c->mem, row_str(r, 1)), &body, NULL));
	*out = (struct provider){ .name = str_copy(c->mem, row_str(r, 0)),
		.body = body,
		.label = json_get_str(body, "label"),
		.active = !json_is_false(json_object_get(body, "active")),
		.create = json_get_bool(body, "create") };
	return kind_of(json_get_str(body, "kind"), &out->kind) ? OK : ERR_BUG;
}

enum err
provider_list(struct ctx *c, struct provider out[PROVIDERS_MAX], size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select name, body from _provider order by name");
	sql_limit(&q, PROVIDERS_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < PROVIDERS_MAX && rows_next(&r))
		TRY(read_row(c, &r, &out[(*count)++]));
	return rows_err(&r);
}

enum err
provider_load(struct ctx *c, struct str name, struct provider *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select name, body from _provider where name = ");
	sql_str(&q, name);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	return read_row(c, &r, out);
}

static struct str
secret_name(struct ctx *c, struct str name)
{
	return str_printf(c->mem, "provider/%.*s", STR_ARG(name));
}

enum err
provider_secret(struct ctx *c, const struct provider *p, struct str *out)
{
	enum err e = auth_secret(c, secret_name(c, p->name), out);

	if (e == ERR_ABSENT)
		*out = STR("");
	return e == ERR_ABSENT ? OK : e;
}

/* Absent: as it was; null: none; else the new one. */
static enum err
put_secret(struct ctx *c, struct str name, const json_t *secret)
{
	struct str s = json_str(secret);

	if (secret == NULL)
		return OK;
	if (json_is_null(secret))
		return auth_secret_drop(c, secret_name(c, name));
	if (s.len == 0 || s.len > SECRET_LONGEST) {
		fault_over(c, STR("secret"), s.len == 0 ? "required" : "too_long",
		    SECRET_LONGEST);
		return ERR_INPUT;
	}
	return auth_secret_put(c, secret_name(c, name), s);
}

static enum err
put_row(struct ctx *c, struct str name, const json_t *body)
{
	struct sql q = SQL_INIT(c->mem), many = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "insert into _provider (name, body, changed_ms) values (");
	sql_str(&q, name);
	sql_text(&q, ", ");
	sql_str(&q, json_dump(c->mem, body));
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (name) do update set body = excluded.body,"
		     " changed_ms = excluded.changed_ms");
	TRY(db_run(c->db, &q));
	sql_text(&many, "select count(*) from _provider");
	TRY(db_int(c->db, &many, ERR_BUG, &count));
	return count > PROVIDERS_MAX ? ERR_LIMIT : OK;
}

static enum err
tell(struct ctx *c, struct str name, const char *to)
{
	return trail(c, TRAIL_SETTING, TRAIL_NOTHING, "name",
	    str_c(c->mem, secret_name(c, name)), "to", to, NULL);
}

enum err
provider_put(struct ctx *c, struct str name, const json_t *body)
{
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *rest = json_hold(c->mem, json_copy((json_t *)(uintptr_t)body));
	enum provider_kind kind;

	json_object_del(rest, "secret");
	TRY(check(c, name, rest, &kind));
	TRY(tx_begin(c->db, &tx));
	TRY(put_row(c, name, rest));
	TRY(put_secret(c, name, json_object_get(body, "secret")));
	TRY(tell(c, name, str_c(c->mem, json_dump(c->mem, rest))));
	return tx_commit(&tx);
}

enum err
provider_drop(struct ctx *c, struct str name)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _provider where name = ");
	sql_str(&q, name);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	TRY(auth_secret_drop(c, secret_name(c, name)));
	TRY(tell(c, name, ""));
	return tx_commit(&tx);
}

enum err
provider_write(struct ctx *c, struct jw *w, const struct provider *p)
{
	struct str secret;
	const json_t *value;
	const char *key;
	enum err e = auth_secret(c, secret_name(c, p->name), &secret);

	if (e != OK && e != ERR_ABSENT && e != ERR_DOWN)
		return e;
	fault_clear(c);
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, p->name);
	json_object_foreach((json_t *)(uintptr_t)p->body, key, value)
	{
		jw_key_c(w, key);
		jw_json(w, value);
	}
	jw_key(w, "has_secret");
	jw_bool(w, e != ERR_ABSENT);
	jw_key(w, "secret_closed"); /* its key is not here */
	jw_bool(w, e == ERR_DOWN);
	jw_close(w);
	return OK;
}

/* ---- settings of whoever runs the server ---- */

enum err
signin_gate(struct ctx *c, struct gate *out)
{
	struct str text, wrong;

	TRY(site_setting(c, "outgoing", &text));
	if (gate_read(text, out, &wrong) != OK)
		*out = (struct gate){ 0 };
	return OK;
}
