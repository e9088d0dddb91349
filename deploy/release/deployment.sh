#!/usr/bin/env bash
# Copies the Compose stack, the chart, and the files for Prometheus and Grafana as a release has them: they name its image, and nothing
# builds one. program.sh and chart.sh call it.
#   deployment.sh VERSION DIRECTORY   with IMAGE_REPOSITORY, such as ghcr.io/example/segment-novu-relay; without it, the image's name has
#                                     no registry
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
out=$2
chart=$out/helm/segment-novu-relay
compose=$out/docker/docker-compose.yml
image=${IMAGE_REPOSITORY:-segment-novu-relay}
case $image in
  */*) registry=${image%%/*} ;;
  *) registry= ;;
esac
repository=${image#"$registry"/}

mkdir -p "$out"
cp -R deploy/docker deploy/helm deploy/monitoring "$out/"
rm -f "$out/docker/Dockerfile" "$out/docker/.env"
# what .helmignore names; a test compares both
rm -rf "$chart/ci"
find "$out" \( -name .DS_Store -o -name '*.swp' -o -name '*~' \) -delete

# keeps the rights of the file; fails if the file has not what is replaced
edit() {
  local file=$1 present=$2
  shift 2
  grep -q -- "$present" "$file" || { printf 'deployment: %s has no "%s"\n' "$file" "$present" >&2; exit 1; }
  sed "$@" "$file" > "$file.new"
  cat "$file.new" > "$file"
  rm "$file.new"
}

edit "$compose" '^    build:$' -e '/^    # only here: .*/d' -e '/^    build:$/,/^    command:/{/^    command:/!d;}'
edit "$compose" 'IMAGE:-segment-novu-relay}' "s|IMAGE:-segment-novu-relay}|IMAGE:-$image:$version}|"
edit "$compose" ' -d --build' 's| -d --build| -d|'
edit "$chart/values.yaml" '^  registry: ""$' -e "s|^  registry: \"\"\$|  registry: \"$registry\"|" -e "s|^  repository: .*|  repository: $repository|"
# shellcheck disable=SC2016 # Markdown
edit "$chart/README.md" '`image.registry` | `""`' \
  -e "s#\`image.registry\` | \`\"\"\`#\`image.registry\` | \`\"$registry\"\`#" \
  -e "s#\`image.repository\` | \`segment-novu-relay\`#\`image.repository\` | \`$repository\`#"
