# Kith.  `make help` prints what can be made.
#
# Everything that is built lands in build/; nothing else in the tree changes.
# mk/ holds the rest: embed (documents and client into the program), web, test,
# lint, more.

BUILD    ?= build
ifeq ($(origin CC),default)
CC       := gcc
CXX      := g++
endif
PKGS      = sqlite3 jansson libsodium icu-i18n icu-uc libmicrohttpd gnutls libmagic libseccomp libzip expat libzstd \
            gumbo libpq libcurl cjose libfido2 pangocairo pangoft2 cairo-pdf fontconfig
CPPFLAGS += -D_GNU_SOURCE -Isrc $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
WARN      = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 $(WERROR)
HARDEN   ?= -fstack-protector-strong -D_FORTIFY_SOURCE=3 -fstack-clash-protection -fcf-protection \
            -ftrivial-auto-var-init=zero
OPT      ?= -O2
CFLAGS   += -std=gnu17 $(OPT) -g -pthread -fPIE -MMD -MP $(WARN) $(HARDEN) $(SANITIZE)
CXXFLAGS += -std=c++17 $(OPT) -g -pthread -fPIE -MMD -MP -Wall -Wextra $(HARDEN) $(SANITIZE)
LDFLAGS  += -pie -pthread -Wl,-z,relro,-z,now $(SANITIZE)
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lxlsxwriter -ldeflate -lphonenumber -lzxcvbn \
            -lldap -llber -lgmp -lstdc++ -lm

SRC  := $(sort $(wildcard src/*/*.c))
SHIM := $(sort $(wildcard src/*/*.cc))
OBJ  := $(SRC:src/%.c=$(BUILD)/obj/%.o) $(SHIM:src/%.cc=$(BUILD)/obj/%.o)
MAIN := $(BUILD)/obj/app/main.o
LIB  := $(BUILD)/libkith.a

all: $(BUILD)/kith ## build ./build/kith with the client inside (KITH_WEB=0: without)

include mk/embed.mk
include mk/web.mk
include mk/test.mk
include mk/lint.mk
include mk/more.mk

# V=1 shows the commands whole.
ifeq ($(V),)
SAY = @echo "  $(1)  $(2)";
endif

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

$(BUILD)/obj/%.o: src/%.cc
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CXX) $(CPPFLAGS) $(CXXFLAGS) -c $< -o $@

$(LIB): $(filter-out $(MAIN),$(OBJ)) $(PINYIN)
	@rm -f $@
	$(call SAY,ar,$@)ar rcs $@ $^

$(BUILD)/kith: $(MAIN) $(EMBED) $(LIB) $(BUILD)/web.kind
	$(call SAY,ld,$@)$(CC) $(LDFLAGS) $(filter %.o %.a,$^) $(LDLIBS) -o $@

clean: ## remove what was built
	rm -rf build

help: ## this page
	@grep -hE '^[a-z -]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | sort | expand -t 16

-include $(OBJ:.o=.d)
.PHONY: all clean help
