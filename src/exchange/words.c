/*
 * words.c - words as people write them in files, and the labels they know.
 */
#include "exchange/room.h"

/* Letters and digits of any script; what stands between them is a matter of taste. */
static bool
is_filler(unsigned char b)
{
	return b < 0x80 && !((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9'));
}

struct str
squeeze(struct arena *mem, struct str s)
{
	struct str folded = fold(mem, s);
	char *to = arena_alloc(mem, folded.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < folded.len; i++)
		if (!is_filler((unsigned char)folded.at[i]))
			to[len++] = folded.at[i];
	return len > 0 ? (struct str){ to, len } : folded;
}

bool
type_is(const struct field *f, const char *name)
{
	return strcmp(f->type->name, name) == 0;
}

/* ---- faults, for people ---- */

static struct str
fault_say(struct ctx *c, const struct fault *f)
{
	char key[80];

	snprintf(key, sizeof(key), "fault.%s", f->code);
	return meta_text(c->meta, c->mem, c->actor.language, key, f->args);
}

struct str
faults_say(struct ctx *c, const struct entity *e)
{
	struct text t = TEXT_INIT(c->mem);

	for (size_t i = 0; i < c->fault_count; i++) {
		const struct field *f = entity_field(e, c->faults[i].at);

		text_c(&t, t.len > 0 ? " " : "");
		if (f != NULL) {
			text_str(&t, field_label(c->meta, c->actor.language, f));
			text_c(&t, ": ");
		}
		text_str(&t, fault_say(c, &c->faults[i]));
	}
	return text_done(&t);
}

void
fault_alike(struct ctx *c, const char *code, const struct alikes *alike)
{
	const struct alike *one = &alike->at[0];
	struct text t = TEXT_INIT(c->mem);
	char score[24];

	for (size_t i = 0; i < one->why_count; i++) {
		text_c(&t, i > 0 ? ", " : "");
		text_str(&t, field_label(c->meta, c->actor.language, one->why[i]));
	}
	snprintf(score, sizeof(score), "%d", one->score);
	fault(c, STR(""), code, "title", str_c(c->mem, one->title.text), "score", score,
	    "fields", str_c(c->mem, text_done(&t)), NULL);
}

void
faults_write(struct ctx *c, struct jw *w, const struct fault *faults, size_t count)
{
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		jw_key(w, "at");
		jw_str(w, faults[i].at);
		jw_key(w, "code");
		jw_c(w, faults[i].code);
		jw_key(w, "args");
		jw_json(w, faults[i].args);
		jw_key(w, "text");
		jw_str(w, fault_say(c, &faults[i]));
		jw_close(w);
	}
	jw_end(w);
}

/* ---- small change ---- */

void
count_set(json_t *object, const char *key, int64_t n)
{
	json_object_set_new(object, key, json_integer(n));
}

void
id_set(json_t *object, const char *key, int64_t id)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, id);
	json_object_set_new(object, key, json_string(text));
}

int64_t
id_of(const json_t *object, const char *key)
{
	int64_t id;

	return str_int(json_get_str(object, key), &id) ? id : 0;
}
