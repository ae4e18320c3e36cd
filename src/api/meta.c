/*
 * meta.c - everything a client needs to draw any entity, as one document.
 */
#include "api/meta_room.h"

#include <stdarg.h>

static struct str label(struct ctx *c, struct str english, const char *format, ...)
    PRINTF(3, 4);

static struct str
label(struct ctx *c, struct str english, const char *format, ...)
{
	char path[200];
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	return meta_label(c->meta, c->actor.language, path, english);
}

static void
write_options(struct ctx *c, struct jw *w, const struct field *f)
{
	jw_key(w, "of");
	jw_open(w);
	for (size_t i = 0; i < f->of_count; i++) {
		const struct option *o = &f->of[i];

		jw_key_str(w, o->name);
		jw_open(w);
		jw_key(w, "label");
		jw_str(w, option_label(c->meta, c->actor.language, f, o));
		if (o->hue != 0) {
			jw_key(w, "hue");
			jw_int(w, o->hue);
		}
		if (o->retired) {
			jw_key(w, "retired");
			jw_bool(w, true);
		}
		jw_close(w);
	}
	jw_close(w);
}

static void
write_ops(struct ctx *c, struct jw *w, const struct field *f)
{
	static const struct {
		unsigned op;
		const char *words[6];
	} table[] = {
		{ OP_EQ, { "=", "!=", "in", "not in" } },
		{ OP_LESS, { "<", "<=", ">", ">=", "between" } },
		{ OP_TEXT, { "contains", "starts" } },
		{ OP_HAS, { "contains" } },
		{ OP_EMPTY, { "is set", "is empty" } },
	};

	jw_key(w, "ops");
	jw_array(w);
	for (size_t i = 0; auth_asks(c, f) && i < COUNT_OF(table); i++)
		for (size_t j = 0;
		     (f->type->ops & table[i].op) && table[i].words[j] != NULL; j++)
			jw_c(w, table[i].words[j]);
	jw_end(w);
}

static void
write_targets(struct jw *w, const struct field *f)
{
	jw_key(w, "to");
	if (strcmp(f->type->name, "any") != 0) {
		jw_str(w, f->to[0]->name);
		return;
	}
	jw_array(w);
	for (size_t i = 0; i < f->to_count; i++)
		jw_str(w, f->to[i]->name);
	jw_end(w);
}

static void
write_flags(struct ctx *c, struct jw *w, const struct field *f)
{
	bool changed = auth_field(c, f, MAY_CHANGE) != WHOSE_NONE;
	bool asked = auth_asks(c, f);
	const struct {
		const char *key;
		bool on;
	} flags[] = { { "required", f->required },
		{ "readonly", f->readonly || !changed }, { "unique", f->unique },
		{ "system", f->system }, { "computed", f->is != NULL },
		{ "sortable", asked && f->type->sort >= 0 } };

	for (size_t i = 0; i < COUNT_OF(flags); i++) {
		jw_key_c(w, flags[i].key);
		jw_bool(w, flags[i].on);
	}
	if (!asked) {
		jw_key(w, "private");
		jw_bool(w, true);
	}
	if (f->has_max) {
		jw_key(w, "max");
		jw_real(w, f->max);
	}
	if (f->has_min) {
		jw_key(w, "min");
		jw_real(w, f->min);
	}
}

static void
write_field(struct ctx *c, struct jw *w, const struct field *f)
{
	jw_key_str(w, f->name);
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, f->name);
	jw_key(w, "type");
	jw_c(w, f->type->name);
	jw_key(w, "label");
	jw_str(w, field_label(c->meta, c->actor.language, f));
	jw_key(w, "doc");
	jw_str(w, label(c, f->doc, "%.*s.%.*s.doc", STR_ARG(f->entity->name),
		      STR_ARG(f->name)));
	if (f->personal != PERSONAL_NO) {
		jw_key(w, "personal");
		jw_c(w, f->personal == PERSONAL_SENSITIVE ? "sensitive" : "yes");
	}
	if (f->unit.len > 0) {
		jw_key(w, "unit");
		jw_str(w, label(c, f->unit, "%.*s.%.*s.unit", STR_ARG(f->entity->name),
			      STR_ARG(f->name)));
	}
	if (f->back.len > 0) {
		jw_key(w, "back");
		jw_str(w, label(c, f->back, "%.*s.%.*s.back", STR_ARG(f->entity->name),
			      STR_ARG(f->name)));
	}
	if (f->plain) {
		jw_key(w, "plain");
		jw_bool(w, true);
	}
	write_flags(c, w, f);
	write_ops(c, w, f);
	if (f->to_count > 0)
		write_targets(w, f);
	if (f->of_count > 0)
		write_options(c, w, f);
	meta_write_origin(c, w, f);
	if (f->preset != NULL) {
		jw_key(w, "default");
		jw_json(w, f->preset);
	}
	/* a rule that speaks of what they do not see stays with the server */
	if (f->show != NULL && auth_asks_all(c, f->show)) {
		jw_key(w, "show");
		rule_json(w, f->show);
	}
	if (f->needed != NULL && auth_asks_all(c, f->needed)) {
		jw_key(w, "needed");
		rule_json(w, f->needed);
	}
	jw_close(w);
}

static void
write_pipeline(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "pipeline");
	jw_open(w);
	for (size_t i = 0; i < e->stage_count; i++) {
		const struct stage *s = &e->stages[i];
		const struct option *o = &e->stage->of[i];

		jw_key_str(w, s->name);
		jw_open(w);
		jw_key(w, "label");
		jw_str(w, label(c, o->label, "%.*s.stage.%.*s", STR_ARG(e->name),
			      STR_ARG(s->name)));
		jw_key(w, "hue");
		jw_int(w, o->hue);
		jw_key(w, "next");
		jw_array(w);
		for (size_t j = 0; j < s->next_count; j++)
			jw_str(w, s->next[j]);
		jw_end(w);
		meta_write_names(c, w, "needs", s->needs, s->needs_count);
		if (s->end != STAGE_OPEN) {
			jw_key(w, "end");
			jw_c(w, s->end == STAGE_WON ? "won" : "lost");
		}
		if (s->keeps) {
			jw_key(w, "keeps");
			jw_bool(w, true);
		}
		if (s->stale_after_ms > 0) {
			jw_key(w, "stale_after");
			jw_int(w, s->stale_after_ms / 1000);
		}
		if (json_object_get(s->sets, "probability") != NULL &&
		    auth_seen_field(c, e, STR("probability")) != NULL) {
			jw_key(w, "probability");
			jw_json(w, json_object_get(s->sets, "probability"));
		}
		jw_close(w);
	}
	jw_close(w);
}

static void
write_rights(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "may");
	jw_open(w);
	for (int i = MAY_READ; i < MAY_COUNT; i++) {
		struct grant g = auth_grant(c, e, (enum may)i);

		jw_key_c(w, may_names[i]);
		jw_bool(w, !auth_never(&g));
	}
	jw_close(w);
}

static void
write_related(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key(w, "related");
	jw_array(w);
	for (size_t i = 0; i < e->related_count; i++) {
		struct grant g = auth_grant(c, e->related[i].entity, MAY_READ);

		if (auth_never(&g) || !auth_asks(c, e->related[i].field))
			continue;
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, e->related[i].entity->name);
		jw_key(w, "field");
		jw_str(w, e->related[i].field->name);
		jw_close(w);
	}
	jw_end(w);
}

static void
write_labels(struct ctx *c, struct jw *w, const struct entity *e)
{
	const char *path = str_c(c->mem, e->name);

	jw_key(w, "label");
	jw_array(w);
	jw_str(w, meta_one(c->meta, c->actor.language, e));
	jw_str(w, meta_many(c->meta, c->actor.language, e));
	jw_end(w);
	jw_key(w, "doc");
	jw_str(w, label(c, e->doc, "%s.doc", path));
}

static void
write_entity(struct ctx *c, struct jw *w, const struct entity *e)
{
	jw_key_str(w, e->name);
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, e->name);
	write_labels(c, w, e);
	jw_key(w, "icon");
	jw_str(w, e->icon);
	jw_key(w, "group");
	jw_str(w, e->group);
	if (e->order != 0) { /* without: not in the navigation */
		jw_key(w, "order");
		jw_int(w, e->order);
	}
	if (e->person) {
		jw_key(w, "person");
		jw_bool(w, true);
	}
	jw_key(w, "traits");
	jw_array(w);
	for (size_t i = 0; i < e->trait_count; i++)
		jw_c(w, e->traits[i]->name);
	jw_end(w);
	meta_write_face(c, w, e);
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++)
		if (auth_sees(c, &e->fields[i]))
			write_field(c, w, &e->fields[i]);
	jw_close(w);
	if (e->stage_count > 0)
		write_pipeline(c, w, e);
	meta_write_views(c, w, e);
	write_related(c, w, e);
	meta_write_actions(c, w, e);
	if (record_has_pairs(e)) { /* not: for them; that would tell what it compares */
		jw_key(w, "pairs");
		jw_bool(w, true);
	}
	meta_write_traits(c, w, e);
	write_rights(c, w, e);
	jw_close(w);
}

static void
write_site(struct ctx *c, struct jw *w)
{
	const struct facts *facts = &c->meta->facts;

	jw_key(w, "site");
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, facts->name);
	jw_key(w, "currency");
	jw_c(w, facts->currency->code);
	jw_key(w, "country");
	jw_str(w, facts->country);
	jw_key(w, "language");
	jw_str(w, facts->language);
	jw_key(w, "zone");
	jw_str(w, facts->zone);
	jw_key(w, "password_min");
	jw_int(w, auth_number(c, "password_min"));
	jw_key(w, "toman");
	jw_bool(w, facts->toman);
	jw_key(w, "rates");
	jw_json(w, facts->rates);
	jw_key(w, "currencies");
	currencies_write(w);
	jw_close(w);
}

static void
write_groups(struct ctx *c, struct jw *w)
{
	static const char *const groups[] = { "sales", "work", "company", "admin" };

	jw_key(w, "groups");
	jw_array(w);
	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		jw_open(w);
		jw_key(w, "name");
		jw_c(w, groups[i]);
		jw_key(w, "label");
		jw_str(w, label(c, str_of(groups[i]), "group.%s", groups[i]));
		jw_close(w);
	}
	jw_end(w);
}

static enum err
meta(struct ctx *c)
{
	struct jw *w = reply_json(c, 200);
	char tag[40];

	jw_open(w);
	jw_key(w, "version");
	jw_str(w, str_printf(c->mem, "%" PRId64, c->meta->version));
	write_site(c, w);
	write_groups(c, w);
	jw_key(w, "entities");
	jw_open(w);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct grant g = auth_grant(c, &c->meta->entities[i], MAY_READ);

		if (!auth_never(&g))
			write_entity(c, w, &c->meta->entities[i]);
	}
	jw_close(w);
	jw_close(w);
	snprintf(tag, sizeof(tag), "%016" PRIx64, str_hash(text_done(&c->reply->body)));
	req_header_set(c->req, "Cache-Control", STR("private, no-cache"));
	c->reply->direct = req_etag(c->req, str_of(tag));
	return OK;
}

static enum err
describe(struct ctx *c)
{
	api_describe(c->mem, reply_json(c, 200));
	return OK;
}

/* { "USD": "25400" }: units of the company's currency for one of another. */
static enum err
check_rates(struct ctx *c, json_t *rates)
{
	const char *code;
	json_t *rate;
	int64_t micro;

	if (!json_is_object(rates))
		fault(c, STR("rates"), "not_number", NULL);
	json_object_foreach(rates, code, rate)
	{
		if (currency_of(str_of(code)) == NULL)
			fault(c, STR("rates"), "bad_currency", "value", code, NULL);
		else if (!json_is_string(rate) ||
			 !decimal_minor(json_str(rate), 6, &micro) || micro <= 0)
			fault(c, STR("rates"), "not_number", NULL);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/*
 * Name, language, zone, Toman and rates of the company.  Its country and its
 * currency stay: amounts and numbers are stored by them.
 */
static enum err
change_site(struct ctx *c)
{
	json_t *news, *value;
	struct str why, was;
	const char *key;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_json(c, &news));
	json_object_foreach(news, key, value)
	{
		struct str text = json_str(value);

		if (strcmp(key, "rates") == 0) {
			TRY(check_rates(c, value));
			text = json_dump(c->mem, value);
		} else if (strcmp(key, "toman") == 0) {
			text = json_is_true(value) ? STR("true") : STR("false");
		} else if (strcmp(key, "url") == 0) {
			if (!gate_url(text))
				fault(c, STR("url"), "not_url", NULL);
		} else if (strcmp(key, "name") != 0 && strcmp(key, "language") != 0 &&
			   strcmp(key, "zone") != 0) {
			fault(c, str_of(key), "unknown_field", NULL);
		}
		if (text.len == 0 || text.len > 4000 ||
		    (strcmp(key, "zone") == 0 && !zone_known(str_c(c->mem, text))))
			fault(c, str_of(key), "required", NULL);
		if (c->fault_count > 0)
			return ERR_INPUT;
		TRY(site_setting(c, key, &was));
		TRY(site_set(c, key, text));
		TRY(trail(c, TRAIL_SETTING, TRAIL_NOTHING, "name", key, "from",
		    str_c(c->mem, was), "to", str_c(c->mem, text), NULL));
	}
	TRY(site_reload(c, &why));
	return reply_nothing(c);
}

const struct route meta_routes[] = {
	{ "PATCH", "/api/site", change_site,
	    "name, language, zone and rates of the company", 0 },
	{ "GET", "/api/meta", meta,
	    "entities, fields, views and rights, as this user sees them", TOKEN },
	{ "GET", "/api/openapi.json", describe, "this interface", OPEN },
	{ 0 },
};
