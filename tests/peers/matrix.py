"""Writes the files of tests/matrix.rs: every way in which PDFs differ that a signature has to get along with.

usage: matrix.py DOCUMENTS P12 PASSPHRASE_FILE CHAIN.pem INTO [--aes-gcm]

A file's name says what it is: group, producer or shape, storage. INTO/index.json gives for each what to expect: `forbidden`
(exit 8), `hybrid` (pyHanko reads it only without its strict syntax), `field` (an existing one to sign), and `blind`: the judge that
cannot see the signature, `because` of what.
"""

import json
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Permissions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers

from sheet import Sheet, one_page, page

CASES = {}


def case(name, data, **facts):
    assert name not in CASES, name
    CASES[name] = (data, facts)


def saved(pdf, **options):
    out = BytesIO()
    options.setdefault("deterministic_id", "encryption" not in options)
    pdf.save(out, **options)
    return out.getvalue()


def every_storage(name, make, **facts):
    """The same shape as a table, with streams, and as a hybrid file."""
    for kind in ("table", "stream", "hybrid"):
        case(f"{name}-{kind}", make().write(kind), hybrid=kind == "hybrid", **facts)


# Twenty producers, each stored in every way qpdf knows, and as a hybrid file.

STORAGES = {
    "as-made": None,
    "table": dict(object_stream_mode=ObjectStreamMode.disable),
    "object-streams": dict(object_stream_mode=ObjectStreamMode.generate),
    "linearized-table": dict(linearize=True, object_stream_mode=ObjectStreamMode.disable),
    "linearized-object-streams": dict(linearize=True, object_stream_mode=ObjectStreamMode.generate),
}


def text(value, **options):
    """An object as it is written; pikepdf gives numbers and the like as Python's own."""
    if isinstance(value, pikepdf.Object):
        return value.unparse(**options).decode("latin-1")
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def hybrid(path):
    """The document as Office writes it: what old readers can do without lies in an object stream they do not see."""
    pdf, sheet = pikepdf.open(path), Sheet()
    hidden = []
    for number in range(1, int(pdf.trailer.Size)):
        item = pdf.get_object(number, 0)
        if isinstance(item, pikepdf.Stream):
            head = "".join(f"{key} {text(value)}" for key, value in item.items() if key != "/Length")
            sheet[number] = (head, item.read_raw_bytes())
        else:
            sheet[number] = text(item, resolved=True)
            if isinstance(item, Dictionary) and item.get("/Type") not in (Name.Catalog, Name.Pages, Name.Page, Name.Font):
                hidden.append(number)
    sheet.trailer = "".join(f"{key} {text(value)}" for key, value in pdf.trailer.items() if key in ("/Root", "/Info", "/ID"))
    return sheet.write("hybrid", hidden)


def producers(documents):
    for path in documents:
        name = path.stem
        for storage, options in STORAGES.items():
            data = path.read_bytes() if options is None else saved(pikepdf.open(path), **options)
            case(f"producer-{name}-{storage}", data)
        case(f"producer-{name}-hybrid", hybrid(path), hybrid=True)


# Encryption: an empty user password, so that anybody may read, and an owner's.

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
        forbidding = {"no-change": Permissions(modify_other=False, modify_annotation=False, modify_form=False, modify_assembly=False),
                      "only-forms": Permissions(modify_other=False, modify_annotation=False)}
        for what, allow in forbidding.items():
            # R2 knows no permission for forms alone.
            if not (what == "only-forms" and options["R"] == 2):
                data = saved(pikepdf.open(chosen[0]), encryption=Encryption(owner="chu", user="", allow=allow, **options))
                case(f"encrypted-{handler}-{what}", data, forbidden="FORBIDDEN_PERMISSIONS")


def aes_gcm(documents):
    """ISO/TS 32003 (AES-GCM) and 32004 (an integrity code over the document), which pyHanko alone writes and reads."""
    for path in [path for path in documents if path.name[:2] in ("01", "06", "15")]:
        for name, gcm, mac in (("r7-aes-gcm", True, False), ("r7-aes-gcm-with-mac", True, True), ("r6-aes-256-with-mac", False, True)):
            writer = copy_into_new_writer(PdfFileReader(BytesIO(path.read_bytes())))
            writer.encrypt("chu", "", use_gcm=gcm, pdf_mac=mac)
            out = BytesIO()
            writer.write(out)
            facts = dict(blind="pdfsig", because="it knows no AES-GCM") if gcm else {}
            case(f"encrypted-{name}-{path.stem}", out.getvalue(), **facts)


# Page trees.


def tree(kids, root="", pages=None, header="1.7"):
    sheet = one_page(header=header)
    sheet[2] = f"<</Type/Pages/Kids[{kids}]/Count {pages or 1}{root}>>"
    return sheet


def deep(levels):
    sheet = tree("10 0 R")
    for level in range(levels):
        kid = "3 0 R" if level == levels - 1 else f"{11 + level} 0 R"
        sheet[10 + level] = f"<</Type/Pages/Parent {9 + level if level else 2} 0 R/Kids[{kid}]/Count 1>>"
    sheet[3] = page(parent=9 + levels)
    return sheet


def wide(count, fan=None):
    sheet = tree("", pages=count)
    numbers = [3] + list(range(100, 100 + count - 1))
    if fan is None:
        sheet[2] = f"<</Type/Pages/Kids[{' '.join(f'{n} 0 R' for n in numbers)}]/Count {count}>>"
        parents = {n: 2 for n in numbers}
    else:
        groups = [numbers[i : i + fan] for i in range(0, count, fan)]
        sheet[2] = f"<</Type/Pages/Kids[{' '.join(f'{10 + i} 0 R' for i in range(len(groups)))}]/Count {count}>>"
        for i, group in enumerate(groups):
            sheet[10 + i] = f"<</Type/Pages/Parent 2 0 R/Kids[{' '.join(f'{n} 0 R' for n in group)}]/Count {len(group)}>>"
        parents = {n: 10 + i for i, group in enumerate(groups) for n in group}
    for number in numbers:
        sheet[number] = page(parent=parents[number])
    return sheet


def inherited():
    box = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Rotate 90/CropBox[10 10 585 832]"
    sheet = tree("3 0 R", box)
    sheet[3] = "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"
    return sheet


def first_kid(kid):
    sheet = tree(f"{kid} 3 0 R", pages=1)
    sheet[20] = "<</Type/Pages/Parent 2 0 R/Kids[]/Count 0>>"
    return sheet


def off_origin():
    sheet = one_page()
    sheet[3] = page().replace("/MediaBox[0 0 595.2755905512 841.8897637795]", "/MediaBox[-300 -400.5 300 400.5]/CropBox[-280 -380.25 280 380.25]")
    return sheet


def page_trees():
    every_storage("pages-one", one_page)
    every_storage("pages-300-flat", lambda: wide(300))
    every_storage("pages-300-in-groups-of-8", lambda: wide(300, 8))
    every_storage("pages-40-levels-deep", lambda: deep(40))
    every_storage("pages-inherit-everything", inherited)
    every_storage("pages-off-origin", off_origin)
    every_storage("pages-first-kid-is-an-empty-group", lambda: first_kid("20 0 R"))
    every_storage("pages-rotated-with-user-unit", lambda: one_page(more="/Rotate 270/UserUnit 2"))
    for name, kid in (("null", "null"), ("dangling", "99 0 R")):
        for kind in ("table", "stream"):
            # pyHanko walks every kid and finds this one to be none; it can judge a single signature all the same.
            case(f"pages-first-kid-is-{name}-{kind}", first_kid(kid).write(kind))


# Forms and annotations.

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
    annotations = "/Annots 17 0 R" if "17 0 R" in catalog else f"/Annots[{'13 0 R' if field(13) else '15 0 R' if field(14) else '16 0 R' if field(16) else ''}]"
    sheet = one_page(catalog, annotations)
    sheet[10] = "<</Fields[]/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 0 Tf 0 g )>>"
    sheet[11] = "[]"
    sheet[12] = "<</Fields 11 0 R>>"
    sheet[13] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(SoVanBan)/V(12/QD-UBND)/Rect[60 700 260 720]/F 4/P 3 0 R/DA(/F1 12 Tf 0 g)>>"
    sheet[14] = "<</T(NguoiKy)/Kids[15 0 R]>>"
    sheet[15] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(ChucVu)/Parent 14 0 R/Rect[60 700 260 720]/F 4/P 3 0 R/DA(/F1 12 Tf 0 g)>>"
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


# Empty signature fields to sign.

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
    case("field-with-a-lock", empty_field("/Lock<</Type/SigFieldLock/Action/Include/Fields[(SoVanBan)]>>").write("table"), field=name)
    plain = BytesIO(empty_field().write("stream"))
    for handler in ("r3-rc4-128", "r4-aes-128", "r6-aes-256"):
        allow = Permissions(modify_other=False, modify_annotation=False)
        locked = Encryption(owner="chu", user="", allow=allow, **HANDLERS[handler])
        case(f"field-forms-alone-allowed-{handler}", saved(pikepdf.open(plain), encryption=locked), field=name)
    case("field-of-a-producer", next(path for path in documents if path.name[:2] == "05").read_bytes(), field=name)
    certified = dict(certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)
    case("field-certified-p2", signed(signer, empty_field().write("stream"), **certified), field=name)
    locked = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, fields=[name])
    case("field-locked", signed(signer, empty_field().write("table"), lock=locked), field=name, forbidden="FORBIDDEN_LOCK")


# Signatures that are there already.


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
        for permission, level in (("p1", fields.MDPPerm.NO_CHANGES), ("p2", fields.MDPPerm.FILL_FORMS), ("p3", fields.MDPPerm.ANNOTATE)):
            facts = dict(forbidden="FORBIDDEN_DOCMDP") if permission == "p1" else {}
            case(f"certified-{permission}-{path.stem}", signed(signer, data, certify=True, docmdp_permissions=level), **facts)
    first = chosen[0].read_bytes()
    case("signed-twice", signed(signer, signed(signer, first), name="ChuKySau"))
    case("signed-in-the-older-form", signed(signer, first, subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
    locks = {"all": (fields.FieldMDPAction.ALL, None), "include-another": (fields.FieldMDPAction.INCLUDE, ["SoVanBan"])}
    for what, (action, names) in locks.items():
        facts = dict(forbidden="FORBIDDEN_LOCK") if what == "all" else {}
        case(f"locked-{what}", signed(signer, first, lock=fields.FieldMDPSpec(action, fields=names)), **facts)
    for handler in ("r4-aes-128", "r6-aes-256"):
        case(f"signed-encrypted-{handler}", signed(signer, CASES[f"encrypted-{handler}-{chosen[0].stem}"][0]))


# PDF/A, PDF/UA and structure trees.


def claiming(path, part_a=None, part_ua=None):
    """The document with another claim in its metadata; nothing else about it changes what a signature has to do."""
    pdf = pikepdf.open(path)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if part_a:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = str(part_a), "B"
        if part_ua:
            metadata["{http://www.aiim.org/pdfua/ns/id/}part"] = str(part_ua)
    return pdf


def conformance(documents):
    by_number = {path.name[:2]: path for path in documents}
    a_2, ua = by_number["03"], by_number["04"]
    for part in (2, 3):
        for storage in ("table", "object-streams", "linearized-object-streams"):
            case(f"pdfa-{part}-{storage}", saved(claiming(a_2, part), **STORAGES[storage]))
    four = claiming(a_2, 4)
    del four.trailer.Info
    case("pdfa-4", saved(four, force_version="2.0", object_stream_mode=ObjectStreamMode.generate))
    for part in (1, 2):
        for storage in ("table", "object-streams"):
            case(f"pdfua-{part}-{storage}", saved(claiming(ua, part_ua=part), **STORAGES[storage]))
    case("pdfa-2-and-pdfua-1", saved(claiming(a_2, 2, 1)))
    for name, change in PARENT_TREES.items():
        for storage in ("table", "object-streams"):
            pdf = pikepdf.open(ua)
            change(pdf, pdf.Root.StructTreeRoot)
            case(f"tagged-parent-tree-{name}-{storage}", saved(pdf, **STORAGES[storage]))


def numbers(root):
    tree = root.ParentTree
    while "/Kids" in tree:
        tree = tree.Kids[-1]
    return list(tree.Nums)


def direct_tree(_, root):
    root.ParentTree = Dictionary(Nums=Array(numbers(root)))


def indirect_numbers(pdf, root):
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=pdf.make_indirect(Array(numbers(root)))))


def two_levels(pdf, root):
    found = numbers(root)
    pairs = [found[i : i + 2] for i in range(0, len(found), 2)]
    leaf = lambda pair: pdf.make_indirect(Dictionary(Nums=Array(pair), Limits=Array([pair[0], pair[0]])))
    middle = pdf.make_indirect(Dictionary(Kids=Array([leaf(pair) for pair in pairs]), Limits=Array([pairs[0][0], pairs[-1][0]])))
    root.ParentTree = pdf.make_indirect(Dictionary(Kids=Array([middle])))


def next_key(_, root):
    root.ParentTreeNextKey = 40


def several_elements(pdf, root):
    document = root.K[0]
    root.K = Array([document, pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=root))])


def element_alone(_, root):
    root.K = root.K[0]


PARENT_TREES = {
    "direct": direct_tree,
    "with-indirect-numbers": indirect_numbers,
    "of-two-levels": two_levels,
    "with-a-next-key": next_key,
    "beside-several-elements": several_elements,
    "below-one-element": element_alone,
}


# What else occurs.


def after(sheet, number, body, kind="table"):
    """One more revision with one more object."""
    sheet[number] = body
    return sheet.write(kind)


def revised(kinds):
    sheet = one_page()
    for turn, kind in enumerate(kinds):
        data = sheet.write(kind) if turn == 0 else after(sheet, 5, f"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Name/F{turn}>>", kind)
    return data


def second_generation():
    """Page 3 gave way to page 6, and its number was taken again."""
    sheet = one_page()
    sheet.write("table")
    sheet[2], sheet[6], sheet.freed = "<</Type/Pages/Kids[6 0 R]/Count 1>>", page(), {3: 1}
    sheet.write("table")
    sheet[2], sheet[3], sheet.generations = "<</Type/Pages/Kids[3 1 R 6 0 R]/Count 2>>", page(), {3: 1}
    return sheet.write("table")


def odd(**changes):
    sheet = one_page(changes.pop("catalog", ""), changes.pop("more", ""), changes.pop("header", "1.7"))
    for key, value in changes.items():
        setattr(sheet, key, value)
    return sheet


def oddities():
    case("odd-no-last-end-of-line", odd(end="").write("table"))
    case("odd-cr-lf", odd(eol="\r\n", end="\r\n").write("table"))
    case("odd-junk-before-the-header", odd(before=b"X-Mail: gateway\n").write("table"), blind="pyHanko", because="it wants the header first")
    case("odd-trailing-newlines", odd(end="\n\n\n\n").write("stream"))
    case("odd-size-too-small", odd(size=4).write("table"), blind="pyHanko", because="it refuses such a /Size")
    case("odd-no-id", odd(trailer="/Root 1 0 R").write("table"))
    case("odd-private-trailer-keys", odd(trailer="/Root 1 0 R/DocChecksum/AB12/X#20Y(z)/ID[<01><02>]").write("table"))
    case("odd-page-of-a-later-generation", second_generation())
    case("odd-objects-far-apart", odd(objects={**one_page().objects, 70000: "null"}).write("stream"))
    case("odd-stream-section-without-object-streams", odd().write("stream", []))
    case("odd-page-in-an-object-stream-catalog-in-the-file", odd().write("stream", [3]))
    case("odd-comments-in-the-page", odd(more=" % A4\n/Tabs/S % order\n").write("table"))
    case("odd-page-keys-twice", odd(more="/Annots[]/Annots[]").write("table"))
    case("odd-version-2-in-the-catalog", odd(catalog="/Version/2.0").write("table"))
    case("odd-version-1-2", odd(header="1.2").write("table"))
    for name, value in (("adbe", "<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>"), ("esic", "<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"),
                        ("of-another", "<</GLGR<</BaseVersion/1.7/ExtensionLevel 1002>>>>"), ("null", "null")):
        case(f"odd-extensions-{name}", odd(catalog=f"/Extensions {value}").write("table"))
    sheet = odd(catalog="/Extensions 30 0 R")
    sheet[30] = "<</GLGR<</BaseVersion/1.7/ExtensionLevel 1002>>>>"
    case("odd-extensions-indirect", sheet.write("stream"))
    sheet = odd(catalog="/Perms 30 0 R")
    sheet[30] = "<<>>"
    case("odd-permissions-empty", sheet.write("table"))
    case("odd-two-revisions-of-tables", revised(["table", "table"]))
    case("odd-five-revisions-of-streams", revised(["stream"] * 5))
    case("odd-hybrid-then-table", revised(["hybrid", "table"]), hybrid=True)
    case("odd-two-hybrid-revisions", revised(["hybrid", "hybrid"]), hybrid=True)


def main():
    documents, p12, passphrase, chain, into = sys.argv[1:6]
    documents = sorted(Path(documents).glob("*.pdf"))
    signer = signers.SimpleSigner.load_pkcs12(p12, passphrase=open(passphrase, "rb").read().strip(), ca_chain_files=[chain])
    producers(documents)
    encryption(documents)
    page_trees()
    forms()
    existing_fields(documents, signer)
    signatures(documents, signer)
    conformance(documents)
    oddities()
    if "--aes-gcm" in sys.argv:
        aes_gcm(documents)
    into = Path(into)
    into.mkdir(parents=True, exist_ok=True)
    for name, (data, _) in CASES.items():
        (into / f"{name}.pdf").write_bytes(data)
    (into / "index.json").write_text(json.dumps({name: facts for name, (_, facts) in CASES.items()}, indent=1))


main()
