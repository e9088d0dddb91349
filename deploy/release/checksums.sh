#!/usr/bin/env bash
# Writes SHA256SUMS for the files of a directory, and checks it. Who downloads a release checks it with sha256sum -c SHA256SUMS.
#   checksums.sh DIRECTORY
set -euo pipefail
cd "$1"

rm -f SHA256SUMS
files=(*)
sha256sum -- "${files[@]}" > SHA256SUMS
sha256sum --check --quiet SHA256SUMS
