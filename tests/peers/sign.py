"""pyHanko as a signer, for kyso to judge.

usage: sign.py (--p12 FILE --passphrase-file FILE | --module SO --token LABEL --pin-file FILE --cert-id HEX)
               [--tsa URL] [--password-file FILE] [--subfilter pades|pkcs7] [--field NAME] [--chain CERT.pem ...] IN OUT
"""

import argparse

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko_certvalidator.registry import SimpleCertificateStore


def main():
    parser = argparse.ArgumentParser()
    for name in ("p12", "passphrase-file", "module", "token", "pin-file", "cert-id", "tsa", "password-file"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--chain", action="append", default=[])
    parser.add_argument("--subfilter", choices=["pades", "pkcs7"], default="pades")
    parser.add_argument("--field", default="Signature1")
    parser.add_argument("input")
    parser.add_argument("output")
    args = parser.parse_args()
    subfilter = SigSeedSubFilter.PADES if args.subfilter == "pades" else SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    metadata = signers.PdfSignatureMetadata(field_name=args.field, subfilter=subfilter, md_algorithm="sha256")
    timestamper = timestamps.HTTPTimeStamper(args.tsa) if args.tsa else None

    def sign_with(signer):
        with open(args.input, "rb") as source, open(args.output, "wb") as target:
            writer = IncrementalPdfFileWriter(source, strict=False)
            if args.password_file:
                writer.encrypt(open(args.password_file, encoding="utf-8").readline().rstrip("\n"))
            pdf_signer = signers.PdfSigner(metadata, signer=signer, timestamper=timestamper)
            pdf_signer.sign_pdf(writer, output=target)

    if args.p12:
        passphrase = open(args.passphrase_file, "rb").read().strip()
        sign_with(signers.SimpleSigner.load_pkcs12(args.p12, passphrase=passphrase, ca_chain_files=args.chain or None))
    else:
        pin = open(args.pin_file).read().strip()
        with open_pkcs11_session(args.module, token_criteria=TokenCriteria(label=args.token), user_pin=pin) as session:
            store = SimpleCertificateStore()
            store.register_multiple(load_certs_from_pemder(args.chain))
            identifier = bytes.fromhex(args.cert_id)
            sign_with(PKCS11Signer(session, cert_id=identifier, key_id=identifier, ca_chain=store))


main()
