//! Cross-reference streams (ISO 32000-2 §7.5.8): /W, /Index and rows of big-endian fields.

use super::error::{Error, FindingKind};
use super::filter::{self, Decoded, Filter};
use super::object::{Dictionary, Object};
use super::object_stream;
use super::parser::Parser;
use super::xref::{Entry, Reader, Subsection, Subsections};

#[derive(Clone, Debug)]
pub(crate) struct StreamEntries {
    pub(crate) subsections: Subsections,
    widths: [usize; 3],
    rows: Vec<u8>,
}

impl StreamEntries {
    /// Rows for entries that stand nowhere in the file, ascending by number.
    pub(crate) fn of(entries: impl Iterator<Item = (u32, Entry)>) -> Result<Self, Error> {
        let (mut list, mut rows): (Vec<Subsection>, _) = (Vec::new(), Vec::new());
        for (at, (number, entry)) in entries.enumerate() {
            let (kind, second, third) = match entry {
                Entry::At { offset, generation } => (1u8, offset, u32::from(generation)),
                Entry::In { container, index } => (2, u64::from(container), index),
                Entry::Free | Entry::Damaged { .. } => (0, 0, 0),
            };
            rows.push(kind);
            rows.extend_from_slice(&second.to_be_bytes());
            rows.extend_from_slice(&third.to_be_bytes());
            match list.last_mut() {
                Some(run) if run.first + run.count == number => run.count += 1,
                _ => list.push(Subsection { first: number, count: 1, at }),
            }
        }
        Ok(Self { subsections: Subsections::new(list)?, widths: [1, 8, 4], rows })
    }

    pub(crate) fn lookup(&self, number: u32) -> Option<Entry> {
        let (sub, place) = self.subsections.find(number)?;
        let width: usize = self.widths.iter().sum();
        let at = sub.at.checked_add(place)?.checked_mul(width)?;
        let row = self.rows.get(at..at.checked_add(width)?)?;
        let (kind, rest) = row.split_at(self.widths[0]);
        let (second, third) = rest.split_at(self.widths[1]);
        let kind = if kind.is_empty() { 1 } else { number_of(kind)? };
        let (second, third) = (number_of(second)?, number_of(third)?);
        Some(match kind {
            1 if second > 0 => Entry::At { offset: second, generation: u16::try_from(third).ok()? },
            2 => Entry::In { container: u32::try_from(second).ok()?, index: u32::try_from(third).ok()? },
            // Type 0 is free, and types to come are to be read as null (Table 18).
            _ => Entry::Free,
        })
    }

    /// Whether any row says that an object lies in an object stream.
    pub(crate) fn packs(&self) -> bool {
        let width = self.widths.iter().sum::<usize>().max(1);
        let kind = self.widths[0];
        kind > 0 && self.rows.chunks_exact(width).any(|row| number_of(&row[..kind]) == Some(2))
    }
}

fn number_of(field: &[u8]) -> Option<u64> {
    field.iter().try_fold(0u64, |value, &byte| value.checked_mul(256).map(|value| value | u64::from(byte)))
}

/// Reads the stream object at `start`: its entries, its dictionary and the place after it.
pub(crate) fn read(reader: &mut Reader<'_, '_>, start: usize) -> Result<(StreamEntries, Dictionary, usize), Error> {
    let lost = |reason| Error::XrefLost { offset: start as u64, reason };
    let mut parser = Parser::within(reader.bytes, start, reader.limits);
    parser.header().ok_or(lost("no object header"))?;
    let object = parser.object();
    reader.charge(&parser, start)?;
    let Object::Dictionary(dictionary) = object?.value else {
        return Err(lost("no cross-reference stream"));
    };
    if !dictionary.is_name(b"Type", b"XRef") {
        return Err(lost("stream is no cross-reference stream"));
    }
    // All values of this dictionary are direct (§7.5.8.2), so no object has to be found to read it.
    let said = dictionary.get(b"Length").and_then(Object::as_integer);
    let data = object_stream::stream_data(&mut parser, said);
    reader.budget.text(parser.lexer.searched)?;
    let data = data.ok_or(lost("stream without data"))?;
    let end = object_stream::after_object(reader.bytes, data.end);
    for (offset, kind) in std::mem::take(&mut parser.lexer.findings) {
        reader.find(offset, kind);
    }
    let filters = direct_filters(&dictionary);
    let (decoded, spent) = filter::decode(&filters, data.of(reader.bytes), reader.limits.stream_bytes);
    reader.budget.decoded(spent)?;
    let Decoded { bytes: mut rows, damaged } = decoded?;
    let widths = widths(&dictionary).ok_or(lost("bad /W"))?;
    let subsections = subsections(&dictionary, rows.len() / widths.iter().sum::<usize>().max(1))
        .filter(|list| list.iter().all(|sub| sub.first.saturating_add(sub.count) <= reader.limits.object_number))
        .ok_or(lost("bad /Index or /Size"))?;
    let used = count(&subsections);
    if damaged {
        // Where no row is lost, whoever reads it at all reads the same.
        let whole = self::subsections(&dictionary, usize::MAX).is_some_and(|all| count(&all) == used);
        reader.find(data.start, FindingKind::StreamData { structure: !whole });
    }
    rows.truncate(used.saturating_mul(widths.iter().sum()));
    rows.shrink_to_fit();
    reader.keep_rows(rows.len())?;
    Ok((StreamEntries { subsections: Subsections::new(subsections)?, widths, rows }, dictionary, end))
}

fn count(subsections: &[Subsection]) -> usize {
    subsections.iter().map(|sub| sub.count as usize).sum()
}

fn widths(dictionary: &Dictionary) -> Option<[usize; 3]> {
    let items = dictionary.get(b"W")?.as_array()?;
    let mut widths = [0; 3];
    for (width, item) in widths.iter_mut().zip(items) {
        *width = usize::try_from(item.value.as_integer()?).ok().filter(|&width| width <= 8)?;
    }
    (items.len() >= 3 && widths[1] > 0).then_some(widths)
}

/// /Index pairs (default `[0 Size]`), cut to the rows there are.
fn subsections(dictionary: &Dictionary, rows: usize) -> Option<Vec<Subsection>> {
    let size = dictionary.get(b"Size").and_then(Object::as_integer);
    let pairs: Vec<i64> = match dictionary.get(b"Index") {
        Some(index) => index.as_array()?.iter().map(|item| item.value.as_integer()).collect::<Option<_>>()?,
        None => vec![0, size?],
    };
    let mut at = 0usize;
    let mut list = Vec::with_capacity(pairs.len() / 2);
    for pair in pairs.chunks_exact(2) {
        let first = u32::try_from(pair[0]).ok()?;
        let left = rows.saturating_sub(at);
        let count = u32::try_from(usize::try_from(pair[1]).ok()?.min(left)).ok()?;
        list.push(Subsection { first, count, at });
        at += count as usize;
    }
    Some(list)
}

/// The filters of a dictionary all of whose values are direct.
pub(crate) fn direct_filters(dictionary: &Dictionary) -> Vec<Filter> {
    filters(dictionary.get(b"Filter"), dictionary.get(b"DecodeParms").or(dictionary.get(b"DP")))
}

/// Filters from /Filter and /DecodeParms, both resolved as deep as their items.
pub(crate) fn filters(filter: Option<&Object>, parameters: Option<&Object>) -> Vec<Filter> {
    let one = |object: &Object, parameters: Option<&Object>| {
        let Object::Name(name) = object else { return None };
        let mut filter = Filter::plain(name.clone());
        if let Some(dictionary) = parameters.and_then(Object::as_dict) {
            let number = |key: &[u8], default: usize| {
                let value = dictionary.get(key).and_then(Object::as_integer);
                value.and_then(|value| usize::try_from(value).ok()).unwrap_or(default)
            };
            filter.predictor = number(b"Predictor", 1);
            filter.colors = number(b"Colors", 1);
            filter.bits = number(b"BitsPerComponent", 8);
            filter.columns = number(b"Columns", 1);
            if let Some(Object::Name(name)) = dictionary.get(b"Name") {
                filter.crypt = Some(name.clone());
            }
            filter.early_change = number(b"EarlyChange", 1) != 0;
        }
        Some(filter)
    };
    match filter {
        Some(object @ Object::Name(_)) => {
            let first = parameters.and_then(Object::as_array).and_then(|list| list.first()).map(|item| &item.value);
            one(object, first.or(parameters)).into_iter().collect()
        }
        Some(Object::Array(items)) => {
            let list = parameters.and_then(Object::as_array);
            let single = parameters.filter(|_| items.len() == 1);
            let of = |at: usize| list.and_then(|list| list.get(at)).map(|item| &item.value).or(single);
            items.iter().enumerate().filter_map(|(at, item)| one(&item.value, of(at))).collect()
        }
        _ => Vec::new(),
    }
}
