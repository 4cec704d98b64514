//! Registers of outgoing documents and of one-stop (một cửa) dossiers, as offices make them.
//!
//! Bytes become text ([`encoding`]) and rows ([`csv`] after its [`delimiter`]); the first rows hold a [`heading`]
//! that says which column is which ([`columns`]); [`sheet::Sheet`] says what each further row means ([`cells`], [`dates`],
//! [`words`], [`offices`]) or why it is no entry ([`passed`]). A register is read as a stream: one of a million rows takes no
//! more memory than one row. What is not understood stops the reading with a [`Fault`] that names its place and what to do;
//! nothing is guessed.

mod block;
mod blocks;
mod cells;
mod columns;
mod csv;
mod dates;
pub(super) mod delimiter;
pub(super) mod encoding;
mod fault;
mod heading;
mod offices;
mod passed;
mod rounds;
mod sheet;
mod words;
mod xlsx;

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use time::Date;

pub(super) use block::Block;
pub use columns::Field;
pub use fault::{Expected, Fault, FaultKind, Many, Place};
pub(super) use offices::Offices;
pub(super) use sheet::Sheet;

use super::Error;
use crate::ledger::Kind;

/// How registers are to be read.
pub(super) struct Reading<'r> {
    /// Headings of an office's own that stand for fields.
    pub columns: &'r [(String, Field)],
    /// What stands where a register has no such column, or an empty cell in it.
    pub constants: &'r [(Field, String)],
    /// The agencies by name.
    pub offices: Offices<'r>,
}

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At<'a> {
    pub place: &'a Place,
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.line)
    }
}

/// What one line of a register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A document or a dossier.
    Row(Row<'a>),
    /// Nothing is written there, or the numbers of the columns.
    Blank,
    /// No entry: a total, a note, a heading once more. The code of the warning that says so.
    Passed(&'static str, At<'a>),
}

/// One entry; nothing where its register has no such column or the cell is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Where it stands.
    pub at: At<'a>,
    /// Code of the agency; its name where that is the name of no one agency.
    pub organ: &'a str,
    /// `15`, `15a`; borrowed but where the cell has thousands apart (`1.234`).
    pub number: Cow<'a, str>,
    /// The year that stands between number and notation of a normative document, `15/2018/QĐ-UBND`. It belongs to what makes
    /// a row unique: 15/QĐ-UBND of the same year is another document, from another series of numbers.
    pub year: Option<u16>,
    /// `STP-VP`, as written.
    pub notation: &'a str,
    /// The document's date.
    pub date: Date,
    /// Who signed it, as written.
    pub signer: Option<&'a str>,
    /// Document or dossier.
    pub kind: Kind,
    /// Electronic, for a dossier: received, and where that is known resolved, electronically.
    pub electronic: Option<bool>,
    /// What the register says of the leader's signature.
    pub signed_leader: Option<bool>,
    /// What the register says of the agency's signature.
    pub signed_agency: Option<bool>,
    /// Path below the archive.
    pub file: Option<&'a str>,
}

/// Some rows of a register, in its order.
pub(super) struct Part<'p> {
    sheet: &'p Sheet<'p>,
    block: &'p Block,
    /// The line before which it begins.
    line: u64,
}

impl Part<'_> {
    /// Where this record is.
    pub(super) fn at(&self, record: u32) -> At<'_> {
        At { place: self.sheet.place(), line: self.line + self.block.line(record as usize) }
    }

    /// What this record says.
    ///
    /// # Errors
    ///
    /// [`Error::Register`].
    pub(super) fn line(&self, record: u32) -> Result<Line<'_>, Error> {
        self.sheet.row(&self.block.cells(record as usize, Vec::new()), self.at(record).line)
    }
}

/// Makes of rows what can be made of each by itself; many threads do so side by side.
pub(super) trait Sift: Sync {
    /// What is made of a block.
    type Made: Send;

    /// Reads the block's rows, up to the first that is not understood.
    fn sift(&self, sheet: &Sheet<'_>, block: &Block) -> Self::Made;
}

/// Counts what was made, in the register's order.
pub(super) trait Count<M> {
    /// Counts one block.
    ///
    /// # Errors
    ///
    /// [`Error::Register`] for a row that is not understood.
    fn take(&mut self, part: &Part<'_>, made: M) -> Result<(), Error>;

    /// Hears of a register before its rows.
    fn headed(&mut self, sheet: &Sheet<'_>);

    /// Hears of a place; the code is that of a warning.
    fn told(&mut self, code: &'static str, at: At<'_>);
}

/// Reads the register: `sieve` sifts its blocks, `count` counts them.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Register`], and what `count` returns: of several the first in the register.
pub(super) fn read<S: Sift>(
    path: &Path,
    reading: &Reading<'_>,
    sieve: &S,
    count: &mut dyn Count<S::Made>,
) -> Result<(), Error> {
    match format(path)? {
        Format::Text => csv::read(path, reading, sieve, count),
        Format::Package => xlsx::read(path, reading, sieve, count),
        Format::Other(kind) => {
            let place = Place { path: path.to_owned(), sheet: None };
            Err(Fault { place, row: None, column: None, kind }.into())
        }
    }
}

/// What a file is.
enum Format {
    Text,
    Package,
    Other(FaultKind),
}

/// By how it begins. What cannot be read twice is text.
fn format(path: &Path) -> Result<Format, Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        return Ok(Format::Text);
    }
    let mut bytes = Vec::new();
    file.by_ref().take(512).read_to_end(&mut bytes).map_err(cannot)?;
    // [MS-CFB] §2.2; a workbook with a password is an OLE container with this stream in it ([MS-OFFCRYPTO] §1.3.2).
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        file.take(OLE).read_to_end(&mut bytes).map_err(cannot)?;
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = memchr::memmem::find(&bytes, &name).is_some();
        return Ok(Format::Other(if encrypted {
            FaultKind::Encrypted
        } else {
            FaultKind::Format("Excel 97-2003 (.xls)")
        }));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Format::Package);
    }
    let start = bytes.trim_ascii_start().to_ascii_lowercase();
    let found = FORMATS.iter().find(|(magic, _)| start.starts_with(magic));
    Ok(found.map_or(Format::Text, |(_, name)| Format::Other(FaultKind::Format(name))))
}

/// Bytes of an OLE container in which the name of a stream is sought.
const OLE: u64 = 64 << 20;
/// How files begin that are no registers, in lower case.
const FORMATS: [(&[u8], &str); 4] =
    [(b"%pdf-", "PDF"), (b"<html", "HTML"), (b"<!doctype html", "HTML"), (b"<?xml", "XML")];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Sifts nothing, and writes down what the rows say.
    #[derive(Default)]
    struct Written(Vec<String>);

    impl Sift for () {
        type Made = u32;

        fn sift(&self, _: &Sheet<'_>, block: &Block) -> u32 {
            block.len() as u32
        }
    }

    impl Count<u32> for Written {
        fn take(&mut self, part: &Part<'_>, records: u32) -> Result<(), Error> {
            for record in 0..records {
                if let Line::Row(row) = part.line(record)? {
                    let (leader, agency) = (row.signed_leader, row.signed_agency);
                    let Row { organ, number, notation, date, electronic, .. } = row;
                    self.0.push(format!("{organ} {number} {notation} {date} {electronic:?} {leader:?} {agency:?}"));
                }
            }
            Ok(())
        }

        fn headed(&mut self, _: &Sheet<'_>) {}

        fn told(&mut self, _: &'static str, _: At<'_>) {}
    }

    fn rows(text: &str, columns: &[(String, Field)]) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.csv");
        fs::write(&path, text).unwrap();
        let reading = Reading { columns, constants: &[], offices: Offices::default() };
        let mut written = Written::default();
        let read = read(&path, &reading, &(), &mut written);
        let place = folder.path().display().to_string() + "/";
        read.map(|()| written.0).map_err(|error| error.to_string().replace(&place, ""))
    }

    #[test]
    fn registers_are_read_as_offices_keep_them() {
        let wanted = ["H02.05 15 STP-VP 2018-05-04 Some(true) Some(true) None".to_owned()];
        let ugly = [
            "\u{feff}Mã định danh;Số, ký hiệu;Ngày tháng văn bản;Hình thức;Đã ký số lãnh đạo\r\nH02.05;15/STP-VP;4/5/2018;Điện tử;x\r\n;;;;\r\n",
            "MA CO QUAN,SO,KY HIEU,NGAY THANG VAN BAN,HINH THUC,DA KY SO LANH DAO\nH02.05,15,STP-VP,04/05/2018,dien tu,co\n",
            "OrganId\tCodeNumber\tCodeNotation\tIssuedDate\tMedium\tSignedLeader\nH02.05\t15\tSTP-VP\t2018-05-04\telectronic\t1\n",
            "\"Số, ký hiệu\",mã định danh,ngày tháng văn bản,hình thức,đã ký số lãnh đạo\n15/STP-VP, H02.05 ,2018-05-04,1,Có\n",
        ];
        for text in ugly {
            assert_eq!(rows(text, &[]).as_deref(), Ok(&wanted[..]), "{text}");
        }
        let columns = [("Đơn vị".to_owned(), Field::OrganId), ("Chữ ký".to_owned(), Field::SignedLeader)];
        let own = "Đơn vị,Số,Ký hiệu,Ngày,Hình thức,CHỮ KÝ\nH02.05,15,STP-VP,4-5-2018,điện tử,đã ký\n";
        assert_eq!(rows(own, &columns).as_deref(), Ok(&wanted[..]));
    }

    #[test]
    fn a_dossier_is_electronic_from_end_to_end() {
        let text = "mã cơ quan,mã hồ sơ,ngày tiếp nhận,loại,tiếp nhận qua,giải quyết qua\n\
                    H1,1,1/2/2018,hồ sơ,trực tuyến,điện tử\nH1,2,1/2/2018,hồ sơ,trực tuyến,giấy\n";
        let wanted = ["H1 1  2018-02-01 Some(true) None None", "H1 2  2018-02-01 Some(false) None None"];
        assert_eq!(rows(text, &[]).unwrap(), wanted);
    }

    #[test]
    fn what_is_not_understood_is_told_by_row_and_column() {
        let heading = "mã định danh,số,ngày ban hành,hình thức\n";
        let told = |rest: &str| rows(&format!("{heading}{rest}"), &[]).unwrap_err();
        assert_eq!(
            told("H1,1,1/2/2018,giấy\nH1,2,31/2/2018,giấy\n"),
            "so.csv, row 3, column ngày ban hành: \"31/2/2018\" is not a date, as in 31/12/2018 or 2018-12-31"
        );
        assert_eq!(told("H1,1,1/2/2018,fax\n"), "so.csv, row 2, column hình thức: \"fax\" is not điện tử or giấy");
        assert_eq!(
            told(",1,1/2/2018,giấy\n"),
            "so.csv, row 2, column mã định danh: \"\" is not the code or name of an agency"
        );
        assert_eq!(
            rows("số,ngày\n1,1/1/2018\n", &[]).unwrap_err(),
            "so.csv: the register has no column OrganId; its headings are: số, ngày"
        );
    }
}
