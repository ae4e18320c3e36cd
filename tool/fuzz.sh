#!/bin/sh
# fuzz.sh SECONDS PROGRAM… - run fuzzers, two at a time, from the kept corpora.
# html begins with the lines of the corpus that its unit goes through.
# New inputs go to build/fuzz/corpus; what breaks a program stays in build/fuzz.
set -u
rm -rf build/fuzz/lines && mkdir -p build/fuzz/lines/html
split -a 3 -l 1 test/data/mxss.txt build/fuzz/lines/html/
export seconds=$1
shift
printf '%s\n' "$@" | xargs -P 2 -n 1 sh -c '
	name=$(basename "$1")
	mkdir -p "build/fuzz/corpus/$name" "build/fuzz/lines/$name" "test/fuzz/corpus/$name"
	words=
	[ ! -f "test/fuzz/$name.dict" ] || words="-dict=test/fuzz/$name.dict"
	if "$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="build/fuzz/$name-" $words \
		"build/fuzz/corpus/$name" "test/fuzz/corpus/$name" \
		"build/fuzz/lines/$name" >"build/fuzz/$name.log" 2>&1; then
		echo "fuzz $name: $(sed -n "s/stat::number_of_executed_units: *//p" "build/fuzz/$name.log") runs, no finding"
	else
		echo "FAILED fuzz $name"
		tail -40 "build/fuzz/$name.log"
		exit 1
	fi' sh
