/*
 * scene_http.c - asking the server, as somebody.
 */
#include "scene.h"

#include <curl/curl.h>

static size_t
take(char *at, size_t one, size_t count, void *arg)
{
	struct bytes *b = arg;
	size_t n = one * count;

	if (b->len + n > BODY_MAX)
		return 0;
	b->at = realloc(b->at, b->len + n + 1);
	memcpy(b->at + b->len, at, n);
	b->len += n;
	b->at[b->len] = '\0';
	return n;
}

/* People write paths; the wire wants them escaped: all but what separates. */
static char *
escaped(const char *base, const char *path)
{
	char *out = malloc(strlen(base) + strlen(path) * 3 + 1), *to;

	to = stpcpy(out, base);
	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if (c > ' ' && c < 0x7f && strchr("\"'<>`{}|\\^+#[]", c) == NULL)
			*to++ = (char)c;
		else
			to += sprintf(to, "%%%02X", c);
	}
	*to = '\0';
	return out;
}

static bool
left_out(const struct ask *ask, const char *name)
{
	for (size_t i = 0; i < ask->header_count; i++) {
		const char *h = ask->headers[i];

		if (h[0] == '-' && strcasecmp(h + 1, name) == 0)
			return true;
		if (strncasecmp(h, name, strlen(name)) == 0 && h[strlen(name)] == ':')
			return true;
	}
	return false;
}

static struct curl_slist *
headers_of(struct play *p, const struct ask *ask)
{
	struct curl_slist *list = NULL;
	bool unsafe = strcmp(ask->method, "GET") != 0;
	char cookie[300];

	if (unsafe && !left_out(ask, "X-Kith"))
		list = curl_slist_append(list, "X-Kith: 1");
	if (unsafe && !left_out(ask, "Content-Type"))
		list = curl_slist_append(list, "Content-Type: application/json");
	else if (left_out(ask, "Content-Type"))
		list = curl_slist_append(list, "Content-Type:");
	if (p->actor != NULL && p->actor->cookie != NULL && !left_out(ask, "Cookie")) {
		snprintf(cookie, sizeof(cookie), "Cookie: %s", p->actor->cookie);
		list = curl_slist_append(list, cookie);
	}
	list = curl_slist_append(list, "Expect:");
	for (size_t i = 0; i < ask->header_count; i++)
		if (ask->headers[i][0] != '-')
			list = curl_slist_append(list, ask->headers[i]);
	return list;
}

/* Set-Cookie: kith=…; HttpOnly, and by TLS __Host-kith=… */
static void
take_cookie(struct play *p, const struct answer *a)
{
	char *at =
	    a->head.at == NULL ? NULL : strcasestr(a->head.at, "set-cookie: kith=");
	char name[60];

	if (at == NULL && a->head.at != NULL)
		at = strcasestr(a->head.at, "set-cookie: __host-kith=");

	if (at == NULL || p->actor == NULL)
		return;
	at += strlen("set-cookie: ");
	free(p->actor->cookie);
	p->actor->cookie = strndup(at, strcspn(at, ";\r\n"));
	snprintf(name, sizeof(name), "cookie_%s", p->actor->name);
	keep(p, name, p->actor->cookie);
}

void
http_ask(struct play *p, const struct ask *ask, struct answer *out)
{
	CURL *curl = curl_easy_init();
	char *url = escaped(p->base, ask->path);
	struct curl_slist *headers = headers_of(p, ask);
	CURLcode rc;
	long status = 0;

	*out = (struct answer){ .event = event_last(p) };
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out->body);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &out->head);
	if (ask->has_body) {
		curl_easy_setopt(
		    curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
		curl_easy_setopt(
		    curl, CURLOPT_POSTFIELDS, ask->body.at == NULL ? "" : ask->body.at);
	}
	rc = curl_easy_perform(curl);
	/* a refusal may come, and the connection go, before all was sent */
	if (rc != CURLE_OK && !(rc == CURLE_SEND_ERROR && out->head.len > 0))
		lose(p, "the server did not answer: %s", curl_easy_strerror(rc));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	free(url);
	out->status = (int)status;
	if (out->body.at != NULL)
		out->json = json_loadb(
		    out->body.at, out->body.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (out->status == 200 || out->status == 201)
		take_cookie(p, out);
}

void
answer_clear(struct answer *a)
{
	free(a->head.at);
	free(a->body.at);
	free(a->err.at);
	json_decref(a->json);
	*a = (struct answer){ 0 };
}

/* ---- as ---- */

/* Ask in the play's own interest: what must succeed. */
static void
must(struct play *p, const char *method, const char *path, char *body, int status,
    struct answer *out)
{
	struct ask ask = { .method = method,
		.path = (char *)(uintptr_t)path,
		.body = { body, strlen(body) },
		.has_body = true };

	http_ask(p, &ask, out);
	if (out->status != status)
		lose(p, "%s %s %s: expected %d, got %d: %s", method, path, body, status,
		    out->status, out->body.at == NULL ? "" : out->body.at);
}

static struct actor *
actor_new(struct play *p, const char *name)
{
	if (p->actor_count == ACTORS_MAX)
		lose(p, "too many actors");
	p->actor = &p->actors[p->actor_count++];
	snprintf(p->actor->name, sizeof(p->actor->name), "%s", name);
	return p->actor;
}

/* The first of all: makes the company. */
static void
be_admin(struct play *p)
{
	struct answer a;
	char body[600];

	actor_new(p, "admin");
	snprintf(body, sizeof(body),
	    "{\"token\":\"%s\",\"name\":\"Ada Admin\",\"login\":\"admin\","
	    "\"password\":\"a harbour of 7 seas\",\"language\":\"en\","
	    "\"company\":\"Harbor Trading\",\"country\":\"VN\",\"currency\":\"VND\"}",
	    p->setup);
	must(p, "POST", "/api/setup", body, 201, &a);
	answer_clear(&a);
}

static void
be_new(struct play *p, const char *name, char *roles)
{
	struct answer a;
	char body[400], path[100], list[200] = "", *one;
	struct actor *who;

	for (one = strtok(roles, ", "); one != NULL; one = strtok(NULL, ", "))
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s\"%s\"",
		    list[0] == '\0' ? "" : ",", one);
	p->actor = &p->actors[0];
	snprintf(body, sizeof(body),
	    "{\"login\":\"%s\",\"name\":\"%s\",\"roles\":[%s],\"active\":true}", name,
	    name, list);
	must(p, "POST", "/api/user", body, 201, &a);
	keep(p, name, json_string_value(json_at(a.json, ".id")));
	snprintf(path, sizeof(path), "/api/users/%s/password",
	    json_string_value(json_at(a.json, ".id")));
	answer_clear(&a);
	snprintf(body, sizeof(body), "{\"new\":\"%s sails at dawn\"}", name);
	must(p, "POST", path, body, 204, &a);
	answer_clear(&a);
	who = actor_new(p, name);
	p->actor = NULL;
	snprintf(body, sizeof(body),
	    "{\"login\":\"%s\",\"password\":\"%s sails at dawn\"}", name, name);
	p->actor = who;
	must(p, "POST", "/api/login", body, 200, &a);
	answer_clear(&a);
}

void
http_as(struct play *p, char *line)
{
	char *roles = strchr(line, ',');

	if (roles != NULL)
		*roles++ = '\0';
	if (strcmp(line, "nobody") == 0) {
		p->actor = NULL;
		return;
	}
	if (p->actor_count == 0)
		be_admin(p);
	for (size_t i = 0; i < p->actor_count; i++)
		if (strcmp(p->actors[i].name, line) == 0) {
			p->actor = &p->actors[i];
			return;
		}
	be_new(p, line, roles == NULL ? strdup("") : roles);
}
