/*
 * err.h - what can go wrong, once for the machine, HTTP and people.
 *
 * Details do not travel in the return value but as faults in the work's ctx.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*      name    http  key      meaning                                       */
#define ERR_TABLE(X)                                                                  \
	X(INPUT, 422, "input", "the data breaks a rule")                              \
	X(FORM, 400, "not_json", "the request cannot be read")                        \
	X(WHO, 401, "who", "nobody is signed in")                                     \
	X(DENIED, 403, "denied", "the caller may not do this")                        \
	X(ABSENT, 404, "absent", "no such thing, or not for these eyes")              \
	X(CLASH, 409, "clash", "someone else changed it first")                       \
	X(ALIKE, 409, "alike", "it resembles what is there, and that was not wanted") \
	X(LARGE, 413, "large", "more than the limit")                                 \
	X(LIMIT, 429, "limit", "too much, or too often")                              \
	X(SLOW, 422, "slow", "the database took too long for what was asked")         \
	X(BUG, 500, "bug", "ours to mend")                                            \
	X(AGAIN, 503, "again", "the database was in the way; nothing was kept")       \
	X(DOUBT, 503, "doubt", "nobody knows whether it was kept")                    \
	X(DOWN, 502, "down", "another system did not answer")                         \
	X(FULL, 507, "full", "the disk is full")

enum err {
	OK = 0,
#define X(name, http, key, text) ERR_##name,
	ERR_TABLE(X)
#undef X
};

/* The only macro with control flow. */
#define TRY(call)                       \
	do {                            \
		enum err try_ = (call); \
		if (try_ != OK)         \
			return try_;    \
	} while (0)

int err_http(enum err e);
const char *err_key(enum err e);
const char *err_text(enum err e);

#endif
