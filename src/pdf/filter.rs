//! Undoing stream filters (ISO 32000-2 §7.4), bounded by what they may yield.
//!
//! Flate and LZW are decoded here, from the input as it lies in the file, because their damage must be told: what could be
//! decoded is kept, and [`Decoded::damaged`] says that another reader may have more or less of it. The others are lopdf's.
//! Predictors are in `predictor`. Image filters are left alone.

use super::error::Error;
use super::object::Name;
use super::predictor;
use miniz_oxide::inflate::stream::{self, InflateState};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use std::borrow::Cow;
use weezl::{BitOrder, LzwStatus};

/// One filter with its /DecodeParms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) name: Name,
    pub(crate) predictor: usize,
    pub(crate) colors: usize,
    pub(crate) bits: usize,
    pub(crate) columns: usize,
    pub(crate) early_change: bool,
    /// /Name of a Crypt filter (Table 14).
    pub(crate) crypt: Option<Name>,
}

impl Filter {
    pub(crate) fn plain(name: Name) -> Self {
        Self { name, predictor: 1, colors: 1, bits: 8, columns: 1, early_change: true, crypt: None }
    }

    /// Whether it is no encoding but a choice of cipher.
    pub(crate) fn is_crypt(&self) -> bool {
        self.name.as_bytes() == b"Crypt"
    }
}

/// A stream's data with its filters undone.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    /// The encoded data broke off, or its checksum was wrong.
    pub(crate) damaged: bool,
}

/// Applies `filters` in order, Crypt aside; together they may yield at most `limit` bytes. Also says how many bytes were made
/// on the way, which a failure may have cost as well.
pub(crate) fn decode(filters: &[Filter], raw: &[u8], limit: usize) -> (Result<Decoded, Error>, usize) {
    if filters.len() > lopdf::Stream::MAX_FILTERS {
        let limit = lopdf::Stream::MAX_FILTERS as u64;
        return (Err(Error::Limit { what: "filters of a stream", limit }), 0);
    }
    let mut made = raw.len();
    let decoded = chain(filters, raw, limit, &mut made);
    // Where the limit was met, all of it was made.
    let spent = if matches!(decoded, Err(Error::Limit { .. })) { limit } else { made };
    (decoded, spent)
}

fn chain(filters: &[Filter], raw: &[u8], limit: usize, made: &mut usize) -> Result<Decoded, Error> {
    let (mut data, mut damaged, mut left) = (Cow::Borrowed(raw), false, limit);
    for filter in filters.iter().filter(|filter| !filter.is_crypt()) {
        let decoded = step(filter, &data, left, made).map_err(|error| match error {
            Error::Limit { .. } => too_long(limit),
            other => other,
        })?;
        left -= decoded.bytes.len().min(left);
        damaged |= decoded.damaged;
        data = Cow::Owned(decoded.bytes);
    }
    if data.len() > limit { Err(too_long(limit)) } else { Ok(Decoded { bytes: data.into_owned(), damaged }) }
}

fn too_long(limit: usize) -> Error {
    Error::Limit { what: "decoded bytes of a stream", limit: limit as u64 }
}

fn step(filter: &Filter, input: &[u8], limit: usize, made: &mut usize) -> Result<Decoded, Error> {
    let mut decoded = match filter.name.as_bytes() {
        b"FlateDecode" | b"Fl" => flate(input, limit, made)?,
        b"LZWDecode" | b"LZW" => lzw(input, filter.early_change, limit, made)?,
        b"ASCII85Decode" | b"A85" => return by_lopdf(filter, b"ASCII85Decode", ascii85_body(input), limit, made),
        b"ASCIIHexDecode" | b"AHx" => return by_lopdf(filter, b"ASCIIHexDecode", input, limit, made),
        b"RunLengthDecode" | b"RL" => return by_lopdf(filter, b"RunLengthDecode", input, limit, made),
        b"BrotliDecode" => return by_lopdf(filter, b"BrotliDecode", input, limit, made),
        _ => return Err(Error::UnsupportedFilter { name: filter.name.to_text() }),
    };
    if filter.predictor > 1 {
        decoded.bytes = predictor::undo(filter, decoded.bytes)?;
    }
    Ok(decoded)
}

fn by_lopdf(filter: &Filter, name: &[u8], input: &[u8], limit: usize, made: &mut usize) -> Result<Decoded, Error> {
    let mut dictionary = lopdf::Dictionary::new();
    dictionary.set("Filter", lopdf::Object::Name(name.to_vec()));
    let decoded = lopdf::Stream::new(dictionary, input.to_vec()).decompressed_content_with_limit(limit);
    let bytes = decoded.map_err(|error| match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => too_long(limit),
        other => Error::Filter { filter: filter.name.to_text(), reason: other.to_string() },
    })?;
    *made += bytes.len();
    Ok(Decoded { bytes, damaged: false })
}

/// White space around the data and the `<~` that some write are no part of it.
fn ascii85_body(input: &[u8]) -> &[u8] {
    let trimmed = input.trim_ascii();
    trimmed.strip_prefix(b"<~").unwrap_or(trimmed)
}

/// §7.4.4 (RFC 1950). Where the zlib wrapping is damaged, the deflate data within decides what is kept.
fn flate(input: &[u8], limit: usize, made: &mut usize) -> Result<Decoded, Error> {
    let whole = pump(input, limit, made, inflate(true))?;
    if whole.ended || input.is_empty() {
        return Ok(Decoded { bytes: whole.bytes, damaged: false });
    }
    drop(whole);
    let body = input.get(2..).unwrap_or_default();
    let bare = pump(body, limit, made, inflate(false))?;
    if bare.bytes.is_empty() && !bare.ended {
        return Err(Error::Filter { filter: "FlateDecode".to_owned(), reason: "no deflate data".to_owned() });
    }
    // A checksum cut off (a /Length too short) leaves no doubt about the data; a wrong one does.
    let cut = bare.ended && body.len() - bare.consumed < 4;
    Ok(Decoded { bytes: bare.bytes, damaged: !cut })
}

fn inflate(zlib: bool) -> impl FnMut(&[u8], &mut [u8]) -> Progress {
    let mut state = InflateState::new_boxed(if zlib { DataFormat::Zlib } else { DataFormat::Raw });
    move |input, output| {
        let done = stream::inflate(&mut state, input, output, MZFlush::None);
        Progress {
            consumed: done.bytes_consumed,
            produced: done.bytes_written,
            ended: done.status == Ok(MZStatus::StreamEnd),
            // No room or no input is no fault.
            broken: done.status.is_err_and(|error| error != MZError::Buf),
        }
    }
}

/// §7.4.4.2. An end-of-data code that is missing at the end of the input is not missed.
fn lzw(input: &[u8], early_change: bool, limit: usize, made: &mut usize) -> Result<Decoded, Error> {
    let mut decoder = if early_change {
        weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        weezl::decode::Decoder::new(BitOrder::Msb, 8)
    };
    let pumped = pump(input, limit, made, |input, output| {
        let result = decoder.decode_bytes(input, output);
        Progress {
            consumed: result.consumed_in,
            produced: result.consumed_out,
            ended: matches!(result.status, Ok(LzwStatus::Done)),
            broken: result.status.is_err(),
        }
    })?;
    Ok(Decoded { damaged: !pumped.ended && pumped.broken, bytes: pumped.bytes })
}

/// What one call of a decoder did.
struct Progress {
    consumed: usize,
    produced: usize,
    ended: bool,
    broken: bool,
}

/// All that a decoder gave.
struct Pumped {
    bytes: Vec<u8>,
    consumed: usize,
    ended: bool,
    broken: bool,
}

/// Calls `decoder` until it ends, breaks, stands still or goes beyond `limit`; counts what it `made`.
fn pump(
    input: &[u8],
    limit: usize,
    made: &mut usize,
    mut decoder: impl FnMut(&[u8], &mut [u8]) -> Progress,
) -> Result<Pumped, Error> {
    // Most structure is compressed three to five times; a bomb reserves no more than it has yielded.
    let first = input.len().saturating_mul(4).clamp(256, 1 << 20).min(limit.saturating_add(1));
    let (mut bytes, mut filled, mut consumed) = (vec![0; first], 0, 0);
    loop {
        let progress = decoder(&input[consumed..], &mut bytes[filled..]);
        (consumed, filled) = (consumed + progress.consumed, filled + progress.produced);
        *made += progress.produced;
        if filled > limit {
            return Err(too_long(limit));
        }
        let stands = progress.consumed == 0 && progress.produced == 0;
        if progress.ended || progress.broken || (stands && filled < bytes.len()) {
            bytes.truncate(filled);
            return Ok(Pumped { bytes, consumed, ended: progress.ended, broken: progress.broken });
        }
        if filled == bytes.len() {
            let more = bytes.len().max(4096).min(limit.saturating_add(1) - filled);
            bytes.resize(filled + more, 0);
        }
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
