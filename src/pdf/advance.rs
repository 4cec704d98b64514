//! How far the strings of a font move on (ISO 32000-2 §9.2.4, §9.7.4.3), rather too far than too little.

// Lengths of strings are far below 2^52.
#![allow(clippy::cast_precision_loss)]

use super::object::{Dictionary, Object};
use super::view::View;

/// How far a string of a font moves on, in thousandths of its size.
#[derive(Clone)]
pub(super) enum Advance {
    /// By byte.
    Simple { first: i64, widths: Vec<f64>, otherwise: f64 },
    /// So many bytes make a character, and none is wider.
    Composite { bytes: usize, widest: f64 },
}

impl Advance {
    /// Of a font; nothing for one whose characters are drawings or run downwards.
    pub(super) fn of_font(view: &View<'_, '_>, font: &Dictionary) -> Option<Self> {
        // Glyphs of Type 3 are drawings of any size.
        if font.is_name(b"Subtype", b"Type3") {
            return None;
        }
        if !font.is_name(b"Subtype", b"Type0") {
            let widths = view.lookup(font, b"Widths").ok()?;
            let widths = widths.as_array().unwrap_or_default();
            let width = |value: &Object| view.resolve(value).ok()?.as_number();
            let widths: Option<Vec<f64>> = widths.iter().map(|item| width(&item.value)).collect();
            let first = view.lookup(font, b"FirstChar").ok()?.as_integer().unwrap_or(0);
            let descriptor = view.lookup(font, b"FontDescriptor").ok()?;
            let missing =
                descriptor.as_dict().and_then(|descriptor| view.lookup(descriptor, b"MissingWidth").ok()?.as_number());
            return Some(Advance::Simple { first, widths: widths?, otherwise: missing.unwrap_or(1000.0).max(1000.0) });
        }
        let encoding = view.lookup(font, b"Encoding").ok()?;
        let bytes = match encoding.as_name() {
            Some(b"Identity-H") => 2,
            Some(name) if !name.ends_with(b"-V") && name != b"V" => 1,
            _ => return None,
        };
        let descendants = view.lookup(font, b"DescendantFonts").ok()?;
        let descendant = view.resolve(&descendants.as_array()?.first()?.value).ok()?;
        Some(Advance::Composite { bytes, widest: widest(view, descendant.as_dict()?)? })
    }

    /// The width of a string, in thousandths of the font's size.
    pub(super) fn of(&self, string: &[u8]) -> f64 {
        match self {
            Self::Simple { first, widths, otherwise } => {
                let width = |byte: &u8| {
                    let place = usize::try_from(i64::from(*byte) - first).ok();
                    place.and_then(|place| widths.get(place)).copied().unwrap_or(*otherwise)
                };
                string.iter().map(width).sum()
            }
            Self::Composite { bytes, widest } => string.len().div_ceil(*bytes) as f64 * widest,
        }
    }
}

/// The widest character of a CIDFont (§9.7.4.3).
fn widest(view: &View<'_, '_>, font: &Dictionary) -> Option<f64> {
    let otherwise = view.lookup(font, b"DW").ok()?.as_number().unwrap_or(1000.0);
    let widths = view.lookup(font, b"W").ok()?;
    let mut items = widths.as_array().unwrap_or_default().iter();
    let mut widest = otherwise.max(1.0);
    // c [w …], or c_first c_last w.
    while items.next().is_some() {
        let second = view.resolve(&items.next()?.value).ok()?;
        match second.as_array() {
            Some(list) => {
                for item in list {
                    widest = widest.max(view.resolve(&item.value).ok()?.as_number()?);
                }
            }
            None => widest = widest.max(view.resolve(&items.next()?.value).ok()?.as_number()?),
        }
    }
    Some(widest)
}
