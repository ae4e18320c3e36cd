/*
 * portal.h - the door of portal/: a customer, who has a link and no account.
 *
 * What they see is the version that was kept when the record came to the stage in which
 * it is shown, the fields that "portal" of its entity names, and what they said of it
 * themselves; of others, of other records, of what it costs us: nothing.  What they do
 * is done by the program, by the way "link", and stands on the timeline as a "reply".
 *
 * A link that is wrong, old or taken back is answered the same: it is not there.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "record/record.h"

#define PORTAL_NAME_MAX 120
#define PORTAL_TEXT_MAX 2000
#define PORTAL_SIGNATURE_MAX 12000 /* bytes of strokes */
#define PORTAL_TOLD_MAX 50         /* answers that they are shown again */

/*
 * in    secret  of the link
 *       ours    one of us looks: nothing is written
 * out   w       { company, kind, title, version, at_ms, state, until, by, fields, lines,
 *               answers }
 * errs  ABSENT  no such link, or not any more
 */
MUST_USE enum err portal_look(struct ctx *c, struct str secret, bool ours, struct jw *w);

/*
 * in    said  { "version": which they saw, "answer": "accept" "refuse" "comment",
 *               "name", "text", "signature" }
 * out   w     as portal_look()
 * errs  ABSENT · INPUT  portal_newer, portal_closed, or what is missing · CLASH, AGAIN
 *       another came first
 */
MUST_USE enum err portal_answer(
    struct ctx *c, struct str secret, const json_t *said, struct jw *w);

/* "M120 40L130 52M200 80": strokes of a pen, from 0 to 999 each way.  In portal/ and for
 * its tests. */
bool signature_ok(struct str strokes);

#endif
