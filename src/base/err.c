/*
 * err.c - the table of errors, asked by number.
 */
#include "base/base.h"

static const struct {
	int http;
	const char *key, *text;
} table[] = { [OK] = { 200, "ok", "done" },
#define X(name, http, key, text) [ERR_##name] = { http, key, text },
	ERR_TABLE(X)
#undef X
};

int
err_http(enum err e)
{
	return table[e].http;
}

const char *
err_key(enum err e)
{
	return table[e].key;
}

const char *
err_text(enum err e)
{
	return table[e].text;
}
