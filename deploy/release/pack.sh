#!/usr/bin/env bash
# Packs a directory so that the same content gives the same archive: order, times and owners are fixed.
#   pack.sh PARENT NAME ARCHIVE   with SOURCE_DATE_EPOCH, the time of all files
set -euo pipefail

tar --create --directory "$1" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner "$2" |
  gzip -9 -n > "$3"
