//! The department in charge counts a year: the worked example comes out at the published figures.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::path::Path;
use std::process::Command;

use kyso::stats::{By, Figures, Order, Period, Statistics, run};

const REGISTERS: [&str; 5] =
    ["van-ban-so.csv", "van-ban-huyen.csv", "van-ban-xa.csv", "ho-so-so.csv", "ho-so-huyen.csv"];

fn example(folder: &Path, trust_register: bool, by: By) -> Statistics {
    let order = Order {
        agencies: Some(folder.join("agencies.csv")),
        registers: REGISTERS.map(|name| folder.join(name)).to_vec(),
        trust_register,
        period: Period::parse("2018").unwrap(),
        by,
        rank: true,
        ..Order::default()
    };
    run(&order, None, None).unwrap()
}

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statistics/worked-example.sh");
    assert!(Command::new("sh").arg(script).arg(folder.path()).status().unwrap().success());
    folder
}

#[test]
fn the_published_figures_are_computed_from_rows() {
    let folder = written();
    let statistics = example(folder.path(), true, By::Agency);
    let group = |name: &str| statistics.groups.iter().find(|row| row.group.as_deref() == Some(name)).unwrap();
    let (departments, districts) = (group("sở, ngành"), group("UBND huyện"));
    let shown = |rate: Option<kyso::stats::Rate>| rate.unwrap().to_string();
    assert_eq!(shown(statistics.total.electronic_rate), "92.7");
    assert_eq!(shown(departments.signed_rate), "97.0");
    assert_eq!(shown(districts.signed_rate), "87.7");
    assert_eq!((departments.dossiers_electronic, departments.dossiers), (63_744, 77_855));
    assert_eq!(shown(departments.dossier_rate), "81.9");
    assert_eq!((districts.dossiers_electronic, districts.dossiers), (114_438, 123_049));
    assert_eq!(shown(districts.dossier_rate), "93.0");
    assert_eq!(statistics.warnings, []);
    // 1 province, 20 departments, 10 districts, 230 communes; who has nothing to sign is shown without a rank.
    assert_eq!(statistics.rows.len(), 261);
    assert_eq!((statistics.rows[0].rank, statistics.rows[0].signed_rate), (None, None));
    let ranks = |rows: &[Figures]| rows.iter().map(|row| row.rank.unwrap()).collect::<Vec<_>>();
    assert_eq!(ranks(&statistics.rows[21..31]), [1, 1, 1, 1, 1, 1, 1, 8, 8, 8]);
    assert!(statistics.declared);
}

#[test]
fn without_trust_nothing_declared_counts_as_signed() {
    let folder = written();
    let statistics = example(folder.path(), false, By::Quarter);
    assert_eq!(statistics.total.signed, 0);
    assert_eq!(statistics.total.declared_agency_signed, 1_940 + 877 + 230 * 7);
    let periods: Vec<_> = statistics.rows.iter().map(|row| row.period.as_str()).collect();
    assert_eq!(periods, ["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"]);
    assert_eq!(statistics.rows.iter().map(|row| row.documents).sum::<u64>(), 5_717);
}

#[test]
fn a_narrow_terminal_loses_columns_and_breaks_no_figure() {
    use kyso::messages::Lang;
    let folder = written();
    let statistics = example(folder.path(), true, By::Agency);
    let report = kyso::report::stats::Report::new(&statistics, Lang::Vi, time::OffsetDateTime::UNIX_EPOCH);
    let shown = |width| anstream::adapter::strip_str(&report.text(Some(width))).to_string();
    let narrow = shown(80);
    let table: Vec<_> =
        narrow.lines().skip_while(|line| !line.starts_with('─')).take_while(|l| !l.is_empty()).collect();
    assert!(table.iter().all(|line| line.chars().count() <= 80), "{narrow}");
    for figure in ["92,7", "97,0", "87,7", "81,9", "93,0"] {
        assert!(table.iter().any(|line| line.contains(figure)), "{figure} in\n{narrow}");
    }
    assert!(!table.iter().any(|line| line.contains("Cơ quan ký")), "{narrow}");
    assert!(shown(200).contains("77.855"), "{}", shown(200));
}
