#!/bin/sh
# Fetches veraPDF, the judge of our PDF files, from Maven Central into a cache folder, and prints where it is.
set -eu
version=1.28.2
sum=687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6
folder=${XDG_CACHE_HOME:-$HOME/.cache}/letterbook
jar=$folder/greenfield-apps-$version.jar

is_whole() {
    [ -f "$jar" ] && echo "$sum  $jar" | sha256sum --check --status
}

if ! is_whole; then
    if ! command -v mvn >/dev/null || ! command -v java >/dev/null; then
        echo "veraPDF needs Java and comes by Maven: apt-get install maven default-jre-headless" >&2
        exit 1
    fi
    mkdir -p "$folder"
    mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
        -Dartifact="org.verapdf.apps:greenfield-apps:$version" -DoutputDirectory="$folder" >&2
    is_whole || { echo "$jar is not the veraPDF that was expected; it is left there to be looked at." >&2; exit 1; }
fi
echo "$jar"
