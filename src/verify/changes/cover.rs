//! Does something new hide what was signed? (*Breaking the Specification: PDF Certification*: evil annotations, sneaky
//! signatures.)
//!
//! What lies on white paper hides nothing. Nor does a signature that lies over another one's image: what an image says counts
//! for nothing, the certificate does, and the seal of an office is put over a part of its leader's signature by rule. A mark
//! or a frame stands over text by its nature: its looks are read, and must leave the text readable. A note, a caret, a paper
//! clip is as large as an icon, and must be seen to be one. Whatever else lies over something painted may hide it.

use crate::pdf::content::{self, Matrix, multiply};
use crate::pdf::ink::Ink;
use crate::pdf::{Dictionary, Error, Object, ObjectId, Page, Rect};

use super::new_fields::UNSEEN;
use super::walk::Walk;

/// Marks on text (ISO 32000-2 §12.5.6.10), and links, which show no more than a border.
const MARKS: [&[u8]; 5] = [b"Highlight", b"Underline", b"StrikeOut", b"Squiggly", b"Link"];
/// Annotations that draw lines (§12.5.6.7–9, §12.5.6.13): round a word, through it, from one to another.
const OUTLINES: [&[u8]; 6] = [b"Line", b"Square", b"Circle", b"Polygon", b"PolyLine", b"Ink"];
/// Annotations that are seen as an icon (§12.5.6.4, §12.5.6.11, §12.5.6.15).
const ICONS: [&[u8]; 3] = [b"Text", b"Caret", b"FileAttachment"];
/// Annotations with points of their own, outside /Rect if it is wrong (§12.5.6.6–9, §12.5.6.13, §12.5.6.23).
const ANYWHERE: [&[u8]; 6] = [b"Ink", b"Line", b"Polygon", b"PolyLine", b"FreeText", b"Redact"];
/// NoZoom and NoRotate (Table 167).
const UNTURNED: i64 = 8 | 16;
/// Points; icons of common readers are 20 by 24.
const ICON: f64 = 40.0;
/// Operators that paint (Table 50).
const PAINTS: [&str; 16] = ["f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "BI", "Tj", "TJ", "'", "\""];
/// Part of white from which on a colour looks like paper, and the alpha up to which text shows through.
const PAPER: f64 = 0.85;
const TRANSLUCENT: f64 = 0.75;
/// Points; a line that a word can be read beside.
const THIN: f64 = 2.0;
/// Part of a mark's box that lines may fill.
const LINED: f64 = 0.5;

impl Walk<'_, '_> {
    /// May an annotation of the later document, on page `number`, hide what the earlier one paints there?
    pub(super) fn hides(&mut self, annotation: &Dictionary, number: usize) -> Result<bool, Error> {
        self.lies_over(annotation, number, false)
    }

    fn lies_over(&mut self, annotation: &Dictionary, number: usize, signs: bool) -> Result<bool, Error> {
        // Without a look of its own its reader draws it: an icon in its size, a line where /L says, whatever /Rect says.
        let drawn = annotation.get(b"AP").is_none();
        let anywhere = drawn && is(annotation, &ANYWHERE);
        let flags = self.after.lookup(annotation, b"F")?.as_integer().unwrap_or(0);
        let seen = self.is_visible(annotation)? || anywhere && flags & UNSEEN == 0;
        if !seen || is(annotation, &[b"Popup"]) {
            return Ok(false);
        }
        let Some(area) = annotation.get(b"Rect").and_then(|rect| Rect::read(&self.after, rect)) else {
            return Ok(true);
        };
        let small = drawn || area.width() <= ICON && area.height() <= ICON;
        let shows = |kind: Look| !self.conceals(annotation, kind);
        let icon = is(annotation, &ICONS) && small && (drawn || shows(Look::Icon));
        let outline = is(annotation, &OUTLINES) && if drawn { self.is_thin(annotation) } else { shows(Look::Mark) };
        let link = is(annotation, &[b"Link"]) && drawn;
        let mark = is(annotation, &MARKS) && if link { self.is_thin(annotation) } else { shows(Look::Mark) };
        if icon || outline || mark {
            return Ok(false);
        }
        // One that neither grows nor turns with its page may lie elsewhere than /Rect says.
        if flags & UNTURNED != 0 {
            return Ok(true);
        }
        let places = signs.then(|| self.after.look_ink(annotation)).flatten().unwrap_or_else(|| vec![area]);
        for place in places {
            if self.is_inked(number, &place, signs)? {
                return Ok(true);
            }
        }
        Ok(anywhere)
    }

    /// The same for the widget `id` of a signature, on every page that lists it: what its /P says shows it nowhere.
    pub(super) fn widget_hides(&mut self, widget: &Dictionary, id: Option<ObjectId>) -> Result<bool, Error> {
        if !self.is_visible(widget)? {
            return Ok(false);
        }
        let Some(id) = id else { return Ok(true) };
        let mut pages = Vec::new();
        self.after.each_page(|page: &Page| {
            if page.annotations(&self.after).is_ok_and(|(_, all)| all.contains(&id)) {
                pages.push(page.number);
            }
        })?;
        for number in pages {
            if self.lies_over(widget, number, true)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_inked(&mut self, number: usize, area: &Rect, signs: bool) -> Result<bool, Error> {
        if !self.ink.contains_key(&number) {
            let ink: Ink = match self.before.page(number) {
                Ok(page) => self.before.ink(&page),
                // A page that was not there had nothing on it that could be hidden, and is reported itself.
                Err(limit @ Error::Limit { .. }) => return Err(limit),
                Err(_) => return Ok(true),
            };
            self.ink.insert(number, ink);
        }
        let touches = |ink: &Ink| if signs { ink.touches_more(area) } else { ink.touches(area) };
        Ok(self.ink.get(&number).is_none_or(touches))
    }

    /// Is a field's first /AP one that shows nothing, as writers give to fields that are empty?
    pub(super) fn paints_nothing(&self, appearance: &Object) -> bool {
        let look = self.after.resolve(appearance).ok();
        let normal = look.as_ref().and_then(|look| look.as_dict()?.get(b"N")?.as_reference());
        let operations = normal.and_then(|id| content::form_operations(&self.after, id));
        operations.is_some_and(|(_, operations)| operations.iter().all(|one| !PAINTS.contains(&one.operator.as_str())))
    }

    /// Do a mark's looks cover the text below it?
    fn conceals(&self, mark: &Dictionary, kind: Look) -> bool {
        let looks = self.after.lookup(mark, b"AP").ok();
        match looks.as_ref().and_then(|looks| looks.as_dict()) {
            // The reader draws it, in its colour.
            None => is(mark, &[b"Highlight"]) && !self.is_light(mark),
            // Each of them: one shows as the mouse comes by.
            Some(looks) => looks.entries.iter().any(|look| {
                let readable = look.value.as_reference().and_then(|id| self.readable(id, kind));
                !readable.unwrap_or(false)
            }),
        }
    }

    /// Will a reader draw it as thin lines that cannot be taken for paper? What lies inside them is then left as it is.
    fn is_thin(&self, annotation: &Dictionary) -> bool {
        let width = |key: &[u8], part: &dyn Fn(&Object) -> Option<f64>| {
            let value = self.after.lookup(annotation, key).ok();
            value.map_or(Some(1.0), |value| if value.is_null() { Some(1.0) } else { part(&value) })
        };
        let style = width(b"BS", &|style| style.as_dict()?.get(b"W").map_or(Some(1.0), Object::as_number));
        let border = width(b"Border", &|border| border.as_array()?.get(2)?.value.as_number());
        let thin = |width: Option<f64>| width.is_some_and(|width| width <= THIN);
        let colour = self.after.lookup(annotation, b"C").ok();
        let parts = colour.as_ref().and_then(|colour| colour.as_array()).unwrap_or_default();
        let parts: Vec<_> = parts.iter().filter_map(|part| part.value.as_number()).collect();
        let paper = match parts.len() {
            0 => false,
            4 => Colour::of("K", &parts).paper,
            _ => Colour::of("G", &parts).paper,
        };
        annotation.get(b"IC").is_none() && !paper && thin(style) && thin(border)
    }

    /// Is /C light enough to read black text through it?
    fn is_light(&self, mark: &Dictionary) -> bool {
        let color = self.after.lookup(mark, b"C").ok();
        let items = color.as_ref().and_then(|color| color.as_array()).unwrap_or_default();
        items.is_empty() || items.iter().any(|item| item.value.as_number().is_some_and(|part| part >= 0.5))
    }

    /// Does a look leave text readable: thin lines, light fills that multiply, an icon? Nothing if it cannot be read.
    fn readable(&self, id: ObjectId, kind: Look) -> Option<bool> {
        let (form, operations) = content::form_operations(&self.after, id)?;
        let area = Rect::read(&self.after, form.get(b"BBox")?)?;
        let resources = self.after.lookup(&form, b"Resources").ok()?.as_dict().cloned().unwrap_or_default();
        let mut state = State { ctm: content::form_matrix(&self.after, &form)?, ..State::default() };
        let (mut saved, mut points, mut lined) = (Vec::new(), Vec::new(), 0.0);
        for operation in &operations {
            let numbers = content::numbers(operation);
            match operation.operator.as_str() {
                "q" if saved.len() > 64 => return None,
                "q" => saved.push(state),
                "Q" => state = saved.pop().unwrap_or(state),
                "cm" => state.ctm = multiply(&content::matrix(&numbers)?, &state.ctm),
                "w" => state.width = *numbers.first()?,
                "g" | "rg" | "k" | "cs" | "sc" | "scn" => state.fill = Colour::of(&operation.operator, &numbers),
                "G" | "RG" | "K" | "CS" | "SC" | "SCN" => state.line = Colour::of(&operation.operator, &numbers),
                "gs" => (state.multiplies, state.translucent) = self.transparency(&resources, operation)?,
                "m" | "l" | "c" | "v" | "y" => points.extend(numbers.chunks_exact(2).map(|point| (point[0], point[1]))),
                "re" => {
                    let &[x, y, width, height] = &numbers[..] else { return None };
                    points.extend([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]);
                }
                "n" => points.clear(),
                "S" | "s" if state.shows_line() => lined += state.stroke(&std::mem::take(&mut points)),
                "f" | "F" | "f*" if state.shows_text_below(kind) => points.clear(),
                "B" | "B*" | "b" | "b*" if state.shows_text_below(kind) && state.shows_line() => points.clear(),
                "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "Tj" | "TJ" | "'" | "\"" | "Do" | "sh"
                | "BI" => {
                    return Some(false);
                }
                _ => {}
            }
        }
        Some(kind == Look::Icon || lined <= LINED * (area.width() * area.height()).abs())
    }

    /// Does gs choose a blend mode that lets the text through? And a constant alpha that does?
    fn transparency(&self, resources: &Dictionary, operation: &lopdf::content::Operation) -> Option<(bool, bool)> {
        let Some(lopdf::Object::Name(name)) = operation.operands.first() else { return None };
        let states = self.after.lookup(resources, b"ExtGState").ok()?;
        let state = self.after.lookup(states.as_dict()?, name).ok()?;
        let mode = self.after.lookup(state.as_dict()?, b"BM").ok()?;
        let alpha = self.after.lookup(state.as_dict()?, b"ca").ok()?;
        let translucent = alpha.as_number().is_some_and(|alpha| alpha <= TRANSLUCENT);
        Some((matches!(mode.as_name(), Some(b"Multiply" | b"Darken")), translucent))
    }
}

/// What a look may be.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    /// Lines and light fills, over text.
    Mark,
    /// A drawing of its own that is seen as such.
    Icon,
}

/// How a colour stands to black text on white paper.
#[derive(Clone, Copy)]
struct Colour {
    /// Text can be read through it where it multiplies.
    light: bool,
    /// It looks like paper, or it is not known.
    paper: bool,
}

impl Colour {
    const BLACK: Self = Self { light: false, paper: false };

    /// By the operator that sets it (Table 73).
    fn of(operator: &str, parts: &[f64]) -> Self {
        match (operator, parts) {
            ("g" | "G" | "rg" | "RG", [_, ..]) => {
                Self { light: parts.iter().any(|part| *part >= 0.5), paper: parts.iter().all(|part| *part >= PAPER) }
            }
            ("k" | "K", [_, _, _, black]) => Self {
                light: *black <= 0.5 && parts.iter().take(3).any(|part| *part <= 0.5),
                paper: parts.iter().all(|part| *part <= 1.0 - PAPER),
            },
            _ => Self { light: false, paper: true },
        }
    }
}

#[derive(Clone, Copy)]
struct State {
    ctm: Matrix,
    width: f64,
    fill: Colour,
    line: Colour,
    multiplies: bool,
    translucent: bool,
}

impl Default for State {
    fn default() -> Self {
        let (fill, line) = (Colour::BLACK, Colour::BLACK);
        Self { ctm: content::SAME, width: 1.0, fill, line, multiplies: false, translucent: false }
    }
}

impl State {
    /// Does a line not wipe out what it crosses?
    fn shows_line(&self) -> bool {
        !self.line.paper || self.multiplies || self.translucent
    }

    /// Does a fill leave text readable, or can it be seen to be an icon?
    fn shows_text_below(&self, kind: Look) -> bool {
        let icon = kind == Look::Icon && (!self.fill.paper || self.translucent);
        icon || self.multiplies && self.fill.light
    }

    /// The area of a stroke along `points`.
    fn stroke(&self, points: &[(f64, f64)]) -> f64 {
        let [a, b, c, d, ..] = self.ctm;
        let scale = (a * a + b * b).max(c * c + d * d);
        let length: f64 = points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum();
        length * self.width.abs().max(1.0) * scale
    }
}

fn is(annotation: &Dictionary, kinds: &[&[u8]]) -> bool {
    kinds.iter().any(|kind| annotation.is_name(b"Subtype", kind))
}
