#!/bin/sh
# Shows the main job on a sample pipeline, in a store of its own. The clock stands at a fixed moment, so that every
# run shows the same. Running it again drafts nothing again.
#   demo.sh BINARY FOLDER
set -eu
kindly=$1
folder=$2
mkdir -p "$folder"
chmod 700 "$folder"

# Nothing of the user's: store, history and rules of its own.
XDG_DATA_HOME="$(cd "$folder" && pwd)"
XDG_CONFIG_HOME="$XDG_DATA_HOME/config"
KINDLY_STORE="$XDG_DATA_HOME/kindly.db"
export XDG_DATA_HOME XDG_CONFIG_HOME KINDLY_STORE
now="2026-11-25 08:00 America/New_York"

step() {
  printf '\n\033[1m%s\033[0m\n' "$1"
}
show() { # the words as a user would type them, then what they do
  printf '\033[2m$ kindly'
  for word in "$@"; do
    case $word in
      *[\ \'\(\|]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\033[0m\n'
  "$kindly" --now "$now" "$@"
}

step "It is Wednesday, 25 November 2026, 08:00. First, the people you know:"
show import scripts/sample/Connections.csv

step "Two interviews, notes and a deadline, written down (scripts/demo.kindly):"
show scripts/demo.kindly
show eval 'interviews | select handle, role, company, starts, reply_by'

step "Scripts may approve thank-yous from now on; everything else waits for you. No script can change that:"
show eval 'me.approve = [thank_you]'

step "What etiquette asks for this morning (scripts/morning.kindly):"
show scripts/morning.kindly

step "The whole agenda:"
show agenda

step "The thank-yous, each with its own detail, wait in a Maildir ($folder/drafts) for you to look at and send:"
show eval 'messages | select to, state, detail: detail ?? ""'
printf '\nThe first of them, as it stands in the Maildir:\n\n'
for letter in "$folder"/drafts/cur/*; do
  sed -n 's/\r$//; /^$/q; s/^/  | /; p' "$letter"
  break
done
echo "  |"
"$kindly" --now "$now" eval '(messages | first)?.body' | sed 's/^/  | /'

step "A follow-up before the promised day is refused, with the reason and the day:"
show eval 'let m = draft check_in(@dana-reyes, @acme-onsite); approve m' || true

if [ -t 0 ] && [ -t 1 ]; then
  step "The prompt, on this store (C-d exits):"
  exec "$kindly" --now "$now"
fi
