#!/bin/sh
# limits.sh - doc/limits.md says what the code says: each constant it names is there and
# has that value (the compiler compares them), and no limit of the code is left out.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
code=build/limits.c

# Rows are "| what | 8 KB | beyond | `http.h` `HTTP_URL_MAX` |" under "## folder".  What
# is not in the door of a folder is nobody else's: those lines come into the code as
# they are.
awk '
function number(s,    w, n) {
	split(s, w, " ")
	gsub(/,/, "", w[1])
	if (w[2] == "")
		return w[1]
	if (!(w[2] in unit))
		return "0 /* no unit: " w[2] " */"
	n = w[1] * unit[w[2]]
	return sprintf("%.0f", n)
}
BEGIN {
	FS = " *[|] *"
	unit["bytes"] = 1; unit["KB"] = 1024; unit["MB"] = 1024 ^ 2; unit["GB"] = 1024 ^ 3
	unit["ms"] = 1000; unit["s"] = 1e6; unit["min"] = 6e7; unit["h"] = 36e8
	unit["days"] = 864e8
	print "#include \"base/base.h\""
}
/^## / {
	folder = substr($0, 4)
	door = "src/" folder "/" folder ".h"
	if ((getline line < door) > 0)
		print "#include \"" folder "/" folder ".h\""
	close(door)
}
/^\| .*`[a-z_0-9]+\.[ch]` `[A-Z_0-9]+` \|$/ {
	split($5, at, "`")
	file = "src/" folder "/" at[2]
	name = at[4]
	found = 0
	while ((getline line < file) > 0)
		if (line ~ /^#define[ \t]+[A-Z][A-Z_0-9]*[ \t]+[(0-9I]/) {
			split(line, d, /[ \t]+/)
			found = found || d[2] == name
			if (file != door && line !~ /\\$/)
				print "#undef " d[2] "\n" line
		}
	close(file)
	if (!found)
		print "#error doc/limits.md: there is no " name " in " file
	by = 1
	if (name ~ /_US$/ || $3 ~ / (ms|s|min|h)$/ || (name ~ /_(MS|S)$/ && $3 ~ /days$/))
		by = name ~ /_US$/ ? 1 : name ~ /_S$/ ? 1000000 : 1000
	if (found)
		printf "_Static_assert((double)(%s) * %d == (double)%s, \"doc/limits.md: %s in %s is not %s\");\n",
			name, by, number($3), name, file, $3
}' doc/limits.md >$code
# shellcheck disable=SC2086  # flags are a list of words
${CC:-cc} -std=gnu17 -D_GNU_SOURCE -Isrc ${CPPFLAGS:-} -fsyntax-only $code 2>build/limits.said || {
	grep -oE 'doc/limits.md: [^"]*' build/limits.said | sort -u | grep . || cat build/limits.said
	exit 1
}

# Not limits: what a minute is, and when numbers of records begin.
not='DAY_MS HOUR_MS MINUTE_MS ID_EPOCH_MS'
rc=0
for found in $(grep -nE '^#define[[:space:]]+[A-Z][A-Z_0-9]*[[:space:]]+[(0-9I]' src/*/*.[ch] |
	sed -nE 's/^src\/([a-z]+)\/([a-z_0-9]+\.[ch]):[0-9]+:#define[[:space:]]+([A-Z_0-9]*MAX[A-Z_0-9]*|[A-Z_0-9]+_(MS|US|S|DAYS|TRIES|AT_ONCE|RATE)|HTTP_[A-Z]+)[[:space:]].*/\1\/\2:\3/p'); do
	name=${found#*:} file=${found%:*}
	case " $not " in *" $name "*) continue ;; esac
	awk -v folder="${file%/*}" -v row="\`${file#*/}\` \`$name\` |" '
		/^## / { here = $2 == folder }
		here && index($0, row) { found = 1 }
		END { exit !found }' doc/limits.md || {
		echo "doc/limits.md: $name of src/$file is missing"
		rc=1
	}
done
exit $rc
