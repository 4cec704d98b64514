//! What a text field shows against what it holds (ISO 32000-2 §12.7.4.3).
//!
//! A field's value is what programs read, its appearance is what people see, and nothing in a file makes them agree: a
//! «Total» of 1 000 can look like 1 000 000. Writers format and break values, fonts have encodings of their own; so only
//! what is plain is compared, letters and digits of ASCII in simple fonts, and a field that formats its value (/AA) or hides
//! it (a password) is left alone. What is not sure is taken for honest.

use lopdf::Object as Operand;

use super::content::form_operations;
use super::field::{Field, FieldKind};
use super::object::{Dictionary, Object, ObjectId};
use super::text::decode_text;
use super::view::View;

/// Flags of a text field that shows something else than its value: Password, RichText (Table 231).
pub const NOT_PLAIN_TEXT: i64 = 1 << 13 | 1 << 25;
/// Encodings in which letters and digits are those of ASCII (Annex D).
const PLAIN: [&[u8]; 4] = [b"WinAnsiEncoding", b"MacRomanEncoding", b"StandardEncoding", b"PDFDocEncoding"];
/// Fonts whose own encoding is another (§9.6.2.2).
const SYMBOLS: [&[u8]; 2] = [b"Symbol", b"ZapfDingbats"];
/// Glyphs of digits, in order.
const DIGITS: [&[u8]; 10] = [b"zero", b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight", b"nine"];

impl View<'_, '_> {
    /// Does the text field show something else than it holds, as far as can be said for sure? The widget that does.
    pub fn lies(&self, field: &Field) -> Option<ObjectId> {
        if field.kind != Some(FieldKind::Text) || field.flags & NOT_PLAIN_TEXT != 0 {
            return None;
        }
        let value = self.resolve(field.value.as_ref()?).ok()?;
        let value = decode_text(value.as_string()?);
        let has = |id: ObjectId, test: &dyn Fn(&Dictionary) -> bool| {
            let object = self.get(id).ok().flatten();
            object.is_some_and(|object| object.value.as_dict().is_some_and(test))
        };
        let formats = field.id.is_some_and(|id| has(id, &|field| field.get(b"AA").is_some()));
        let mut widgets = field.widgets.iter().filter_map(|widget| widget.id).filter(|_| !formats);
        widgets.find(|id| has(*id, &|widget| self.widget_lies(widget, &value)))
    }

    /// Does `widget` show something else than `value`, as far as can be said for sure?
    pub fn widget_lies(&self, widget: &Dictionary, value: &str) -> bool {
        if !value.is_ascii() || widget.get(b"AA").is_some() {
            return false;
        }
        let (value, shown) = (plain(value), self.shown(widget).map(|shown| plain(&shown)));
        // A part of it: a field scrolls, and cuts off what has no room.
        shown.is_some_and(|shown| !shown.is_empty() && !value.is_empty() && !value.contains(&shown))
    }

    /// The text that the normal appearance shows; nothing where it is not plain.
    fn shown(&self, widget: &Dictionary) -> Option<String> {
        let look = self.lookup(widget, b"AP").ok()?;
        let (form, operations) = form_operations(self, look.as_dict()?.get(b"N")?.as_reference()?)?;
        let resources = self.lookup(&form, b"Resources").ok()?;
        let fonts = self.lookup(resources.as_dict()?, b"Font").ok()?;
        let (mut text, mut known) = (String::new(), false);
        for operation in &operations {
            match (operation.operator.as_str(), operation.operands.as_slice()) {
                ("Tf", [Operand::Name(name), ..]) => {
                    let font = self.lookup(fonts.as_dict()?, name).ok()?;
                    known = self.is_plain(font.as_dict()?);
                }
                ("Tj" | "TJ" | "'" | "\"", operands) => read(operands, known, &mut text)?,
                // An image or a drawing may show anything.
                ("Do" | "BI" | "sh", _) => return None,
                _ => {}
            }
        }
        Some(text)
    }

    /// Is a letter or digit of ASCII in a string of this font that letter or digit on the page?
    fn is_plain(&self, font: &Dictionary) -> bool {
        let simple: [&[u8]; 3] = [b"Type1", b"TrueType", b"MMType1"];
        if !simple.iter().any(|kind| font.is_name(b"Subtype", kind))
            || SYMBOLS.iter().any(|it| font.is_name(b"BaseFont", it))
        {
            return false;
        }
        let Ok(encoding) = self.lookup(font, b"Encoding") else { return false };
        match &*encoding {
            Object::Name(name) => PLAIN.contains(&name.as_bytes()),
            Object::Dictionary(encoding) => {
                let base = self.lookup(encoding, b"BaseEncoding").ok();
                base.is_some_and(|base| base.is_null() || base.as_name().is_some_and(|base| PLAIN.contains(&base)))
                    && self.differs_plainly(encoding)
            }
            // Its own encoding: that of an embedded font may be any.
            _ => encoding.is_null() && font.get(b"FontDescriptor").is_none(),
        }
    }

    /// Do /Differences leave letters and digits as they are?
    fn differs_plainly(&self, encoding: &Dictionary) -> bool {
        let Ok(differences) = self.lookup(encoding, b"Differences") else { return false };
        let mut code = 0;
        differences.as_array().unwrap_or_default().iter().all(|item| match &item.value {
            Object::Name(name) => {
                let byte = u8::try_from(code).ok().filter(u8::is_ascii_alphanumeric);
                code += 1;
                byte.is_none_or(|byte| match byte {
                    b'0'..=b'9' => DIGITS[usize::from(byte - b'0')] == name.as_bytes(),
                    _ => name.as_bytes() == [byte],
                })
            }
            other => other.as_integer().map(|first| code = first).is_some(),
        })
    }
}

/// Appends the strings among `operands`; nothing where one of them is not plain.
fn read(operands: &[Operand], known: bool, text: &mut String) -> Option<()> {
    for operand in operands {
        match operand {
            Operand::String(bytes, _) if known && bytes.is_ascii() => {
                text.extend(bytes.iter().map(|&byte| char::from(byte)));
            }
            Operand::String(..) => return None,
            Operand::Array(items) => read(items, known, text)?,
            _ => {}
        }
    }
    Some(())
}

/// Its letters and digits: signs and spaces are moved and left out.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::samples::Sample;

    /// A text field of this value and look, and further entries of field and font.
    fn lies(value: &str, look: &str, field: &str, font: &str) -> bool {
        let mut sample = Sample::new();
        sample.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>");
        sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>");
        sample.object(3, "<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>");
        let own = "/Type/Annot/Subtype/Widget/FT/Tx/T(Total)/Rect[0 0 9 9]/AP<</N 5 0 R>>";
        sample.object(4, &format!("<<{own}/V {value}{field}>>"));
        let head = "/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 6 0 R>>>>";
        sample.object(5, &format!("<<{head}/Length {}>>stream\n{look}\nendstream", look.len()));
        sample.object(6, &format!("<</Type/Font{font}>>"));
        sample.table("/Root 1 0 R");
        let document = Document::open(&sample.bytes).unwrap();
        let tree = document.latest().fields().unwrap();
        document.latest().lies(&tree.fields[0]).is_some()
    }

    const HELVETICA: &str = "/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding";

    #[test]
    fn a_million_that_holds_a_thousand_is_found() {
        assert!(lies("(1 000)", "/Tx BMC BT /F 9 Tf (1 000 000) Tj ET EMC", "", HELVETICA));
        assert!(lies("(yes)", "BT /F 9 Tf [(n) -20 (o)] TJ ET", "", "/Subtype/Type1/BaseFont/Helvetica"));
        let differences = "/Subtype/Type1/Encoding<</Differences[39/quotesingle 49/one 128/Euro]>>";
        assert!(lies("(1)", "BT /F 9 Tf (2) Tj ET", "", differences));
    }

    #[test]
    fn what_is_honest_or_not_sure_is_not_accused() {
        let two = "BT /F 9 Tf (2) Tj ET";
        for (value, look, field, font) in [
            ("(1 000)", "BT /F 9 Tf (1.) Tj (000,) Tj ET", "", HELVETICA),
            ("(a long line)", "BT /F 9 Tf (long) Tj ET", "", HELVETICA),
            ("(1)", "q Q", "", HELVETICA),
            ("(1)", "/I Do", "", HELVETICA),
            ("(1)", two, "/Ff 8192", HELVETICA),
            ("(1)", two, "/AA<</F<</S/JavaScript>>>>", HELVETICA),
            ("(1)", two, "", "/Subtype/Type0/Encoding/Identity-H"),
            ("(1)", two, "", "/Subtype/TrueType/FontDescriptor 9 0 R"),
            ("(1)", two, "", "/Subtype/Type1/BaseFont/ZapfDingbats"),
            ("(1)", two, "", "/Subtype/Type1/Encoding<</Differences[50/one]>>"),
            ("<FEFF1EA0>", two, "", HELVETICA),
        ] {
            assert!(!lies(value, look, field, font), "{value} {look} {field} {font}");
        }
    }
}
