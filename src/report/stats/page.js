"use strict";
// Sorts a table by the column whose heading is pressed: numbers by data-v, text as Vietnamese orders it, in English pages
// too, for the names are Vietnamese.
// What has no value stays at the end in both directions. Sums stand in the foot and are not moved.
for (const table of document.querySelectorAll("table.sortable")) {
  const order = new Intl.Collator("vi", { numeric: true }).compare;
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => heading.querySelector("button").addEventListener("click", () => {
    const words = heading.classList.contains("text");
    const before = heading.getAttribute("aria-sort");
    // A figure is asked for from the top, a name or a rank from the first.
    const first = words || heading.dataset.first ? "ascending" : "descending";
    const next = before === "none" ? first : before === "ascending" ? "descending" : "ascending";
    for (const other of headings) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", next);
    const sign = next === "ascending" ? 1 : -1;
    const value = (row) => (words ? row.cells[column].textContent : row.cells[column].dataset.v) || "";
    const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
    rows.sort(([a], [b]) => (a === "") - (b === "") || sign * (words ? order(a, b) : a - b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  }));
}
