# What holds the tree to the house's rules.

OURS := $(sort $(wildcard src/*/*.[ch] src/*/*.cc test/*.[ch] test/*/*.[ch] test/*/*/*.[ch] tool/*.c bench/*.c))

layers: ## includes against src/LAYERS; SQL only where it may be
	@tool/layers.sh src

fmt-check: ## C in the house's hand (.clang-format)
	@clang-format --dry-run -Werror $(OURS)

fmt: ## put C into the house's hand
	@clang-format -i $(OURS)

# What programs write about themselves is kept in the tree, and must be current.
words-check: $(BUILD)/kith ## `make schema` leaves no difference
	@mkdir -p build/words
	@$(BUILD)/kith words > build/words/words.md && diff -u doc/words.md build/words/words.md
	@$(BUILD)/kith schema > build/words/schema.json && diff -u doc/schema.json build/words/schema.json
	@$(BUILD)/kith check

schema: $(BUILD)/kith ## regenerate what words-check compares
	@mkdir -p doc
	$(BUILD)/kith words > doc/words.md
	$(BUILD)/kith schema > doc/schema.json

web-check: build/web.done $(BUILD)/kith ## the client: types, lint, texts, layers, units, size, browser
	cd web && npm run --silent check
	cd web && npm run --silent test
	cd web && npm run --silent size
	cd web && npm run --if-present e2e

.PHONY: layers fmt-check fmt words-check schema web-check
