/*
 * words.c - every word of the program, on one page.  Keep each list sorted;
 * the order of the traits is the order in which they speak.
 */
#include "app/app.h"

#include "auth/auth.h"
#include "document/document.h"
#include "privacy/privacy.h"
#include "trait/trait.h"

extern const struct type type_address, type_any, type_bool, type_choice, type_choices,
    type_date, type_duration, type_email, type_file, type_image, type_int, type_long_text,
    type_money, type_number, type_percent, type_person_name, type_phone, type_real,
    type_ref, type_rich_text, type_score, type_tags, type_text, type_time, type_url;

static const struct type *const types[] = { &type_address, &type_any, &type_bool,
	&type_choice, &type_choices, &type_date, &type_duration, &type_email, &type_file,
	&type_image, &type_int, &type_long_text, &type_money, &type_number, &type_percent,
	&type_person_name, &type_phone, &type_real, &type_ref, &type_rich_text,
	&type_score, &type_tags, &type_text, &type_time, &type_url, NULL };

static const struct trait *const traits[] = { &trait_files, &trait_item, &trait_number,
	&trait_line, &trait_own, &trait_portal, &trait_price, &trait_reach, &trait_stage,
	&trait_timeline, NULL };

static const struct hooks *const hooks[] = { &hooks_segment, &hooks_team,
	&hooks_team_member, &hooks_template, &hooks_territory, &hooks_territory_member,
	&hooks_unit, &hooks_consent, &hooks_preference, &hooks_user, NULL };

/* First words of what the API answers beside entities: test/unit/app/kept.c. */
static const char *const kept[] = { "archive", "changes", "done", "events", "feed",
	"files", "imports", "invite", "jobs", "login", "logout", "me", "merges", "meta",
	"openapi", "plan", "portal", "providers", "reset", "retention", "rights",
	"search", "security", "setup", "site", "studio", "tokens", "trail", "users",
	NULL };

const struct words app_words = { types, traits, hooks, KITH_VERSION, kept };

#define KINDS_MAX 32

/* In the order of the folders; made once, before there are threads. */
const struct job_kind *
app_kinds(void)
{
	static const struct job_kind *const folders[] = { exchange_kinds, privacy_kinds };
	static struct job_kind all[KINDS_MAX];
	size_t count = 0;

	if (all[0].name != NULL)
		return all;
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		for (const struct job_kind *k = folders[i]; k->name != NULL; k++) {
			assert(count + 1 < KINDS_MAX);
			all[count++] = *k;
		}
	return all;
}
