/*
 * fetch.c - see fetch.h.  libcurl speaks HTTP and TLS; the gate stands where it
 * opens a socket, which is after the name was resolved.
 */
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static const int web_ports[] = { 80, 443, 0 };

/* ---- how many at once ---- */

static _Atomic int inside;

bool
fetch_enter(void)
{
	if (atomic_fetch_add(&inside, 1) < FETCH_AT_ONCE)
		return true;
	atomic_fetch_sub(&inside, 1);
	return false;
}

void
fetch_leave(void)
{
	atomic_fetch_sub(&inside, 1);
}

const char *
fetch_ca_file(void)
{
	const char *file = getenv("KITH_CA");

	return file != NULL && file[0] != '\0' ? file : NULL;
}

/* ---- one way out ---- */

struct way {
	CURL *curl;
	struct curl_slist *headers;
	const struct gate *gate;
	const int *usual;
	struct text body;
	size_t max, header_size;
	bool refused, too_large;
	char said[CURL_ERROR_SIZE];
};

static void
begin_once(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void
way_end(struct way *w)
{
	curl_easy_cleanup(w->curl);
	curl_slist_free_all(w->headers);
}

/* The address is the one that is connected to: nothing is resolved after this. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct way *w = arg;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !gate_allows(w->gate, &address->addr, w->usual)) {
		w->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(
	    address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t
take_body(char *at, size_t one, size_t count, void *arg)
{
	struct way *w = arg;

	(void)one;
	if (w->body.len + count > w->max) {
		w->too_large = true;
		return 0;
	}
	text_add(&w->body, at, count);
	return count;
}

static size_t
take_header(char *at, size_t one, size_t count, void *arg)
{
	struct way *w = arg;

	(void)at;
	(void)one;
	w->header_size += count;
	w->too_large |= w->header_size > FETCH_HEADERS_MAX;
	return w->too_large ? 0 : count;
}

/* No proxy of the environment: it would connect where we cannot look. */
static void
hold_tight(struct way *w, long ms)
{
	curl_easy_setopt(w->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(w->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(w->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(w->curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(w->curl, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	curl_easy_setopt(w->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(w->curl, CURLOPT_OPENSOCKETDATA, w);
	curl_easy_setopt(w->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(w->curl, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(w->curl, CURLOPT_CONNECTTIMEOUT_MS, ms);
	curl_easy_setopt(w->curl, CURLOPT_ERRORBUFFER, w->said);
}

static void
hear_all(struct way *w, const char *ca_file)
{
	curl_easy_setopt(w->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(w->curl, CURLOPT_WRITEDATA, w);
	curl_easy_setopt(w->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(w->curl, CURLOPT_HEADERDATA, w);
	curl_easy_setopt(w->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(w->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(w->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (ca_file != NULL)
		curl_easy_setopt(w->curl, CURLOPT_CAINFO, ca_file);
}

static enum err
way_begin(struct way *w, struct arena *mem, const struct gate *gate, const int *usual,
    const char *url, int ms)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin_once);
	*w = (struct way){ .gate = gate,
		.usual = usual,
		.body = TEXT_INIT(mem),
		.curl = curl_easy_init() };
	if (w->curl == NULL)
		return ERR_DOWN;
	hold_tight(w, ms);
	curl_easy_setopt(w->curl, CURLOPT_URL, url);
	return OK;
}

static enum err
explain(const struct way *w, CURLcode code)
{
	switch (code) {
	case CURLE_OK: return OK;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_LOGIN_DENIED: return ERR_INPUT;
	default: break;
	}
	if (w->too_large)
		return ERR_LARGE;
	return w->refused ? ERR_DENIED : ERR_DOWN;
}

static enum err
run(struct way *w, struct arena *mem, struct str *why)
{
	CURLcode code;

	if (!fetch_enter()) {
		*why = STR("too many requests to other servers at once");
		return ERR_LIMIT;
	}
	thread_rest();
	code = curl_easy_perform(w->curl);
	thread_wake();
	fetch_leave();
	if (code != CURLE_OK)
		*why = w->refused ? STR("the address is not one that may be reached")
				  : str_copy(mem, str_of(w->said[0] != '\0'
							     ? w->said
							     : curl_easy_strerror(code)));
	return explain(w, code);
}

/* http or https, and nothing in it that two readers read differently. */
static bool
is_url(struct str url)
{
	if (url.len == 0 || url.len > FETCH_URL_MAX ||
	    !(str_starts(url, "https://") || str_starts(url, "http://")))
		return false;
	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] <= ' ' || url.at[i] == 0x7f || url.at[i] == '\\')
			return false;
	return true;
}

static void
ask(struct way *w, const struct fetch *f)
{
	for (const char *const *h = f->headers; h != NULL && *h != NULL; h++)
		w->headers = curl_slist_append(w->headers, *h);
	curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, w->headers);
	curl_easy_setopt(w->curl, CURLOPT_USERAGENT, "Kith");
	if (f->method == NULL || strcmp(f->method, "GET") == 0)
		return;
	curl_easy_setopt(w->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(w->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body.len);
	curl_easy_setopt(
	    w->curl, CURLOPT_COPYPOSTFIELDS, f->body.len > 0 ? f->body.at : "");
	curl_easy_setopt(w->curl, CURLOPT_CUSTOMREQUEST, f->method);
}

enum err
fetch(struct arena *mem, const struct fetch *f, struct fetched *out, struct str *why)
{
	DEFER(way_end) struct way w = { 0 };
	char *type = NULL;
	long status;

	*why = STR("not an http or https address");
	if (!is_url(f->url))
		return ERR_INPUT;
	TRY(way_begin(&w, mem, f->gate, web_ports, str_c(mem, f->url),
	    f->ms == 0 ? FETCH_MS : f->ms));
	w.max = f->max == 0 ? FETCH_MAX : f->max;
	hear_all(&w, f->ca_file == NULL ? fetch_ca_file() : f->ca_file);
	ask(&w, f);
	TRY(run(&w, mem, why));
	curl_easy_getinfo(w.curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(w.curl, CURLINFO_CONTENT_TYPE, &type);
	*out = (struct fetched){ .status = (int)status,
		.type = str_copy(mem, str_of(type == NULL ? "" : type)),
		.body = text_done(&w.body) };
	return OK;
}

enum err
fetch_connect(struct arena *mem, const struct gate *gate, struct str host, int port,
    const int usual[], int *fd, struct str *why)
{
	DEFER(way_end) struct way w = { 0 };
	curl_socket_t s = CURL_SOCKET_BAD;
	bool is_v6 = host.len > 0 && memchr(host.at, ':', host.len) != NULL;
	struct str url = str_printf(
	    mem, is_v6 ? "http://[%.*s]:%d" : "http://%.*s:%d", STR_ARG(host), port);

	*why = STR("not the name of a host");
	if (!is_url(url) || strpbrk(str_c(mem, host), "/?#@%") != NULL)
		return ERR_INPUT;
	TRY(way_begin(&w, mem, gate, usual, url.at, FETCH_MS));
	curl_easy_setopt(w.curl, CURLOPT_CONNECT_ONLY, 1L);
	TRY(run(&w, mem, why));
	curl_easy_getinfo(w.curl, CURLINFO_ACTIVESOCKET, &s);
	*fd = s == CURL_SOCKET_BAD ? -1 : fcntl(s, F_DUPFD_CLOEXEC, 3);
	return *fd < 0 ? ERR_DOWN : OK;
}
