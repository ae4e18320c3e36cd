#!/bin/sh
# dev.sh - the server, built anew when its source changes, on 8080; the client,
# hot-reloading, on 5173 (Vite's own port), which passes /api on.
set -eu
cd "$(dirname "$0")/.."
make --no-print-directory build/web.packages
(cd web && exec npm run --silent dev) &
client=$!
server=
trap 'kill $client $server 2>/dev/null' EXIT INT TERM

stamp() {
	find src entities packs lang Makefile mk -type f -newer build/kith 2>/dev/null | head -1
}
while :; do
	if make --no-print-directory KITH_WEB=0 all; then
		[ -z "$server" ] || { kill "$server"; wait "$server" || true; }
		tool/run.sh &
		server=$!
	fi
	touch build/kith 2>/dev/null || true
	while [ -z "$(stamp)" ]; do
		sleep 1
		kill -0 $client 2>/dev/null || exit 0
	done
done
