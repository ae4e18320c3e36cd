#!/bin/sh
# run.sh - make the company of the measurements once, then measure on it.
#
#   SCALE=10        1,000,000 contacts; SCALE=1: 100,000
#   ENGINE=both     sqlite, postgres, or both
#   ONLY=list,sort  scenarios whose names begin so; the results are printed only
#   KEEP=1          keep the results under the name of the commit, too
#   SECONDS=5 CLIENTS=64 FLOOR=1
#
# The databases stay in build/bench.  What writes works on a copy, which is
# thrown away; so the next run finds what this one found.
set -eu
cd "$(dirname "$0")/.."
scale=${SCALE:-10}
engine=${ENGINE:-both}
only=${ONLY:-}
kith=${KITH:-build/kith}
dir=build/bench
bench=${BENCH:-$dir/bench}
company=$dir/company-$scale.db
tokens=$dir/company-$scale.tokens
results=$dir/results.md
mkdir -p "$dir" bench/results

say() {
	echo "bench: $*" >&2
}

# ---- SQLite ----

# make_tokens DATABASE: a line for everybody, login and token, administrators first
make_tokens() {
	"$kith" user list "$1" | awk '{ print $NF != "admin", $1 }' | sort |
		while read -r _ login; do
			echo "$login $("$kith" token add "$1" bench --user "$login" --scopes "read:*,write:*,export,admin" | tail -1)"
		done
}

# Made beside, and given its name when it is whole; so is the file of tokens.
make_company() {
	[ ! -s "$tokens" ] || return 0
	say "making $company (once; at scale 10 about a quarter of an hour)"
	rm -rf "$dir"/new.db* "$company"*
	"$kith" new "$dir/new.db" --recipe bench/recipe.json --scale "$scale" >&2
	mv "$dir/new.db" "$company"
	mv "$dir/new.db.files" "$company.files"
	make_tokens "$company" >"$dir/new.tokens"
	"$bench" sum "$company" >"$company.sum"
	mv "$dir/new.tokens" "$tokens"
}

copy_company() {
	say "copying it for what writes"
	rm -rf "$dir"/work.db*
	cp --reflink=auto "$company" "$dir/work.db"
	sync "$dir/work.db" # else the first flushes wait for the copy
}

# ---- PostgreSQL: a cluster of our own, on a socket ----

# The address is a format of ours.
pg_url() {
	printf "$cluster" "$1"
}

# pg_ask DATABASE STATEMENT
pg_ask() {
	PGOPTIONS="-c client_min_messages=warning" psql -qAt -v ON_ERROR_STOP=1 -c "$2" "$(pg_url "$1")"
}

pg_start() {
	trap 'tool/cluster.sh stop "$PWD/$dir/pg" >/dev/null 2>&1 || :' EXIT
	cluster=$(BUFFERS=1GB tool/cluster.sh start "$PWD/$dir/pg")
}

# Said to be whole by a comment on the database.
pg_fill() {
	pg_company=company_$(echo "$scale" | tr -c "0-9\n" _)
	[ "$(pg_ask postgres "select shobj_description(oid, 'pg_database') from pg_database
		where datname = '$pg_company'")" != whole ] || return 0
	say "carrying the company to PostgreSQL (once)"
	pg_ask postgres "drop database if exists $pg_company"
	pg_ask postgres "create database $pg_company"
	"$kith" move "$company" "$(pg_url "$pg_company")" >&2
	pg_ask "$pg_company" "vacuum analyze"
	pg_ask postgres "comment on database $pg_company is 'whole'"
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

# measure NAME URL WORK-URL IMPORT-URL TOKENS
measure() {
	export FIGURES="$dir/figures-$1.tsv" PROFILE="$dir/profile-$1"
	rm -f "$FIGURES"
	echo
	echo "## $1"
	echo
	"warm_$1"
	say "$1: reading"
	"$bench" read "$kith" "$2" "$5"
	if wants streams create update mixed reshape gated merge hand; then
		"work_$1"
		say "$1: writing"
		"$bench" write "$kith" "$3" "$5"
	fi
	if wants import; then
		"empty_$1"
		say "$1: importing"
		"$bench" import "$kith" "$4" "$dir/import.csv" "$(awk -v s="$scale" 'BEGIN { print s * 100000 }')"
	fi
	rm -rf "$dir"/work.db* "$dir"/empty.db* "$dir/import.csv"
}

warm_sqlite() { cat "$company" >/dev/null; } # the kernel may have let go of it

warm_postgres() { :; } # its own 1 GB, and vacuum read it all

work_sqlite() { copy_company; }

empty_sqlite() {
	rm -rf "$dir"/work.db* "$dir"/empty.db*
	"$kith" new "$dir/empty.db" >/dev/null
}

work_postgres() {
	say "copying it for what writes"
	pg_ask postgres "drop database if exists work"
	pg_ask postgres "create database work template $pg_company"
}

empty_postgres() {
	pg_ask postgres "drop database if exists work"
	pg_ask postgres "drop database if exists empty"
	pg_ask postgres "create database empty"
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
		"$("$bench" bare)."
}

versions() {
	echo "Company: scale $scale, $(cat "$company.sum"), $(du -BM "$company" | cut -f1)B as SQLite" \
		"$(sqlite3 --version 2>/dev/null | cut -d' ' -f1)."
	[ "$engine" = sqlite ] ||
		echo "PostgreSQL $(pg_ask postgres "show server_version"): $(pg_ask postgres \
			"select pg_size_pretty(pg_database_size('$pg_company'))"), shared_buffers 1 GB, fsync and" \
			"synchronous_commit on, over a socket."
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
	case $engine in sqlite | both) measure sqlite "$company" "$dir/work.db" "$dir/empty.db" "$tokens" ;; esac
	case $engine in postgres | both)
		measure postgres "$(pg_url "$pg_company")" "$(pg_url work)" "$(pg_url empty)" "$tokens"
		;;
	esac
	[ "$engine" != both ] || compare
}

{ # read to its end before it begins, so that the file may change meanwhile
	make_company
	if [ "$engine" != sqlite ]; then
		pg_start
		pg_fill
	fi
	rm -f "$dir"/profile-*
	report | tee "$results"
	if [ -z "$only" ] && [ "$scale" = 10 ]; then
		cp "$results" bench/results/latest.md
		rm -f bench/results/profile-*
		for profile in "$dir"/profile-*.txt; do # an idle server leaves an empty one
			! grep -q " %" "$profile" 2>/dev/null || cp "$profile" bench/results/
		done
		[ -z "${KEEP:-}" ] || cp "$results" "bench/results/$(git rev-parse --short HEAD).md"
	fi
	exit
}
