/*
 * clean.h - the one language that cleaned HTML may be: text without < > ", and few
 * tags without attributes but the address of a link.
 */
#ifndef TEST_CLEAN_H
#define TEST_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define CLEAN_REL "\" rel=\"noopener noreferrer nofollow\""

/* Behind a tag that may be there, from its name on; NULL: it may not. */
static inline const char *
clean_tag(const char *at)
{
	static const char *const tags[] = { "p", "br", "b", "strong", "i", "em", "u", "s",
		"a", "ul", "ol", "li", "h2", "h3", "blockquote", "code", "pre" };
	const char *name = at + (*at == '/');
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz23");
	bool known = false;

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		known =
		    known || (strlen(tags[i]) == len && memcmp(tags[i], name, len) == 0);
	at = name + len;
	if (!known)
		return NULL;
	if (len == 1 && name[0] == 'a' && name[-1] == '<' &&
	    strncmp(at, " href=\"", 7) == 0) {
		at += 7;
		if (strncmp(at, "https://", 8) != 0 && strncmp(at, "http://", 7) != 0 &&
		    strncmp(at, "mailto:", 7) != 0)
			return NULL;
		at += strcspn(at, "\"<>");
		if (strncmp(at, CLEAN_REL, strlen(CLEAN_REL)) != 0)
			return NULL;
		at += strlen(CLEAN_REL);
	}
	return *at == '>' ? at + 1 : NULL;
}

static inline bool
is_clean(const char *html)
{
	while (html != NULL && *html != '\0') {
		html += strcspn(html, "<>\"");
		if (*html == '<')
			html = clean_tag(html + 1);
		else if (*html != '\0')
			return false;
	}
	return html != NULL;
}

#endif
