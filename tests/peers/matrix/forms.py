"""Forms and annotations."""

from io import BytesIO

import pikepdf
from pikepdf import Encryption

from cases import case, saved
from sheet import one_page, page

FORMS = {
    "absent": "",
    "direct": "/AcroForm<</Fields[]>>",
    "empty": "/AcroForm<<>>",
    "null": "/AcroForm null",
    "dangling": "/AcroForm 99 0 R",
    "indirect": "/AcroForm 10 0 R",
    "indirect-fields": "/AcroForm<</Fields 11 0 R>>",
    "indirect-both": "/AcroForm 12 0 R",
    "fields-null": "/AcroForm<</Fields null/DA(/Helv 0 Tf 0 g )>>",
    "fields-dangling": "/AcroForm<</Fields 99 0 R>>",
    "text-field": "/AcroForm<</Fields[13 0 R]/DA(/Helv 0 Tf 0 g )>>",
    "need-appearances": "/AcroForm<</Fields[13 0 R]/NeedAppearances true/DA(/Helv 0 Tf 0 g )>>",
    "nested-fields": "/AcroForm<</Fields[14 0 R]>>",
    "empty-signature-field": "/AcroForm<</Fields[16 0 R]/SigFlags 1>>",
    "fields-are-the-annotations": "/AcroForm<</Fields 17 0 R>>",
    "names-with-escapes": "/Acro#46orm<</F#69elds[13 0 R]/DA(/Helv 0 Tf 0 g )>>",
    "named-twice": "/AcroForm null/AcroForm<</Fields[]>>",
}


def form(catalog):
    field = lambda number: f"{number} 0 R" in catalog or ("17 0 R" in catalog and number == 13)
    annotations = (
        "/Annots 17 0 R"
        if "17 0 R" in catalog
        else f"/Annots[{'13 0 R' if field(13) else '15 0 R' if field(14) else '16 0 R' if field(16) else ''}]"
    )
    sheet = one_page(catalog, annotations)
    sheet[10] = "<</Fields[]/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 0 Tf 0 g )>>"
    sheet[11] = "[]"
    sheet[12] = "<</Fields 11 0 R>>"
    sheet[13] = (
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(SoVanBan)/V(12/QD-UBND)/Rect[60 700 260 720]/F 4/P 3 0 R/DA(/F1 12 Tf 0 g)>>"
    )
    sheet[14] = "<</T(NguoiKy)/Kids[15 0 R]>>"
    sheet[15] = (
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(ChucVu)/Parent 14 0 R/Rect[60 700 260 720]/F 4/P 3 0 R/DA(/F1 12 Tf 0 g)>>"
    )
    sheet[16] = "<</Type/Annot/Subtype/Widget/FT/Sig/T(ChuKyLanhDao)/Rect[300 200 500 260]/F 4/P 3 0 R>>"
    sheet[17] = "[13 0 R]"
    return sheet


ANNOTATIONS = {
    "direct": "[21 0 R]",
    "indirect": "20 0 R",
    "null": "null",
    "dangling": "99 0 R",
    "with-nulls": "[null 21 0 R null]",
    "direct-dictionaries": "[<</Type/Annot/Subtype/Link/Rect[60 700 260 720]/Border[0 0 0]/A<</S/URI/URI(https://example.vn/)>>>>]",
    "indirect-with-direct-dictionaries": "22 0 R",
}


def annotated(value, pages=1):
    sheet = one_page(more=f"/Annots {value}")
    if pages == 2:
        sheet[2] = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
        sheet[6] = page(more=f"/Annots {value}")
    link = "<</Type/Annot/Subtype/Link/Rect[60 700 260 720]/Border[0 0 0]/A<</S/URI/URI(https://example.vn/)>>>>"
    sheet[20], sheet[21], sheet[22] = "[21 0 R]", link, f"[{link}]"
    return sheet


def forms():
    for name, catalog in FORMS.items():
        for kind in ("table", "stream"):
            case(f"form-{name}-{kind}", form(catalog).write(kind))
    case("form-hidden-from-old-readers", form(FORMS["indirect"]).write("hybrid", [10, 11, 12]), hybrid=True)
    case("form-fields-hidden-from-old-readers", form(FORMS["text-field"]).write("hybrid", [13, 14, 15]), hybrid=True)
    for name, value in ANNOTATIONS.items():
        for kind in ("table", "stream"):
            case(f"annotations-{name}-{kind}", annotated(value).write(kind))
        locked = pikepdf.open(BytesIO(annotated(value).write("table")))
        case(f"annotations-{name}-encrypted", saved(locked, encryption=Encryption(owner="chu", user="", R=6)))
    for kind in ("table", "stream"):
        case(f"annotations-shared-by-two-pages-{kind}", annotated("20 0 R", 2).write(kind))
