#!/bin/sh
# pack.sh NAME - check a pack, install it into a scratch database, run its plays.
set -eu
cd "$(dirname "$0")/.."
pack=${1:?make pack P=name}
[ -d "packs/$pack" ] || { echo "pack: there is no packs/$pack" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

build/kith check
build/kith new "$dir/scratch.db" --pack "$pack"
build/kith doctor "$dir/scratch.db"
for play in packs/"$pack"/test/*.scene; do
	[ -f "$play" ] || { echo "pack: $pack has no plays yet"; break; }
	echo "$play build/test/scene build/kith $play"
done | grep ' ' | tool/tests.sh
