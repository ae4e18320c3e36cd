# What holds the tree to the house's rules.

OURS := $(sort $(wildcard src/*/*.[ch] src/*/*.cc test/*.[ch] test/*/*.[ch] test/*/*/*.[ch] tool/*.c bench/*.[ch]))

layers: ## includes against src/LAYERS; SQL only where it may be
	@tool/layers.sh src

fmt-check: ## C in the house's hand (.clang-format)
	@clang-format --dry-run -Werror $(OURS)

fmt: ## put C into the house's hand
	@clang-format -i $(OURS)

# What the program writes about itself is kept in the tree, and must be current.
words-check: $(BUILD)/kith ## `make schema` leaves no difference; metadata, tour and limits are right
	@mkdir -p build/words
	@$(BUILD)/kith words > build/words/words.md
	@$(BUILD)/kith schema > build/words/schema.json
	@diff -u doc/words.md build/words/words.md || { echo "run: make schema"; exit 1; }
	@cmp -s doc/schema.json build/words/schema.json || { echo "doc/schema.json is old: make schema"; exit 1; }
	@$(BUILD)/kith check
	@tool/tour.sh
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' tool/limits.sh

schema: $(BUILD)/kith ## regenerate what words-check compares
	@mkdir -p doc
	$(BUILD)/kith words > doc/words.md
	$(BUILD)/kith schema > doc/schema.json

# Ten minutes of one core, nine of them clang-tidy's: the two quick ones of the three are in
# check, gcc there only over what reads strangers' bytes.
analyse: ## gcc, clang-tidy and cppcheck follow the paths of all C: no finding;  ONLY=gcc FILES='src/a.c …'
	@tool/setup.sh analyse
	@CPPFLAGS='$(CPPFLAGS)' tool/analyse.sh $(FILES)

analyse-quick:
	@CPPFLAGS='$(CPPFLAGS)' ONLY=cppcheck tool/analyse.sh
	@CPPFLAGS='$(CPPFLAGS)' ONLY=gcc tool/analyse.sh \
	  $(wildcard $(addsuffix /*.c,$(addprefix src/,auth base fetch file http meta paper signin)))

web-check: build/web.done $(BUILD)/kith ## the client: types, lint, texts, layers, units, size, browser
	cd web && npm run --silent check
	cd web && npm run --silent test
	cd web && npm run --silent size
	cd web && KITH=../$(BUILD)/kith npm run --silent --if-present e2e

service-check: ## packaging/kith.service: nothing unknown in it, and its exposure is low
	@tool/service.sh packaging/kith.service

.PHONY: analyse analyse-quick service-check layers fmt-check fmt words-check schema web-check
