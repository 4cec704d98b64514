#!/bin/sh
# Sets up what the tests need and passes them: sh tests/run.sh [arguments of cargo test]
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
set_up_peers
# The laboratory's own tests ask its server as others do.
packages curl

cargo test --workspace --locked "$@"
