/*
 * studio_diff.c - two states of the sheet, word by word.
 */
#include "api/studio.h"

#define CHANGES_MAX 1000
#define CONTAINER_DEPTH                                                  \
	2 /* "fields", "pipeline" …: what they hold is told one by one \
	   */

struct diff {
	struct ctx *c;
	struct jw *w;
	size_t told;
};

static void
write_word(struct jw *w, const json_t *word)
{
	if (word == NULL)
		jw_null(w);
	else
		jw_json(w, word);
}

static void
tell(struct diff *d, struct str at, const json_t *was, const json_t *is)
{
	if (d->told++ >= CHANGES_MAX)
		return;
	jw_open(d->w);
	jw_key(d->w, "at");
	jw_str(d->w, at);
	jw_key(d->w, "was");
	write_word(d->w, was);
	jw_key(d->w, "is");
	write_word(d->w, is);
	jw_close(d->w);
}

static void compare(
    struct diff *d, struct str at, int depth, const json_t *was, const json_t *is);

static void
compare_key(struct diff *d, struct str at, int depth, const char *key, const json_t *was,
    const json_t *is)
{
	if (depth == 0 && strcmp(key, "extend") == 0)
		return; /* it only says of what it speaks */
	compare(d, str_printf(d->c->mem, "%.*s.%s", STR_ARG(at), key), depth + 1,
	    json_object_get(was, key), json_object_get(is, key));
}

/* Nothing is taken for an empty container. */
static void
compare(struct diff *d, struct str at, int depth, const json_t *was, const json_t *is)
{
	bool both = json_is_object(was) && json_is_object(is);
	bool one = depth < CONTAINER_DEPTH &&
		   (json_is_object(was) || json_is_object(is)) &&
		   (was == NULL || is == NULL);
	const char *key;
	json_t *word;

	if (was == is || (was != NULL && is != NULL && json_equal(was, is)))
		return;
	if (!both && !one) {
		tell(d, at, was, is);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)was, key, word)
	    compare_key(d, at, depth, key, was, is);
	json_object_foreach((json_t *)(uintptr_t)is, key, word)
	{
		if (json_object_get(was, key) == NULL)
			compare_key(d, at, depth, key, was, is);
	}
}

static enum err
read_body(struct ctx *c, struct str body, json_t **out)
{
	*out = NULL;
	return body.at == NULL ? OK : json_read(c->mem, body, out, NULL);
}

/* "deal", or "lang/vi" of a document that speaks of no entity. */
static struct str
prefix_of(const struct site_part *part, const json_t *doc)
{
	struct str subject = studio_subject(doc);

	return subject.at != NULL
		   ? subject
		   : (struct str){ part->name.at, part->name.len - strlen(".json") };
}

static enum err
write_part(struct diff *d, const struct site_part *part)
{
	json_t *was, *is, *there;
	struct str at;

	TRY(read_body(d->c, part->was, &was));
	TRY(read_body(d->c, part->is, &is));
	there = is == NULL ? was : is;
	at = prefix_of(part, there);
	if ((was == NULL || is == NULL) && json_object_get(there, "entity") != NULL)
		tell(d, at, was, is); /* it came, or went, as a whole */
	else
		compare(d, at, 0, was, is);
	return OK;
}

enum err
studio_write_parts(
    struct ctx *c, struct jw *w, const struct site_part *parts, size_t count)
{
	struct diff d = { .c = c, .w = w };

	jw_key(w, "changes");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		TRY(write_part(&d, &parts[i]));
	jw_end(w);
	return OK;
}
