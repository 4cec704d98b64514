"""pyHanko's word on files: one JSON line a file, one entry a signature or document time-stamp.

usage: validate.py --trust ROOT.pem [--other CERT.pem ...] [--crl FILE.crl ...] [--lax] [--password-file FILE] FILE...
"""

import argparse
import json
import logging

from asn1crypto import crl as asn1_crl
from asn1crypto import pem
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)


def load_crl(path):
    data = open(path, "rb").read()
    if pem.detect(data):
        _, _, data = pem.unarmor(data)
    return asn1_crl.CertificateList.load(data)


def opened(handle, strict, password):
    """The reader, and what pyHanko says of the document's integrity code (ISO/TS 32004)."""
    reader = PdfFileReader(handle, strict=strict)
    if not reader.encrypted:
        return reader, None
    result = reader.decrypt(password or "")
    if result.status == AuthStatus.FAILED:
        raise ValueError(f"not opened: {result.mac_failure_reason or 'wrong password'}")
    return reader, result.mac_status.name


def words(value):
    """A text string, decrypted where it has to be."""
    value = getattr(value, "decrypted", value)
    return None if value is None else str(value)


def judge(path, context, strict, password):
    with open(path, "rb") as handle:
        reader, mac = opened(handle, strict, password)
        entries = []
        for embedded in reader.embedded_signatures:
            if embedded.sig_object.get("/SubFilter") == "/ETSI.RFC3161":
                status = validate_pdf_timestamp(embedded, context())
                entry = {"kind": "doc-timestamp"}
            else:
                status = validate_pdf_signature(
                    embedded,
                    signer_validation_context=context(),
                    ts_validation_context=context(),
                )
                stamp = status.timestamp_validity
                entry = {
                    "kind": "signature",
                    "timestamp": None if stamp is None else {"valid": stamp.valid, "intact": stamp.intact, "trusted": stamp.trusted},
                }
            entry.update(
                field=embedded.field_name,
                intact=status.intact,
                valid=status.valid,
                trusted=status.trusted,
                bottom_line=getattr(status, "bottom_line", None),
                coverage=status.coverage.name,
                mac=mac,
                reason=words(embedded.sig_object.get("/Reason")),
                name=words(embedded.sig_object.get("/Name")),
                claimed=words(embedded.sig_object.get("/M")),
                modification=status.modification_level.name if status.modification_level is not None else None,
            )
            entries.append(entry)
        return entries


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trust", action="append", required=True)
    parser.add_argument("--other", action="append", default=[])
    parser.add_argument("--crl", action="append", default=[])
    parser.add_argument("--lax", action="store_true")
    parser.add_argument("--password-file")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    roots = list(load_certs_from_pemder(args.trust))
    others = list(load_certs_from_pemder(args.other))
    password = None
    if args.password_file:
        password = open(args.password_file, encoding="utf-8").readline().rstrip("\n")
    crls = [load_crl(path) for path in args.crl]

    def context():
        return ValidationContext(
            trust_roots=roots,
            other_certs=others,
            crls=crls,
            allow_fetching=False,
            revocation_mode="require" if crls else "soft-fail",
        )

    for path in args.files:
        try:
            print(json.dumps({"file": path, "signatures": judge(path, context, not args.lax, password)}), flush=True)
        except Exception as error:  # Whatever a peer raises is its answer.
            print(json.dumps({"file": path, "error": f"{type(error).__name__}: {error}"}), flush=True)


main()
