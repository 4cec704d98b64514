#!/bin/sh
# Documents that nobody here made: signs every PDF found in some Debian packages and asks pdfsig and pyHanko of each.
#
#   sh tests/world.sh [FOLDER]        FOLDER keeps the packages and documents for the next run; target/world by default
#
# Takes about half an hour and 800 MB of packages, so it is a command of its own and no part of the tests. Documentation
# packages have what TeX and other producers write; source packages of PDF programs have what broke those programs once.
# A table at the end says how many were signed and are valid, with and without --repair, apart for those that qpdf calls
# sound, those that it complains of and those that need a password; then every refusal with its reason, every document
# that took longer than ten seconds, and every word of pyHanko's that differs from pdfsig's.
set -eu
cd "$(dirname "$0")/.."
. fixtures/setup.sh

SOURCES="
    clamav cups-filters diffoscope fop ghostscript libcam-pdf-perl libharu libimage-exiftool-perl libitext-java
    libpdf-api2-perl libpdfbox-java libpdfbox2-java libpodofo libsejda-java libtext-pdf-perl mat2 ocrmypdf okular pdf.js
    pdf2djvu pdfminer pikepdf pypdf qpdf ruby-pdf-reader tcpdf tracker-miners weasyprint xpdf"
DOCUMENTATION="
    auto-multiple-choice-doc-pdf dblatex-doc docbook-xsl-doc-pdf dvdisaster-doc evolver-doc gnuplot-doc gri-pdf-doc
    gsequencer-doc hmmer-doc libmpfr-doc lilypond-doc-pdf maxima-doc msc-generator-doc mummer-doc octave-doc r-doc-pdf
    siscone-doc-pdf texlive-humanities-doc texlive-latex-base-doc texlive-latex-recommended-doc texlive-metapost-doc
    why3-doc-pdf"

world=${1:-target/world}
mkdir -p "$world/apt/sources" "$world/apt/lists/partial" "$world/apt/cache/archives/partial" "$world/archives"
world=$(cd "$world" && pwd)

# apt with the machine's own sources, their source packages too, and nothing of the machine's state changed.
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$world/apt/sources" \
        -o Dir::State::Lists="$world/apt/lists" -o Dir::Cache="$world/apt/cache" -o APT::Sandbox::User=root "$@"
}

gather() {
    for list in /etc/apt/sources.list.d/*.sources; do
        [ -f "$list" ] && sed 's/^Types: deb *$/Types: deb deb-src/' "$list" >"$world/apt/sources/$(basename "$list")"
    done
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$list" ] && sed -n 'p; s/^deb /deb-src /p' "$list" >"$world/apt/sources/$(basename "$list" .list).list"
    done
    private_apt update
    cd "$world/archives"
    for name in $SOURCES; do
        private_apt source --download-only --only-source "$name" || say "no source package $name here"
    done
    for name in $DOCUMENTATION; do
        private_apt download "$name" || say "no package $name here"
    done
    cd - >/dev/null
    touch "$world/gathered"
}

set_up_laboratory
set_up_peers
packages dpkg-dev
[ -e "$world/gathered" ] || gather
cargo build --release --locked

# The key is of no importance here; its certificate is its own root.
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$world/key.pem" -out "$world/root.pem" -days 30 -subj "/CN=world" \
    -addext keyUsage=critical,digitalSignature,nonRepudiation 2>/dev/null
openssl pkcs12 -export -inkey "$world/key.pem" -in "$world/root.pem" -out "$world/key.p12" -passout pass:world
(umask 077 && echo world >"$world/pin")
.venv/bin/python tests/peers/world.py --kyso target/release/kyso "$world"
