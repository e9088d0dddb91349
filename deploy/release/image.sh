#!/usr/bin/env bash
# Builds the image for all platforms, with its provenance and SBOM, and pushes it. The Dockerfile builds the program itself.
#   image.sh REPOSITORY VERSION      such as ghcr.io/example/segment-novu-relay 1.0.0
#   PLATFORMS=linux/amd64 OUTPUT=type=docker image.sh …      loads it into the local engine instead
set -euo pipefail
cd "$(dirname "$0")/../.."

repository=$1
version=$2
platforms=${PLATFORMS:-linux/amd64,linux/arm64}
output=${OUTPUT:-type=registry}
commit=$(git rev-parse HEAD)
created=$(git log -1 --format=%cI)

tags=(--tag "$repository:$version")
# a release candidate is nobody's latest version
case $version in
  *-*) ;;
  *) tags+=(--tag "$repository:${version%.*}" --tag "$repository:latest") ;;
esac

attestations=()
# the local engine takes none
if [ "$output" = type=registry ]; then
  attestations=(--provenance=mode=max --sbom=true)
fi

docker buildx build --file deploy/docker/Dockerfile --platform "$platforms" --output "$output" \
  "${tags[@]}" "${attestations[@]}" \
  --build-arg "VERSION=$version" --build-arg "REVISION=$commit" --build-arg "SOURCE=${SOURCE_URL:-}" \
  --label "org.opencontainers.image.created=$created" \
  .
