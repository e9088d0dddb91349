#!/usr/bin/env bash
# Copies what a user of the program's archive reads and deploys: a README of its own, the documentation, the default settings, and what
# deployment.sh copies. Fails if a page links to a file that is not there. program.sh calls it.
#   documentation.sh VERSION DIRECTORY   with IMAGE_REPOSITORY: deployment.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
out=$2
defaults=common/src/main/resources/dev/segmentnovu/config/relay-defaults.yaml

mkdir -p "$out"
cp LICENSE CHANGELOG.md SECURITY.md CONTRIBUTING.md "$defaults" "$out/"
# its links are those of the archive
cp deploy/release/archive/README.md.template "$out/README.md"
cp -R docs "$out/docs"
# the archive has no sources: links to them become plain text
sources='(common|ingest|worker|deploy/(app|bench|e2e|sandbox|release)|pom\.xml|\.github)'
find "$out" -name '*.md' -exec sed -i -E -e "s|\\(\.\./$defaults|(../relay-defaults.yaml|" \
  -e "s#\[([^]]*)\]\((\.\./)*${sources}[^)]*\)#\1#g" \
  -e 's# up -d --build# up -d#' {} +
deploy/release/deployment.sh "$version" "$out/deploy"

cd "$out"
dead=$(find . -name '*.md' | sort | while read -r page; do
  { grep -oE '\]\([^)#: ]+[)#]' "$page" || true; } | sed -e 's/^](//' -e 's/.$//' | while read -r link; do
    [ -e "$(dirname "$page")/$link" ] || printf '  %s: %s\n' "$page" "$link"
  done
done)
if [ -n "$dead" ]; then
  printf 'documentation: pages link to files that the archive has not. Add the files, or remove the links\n%s\n' "$dead" >&2
  exit 1
fi
