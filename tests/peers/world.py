"""Signs every PDF inside the archives of a folder with kyso, and asks pdfsig and pyHanko of each result.

usage: world.py --kyso PROGRAM FOLDER        FOLDER as tests/world.sh lays it out: archives/, key.p12, pin, root.pem
"""

import argparse
import concurrent.futures
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

SLOW = 10


def tar_of(archive):
    """The files of a source archive or a binary package, as a stream."""
    if archive.suffix != ".deb":
        return open(archive, "rb")
    return subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE).stdout


def extract(archive, into, seen):
    """Every PDF of the archive that was not there before; a broken archive yields what comes before the break."""
    into.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(fileobj=tar_of(archive), mode="r|*") as tar:
            for member in tar:
                name = member.name.lower()
                if not member.isfile() or not name.endswith((".pdf", ".pdf.gz")):
                    continue
                data = tar.extractfile(member).read()
                data = gzip.decompress(data) if name.endswith(".gz") else data
                digest = hashlib.sha256(data).hexdigest()
                if data and digest not in seen:
                    seen.add(digest)
                    (into / f"{digest[:8]}-{name.rsplit('/', 1)[-1].removesuffix('.gz')}").write_bytes(data)
    except (tarfile.TarError, OSError) as error:
        print(f"{archive.name}: {error}", file=sys.stderr)


def kind(path):
    said = subprocess.run(["qpdf", "--check", path], capture_output=True, errors="replace")
    if "invalid password" in said.stderr:
        return "needs a password"
    return "plain" if said.returncode == 0 else "malformed"


class Signer:
    def __init__(self, args):
        self.kyso, self.folder = args.kyso, args.folder

    def sign(self, path, output, *more):
        """(code of the error or None, exit code, seconds)"""
        key = ["--p12", self.folder / "key.p12", "--pin-file", self.folder / "pin", "--level", "b-b", "--no-check"]
        command = [self.kyso, "--lang", "en", "--json", "sign", *key, *more, "--ledger", "none", "--force", "-o", output, path]
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder / "home"}
        began = time.monotonic()
        said = subprocess.run(command, capture_output=True, errors="replace", env=environment)
        error = json.loads(said.stdout.splitlines()[0])["error"] if said.stdout else {"code": "NO ANSWER", "message": said.stderr}
        return error, said.returncode, time.monotonic() - began

    def one(self, path):
        output = self.folder / "signed" / path.parent.name / path.name
        output.parent.mkdir(parents=True, exist_ok=True)
        row = {"path": path, "kind": kind(path), "output": output, "repaired": False}
        error, code, seconds = self.sign(path, output)
        if code == 7 and row["kind"] != "needs a password":
            again, code_again, seconds_again = self.sign(path, output, "--repair")
            if code_again == 0:
                error, code, seconds, row["repaired"] = again, code_again, seconds_again, True
        row.update(error=error, code=code, seconds=seconds)
        if code == 0:
            row["grown"] = output.read_bytes().startswith(path.read_bytes())
            row["valid"] = pdfsig(output)
        return row


def pdfsig(path):
    """Whether the newest signature is valid and over the whole file."""
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, errors="replace").stdout
    entries = said.split("\nSignature #")[1:]
    return any("  - Total document signed" in entry and "Signature is Valid" in entry for entry in entries)


def pyhanko(folder, rows):
    """What pyHanko has against each signed file, None where nothing."""
    script = Path(__file__).with_name("validate.py")
    files = [str(row["output"]) for row in rows]
    command = [sys.executable, script, "--lax", "--trust", folder / "root.pem", *files]
    said = [json.loads(line) for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines()]
    for row, answer in zip(rows, said, strict=True):
        entries = answer.get("signatures") or [{}]
        whole = any(entry.get("intact") and entry.get("valid") and entry.get("coverage") == "ENTIRE_FILE" for entry in entries)
        row["pyhanko"] = None if whole else answer.get("error", "not intact, or not over the entire file")


def table(rows):
    columns = ["plain", "malformed", "needs a password"]
    lines = {
        "documents": lambda row: True,
        "signed, valid for pdfsig": lambda row: row.get("valid") and not row["repaired"],
        "  with --repair": lambda row: row.get("valid") and row["repaired"],
        "  and intact for pyHanko": lambda row: row.get("valid") and row["pyhanko"] is None,
        "signed, not valid for pdfsig": lambda row: row["code"] == 0 and not row["valid"],
        "an earlier byte changed": lambda row: row["code"] == 0 and not row["grown"],
        "forbidden by the document": lambda row: row["code"] == 8,
        "refused": lambda row: row["code"] not in (0, 8),
        f"longer than {SLOW} s": lambda row: row["seconds"] > SLOW,
    }
    print(f"{'':32}" + "".join(f"{column:>18}" for column in columns))
    for name, holds in lines.items():
        counts = Counter(row["kind"] for row in rows if holds(row))
        print(f"{name:32}" + "".join(f"{counts[column]:18}" for column in columns))


def details(rows):
    for row in rows:
        name = f"{row['path'].parent.name}/{row['path'].name} ({row['kind']})"
        if row["error"]:
            print(f"refused   {name}: {row['error']['code']}: {row['error']['message']}")
        elif not row["valid"]:
            print(f"INVALID   {name}")
        elif row["pyhanko"]:
            print(f"pyHanko   {name}: {row['pyhanko'][:160]}")
        if row["seconds"] > SLOW:
            print(f"SLOW      {name}: {row['seconds']:.0f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kyso", type=lambda path: Path(path).resolve(), required=True)
    parser.add_argument("folder", type=lambda path: Path(path).resolve())
    args = parser.parse_args()
    seen = set()
    for archive in sorted((args.folder / "archives").iterdir()):
        if ".tar." in archive.name and archive.suffix != ".asc" or archive.suffix == ".deb":
            extract(archive, args.folder / "documents" / archive.name.split("_")[0], seen)
    paths = sorted((args.folder / "documents").rglob("*.pdf"), key=str)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(Signer(args).one, paths))
    pyhanko(args.folder, [row for row in rows if row["code"] == 0])
    details(rows)
    table(rows)


main()
