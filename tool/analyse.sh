#!/bin/sh
# analyse.sh [FILE.c …] - three analysers over the C of the tree (or over these files),
# two at a time: gcc -fanalyzer, clang-tidy (.clang-tidy), cppcheck (tool/cppcheck.h).
#
# A finding fails.  One that is not so is excepted where it stands, for the statement
# after the comment, and with a reason:
#
#	/* analyse: bugprone-infinite-loop: count is written through a pointer */
#
# An exception that nothing is found for any more fails, too.  CPPFLAGS comes from the
# Makefile; ONLY=gcc is one of the three.
set -u
cd "$(dirname "$0")/.."

# One analyser over one file prints FILE:LINE: ID: what it says.
case ${1:-} in
--gcc)
	# -O0: optimised, what is never read is no leak any more.
	# shellcheck disable=SC2086  # flags are a list of words
	exec gcc -fanalyzer -std=gnu17 -O0 $CPPFLAGS -c "$2" -o /dev/null 2>&1 |
		sed -nE 's/^([^:]*:[0-9]+):[0-9]+: warning: (.*) \[-W(analyzer-[a-z-]*)\]$/\1: \3: \2/p
			s/^([^:]*:[0-9]+):[0-9]+: (fatal )?error: (.*)$/\1: not-read: \3/p'
	;;
--clang-tidy) # shellcheck disable=SC2086
	exec clang-tidy -quiet "$2" -- -std=gnu17 $CPPFLAGS 2>/dev/null |
		sed -nE "s|^$PWD/||; s/^([^:]*:[0-9]+):[0-9]+: (warning|error): (.*) \[([a-zA-Z.,-]*)\]\$/\1: \4: \3/p"
	;;
--cppcheck)
	# varFuncNullUB: where NULL is a bare 0, it is no end of a list of pointers;
	# glibc's and musl's is a pointer.
	exec cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--suppress=varFuncNullUB -Isrc -Itest -D_GNU_SOURCE --include=tool/cppcheck.h \
		--template='{file}:{line}: {id}: {message}' "$2" 2>&1
	;;
esac
if [ $# -gt 0 ] && [ "${1#--}" != "$1" ]; then
	exit
fi

whole=no
if [ $# = 0 ]; then
	[ -n "${ONLY:-}" ] || whole=yes
	set -- src/*/*.c tool/*.c
fi
mkdir -p build/analyse
for tool in ${ONLY:-gcc clang-tidy cppcheck}; do
	printf '%s\n' "$@" | xargs -P 2 -n 1 tool/analyse.sh "--$tool" | sort -u >"build/analyse/$tool"
	echo "analyse: $tool: $# files, $(wc -l <"build/analyse/$tool") findings"
done

# What is excepted, FILE ID FROM TO, then what is found.
{
	awk '
	/^\t*\/\* analyse: [^ :]+:/ {
		id[++n] = $3
		from[n] = FNR
		comment = 1
	}
	!comment && /[;{}]$/ { # the statement ends
		for (; n > 0; n--)
			print "excepted", FILENAME, id[n], from[n], FNR
	}
	/\*\// { comment = 0 }' src/*/*.[ch] tool/*.c
	for tool in ${ONLY:-gcc clang-tidy cppcheck}; do
		cat "build/analyse/$tool"
	done
} | awk -v whole=$whole '
	$1 == "excepted" {
		n[$2 " " $3]++
		from[$2 " " $3, n[$2 " " $3]] = $4
		to[$2 " " $3, n[$2 " " $3]] = $5
		next
	}
	{
		split($1, at, ":")
		k = at[1] " " $2
		for (i = 1; i <= n[k] && !(from[k, i] <= at[2] && at[2] <= to[k, i]); i++)
			;
		if (i <= n[k])
			met[k, i] = 1
		else
			bad($0)
	}
	END {
		for (k in n)
			for (i = 1; i <= n[k]; i++)
				if (whole == "yes" && !((k, i) in met))
					bad(k ", line " from[k, i] ": is not found any more: take it out")
		exit rc
	}
	function bad(s) { print s; rc = 1 }'
