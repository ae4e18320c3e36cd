#!/bin/sh
# with_cluster.sh COMMAND… - run it with KITH_CLUSTER, the address of a throw-away
# PostgreSQL ("postgres://…/%s?host=…"), which goes when the command ends.  One
# that KITH_CLUSTER names already is taken as it is.
set -eu
cd "$(dirname "$0")/.."
[ -z "${KITH_CLUSTER:-}" ] || exec "$@"
dir=$(mktemp -d "${TMPDIR:-/tmp}/kith-pg-XXXXXX")
trap 'tool/cluster.sh stop "$dir" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
KITH_CLUSTER=$(FAST=1 tool/cluster.sh start "$dir")
export KITH_CLUSTER
"$@"
