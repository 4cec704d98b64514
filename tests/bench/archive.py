"""An archive that is counted: the first pass beside `kyso verify`, the second beside `find`; every ratio with its limit.

usage: archive.py KYSO FOLDER [--count N] [--signers N] [--turns N]

Signs COUNT documents of about 10 KB, no two alike, into a folder for each signer (FOLDER/archive; it is kept where it is there
already). Then, in turns: kyso verifies them all; kyso counts them for the first time, into a new ledger; counts them again, with
nothing changed; and find says the size and the time of each. Every time is that of a whole process, with the page cache warm.
Nothing fails for being slow.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from verify import PASSPHRASE, Holder

FIRST, SECOND = 0.9, 2.0
TURNS_OF_SECOND = 7


def plain(number):
    """A page with a line of text, and some kilobytes that no two documents share, as an embedded font would be."""
    text = f"BT /F1 12 Tf 72 720 Td (Quyet dinh so {number}) Tj ET".encode()
    filler = f"{number:08}".encode() * 512
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/PieceInfo 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Bench<</LastModified(D:20181231)/Private 7 0 R>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(filler), filler),
    ]
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for at, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    return bytes(out)


class Desk:
    """The archive, and what it is judged with."""

    def __init__(self, kyso, folder, count, signers):
        self.kyso, self.folder = kyso, folder
        self.archive, self.material = folder / "archive", folder / "material"
        if not self.archive.exists():
            shutil.rmtree(self.material, ignore_errors=True)
            shutil.rmtree(folder / "making", ignore_errors=True)
            self.make(count, signers)
        self.words = ["--trust", self.material / "root.pem", "--crl", self.material / "crls"]

    def make(self, count, signers):
        root = Holder("Bench Root")
        issuing = Holder("Bench CA", root)
        (self.material / "crls").mkdir(parents=True)
        (self.material / "root.pem").write_bytes(root.pem())
        for at, issuer in enumerate((root, issuing)):
            (self.material / "crls" / f"{at}.crl").write_bytes(issuer.crl())
        pin, making = self.folder / "pin", self.folder / "making"
        pin.write_bytes(PASSPHRASE)
        pin.chmod(0o600)
        for signer in range(signers):
            p12 = self.folder / "key.p12"
            p12.write_bytes(Holder(f"Signer {signer}", issuing, authority=False).p12(issuing))
            papers = self.folder / "plain"
            shutil.rmtree(papers, ignore_errors=True)
            papers.mkdir()
            for number in range(signer, count, signers):
                (papers / f"{number:06}-QD-UBND.pdf").write_bytes(plain(number))
            key = ["--p12", p12, "--pin-file", pin, "--no-check"]
            command = [self.kyso, "sign", "--level", "b-b", *key, "-d", making / f"{signer:03}", papers, "-q"]
            subprocess.run([*command, "-j", str(os.cpu_count())], check=True, stdout=subprocess.DEVNULL)
        making.rename(self.archive)

    def timed(self, *command):
        start = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return time.perf_counter() - start, done.stdout

    def verify(self):
        return self.timed(self.kyso, "verify", "--json", "-q", *self.words, "--ledger", "none", self.archive)[0]

    def first(self):
        """Into a new ledger, with nothing remembered."""
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        return self.count()

    def count(self):
        seconds, out = self.timed(self.kyso, "stats", "--json", *self.words, "--archive", self.archive)
        return seconds, json.loads(out)["total"]

    def find(self):
        return self.timed("find", self.archive, "-printf", "%s%T@")[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kyso", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--signers", type=int, default=100)
    parser.add_argument("--turns", type=int, default=3)
    args = parser.parse_args()
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{kind}_HOME"] = str(args.folder / "home")
    desk = Desk(args.kyso.absolute(), args.folder.absolute(), args.count, args.signers)
    sizes = [path.stat().st_size for path in desk.archive.glob("*/*.pdf")]
    print(f"{len(sizes)} documents, {sum(sizes) / len(sizes) / 1024:.1f} KiB on average")
    firsts, seconds = [], []
    for _ in range(args.turns):
        verified = desk.verify()
        first, counted = desk.first()
        assert counted["documents"] == counted["valid"] == len(sizes), counted
        firsts.append(verified / first)
        print(f"  verify {verified:7.2f} s   first pass {first:7.2f} s   load {os.getloadavg()[0]:.1f}")
        for _ in range(TURNS_OF_SECOND):
            found, (second, again) = desk.find(), desk.count()
            assert again == counted
            seconds.append((second / found, second, found))
        least = min(second for _, second, _ in seconds), min(found for _, _, found in seconds)
        print(f"  second pass {least[0] * 1000:.0f} ms at least   find {least[1] * 1000:.0f} ms at least")
    print(f"first pass / verify, documents a second {statistics.median(firsts):6.2f} ×  (limit ≥ {FIRST} ×)")
    print(f"second pass / find, time                {statistics.median(s for s, _, _ in seconds):6.2f} ×  (limit ≤ {SECOND} ×)")


if __name__ == "__main__":
    sys.exit(main())
