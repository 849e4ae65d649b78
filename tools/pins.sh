#!/usr/bin/env bash
# Compiles the hashed pins for every platform's wheels. Needs uv; records no index address.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"; }
printf 'setuptools\nwheel\n' > requirements/build.in
compile pyproject.toml requirements/build.in -o requirements/run.txt
compile pyproject.toml requirements/build.in --extra vision -c requirements/run.txt -o requirements/vision.txt
compile pyproject.toml requirements/build.in --extra test --extra vision -c requirements/vision.txt -o requirements/test.txt
rm requirements/build.in
