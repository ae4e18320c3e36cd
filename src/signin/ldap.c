/*
 * ldap.c - signing in by a company's directory.
 *
 * A service account looks for the one entry that the filter finds; then the
 * directory itself says, by a bind as that entry, whether the password is theirs.
 * So what it knows of locked and expired people holds here.  The connection is made
 * by fetch/ and its gate; libldap speaks over it, follows no referral, and sends no
 * password where TLS was not agreed on and verified.
 *
 * Whoever is not found is bound for all the same, as an entry that is not there:
 * the answer takes as long.
 *
 * src  RFC 4511, RFC 4513 §5.1.2 (a bind without a password proves nothing),
 *      RFC 4515 §3
 */
#include "signin/room.h"

#include <ldap.h>
#include <openldap.h>
#include <sodium.h>
#include <unistd.h>

#define WAIT_S 3 /* for an answer; the library does not hold to it in TLS */
#define ALL_MS 5000
#define PASSWORD_MAX 1024
#define LOGIN_MAX 254
#define GROUPS_MAX 1000
#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"

static const int usual_ports[] = { 389, 636, 0 };

struct directory {
	struct ctx *c;
	const struct provider *p;
	LDAP *ld;
	struct deadline *deadline;
	bool entered; /* one of the few that may be outside */
	bool tls;     /* from the first byte */
	struct str host;
	int port;
};

struct str
ldap_escape(struct arena *mem, struct str value)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < value.len; i++) {
		unsigned char b = (unsigned char)value.at[i];

		if (b < ' ' || b >= 0x7f || strchr("*()\\/", b) != NULL)
			text_printf(&t, "\\%02x", b);
		else
			text_char(&t, (char)b);
	}
	return text_done(&t);
}

/* "{login}" in it is the value; so is no other. */
static struct str
fill(struct arena *mem, struct str pattern, const char *hole, struct str value)
{
	struct str escaped = ldap_escape(mem, value);
	struct text t = TEXT_INIT(mem);
	size_t n = strlen(hole);

	while (pattern.len > 0) {
		size_t at = str_find(pattern, str_of(hole));

		text_add(&t, pattern.at, at);
		if (at == pattern.len)
			break;
		text_str(&t, escaped);
		pattern = (struct str){ pattern.at + at + n, pattern.len - at - n };
	}
	return text_done(&t);
}

/* ---- the connection ---- */

static void
directory_end(struct directory *d)
{
	deadline_end(d->deadline);
	if (d->ld != NULL)
		ldap_unbind_ext_s(d->ld, NULL, NULL);
	if (d->entered)
		fetch_leave();
}

static enum err
failed(struct directory *d, int code, const char *what)
{
	char *more = NULL;
	struct str why;

	if (d->ld != NULL)
		ldap_get_option(d->ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
	why = str_printf(d->c->mem, "%s: %s %s", what, ldap_err2string(code),
	    more == NULL ? "" : more);
	ldap_memfree(more);
	return provider_is_down(d->c, d->p, why);
}

/* "ldaps://dc.acme.example:636" */
static enum err
read_url(struct directory *d)
{
	char *url = str_c(d->c->mem, provider_text(d->p, "url"));
	LDAPURLDesc *parts = NULL;

	if (ldap_url_parse(url, &parts) != LDAP_URL_SUCCESS)
		return provider_is_down(d->c, d->p, STR("its address is none"));
	d->tls = strcmp(parts->lud_scheme, "ldaps") == 0;
	d->port = parts->lud_port != 0 ? parts->lud_port : d->tls ? 636 : 389;
	d->host =
	    str_copy(d->c->mem, str_of(parts->lud_host == NULL ? "" : parts->lud_host));
	ldap_free_urldesc(parts);
	return OK;
}

/* All of it said here, so that no ldap.conf of the machine says otherwise. */
static bool
set_options(LDAP *ld)
{
	struct timeval wait = { .tv_sec = WAIT_S };
	int v3 = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, never = LDAP_DEREF_NEVER;
	int own = 0, seconds = WAIT_S, oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
	const char *ca = fetch_ca_file();

	return ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &v3) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_RESTART, LDAP_OPT_OFF) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_DEREF, &never) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &wait) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_TIMEOUT, &wait) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_TIMELIMIT, &seconds) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest) == 0 &&
	       ldap_set_option(
		   ld, LDAP_OPT_X_TLS_CACERTFILE, ca == NULL ? SYSTEM_CA : ca) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &own) == 0;
}

static enum err
agree_on_tls(struct directory *d)
{
	int code;

	if (d->tls)
		code = ldap_install_tls(d->ld);
	else if (json_get_bool(d->p->body, "start_tls"))
		code = ldap_start_tls_s(d->ld, NULL, NULL);
	else
		return OK; /* to this machine only: provider.c refuses others */
	return code == LDAP_SUCCESS ? OK : failed(d, code, "TLS");
}

static enum err
open_directory(struct directory *d)
{
	struct gate gate;
	struct str why;
	int fd, code;
	enum err e;

	TRY(read_url(d));
	TRY(signin_gate(d->c, &gate));
	e = fetch_connect(d->c->mem, &gate, d->host, d->port, usual_ports, &fd, &why);
	if (e != OK)
		return provider_is_down(d->c, d->p, why);
	if (!fetch_enter()) {
		close(fd);
		return provider_is_down(d->c, d->p, STR("too many at once"));
	}
	d->entered = true;
	code = ldap_init_fd(
	    fd, LDAP_PROTO_TCP, str_c(d->c->mem, provider_text(d->p, "url")), &d->ld);
	if (code != LDAP_SUCCESS) {
		close(fd);
		return failed(d, code, "a connection");
	}
	d->deadline = deadline_begin(fd, ALL_MS);
	if (d->deadline == NULL)
		return failed(d, LDAP_NO_MEMORY, "a thread");
	if (!set_options(d->ld))
		return failed(d, LDAP_LOCAL_ERROR, "its options");
	return agree_on_tls(d);
}

/* ---- a bind ---- */

/* Is it their password?  errs  DOWN  it did not say */
static enum err
bind_as(struct directory *d, struct str dn, struct str password, bool *right)
{
	struct berval secret = { .bv_len = password.len,
		.bv_val = str_c(d->c->mem, password) };
	int code = ldap_sasl_bind_s(
	    d->ld, str_c(d->c->mem, dn), LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);

	sodium_memzero(secret.bv_val, secret.bv_len);
	*right = code == LDAP_SUCCESS;
	if (code < 0 || code == LDAP_BUSY || code == LDAP_UNAVAILABLE)
		return failed(d, code, "a bind");
	return OK;
}

static enum err
bind_as_service(struct directory *d)
{
	struct str dn = provider_text(d->p, "bind_dn"), secret;
	bool right;

	TRY(provider_secret(d->c, d->p, &secret));
	if (dn.len > 0 && secret.len == 0)
		return provider_is_down(
		    d->c, d->p, STR("its service account has no password"));
	TRY(bind_as(d, dn, dn.len > 0 ? secret : STR(""), &right));
	return right
		   ? OK
		   : provider_is_down(d->c, d->p, STR("it refuses the service account"));
}

/* ---- a search ---- */

static void
message_end(LDAPMessage **m)
{
	if (*m != NULL)
		ldap_msgfree(*m);
}

static enum err
search(struct directory *d, struct str base, struct str filter, char **attributes,
    int most, LDAPMessage **out)
{
	struct timeval wait = { .tv_sec = WAIT_S };
	int code = ldap_search_ext_s(d->ld, str_c(d->c->mem, base), LDAP_SCOPE_SUBTREE,
	    str_c(d->c->mem, filter), attributes, 0, NULL, NULL, &wait, most, out);

	/* more than asked for is an answer: whoever wants one sees two */
	if (code == LDAP_SUCCESS || code == LDAP_SIZELIMIT_EXCEEDED ||
	    code == LDAP_NO_SUCH_OBJECT)
		return OK;
	return failed(d, code, "a search");
}

/* Text as it is, what is no text (an objectGUID) as hex. */
static struct str
text_of(struct arena *mem, const struct berval *value)
{
	struct str s = { value->bv_val, value->bv_len };
	char *hex;

	if (utf8_valid(s) && memchr(s.at, '\0', s.len) == NULL)
		return str_copy(mem, s);
	hex = arena_alloc(mem, s.len * 2 + 1);
	sodium_bin2hex(hex, s.len * 2 + 1, (const unsigned char *)s.at, s.len);
	return str_of(hex);
}

static void
values_end(struct berval ***values)
{
	ldap_value_free_len(*values);
}

/* The first value; "" without one. */
static struct str
value_of(struct directory *d, LDAPMessage *entry, const char *attribute)
{
	DEFER(values_end)
	struct berval **values = ldap_get_values_len(
	    d->ld, entry, str_c(d->c->mem, provider_text(d->p, attribute)));

	return values == NULL || values[0] == NULL ? STR("")
						   : text_of(d->c->mem, values[0]);
}

static struct str
dn_of(struct directory *d, LDAPMessage *entry)
{
	char *dn = ldap_get_dn(d->ld, entry);
	struct str copy = str_copy(d->c->mem, str_of(dn == NULL ? "" : dn));

	ldap_memfree(dn);
	return copy;
}

static void
put(json_t *claims, const char *name, struct str value)
{
	if (value.len > 0)
		json_object_set_new(claims, name, json_stringn(value.at, value.len));
}

/* What the entry says of its groups, and what the groups say of it. */
static enum err
find_groups(struct directory *d, LDAPMessage *entry, struct str dn, json_t *claims)
{
	DEFER(values_end)
	struct berval **values = ldap_get_values_len(
	    d->ld, entry, str_c(d->c->mem, provider_text(d->p, "group_attribute")));
	DEFER(message_end) LDAPMessage *found = NULL;
	struct str base = provider_text(d->p, "group_base"), filter;
	json_t *groups = json_array();
	char *none[] = { "1.1", NULL };

	json_object_set_new(claims, "groups", groups);
	for (size_t i = 0; values != NULL && values[i] != NULL && i < GROUPS_MAX; i++) {
		struct str name = text_of(d->c->mem, values[i]);

		json_array_append_new(groups, json_stringn(name.at, name.len));
	}
	if (base.len == 0)
		return OK;
	filter = fill(d->c->mem, provider_text(d->p, "group_filter"), "{dn}", dn);
	TRY(search(d, base, filter, none, GROUPS_MAX, &found));
	for (LDAPMessage *g = ldap_first_entry(d->ld, found); g != NULL;
	     g = ldap_next_entry(d->ld, g)) {
		struct str name = dn_of(d, g);

		json_array_append_new(groups, json_stringn(name.at, name.len));
	}
	return OK;
}

struct person {
	struct str dn; /* "": there is none */
	json_t *claims;
};

static enum err
read_person(struct directory *d, LDAPMessage *entry, struct person *out)
{
	json_t *claims = json_hold(d->c->mem, json_object());

	put(claims, "sub", value_of(d, entry, "id_attribute"));
	put(claims, "login", value_of(d, entry, "login_attribute"));
	put(claims, "name", value_of(d, entry, "name_attribute"));
	put(claims, "email", value_of(d, entry, "mail_attribute"));
	*out = (struct person){ dn_of(d, entry), claims };
	if (json_object_get(claims, "sub") == NULL)
		return provider_is_down(d->c, d->p,
		    STR("the entry has no value in the attribute that says who it is"));
	return find_groups(d, entry, out->dn, claims);
}

/* The one entry of that name; two are none. */
static enum err
find_person(struct directory *d, struct str login, struct person *out)
{
	static const char *const keys[] = { "id_attribute", "login_attribute",
		"name_attribute", "mail_attribute", "group_attribute" };
	char *attributes[COUNT_OF(keys) + 1] = { NULL };
	DEFER(message_end) LDAPMessage *found = NULL;
	struct str filter =
	    fill(d->c->mem, provider_text(d->p, "filter"), "{login}", login);

	*out = (struct person){ .dn = STR("") };
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		attributes[i] = str_c(d->c->mem, provider_text(d->p, keys[i]));
	TRY(search(d, provider_text(d->p, "base"), filter, attributes, 2, &found));
	if (ldap_count_entries(d->ld, found) != 1)
		return OK;
	return read_person(d, ldap_first_entry(d->ld, found), out);
}

/* ---- all of it ---- */

static struct str
nobodys_dn(struct directory *d)
{
	char random[44];

	auth_random(random);
	return str_printf(
	    d->c->mem, "cn=%s,%.*s", random, STR_ARG(provider_text(d->p, "base")));
}

/* errs  WHO  not theirs, or nobody's · DOWN */
static enum err
ask(struct ctx *c, const struct provider *p, struct str login, struct str password,
    json_t **claims)
{
	DEFER(directory_end) struct directory d = { .c = c, .p = p };
	struct person who;
	bool right;

	TRY(open_directory(&d));
	TRY(bind_as_service(&d));
	TRY(find_person(&d, login, &who));
	TRY(bind_as(&d, who.dn.len > 0 ? who.dn : nobodys_dn(&d), password, &right));
	if (!right || who.dn.len == 0)
		return ERR_WHO;
	*claims = who.claims;
	return OK;
}

/* A bind without a password succeeds, and proves nothing. */
static bool
may_ask(struct str login, struct str password)
{
	return login.len > 0 && login.len <= LOGIN_MAX && password.len > 0 &&
	       password.len <= PASSWORD_MAX && utf8_valid(login) &&
	       memchr(login.at, '\0', login.len) == NULL &&
	       memchr(password.at, '\0', password.len) == NULL;
}

static enum err
wrong(struct ctx *c)
{
	fault_clear(c);
	fault(c, STR(""), "login_wrong", NULL);
	return ERR_WHO;
}

static enum err
log_in_at(struct ctx *c, const struct provider *p, struct str login, struct str password,
    int64_t *user)
{
	json_t *claims;
	enum err e =
	    may_ask(login, password) ? ask(c, p, login, password, &claims) : ERR_WHO;

	site_budget(c, false); /* what was waited for was not the database */
	if (e != OK)
		return e == ERR_WHO ? wrong(c) : e;
	return identity_user(c, p, identity_issuer(c->mem, p), claims, user);
}

enum err
ldap_login(struct ctx *c, struct str login, struct str password, int64_t *user,
    struct str *provider)
{
	struct provider *all = arena_array(c->mem, struct provider, PROVIDERS_MAX);
	enum err answer = ERR_ABSENT;
	size_t count;

	TRY(provider_list(c, all, &count));
	for (size_t i = 0; i < count; i++) {
		enum err e;

		if (!all[i].active || all[i].kind != PROVIDER_LDAP)
			continue;
		fault_clear(c);
		e = log_in_at(c, &all[i], login, password, user);
		if (e == OK) {
			*provider = all[i].name;
			return OK;
		}
		if (e != ERR_WHO || !fault_has(c, "login_wrong"))
			return e; /* it knew them, or it could not be asked */
		answer = e;
	}
	return answer;
}

enum err
ldap_link(struct ctx *c, const struct provider *p, struct str login, struct str password,
    int64_t user)
{
	json_t *claims;
	enum err e =
	    may_ask(login, password) ? ask(c, p, login, password, &claims) : ERR_WHO;

	site_budget(c, false);
	if (e != OK)
		return e == ERR_WHO ? wrong(c) : e;
	return identity_link(
	    c, p, identity_issuer(c->mem, p), json_get_str(claims, "sub"), user);
}

enum err
ldap_check(struct ctx *c, const struct provider *p)
{
	DEFER(directory_end) struct directory d = { .c = c, .p = p };
	struct person who;

	TRY(open_directory(&d));
	TRY(bind_as_service(&d));
	return find_person(&d, STR("kith-checks-whether-this-works"), &who);
}
