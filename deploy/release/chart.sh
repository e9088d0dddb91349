#!/usr/bin/env bash
# Packs the Helm chart as helm package does, but so that the same commit gives the same file. build.sh calls it.
#   chart.sh VERSION DIRECTORY   with SOURCE_DATE_EPOCH, the time of all files in the archive
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
out=$2
name=segment-novu-relay

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
cp -R "deploy/helm/$name" "$staged/$name"
# what .helmignore names; a test compares both
rm -rf "$staged/$name/ci"
find "$staged/$name" \( -name .DS_Store -o -name '*.swp' -o -name '*~' \) -delete
chmod -R u=rwX,go=rX "$staged/$name"
deploy/release/pack.sh "$staged" "$name" "$out/$name-chart-$version.tgz"
