/*
 * gate.c - is this request what it seems?
 *
 * Three ways to make somebody's browser or our own links work for a stranger:
 * a change that another site's page sends along with the user's cookie, a name
 * of ours that the stranger has chosen, a parameter that two readers read
 * differently.  What would override the method in a header or a parameter is
 * not listened to, so there is nothing to refuse.
 *
 * src   Fetch Metadata, RFC 6454 §7, RFC 9110 §7.2 §15.5.20
 */
#include "api/room.h"

static bool
scheme_cut(struct str url, struct str *host, const char **port)
{
	if (str_starts(url, "https://")) {
		*host = (struct str){ url.at + 8, url.len - 8 };
		*port = ":443";
	} else if (str_starts(url, "http://")) {
		*host = (struct str){ url.at + 7, url.len - 7 };
		*port = ":80";
	} else {
		return false;
	}
	return true;
}

bool
gate_url(struct str url)
{
	struct str host;
	const char *port;

	return scheme_cut(url, &host, &port) && http_host_valid(host);
}

static bool
has_port(const char *host)
{
	const char *colon = strrchr(host, ':');

	return colon != NULL && strchr(colon, ']') == NULL; /* [::1] has none */
}

/* Both spellings of a name: with the port, and without one that goes unsaid. */
bool
gate_name_read(const char *url, struct own_name *out)
{
	struct str host;
	const char *port;
	size_t n;

	*out = (struct own_name){ 0 };
	if (url == NULL)
		return true;
	if (!scheme_cut(str_of(url), &host, &port) || !http_host_valid(host))
		return false;
	n = host.len;
	for (size_t i = 0; i < n; i++)
		out->with_port[i] =
		    (char)(host.at[i] >= 'A' && host.at[i] <= 'Z' ? host.at[i] | 32
								  : host.at[i]);
	if (!has_port(out->with_port)) {
		memcpy(out->bare, out->with_port, n);
		memcpy(out->with_port + n, port, strlen(port) + 1);
	} else if (strcmp(strrchr(out->with_port, ':'), port) == 0) {
		memcpy(out->bare, out->with_port, n - strlen(port));
	}
	return true;
}

bool
gate_named(const struct own_name *name, struct str host)
{
	if (name->with_port[0] == '\0')
		return true;
	return str_is(host, name->with_port) ||
	       (name->bare[0] != '\0' && str_is(host, name->bare));
}

/*
 * A header that no form can send, and where the browser says from where, the
 * same origin.
 */
bool
gate_same_origin(struct req *r)
{
	struct str site = req_header(r, "Sec-Fetch-Site");
	struct str origin = req_header(r, "Origin"), scheme, host;

	if (req_header(r, "X-Kith").len == 0)
		return false;
	if (site.len > 0)
		return str_is(site, "same-origin") || str_is(site, "none");
	if (origin.len == 0)
		return true;
	if (!str_cut(origin, '/', &scheme, &host) || host.len < 2 ||
	    (r->secure && !str_is(scheme, "https:")))
		return false;
	return str_same((struct str){ host.at + 1, host.len - 1 }, r->host);
}

enum err
gate_said_once(struct ctx *c)
{
	struct str name;

	if (req_query_single(c->req, &name))
		return OK;
	if (name.len > 0)
		fault(c, STR(""), "twice", "value", str_c(c->mem, utf8_head(name, 80)),
		    NULL);
	else
		fault(c, STR(""), "too_many", "max", "64", NULL);
	return ERR_FORM;
}
