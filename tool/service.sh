#!/bin/sh
# service.sh UNIT - is the service's wall whole?  systemd knows its own words, and
# counts what is open: 0.0 nothing … 10.0 everything; ours stays at 2.0 or below.
set -u
unit=$1
command -v systemd-analyze >/dev/null || {
	echo "service: no systemd-analyze here, not looked at"
	exit 0
}
# the program is not where it will be installed
said=$(systemd-analyze verify --man=no "$unit" 2>&1 | grep -v 'is not executable')
[ -z "$said" ] || {
	echo "$said"
	exit 1
}
said=$(systemd-analyze security --no-pager --offline=yes --threshold=20 "$unit" 2>&1) || {
	echo "$said" | grep -v '^✓'
	exit 1
}
echo "$said" | tail -1
