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
date=${2:-$(date -u +%Y-%m-%d)}
pattern='^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$'
[[ $version =~ $pattern ]] || fail "'$version' is no version. Write for example 1.0.0, 1.0.0-rc.1 or 1.1.0-SNAPSHOT"
[[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || fail "'$date' is no date. Write it as YYYY-MM-DD"

if [[ $version != *-SNAPSHOT ]]; then
  if grep -qF "## $version - " CHANGELOG.md; then
    fail "CHANGELOG.md already has a part for $version. Take the next version"
  fi
  # what stands between the two headings
  grep -q '^## Unreleased$' CHANGELOG.md || fail 'CHANGELOG.md has no part Unreleased'
  awk '/^## /{inside = $0 == "## Unreleased"; next} inside && NF {found = 1} END {exit !found}' CHANGELOG.md ||
    fail 'The part Unreleased of CHANGELOG.md is empty. Describe what users notice in this version'
fi

# written beside the file and moved, so that an interrupted run leaves whole files
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
## $version - $date/"
fi
deploy/release/version.sh
