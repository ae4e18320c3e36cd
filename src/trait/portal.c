/*
 * portal.c - the trait "portal": a customer sees it by a link, and answers.
 *
 * What they see and what becomes of it is said in "portal" (meta/portal.c), and done in
 * portal/; the trait is what their answers can be about.
 */
#include "trait/trait.h"

const struct trait trait_portal = {
	.name = "portal",
	.still = true,
	.doc = "Is shown to a customer by a link, who accepts or refuses it.",
};
