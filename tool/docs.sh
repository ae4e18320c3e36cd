#!/bin/sh
# docs.sh NAME FILE… - print a C table of documents, for the linker to keep.
#
#   extern const struct document NAMEs[];
#   extern const size_t NAME_count;
#
# Bytes come in by .incbin, so a large file costs the compiler nothing.  Paths
# are as given: "entities/deal.json" is what messages about it will say.
set -eu
name=$1
shift

printf '/* made by tool/docs.sh */\n#include "meta/meta.h"\n\n'
printf 'extern const struct document %ss[];\nextern const size_t %s_count;\n\n' \
	"$name" "$name"
n=0
for file in "$@"; do
	printf 'extern const char %s_%d[] __attribute__((visibility("hidden")));\n' \
		"$name" $n
	printf '__asm__(".pushsection .rodata\\n"\n\t".hidden %s_%d\\n"\n' "$name" $n
	printf '\t".globl %s_%d\\n"\n\t"%s_%d: .incbin \\"%s\\"\\n.byte 0\\n"\n' \
		"$name" $n "$name" $n "$file"
	printf '\t".popsection");\n'
	n=$((n + 1))
done
printf '\nconst struct document %ss[] = {\n' "$name"
n=0
for file in "$@"; do
	printf '\t{ { "%s", %d }, { %s_%d, %d } },\n' "$file" ${#file} "$name" $n \
		"$(wc -c <"$file")"
	n=$((n + 1))
done
printf '\t{ { NULL, 0 }, { NULL, 0 } },\n};\nconst size_t %s_count = %d;\n' "$name" $n
