/*
 * identity.c - whose is it, what somebody else vouches for?
 *
 * The row says (issuer, subject) and a user.  No row is made of a likeness of names
 * or mail addresses: at another company's issuer anybody may have called himself so.
 */
#include "signin/room.h"

#define SUBJECT_MAX 255

struct str
identity_issuer(struct arena *mem, const struct provider *p)
{
	if (p->kind == PROVIDER_OIDC)
		return provider_text(p, "issuer");
	return str_printf(mem, "ldap:%.*s", STR_ARG(p->name));
}

/* ---- rows ---- */

/* *user 0: nobody's, or of somebody who may not sign in any more. */
static enum err
find(struct ctx *c, struct str issuer, struct str subject, int64_t *user)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	*user = 0;
	sql_text(&q, "select i.person from _identity i join \"user\" u on u.id = i.person"
		     " where i.issuer = ");
	sql_str(&q, issuer);
	sql_text(&q, " and i.subject = ");
	sql_str(&q, subject);
	sql_text(&q, " and u.deleted_ms is null and coalesce(u.active, 1) = 1");
	e = db_int(c->db, &q, ERR_ABSENT, user);
	return e == ERR_ABSENT ? OK : e;
}

/* Also of somebody who has left: their row is not given to another. */
static enum err
is_somebodys(struct ctx *c, struct str issuer, struct str subject, int64_t *user)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	*user = 0;
	sql_text(&q, "select person from _identity where issuer = ");
	sql_str(&q, issuer);
	sql_text(&q, " and subject = ");
	sql_str(&q, subject);
	e = db_int(c->db, &q, ERR_ABSENT, user);
	return e == ERR_ABSENT ? OK : e;
}

static enum err
add_row(struct ctx *c, struct str issuer, struct str subject, int64_t user)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _identity (issuer, subject, id, person, created_ms)"
		     " values (");
	sql_str(&q, issuer);
	sql_text(&q, ", ");
	sql_str(&q, subject);
	sql_text(&q, ", ");
	sql_int(&q, db_new_id(c->db));
	sql_text(&q, ", ");
	sql_int(&q, user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
identity_link(struct ctx *c, const struct provider *p, struct str issuer,
    struct str subject, int64_t user)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t whose;

	if (subject.len == 0 || subject.len > SUBJECT_MAX || !utf8_valid(subject)) {
		fault_over(c, STR("subject"), subject.len == 0 ? "required" : "too_long",
		    SUBJECT_MAX);
		return ERR_INPUT;
	}
	TRY(tx_begin(c->db, &tx));
	TRY(is_somebodys(c, issuer, subject, &whose));
	if (whose == user)
		return OK;
	if (whose != 0) {
		fault(c, STR(""), "identity_taken", NULL);
		return ERR_CLASH;
	}
	TRY(add_row(c, issuer, subject, user));
	TRY(trail(c, TRAIL_IDENTITY, (struct trail_about){ .person = user }, "what",
	    "linked", "provider", str_c(c->mem, p->name), "subject",
	    str_c(c->mem, subject), NULL));
	return tx_commit(&tx);
}

enum err
identity_unlink(struct ctx *c, int64_t user, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _identity where id = ");
	sql_int(&q, id);
	sql_text(&q, " and person = ");
	sql_int(&q, user);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	TRY(trail(c, TRAIL_IDENTITY, (struct trail_about){ .person = user }, "what",
	    "taken away", NULL));
	return tx_commit(&tx);
}

enum err
identity_list(struct ctx *c, int64_t user, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(
	    &q, "select id, issuer, subject, created_ms from _identity where person = ");
	sql_int(&q, user);
	sql_text(&q, " order by id");
	sql_limit(&q, 100);
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r)) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, row_int(&r, 0));
		jw_key(w, "issuer");
		jw_str(w, row_str(&r, 1));
		jw_key(w, "subject");
		jw_str(w, row_str(&r, 2));
		jw_key(w, "created_ms");
		jw_int(w, row_int(&r, 3));
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}

/* ---- roles ---- */

static void
add_once(json_t *roles, const json_t *role)
{
	const json_t *each;
	size_t i;

	json_array_foreach(roles, i, each) if (json_equal(each, role)) return;
	json_array_append(roles, (json_t *)(uintptr_t)role);
}

static void
add_all(json_t *roles, const json_t *more)
{
	const json_t *role;
	size_t i;

	json_array_foreach(more, i, role) add_once(roles, role);
}

/* Groups of directories are names with a path; people may map by its first part:
 * "cn=Sales,ou=groups,dc=acme" is "Sales" too. */
static struct str
first_part(struct str group)
{
	struct str head, rest;

	if (!str_cut(group, ',', &head, &rest))
		head = group;
	return str_cut(head, '=', &rest, &head) ? str_trim(head) : STR_NONE;
}

static bool
is_group(struct arena *mem, const char *key, struct str group)
{
	struct str wanted = fold(mem, str_of(key));

	return str_same(wanted, fold(mem, group)) ||
	       str_same(wanted, fold(mem, first_part(group)));
}

static void
add_of_group(struct arena *mem, json_t *roles, const json_t *map, struct str group)
{
	const json_t *more;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)map, key,
	    more) if (group.len > 0 && is_group(mem, key, group)) add_all(roles, more);
}

/*
 * The roles that the groups among claims have; without a map those of the provider.
 * out  *mapped  the provider says what somebody may, from now on
 */
static json_t *
roles_of(struct ctx *c, const struct provider *p, const json_t *claims, bool *mapped)
{
	const json_t *map = json_object_get(p->body, "role_map");
	struct str claim =
	    p->kind == PROVIDER_OIDC ? provider_text(p, "role_claim") : STR("groups");
	const json_t *groups = json_object_get(claims, str_c(c->mem, claim)), *each;
	json_t *roles = json_hold(c->mem, json_array());
	size_t i;

	*mapped = json_object_size(map) > 0;
	if (json_is_string(groups))
		add_of_group(c->mem, roles, map, json_str(groups));
	json_array_foreach(groups, i, each) if (i < 2000)
	    add_of_group(c->mem, roles, map, json_str(each));
	if (json_array_size(roles) == 0)
		add_all(roles, json_object_get(p->body, "roles"));
	return roles;
}

static bool
are_same(const json_t *a, const json_t *b)
{
	const json_t *each, *other;
	size_t i, j, same = 0;

	json_array_foreach(a, i, each) json_array_foreach(b, j, other) same +=
	    json_equal(each, other) == 1;
	return json_array_size(a) == json_array_size(b) && same == json_array_size(a);
}

/* ---- users ---- */

struct change {
	const struct provider *p;
	struct str issuer, subject;
	const json_t *claims;
	json_t *roles;
	int64_t user;
};

static enum err
refuse(struct ctx *c, const char *code)
{
	fault_clear(c);
	fault(c, STR(""), code, NULL);
	return ERR_WHO;
}

/* The program does it: somebody who is nobody yet has no rights. */
static enum err
as_program(struct ctx *c, enum err (*work)(struct ctx *, void *), struct change *change)
{
	struct actor was = c->actor;
	enum err e;

	site_as_program(c);
	e = site_whole(c, work, change);
	c->actor = was;
	return e;
}

static enum err
set_roles(struct ctx *c, void *arg)
{
	const struct change *n = arg;
	struct ref who = { meta_entity(c->meta, STR("user")), n->user };
	json_t *news = json_hold(c->mem, json_pack("{s:O}", "roles", n->roles));
	struct record *rec;

	return record_change(c, who, 0, news, &rec);
}

/* Is somebody here of this sign-in name or mail address? */
static enum err
is_here(struct ctx *c, struct str login, struct str email, bool *yes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(
	    &q, "select count(*) from \"user\" where (login is not null and login = ");
	sql_str(&q, login);
	sql_text(&q, ") or (email is not null and email <> '' and email = ");
	sql_str(&q, fold(c->mem, email));
	sql_text(&q, ")");
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*yes = count > 0;
	return OK;
}

static struct str
first_said(const json_t *claims, const char *const names[])
{
	for (; *names != NULL; names++) {
		struct str said = str_trim(json_get_str(claims, *names));

		if (said.len > 0)
			return said;
	}
	return STR("");
}

static enum err
make_user(struct ctx *c, void *arg)
{
	struct change *n = arg;
	const char *by = str_c(c->mem, provider_text(n->p, "login_claim"));
	struct str login =
	    first_said(n->claims, (const char *[]){ by[0] != '\0' ? by : "login", "login",
				      "email", "sub", NULL });
	struct str name =
	    first_said(n->claims, (const char *[]){ "name", "nickname", NULL });
	struct str email = json_get_str(n->claims, "email");
	json_t *news = json_hold(c->mem, json_pack("{s:O}", "roles", n->roles));
	struct record *rec;
	bool taken;

	login = utf8_head(login, 80);
	TRY(is_here(c, login, email, &taken));
	if (taken)
		return refuse(c, "identity_exists");
	name = utf8_head(name.len > 0 ? name : login, 120);
	json_object_set_new(news, "login", json_stringn(login.at, login.len));
	json_object_set_new(news, "name", json_stringn(name.at, name.len));
	if (email.len > 0 && !json_is_false(json_object_get(n->claims, "email_verified")))
		json_object_set_new(news, "email", json_stringn(email.at, email.len));
	TRY(record_create(c, meta_entity(c->meta, STR("user")), news, &rec));
	n->user = rec->id;
	return identity_link(c, n->p, n->issuer, n->subject, rec->id);
}

static enum err
make(struct ctx *c, struct change *n)
{
	int64_t left;
	enum err e;

	TRY(is_somebodys(c, n->issuer, n->subject, &left));
	if (!n->p->create || left != 0)
		return refuse(c, "identity_unknown");
	e = as_program(c, make_user, n);
	/* a name that two claim at the same moment, or that does not fit */
	return e == ERR_INPUT || e == ERR_CLASH ? refuse(c, "identity_exists") : e;
}

/* Follow the groups, if they say anything else than what is. */
static enum err
follow(struct ctx *c, struct change *n)
{
	struct actor was = c->actor;
	struct origin from = c->from;
	const json_t *now;
	enum err e;

	TRY(auth_as(c, n->user));
	now = c->actor.roles;
	c->actor = was;
	c->from = from;
	if (are_same(now, n->roles))
		return OK;
	e = as_program(c, set_roles, n);
	return e == ERR_INPUT ? refuse(c, "identity_role") : e;
}

enum err
identity_user(struct ctx *c, const struct provider *p, struct str issuer,
    const json_t *claims, int64_t *user)
{
	struct change n = { .p = p,
		.issuer = issuer,
		.subject = json_get_str(claims, "sub"),
		.claims = claims };
	bool mapped;

	if (n.subject.len == 0 || n.subject.len > SUBJECT_MAX || !utf8_valid(n.subject))
		return provider_is_wrong(c, p, "its sub is empty, too long or not text");
	TRY(find(c, issuer, n.subject, &n.user));
	n.roles = roles_of(c, p, claims, &mapped);
	if (mapped && json_array_size(n.roles) == 0)
		return refuse(c, "identity_role");
	if (n.user == 0)
		TRY(make(c, &n));
	else if (mapped)
		TRY(follow(c, &n));
	*user = n.user;
	return OK;
}
