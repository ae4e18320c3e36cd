#!/bin/sh
# cluster.sh start|stop|ctl DIR [WORDS] - a throw-away PostgreSQL on a socket in DIR.
#
# start prints the address to put a database's name into: postgres:///%s?host=DIR
# Root hands the work to an ordinary user, since the server refuses root.
# LISTEN and TRUST let others in over TCP: an address of ours, a network of theirs;
# ctl hands WORDS to pg_ctl.
# FAST=1 leaves out what only matters when the machine itself dies: for tests
# that do not ask what survives.
set -eu

verb=$1
dir=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
PATH=${bin:+$bin:}$PATH
user=$(id -un)
[ "$user" != root ] || user=postgres

as_user() {
	if [ "$(id -un)" = "$user" ]; then "$@"; else runuser -u "$user" -- "$@"; fi
}

start() {
	mkdir -p "$dir"
	chmod 755 "$dir"
	[ "$(id -un)" = "$user" ] || chown "$user" "$dir"
	[ -f "$dir/data/PG_VERSION" ] || as_user env LC_ALL=C initdb -D "$dir/data" \
		-U kith --auth=trust -E UTF8 --locale=C >"$dir/init.log" 2>&1 || {
		cat "$dir/init.log" >&2
		exit 1
	}
	as_user tee "$dir/data/cluster.conf" >/dev/null <<-CONF
		listen_addresses = '${LISTEN:-}'
		unix_socket_directories = '$dir'
		max_connections = 200
		shared_buffers = ${BUFFERS:-128MB}
		max_wal_size = $([ -n "${FAST:-}" ] && echo 512MB || echo 4GB)
		${FAST:+fsync = off}
		${FAST:+synchronous_commit = off}
		${FAST:+full_page_writes = off}
	CONF
	[ -z "${TRUST:-}" ] || grep -q " $TRUST " "$dir/data/pg_hba.conf" ||
		echo "host all all $TRUST trust" | as_user tee -a "$dir/data/pg_hba.conf" >/dev/null
	grep -q cluster.conf "$dir/data/postgresql.conf" ||
		echo "include 'cluster.conf'" | as_user tee -a "$dir/data/postgresql.conf" >/dev/null
	as_user pg_ctl -D "$dir/data" -l "$dir/data/log" -w -t 60 -s start ||
		{ tail -20 "$dir/data/log" >&2; exit 1; }
	echo "postgres://kith@/%s?host=$dir"
}

case $verb in
start)
	case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
	start
	;;
stop) as_user pg_ctl -D "$dir/data" -m fast -w -t 60 -s stop ;;
ctl)
	shift 2
	as_user pg_ctl -D "$dir/data" -l "$dir/data/log" -w -t 60 -s "$@"
	;;
*)
	echo "cluster.sh start|stop|ctl DIR [WORDS]" >&2
	exit 2
	;;
esac
