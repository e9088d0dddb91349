#!/usr/bin/env bash
# Packs the Helm chart as helm package does, but so that the same commit gives the same file. build.sh calls it.
#   chart.sh VERSION DIRECTORY   with SOURCE_DATE_EPOCH, the time of all files in the archive, and IMAGE_REPOSITORY: deployment.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
out=$2
name=segment-novu-relay

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
deploy/release/deployment.sh "$version" "$staged"
chmod -R u=rwX,go=rX "$staged/helm"
deploy/release/pack.sh "$staged/helm" "$name" "$out/$name-chart-$version.tgz"
