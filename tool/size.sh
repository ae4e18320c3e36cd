#!/bin/sh
# size.sh - how large things are: printed, not judged.
set -u
[ ! -x build/kith ] || ls -l build/kith | awk '{ printf "build/kith %.1f MB\n", $5 / 1e6 }'
echo; echo "lines per folder"
for folder in src/* web/src/* test tool; do
	[ -d "$folder" ] || continue
	find "$folder" -type f \( -name '*.[ch]' -o -name '*.cc' -o -name '*.ts' -o -name '*.tsx' \
		-o -name '*.css' -o -name '*.sh' -o -name '*.scene' \) -exec cat {} + |
		wc -l | awk -v f="$folder" '{ printf "%8d  %s\n", $1, f }'
done
echo; echo "longest functions"
awk '/^[a-z_]+\(/ { name = $0; start = FNR }
	/^}/ && start { printf "%6d  %s:%d %s\n", FNR - start + 1, FILENAME, start, name; start = 0 }
	FNR == 1 { start = 0 }' src/*/*.c | sort -rn | head -15
echo; echo "longest files"
wc -l src/*/*.[ch] | sort -rn | sed 1d | head -10
