/*
 * reason.c - what is wrong with a rule, for compilers and for people.
 */
#include "meta/meta.h"

const struct rule_reason_word rule_reasons[RULE_REASON_COUNT] = {
#define X(name, english) { #name, english },
	RULE_REASONS(X)
#undef X
};

struct rule_fault
rule_fault_of(enum rule_reason why, size_t at, struct str what)
{
	struct rule_fault fault = { .at = at, .name = rule_reasons[why].name };
	struct str english = str_of(rule_reasons[why].english);
	size_t place = str_find(english, STR("{what}"));

	what = utf8_valid(what) ? utf8_head(what, RULE_WHAT) : STR("\xEF\xBF\xBD");
	snprintf(fault.what, sizeof(fault.what), "%.*s", STR_ARG(what));
	if (place == english.len)
		snprintf(fault.text, sizeof(fault.text), "%s", english.at);
	else
		snprintf(fault.text, sizeof(fault.text), "%.*s%.*s%s", (int)place,
		    english.at, STR_ARG(what), english.at + place + strlen("{what}"));
	return fault;
}

/* In the actor's language; a calculation's is for who writes metadata, in English. */
static struct str
message(struct ctx *c, const struct rule_fault *why)
{
	struct str what;
	json_t *args;
	char key[64];

	if (why->name == NULL)
		return str_of(why->text);
	snprintf(key, sizeof(key), "rule.%s", why->name);
	what = why->what[0] != '\0'
		   ? str_of(why->what)
		   : meta_text(c->meta, c->mem, c->actor.language, "rule.end", NULL);
	args = json_hold(c->mem, json_pack("{s:s%}", "what", what.at, what.len));
	return meta_text(c->meta, c->mem, c->actor.language, key, args);
}

void
fault_rule(struct ctx *c, struct str at, const struct rule_fault *why)
{
	char column[24];

	snprintf(column, sizeof(column), "%zu", why->at + 1);
	fault(c, at, "bad_rule", "message", str_c(c->mem, message(c, why)), "column",
	    column, "reason", why->name == NULL ? "calculation" : why->name, NULL);
}
