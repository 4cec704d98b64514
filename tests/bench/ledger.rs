//! How fast records get into a ledger, and a report out of it.
//!
//! `cargo bench --bench ledger` takes a million records (`KYSO_RECORDS`) of eight years and 260 agencies in from CSV and Parquet as
//! `kyso ledger import` does, and beside it, in turns in one run, writes the same rows with bare SQLite into one table: with the
//! indices over digests that a ledger has, and without any. That is the physical limit, the ratio is what can be compared between
//! machines. Limit for the ledger: 50,000 a second. Time on the clock is shared with whatever else the machine does, so processor time
//! is told beside it; a ledger is read and understood by other threads than the one that writes.
//!
//! `cargo bench --bench ledger -- make URL COUNT FOLDER` makes a ledger of so many records, and `agencies.csv` in a folder, and
//! `-- into PATH COUNT` takes so many more into a file, for tests/bench/ledger.sh.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

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
        [into_, path, count] if into_ == "into" => into(Path::new(path), count.parse().unwrap()),
        _ => compare(env::var("KYSO_RECORDS").map_or(1_000_000, |count| count.parse().unwrap())),
    }
}

fn compare(count: u64) {
    let folder = tempfile::tempdir().unwrap();
    let formats = [
        Format::Csv,
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];
    let files = formats.map(|format| write(folder.path(), format, 0..count, count));
    let rows: Vec<Record> = (0..count).map(|n| record(n, count)).collect();
    let (mut imports, mut bares) = (formats.map(|_| vec![]), [vec![], vec![]]);
    for _ in 0..ROUNDS {
        for (indexed, times) in bares.iter_mut().enumerate() {
            let path = folder.path().join("bare.db");
            times.push(timed(|| bare(&path, &rows, indexed == 1)));
            fs::remove_file(path).unwrap();
        }
        for (file, times) in files.iter().zip(&mut imports) {
            let path = folder.path().join("ledger.db");
            times.push(timed(|| assert_eq!(import(&path, file), count)));
            fs::remove_file(path).unwrap();
        }
    }
    let [plain, indexed] = bares.map(|times| best(&times));
    say("bare SQLite, no index", count, plain);
    say("bare SQLite, the indices of a ledger", count, indexed);
    for (format, times) in formats.into_iter().zip(imports) {
        let time = best(&times);
        say(&format!("import of {} (limit 50,000)", format.ending()), count, time);
        let ratio = |bare: Times| time.clock.as_secs_f64() / bare.clock.as_secs_f64();
        println!("    {:.1} × the time of bare SQLite with the indices, {:.1} × without", ratio(indexed), ratio(plain));
    }
}

fn into(path: &Path, count: u64) {
    let folder = tempfile::tempdir_in(path.parent().unwrap()).unwrap();
    let before = Sqlite::open(path).unwrap().head().unwrap().count;
    let file = write(folder.path(), Format::Csv, before..before + count, before + count);
    let empty = timed(|| assert_eq!(import(&folder.path().join("empty.db"), &file), count));
    let full = timed(|| assert_eq!(import(path, &file), count));
    say("import of CSV into an empty ledger", count, empty);
    say(&format!("import of CSV into a ledger of {before}"), count, full);
    println!("    {:.2} × the time", full.clock.as_secs_f64() / empty.clock.as_secs_f64());
}

fn write(folder: &Path, format: Format, numbers: Range<u64>, count: u64) -> PathBuf {
    let path = folder.join("export").with_extension(format.ending());
    let mut writer = Writer::new(format, io::BufWriter::new(fs::File::create(&path).unwrap())).unwrap();
    for n in numbers {
        writer.write(&Posting::of(&record(n, count)).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    path
}

/// As `kyso ledger import` does, until the file is closed.
fn import(ledger: &Path, file: &Path) -> u64 {
    exchange::import(&Sqlite::open(ledger).unwrap(), file).unwrap().added
}

#[derive(Clone, Copy)]
struct Times {
    clock: Duration,
    processor: Duration,
}

fn timed(work: impl FnOnce()) -> Times {
    let (start, spent) = (Instant::now(), processor());
    work();
    Times { clock: start.elapsed(), processor: processor().saturating_sub(spent) }
}

/// What the process has spent of its processors, in its own code and in the system's (proc_pid_stat(5)); a tick is 10 ms.
fn processor() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

fn say(what: &str, count: u64, times: Times) {
    #[allow(clippy::cast_precision_loss)]
    let rate = |time: Duration| count as f64 / time.as_secs_f64();
    println!("{what}: {:.0} a second, {:.0} a second of processor time", rate(times.clock), rate(times.processor));
}

/// Of times on a machine that others use too, the shortest says most of the work.
fn best(times: &[Times]) -> Times {
    *times.iter().min_by_key(|times| times.clock).unwrap()
}

/// The same columns in one table, and nothing else but perhaps the indices.
fn bare(path: &Path, records: &[Record], indexed: bool) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").unwrap();
    connection
        .execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j, k, l, m)")
        .unwrap();
    if indexed {
        let indices = "CREATE INDEX one ON rows (substr(coalesce(e, d), 1, 8));
                       CREATE INDEX two ON rows (substr(d, 1, 8)) WHERE e IS NOT NULL;";
        connection.execute_batch(indices).unwrap();
    }
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
                let some = (first..count.min(first + 1000)).map(|n| Posting::of(&record(n, count)).unwrap());
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
