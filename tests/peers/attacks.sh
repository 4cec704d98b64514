#!/bin/sh
# The attack workshop's files before kyso and its peers, side by side: sh tests/peers/attacks.sh [FOLDER]
# Makes the files in FOLDER (default target/attacks), asks everybody, prints a table by family.
set -eu
cd "$(dirname "$0")/../.."
. fixtures/setup.sh
set_up_laboratory
set_up_peers

folder=${1:-target/attacks}
rm -rf "$folder"
cargo build --quiet --release --locked --bin kyso
cargo run --quiet --locked -p kyso-attacks -- "$folder" >&2
.venv/bin/python tests/peers/attacks.py target/release/kyso "$folder"
