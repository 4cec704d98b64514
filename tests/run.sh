#!/bin/sh
# Sets up what the tests need and passes them: sh tests/run.sh [arguments of cargo test]
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
set_up_peers
set_up_postgres
# The laboratory's own tests ask its server as others do.
packages curl

# One test at a time: SoftHSM trips over several processes that log in to one token at the same moment.
RUST_TEST_THREADS=${RUST_TEST_THREADS:-1} cargo test --workspace --locked "$@"
