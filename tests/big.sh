#!/bin/sh
# Large documents: what signing and verifying them costs, beside a copy and a digest, and beside pyHanko; every ratio with
# its limit. Not part of `sh tests/run.sh`: it takes minutes, and FOLDER needs twice GIB gibibytes.
#
# usage: sh tests/big.sh [FOLDER [GIB]]      FOLDER: default a new one below TMPDIR; /dev/shm leaves the disk out
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
set_up_peers
cargo build --release --locked --bin kyso
folder=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/kyso-big.XXXXXX")
trap 'rm -rf "$folder"' EXIT
.venv/bin/python tests/big/measure.py "${CARGO_TARGET_DIR:-target}/release/kyso" "$folder" "${2:-5}"
