"""What else occurs."""

from cases import case
from sheet import one_page, page


def after(sheet, number, body, kind="table"):
    """One more revision with one more object."""
    sheet[number] = body
    return sheet.write(kind)


def revised(kinds):
    sheet = one_page()
    for turn, kind in enumerate(kinds):
        data = (
            sheet.write(kind)
            if turn == 0
            else after(sheet, 5, f"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Name/F{turn}>>", kind)
        )
    return data


def second_generation():
    """Page 3 gave way to page 6, and its number was taken again."""
    sheet = one_page()
    sheet.write("table")
    sheet[2], sheet[6], sheet.freed = "<</Type/Pages/Kids[6 0 R]/Count 1>>", page(), {3: 1}
    sheet.write("table")
    sheet[2], sheet[3], sheet.generations = "<</Type/Pages/Kids[3 1 R 6 0 R]/Count 2>>", page(), {3: 1}
    return sheet.write("table")


def usage_rights():
    """A form that Adobe's reader may fill: its permission is a signature in the catalog, in no field."""
    contents, numbers = "<" + "00" * 64 + ">", "[0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC]"
    reference = "<</Type/SigRef/TransformMethod/UR3/TransformParams<</Type/TransformParams/V/2.2/Form[/FillIn]>>>>"
    signature = f"/SubFilter/adbe.pkcs7.detached/ByteRange{numbers}/Contents{contents}/Reference[{reference}]"
    data = odd(catalog=f"/Perms<</UR3<</Type/Sig/Filter/Adobe.PPKLite{signature}>>>>").write("table")
    start = data.index(contents.encode())
    end = start + len(contents)
    return data.replace(numbers.encode(), f"[0 {start:<10} {end:<10} {len(data) - end:<10}]".encode())


def odd(**changes):
    sheet = one_page(changes.pop("catalog", ""), changes.pop("more", ""), changes.pop("header", "1.7"))
    for key, value in changes.items():
        setattr(sheet, key, value)
    return sheet


def oddities():
    case("odd-no-last-end-of-line", odd(end="").write("table"))
    case("odd-cr-lf", odd(eol="\r\n", end="\r\n").write("table"))
    case(
        "odd-junk-before-the-header",
        odd(before=b"X-Mail: gateway\n").write("table"),
        blind="pyHanko",
        because="it wants the header first",
    )
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
    for name, value in (
        ("adbe", "<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>"),
        ("esic", "<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>"),
        ("of-another", "<</GLGR<</BaseVersion/1.7/ExtensionLevel 1002>>>>"),
        ("null", "null"),
    ):
        case(f"odd-extensions-{name}", odd(catalog=f"/Extensions {value}").write("table"))
    sheet = odd(catalog="/Extensions 30 0 R")
    sheet[30] = "<</GLGR<</BaseVersion/1.7/ExtensionLevel 1002>>>>"
    case("odd-extensions-indirect", sheet.write("stream"))
    sheet = odd(catalog="/Perms 30 0 R")
    sheet[30] = "<<>>"
    case("odd-permissions-empty", sheet.write("table"))
    case("odd-usage-rights", usage_rights())
    case("odd-two-revisions-of-tables", revised(["table", "table"]))
    case("odd-five-revisions-of-streams", revised(["stream"] * 5))
    case("odd-hybrid-then-table", revised(["hybrid", "table"]), hybrid=True)
    case("odd-two-hybrid-revisions", revised(["hybrid", "hybrid"]), hybrid=True)
