#!/bin/sh
# Writes the standard library's files into Sources/KindlySession/LibrarySources.swift, as raw string literals.
# Run it after a change in stdlib/; a test fails while the two differ.
set -eu
cd "$(dirname "$0")/.."
out=Sources/KindlySession/LibrarySources.swift
{
  echo '// The standard library as string literals. Made from stdlib/ by `make library`; do not edit.'
  echo
  echo 'enum LibrarySources {'
  echo '  static let files: [(name: String, text: String)] = ['
  for name in prelude letters etiquette; do
    printf '    (\n      "stdlib/%s.kindly",\n      ##"""\n' "$name"
    sed 's/^\(.\)/      \1/' "stdlib/$name.kindly"
    printf '\n      """##\n    ),\n'
  done
  echo '  ]'
  echo '}'
} > "$out.new"
mv "$out.new" "$out"
