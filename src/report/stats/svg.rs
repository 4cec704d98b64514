//! Charts as SVG (W3C SVG 1.1): bars in the order of their length, or lines over time.
//!
//! Text is text, so that it can be read, searched and copied; the title and description say in words what is drawn; no
//! script, nothing fetched. It is drawn 480 units wide, which a phone shows at a readable size: names stand above their
//! bars. Lines differ in dashes and marks, not in colour alone.

use std::fmt::Write as _;

use crate::report::markup::escaped;
use crate::stats::Rate;

use super::Report;
use super::chart::{Chart, Mark};

const WIDTH: u32 = 480;
/// Room for what stands at the edges.
const LEFT: u32 = 8;
const RIGHT: u32 = 472;
/// From the name of one bar to that of the next.
const ROW: u32 = 42;
/// Height of the curve's field.
const FIELD: u32 = 220;
/// Characters of a name that surely fit above a bar, beside its figures.
const NAME: usize = 46;
/// Characters of a title that surely fit.
const TITLE: usize = 52;
/// More names than these stand too near each other under a curve.
const TICKS: usize = 6;

const STYLE: &str = "text{font:13px 'Segoe UI','Noto Sans',system-ui,sans-serif;fill:#1b1f24}\
    .t{font-size:15px;font-weight:700}.s{font-size:11px;fill:#57606a}.e{text-anchor:end}.m{text-anchor:middle}\
    .paper{fill:#fff}.grid{stroke:#d0d7de;stroke-width:1}\
    .goal{stroke:#cf222e;stroke-width:2;fill:none}.f0{fill:#0969da}.f1{fill:#1a7f37}.f2{fill:#9a6700}\
    .l{fill:none;stroke-width:2.5}.l0{stroke:#0969da}.l1{stroke:#1a7f37;stroke-dasharray:8 4}.l2{stroke:#9a6700;stroke-dasharray:2 4}\
    @media (prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9aa4af}.paper{fill:#0d1117}.grid{stroke:#30363d}\
    .goal{stroke:#ff7b72}.f0{fill:#58a6ff}.f1{fill:#3fb950}.f2{fill:#e3b341}.l0{stroke:#58a6ff}.l1{stroke:#3fb950}.l2{stroke:#e3b341}}";

impl Report<'_> {
    /// The chart of the rows, as a file of its own.
    pub fn svg(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", self.drawn_chart(&self.chart(), "chart"))
    }

    /// One chart, as an element; `id` tells its title from those of others in the same page.
    pub(super) fn drawn_chart(&self, chart: &Chart, id: &str) -> String {
        let mut field = String::new();
        let top = head(chart, &mut field);
        let bottom =
            if chart.over_time { self.curves(chart, top, &mut field) } else { self.bars(chart, top, &mut field) };
        let mut end = bottom;
        for note in &chart.notes {
            end += 18;
            let _ = write!(field, "<text class=\"s\" x=\"{LEFT}\" y=\"{end}\">{}</text>", escaped(note));
        }
        let height = end + 12;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\" xml:lang=\"{lang}\" lang=\"{lang}\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc><style>{STYLE}</style>\
             <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>{field}</svg>\n",
            escaped(&chart.title),
            escaped(&chart.description),
            lang = self.lang.code(),
        )
    }

    fn bars(&self, chart: &Chart, top: u32, out: &mut String) -> u32 {
        let bottom = top + 20 + ROW * chart.marks.len() as u32;
        for percent in [0, 25, 50, 75, 100] {
            let x = across(Rate(percent * 10));
            let _ = write!(
                out,
                "<text class=\"s {anchor}\" x=\"{x}\" y=\"{}\">{percent}</text>\
                 <path class=\"grid\" d=\"M{x} {}V{bottom}\"/>",
                top + 10,
                top + 14,
                anchor = if percent == 0 {
                    ""
                } else if percent == 100 {
                    "e"
                } else {
                    "m"
                },
            );
        }
        for (place, mark) in (0..).zip(&chart.marks) {
            self.bar(mark, top + 20 + ROW * place, out);
        }
        bottom
    }

    fn bar(&self, mark: &Mark, y: u32, out: &mut String) {
        let figures: Vec<_> = mark.rates.iter().map(|rate| self.percent(*rate)).collect();
        let figures = figures.join(" · ");
        let _ = write!(
            out,
            "<g><title>{}: {figures}</title><text x=\"{LEFT}\" y=\"{line}\">{}</text>\
             <text class=\"e\" x=\"{RIGHT}\" y=\"{line}\">{figures}</text>",
            escaped(&mark.label),
            escaped(&shortened(&mark.label, NAME)),
            line = y + 13,
        );
        for (place, rate) in (0..).zip(&mark.rates) {
            let Some(rate) = rate else { continue };
            let (y, height) = if place == 0 { (y + 19, 9) } else { (y + 30, 5) };
            let width = across(*rate) - LEFT;
            let _ =
                write!(out, "<rect class=\"f{place}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
        }
        if let Some(target) = mark.target {
            let _ = write!(out, "<path class=\"goal\" d=\"M{} {}v20\"/>", across(target), y + 16);
        }
        out.push_str("</g>");
    }

    fn curves(&self, chart: &Chart, top: u32, out: &mut String) -> u32 {
        const AXIS: u32 = 40;
        let (first, last) = (AXIS + 12, RIGHT - 24);
        let gaps = chart.marks.len().saturating_sub(1).max(1) as u32;
        let x = |place: usize| first + (last - first) * place as u32 / gaps;
        let y = |rate: Rate| top + 8 + (FIELD - (rate.0.min(1000) as u32 * FIELD + 500) / 1000);
        for percent in [0, 25, 50, 75, 100] {
            let y = y(Rate(percent * 10));
            let _ = write!(
                out,
                "<text class=\"s e\" x=\"{}\" y=\"{}\">{percent}</text><path class=\"grid\" d=\"M{AXIS} {y}H{RIGHT}\"/>",
                AXIS - 6,
                y + 4,
            );
        }
        let every = chart.marks.len().div_ceil(TICKS).max(1);
        for (place, mark) in chart.marks.iter().enumerate().step_by(every) {
            let _ = write!(
                out,
                "<text class=\"s m\" x=\"{}\" y=\"{}\">{}</text>",
                x(place),
                top + FIELD + 26,
                escaped(&mark.tick),
            );
        }
        let targets: Vec<_> = chart.marks.iter().map(|mark| mark.target).collect();
        if chart.target.is_some() {
            let _ = write!(out, "<path class=\"goal\" d=\"{}\"/>", path(&targets, x, y));
        }
        for measure in 0..chart.measures.len() {
            let points: Vec<_> = chart.marks.iter().map(|mark| mark.rates[measure]).collect();
            let _ = write!(out, "<path class=\"l l{measure}\" d=\"{}\"/>", path(&points, x, y));
            for (place, mark) in chart.marks.iter().enumerate() {
                let Some(rate) = mark.rates[measure] else { continue };
                let said = format!("{}, {}: {}", mark.label, chart.measures[measure], self.percent(Some(rate)));
                let _ = write!(
                    out,
                    "<g class=\"f{measure}\"><title>{}</title>{}</g>",
                    escaped(&said),
                    symbol(measure, x(place), y(rate)),
                );
            }
        }
        top + FIELD + 30
    }
}

/// Title and legend; where the field begins.
fn head(chart: &Chart, out: &mut String) -> u32 {
    let mut y = 4;
    for line in lines(&chart.title, TITLE) {
        y += 19;
        let _ = write!(out, "<text class=\"t\" x=\"{LEFT}\" y=\"{y}\">{}</text>", escaped(&line));
    }
    for (place, measure) in chart.measures.iter().enumerate() {
        y += 18;
        let sample = if chart.over_time {
            symbol(place, LEFT + 6, y - 4)
        } else {
            format!("<rect x=\"{LEFT}\" y=\"{}\" width=\"12\" height=\"{}\"/>", y - 9, if place == 0 { 9 } else { 5 })
        };
        let _ = write!(
            out,
            "<g class=\"f{place}\">{sample}</g><text class=\"s\" x=\"{}\" y=\"{y}\">{}</text>",
            LEFT + 18,
            escaped(measure),
        );
    }
    if let Some(target) = &chart.target {
        y += 18;
        let sample =
            if chart.over_time { format!("M{LEFT} {}h12", y - 4) } else { format!("M{} {}v12", LEFT + 6, y - 10) };
        let _ = write!(
            out,
            "<path class=\"goal\" d=\"{sample}\"/><text class=\"s\" x=\"{}\" y=\"{y}\">{}</text>",
            LEFT + 18,
            escaped(target),
        );
    }
    y + 12
}

/// A circle, a square, a triangle.
fn symbol(measure: usize, x: u32, y: u32) -> String {
    match measure {
        0 => format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"),
        1 => format!("<rect x=\"{}\" y=\"{}\" width=\"8\" height=\"8\"/>", x - 4, y - 4),
        _ => format!("<path d=\"M{x} {}l5 9h-10z\"/>", y - 5),
    }
}

/// Interrupted where there is no rate.
fn path(rates: &[Option<Rate>], x: impl Fn(usize) -> u32, y: impl Fn(Rate) -> u32) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for (place, rate) in rates.iter().enumerate() {
        if let Some(rate) = rate {
            let _ = write!(path, "{}{} {}", if drawing { "L" } else { "M" }, x(place), y(*rate));
        }
        drawing = rate.is_some();
    }
    path
}

/// Where a bar of this rate ends.
fn across(rate: Rate) -> u32 {
    LEFT + ((RIGHT - LEFT) * rate.0.min(1000) as u32 + 500) / 1000
}

/// The name, or its beginning.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Words in lines of at most so many characters; a longer word has a line of its own.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= most) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
