#!/bin/sh
# tour.sh - every function that doc/tour.md names must exist in src/.
cd "$(dirname "$0")/.." && grep -o '`[a-z_0-9]*()' doc/tour.md | tr -d '`()' | sort -u | while read -r f; do
	grep -qE "^(static )?[a-z].*\b$f\(|^$f\(" src/*/*.c || echo "doc/tour.md: there is no function $f()"
done | { ! grep .; }
