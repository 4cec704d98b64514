//! An archive is counted with verdicts that the ledger kept from a time without an agencies file.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::fs;
use std::path::{Path, PathBuf};

use kyso::hash::Hash;
use kyso::ledger::{Action, Ledger, Record, SignatureRecord, Sqlite};
use kyso::stats::{Asked, Judge, Order, Period, Statistics, run};
use kyso::text::hex;
use kyso::verify::{ErrorReport, Report};
use time::macros::datetime;

const POLICY: &str = "default/1";
const PROVINCE: &str = "UBND tỉnh Bắc Giang";
const OFFICES: [&str; 2] = ["Sở Nội vụ", "Sở Tư pháp"];

/// Reads, and must not be asked to judge.
struct Nobody;

impl Judge for Nobody {
    fn read(&self, path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ErrorReport> {
        work(&fs::read(path).unwrap());
        Ok(())
    }

    fn judge(&self, name: &str, _: &[u8]) -> Report {
        panic!("{name} was judged before")
    }

    fn unread(&self, name: &str, error: ErrorReport) -> Report {
        panic!("{name}: {}", error.message)
    }
}

/// A province with two offices, an archive, a register, and a ledger that knows how each file was judged.
struct Province {
    folder: tempfile::TempDir,
    ledger: Sqlite,
    register: String,
}

fn signer(office: &str, agency: bool) -> SignatureRecord {
    SignatureRecord {
        kind: "signature".to_owned(),
        cn: Some(if agency { office.to_owned() } else { format!("Lãnh đạo {office}") }),
        o: Some(PROVINCE.to_owned()),
        ou: if agency { Vec::new() } else { vec![office.to_uppercase()] },
        indication: "total-passed".to_owned(),
        best_time: Some(datetime!(2018-05-05 3:00 UTC)),
        timestamped: true,
        ..SignatureRecord::default()
    }
}

impl Province {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
        let mut agencies = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
            H02,UBND tỉnh Bắc Giang,,province,,,,,UBND tỉnh Bắc Giang,UBND tỉnh Bắc Giang,\n"
            .to_owned();
        for (index, office) in OFFICES.iter().enumerate() {
            agencies += &format!("H02.{index:02},{office},H02,department,Sở,,,,{office},{PROVINCE},{office}\n");
        }
        fs::write(folder.path().join("agencies.csv"), agencies).unwrap();
        let register = "Mã định danh;Số;Ký hiệu;Ngày tháng văn bản;Hình thức;Tệp\n".to_owned();
        Self { folder, ledger, register }
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// Puts a file into the archive that was judged before there were agencies.
    fn file(&self, path: &str, signatures: Vec<SignatureRecord>) {
        let whole = self.archive().join(path);
        fs::create_dir_all(whole.parent().unwrap()).unwrap();
        fs::write(&whole, path).unwrap();
        let record = Record {
            time: datetime!(2018-06-01 0:00 UTC),
            action: Action::Verify,
            file: path.to_owned(),
            sha256_in: hex(&Hash::Sha256.digest(path.as_bytes())),
            sha256_out: None,
            status: "total-passed".to_owned(),
            level: None,
            no_check: false,
            judged_on: datetime!(2018-06-01 0:00 UTC),
            policy: POLICY.to_owned(),
            signatures,
            tool: "kyso".to_owned(),
            agencies: None,
        };
        self.ledger.record(&record).unwrap();
    }

    fn row(&mut self, office: usize, number: usize, file: &str) {
        self.register += &format!("H02.{office:02};{number};QĐ-{office};4/5/2018;điện tử;{file}\n");
    }

    fn order(&self) -> Order {
        let register = self.folder.path().join("register.csv");
        fs::write(&register, &self.register).unwrap();
        Order {
            agencies: Some(self.folder.path().join("agencies.csv")),
            registers: vec![register],
            archive: Some(self.archive()),
            policy: Some(POLICY.to_owned()),
            ..Order::default()
        }
    }

    /// A verdict once given is not given again: none is asked for here.
    fn count(&self, order: &Order) -> Statistics {
        run(order, Some(&self.ledger), Some(&Nobody)).unwrap()
    }

    fn counted(&self) -> Statistics {
        self.count(&self.order())
    }
}

/// Verified without an agencies file in May; in June the offices are described, and the signers are known by it.
#[test]
fn signers_are_matched_by_the_agencies_file_of_today() {
    let mut province = Province::new();
    for (office, name) in OFFICES.iter().enumerate() {
        let path = format!("{office}/quyết định.pdf");
        province.row(office, 7, &path);
        province.file(&path, vec![signer(name, false), signer(name, true)]);
    }
    let counted = province.counted();
    for row in &counted.rows[1..] {
        assert_eq!((row.leader_signed, row.agency_signed, row.fully_signed), (1, 1, 1), "{:?}", row.name);
    }
    assert_eq!(counted.rows[0].documents, 0, "the province's rule fits everybody below, and takes nobody from them");
    assert_eq!((counted.total.missing, counted.unmatched.files, counted.unmatched.records), (0, 0, 0));
}

/// One row names a file that is not there; another leaves it to number, notation and agency; a file is in no row.
#[test]
fn what_does_not_match_is_counted_both_ways() {
    let mut province = Province::new();
    province.row(0, 1, "mất.pdf");
    province.row(0, 2, "");
    province.row(1, 3, "");
    province.file("H02.01/003_QĐ-1.PDF", vec![signer(OFFICES[1], false)]);
    province.file("khác.pdf", vec![signer("Sở không có trong danh sách", true)]);
    let counted = province.counted();
    assert_eq!((counted.total.documents, counted.total.signed, counted.total.missing), (3, 1, 1));
    assert_eq!((counted.unmatched.files, counted.unmatched.records), (1, 1));
    let warned: Vec<_> = counted.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(warned, ["NOT_IN_REGISTER", "NO_FILE_FITS"]);
}

/// A register without the column «hình thức» gives no rate of electronic documents, and says so.
#[test]
fn a_rate_that_the_register_cannot_give_is_not_given() {
    let mut province = Province::new();
    province.row(0, 1, "1.pdf");
    province.row(0, 2, "");
    province.register = province.register.replace("Hình thức", "Cột riêng");
    province.file("1.pdf", vec![signer(OFFICES[0], false)]);
    let total = province.counted().total;
    assert_eq!((total.documents, total.electronic, total.signed), (2, 1, 1));
    assert_eq!((total.electronic_rate, total.signed_rate.unwrap().to_string()), (None, "100.0".to_owned()));
}

/// A department in whose name somebody put a formula stays a name in a spreadsheet.
#[test]
fn a_name_is_no_formula_in_csv() {
    let province = Province::new();
    let agencies = province.folder.path().join("agencies.csv");
    fs::write(&agencies, "code,name,level\nH02,=HYPERLINK(1),department\n").unwrap();
    fs::create_dir(province.archive()).unwrap();
    let mut csv = Vec::new();
    province.counted().csv(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.lines().nth(1).unwrap().starts_with("H02,'=HYPERLINK(1),department,"), "{csv}");
}

fn warned(counted: &Statistics) -> Vec<(&str, u64)> {
    counted.warnings.iter().map(|warning| (warning.code, warning.count)).collect()
}

/// A hundred rows name the one document that was ever signed.
#[test]
fn one_document_proves_one_row() {
    let mut province = Province::new();
    province.file("1.pdf", vec![signer(OFFICES[0], false), signer(OFFICES[0], true)]);
    (1..=100).for_each(|number| province.row(0, number, "1.pdf"));
    let order = Order { drill: Some(Asked { agency: "H02.00".into(), figure: None }), ..province.order() };
    let counted = province.count(&order);
    let total = &counted.total;
    assert_eq!((total.documents, total.electronic, total.signed, total.fully_signed, total.valid), (100, 100, 1, 1, 1));
    assert_eq!((total.missing, counted.unmatched.records), (0, 99));
    assert_eq!(warned(&counted), [("FILE_OF_ANOTHER_ROW", 99)]);
    let rows = counted.drill.unwrap().rows;
    assert_eq!((rows[0].without, rows[0].sha256.is_some()), (None, true));
    let without = Some("FILE_OF_ANOTHER_ROW");
    assert!(rows[1..].iter().all(|row| row.without == without && row.sha256.is_none() && row.file.is_some()));
}

/// The same bytes under a hundred names are one document too, with a register and without one.
#[test]
fn copies_of_a_document_are_one_document() {
    let mut province = Province::new();
    province.file("1.pdf", vec![signer(OFFICES[0], true)]);
    for number in 2..=5 {
        fs::copy(province.archive().join("1.pdf"), province.archive().join(format!("{number}.pdf"))).unwrap();
    }
    (1..=4).for_each(|number| province.row(0, number, &format!("{number}.pdf")));
    let counted = province.counted();
    assert_eq!((counted.total.documents, counted.total.signed, counted.unmatched.files), (4, 1, 0));
    assert_eq!(warned(&counted), [("FILE_COPIED", 4), ("FILE_OF_ANOTHER_ROW", 3)]);
    let alone = province.count(&Order { registers: Vec::new(), ..province.order() });
    assert_eq!((alone.total.documents, alone.total.signed, warned(&alone)), (1, 1, vec![("FILE_COPIED", 4)]));
}

/// An office names what another sealed; whoever sealed it keeps it, whichever row comes first.
#[test]
fn a_seal_proves_nothing_for_another_agency() {
    let mut province = Province::new();
    for name in ["a.pdf", "b.pdf", "H02.00/003_QĐ-0.pdf", "nhân viên.pdf"] {
        let signers = [signer(OFFICES[1], false), signer(OFFICES[1], true)];
        province.file(name, signers.into_iter().take(if name.starts_with('n') { 1 } else { 2 }).collect());
    }
    province.row(0, 1, "a.pdf");
    province.row(1, 1, "a.pdf");
    province.row(1, 2, "b.pdf");
    province.row(0, 2, "b.pdf");
    province.row(0, 3, "");
    province.row(0, 4, "nhân viên.pdf");
    let counted = province.counted();
    let of = |at: usize| {
        let row = &counted.rows[at];
        (row.documents, row.signed, row.leader_signed, row.agency_signed, row.fully_signed, row.valid)
    };
    assert_eq!((of(1), of(2)), ((4, 0, 0, 0, 0, 0), (2, 2, 2, 2, 2, 2)));
    assert_eq!((counted.unmatched.files, counted.unmatched.records), (2, 4));
    assert_eq!(warned(&counted), [("FILE_OF_ANOTHER_AGENCY", 4), ("NOT_IN_REGISTER", 2)]);
}

/// The province's register holds what its offices seal; of two who sign together each has its own part alone, and a failed seal
/// borrows nothing from the other that passed.
#[test]
fn who_is_below_signs_for_its_agency_and_who_signs_beside_it_does_not() {
    let mut province = Province::new();
    let mut failed = signer(OFFICES[1], true);
    failed.indication = "total-failed".to_owned();
    province.file("dưới.pdf", vec![signer(OFFICES[0], false), signer(OFFICES[0], true)]);
    province.file("chung.pdf", vec![signer(OFFICES[0], false), signer(OFFICES[0], true), failed]);
    let superior = SignatureRecord { ou: Vec::new(), cn: Some("Chủ tịch".to_owned()), ..signer(OFFICES[0], false) };
    province.file("trên.pdf", vec![superior.clone()]);
    province.file("cùng.pdf", vec![superior, signer(OFFICES[0], true)]);
    province.register += "H02;1;QĐ;4/5/2018;điện tử;dưới.pdf\n";
    province.row(1, 2, "chung.pdf");
    province.row(0, 3, "trên.pdf");
    province.row(0, 4, "cùng.pdf");
    let counted = province.counted();
    let of = |at: usize| {
        let row = &counted.rows[at];
        (row.signed, row.leader_signed, row.agency_signed, row.fully_signed)
    };
    assert_eq!(of(0), (1, 1, 1, 1), "the province");
    assert_eq!(of(2), (0, 0, 0, 0), "whose seal failed");
    assert_eq!(of(1), (1, 1, 1, 0), "whom the province's chairman signs for beside its own seal, and not without it");
    assert_eq!(warned(&counted), [("FILE_OF_ANOTHER_AGENCY", 1), ("NOT_IN_REGISTER", 1)]);
}

/// What is missing in the year before is that year's report to tell.
#[test]
fn a_comparison_adds_nothing_to_what_does_not_match() {
    let mut province = Province::new();
    province.row(0, 1, "");
    province.register += "H02.00;1;QĐ;4/5/2017;điện tử;\nH02.00;2;QĐ;4/5/2017;điện tử;\n";
    let mut old = signer(OFFICES[0], true);
    old.best_time = Some(datetime!(2017-05-05 3:00 UTC));
    province.file("cũ.pdf", vec![old]);
    let period = |text| Period::parse(text).unwrap();
    let order = Order { period: period("2018"), compare: Some(period("2017")), ..province.order() };
    let counted = province.count(&order);
    assert_eq!((counted.unmatched.records, counted.unmatched.files), (1, 0));
    assert_eq!(warned(&counted), [("NO_FILE_FITS", 1)]);
}
