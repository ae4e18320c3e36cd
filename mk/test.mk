# Tests: units, cases, goldens, plays; the same under sanitizers; fuzzers.
#
# make test ONLY=scene/30   runs what has that in its name

FUZZ_S  ?= 12
TESTLIB  = -lcmocka -lcurl -lsodium
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

UNIT    := $(sort $(wildcard test/unit/*/*.c))
PROGRAM := $(UNIT:test/%.c=$(BUILD)/test/%)
PLAY    := $(sort $(wildcard test/scene/*/*.scene) $(wildcard packs/*/test/*.scene))
KIT     := $(addprefix test/torture/,kit.c line.c stream.c crowd.c)
TORTURE := $(patsubst test/%.c,$(BUILD)/test/%,$(filter-out $(KIT),$(wildcard test/torture/*.c)))

# Tests are ours, and warned of as such; helpers of one test need no prototype.
TESTFLAGS = $(filter-out -Wmissing-prototypes,$(CFLAGS))

$(BUILD)/test/%: test/%.c $(LIB)
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) -Itest $(TESTFLAGS) -MF $@.d $(LDFLAGS) $< $(LIB) $(LDLIBS) $(TESTLIB) -o $@

$(BUILD)/test/scene: $(wildcard test/scene*.c) test/scene.h
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) $(TESTFLAGS) $(LDFLAGS) $(filter %.c,$^) -lcurl -ljansson -lsqlite3 -lpq -lgnutls -lzip -o $@

# Who may what, proven: see test/matrix/matrix.h.
MATRIX := $(BUILD)/test/matrix/matrix

$(MATRIX): $(wildcard test/matrix/*.[ch]) $(KIT) test/torture/kit.h
	@mkdir -p $(@D)
	$(call SAY,cc,test/matrix/*.c)$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(TESTFLAGS)) $(LDFLAGS) $(wildcard test/matrix/*.c) test/torture/kit.c test/torture/line.c \
	  -lcurl -ljansson -lsqlite3 -lpq -lzip -lm -o $@

$(BUILD)/test/torture/%: test/torture/%.c $(KIT) test/torture/kit.h
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) -Itest $(TESTFLAGS) $(LDFLAGS) $(filter %.c,$^) -lcurl -ljansson -o $@

$(BUILD)/test/torture/shim/%.so: test/torture/shim/%.c
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) -D_GNU_SOURCE -std=gnu17 -O1 -Wall -Wextra -fPIC -shared $< -o $@

$(BUILD)/test/torture/clock $(BUILD)/test/torture/full: $(BUILD)/test/torture/shim/clock.so

# The tortures, NAME:HOW_MUCH, in `make test` and in `make torture`.
SHORT    = slow:500 postgres:1 kill:5 shape:5 indexes:3 full:3 clock:1 backup:1 query:1 live:200
LONG     = kill:$(N) shape:20 indexes:20 full:30 slow:10000 clock:5 backup:5 postgres:5 query:20 live:5000
SHORT_PG = kill:5 shape:5 indexes:3 query:1 live:200
LONG_PG  = kill:$(N) shape:20 indexes:20 query:20
torture  = $(BUILD)/test/torture/$(subst :, $(BUILD)/kith ,$(1))

# Signing in by others: a real OpenID provider, one that lies, a real directory.
SIGNIN := $(sort $(wildcard test/signin/*.test.mjs))

build/signin.packages: test/signin/package-lock.json
	@mkdir -p $(@D)
	cd test/signin && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

BENCH := $(BUILD)/bench/bench

$(BENCH): $(wildcard bench/*.[ch]) $(LIB)
	@mkdir -p $(@D)
	$(call SAY,cc,bench/*.c)$(CC) $(CPPFLAGS) $(filter-out -MMD -MP,$(CFLAGS)) $(LDFLAGS) \
	  $(filter %.c,$^) $(LIB) $(LDLIBS) -o $@

# One line for each thing to run: a name and a command.
define TESTS
$(foreach p,$(UNIT),echo "$(p) $(p:test/%.c=$(BUILD)/test/%)";) \
$(foreach p,$(PLAY),echo "$(p) $(BUILD)/test/scene $(BUILD)/kith $(p)";) \
$(foreach t,$(SIGNIN),echo "$(t:.test.mjs=) KITH=$(BUILD)/kith node --test $(t)";) \
$(foreach t,$(SHORT),echo "test/torture/$(t) $(call torture,$(t))";) \
echo 'test/matrix THIN=$${THIN:-2} $(MATRIX) $(BUILD)/kith';
endef

# The units whose scratch database may be on either engine.
UNIT_PG := $(shell grep -lE '"(unit/scratch|(unit/exchange/)?help)\.h"' $(UNIT))

# The same units and plays on PostgreSQL: pg/NAME.
PLAY_PG ?= $(PLAY)
define TESTS_PG
$(foreach p,$(UNIT_PG),echo 'pg/$(p) KITH_PG="$$KITH_CLUSTER" $(p:test/%.c=$(BUILD)/test/%)';) \
$(foreach p,$(PLAY_PG),echo 'pg/$(p) KITH_PG="$$KITH_CLUSTER" $(BUILD)/test/scene $(BUILD)/kith $(p)';) \
echo 'pg/test/signin/hostile KITH_PG="$$KITH_CLUSTER" KITH=$(BUILD)/kith node --test test/signin/hostile.test.mjs'; \
echo 'pg/test/signin/passkey KITH_PG="$$KITH_CLUSTER" KITH=$(BUILD)/kith node --test test/signin/passkey.test.mjs'; \
$(foreach t,$(SHORT_PG),echo 'pg/test/torture/$(t) $(call torture,$(t)) $$(printf "$$KITH_CLUSTER" $(subst :,_,$(t)))';) \
echo 'pg/test/matrix THIN=$${THIN_PG:-$${THIN:-6}} $(MATRIX) $(BUILD)/kith $$(printf "$$KITH_CLUSTER" matrix)';
endef

test: $(PROGRAM) $(BUILD)/test/scene $(TORTURE) $(MATRIX) $(BUILD)/kith build/signin.packages ## units, cases, goldens, plays, on both engines;  ONLY=scene/30 or ONLY=pg/
	@tool/with_cluster.sh $(MAKE) --no-print-directory tests-now BUILD=$(BUILD) ONLY='$(ONLY)'

# The longest first, or they run alone at the end.
LONGEST_FIRST = awk '/test\/matrix / { print; next } { rest = rest $$0 "\n" } END { printf "%s", rest }'

tests-now:
	@{ $(TESTS) $(TESTS_PG) } | grep -e '$(ONLY)' | $(LONGEST_FIRST) | tool/tests.sh

.PHONY: matrix
matrix: $(MATRIX) $(BUILD)/kith ## the whole of the matrix, every person and entity, on both engines
	$(MATRIX) $(BUILD)/kith
	@tool/with_cluster.sh sh -c '$(MATRIX) $(BUILD)/kith "$$(printf "$$KITH_CLUSTER" matrix)"'

alike: $(BUILD)/test/unit/record/alike ## what the search for duplicates finds of 1,000 labelled pairs;  SHOW=1 which it does not
	@$(BUILD)/test/unit/record/alike

unit: $(PROGRAM) ## units only
	@{ $(TESTS) } | grep '^test/unit' | grep -e '$(ONLY)' | tool/tests.sh

# There the plays on PostgreSQL are those of what is the engine's own: rights, fields,
# jobs, streams, moves.  The rest runs the same lines of ours as on SQLite.
ASAN_PG = $(filter test/scene/12-% test/scene/15-% test/scene/60-% test/scene/65-% \
  test/scene/20-record/90-%,$(PLAY))

asan: ## the same under the sanitizers of addresses, leaks and undefined behaviour
	@ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:allocator_may_return_null=0 \
	UBSAN_OPTIONS=print_stacktrace=1 TEST_S=1200 THIN=8 THIN_PG=24 \
	$(MAKE) --no-print-directory BUILD=build/asan HARDEN= OPT=-O1 SANITIZE="$(SANITIZERS)" \
	  PLAY_PG="$(ASAN_PG)" test

# Every thread gives back what it kept, every program what it took.  asan sees that of what
# it runs; here are all units and plays, on both engines.
leaks: ## units and plays on both engines under the leak sanitizer;  ONLY=scene/30
	@ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:allocator_may_return_null=0 \
	UBSAN_OPTIONS=print_stacktrace=1 TEST_S=600 \
	tool/with_cluster.sh $(MAKE) --no-print-directory BUILD=build/asan HARDEN= OPT=-O1 SANITIZE="$(SANITIZERS)" leaks-now

leaks-now: $(PROGRAM) $(BUILD)/test/scene $(BUILD)/kith
	@{ $(TESTS) $(TESTS_PG) } | grep '^[^ ]*\(unit\|scene\|packs\)/' | grep -e '$(ONLY)' | tool/tests.sh

# Races, and locks taken in two orders: what runs in several threads, on both engines.
RACED = ^\(pg/\)\?test/\(unit/\(base\|db\|http\|site\)/\|unit/event/hub \|unit/auth/secret \|torture/live\|scene/\)\|^test/matrix 
RACED_UNIT = $(filter %/secret %/hub $(addprefix $(BUILD)/test/unit/,base/% db/% http/% site/%),$(PROGRAM))

tsan: ## units with threads, all plays, a part of the matrix and `live`, under the thread sanitizer
	@TSAN_OPTIONS=second_deadlock_stack=1:history_size=4 TEST_S=1200 THIN=12 \
	tool/with_cluster.sh $(MAKE) --no-print-directory BUILD=build/tsan HARDEN= OPT=-O1 \
	  SANITIZE="-fsanitize=thread -fno-omit-frame-pointer" PLAY_PG="$(ASAN_PG)" tsan-now

tsan-now: $(RACED_UNIT) $(BUILD)/test/scene $(BUILD)/test/torture/live $(MATRIX) $(BUILD)/kith
	@{ $(TESTS) $(TESTS_PG) } | grep -e '$(RACED)' | grep -e '$(ONLY)' | $(LONGEST_FIRST) | tool/tests.sh

FUZZER := $(sort $(wildcard test/fuzz/*.c))

fuzz: ## each fuzzer for FUZZ_S=12 seconds
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang CXX=clang++ HARDEN= OPT=-O1 \
	  SANITIZE="-fsanitize=fuzzer-no-link $(SANITIZERS) -fno-sanitize=vptr" fuzzers
	@tool/fuzz.sh $(FUZZ_S) $(FUZZER:test/fuzz/%.c=build/fuzz/test/fuzz/%)

fuzzers: $(FUZZER:test/fuzz/%.c=$(BUILD)/test/fuzz/%)

$(BUILD)/test/fuzz/%: LDFLAGS += -fsanitize=fuzzer

-include $(PROGRAM:=.d)
.PHONY: test tests-now unit asan leaks leaks-now tsan tsan-now fuzz fuzzers
