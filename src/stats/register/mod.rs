//! Registers of outgoing documents and of one-stop (một cửa) dossiers, row by row.
//!
//! A reader ([`csv`]) yields cells; [`sheet::Sheet`] knows which column is which ([`columns`]) and says what a row means
//! ([`words`]). A register is read as a stream: one of a million rows takes no more memory than one row. What is not
//! understood stops the reading with its row and column; nothing is guessed.

mod columns;
mod csv;
pub(super) mod delimiter;
mod sheet;
mod words;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use time::Date;

pub use columns::Field;

use super::Error;
use crate::ledger::Kind;

/// Where a register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// What one line of a register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A document or a dossier.
    Row(Row<'a>),
    /// Nothing is written there.
    Blank,
    /// No entry: a total, a signature block, a heading once more. The code of the warning that says so.
    Passed(&'static str),
}

/// One entry; nothing where its register has no such column or the cell is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Line of the file, from 1.
    pub line: u64,
    /// Code of the agency.
    pub organ: &'a str,
    /// `15`, as written; borrowed but where the cell has thousands apart (`1.234`).
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

/// Calls `each` with every line of the register.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Csv`], [`Error::Column`], [`Error::Cell`], and what `each` returns.
pub(super) fn read(
    path: &Path,
    columns: &[(String, Field)],
    each: &mut dyn FnMut(&Line<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    csv::read(path, columns, each)
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
        let read = read(&path, columns, &mut |line| {
            if let Line::Row(row) = line {
                rows.push(shown(row));
            }
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
