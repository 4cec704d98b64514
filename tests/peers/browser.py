#!/usr/bin/env python3
"""Opens a page of `kyso stats --format html` in Chromium and uses it: the charts are there, the columns sort, nothing of a
stranger's runs, the console stays silent, and a phone needs no sideways scrolling of the page.

The page runs in a frame of a page of ours, which presses its buttons and says what it saw.

usage: browser.py PAGE.html WIDTH [dark]
"""
import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HARNESS = """<!doctype html><meta charset="utf-8"><style>body{margin:0}</style>
<iframe id="page" src="@PAGE@" style="border:0;width:@WIDTH@px;height:900px"></iframe><pre id="seen">nothing</pre>
<script>
const frame = document.getElementById("page");
frame.addEventListener("load", () => {
  const page = frame.contentDocument, seen = {};
  const view = frame.contentWindow;
  try {
    seen.title = page.title;
    seen.lang = page.documentElement.lang;
    seen.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;
    seen.background = view.getComputedStyle(page.body).backgroundColor;
    seen.images = page.images.length;
    seen.scripts = page.scripts.length;
    for (const folded of page.querySelectorAll("details")) folded.open = true;
    seen.charts = [...page.querySelectorAll("svg")].map((chart) => ({
      title: chart.querySelector("title").textContent,
      bars: [...chart.querySelectorAll("g > rect.f0")].filter((bar) => bar.getBoundingClientRect().width > 1).length,
      letters: parseFloat(view.getComputedStyle(chart.querySelector("g > text, text")).fontSize) * chart.getBoundingClientRect().width / 480,
    }));
    const table = page.querySelector("table.sortable");
    seen.rows = table.tBodies[0].rows.length;
    const headings = [...table.tHead.rows[0].cells];
    const find = (text) => headings.findIndex((cell) => cell.textContent.trim().startsWith(text));
    const column = (at, value) => [...table.tBodies[0].rows].map((row) => value(row.cells[at]));
    const press = (at) => { headings[at].querySelector("button").click(); return headings[at].getAttribute("aria-sort"); };
    const rate = find("@RATE@"), name = find("@NAME@");
    seen.buttons = headings.every((cell) => cell.querySelector("button").tabIndex === 0);
    seen.first = press(rate);
    seen.down = column(rate, (cell) => cell.dataset.v ?? null);
    seen.second = press(rate);
    seen.up = column(rate, (cell) => cell.dataset.v ?? null);
    seen.byName = press(name);
    seen.names = column(name, (cell) => cell.textContent);
    seen.others = headings.filter((cell) => cell.getAttribute("aria-sort") !== "none").length;
    seen.foot = table.tFoot.rows[0].cells[name].textContent;
  } catch (error) { seen.error = String(error); }
  document.getElementById("seen").textContent = JSON.stringify(seen);
});
</script>"""


def opened(page, width, dark):
    with tempfile.TemporaryDirectory() as folder:
        vietnamese = '<html lang="vi">' in Path(page).read_text(encoding="utf-8")
        words = {"@RATE@": "% ký số", "@NAME@": "Cơ quan"} if vietnamese else {"@RATE@": "% signed", "@NAME@": "Agency"}
        harness = HARNESS.replace("@PAGE@", Path(page).resolve().as_uri()).replace("@WIDTH@", width)
        for mark, word in words.items():
            harness = harness.replace(mark, word)
        outer = Path(folder, "harness.html")
        outer.write_text(harness, encoding="utf-8")
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        command += [f"--user-data-dir={folder}/profile", "--window-size=1400,1000", "--virtual-time-budget=20000"]
        command += ["--enable-logging=stderr", "--v=0", "--force-dark-mode"] if dark else ["--enable-logging=stderr"]
        answer = subprocess.run([*command, "--dump-dom", outer.as_uri()], capture_output=True, timeout=240)
        out = answer.stdout.decode("utf-8", "replace")
        console = [line for line in answer.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]
        found = re.search(r'<pre id="seen">(.*?)</pre>', out, re.S)
        assert found, f"no answer: {out[-300:]}{answer.stderr.decode()[-2000:]}"
        return json.loads(html.unescape(found[1])), console


def main(page, width, dark=None):
    seen, console = opened(page, width, dark)
    assert "error" not in seen, seen["error"]
    assert not console, console
    assert "broken" not in seen["title"] and seen["images"] == 0 and seen["scripts"] == 1, seen["title"]
    assert seen["overflow"] <= 0, f"{seen['overflow']} pixels too wide"
    red, green, blue = map(int, re.findall(r"\d+", seen["background"])[:3])
    assert (red + green + blue < 384) == bool(dark), seen["background"]
    assert len(seen["charts"]) == 2 and all(chart["bars"] > 2 for chart in seen["charts"]), seen["charts"]
    assert all(chart["letters"] >= 9 for chart in seen["charts"]), seen["charts"]
    assert seen["buttons"], "a heading that the keyboard does not reach"
    numbers = [float(value) for value in seen["down"] if value is not None]
    assert (seen["first"], numbers) == ("descending", sorted(numbers, reverse=True)), seen["down"][:9]
    empty = seen["rows"] - len(numbers)
    assert empty and all(value is None for value in seen["down"][-empty:] + seen["up"][-empty:]), "no figure comes last"
    upwards = [float(value) for value in seen["up"] if value is not None]
    assert (seen["second"], upwards) == ("ascending", sorted(numbers)), seen["up"][:9]
    assert (seen["byName"], seen["others"]) == ("ascending", 1)
    order = [next(at for at, name in enumerate(seen["names"]) if name.startswith(f"UBND xã {first}")) for first in
             ("An ", "Bình ", "Dĩnh ", "Đại ", "Đông ", "Hòa ", "Yên ")]
    assert order == sorted(order), f"Đ stands between D and H: {order}"
    assert seen["foot"] in ("Tổng cộng", "Total")
    print(f"{seen['rows']} rows, {[chart['bars'] for chart in seen['charts']]} bars, {seen['lang']}, {width} px")


main(*sys.argv[1:])
