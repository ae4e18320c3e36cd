# What people type most, and what takes long.

N ?= 100

setup:
	@tool/setup.sh build

setup-check:
	@tool/setup.sh check

# A second make, because pkg-config is asked while a Makefile is read.
run: setup ## install what it needs, build, open a demo company on http://localhost:8080
	@$(MAKE) --no-print-directory all
	@tool/run.sh

check: setup-check ## install what it needs, build, run everything that CI runs
	@$(MAKE) --no-print-directory layers fmt-check service-check analyse-quick
	@$(MAKE) --no-print-directory -j2 WERROR=-Werror all $(PROGRAM)
	@$(MAKE) --no-print-directory WERROR=-Werror words-check test
	@$(MAKE) --no-print-directory -j2 asan
	@$(MAKE) --no-print-directory -j2 fuzz
	@$(MAKE) --no-print-directory web-check

dev: setup ## rebuild on change, the client hot-reloading
	@tool/dev.sh

bench: setup-check ## the measurements, into bench/results/;  SCALE=1 ENGINE=sqlite ONLY=list,sort
	@$(MAKE) --no-print-directory all $(BENCH)
	@bench/run.sh

torture: setup-check ## faults, at length: N=100 kills, a full disk …;  ONLY=full
	@$(MAKE) --no-print-directory all $(TORTURE)
	@tool/with_cluster.sh $(MAKE) --no-print-directory torture-now ONLY='$(ONLY)'

torture-now:
	@for t in $(LONG); do case $$t in *'$(ONLY)'*) \
	  echo "== $$t"; $(BUILD)/test/torture/$${t%:*} $(BUILD)/kith $${t#*:} || exit 1;; esac; done
	@for t in $(LONG_PG); do case pg/$$t in *'$(ONLY)'*) \
	  echo "== pg/$$t"; $(BUILD)/test/torture/$${t%:*} $(BUILD)/kith $${t#*:} \
	    "$$(printf "$$KITH_CLUSTER" "$${t%:*}")" || exit 1;; esac; done

pack: $(BUILD)/kith $(BUILD)/test/scene ## P=sales: check it, install it into a scratch database, run its plays
	@tool/pack.sh $(P)

size: ## binary, lines per folder, longest functions: printed, not judged
	@tool/size.sh

.PHONY: setup setup-check run check dev bench alike torture pack size

picture: $(BUILD)/kith ## doc/picture.png, from the running program
	node tool/picture.mjs
.PHONY: picture
