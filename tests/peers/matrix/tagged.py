"""PDF/A, PDF/UA and structure trees."""

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from cases import STORAGES, case, saved


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
    middle = pdf.make_indirect(
        Dictionary(Kids=Array([leaf(pair) for pair in pairs]), Limits=Array([pairs[0][0], pairs[-1][0]]))
    )
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
