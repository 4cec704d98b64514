//! Records on their way from one ledger to another, or to another program: CSV and Parquet.
//!
//! Both have the columns of a stored record and lose nothing; the same file taken in twice adds nothing. A file is a
//! stranger's: one record is at most [`LONGEST`] bytes, and every fault names its place.

mod csv;
#[cfg(feature = "parquet")]
mod parquet;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::row::{COLUMNS, Row};
use super::{Added, Error, Ledger, Posting};

/// Bytes of one record, and more than a document with a thousand signatures needs.
const LONGEST: u64 = 16 << 20;
/// Postings that are handed over together, and about how many bytes.
const TOGETHER: usize = 512;
const TOGETHER_BYTES: usize = 4 << 20;
/// Blocks that wait for whoever is slower.
const AHEAD: usize = 4;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, UTF-8.
    Csv,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

/// Writes records one after the other.
pub struct Writer<'w>(Box<dyn WritePosting + 'w>);

trait WritePosting {
    fn write(&mut self, row: &Row) -> Result<(), Error>;
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

impl<'w> Writer<'w> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn new(format: Format, out: impl Write + Send + 'w) -> Result<Self, Error> {
        Ok(Self(match format {
            Format::Csv => Box::new(csv::Writer::new(out)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(parquet::Writer::new(out)?),
        }))
    }

    /// Writes one.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn write(&mut self, posting: &Posting) -> Result<(), Error> {
        self.0.write(&posting.row)
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn finish(self) -> Result<(), Error> {
        self.0.finish()
    }
}

/// A record as a file has it, still to be understood.
struct Raw {
    bytes: usize,
    posting: Box<dyn FnOnce() -> Result<Posting, Error> + Send>,
}

/// What reading a file comes to, one record after the other.
type Raws = Box<dyn Iterator<Item = Result<Raw, Error>> + Send>;

/// Takes the records of a file in; the format is told by its first bytes. Reading, understanding (on all processors) and writing
/// go side by side, in blocks whose order is kept.
///
/// # Errors
///
/// [`Error::Import`], [`Error::Column`], [`Error::Read`], and those of [`Ledger::record_all`].
pub fn import(ledger: &dyn Ledger, path: &Path) -> Result<Added, Error> {
    let mut raws = raws(path)?;
    thread::scope(|scope| {
        let (give_raw, take_raw) = sync_channel::<Vec<Result<Raw, Error>>>(AHEAD);
        let (give, take) = sync_channel::<Vec<Result<Posting, Error>>>(AHEAD);
        scope.spawn(move || {
            loop {
                let some = block(&mut raws);
                // Where nobody takes any more, there was an error: it is told there.
                if some.is_empty() || give_raw.send(some).is_err() {
                    break;
                }
            }
        });
        scope.spawn(move || {
            for some in take_raw {
                let some = some.into_par_iter().map(|raw| (raw?.posting)()).collect();
                if give.send(some).is_err() {
                    break;
                }
            }
        });
        ledger.record_all(&mut take.into_iter().flatten())
    })
}

/// The next records, bounded in number and in bytes.
fn block(raws: &mut Raws) -> Vec<Result<Raw, Error>> {
    let (mut some, mut bytes) = (Vec::new(), 0);
    while some.len() < TOGETHER && bytes < TOGETHER_BYTES {
        let Some(raw) = raws.next() else { break };
        bytes += raw.as_ref().map_or(0, |raw| raw.bytes);
        some.push(raw);
    }
    some
}

fn raws(path: &Path) -> Result<Raws, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut head).map_err(failed)?;
    if head == *b"PAR1" {
        #[cfg(feature = "parquet")]
        return parquet::raws(path, file);
        #[cfg(not(feature = "parquet"))]
        return Err(Error::NoParquet);
    }
    std::io::Seek::rewind(&mut file).map_err(failed)?;
    csv::raws(path, file)
}

/// Which column of ours each of a file's is; all have to be there, in any order.
fn columns<'h>(path: &Path, heading: impl Iterator<Item = &'h str>) -> Result<[usize; 13], Error> {
    let heading: Vec<_> = heading.collect();
    let mut places = [0; 13];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        let found = heading.iter().position(|heading| *heading == name);
        *place = found.ok_or_else(|| Error::Column { path: path.to_owned(), column: name })?;
    }
    Ok(places)
}

fn import_error(path: &Path, record: u64, column: &'static str) -> Error {
    Error::Import { path: path.to_owned(), record, column }
}

/// Columns that hold a moment, for people as RFC 3339.
const MOMENTS: [usize; 2] = [0, 8];

fn moment(seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}

fn seconds(text: &str) -> Option<String> {
    Some(OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp().to_string())
}

/// What a file of a partitioned export is of: the year in which a document counts, and its agency.
///
/// # Errors
///
/// None; a record that says nothing of an agency has `none`.
pub fn partition(posting: &Posting) -> PathBuf {
    let counted = &posting.counted;
    let organ = counted.organ.as_deref().unwrap_or("none");
    // Hive writes what a path cannot have, or what means something in one, as %XX.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut agency = String::new();
    for c in organ.chars() {
        if plain(c) && !(agency.is_empty() && c == '.') {
            agency.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                // Writing to a String cannot fail.
                let _ = write!(agency, "%{byte:02X}");
            }
        }
    }
    PathBuf::from(format!("year={}", counted.day.year())).join(format!("agency={agency}"))
}
