//! Five offices, sixty files, counted by hand: what statistics must say of them.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use kyso::stats::{Asked, Figure, Judge, Order, Period, Statistics, run};
use kyso::verify::{
    Coverage, EntryType, ErrorReport, Form, Indication, Integrity, Modifications, PolicyReport, Report, Said,
    SignatureReport, SignerReport, Status, TimestampReport,
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
        evidence: None,
        objects: Vec::new(),
        kept: None,
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
        policies: Vec::new(),
        qc_statements: Vec::new(),
        qc_types: Vec::new(),
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
        valid_policies: Vec::new(),
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

/// Judges as [`judge`] does, and counts how often.
#[derive(Default)]
struct Engine(AtomicUsize);

impl Judge for Engine {
    fn read(&self, path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ErrorReport> {
        work(&fs::read(path).unwrap());
        Ok(())
    }

    fn judge(&self, name: &str, _: &[u8]) -> Report {
        self.0.fetch_add(1, Ordering::Relaxed);
        judge(Path::new(name))
    }

    fn unread(&self, name: &str, error: ErrorReport) -> Report {
        panic!("{name}: {}", error.message)
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
    let signed: Vec<_> =
        rows[..5].iter().map(|row| (row.documents, row.electronic, row.signed, row.fully_signed)).collect();
    assert_eq!(signed, [(14, 13, 12, 12), (14, 13, 12, 0), (14, 13, 8, 3), (14, 13, 12, 0), (14, 13, 0, 0)]);
    let h3 = &rows[2];
    assert_eq!((h3.leader_signed, h3.agency_signed, h3.timestamped), (7, 5, 6));
    assert_eq!((h3.valid, h3.invalid, h3.unreadable, h3.missing), (7, 1, 1, 0));
    assert_eq!(h3.signed_rate.unwrap().to_string(), "61.5");
    assert_eq!(h3.median_days_to_sign, Some(2.0));
    assert_eq!(rows.iter().filter_map(|row| row.rank).collect::<Vec<_>>(), [1, 1, 4, 1, 5]);
    let total = &statistics.total;
    // The row of an office that the agencies file lacks is counted, too.
    assert_eq!((rows[5].agency.as_deref(), rows[5].name.as_deref(), rows[5].documents), (None, Some("H07"), 1));
    assert_eq!((total.documents, total.electronic, total.signed, total.missing), (71, 66, 44, 0));
    assert_eq!((statistics.unmatched.files, statistics.unmatched.records), (1, 6));
    let warned: Vec<_> = statistics.warnings.iter().map(|warning| (warning.code, warning.count)).collect();
    assert_eq!(warned, [("DUPLICATE_ROW", 1), ("NOT_IN_REGISTER", 1), ("NO_FILE_FITS", 6), ("UNKNOWN_AGENCY", 1)]);
}

#[test]
fn sixty_files_of_five_offices_are_counted_as_by_hand_and_judged_once() {
    let folder = tempfile::tempdir().unwrap();
    let order = written(folder.path());
    let engine = Engine::default();
    let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
    let ledger = kyso::ledger::open(&url).unwrap().unwrap();
    check(&run(&order, Some(&*ledger), Some(&engine)).unwrap());
    assert_eq!(engine.0.swap(0, Ordering::Relaxed), 61);
    check(&run(&order, Some(&*ledger), Some(&engine)).unwrap());
    assert_eq!(engine.0.into_inner(), 2, "unreadable and indeterminate are no last word: they are looked at again");
    // Without registers the ledger alone says what was signed in 2018: five offices and the stray file.
    let order = Order { registers: Vec::new(), archive: None, ..order };
    let total = run(&order, Some(&*ledger), None).unwrap().total;
    assert_eq!((total.documents, total.signed), (46, 45));
}

#[test]
fn json_and_csv_have_the_same_names() {
    let folder = tempfile::tempdir().unwrap();
    let statistics = run(&written(folder.path()), None, Some(&Engine::default())).unwrap();
    check(&statistics);
    let json = serde_json::to_value(&statistics).unwrap();
    let mut csv = Vec::new();
    statistics.csv(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let names: Vec<_> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(names.len(), 36);
    assert!(names.iter().all(|name| json["rows"][0].get(name).is_some()));
    assert_eq!(json["rows"][2]["signed_rate"], 61.5);
    assert!(csv.lines().nth(3).unwrap().contains(",61.5,"));
}

/// Every figure of every office, and of the office that nobody knows, is the number of things that its drill lists.
#[test]
fn every_figure_is_traced_to_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut order = written(folder.path());
    let more = "mã định danh,số,ký hiệu,ngày ban hành,hình thức,tệp,đã ký số lãnh đạo,đã ký số cơ quan,loại,tiếp nhận qua\n\
        H01,90,VP,2/5/2018,điện tử,mất.pdf,x,x,văn bản,\nH02,90,VP,2/5/2018,điện tử,stray.pdf,x,,văn bản,\n\
        H03,90,VP,2/5/2018,giấy,,,x,văn bản,\nH04,1,HS,2/5/2018,,,,,hồ sơ,trực tuyến\n\
        H04,2,HS,2/5/2018,,,,,hồ sơ,trực tiếp\nH07,90,VP,2/5/2018,điện tử,,,,văn bản,\n";
    fs::write(folder.path().join("thêm.csv"), more).unwrap();
    order.registers.push(folder.path().join("thêm.csv"));
    for trust in [false, true] {
        order.trust_register = trust;
        let counted = run(&order, None, Some(&Engine::default())).unwrap();
        let json = serde_json::to_value(&counted).unwrap();
        let mut seen = BTreeSet::new();
        for row in json["rows"].as_array().unwrap() {
            let agency = row["agency"].as_str().or(row["name"].as_str()).unwrap();
            let drill = |figure: Option<Figure>| {
                let order = Order { drill: Some(Asked { agency: agency.to_owned(), figure }), ..order.clone() };
                run(&order, None, Some(&Engine::default())).unwrap().drill.unwrap()
            };
            let all = drill(None);
            assert_eq!(all.count, row["documents"].as_u64().unwrap() + row["dossiers"].as_u64().unwrap());
            let mut csv = Vec::new();
            all.csv(&mut csv).unwrap();
            for key in Figure::keys() {
                let figure = Figure::of_key(key).unwrap();
                if trust && !matches!(figure, Figure::Count(_)) {
                    continue; // Rates then divide what is declared; it is counted above.
                }
                let listed = drill(Some(figure));
                assert_eq!(listed.count, listed.rows.len() as u64);
                if let Figure::Count(_) = figure {
                    assert_eq!(Some(listed.count), row[key].as_u64(), "{key} of {agency}");
                    assert_eq!(sum(&csv, key), listed.count, "the column {key} of {agency}");
                    assert!(listed.rows.iter().all(|row| row.counts.contains(&key) && row.line.is_some()));
                    if listed.count > 0 {
                        seen.insert(key);
                    }
                }
                if let Figure::Rate(rate) = figure {
                    let (part, whole) = (rate.parts(false).0.key(), rate.parts(false).1.key());
                    assert_eq!(Some(listed.count), row[whole].as_u64(), "{key} of {agency}");
                    if let Some(rate) = row[key].as_f64() {
                        let exact = 100.0 * row[part].as_f64().unwrap() / row[whole].as_f64().unwrap();
                        assert!((rate - exact).abs() <= 0.05 + 1e-9, "{key} of {agency}");
                    }
                }
                if figure == Figure::DaysToSign {
                    let mut days: Vec<_> = listed.rows.iter().map(|row| row.days_to_sign.unwrap()).collect();
                    days.sort_unstable();
                    let middle = days.get(days.len() / 2).copied().map(f64::from);
                    assert_eq!(middle, row[key].as_f64(), "all are the same here");
                }
            }
        }
        assert_eq!(seen.len(), 15, "no figure is 0 everywhere: {seen:?}");
    }
}

fn sum(csv: &[u8], column: &str) -> u64 {
    let mut reader = csv::Reader::from_reader(csv);
    let at = reader.headers().unwrap().iter().position(|heading| heading == column).unwrap();
    reader.records().map(|record| record.unwrap()[at].parse::<u64>().unwrap()).sum()
}
