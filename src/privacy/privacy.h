/*
 * privacy.h - the door of privacy/: what is held on a person, and how it ends.
 *
 *   person   all that is held on somebody, as a file to hand out
 *   erase    somebody goes, from everywhere, and that is proven
 *   ledger   who was erased stays so, also after an older copy is restored
 *   retain   what a site no longer keeps, by its own rules
 *   mask     a copy for others to work with, in which nobody is anybody
 *
 * Metadata says which entities are people ("person") and which fields speak of one
 * ("personal"); nothing here knows more of them.
 *
 * Threads  any work's; what takes long is a job.
 * Limits   PIECES_MAX records that go with somebody.
 */
#ifndef PRIVACY_PRIVACY_H
#define PRIVACY_PRIVACY_H

#include "exchange/exchange.h"

#define PIECES_MAX 20000

/* Kinds of jobs: erase, person, sweep; ended by a NULL name. */
extern const struct job_kind privacy_kinds[];

/* ---- erase ---- */

/*
 * What erasing the record would do, as JSON: what goes, what only loses a reference
 * or a text, what stays and why.  Nothing is changed.
 * errs  DENIED  not an administrator · INPUT  not_person · ABSENT
 */
MUST_USE enum err erase_plan(struct ctx *c, struct ref who, struct jw *w);
/*
 * Add the job: the plan, as its result, without confirm; else it is done.
 * errs  as above; INPUT  confirm is not the record's id, or no reason is given
 */
MUST_USE enum err erase_add(
    struct ctx *c, struct ref who, struct str reason, struct str confirm, int64_t *job);
/* Here and now, for a command; result: a JSON object, the certificate. */
MUST_USE enum err erase_now(
    struct ctx *c, struct ref who, struct str reason, json_t *result);
/* The certificate of a job as a page to print.  errs  ABSENT */
MUST_USE enum err erase_page(struct ctx *c, int64_t job, struct text *out);

/*
 * Erase again whom the ledger beside the database names and an older copy brought
 * back.  out  count  how many records that were
 */
MUST_USE enum err erase_again(struct ctx *c, int64_t *count);
/* A database got another name: its ledger comes along. */
MUST_USE enum err ledger_carry(const char *from_url, const char *to_url);

/* ---- person ---- */

/* Add the job that makes the file.  errs  DENIED  no right to export · ABSENT */
MUST_USE enum err person_add(struct ctx *c, struct ref who, int64_t *job);
/* All that the actor may see of it, as a zip at path. */
MUST_USE enum err person_write(struct ctx *c, struct ref who, const char *path);
/* The file of a job, the actor's own or an administrator's.  errs  ABSENT */
MUST_USE enum err person_file(struct ctx *c, int64_t job, const char **path);

/* ---- retain ---- */

/* The site's rules, as they were set.  errs of check: INPUT, a fault for each */
MUST_USE enum err retain_rules(struct ctx *c, json_t **out);
MUST_USE enum err retain_check(struct ctx *c, const json_t *rules);
/* Take away what the rules do not keep; result: { trash, history, … } counts. */
MUST_USE enum err sweep_now(struct ctx *c, json_t *result);

/* ---- mask ---- */

struct mask_report {
	struct move_report move;
	char password[24]; /* of everybody who had one */
	struct str login;  /* of an administrator, as it is in the copy; "": none */
};

/*
 * Carry the site into a new database, as move_site() does, in which names, ways to
 * reach somebody, texts, files and history are invented; secrets, sessions, tokens,
 * jobs and imports stay behind.  What is the same here is the same there.
 *
 * errs  as of move_site() · CLASH  the copy's folder of files is there already: why
 */
MUST_USE enum err mask_site(struct ctx *from, const struct site_config *to,
    const struct move_watch *watch, struct mask_report *out);

#endif
