//! Text of any encoding that offices use, as a stream of UTF-8.
//!
//! UTF-8 with or without a byte order mark is passed on as it is. UTF-16 (Excel's «Unicode text») and Windows-1258 (older
//! programs, tones as marks of their own behind the letter) become UTF-8 in NFC on the way. Fonts with an encoding of their own
//! (TCVN3, VNI) name no letters: they are told by what they look like, and refused.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use super::super::Error;
use super::blocks::LONGEST;
use super::fault::{Fault, FaultKind, Place};

/// Bytes read at once.
const STEP: usize = 1 << 16;
/// A letter that is not ASCII is sought so far; a register without one is read as UTF-8.
const FAR: u64 = 16 << 20;

/// The text of the file at `path`, in UTF-8 without a mark. Whether it is valid UTF-8 throughout is for its reader to see.
/// What goes wrong on the way is an error of the stream: see [`raised`].
///
/// # Errors
///
/// [`Error::Read`].
pub(in crate::stats) fn text(path: &Path) -> Result<Box<dyn Read + Send>, Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_file() {
        let mut again = file.try_clone().map_err(cannot)?;
        let kind = Kind::of(&mut again).map_err(cannot)?;
        again.rewind().map_err(cannot)?;
        return stream(again, kind).map_err(cannot);
    }
    // What cannot be read twice is kept as far as it was looked at.
    let mut start = Vec::new();
    let kind = Kind::of(&mut Kept { source: &file, start: &mut start }).map_err(cannot)?;
    stream(Cursor::new(start).chain(file), kind).map_err(cannot)
}

/// What [`text`]'s stream says: of the register, or of the file.
pub(in crate::stats) fn raised(path: &Path, error: io::Error) -> Error {
    let place = Place { path: path.to_owned(), sheet: None };
    match error.downcast::<Damage>() {
        Ok(Damage(kind)) => Fault { place, row: None, column: None, kind }.into(),
        Err(source) => Error::Read { path: path.to_owned(), source },
    }
}

/// The text is none.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Damage(FaultKind);

/// How a text is encoded, and the bytes of its mark.
#[derive(Clone, Copy)]
struct Kind {
    other: Option<&'static Encoding>,
    mark: u64,
}

impl Kind {
    fn of(source: &mut dyn Read) -> io::Result<Self> {
        let mut piece = Vec::new();
        let is = |other, mark| Ok(Self { other, mark });
        let mut read = source.take(STEP as u64).read_to_end(&mut piece)? as u64;
        match &piece[..] {
            [0xEF, 0xBB, 0xBF, ..] => return is(None, 3),
            [0xFF, 0xFE, ..] => return is(Some(UTF_16LE), 2),
            [0xFE, 0xFF, ..] => return is(Some(UTF_16BE), 2),
            piece => match zeros(piece) {
                [_, true] => return is(Some(UTF_16LE), 0),
                [true, _] => return is(Some(UTF_16BE), 0),
                [false, false] => {}
            },
        }
        while piece.is_ascii() && !piece.is_empty() && read < FAR {
            piece.clear();
            read += source.take(STEP as u64).read_to_end(&mut piece)? as u64;
        }
        // The letters after the first that is not ASCII tell; the last may be cut in two.
        source.take(STEP as u64).read_to_end(&mut piece)?;
        let legacy = str::from_utf8(&piece).is_err_and(|error| error.error_len().is_some());
        is(legacy.then_some(WINDOWS_1258), 0)
    }
}

fn stream(mut source: impl Read + Send + 'static, kind: Kind) -> io::Result<Box<dyn Read + Send>> {
    io::copy(&mut source.by_ref().take(kind.mark), &mut io::sink())?;
    Ok(match kind.other {
        None => Box::new(source),
        Some(encoding) => Box::new(Transcoded::new(source, encoding)),
    })
}

/// Keeps what is read.
struct Kept<'k> {
    source: &'k File,
    start: &'k mut Vec<u8>,
}

impl Read for Kept<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.start.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// Of the first kilobytes: are most bytes in even places 0 and not those in odd places, or the other way round? In UTF-16 that is
/// so of digits, delimiters and most letters; text in any other encoding has none.
fn zeros(bytes: &[u8]) -> [bool; 2] {
    let start = &bytes[..bytes.len().min(4096)];
    let [even, odd] = [0, 1].map(|side| {
        let places = start.iter().skip(side).step_by(2);
        let (all, zero) = places.fold((0, 0), |(all, zero), byte| (all + 1, zero + usize::from(*byte == 0)));
        zero * 2 > all
    });
    [even && !odd, odd && !even]
}

/// Letters met that are not ASCII.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    all: u64,
    strange: u64,
}

impl Letters {
    fn add(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_ascii()) {
            self.all += 1;
            self.strange += u64::from(!is_vietnamese(c) && !"“”‘’–—…·°€\u{a0}".contains(c));
        }
    }

    /// More than one of ten is none that Vietnamese is written with.
    fn are_strange(self) -> bool {
        self.strange * 10 > self.all
    }
}

/// Is it one of the alphabet's letters with a tone or none?
fn is_vietnamese(c: char) -> bool {
    let mut parts = ['\0'; 4];
    let mut many = 0;
    decompose_canonical(c, |part| {
        if let Some(place) = parts.get_mut(many) {
            *place = part;
        }
        many += 1;
    });
    let base = parts[0].to_ascii_lowercase();
    let fits = |mark: char| match mark {
        '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => "aeiouy".contains(base),
        '\u{302}' => "aeo".contains(base),
        '\u{306}' => base == 'a',
        '\u{31B}' => "ou".contains(base),
        '\0' => true,
        _ => false,
    };
    matches!(c, 'đ' | 'Đ') || (many > 1 && many <= 3 && parts[1..].iter().all(|mark| fits(*mark)))
}

/// Does it look like text that was read in a wrong encoding and saved so?
pub(super) fn garbled(text: &str) -> bool {
    let mut letters = Letters::default();
    letters.add(text);
    let twice = ["á»", "áº", "Ä‘", "Ã¡", "Ãª", "Æ°"].iter().any(|pair| text.contains(pair));
    twice || text.contains('\u{FFFD}') || letters.are_strange()
}

/// Text of another encoding, read as UTF-8 in NFC.
struct Transcoded<R> {
    source: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Decoded; its end may yet be followed by a tone.
    held: String,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    letters: Letters,
}

impl<R: Read> Transcoded<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        let (decoder, letters) = (encoding.new_decoder_without_bom_handling(), Letters::default());
        Self { source, encoding, decoder, held: String::new(), ready: Vec::new(), at: 0, ended: false, letters }
    }

    fn step(&mut self) -> io::Result<()> {
        let mut piece = Vec::with_capacity(STEP);
        self.ended = self.source.by_ref().take(STEP as u64).read_to_end(&mut piece)? < STEP;
        self.held.reserve(STEP * 4);
        let (result, _, damaged) = self.decoder.decode_to_string(&piece, &mut self.held, self.ended);
        debug_assert!(result == CoderResult::InputEmpty, "four bytes of room for each byte read");
        // Before an ASCII letter nothing combines with what comes after it.
        let whole = self.held.len();
        let end = if self.ended { whole } else { self.held.rfind(|c: char| c.is_ascii()).unwrap_or(whole) };
        let text: String = self.held[..end].nfc().collect();
        self.letters.add(&text);
        self.held.drain(..end);
        (self.ready, self.at) = (text.into_bytes(), 0);
        if self.held.len() > LONGEST {
            // Not a space in a megabyte: no row is like that, and what is held is memory.
            return Err(io::Error::other(Damage(FaultKind::TooLong { limit: LONGEST as u64 })));
        }
        let old = self.encoding == WINDOWS_1258 && self.letters.are_strange();
        match (damaged, old) {
            (true, _) => Err(io::Error::other(Damage(FaultKind::Encoding(self.encoding.name())))),
            (_, true) => Err(io::Error::other(Damage(FaultKind::OldFont))),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.step()?;
        }
        let many = (self.ready.len() - self.at).min(buffer.len());
        buffer[..many].copy_from_slice(&self.ready[self.at..self.at + many]);
        self.at += many;
        Ok(many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str =
        "Số, ký hiệu;Ngày tháng văn bản;Trích yếu\n15/QĐ-UBND;4/5/2018;Về việc đẩy mạnh ứng dụng chữ ký số\n";

    fn read(bytes: Vec<u8>) -> Result<String, String> {
        let kind = Kind::of(&mut &bytes[..]).unwrap();
        let mut text = String::new();
        let read = stream(Cursor::new(bytes), kind).unwrap().read_to_string(&mut text);
        read.map(|_| text).map_err(|error| raised(Path::new("so.csv"), error).to_string())
    }

    /// As the code page has it: â ă đ ê ô ơ ư are letters, tones stand behind them.
    fn windows_1258(text: &str) -> Vec<u8> {
        let mut apart = String::new();
        for c in text.chars() {
            let mut parts = Vec::new();
            decompose_canonical(c, |part| parts.push(part));
            let (tones, letter): (Vec<char>, Vec<char>) =
                parts.into_iter().partition(|part| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*part));
            apart.extend(letter.into_iter().nfc().chain(tones));
        }
        let (bytes, _, lost) = WINDOWS_1258.encode(&apart);
        assert!(!lost);
        bytes.into_owned()
    }

    #[test]
    fn text_is_the_same_in_every_encoding() {
        let wide = |to: fn(u16) -> [u8; 2]| SAID.encode_utf16().flat_map(to).collect::<Vec<_>>();
        let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (name, bytes) in [
            ("UTF-8", SAID.into()),
            ("UTF-8 with a mark", with(b"\xEF\xBB\xBF", SAID.into())),
            ("UTF-16 LE", wide(u16::to_le_bytes)),
            ("UTF-16 LE with a mark", with(b"\xFF\xFE", wide(u16::to_le_bytes))),
            ("UTF-16 BE", wide(u16::to_be_bytes)),
            ("UTF-16 BE with a mark", with(b"\xFE\xFF", wide(u16::to_be_bytes))),
            ("Windows-1258", windows_1258(SAID)),
        ] {
            assert_eq!(read(bytes).as_deref(), Ok(SAID), "{name}");
        }
    }

    #[test]
    fn a_tone_is_not_lost_where_a_piece_ends() {
        for start in 0..4 {
            let text = "a".repeat(STEP - 40 + start) + &"việc ".repeat(40);
            assert_eq!(read(windows_1258(&text)).as_deref(), Ok(&*text));
        }
    }

    #[test]
    fn letters_of_old_fonts_are_no_text() {
        // «Số, ký hiệu; Sở Tư pháp» in TCVN3 and in VNI.
        for bytes in [
            &b"S\xE8, k\xFD hi\xD6u;S\xEB T\xAD ph\xB8p, v\xAD\xA8ng"[..],
            b"So\xE1, ky\xF9 hie\xE4u;S\xF4\xFB T\xF6 pha\xF9p\xF8\xEF",
        ] {
            assert_eq!(
                read(bytes.to_vec()).unwrap_err(),
                "so.csv: the letters are those of an old font (TCVN3 or VNI), no Unicode"
            );
        }
        assert!(garbled("Sá»‘, kÃ½ hiá»‡u"), "read as Windows-1252 and saved as UTF-8");
        assert!(!garbled(SAID));
    }

    #[test]
    fn letters_without_an_end_do_not_fill_the_memory() {
        for (encoding, letter) in [(WINDOWS_1258, &b"\xEA"[..]), (UTF_16LE, &b"\xEA\x01"[..])] {
            let start = if encoding == UTF_16LE { &b"a\0"[..] } else { b"a" };
            let endless = Cursor::new(letter.repeat(16 << 20));
            let mut stream = Transcoded::new(Cursor::new(start).chain(endless), encoding);
            let error = io::copy(&mut stream, &mut io::sink()).unwrap_err();
            let told = raised(Path::new("so.csv"), error).to_string();
            assert_eq!(told, "so.csv: a row of more than 1048576 bytes", "{}", encoding.name());
            assert!(stream.held.capacity() < 4 * LONGEST);
        }
    }

    #[test]
    fn half_a_letter_of_utf_16_is_an_error() {
        let mut bytes: Vec<u8> = SAID.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.extend([0x00, 0xD8]);
        assert_eq!(read(bytes).unwrap_err(), "so.csv: no UTF-16LE");
    }
}
