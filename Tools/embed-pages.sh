#!/bin/sh
# Writes the pages of docs/errors/ into Sources/KindlySession/ErrorPageSources.swift, as raw string literals.
# Run it after a change of a page; a test fails while the two differ.
set -eu
cd "$(dirname "$0")/.."
out=Sources/KindlySession/ErrorPageSources.swift
{
  echo '// The pages of the diagnostics as string literals. Made from docs/errors/ by `make pages`; do not edit.'
  echo
  echo 'enum ErrorPageSources {'
  echo '  static let pages: [(code: UInt16, text: String)] = ['
  for page in docs/errors/K*.md; do
    number=$(basename "$page" .md | sed 's/^K0*//')
    printf '    (\n      %s,\n      ##"""\n' "$number"
    sed 's/^\(.\)/      \1/' "$page"
    printf '\n      """##\n    ),\n'
  done
  echo '  ]'
  echo '}'
} > "$out.new"
mv "$out.new" "$out"
