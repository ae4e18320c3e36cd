#!/bin/sh
# run.sh - make the bench database once, then measure the server on it.
#
#   RECIPE  bench/recipe.json     SCALE  1 (100,000 contacts)
set -eu
cd "$(dirname "$0")/.."
scale=${SCALE:-1}
dir=build/bench
db=$dir/company-$scale.db
mkdir -p "$dir" bench/results

if [ ! -f "$db" ]; then
	echo "making $db (once; a few minutes)"
	rm -f "$dir"/new.db*
	build/kith new "$dir/new.db" --recipe bench/recipe.json --scale "$scale"
	mv "$dir/new.db" "$db"
fi
login=$(build/kith user list "$db" | awk 'NR == 1 { print $1 }')
token=$(build/kith token add "$db" bench --user "$login")
cc -std=gnu17 -O2 -D_GNU_SOURCE -Isrc $(pkg-config --cflags sqlite3 jansson libmicrohttpd) \
	bench/bench.c bench/load.c bench/floor.c build/libkith.a -o "$dir/bench" -pthread \
	$(pkg-config --libs sqlite3 jansson libsodium icu-i18n icu-uc libmicrohttpd libzip expat libzstd gumbo) \
	-lxlsxwriter -ldeflate -lphonenumber -lstdc++ -lm
{
	echo "# Figures of $(date -u +%Y-%m-%d)"
	echo
	echo "Machine: $(nproc) cores, $(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | xargs)," \
		"$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
		"$(. /etc/os-release && echo "$PRETTY_NAME"). Server and load on the same machine;" \
		"read the ratios. Commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)."
	echo
	"$dir/bench" build/kith "$db" "$token"
} | tee "bench/results/latest.md"
