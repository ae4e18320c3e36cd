/*
 * line.c - a request and its answer, as a program with a token.
 */
#include "kit.h"

#include <curl/curl.h>
#include <strings.h>

#define HEADERS_MAX 4

struct line {
	struct kit *kit;
	CURL *curl;
	struct said said;
	size_t size;
	char *headers[HEADERS_MAX];
	size_t header_count;
	char who[300]; /* a header; empty: nobody */
};

static size_t
take_body(char *at, size_t one, size_t n, void *arg)
{
	struct line *l = arg;
	struct said *s = &l->said;
	size_t len = one * n;

	if (s->len + len + 1 > l->size) {
		l->size = (s->len + len + 1) * 2;
		s->body = realloc(s->body, l->size);
	}
	memcpy(s->body + s->len, at, len);
	s->len += len;
	s->body[s->len] = '\0';
	return len;
}

static void
take_value(const char *at, size_t len, const char *name, char *to, size_t size)
{
	size_t skip = strlen(name);

	if (len > skip && strncasecmp(at, name, skip) == 0)
		snprintf(to, size, "%.*s", (int)strcspn(at + skip, "\r\n"), at + skip);
}

static size_t
take_head(char *at, size_t one, size_t n, void *arg)
{
	struct said *s = &((struct line *)arg)->said;

	take_value(at, one * n, "content-type: ", s->type, sizeof(s->type));
	take_value(at, one * n, "etag: ", s->etag, sizeof(s->etag));
	take_value(at, one * n, "set-cookie: ", s->cookie, sizeof(s->cookie));
	s->cookie[strcspn(s->cookie, ";")] = '\0';
	take_value(at, one * n, "retry-after: ", s->retry_after, sizeof(s->retry_after));
	return one * n;
}

struct line *
line_new(struct kit *k)
{
	struct line *l = calloc(1, sizeof(*l));

	l->kit = k;
	l->curl = curl_easy_init();
	curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, l);
	curl_easy_setopt(l->curl, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(l->curl, CURLOPT_HEADERDATA, l);
	curl_easy_setopt(l->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(l->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(l->curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(l->curl, CURLOPT_PATH_AS_IS, 1L);
	snprintf(l->who, sizeof(l->who), "Authorization: Bearer %s", k->token);
	line_timeout(l, 30);
	return l;
}

void
line_free(struct line *l)
{
	line_header(l, NULL);
	curl_easy_cleanup(l->curl);
	json_decref(l->said.json);
	free(l->said.body);
	free(l);
}

void
line_timeout(struct line *l, long seconds)
{
	curl_easy_setopt(l->curl, CURLOPT_TIMEOUT, seconds);
}

void
line_who(struct line *l, const char *header)
{
	snprintf(l->who, sizeof(l->who), "%s", header);
}

void
line_header(struct line *l, const char *header)
{
	if (header != NULL && l->header_count < HEADERS_MAX) {
		l->headers[l->header_count++] = strdup(header);
		return;
	}
	while (l->header_count > 0)
		free(l->headers[--l->header_count]);
}

static bool
names_its_type(const struct line *l)
{
	for (size_t i = 0; i < l->header_count; i++)
		if (strncasecmp(l->headers[i], "Content-Type:", 13) == 0)
			return true;
	return false;
}

static struct curl_slist *
headers_of(const struct line *l, bool body)
{
	struct curl_slist *list = curl_slist_append(NULL, "X-Kith: 1");

	if (l->who[0] != '\0')
		list = curl_slist_append(list, l->who);
	list = curl_slist_append(list, "Expect:");
	if (body && !names_its_type(l))
		list = curl_slist_append(list, "Content-Type: application/json");
	for (size_t i = 0; i < l->header_count; i++)
		list = curl_slist_append(list, l->headers[i]);
	return list;
}

static void
forget(struct said *s)
{
	json_decref(s->json);
	*s = (struct said){ .body = s->body };
	if (s->body != NULL)
		s->body[0] = '\0';
}

const struct said *
line_ask_bytes(
    struct line *l, const char *method, const char *path, const char *body, size_t len)
{
	struct curl_slist *headers = headers_of(l, body != NULL);
	struct said *s = &l->said;
	int64_t begun = steady_ms();
	char url[9000];

	forget(s);
	snprintf(url, sizeof(url), "%s%s", l->kit->base, path);
	curl_easy_setopt(l->curl, CURLOPT_URL, url);
	curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(l->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(l->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
	if (body == NULL)
		curl_easy_setopt(l->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(l->curl, CURLOPT_CUSTOMREQUEST, method);
	if (curl_easy_perform(l->curl) == CURLE_OK)
		curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &s->status);
	s->took_ms = steady_ms() - begun;
	if (s->status != 0 && strstr(s->type, "json") != NULL)
		s->json = json_loadb(s->body, s->len, JSON_DECODE_ANY, NULL);
	curl_slist_free_all(headers);
	return s;
}

const struct said *
line_ask(struct line *l, const char *method, const char *path, const char *body)
{
	return line_ask_bytes(l, method, path, body, body == NULL ? 0 : strlen(body));
}

const char *
said_str(const struct said *s, const char *key)
{
	const char *value = json_string_value(json_object_get(s->json, key));

	return value == NULL ? "" : value;
}

bool
line_sign_in(struct line *l, const char *login, const char *password)
{
	char body[200];
	const struct said *s;

	snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"%s\"}", login,
	    password);
	s = line_ask(l, "POST", "/api/login", body);
	if (s->status != 200 || s->cookie[0] == '\0')
		return false;
	snprintf(l->who, sizeof(l->who), "Cookie: %s", s->cookie);
	return true;
}

struct line *
line_of_person(struct kit *k, const char *login, char password[80])
{
	struct line *l = line_new(k);
	char *out;

	if (kit_run(k, &out, "user add '%s' %s --role admin", k->db, login) != 0 ||
	    sscanf(out, "login %*s password %79s", password) != 1)
		kit_lose(k, "no user %s: %s", login, out);
	free(out);
	line_who(l, "");
	if (!line_sign_in(l, login, password))
		kit_lose(k, "%s cannot sign in", login);
	return l;
}
