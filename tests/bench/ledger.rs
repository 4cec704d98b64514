//! How fast records get into a ledger, and a report out of it.
//!
//! `cargo bench --bench ledger` takes a million records (`KYSO_RECORDS`) of eight years and 260 agencies in from a file as
//! `kyso ledger import` does, and beside it, in turns in one run, writes the same rows with bare SQLite into one table without an
//! index, a chain or sums: that is the physical limit, the ratio is what can be compared between machines. Limit for the
//! ledger: 50,000 a second.
//!
//! `cargo bench --bench ledger -- make URL COUNT FOLDER` makes a ledger of so many records, and `agencies.csv` in a folder, for
//! tests/bench/ledger.sh.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use kyso::ledger::exchange::{self, Format, Writer};
use kyso::ledger::{self, Action, Ledger, Posting, Record, SignatureRecord, Sqlite};
use rusqlite::{Connection, params};
use time::macros::datetime;

const OFFICES: u64 = 260;
const DAYS: u64 = 8 * 365;
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments[..] {
        [make, url, count, folder] if make == "make" => make_ledger(url, count.parse().unwrap(), Path::new(folder)),
        _ => compare(env::var("KYSO_RECORDS").map_or(1_000_000, |count| count.parse().unwrap())),
    }
}

fn compare(count: u64) {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("ledger.csv");
    let mut writer = Writer::new(Format::Csv, std::io::BufWriter::new(fs::File::create(&csv).unwrap())).unwrap();
    (0..count).for_each(|n| writer.write(&Posting::of(record(n, count)).unwrap()).unwrap());
    writer.finish().unwrap();
    let rows: Vec<Record> = (0..count).map(|n| record(n, count)).collect();
    let (mut imports, mut bares) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bares.push(timed(|| bare(&folder.path().join(format!("bare{round}.db")), &rows)));
        let path = folder.path().join(format!("ledger{round}.db"));
        let ledger = Sqlite::open(&path).unwrap();
        imports.push(timed(|| {
            let added = exchange::import(&ledger, &csv).unwrap();
            assert_eq!(added.added, count);
        }));
        drop(ledger);
        fs::remove_file(path).unwrap();
    }
    let (import, bare) = (best(&imports), best(&bares));
    #[allow(clippy::cast_precision_loss)]
    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    println!(
        "import of {count} records: {:.0} a second (limit 50,000); bare SQLite without index: {:.0} a second; {:.1} × its time",
        rate(import),
        rate(bare),
        import.as_secs_f64() / bare.as_secs_f64(),
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Of times on a machine that others use too, the shortest says most of the work.
fn best(times: &[Duration]) -> Duration {
    *times.iter().min().unwrap()
}

/// The same columns in one table, and nothing else.
fn bare(path: &Path, records: &[Record]) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").unwrap();
    connection
        .execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j, k, l, m)")
        .unwrap();
    for some in records.chunks(50_000) {
        connection.execute_batch("BEGIN").unwrap();
        let sql = "INSERT INTO rows VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let mut insert = connection.prepare_cached(sql).unwrap();
        for it in some {
            let digest = |digits: &str| kyso::text::unhex(digits).unwrap();
            let values = params![
                it.time.unix_timestamp(),
                it.action.name(),
                it.file,
                digest(&it.sha256_in),
                it.sha256_out.as_deref().map(digest),
                it.status,
                it.level,
                it.no_check,
                it.judged_on.unix_timestamp(),
                it.policy,
                serde_json::to_string(&it.signatures).unwrap(),
                it.tool,
                it.agencies.as_deref().map(digest),
            ];
            insert.execute(values).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
    }
}

fn make_ledger(url: &str, count: u64, folder: &Path) {
    let ledger = ledger::open(url).unwrap().unwrap();
    let start = Instant::now();
    let (give, take) = sync_channel::<Vec<Posting>>(8);
    thread::scope(|scope| {
        scope.spawn(move || {
            for first in (0..count).step_by(1000) {
                let some = (first..count.min(first + 1000)).map(|n| Posting::of(record(n, count)).unwrap());
                give.send(some.collect()).unwrap();
            }
        });
        ledger.record_all(&mut take.into_iter().flatten().map(Ok)).unwrap();
    });
    let mut agencies = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
        H02,UBND tỉnh Bắc Giang,,province,,,,,UBND tỉnh Bắc Giang,,\n"
        .to_owned();
    for n in 0..OFFICES {
        let _ =
            writeln!(agencies, "{},{},H02,department,Sở,,,,{},{PROVINCE},{}", code(n), office(n), office(n), office(n));
    }
    fs::write(folder.join("agencies.csv"), agencies).unwrap();
    #[allow(clippy::cast_precision_loss)]
    let rate = count as f64 / start.elapsed().as_secs_f64();
    println!("{count} records in {:.1} s: {rate:.0} a second", start.elapsed().as_secs_f64());
}

const PROVINCE: &str = "UBND tỉnh Bắc Giang";

fn code(office: u64) -> String {
    format!("H02.{:02}.{:02}", office / 20 + 1, office % 20 + 1)
}

fn office(office: u64) -> String {
    format!("Cơ quan số {}", office + 1)
}

/// A number that looks like chance, the same in every run (SplitMix64).
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

fn hex64(n: u64) -> String {
    format!("{:016x}{:016x}{:016x}{:016x}", mixed(n), mixed(n ^ 1 << 60), mixed(n ^ 1 << 61), mixed(n ^ 1 << 62))
}

/// The n-th of `count` records from 2018 to 2025, as they arrive: six of ten fully signed, two by the leader alone, one by
/// nobody of the agencies file, one of no sound signature.
#[allow(clippy::cast_possible_wrap)]
fn record(n: u64, count: u64) -> Record {
    let chance = mixed(n);
    let time = datetime!(2018-01-01 1:00 UTC)
        + time::Duration::days((n * DAYS / count) as i64)
        + time::Duration::minutes((chance % 540) as i64);
    let at = chance / 1000 % OFFICES;
    let known = chance / 7 % 10 != 8;
    let passed = chance / 7 % 10 != 9;
    let signature = |role: &str, cn: String, serial: u64, delay: u64| SignatureRecord {
        field: format!("Signature{}", 1 + u64::from(role == "agency")),
        kind: "signature".to_owned(),
        role: known.then(|| role.to_owned()),
        agency: known.then(|| code(at)),
        cn: Some(cn),
        o: Some(if known { PROVINCE } else { "Công ty cổ phần" }.to_owned()),
        ou: if role == "person" && known { vec![office(at)] } else { Vec::new() },
        serial: Some(format!("{:032x}", mixed(serial))),
        issuer: Some("CN=CA phục vụ các cơ quan Nhà nước G2,O=Ban Cơ yếu Chính phủ,C=VN".to_owned()),
        fingerprint: Some(hex64(serial)),
        not_after: Some(datetime!(2030-01-01 0:00 UTC)),
        indication: if passed { "total-passed" } else { "total-failed" }.to_owned(),
        sub_indication: (!passed).then(|| "HASH_FAILURE".to_owned()),
        best_time: Some(time + time::Duration::minutes(delay as i64)),
        claimed_time: Some(time),
        timestamped: true,
    };
    let leader = chance / 11 % 4;
    let person =
        if known { format!("Nguyễn Văn {}", at * 4 + leader) } else { format!("Người thứ {}", leader * 10) };
    let mut signatures = vec![signature("person", person, at * 8 + leader, 0)];
    if chance / 7 % 10 < 6 {
        // Most within hours, some after weeks.
        let delay = (chance / 13 % 240) * (1 + chance / 17 % 3) * if chance.is_multiple_of(9) { 24 } else { 1 };
        signatures.push(signature("agency", office(at), at * 8 + 7, delay));
    }
    Record {
        time,
        action: if chance.is_multiple_of(3) { Action::Sign } else { Action::Verify },
        file: format!("2018/{}/cong-van-{n}.pdf", code(at)),
        sha256_in: hex64(n ^ 1 << 40),
        sha256_out: chance.is_multiple_of(3).then(|| hex64(n ^ 1 << 41)),
        status: if passed { "total-passed" } else { "total-failed" }.to_owned(),
        level: Some("B-T".to_owned()),
        no_check: false,
        judged_on: time,
        policy: "nd30/1".to_owned(),
        signatures,
        tool: "kyso 0.1.0".to_owned(),
        agencies: Some(hex64(1 << 50)),
    }
}
