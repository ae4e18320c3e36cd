/*
 * files.c - the trait "files": has attachments.  The files themselves are
 * records that are about this one; the word tells the client to offer them.
 */
#include "trait/trait.h"

const struct trait trait_files = {
	.name = "files",
	.still = true,
	.doc = "Has attachments.",
};
