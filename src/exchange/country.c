/*
 * country.c - countries by what people call them, in four languages.
 *
 * An address keeps the code of ISO 3166; a file says "Vietnam", "Việt Nam",
 * "ویتنام", "越南", "VNM" or what entities/seed/columns.json adds.
 *
 * src  CLDR, by ICU
 */
#include "exchange/room.h"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define NAME_MAX_UNITS 120

static void
add_country(struct ctx *c, struct map *map, struct str name, struct str code)
{
	struct str *held = arena_make(c->mem, struct str);
	struct str key = squeeze(c->mem, name);

	*held = str_copy(c->mem, code);
	if (key.len > 0 && !map_has(map, key))
		map_put(map, key, held);
}

static void
add_name(struct ctx *c, struct map *map, const char *code, const char *language)
{
	UChar wide[NAME_MAX_UNITS];
	char locale[8], name[NAME_MAX_UNITS * 3];
	UErrorCode e = U_ZERO_ERROR;
	int32_t len = 0, units;

	snprintf(locale, sizeof(locale), "und_%s", code);
	units = uloc_getDisplayCountry(locale, language, wide, NAME_MAX_UNITS, &e);
	u_strToUTF8(name, sizeof(name), &len, wide, units, &e);
	if (U_SUCCESS(e))
		add_country(c, map, (struct str){ name, (size_t)len }, str_of(code));
}

static void
add_documents(struct ctx *c, struct map *map)
{
	const json_t *doc;
	json_t *code;
	const char *name;
	size_t i;

	json_array_foreach(c->meta->imports, i, doc)
	{
		json_object_foreach(json_object_get(doc, "countries"), name, code)
		    add_country(c, map, str_of(name), json_str(code));
	}
}

void
countries_add(struct ctx *c, struct map *map)
{
	add_documents(c, map);
	for (const char *const *code = uloc_getISOCountries(); *code != NULL; code++) {
		char locale[8];

		snprintf(locale, sizeof(locale), "und_%s", *code);
		add_country(c, map, str_of(*code), str_of(*code));
		add_country(c, map, str_of(uloc_getISO3Country(locale)), str_of(*code));
		for (int l = 0; l < 4; l++)
			add_name(c, map, *code, languages[l]);
	}
}
