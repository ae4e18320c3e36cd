/*
 * base.h - the door of base/: what every storey stands on, and knows nobody.
 *
 *   err.h    what can go wrong, in ten words
 *   arena.h  memory that ends with the piece of work
 *   text.h   strings with a length, growing text, UTF-8
 *   fold.h   letters as people compare them: case, marks, scripts
 *   list.h   growing arrays
 *   map.h    names to things
 *   time.h   instants, dates, two calendars
 *   num.h    exact decimals
 *   json.h   reading (jansson, strict) and writing (our own, streaming)
 *   log.h    one line a failure
 *   seal.h   secrets at rest, and their keys
 *   ctx.h    one piece of work: its memory, its actor, its faults
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define DEFER(end) __attribute__((cleanup(end)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

#include "base/err.h"
#include "base/memory.h"
#include "base/thread.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/fold.h"
#include "base/list.h"
#include "base/map.h"
#include "base/time.h"
#include "base/num.h"
#include "base/json.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/ctx.h"

#endif
