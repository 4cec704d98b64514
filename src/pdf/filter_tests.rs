//! Filters by tables: what producers write, and what is damaged.

use super::*;
use std::io::Write;

fn named(name: &[u8]) -> Filter {
    Filter::plain(Name::new(name))
}

fn undone(filters: &[Filter], raw: &[u8], limit: usize) -> Result<Decoded, Error> {
    decode(filters, raw, limit).0
}

fn clean(bytes: &[u8]) -> Decoded {
    Decoded { bytes: bytes.to_vec(), damaged: false }
}

fn compressed(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// Text that compresses but not away.
fn long() -> Vec<u8> {
    (0..20_000u32).flat_map(|number| format!("{} ", number * number % 7919).into_bytes()).collect()
}

#[test]
fn every_filter_by_both_its_names() {
    let hello = compressed(b"Hello World");
    // ISO 32000-2 §7.4.4.2, EXAMPLE 1: 45 45 45 45 45 65 45 45 45 66.
    let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
    // Name, abbreviation, encoded, decoded.
    let cases: [[&[u8]; 4]; 5] = [
        [b"FlateDecode", b"Fl", &hello, b"Hello World"],
        [b"LZWDecode", b"LZW", &lzw, b"-----A---B"],
        [b"ASCII85Decode", b"A85", b"<~87cURD]i,\"Ebo7~>\n", b"Hello World"],
        [b"ASCIIHexDecode", b"AHx", b"48 65 6C6c\n6F 2>", b"Hello "],
        [b"RunLengthDecode", b"RL", b"\x01He\xFFl\x00o\x80 rest", b"Hello"],
    ];
    for [name, short, raw, plain] in cases {
        assert_eq!(undone(&[named(name)], raw, 100).unwrap(), clean(plain));
        assert_eq!(undone(&[named(short)], raw, 100).unwrap(), clean(plain));
    }
    assert!(matches!(undone(&[named(b"DCTDecode")], b"", 9), Err(Error::UnsupportedFilter { .. })));
    assert_eq!(undone(&[named(b"FlateDecode")], b"", 9).unwrap(), clean(b""));
}

#[test]
fn chains_are_undone_in_order_and_crypt_is_none_of_them() {
    let chain = [named(b"Crypt"), named(b"ASCIIHexDecode"), named(b"ASCII85Decode")];
    let raw = b"38 37 63 55 52 44 5d 69 2c 22 45 62 6f 37 7e 3e>";
    assert_eq!(undone(&chain, raw, 100).unwrap(), clean(b"Hello World"));
    let many = vec![named(b"FlateDecode"); 1000];
    assert!(matches!(undone(&many, b"", 9), Err(Error::Limit { what: "filters of a stream", .. })));
}

/// Codes grow one code earlier or not: a table long enough shows the difference.
#[test]
fn lzw_with_and_without_early_change() {
    let plain = long();
    let late = weezl::encode::Encoder::new(BitOrder::Msb, 8).encode(&plain).unwrap();
    let early = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&plain).unwrap();
    let without = Filter { early_change: false, ..named(b"LZWDecode") };
    assert_eq!(undone(&[named(b"LZWDecode")], &early, 1 << 20).unwrap(), clean(&plain));
    assert_eq!(undone(std::slice::from_ref(&without), &late, 1 << 20).unwrap(), clean(&plain));
    assert_ne!(undone(&[without], &early, 1 << 20).ok(), Some(clean(&plain)));
    let mut broken = early;
    broken[0] = 0xFF;
    let kept = undone(&[named(b"LZWDecode")], &broken, 1 << 20).unwrap();
    assert!(kept.damaged);
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = compressed(&vec![0; 1 << 24]);
    assert!(zeros.len() < 20_000);
    for (name, raw) in [(&b"ASCII85Decode"[..], &b"zzzzzzzzzz~>"[..]), (b"FlateDecode", &zeros)] {
        let error = undone(&[named(name)], raw, 16).unwrap_err();
        assert_eq!(error, Error::Limit { what: "decoded bytes of a stream", limit: 16 });
    }
    assert_eq!(undone(&[named(b"FlateDecode")], &zeros, 1 << 24).unwrap().bytes.len(), 1 << 24);
    assert!(undone(&[], b"seventeen bytes..", 16).is_err());
    let (_, spent) = decode(&[named(b"ASCII85Decode")], b"zzzzzzzzzz~>", 16);
    assert_eq!(spent, 16, "it can be set off only so often");
    // Damage is looked at twice, and costs twice.
    let (_, spent) = decode(&[named(b"FlateDecode")], &zeros[..zeros.len() - 9], 1 << 25);
    assert!(spent > 3 << 23);
}

#[test]
fn a_damaged_flate_tail_keeps_what_could_be_decoded_and_says_so() {
    let plain = long();
    let raw = compressed(&plain);
    let flate = [named(b"FlateDecode")];
    let whole = undone(&flate, &raw, 1 << 20).unwrap();
    assert_eq!(whole, clean(&plain));
    // Bytes after the data, as a /Length too long gives, do no harm; nor does a checksum cut off.
    assert_eq!(undone(&flate, &[&raw[..], b"\r\n"].concat(), 1 << 20).unwrap(), whole);
    assert_eq!(undone(&flate, &raw[..raw.len() - 2], 1 << 20).unwrap(), whole);
    // A wrong checksum, and an end that is not there.
    let mut wrong = raw.clone();
    *wrong.last_mut().unwrap() ^= 1;
    assert_eq!(undone(&flate, &wrong, 1 << 20).unwrap(), Decoded { damaged: true, ..whole });
    let half = undone(&flate, &raw[..raw.len() / 2], 1 << 20).unwrap();
    assert!(half.damaged && half.bytes.len() > 1000 && plain.starts_with(&half.bytes));
    // No zlib header, but deflate data after it.
    let headless = [b"\0\0", &raw[2..raw.len() - 4]].concat();
    assert_eq!(undone(&flate, &headless, 1 << 20).unwrap().bytes, plain);
    assert!(matches!(undone(&flate, b"\xFF\xFF\xFF\xFFnothing", 99), Err(Error::Filter { .. })));
}

#[test]
fn every_predictor_is_undone() {
    // (predictor, colours, bits, columns), encoded, decoded.
    type Row<'a> = ((usize, usize, usize, usize), &'a [u8], &'a [u8]);
    let rows: [Row<'_>; 13] = [
        ((10, 1, 8, 3), &[0, 1, 2, 3], &[1, 2, 3]),
        ((11, 1, 8, 3), &[1, 1, 1, 1], &[1, 2, 3]),
        ((12, 1, 8, 2), &[2, 1, 2, 2, 1, 1], &[1, 2, 2, 3]),
        ((13, 1, 8, 2), &[0, 4, 8, 3, 1, 1], &[4, 8, 3, 6]),
        ((14, 1, 8, 2), &[0, 4, 8, 4, 1, 1], &[4, 8, 5, 9]),
        ((15, 2, 8, 2), &[1, 1, 2, 3, 4], &[1, 2, 4, 6]),
        // The row's own byte counts, and a last row may be cut short.
        ((15, 1, 8, 2), &[2, 1, 2, 2, 1, 1, 2, 5], &[1, 2, 2, 3, 7]),
        ((2, 1, 8, 4), &[10, 5, 250, 1], &[10, 15, 9, 10]),
        ((2, 3, 8, 2), &[255, 0, 128, 1, 2, 3], &[0xFF, 0, 128, 0, 2, 131]),
        ((2, 1, 16, 2), &[0xFF, 0xFF, 0x00, 0x02], &[0xFF, 0xFF, 0x00, 0x01]),
        ((2, 1, 1, 8), &[0b1010_1010], &[0b1100_1100]),
        ((2, 1, 2, 4), &[0b01_01_01_01], &[0b01_10_11_00]),
        ((2, 2, 4, 2), &[0x12, 0xFF], &[0x12, 0x01]),
    ];
    for ((predictor, colors, bits, columns), encoded, plain) in rows {
        let filter = Filter { predictor, colors, bits, columns, ..named(b"FlateDecode") };
        let decoded = undone(std::slice::from_ref(&filter), &compressed(encoded), 100).unwrap();
        assert_eq!(decoded, clean(plain), "{filter:?}");
    }
    for (predictor, bits, columns) in [(2, 3, 1), (9, 8, 1), (12, 8, 0), (12, 8, usize::MAX)] {
        let filter = Filter { predictor, bits, columns, ..named(b"FlateDecode") };
        assert!(matches!(undone(&[filter], &compressed(b"\0\0"), 100), Err(Error::Filter { .. })));
    }
}

/// A copy from before the beginning, which inflaters treat differently. Which one reads documents is not left to the features
/// that other crates ask for.
#[test]
fn what_is_left_of_a_damaged_stream_depends_on_no_other_crate() {
    let raw = [&[0x78, 0x9c][..], &[0x4b, 0x4c, 0x4a, 0x06, 0x12, 0x29, 0x00], &[0; 8]].concat();
    let left = undone(&[named(b"FlateDecode")], &raw, 100).unwrap();
    assert_eq!(left, Decoded { bytes: b"abc\0\0ad".to_vec(), damaged: true });
}
