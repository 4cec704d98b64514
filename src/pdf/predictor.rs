//! Predictors (ISO 32000-2 §7.4.4.4): PNG's for each row, and TIFF's horizontal differences.
//!
//! A last row that is cut short is common in cross-reference streams and must not lose the rows before it.

use super::error::Error;
use super::filter::Filter;
use lopdf::filters::png::{FilterType, decode_row};

/// Undoes what `filter` says was done to `data` before it was compressed.
pub(super) fn undo(filter: &Filter, data: Vec<u8>) -> Result<Vec<u8>, Error> {
    let bad = |reason: &str| Error::Filter { filter: filter.name.to_text(), reason: reason.to_owned() };
    let pixel = filter.colors.checked_mul(filter.bits).ok_or(bad("predictor too wide"))?;
    let row = pixel.checked_mul(filter.columns).ok_or(bad("predictor too wide"))?.div_ceil(8);
    if row == 0 || row > 1 << 24 {
        return Err(bad("predictor row empty or too wide"));
    }
    match (filter.predictor, filter.bits) {
        (2, 1 | 2 | 4 | 8 | 16) => Ok(tiff(filter, data, row)),
        (2, _) => Err(bad("TIFF predictor of other than 1, 2, 4, 8 or 16 bits")),
        (10..=15, _) => png(&data, row, pixel.div_ceil(8)).ok_or(bad("unknown PNG predictor")),
        _ => Err(bad("unknown predictor")),
    }
}

/// Each row says in its first byte how it was filtered, whatever /Predictor says.
fn png(data: &[u8], row: usize, pixel: usize) -> Option<Vec<u8>> {
    let mut decoded: Vec<u8> = Vec::with_capacity(data.len());
    let zeros = vec![0; row];
    for line in data.chunks(row + 1) {
        let kind = FilterType::try_from(line[0]).ok()?;
        let start = decoded.len();
        decoded.extend_from_slice(&line[1..]);
        let (done, current) = decoded.split_at_mut(start);
        let before = done.len().checked_sub(row).map_or(&zeros[..], |start| &done[start..]);
        decode_row(kind, pixel, before, current);
    }
    Some(decoded)
}

/// Each sample is the difference to that of the same colour one pixel to the left.
fn tiff(filter: &Filter, mut data: Vec<u8>, row: usize) -> Vec<u8> {
    let (colors, bits) = (filter.colors, filter.bits);
    for line in data.chunks_mut(row) {
        let samples = (filter.columns * colors).min(line.len() * 8 / bits);
        for at in colors..samples {
            let sum = sample(line, at, bits).wrapping_add(sample(line, at - colors, bits));
            set_sample(line, at, bits, sum);
        }
    }
    data
}

fn sample(line: &[u8], at: usize, bits: usize) -> u16 {
    match bits {
        16 => u16::from_be_bytes([line[2 * at], line[2 * at + 1]]),
        8 => u16::from(line[at]),
        _ => u16::from(line[at * bits / 8] >> (8 - bits - at * bits % 8)),
    }
}

/// Only the low `bits` of `value` count.
fn set_sample(line: &mut [u8], at: usize, bits: usize, value: u16) {
    match bits {
        16 => line[2 * at..2 * at + 2].copy_from_slice(&value.to_be_bytes()),
        8 => line[at] = value.to_le_bytes()[0],
        _ => {
            let (shift, mask) = (8 - bits - at * bits % 8, (1u8 << bits) - 1);
            let byte = &mut line[at * bits / 8];
            *byte = *byte & !(mask << shift) | (value.to_le_bytes()[0] & mask) << shift;
        }
    }
}
