/*
 * ctx.h - one piece of work: a request, a job, a command.
 *
 * It carries the memory, the site, the connection, the metadata in force, who
 * asks, and the faults found.  What you pass in stays yours; what comes out
 * lives in c->mem.
 *
 * Threads  one thread at a time.
 */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#define FAULTS_MAX 200

/* By which way a change came: kept in the history. */
enum via {
	VIA_WEB,
	VIA_API,
	VIA_IMPORT,
	VIA_JOB,
	VIA_COMMAND,
	VIA_UNDO,
	VIA_MERGE,
	VIA_LINK
};
const char *via_name(enum via via);

/* Where the work comes from: kept with all it writes. */
struct origin {
	struct str address; /* of the client, without port; "": none, or not known */
	int64_t session;    /* number of the session or token it came by; 0: none */
	int64_t looker; /* an administrator who looks through the actor's eyes, or 0 */
};

/* People whom a word of rules means: @me in a right, @team, @unit … */
enum circle {
	CIRCLE_ME, /* and those one stands in for today */
	CIRCLE_TEAM,
	CIRCLE_UNIT,
	CIRCLE_UNITS,
	CIRCLE_REPORTS,
	CIRCLE_COUNT
};

struct people { /* by rising id, each once */
	const int64_t *ids;
	size_t count;
};

/* Where a person stands among the others: auth/ makes it. */
struct standing {
	struct people circles[CIRCLE_COUNT];
	const struct shares *shares; /* auth/org.h: what is shared with them; or NULL */
	const struct territories *territories; /* and those of theirs; or NULL */
};

struct actor {
	int64_t user;         /* 0: nobody, or the program itself */
	bool admin;           /* may everything */
	bool program;         /* the program itself: jobs, commands */
	const json_t *roles;  /* array of keys */
	const json_t *scopes; /* of a token (auth/scope.c); NULL: not narrowed */
	const char *language; /* "en" "vi" "fa" "zh" */
	const char *zone;     /* IANA */
	const char *calendar; /* "gregorian" "persian" */
	int first_day;        /* of the week: 1 Monday ... 7 Sunday; 0: the calendar's */
	const struct standing *standing; /* auth/; NULL: alone in every circle */
	int64_t org;                     /* the stamp of the organisation they stand in */
	int64_t meta; /* the stamp of the metadata that was stored then */
};

bool people_hold(struct people people, int64_t id);
struct people actor_circle(const struct actor *a, enum circle circle);

struct fault {
	struct str at;    /* field, or "" for the whole */
	const char *code; /* key of lang/: "fault.<code>" */
	json_t *args;     /* object of placeholders, or NULL */
};

struct ctx {
	struct arena *mem;
	struct site *site; /* app/site.h: opaque here */
	struct db *db;
	struct keyring *keys;    /* base/seal.h: of the site's secrets */
	struct orgs *orgs;       /* auth/: the site's organisation, kept; or NULL */
	struct reads *reads;     /* auth/: who read how much lately; or NULL */
	struct queue *queue;     /* job/: where a job hears that it is to stop; or NULL */
	struct hub *hub;         /* event/event.h: where progress is told, or NULL */
	const struct meta *meta; /* held for as long as the work lasts */
	struct actor actor;
	enum via via;
	struct origin from;
	int64_t now_ms;
	int64_t job;             /* the job that does the work, or 0 */
	int64_t whole;           /* the record whose lines are stored with it now, or 0 */
	const atomic_bool *stop; /* a job's: the process ends, let go; or NULL */
	struct req *req;         /* http/http.h, NULL outside a request */
	struct reply *reply;     /* api/: what will be answered, NULL outside a request */
	struct fault *faults;
	size_t fault_count;
	struct str notes; /* JSON a refusal carries: the stored row of a clash */
};

/*
 * Add one fault.  args are pairs of name and text, ended by NULL:
 * fault(c, "name", "too_long", "max", "120", NULL).
 */
void fault(struct ctx *c, struct str at, const char *code, ...) __attribute__((sentinel));
/* With the limit that it is over: "at most {max}". */
void fault_over(struct ctx *c, struct str at, const char *code, int64_t max);
void fault_clear(struct ctx *c);
bool fault_has(const struct ctx *c, const char *code);

/* The day it is where the actor is, as base/time.h counts days. */
int64_t ctx_today(const struct ctx *c);

/* For a part of the work: as c, with memory of its own and no faults yet. */
struct ctx ctx_part(const struct ctx *c, struct arena *mem);

#endif
