/*
 * words.c - the vocabulary, printed: doc/words.md and the JSON Schema.
 */
#include "meta/compile.h"

static void
print_keys(struct text *out, const char *title, const struct key *keys)
{
	text_printf(out, "\n## %s\n\n| key | |\n|---|---|\n", title);
	for (; keys->name != NULL; keys++)
		text_printf(out, "| `%s` | %s |\n", keys->name, keys->doc);
}

void
words_print(const struct words *words, struct text *out)
{
	text_c(out,
	    "# The words of Kith\n\nPrinted by `kith words`; what the program knows, "
	    "and nothing else.\n\n## Types: what a value can be\n\n"
	    "| type | | in JSON |\n|---|---|---|\n");
	for (const struct type *const *t = words->types; *t != NULL; t++)
		text_printf(
		    out, "| `%s` | %s | %s |\n", (*t)->name, (*t)->doc, (*t)->wire);
	text_c(out, "\n## Traits: what an entity can do\n\n| trait | |\n|---|---|\n");
	for (const struct trait *const *t = words->traits; *t != NULL; t++)
		text_printf(out, "| `%s` | %s |\n", (*t)->name, (*t)->doc);
	print_keys(out, "Keys of an entity", entity_keys);
	print_keys(out, "Keys of a field", field_keys);
	print_keys(out, "Keys of \"may\" of a field", guard_keys);
	print_keys(out, "Keys of a stage", stage_keys);
	print_keys(out, "Keys of an object in \"match\"", match_keys);
	print_keys(out, "Keys of an action", action_keys);
	print_keys(out, "Keys of what an action asks", ask_keys);
	print_keys(out, "Keys of an object in \"changes\" of an action", change_keys);
	print_keys(out, "Keys of a choice of it", choice_keys);
	print_keys(out, "Keys of an object in \"makes\" of an action", make_keys);
	print_keys(out, "Keys of \"price\"", price_keys);
	print_keys(out, "Keys of \"line\"", line_keys);
	print_keys(out, "Keys of \"line.priced\"", priced_keys);
	print_keys(out, "Keys of \"portal\"", portal_keys);
	print_keys(out, "Keys of \"paper\"", paper_keys);
	print_keys(out, "Keys of \"reach\"", reach_keys);
	print_keys(out, "Keys of an object in \"reach.never\"", never_keys);
	print_keys(out, "Keys of \"approach\"", approach_keys);
	print_keys(out, "Keys of an object in \"complete\"", piece_keys);
	print_keys(out, "Keys of a doubt", doubt_keys);
	print_keys(out, "Keys of \"stale\"", stale_keys);
	print_keys(out, "Keys of a rule of \"archive\"", put_away_keys);
	text_c(out,
	    "\n## Rules\n\n`= != < <= > >=` · `in (…)` · `not in (…)` · `contains '…'` · "
	    "`starts '…'` · `between … and …` · `is set` · `is empty` · `and or not` · "
	    "`@me` · `in @team` · `in @unit` · `in @units` · `in @reports` · "
	    "`@today + 7d` · `@now - 36h` · `@month` · `@month_end` · "
	    "`@last_week` · `@next_year_end` (week, month, quarter, year of the asker's "
	    "calendar) · one hop along a reference\n");
}

static const char *
schema_type(json_type type)
{
	switch (type) {
	case JSON_OBJECT: return "object";
	case JSON_ARRAY: return "array";
	case JSON_STRING: return "string";
	case JSON_INTEGER: return "integer";
	case JSON_REAL: return "number";
	case JSON_TRUE:
	case JSON_FALSE: return "boolean";
	case JSON_NULL: break;
	}
	return NULL;
}

static void
schema_keys(struct jw *w, const struct key *keys, const char *deeper, const char *ref)
{
	jw_open(w);
	jw_key(w, "type");
	jw_c(w, "object");
	jw_key(w, "additionalProperties");
	jw_bool(w, false);
	jw_key(w, "properties");
	jw_open(w);
	for (; keys->name != NULL; keys++) {
		jw_key_c(w, keys->name);
		jw_open(w);
		jw_key(w, "description");
		jw_c(w, keys->doc);
		if (schema_type(keys->type) != NULL) {
			jw_key(w, "type");
			jw_c(w, schema_type(keys->type));
		}
		if (deeper != NULL && strcmp(keys->name, deeper) == 0) {
			jw_key(w, "additionalProperties");
			jw_open(w);
			jw_key(w, "$ref");
			jw_c(w, ref);
			jw_close(w);
		}
		jw_close(w);
	}
	jw_close(w);
	jw_close(w);
}

void
words_schema(const struct words *words, struct jw *w)
{
	(void)words;
	jw_open(w);
	jw_key(w, "$schema");
	jw_c(w, "https://json-schema.org/draft/2020-12/schema");
	jw_key(w, "title");
	jw_c(w, "A Kith entity");
	jw_key(w, "$defs");
	jw_open(w);
	jw_key(w, "field");
	schema_keys(w, field_keys, NULL, NULL);
	jw_key(w, "stage");
	schema_keys(w, stage_keys, NULL, NULL);
	jw_key(w, "match");
	schema_keys(w, match_keys, NULL, NULL);
	jw_key(w, "action");
	schema_keys(w, action_keys, NULL, NULL);
	jw_key(w, "price");
	schema_keys(w, price_keys, NULL, NULL);
	jw_key(w, "line");
	schema_keys(w, line_keys, "priced", "#/$defs/priced");
	jw_key(w, "priced");
	schema_keys(w, priced_keys, NULL, NULL);
	jw_key(w, "portal");
	schema_keys(w, portal_keys, NULL, NULL);
	jw_key(w, "paper");
	schema_keys(w, paper_keys, NULL, NULL);
	jw_key(w, "reach");
	schema_keys(w, reach_keys, "never", "#/$defs/never");
	jw_key(w, "never");
	schema_keys(w, never_keys, NULL, NULL);
	jw_key(w, "approach");
	schema_keys(w, approach_keys, NULL, NULL);
	jw_key(w, "piece");
	schema_keys(w, piece_keys, NULL, NULL);
	jw_key(w, "doubt");
	schema_keys(w, doubt_keys, NULL, NULL);
	jw_key(w, "put_away");
	schema_keys(w, put_away_keys, NULL, NULL);
	jw_key(w, "entity");
	schema_keys(w, entity_keys, "fields", "#/$defs/field");
	jw_close(w);
	jw_key(w, "$ref");
	jw_c(w, "#/$defs/entity");
	jw_close(w);
}
