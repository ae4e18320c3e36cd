# The client: web/ -> web/dist.

# Debian 12's own node is too old for the tools; tool/setup.sh brings another.
export PATH := $(CURDIR)/build/node/node_modules/.bin:$(PATH)

WEB := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

build/web.packages: web/package-lock.json web/package.json
	@mkdir -p $(@D)
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

build/web.done: build/web.packages $(WEB)
	cd web && npm run --silent build
	@touch $@
