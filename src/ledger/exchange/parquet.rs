//! Apache Parquet: the columns of a stored record, moments as time-stamps in UTC, the rest as texts.
//!
//! Row groups are small enough to be written and read in some ten megabytes. Whatever a file says of itself is checked
//! before it is believed; a file that makes the reader stumble is refused like any other damaged one.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnDescriptor;

use super::super::row::{COLUMNS, Row};
use super::super::{Error, Posting};
use super::{LONGEST, MOMENTS, Raw, Raws, WritePosting, columns, import_error};

/// Rows of a group, and about how many bytes.
const GROUP: usize = 50_000;
const GROUP_BYTES: usize = 32 << 20;
/// Rows that are read together.
const BATCH: usize = 256;
/// More than any group of ours has; others may write larger ones.
const LARGEST_GROUP: i64 = 1 << 30;
/// The column that is a truth value.
const NO_CHECK: usize = 7;

const SCHEMA: &str = "message ledger {
    required int64 time (TIMESTAMP(MICROS, true));
    required binary action (STRING);
    required binary file (STRING);
    required binary sha256_in (STRING);
    optional binary sha256_out (STRING);
    required binary status (STRING);
    optional binary level (STRING);
    required boolean no_check;
    required int64 judged_on (TIMESTAMP(MICROS, true));
    required binary policy (STRING);
    required binary signatures (STRING);
    required binary tool (STRING);
    optional binary agencies (STRING);
}";

pub(super) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Vec<Row>,
    bytes: usize,
}

fn failed(error: ParquetError) -> Error {
    Error::Write(std::io::Error::other(error))
}

impl<W: Write + Send> Writer<W> {
    pub(super) fn new(out: W) -> Result<Self, Error> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Self { file, rows: Vec::new(), bytes: 0 })
    }

    fn group(&mut self) -> Result<(), Error> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        if rows.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = rows.iter().map(Row::cells).collect();
        let mut group = self.file.next_row_group().map_err(failed)?;
        let mut column = 0;
        while let Some(mut writer) = group.next_column().map_err(failed)? {
            match column {
                NO_CHECK => {
                    let values: Vec<_> = rows.iter().map(|row| row.no_check).collect();
                    writer.typed::<BoolType>().write_batch(&values, None, None).map_err(failed)?;
                }
                moment if MOMENTS.contains(&moment) => {
                    let seconds = |row: &Row| if moment == 0 { row.time } else { row.judged_on };
                    let values: Vec<_> = rows.iter().map(|row| seconds(row).saturating_mul(MICROS)).collect();
                    writer.typed::<Int64Type>().write_batch(&values, None, None).map_err(failed)?;
                }
                column => {
                    let cells = || texts.iter().map(|cells| cells[column].as_deref());
                    let values: Vec<_> = cells().flatten().map(ByteArray::from).collect();
                    let levels: Vec<_> = cells().map(|cell| i16::from(cell.is_some())).collect();
                    writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).map_err(failed)?;
                }
            }
            writer.close().map_err(failed)?;
            column += 1;
        }
        group.close().map(drop).map_err(failed)
    }
}

impl<W: Write + Send> WritePosting for Writer<W> {
    fn write(&mut self, row: &Row) -> Result<(), Error> {
        self.bytes += row.signatures.len() + row.file.len() + 256;
        self.rows.push(row.clone());
        if self.rows.len() >= GROUP || self.bytes >= GROUP_BYTES { self.group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.group()?;
        self.file.finish().map_err(failed)?;
        self.file.inner_mut().flush().map_err(Error::Write)
    }
}

const MICROS: i64 = 1_000_000;

/// A file that is read, group by group.
struct Records {
    path: Arc<Path>,
    file: SerializedFileReader<File>,
    /// Where our columns are in it.
    places: [usize; 13],
    group: usize,
    readers: Vec<ColumnReader>,
    /// Records of the group that are not read yet.
    left: usize,
    ready: VecDeque<[Option<String>; 13]>,
    number: u64,
    over: bool,
}

pub(super) fn raws(path: &Path, file: File) -> Result<Raws, Error> {
    let open = || SerializedFileReader::new(file);
    let file = sheltered(path, 0, open)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let places = columns(path, schema.columns().iter().map(|column| column.name()))?;
    for (column, place) in places.iter().enumerate() {
        let found = schema.column(*place);
        let expected = match column {
            NO_CHECK => Type::BOOLEAN,
            moment if MOMENTS.contains(&moment) => Type::INT64,
            _ => Type::BYTE_ARRAY,
        };
        if found.physical_type() != expected || found.max_rep_level() > 0 || found.max_def_level() > 1 {
            return Err(Error::Column { path: path.to_owned(), column: COLUMNS[column] });
        }
    }
    let (readers, ready) = (Vec::new(), VecDeque::new());
    let path = Arc::from(path);
    Ok(Box::new(Records { path, file, places, group: 0, readers, left: 0, ready, number: 0, over: false }))
}

/// A damaged file is an error, even where the reader did not expect it.
fn sheltered<T>(path: &Path, record: u64, work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => Err(import_error(path, record, "Parquet")),
    }
}

impl Iterator for Records {
    type Item = Result<Raw, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.over {
            if let Err(error) = self.fill() {
                self.over = true;
                return Some(Err(error));
            }
        }
        let cells = self.ready.pop_front()?;
        self.number += 1;
        let (path, number) = (self.path.clone(), self.number);
        let bytes = cells.iter().flatten().map(String::len).sum();
        let posting = move || {
            let posting = if bytes as u64 > LONGEST { Err("signatures") } else { Posting::of_cells(cells) };
            posting.map_err(|column| import_error(&path, number, column))
        };
        Some(Ok(Raw { bytes, posting: Box::new(posting) }))
    }
}

impl Records {
    /// Reads some records, or goes on to the next group.
    fn fill(&mut self) -> Result<(), Error> {
        let at = self.number + 1;
        if self.left == 0 {
            if self.group == self.file.num_row_groups() {
                self.over = true;
                return Ok(());
            }
            let metadata = self.file.metadata().row_group(self.group);
            let rows =
                usize::try_from(metadata.num_rows()).ok().filter(|_| metadata.total_byte_size() <= LARGEST_GROUP);
            self.left = rows.ok_or_else(|| import_error(&self.path, at, "Parquet"))?;
            let (file, group, places) = (&self.file, self.group, self.places);
            self.readers = sheltered(&self.path, at, || {
                let group = file.get_row_group(group)?;
                places.iter().map(|place| group.get_column_reader(*place)).collect()
            })?;
            self.group += 1;
            return Ok(());
        }
        let some = self.left.min(BATCH);
        self.left -= some;
        let mut rows: Vec<[Option<String>; 13]> = vec![Default::default(); some];
        let schema = self.file.metadata().file_metadata().schema_descr_ptr();
        for (column, reader) in self.readers.iter_mut().enumerate() {
            let descriptor = schema.column(self.places[column]);
            let texts = sheltered(&self.path, at, || texts(reader, &descriptor, some))?;
            let texts = texts.ok_or_else(|| import_error(&self.path, at, COLUMNS[column]))?;
            rows.iter_mut().zip(texts).for_each(|(row, text)| row[column] = text);
        }
        self.ready.extend(rows);
        Ok(())
    }
}

/// One text for each of `count` records; nothing where they are not there, or no texts.
fn texts(
    reader: &mut ColumnReader,
    column: &ColumnDescriptor,
    count: usize,
) -> Result<Option<Vec<Option<String>>>, ParquetError> {
    let optional = column.max_def_level() > 0;
    Ok(match reader {
        ColumnReader::BoolColumnReader(reader) => {
            let text = |value| Some(u8::from(value).to_string());
            values(reader, optional, count)?.and_then(|values| said(values, text))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            let unit = match column.logical_type_ref() {
                Some(LogicalType::Timestamp(stamp)) => match stamp.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => MICROS,
                    TimeUnit::NANOS => 1_000_000_000,
                },
                _ => MICROS,
            };
            let text = |value: i64| Some(value.div_euclid(unit).to_string());
            values(reader, optional, count)?.and_then(|values| said(values, text))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            let text = |value: ByteArray| value.as_utf8().ok().map(str::to_owned);
            values(reader, optional, count)?.and_then(|values| said(values, text))
        }
        _ => None,
    })
}

fn said<T>(values: Vec<Option<T>>, text: impl Fn(T) -> Option<String>) -> Option<Vec<Option<String>>> {
    values.into_iter().map(|value| value.map_or(Some(None), |value| text(value).map(Some))).collect()
}

fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    optional: bool,
    count: usize,
) -> Result<Option<Vec<Option<T::T>>>, ParquetError> {
    let (mut values, mut levels, mut records) = (Vec::with_capacity(count), Vec::new(), 0);
    while records < count {
        let (read, ..) = reader.read_records(count - records, optional.then_some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Ok(None);
        }
        records += read;
    }
    if !optional {
        return Ok(Some(values.into_iter().map(Some).collect()));
    }
    let mut values = values.into_iter();
    Ok(Some(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect()))
}
