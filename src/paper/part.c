/*
 * part.c - one XML part of a zip, through expat, within limits.
 *
 * A DOCTYPE ends the reading before it can define anything, so entities never
 * expand; a token that does not end is not waited for, because expat reads it
 * again with each chunk; and what comes out of the zip may not be more than
 * its directory said, where the ratio was checked.
 *
 * src  CVE-2023-52425 (large tokens); trust V21, V22
 */
#include "paper/inside.h"

#include <expat.h>

#define CHUNK (64 << 10)
#define TOKEN_MAX ((uint64_t)1 << 20)

static const char *
local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

const char *
part_get(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

void
part_stop(struct part *p, const char *code)
{
	if (p->fault == NULL)
		p->fault = code;
	p->done = true;
	XML_StopParser(p->xml, XML_FALSE);
}

void
part_pause(struct part *p)
{
	if (!p->done)
		XML_StopParser(p->xml, XML_TRUE);
}

static void
on_start(void *arg, const char *name, const char **attributes)
{
	struct part *p = arg;

	if (p->done)
		return;
	if (++p->depth > XLSX_DEPTH_MAX)
		part_stop(p, "xlsx_bad");
	else
		p->words->start(p->arg, p->whole ? name : local(name), attributes);
}

static void
on_end(void *arg, const char *name)
{
	struct part *p = arg;

	if (p->done)
		return;
	p->depth--;
	p->words->end(p->arg, p->whole ? name : local(name));
}

static void
on_text(void *arg, const char *at, int len)
{
	struct part *p = arg;

	if (!p->done)
		p->words->text(p->arg, at, (size_t)len);
}

static void
on_doctype(
    void *arg, const char *name, const char *system, const char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	part_stop(arg, "xlsx_bad");
}

void
part_init(struct part *p, const struct part_words *words, void *arg)
{
	*p = (struct part){ .words = words, .arg = arg };
	p->xml = XML_ParserCreate(NULL);
	if (p->xml == NULL)
		abort();
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, on_start, on_end);
	if (words->text != NULL)
		XML_SetCharacterDataHandler(p->xml, on_text);
	XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
}

void
part_clear(struct part *p)
{
	if (p->xml != NULL)
		XML_ParserFree(p->xml);
	p->xml = NULL;
}

static enum XML_Status
part_chunk(struct part *p)
{
	void *chunk = XML_GetBuffer(p->xml, CHUNK);
	int64_t n = chunk == NULL ? -1 : p->read(p->from, chunk, CHUNK);

	if (n < 0) {
		part_stop(p, "xlsx_bad");
		return XML_STATUS_ERROR;
	}
	p->got += (uint64_t)n;
	if (p->got > p->size) {
		part_stop(p, "xlsx_bomb");
		return XML_STATUS_ERROR;
	}
	return XML_ParseBuffer(p->xml, (int)n, n == 0);
}

int64_t
part_done(const struct part *p)
{
	XML_Index at = XML_GetCurrentByteIndex(p->xml);

	return p->done || at < 0 ? (int64_t)p->got : (int64_t)at;
}

/* What expat holds back because its token has not ended. */
static bool
token_endless(const struct part *p)
{
	XML_Index at = XML_GetCurrentByteIndex(p->xml);

	return at >= 0 && p->got > (uint64_t)at && p->got - (uint64_t)at > TOKEN_MAX;
}

static enum err
part_fault(const struct part *p)
{
	if (p->fault == NULL)
		return OK;
	return strcmp(p->fault, "xlsx_bomb") == 0 ? ERR_LARGE : ERR_FORM;
}

enum err
part_run(struct part *p)
{
	while (!p->done) {
		XML_ParsingStatus now;
		enum XML_Status status;

		XML_GetParsingStatus(p->xml, &now);
		status = now.parsing == XML_SUSPENDED ? XML_ResumeParser(p->xml)
						      : part_chunk(p);
		if (status == XML_STATUS_SUSPENDED)
			return part_fault(p);
		if (!p->done && (status == XML_STATUS_ERROR || token_endless(p)))
			part_stop(p, "xlsx_bad");
		XML_GetParsingStatus(p->xml, &now);
		p->done |= now.parsing == XML_FINISHED;
	}
	return part_fault(p);
}
