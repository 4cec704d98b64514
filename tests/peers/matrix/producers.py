"""Twenty producers, each stored in every way qpdf knows, and as a hybrid file."""

import pikepdf
from pikepdf import Dictionary, Name

from cases import STORAGES, case, saved
from sheet import Sheet


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
            if isinstance(item, Dictionary) and item.get("/Type") not in (
                Name.Catalog,
                Name.Pages,
                Name.Page,
                Name.Font,
            ):
                hidden.append(number)
    sheet.trailer = "".join(
        f"{key} {text(value)}" for key, value in pdf.trailer.items() if key in ("/Root", "/Info", "/ID")
    )
    return sheet.write("hybrid", hidden)


def producers(documents):
    for path in documents:
        name = path.stem
        for storage, options in STORAGES.items():
            data = path.read_bytes() if options is None else saved(pikepdf.open(path), **options)
            case(f"producer-{name}-{storage}", data)
        case(f"producer-{name}-hybrid", hybrid(path), hybrid=True)
