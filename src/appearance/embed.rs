//! The glyphs in use as a font of the document (ISO 32000-2 §9.7: a composite font whose codes are glyph numbers).
//!
//! /ToUnicode gives each glyph its letter back, so that what is seen can be searched and copied.

use std::fmt::Write as _;

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;

use crate::hash::Hash;

use super::Error;
use super::text::Typeface;

/// Entries of one `beginbfchar` (Adobe Technical Note 5411 §1.4.1).
const ENTRIES: usize = 100;

impl Typeface<'_> {
    /// The font's objects; the first is the font itself. `next` gives an object number of its own to each.
    ///
    /// # Errors
    /// [`Error::Unusable`] for a font that is damaged where nobody looked before.
    pub fn embed(&self, next: &mut dyn FnMut() -> ObjectId) -> Result<Vec<(ObjectId, Object)>, Error> {
        let unusable = |why: String| Error::Unusable { path: self.font.path().to_path_buf(), why };
        let program =
            subsetter::subset(self.font.bytes(), 0, &self.remapper).map_err(|error| unusable(error.to_string()))?;
        let name = self.name(&program);
        let [font, descendant, descriptor, file, unicode] = [next(), next(), next(), next(), next()];
        let length = i64::try_from(program.len()).map_err(|_| unusable("too large".to_owned()))?;
        let composite = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => name.as_str(), "Encoding" => "Identity-H",
            "DescendantFonts" => vec![descendant.into()], "ToUnicode" => unicode,
        };
        let cid_font = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => name.as_str(),
            "CIDSystemInfo" => dictionary! {
                "Registry" => string("Adobe"), "Ordering" => string("Identity"), "Supplement" => 0,
            },
            "FontDescriptor" => descriptor, "CIDToGIDMap" => "Identity", "DW" => 0, "W" => self.widths(),
        };
        Ok(vec![
            (font, composite.into()),
            (descendant, cid_font.into()),
            (descriptor, self.descriptor(&name, file).into()),
            (file, compressed(dictionary! { "Length1" => length }, program).into()),
            (unicode, compressed(Dictionary::new(), self.unicode().into_bytes()).into()),
        ])
    }

    /// Six letters of its own before the name tell a subset from others of the font (ISO 32000-2 §9.9.2).
    fn name(&self, program: &[u8]) -> String {
        let digest = Hash::Sha256.digest(program);
        let tag: String = digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
        let known = self.font.tables().localized_strings(StringId::POSTSCRIPT_NAME).english_or_first();
        let known =
            known.map(|name| name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>());
        format!("{tag}+{}", known.filter(|name| !name.is_empty()).unwrap_or_else(|| "Font".to_owned()))
    }

    /// ISO 32000-2 Table 120.
    fn descriptor(&self, name: &str, file: ObjectId) -> Dictionary {
        let tables = self.font.tables();
        let metrics = tables.metrics(Size::unscaled(), LocationRef::default());
        let scaled = |value: f32| (f64::from(value) * 1000.0 / self.units).round() as i64;
        let bounds = metrics.bounds.unwrap_or_default();
        let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|value| scaled(value).into());
        let bold = tables.os2().is_ok_and(|os2| os2.us_weight_class() >= 600);
        dictionary! {
            "Type" => "FontDescriptor", "FontName" => name,
            // Symbolic: the codes are those of no standard encoding (Table 121).
            "Flags" => 4,
            "FontBBox" => bounds.to_vec(), "ItalicAngle" => metrics.italic_angle.round() as i64,
            "Ascent" => scaled(metrics.ascent), "Descent" => scaled(metrics.descent),
            "CapHeight" => scaled(metrics.cap_height.unwrap_or(metrics.ascent)),
            // Nothing in the font says it; viewers use it only where the font is lost.
            "StemV" => if bold { 140 } else { 80 },
            "FontFile2" => file,
        }
    }

    /// Runs of glyphs: `first [width width …]` (ISO 32000-2 §9.7.4.3).
    fn widths(&self) -> Vec<Object> {
        let mut widths: Vec<Object> = Vec::new();
        let mut last = None;
        for (id, used) in &self.used {
            let width = Object::Real((used.width * 100.0).round() as f32 / 100.0);
            match widths.last_mut() {
                Some(Object::Array(run)) if last == id.checked_sub(1) => run.push(width),
                _ => widths.extend([i64::from(*id).into(), vec![width].into()]),
            }
            last = Some(*id);
        }
        widths
    }

    /// Glyph → letter (ISO 32000-2 §9.10.3).
    fn unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let used: Vec<_> = self.used.iter().collect();
        for entries in used.chunks(ENTRIES) {
            let _ = writeln!(map, "{} beginbfchar", entries.len());
            for (id, used) in entries {
                let mut units = [0; 2];
                let _ = write!(map, "<{id:04X}> <");
                for unit in used.letter.encode_utf16(&mut units) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

fn string(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

/// Flate; what does not become smaller stays as it is.
fn compressed(dictionary: Dictionary, content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dictionary, content);
    let _ = stream.compress();
    stream
}
