//! Undoing stream filters (ISO 32000-2 §7.4), bounded by what they may yield.
//!
//! The decoders are lopdf's; predictors are ours, because a last row that is cut short is common in
//! cross-reference streams and must not lose the rows before it. Image filters are left alone.

use super::error::Error;
use super::object::Name;
use lopdf::filters::png::{FilterType, decode_row};

/// One filter with its /DecodeParms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) name: Name,
    pub(crate) predictor: usize,
    pub(crate) colors: usize,
    pub(crate) bits: usize,
    pub(crate) columns: usize,
    pub(crate) early_change: bool,
}

impl Filter {
    pub(crate) fn plain(name: Name) -> Self {
        Self { name, predictor: 1, colors: 1, bits: 8, columns: 1, early_change: true }
    }
}

/// Applies `filters` in order; together they may yield at most `limit` bytes. Also says how many bytes were made on the
/// way, which a failure may have cost as well.
pub(crate) fn decode(filters: &[Filter], raw: &[u8], limit: usize) -> (Result<Vec<u8>, Error>, usize) {
    if filters.len() > lopdf::Stream::MAX_FILTERS {
        let limit = lopdf::Stream::MAX_FILTERS as u64;
        return (Err(Error::Limit { what: "filters of a stream", limit }), 0);
    }
    let Some((first, others)) = filters.split_first() else {
        let data = if raw.len() > limit { Err(too_long(limit)) } else { Ok(raw.to_vec()) };
        return (data, raw.len().min(limit));
    };
    let mut left = limit;
    let mut data = step(first, raw.to_vec(), &mut left, limit);
    for filter in others {
        data = data.and_then(|data| step(filter, data, &mut left, limit));
    }
    // Where the limit was met, all of it was made; what else failed has made no more than it read.
    let spent = if matches!(data, Err(Error::Limit { .. })) { limit } else { limit - left + raw.len() };
    (data, spent)
}

fn too_long(limit: usize) -> Error {
    Error::Limit { what: "decoded bytes of a stream", limit: limit as u64 }
}

fn step(filter: &Filter, input: Vec<u8>, left: &mut usize, limit: usize) -> Result<Vec<u8>, Error> {
    let name: &[u8] = match filter.name.as_bytes() {
        b"Fl" => b"FlateDecode",
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        other => other,
    };
    if !matches!(
        name,
        b"FlateDecode" | b"LZWDecode" | b"ASCII85Decode" | b"ASCIIHexDecode" | b"RunLengthDecode" | b"BrotliDecode"
    ) {
        return Err(Error::UnsupportedFilter { name: filter.name.to_text() });
    }
    let mut dictionary = lopdf::Dictionary::new();
    dictionary.set("Filter", lopdf::Object::Name(name.to_vec()));
    if !filter.early_change {
        let mut parameters = lopdf::Dictionary::new();
        parameters.set("EarlyChange", 0);
        dictionary.set("DecodeParms", parameters);
    }
    let input = if name == b"ASCII85Decode" { ascii85_body(&input).to_vec() } else { input };
    let decoded =
        lopdf::Stream::new(dictionary, input).decompressed_content_with_limit(*left).map_err(|error| match error {
            lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => too_long(limit),
            other => Error::Filter { filter: filter.name.to_text(), reason: other.to_string() },
        })?;
    *left -= decoded.len().min(*left);
    if filter.predictor > 1 { predict(filter, decoded) } else { Ok(decoded) }
}

/// White space around the data and the `<~` that some write are no part of it.
fn ascii85_body(input: &[u8]) -> &[u8] {
    let trimmed = input.trim_ascii();
    trimmed.strip_prefix(b"<~").unwrap_or(trimmed)
}

/// §7.4.4.4: PNG and TIFF predictors.
fn predict(filter: &Filter, mut data: Vec<u8>) -> Result<Vec<u8>, Error> {
    let bad = |reason: &str| Error::Filter { filter: filter.name.to_text(), reason: reason.to_owned() };
    let pixel = filter.colors.checked_mul(filter.bits).ok_or(bad("predictor too wide"))?;
    let row = pixel.checked_mul(filter.columns).ok_or(bad("predictor too wide"))?.div_ceil(8);
    if row == 0 || row > 1 << 24 {
        return Err(bad("predictor row empty or too wide"));
    }
    if filter.predictor == 2 {
        if filter.bits != 8 {
            return Err(bad("TIFF predictor of other than 8 bits"));
        }
        for line in data.chunks_mut(row) {
            for at in filter.colors..line.len() {
                line[at] = line[at].wrapping_add(line[at - filter.colors]);
            }
        }
        return Ok(data);
    }
    let mut decoded: Vec<u8> = Vec::with_capacity(data.len());
    let zeros = vec![0; row];
    for line in data.chunks(row + 1) {
        let kind = FilterType::try_from(line[0]).map_err(|()| bad("unknown PNG predictor"))?;
        let start = decoded.len();
        decoded.extend_from_slice(&line[1..]);
        let (done, current) = decoded.split_at_mut(start);
        let before = start.checked_sub(row).map_or(&zeros[..], |start| &done[start..]);
        decode_row(kind, pixel.div_ceil(8), before, current);
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &[u8]) -> Filter {
        Filter::plain(Name(name.into()))
    }

    #[test]
    fn chains_are_undone_in_order() {
        let chain = [named(b"ASCIIHexDecode"), named(b"ASCII85Decode")];
        let hex = b"38 37 63 55 52 44 5d 69 2c 22 45 62 6f 37 7e 3e>";
        assert_eq!(decode(&chain, hex, 100).0.unwrap(), b"Hello World");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let zeros = b"zzzzzzzzzz~>";
        let (decoded, spent) = decode(&[named(b"ASCII85Decode")], zeros, 16);
        assert_eq!(decoded.unwrap_err(), Error::Limit { what: "decoded bytes of a stream", limit: 16 });
        assert_eq!(spent, 16, "it can be set off only so often");
    }

    #[test]
    fn a_predicted_row_cut_short_keeps_the_rows_before() {
        let up = Filter { predictor: 12, columns: 2, ..named(b"FlateDecode") };
        assert_eq!(predict(&up, vec![2, 1, 2, 2, 1, 1, 2, 5]).unwrap(), [1, 2, 2, 3, 7]);
    }
}
