/*
 * json.h - JSON in, strictly (jansson), and out, as a stream (our own).
 *
 * Reading refuses duplicate keys, a depth over JSON_DEPTH_MAX, NUL characters
 * and what is not UTF-8.  A value that was read lives as long as the arena.
 * Writing is by hand because answers are the hot path: 121 µs a page against
 * 370 µs with a tree built first.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>

#define JSON_DEPTH_MAX 64
#define JSON_TEXT_MAX ((size_t)16 << 20)

struct json_fault {
	int line, column;
	char text[160];
};

/*
 * out   out     lives as long as mem
 * errs  FORM    not JSON; *fault says where, if fault is not NULL
 */
MUST_USE enum err json_read(
    struct arena *mem, struct str text, json_t **out, struct json_fault *fault);
/* Hang a tree that was made by hand on the arena; answers it. */
json_t *json_hold(struct arena *mem, json_t *tree);
/*
 * Where in text the value at path stands: "fields.amount.type", "#2" for an
 * element of an array.  Walks as far as the path leads, so an absent key
 * answers the object that lacks it.  text must be valid JSON.
 */
void json_where(struct str text, const char *path, int *line, int *column);

struct str json_str(const json_t *j); /* a JSON string, or STR_NONE */
struct str json_get_str(const json_t *object, const char *key);
int64_t json_get_int(const json_t *object, const char *key, int64_t absent);
bool json_get_bool(const json_t *object, const char *key);
struct str json_dump(struct arena *mem, const json_t *j); /* compact, order kept */

/* The writer: commas and escapes are its affair. */
struct jw {
	struct text *out;
	bool comma; /* the next value needs one before it */
};

#define JW_INIT(text)         \
	{                     \
		.out = (text) \
	}

void jw_open(struct jw *w);  /* { */
void jw_close(struct jw *w); /* } */
void jw_more(struct jw *w);  /* the object that was closed last goes on */
void jw_array(struct jw *w); /* [ */
void jw_end(struct jw *w);   /* ] */
/* A literal that needs no escape: it costs a copy and no look at its letters. */
#define jw_key(w, lit) jw_key_quoted((w), STR("\"" lit "\":"))
void jw_key_quoted(struct jw *w, struct str quoted); /* "name": */
void jw_key_c(struct jw *w, const char *key);
void jw_key_str(struct jw *w, struct str key);
void jw_str(struct jw *w, struct str s);
void jw_c(struct jw *w, const char *c);
void jw_int(struct jw *w, int64_t i);
void jw_id(struct jw *w, int64_t id); /* as a string: 2^53 is not enough */
void jw_real(struct jw *w, double d);
void jw_bool(struct jw *w, bool b);
void jw_null(struct jw *w);
void jw_json(struct jw *w, const json_t *j);
void jw_raw(struct jw *w, struct str json); /* JSON made before */

#endif
