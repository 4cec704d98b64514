"""Signatures that are there already."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from cases import CASES, case


def signed(signer, data, name="ChuKyTruoc", **options):
    box = options.pop("box", None)
    lock = options.pop("lock", None)
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    if writer.prev.encrypted:
        writer.encrypt("")
    spec = fields.SigFieldSpec(name, box=box, field_mdp_spec=lock)
    options = {"subfilter": fields.SigSeedSubFilter.PADES, "md_algorithm": "sha256", **options}
    metadata = signers.PdfSignatureMetadata(field_name=name, **options)
    return signers.PdfSigner(metadata, signer=signer, new_field_spec=spec).sign_pdf(writer).getvalue()


def signatures(documents, signer):
    chosen = [path for path in documents if path.name[:2] in ("01", "02", "04", "06", "07", "15", "17")]
    for path in chosen:
        data = path.read_bytes()
        case(f"signed-{path.stem}", signed(signer, data))
        case(f"signed-visibly-{path.stem}", signed(signer, data, box=(60, 60, 260, 120)))
        for permission, level in (
            ("p1", fields.MDPPerm.NO_CHANGES),
            ("p2", fields.MDPPerm.FILL_FORMS),
            ("p3", fields.MDPPerm.ANNOTATE),
        ):
            facts = dict(forbidden="FORBIDDEN_DOCMDP") if permission == "p1" else {}
            case(
                f"certified-{permission}-{path.stem}",
                signed(signer, data, certify=True, docmdp_permissions=level),
                **facts,
            )
    first = chosen[0].read_bytes()
    case("signed-twice", signed(signer, signed(signer, first), name="ChuKySau"))
    case("signed-in-the-older-form", signed(signer, first, subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
    locks = {"all": (fields.FieldMDPAction.ALL, None), "include-another": (fields.FieldMDPAction.INCLUDE, ["SoVanBan"])}
    for what, (action, names) in locks.items():
        facts = dict(forbidden="FORBIDDEN_LOCK") if what == "all" else {}
        case(f"locked-{what}", signed(signer, first, lock=fields.FieldMDPSpec(action, fields=names)), **facts)
    for handler in ("r4-aes-128", "r6-aes-256"):
        case(f"signed-encrypted-{handler}", signed(signer, CASES[f"encrypted-{handler}-{chosen[0].stem}"][0]))
