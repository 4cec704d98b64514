//! The ledger of a province on a PostgreSQL server: the same answers as from a file, with many writers, servers that restart,
//! clients that are killed, administrators and auditors.
#![cfg(all(unix, feature = "postgres"))]
#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "postgres/cluster.rs"]
mod cluster;
mod desk;
#[path = "support/killed.rs"]
mod killed;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use cluster::{PASSWORD, cluster};
use desk::{Answer, Desk, documents, text};
use killed::shown_before_the_kill;
use kyso::ledger::{
    self, Action, Entry, Error, Incoming, Ledger, Office, Postgres, Posting, Range, Record, SignatureRecord, Span,
    Split, Sqlite,
};
use serde_json::{Value, json};
use time::macros::{date, datetime};

const OFFICES: [(&str, &str); 4] = [("person", "H02.05"), ("agency", "H02.05"), ("person", "H02.06"), ("", "")];

/// What the n-th document of a chance-like year is recorded as: signed, time-stamped, verified, received, unreadable.
fn record(n: u32) -> Record {
    let time = datetime!(2018-01-01 2:00 UTC) + time::Duration::hours(i64::from(n) * 37 % 17_000);
    let signature = |at: u32| {
        let (role, agency) = OFFICES[(n / 3 + at) as usize % 4];
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        SignatureRecord {
            field: format!("Signature{at}"),
            kind: "signature".to_owned(),
            role: given(role),
            agency: given(agency),
            // A certificate may hold anything.
            cn: Some(if n.is_multiple_of(29) {
                format!("Lê\0An\u{1a}{at}")
            } else {
                format!("Nguyễn Văn {}", n % 9)
            }),
            o: Some("UBND tỉnh Bắc Giang".to_owned()),
            ou: vec![format!("Phòng {}", n % 5), "Văn phòng".to_owned()],
            serial: Some("0a".to_owned()),
            issuer: Some("CN=CA,O=Ban Cơ yếu".to_owned()),
            fingerprint: Some(format!("{:064x}", n % 7)),
            not_after: Some(datetime!(2030-01-01 0:00 UTC)),
            indication: "total-passed".to_owned(),
            best_time: Some(time + time::Duration::minutes(i64::from(at * (n % 500)))),
            timestamped: true,
            ..SignatureRecord::default()
        }
    };
    let action = [Action::Sign, Action::Verify, Action::Receive, Action::Verify, Action::Timestamp, Action::Extend]
        [n as usize % 6];
    let makes = matches!(action, Action::Sign | Action::Timestamp | Action::Extend);
    let digest = |n: u32| format!("{n:08x}{:056x}", n % 3);
    let (sha256_in, status) = match n {
        n if n.is_multiple_of(31) => (String::new(), "error"),
        n if n.is_multiple_of(11) => (digest(n), "total-failed"),
        n if n.is_multiple_of(13) => (digest(n / 2), "indeterminate"),
        // What another record made, or came before.
        n if n.is_multiple_of(2) => (digest(n / 2), "total-passed"),
        n => (digest(n), "total-passed"),
    };
    Record {
        time,
        action,
        file: format!("{}/công văn {}\u{1a}\0.pdf", n % 40, n % 100),
        sha256_out: (makes && !sha256_in.is_empty()).then(|| digest(n + n % 3)),
        sha256_in,
        status: status.to_owned(),
        level: (!n.is_multiple_of(3)).then(|| "B-T".to_owned()),
        no_check: n.is_multiple_of(17),
        judged_on: time,
        policy: "nd30/1".to_owned(),
        signatures: (0..n % 3).map(signature).collect(),
        tool: "kyso 0.1.0".to_owned(),
        agencies: n.is_multiple_of(5).then(|| "ab".repeat(32)),
    }
}

fn incoming(n: u32) -> Incoming {
    let received = datetime!(2026-12-30 3:00 UTC) + time::Duration::hours(i64::from(n) * 5);
    Incoming {
        received,
        arrived: received.date(),
        file: format!("{n}.pdf"),
        sha256: format!("{n:064x}"),
        content: format!("{:064x}", n / 2 * 2),
        policy: "nd30/1".to_owned(),
        reasons: if n.is_multiple_of(5) { vec!["NO_SIGNATURE".to_owned()] } else { Vec::new() },
        entry: Entry {
            organ_id: Some("H02.01".to_owned()),
            code_number: Some((n % 6).to_string()),
            code_notation: Some("QĐ-SNV".to_owned()),
            issued_date: Some(date!(2026 - 11 - 27)),
            subject: (!n.is_multiple_of(2)).then(|| format!("Về việc\0{n}")),
            ..Entry::default()
        },
    }
}

/// The records of a ledger, on their way into another one.
fn export(ledger: &dyn Ledger) -> Vec<Posting> {
    let mut postings = Vec::new();
    let mut each = |_, posting| {
        postings.push(posting);
        Ok(())
    };
    ledger.each_posting(Range::default(), &mut each).unwrap();
    postings
}

/// Everything that a ledger answers, as text.
fn answers(ledger: &dyn Ledger) -> Vec<String> {
    let mut said = vec![format!("{:?} {:?}", ledger.head().unwrap(), ledger.beginning().unwrap())];
    let spans = [
        Span::default(),
        Span { from: Some(date!(2018 - 01 - 01)), to: Some(date!(2018 - 12 - 31)) },
        Span { from: Some(date!(2018 - 03 - 05)), to: Some(date!(2019 - 02 - 10)) },
        Span { from: Some(date!(2018 - 03 - 05)), to: Some(date!(2018 - 03 - 25)) },
    ];
    for span in spans {
        for split in [Split::None, Split::Year, Split::Month, Split::Signer] {
            said.push(format!("{:?}", ledger.cells(span, split).unwrap()));
            let delays = ledger.delays(span, split).unwrap();
            let mut delays: Vec<_> =
                delays.iter().map(|it| format!("{:?} {:?} {:?}", it.office, it.day, it.minutes.values())).collect();
            delays.sort();
            said.push(format!("{delays:?}"));
        }
        for (code, name) in [(Some("H02.05"), None), (Some("H02.06"), None), (None, Some("Văn phòng"))] {
            let office = Office { code: code.map(str::to_owned), name: name.map(str::to_owned), signer: None };
            let mut each = |id, record| {
                said.push(format!("{id} {record:?}"));
                Ok(())
            };
            ledger.each_counted(&office, span, &mut each).unwrap();
        }
    }
    let mut certificates: Vec<_> = ledger.certificates().unwrap().iter().map(|it| format!("{it:?}")).collect();
    certificates.sort();
    said.extend(certificates);
    let mut each = |id, kind, record| {
        said.push(format!("{id} {kind:?} {record:?}"));
        Ok(())
    };
    ledger.each_standing(&mut each).unwrap();
    said.extend(ledger.records(Range::default()).unwrap().iter().map(|record| format!("{record:?}")));
    let range = Range { from: Some(datetime!(2018-06-01 0:00 UTC)), to: Some(datetime!(2018-07-01 0:00 UTC)) };
    said.push(format!("{:?}", ledger.records(range).unwrap()));
    said.extend(
        (0..40).map(|n| format!("{:?}", ledger.verdict_of(&format!("{n:08x}{:056x}", n % 3), "nd30/1").unwrap())),
    );
    said.push(format!("{:?} {:?}", ledger.arrivals(None).unwrap(), ledger.arrivals(Some(2027)).unwrap()));
    said.push(format!("{:?}", ledger.registered(&format!("{:064x}", 2)).unwrap()));
    let checked = ledger::check(ledger, &[], Some(&mut |_, _| ())).unwrap();
    assert_eq!((&checked.broken, checked.sums.as_deref()), (&None, Some(&[][..])));
    said.push(format!("{} {:?}", checked.records, checked.head));
    said
}

/// Two ledgers answer the same.
#[track_caller]
fn same(one: &dyn Ledger, other: &dyn Ledger) {
    let (one, other) = (answers(one), answers(other));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

/// What a file answers, the server answers: one record after the other, in bulk, counted anew, and with arrivals.
#[test]
fn a_server_gives_the_answers_of_a_file() {
    let desk = Desk::new();
    let file = Sqlite::open(&desk.path("a.db")).unwrap();
    let url = cluster().database("answers");
    let server = Postgres::open(&url).unwrap();
    same(&file, &server);
    for n in 0..300 {
        file.record(&record(n)).unwrap();
        server.record(&record(n)).unwrap();
    }
    for (year, first) in [(2026, 2510), (2026, 251), (2028, 7)] {
        file.number_from(year, first).unwrap();
        server.number_from(year, first).unwrap();
    }
    for n in 0..40 {
        let (one, other) = (file.arrive(&incoming(n)).unwrap(), server.arrive(&incoming(n)).unwrap());
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
    same(&file, &server);
    let late = |ledger: &dyn Ledger| ledger.number_from(2026, 300).unwrap_err().to_string();
    assert_eq!((late(&file), file.first_number(2028).unwrap()), (late(&server), server.first_number(2028).unwrap()));
    let more: Vec<_> = (200..2500).map(record).collect();
    assert_eq!(file.record_batch(&more[..600]).unwrap(), server.record_batch(&more[..600]).unwrap());
    let other = Sqlite::open(&desk.path("b.db")).unwrap();
    for record in &more {
        other.record(record).unwrap();
    }
    let (mut one, mut two) = (export(&other).into_iter().map(Ok), export(&other).into_iter().map(Ok));
    assert_eq!(file.record_all(&mut one).unwrap(), server.record_all(&mut two).unwrap());
    same(&file, &server);
    let by = |record: &mut Record| record.signatures.iter_mut().for_each(|it| it.agency = Some("H02".to_owned()));
    assert_eq!(file.recount("ab", &mut by.clone()).unwrap(), server.recount("ab", &mut by.clone()).unwrap());
    assert_eq!(file.note("recounted").unwrap(), server.note("recounted").unwrap());
    let (span, split) = (Span::default(), Split::Signer);
    assert_eq!(file.cells(span, split).unwrap(), server.cells(span, split).unwrap());
    file.recount("", &mut |_| ()).unwrap();
    server.recount("", &mut |_| ()).unwrap();
    same(&file, &server);
    // Whichever of them is copied: the same chain.
    let (one, two) = (Sqlite::open(&desk.path("c.db")).unwrap(), Sqlite::open(&desk.path("d.db")).unwrap());
    one.record_all(&mut export(&server).into_iter().map(Ok)).unwrap();
    two.record_all(&mut export(&file).into_iter().map(Ok)).unwrap();
    assert_eq!(one.head().unwrap(), two.head().unwrap());
}

/// A desk whose ledger is a database.
struct Province {
    desk: Desk,
    url: String,
    name: &'static str,
}

impl Province {
    fn new(name: &'static str) -> Self {
        Self { desk: Desk::new(), url: cluster().database(name), name }
    }

    fn ledger(&self, words: &[&str]) -> Answer {
        self.desk.kyso(["ledger"].iter().chain(words).chain(&["--ledger", &self.url]))
    }

    fn check(&self, code: i32) -> Value {
        self.ledger(&["check", "--json"]).exits(code).json().remove(0)
    }

    fn sql(&self, sql: &str) -> String {
        cluster().sql(self.name, sql)
    }

    /// Documents of `who`, each with other bytes.
    fn papers(&self, who: &str, count: usize) -> Vec<PathBuf> {
        let bytes = fs::read(documents().join("01-quyet-dinh-libreoffice.pdf")).unwrap();
        let paper = |n| {
            self.desk.write(&format!("{who}/{n:03}.pdf"), [&bytes[..], format!("%{who}-{n}\n").as_bytes()].concat())
        };
        (0..count).map(paper).collect()
    }
}

/// Sixteen clerks verify at the same moment, into a database without a ledger; the chain is whole and nothing is lost.
#[test]
fn sixteen_processes_lose_nothing() {
    let province = Province::new("sixteen");
    let clerks: Vec<_> = (0..16)
        .map(|clerk| {
            let papers = province.papers(&format!("clerk{clerk}"), 12);
            let mut command = province.desk.command();
            command.args(["verify", "--json", "--jobs", "1", "--ledger", &province.url]).args(papers);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for clerk in clerks {
        let done = clerk.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(4), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let checked = province.check(0);
    assert_eq!((&checked["records"], &checked["status"], &checked["sums"]), (&json!(192), &json!("whole"), &json!([])));
    assert_eq!(province.sql("SELECT count(DISTINCT file) FROM kyso.documents"), "192");
    assert!(!checked.to_string().contains("s3cret"), "{checked}");
}

/// Sixteen offices register at the same moment: every number of the year once, none left out.
#[test]
fn sixteen_registers_share_the_numbers_of_a_year() {
    let url = cluster().database("numbers");
    std::thread::scope(|scope| {
        for clerk in 0..16_u32 {
            let url = &url;
            scope.spawn(move || {
                let ledger = Postgres::open(url).unwrap();
                for n in 0..20 {
                    let content = format!("{clerk}-{n}");
                    let refused = n % 7 == 3;
                    let reasons = if refused { vec!["NO_SIGNATURE".to_owned()] } else { Vec::new() };
                    let received = datetime!(2026-11-28 3:00 UTC);
                    ledger.arrive(&Incoming { content, reasons, received, ..incoming(2) }).unwrap();
                }
            });
        }
    });
    let ledger = Postgres::open(&url).unwrap();
    let mut numbers: Vec<_> = ledger.arrivals(Some(2026)).unwrap().iter().filter_map(|it| it.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=16 * 17).collect::<Vec<_>>());
}

/// `kyso receive` by two clerks at once, into the province's register.
#[test]
fn incoming_documents_are_registered_on_the_server() {
    let province = Province::new("register");
    for who in ["a", "b"] {
        province.papers(who, 3);
    }
    let receive = |who: &str| {
        let mut command = province.desk.command();
        command.args(["receive", "--json", "--policy", "default", "--ledger", &province.url, who]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for clerk in [receive("a"), receive("b")] {
        let done = clerk.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&done.stdout).lines().count(), 3, "{done:?}");
    }
    let list = ["receive", "--list", "--json", "--ledger", &province.url];
    let listed = province.desk.kyso(list).exits(0);
    assert_eq!((listed.json().len(), province.sql("SELECT count(*) FROM kyso.arrivals").as_str()), (6, "6"));
}

/// The client is killed (SIGKILL) while it writes: every verdict that was shown is there, and the ledger is whole.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let province = Province::new("killed");
    let mut shown = Vec::new();
    for round in 0..5 {
        let papers = province.papers(&format!("round{round}"), 60);
        let mut command = province.desk.command();
        command.args(["verify", "--json", "--jobs", "2", "--ledger", &province.url]).args(&papers);
        shown.extend(shown_before_the_kill(&mut command, round * 5 + 1));
    }
    let kept = province.sql("SELECT encode(sha256_in, 'hex') FROM kyso.documents");
    let lost: Vec<_> = shown.iter().filter(|sha256| !kept.contains(*sha256)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), shown.len());
    assert!(shown.len() < 300, "nobody was killed in the middle of it");
    province.check(0);
}

/// The server is restarted, at once and without a word, while others write: they wait for it, and every record is there once.
#[test]
fn a_server_that_restarts_is_waited_for() {
    let url = cluster().database("restarted");
    let write = |who: u32| {
        let ledger = Postgres::open(&url).unwrap();
        for n in 0..150 {
            let digest = format!("{who:02x}{n:062x}");
            let record = Record { action: Action::Sign, sha256_in: digest, sha256_out: None, ..record(1) };
            ledger.record(&record).unwrap();
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    std::thread::scope(|scope| {
        let writers = [scope.spawn(|| write(1)), scope.spawn(|| write(2))];
        for _ in 0..2 {
            std::thread::sleep(Duration::from_millis(800));
            cluster().restart();
        }
        for writer in writers {
            writer.join().unwrap();
        }
    });
    let ledger = Postgres::open(&url).unwrap();
    assert_eq!(ledger.head().unwrap().count, 300);
    assert_eq!(cluster().sql("restarted", "SELECT count(DISTINCT sha256_in) FROM kyso.documents"), "300");
    let checked = ledger::check(&ledger, &[], Some(&mut |_, _| ())).unwrap();
    assert_eq!((checked.broken, checked.sums), (None, Some(Vec::new())));
}

/// An auditor looks while others write: what he compares is of one moment, so he finds nothing wrong.
#[test]
fn a_ledger_is_checked_while_others_write() {
    let desk = Desk::new();
    for url in [format!("sqlite:{}", text(&desk.path("a.db"))), cluster().database("busy")] {
        let auditor = ledger::open(&url).unwrap().unwrap();
        (0..200).for_each(|n| auditor.record(&record(n)).unwrap());
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let ledger = ledger::open(&url).unwrap().unwrap();
                (200..500).for_each(|n| ledger.record(&record(n)).unwrap());
            });
            let mut looks = 0;
            while looks < 3 || !writer.is_finished() {
                let checked = ledger::check(auditor.as_ref(), &[], Some(&mut |_, _| ())).unwrap();
                assert_eq!((checked.broken, checked.sums, checked.unreadable), (None, Some(Vec::new()), None));
                looks += 1;
            }
        });
    }
}

/// Who stands at the other end is checked, by the root that was given.
#[test]
fn a_server_with_another_root_or_name_is_refused() {
    let cluster = cluster();
    cluster.database("tls");
    let (root, stranger) = (cluster.certificate("root.crt"), cluster.certificate("stranger.crt"));
    let own = cluster.certificate("server.crt");
    let open = |host: &str, options: &str| Postgres::open(&cluster.over_tcp(host, "tls", options)).map(drop);
    let encrypted = || cluster.sql("postgres", "SELECT count(*) FROM pg_stat_ssl WHERE ssl");
    for (host, options) in [
        ("localhost", format!("?sslrootcert={root}")),
        ("localhost", format!("?sslmode=verify-full&sslrootcert={own}")),
        ("127.0.0.1", format!("?sslmode=verify-ca&sslrootcert={root}")),
        ("127.0.0.1", "?sslmode=require".to_owned()),
        ("127.0.0.1", String::new()),
    ] {
        let ledger = Postgres::open(&cluster.over_tcp(host, "tls", &options)).unwrap();
        assert_eq!(encrypted(), "1", "{options}");
        drop(ledger);
        let gone = Instant::now() + Duration::from_secs(10);
        while encrypted() != "0" && Instant::now() < gone {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let plain = Postgres::open(&cluster.over_tcp("localhost", "tls", "?sslmode=disable")).unwrap();
    assert_eq!(encrypted(), "0");
    drop(plain);
    for (host, options, says) in [
        ("localhost", format!("?sslrootcert={stranger}"), "invalid peer certificate"),
        ("localhost", format!("?sslmode=verify-ca&sslrootcert={stranger}"), "invalid peer certificate"),
        ("127.0.0.1", format!("?sslrootcert={root}"), "not valid for name"),
        ("127.0.0.1", format!("?sslrootcert={own}"), "not valid for name"),
        ("localhost", "?sslrootcert=/no/such/file".to_owned(), "No such file"),
    ] {
        let error = open(host, &options).unwrap_err();
        assert!(matches!(error, Error::Tls { .. }) && error.to_string().contains(says), "{error}");
    }
    // To another machine nothing is sent before it is known who it is.
    let error = Postgres::open("postgres://lan:secret@db.example.vn/x").err().unwrap();
    assert!(matches!(error, Error::NoRoot { .. }), "{error}");
}

/// What goes wrong is said in both languages, with what to do, and never with the password.
#[test]
fn what_goes_wrong_is_said_without_the_password() {
    let cluster = cluster();
    let desk = Desk::new();
    let url = cluster.database("wrong");
    let head = |url: &str, lang: &str| desk.kyso(["ledger", "head", "--ledger", url, "--lang", lang]);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().port();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let wrong_password = cluster.url("owner", "wrong").replace("s3cret", "s4cret");
    let cases = [
        (wrong_password.clone(), 7, "does not let owner in", "không cho owner vào"),
        (cluster.url("owner", "no_such_base"), 6, "no_such_base", "no_such_base"),
        (format!("postgres://a:s4cret@127.0.0.1:{nobody}/x"), 6, "refused", "không kết nối được sổ ghi"),
        (
            format!("postgres://a:s4cret@127.0.0.1:{silent}/x?connect_timeout=1"),
            6,
            "no connection",
            "không kết nối được",
        ),
        ("postgres://a:s4cret@db.example.vn/x".to_owned(), 2, "sslrootcert=FILE", "sslrootcert=TỆP"),
        ("postgres://a:s4cret@h:x/y".to_owned(), 2, "the address of the ledger: port", "port"),
    ];
    for (url, code, english, vietnamese) in cases {
        for (lang, says) in [("en", english), ("vi", vietnamese)] {
            let answer = head(&url, lang).exits(code).complains(says);
            assert!(!answer.err.contains("s4cret") && !answer.err.contains(PASSWORD), "{}", answer.err);
        }
    }
    let shown = desk.command().args(["config", "show"]).env("KYSO_LEDGER", &wrong_password).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("/wrong") && !shown.contains("s4cret"), "{shown}");
    // The password from elsewhere.
    let bare = url.replacen(&url[url.find(':').unwrap() + 8..url.find('@').unwrap()], "", 1);
    assert!(!bare.contains("s3cret"), "{bare}");
    head(&format!("{bare}?passfile=/no/such/file"), "en").exits(7).complains("PGPASSWORD");
    let head_with = |name: &str, value: &str| {
        let mut command = desk.command();
        desk::answer(command.args(["ledger", "head", "--ledger", &bare]).env(name, value))
    };
    head_with("PGPASSWORD", PASSWORD).exits(0);
    let file = desk.write("pgpass", format!("*:*:other:*:x\n*:*:wrong:owner:{}\n", PASSWORD.replace(':', "\\:")));
    head_with("PGPASSFILE", &text(&file)).exits(7).complains("chmod 600");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    head_with("PGPASSFILE", &text(&file)).exits(0);
    // A later version's ledger.
    cluster.sql("wrong", "UPDATE kyso.notes SET value = '9' WHERE name = 'version'");
    head(&url, "en").exits(7).complains("has schema version 9; this version of kyso knows 2");
    head(&url, "vi").exits(7).complains("phiên bản cấu trúc 9");
    cluster.sql("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    head(&cluster.url("owner", "latin"), "en").exits(7).complains("is in LATIN1");
}

/// An administrator makes the ledger and two roles; who writes can change nothing, who reads writes nothing.
#[test]
fn roles_may_do_what_they_are_for() {
    let province = Province::new("roles");
    let cluster = cluster();
    for user in ["clerk", "auditor", "stranger"] {
        cluster.sql("postgres", &format!("CREATE USER {user} PASSWORD '{PASSWORD}'"));
    }
    let as_user = |user: &str| cluster.url(user, "roles");
    let refused = Postgres::open(&as_user("clerk")).err().unwrap();
    assert!(matches!(refused, Error::NotMade { .. }), "{refused}");
    let script = province.desk.kyso(["ledger", "schema", "--roles"]).exits(0).out;
    province.sql(&script);
    province.sql(&script);
    cluster.sql("postgres", "GRANT kyso_writer TO clerk; GRANT kyso_reader TO auditor");
    let clerk = Postgres::open(&as_user("clerk")).unwrap();
    (0..60).for_each(|n| clerk.record(&record(n)).unwrap());
    let more: Vec<_> = (0..30).map(incoming).collect();
    let file = Sqlite::open(&province.desk.path("a.db")).unwrap();
    (0..60).for_each(|n| file.record(&record(n)).unwrap());
    for it in &more {
        assert_eq!(clerk.arrive(it).unwrap().arrival, file.arrive(it).unwrap().arrival);
    }
    let auditor = Postgres::open(&as_user("auditor")).unwrap();
    same(&auditor, &file);
    assert!(matches!(auditor.record(&record(100)), Err(Error::Rights(_))));
    assert!(matches!(auditor.arrive(&incoming(100)), Err(Error::Rights(_))));
    assert!(matches!(clerk.recount("", &mut |_| ()), Err(Error::Rights(_))));
    assert!(matches!(Postgres::open(&as_user("stranger")).err().unwrap(), Error::Rights(_)));
    let url = as_user("auditor");
    let figures = ["stats", "--json", "--period", "2018", "--by", "agency", "--ledger", &url];
    province.desk.kyso(figures).exits(0);
    let paper = text(&province.papers("a", 1)[0]);
    let verify = ["verify", "--ledger", &url, &paper];
    province.desk.kyso(verify).exits(7).complains("may not do this").complains("kyso_writer");
    let forbidden = [
        ("clerk", "UPDATE kyso.documents SET status = 'total-passed'"),
        ("clerk", "DELETE FROM kyso.documents"),
        ("clerk", "TRUNCATE kyso.documents"),
        ("clerk", "DELETE FROM kyso.arrivals"),
        ("clerk", "UPDATE kyso.arrivals SET number = 1"),
        ("clerk", "UPDATE kyso.seals SET count = 1"),
        ("clerk", "UPDATE kyso.notes SET value = 1"),
        ("clerk", "INSERT INTO kyso.notes VALUES ('a', 'b')"),
        ("auditor", "INSERT INTO kyso.beginnings VALUES (2026, 1)"),
        ("auditor", "SELECT FROM kyso.turns FOR UPDATE"),
    ];
    for (user, sql) in forbidden {
        let sql = sql.replace('\'', "''");
        let says = format!(
            "DO $$ BEGIN SET LOCAL ROLE {user}; EXECUTE '{sql}'; RAISE 'it was done'; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        );
        province.sql(&says);
    }
}

/// A ledger of version 1, and eight who meet it at once: it is made new, once.
#[test]
fn an_older_ledger_is_made_new_where_it_is() {
    let url = cluster().database("older");
    drop(Postgres::open(&url).unwrap());
    cluster().sql("older", "DROP TABLE kyso.arrivals; DELETE FROM kyso.turns WHERE name = 'arrivals'; UPDATE kyso.notes SET value = '1' WHERE name = 'version'");
    std::thread::scope(|scope| {
        for n in 0..8 {
            let url = &url;
            scope.spawn(move || {
                Postgres::open(url).unwrap().arrive(&Incoming { reasons: Vec::new(), ..incoming(2 * n) }).unwrap()
            });
        }
    });
    assert_eq!(cluster().sql("older", "SELECT value FROM kyso.notes WHERE name = 'version'"), "2");
    assert_eq!(cluster().sql("older", "SELECT count(number) FROM kyso.arrivals"), "8");
}

/// Somebody with all rights makes a failure a success, and takes a record away; a seal shows what was cut off.
#[test]
fn what_an_administrator_changed_is_named() {
    let province = Province::new("tampered");
    let ledger = Postgres::open(&province.url).unwrap();
    (0..1500).for_each(|n| ledger.record(&Record { action: Action::Sign, ..record(n) }).unwrap());
    province.ledger(&["check"]).exits(0).shows("the ledger is as it was written: 1500 records");
    province.ledger(&["seal", "--tsa", &province.desk.lab.tsa_url()]).exits(0).complains("sealed 1500 records");
    assert_eq!(province.check(3)["seals"][0]["mark"], "passed");
    province.sql("UPDATE kyso.documents SET status = 'total-passed' WHERE id = 1112");
    let broken = province.check(1)["broken"].take();
    let place = (&broken["damage"], &broken["id"], &broken["before"]["id"]);
    assert_eq!(place, (&json!("changed"), &json!(1112), &json!(1111)), "{broken}");
    province.sql("DELETE FROM kyso.documents WHERE id = 1005");
    province.ledger(&["check"]).exits(1).shows("a record before record 1006 was removed");
    province.sql("DELETE FROM kyso.documents WHERE id > 1000");
    province.ledger(&["recount"]).exits(0).complains("counted 1000 records anew");
    assert_eq!(province.check(1)["seals"][0]["mark"], "cut");
}

/// Out of a file into the server and back: the same records, chain and figures; a nation's records in partitions.
#[test]
fn ledgers_go_from_one_to_the_other() {
    let province = Province::new("exchange");
    let desk = &province.desk;
    let file = Sqlite::open(&desk.path("a.db")).unwrap();
    (0..700).for_each(|n| file.record(&record(n)).unwrap());
    desk.kyso(["ledger", "export", "-o", "a.csv", "--ledger", "sqlite:a.db"]).exits(0);
    let count = file.head().unwrap().count;
    province.ledger(&["import", "a.csv"]).exits(0).complains(&format!("{count} records added, 0 known"));
    province.ledger(&["import", "a.csv"]).exits(0).complains(&format!("0 records added, {count} known"));
    let server = Postgres::open(&province.url).unwrap();
    same(&server, &file);
    province.ledger(&["export", "-o", "b.csv"]).exits(0);
    assert_eq!(fs::read(desk.path("a.csv")).unwrap(), fs::read(desk.path("b.csv")).unwrap());
    let nation = cluster().database("nation");
    let script = desk.kyso(["ledger", "schema", "--partitioned"]).exits(0).out;
    cluster().sql("nation", &script);
    desk.kyso(["ledger", "import", "a.csv", "--ledger", &nation]).exits(0);
    same(&Postgres::open(&nation).unwrap(), &file);
    let of_2018 = cluster().sql("nation", "SELECT count(*) > 0 FROM kyso.documents_2018");
    assert_eq!(of_2018, "t");
    let head = |url: &str| desk.kyso(["ledger", "head", "--ledger", url]).exits(0).out;
    assert_eq!(head(&nation), head("sqlite:a.db"));
}

/// With a hundred thousand records no question of a report, and none of a new record, goes through all of them: the server
/// writes down how it answers each.
#[test]
fn every_question_is_answered_by_sums_or_an_index() {
    let province = Province::new("explained");
    let ledger = Postgres::open(&province.url).unwrap();
    let source = Sqlite::open(&province.desk.path("a.db")).unwrap();
    let records: Vec<_> = (0..1000).map(record).collect();
    source.record_batch(&records).unwrap();
    let seed: Vec<_> = export(&source).iter().map(|posting| posting.record().unwrap()).collect();
    let copies = (0..120_u32).flat_map(|round| {
        seed.iter().map(move |record| {
            let other = |digest: &str| format!("{round:04x}{}", digest.get(4..).unwrap_or_default());
            let mut record = record.clone();
            record.file = format!("{round}-{}", record.file);
            if !record.sha256_in.is_empty() {
                record.sha256_in = other(&record.sha256_in);
            }
            record.sha256_out = record.sha256_out.as_deref().map(other);
            Posting::of(&record)
        })
    });
    let added = ledger.record_all(&mut copies.into_iter()).unwrap();
    assert!(added.added > 100_000, "{added:?}");
    province.sql("VACUUM ANALYZE");
    province.sql(
        "ALTER DATABASE explained SET session_preload_libraries = 'auto_explain';
         ALTER DATABASE explained SET auto_explain.log_min_duration = 0;",
    );
    let (_, from) = cluster().log(0);
    let url = &province.url;
    let report = |words: &[&str]| {
        let words = ["stats", "--json", "--ledger", url.as_str()].into_iter().chain(words.iter().copied());
        province.desk.kyso(words).exits(0);
    };
    report(&["--period", "2018", "--by", "agency"]);
    report(&["--period", "2018", "--by", "month"]);
    report(&["--period", "2018", "--by", "quarter"]);
    report(&["--period", "2018", "--by", "kind"]);
    report(&["--period", "2018", "--by", "signer"]);
    report(&["--by", "year"]);
    report(&["--from", "2018-03-05", "--to", "2019-02-10", "--by", "agency"]);
    report(&["--from", "2018-03-05", "--to", "2018-03-08", "--by", "signer"]);
    let ledger = Postgres::open(url).unwrap();
    let office = Office { code: Some("H02.05".to_owned()), ..Office::default() };
    let day = Span { from: Some(date!(2018 - 03 - 05)), to: Some(date!(2018 - 03 - 06)) };
    ledger.each_counted(&office, day, &mut |_, _| Ok(())).unwrap();
    ledger.verdict_of(&format!("{:064x}", 5), "nd30/1").unwrap();
    (5000..5010).for_each(|n| ledger.record(&record(n)).unwrap());
    ledger.arrive(&incoming(2)).unwrap();
    ledger.head().unwrap();
    let (log, _) = cluster().log(from);
    assert!(log.contains("FROM rollup") && log.contains("Index Scan using documents_sha256"), "{log}");
    for table in ["documents", "counted"] {
        let walked: Vec<_> = log.lines().filter(|line| line.contains(&format!("Seq Scan on {table}"))).collect();
        assert!(walked.is_empty(), "{walked:?}\n{log}");
    }
}
