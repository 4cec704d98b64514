#!/bin/sh
# How many signed documents are judged in a second, beside pyHanko and pdfsig, as ratios with their limits. Not part of
# `sh tests/run.sh`: it takes minutes.
#
# usage: sh tests/rates.sh [FOLDER [LEVEL [COUNT]]]     FOLDER: default a new one in /dev/shm, else below TMPDIR
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
set_up_peers
cargo build --release --locked -p kyso -p kyso-lab
bin=${CARGO_TARGET_DIR:-target}/release
level=${2:-b-b}
default=${TMPDIR:-/tmp}
if [ -w /dev/shm ]; then default=/dev/shm; fi
folder=$(mktemp -d "${1:-$default}/kyso-rates.XXXXXX")
trap 'rm -rf "$folder"' EXIT
if [ "$level" != b-b ]; then
    "$bin/kyso-lab" up "$folder/lab" >/dev/null
    trap '"$bin/kyso-lab" down "$folder/lab"; rm -rf "$folder"' EXIT
fi
.venv/bin/python tests/bench/verify.py "$bin/kyso" "$folder" --level "$level" --count "${3:-10000}" --lab "$folder/lab/lab.env"
