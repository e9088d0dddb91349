#!/usr/bin/env bash
# Builds what a release consists of, except the image, into target/release: the program as an archive, its SBOM, the chart,
# the notes, and the checksums of all. The same commit gives the same files with the same JDK.
#   build.sh [vX.Y.Z]   with a tag: fails unless tag, version and changelog agree, and nothing is uncommitted
# IMAGE_REPOSITORY, such as ghcr.io/example/segment-novu-relay, is where image.sh pushes the image: chart and Compose stack name it.
set -euo pipefail
cd "$(dirname "$0")/../.."
# archives record the modes of files
umask 022

version=$(deploy/release/version.sh "$@")
if [ $# -gt 0 ] && [ -n "$(git status --porcelain)" ]; then
  echo 'build: a release is built from a commit, and this tree has changes. Commit them, or build in a fresh clone' >&2
  exit 1
fi

# the time of the commit is that of all files; a tree without Git has the time that the POM names
if commit=$(git rev-parse HEAD 2>/dev/null); then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
else
  commit=unknown
  SOURCE_DATE_EPOCH=$(date -u -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' pom.xml)" +%s)
fi
export SOURCE_DATE_EPOCH

out=$PWD/target/release
rm -rf "$out"
mkdir -p "$out"
deploy/release/program.sh "$version" "$commit" "$out"
deploy/release/chart.sh "$version" "$out"
if [[ $version == *-SNAPSHOT ]]; then
  deploy/release/notes.sh Unreleased > "$out/RELEASE_NOTES.md"
else
  deploy/release/notes.sh "$version" > "$out/RELEASE_NOTES.md"
fi
deploy/release/checksums.sh "$out"
ls -l "$out"
