/*
 * scene.c - plays one play:  scene KITH FILE.scene
 *
 * See scene.h for the language.  KEEP=1 keeps the scratch folder.
 */
#include "scene.h"

#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_MAX TWICE_MAX
/* Who took a job and was killed holds its lease: the longest is HAND_MS and 15 s. */
#define UNTIL_MS 120000

static struct play play;
static bool losing;

/* A player is short and ends with its play: what it holds then is no leak.  What it runs
 * is another program, and is looked at. */
int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return 1;
}

void
lose(struct play *p, const char *format, ...)
{
	va_list args;

	if (losing)
		_exit(1);
	losing = true;
	fprintf(
	    stderr, "%s:%d: %s\n  ", p->file, p->line, p->text == NULL ? "" : p->text);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	if (p->pid != 0)
		kill(p->pid, SIGKILL);
	server_said(p);
	server_clear(p);
	exit(1);
}

struct bytes
read_all(const char *path)
{
	struct bytes b = { calloc(1, 1), 0 };
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		return b;
	do {
		b.at = realloc(b.at, b.len + 65537);
		n = fread(b.at + b.len, 1, 65536, f);
		b.len += n;
	} while (n > 0);
	b.at[b.len] = '\0';
	fclose(f);
	return b;
}

void
keep(struct play *p, const char *name, const char *value)
{
	struct saved *s = p->saved;

	while (s < p->saved + p->saved_count && strcmp(s->name, name) != 0)
		s++;
	if (s == p->saved + SAVED_MAX)
		lose(p, "too many names");
	if (s == p->saved + p->saved_count)
		p->saved_count++;
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->value = strdup(value == NULL ? "" : value);
}

char *
filled(const struct play *p, const char *text)
{
	size_t size = strlen(text) + 1, len = 0;
	char *out = malloc(size);

	while (*text != '\0') {
		size_t n = 0;
		const char *with = NULL;

		if (*text == '@')
			n = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
		for (size_t i = 0; n > 0 && i < p->saved_count; i++)
			if (strlen(p->saved[i].name) == n &&
			    memcmp(p->saved[i].name, text + 1, n) == 0)
				with = p->saved[i].value;
		if (with == NULL) {
			out[len++] = *text++;
			continue;
		}
		size += strlen(with);
		out = realloc(out, size);
		memcpy(out + len, with, strlen(with));
		len += strlen(with);
		text += n + 1;
	}
	out[len] = '\0';
	return out;
}

static char *
trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	return s;
}

/* ---- a step: a line, and the indented ones behind it ---- */

struct step {
	char *head;
	char *rest[BLOCK_MAX];
	int line, lines[BLOCK_MAX];
	size_t count;
};

/* \n and \xHH of a raw body. */
static void
add_raw(struct bytes *b, const char *text)
{
	b->at = realloc(b->at, b->len + strlen(text) + 2);
	for (; *text != '\0'; text++) {
		unsigned c = 0;

		if (text[0] == '\\' && text[1] == 'x' &&
		    sscanf(text + 2, "%2x", &c) == 1) {
			b->at[b->len++] = (char)c;
			text += 3;
		} else if (text[0] == '\\' && text[1] == 'n') {
			b->at[b->len++] = '\n';
			text++;
		} else {
			b->at[b->len++] = *text;
		}
	}
	b->at[b->len] = '\0';
}

static struct bytes
fill_body(const char *text)
{
	size_t n = strtoul(text, NULL, 10);
	const char *head = strchr(text, ' ') + 1, *hole = strchr(head, '%');
	struct bytes b = { malloc(n + strlen(head) + 1), 0 };

	memcpy(b.at, head, (size_t)(hole - head));
	memset(b.at + (hole - head), 'x', n);
	strcpy(b.at + (hole - head) + n, hole + 1);
	b.len = strlen(b.at);
	return b;
}

/* What a line of the block asks for, before anything is sent; false: a claim. */
static bool
prepare(struct play *p, const char *line, struct ask *ask)
{
	char path[300];

	if (line[0] == '>') {
		ask->headers[ask->header_count++] =
		    filled(p, line + 1 + strspn(line + 1, " "));
	} else if (line[0] == '|') {
		if (ask->has_body)
			add_raw(&ask->body, "\\n");
		add_raw(&ask->body, filled(p, line + (line[1] == ' ' ? 2 : 1)));
		ask->has_body = true;
	} else if (strncmp(line, "upload ", 7) == 0) {
		snprintf(path, sizeof(path), "%s/%s", p->folder, line + 7);
		if (access(path, R_OK) != 0)
			lose(p, "cannot read %s", path);
		ask->body = read_all(path);
		ask->has_body = true;
	} else if (strncmp(line, "fill ", 5) == 0) {
		ask->body = fill_body(line + 5);
		ask->has_body = true;
	} else {
		return false;
	}
	return true;
}

/* The next of the claims in a line: two blanks between, none inside quotes. */
static char *
next_claim(char **line)
{
	char *at = *line + strspn(*line, " "), *end;
	bool quoted = false;

	if (*at == '\0')
		return NULL;
	for (end = at; *end != '\0'; end++) {
		if (*end == '"' && (end == at || end[-1] != '\\'))
			quoted = !quoted;
		if (!quoted && end[0] == ' ' && end[1] == ' ')
			break;
	}
	*line = *end == '\0' ? end : end + 1;
	*end = '\0';
	return at;
}

static void
claim(struct play *p, const struct ask *ask, struct answer *a, const char *text)
{
	struct timespec nap = { 0, 30000000 };
	char why[2000];

	if (strncmp(text, "until ", 6) == 0 && ask != NULL) {
		int64_t end = now_ms() + UNTIL_MS;

		while (!claim_holds(p, a, text + 6, why, sizeof(why)) && now_ms() < end) {
			nanosleep(&nap, NULL);
			answer_clear(a);
			http_ask(p, ask, a);
		}
		if (claim_holds(p, a, text + 6, why, sizeof(why)))
			return;
		lose(p, "never: %s", why);
	}
	if (!claim_holds(p, a, text, why, sizeof(why)))
		lose(p, "%s", why);
}

static void
claims(struct play *p, const struct step *s, const struct ask *ask, struct answer *a)
{
	struct ask none = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		char *line = s->rest[i], *one;

		p->line = s->lines[i];
		p->text = line;
		if (line[0] == '>' || line[0] == '|' ||
		    strncmp(line, "upload ", 7) == 0 || strncmp(line, "fill ", 5) == 0)
			continue;
		line = filled(p, line);
		p->text = strdup(line);
		while ((one = next_claim(&line)) != NULL)
			claim(p, ask == NULL ? &none : ask, a, one);
	}
}

/* "post /api/deal {…}" into method, path and body. */
static void
read_request(struct play *p, const struct step *s, const char *text, struct ask *ask)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
	char *line = filled(p, text), *body;
	size_t n = strcspn(line, " ");

	*ask = (struct ask){ 0 };
	for (size_t i = 0; i < 5; i++)
		if (strlen(methods[i]) == n && strncasecmp(line, methods[i], n) == 0)
			ask->method = methods[i];
	if (ask->method == NULL)
		lose(p, "the play is wrong: what is \"%s\"?", line);
	ask->path = line + n + strspn(line + n, " ");
	body = strstr(ask->path, " {");
	if (body == NULL)
		body = strstr(ask->path, " [");
	if (body != NULL && strcmp(ask->method, "GET") != 0) {
		*body = '\0';
		ask->body = (struct bytes){ body + 1, strlen(body + 1) };
		ask->has_body = true;
	} else if (strcmp(ask->method, "POST") == 0) {
		ask->has_body = true;
	}
	for (size_t i = 0; i < s->count; i++) {
		p->line = s->lines[i];
		if ((s->rest[i][0] == '|' || strncmp(s->rest[i], "upload", 6) == 0) &&
		    ask->body.at == NULL)
			ask->has_body = false;
		prepare(p, s->rest[i], ask);
	}
	p->line = s->line;
}

void
request_read(struct play *p, const char *line, struct ask *ask)
{
	struct step alone = { .line = p->line };

	read_request(p, &alone, line, ask);
}

static void
request(struct play *p, const struct step *s, const char *text)
{
	struct ask ask;
	struct answer a;
	char name[20];
	json_t *id;

	read_request(p, s, text, &ask);
	http_ask(p, &ask, &a);
	id = json_object_get(a.json, "id");
	if (a.status == 201 && json_is_string(id)) {
		snprintf(name, sizeof(name), "%d", ++p->number);
		keep(p, name, json_string_value(id));
	}
	if (s->count == 0 && a.status >= 400)
		lose(p, "got %d: %s", a.status, a.body.at);
	claims(p, s, &ask, &a);
	answer_clear(&a);
}

static void
repeat(struct play *p, const struct step *s, const char *text)
{
	char *end, number[20];
	long n = strtol(text, &end, 10);
	int made = p->number;

	for (long i = 1; i <= n; i++) {
		snprintf(number, sizeof(number), "%ld", i);
		keep(p, "n", number);
		request(p, s, end + strspn(end, " "));
		p->number = made; /* @1 stays what was made by name */
	}
}

/* ---- walk: every page, to the end ---- */

static void
add_page(struct play *p, json_t *page, json_t *rows, json_t *seen)
{
	json_t *row, *list = json_object_get(page, "rows");
	size_t i;

	if (!json_is_array(list))
		lose(p, "this page has no rows");
	json_array_foreach(list, i, row)
	{
		/* an item of a timeline holds its row */
		json_t *in = json_object_get(row, "row"),
		       *own = json_object_get(in == NULL ? row : in, "id");
		const char *id = json_string_value(own);

		if (id == NULL || json_object_get(seen, id) != NULL)
			lose(p, "row %s came twice", id);
		json_object_set_new(seen, id, json_true());
		json_array_append(rows, row);
	}
}

static void
walk(struct play *p, const struct step *s, const char *path)
{
	struct ask ask = { .method = "GET", .path = filled(p, path) };
	json_t *rows = json_array(), *seen = json_object();
	struct answer a = { 0 };
	char *first = ask.path, *next = strdup("");

	for (int page = 0; next != NULL; page++) {
		if (page > 10000)
			lose(p, "the pages never end");
		if (page > 0 && asprintf(&ask.path, "%s%cafter=%s", first,
				    strchr(first, '?') == NULL ? '?' : '&', next) < 0)
			abort();
		answer_clear(&a);
		http_ask(p, &ask, &a);
		if (a.status != 200)
			lose(p, "page %d: got %d: %s", page, a.status, a.body.at);
		add_page(p, a.json, rows, seen);
		next = NULL;
		if (json_is_string(json_object_get(a.json, "next")))
			next = strdup(json_string_value(json_object_get(a.json, "next")));
	}
	json_decref(a.json);
	a.json =
	    json_pack("{s:i,s:o}", "count", (int)json_array_size(rows), "rows", rows);
	claims(p, s, NULL, &a);
	answer_clear(&a);
	json_decref(seen);
}

/* ---- crawl ---- */

static void
crawl_look(struct play *p, struct answer *a, void *arg)
{
	const struct step *s = arg;
	char why[2000];

	for (size_t i = 0; i < s->count; i++) {
		char *copy = strdup(s->rest[i]), *line = copy, *one;

		while ((one = next_claim(&line)) != NULL)
			if (!claim_holds(p, a, one, why, sizeof(why)))
				lose(p, "%d: %s", a->status, why);
		free(copy);
	}
}

/* ---- listening ---- */

static void
begin_listening(struct play *p, const struct step *s, const char *name)
{
	struct ask ask = { 0 };

	for (size_t i = 0; i < s->count; i++)
		prepare(p, s->rest[i], &ask);
	live_listen(p, name, &ask);
}

static void
heard(struct play *p, const struct step *s, const char *text)
{
	char *line = filled(p, text), *words = strchr(line, ' ');

	if (words == NULL)
		lose(p, "the play is wrong: heard NAME WORDS");
	*words++ = '\0';
	live_heard(p, line, trimmed(words));
	for (size_t i = 0; i < s->count; i++)
		if (strncmp(s->rest[i], "without ", 8) == 0)
			live_never(p, line, filled(p, s->rest[i] + 8));
}

/* ---- the play ---- */

static void
letter(struct play *p, const char *text)
{
	char name[40], to[200], begins[200] = "";

	if (sscanf(text, "%39[a-z0-9_] %199s %199s", name, to, begins) < 2)
		lose(p, "the play is wrong: letter NAME ADDRESS");
	mail_take(p, name, to, begins);
}

/* What an app shows, kept under a name. */
static void
code(struct play *p, const char *text)
{
	char name[64];
	int used = 0;

	if (sscanf(text, "%63[a-z0-9_] = %n", name, &used) != 1 || used == 0)
		lose(p, "the play is wrong: code NAME = SECRET");
	keep(p, name, code_of(filled(p, text + used)));
}

static void
set(struct play *p, const char *text)
{
	char name[64];
	int used = 0;

	if (sscanf(text, "%63[a-z0-9_] = %n", name, &used) != 1 || used == 0)
		lose(p, "the play is wrong: set NAME = text");
	keep(p, name, filled(p, text + used));
}

static void
act(struct play *p, const struct step *s)
{
	struct answer a = { 0 };
	char *h = s->head;

	if (strncmp(h, "as ", 3) == 0) {
		http_as(p, strdup(h + 3));
	} else if (strncmp(h, "run ", 4) == 0) {
		command_run(p, filled(p, h + 4), &a);
		claims(p, s, NULL, &a);
		answer_clear(&a);
	} else if (strcmp(h, "process") == 0) {
		if (server_status(p, &a))
			claims(p, s, NULL, &a);
		answer_clear(&a);
	} else if (strncmp(h, "walk ", 5) == 0) {
		walk(p, s, h + 5);
	} else if (strncmp(h, "repeat ", 7) == 0) {
		repeat(p, s, h + 7);
	} else if (strcmp(h, "crawl") == 0) {
		if (crawl(p, crawl_look, (void *)(uintptr_t)s) < 20)
			lose(p, "the server speaks of too few routes");
	} else if (strncmp(h, "remember ", 9) == 0) {
		twice_remember(p, h + 9, s->rest, s->lines, s->count);
	} else if (strncmp(h, "again ", 6) == 0) {
		twice_again(p, h + 6);
	} else if (strncmp(h, "age ", 4) == 0) {
		files_age(p, atoi(h + 4));
	} else if (strcmp(h, "stop") == 0) {
		server_stop(p, SIGTERM);
	} else if (strncmp(h, "sql ", 4) == 0) {
		db_change(p, filled(p, h + 4));
	} else if (strncmp(h, "set ", 4) == 0) {
		set(p, h + 4);
	} else if (strncmp(h, "code ", 5) == 0) {
		code(p, h + 5);
	} else if (strncmp(h, "letter ", 7) == 0) {
		letter(p, h + 7);
	} else if (strncmp(h, "listen ", 7) == 0) {
		begin_listening(p, s, h + 7);
	} else if (strncmp(h, "heard ", 6) == 0) {
		heard(p, s, h + 6);
	} else if (strncmp(h, "deaf ", 5) == 0) {
		live_deaf(p, h + 5);
	} else if (strncmp(h, "restart", 7) == 0 || strcmp(h, "kill -9") == 0) {
		if (strncmp(h, "restart --", 10) == 0)
			p->options = filled(p, h + 8);
		server_stop(p, h[0] == 'r' ? SIGTERM : SIGKILL);
		if (strncmp(h, "restart on ", 11) == 0)
			snprintf(p->db, sizeof(p->db), "%s", filled(p, h + 11));
		server_start(p);
	} else {
		request(p, s, h);
	}
}

static char *
read_step(char *at, int *line, struct step *s)
{
	*s = (struct step){ 0 };
	while (at != NULL && *at != '\0') {
		char *end = strchr(at, '\n');
		bool indented = *at == ' ' || *at == '\t';
		char *text;

		if (s->head != NULL && !indented && *at != '\n' && *at != '#')
			break;
		++*line;
		if (end != NULL)
			*end++ = '\0';
		text = trimmed(at);
		at = end;
		if (*text == '\0' || *text == '#')
			continue;
		if (s->head == NULL) {
			s->head = text;
			s->line = *line;
		} else if (s->count < BLOCK_MAX) {
			s->lines[s->count] = *line;
			s->rest[s->count++] = text;
		}
	}
	return at;
}

int
main(int argc, char **argv)
{
	struct play *p = &play;
	struct step s;
	char *at, *slash;
	int line = 0;

	if (argc != 3 || (p->kith = realpath(argv[1], NULL)) == NULL) {
		fprintf(stderr, "usage: scene KITH FILE.scene\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	p->file = argv[2];
	p->folder = realpath(argv[2], NULL);
	if (p->folder == NULL || (slash = strrchr(p->folder, '/')) == NULL) {
		fprintf(stderr, "scene: cannot read %s\n", argv[2]);
		return 2;
	}
	*slash = '\0';
	at = read_all(argv[2]).at;
	server_begin(p);
	for (at = read_step(at, &line, &s); s.head != NULL;
	     at = read_step(at, &line, &s)) {
		p->line = s.line;
		p->text = s.head;
		act(p, &s);
		server_check(p);
	}
	p->text = "(the end)";
	p->line = line;
	server_stop(p, SIGTERM);
	server_check(p);
	server_clear(p);
	return 0;
}
