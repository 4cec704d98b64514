#!/bin/sh
# Runs the fuzz targets, MINUTES each, all or the named ones: sh fuzz/run.sh MINUTES [TARGET…]
#
# Builds what it needs: cargo-fuzz (into fuzz/target), the targets with AddressSanitizer, the seeds. The installed
# toolchain is enough, stable too: RUSTC_BOOTSTRAP lets it take the flags of a sanitizer. Ends with an error at the
# first crash, leak, input of more than 10 seconds or of more than 2 GiB; the input then lies in fuzz/artifacts.
# What was learnt stays in fuzz/corpus for the next run.
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

case ${1:-} in
'' | *[!0-9]*) say "usage: sh fuzz/run.sh MINUTES [TARGET…]"; exit 2 ;;
esac
minutes=$1
shift
[ $# -gt 0 ] || set -- lexer xref filters revision repair sign verify

set_up_laboratory
# Some of the signed files are pyHanko's.
set_up_peers
tools=$PWD/fuzz/target/tools
[ -x "$tools/bin/cargo-fuzz" ] || cargo install --quiet --locked --root "$tools" cargo-fuzz
cargo run --quiet --locked --example seeds

export RUSTC_BOOTSTRAP=1
for target in "$@"; do
    # What a signer or a judge reads has to stay small, or they do a few files a second.
    case $target in
    lexer | filters) longest=8192 ;;
    xref) longest=16384 ;;
    repair | verify) longest=65536 ;;
    *) longest=131072 ;;
    esac
    mkdir -p "fuzz/artifacts/$target"
    "$tools/bin/cargo-fuzz" run --fuzz-dir fuzz --release "$target" -- \
        -max_total_time=$((minutes * 60)) -max_len=$longest -dict=fuzz/pdf.dict \
        -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 2>&1 | tee "fuzz/artifacts/$target.log" |
        grep -E 'DONE|ERROR|SUMMARY|panicked|^stat::|Test unit written' || true
    # The fuzzer says DONE only when it ends as it should; a pipe hides its exit code.
    grep -q '^Done [0-9]* runs' "fuzz/artifacts/$target.log" || { say "$target found something: fuzz/artifacts/$target.log"; exit 1; }
done
