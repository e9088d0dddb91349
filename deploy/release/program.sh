#!/usr/bin/env bash
# Builds the program, and packs it with its libraries, their licences, a script that starts it, the documentation, and what an operator
# deploys; writes its SBOM (CycloneDX) beside it.
# build.sh calls it.
#   program.sh VERSION COMMIT DIRECTORY   with SOURCE_DATE_EPOCH, the time of all files in the archive, and IMAGE_REPOSITORY: deployment.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
commit=$2
out=$3
name=segment-novu-relay-$version
app=deploy/app/target

# an earlier build leaves jars with other times, libraries that are not used any more, and classes without a source
rm -rf {common,ingest,worker}/target deploy/{app,sandbox}/target
# jars record the modes of resources and of pom.xml, which another umask made
chmod -R u=rwX,go=rX pom.xml {common,ingest,worker}/{pom.xml,src} deploy/pom.xml deploy/{app,sandbox}/{pom.xml,src} docs
./mvnw -B -ntp -Pquick,sbom -pl deploy/app -am \
  -Drelay.commit="$commit" -Dproject.build.outputTimestamp="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" \
  package
cp "$app/relay-sbom.json" "$out/$name.cdx.json"

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
root=$staged/$name
mkdir -p "$root/bin" "$root/lib"
cp deploy/release/archive/relay "$root/bin/relay"
cp "$app/relay.jar" deploy/app/jvm.options "$root/lib/"
mkdir "$root/lib/lib"
cp "$app"/lib/*.jar "$root/lib/lib/"
cp "$app/licences.txt" "$root/LICENCES-OF-LIBRARIES.txt"
deploy/release/documentation.sh "$version" "$root"
chmod -R u=rwX,go=rX "$root"
chmod 755 "$root/bin/relay"

deploy/release/pack.sh "$staged" "$name" "$out/$name.tar.gz"
