//! Where a page paints (ISO 32000-2 §8, §9), roughly: enough to say whether something new lies on white paper.
//!
//! Boxes are too large rather than too small: a character whose width is not known is as wide as it is high, a form XObject
//! that cannot be followed paints its whole box, a clipping path is not minded. Where something is not understood, the whole page is painted: a
//! wrong «white» would let an annotation hide what was signed.

// Boxes are rough, and lengths of strings far below 2^52. Matrices have the letters of the standard.
#![allow(clippy::cast_precision_loss, clippy::many_single_char_names)]

use std::collections::BTreeMap;

use lopdf::Object as Operand;
use lopdf::content::Operation;

use super::advance::Advance;
use super::content::{Matrix, SAME, form_matrix, form_operations, matrix, multiply, number, numbers};
use super::object::{Dictionary, ObjectId};
use super::pages::{Page, Rect};
use super::view::View;

/// Boxes that are kept.
const BOXES: usize = 50_000;
/// Forms in forms that are followed.
const FORMS: usize = 8;
/// Graphics states that are saved (ISO 32000-1 Annex C).
const SAVED: usize = 256;

/// What a page paints.
#[derive(Clone, Debug)]
pub struct Ink {
    /// Nothing where the whole page may be painted.
    boxes: Option<Vec<Rect>>,
    /// What signatures show of themselves.
    signatures: Vec<Rect>,
}

impl Ink {
    /// Is anything painted in `area`?
    pub fn touches(&self, area: &Rect) -> bool {
        self.touches_more(area) || self.signatures.iter().any(|inked| meet(inked, area))
    }

    /// The same but for what signatures show of themselves.
    pub fn touches_more(&self, area: &Rect) -> bool {
        self.boxes.as_ref().is_none_or(|boxes| boxes.iter().any(|inked| meet(inked, area)))
    }
}

fn meet(one: &Rect, other: &Rect) -> bool {
    one.left < other.right && other.left < one.right && one.bottom < other.top && other.bottom < one.top
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    line_width: f64,
    font: Option<Advance>,
    size: f64,
    leading: f64,
    characters: f64,
    words: f64,
    scale: f64,
    rise: f64,
}

impl State {
    /// Would what is drawn now take the same room as at the beginning of a page?
    fn is_initial(&self) -> bool {
        let still = [self.scale - 1.0, self.characters, self.words, self.rise, self.leading];
        self.line_width <= 1.0 && still.iter().all(|part| part.abs() < f64::EPSILON)
    }
}

struct Painter<'p, 'd, 'a> {
    view: &'p View<'d, 'a>,
    resources: Dictionary,
    fonts: BTreeMap<Vec<u8>, Option<Advance>>,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<(f64, f64)>,
    boxes: Vec<Rect>,
    /// What forms paint in their own space, as far as they can be followed.
    forms: BTreeMap<ObjectId, Option<Vec<Rect>>>,
    depth: usize,
}

impl View<'_, '_> {
    /// Where `page` paints, its annotations included.
    pub fn ink(&self, page: &Page) -> Ink {
        let mut signatures = Vec::new();
        Ink { boxes: self.painted(page, &mut signatures), signatures }
    }

    fn painted(&self, page: &Page, signatures: &mut Vec<Rect>) -> Option<Vec<Rect>> {
        let mut painter = Painter::new(self, self.resources(page)?);
        painter.run(&self.operations(page)?)?;
        let mut boxes = painter.boxes;
        let (_, annotations) = page.annotations(self).ok()?;
        for annotation in annotations {
            let Some(object) = self.get(annotation).ok()? else { continue };
            let Some(dictionary) = object.value.as_dict() else { continue };
            let area = dictionary.get(b"Rect").and_then(|rect| Rect::read(self, rect));
            if self.is_signed(dictionary) { &mut *signatures } else { &mut boxes }.extend(area);
        }
        Some(boxes)
    }

    /// Where a widget paints on its page, if its one appearance can be followed (§12.5.5).
    pub fn look_ink(&self, widget: &Dictionary) -> Option<Vec<Rect>> {
        let looks = self.lookup(widget, b"AP").ok()?;
        let [look] = &looks.as_dict()?.entries[..] else { return None };
        let id = look.value.as_reference().filter(|_| look.key.as_bytes() == b"N")?;
        let object = self.get(id).ok()??;
        let form = &object.value.as_stream()?.dictionary;
        let place = Rect::read(self, widget.get(b"Rect")?)?;
        let (bounds, own) = (Rect::read(self, form.get(b"BBox")?)?, form_matrix(self, form)?);
        let mut painter = Painter::new(self, Dictionary::default());
        painter.paint(&own, corners(&bounds));
        let bounds = painter.boxes.pop().filter(|bounds| bounds.width() > 0.0 && bounds.height() > 0.0)?;
        let (x, y) = (place.width() / bounds.width(), place.height() / bounds.height());
        let onto = [x, 0.0, 0.0, y, place.left - bounds.left * x, place.bottom - bounds.bottom * y];
        let matrix = multiply(&own, &onto);
        for painted in painter.form(id)? {
            painter.paint(&matrix, corners(&painted));
        }
        Some(painter.boxes)
    }

    /// Is it the widget of a signature field that holds a value? Both may stand one level above (§12.7.4.1).
    fn is_signed(&self, widget: &Dictionary) -> bool {
        let parent = self.lookup(widget, b"Parent").ok();
        let above = parent.as_ref().and_then(|parent| parent.as_dict());
        let has = |test: &dyn Fn(&Dictionary) -> bool| test(widget) || above.is_some_and(test);
        let holds = |field: &Dictionary| self.lookup(field, b"V").is_ok_and(|value| value.as_dict().is_some());
        widget.is_name(b"Subtype", b"Widget") && has(&|field| field.is_name(b"FT", b"Sig")) && has(&holds)
    }
}

impl<'p, 'd, 'a> Painter<'p, 'd, 'a> {
    fn new(view: &'p View<'d, 'a>, resources: Dictionary) -> Self {
        let state = State {
            ctm: SAME,
            line_width: 1.0,
            font: None,
            size: 0.0,
            leading: 0.0,
            characters: 0.0,
            words: 0.0,
            scale: 1.0,
            rise: 0.0,
        };
        Self {
            view,
            resources,
            fonts: BTreeMap::new(),
            state,
            saved: Vec::new(),
            text: SAME,
            line: SAME,
            path: Vec::new(),
            boxes: Vec::new(),
            forms: BTreeMap::new(),
            depth: 0,
        }
    }

    /// All of `operations`; nothing where they cannot be followed.
    fn run(&mut self, operations: &[Operation]) -> Option<()> {
        operations.iter().try_for_each(|operation| {
            self.operate(operation)?;
            (self.boxes.len() <= BOXES).then_some(())
        })
    }

    /// What the form `id` paints, in its own space; nothing where it cannot be followed. Each is read once.
    fn form(&mut self, id: ObjectId) -> Option<Vec<Rect>> {
        if let Some(known) = self.forms.get(&id) {
            return known.clone();
        }
        // As long as it is not known: one that draws itself cannot be followed.
        self.forms.insert(id, None);
        let (form, operations) = form_operations(self.view, id).filter(|_| self.depth < FORMS)?;
        let resources = self.view.lookup(&form, b"Resources").ok()?.as_dict()?.clone();
        let forms = std::mem::take(&mut self.forms);
        let mut inner = Self { forms, depth: self.depth + 1, ..Self::new(self.view, resources) };
        let painted = inner.run(&operations).map(|()| std::mem::take(&mut inner.boxes));
        self.forms = inner.forms;
        self.forms.insert(id, painted.clone());
        painted
    }

    /// One operator (Table 50); nothing where the page can no longer be followed.
    fn operate(&mut self, operation: &Operation) -> Option<()> {
        let numbers = numbers(operation);
        let first = numbers.first().copied();
        match operation.operator.as_str() {
            "q" if self.saved.len() >= SAVED => return None,
            "q" => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => self.state.ctm = multiply(&matrix(&numbers)?, &self.state.ctm),
            "w" => self.state.line_width = first?,
            "m" | "l" | "c" | "v" | "y" => self.path.extend(numbers.chunks_exact(2).map(|point| (point[0], point[1]))),
            "re" => {
                let &[x, y, width, height] = &numbers[..] else { return None };
                self.path.extend([(x, y), (x + width, y + height)]);
                self.path.extend([(x + width, y), (x, y + height)]);
            }
            "n" => self.path.clear(),
            "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" => self.paint_path(),
            "BI" => self.paint(&SAME, [0.0, 0.0, 1.0, 1.0]),
            "Do" => self.external(operation)?,
            // A shading fills what is clipped.
            "sh" => return None,
            _ => self.text(operation, &numbers)?,
        }
        Some(())
    }

    /// Text state and text (§9.3, §9.4).
    fn text(&mut self, operation: &Operation, numbers: &[f64]) -> Option<()> {
        let first = numbers.first().copied();
        match operation.operator.as_str() {
            "BT" => (self.text, self.line) = (SAME, SAME),
            "Tf" => {
                self.state.size = first?;
                self.choose_font(operation)?;
            }
            "Tc" => self.state.characters = first?,
            "Tw" => self.state.words = first?,
            "TL" => self.state.leading = first?,
            "Tz" => self.state.scale = first? / 100.0,
            "Ts" => self.state.rise = first?,
            "Td" => self.next_line(numbers)?,
            "TD" => {
                self.state.leading = -*numbers.get(1)?;
                self.next_line(numbers)?;
            }
            "Tm" => {
                self.line = matrix(numbers)?;
                self.text = self.line;
            }
            "T*" => self.next_line(&[0.0, -self.state.leading])?,
            "Tj" | "TJ" => self.show_all(&operation.operands)?,
            "'" => {
                self.next_line(&[0.0, -self.state.leading])?;
                self.show_all(&operation.operands)?;
            }
            "\"" => {
                (self.state.words, self.state.characters) = (first?, *numbers.get(1)?);
                self.next_line(&[0.0, -self.state.leading])?;
                self.show_all(operation.operands.get(2..)?)?;
            }
            _ => {}
        }
        Some(())
    }

    fn next_line(&mut self, numbers: &[f64]) -> Option<()> {
        let &[x, y] = numbers else { return None };
        self.line = multiply(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
        Some(())
    }

    fn show_all(&mut self, operands: &[Operand]) -> Option<()> {
        for operand in operands {
            match operand {
                Operand::String(string, _) => self.show(string)?,
                Operand::Array(items) => self.show_all(items)?,
                _ => {
                    let back = number(operand)? / 1000.0 * self.state.size * self.state.scale;
                    self.text = multiply(&[1.0, 0.0, 0.0, 1.0, -back, 0.0], &self.text);
                }
            }
        }
        Some(())
    }

    fn show(&mut self, string: &[u8]) -> Option<()> {
        let state = &self.state;
        let advance = state.font.as_ref()?.of(string) / 1000.0 * state.size;
        let spaces: f64 = string.iter().map(|&byte| f64::from(u8::from(byte == b' '))).sum();
        let width = (advance + string.len() as f64 * state.characters + spaces * state.words) * state.scale;
        // Accents stand above, tails below; a negative size turns both over.
        let (below, above) = (state.size.min(0.0) - 0.4 * state.size.abs(), 1.2 * state.size.max(0.0));
        let matrix = multiply(&self.text, &state.ctm);
        let rise = state.rise;
        self.paint(&matrix, [width.min(0.0), below + rise, width.max(0.0), above + rise]);
        self.text = multiply(&[1.0, 0.0, 0.0, 1.0, width, 0.0], &self.text);
        Some(())
    }

    /// The font of Tf; none is set for one whose characters are drawings or run downwards.
    fn choose_font(&mut self, operation: &Operation) -> Option<()> {
        let Some(Operand::Name(name)) = operation.operands.first() else { return None };
        if !self.fonts.contains_key(name) {
            let fonts = self.view.lookup(&self.resources, b"Font").ok()?.as_dict().cloned().unwrap_or_default();
            let advance =
                self.view.lookup(&fonts, name).ok()?.as_dict().and_then(|font| Advance::of_font(self.view, font));
            self.fonts.insert(name.clone(), advance);
        }
        self.state.font = self.fonts.get(name).cloned().flatten();
        Some(())
    }

    /// Do: an image in the unit square, a form where it paints, or in its box.
    fn external(&mut self, operation: &Operation) -> Option<()> {
        let Some(Operand::Name(name)) = operation.operands.first() else { return None };
        let objects = self.view.lookup(&self.resources, b"XObject").ok()?;
        let object = self.view.lookup(objects.as_dict()?, name).ok()?;
        let dictionary = &object.as_stream()?.dictionary;
        if dictionary.is_name(b"Subtype", b"Image") {
            let ctm = self.state.ctm;
            self.paint(&ctm, [0.0, 0.0, 1.0, 1.0]);
            return Some(());
        }
        let area = Rect::read(self.view, dictionary.get(b"BBox")?)?;
        let own = form_matrix(self.view, dictionary)?;
        let matrix = multiply(&own, &self.state.ctm);
        // A form goes on with the graphics state it is drawn in (§8.10.1); it is followed in the initial one.
        let id = object.id().filter(|_| self.state.is_initial());
        for painted in id.and_then(|id| self.form(id)).unwrap_or_else(|| vec![area]) {
            self.paint(&matrix, corners(&painted));
        }
        Some(())
    }

    fn paint_path(&mut self) {
        let path = std::mem::take(&mut self.path);
        let margin = self.state.line_width / 2.0;
        let (mut left, mut bottom, mut right, mut top) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (x, y) in &path {
            (left, right) = (left.min(*x), right.max(*x));
            (bottom, top) = (bottom.min(*y), top.max(*y));
        }
        if !path.is_empty() {
            let ctm = self.state.ctm;
            self.paint(&ctm, [left - margin, bottom - margin, right + margin, top + margin]);
        }
    }

    /// Keeps the box of the four corners.
    fn paint(&mut self, matrix: &Matrix, [left, bottom, right, top]: [f64; 4]) {
        let [a, b, c, d, e, f] = *matrix;
        let corner = |x: f64, y: f64| (a * x + c * y + e, b * x + d * y + f);
        let corners = [corner(left, bottom), corner(right, bottom), corner(left, top), corner(right, top)];
        let pick = |least: fn(f64, f64) -> f64, of: fn(&(f64, f64)) -> f64| corners.iter().map(of).reduce(least);
        let all = (
            pick(f64::min, |corner| corner.0),
            pick(f64::min, |corner| corner.1),
            pick(f64::max, |corner| corner.0),
            pick(f64::max, |corner| corner.1),
        );
        if let (Some(left), Some(bottom), Some(right), Some(top)) = all {
            self.boxes.push(Rect { left, bottom, right, top });
        }
    }
}

fn corners(area: &Rect) -> [f64; 4] {
    [area.left, area.bottom, area.right, area.top]
}

#[cfg(test)]
#[path = "ink_tests.rs"]
mod tests;
