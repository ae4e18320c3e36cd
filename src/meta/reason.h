/*
 * reason.h - what may be wrong with a rule: of meta's door.
 *
 * The English is what `kith check` says; whoever asks over the web is answered by the
 * words of lang/, "rule.<name>", in their language.  {what} is the word at the place.
 */
#ifndef META_REASON_H
#define META_REASON_H

/*      name            in English */
#define RULE_REASONS(X)                                                            \
	X(no_field, "there is no field \"{what}\"")                                \
	X(no_further, "\"{what}\" leads no further")                               \
	X(no_part, "there is no part \"{what}\"")                                  \
	X(no_span, "\"{what}\" is no span like 7d, 36h or 30m")                    \
	X(is_person, "{what} is a person")                                         \
	X(is_time, "{what} is a time")                                             \
	X(are_several, "{what} are several people: ask \"in\"")                    \
	X(are_people, "{what} are people")                                         \
	X(no_people, "\"{what}\" are no people")                                   \
	X(unknown_word, "unknown word \"{what}\"")                                 \
	X(not_compared, "\"{what}\" cannot be compared with it")                   \
	X(no_utf8, "this text is not UTF-8")                                       \
	X(no_value, "\"{what}\" is no value of this field")                        \
	X(not_asked, "\"{what}\" cannot be asked of this field")                   \
	X(no_comparison, "\"{what}\" is no comparison")                            \
	X(wants_value, "a value is missing before \"{what}\"")                     \
	X(wants_field, "a field is missing before \"{what}\"")                     \
	X(wants_comparison, "a comparison is missing before \"{what}\"")           \
	X(wants_list, "in wants a list in brackets")                               \
	X(wants_list_end, "the list does not end before \"{what}\"")               \
	X(wants_and, "between wants \"and\" before \"{what}\"")                    \
	X(wants_text, "{what} wants a text")                                       \
	X(wants_in, "\"{what}\" here wants \"in\"")                                \
	X(wants_set, "is what? set or empty, not \"{what}\"")                      \
	X(wants_bracket, "a bracket is open at \"{what}\"")                        \
	X(wants_end, "the rule should end before \"{what}\"")                      \
	X(too_deep, "this rule is too long or too deep")                           \
	X(too_long, "this rule is too long")                                       \
	X(own_record, "a rule may ask the record itself here, and none behind it") \
	X(no_records, "there are no such records")                                 \
	X(no_segment, "there is no such segment of these records")                 \
	X(segments_deep, "this segment is within itself, or too deep in others")   \
	X(segment_bad, "this segment asks what cannot be asked here")

enum rule_reason {
#define X(name, english) RULE_##name,
	RULE_REASONS(X)
#undef X
	    RULE_REASON_COUNT
};

extern const struct rule_reason_word {
	const char *name, *english;
} rule_reasons[RULE_REASON_COUNT];

#define RULE_WHAT 40 /* letters of the word at the place */

struct rule_fault {
	size_t at;        /* byte in the text */
	const char *name; /* of rule_reasons; NULL: of a calculation, text alone */
	char what[RULE_WHAT * 4 + 1];
	char text[240]; /* in English */
};

struct rule_fault rule_fault_of(enum rule_reason why, size_t at, struct str what);
/* bad_rule{message, column, reason}, in the actor's language. */
void fault_rule(struct ctx *c, struct str at, const struct rule_fault *why);

#endif
