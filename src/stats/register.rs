//! Registers of outgoing documents and of one-stop (một cửa) dossiers, row by row.
//!
//! A register is CSV in UTF-8, with or without a byte order mark, between commas, semicolons or tabs. It is read as a
//! stream: a register of a million rows takes no more memory than one row. What is not understood stops the reading with
//! its row and column; nothing is guessed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::StringRecord;
use time::Date;

use super::Error;
use super::columns::{Columns, Field};
use super::dates::date;
use super::text::bare;
use crate::ledger::Kind;

/// One row; nothing where its register has no such column or the cell is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Line of the file, from 1.
    pub line: u64,
    /// Code of the agency.
    pub organ: &'a str,
    /// `15`, as written.
    pub number: &'a str,
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

/// The most likely of `,` `;` and tab, by the first line.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let (mut counts, mut quoted) = ([0_usize; 3], false);
    for byte in line {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => counts[0] += 1,
            b';' if !quoted => counts[1] += 1,
            b'\t' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    counts.iter().position(|count| *count == most).map_or(b',', |index| b",;\t"[index])
}

/// Calls `each` with every row of the register; empty lines are passed over.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Csv`], [`Error::Column`], [`Error::Cell`], and what `each` returns.
pub(super) fn read(
    path: &Path,
    columns: &[(String, Field)],
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let mut input = BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?);
    let start = input.fill_buf().map_err(cannot)?;
    let mark = usize::from(start.starts_with(b"\xEF\xBB\xBF")) * 3;
    let delimiter = delimiter(&start[mark..]);
    input.consume(mark);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let broken = |error: csv::Error| Error::Csv {
        path: path.to_owned(),
        row: error.position().map_or(0, csv::Position::line),
        why: error.to_string(),
    };
    let headings = reader.headers().map_err(broken)?.clone();
    let sheet = Sheet { path, columns: Columns::of(headings.iter(), columns), headings, words: RefCell::default() };
    if let Some(field) = sheet.columns.lacking() {
        let headings = sheet.headings.iter().collect::<Vec<_>>().join(", ");
        return Err(Error::Column { path: path.to_owned(), column: field.name(), headings });
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            each(&sheet.row(&record)?)?;
        }
    }
    Ok(())
}

/// One register's headings.
struct Sheet<'p> {
    path: &'p Path,
    headings: StringRecord,
    columns: Columns,
    /// Cells of few kinds as [`bare`] gives them: the same ten words a million times.
    words: RefCell<HashMap<String, String>>,
}

impl Sheet<'_> {
    fn cell<'a>(&self, record: &'a StringRecord, field: Field) -> Option<&'a str> {
        record.get(self.columns.get(field)?).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn row<'a>(&self, record: &'a StringRecord) -> Result<Row<'a>, Error> {
        let cell = |field| self.cell(record, field);
        let needed = |field, expected| cell(field).ok_or_else(|| self.wrong(record, field, expected));
        let (number, notation) = match cell(Field::Code) {
            Some(code) => code.split_once('/').unwrap_or((code, "")),
            None if cell(Field::CodeNumber).is_none() && self.columns.get(Field::Code).is_some() => {
                return Err(self.wrong(record, Field::Code, "a number and notation, as in 15/STP-VP"));
            }
            None => (needed(Field::CodeNumber, "a number")?, cell(Field::CodeNotation).unwrap_or_default()),
        };
        let day = "a date, as in 31/12/2018 or 2018-12-31";
        let issued = date(needed(Field::IssuedDate, day)?).ok_or_else(|| self.wrong(record, Field::IssuedDate, day))?;
        let kind = self.read(record, Field::Kind, "văn bản or hồ sơ", kind)?.unwrap_or(Kind::Document);
        let yes = |field| self.read(record, field, "1 or 0, có or không, x or nothing", yes);
        Ok(Row {
            line: record.position().map_or(0, csv::Position::line),
            organ: needed(Field::OrganId, "the code of an agency")?,
            number: number.trim(),
            notation: notation.trim(),
            date: issued,
            signer: cell(Field::SignerInfo),
            kind,
            electronic: self.electronic(record, kind)?,
            signed_leader: yes(Field::SignedLeader)?,
            signed_agency: yes(Field::SignedAgency)?,
            file: cell(Field::File),
        })
    }

    /// Nothing where no column says it; an empty cell of such a column is paper.
    fn electronic(&self, record: &StringRecord, kind: Kind) -> Result<Option<bool>, Error> {
        let via = |field| -> Result<Option<bool>, Error> {
            let said = self.read(record, field, "điện tử or giấy", medium)?;
            Ok(self.columns.get(field).map(|_| said.unwrap_or(false)))
        };
        if kind == Kind::Dossier {
            match (via(Field::ReceivedVia)?, via(Field::ResolvedVia)?) {
                (None, None) => {}
                (received, resolved) => return Ok(Some(received.unwrap_or(true) && resolved.unwrap_or(true))),
            }
        }
        via(Field::Medium)
    }

    fn read<T>(
        &self,
        record: &StringRecord,
        field: Field,
        expected: &'static str,
        meaning: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(cell) = self.cell(record, field) else { return Ok(None) };
        let mut words = self.words.borrow_mut();
        let said = if let Some(word) = words.get(cell) {
            meaning(word)
        } else {
            let word = bare(cell);
            let said = meaning(&word);
            if words.len() < 64 {
                words.insert(cell.to_owned(), word);
            }
            said
        };
        said.map(Some).ok_or_else(|| self.wrong(record, field, expected))
    }

    fn wrong(&self, record: &StringRecord, field: Field, expected: &'static str) -> Error {
        let heading = self.columns.get(field).and_then(|index| self.headings.get(index));
        Error::Cell {
            path: self.path.to_owned(),
            row: record.position().map_or(0, csv::Position::line),
            column: heading.unwrap_or(field.name()).to_owned(),
            value: self.cell(record, field).unwrap_or_default().chars().take(60).collect(),
            expected,
        }
    }
}

fn kind(text: &str) -> Option<Kind> {
    match text {
        "vanban" | "vanbandi" | "document" => Some(Kind::Document),
        "hoso" | "hosomotcua" | "dossier" => Some(Kind::Dossier),
        _ => None,
    }
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "1" | "co" | "x" | "yes" | "true" | "dung" | "da" | "daky" => Some(true),
        "0" | "khong" | "no" | "false" | "sai" | "chua" | "chuaky" => Some(false),
        _ => None,
    }
}

fn medium(text: &str) -> Option<bool> {
    match text {
        "dientu" | "vanbandientu" | "motcuadientu" | "tructuyen" | "online" | "electronic" => Some(true),
        "giay" | "bangiay" | "vanbangiay" | "tructiep" | "buuchinh" | "motcua" | "paper" => Some(false),
        other => yes(other),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rows(text: &str, columns: &[(String, Field)]) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.csv");
        fs::write(&path, text).unwrap();
        let mut rows = Vec::new();
        let shown = |row: &Row<'_>| {
            let (leader, agency) = (row.signed_leader, row.signed_agency);
            format!(
                "{} {} {} {} {:?} {leader:?} {agency:?}",
                row.organ, row.number, row.notation, row.date, row.electronic
            )
        };
        let read = read(&path, columns, &mut |row| {
            rows.push(shown(row));
            Ok(())
        });
        let place = folder.path().display().to_string() + "/";
        read.map(|()| rows).map_err(|error| error.to_string().replace(&place, ""))
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
        assert_eq!(told(",1,1/2/2018,giấy\n"), "so.csv, row 2, column mã định danh: \"\" is not the code of an agency");
        assert_eq!(
            rows("số,ngày\n1,1/1/2018\n", &[]).unwrap_err(),
            "the register so.csv has no column OrganId; its headings are: số, ngày"
        );
    }
}
