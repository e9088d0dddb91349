#!/usr/bin/env bash
# Prints the version of the project, or fails if the files of this tree do not agree on it.
#   version.sh          the chart has the version of the project
#   version.sh vX.Y.Z   also: the tag names it, it is no snapshot, and the changelog describes it
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  printf 'version: %s\n' "$1" >&2
  exit 1
}

chart=deploy/helm/segment-novu-relay/Chart.yaml
version=$(sed -n 's|.*<revision>\(.*\)</revision>.*|\1|p' pom.xml)
[ -n "$version" ] || fail 'pom.xml has no property revision, which is the version of the project'
for key in version appVersion; do
  value=$(sed -n "s/^$key: *//p" "$chart" | tr -d '"')
  [ "$value" = "$version" ] ||
    fail "$key in $chart is ${value:-missing}, and the version of the project is $version. Run deploy/release/set-version.sh $version"
done

if [ $# -gt 0 ]; then
  case $version in
    *-SNAPSHOT) fail "$version is a snapshot. Run deploy/release/set-version.sh ${version%-SNAPSHOT}, commit, and tag that commit" ;;
  esac
  [ "$1" = "v$version" ] || fail "the tag is $1, and the version of the project is $version. Tag the release as v$version"
  deploy/release/notes.sh "$version" > /dev/null
fi
printf '%s\n' "$version"
