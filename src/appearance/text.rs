//! Text as glyphs of one font.
//!
//! Vietnamese in NFC is one glyph a letter and needs no shaper; text is composed first, so that what was typed decomposed
//! looks the same. A character that the font lacks is written as its code (`\u{1f600}`), seen and not dropped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{GlyphId, MetadataProvider};
use subsetter::GlyphRemapper;
use unicode_normalization::UnicodeNormalization;

use super::Font;

/// A font at work in one document.
pub struct Typeface<'f> {
    pub(super) font: &'f Font,
    letters: Charmap<'f>,
    advances: GlyphMetrics<'f>,
    pub(super) units: f64,
    pub(super) remapper: GlyphRemapper,
    /// What stands in the document: glyphs of the subset, their text and width.
    pub(super) used: BTreeMap<u16, Used>,
}

/// One glyph in use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Used {
    pub(super) letter: char,
    /// In thousandths of the size.
    pub(super) width: f64,
}

/// Text as a PDF shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// The operand of Tj: two bytes a glyph, as hexadecimal digits.
    pub hex: String,
    /// At size 1.
    pub width: f64,
}

impl<'f> Typeface<'f> {
    /// Nothing is used yet.
    pub fn new(font: &'f Font) -> Self {
        let tables = font.tables();
        let advances = tables.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f64::from(tables.metrics(Size::unscaled(), LocationRef::default()).units_per_em).max(1.0);
        Self { font, letters: tables.charmap(), advances, units, remapper: GlyphRemapper::new(), used: BTreeMap::new() }
    }

    /// The text as it will be written.
    fn written(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        for letter in text.nfc() {
            if self.letters.map(letter).is_some() {
                written.push(letter);
            } else {
                let _ = write!(written, "\\u{{{:x}}}", u32::from(letter));
            }
        }
        written
    }

    fn advance(&self, glyph: GlyphId) -> f64 {
        f64::from(self.advances.advance_width(glyph).unwrap_or_default()) / self.units
    }

    /// Was anything shaped with it?
    pub fn is_used(&self) -> bool {
        !self.used.is_empty()
    }

    /// How wide it is at size 1.
    pub fn width(&self, text: &str) -> f64 {
        self.written(text).chars().filter_map(|letter| self.letters.map(letter)).map(|glyph| self.advance(glyph)).sum()
    }

    /// The glyphs, which the document has from now on.
    pub fn shape(&mut self, text: &str) -> Shaped {
        let mut shaped = Shaped { hex: String::new(), width: 0.0 };
        for letter in self.written(text).chars() {
            let Some(glyph) = self.letters.map(letter) else { continue };
            let width = self.advance(glyph);
            // TrueType glyphs are numbered in 16 bits (maxp).
            let id = self.remapper.remap(glyph.to_u32() as u16);
            self.used.entry(id).or_insert(Used { letter, width: width * 1000.0 });
            let _ = write!(shaped.hex, "{id:04X}");
            shaped.width += width;
        }
        shaped
    }

    /// Lines no wider than `width` at size 1, broken between words; a longer word is broken where it must be.
    pub fn lines(&self, text: &str, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').flat_map(|word| self.pieces(word, width)) {
            match lines
                .last_mut()
                .filter(|line| !word.broken && self.width(line) + self.width(" ") + self.width(&word.text) <= width)
            {
                Some(line) => {
                    line.push(' ');
                    line.push_str(&word.text);
                }
                None => lines.push(word.text),
            }
        }
        lines
    }

    /// A word as pieces that fit.
    fn pieces(&self, word: &str, width: f64) -> Vec<Piece> {
        let mut pieces = vec![Piece { text: String::new(), broken: false }];
        let mut so_far = 0.0;
        for letter in word.nfc() {
            let own = self.width(letter.encode_utf8(&mut [0; 4]));
            if so_far + own > width && so_far > 0.0 {
                pieces.push(Piece { text: String::new(), broken: true });
                so_far = 0.0;
            }
            so_far += own;
            if let Some(piece) = pieces.last_mut() {
                piece.text.push(letter);
            }
        }
        pieces
    }
}

struct Piece {
    text: String,
    /// Does it go on where a word was cut?
    broken: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appearance::{find, folders};

    fn font() -> Font {
        let [font, _] = find(None, &folders(|name| std::env::var_os(name))).unwrap();
        font
    }

    #[test]
    fn a_decomposed_name_is_drawn_as_a_composed_one() {
        let font = font();
        let mut face = Typeface::new(&font);
        assert_eq!(face.shape("Phổ Mới"), face.shape("Pho\u{302}\u{309} Mo\u{31b}\u{301}i"));
        let letters: String = face.used.values().map(|used| used.letter).collect();
        assert_eq!(letters, "Phổ Mới");
    }

    #[test]
    fn a_letter_that_the_font_lacks_is_seen_as_its_code() {
        let font = font();
        let face = Typeface::new(&font);
        assert_eq!(face.written("a\u{10ffff}b"), "a\\u{10ffff}b");
    }

    #[test]
    fn lines_are_no_wider_than_their_room_and_lose_nothing() {
        let font = font();
        let face = Typeface::new(&font);
        let text = "Ủy ban nhân dân Nguyễnthịminhkhaivàmộttênrấtdàikhôngcókhoảngtrắng xã";
        let lines = face.lines(text, 8.0);
        assert!(lines.len() > 4 && lines.iter().all(|line| face.width(line) <= 8.0), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert_eq!(face.lines("ngắn", 8.0), ["ngắn"]);
        assert_eq!(face.lines("", 8.0), [""]);
        assert!(face.lines("một", 0.0).len() >= 3, "room for nothing still ends");
    }
}
