/*
 * site.h - the door of site/: one company's world.
 *
 * A site is one database, one folder of files, and the metadata in force.  A
 * process serves many; nothing is global: everything hangs on struct site.
 *
 * Threads  a site is shared; site_begin gives each piece of work what it needs.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "auth/auth.h"
#include "event/event.h"
#include "job/job.h"
#include "record/record.h"
#include "meta/meta.h"
#include "search/search.h"

#define SITE_MOVING_MB 64 /* of memory, to write what a move brings */

struct site;

struct site_config {
	const char *url;       /* the database: a file, or postgres://… */
	const char *files_dir; /* NULL: KITH_FILES, or the database with ".files" */
	const char *key_file;  /* NULL: as site_key_of() says */
	const char *address;   /* how people reach it: over the setting "url"; or NULL */
	int64_t read_ms; /* for the statements of a request that reads; 0: DB_READ_MS */
	bool make;       /* a new database, if there is none */
	bool look;       /* its tables are left as they are */
	bool moving;     /* open what a move has not completed: for the move itself */
	const struct words *words;
	const struct document *docs; /* core and packs, inside the program */
	size_t doc_count;
	const struct job_kind *kinds;
};

/* out  why  lines for a person: what is wrong with the file or the metadata */
MUST_USE enum err site_open(const struct site_config *config, struct arena *mem,
    struct site **out, struct str *why);
void site_close(struct site *site);
/* Workers and the hub, for a server; commands do without. */
MUST_USE enum err site_start(struct site *site);

struct engine *site_engine(struct site *site);
/* A thread's own handle on the site's database.  out  NULL on failure */
struct db *site_handle(struct site *site);
void site_handle_end(struct db *db);        /* accepts NULL */
const char *site_said(const struct ctx *c); /* what the engine said last: for the log */
int64_t site_commits(const struct ctx *c);  /* rises when work of c was kept */
/* Saves that found others waiting for a long one, and when it has ended: db/db.h. */
bool site_turned_away(const struct ctx *c);
const _Atomic uint64_t *site_turns(const struct site *site);
void site_on_turn(struct site *site, void (*turned)(void *arg), void *arg);
/* Statements of c fail with SLOW after the site's time from now (read_ms); a request
 * that writes has two and a half times as much. */
void site_budget(struct ctx *c, bool reads);
void site_budget_end(struct ctx *c);
/* All that work does, in one transaction or none. */
MUST_USE enum err site_whole(
    struct ctx *c, enum err (*work)(struct ctx *c, void *arg), void *arg);
/* In it: nobody takes away files that no row names until it ends; see tx_lock_files(). */
MUST_USE enum err site_hold_files(struct ctx *c);

struct site_file {           /* bytes that are to be kept */
	const char *spooled; /* where they are, on the disk of site_files() */
	const char *type;
	size_t size;
	struct str name;
	json_t *about; /* { entity, id }, or NULL */
};

/*
 * They become a file of the actor's.  Of whatever is not kept the caller takes care.
 * errs  DENIED, INPUT  as of a record · FULL, DOWN
 */
MUST_USE enum err site_keep_file(
    struct ctx *c, const struct site_file *file, struct record **out);
struct hub *site_hub(struct site *site);
const char *site_files(const struct site *site);
const char *site_url(const struct site *site); /* may hold a password: not for people */
/*
 * How people reach us, as whoever runs the server said, by --url or the setting "url";
 * without a slash at its end; "": nobody did.  Links, the way back from providers and
 * passkeys go by it, and by nothing that a request says.
 */
MUST_USE enum err site_address(struct ctx *c, struct str *out);
const char *site_outbox(const struct site *site); /* a folder of letters, beside it */
/* The folder of files of a database; given: the one that was asked for, or NULL.
 * The caller frees it. */
char *site_files_of(const char *url, const char *given);
/*
 * What is kept outside of a database and goes with it: its name with an end, ".key".
 * Of one that is no file: beside the folder of KITH_FILES, or here.  The caller frees it.
 */
char *site_beside(const char *url, const char *end);
/*
 * The file of the keys that seal a database's secrets: KITH_KEY, or kith.key among
 * the credentials systemd gave, or the database with ".key".  The caller frees it.
 */
char *site_key_of(const char *url);
const struct job_kind *site_kinds(const struct site *site);
void site_wake_jobs(struct site *site);

/*
 * Begin a piece of work: c->db and c->mem are set by the caller; the rest is
 * filled, the actor is nobody.  site_end() drops what was held.
 */
void site_begin(struct site *site, struct ctx *c);
void site_end(struct ctx *c);
/* What is in force now takes the place of what was when the work began. */
void site_renew(struct ctx *c);
/* The actor becomes the program itself, with the site's own language and zone. */
void site_as_program(struct ctx *c);
/* The role of that key; out  *id  0: there is none; "admin" is a word, not a role */
MUST_USE enum err site_role(struct ctx *c, struct str key, int64_t *id);

/* ---- settings: name, language, country, zone, currency, rates … ---- */

MUST_USE enum err site_setting(struct ctx *c, const char *name, struct str *out);
/* Takes effect with the next snapshot: site_reload(). */
MUST_USE enum err site_set(struct ctx *c, const char *name, struct str value);

/* ---- the site's own sheet ---- */

struct site_doc {
	struct str name; /* "extend/deal.json" */
	struct str body; /* at NULL: there is none, or it is taken away */
};

struct site_change {
	const struct site_doc *docs;
	size_t count;
	struct str note;
	int64_t undoes; /* a change that this one takes back, or 0 */
	bool plan;      /* site_plan()'s own */
	bool patient;   /* site_change()'s own: it comes again when a table was read */
	/* In the transaction, before anything is stored: it may still say no, choose
	 * other documents, and write beside them.  It may be asked twice: what it wrote
	 * the first time is gone. */
	enum err (*agree)(struct ctx *c, struct site_change *change);
	void *arg;

	/* out */
	int64_t id;                 /* what it is known by; 0: nothing is different */
	struct problems problems;   /* warnings too */
	struct str said;            /* the statements, a line each */
	struct str unread;          /* site_change()'s own: the table to be read */
	const struct entity **anew; /* site_plan()'s: whose quality is calculated anew */
	size_t anew_count;
};

/*
 * Put documents of the site's own sheet in force: checked with everything else,
 * tables fitted, snapshot swapped; how it was is kept.
 *
 * errs  INPUT  there are problems, all of them told; nothing changed
 */
MUST_USE enum err site_change(struct ctx *c, struct site_change *change);
/* What that would take, and what speaks against it.  Writes nothing, holds nobody up. */
MUST_USE enum err site_plan(struct ctx *c, struct site_change *change);
/* The problems, a line each, as kith check says them. */
struct str site_told(struct arena *mem, const struct site_change *change);
/* One document; *said: the statements, or the problems. */
MUST_USE enum err site_apply(
    struct ctx *c, struct str name, struct str body, struct str *said);

/* ---- packs that were installed ---- */

#define SITE_PACK_MAX ((size_t)512 << 10) /* letters of a pack */
#define SITE_PACKS_MAX 40
#define SITE_PACK_DOCUMENTS 100

/*
 * A pack is one JSON document: what pack.json says, and "documents" by name.  It is
 * kept beside the sheet, as it came, under the name SITE_PACK NAME ".json", so a
 * change of it is planned, stored, kept and taken back like one of the sheet.
 */
#define SITE_PACK "packs/"

struct site_pack {
	struct str name, version;
	const json_t *bundle;
	struct str body;
};

/* Those of the database, each behind those it needs. */
MUST_USE enum err site_packs(struct ctx *c, struct site_pack **out, size_t *count);
/*
 * A pack as it came from outside.
 * errs  INPUT  problems say what is wrong with it
 */
MUST_USE enum err site_pack_read(
    struct ctx *c, struct str body, struct site_pack *out, struct problems *problems);
struct str site_pack_document(
    struct arena *mem, struct str name); /* "packs/boats.json" */
/* The names of documents that packs have: nobody else's. */
bool site_is_pack(struct str document);

/* Where the site says otherwise of what a pack changes. */
struct site_conflict {
	struct str document, at;          /* "deal.json", "deal.fields.amount.label" */
	const json_t *was, *now, *theirs; /* NULL: nothing was, or is, said */
	bool taken;                       /* the site's word goes */
};

struct site_upgrade {
	struct str name;    /* of the pack */
	struct str body;    /* at NULL: it is taken away */
	const json_t *take; /* places of conflicts where the pack's word is to hold */
	enum { SITE_ANY, SITE_NEW, SITE_OVER } how; /* must it be new, or there? */

	/* out */
	struct site_pack pack; /* what comes; or goes */
	struct str was;        /* the version that was there; "": none */
	LIST(struct site_conflict) conflicts;
};

/*
 * What putting a pack in the place of its older version, or of nothing, changes: the
 * documents of the change, for site_plan(), or in agree of site_change().  What the
 * site says stays in force; where the pack says otherwise than it did of the same,
 * it is a conflict, which is told.
 *
 * errs  INPUT   change->problems: it is no pack, or cannot come in the place of what
 *               is there; or a fault, when `take` names what is no conflict
 *       ABSENT  a pack to take away is not there
 */
MUST_USE enum err site_upgrade(
    struct ctx *c, struct site_upgrade *u, struct site_change *change);

/* ---- what did not fit a newer program: aside.c ---- */

#define SITE_ASIDE "aside.json" /* a document that is kept, and not compiled */

/* [ { document, at, word, code, why, since } ], as it was set aside */
MUST_USE enum err site_asides(struct ctx *c, const json_t **out);

/* ---- what is stored, and how it was ---- */

/* The site's own documents; packs, and what was set aside, are not among them. */
MUST_USE enum err site_sheet(struct ctx *c, struct site_doc **out, size_t *count);
MUST_USE enum err site_document(struct ctx *c, struct str name, struct str *out);

struct site_past {
	int64_t id, at_ms, by; /* by: a user; 0: a command */
	struct str note;
	int64_t undoes, undone; /* changes, or 0 */
};

struct site_part {
	struct str name, was, is; /* at NULL: no document */
};

/* Newest first.  before: an id; 0: from the newest */
MUST_USE enum err site_changes(
    struct ctx *c, int64_t before, int limit, struct site_past **out, size_t *count);
MUST_USE enum err site_past(struct ctx *c, int64_t id, struct site_past *out);
MUST_USE enum err site_past_parts(
    struct ctx *c, int64_t id, struct site_part **out, size_t *count);
/* The last change of that document behind `after`; *id 0: none. */
MUST_USE enum err site_changed_since(
    struct ctx *c, struct str name, int64_t after, int64_t *id);
/* The document as it is now without that change.
 * errs  CLASH  others said otherwise of the same since */
MUST_USE enum err site_take_back(
    struct ctx *c, const struct site_part *part, struct site_doc *out);

/* Is what is in force here older than this stamp, which somebody left in the database?
 * Then catch up; true: c holds what is in force now, and its actor is nobody.  Not in
 * a transaction, nor a second time for what could not be compiled. */
bool site_is_behind(const struct ctx *c, int64_t stamp);
bool site_catch_up(struct ctx *c, int64_t stamp);
/* Compile again from what is stored now.  This and site_apply() put nothing in force
 * within a transaction, which may still be rolled back: call it again behind that. */
MUST_USE enum err site_reload(struct ctx *c, struct str *why);

/* The jobs that make anew what stands beside records: the search box's index; what is
 * calculated of data quality. */
enum err site_words_job(struct ctx *c, struct job *job);
enum err site_quality_job(struct ctx *c, struct job *job);
/* Into an open object: "making", what the report on data quality waits for, or null. */
MUST_USE enum err site_write_making(struct ctx *c, const struct entity *e, struct jw *w);
/* The job that makes the indexes of large tables. */
enum err site_indexes_job(struct ctx *c, struct job *job);
/* It, while it waits or runs: result { entity, field } says at which of total it is.
 * id 0: none is to be made. */
MUST_USE enum err site_indexes_now(struct ctx *c, struct job *out);

/* Hooks of the entities that the server itself reads. */
extern const struct hooks hooks_segment, hooks_team, hooks_team_member, hooks_territory,
    hooks_territory_member, hooks_unit, hooks_user;

/* Hooks of the entity "consent": "do not contact" follows it. */
extern const struct hooks hooks_consent;
/* Of "preference": hours and zones that can be read. */
extern const struct hooks hooks_preference;

/*
 * Rows every company begins with: documents with "seed", those that never came yet.
 * Names come in the site's language.  _more: to a company that has begun, what a newer
 * version brings; what does not fit there waits.
 */
MUST_USE enum err site_seed(struct ctx *c);
MUST_USE enum err site_seed_more(struct ctx *c);

/* ---- letters (mail/) ---- */

enum site_letter { SITE_RESET, SITE_INVITE };

/*
 * Ask for a letter with a link under url, by a job.  It is sent if what was said is the
 * sign-in name or the address of somebody who has a password and an address; whether
 * it is cannot be seen from here.
 */
MUST_USE enum err site_reset(struct ctx *c, struct str said, struct str url);
/* errs  INPUT  they have no address, or no sign-in name: fault no_address */
MUST_USE enum err site_invite(struct ctx *c, int64_t person, struct str url);
MUST_USE enum err site_letter_job(struct ctx *c, struct job *job);

/* ---- the same request twice (Idempotency-Key), for 24 hours ---- */

MUST_USE enum err site_answered(
    struct ctx *c, struct str key, int64_t *status, struct str *body);
MUST_USE enum err site_answer(
    struct ctx *c, struct str key, int64_t status, struct str body);

/* ---- a move into a database: half of a site is none ---- */

/* From true to false nobody but the move can open it as a site. */
MUST_USE enum err site_mark_moving(struct db *db, bool moving);

/* The first-run token, while nobody can sign in; "" afterwards. */
const char *site_setup_token(const struct site *site);

/* ---- the chain over all that happened: event/chain.h ---- */

/* Seal what is settled; at the end of a command.  errs  DENIED  its key is gone */
MUST_USE enum err site_seal(struct ctx *c, const atomic_bool *stop);
/*
 * The key to seal with.  out  key  room, or NULL: there is none
 * errs  DENIED  those before have one, and it is not here
 */
MUST_USE enum err site_chain_key(
    struct ctx *c, struct seal_key *room, const struct seal_key **key);
/* The file of heads beside a database; the caller frees it. */
char *site_heads_of(const char *url);
struct str chain_head_line(struct arena *mem, const struct chain_head *head);
/* An older copy is in its place from now on: what was noted since is forgotten. */
MUST_USE enum err site_note_restored(struct db *db, const char *url);

/* ---- examine ---- */

struct finding {
	bool fault;       /* else only worth knowing */
	struct str where; /* an entity, a field, a part of the database */
	const char *what, *advice;
	int64_t count, example; /* how many records, and the id of one; 0: none */
};

struct examiner {
	void (*looks_at)(void *arg, struct str what); /* from now on */
	void (*found)(void *arg, const struct finding *f);
	bool (*has_file)(void *arg, struct str hash, int64_t size); /* NULL: not asked */
	void *arg;
};

/*
 * Is the chain unbroken?
 *
 * in    anchors  a file of heads; NULL: the one beside the database
 * out   check    what was counted
 */
MUST_USE enum err site_prove(struct ctx *c, const struct examiner *x, const char *anchors,
    struct chain_check *check);
/* Is everything where it belongs?  Reads only; faults are told, not returned. */
MUST_USE enum err site_examine(struct ctx *c, const struct examiner *x);

#endif
