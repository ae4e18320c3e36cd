/*
 * docx.c - Word documents that are filled: honest ones, and those that were made to hurt.
 */
#include "help.h"

#define TYPES_OF(type)                                                                 \
	"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>" \
	"<Override PartName='/word/document.xml' ContentType='application/vnd."        \
	"openxmlformats-officedocument.wordprocessingml." type "'/></Types>"
#define LINKS(inside) "<Relationships>" inside "</Relationships>"
#define KIND "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define SPACE "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"

#define R(text) "<w:r><w:t>" text "</w:t></w:r>"
#define P(inside) "<w:p>" inside "</w:p>"
#define TC(inside) "<w:tc>" inside "</w:tc>"
#define TR(inside) "<w:tr>" inside "</w:tr>"
#define TBL(inside) "<w:tbl>" inside "</w:tbl>"

struct doc {
	const char *body, *header, *links, *types, *extra, *extra_text;
};

static void
doc_write(struct doc d)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(zip);
	part_add(zip, "[Content_Types].xml",
	    d.types != NULL ? d.types : TYPES_OF("document.main+xml"));
	part_add(zip, "word/document.xml",
	    str_printf(
		mem, "<w:document " SPACE "><w:body>%s</w:body></w:document>", d.body)
		.at);
	part_add(zip, "word/_rels/document.xml.rels",
	    d.links != NULL
		? d.links
		: LINKS("<Relationship Type='" KIND "header' Target='header1.xml'/>"));
	if (d.links == NULL)
		part_add(zip, "word/header1.xml",
		    str_printf(mem, "<w:hdr " SPACE ">%s</w:hdr>",
			d.header == NULL ? P("") : d.header)
			.at);
	if (d.extra != NULL)
		part_add(zip, d.extra, d.extra_text == NULL ? "x" : d.extra_text);
	assert_int_equal(zip_close(zip), 0);
}

/* What the words of the tests say: fa and zh are such texts, none is none, "two" is for
 * two, "no" for none, and others are themselves with the number of the loop. */
static enum err
say(void *arg, const struct docx_tag *tag, void *of, struct str *out)
{
	(void)arg;
	if (str_is(tag->text, "fa"))
		*out = STR("سلام");
	else if (str_is(tag->text, "zh"))
		*out = STR("远大");
	else if (str_is(tag->text, "lines"))
		*out = STR("a <&>\nb {{name}}");
	else if (!str_is(tag->text, "none"))
		*out = of == NULL ? tag->text
				  : str_printf(mem, "%.*s%s", STR_ARG(tag->text),
					(const char *)of);
	return OK;
}

static enum err
each(void *arg, const struct docx_tag *tag, void *of, void ***out, size_t *count)
{
	static char one[] = "1", two[] = "2";
	static void *both[] = { one, two };

	(void)arg;
	*out = both;
	*count = str_is(tag->text, "two") ? 2 : 0;
	if (tag->kind == DOCX_IF) {
		*out = arena_array(mem, void *, 1);
		(*out)[0] = of;
		*count = str_is(tag->text, "yes");
	}
	return OK;
}

static struct docx_faults faults;

/* A part of what it becomes; or "!code tag" of each fault. */
static const char *
filled_part(const char *part)
{
	static const struct docx_words words = { say, each, NULL };
	const char *to = str_printf(mem, "%s.out", path).at;
	struct text t = TEXT_INIT(mem);
	struct docx *d = NULL;
	enum err e;

	faults = (struct docx_faults){ .mem = mem };
	e = docx_open(path, mem, &faults, &d);
	assert_int_equal(e == OK, d != NULL);
	for (size_t i = 0; i < faults.list.count; i++)
		text_printf(&t, "!%s %.*s\n", faults.list.at[i].code,
		    STR_ARG(faults.list.at[i].tag));
	if (faults.list.count > 0)
		return text_done(&t).at;
	assert_int_equal(e, OK);
	assert_int_equal(docx_fill(d, &words, NULL, to), OK);
	{
		zip_t *zip = zip_open(to, ZIP_RDONLY, NULL);
		zip_file_t *file = zip_fopen(zip, part, 0);
		char *at = arena_alloc(mem, 1 << 20);

		assert_non_null(file);
		assert_true(zip_fread(file, at, (1 << 20) - 1) >= 0);
		zip_fclose(file);
		zip_discard(zip);
		unlink(to);
		return at;
	}
}

/* What its body becomes. */
static const char *
filled(const char *body)
{
	const char *xml, *from, *to;

	doc_write((struct doc){ .body = body });
	xml = filled_part("word/document.xml");
	from = strstr(xml, "<w:body>");
	if (from == NULL)
		return xml;
	to = strstr(xml, "</w:body>");
	assert_non_null(to);
	return arena_copy(mem, from + 8, (size_t)(to - from) - 8);
}

#define T(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define GAP "<w:r><w:t xml:space=\"preserve\"/></w:r>"

static void
finds_what_word_cut_up(void **state)
{
	(void)state;
	assert_string_equal(
	    filled(P("<w:r><w:rPr><w:b/></w:rPr><w:t>Dear {{na</w:t></w:r>"
		     "<w:proofErr w:type='spellStart'/>" R("m") R("e}} and {{b}}."))),
	    P("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Dear </w:t></w:r>"
	      "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">name</w:t></w:r>"
	      "<w:proofErr w:type=\"spellStart\"/>" GAP T(" and ") T("b") T(".")));
	/* in one run; what stands behind them in it stays behind */
	assert_string_equal(
	    filled(P("<w:r><w:t>{{a}}{{b}}</w:t><w:tab/><w:t>c</w:t></w:r>")),
	    P(GAP T("a") T("b") "<w:r><w:tab/><w:t>c</w:t></w:r>"));
}

static void
writes_what_is_said_as_text(void **state)
{
	(void)state;
	assert_string_equal(filled(P(R("{{lines}}"))),
	    P(GAP "<w:r><w:t xml:space=\"preserve\">a &lt;&amp;&gt;</w:t><w:br/>"
		  "<w:t xml:space=\"preserve\">b {{name}}</w:t></w:r>"));
	assert_string_equal(filled(P(R("x{{none}}y"))), P(T("x") T("y")));
}

static void
tells_which_way_it_is_read(void **state)
{
	(void)state;
	assert_string_equal(
	    filled(P("<w:r><w:rPr><w:b/><w:sz w:val='32'/><w:lang w:val='en-US'/></w:rPr>"
		     "<w:t>{{fa}}</w:t></w:r>")),
	    P("<w:r><w:rPr><w:b/><w:sz w:val=\"32\"/><w:lang w:val=\"en-US\"/></w:rPr>"
	      "<w:t xml:space=\"preserve\"/></w:r>"
	      "<w:r><w:rPr><w:b/><w:bCs/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
	      "<w:rtl/><w:lang w:bidi=\"fa-IR\"/></w:rPr>"
	      "<w:t xml:space=\"preserve\">سلام</w:t></w:r>"));
	assert_string_equal(filled(P(R("{{zh}}"))),
	    P(GAP "<w:r><w:rPr><w:lang w:eastAsia=\"zh-CN\"/></w:rPr>"
		  "<w:t xml:space=\"preserve\">远大</w:t></w:r>"));
	/* a name in Latin letters within Persian */
	assert_string_equal(
	    filled(P("<w:r><w:rPr><w:rtl/></w:rPr><w:t>{{name}}</w:t></w:r>")),
	    P("<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\"/></w:r>"
	      "<w:r><w:rPr></w:rPr><w:t xml:space=\"preserve\">name</w:t></w:r>"));
}

static void
repeats_words_paragraphs_and_rows(void **state)
{
	(void)state;
	assert_string_equal(
	    filled(P(R("{{#two}}{{a}},{{/two}}"))), P(GAP T("a1") T(",") T("a2") T(",")));
	assert_string_equal(
	    filled(P(R("{{#two}}")) P(R("{{a}}")) P(R("z")) P(R("{{/two}}"))),
	    P(GAP T("a1")) P(R("z")) P(GAP T("a2")) P(R("z")));
	assert_string_equal(filled(TBL(TR(TC(P(R("head")))) TR(
				TC(P(R("{{#two}}{{a}}"))) TC(P(R("{{b}}{{/two}}")))))),
	    TBL(TR(TC(P(R("head")))) TR(TC(P(GAP T("a1"))) TC(P(GAP T("b1"))))
		    TR(TC(P(GAP T("a2"))) TC(P(GAP T("b2"))))));
	/* a table whose rows are all gone is not there; a cell keeps a paragraph */
	assert_string_equal(
	    filled(P("") TBL(TR(TC(P(R("{{#no}}"))) TC(P(R("{{/no}}"))))) P("")),
	    "<w:p/><w:p/>");
	assert_string_equal(
	    filled(TBL(TR(TC(P(R("{{#no}}")) P(R("x")) P(R("{{/no}}")))))),
	    TBL(TR(TC("<w:p/>"))));
}

static void
leaves_out_what_does_not_hold(void **state)
{
	(void)state;
	assert_string_equal(filled(P(R("{{#if no}}")) P(R("x")) P(R("{{/if}}{{#if yes}}"))
				    P(R("y")) P(R("{{/if}}"))),
	    P(R("y")));
	assert_string_equal(
	    filled(P(R("{{#two}}{{#if yes}}{{a}}{{/if}}{{#if no}}n{{/if}}{{/two}}"))),
	    P(GAP T("a1") T("a2")));
}

/* Word calls a document with the same mark twice broken. */
static void
gives_copies_no_number_of_the_first(void **state)
{
	(void)state;
	assert_string_equal(
	    filled(P(R("{{#two}}")) "<w:p w:rsid='7'><w:bookmarkStart w:id='1' "
				    "w:name='m'/><w:bookmarkEnd w:id='1'/></w:p>" P(
					R("{{/two}}"))),
	    "<w:p w:rsid=\"7\"><w:bookmarkStart w:id=\"1\" w:name=\"m\"/>"
	    "<w:bookmarkEnd w:id=\"1\"/></w:p><w:p w:rsid=\"7\"></w:p>");
}

static void
fills_headers_too(void **state)
{
	(void)state;
	doc_write((struct doc){ .body = P(""), .header = P(R("{{name}}")) });
	assert_non_null(strstr(filled_part("word/header1.xml"), T("name")));
}

static void
says_all_that_is_wrong_at_once(void **state)
{
	(void)state;
	assert_string_equal(filled(P(R("{{a")) P(R("{{#b}}")) P(R("{{/c}}"))),
	    "!docx_open {{a\n!docx_unopened {{/c}}\n!docx_unclosed {{#b}}\n");
	assert_string_equal(
	    filled(P(R("{{#b}}")) TBL(TR(TC(P(R("{{/b}}")))))), "!docx_crosses {{#b}}\n");
	assert_string_equal(
	    filled(P(R("x{{#a}}")) P(R("y{{/a}}{{#b}}z")) P(R("{{/b}}w"))),
	    "!docx_crosses {{#b}}\n");
	assert_string_equal(
	    filled(P(R("{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}x"
		       "{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}"))),
	    "!docx_deep {{#a}}\n");
	assert_string_equal(faults.list.at[0].where.at == NULL ? "" : "at", "at");
}

static void
refuses_what_runs_or_fetches(void **state)
{
	static const struct {
		struct doc doc;
		const char *said;
	} cases[] = {
		{ { .body = P(""), .extra = "word/vbaProject.bin" },
		    "!docx_macro word/vbaProject.bin\n" },
		{ { .body = P(""), .extra = "word/embeddings/oleObject1.bin" },
		    "!docx_macro word/embeddings/oleObject1.bin\n" },
		{ { .body = P(""), .types = TYPES_OF("document.macroEnabled.main+xml") },
		    "!docx_macro application/vnd.openxmlformats-officedocument."
		    "wordprocessingml.document.macroEnabled.main+xml\n" },
		{ { .body = P(""), .types = TYPES_OF("template.main+xml") },
		    "!docx_bad \n" },
		{ { .body = P(""), .extra = "../../etc/passwd" }, "!docx_bad \n" },
		{ { .body = P(""), .extra = "word\\x.xml" }, "!docx_bad \n" },
		{ { .body = P(""), .extra = "WORD/DOCUMENT.XML" }, "!docx_bad \n" },
		{ { .body = P(""),
		      .links =
			  LINKS("<Relationship Type='" KIND
				"image' TargetMode='External' Target='file://x'/>") },
		    "!docx_outside file://x\n" },
		{ { .body = P(""),
		      .links = LINKS(
			  "<Relationship Type='" KIND "hyperlink' TargetMode='External' "
			  "Target='javascript:x'/>") },
		    "!docx_outside javascript:x\n" },
		{ { .body = P(""),
		      .extra = "word/_rels/settings.xml.rels",
		      .extra_text = LINKS("<Relationship Type='" KIND
					  "attachedTemplate' TargetMode='External' "
					  "Target='http://x/y.dotm'/>") },
		    "!docx_outside http://x/y.dotm\n" },
		{ { .body = P(
			"<w:r><w:fldChar/><w:instrText> DDE</w:instrText></w:r><w:r>"
			"<w:instrText>AUTO c:\\\\x</w:instrText><w:fldChar/></w:r>") },
		    "!docx_outside DDEAUTO c:\\\\x\n" },
		{ { .body = P("<w:fldSimple w:instr='INCLUDEPICTURE \"http://x\"'/>") },
		    "!docx_outside INCLUDEPICTURE \"http://x\"\n" },
		{ { .body = "<!DOCTYPE x>" }, "!docx_bad \n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		doc_write(cases[i].doc);
		assert_string_equal(filled_part("word/document.xml"), cases[i].said);
	}
	/* a page of the net is a link that people follow themselves */
	doc_write((struct doc){ .body = P(""),
	    .links = LINKS("<Relationship Type='" KIND
			   "hyperlink' TargetMode='External' Target='https://x/'/>") });
	assert_non_null(strstr(filled_part("word/document.xml"), "<w:p/>"));
	file_text("no zip");
	assert_string_equal(filled_part("x"), "!docx_bad \n");
}

static void
refuses_a_document_with_a_doctype(void **state)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	(void)state;
	part_add(zip, "[Content_Types].xml", TYPES_OF("document.main+xml"));
	part_add(zip, "word/document.xml",
	    "<!DOCTYPE w [<!ENTITY a 'b'>]><w:document " SPACE
	    "><w:body>&a;</w:body></w:document>");
	assert_int_equal(zip_close(zip), 0);
	assert_string_equal(filled_part("x"), "!docx_bad \n");
}

static void
refuses_too_much(void **state)
{
	struct text t = TEXT_INIT(mem);

	(void)state;
	for (int i = 0; i < 64; i++)
		text_c(&t, "<w:sdt>");
	doc_write((struct doc){ .body = text_done(&t).at });
	assert_string_equal(filled_part("x"), "!docx_bad \n");
	t.len = 0;
	for (int i = 0; i < DOCX_NODES_MAX; i++)
		text_printf(&t, "<w:a%d/>", i % 997);
	doc_write((struct doc){ .body = text_done(&t).at });
	assert_string_equal(filled_part("x"), "!docx_bomb \n");
	t.len = 0;
	for (int i = 0; i < 4 << 20; i++)
		text_c(&t, " ");
	doc_write((struct doc){ .body = text_done(&t).at });
	assert_string_equal(filled_part("x"), "!docx_bomb \n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(finds_what_word_cut_up),
		paper_test(writes_what_is_said_as_text),
		paper_test(tells_which_way_it_is_read),
		paper_test(repeats_words_paragraphs_and_rows),
		paper_test(leaves_out_what_does_not_hold),
		paper_test(gives_copies_no_number_of_the_first),
		paper_test(fills_headers_too),
		paper_test(says_all_that_is_wrong_at_once),
		paper_test(refuses_what_runs_or_fetches),
		paper_test(refuses_a_document_with_a_doctype),
		paper_test(refuses_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
