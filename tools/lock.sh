#!/bin/sh
# Writes requirements/*.txt: every package that ours need, with its hashes, so that each machine gets the same bytes.
set -eu
compile() {
    ${UV:-.venv/bin/uv} pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate \
        --no-emit-index-url "$@"
}
# hatchling (with editables) builds the package itself; it is locked like everything else.
build=$(mktemp)
trap 'rm -f "$build"' EXIT
{ sed -n 's/^requires = \["\(.*\)"\]$/\1/p' pyproject.toml; echo "editables==0.5"; } > "$build"
# `make letters` installs the office page too.
compile pyproject.toml "$build" --extra office -o requirements/run.txt
compile pyproject.toml "$build" --extra office --extra cluster --extra store --group dev -o requirements/dev.txt
compile pyproject.toml "$build" --extra office --extra cluster --extra store --group dev --group bench -o requirements/bench.txt
compile --group sbom -o requirements/sbom.txt
