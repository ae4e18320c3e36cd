#!/bin/sh
# layers.sh - hold every #include to the table in src/LAYERS, SQL to the folders
# that may write it, and memory of the heap to base/memory.h, which asks whether
# there was any.
cd "${1:-src}" || exit 2
grep -n '^#include "' */*.[ch] */*.cc | awk '
BEGIN {
	while ((getline line < "LAYERS") > 0) {
		if (line ~ /^#/)
			continue
		n = split(line, w, /[ :]+/)
		known[w[1]] = 1
		for (i = 2; i <= n; i++)
			may[w[1], w[i]] = 1
	}
}
{
	split($0, at, ":"); split(at[1], me, "/"); split($0, q, "\""); split(q[2], it, "/")
	if (it[1] == me[1] || !(it[1] in known))
		next
	if (!((me[1], it[1]) in may))
		bad(at[1] ":" at[2] ": " me[1] " may not see " it[1])
	else if (it[1] != "base" && it[2] != it[1] ".h")
		bad(at[1] ":" at[2] ": " q[2] " is a room; enter by " it[1] "/" it[1] ".h")
}
function bad(s) { print "src/" s; rc = 1 }
END { exit rc }'
rc=$?
sql='db record search event job auth meta trait site exchange privacy measure signin'
for folder in */; do
	case " $sql " in *" ${folder%/} "*) continue ;; esac
	grep -n 'sql_text(' "$folder"* | sed "s|^|src/|; s|:\([0-9]*\):.*|:\1: SQL in ${folder%/}/|" |
		grep . && rc=1
done
grep -nE '\b(malloc|calloc|realloc|strn?dup)\(' */*.[ch] | grep -v '^base/memory.c:' |
	sed 's|^|src/|; s|:\([0-9]*\):.*|:\1: memory that nobody asked about: base/memory.h|' |
	grep . && rc=1
exit $rc
