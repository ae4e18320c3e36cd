/*
 * answer.c - a customer says yes, no, or something else.
 */
#include "portal/room.h"

#include "site/site.h"

/* ---- what is kept of it ---- */

static enum err
tell_owner(struct ctx *c, const struct visit *v, const struct reply_said *said)
{
	const struct field *owner = v->rec->entity->owner;
	char key[40];
	json_t *args;
	int64_t to;

	if (owner == NULL || value_empty(record_value(v->rec, owner)))
		return OK;
	to = record_value(v->rec, owner)->i;
	snprintf(key, sizeof(key), "notice.reply_%s", said->kind);
	args = json_hold(
	    c->mem, json_pack("{s:s, s:s}", "name", str_c(c->mem, said->name), "title",
			str_c(c->mem, utf8_head(record_title(c->mem, v->rec), 120))));
	return notice_write(c, to, "reply", v->link.which,
	    meta_text(c->meta, c->mem, notice_language(c, to), key, args));
}

enum err
reply_keep(struct ctx *c, const struct visit *v, const struct reply_said *said)
{
	struct ref which = v->link.which;
	struct record *made;
	json_t *news = json_hold(
	    c->mem, json_pack("{s:{s:s, s:s}, s:s, s:I}", "about", "entity",
			str_c(c->mem, which.entity->name), "id",
			str_printf(c->mem, "%" PRId64, which.id).at, "kind", said->kind,
			"seen_version", (json_int_t)v->version.number));

	if (said->name.len > 0)
		json_object_set_new(
		    news, "name", json_stringn(said->name.at, said->name.len));
	if (said->text.len > 0)
		json_object_set_new(
		    news, "text", json_stringn(said->text.at, said->text.len));
	if (said->signature.len > 0)
		json_object_set_new(news, "signature",
		    json_stringn(said->signature.at, said->signature.len));
	TRY(record_create(c, meta_entity(c->meta, STR("reply")), news, &made));
	return tell_owner(c, v, said);
}

/* ---- is it one? ---- */

enum answer { ANSWER_ACCEPT, ANSWER_REFUSE, ANSWER_COMMENT };

static const struct answer_word {
	const char *word, *kind;
} answers[] = {
	[ANSWER_ACCEPT] = { "accept", "accepted" },
	[ANSWER_REFUSE] = { "refuse", "refused" },
	[ANSWER_COMMENT] = { "comment", "comment" },
};

struct answering {
	struct str secret;
	int64_t version;
	enum answer answer;
	struct reply_said said;
	struct visit visit;
};

static bool
answer_read(struct str word, enum answer *out)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (str_is(word, answers[i].word)) {
			*out = (enum answer)i;
			return true;
		}
	return false;
}

static struct str
text_said(struct ctx *c, const json_t *said, const char *name, int64_t max)
{
	struct str text = str_trim(json_get_str(said, name));

	if ((int64_t)utf8_count(text) > max)
		fault_over(c, str_of(name), "too_long", max);
	return text;
}

/* All that is wrong with it, at once. */
static enum err
answer_said(struct ctx *c, const json_t *said, struct answering *a)
{
	struct reply_said *s = &a->said;

	if (!answer_read(json_get_str(said, "answer"), &a->answer))
		fault(c, STR("answer"), "not_choice", "value",
		    str_c(c->mem, utf8_head(json_get_str(said, "answer"), 40)), NULL);
	a->version = json_integer_value(json_object_get(said, "version"));
	s->kind = answers[a->answer].kind;
	s->name = text_said(c, said, "name", PORTAL_NAME_MAX);
	s->text = text_said(c, said, "text", PORTAL_TEXT_MAX);
	s->signature = json_get_str(said, "signature");
	if (s->name.len == 0)
		fault(c, STR("name"), "required", NULL);
	if (a->answer == ANSWER_COMMENT && s->text.len == 0)
		fault(c, STR("text"), "required", NULL);
	if (s->signature.len > 0 && !signature_ok(s->signature))
		fault(c, STR("signature"), "bad_signature", NULL);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- done ---- */

static enum err
must_be_open(struct ctx *c, const struct answering *a)
{
	const struct visit *v = &a->visit;

	if (a->answer == ANSWER_COMMENT)
		return OK;
	if (v->state != PORTAL_OPEN)
		fault(c, STR("answer"), "portal_closed", NULL);
	else if (a->version != v->version.number)
		fault(c, STR("version"), "portal_newer", NULL);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* What keeps it from going there is ours, and not for their eyes. */
static enum err
move(struct ctx *c, const struct visit *v, const struct stage *to)
{
	json_t *news = json_hold(
	    c->mem, json_pack("{s:s%}", str_c(c->mem, v->rec->entity->stage->name),
			to->name.at, to->name.len));
	struct record *rec;
	enum err e = record_change(c, v->link.which, v->rec->version, news, &rec);

	if (e != ERR_INPUT)
		return e;
	log_warn("portal: what a customer answered could not be done: %s",
	    c->fault_count > 0 ? c->faults[0].code : "");
	fault_clear(c);
	fault(c, STR("answer"), "portal_closed", NULL);
	return ERR_INPUT;
}

static enum err
answer(struct ctx *c, void *arg)
{
	struct answering *a = arg;
	struct visit *v = &a->visit;
	bool first;

	TRY(visit_begin(c, a->secret, v));
	TRY(must_be_open(c, a));
	TRY(record_link_says(c, &v->link));
	if (v->state != PORTAL_AWAY) /* who answers has looked */
		TRY(record_link_seen(c, &v->link, v->version.number, &first));
	if (a->answer == ANSWER_ACCEPT)
		TRY(move(c, v, v->portal->accept));
	if (a->answer == ANSWER_REFUSE)
		TRY(move(c, v, v->portal->refuse));
	TRY(reply_keep(c, v, &a->said));
	return visit_begin(c, a->secret, v); /* as it is now */
}

enum err
portal_answer(struct ctx *c, struct str secret, const json_t *said, struct jw *w)
{
	struct answering a = { .secret = secret };

	TRY(answer_said(c, said, &a));
	TRY(site_whole(c, answer, &a));
	return visit_write(c, &a.visit, w);
}
