#!/usr/bin/env bash
# Prints what the changelog says about a version: the notes of its release.
#   notes.sh X.Y.Z
#   notes.sh Unreleased
# With SOURCE_URL, the address of the repository, links lead to the pages of the version: a release shows no files beside its notes.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=${1:?Which version? Write for example 1.0.0, or Unreleased}
notes=$(awk -v version="$version" '
  /^## / { inside = ($2 == version); next }
  inside { print }
' CHANGELOG.md)
# the shell has cut the blank lines at the end, and here those at the start go
notes=$(if [ -n "${SOURCE_URL:-}" ] && [ "$version" != Unreleased ]; then
  notes=$(printf '%s\n' "$notes" | sed -E "s#\]\((docs|deploy|README|SECURITY)#](${SOURCE_URL}/blob/v$version/\1#g")
fi
printf '%s\n' "$notes" | sed '/./,$!d')
if [ -z "$notes" ] && [ "$version" = Unreleased ]; then
  notes='No changes since the last release.'
fi
if [ -z "$notes" ]; then
  printf 'notes: CHANGELOG.md has nothing about %s. Run deploy/release/set-version.sh %s before the tag\n' "$version" "$version" >&2
  exit 1
fi
printf '%s\n' "$notes"
