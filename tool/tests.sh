#!/bin/sh
# tests.sh - run what comes in on standard input, a line each: NAME COMMAND…
#
# TEST_JOBS at a time (one more than there are cores: most of them wait for a server of
# their own), each with TEST_S seconds (600).  A name of what failed, and what it said, is
# printed; then what each folder took together, and those that took longest; the last line
# counts: "N passed, N failed".
set -u
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# What the program asks the kernel beyond its list ends the test that it runs in.
export KITH_CONFINE="${KITH_CONFINE:-strict}"
export out TEST_S="${TEST_S:-600}"

xargs -r -P "${TEST_JOBS:-$(($(nproc) + 1))}" -d '\n' -n 1 sh -c '
	name=${1%% *}
	log=$out/$(echo "$name" | tr / _)
	began=$(date +%s)
	if timeout -k 5 "$TEST_S" sh -c "${1#* }" >"$log" 2>&1; then
		echo "$name" >>"$out/passed"
	else
		{ echo "FAILED $name (exit $?)"; grep -av "^\[ *\(OK\|RUN\) *\]" "$log" | tail -80; } >"$log.says"
		cat "$log.says"
		echo "$name" >>"$out/failed"
	fi
	echo "$(($(date +%s) - began)) $name" >>"$out/times"' sh
[ -e "$out/passed" ] || [ -e "$out/failed" ] || { echo "no test has such a name"; exit 1; }
touch "$out/passed" "$out/failed"
[ ! -s "$out/failed" ] || { echo; echo "failed:"; sort "$out/failed" | sed 's/^/  /'; }
echo "together: $(awk '{ split($2, part, "/"); folder = part[1] "/" part[2] (part[1] == "pg" ? "/" part[3] : "")
	sum[folder] += $1 } END { for (f in sum) print sum[f], f }' "$out/times" |
	sort -rn | awk '{ printf "%s%s %s s", sep, $2, $1; sep = ", " }')"
echo "longest: $(sort -rn "$out/times" | head -8 | awk '{ printf "%s%s %s s", sep, $2, $1; sep = ", " }')"
echo "$(wc -l <"$out/passed") passed, $(wc -l <"$out/failed") failed"
[ ! -s "$out/failed" ]
