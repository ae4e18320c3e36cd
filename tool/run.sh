#!/bin/sh
# run.sh - the demo company on http://localhost:8080, made when it is not there.
set -eu
cd "$(dirname "$0")/.."
db=build/demo.db
listen=${LISTEN:-127.0.0.1:8080}
if [ ! -f $db ]; then
	echo "Making the demo company in $db (once; half a minute) …"
	rm -rf $db.new*
	build/kith new $db.new --demo >build/demo.login
	mv $db.new $db
fi
echo
echo "  Kith: http://localhost:${listen##*:}"
sed 's/^/  /' build/demo.login
echo
echo "  Ctrl-C ends it; what you did stays in $db (make clean removes it)."
echo
exec build/kith serve $db --listen "$listen"
