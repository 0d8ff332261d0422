#!/bin/sh
# Installs the system packages that the build needs and that are missing. Where it may not install, it says what to do.
#   dependencies.sh [PROGRAM…]   also these programs, each of a package of its own name, or PACKAGE:PROGRAM
set -eu

if ! command -v swift >/dev/null 2>&1; then
  echo "Kindly is written in Swift, which is not installed here: see https://www.swift.org/install" >&2
  exit 1
fi

missing=""
need() { # header, Debian package
  [ -e "/usr/include/$1" ] || missing="$missing $2"
}
if [ "$(uname -s)" = Linux ]; then
  need histedit.h libedit-dev
  need sqlite3.h libsqlite3-dev
fi
for program in "$@"; do
  command -v "${program#*:}" >/dev/null 2>&1 || missing="$missing ${program%%:*}"
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing"
by_hand() {
  echo "Kindly needs these packages, and they cannot be installed from here:$missing" >&2
  echo "Install them by hand, then run make again:" >&2
  echo "  sudo apt-get install$missing" >&2
  exit 1
}
command -v apt-get >/dev/null 2>&1 || by_hand
as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || by_hand
  as_root="sudo -n"
fi
$as_root apt-get update -qq || true
# shellcheck disable=SC2086 # the packages are words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $missing >/dev/null || by_hand
