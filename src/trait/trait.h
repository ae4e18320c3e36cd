/*
 * trait.h - the door of trait/: what entities can do, one file a word.
 */
#ifndef TRAIT_TRAIT_H
#define TRAIT_TRAIT_H

#include "meta/meta.h"

extern const struct trait trait_files, trait_item, trait_line, trait_number, trait_own,
    trait_portal, trait_price, trait_reach, trait_stage, trait_timeline;

#endif
