"""Page trees."""

from cases import case, every_storage
from sheet import one_page, page


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
            sheet[10 + i] = (
                f"<</Type/Pages/Parent 2 0 R/Kids[{' '.join(f'{n} 0 R' for n in group)}]/Count {len(group)}>>"
            )
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
    sheet[3] = page().replace(
        "/MediaBox[0 0 595.2755905512 841.8897637795]",
        "/MediaBox[-300 -400.5 300 400.5]/CropBox[-280 -380.25 280 380.25]",
    )
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
