"""pyHanko encrypts a document, for kyso to open.

usage: encrypt.py --kind rc4-40|rc4-128|aes-128|identity-strings|aes-256|aes-gcm|certificate [--mac] [--clear-metadata]
                  [--user-file FILE] [--owner-file FILE] [--certificate CERT.pem] IN OUT
"""

import argparse

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import (
    CryptFilterConfiguration,
    PubKeySecurityHandler,
    StandardAESCryptFilter,
    StandardSecurityHandler,
    StandardSecuritySettingsRevision,
)
from pyhanko.pdf_utils.crypt.api import IDENTITY
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

LEGACY = {
    "rc4-40": (StandardSecuritySettingsRevision.RC4_BASIC, 5, False),
    "rc4-128": (StandardSecuritySettingsRevision.RC4_EXTENDED, 16, False),
    "aes-128": (StandardSecuritySettingsRevision.RC4_OR_AES128, 16, True),
    "identity-strings": (StandardSecuritySettingsRevision.RC4_OR_AES128, 16, True),
}


def first_line(path):
    return open(path, encoding="utf-8").readline().rstrip("\n") if path else ""


def handler(args, first_id):
    user, owner = first_line(args.user_file), first_line(args.owner_file)
    if args.kind == "certificate":
        return PubKeySecurityHandler.build_from_certs(list(load_certs_from_pemder([args.certificate])))
    if args.kind in LEGACY:
        revision, length, aes = LEGACY[args.kind]
        options = {}
        if args.kind == "identity-strings":
            name = generic.NameObject("/StdCF")
            options["crypt_filter_config"] = CryptFilterConfiguration(
                {name: StandardAESCryptFilter(keylen=16)}, default_stream_filter=name, default_string_filter=IDENTITY
            )
        return StandardSecurityHandler.build_from_pw_legacy(
            revision, first_id, owner, user, keylen_bytes=length, use_aes128=aes,
            encrypt_metadata=not args.clear_metadata, **options,
        )
    return StandardSecurityHandler.build_from_pw(
        owner, user, use_gcm=args.kind == "aes-gcm", pdf_mac=args.mac, encrypt_metadata=not args.clear_metadata
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", required=True)
    for flag in ("mac", "clear-metadata"):
        parser.add_argument(f"--{flag}", action="store_true")
    for name in ("user-file", "owner-file", "certificate"):
        parser.add_argument(f"--{name}")
    parser.add_argument("input")
    parser.add_argument("output")
    args = parser.parse_args()
    with open(args.input, "rb") as source, open(args.output, "wb+") as target:
        writer = copy_into_new_writer(PdfFileReader(source, strict=False))
        writer._assign_security_handler(handler(args, writer.document_id[0].original_bytes))
        writer.write(target)


main()
