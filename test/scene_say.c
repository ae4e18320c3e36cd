/*
 * scene_say.c - what may be claimed of an answer.
 */
#include "scene.h"

#include <ctype.h>
#include <unistd.h>

/* Trees that [*] made: kept for the play's short life. */
static json_t *
all_of(json_t *list, const char *rest)
{
	json_t *out = json_array(), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		json_t *found = json_at(item, rest);

		json_array_append(out, found == NULL ? json_null() : found);
	}
	return out;
}

json_t *
json_at(json_t *tree, const char *path)
{
	while (tree != NULL && *path != '\0') {
		size_t len;
		char name[120];

		if (*path == '.')
			path++;
		if (strncmp(path, "[*]", 3) == 0)
			return all_of(tree, path + 3);
		if (*path == '[') {
			tree = json_array_get(tree, strtoul(path + 1, NULL, 10));
			path = strchr(path, ']');
			if (path == NULL)
				return NULL;
			path++;
			continue;
		}
		len = strcspn(path, ".[");
		if (len == 0 || len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		tree = json_object_get(tree, name);
		path += len;
	}
	return tree;
}

static char *
shown(const json_t *j)
{
	return j == NULL ? strdup("nothing")
			 : json_dumps(j, JSON_ENCODE_ANY | JSON_COMPACT);
}

static bool
same(const json_t *a, const json_t *b)
{
	if (json_is_number(a) && json_is_number(b)) {
		double d = json_number_value(a) - json_number_value(b);

		return d < 1e-9 && d > -1e-9;
	}
	return json_equal(a, b);
}

/* "in quotes" or bare. */
static char *
bare(const char *text)
{
	json_t *j = json_loads(text, JSON_DECODE_ANY, NULL);
	char *out = strdup(json_is_string(j) ? json_string_value(j) : text);

	json_decref(j);
	return out;
}

static bool
says(const char *what, const char *in, const char *text, char *why, size_t size)
{
	char *part = bare(text);
	bool holds = strstr(in, part) != NULL;

	if (!holds)
		snprintf(
		    why, size, "%s: expected to hold %s, got %.600s", what, part, in);
	free(part);
	return holds;
}

static bool
value_holds(json_t *got, const char *path, const char *op, const char *right, char *why,
    size_t size)
{
	json_t *want = json_loads(right, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	char *g = shown(got);
	double n = json_number_value(got), m = json_number_value(want);
	bool holds = false;

	if (strcmp(op, "absent") == 0) {
		holds = got == NULL;
	} else if (strcmp(op, "length") == 0) {
		size_t length = json_is_array(got)    ? json_array_size(got)
				: json_is_object(got) ? json_object_size(got)
						      : json_string_length(got);

		holds = got != NULL && length == strtoul(right, NULL, 10);
		if (!holds)
			snprintf(why, size,
			    "%s has length %zu, expected %s; it is %.600s", path, length,
			    right, g);
	} else if (strcmp(op, "~") == 0) {
		holds = says(path, json_is_string(got) ? json_string_value(got) : g,
		    right, why, size);
	} else if (want == NULL) {
		snprintf(why, size, "the play is wrong: %s is no JSON", right);
	} else if (strcmp(op, "=") == 0) {
		holds = got != NULL && same(got, want);
	} else if (strcmp(op, "!=") == 0) {
		holds = got == NULL || !same(got, want);
	} else if (strcmp(op, "<") == 0) {
		holds = json_is_number(got) && n < m;
	} else if (strcmp(op, ">") == 0) {
		holds = json_is_number(got) && n > m;
	} else {
		snprintf(why, size, "the play is wrong: no such word %s", op);
	}
	if (!holds && why[0] == '\0')
		snprintf(why, size, "%s: expected %s %s, got %.600s", path, op, right, g);
	free(g);
	json_decref(want);
	return holds;
}

/* .path OP VALUE */
static bool
path_holds(struct answer *a, const char *claim, char *why, size_t size)
{
	char path[200], op[12];
	int used = 0;

	if (sscanf(claim, "%199s %11s %n", path, op, &used) < 2) {
		snprintf(why, size, "the play is wrong: what of %s?", claim);
		return false;
	}
	return value_holds(json_at(a->json, path), path, op, claim + used, why, size);
}

static bool
header_holds(struct answer *a, const char *claim, char *why, size_t size)
{
	char name[80], op[12], *line, *end, value[2000] = "";
	int used = 0;
	bool there = false;

	if (sscanf(claim, "header %79s %11s %n", name, op, &used) < 2)
		return false;
	for (line = a->head.at; line != NULL && *line != '\0'; line = end + 1) {
		size_t n = strlen(name);

		end = strchr(line, '\n');
		if (end == NULL)
			break;
		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			there = true;
			line += n + 1;
			line += strspn(line, " ");
			snprintf(value, sizeof(value), "%.*s", (int)strcspn(line, "\r\n"),
			    line);
		}
	}
	if (strcmp(op, "absent") == 0) {
		if (there)
			snprintf(why, size, "header %s is there: %s", name, value);
		return !there;
	}
	if (strcmp(op, "=") == 0 && strcmp(value, claim + used) == 0)
		return true;
	if (strcmp(op, "~") == 0)
		return says(name, value, claim + used, why, size);
	if (strcmp(op, "!~") == 0 && strstr(value, bare(claim + used)) == NULL)
		return true;
	snprintf(
	    why, size, "header %s: expected %s, got \"%s\"", name, claim + used, value);
	return false;
}

static bool
events_hold(struct play *p, struct answer *a, const char *claim, char *why, size_t size)
{
	char *got = events_after(p, a->event);
	bool holds = strcmp(got, claim + strlen("events ")) == 0;

	if (!holds)
		snprintf(why, size, "expected %s, got events %s", claim, got);
	free(got);
	return holds;
}

/* What was spooled goes with its connection, a moment after the answer. */
static bool
files_hold(struct play *p, const char *claim, char *why, size_t size)
{
	size_t want = strtoul(claim + strlen("files "), NULL, 10), kept, spooled;
	int tries = 0;

	do {
		kept = files_of(p, "files");
		spooled = files_of(p, "spool");
	} while ((kept != want || spooled != 0) && tries++ < 500 && usleep(10000) == 0);
	if (kept != want || spooled != 0)
		snprintf(why, size, "expected %s, got files %zu and %zu spooled", claim,
		    kept, spooled);
	return kept == want && spooled == 0;
}

static bool
save(struct play *p, struct answer *a, const char *claim, char *why, size_t size)
{
	char name[64], path[200];
	json_t *got;

	if (sscanf(claim, "save %63[a-z0-9_] = %199s", name, path) != 2) {
		snprintf(why, size, "the play is wrong: save NAME = .path");
		return false;
	}
	if (strcmp(path, "out") == 0) {
		a->body.at[strcspn(a->body.at, "\n")] = '\0';
		keep(p, name, a->body.at);
		return true;
	}
	if (strcmp(path, "body") == 0) {
		keep(p, name, a->body.at == NULL ? "" : a->body.at);
		return true;
	}
	got = json_at(a->json, path);
	if (got == NULL) {
		snprintf(why, size, "there is no %s to save", path);
		return false;
	}
	if (json_is_string(got)) {
		keep(p, name, json_string_value(got));
	} else {
		char *s = shown(got);

		keep(p, name, s);
		free(s);
	}
	return true;
}

/* The whole body is what "save NAME = body" kept. */
static bool
is_same(const struct play *p, const struct answer *a, const char *name, char *why,
    size_t size)
{
	const char *body = a->body.at == NULL ? "" : a->body.at;
	size_t at = 0;

	for (size_t i = 0; i < p->saved_count; i++) {
		const char *kept = p->saved[i].value;

		if (strcmp(p->saved[i].name, name) != 0)
			continue;
		while (body[at] != '\0' && body[at] == kept[at])
			at++;
		if (body[at] == kept[at])
			return true;
		at = at > 100 ? at - 100 : 0;
		snprintf(why, size, "it was    …%.300s\n  and now is …%.300s", kept + at,
		    body + at);
		return false;
	}
	snprintf(why, size, "the play is wrong: nothing is kept as %s", name);
	return false;
}

static bool
body_holds(struct answer *a, const char *claim, char *why, size_t size)
{
	const char *body = a->body.at == NULL ? "" : a->body.at;

	if (strcmp(claim, "body empty") == 0) {
		if (a->body.len > 0)
			snprintf(why, size, "the body is not empty: %.600s", body);
		return a->body.len == 0;
	}
	if (strncmp(claim, "body !~ ", 8) == 0) {
		char *part = bare(claim + 8);
		bool there = strstr(body, part) != NULL;

		if (there)
			snprintf(why, size, "the body holds %s: %.600s", part, body);
		free(part);
		return !there;
	}
	return strncmp(claim, "body ~ ", 7) == 0 &&
	       says("body", body, claim + 7, why, size);
}

/* "part word/document.xml ~ text": of a body that is a zip. */
static bool
part_holds(const struct answer *a, const char *claim, char *why, size_t size)
{
	struct answer part = { 0 };
	char name[80], as_body[600];
	int used = 0;
	bool holds;

	if (sscanf(claim, "part %79s %n", name, &used) != 1 || used == 0) {
		snprintf(why, size, "the play is wrong: part NAME ~ text");
		return false;
	}
	part.body.at = unpacked(&a->body, name);
	if (part.body.at == NULL) {
		snprintf(why, size, "the body has no part %s", name);
		return false;
	}
	part.body.len = strlen(part.body.at);
	snprintf(as_body, sizeof(as_body), "body %s", claim + used);
	holds = body_holds(&part, as_body, why, size);
	free(part.body.at);
	return holds;
}

bool
claim_holds(struct play *p, struct answer *a, const char *claim, char *why, size_t size)
{
	why[0] = '\0';
	if (isdigit((unsigned char)claim[0])) {
		if (a->status == atoi(claim))
			return true;
		snprintf(why, size, "expected status %s, got %d: %.900s", claim,
		    a->status, a->body.at == NULL ? "" : a->body.at);
		return false;
	}
	if (claim[0] == '.')
		return path_holds(a, claim, why, size);
	if (strncmp(claim, "header ", 7) == 0)
		return header_holds(a, claim, why, size);
	if (strncmp(claim, "body ", 5) == 0)
		return body_holds(a, claim, why, size);
	if (strncmp(claim, "part ", 5) == 0)
		return part_holds(a, claim, why, size);
	if (strncmp(claim, "events ", 7) == 0)
		return events_hold(p, a, claim, why, size);
	if (strncmp(claim, "files ", 6) == 0)
		return files_hold(p, claim, why, size);
	if (strncmp(claim, "same ", 5) == 0)
		return is_same(p, a, claim + 5, why, size);
	if (strncmp(claim, "save ", 5) == 0)
		return save(p, a, claim, why, size);
	if (strncmp(claim, "out ~ ", 6) == 0)
		return says("out", a->body.at, claim + 6, why, size);
	if (strncmp(claim, "err ~ ", 6) == 0)
		return says("err", a->err.at, claim + 6, why, size);
	if (strncmp(claim, "exit ", 5) == 0) {
		if (a->status == atoi(claim + 5))
			return true;
		snprintf(why, size, "expected %s, got exit %d: %.400s%.400s", claim,
		    a->status, a->body.at, a->err.at);
		return false;
	}
	snprintf(why, size, "the play is wrong: what is \"%s\"?", claim);
	return false;
}
