//! The package of a workbook: a ZIP file of XML parts (ISO/IEC 29500-2), unpacked within bounds.
//!
//! What a part says of its own size is not believed: bytes are counted as they come out. A part is read as a stream, so what
//! bounds memory is how far apart two tags stand: text of a cell is at most 32,767 characters, and a part that goes on for a
//! megabyte without a tag is none that a spreadsheet wrote.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::fault::FaultKind;

/// Unpacked, the largest of a sheet's or of all shared strings: a full sheet of a million rows and twenty columns is half of it.
pub(super) const LARGEST: u64 = 2 << 30;
/// Bytes from one tag to the next.
const GAP: u64 = 1 << 20;
/// Files of one package; each costs memory before it is looked at.
const FILES: u64 = 10_000;

/// An open package.
pub(super) struct Package(ZipArchive<BufReader<File>>);

/// The XML of one part.
pub(super) type Xml<'p> = Reader<BufReader<Bounded<Box<dyn Read + Send + 'p>>>>;

impl Package {
    /// # Errors
    ///
    /// What the file is instead.
    pub(super) fn open(path: &Path) -> io::Result<Result<Self, FaultKind>> {
        let mut file = File::open(path)?;
        if files(&mut file)? > FILES {
            return Ok(Err(FaultKind::TooBig { part: "ZIP".to_owned(), limit: FILES }));
        }
        file.rewind()?;
        Ok(ZipArchive::new(BufReader::new(file)).map(Self).map_err(|error| FaultKind::Workbook(error.to_string())))
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.0.index_for_name(part).is_some()
    }

    /// The bytes of a part.
    ///
    /// # Errors
    ///
    /// It is not there, or packed in a way that spreadsheets do not.
    pub(super) fn part(&mut self, name: &str) -> Result<Bounded<Box<dyn Read + Send + '_>>, FaultKind> {
        match self.0.by_name(name) {
            Ok(file) => Ok(Bounded { inner: Box::new(file), part: name.to_owned(), left: LARGEST, since: 0 }),
            Err(ZipError::FileNotFound) => Err(FaultKind::Workbook(format!("no {name}"))),
            Err(error) => Err(FaultKind::Workbook(format!("{name}: {error}"))),
        }
    }

    /// The XML of a part.
    ///
    /// # Errors
    ///
    /// As [`Package::part`].
    pub(super) fn xml(&mut self, name: &str) -> Result<Xml<'_>, FaultKind> {
        let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 16, self.part(name)?));
        xml.config_mut().check_end_names = false;
        Ok(xml)
    }
}

/// How many files the directory at the end of a ZIP file announces (APPNOTE 4.3.14, 4.3.16); 0 where it is none.
fn files(file: &mut File) -> io::Result<u64> {
    const END: u64 = 22 + 0xFFFF + 20;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let Some(at) = memchr::memmem::rfind(&end, b"PK\x05\x06") else { return Ok(0) };
    let small = end.get(at + 10..at + 12).map_or(0, number);
    let Some(locator) = at.checked_sub(20).map(|from| &end[from..at]).filter(|bytes| bytes.starts_with(b"PK\x06\x07"))
    else {
        return Ok(small);
    };
    file.seek(SeekFrom::Start(number(&locator[8..16]).min(length)))?;
    let mut record = Vec::new();
    file.take(56).read_to_end(&mut record)?;
    Ok(record.get(32..40).map_or(small, number).max(small))
}

/// A stream that ends where no part goes on.
pub(super) struct Bounded<R> {
    inner: R,
    part: String,
    left: u64,
    /// Bytes since the last tag.
    since: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)? as u64;
        self.since += read;
        let Some(left) = self.left.checked_sub(read) else { return Err(self.too_big(LARGEST)) };
        self.left = left;
        // What is read ahead is counted to the tag before it.
        if self.since > GAP + (1 << 16) { Err(self.too_big(GAP)) } else { Ok(read as usize) }
    }
}

impl<R> Bounded<R> {
    fn too_big(&self, limit: u64) -> io::Error {
        io::Error::other(Large(FaultKind::TooBig { part: self.part.clone(), limit }))
    }

    /// Bytes were looked at and are not kept.
    pub(super) fn passed(&mut self) {
        self.since = 0;
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Large(FaultKind);

/// What a stream of a part says.
pub(super) fn broken(error: &io::Error) -> FaultKind {
    let large = error.get_ref().and_then(|inner| inner.downcast_ref::<Large>());
    large.map_or_else(|| FaultKind::Workbook(error.to_string()), |large| large.0.clone())
}

/// The next event. There are no document types in a package (ISO/IEC 29500-2 §7.3.4), hence no entities of one's own.
///
/// # Errors
///
/// It is no XML, or has no end.
pub(super) fn next<'b>(xml: &mut Xml<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, FaultKind> {
    buffer.clear();
    xml.get_mut().get_mut().passed();
    match xml.read_event_into(buffer) {
        Ok(Event::DocType(_)) => Err(FaultKind::Workbook("a document type".to_owned())),
        Ok(event) => Ok(event),
        Err(quick_xml::Error::Io(error)) => Err(broken(&error)),
        Err(error) => Err(FaultKind::Workbook(error.to_string())),
    }
}

/// An attribute by its name without a prefix; nothing where it is no text.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|given| given.key.local_name().as_ref() == name.as_bytes())?;
    found.unescape_value().ok().map(std::borrow::Cow::into_owned)
}

/// Adds what a text event says.
///
/// # Errors
///
/// It is no UTF-8, or a reference to nothing.
pub(super) fn add(text: &mut String, event: &Event<'_>) -> Result<(), FaultKind> {
    let no = |_| FaultKind::Workbook("no UTF-8".to_owned());
    match event {
        Event::Text(said) => text.push_str(&said.decode().map_err(no)?),
        Event::CData(said) => text.push_str(&said.decode().map_err(no)?),
        Event::GeneralRef(reference) => text.push_str(&referred(reference)?),
        _ => {}
    }
    Ok(())
}

fn referred(reference: &BytesRef<'_>) -> Result<String, FaultKind> {
    let unknown = || FaultKind::Workbook("a reference to nothing".to_owned());
    if let Some(c) = reference.resolve_char_ref().map_err(|_| unknown())? {
        return Ok(c.to_string());
    }
    let name = reference.decode().map_err(|_| unknown())?;
    quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(unknown)
}
