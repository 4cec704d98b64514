//! The tail of an update as bytes: objects, object streams, one cross-reference section (ISO 32000-2 §7.5.4, §7.5.7,
//! §7.5.8).
//!
//! What goes into it is decided in [`super::update`]. A table is written where the file ends with one, a hybrid's
//! included; its rows and those of a stream are the same, said in two ways.

use super::document::Document;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use super::write::Dict;
use super::xref::{Entry, Section};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Highest offset that a table's ten digits can say.
pub(super) const TABLE_LIMIT: u64 = 9_999_999_999;

/// Where the section says that an object is.
#[derive(Clone, Copy)]
enum Row {
    /// Head of the list of free objects (§7.5.4); only a whole cross-reference has it.
    Free,
    /// In the file, at this offset from the base of offsets.
    At { offset: u64, generation: u16 },
    /// In an object stream, at an index.
    In { container: u32, index: u16 },
}

/// Bytes to come after the file, with the places of their objects.
pub(super) struct Tail {
    /// Length of the file before.
    base: usize,
    /// Bytes of the file before its header, which its offsets do not count.
    shift: usize,
    bytes: Vec<u8>,
    /// Where each object begins in the new file.
    offsets: BTreeMap<ObjectId, u64>,
    rows: BTreeMap<u32, Row>,
}

impl Tail {
    /// Nothing yet but the end of line that the last `%%EOF` may lack.
    pub(super) fn after(document: &Document<'_>) -> Self {
        let old = document.bytes();
        let bytes = if matches!(old.last(), Some(b'\n' | b'\r')) { Vec::new() } else { vec![b'\n'] };
        let rows = if document.is_rebuilt() { rebuilt(document.latest()) } else { BTreeMap::new() };
        Self { base: old.len(), shift: document.shift, bytes, offsets: BTreeMap::new(), rows }
    }

    /// Where the next byte will stand, as offsets in the file count.
    pub(super) fn position(&self) -> u64 {
        (self.base + self.bytes.len() - self.shift) as u64
    }

    /// Appends the object `id`.
    pub(super) fn object(&mut self, id: ObjectId, body: &[u8]) {
        self.rows.insert(id.number, Row::At { offset: self.position(), generation: id.generation });
        self.offsets.insert(id, (self.base + self.bytes.len()) as u64);
        self.bytes.extend_from_slice(format!("{id} obj\n").as_bytes());
        self.bytes.extend_from_slice(body);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    /// Says of these objects that they lie in the object stream `container`, in this order.
    pub(super) fn contained(&mut self, container: ObjectId, numbers: impl Iterator<Item = u32>) {
        for (index, number) in (0..).zip(numbers) {
            self.rows.insert(number, Row::In { container: container.number, index });
        }
    }

    /// Appends the section, a stream named `own` or a table, and gives all bytes and offsets away, and where in the bytes the
    /// trailer dictionary begins.
    pub(super) fn close(
        mut self,
        view: View<'_, '_>,
        size: u32,
        further: &[(&'static str, Vec<u8>)],
        own: Option<ObjectId>,
    ) -> (Vec<u8>, BTreeMap<ObjectId, u64>, usize) {
        let (at, trailer) = (self.position(), trailer(view, size, further));
        let dictionary = match own {
            Some(own) => self.stream(own, trailer),
            None => self.table(&trailer),
        };
        self.bytes.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        (self.bytes, self.offsets, dictionary)
    }

    /// Numbers that follow each other: the first, and their rows.
    fn runs(&self) -> Vec<(u32, Vec<Row>)> {
        let mut runs: Vec<(u32, Vec<Row>)> = Vec::new();
        for (&number, &row) in &self.rows {
            match runs.last_mut() {
                Some((first, rows)) if *first as usize + rows.len() == number as usize => rows.push(row),
                _ => runs.push((number, vec![row])),
            }
        }
        runs
    }

    /// Where the trailer dictionary begins in the bytes.
    fn table(&mut self, trailer: &Dict) -> usize {
        let mut text = String::from("xref\n");
        let runs = self.runs();
        for (first, rows) in &runs {
            let _ = writeln!(text, "{first} {}", rows.len());
            for row in rows {
                // A table cannot say «in an object stream»; only files that end with a stream get any.
                let _ = match row {
                    Row::At { offset, generation } => writeln!(text, "{offset:010} {generation:05} n "),
                    Row::Free | Row::In { .. } => writeln!(text, "0000000000 65535 f "),
                };
            }
        }
        if runs.is_empty() {
            text += "0 0\n";
        }
        text += "trailer\n";
        self.bytes.extend_from_slice(text.as_bytes());
        let dictionary = self.bytes.len();
        self.bytes.extend_from_slice(&trailer.clone().finish());
        self.bytes.push(b'\n');
        dictionary
    }

    /// §7.5.8: rows without filter, so that the section reads as plainly as a table. Where its dictionary begins in the bytes.
    fn stream(&mut self, own: ObjectId, trailer: Dict) -> usize {
        let at = self.position();
        self.rows.insert(own.number, Row::At { offset: at, generation: own.generation });
        let width = (8 - at.leading_zeros() as usize / 8).max(4);
        let (mut data, mut index) = (Vec::new(), Vec::new());
        for (first, rows) in self.runs() {
            index.push(format!("{first} {}", rows.len()));
            for row in rows {
                let (kind, second, third) = match row {
                    Row::Free => (0, 0, u16::MAX),
                    Row::At { offset, generation } => (1, offset, generation),
                    Row::In { container, index } => (2, u64::from(container), index),
                };
                data.push(kind);
                data.extend_from_slice(&second.to_be_bytes()[8 - width..]);
                data.extend_from_slice(&third.to_be_bytes());
            }
        }
        let head = trailer
            .name("Type", "XRef")
            .raw("W", format!("[1 {width} 2]"))
            .raw("Index", format!("[{}]", index.join(" ")))
            .raw("Length", data.len().to_string());
        let dictionary = self.bytes.len() + format!("{own} obj\n").len();
        self.object(own, &stream(&head.finish(), &data));
        dictionary
    }
}

/// A stream's dictionary and data as the body of an object.
pub(super) fn stream(dictionary: &[u8], data: &[u8]) -> Vec<u8> {
    [dictionary, b"\nstream\n", data, b"\nendstream"].concat()
}

/// An object stream of these bodies (§7.5.7): its dictionary but /Length, and its data.
pub(super) fn pack<'b>(objects: impl Iterator<Item = (u32, &'b [u8])>) -> (Dict, Vec<u8>) {
    let (mut head, mut data, mut count) = (String::new(), Vec::new(), 0);
    for (number, body) in objects {
        let _ = write!(head, "{number} {} ", data.len());
        data.extend_from_slice(body);
        data.push(b'\n');
        count += 1;
    }
    let first = head.len();
    let dictionary = Dict::new().name("Type", "ObjStm").integer("N", count).raw("First", first.to_string());
    (dictionary, [head.into_bytes(), data].concat())
}

/// The old trailer's pairs as their bytes, with /Size and /Prev of this section, and `further` ones.
fn trailer(view: View<'_, '_>, size: u32, further: &[(&'static str, Vec<u8>)]) -> Dict {
    let bytes = view.document().bytes();
    let mut dict = Dict::new().raw("Size", size.to_string());
    if !view.document().is_rebuilt() {
        dict = dict.raw("Prev", view.revision().xref_offset.to_string());
    }
    let dict = kept(view.trailer()).fold(dict, |dict, entry| match entry.value {
        // The /Root of a rebuilt trailer may stand nowhere in the file.
        Object::Reference(id) if entry.span.is_empty() => dict.reference(&entry.key.to_text(), id),
        _ => dict.pair(entry.key_span.of(bytes), entry.span.of(bytes)),
    });
    further.iter().fold(dict, |dict, (key, value)| dict.raw(key, value))
}

/// Rows for every object of a rebuilt cross-reference: the section to be written is the only one then.
fn rebuilt(view: View<'_, '_>) -> BTreeMap<u32, Row> {
    let numbers = view.sections().iter().flat_map(Section::numbers);
    let rows = numbers.filter_map(|number| {
        let row = match view.locate(number)?.1 {
            Entry::At { offset, generation } => Row::At { offset, generation },
            // An object stream with more objects than two bytes can count was not made to be read.
            Entry::In { container, index } => Row::In { container, index: u16::try_from(index).ok()? },
            Entry::Free | Entry::Damaged { .. } => return None,
        };
        Some((number, row))
    });
    rows.chain([(0, Row::Free)]).collect()
}

/// Pairs of a trailer that go into the next one: each key once, none that describes a section (Tables 15, 17).
fn kept(trailer: &Dictionary) -> impl Iterator<Item = &super::object::Entry> {
    const OWN: [&[u8]; 11] = [
        b"Size",
        b"Prev",
        b"XRefStm",
        b"Type",
        b"W",
        b"Index",
        b"Filter",
        b"DecodeParms",
        b"DP",
        b"Length",
        b"AuthCode",
    ];
    trailer.entries.iter().enumerate().filter_map(|(place, entry)| {
        let last = !trailer.entries[place + 1..].iter().any(|later| later.key == entry.key);
        (last && !matches!(entry.value, Object::Null) && !OWN.contains(&entry.key.as_bytes())).then_some(entry)
    })
}
