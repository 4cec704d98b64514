//! Registers that are read in many blocks, on all processors: where blocks end, and who is faster, changes nothing.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ROWS: usize = 30_000;

/// A register of three megabytes; the line of each row.
struct Register {
    text: String,
    lines: Vec<usize>,
    next: usize,
}

impl Register {
    fn new() -> Self {
        let heading = "Mã định danh,Số,Ký hiệu,Ngày ban hành,Trích yếu,Hình thức,Đã ký số lãnh đạo\r\n";
        Self { text: heading.to_owned(), lines: Vec::new(), next: 2 }
    }

    /// The row of this number; every seventh has a subject of two lines.
    fn row(&mut self, at: usize, number: &str, signed: &str) {
        let office = at % 20 + 1;
        let subject = if at.is_multiple_of(7) {
            "Về việc \"\"A, B\"\"\r\nkèm theo"
        } else {
            "Về việc báo cáo, kế hoạch"
        };
        let day = format!("{:02}/{:02}/2018", at % 28 + 1, at % 12 + 1);
        write!(self.text, "H02.{office:02},{number},VP,{day},\"{subject}\",Điện tử,{signed}\r\n").unwrap();
        self.lines.push(self.next);
        self.next += 1 + usize::from(at.is_multiple_of(7));
    }

    /// Every thousandth row comes once more, twelve thousand rows later, with a zero before its number and not signed.
    fn year() -> (Self, Vec<usize>) {
        let (mut register, mut twice) = (Self::new(), Vec::new());
        for at in 0..ROWS {
            register.row(at, &(at / 20 + 1).to_string(), "Có");
            if let Some(before) = at.checked_sub(12_000).filter(|before| before.is_multiple_of(1000)) {
                twice.push(register.next);
                register.row(before, &format!("0{}", before / 20 + 1), "Không");
            }
        }
        (register, twice)
    }
}

fn stats(folder: &Path, register: impl AsRef<[u8]>, processors: &str) -> Output {
    let path = folder.join("so.csv");
    fs::write(&path, register).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
    command.args(["stats", "--trust-register", "--format", "json", "--lang", "en", "--period", "2018", "--register"]);
    command.arg(path).env("RAYON_NUM_THREADS", processors).env("HOME", folder).output().unwrap()
}

#[test]
fn rows_that_are_there_twice_count_once_and_the_first_counts_on_any_number_of_processors() {
    let folder = tempfile::tempdir().unwrap();
    let (register, twice) = Register::year();
    let outputs = ["1", "2", "7"].map(|processors| stats(folder.path(), &register.text, processors));
    let counted: serde_json::Value = serde_json::from_slice(&outputs[0].stdout).unwrap();
    let total = &counted["total"];
    assert_eq!((&total["documents"], &total["declared_leader_signed"]), (&ROWS.into(), &ROWS.into()), "{counted}");
    assert_eq!(counted["rows"].as_array().unwrap().len(), 20);
    let [warning] = &counted["warnings"].as_array().unwrap()[..] else { panic!("{}", counted["warnings"]) };
    assert_eq!((warning["code"].as_str(), &warning["count"]), (Some("DUPLICATE_ROW"), &twice.len().into()));
    let places: Vec<_> = warning["examples"].as_array().unwrap().iter().map(|place| place.as_str().unwrap()).collect();
    assert_eq!(places.len(), 5);
    for (place, line) in places.iter().zip(&twice) {
        assert!(place.contains(&format!("so.csv:{line} 0")), "{place} is on line {line}");
    }
    assert!(outputs.iter().all(|output| output.stdout == outputs[0].stdout), "processors change nothing");
}

#[test]
fn of_several_faults_the_first_in_the_file_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (register, _) = Register::year();
    let said = |text: &[u8]| String::from_utf8(stats(folder.path(), text, "2").stderr).unwrap();
    // Nearer the end another date and a letter that is no UTF-8.
    let line = |row: usize| register.lines[row];
    let rows: Vec<_> = register.text.split_inclusive("Điện tử").collect();
    let spoilt = |change: &dyn Fn(usize, &str) -> Vec<u8>| {
        rows.iter().enumerate().flat_map(|(at, row)| change(at, row)).collect::<Vec<u8>>()
    };
    let dates = spoilt(&|at, row| match at {
        20_000 | 28_000 => row.replace("/2018", "/2018/1").into_bytes(),
        29_000 => [row.as_bytes(), b"\xFF"].concat(),
        _ => row.into(),
    });
    let told = said(&dates);
    assert!(told.contains(&format!("row {}, column Ngày ban hành", line(20_000))), "{told}");
    let letters = spoilt(&|at, row| if at == 25_000 { [row.as_bytes(), b"\xFF"].concat() } else { row.into() });
    let told = said(&letters);
    assert!(told.contains(&format!("row {}", line(25_000))) && told.contains("UTF-8"), "{told}");
    // A stray quotation mark joins cells: what then stands under the date is none.
    let quotes =
        spoilt(&|at, row| if at == 29_900 { row.replacen("VP,", "\"VP,", 1).into_bytes() } else { row.into() });
    let told = said(&quotes);
    assert!(told.contains("so.csv") && told.contains("row"), "{told}");
    assert!(said(&register.text.as_bytes()[..register.text.len() - 5]).is_empty(), "no end of line at the end is none");
}
