"""Signs and verifies large documents and compares what that costs with a copy and a digest, and with pyHanko.

usage: measure.py KYSO FOLDER GIB

Each pair is measured in turn, several times, and the best of each counts; every ratio is printed with its limit.
Memory is read from /proc while the program runs: RssAnon is its own memory, VmHWM has the mapped pages of files too.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
TURNS = 5
failed = []


def show(what, value, unit, limit=None, at_least=False):
    bound = "" if limit is None else f"  (limit {'≥' if at_least else '≤'} {limit} {unit})"
    print(f"{what:<58} {value:8.2f} {unit}{bound}", flush=True)
    if limit is not None and (value < limit if at_least else value > limit):
        failed.append(what)


def run(*command):
    """Seconds, and MiB of RssAnon and VmHWM at their highest."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    status, peak = f"/proc/{process.pid}/status", {"RssAnon": 0, "VmHWM": 0}
    while process.poll() is None:
        try:
            lines = Path(status).read_text().splitlines()
        except OSError:
            break
        for line in lines:
            key, _, value = line.partition(":")
            if key in peak:
                peak[key] = max(peak[key], int(value.split()[0]) / 1024)
        time.sleep(0.002)
    code = process.wait()
    seconds = time.perf_counter() - start
    if code != 0:
        sys.exit(f"exit code {code}: {' '.join(map(str, command))}")
    return seconds, peak["RssAnon"], peak["VmHWM"]


class Desk:
    def __init__(self, kyso, folder):
        self.kyso, self.folder = kyso, folder
        self.out = folder / "out.pdf"
        self.key, self.certificate, self.p12, self.pin = (folder / name for name in ("key", "crt", "p12", "pin"))
        self.pin.write_text("123456")
        self.pin.chmod(0o600)
        quiet = {"check": True, "capture_output": True}
        request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Large", "-days", "9"]
        request += ["-addext", "keyUsage=digitalSignature,nonRepudiation", "-keyout", self.key, "-out", self.certificate]
        subprocess.run(request, **quiet)
        export = ["openssl", "pkcs12", "-export", "-inkey", self.key, "-in", self.certificate]
        subprocess.run([*export, "-out", self.p12, "-passout", f"file:{self.pin}"], **quiet)

    def make(self, *arguments):
        path = self.folder / "in.pdf"
        kind, *rest = arguments
        subprocess.run([sys.executable, HERE / "make.py", kind, path, *map(str, rest)], check=True)
        subprocess.run(["sync", path], check=True)
        return path

    def sign(self, path):
        key = ["--p12", self.p12, "--pin-file", self.pin, "--level", "b-b"]
        return run(self.kyso, "sign", *key, "--force", "-o", self.out, path)

    def verify(self):
        return run(self.kyso, "verify", "--trust", self.certificate, self.out)

    def copy_and_digest(self, path):
        self.out.unlink(missing_ok=True)
        start = time.perf_counter()
        subprocess.run(["cp", path, self.out], check=True)
        # What is signed is on the disk, so what is compared with it has to be.
        subprocess.run(["sync", self.out], check=True)
        subprocess.run(["openssl", "dgst", "-sha256", self.out], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

    def pyhanko(self, path):
        """Opening, signing and writing, without the start of Python."""
        answer = subprocess.run(
            [sys.executable, HERE / "pyhanko_signs.py", self.p12, self.pin, path, self.out],
            check=True,
            capture_output=True,
        )
        return float(answer.stdout)


def best(*measures):
    """The best of some turns of each, taken in turn."""
    turns = [[measure() for measure in measures] for _ in range(TURNS)]
    return [min(column) for column in zip(*turns)]


def images(desk):
    path = desk.make("images", 300)
    (signed, own, mapped), copied = best(lambda: desk.sign(path), lambda: desk.copy_and_digest(path))
    show("300 MiB of images: sign", signed, "s")
    show("300 MiB of images: cp, fsync, openssl dgst", copied, "s")
    show("300 MiB of images: ratio", signed / copied, "×", 1.3)
    show("300 MiB of images: own memory while signing", own, "MiB", 64)
    show("300 MiB of images: with mapped pages", mapped, "MiB")
    desk.sign(path)
    seconds, own, mapped = desk.verify()
    show("300 MiB of images: verify", seconds, "s")
    show("300 MiB of images: own memory while verifying", own, "MiB", 64)


def objects(desk, kind):
    path = desk.make("objects", 500_000, kind)
    (signed, own, _), theirs = best(lambda: desk.sign(path), lambda: desk.pyhanko(path))
    what = f"500,000 objects, {kind}"
    show(f"{what}: sign", signed, "s")
    show(f"{what}: pyHanko", theirs, "s")
    show(f"{what}: pyHanko / sign", theirs / signed, "×", 20, at_least=True)
    show(f"{what}: own memory while signing", own, "MiB", 64)
    desk.sign(path)
    seconds, own, _ = desk.verify()
    show(f"{what}: verify", seconds, "s")
    show(f"{what}: own memory while verifying", own, "MiB")


def huge(desk, gib):
    path = desk.make("images", gib << 10)
    seconds, own, _ = desk.sign(path)
    show(f"{gib} GiB: sign", seconds, "s")
    show(f"{gib} GiB: own memory while signing", own, "MiB", 64)
    size = path.stat().st_size
    path.unlink()
    with open(desk.out, "rb") as signed:
        signed.seek(size)
        tail = signed.read()
    numbers = tail.split(b"/ByteRange", 1)[1].split(b"]", 1)[0].strip(b" [").split()
    start, head, rest, length = map(int, numbers)
    assert start == 0 and size < head < rest and rest + length == size + len(tail), numbers
    seconds, own, _ = desk.verify()
    show(f"{gib} GiB: verify", seconds, "s")
    show(f"{gib} GiB: own memory while verifying", own, "MiB", 64)


def main():
    kyso, folder, gib = sys.argv[1:]
    desk = Desk(Path(kyso).absolute(), Path(folder))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{kind}_HOME"] = str(desk.folder / "home")
    images(desk)
    objects(desk, "table")
    objects(desk, "streams")
    huge(desk, int(gib))
    if failed:
        sys.exit("beyond its limit: " + "; ".join(failed))


main()
