"""How many signed documents kyso judges in a second, beside pyHanko and pdfsig; every ratio with its limit.

usage: verify.py KYSO FOLDER [--count N] [--signers N] [--level b-b|b-t|b-lt|b-lta] [--lab LAB.env]

Signs COUNT documents of about 30 KB, no two alike, by as many signers as asked, under a root and an issuing CA with their
CRLs. Then, in turns: kyso judges them all, in one process; pyHanko, in its own process, and one pdfsig process each judge
the turn's share. All have the root and the lists, and look at dates, path, revocation and later changes. From level b-t on
the laboratory's authority stamps the time: LAB.env is its file of variables. Nothing fails for being slow.
"""

import argparse
import datetime
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

DOCUMENTS = Path(__file__).parents[2] / "fixtures/documents"
# Of three producers: a classic table, object streams, object streams of PDF 2.0; signed they have 31 to 45 KB.
SAMPLES = ["20-thong-bao-weasyprint.pdf", "05-to-trinh-xelatex-fields.pdf", "15-giay-moi-qpdf-2-0.pdf"]
PASSPHRASE = b"123456"
TURNS = 5
NOW = datetime.datetime.now(datetime.timezone.utc)


def name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")])


class Holder:
    """A key and its certificate."""

    def __init__(self, common, issuer=None, authority=True):
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = name(common)
        issuer = issuer or self
        usage = dict.fromkeys(
            "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
            "encipher_only decipher_only".split(),
            False,
        )
        usage |= {"key_cert_sign": True, "crl_sign": True} if authority else {"digital_signature": True, "content_commitment": True}
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(issuer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - datetime.timedelta(days=30))
            .not_valid_after(NOW + datetime.timedelta(days=365))
            .add_extension(x509.BasicConstraints(authority, None), True)
            .add_extension(x509.KeyUsage(**usage), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
        )
        self.certificate = builder.sign(issuer.key, hashes.SHA256())

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def crl(self):
        """Its list, as of now."""
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        builder = builder.last_update(now).next_update(now + datetime.timedelta(days=7))
        for serial in range(1, 20):
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - datetime.timedelta(days=9))
            builder = builder.add_revoked_certificate(revoked.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def p12(self, issuer):
        lock = serialization.BestAvailableEncryption(PASSPHRASE)
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, [issuer.certificate], lock)


class Desk:
    """The signed documents, and what they are judged with."""

    def __init__(self, kyso, folder, count, signers, level, lab):
        self.kyso, self.folder = kyso, folder
        self.signed, self.trust, self.crls = folder / "signed", folder / "trust", folder / "crls"
        for path in (folder / "plain", self.signed, self.trust, self.crls):
            path.mkdir()
        self.root = Holder("Bench Root")
        self.issuing = Holder("Bench CA", self.root)
        (self.trust / "root.pem").write_bytes(self.root.pem())
        self.laboratory, self.stamping, self.intermediates = None, [], []
        if level != "b-b":
            self.take_laboratory(lab)
        self.publish()
        self.long_term = level in ("b-lt", "b-lta")
        if self.long_term:
            # What proves the certificates is younger than the time-stamps: lists are published anew in between.
            stamped = folder / "stamped"
            self.sign("b-t", count, signers, stamped)
            time.sleep(2)
            self.publish()
            self.run("extend", "--level", level, *self.stamping, *self.material(), "-d", self.signed, stamped)
        else:
            self.sign(level, count, signers, self.signed)
        self.files = sorted(self.signed.iterdir())

    def take_laboratory(self, lab):
        lines = (line.removeprefix("export ").split("=", 1) for line in Path(lab).read_text().splitlines() if "=" in line)
        variables = {key: value.strip("'\"") for key, value in lines}
        self.laboratory, self.stamping = Path(variables["LAB_DIR"]) / "pki", ["--tsa", variables["LAB_TSA"]]
        (self.trust / "lab.pem").write_bytes(Path(variables["LAB_ROOT"]).read_bytes())
        for path in variables["LAB_INTERMEDIATES"].split():
            self.intermediates += ["--intermediate", path]

    def publish(self):
        """The lists of all authorities, as of now."""
        for at, issuer in enumerate((self.root, self.issuing)):
            (self.crls / f"{at}.crl").write_bytes(issuer.crl())
        for ca in ("root", "sub", "tsa-ca") if self.laboratory else ():
            command = ["openssl", "ca", "-gencrl", "-crldays", "7", "-config", self.laboratory / ca / "ca.cnf"]
            subprocess.run([*command, "-out", self.crls / f"{ca}.pem"], check=True, capture_output=True)

    def sign(self, level, count, signers, into):
        """Each signer signs an equal share."""
        pin = self.folder / "pin"
        pin.write_bytes(PASSPHRASE)
        pin.chmod(0o600)
        for signer in range(signers):
            p12 = self.folder / "key.p12"
            p12.write_bytes(Holder(f"Signer {signer}", self.issuing, authority=False).p12(self.issuing))
            plain = self.folder / "plain" / f"{signer:03}"
            make_documents(plain, signer, count // signers + (signer < count % signers))
            key = ["--p12", p12, "--pin-file", pin, "--no-check"]
            self.run("sign", "--level", level, *key, *self.stamping, "-d", into, plain)

    def run(self, *arguments):
        command = [self.kyso, *arguments, "-q", "-j", str(os.cpu_count())]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def material(self):
        return ["--trust", self.trust, "--crl", self.crls, *self.intermediates]

    def judge(self, *arguments):
        # A long-term file brings its own lists.
        material = ["--trust", self.trust] if self.long_term else self.material()
        return subprocess.run([self.kyso, "verify", *arguments, *material], check=True, stdout=subprocess.DEVNULL)


def make_documents(folder, signer, count):
    """Documents that differ in the comment of their second line, which tells programs that the file is binary."""
    folder.mkdir()
    for at in range(count):
        sample = (DOCUMENTS / SAMPLES[at % len(SAMPLES)]).read_bytes()
        comment = sample.index(b"%", 5) + 1
        mark = bytes(0x80 | (signer << 12 | at) >> shift & 0x3F for shift in (18, 12, 6, 0))
        (folder / f"{signer:03}-{at:05}.pdf").write_bytes(sample[:comment] + mark + sample[comment + 4 :])


class PyHanko:
    """pyHanko in this process, as tests/peers/validate.py asks it."""

    def __init__(self, desk):
        import logging

        from asn1crypto import crl as asn1_crl
        from asn1crypto import pem
        from pyhanko.keys import load_certs_from_pemder

        logging.disable(logging.CRITICAL)
        self.long_term = desk.long_term
        self.roots = list(load_certs_from_pemder([str(path) for path in sorted(desk.trust.iterdir())]))
        lists = [] if self.long_term else sorted(desk.crls.iterdir())
        lists = (path.read_bytes() for path in lists)
        lists = (pem.unarmor(data)[2] if pem.detect(data) else data for data in lists)
        self.crls = [asn1_crl.CertificateList.load(data) for data in lists]

    def judge(self, path):
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext

        settings = {"trust_roots": self.roots, "allow_fetching": False, "revocation_mode": "require"}
        with open(path, "rb") as file:
            reader = PdfFileReader(file)
            for embedded in reader.embedded_regular_signatures:
                if self.long_term:
                    context = DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
                else:
                    context = ValidationContext(crls=self.crls, **settings)
                status = validate_pdf_signature(embedded, signer_validation_context=context, ts_validation_context=context)
                assert status.bottom_line, f"pyHanko does not accept {path}"


def pdfsig(path):
    done = subprocess.run(["pdfsig", path], check=True, capture_output=True)
    assert b"Signature is Valid" in done.stdout, path


def rate(work, files):
    start = time.perf_counter()
    for file in files:
        work(file)
    return len(files) / (time.perf_counter() - start)


def rate_of_kyso(desk, *arguments):
    start = time.perf_counter()
    desk.judge("--json", "-q", *arguments, desk.signed)
    return len(desk.files) / (time.perf_counter() - start)


def one_file(desk):
    """Milliseconds of a whole process for one file, report and all."""
    def once(path):
        start = time.perf_counter()
        desk.judge("-v", path)
        return (time.perf_counter() - start) * 1000

    return statistics.median(once(path) for path in desk.files[:50])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kyso", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--signers", type=int, default=50)
    parser.add_argument("--level", choices=("b-b", "b-t", "b-lt", "b-lta"), default="b-b")
    parser.add_argument("--lab", type=Path)
    args = parser.parse_args()
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{kind}_HOME"] = str(args.folder / "home")
    os.environ["KYSO_LEDGER"] = "none"
    desk = Desk(args.kyso.absolute(), args.folder, args.count, args.signers, args.level, args.lab)
    size = sum(path.stat().st_size for path in desk.files) / len(desk.files) / 1024
    print(f"{len(desk.files)} documents at {args.level} by {args.signers} signers, {size:.0f} KiB on average")
    hanko = PyHanko(desk)
    turns = []
    for turn in range(TURNS):
        share = desk.files[turn::TURNS]
        turns.append([rate_of_kyso(desk), rate_of_kyso(desk, "-j", "1"), rate(hanko.judge, share), rate(pdfsig, share)])
    titles = ("kyso, as it comes", "kyso -j 1", "pyHanko, in process", "pdfsig, a process each")
    for title, rates in zip(titles, zip(*turns)):
        print(f"{title:<28} {statistics.median(rates):10,.0f} documents a second")
    # pdfsig asks nothing about revocation, and has no limit where that is most of the work.
    limits = {"pyHanko": 60, "pdfsig": 40} if args.level == "b-b" else {"pyHanko": 80}
    for at, peer in enumerate(("pyHanko", "pdfsig"), 2):
        ratio = statistics.median(turn[0] / turn[at] for turn in turns)
        limit = f"  (limit ≥ {limits[peer]} ×)" if peer in limits else ""
        print(f"{'kyso / ' + peer:<28} {ratio:10.1f} ×{limit}")
    print(f"{'one file, the whole process':<28} {one_file(desk):10.1f} ms  (limit ≤ 30 ms)")


if __name__ == "__main__":
    sys.exit(main())
