#!/bin/sh
# How long the report of a year by agency takes, process start to end, over ledgers of a hundred thousand and of ten million
# records, in turns in one run; and how fast records get in. Takes some minutes and 20 GB. With --postgres the ledgers are on a
# server that is started for it.
#
# usage: sh tests/bench/ledger.sh [--postgres] [FOLDER [LARGE [SMALL]]]     FOLDER: default a new one below TMPDIR, removed at the end
set -eu
cd "$(dirname "$0")/../.."
server=
if [ "${1:-}" = --postgres ]; then
    server=yes
    shift
fi
uptime
cargo build --release --locked -p kyso
[ -n "$server" ] || cargo bench --locked -p kyso --bench ledger
kyso=${CARGO_TARGET_DIR:-target}/release/kyso
if [ $# -gt 0 ]; then
    folder=$1
    mkdir -p "$folder"
else
    folder=$(mktemp -d "${TMPDIR:-/tmp}/kyso-ledger.XXXXXX")
    trap 'rm -rf "$folder"' EXIT
fi
large=${2:-10000000}
small=${3:-100000}
if [ -n "$server" ]; then
    . fixtures/postgres.sh
    start_postgres "$folder/server"
    trap '$stop_postgres >/dev/null; [ $# -gt 0 ] || rm -rf "$folder"' EXIT
fi
# ledger COUNT: its address.
ledger() {
    if [ -n "$server" ]; then printf '%s/of_%s' "$postgres_url" "$1"; else printf 'sqlite:%s/%s/ledger.db' "$folder" "$1"; fi
}
for count in "$small" "$large"; do
    [ -e "$folder/$count/agencies.csv" ] || {
        mkdir -p "$folder/$count"
        [ -z "$server" ] || $psql -d postgres -c "CREATE DATABASE of_$count"
        cargo bench --locked -p kyso --bench ledger -- make "$(ledger "$count")" "$count" "$folder/$count"
        [ -z "$server" ] || $psql -d "of_$count" -c 'VACUUM ANALYZE'
    }
done
[ -n "$server" ] || for count in "$small" "$large"; do
    cargo bench --locked -p kyso --bench ledger -- into "$folder/$count/ledger.db" 100000
done
uptime
python3 - "$kyso" "$folder" "$small" "$large" "$(ledger COUNT)" <<'END'
import os, subprocess, sys, time

kyso, folder, small, large, url = sys.argv[1:]
os.environ["XDG_CONFIG_HOME"] = folder


def report(count, *more):
    base = f"{folder}/{count}"
    words = [kyso, "stats", "--json", "--ledger", url.replace("COUNT", count), "--agencies", f"{base}/agencies.csv"]
    start = time.perf_counter()
    done = subprocess.run([*words, *more], check=True, capture_output=True)
    return time.perf_counter() - start, done.stdout


views = {
    "a year by agency (limit 50 ms, 1.5 x)": ["--period", "2021"],
    "a year by month": ["--period", "2021", "--by", "month"],
    "a year by quarter": ["--period", "2021", "--by", "quarter"],
    "a year by kind": ["--period", "2021", "--by", "kind"],
    "a year by signer": ["--period", "2021", "--by", "signer"],
    "all years by year": ["--by", "year"],
    "ragged days by agency": ["--from", "2019-03-05", "--to", "2022-10-20"],
}
for name, words in views.items():
    times = {small: [], large: []}
    for _ in range(11):
        for count in (small, large):
            times[count].append(report(count, *words)[0])
    least = {count: min(each) * 1000 for count, each in times.items()}
    print(f"{name}: {least[large]:.1f} ms at {large} records, {least[small]:.1f} ms at {small}: {least[large] / least[small]:.2f} x")
END
