/*
 * pdf_font.c - which fonts there are, and whether they write a language.
 *
 * fontconfig reads folders and a cache the first time it is asked, and never again: a
 * server that is confined finds what it found before.
 */
#include "paper/pdf_room.h"

#include <fontconfig/fontconfig.h>
#include <pthread.h>

/* What a language cannot be written without, beside figures. */
static const char *const samples[] = { "Aaz–%", "ĂăẮằỆệỢợỮữĐđ₫", "آبپتچژکگیۀ۱۲۳٬٫",
	"报价单的合计税日期條款" };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has[COUNT_OF(samples)];

static bool
has_all(const FcFontSet *fonts, const char *sample)
{
	struct str s = str_of(sample);
	FcCharSet *letters = FcCharSetCreate(), *theirs;
	bool found = false;

	for (size_t at = 0; at < s.len;)
		FcCharSetAddChar(letters, utf8_next(s, &at));
	for (int i = 0; fonts != NULL && i < fonts->nfont && !found; i++)
		found = FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &theirs) ==
			    FcResultMatch &&
			FcCharSetIsSubset(letters, theirs);
	FcCharSetDestroy(letters);
	return found;
}

static void
look(void)
{
	FcConfig *config;

	if (!FcInit())
		return;
	config = FcConfigGetCurrent();
	FcConfigSetRescanInterval(config, 0);
	for (size_t i = 0; i < COUNT_OF(samples); i++)
		has[i] = has_all(FcConfigGetFonts(config, FcSetSystem), samples[i]);
}

void
pdf_fonts_begin(void)
{
	pthread_once(&once, look);
}

void
pdf_fonts_end(void)
{
	pango_cairo_font_map_set_default(NULL); /* of this thread; others end theirs */
	cairo_debug_reset_static_data();
	FcFini();
}

size_t
pdf_font_folders(const char *out[PDF_FONTS_MAX])
{
	FcStrList *folders;
	const FcChar8 *one;
	size_t count = 0;

	pdf_fonts_begin();
	folders = FcConfigGetFontDirs(NULL);
	while (folders != NULL && count < PDF_FONTS_MAX &&
	       (one = FcStrListNext(folders)) != NULL)
		out[count++] = (const char *)one;
	if (folders != NULL)
		FcStrListDone(folders);
	return count;
}

bool
pdf_has_font(const char *language)
{
	static const char *const words[] = { "en", "vi", "fa", "zh" };

	pdf_fonts_begin();
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(language, words[i]) == 0)
			return has[i];
	return has[0];
}
