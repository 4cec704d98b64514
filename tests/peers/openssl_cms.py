"""A PDF whose CMS was made by OpenSSL: pyHanko only keeps the place.

usage: openssl_cms.py CERT.pem KEY.pem CHAIN.pem IN OUT
"""

import subprocess
import sys
import tempfile
from datetime import datetime, timezone

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.pdf_utils.generic import pdf_date, pdf_name


class Place(PdfSignedData):
    def __init__(self):
        super().__init__(obj_type=pdf_name("/Sig"), subfilter=SigSeedSubFilter.PADES, bytes_reserved=16384)
        self["/M"] = pdf_date(datetime.now(timezone.utc))


def main():
    certificate, key, chain, source, target = sys.argv[1:]
    with open(source, "rb") as handle:
        writer = IncrementalPdfFileWriter(handle, strict=False)
        steps = cms_embedder.PdfCMSEmbedder().write_cms(field_name="OpenSSL", writer=writer)
        next(steps)
        steps.send(cms_embedder.SigObjSetup(sig_placeholder=Place()))
        prepared, output = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256"))
        data = output.getvalue()
        with tempfile.NamedTemporaryFile() as content:
            content.write(data[: prepared.reserved_region_start] + data[prepared.reserved_region_end :])
            content.flush()
            command = ["openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER"]
            command += ["-nosmimecap", "-signer", certificate, "-inkey", key, "-certfile", chain, "-in", content.name]
            cms = subprocess.run(command, check=True, capture_output=True).stdout
        steps.send(cms)
    with open(target, "wb") as handle:
        handle.write(output.getvalue())


main()
