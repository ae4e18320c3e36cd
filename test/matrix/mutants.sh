#!/bin/sh
# mutants.sh [PATTERN] - does the matrix notice?  Each fault of mutants.table whose name
# is like PATTERN (of grep) is made in a copy of the tree, built, and the matrix run on
# it, until the first difference.
#
# A line each: killed, and by which way or play; or SURVIVED.  Ends badly if one survived, or
# if a fault does not fit the sources any more.  THIN=8: of the pairs of a person and
# an entity, every eighth; who survives that is tried with all of them.
set -u
cd "$(dirname "$0")/../.."
here=$PWD
table=$here/test/matrix/mutants.table
tree=$(mktemp -d /tmp/kith-mutants-XXXXXX)
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT TERM

tar cf - --exclude=.git --exclude=node_modules --exclude=build/test --exclude='build/asan*' \
  --exclude='build/fuzz*' . | tar xf - -C "$tree"
mkdir -p "$tree/build/test"

# apply NUMBER: the file it is in, changed in $tree; says why not.
apply() {
	awk -v RS= -v n="$1" -v tree="$tree" '
		function change(behind, from, to,  at, head, tail, place) {
			at = behind == "" ? 1 : index(text, behind)
			head = substr(text, 1, at - 1); tail = substr(text, at)
			place = at == 0 ? 0 : index(tail, from)
			if (place == 0 || (behind == "" && index(substr(tail, place + 1), from))) {
				print "does not fit " file > "/dev/stderr"; exit 1
			}
			text = head substr(tail, 1, place - 1) to substr(tail, place + length(from))
		}
		/^#/ { sub(/^(#[^\n]*\n)+/, ""); if ($0 ~ /^#/) next }
		++seen == n {
			count = split($0, line, "\n"); file = line[2]
			RS = "\001"
			getline text < (tree "/" file)
			printf "%s", text > (tree "/was"); close(tree "/was")
			for (i = 3; i <= count; i++) {
				rest = substr(line[i], 3)
				if (line[i] ~ /^\?/) continue
				if (line[i] ~ /^@/) behind = rest
				else if (line[i] ~ /^-/) from = rest
				else { change(behind, from, rest); behind = "" }
			}
			printf "%s", text > (tree "/" file)
			print file; exit 0
		}' "$table"
}

names() {
	awk -v RS= '{ sub(/^(#[^\n]*\n)+/, ""); if ($0 != "" && $0 !~ /^#/) { split($0, l, "\n"); print l[1] } }' "$table"
}

# play NUMBER: the one that is to notice; empty: the matrix is.
play() {
	awk -v RS= -v n="$1" '
		/^#/ { sub(/^(#[^\n]*\n)+/, ""); if ($0 ~ /^#/) next }
		++seen == n { split($0, line, "\n"); if (line[3] ~ /^\?/) print substr(line[3], 3) }' "$table"
}

# try_play PLAY: what it misses first, empty: nothing.
try_play() {
	(cd "$tree" && timeout 300 ./scene.run build/kith "$1" >said.play 2>&1 || head -1 said.play)
}

# try THIN: the first difference that the matrix tells of, empty: none.
try() {
	(cd "$tree" && THIN=$1 FIRST=1 timeout 900 test/matrix.run build/kith >said.matrix 2>&1
		grep -a -m1 '^LOST' said.matrix || head -1 said.matrix)
}

cp "${MATRIX:-build/test/matrix/matrix}" "$tree/test/matrix.run" || exit 2
cp "${SCENE:-build/test/scene}" "$tree/scene.run" || exit 2
survived=0 killed=0 number=0
names >"$tree/names"
while read -r name; do
	number=$((number + 1))
	echo "$name" | grep -qe "${1:-.}" || continue
	file=$(apply $number </dev/null) || { echo "MISFIT    $name"; survived=$((survived + 1)); continue; }
	if ! make -C "$tree" -s build/kith WERROR= >"$tree/said" 2>&1 </dev/null; then
		echo "NO BUILD  $name"; grep -a error "$tree/said" | head -2; survived=$((survived + 1))
	else
		by=$(play $number)
		if [ -n "$by" ]; then
			by=$(try_play "$by" </dev/null)
		else
			by=$(try "${THIN:-8}" </dev/null)
			case $by in *checks*) by=$(try 1 </dev/null) ;; esac
		fi
		case $by in
		*checks* | '') echo "SURVIVED  $name"; survived=$((survived + 1)) ;;
		*) printf 'killed    %-60s %.70s\n' "$name" "$by"; killed=$((killed + 1)) ;;
		esac
	fi
	cp "$tree/was" "$tree/$file" # of the copy: the tree may have moved on
done <"$tree/names"
echo "$killed killed, $survived survived"
[ $survived = 0 ]
