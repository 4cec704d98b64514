//! The year's report of a province, in every form that leaves the program.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "support/province.rs"]
mod province;

use std::io::Read;
use std::path::Path;
use std::process::Command;

use kyso::appearance::{Font, find, folders};
use kyso::messages::Lang;
use kyso::report::stats::Report;
use kyso::stats::{By, Statistics};
use province::{Province, STRANGERS};
use time::OffsetDateTime;
use time::macros::datetime;

const MADE: OffsetDateTime = datetime!(2019-01-15 02:30 UTC);

fn province() -> (tempfile::TempDir, Province) {
    let folder = tempfile::tempdir().unwrap();
    let province = Province::written(folder.path());
    (folder, province)
}

fn counted(by: By) -> Statistics {
    province().1.counted(by, "2018")
}

/// A peer's script, which speaks up where something is not as it should be.
fn peer(script: &str, arguments: &[&Path]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join(".venv/bin/python"));
    let answer = command.arg(root.join("tests/peers").join(script)).args(arguments).output().unwrap();
    let out = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.status.success(), "{script}: {out}{}", String::from_utf8_lossy(&answer.stderr));
    out
}

/// Is it well-formed XML? The text of its elements.
fn xml_texts(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut texts, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Text(part) => text.push_str(&part.decode().unwrap()),
            quick_xml::events::Event::GeneralRef(name) => {
                let name = name.decode().unwrap();
                let entity = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                text.push_str(&entity.unwrap_or_else(|| "'".to_owned()));
            }
            _ => texts.extend(Some(std::mem::take(&mut text)).filter(|text| !text.trim().is_empty())),
        }
    }
    texts
}

#[test]
fn a_wide_terminal_shows_bars_beside_the_rates_and_a_file_does_not() {
    let statistics = counted(By::Group);
    let report = Report::new(&statistics, Lang::Vi, MADE);
    let lines = |width| anstream::adapter::strip_str(&report.text(width)).to_string();
    let wide = lines(Some(200));
    assert!(wide.starts_with("Tỷ lệ ký số văn bản điện tử, năm 2018\n"), "{wide}");
    let row = wide.lines().find(|line| line.trim_start().starts_with("UBND huyện")).unwrap();
    assert!(row.contains('█'), "{wide}");
    assert!(wide.lines().all(|line| line.chars().count() <= 200));
    assert!(!lines(None).contains('█') && !lines(Some(80)).contains('█'));
    assert!(wide.contains("* Số liệu theo khai báo"), "declared figures are marked: {wide}");
}

#[test]
fn a_ranking_stands_as_it_is_ranked() {
    let statistics = counted(By::Agency);
    let text = anstream::adapter::strip_str(&Report::new(&statistics, Lang::Vi, MADE).text(None)).to_string();
    assert!(text.starts_with("Bảng xếp hạng ký số văn bản điện tử, năm 2018\n"), "{text}");
    let ranks = text.lines().filter_map(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    let ranks: Vec<_> = ranks.collect();
    let breaks = ranks.windows(2).filter(|pair| pair[1] < pair[0]).count();
    assert_eq!((breaks, ranks[0]), (2, 1), "three groups, each from its first to its last: {ranks:?}");
    assert!(!text.contains('\u{202e}') && text.contains("\\u{202e}"), "strangers' names are shown, not obeyed");
}

#[test]
fn a_chart_is_well_formed_and_says_in_words_what_it_shows() {
    for (by, lang, first) in [
        (By::Agency, Lang::Vi, "Bảng xếp hạng ký số văn bản điện tử, năm 2018"),
        (By::Quarter, Lang::En, "Signing rates of electronic documents, 2018"),
    ] {
        let statistics = counted(by);
        let svg = Report::new(&statistics, lang, MADE).svg();
        let texts = xml_texts(&svg);
        assert_eq!(texts[0], first);
        assert!(texts[1].contains(": "), "the description: {}", texts[1]);
        assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains("href"), "nothing but a drawing");
        if by == By::Agency {
            for name in STRANGERS {
                let shown = kyso::text::Untrusted(name).to_string();
                assert!(texts.iter().any(|text| text.starts_with(&shown)), "{shown}");
            }
        } else {
            assert_eq!(texts.iter().filter(|text| text.starts_with("Q1 2018, ")).count(), 3, "three lines");
        }
    }
}

#[test]
fn a_page_runs_its_own_script_and_carries_no_stranger_s() {
    let statistics = counted(By::Agency);
    let page = Report::new(&statistics, Lang::Vi, MADE).html();
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("<img") && page.contains("&lt;img src=x"), "shown, not obeyed");
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains('\u{202e}') && page.contains("\\u{202e}"));
    let rows = page.matches("<th scope=\"row\"").count();
    assert_eq!(rows, statistics.rows.len() + 1 + statistics.groups.len() + 1, "rows, groups, two totals");
}

#[test]
fn a_workbook_computes_what_was_counted_and_takes_no_stranger_s_formula() {
    let (folder, province) = province();
    let statistics = province.measured();
    let bytes = Report::new(&statistics, Lang::Vi, MADE).xlsx().unwrap();
    assert_eq!(bytes, Report::new(&statistics, Lang::Vi, MADE).xlsx().unwrap(), "the same report, the same bytes");
    let (book, figures) = (folder.path().join("bao-cao.xlsx"), folder.path().join("bao-cao.json"));
    std::fs::write(&book, bytes).unwrap();
    std::fs::write(&figures, serde_json::to_vec(&statistics).unwrap()).unwrap();
    let said = peer("workbook.py", &[&book, &figures]);
    assert!(said.contains("Báo cáo: 261 rows"), "260 offices and one that nobody knows: {said}");
}

#[test]
fn a_report_is_refused_where_a_file_stands_and_binary_is_refused_a_terminal() {
    let (folder, province) = province();
    let stats = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
        command.env("LC_ALL", "C.UTF-8").env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        command.args(["stats", "--lang", "vi", "--trust-register", "--period", "2018", "--by", "group"]);
        command.arg("--register").arg(&province.register).arg("--agencies").arg(&province.agencies).args(arguments);
        command.current_dir(folder.path()).output().unwrap()
    };
    for format in ["html", "svg", "xlsx", "pdf", "table", "csv", "json"] {
        let name = format!("bao-cao.{format}");
        let to_file = stats(&["--format", format, "-o", &name]);
        assert!(to_file.status.success(), "{format}: {}", String::from_utf8_lossy(&to_file.stderr));
        let mut written = Vec::new();
        std::fs::File::open(folder.path().join(&name)).unwrap().read_to_end(&mut written).unwrap();
        assert!(written.len() > 200, "{format}: whole");
        assert!(!written.starts_with(b"\x1b"), "{format}: without colours");
        let again = stats(&["--format", format, "-o", &name]);
        assert_eq!(again.status.code(), Some(7), "{format} is not overwritten");
        assert!(stats(&["--format", format, "-o", &name, "--force"]).status.success(), "{format} with --force");
        let piped = stats(&["--format", format]);
        assert!(piped.status.success() && piped.stdout.len() > 200, "{format} to a pipe");
    }
}

fn fonts() -> [Font; 2] {
    find(None, &folders(|name| std::env::var_os(name))).unwrap()
}

/// What a PDF tool says of a file.
fn tool(program: &str, arguments: &[&str], file: &Path) -> String {
    let answer = Command::new(program).args(arguments).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned() + &String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{program}: {said}");
    said
}

/// The text of a PDF as it lies on the pages.
fn read(file: &Path) -> String {
    let text = file.with_extension("txt");
    assert!(Command::new("pdftotext").arg("-layout").arg(file).arg(&text).status().unwrap().success());
    std::fs::read_to_string(text).unwrap()
}

#[test]
fn a_printed_ranking_reads_in_order_and_is_the_same_each_time() {
    let (folder, province) = province();
    let statistics = province.counted(By::Agency, "2018");
    let report = Report::new(&statistics, Lang::Vi, MADE);
    let bytes = report.pdf(&fonts()).unwrap();
    assert_eq!(bytes, report.pdf(&fonts()).unwrap(), "the same report, the same bytes");
    assert!(bytes.len() < 600_000, "{} bytes", bytes.len());
    let file = folder.path().join("bao-cao.pdf");
    std::fs::write(&file, bytes).unwrap();
    assert!(tool("qpdf", &["--check"], &file).contains("No syntax or stream encoding errors"));
    let info = tool("pdfinfo", &[], &file);
    assert!(info.contains("841.89 x 595.28 pts (A4)") && info.contains("Tagged:          yes"), "{info}");
    assert!(info.contains("Title:           Bảng xếp hạng ký số văn bản điện tử, năm 2018"), "{info}");
    let embedded = tool("pdffonts", &[], &file);
    assert!(embedded.lines().skip(2).all(|font| font.contains("yes yes yes")), "embedded, subset, Unicode: {embedded}");

    let text = read(&file);
    let pages: Vec<_> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages[0].trim_start().starts_with("Bảng xếp hạng ký số văn bản điện tử, năm 2018"), "{}", pages[0]);
    for (number, page) in (1..).zip(&pages).skip(1) {
        assert_eq!(page.lines().find(|line| !line.trim().is_empty()).unwrap().trim(), number.to_string());
    }
    let with_heading = pages.iter().filter(|page| page.contains("Hạng")).count();
    assert!(with_heading >= pages.len() - 2 && pages.len() > 6, "{with_heading} of {} pages", pages.len());
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what}"));
    let order =
        ["Sở, ban, ngành", "Sở Giáo dục và Đào tạo", "UBND huyện Bình", "UBND xã Yên", "Tổng cộng", "Định nghĩa"]
            .map(at);
    assert!(order.is_sorted(), "{order:?}");
    assert!(text.contains("\\u{202e}") && text.contains("\\u{1f600}"), "what no font draws is seen as its code");
}

#[test]
fn a_printed_report_has_room_for_everything_that_was_asked() {
    let (folder, province) = province();
    let file = folder.path().join("day-du.pdf");
    std::fs::write(&file, Report::new(&province.measured(), Lang::Vi, MADE).pdf(&fonts()).unwrap()).unwrap();
    // Spaces that keep words together are spaces like others to pdftotext, and lines break where the page ends.
    let text = read(&file).split_whitespace().collect::<Vec<_>>().join(" ");
    let in_order = [
        "Hạng",
        "Chưa đạt chỉ tiêu",
        "% ký số * ≥ 90 %, Sở, ban, ngành",
        "Điểm «Kế hoạch <2018> & =1+1», tối đa 100",
        "Văn bản, hồ sơ làm nên số liệu của Sở Nội vụ",
        "Định nghĩa",
    ];
    let places: Vec<_> = in_order.iter().map(|what| text.find(what).unwrap_or_else(|| panic!("no {what}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    let target = "% ký số * ≥ 80,5 %";
    assert!(text.matches(target).count() > 3, "who misses it, each with the target");
}

#[test]
fn a_printed_report_tells_a_reader_who_hears_it_what_each_cell_is() {
    let (folder, province) = province();
    let statistics = province.counted(By::Quarter, "2018");
    let file = folder.path().join("quy.pdf");
    std::fs::write(&file, Report::new(&statistics, Lang::En, MADE).pdf(&fonts()).unwrap()).unwrap();
    let structure = tool("pdfinfo", &["-struct-text"], &file);
    for part in [
        "Document",
        "H1",
        "Table",
        "TR",
        "TH",
        "TD",
        "LBody",
        "\"Signing rates of electronic documents, 2018\"",
        "\"Q1 2018\"",
    ] {
        assert!(structure.contains(part), "{part} in {structure}");
    }
}

#[test]
#[ignore = "needs LibreOffice: sh tests/reports.sh"]
fn an_office_suite_computes_the_same_figures_from_the_formulas() {
    let (folder, province) = province();
    let statistics = province.measured();
    let path = |name| folder.path().join(name);
    let (book, figures, anew) = (path("bao-cao.xlsx"), path("bao-cao.json"), path("anew.xlsx"));
    std::fs::write(&book, Report::new(&statistics, Lang::Vi, MADE).xlsx().unwrap()).unwrap();
    std::fs::write(&figures, serde_json::to_vec(&statistics).unwrap()).unwrap();
    peer("office.py", &[&book, &anew, &path("printed.pdf")]);
    peer("workbook.py", &[&book, &figures, &anew]);
    let printed = read(&path("printed.pdf"));
    let pages: Vec<_> = printed.split('\u{c}').collect();
    assert!(pages[..4].iter().all(|page| page.contains("Hạng")), "the heading on every page: {printed}");
}

#[test]
#[ignore = "needs Chromium: sh tests/reports.sh"]
fn a_browser_draws_the_charts_and_sorts_the_table() {
    let (folder, province) = province();
    let statistics = province.measured();
    for lang in Lang::ALL {
        let page = folder.path().join(format!("{}.html", lang.code()));
        std::fs::write(&page, Report::new(&statistics, lang, MADE).html()).unwrap();
        for more in [&["1200"][..], &["390"], &["390", "dark"]] {
            let more: Vec<_> = [page.as_path()].into_iter().chain(more.iter().map(Path::new)).collect();
            peer("browser.py", &more);
        }
    }
}
