#!/bin/sh
# A sendmail for tests. Its first argument is its folder; what it does stands in FOLDER/plan: nothing (take the letter), a
# number (end with it), killbefore, killmid, killafter (end the process in FOLDER/victim before, while or after the letter
# is taken), suicide (end by a signal), hang.
folder=$1
shift
plan=$(cat "$folder/plan" 2>/dev/null)
take() {
  cat > "$folder/letter.$$"
  echo "$@" >> "$folder/arguments"
  # Its header is folded: the id stands in a line of its own.
  sed -n 's/^.*\(<[^ ]*kindly.invalid>\).*$/\1/p' "$folder/letter.$$" >> "$folder/letters"
}
victim() {
  pid=$(cat "$folder/victim" 2>/dev/null) && [ -n "$pid" ] && kill -9 "$pid"
}
case "$plan" in
  killbefore) victim; take "$@" ;;
  killrefuse) victim; exit 69 ;;
  killmid) head -c 40 >/dev/null; victim; exit 75 ;;
  killafter) take "$@"; victim ;;
  suicide) take "$@"; kill -9 $$ ;;
  hang) take "$@"; sleep 30 ;;
  "") take "$@" ;;
  *) echo "noise" >&2; echo "mailbox says $plan" >&2; exit "$plan" ;;
esac
