//! A province's year beside the one before, measured by targets and points, and traced to its rows: all counted by hand.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kyso::ledger::{Action, Ledger, Record, SignatureRecord, Sqlite};
use kyso::stats::{Asked, By, Error, Figure, Figures, Order, Period, Rate, Statistics, run};
use time::OffsetDateTime;
use time::macros::{date, datetime};

const AGENCIES: &str = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
    H02,UBND tỉnh,,province,,,,,UBND tỉnh,UBND tỉnh,\n\
    H02.01,Sở Nội vụ,H02,department,\"Sở, ban, ngành\",,,,Sở Nội vụ,UBND tỉnh,Sở Nội vụ\n\
    H02.02,Sở Tư pháp,H02,department,\"Sở, ban, ngành\",,,,Sở Tư pháp,UBND tỉnh,Sở Tư pháp\n\
    H02.03,Sở Y tế,H02,department,\"Sở, ban, ngành\",,,,Sở Y tế,UBND tỉnh,Sở Y tế\n\
    H02.31,UBND xã An Hà,H02,commune,\"Xã, phường\",,,,UBND xã An Hà,UBND xã An Hà,\n";

/// A folder with the agencies, a register that grows, and a ledger.
struct Province {
    folder: tempfile::TempDir,
    register: String,
    number: u32,
}

impl Province {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("agencies.csv"), AGENCIES).unwrap();
        let register = "Mã định danh;Số;Ký hiệu;Ngày tháng văn bản;Hình thức;Đã ký số lãnh đạo;Đã ký số cơ quan;\
            Người ký;Loại\n";
        Self { folder, register: register.to_owned(), number: 0 }
    }

    /// So many electronic documents of a day, of them so many signed by the leader, and of these so many by the agency too.
    fn sent(&mut self, code: &str, day: &str, [electronic, leader, agency]: [u32; 3]) -> &mut Self {
        for at in 0..electronic {
            self.number += 1;
            let mark = |least: u32| if at < least { "x" } else { "" };
            let (number, signer) = (self.number, ["Nguyễn Văn An", "Trần Thị Bình"][(at % 2) as usize]);
            self.register +=
                &format!("{code};{number};VP;{day};điện tử;{};{};{signer};văn bản\n", mark(leader), mark(agency));
        }
        self
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// What is counted of the register, taken at its word.
    fn order(&self, period: &str) -> Order {
        Order {
            agencies: Some(self.folder.path().join("agencies.csv")),
            registers: vec![self.write("so.csv", &self.register)],
            trust_register: true,
            period: Period::parse(period).unwrap(),
            ..Order::default()
        }
    }
}

fn row<'s>(statistics: &'s Statistics, name: &str) -> &'s Figures {
    let rows = statistics.rows.iter().chain(&statistics.groups);
    rows.into_iter().find(|row| row.name.as_deref() == Some(name)).unwrap_or_else(|| panic!("no row {name}"))
}

fn shown(rate: Option<Rate>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| rate.to_string())
}

/// Rate, rate before, change.
fn change(row: &Figures) -> (String, String, Option<f64>) {
    (shown(row.signed_rate), shown(row.previous), row.delta)
}

fn two_years() -> Province {
    let mut province = Province::new();
    province.sent("H02.01", "15/01/2017", [6, 4, 0]).sent("H02.01", "15/07/2017", [4, 2, 0]);
    province.sent("H02.02", "31/12/2017", [3, 2, 0]);
    province.sent("H02.01", "15/01/2018", [4, 4, 1]).sent("H02.01", "01/04/2018", [4, 3, 0]);
    province.sent("H02.02", "01/01/2018", [3, 1, 0]);
    province.sent("H02.03", "31/12/2018", [2, 2, 2]);
    province.sent("H09.99", "02/02/2018", [1, 0, 0]);
    province
}

#[test]
fn a_year_stands_beside_the_one_before() {
    let province = two_years();
    let mut order = province.order("2018");
    order.compare = order.period.previous();
    let counted = run(&order, None, None).unwrap();
    assert_eq!(counted.compared.as_deref(), Some("2017-01-01/2017-12-31"));
    assert_eq!(change(row(&counted, "Sở Nội vụ")), ("87.5".into(), "60.0".into(), Some(27.5)), "7 of 8, 6 of 10");
    // 1 of 3 after 2 of 3 is 33.33… points less; the reader takes 33.3 from 66.7.
    assert_eq!(change(row(&counted, "Sở Tư pháp")), ("33.3".into(), "66.7".into(), Some(-33.4)));
    assert_eq!(change(row(&counted, "Sở Y tế")), ("100.0".into(), "–".into(), None), "nothing was sent in 2017");
    assert_eq!(
        change(row(&counted, "Sở, ban, ngành")),
        ("76.9".into(), "61.5".into(), Some(15.4)),
        "10 of 13, 8 of 13"
    );
    assert_eq!(change(&counted.total), ("71.4".into(), "61.5".into(), Some(9.9)), "10 of 14 with the unknown office");
    // The same rows counted alone: what was compared is what that year's own report says.
    let before = run(&Order { period: Period::parse("2017").unwrap(), compare: None, ..order }, None, None).unwrap();
    assert_eq!(shown(before.total.signed_rate), "61.5");
}

#[test]
fn months_and_quarters_are_compared_with_those_as_far_from_the_beginning() {
    let province = two_years();
    let compared = |period: &str, with: &str, by: By| {
        let compare = Some(Period::parse(with).unwrap());
        let counted = run(&Order { by, compare, ..province.order(period) }, None, None).unwrap();
        counted.rows.iter().map(|row| (row.period.clone(), shown(row.previous))).collect::<Vec<_>>()
    };
    let of = |rows: &[(&str, &str)]| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(
        compared("2018", "2017", By::Month),
        of(&[("2018-01", "66.7"), ("2018-02", "–"), ("2018-04", "–"), ("2018-12", "66.7")])
    );
    assert_eq!(compared("2018-Q2", "2018-Q1", By::Month), of(&[("2018-04", "71.4")]), "April after January's 5 of 7");
    assert_eq!(compared("2018-Q2", "2018-Q1", By::Quarter), of(&[("2018-Q2", "62.5")]), "5 of 8");
    assert_eq!(compared("2018-H1", "2017-H1", By::Half), of(&[("2018-H1", "66.7")]));
    assert_eq!(compared("2018", "2017", By::Year), of(&[("2018", "61.5")]));
    // A quarter of 2018-Q2 lies two months after nothing that is a quarter of 2018-02.
    assert_eq!(compared("2018-Q2", "2018-02", By::Quarter), of(&[("2018-Q2", "–")]));
    // A period may be compared with one that it overlaps: what lies in both counts in both.
    assert_eq!(compared("2018", "2018-H1", By::Agency)[1].1, "87.5");
}

#[test]
fn rows_are_whatever_is_asked_for_and_always_add_up() {
    let province = two_years();
    let by = |by| run(&Order { by, ..province.order("2018") }, None, None).unwrap();
    let rows = |counted: &Statistics| -> Vec<(String, u64)> {
        let name = |row: &Figures| row.name.clone().unwrap_or_default();
        counted.rows.iter().map(|row| (name(row), row.documents)).collect()
    };
    let of = |rows: &[(&str, u64)]| rows.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect::<Vec<_>>();
    let agencies = by(By::Agency);
    let offices =
        [("UBND tỉnh", 0), ("Sở Nội vụ", 8), ("Sở Tư pháp", 3), ("Sở Y tế", 2), ("UBND xã An Hà", 0), ("H09.99", 1)];
    assert_eq!(rows(&agencies), of(&offices));
    assert_eq!(agencies.rows[5].agency, None, "an unknown office has a name and no code");
    assert_eq!(rows(&by(By::Group)), of(&[("Sở, ban, ngành", 13), ("", 1)]));
    assert_eq!(rows(&by(By::Level)), of(&[("department", 13), ("", 1)]));
    assert_eq!(rows(&by(By::Quarter)), of(&[("2018-Q1", 8), ("2018-Q2", 4), ("2018-Q4", 2)]));
    assert_eq!(rows(&by(By::Half)), of(&[("2018-H1", 12), ("2018-H2", 2)]));
    assert_eq!(rows(&by(By::Kind)), of(&[("document", 14)]));
    // Namesakes of two offices are two people.
    let signers = by(By::Signer);
    let an = signers.rows.iter().filter(|row| row.name.as_deref() == Some("Nguyễn Văn An"));
    assert_eq!(
        an.map(|row| (row.agency.as_deref(), row.documents)).collect::<Vec<_>>(),
        [(Some("H02.01"), 4), (Some("H02.02"), 2), (Some("H02.03"), 1), (None, 1)]
    );
    for counted in [By::Agency, By::Group, By::Level, By::Month, By::Signer, By::Kind].map(by) {
        assert_eq!(counted.rows.iter().map(|row| row.documents).sum::<u64>(), counted.total.documents);
        assert_eq!(counted.total.documents, 14);
    }
}

#[test]
fn who_misses_a_target_is_named_with_what_is_short() {
    let mut province = two_years();
    province.sent("H02.31", "05/05/2018", [199, 189, 100]);
    let toml = province.write(
        "chi-tieu.toml",
        "[[target]]\ngroup = \"sở, ban, ngành\"\nindicator = \"signed_rate\"\npercent = 90\n\
         [[target]]\nagency = \"H02.02\"\nindicator = \"signed_rate\"\npercent = 33.3\n\
         [[target]]\nlevel = \"commune\"\nindicator = \"signed_rate\"\npercent = 95\n\
         [[target]]\nindicator = \"fully_signed_rate\"\npercent = \"50,5 %\"\n",
    );
    let csv = province.write(
        "chi-tieu.csv",
        "agency;group;level;indicator;percent\n;Sở, ban, ngành;;signed_rate;90\nH02.02;;;signed_rate;33,3\n\
         ;;commune;signed_rate;95\n;;;fully_signed_rate;50.5\n",
    );
    let counted = |targets: &Path| {
        run(&Order { targets: Some(targets.to_owned()), ..province.order("2018") }, None, None).unwrap()
    };
    let of_toml = counted(&toml);
    assert_eq!(of_toml.targets, counted(&csv).targets, "one meaning, two ways to write it");
    let missed = |at: usize| {
        let target = &of_toml.targets[at];
        let name = |miss: &kyso::stats::Miss| miss.name.clone().unwrap();
        let rows = target.missed.iter().map(|miss| (name(miss), miss.points.to_string(), miss.short));
        (target.measured, rows.collect::<Vec<_>>())
    };
    // 90 % of 8 is 7.2: 8 documents; 7 were signed. Tư pháp has a target of its own, and meets it.
    assert_eq!(missed(0), (2, vec![("Sở Nội vụ".to_owned(), "2.5".to_owned(), 1)]));
    assert_eq!(missed(1), (1, vec![]));
    // 189 of 199 reads 95.0 and is not 95 %.
    assert_eq!(shown(row(&of_toml, "UBND xã An Hà").signed_rate), "95.0");
    assert_eq!(missed(2), (1, vec![("UBND xã An Hà".to_owned(), "0".to_owned(), 1)]));
    let all = [("Sở Nội vụ", "38", 4), ("Sở Tư pháp", "50.5", 2), ("UBND xã An Hà", "0.2", 1), ("H09.99", "50.5", 1)];
    assert_eq!(missed(3), (5, all.map(|(name, points, short)| (name.to_owned(), points.to_owned(), short)).to_vec()));
    let held = |name: &str| (row(&of_toml, name).target, row(&of_toml, name).misses);
    assert_eq!(held("Sở Nội vụ"), (Some(90.0), Some(2)));
    assert_eq!(held("Sở Tư pháp"), (Some(33.3), Some(1)));
    assert_eq!(held("Sở Y tế"), (Some(90.0), Some(0)));
    assert_eq!(held("UBND tỉnh"), (None, None), "nothing was sent");
    assert_eq!(held("Sở, ban, ngành"), (Some(90.0), Some(2)), "10 of 13 signed, 3 fully");
}

#[test]
fn a_target_that_would_fit_nobody_is_a_fault() {
    let province = Province::new();
    let faults = |name: &str, text: &str| {
        let targets = Some(province.write(name, text));
        match run(&Order { targets, ..province.order("2018") }, None, None).unwrap_err() {
            Error::Yardstick { slips, .. } => slips.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{other}"),
        }
    };
    let csv = "agency,group,level,indicator,percent\n,Sở ban ngành,,signed_rate,90\nH02.77,,,signed_rate,90\n\
        ,,xã,signed_rate,90\nH02.01,,commune,signed_rate,101\n,,,signed,90\n,,,signed_rate,90\n,,,signed_rate,95\n";
    assert_eq!(
        faults("a.csv", csv),
        [
            "entry 2, group: no agency is of the group \"Sở ban ngành\"",
            "entry 3, agency: no agency has the code \"H02.77\"",
            "entry 4, level: \"xã\" is no level",
            "entry 5, percent: \"101\" is no number from 0 to 100",
            "entry 5: give at most one of agency, group and level",
            "entry 6, indicator: \"signed\" is no rate; use one of electronic_rate, signed_rate, leader_signed_rate, \
         agency_signed_rate, fully_signed_rate, timestamped_rate, dossier_rate",
            "entry 8: entry 7 says it too",
        ]
    );
    assert_eq!(faults("b.toml", ""), ["target: nothing is given"]);
    assert!(faults("c.toml", "[[target]]\nindicator = \"signed_rate\"\n")[0].contains("percent"));
}

#[test]
fn offices_are_ranked_by_points_where_there_are_rules_for_them() {
    let mut province = two_years();
    province.sent("H02.31", "05/05/2018", [3, 1, 0]);
    let rules = "name = \"Bảng điểm 2018\"\ndecimals = 1\n\
        [[criterion]]\nindicator = \"signed_rate\"\npoints = 60\nfull = 90\nsource = \"Sổ văn bản đi\"\n\
        [[criterion]]\nindicator = \"fully_signed_rate\"\npoints = 40\nfrom = 50\n\
        [[criterion]]\nindicator = \"dossier_rate\"\npoints = 20\n";
    let order = Order { rank: true, scores: Some(province.write("diem.toml", rules)), ..province.order("2018") };
    let counted = run(&order, None, None).unwrap();
    let scored = |name: &str| (row(&counted, name).score, row(&counted, name).rank);
    // Nội vụ: 60 × 87.5 ÷ 90 and nothing for 1 of 8, of 100; no dossiers, so 120 stand for them: 58.33… × 1.2.
    assert_eq!(scored("Sở Nội vụ"), (Some(70.0), Some(2)));
    assert_eq!(scored("Sở Y tế"), (Some(120.0), Some(1)));
    assert_eq!(scored("Sở Tư pháp"), (Some(26.7), Some(3)), "60 × 33.33… ÷ 90 × 1.2");
    assert_eq!(scored("UBND xã An Hà"), (Some(26.7), Some(1)), "of another level and group");
    assert_eq!(scored("UBND tỉnh"), (None, None));
    assert_eq!(scored("H09.99"), (Some(0.0), None), "whom nobody knows nobody ranks");
    let json = serde_json::to_value(&counted).unwrap();
    assert_eq!(json["scoring"]["maximum"], 120.0);
    assert_eq!(json["scoring"]["criteria"][0]["source"], "Sổ văn bản đi");
    let evidence = &json["scores"][1]["criteria"];
    assert_eq!(
        (&evidence[0]["part"], &evidence[0]["whole"], &evidence[0]["points"]),
        (&7.into(), &8.into(), &58.3.into())
    );
    assert!(evidence[2]["points"].is_null(), "left out");
}

fn signed(office: &str, agency: bool, time: OffsetDateTime) -> SignatureRecord {
    SignatureRecord {
        kind: "signature".to_owned(),
        cn: Some(if agency { office.to_owned() } else { format!("Lãnh đạo {office}") }),
        o: Some("UBND tỉnh".to_owned()),
        ou: if agency { Vec::new() } else { vec![office.to_owned()] },
        serial: Some(format!("{:02x}", office.len())),
        fingerprint: Some(digest(&format!("{office}{agency}"))),
        not_after: Some(time + time::Duration::days(365)),
        indication: "total-passed".to_owned(),
        best_time: Some(time),
        timestamped: true,
        ..SignatureRecord::default()
    }
}

/// A ledger takes digests alone; these stand for the files of these names.
fn digest(file: &str) -> String {
    kyso::text::hex(&kyso::hash::Hash::Sha256.digest(file.as_bytes()))
}

fn recorded(ledger: &Sqlite, file: &str, signatures: Vec<SignatureRecord>) {
    let record = Record {
        time: datetime!(2019-03-01 0:00 UTC),
        action: Action::Verify,
        file: file.to_owned(),
        sha256_in: digest(file),
        sha256_out: None,
        status: "total-passed".to_owned(),
        level: None,
        no_check: false,
        judged_on: datetime!(2019-03-01 0:00 UTC),
        policy: "default/1".to_owned(),
        signatures,
        tool: "kyso".to_owned(),
        agencies: None,
    };
    ledger.record(&record).unwrap();
}

/// Four documents of new year's eve, one of an office that the agencies file lacks.
fn new_years_eve(province: &Province) -> (Sqlite, Order) {
    let ledger = Sqlite::open(&province.folder.path().join("ledger.db")).unwrap();
    let last = datetime!(2018-12-31 16:59:59 UTC);
    recorded(&ledger, "1.pdf", vec![signed("Sở Nội vụ", false, last), signed("Sở Nội vụ", true, last)]);
    let first = datetime!(2018-12-31 17:00 UTC);
    recorded(&ledger, "2.pdf", vec![signed("Sở Nội vụ", false, first), signed("Sở Tư pháp", true, first)]);
    recorded(&ledger, "3.pdf", vec![signed("Sở Y tế", true, first)]);
    let stranger =
        SignatureRecord { o: Some("Hội Luật gia".into()), ou: vec![], ..signed("Bà Cúc", false, last) };
    recorded(&ledger, "4.pdf", vec![stranger]);
    let order = Order { registers: Vec::new(), trust_register: false, ..province.order("2018") };
    (ledger, order)
}

#[test]
fn a_year_ends_at_midnight_in_viet_nam_and_nobody_is_dropped() {
    let province = Province::new();
    let (ledger, order) = new_years_eve(&province);
    let names = |order: &Order| -> Vec<(Option<String>, Option<String>, u64)> {
        let counted = run(order, Some(&ledger), None).unwrap();
        let rows = counted.rows.into_iter().filter(|row| row.documents > 0);
        rows.map(|row| (row.agency, row.name, row.documents)).collect()
    };
    let known = |code: &str, name: &str| (Some(code.to_owned()), Some(name.to_owned()), 1);
    let stranger = (None, Some("Hội Luật gia".to_owned()), 1);
    assert_eq!(names(&order), [known("H02.01", "Sở Nội vụ"), stranger]);
    let next = Order { period: Period::parse("2019").unwrap(), ..order.clone() };
    assert_eq!(names(&next), [known("H02.02", "Sở Tư pháp"), known("H02.03", "Sở Y tế")]);
    let day = Period { from: Some(date!(2018 - 12 - 31)), to: Some(date!(2018 - 12 - 31)) };
    assert_eq!(names(&Order { period: day, ..order.clone() }).len(), 2);
    let never = Period { from: Some(date!(2019 - 01 - 01)), to: Some(date!(2018 - 12 - 31)) };
    assert!(matches!(run(&Order { period: never, ..order }, Some(&ledger), None), Err(Error::NoDays(_))));
}

#[test]
fn certificates_that_end_soon_are_put_to_their_offices() {
    let province = Province::new();
    let (ledger, order) = new_years_eve(&province);
    // Their certificates end on 31/12/2019 and, those of new year's day, on 01/01/2020. The leader of Nội vụ has a new one.
    let renewed = datetime!(2020-06-01 0:00 UTC);
    let mut new = signed("Sở Nội vụ", false, renewed);
    new.fingerprint = Some(digest("new"));
    recorded(&ledger, "5.pdf", vec![new]);
    // What did not pass proves no certificate to be anybody's.
    let mut forged = signed("Sở Y tế", false, datetime!(2019-01-01 0:00 UTC));
    forged.indication = "total-failed".to_owned();
    recorded(&ledger, "6.pdf", vec![forged]);
    let on = |day| run(&Order { as_of: Some(day), ..order.clone() }, Some(&ledger), None).unwrap();
    let counted = on(date!(2019 - 10 - 02));
    let due = |name: &str| row(&counted, name).certs_expiring_90d;
    let all = ["Sở Nội vụ", "Sở Tư pháp", "Sở Y tế", "UBND xã An Hà"].map(due);
    assert_eq!(all, [Some(1), Some(0), Some(0), Some(0)], "the ninetieth day is 31/12/2019");
    assert_eq!(counted.total.certs_expiring_90d, Some(2), "with the one of the unknown office");
    let cns = |counted: &Statistics| -> Vec<String> {
        counted.expiring.iter().flatten().map(|one| one.cn.clone().unwrap()).collect()
    };
    assert_eq!(cns(&counted), ["Lãnh đạo Bà Cúc", "Sở Nội vụ"]);
    let later = on(date!(2019 - 10 - 03));
    assert_eq!(cns(&later), ["Lãnh đạo Bà Cúc", "Sở Nội vụ", "Sở Tư pháp", "Sở Y tế"]);
    assert_eq!(row(&later, "Sở, ban, ngành").certs_expiring_90d, Some(3));
}

#[test]
fn a_drill_names_the_record_and_a_wrong_name_is_an_error() {
    let province = Province::new();
    let (ledger, mut order) = new_years_eve(&province);
    let mut drill = |agency: &str, figure: &str| {
        order.drill = Some(Asked { agency: agency.to_owned(), figure: Figure::of_key(figure) });
        run(&order, Some(&ledger), None).map(|counted| counted.drill.unwrap())
    };
    let of_stranger = drill("HỘI LUẬT GIA", "").unwrap();
    assert_eq!((of_stranger.agency.as_deref(), of_stranger.count), (None, 1));
    assert_eq!(of_stranger.rows[0].file.as_deref(), Some("4.pdf"));
    assert_eq!(of_stranger.rows[0].record, Some(4), "the fourth record of the ledger");
    assert_eq!(of_stranger.rows[0].sha256, Some(digest("4.pdf")));
    assert_eq!(of_stranger.rows[0].counts, ["documents", "electronic", "signed", "timestamped", "valid"]);
    assert_eq!(drill("h02.01", "fully_signed").unwrap().count, 1);
    assert_eq!(drill("Sở Y tế", "").unwrap().count, 0, "known, and nothing in this year");
    assert!(matches!(drill("Sở Y-tế", ""), Err(Error::NoOffice(_))));
}

/// The program itself, without a configuration.
fn kyso(folder: &Path, lang: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
    command.current_dir(folder).env_clear().env("HOME", folder).env("KYSO_LANG", lang);
    let output =
        command.args(["stats", "--ledger", "none", "--agencies", "agencies.csv"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_report_says_what_its_figures_mean_in_the_readers_language() {
    let province = two_years();
    province.order("2018");
    let folder = province.folder.path();
    let common = ["--register", "so.csv", "--trust-register", "--period", "2018"];
    let json = |lang: &str| {
        let (code, out, err) = kyso(folder, lang, &[&common[..], &["--json", "--compare", "previous"]].concat());
        assert_eq!(code, 0, "{err}");
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let (vi, en) = (json("vi"), json("en"));
    assert!(en["definitions"]["signed"].as_str().unwrap().starts_with("declared, not verified"));
    assert!(vi["definitions"]["signed"].as_str().unwrap().starts_with("theo khai báo, chưa kiểm tra"));
    assert_eq!(vi["rows"][1]["delta"], 27.5);
    assert_eq!(vi["rows"], en["rows"], "codes and figures are the same in both");

    let drill = ["--format", "csv", "--drill", "H02.01", "--indicator", "signed"];
    let (code, csv, _) = kyso(folder, "vi", &[&common[..], &drill].concat());
    assert_eq!((code, csv.lines().count()), (0, 8), "a heading and seven documents\n{csv}");
    assert!(csv.lines().nth(1).unwrap().starts_with("H02.01,so.csv,,15,"), "{csv}");

    let previous = ["--register", "so.csv", "--from", "2018-01-01", "--compare", "previous"];
    let (code, _, told) = kyso(folder, "en", &previous);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("2018-01-01/.. is open"), "{told}");
    let (code, _, told) = kyso(folder, "vi", &["--register", "so.csv", "--period", "2018", "--to", "2017-12-31"]);
    assert!(code == 2 && told.contains("kết thúc trước khi bắt đầu"), "{code} {told}");
    let (code, _, told) = kyso(folder, "en", &["--register", "so.csv", "--drill", "H02.01", "--indicator", "rank"]);
    assert!(code == 2 && told.contains("fully_signed_rate"), "{code} {told}");
}

/// Two agencies of one name, one after the other: whose documents are meant?
#[test]
fn a_drill_into_namesakes_asks_for_the_code() {
    let province = two_years();
    let order = province.order("2018");
    let agencies = AGENCIES.to_owned()
        + "H02.41,Văn phòng,H02,unit,,,2018-06-30,H02.42,,,\nH02.42,Văn phòng,H02,unit,,2018-07-01,,,,,\n";
    province.write("agencies.csv", &agencies);
    let drill = |agency: &str| {
        let drill = Some(Asked { agency: agency.to_owned(), figure: None });
        run(&Order { drill, ..order.clone() }, None, None).map(|counted| counted.drill.unwrap().count)
    };
    let told = drill("văn phòng").unwrap_err();
    assert_eq!(
        (told.code(), told.to_string().as_str()),
        (
            "STATS_SEVERAL_OFFICES",
            "2 agencies are called \"văn phòng\": H02.41 (… – 2018-06-30), H02.42 (2018-07-01 – …)"
        )
    );
    assert_eq!(drill("H02.42").unwrap(), 0);
    assert_eq!((drill("Sở Nội vụ").unwrap(), drill("h09.99").unwrap()), (8, 1));
    for nobody in ["", " "] {
        assert!(matches!(drill(nobody), Err(Error::NoOffice(_))), "unknown offices have no name in common");
    }
    let folder = province.folder.path();
    let (code, _, told) = kyso(folder, "vi", &["--register", "so.csv", "--drill", "Văn phòng"]);
    assert!(code == 2 && told.contains("H02.41") && told.contains("mã của cơ quan"), "{code} {told}");
    assert_eq!(kyso(folder, "vi", &["--register", "so.csv", "--drill", ""]).0, 2);
    let (code, _, told) = kyso(folder, "en", &["--register", "so.csv", "--rank", "--by", "month"]);
    assert!(code == 2 && told.contains("--by agency"), "{code} {told}");
}

/// An office maps a heading and mistypes it: its column would be left out in silence.
#[test]
fn a_mistyped_heading_is_told_with_those_that_there_are() {
    let province = two_years();
    province.order("2018");
    let folder = province.folder.path();
    let run = |lang, heading: &str| kyso(folder, lang, &["--register", "so.csv", "--columns", heading]);
    let (code, _, told) = run("en", "người  KÝ=SignerInfo");
    assert_eq!(code, 0, "{told}");
    let (code, _, told) = run("en", "Người kí=SignerInfo");
    assert!(code == 2 && told.contains("no register has the heading \"Người kí\"; there are: Hình thức"), "{told}");
    let (code, _, told) = run("vi", "Tep=File");
    assert!(code == 2 && told.contains("không sổ nào có cột 'Tep'; các cột hiện có: Hình thức"), "{told}");
}
