/*
 * type.c - a file is what its content is; its name is only a name.
 */
#include "file/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\6\0\0\0"
#define BYTES "application/octet-stream"

#define HAS(text) text, sizeof(text) - 1

static const struct {
	const char *content;
	size_t len;
	const char *name, *type; /* NULL: refused */
} files[] = {
	{ HAS(PNG), "a.png", "image/png" },
	{ HAS(PNG), "A.PNG", "image/png" },
	{ HAS(PNG), "a", "image/png" },
	{ HAS(PNG), "a.jpg", NULL },
	{ HAS(PNG), "a.pdf", NULL },
	{ HAS("GIF89a\1\0\1\0\0\0\0;"), "a.gif", "image/gif" },
	{ HAS("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1"), "a.jpeg", "image/jpeg" },
	{ HAS("RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0"), "a.webp", "image/webp" },
	{ HAS("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), "a.pdf", "application/pdf" },
	/* pages, drawings and scripts run in a browser: under no name are they shown */
	{ HAS("<html><script>alert(1)</script>"), "a.png", NULL },
	{ HAS("<html><script>alert(1)</script>"), "a.pdf", NULL },
	{ HAS("<html><script>alert(1)</script>"), "a.html", BYTES },
	{ HAS("<html><script>alert(1)</script>"), "a", BYTES },
	{ HAS("<html><script>alert(1)</script>"), "a.txt", "text/plain" },
	{ HAS("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\">"
	      "<script>alert(1)</script></svg>"),
	    "a.svg", BYTES },
	{ HAS("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), "a.png",
	    NULL },
	{ HAS("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>"),
	    "a.xhtml", BYTES },
	{ HAS("alert(document.cookie)"), "a.js", "text/plain" },
	{ HAS("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"), "a.docx", NULL },
	{ HAS("\x7f"
	      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0"),
	    "a.jpg", NULL },
	{ HAS("PK\3\4\24\0\0\0\0\0aaaaaaaaaaaaaaaaaaaaaa"), "a.zip", "application/zip" },
	{ HAS("name,phone\nA,1\n"), "a.csv", "text/csv" },
	{ HAS("T\xc3\xaan,\xc4\x90i\xe1\xbb\x87n\n"), "a.txt", "text/plain" },
	{ HAS("\xff\xfe"
	      "a\0,\0b\0\n\0"),
	    "a.csv", "text/csv" },
	{ HAS(""), "a.txt", NULL },
};

static void
put(const char *path, const char *at, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(at, 1, len, f), len);
	fclose(f);
}

static void
contents_decide(void **state)
{
	char path[] = "/tmp/kith-type-XXXXXX";

	(void)state;
	close(mkstemp(path));
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const char *type = NULL;
		enum err e;

		put(path, files[i].content, files[i].len);
		e = file_type(path, str_of(files[i].name), &type);
		if (files[i].type == NULL && e != ERR_INPUT)
			fail_msg("%zu %s was taken as %s", i, files[i].name, type);
		if (files[i].type != NULL &&
		    (e != OK || strcmp(type, files[i].type) != 0))
			fail_msg("%zu %s: %s instead of %s", i, files[i].name,
			    e == OK ? type : err_text(e), files[i].type);
	}
	unlink(path);
	assert_int_equal(
	    file_type(path, STR("a.png"), &(const char *){ NULL }), ERR_DOWN);
}

static void
few_are_shown(void **state)
{
	static const char *const never[] = { "image/svg+xml", "image/x-icon", "image/",
		"text/html", "text/plain", "application/xml", "image/png; x", "" };
	static const char *const shown[] = { "image/png", "image/jpeg", "image/gif",
		"image/webp", "application/pdf" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(never); i++)
		assert_false(file_is_shown(never[i]));
	for (size_t i = 0; i < COUNT_OF(shown); i++)
		assert_true(file_is_shown(shown[i]));
}

static void
names_are_names(void **state)
{
	static const char *const names[][2] = {
		{ "offer.txt", "offer.txt" },
		{ "../../etc/passwd", "passwd" },
		{ "..\\..\\boot.ini", "boot.ini" },
		{ "C:\\Users\\x\\a.doc", "a.doc" },
		{ "/", "" },
		{ "invoice\u202efdp.exe", "invoicefdp.exe" },
		{ "a\u2066b\u2069\u200f.pdf", "ab.pdf" },
		{ "a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt" },
		{ "a\u2028b\xc2\x85"
		  "c.txt",
		    "abc.txt" },
		{ "قرارداد نهایی.pdf", "قرارداد نهایی.pdf" },
		{ "می\u200cخواهم.pdf", "می\u200cخواهم.pdf" },
		{ "Hợp đồng.docx", "Hợp đồng.docx" },
	};
	struct arena *mem = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_string_equal(
		    str_c(mem, file_name(mem, str_of(names[i][0]))), names[i][1]);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contents_decide),
		cmocka_unit_test(few_are_shown),
		cmocka_unit_test(names_are_names),
	};

	return cmocka_run_group_tests_name("type", tests, NULL, NULL);
}
