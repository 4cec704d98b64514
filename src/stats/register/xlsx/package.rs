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

use super::super::fault::{FaultKind, Many};

/// Unpacked, the largest of a sheet's or of all shared strings: a full sheet of a million rows and twenty columns is half of it.
pub(super) const LARGEST: u64 = 2 << 30;
/// Unpacked, all parts of a workbook as often as they are read, with what shared texts unfold to: the largest sheet twice, its
/// texts, and as much again.
const WHOLE: u64 = 4 * LARGEST;
/// Bytes from one tag to the next.
const GAP: u64 = 1 << 20;
/// Files of one package; each costs memory before it is looked at.
const FILES: u64 = 10_000;

/// An open package, and how many bytes it may yet unpack to.
pub(super) struct Package {
    zip: ZipArchive<BufReader<File>>,
    left: u64,
}

/// The XML of one part.
pub(super) struct Xml<'p> {
    reader: Reader<BufReader<Bounded<'p>>>,
    /// Elements that are not closed.
    open: u64,
    /// Bytes that shared and merged texts may yet unfold to: a text of a few bytes in the file can stand in a million cells.
    left: u64,
}

impl Package {
    /// # Errors
    ///
    /// What the file is instead.
    pub(super) fn open(path: &Path) -> io::Result<Result<Self, FaultKind>> {
        let mut file = File::open(path)?;
        if files(&mut file)? > FILES {
            return Ok(Err(FaultKind::TooMany { what: Many::Files, limit: FILES }));
        }
        file.rewind()?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| FaultKind::Workbook(error.to_string()));
        Ok(zip.map(|zip| Self { zip, left: WHOLE }))
    }

    pub(super) fn has(&self, part: &str) -> bool {
        self.zip.index_for_name(part).is_some()
    }

    /// The bytes of a part.
    ///
    /// # Errors
    ///
    /// It is not there, or packed in a way that spreadsheets do not.
    pub(super) fn part(&mut self, name: &str) -> Result<Bounded<'_>, FaultKind> {
        let whole = &mut self.left;
        match self.zip.by_name(name) {
            Ok(file) => Ok(Bounded { inner: Box::new(file), part: name.to_owned(), left: LARGEST, whole, since: 0 }),
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
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, self.part(name)?));
        reader.config_mut().check_end_names = false;
        Ok(Xml { reader, open: 0, left: LARGEST })
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

impl Xml<'_> {
    /// Counts what texts of a few bytes unfold to.
    ///
    /// # Errors
    ///
    /// It is more than any register holds.
    pub(super) fn unfold(&mut self, bytes: usize) -> Result<(), FaultKind> {
        let too_big = || FaultKind::TooBig { part: "sharedStrings".to_owned(), limit: LARGEST };
        self.left = self.left.checked_sub(bytes as u64).ok_or_else(too_big)?;
        self.reader.get_mut().get_mut().spend(bytes as u64)
    }
}

/// A stream that ends where no part goes on.
pub(super) struct Bounded<'p> {
    inner: Box<dyn Read + Send + 'p>,
    part: String,
    left: u64,
    /// Of the package.
    whole: &'p mut u64,
    /// Bytes since the last tag.
    since: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)? as u64;
        self.since += read;
        let Some(left) = self.left.checked_sub(read) else { return Err(self.too_big(LARGEST)) };
        self.left = left;
        self.spend(read).map_err(|kind| io::Error::other(Large(kind)))?;
        // What is read ahead is counted to the tag before it.
        if self.since > GAP + (1 << 16) { Err(self.too_big(GAP)) } else { Ok(read as usize) }
    }
}

impl Bounded<'_> {
    fn spend(&mut self, bytes: u64) -> Result<(), FaultKind> {
        let too_big = || FaultKind::TooBig { part: "ZIP".to_owned(), limit: WHOLE };
        *self.whole = self.whole.checked_sub(bytes).ok_or_else(too_big)?;
        Ok(())
    }

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
/// It is no XML, has no end, or ends before what it began: the rows of a part that was cut off are not all that there are.
pub(super) fn next<'b>(xml: &mut Xml<'_>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, FaultKind> {
    buffer.clear();
    xml.reader.get_mut().get_mut().passed();
    match xml.reader.read_event_into(buffer) {
        Ok(Event::DocType(_)) => Err(FaultKind::Workbook("a document type".to_owned())),
        Ok(Event::Eof) if xml.open > 0 => {
            Err(FaultKind::Workbook(format!("{} is cut off", xml.reader.get_ref().get_ref().part)))
        }
        Ok(event) => {
            match event {
                Event::Start(_) => xml.open += 1,
                Event::End(_) => xml.open = xml.open.saturating_sub(1),
                _ => {}
            }
            Ok(event)
        }
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn all_parts_together_have_a_bound_however_often_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.xlsx");
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for name in ["a", "b"] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&[b' '; 1000]).unwrap();
        }
        zip.finish().unwrap();
        let mut package = Package::open(&path).unwrap().unwrap();
        package.left = 2999;
        let mut read = |name: &str| io::copy(&mut package.part(name).unwrap(), &mut io::sink());
        assert_eq!((read("a").unwrap(), read("b").unwrap()), (1000, 1000));
        let whole = FaultKind::TooBig { part: "ZIP".to_owned(), limit: WHOLE };
        assert_eq!(broken(&read("a").unwrap_err()), whole);
        package.left = 10;
        let mut xml = package.xml("a").unwrap();
        assert_eq!((xml.unfold(10), xml.unfold(1)), (Ok(()), Err(whole)), "what texts unfold to is part of it");
        xml.left = 20;
        let texts = FaultKind::TooBig { part: "sharedStrings".to_owned(), limit: LARGEST };
        assert_eq!(xml.unfold(21), Err(texts), "and has a bound in each sheet");
    }
}
