"""pyHanko as a signer of long ago: B-LT, B-LTA and a renewed B-LTA, for kyso to judge.

usage: time_machine_signs.py FOLDER

FOLDER holds index.json, {"signer", "first": {"tsa", "at", "lists", "answers"}, "second": {…}, "root", "others"}: a signer and
a TSA are the stem of NAME.der and NAME.p8, the rest names of DER files. Written are lt.pdf, lta.pdf, renewed.pdf.
"""

import io
import json
import sys
from datetime import datetime
from pathlib import Path

from asn1crypto import crl, keys, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FOLDER = Path(sys.argv[1])
INDEX = json.loads((FOLDER / "index.json").read_text())


def read(name):
    return (FOLDER / name).read_bytes()


def certificate(name):
    return x509.Certificate.load(read(name))


def key(stem):
    return keys.PrivateKeyInfo.load(read(f"{stem}.p8"))


def others():
    return [certificate(name) for name in INDEX["others"]]


def store():
    certificates = SimpleCertificateStore()
    certificates.register_multiple(others())
    return certificates


def timestamper(when):
    stem = when["tsa"]
    clock = datetime.fromisoformat(when["at"].replace("Z", "+00:00"))
    return DummyTimeStamper(certificate(f"{stem}.der"), key(stem), store(), fixed_dt=clock)


def context(when):
    return ValidationContext(
        trust_roots=[certificate(INDEX["root"])],
        other_certs=others(),
        crls=[crl.CertificateList.load(read(name)) for name in when["lists"]],
        ocsps=[ocsp.OCSPResponse.load(read(name)) for name in when["answers"]],
        moment=datetime.fromisoformat(when["at"].replace("Z", "+00:00")),
        revocation_mode="require",
        retroactive_revinfo=True,
        allow_fetching=False,
    )


def sign(archival):
    first, stem = INDEX["first"], INDEX["signer"]
    signer = signers.SimpleSigner(certificate(f"{stem}.der"), key(stem), store(), prefer_pss=False)
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context(first),
        use_pades_lta=archival,
    )
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(read("blank.pdf")))
    signers.PdfSigner(metadata, signer, timestamper=timestamper(first)).sign_pdf(writer, output=output)
    return output.getvalue()


def renew(archived):
    second = INDEX["second"]
    output = io.BytesIO()
    stamper = signers.PdfTimeStamper(timestamper(second))
    reader = PdfFileReader(io.BytesIO(archived))
    stamper.update_archival_timestamp_chain(reader, context(second), in_place=False, output=output)
    return output.getvalue()


def main():
    (FOLDER / "lt.pdf").write_bytes(sign(archival=False))
    archived = sign(archival=True)
    (FOLDER / "lta.pdf").write_bytes(archived)
    (FOLDER / "renewed.pdf").write_bytes(renew(archived))


main()
