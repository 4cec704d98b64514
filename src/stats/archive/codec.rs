//! Numbers and texts in few bytes, for the archive's memory.
//!
//! Numbers are in groups of seven bits, the lowest first; texts are kept once, before everything else, and are named by their
//! place. Whatever cannot have been written is `None` to the reader, which never takes more than it is given.

use std::collections::HashMap;

use time::OffsetDateTime;

/// Gathers bytes, and the texts that they name.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    texts: Vec<u8>,
    places: HashMap<Box<str>, u64, foldhash::fast::RandomState>,
}

/// Appends groups of seven bits, all but the last with their highest bit set.
fn push(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

impl Writer {
    pub(super) fn number(&mut self, value: u64) {
        push(&mut self.bytes, value);
    }

    /// Small where the value is near zero, on either side.
    pub(super) fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63).cast_unsigned());
    }

    /// As they are; the reader knows how many.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.number(0) };
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => {
                push(&mut self.texts, text.len() as u64);
                self.texts.extend_from_slice(text.as_bytes());
                self.places.insert(text.into(), self.places.len() as u64 + 1);
                self.places.len() as u64
            }
        };
        self.number(place);
    }

    pub(super) fn time(&mut self, time: Option<OffsetDateTime>) {
        let Some(time) = time else { return self.number(0) };
        self.number(u64::from(time.nanosecond()) + 1);
        self.signed(time.unix_timestamp());
    }

    /// Everything: the texts, and what was written of them.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut whole = Vec::with_capacity(self.texts.len() + self.bytes.len() + 10);
        push(&mut whole, self.places.len() as u64);
        whole.extend(self.texts);
        whole.extend(self.bytes);
        whole
    }
}

/// Reads what a [`Writer`] gathered.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    texts: Vec<&'b str>,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Option<Self> {
        let mut reader = Self { bytes, texts: Vec::new() };
        for _ in 0..reader.count()? {
            let length = reader.count()?;
            let text = std::str::from_utf8(reader.raw(length)?).ok()?;
            reader.texts.push(text);
        }
        Some(reader)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// How many follow: each takes a byte at least.
    pub(super) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len()).then_some(count)
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    pub(super) fn raw(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(super) fn digest(&mut self) -> Option<[u8; 32]> {
        self.raw(32)?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<Option<String>> {
        match self.number()? {
            0 => Some(None),
            place => Some(Some((*self.texts.get(usize::try_from(place - 1).ok()?)?).to_owned())),
        }
    }

    pub(super) fn time(&mut self) -> Option<Option<OffsetDateTime>> {
        let Some(nanosecond) = self.number()?.checked_sub(1) else { return Some(None) };
        let time = OffsetDateTime::from_unix_timestamp(self.signed()?).ok()?;
        Some(Some(time.replace_nanosecond(u32::try_from(nanosecond).ok()?).ok()?))
    }

    /// Was everything read?
    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(number: u64, signed: i64, text: Option<String>, again: String, seconds in -9_000_000_000_i64..9_000_000_000, nanosecond in 0..1_000_000_000_u32) {
            let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap().replace_nanosecond(nanosecond).unwrap();
            let mut writer = Writer::default();
            writer.number(number);
            writer.text(text.as_deref());
            writer.signed(signed);
            writer.text(Some(&again));
            writer.text(Some(&again));
            writer.time(None);
            writer.time(Some(time));
            writer.raw(b"end");
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes).unwrap();
            prop_assert_eq!(reader.number(), Some(number));
            prop_assert_eq!(reader.text(), Some(text));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.text(), Some(Some(again.clone())));
            prop_assert_eq!(reader.text(), Some(Some(again)));
            prop_assert_eq!(reader.time(), Some(None));
            prop_assert_eq!(reader.time(), Some(Some(time)));
            prop_assert_eq!(reader.raw(3), Some(&b"end"[..]));
            prop_assert!(reader.is_done());
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            if let Some(mut reader) = Reader::new(&bytes) {
                while reader.text().is_some() && reader.time().is_some() && reader.signed().is_some() {}
            }
        }
    }
}
