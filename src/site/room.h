/*
 * room.h - what the files of site/ share.
 */
#ifndef SITE_ROOM_H
#define SITE_ROOM_H

#include "site/site.h"

void site_documents(const struct site *site, const struct document **out, size_t *count);

#endif
