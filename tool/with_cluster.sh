#!/bin/sh
# with_cluster.sh COMMAND… - run it with KITH_CLUSTER, the address of a throw-away
# PostgreSQL ("postgres://…/%s?host=…"), which goes when the command ends.  One
# that KITH_CLUSTER names already is taken as it is.
#
# A company is some 700 files to PostgreSQL, and each test makes one: a third of the
# server's time was the file system's.  So it lies in memory where there is plenty.
set -eu
cd "$(dirname "$0")/.."
[ -z "${KITH_CLUSTER:-}" ] || exec "$@"
plenty() {
	[ -w /dev/shm ] && df -k --output=avail /dev/shm | awk 'NR == 2 { exit !($1 > 6e6) }' &&
		awk '/MemAvailable/ { exit !($2 > 8e6) }' /proc/meminfo
}
in=${TMPDIR:-/tmp}
! plenty || in=/dev/shm
dir=$(mktemp -d "$in/kith-pg-XXXXXX")
trap 'tool/cluster.sh stop "$dir" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
KITH_CLUSTER=$(FAST=1 tool/cluster.sh start "$dir")
export KITH_CLUSTER
"$@"
