//! Text of any encoding that offices use, as UTF-8.
//!
//! UTF-8 with or without a byte order mark stays where it is. UTF-16 (Excel's «Unicode text») and Windows-1258 (older programs,
//! tones as marks of their own behind the letter) are written anew in UTF-8, in NFC; so is a file of any size, for what does
//! not fit into memory goes to a file without a name. Fonts with an encoding of their own (TCVN3, VNI) name no letters: they
//! are told by what they look like, and refused.

use std::io::{self, Read};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use super::super::Error;
use super::fault::{Fault, FaultKind, Place};
use crate::content::{self, Content, IN_MEMORY};

/// A file whose text is UTF-8.
pub(super) struct Text {
    content: Content,
    /// Bytes of a byte order mark.
    mark: usize,
}

impl Text {
    /// The bytes of `content` in UTF-8.
    ///
    /// # Errors
    ///
    /// [`Error::Register`] where the letters cannot be known, [`Error::Read`] where they cannot be written down.
    pub(super) fn of(content: Content, path: &Path) -> Result<Self, Error> {
        let bytes = content.bytes();
        let (encoding, name) = match bytes {
            [0xEF, 0xBB, 0xBF, rest @ ..] if str::from_utf8(rest).is_ok() => return Ok(Self { content, mark: 3 }),
            [0xFF, 0xFE, ..] => (UTF_16LE, "UTF-16"),
            [0xFE, 0xFF, ..] => (UTF_16BE, "UTF-16"),
            bytes => match zeros(bytes) {
                [_, true] => (UTF_16LE, "UTF-16"),
                [true, _] => (UTF_16BE, "UTF-16"),
                _ if str::from_utf8(bytes).is_ok() => return Ok(Self { content, mark: 0 }),
                _ => (WINDOWS_1258, "UTF-8, UTF-16 or Windows-1258"),
            },
        };
        let mut stream = Transcoded::new(bytes, encoding.new_decoder());
        let written = Content::of_stream(&mut stream, IN_MEMORY);
        let read = |source| Error::Read { path: path.to_owned(), source };
        let written = written.map_err(read)?;
        let place = Place { path: path.to_owned(), sheet: None };
        let fault = |kind| Err(Fault { place, row: None, column: None, kind }.into());
        if stream.damaged {
            return fault(FaultKind::Encoding(name));
        }
        if encoding == WINDOWS_1258 && stream.letters.are_strange() {
            return fault(FaultKind::OldFont);
        }
        content.unchanged().map_err(|error| changed(path, error))?;
        Ok(Self { content: written, mark: 0 })
    }

    /// Without the mark.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.content.bytes()[self.mark..]
    }

    /// See [`Content::unchanged`].
    pub(super) fn unchanged(&self, path: &Path) -> Result<(), Error> {
        self.content.unchanged().map_err(|error| changed(path, error))
    }
}

/// What [`Content`] says, as an error of statistics.
pub(super) fn changed(path: &Path, error: content::Error) -> Error {
    let source = match error {
        content::Error::Io(error) | content::Error::Copy(error) => error,
        other @ content::Error::Changed => io::Error::other(other.to_string()),
    };
    Error::Read { path: path.to_owned(), source }
}

/// Of the first kilobytes: are most bytes in even places, are most in odd places 0? In UTF-16 that is so of digits, delimiters
/// and most letters; text in any other encoding has none.
fn zeros(bytes: &[u8]) -> [bool; 2] {
    let start = &bytes[..bytes.len().min(4096)];
    [0, 1].map(|side| {
        let places = start.iter().skip(side).step_by(2);
        let (all, zero) = places.fold((0, 0), |(all, zero), byte| (all + 1, zero + usize::from(*byte == 0)));
        zero * 2 > all
    })
}

/// Letters met that are not ASCII.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    all: u64,
    strange: u64,
}

impl Letters {
    fn of(text: &str) -> Self {
        let other = text.chars().filter(|c| !c.is_ascii());
        let count = |letters: Self, c| Self {
            all: letters.all + 1,
            strange: letters.strange + u64::from(!is_vietnamese(c) && !"“”‘’–—…·°€\u{a0}".contains(c)),
        };
        other.fold(Self::default(), count)
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
    let twice = ["á»", "áº", "Ä‘", "Ã¡", "Ãª", "Æ°"].iter().any(|pair| text.contains(pair));
    twice || text.contains('\u{FFFD}') || Letters::of(text).are_strange()
}

/// Bytes of another encoding, read as UTF-8 in NFC.
struct Transcoded<'b> {
    rest: &'b [u8],
    decoder: Decoder,
    /// Decoded; its end may yet be followed by a tone.
    held: String,
    ready: Vec<u8>,
    at: usize,
    damaged: bool,
    letters: Letters,
}

impl<'b> Transcoded<'b> {
    /// Bytes decoded at once.
    const STEP: usize = 1 << 16;

    fn new(rest: &'b [u8], decoder: Decoder) -> Self {
        let held = String::with_capacity(Self::STEP * 4);
        Self { rest, decoder, held, ready: Vec::new(), at: 0, damaged: false, letters: Letters::default() }
    }

    fn step(&mut self) {
        let last = self.rest.len() <= Self::STEP;
        let piece = &self.rest[..self.rest.len().min(Self::STEP)];
        self.held.reserve(Self::STEP * 4);
        let (result, read, damaged) = self.decoder.decode_to_string(piece, &mut self.held, last);
        debug_assert!(result == CoderResult::InputEmpty, "four bytes of room for each byte read");
        self.rest = &self.rest[read..];
        self.damaged |= damaged;
        // Before an ASCII letter nothing combines with what comes after it.
        let end =
            if last { self.held.len() } else { self.held.rfind(|c: char| c.is_ascii()).unwrap_or(self.held.len()) };
        let text: String = self.held[..end].nfc().collect();
        let letters = Letters::of(&text);
        self.letters.all += letters.all;
        self.letters.strange += letters.strange;
        self.held.drain(..end);
        (self.ready, self.at) = (text.into_bytes(), 0);
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !(self.rest.is_empty() && self.held.is_empty()) {
            self.step();
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
        let content = Content::of_stream(&mut &bytes[..], IN_MEMORY).unwrap();
        let text = Text::of(content, Path::new("so.csv")).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(text.bytes().to_vec()).unwrap())
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
            let text = "a".repeat(Transcoded::STEP - 40 + start) + &"việc ".repeat(40);
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
    fn half_a_letter_of_utf_16_is_an_error() {
        let mut bytes: Vec<u8> = SAID.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.extend([0x00, 0xD8]);
        assert_eq!(read(bytes).unwrap_err(), "so.csv: no UTF-16");
    }
}
