#!/bin/sh
# How long a register of a million rows is counted, beside DuckDB and pandas, as ratios with their limits, the same figures
# from all; then the memory for ten million. Not part of `sh tests/run.sh`: it takes minutes and two gigabytes of disk.
#
# usage: sh tests/register.sh [ROWS]
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
python3 -c 'import ensurepip, venv' 2>/dev/null || packages python3 python3-venv
cargo build --release --locked -p kyso
target=${CARGO_TARGET_DIR:-target}
folder=$(mktemp -d "${TMPDIR:-/tmp}/kyso-register.XXXXXX")
trap 'rm -rf "$folder"' EXIT
if ! "$target/register/bin/python" -c 'import duckdb, pandas' 2>/dev/null; then
    rm -rf "$target/register"
    python3 -m venv "$target/register"
    "$target/register/bin/python" -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1
fi
"$target/register/bin/python" tests/bench/register.py "$target/release/kyso" "$folder" --rows "${1:-1000000}"
rm "$folder"/register-*.csv
"$target/register/bin/python" tests/bench/register.py "$target/release/kyso" "$folder" --rows 10000000 --turns 1 --alone
