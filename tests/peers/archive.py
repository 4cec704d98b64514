"""pyHanko as a signer at B-LT and B-LTA, for kyso to judge.

usage: archive.py --root PEM --other PEM … --p12 FILE --passphrase-file FILE --tsa URL IN FOLDER
writes lt.pdf, lta.pdf and renewed.pdf (lta.pdf with another archive time-stamp) into FOLDER
"""

import argparse
import io
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext


def main():
    parser = argparse.ArgumentParser()
    for name in ("root", "p12", "passphrase-file", "tsa"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--other", action="append", default=[])
    parser.add_argument("input")
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()

    def context():
        return ValidationContext(
            trust_roots=list(load_certs_from_pemder([args.root])),
            other_certs=list(load_certs_from_pemder(args.other)),
            allow_fetching=True,
            revocation_mode="hard-fail",
        )

    passphrase = Path(args.passphrase_file).read_bytes().strip()
    signer = signers.SimpleSigner.load_pkcs12(args.p12, passphrase=passphrase, ca_chain_files=args.other)
    timestamper = timestamps.HTTPTimeStamper(args.tsa)
    document = Path(args.input).read_bytes()
    for name, archived in (("lt", False), ("lta", True)):
        metadata = signers.PdfSignatureMetadata(
            field_name="Signature1",
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            embed_validation_info=True,
            use_pades_lta=archived,
            validation_context=context(),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(document), strict=False)
        with open(args.folder / f"{name}.pdf", "wb") as target:
            signers.PdfSigner(metadata, signer=signer, timestamper=timestamper).sign_pdf(writer, output=target)
    reader = PdfFileReader(io.BytesIO((args.folder / "lta.pdf").read_bytes()))
    with open(args.folder / "renewed.pdf", "w+b") as target:
        signers.PdfTimeStamper(timestamper).update_archival_timestamp_chain(reader, context(), output=target)


main()
