//! Numbers and texts in few bytes, for the archive's memory.
//!
//! Numbers are in groups of seven bits, the lowest first; texts are kept once, before everything else, and are named by their
//! place. Whatever cannot have been written is [`Damaged`] to the reader, which never takes more than it is given.

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

    pub(super) fn digest(&mut self, digest: Option<&[u8; 32]>) {
        self.number(digest.is_some().into());
        self.raw(digest.map_or(&[], |digest| &digest[..]));
    }

    /// As they are; the reader knows how many.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.number(0) };
        if let Some(place) = self.places.get(text) {
            return self.number(*place);
        }
        push(&mut self.texts, text.len() as u64);
        self.texts.extend_from_slice(text.as_bytes());
        let place = self.places.len() as u64 + 1;
        self.places.insert(text.into(), place);
        self.number(place);
    }

    pub(super) fn time(&mut self, time: Option<OffsetDateTime>) {
        let Some(time) = time else { return self.number(0) };
        self.number(u64::from(time.nanosecond()) + 1);
        self.signed(time.unix_timestamp());
    }

    /// How many, and each.
    pub(super) fn several<T>(&mut self, all: &[T], write: impl Fn(&mut Self, &T)) {
        self.number(all.len() as u64);
        for one in all {
            write(self, one);
        }
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

/// These bytes are not what a [`Writer`] gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damaged;

/// Reads what a [`Writer`] gathered.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    texts: Vec<&'b str>,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Result<Self, Damaged> {
        let mut reader = Self { bytes, texts: Vec::new() };
        for _ in 0..reader.count()? {
            let length = reader.count()?;
            let text = std::str::from_utf8(reader.raw(length)?).map_err(|_| Damaged)?;
            reader.texts.push(text);
        }
        Ok(reader)
    }

    pub(super) fn number(&mut self) -> Result<u64, Damaged> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first().ok_or(Damaged)?;
            self.bytes = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if *byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }

    /// A number of a smaller type.
    pub(super) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Damaged> {
        T::try_from(self.number()?).map_err(|_| Damaged)
    }

    /// How many follow: each takes a byte at least.
    pub(super) fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.small()?;
        if count <= self.bytes.len() { Ok(count) } else { Err(Damaged) }
    }

    /// So many as the next number says.
    pub(super) fn several<T>(&mut self, read: impl Fn(&mut Self) -> Result<T, Damaged>) -> Result<Vec<T>, Damaged> {
        let count = self.count()?;
        // Mostly one or two: collecting would make room for four of each.
        let mut all = Vec::with_capacity(count.min(64));
        for _ in 0..count {
            all.push(read(self)?);
        }
        Ok(all)
    }

    pub(super) fn signed(&mut self) -> Result<i64, Damaged> {
        let value = self.number()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    pub(super) fn raw(&mut self, length: usize) -> Result<&'b [u8], Damaged> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(Damaged)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn digest(&mut self) -> Result<Option<[u8; 32]>, Damaged> {
        if self.number()? == 0 {
            return Ok(None);
        }
        self.raw(32)?.try_into().map(Some).map_err(|_| Damaged)
    }

    pub(super) fn text(&mut self) -> Result<Option<String>, Damaged> {
        let Some(place) = self.small::<usize>()?.checked_sub(1) else { return Ok(None) };
        self.texts.get(place).map(|text| Some((*text).to_owned())).ok_or(Damaged)
    }

    pub(super) fn time(&mut self) -> Result<Option<OffsetDateTime>, Damaged> {
        let Some(nanosecond) = self.small::<u32>()?.checked_sub(1) else { return Ok(None) };
        let time = OffsetDateTime::from_unix_timestamp(self.signed()?).map_err(|_| Damaged)?;
        time.replace_nanosecond(nanosecond).map(Some).map_err(|_| Damaged)
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
            prop_assert_eq!(reader.number(), Ok(number));
            prop_assert_eq!(reader.text(), Ok(text));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert_eq!(reader.text(), Ok(Some(again.clone())));
            prop_assert_eq!(reader.text(), Ok(Some(again)));
            prop_assert_eq!(reader.time(), Ok(None));
            prop_assert_eq!(reader.time(), Ok(Some(time)));
            prop_assert_eq!(reader.raw(3), Ok(&b"end"[..]));
            prop_assert!(reader.is_done());
        }

        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            if let Ok(mut reader) = Reader::new(&bytes) {
                while reader.text().is_ok() && reader.time().is_ok() && reader.signed().is_ok() {}
            }
        }
    }
}
