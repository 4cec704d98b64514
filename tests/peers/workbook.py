#!/usr/bin/env python3
"""Reads a workbook of `kyso stats --format xlsx` with openpyxl, beside the JSON of the same figures.

Every cell's stored value is the figure; every formula, computed here from the cells it names, gives the stored value; no
cell but ours holds a formula. Given a second workbook (the same one, computed anew by an office suite), its values are the
same again.

usage: workbook.py BOOK.xlsx FIGURES.json [RECOMPUTED.xlsx]
"""
import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

from openpyxl import load_workbook

HEADING = 4
SHEETS = {"Báo cáo": "rows", "Nhóm": "groups"}
KEYS = {
    "Hạng": "rank",
    "Cơ quan": "name",
    "Mã": "agency",
    "Nhóm": "group",
    "Văn bản đi": "documents",
    "Điện tử": "electronic",
    "% điện tử": "electronic_rate",
    "Lãnh đạo ký": "declared_leader_signed",
    "Cơ quan ký": "declared_agency_signed",
    "Ký đủ cả hai": "fully_signed",
    "Đã ký số": "signed",
    "% ký đủ": "fully_signed_rate",
    "% ký số": "signed_rate",
    "Chỉ tiêu": "target",
    "Chỉ tiêu chưa đạt": "misses",
    "Điểm": "score",
    "% lãnh đạo ký": "leader_signed_rate",
    "% cơ quan ký": "agency_signed_rate",
    "Kỳ trước": "previous",
    "Tăng, giảm": "delta",
    "Hồ sơ": "dossiers",
    "Hồ sơ điện tử": "dossiers_electronic",
    "% hồ sơ điện tử": "dossier_rate",
}
LISTS = {"targets": "Chỉ tiêu", "scoring": "Điểm", "expiring": "Chứng thư số", "drill": "Văn bản"}
RATE = re.compile(r'=IF\((\w+)=0,"",ROUND\(1000\*(\w+)/\1,0\)/10\)')
SUM = re.compile(r"=SUM\((\w+):(\w+)\)")
DIFFERENCE = re.compile(r"=ROUND\((\w+)-(\w+),1\)")


def computed(formula, values):
    """What the formula gives, in decimals."""
    if found := RATE.fullmatch(formula):
        whole, part = (Decimal(str(values[cell].value)) for cell in found.groups())
        return float((1000 * part / whole).quantize(Decimal(1), ROUND_HALF_UP) / 10)
    if found := SUM.fullmatch(formula):
        return sum(cell.value for (cell,) in values[found[1] : found[2]])
    if found := DIFFERENCE.fullmatch(formula):
        now, before = (Decimal(str(values[cell].value)) for cell in found.groups())
        return float(now - before)
    raise SystemExit(f"a formula that is not ours: {formula}")


def check_sheet(name, formulas, values, anew, figures):
    sheet, value_sheet = formulas[name], values[name]
    headings = [cell.value.replace("\xa0*", "") for cell in sheet[HEADING] if cell.value]
    columns = [KEYS[heading] for heading in headings]
    rows = sorted(figures[SHEETS[name]], key=lambda row: row["agency"] or row["name"])
    by_who = {row["agency"] or row["name"]: row for row in rows}
    last, live = sheet.max_row, 0
    assert last - HEADING == len(rows) + 1, f"{name}: {last - HEADING} rows, {len(rows)} counted and a total"
    for line in range(HEADING + 1, last + 1):
        cells = dict(zip(columns, value_sheet[line]))
        who = cells.get("agency", cells["name"]).value or cells["name"].value
        row = figures["total"] if line == last else by_who[who]
        for column, key in enumerate(columns):
            formula, value = sheet[line][column], value_sheet[line][column]
            place = f"{name}!{formula.coordinate}"
            if key not in ("name", "group", "agency"):
                expected = row[key] if not (line == last and key == "rank") else None
                assert value.value == expected, f"{place} {key}: {value.value!r}, counted {expected!r}"
            if formula.data_type == "f":
                live += 1
                assert key not in ("name", "group", "agency"), f"{place}: text as a formula"
                assert abs(computed(formula.value, value_sheet) - value.value) < 1e-9, f"{place}: {formula.value}"
            if anew is not None:
                again = anew[name][formula.coordinate].value
                same = again == value.value or (again in (None, "") and value.value is None)
                assert same, f"{place}: {value.value!r}, computed anew {again!r}"
    assert sheet.freeze_panes and sheet.auto_filter.ref, f"{name}: frozen heading, filter"
    assert sheet.print_title_rows == f"${HEADING}:${HEADING}", sheet.print_title_rows
    setup = sheet.page_setup
    assert (int(setup.paperSize), setup.orientation, setup.fitToHeight) == (9, "landscape", 0), "A4 across"
    assert sheet.page_margins.left * 25.4 >= 29.9 and sheet.page_margins.top * 25.4 >= 19.9, "margins of Decree 30"
    return len(rows), live


def main(book, figures, recomputed=None):
    formulas, values = load_workbook(book), load_workbook(book, data_only=True)
    anew = load_workbook(recomputed, data_only=True) if recomputed else None
    with open(figures, encoding="utf-8") as file:
        figures = json.load(file)
    lists = [name for key, name in LISTS.items() if figures[key]]
    assert formulas.sheetnames == ["Báo cáo", "Nhóm", *lists, "Định nghĩa", "Cảnh báo"], formulas.sheetnames
    for name in SHEETS:
        rows, live = check_sheet(name, formulas, values, anew, figures)
        assert live > rows, f"{name}: {live} formulas"
        print(f"{name}: {rows} rows, {live} formulas")
    for name in (*lists, "Định nghĩa", "Cảnh báo"):
        cells = [cell for row in formulas[name].iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells), f"{name}: a formula"
    if figures["drill"]:
        lines = [row[0].value for row in values["Văn bản"].iter_rows(min_row=HEADING + 1)]
        listed = lines.index(None) if None in lines else len(lines)
        assert listed == figures["drill"]["listed"] > 10, f"{listed} documents"


main(*sys.argv[1:])
