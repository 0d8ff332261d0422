#!/bin/sh
# Checks of the released binary what the suite cannot, since that runs another build: it has the part of ICU's data that
# Kindly needs, and where there is too little memory to start, it says so in one line.
#   check-binary.sh BINARY
set -eu
cd "$(dirname "$0")/.."
binary=$1
report=.build/binary-tests

"$binary" --store .build/no-store test Tools/binary.kindly > "$report" || {
  cat "$report" >&2
  exit 1
}

# A dynamic program is ended by the loader, in its words, before it can say anything.
[ -e .build/icu/flags ] || exit 0
status=0
(ulimit -v 60000 && exec "$binary" --store .build/no-store eval '1 + 1') > "$report" 2>&1 || status=$?
[ "$status" -le 1 ] && [ "$(wc -l < "$report")" -eq 1 ] || {
  echo "with 60,000 KiB of addresses the binary should run or say in one line why not; it ended with $status:" >&2
  cat "$report" >&2
  exit 1
}
