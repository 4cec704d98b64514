#!/usr/bin/env python3
"""Has LibreOffice compute a workbook anew.

The stored values of all formulas are taken out first, so that what comes back was computed. With a third name, the workbook
is also printed to a PDF, to be looked at.

usage: office.py BOOK.xlsx RECOMPUTED.xlsx [PRINTED.pdf]
"""
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def without_values(book, bare):
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)


def converted(folder, book, ending, output):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder / ending), str(book)]
    subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL)
    shutil.copy(folder / ending / f"{book.stem}.{ending}", output)


def main(book, recomputed, printed=None):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        bare = folder / "bare.xlsx"
        without_values(book, bare)
        converted(folder, bare, "xlsx", recomputed)
        if printed:
            converted(folder, Path(book), "pdf", printed)


main(*sys.argv[1:])
