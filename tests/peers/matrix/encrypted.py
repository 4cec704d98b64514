"""Encryption: an empty user password, so that anybody may read, and an owner's."""

from io import BytesIO

import pikepdf
from pikepdf import Encryption, Permissions
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from cases import case, saved

HANDLERS = {
    "r2-rc4-40": dict(R=2, aes=False, metadata=False),
    "r3-rc4-128": dict(R=3, aes=False, metadata=False),
    "r4-rc4-128": dict(R=4, aes=False, metadata=False),
    "r4-aes-128": dict(R=4, aes=True, metadata=True),
    "r4-aes-128-clear-metadata": dict(R=4, aes=True, metadata=False),
    "r5-aes-256": dict(R=5, aes=True, metadata=True),
    "r6-aes-256": dict(R=6, aes=True, metadata=True),
    "r6-aes-256-clear-metadata": dict(R=6, aes=True, metadata=False),
}


def encryption(documents):
    chosen = [path for path in documents if path.name[:2] in ("01", "04", "05", "06", "14", "15")]
    for handler, options in HANDLERS.items():
        for path in chosen:
            pdf = pikepdf.open(path)
            linearize = path.name.startswith("14")
            # Without the permission to assemble, revision 2 allows no change at all.
            locked = Encryption(owner="chu", user="", allow=Permissions(modify_assembly=True), **options)
            data = saved(pdf, encryption=locked, linearize=linearize)
            facts = dict(blind="pyHanko", because="of AES-256 it knows revision 6 alone") if options["R"] == 5 else {}
            case(f"encrypted-{handler}-{path.stem}", data, **facts)
        forbidding = {
            "no-change": Permissions(
                modify_other=False, modify_annotation=False, modify_form=False, modify_assembly=False
            ),
            "only-forms": Permissions(modify_other=False, modify_annotation=False),
        }
        for what, allow in forbidding.items():
            # R2 knows no permission for forms alone.
            if not (what == "only-forms" and options["R"] == 2):
                data = saved(
                    pikepdf.open(chosen[0]), encryption=Encryption(owner="chu", user="", allow=allow, **options)
                )
                case(f"encrypted-{handler}-{what}", data, forbidden="FORBIDDEN_PERMISSIONS")


def aes_gcm(documents):
    """ISO/TS 32003 (AES-GCM) and 32004 (an integrity code over the document), which pyHanko alone writes and reads."""
    for path in [path for path in documents if path.name[:2] in ("01", "06", "15")]:
        for name, gcm, mac in (
            ("r7-aes-gcm", True, False),
            ("r7-aes-gcm-with-mac", True, True),
            ("r6-aes-256-with-mac", False, True),
        ):
            writer = copy_into_new_writer(PdfFileReader(BytesIO(path.read_bytes())))
            writer.encrypt("chu", "", use_gcm=gcm, pdf_mac=mac)
            out = BytesIO()
            writer.write(out)
            case(f"encrypted-{name}-{path.stem}", out.getvalue())
