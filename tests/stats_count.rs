//! Five offices, sixty files, counted by hand: what statistics must say of them.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::cell::Cell;
use std::fs;
use std::path::Path;

use kyso::stats::{Order, Period, Statistics, run};
use kyso::verify::{
    Coverage, EntryType, Form, Indication, Integrity, Modifications, PolicyReport, Report, Said, SignatureReport,
    SignerReport, Status, TimestampReport,
};
use time::OffsetDateTime;
use time::macros::datetime;

const JUDGED: OffsetDateTime = datetime!(2026-11-20 08:00 UTC);
const SIGNED: OffsetDateTime = datetime!(2018-05-04 08:00 UTC);

fn report(path: &Path, status: Status, signatures: Vec<SignatureReport>) -> Report {
    let policy = PolicyReport {
        name: "nd30".to_owned(),
        version: "1".to_owned(),
        sha256: String::new(),
        algorithm_table: String::new(),
        requirements: Vec::new(),
    };
    Report {
        schema: "kyso.verify/1",
        tool: "kyso".to_owned(),
        file: path.display().to_string(),
        sha256: Some(kyso::text::hex(&kyso::hash::Hash::Sha256.digest(&fs::read(path).unwrap()))),
        size: None,
        validated_at: JUDGED,
        at: JUDGED,
        status,
        decision: None,
        policy,
        bundle: None,
        objects: Vec::new(),
        trust: Vec::new(),
        revisions: 1,
        uncovered_bytes: 0,
        unsigned_fields: Vec::new(),
        content: Vec::new(),
        certified_by: None,
        signatures,
        error: None,
    }
}

fn signature(agency: &str, role: &'static str, indication: Indication, stamped: bool) -> SignatureReport {
    let stamp = TimestampReport {
        kind: "signature",
        time: Some(SIGNED),
        accuracy_s: None,
        policy_oid: None,
        tsa: None,
        indication: Indication::TotalPassed,
        sub_indication: None,
    };
    let signer = SignerReport {
        cn: Some(format!("{role} of {agency}")),
        o: None,
        ou: Vec::new(),
        title: None,
        subject: String::new(),
        serial: String::new(),
        issuer: String::new(),
        fingerprint_sha256: String::new(),
        agency: Some(agency.to_owned()),
        role: Some(role),
    };
    SignatureReport {
        field: role.to_owned(),
        entry_type: EntryType::Signature,
        sub_filter: None,
        form: Form::PadesBaseline,
        level: None,
        level_missing: Vec::new(),
        indication,
        sub_indication: None,
        reasons: Vec::new(),
        checks: Vec::new(),
        integrity: Integrity::Intact,
        hash_ok: None,
        value_ok: None,
        coverage: Coverage::WholeFile,
        byte_range: None,
        signed_sha256: None,
        revision: 1,
        revisions_after: 0,
        modifications: Modifications::None,
        changes: Vec::new(),
        certification: None,
        locked_fields: Vec::new(),
        signer: Some(signer),
        key: None,
        digest: None,
        algorithm: None,
        claimed_time: Some(SIGNED),
        claimed_time_source: None,
        best_time: Some(SIGNED),
        best_time_source: None,
        process: "basic",
        chain: Vec::new(),
        revocation: Vec::new(),
        timestamps: stamped.then_some(stamp).into_iter().collect(),
        warnings: Vec::new(),
        said: Said::default(),
    }
}

/// The file's own text says what it is: `H01 both`.
fn judge(path: &Path) -> Report {
    use Indication::{Indeterminate, TotalFailed, TotalPassed};
    let text = fs::read_to_string(path).unwrap();
    let mut words = text.split(' ');
    let (agency, kind) = (words.next().unwrap(), words.next().unwrap());
    let person = |indication| signature(agency, "person", indication, true);
    let own = |indication| signature(agency, "agency", indication, false);
    match kind {
        "both" => report(path, Status::TotalPassed, vec![person(TotalPassed), own(TotalPassed)]),
        "person" => report(path, Status::TotalPassed, vec![person(TotalPassed)]),
        "agency" => report(path, Status::TotalPassed, vec![own(TotalPassed)]),
        "stranger" => {
            let other = signature("H09", "person", TotalPassed, false);
            report(path, Status::TotalPassed, vec![other, own(TotalPassed)])
        }
        "broken" => report(path, Status::TotalFailed, vec![person(TotalPassed), own(TotalFailed)]),
        "unsure" => report(path, Status::Indeterminate, vec![person(Indeterminate)]),
        "unreadable" => report(path, Status::Error, Vec::new()),
        _ => report(path, Status::NoSignature, Vec::new()),
    }
}

/// Twelve files an office; row 13 has no file, row 14 is paper.
const KINDS: [(&str, [&str; 12]); 5] = [
    ("H01", ["both"; 12]),
    ("H02", ["person"; 12]),
    (
        "H03",
        [
            "both",
            "both",
            "both",
            "person",
            "person",
            "agency",
            "stranger",
            "broken",
            "unsure",
            "unreadable",
            "none",
            "none",
        ],
    ),
    ("H04", ["agency"; 12]),
    ("H05", ["none"; 12]),
];

fn written(folder: &Path) -> Order {
    let mut agencies = "code,name,level,group\n".to_owned();
    let mut register = "mã định danh,số,ký hiệu,ngày ban hành,hình thức\n".to_owned();
    for (code, kinds) in KINDS {
        agencies += &format!("{code},Sở {code},department,sở\n");
        fs::create_dir_all(folder.join("pdf").join(code)).unwrap();
        for (number, kind) in (1..).zip(kinds) {
            let file = folder.join(format!("pdf/{code}/{number:03}-VP-ky so.pdf"));
            fs::write(file, format!("{code} {kind} {number}")).unwrap();
        }
        for number in 1..=14 {
            let medium = if number == 14 { "giấy" } else { "điện tử" };
            register += &format!("{code},{number},VP,2/5/2018,{medium}\n");
        }
    }
    register += "H01,1,VP,2/5/2018,điện tử\nH07,1,VP,2/5/2018,điện tử\nH01,1,VP,2/5/2017,điện tử\n";
    fs::write(folder.join("pdf/stray.pdf"), "H01 both stray").unwrap();
    fs::write(folder.join("agencies.csv"), agencies).unwrap();
    fs::write(folder.join("so.csv"), register).unwrap();
    Order {
        agencies: Some(folder.join("agencies.csv")),
        registers: vec![folder.join("so.csv")],
        archive: Some(folder.join("pdf")),
        policy: Some("nd30/1".to_owned()),
        period: Period::parse("2018").unwrap(),
        rank: true,
        ..Order::default()
    }
}

fn check(statistics: &Statistics) {
    let rows = &statistics.rows;
    let signed: Vec<_> = rows.iter().map(|row| (row.documents, row.electronic, row.signed, row.fully_signed)).collect();
    assert_eq!(signed, [(14, 13, 12, 12), (14, 13, 12, 0), (14, 13, 8, 3), (14, 13, 12, 0), (14, 13, 0, 0)]);
    let h3 = &rows[2];
    assert_eq!((h3.leader_signed, h3.agency_signed, h3.timestamped), (7, 5, 6));
    assert_eq!((h3.valid, h3.invalid, h3.unreadable, h3.missing), (7, 1, 1, 0));
    assert_eq!(h3.signed_rate.unwrap().to_string(), "61.5");
    assert_eq!(h3.median_days_to_sign, Some(2.0));
    assert_eq!(rows.iter().map(|row| row.rank.unwrap()).collect::<Vec<_>>(), [1, 1, 4, 1, 5]);
    let total = &statistics.total;
    assert_eq!((total.documents, total.electronic, total.signed, total.missing), (70, 65, 44, 0));
    assert_eq!((statistics.unmatched.files, statistics.unmatched.records), (1, 6));
    let warned: Vec<_> = statistics.warnings.iter().map(|warning| (warning.code, warning.count)).collect();
    assert_eq!(warned, [("DUPLICATE_ROW", 1), ("NOT_IN_REGISTER", 1), ("NO_FILE_FITS", 5), ("UNKNOWN_AGENCY", 1)]);
}

#[test]
fn sixty_files_of_five_offices_are_counted_as_by_hand_and_judged_once() {
    let folder = tempfile::tempdir().unwrap();
    let order = written(folder.path());
    let judged = Cell::new(0);
    let judge = |path: &Path| {
        judged.set(judged.get() + 1);
        judge(path)
    };
    let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let ledger = kyso::ledger::open(&url).unwrap().unwrap();
    check(&run(&order, Some(&*ledger), Some(&judge)).unwrap());
    assert_eq!(judged.replace(0), 61);
    check(&run(&order, Some(&*ledger), Some(&judge)).unwrap());
    assert_eq!(judged.get(), 2, "unreadable and indeterminate are no last word: they are looked at again");
    // Without registers the ledger alone says what was signed; five offices and the stray file.
    let order = Order { registers: Vec::new(), archive: None, ..order };
    let total = run(&order, Some(&*ledger), None).unwrap().total;
    assert_eq!((total.documents, total.signed), (46, 45));
}

#[test]
fn json_and_csv_have_the_same_names() {
    let folder = tempfile::tempdir().unwrap();
    let statistics = run(&written(folder.path()), None, Some(&judge)).unwrap();
    check(&statistics);
    let json = serde_json::to_value(&statistics).unwrap();
    let mut csv = Vec::new();
    statistics.csv(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let names: Vec<_> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(names.len(), 31);
    assert!(names.iter().all(|name| json["rows"][0].get(name).is_some()));
    assert_eq!(json["rows"][2]["signed_rate"], 61.5);
    assert!(csv.lines().nth(3).unwrap().contains(",61.5,"));
}
