"""Empty signature fields to sign."""

from io import BytesIO

import pikepdf
from pikepdf import Encryption, Permissions
from pyhanko.sign import fields

from cases import case, every_storage, saved
from encrypted import HANDLERS
from sheet import one_page
from signed import signed

FIELD = "/Type/Annot/Subtype/Widget/Rect[300 200 500 260]/F 4/P 3 0 R"


def empty_field(value="", header="1.7"):
    sheet = one_page("/AcroForm<</Fields[10 0 R]/SigFlags 1>>", "/Annots[10 0 R]", header)
    sheet[10] = f"<<{FIELD}/FT/Sig/T(ChuKyLanhDao){value}>>"
    return sheet


def field_and_widget():
    sheet = one_page("/AcroForm<</Fields[11 0 R]>>", "/Annots[10 0 R]")
    sheet[10], sheet[11] = f"<<{FIELD}/Parent 11 0 R>>", "<</FT/Sig/T(ChuKyLanhDao)/Kids[10 0 R]>>"
    return sheet


def nested_field():
    sheet = one_page("/AcroForm 12 0 R", "/Annots[10 0 R]")
    sheet[10], sheet[11] = f"<<{FIELD}/T(LanhDao)/Parent 11 0 R>>", "<</FT/Sig/T(ChuKy)/Kids[10 0 R]>>"
    sheet[12] = "<</Fields[11 0 R]>>"
    return sheet


def existing_fields(documents, signer):
    name = "ChuKyLanhDao"
    every_storage("field-empty", empty_field, field=name)
    for kind in ("table", "stream"):
        blind = dict(blind="pdfsig", because="it takes a widget with a /Parent for a field of its own, without /V")
        case(f"field-with-a-widget-of-its-own-{kind}", field_and_widget().write(kind), field=name, **blind)
        case(f"field-in-a-tree-{kind}", nested_field().write(kind), field="ChuKy.LanhDao")
    case("field-with-a-null-value", empty_field("/V null").write("table"), field=name)
    case("field-with-a-dangling-value", empty_field("/V 99 0 R").write("table"), field=name)
    case(
        "field-with-a-lock",
        empty_field("/Lock<</Type/SigFieldLock/Action/Include/Fields[(SoVanBan)]>>").write("table"),
        field=name,
    )
    plain = BytesIO(empty_field().write("stream"))
    for handler in ("r3-rc4-128", "r4-aes-128", "r6-aes-256"):
        allow = Permissions(modify_other=False, modify_annotation=False)
        locked = Encryption(owner="chu", user="", allow=allow, **HANDLERS[handler])
        case(f"field-forms-alone-allowed-{handler}", saved(pikepdf.open(plain), encryption=locked), field=name)
    case("field-of-a-producer", next(path for path in documents if path.name[:2] == "05").read_bytes(), field=name)
    certified = dict(certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    case("field-certified-p2", signed(signer, empty_field().write("stream"), **certified), field=name)
    locked = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, fields=[name])
    case(
        "field-locked",
        signed(signer, empty_field().write("table"), lock=locked),
        field=name,
        forbidden="FORBIDDEN_LOCK",
    )
