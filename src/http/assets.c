/*
 * assets.c - the client's files, served from the binary itself.
 *
 * A name that holds a hash never changes its content and is kept for ever;
 * the page that names them is asked for each time and mostly answered 304.
 */
#include "http/inside.h"

static int
asset_order(const void *path, const void *asset)
{
	const struct str *p = path;

	return str_order(*p, str_of(((const struct http_asset *)asset)->path));
}

static const struct http_asset *
asset_find(const struct http_asset *assets, size_t count, struct str path)
{
	return bsearch(&path, assets, count, sizeof(*assets), asset_order);
}

/* A page of the client's own making: /deal/17 is index.html to the server. */
static bool
page_wanted(struct req *r)
{
	struct str wants = req_header(r, "Sec-Fetch-Dest");
	const char *slash = memrchr(r->path.at, '/', r->path.len);
	size_t name = r->path.len - (size_t)(slash - r->path.at);

	if (memchr(slash, '.', name) != NULL)
		return false;
	return wants.len == 0 || str_is(wants, "document") || str_is(wants, "iframe") ||
	       str_is(wants, "empty");
}

static struct str
asset_body(struct req *r, const struct http_asset *asset)
{
	struct str accept = req_header(r, "Accept-Encoding");
	int br = asset->br.at == NULL ? 0 : http_coding_quality(accept, "br");
	int gz = asset->gz.at == NULL ? 0 : http_coding_quality(accept, "gzip");

	if (br > 0 && br >= gz) {
		req_header_set(r, "Content-Encoding", STR("br"));
		return asset->br;
	}
	if (gz > 0) {
		req_header_set(r, "Content-Encoding", STR("gzip"));
		return asset->gz;
	}
	return asset->raw;
}

bool
http_assets_serve(struct req *r, const struct http_asset *assets, size_t count)
{
	const struct http_asset *asset;

	if (strcmp(r->method, "GET") != 0)
		return false;
	asset = asset_find(assets, count, r->path);
	if (asset == NULL && page_wanted(r))
		asset = asset_find(assets, count, STR("/index.html"));
	if (asset == NULL)
		return false;
	req_header_set(r, "Cache-Control",
	    asset->forever ? STR("public, max-age=31536000, immutable")
			   : STR("no-cache"));
	if (req_etag(r, str_of(asset->tag)))
		return true;
	req_header_set(r, "Vary", STR("Accept-Encoding"));
	answer_static(
	    (struct exchange *)(void *)r, 200, asset->type, asset_body(r, asset));
	return true;
}
