//! PDF files written by hand, as large and as wrong as a test wants them.

use std::fmt::Write as _;
use std::io::Write as _;

/// A file growing object by object.
pub(crate) struct Paper {
    pub(crate) bytes: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl Paper {
    pub(crate) fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), offsets: Vec::new() }
    }

    /// Catalog 1, page tree 2 and page 3, with further pairs in the catalog.
    pub(crate) fn one_page(catalog: &str) -> Self {
        let mut paper = Self::new();
        paper.object(1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"));
        paper.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        paper.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
        paper
    }

    pub(crate) fn object(&mut self, number: u32, body: impl AsRef<[u8]>) {
        self.offsets.push((number, self.bytes.len()));
        self.raw(format!("{number} 0 obj\n"));
        self.raw(body);
        self.raw("\nendobj\n");
    }

    /// `pairs` are those of the dictionary but /Length.
    pub(crate) fn stream(&mut self, number: u32, pairs: &str, data: &[u8]) {
        let head = format!("<<{pairs}/Length {}>>\nstream\n", data.len());
        self.object(number, [head.as_bytes(), data, b"\nendstream"].concat());
    }

    /// Bytes that nothing refers to; says where they stand.
    pub(crate) fn raw(&mut self, bytes: impl AsRef<[u8]>) -> usize {
        self.bytes.extend_from_slice(bytes.as_ref());
        self.bytes.len() - bytes.as_ref().len()
    }

    /// Says that `number` stands at `offset`.
    pub(crate) fn entry(&mut self, number: u32, offset: usize) {
        self.offsets.push((number, offset));
    }

    /// Ends the file with a table of all objects.
    pub(crate) fn table(self, trailer: &str) -> Vec<u8> {
        self.tabled(trailer).bytes
    }

    /// Ends a revision with a table of the objects since the last one; the place of the table is returned by `last`.
    pub(crate) fn tabled(mut self, trailer: &str) -> Self {
        self.offsets.sort_unstable();
        let mut text = String::from("xref\n");
        for run in self.offsets.chunk_by(|one, next| one.0 + 1 == next.0) {
            let _ = writeln!(text, "{} {}", run[0].0, run.len());
            for (_, offset) in run {
                let _ = writeln!(text, "{offset:010} 00000 n ");
            }
        }
        let at = self.raw(text);
        self.raw(format!("trailer\n<</Size 9{trailer}>>\nstartxref\n{at}\n%%EOF\n"));
        self.offsets.clear();
        self
    }

    /// Ends the file with a cross-reference stream of these pairs and data (without /Type and /Length).
    pub(crate) fn xref_stream(mut self, number: u32, pairs: &str, data: &[u8]) -> Vec<u8> {
        let at = self.bytes.len();
        self.stream(number, &format!("/Type/XRef/Size 9{pairs}"), data);
        self.raw(format!("startxref\n{at}\n%%EOF\n"));
        self.bytes
    }

    /// Ends the file with a cross-reference stream of the objects so far and of `packed`: number, object stream, index.
    pub(crate) fn packed(self, number: u32, trailer: &str, packed: impl Iterator<Item = (u32, u32, u32)>) -> Vec<u8> {
        let mut rows: Vec<(u32, u8, u32, u32)> =
            self.offsets.iter().map(|&(number, at)| (number, 1, u32::try_from(at).unwrap(), 0)).collect();
        rows.extend(packed.map(|(object, container, index)| (object, 2, container, index)));
        rows.sort_unstable();
        let runs = rows.chunk_by(|one, next| one.0 + 1 == next.0);
        let index: Vec<String> = runs.map(|run| format!("{} {}", run[0].0, run.len())).collect();
        let mut data = Vec::with_capacity(rows.len() * 9);
        for (_, kind, second, third) in rows {
            data.push(kind);
            data.extend_from_slice(&second.to_be_bytes());
            data.extend_from_slice(&third.to_be_bytes());
        }
        let pairs = format!("/W[1 4 4]/Index[{}]/Filter/FlateDecode{trailer}", index.join(" "));
        self.xref_stream(number, &pairs, &deflate(&data))
    }
}

/// `data` as FlateDecode undoes it.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// The head and the objects of an object stream, and its /First.
pub(crate) fn object_stream<'b>(objects: impl Iterator<Item = (u32, &'b str)>) -> (Vec<u8>, usize, usize) {
    let (mut head, mut body, mut count) = (String::new(), String::new(), 0);
    for (number, text) in objects {
        let _ = write!(head, "{number} {} ", body.len());
        body.push_str(text);
        body.push(' ');
        count += 1;
    }
    (format!("{head}{body}").into_bytes(), count, head.len())
}

/// A Deflate stream (RFC 1951) of one byte and then `count` times the 258 bytes that stand `distance` before.
///
/// The bits repeat, so that the stream itself deflates as well again.
pub(crate) fn repeated(first: &[u8], count: usize) -> Vec<u8> {
    // A zlib header; one final block with fixed codes.
    let mut bits = Bits { bytes: vec![0x78, 0x9C], filled: 0 };
    bits.put(1, 1);
    bits.put(1, 2);
    for &byte in first {
        if byte < 144 { bits.code(u32::from(byte) + 0x30, 8) } else { bits.code(u32::from(byte) - 144 + 0x190, 9) }
    }
    let (code, extra, width) = match first.len() {
        1 => (0, 0, 0),
        13 => (7, 0, 2),
        other => panic!("no distance {other}"),
    };
    for _ in 0..count {
        bits.code(0xC5, 8);
        bits.code(code, 5);
        bits.put(extra, width);
    }
    bits.code(0, 7);
    bits.bytes
}

/// Bits from the lowest of each byte on.
pub(crate) struct Bits {
    bytes: Vec<u8>,
    filled: usize,
}

impl Bits {
    fn put(&mut self, value: u32, width: usize) {
        for bit in 0..width {
            if self.filled.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((value >> bit & 1) as u8) << (self.filled % 8);
            self.filled += 1;
        }
    }

    /// Huffman codes come with the highest bit first.
    fn code(&mut self, value: u32, width: usize) {
        for bit in (0..width).rev() {
            self.put(value >> bit & 1, 1);
        }
    }
}

/// LZW (ISO 32000-2 §7.4.4) of a run of zeros: each code stands for one zero more than the one before.
pub(crate) fn lzw_zeros(rounds: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut rest, mut held) = (0u32, 0usize);
    let mut put = |code: u32, width: usize| {
        rest = rest << width | code;
        held += width;
        while held >= 8 {
            out.push((rest >> (held - 8)) as u8);
            held -= 8;
            rest &= (1 << held) - 1;
        }
    };
    for _ in 0..rounds {
        put(256, 9);
        put(0, 9);
        // Early change: the width grows one code before it must.
        for code in 258u32..4094 {
            let width = (32 - (code + 1).leading_zeros()) as usize;
            put(code, width.max(9));
        }
        put(256, 12);
        put(256, 9);
    }
    put(257, 9);
    put(0, 8);
    out
}
