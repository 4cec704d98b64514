#!/bin/sh
# How fast an archive is counted: the first pass beside `kyso verify` over the same files, the second beside `find`, as ratios
# with their limits, in turns in one run. Making a hundred thousand signed documents takes some minutes and 1.3 GB; they are kept
# where a folder is named.
#
# usage: sh tests/bench/archive.sh [FOLDER [COUNT]]     FOLDER: default a new one in /dev/shm, else below TMPDIR, removed at the end
set -eu
cd "$(dirname "$0")/../.."
. fixtures/setup.sh

set_up_peers
cargo build --release --locked -p kyso
default=${TMPDIR:-/tmp}
if [ -w /dev/shm ]; then default=/dev/shm; fi
if [ $# -gt 0 ]; then
    folder=$1
    mkdir -p "$folder"
else
    folder=$(mktemp -d "$default/kyso-archive.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
fi
.venv/bin/python tests/bench/archive.py "${CARGO_TARGET_DIR:-target}/release/kyso" "$folder" --count "${2:-100000}"
