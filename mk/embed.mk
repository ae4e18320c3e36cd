# What the program carries inside: documents, and the client.
#
# They are linked into ./build/kith only: libkith.a, which the tests link, is
# without.  KITH_WEB=0 leaves the client out, for who works on the server.

KITH_WEB ?= 1
GEN      := build/gen

# app_docs: what is compiled into metadata.  app_demos: of the demo company.
DOCS  := $(sort $(shell find entities packs lang -name '*.json' \
           -not -path '*/demo/*' -not -path '*/test/*' -not -path 'packs/logistics/*'))
DEMOS := $(sort $(shell find packs -path '*/demo/*' -name '*.json'))
EMBED := $(BUILD)/obj/gen/docs.o $(BUILD)/obj/gen/demos.o $(BUILD)/obj/gen/assets-$(KITH_WEB).o

$(GEN)/docs.c: $(DOCS) $(GEN)/docs.list tool/docs.sh
	@tool/docs.sh app_doc $(DOCS) > $@

$(GEN)/demos.c: $(DEMOS) $(GEN)/docs.list tool/docs.sh
	@tool/docs.sh app_demo $(DEMOS) > $@

# Changes when a document comes or goes, which no time stamp tells.
$(GEN)/docs.list: always
	@mkdir -p $(@D)
	@echo $(DOCS) $(DEMOS) | cmp -s - $@ || echo $(DOCS) $(DEMOS) > $@

$(GEN)/assets-0.c: mk/embed.mk
	@mkdir -p $(@D)
	@printf '%s\n' '#include "http/http.h"' '' \
	  'extern const struct http_asset app_assets[];' 'extern const size_t app_asset_count;' \
	  'const struct http_asset app_assets[1];' 'const size_t app_asset_count = 0;' > $@

$(GEN)/assets-1.c: build/web.done $(BUILD)/embed
	@$(BUILD)/embed web/dist $@.new app_assets
	@sed s/app_assets_count/app_asset_count/ $@.new > $@ && rm $@.new

$(BUILD)/embed: tool/embed.c
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) -std=gnu17 -O1 -Wall -Wextra $< -o $@

$(BUILD)/obj/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@

# How Chinese sounds: asked of ICU once, when the program is built.
PINYIN := $(BUILD)/obj/gen/pinyin.o

$(GEN)/pinyin.c: $(GEN)/pinyin
	@$(GEN)/pinyin > $@.new && mv $@.new $@

$(GEN)/pinyin: tool/pinyin.c
	@mkdir -p $(@D)
	$(call SAY,cc,$<)$(CC) -std=gnu17 -O1 -Wall -Wextra $< -o $@ $(shell pkg-config --libs icu-i18n icu-uc)

# Changes when KITH_WEB does.
$(BUILD)/web.kind: always
	@mkdir -p $(@D)
	@echo $(KITH_WEB) | cmp -s - $@ || echo $(KITH_WEB) > $@

-include $(EMBED:.o=.d)
.PHONY: always
