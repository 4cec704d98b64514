#!/bin/sh
# Reports opened by the programs that offices open them with: the page in Chromium, the workbook in LibreOffice. Not part of
# `sh tests/run.sh`: the two are large. On Ubuntu chromium comes as a snap; any Chromium that answers to that name will do.
#
# usage: sh tests/reports.sh
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

set_up_laboratory
set_up_peers
command -v chromium >/dev/null || packages chromium
command -v soffice >/dev/null || packages libreoffice-calc
cargo test --locked --test stats_outputs -- --include-ignored
