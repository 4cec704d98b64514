//! Paper: pages of a report as a PDF that can be signed, read aloud, searched and printed.
//!
//! A [`Paper`] is A4 across with the margins of Decree 30/2020/ND-CP. Whoever draws says where text and lines stand, in
//! points from the top left corner, and what each is to a reader who cannot see it: every text belongs to an element of the
//! structure tree (ISO 32000-2 §14.7) or is an artifact (§14.8.2.2). [`Flow`] lets paragraphs and tables run over pages;
//! [`Paper::finish`] makes the file. The same drawing at the same time gives the same bytes.

mod file;
mod flow;
mod tags;

use std::fmt::Write as _;

use crate::appearance::{Font, Shaped, Typeface};

pub(super) use file::About;
pub(super) use flow::{Flow, Grid, Kind, LEFT, RIGHT, Row, Strip, Table};
pub(super) use tags::Role;

use tags::{Element, Tags};

/// A4 across, in points.
pub(super) const WIDTH: f64 = 841.89;
/// Its height.
pub(super) const HEIGHT: f64 = 595.28;
/// Points in a millimetre.
pub(super) const MM: f64 = 72.0 / 25.4;

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) size: f64,
}

/// What a drawing is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum As {
    /// A part of the text.
    Part(Element),
    /// Decoration, a page number, a repeated heading.
    Artifact,
}

/// One page in the making.
#[derive(Debug, Default)]
struct Page {
    content: String,
    /// Whose each marked part is, in their order.
    parts: Vec<Element>,
}

/// Pages in the making.
pub(super) struct Paper<'f> {
    faces: [Typeface<'f>; 2],
    pages: Vec<Page>,
    tags: Tags,
}

impl<'f> Paper<'f> {
    /// One empty page; upright and bold.
    pub(super) fn new([upright, bold]: &'f [Font; 2]) -> Self {
        let faces = [Typeface::new(upright), Typeface::new(bold)];
        Self { faces, pages: vec![Page::default()], tags: Tags::new() }
    }

    /// Goes on with the next page; its number, from 1.
    pub(super) fn turn(&mut self) -> usize {
        self.pages.push(Page::default());
        self.pages.len()
    }

    /// The element that holds all others.
    pub(super) fn root(&self) -> Element {
        self.tags.root()
    }

    /// A new element, the last in `parent`.
    pub(super) fn element(&mut self, role: Role, parent: Element) -> Element {
        self.tags.add(role, parent)
    }

    /// How wide a text will be.
    pub(super) fn width(&self, text: &str, style: Style) -> f64 {
        self.faces[usize::from(style.bold)].width(text) * style.size
    }

    /// A text as lines that fit.
    pub(super) fn lines(&self, text: &str, style: Style, width: f64) -> Vec<String> {
        self.faces[usize::from(style.bold)].lines(text, width / style.size)
    }

    /// Lines of text, each with its left end and its base line.
    pub(super) fn write(&mut self, lines: &[(f64, f64, &str)], style: Style, what: As) {
        self.begin(what);
        for (x, y, line) in lines {
            let face = usize::from(style.bold);
            let Shaped { hex, .. } = self.faces[face].shape(line);
            let (x, y, size) = (number(*x), number(HEIGHT - y), number(style.size));
            let _ = writeln!(self.page().content, "BT /F{face} {size} Tf {x} {y} Td <{hex}> Tj ET");
        }
        self.end();
    }

    /// A filled rectangle, below what is written later; x, y of its upper left corner.
    pub(super) fn fill(&mut self, [x, y, width, height]: [f64; 4], [red, green, blue]: [f64; 3]) {
        self.begin(As::Artifact);
        let [x, y, width, height] = [x, HEIGHT - y - height, width, height].map(number);
        let [red, green, blue] = [red, green, blue].map(number);
        let _ = writeln!(self.page().content, "q {red} {green} {blue} rg {x} {y} {width} {height} re f Q");
        self.end();
    }

    /// Thin lines, each from one point to another.
    pub(super) fn rule(&mut self, lines: &[[f64; 4]]) {
        self.begin(As::Artifact);
        self.page().content.push_str("q 0.5 w 0.5 G ");
        for [x, y, to_x, to_y] in lines {
            let [x, y, to_x, to_y] = [*x, HEIGHT - y, *to_x, HEIGHT - to_y].map(number);
            let _ = write!(self.page().content, "{x} {y} m {to_x} {to_y} l ");
        }
        self.page().content.push_str("S Q\n");
        self.end();
    }

    fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("there is always a page")
    }

    /// Marked content (ISO 32000-2 §14.6).
    fn begin(&mut self, what: As) {
        match what {
            As::Artifact => self.page().content.push_str("/Artifact BMC\n"),
            As::Part(element) => {
                let role = self.tags.role(element).name();
                let (page, part) = (self.pages.len() - 1, self.page().parts.len());
                self.tags.shown(element, page, part);
                let page = self.page();
                page.parts.push(element);
                let _ = writeln!(page.content, "/{role} <</MCID {part}>> BDC");
            }
        }
    }

    fn end(&mut self) {
        self.page().content.push_str("EMC\n");
    }
}

/// Two decimals are less than a printer's dot; no exponent, which PDF does not know.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
