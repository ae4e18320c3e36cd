#!/bin/sh
# run.sh - make the company of the measurements once, then measure on it.
#
#   SCALE=10        1,000,000 contacts; SCALE=1: 100,000
#   ENGINE=sqlite   sqlite, postgres, or both
#   ONLY=list,sort  scenarios whose names begin so; the results are printed only
#   KEEP=1          keep the results under the name of the commit, too
#   SECONDS=5 CLIENTS=64 FLOOR=1
#
# The databases stay in build/bench.  What writes works on a copy, which is
# thrown away; so the next run finds what this one found.
set -eu
cd "$(dirname "$0")/.."
scale=${SCALE:-10}
engine=${ENGINE:-sqlite}
only=${ONLY:-}
kith=build/kith
dir=build/bench
bench=$dir/bench
company=$dir/company-$scale.db
tokens=$dir/company-$scale.tokens
pg_user=
pg_sock=
results=$dir/results.md
mkdir -p "$dir" bench/results

say() {
	echo "bench: $*" >&2
}

# ---- SQLite ----

# Made beside, and given its name when it is whole; so is the file of tokens.
make_company() {
	[ ! -s "$tokens" ] || return 0
	say "making $company (once; at scale 10 about a quarter of an hour)"
	rm -rf "$dir"/new.db* "$company"*
	"$kith" new "$dir/new.db" --recipe bench/recipe.json --scale "$scale" >&2
	mv "$dir/new.db" "$company"
	mv "$dir/new.db.files" "$company.files"
	"$kith" user list "$company" | awk '{ print $1, $NF == "admin" }' | sort -k2,2r |
		while read -r login _; do
			echo "$login $("$kith" token add "$company" bench --user "$login" | tail -1)"
		done >"$dir/new.tokens"
	"$bench" sum "$company" >"$company.sum"
	mv "$dir/new.tokens" "$tokens"
}

copy_company() {
	say "copying it for what writes"
	rm -rf "$dir"/work.db*
	cp --reflink=auto "$company" "$dir/work.db"
}

# ---- PostgreSQL: a cluster of this run, on a socket; root lends itself out ----

as_pg() {
	if [ -n "$pg_user" ]; then
		(cd / && runuser -u "$pg_user" -- "$@")
	else
		"$@"
	fi
}

pg_url() {
	echo "postgres:///$1?host=$pg_sock&user=kith"
}

pg_start() {
	bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
	data=$PWD/$dir/pg
	pg_sock=$(mktemp -d)
	if [ "$(id -u)" = 0 ]; then
		pg_user=postgres
		chown "$pg_user" "$pg_sock"
	fi
	trap 'as_pg "$bin/pg_ctl" -D "$data" -m fast stop >/dev/null 2>&1; rm -rf "$pg_sock"' EXIT
	if [ ! -d "$data" ]; then
		mkdir -m 700 "$data"
		[ -z "$pg_user" ] || chown "$pg_user" "$data"
		as_pg "$bin/initdb" -D "$data" -U kith -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
		cat >>"$data/postgresql.conf" <<-EOF
			listen_addresses = ''
			max_connections = 200
			shared_buffers = 1GB
			effective_cache_size = 8GB
			random_page_cost = 1.1
			max_wal_size = 4GB
			fsync = on
			synchronous_commit = on
		EOF
	fi
	as_pg "$bin/pg_ctl" -D "$data" -w -o "-k $pg_sock" -l "$data/log" start >/dev/null
}

pg_run() {
	"$bin/psql" -q -h "$pg_sock" -U kith -d postgres -c "$1" >/dev/null
}

pg_fill() {
	"$bin/psql" -q -h "$pg_sock" -U kith -d "company_$scale" -c "select 1 from bench_filled" \
		>/dev/null 2>&1 && return 0
	say "carrying the company to PostgreSQL (once)"
	pg_run "drop database if exists company_$scale"
	pg_run "create database company_$scale"
	"$kith" move "$company" "$(pg_url "company_$scale")" >&2
	"$bin/psql" -q -h "$pg_sock" -U kith -d "company_$scale" \
		-c "vacuum analyze" -c "create table bench_filled (n int)" >/dev/null
}

# ---- a run on one engine ----

# wants WORD...: does ONLY name one of these?
wants() {
	[ -n "$only" ] || return 0
	for word in "$@"; do
		for o in $(echo "$only" | tr , ' '); do
			case $word in "$o"*) return 0 ;; esac
		done
	done
	return 1
}

# measure NAME URL WORK-URL IMPORT-URL
measure() {
	export FIGURES="$dir/figures-$1.tsv"
	rm -f "$FIGURES"
	echo
	echo "## $1"
	echo
	say "$1: reading"
	"$bench" read "$kith" "$2" "$tokens"
	if wants create update mixed; then
		"work_$1"
		say "$1: writing"
		"$bench" write "$kith" "$3" "$tokens"
	fi
	if wants import; then
		"empty_$1"
		say "$1: importing"
		"$bench" import "$kith" "$4" "$dir/import.csv" "$((scale * 100000))"
	fi
	rm -rf "$dir"/work.db* "$dir"/empty.db* "$dir/import.csv"
}

work_sqlite() { copy_company; }

empty_sqlite() {
	rm -rf "$dir"/work.db* "$dir"/empty.db*
	"$kith" new "$dir/empty.db" >/dev/null
}

work_postgres() {
	say "copying it for what writes"
	pg_run "drop database if exists work"
	pg_run "create database work template company_$scale"
}

empty_postgres() {
	pg_run "drop database if exists work"
	pg_run "drop database if exists empty"
	pg_run "create database empty"
	"$kith" new "$(pg_url empty)" >/dev/null
}

# ---- the report ----

machine() {
	device=$(df --output=source "$dir" | tail -1)
	disk=$(lsblk -no ROTA "$device" 2>/dev/null | head -1 | tr -d ' ')
	echo "Machine: $(nproc) cores, $(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | xargs)," \
		"$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
		"$(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r)," \
		"$(df --output=fstype "$dir" | tail -1) on $device ($([ "$disk" = 1 ] && echo "turning or virtual" || echo "solid state"))," \
		"a flush of 4 kB $("$bench" flush "$dir") ms. Load when it began: $(cut -d' ' -f1 /proc/loadavg)."
	echo
	echo "Server and load run on the same machine; the ratios are what counts. The floor is the bare" \
		"statement and as many bytes from libmicrohttpd, asked by the same clients; these reach" \
		"$("$bench" bare) a second against the library alone."
}

versions() {
	echo "Company: scale $scale, $(cat "$company.sum"), $(du -BM "$company" | cut -f1)B as SQLite" \
		"$(sqlite3 --version 2>/dev/null | cut -d' ' -f1)."
	[ "$engine" = sqlite ] ||
		echo "PostgreSQL $("$bin/postgres" --version | awk '{ print $3 }'), $("$bin/psql" -At -h "$pg_sock" -U kith \
			-d postgres -c "select pg_size_pretty(pg_database_size('company_$scale'))"): shared_buffers 1 GB," \
			"fsync and synchronous_commit on, over a socket."
}

compare() {
	[ -s "$dir/figures-sqlite.tsv" ] && [ -s "$dir/figures-postgres.tsv" ] || return 0
	echo
	echo "## PostgreSQL beside SQLite"
	echo
	echo "| work | SQLite a second | PostgreSQL a second | SQLite is faster by | p99 ms | p99 ms |"
	echo "|---|--:|--:|--:|--:|--:|"
	awk -F'\t' 'NR == FNR { rate[$1] = $2; late[$1] = $3; next }
		$1 in rate && $2 > 0 { printf "| %s | %s | %s | %.1f × | %s | %s |\n", $1, rate[$1], $2,
			rate[$1] / $2, late[$1], $3 }' "$dir/figures-sqlite.tsv" "$dir/figures-postgres.tsv"
	echo
	echo "Goal: reads within 2 ×."
}

report() {
	echo "# Figures of $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
	echo
	machine
	echo
	versions
	case $engine in sqlite | both) measure sqlite "$company" "$dir/work.db" "$dir/empty.db" ;; esac
	case $engine in postgres | both)
		measure postgres "$(pg_url "company_$scale")" "$(pg_url work)" "$(pg_url empty)"
		;;
	esac
	[ "$engine" != both ] || compare
}

make_company
if [ "$engine" != sqlite ]; then
	pg_start
	pg_fill
fi
report | tee "$results"
if [ -z "$only" ] && [ "$scale" = 10 ]; then
	cp "$results" bench/results/latest.md
	[ -z "${KEEP:-}" ] || cp "$results" "bench/results/$(git rev-parse --short HEAD).md"
fi
