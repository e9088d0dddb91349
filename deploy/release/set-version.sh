#!/usr/bin/env bash
# Sets the version of the project where it stands: pom.xml and the chart. For a release, the unreleased part of the changelog
# becomes the part of this version, dated today (UTC) or with the date given.
#   set-version.sh X.Y.Z [YYYY-MM-DD]
#   set-version.sh X.Y.Z-SNAPSHOT
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  printf 'set-version: %s\n' "$1" >&2
  exit 1
}

version=${1:-}
candidate=
date=${2:-$(date -u +%Y-%m-%d)}
number='(0|[1-9][0-9]*)'
pattern="^$number\\.$number\\.$number(-[0-9A-Za-z.]+)?\$"
[[ $version =~ $pattern ]] || fail "'$version' is no version. Write for example 1.0.0, 1.0.0-rc.1 or 1.1.0-SNAPSHOT"
if ! [[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || ! date -d "$date" >/dev/null 2>&1; then
  fail "'$date' is no date. Write it as YYYY-MM-DD"
fi

if [[ $version != *-SNAPSHOT ]]; then
  if grep -qF "## $version - " CHANGELOG.md; then
    fail "CHANGELOG.md already has a part for $version. Take the next version"
  fi
  grep -q '^## Unreleased$' CHANGELOG.md || fail 'CHANGELOG.md has no part Unreleased'
  if ! awk '/^## /{inside = $0 == "## Unreleased"; next} inside && NF {found = 1} END {exit !found}' CHANGELOG.md; then
    # a release may change nothing since its candidate
    candidate=$(grep -om 1 "^## ${version//./\\.}-rc[^ ]*" CHANGELOG.md | cut -c 4- || true)
    [ -n "$candidate" ] || fail 'The part Unreleased of CHANGELOG.md is empty. Describe what users notice in this version'
  fi
fi

# keeps the rights of the file
edit() {
  local file=$1
  shift
  sed "$@" "$file" > "$file.new"
  cat "$file.new" > "$file"
  rm "$file.new"
}

edit pom.xml "s|<revision>.*</revision>|<revision>$version</revision>|"
edit deploy/helm/segment-novu-relay/Chart.yaml -e "s/^version: .*/version: $version/" -e "s/^appVersion: .*/appVersion: $version/"
if [[ $version != *-SNAPSHOT ]]; then
  edit CHANGELOG.md "s/^## Unreleased\$/## Unreleased\\
\\
## $version - $date${candidate:+\\
\\
The same as $candidate, whose part stands below.}/"
fi
deploy/release/version.sh
