"""What a signature may have cost a PDF/A or PDF/UA file: named rules, read with qpdf's eyes (pikepdf).

usage: conformance.py BEFORE AFTER [BEFORE AFTER ...]

One JSON line a pair: the claims of the file, how many rules were asked, and those that are broken with what was found.
Each rule is asked of what the update added or changed; what the input itself did wrong is not its matter.
"""

import json
import re
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name

RULES = []
HIDING = {"Invisible": 1, "Hidden": 2, "NoView": 32, "ToggleNoView": 256}
PRINT = 4


def rule(name, clause, when):
    def keep(function):
        RULES.append((name, clause, when, function))
        return function

    return keep


def pdf_a(case):
    return case.part_a is not None


def pdf_a_1(case):
    return case.part_a == 1


def pdf_ua_1(case):
    return case.part_ua == 1


def pdf_ua_2(case):
    return case.part_ua == 2


def tagged_first(case):
    return case.tagged and case.first and case.part_ua != 2


def always(_):
    return True


class Case:
    """A file before and after an update."""

    def __init__(self, before, after):
        self.old_bytes, self.new_bytes = open(before, "rb").read(), open(after, "rb").read()
        self.tail = self.new_bytes[len(self.old_bytes) :]
        self.old, self.new = pikepdf.open(before), pikepdf.open(after)
        xmp = self.xmp(self.old)
        part = lambda standard: next((int(n) for n in re.findall(standard + rb"id:part\W+(\d)", xmp)), None)
        self.part_a, self.part_ua = part(b"pdfa"), part(b"pdfua")
        self.tagged = (
            bool(self.old.Root.get("/MarkInfo", {}).get("/Marked", False)) and "/StructTreeRoot" in self.old.Root
        )
        known = {field.objgen for field in self.fields(self.old)}
        self.first = not any("/V" in field for field in self.fields(self.old) if field.get("/FT") == Name.Sig)
        self.added = [field for field in self.fields(self.new) if field.objgen not in known]

    @staticmethod
    def xmp(pdf):
        return pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""

    @staticmethod
    def fields(pdf):
        form = pdf.Root.get("/AcroForm")
        todo = list(form.get("/Fields", [])) if isinstance(form, Dictionary) else []
        while todo:
            field = todo.pop()
            if isinstance(field, Dictionary):
                yield field
                todo.extend(kid for kid in field.get("/Kids", []) if "/T" in kid)

    def page(self, widget):
        return next(page for page in self.new.pages if any(same(a, widget) for a in page.obj.get("/Annots", [])))


def same(one, other):
    return isinstance(one, Dictionary) and one.objgen == other.objgen != (0, 0)


@rule("input-is-a-prefix", "ISO 32000-2 7.5.6", always)
def _(case):
    if not case.new_bytes.startswith(case.old_bytes):
        yield "an earlier byte was changed"


@rule("id-kept", "ISO 32000-2 14.4", always)
def _(case):
    old, new = (pdf.trailer.get("/ID") for pdf in (case.old, case.new))
    if (old is None) != (new is None) or (old is not None and [bytes(x) for x in old] != [bytes(x) for x in new]):
        yield "/ID changed"


@rule("metadata-kept", "ISO 19005-1 6.7.3", always)
def _(case):
    if case.xmp(case.old) != case.xmp(case.new):
        yield "XMP changed"
    if dict(case.old.docinfo) != dict(case.new.docinfo):
        yield "document information changed"


@rule("version-kept", "ISO 32000-2 7.2.2", always)
def _(case):
    if case.old.Root.get("/Version") != case.new.Root.get("/Version"):
        yield "/Version changed"


@rule("page-attributes-kept", "ISO 32000-2 7.7.3.4", always)
def _(case):
    for number, (old, new) in enumerate(zip(case.old.pages, case.new.pages), 1):
        gone = set(old.obj.keys()) ^ set(new.obj.keys())
        if gone - {"/Annots", "/Tabs"}:
            yield f"page {number}: {sorted(gone)}"


@rule("widget-prints", "ISO 19005-1 6.5.3, -2 6.3.2, -4 6.3.2", pdf_a)
def _(case):
    for widget in case.added:
        if not int(widget.get("/F", 0)) & PRINT:
            yield f"/F {widget.get('/F')}"


@rule("widget-is-not-hidden", "ISO 19005-1 6.5.3, -2 6.3.2, -4 6.3.2", pdf_a)
def _(case):
    for widget in case.added:
        yield from (name for name, bit in HIDING.items() if int(widget.get("/F", 0)) & bit)


@rule("widget-appearance-is-one-form", "ISO 19005-1 6.5.3, 6.9, -2 6.3.3", pdf_a)
def _(case):
    for widget in case.added:
        appearance = widget.get("/AP")
        left, bottom, right, top = (float(x) for x in widget.Rect)
        if appearance is None and case.part_a > 1 and left == right and bottom == top:
            continue
        if appearance is None or list(appearance.keys()) != ["/N"]:
            yield f"/AP {appearance and list(appearance.keys())}"
        elif (
            appearance.N.get("/Subtype") != Name.Form or "/Resources" not in appearance.N or "/BBox" not in appearance.N
        ):
            yield "/N is no form XObject with /BBox and /Resources"


@rule("appearance-fonts-are-embedded", "ISO 19005-1 6.3.4", pdf_a)
def _(case):
    for widget in case.added:
        fonts = widget.AP.N.Resources.get("/Font", {}) if "/AP" in widget else {}
        for name, font in fonts.items():
            described = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = described.get("/FontDescriptor", {})
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield str(name)


@rule("appearance-is-opaque", "ISO 19005-1 6.4", pdf_a_1)
def _(case):
    for widget in case.added:
        form = widget.AP.N if "/AP" in widget else {}
        if "/Group" in form:
            yield "a transparency group"
        for state in form.get("/Resources", {}).get("/ExtGState", {}).values():
            if state.get("/SMask", Name("/None")) != Name("/None"):
                yield "a soft mask"


@rule("no-actions", "ISO 19005-1 6.6.1, 6.9, -2 6.4.1", pdf_a)
def _(case):
    for widget in case.added:
        yield from (key for key in ("/A", "/AA") if key in widget)


@rule("no-need-for-appearances", "ISO 19005-1 6.9, -2 6.4.1", pdf_a)
def _(case):
    if case.new.Root.AcroForm.get("/NeedAppearances", False):
        yield "/NeedAppearances true"


@rule("no-stream-sections", "ISO 19005-1 6.1.4", pdf_a_1)
def _(case):
    for kind in (b"/XRef", b"/ObjStm"):
        if re.search(rb"/Type\s*" + kind, case.tail) and not re.search(rb"/Type\s*" + kind, case.old_bytes):
            yield kind.decode()


@rule("no-encryption", "ISO 19005-1 6.1.3, -2 6.1.3", pdf_a)
def _(case):
    if "/Encrypt" in case.new.trailer:
        yield "/Encrypt"


@rule("strings-within-limits", "ISO 19005-1 6.1.12, -2 6.1.13", lambda case: case.part_a in (1, 2, 3))
def _(case):
    limit = 65535 if case.part_a == 1 else 32767
    for field in case.added:
        longest = max(len(bytes(value)) for value in field.V.values() if isinstance(value, pikepdf.String))
        if longest > limit:
            yield f"{longest} bytes"


@rule("permissions-are-plain", "ISO 19005-2 6.1.12", lambda case: (case.part_a or 0) >= 2)
def _(case):
    if set(case.new.Root.get("/Perms", {}).keys()) - {"/UR3", "/DocMDP"}:
        yield "/Perms"
    for field in case.added:
        for reference in field.V.get("/Reference", []):
            yield from (key for key in ("/DigestLocation", "/DigestMethod", "/DigestValue") if key in reference)


@rule("element-reached-from-the-root", "ISO 32000-2 14.7.2, 14.8.4.8.3", tagged_first)
def _(case):
    for widget in case.added:
        if not any(same(item.get("/Obj"), widget) for _, item in object_references(case.new)):
            yield "no /OBJR leads to the widget"


@rule("element-reached-from-the-widget", "ISO 32000-2 14.7.5.4", tagged_first)
def _(case):
    found = parent_tree(case.new.Root.StructTreeRoot)
    for widget in case.added:
        element = found.get(int(widget.get("/StructParent", -1)))
        if element is None or not any(
            same(item.get("/Obj"), widget) and same(parent, element) for parent, item in object_references(case.new)
        ):
            yield f"/StructParent {widget.get('/StructParent')}"


@rule("element-is-a-form", "ISO 14289-1 7.18.4, ISO 32000-2 14.8.4.8.3", tagged_first)
def _(case):
    for widget in case.added:
        for element, item in object_references(case.new):
            if same(item.get("/Obj"), widget):
                if element.get("/S") != Name.Form or not same(element.get("/Pg"), case.page(widget).obj):
                    yield f"/S {element.get('/S')}"
                if not any(same(kid, element) for kid in kids(element.P)):
                    yield "/P does not hold it"


@rule("parent-tree-is-ordered", "ISO 32000-2 7.9.7", tagged_first)
def _(case):
    yield from disorder(case.new.Root.StructTreeRoot.ParentTree, True)
    keys, old = parent_tree(case.new.Root.StructTreeRoot), parent_tree(case.old.Root.StructTreeRoot)
    if not set(old) < set(keys):
        yield "a key was lost"
    if int(case.new.Root.StructTreeRoot.get("/ParentTreeNextKey", 0)) <= max(keys):
        yield "/ParentTreeNextKey is not above every key"


@rule("structure-kept-after-a-signature", "ISO 32000-2 12.8.2.2", lambda case: case.tagged and not case.first)
def _(case):
    if len(list(object_references(case.old))) != len(list(object_references(case.new))):
        yield "the structure tree was changed"
    yield from ("/StructParent" for widget in case.added if "/StructParent" in widget)


@rule("untagged-widget-is-outside", "ISO 14289-1 7.18.1", lambda case: pdf_ua_1(case) and not case.first)
def _(case):
    for widget in case.added:
        left, bottom, right, top = (float(x) for x in case.page(widget).cropbox)
        x1, y1, x2, y2 = (float(x) for x in widget.Rect)
        if not (x2 <= left or y2 <= bottom or x1 >= right or y1 >= top):
            yield str(list(widget.Rect))


@rule("sizeless-widget-is-an-artifact", "ISO 14289-2 8.9.2.4.13", pdf_ua_2)
def _(case):
    for widget in case.added:
        if "/StructParent" in widget or any(same(item.get("/Obj"), widget) for _, item in object_references(case.new)):
            yield "it is in the structure tree"


@rule("alternate-name", "ISO 14289-1 7.18.1", lambda case: case.part_ua is not None)
def _(case):
    yield from ("no /TU" for widget in case.added if not str(widget.get("/TU", "")))


@rule("tab-order-by-structure", "ISO 14289-1 7.18.3", lambda case: case.part_ua is not None and case.first)
def _(case):
    for widget in case.added:
        if case.page(widget).obj.get("/Tabs") is None:
            yield "no /Tabs"


def kids(element):
    inner = element.get("/K", Array())
    return list(inner) if isinstance(inner, Array) else [inner]


def object_references(pdf):
    """Every /OBJR that the root leads to, with its element."""
    todo, seen = [pdf.Root.StructTreeRoot], set()
    while todo:
        element = todo.pop()
        if element.objgen in seen:
            continue
        seen.add(element.objgen)
        for kid in kids(element):
            if not isinstance(kid, Dictionary):
                continue
            if kid.get("/Type") == Name.OBJR:
                yield element, kid
            elif "/S" in kid:
                todo.append(kid)


def parent_tree(root):
    found, todo = {}, [root.get("/ParentTree", Dictionary())]
    while todo:
        node = todo.pop()
        todo.extend(node.get("/Kids", []))
        numbers = list(node.get("/Nums", []))
        found.update((int(key), value) for key, value in zip(numbers[::2], numbers[1::2]))
    return found


def disorder(node, is_root):
    """What is wrong with the order and the limits of a number tree."""
    keys = sorted(parent_tree(Dictionary(ParentTree=node)))
    numbers = [int(key) for key in list(node.get("/Nums", []))[::2]]
    if numbers != sorted(set(numbers)):
        yield "keys out of order"
    if not is_root and [int(x) for x in node.Limits] != [keys[0], keys[-1]]:
        yield f"/Limits {list(node.Limits)} of {keys[0]} to {keys[-1]}"
    for kid in node.get("/Kids", []):
        yield from disorder(kid, False)


def main():
    paths = sys.argv[1:]
    for before, after in zip(paths[::2], paths[1::2]):
        case = Case(before, after)
        asked = [(name, clause, list(check(case))) for name, clause, when, check in RULES if when(case)]
        broken = {name: {"clause": clause, "found": found} for name, clause, found in asked if found}
        claims = {"pdf_a": case.part_a, "pdf_ua": case.part_ua, "tagged": case.tagged}
        print(json.dumps({"file": after, "claims": claims, "asked": len(asked), "broken": broken}), flush=True)


main()
