#!/bin/sh
# tour.sh - every function that doc/tour.md names is there.
set -u
cd "$(dirname "$0")/.."
rc=0
for name in $(grep -o '`[a-z_0-9]*()`' doc/tour.md | tr -d '`()' | sort -u); do
	grep -qE "^$name\(|^(static )?(inline )?[a-z].*[ *]$name\(" src/*/*.c src/*/*.cc src/*/*.h || {
		echo "doc/tour.md: there is no $name()"
		rc=1
	}
done
for file in $(grep -o '`[a-z]*/[a-z_0-9]*\.[ch]`' doc/tour.md | tr -d '`' | sort -u); do
	[ -f "src/$file" ] || {
		echo "doc/tour.md: there is no src/$file"
		rc=1
	}
done
exit $rc
