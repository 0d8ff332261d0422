#!/bin/sh
# Writes the standard library's files into Sources/KindlySession/LibrarySources.swift, and those of stdlib/holidays into
# HolidaySources.swift, as raw string literals. Run it after a change in stdlib/; a test fails while they differ.
set -eu
cd "$(dirname "$0")/.."

# embed ENUMERATION FILE…: each file as (name, text); the name is the path but for holidays, which have their own.
embed() {
  enumeration=$1
  shift
  echo "// The standard library as string literals. Made from stdlib/ by \`make library\`; do not edit."
  echo
  echo "enum $enumeration {"
  echo '  static let files: [(name: String, text: String)] = ['
  for file in "$@"; do
    case $file in
    stdlib/holidays/*) name=$(basename "$file" .kindly) ;;
    *) name=$file ;;
    esac
    printf '    (\n      "%s",\n      ##"""\n' "$name"
    sed 's/^\(.\)/      \1/' "$file"
    printf '\n      """##\n    ),\n'
  done
  echo '  ]'
  echo '}'
}

write() {
  out=Sources/KindlySession/$1.swift
  embed "$@" > "$out.new"
  mv "$out.new" "$out"
}

write LibrarySources stdlib/prelude.kindly stdlib/dates.kindly stdlib/letters.kindly stdlib/etiquette.kindly
write HolidaySources stdlib/holidays/*.kindly
