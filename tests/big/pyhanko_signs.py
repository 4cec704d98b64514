"""pyHanko signs with a software key; prints the seconds from opening the document to the written result.

usage: pyhanko_signs.py P12 PASSPHRASE-FILE IN OUT
"""

import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers


def main():
    p12, passphrase, source, target = sys.argv[1:]
    with open(passphrase, "rb") as secret:
        signer = signers.SimpleSigner.load_pkcs12(p12, passphrase=secret.read())
    metadata = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    start = time.perf_counter()
    with open(source, "rb") as document, open(target, "w+b") as output:
        signers.sign_pdf(IncrementalPdfFileWriter(document), metadata, signer=signer, output=output)
    print(time.perf_counter() - start)


main()
