//! What is wrong with a register, where, and in words.

use std::fmt;
use std::path::PathBuf;

use super::Field;

/// Where a register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        self.sheet.as_ref().map_or(Ok(()), |sheet| write!(f, " [{sheet}]"))
    }
}

/// One fault, at the place where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, and the sheet of a workbook.
    pub place: Place,
    /// Line of the file or row of the sheet, from 1.
    pub row: Option<u64>,
    /// Its heading as found; in a workbook its letter too, `D (Ngày tháng)`.
    pub column: Option<String>,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A cell cannot be understood.
    Cell {
        /// As found, cut at 60 characters.
        value: String,
        /// What is understood there.
        expected: Expected,
    },
    /// A cell holds a spreadsheet's error: `#N/A`.
    ErrorValue(String),
    /// No row among the first is a heading.
    NoHeading {
        /// What the first rows say.
        seen: String,
        /// It looks like text read in a wrong encoding.
        garbled: bool,
    },
    /// A needed column is nowhere.
    NoColumn {
        /// What it would hold.
        field: Field,
        /// As found.
        headings: String,
    },
    /// Nothing says which agency's register it is; the titles name several.
    SeveralAgencies(Vec<String>),
    /// A register of incoming documents.
    Incoming,
    /// No sheet is a register: their names, and which are hidden.
    NoSheet(Vec<(String, bool)>),
    /// Letters of a font's own encoding (TCVN3, VNI).
    OldFont,
    /// Bytes that its encoding does not have.
    Encoding(&'static str),
    /// A quotation mark that is not closed to the end of the file.
    OpenQuote,
    /// A row without end.
    TooLong {
        /// Bytes of one row that are read.
        limit: u64,
    },
    /// A workbook with a password.
    Encrypted,
    /// A kind of file that is not read: its name.
    Format(&'static str),
    /// A workbook that is damaged.
    Workbook(String),
    /// A part of a workbook, or all of it (`ZIP`), is larger than any register.
    TooBig {
        /// Which part of the package.
        part: String,
        /// Its limit.
        limit: u64,
    },
    /// A workbook has more of them than any register.
    TooMany {
        /// Of what.
        what: Many,
        /// Its limit.
        limit: u64,
    },
}

/// What a workbook may have too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Many {
    Files,
    Sheets,
    Relations,
    MergedCells,
}

impl Many {
    fn english(self) -> &'static str {
        match self {
            Self::Files => "files in its package",
            Self::Sheets => "sheets",
            Self::Relations => "relations",
            Self::MergedCells => "merged cells",
        }
    }
}

/// What a cell should have held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Expected {
    Agency,
    Number,
    Code,
    Date,
    Kind,
    Answer,
    Medium,
}

impl Expected {
    fn english(self) -> &'static str {
        match self {
            Self::Agency => "the code or name of an agency",
            Self::Number => "a number, as in 15 or 15a",
            Self::Code => "a number and notation, as in 15/STP-VP",
            Self::Date => "a date, as in 31/12/2018 or 2018-12-31",
            Self::Kind => "văn bản or hồ sơ",
            Self::Answer => "1 or 0, có or không, x or nothing",
            Self::Medium => "điện tử or giấy",
        }
    }
}

impl FaultKind {
    /// Is it what one says of a sheet that is no register at all?
    pub(super) fn is_other_sheet(&self) -> bool {
        match self {
            Self::NoHeading { .. } | Self::Incoming => true,
            Self::NoColumn { field, .. } => *field != Field::OrganId,
            _ => false,
        }
    }

    /// Stable.
    pub(in crate::stats) fn code(&self) -> &'static str {
        match self {
            Self::Cell { .. } | Self::ErrorValue(_) => "REGISTER_CELL",
            Self::NoHeading { .. } => "REGISTER_HEADING",
            Self::NoColumn { .. } => "REGISTER_COLUMN_MISSING",
            Self::SeveralAgencies(_) => "REGISTER_AGENCY",
            Self::Incoming => "REGISTER_INCOMING",
            Self::NoSheet(_) => "REGISTER_SHEET",
            Self::OldFont | Self::Encoding(_) => "REGISTER_ENCODING",
            Self::OpenQuote | Self::TooLong { .. } => "REGISTER_CSV",
            Self::Encrypted => "REGISTER_ENCRYPTED",
            Self::Format(_) => "REGISTER_FORMAT",
            Self::Workbook(_) => "REGISTER_WORKBOOK",
            Self::TooBig { .. } | Self::TooMany { .. } => "REGISTER_TOO_BIG",
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place.path.display())?;
        self.place.sheet.as_ref().map_or(Ok(()), |sheet| write!(f, ", sheet {sheet}"))?;
        self.row.map_or(Ok(()), |row| write!(f, ", row {row}"))?;
        self.column.as_ref().map_or(Ok(()), |column| write!(f, ", column {column}"))?;
        write!(f, ": {}", self.kind)
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { value, expected } => write!(f, "{value:?} is not {}", expected.english()),
            Self::ErrorValue(value) => write!(f, "the cell holds the error {value}"),
            Self::NoHeading { seen, garbled: false } => {
                write!(f, "no heading of a register is found; it begins: {seen}")
            }
            Self::NoHeading { seen, garbled: true } => write!(f, "the text was saved in a wrong encoding: {seen}"),
            Self::NoColumn { field, headings } => {
                write!(f, "the register has no column {}; its headings are: {headings}", field.name())
            }
            Self::SeveralAgencies(names) => write!(f, "the titles name several agencies: {}", names.join(", ")),
            Self::Incoming => write!(f, "this is a register of incoming documents"),
            Self::NoSheet(sheets) => {
                let name =
                    |(name, hidden): &(String, bool)| format!("{name}{}", if *hidden { " (hidden)" } else { "" });
                let names: Vec<_> = sheets.iter().map(name).collect();
                write!(f, "no sheet is a register; there are: {}", names.join(", "))
            }
            Self::OldFont => write!(f, "the letters are those of an old font (TCVN3 or VNI), no Unicode"),
            Self::Encoding(name) => write!(f, "no {name}"),
            Self::OpenQuote => write!(f, "a quotation mark is not closed"),
            Self::TooLong { limit } => write!(f, "a row of more than {limit} bytes"),
            Self::Encrypted => write!(f, "the workbook is locked with a password"),
            Self::Format(name) => write!(f, "a file of {name}, which is not read"),
            Self::Workbook(why) => write!(f, "the workbook is damaged ({why})"),
            Self::TooBig { part, limit } => write!(f, "{part} is larger than {limit} bytes unpacked"),
            Self::TooMany { what, limit } => write!(f, "the workbook has more than {limit} {}", what.english()),
        }
    }
}
