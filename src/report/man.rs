//! Manual pages, in both languages, from the same texts as the help; and `kyso-codes(7)` from the table of codes.
//!
//! The pages under `man/` are these, checked in; a test compares them. Nothing in them depends on the machine or the day.

use std::fmt::Write as _;
use std::io;

use clap_mangen::Man;

use crate::cli::{command, walk};
use crate::messages::Lang;
use crate::messages::codes::{self, Group};
use crate::messages::{agency_columns, figures, inspection, policy_keys, stats_keys};

/// One manual page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Below the folder of pages: `kyso-sign.1`, `vi/kyso-sign.1`.
    pub name: String,
    /// Its roff source.
    pub text: String,
}

/// Every page.
///
/// # Errors
/// None in practice: pages are written into memory.
pub fn pages() -> io::Result<Vec<Page>> {
    let mut pages = Vec::new();
    for lang in [Lang::En, Lang::Vi] {
        let folder = if lang == Lang::Vi { "vi/" } else { "" };
        let root = command(lang);
        for (path, command) in walk(&root) {
            let title = ["kyso", &path].join(" ").trim_end().replace(' ', "-");
            pages.push(Page { name: format!("{folder}{title}.1"), text: page(command, &title, lang)? });
        }
        pages.push(Page { name: format!("{folder}kyso-codes.7"), text: codes_page(lang) });
        pages.push(Page { name: format!("{folder}kyso-policy.5"), text: policy_page(lang) });
        pages.push(Page { name: format!("{folder}kyso-stats.5"), text: stats_page(lang) });
        pages.push(Page { name: format!("{folder}kyso-ledger.5"), text: ledger_page(lang) });
        pages.push(Page { name: format!("{folder}kyso-agencies.5"), text: agencies_page(lang) });
    }
    Ok(pages)
}

fn page(command: &clap::Command, title: &str, lang: Lang) -> io::Result<String> {
    let mut bytes = Vec::new();
    // clap_mangen would fill the lines of the examples.
    let examples = command.get_after_long_help().map(ToString::to_string);
    let command = command.clone().display_name(title.to_owned()).after_long_help(clap::builder::Resettable::Reset);
    let source = format!("kyso {}", env!("CARGO_PKG_VERSION"));
    Man::new(command).title(title.to_uppercase()).source(source).manual(lang.help().terms.manual).render(&mut bytes)?;
    let mut text = translate_headings(&String::from_utf8_lossy(&bytes), lang);
    if let Some(examples) = examples {
        // The first line is the heading that the help has.
        let (heading, examples) = examples.split_once('\n').unwrap_or_default();
        let heading = heading.trim_end_matches(':').to_uppercase();
        let _ = write!(text, ".SH \"{heading}\"\n.nf\n{}\n.fi\n", roff(examples));
    }
    match title {
        "kyso-inspect" => text.push_str(&keys_section(lang)),
        "kyso-stats" => text.push_str(&figures_section(lang)),
        _ => {}
    }
    Ok(text)
}

/// Every key of the JSON of `kyso inspect`.
fn keys_section(lang: Lang) -> String {
    let mut section = String::from(".SH JSON\n");
    for key in inspection::KEYS {
        let _ = write!(section, ".TP\n\\fB{}\\fR\n{}\n", roff(key.path), roff(key.text(lang)));
    }
    section
}

/// Every figure of `kyso stats`.
fn figures_section(lang: Lang) -> String {
    let terms = lang.help().terms;
    let mut section = format!(".SH \"{}\"\n{}\n", terms.figures, roff(terms.figures_story));
    for figure in figures::DEFINITIONS {
        let _ = write!(section, ".TP\n\\fB{}\\fR\n{}\n", roff(figure.key), roff(figure.text(lang, false)));
        if figure.differs() {
            let _ = writeln!(section, "(\\-\\-trust\\-register: {})", roff(figure.text(lang, true)));
        }
    }
    section
}

/// clap_mangen has English section headings only.
fn translate_headings(text: &str, lang: Lang) -> String {
    let line = |line: &str| {
        let heading = line.strip_prefix(".SH ").map(|heading| heading.trim_matches('"'));
        let translated = heading.and_then(|heading| lang.help().terms.heading(heading));
        translated.map_or_else(|| line.to_owned(), |translated| format!(".SH \"{translated}\""))
    };
    let mut out = text.lines().map(line).collect::<Vec<_>>().join("\n");
    out.push('\n');
    out
}

/// The head of a page that belongs to no command.
fn head(name: &str, section: u8, about: &str, lang: Lang) -> String {
    let terms = lang.help().terms;
    format!(
        ".TH {} {section} \"\" \"kyso {}\" \"{}\"\n.SH {}\n{} \\- {}\n",
        name.to_uppercase(),
        env!("CARGO_PKG_VERSION"),
        terms.manual,
        terms.heading("NAME").unwrap_or("NAME"),
        roff(name),
        roff(about),
    )
}

/// How a policy file is written: its keys, and a built-in one as the example.
fn policy_page(lang: Lang) -> String {
    let terms = lang.help().terms;
    let mut page = head("kyso-policy", 5, terms.policy_about, lang);
    let description = terms.heading("DESCRIPTION").unwrap_or("DESCRIPTION");
    let _ = write!(page, ".SH \"{description}\"\n{}\n", roff(terms.policy_story));
    for key in policy_keys::KEYS {
        let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", roff(key.path), roff(key.text(lang)));
    }
    let _ = write!(page, ".SH \"{}\"\n.nf\n{}.fi\n", terms.examples.to_uppercase(), roff(POLICY_EXAMPLE));
    page
}

/// What a ledger holds, for whoever has to judge it with other programs.
fn ledger_page(lang: Lang) -> String {
    let terms = lang.help().terms;
    let mut page = head("kyso-ledger", 5, terms.ledger_about, lang);
    let description = terms.heading("DESCRIPTION").unwrap_or("DESCRIPTION");
    let paragraphs: Vec<_> = terms.ledger_story.iter().map(|paragraph| roff(paragraph)).collect();
    let _ = write!(page, ".SH \"{description}\"\n{}\n", paragraphs.join("\n.PP\n"));
    page
}

/// How the files of targets and scores are written.
fn stats_page(lang: Lang) -> String {
    let terms = lang.help().terms;
    let mut page = head("kyso-stats", 5, terms.stats_about, lang);
    let parts = [
        (terms.targets, terms.targets_story, stats_keys::TARGETS, TARGETS_EXAMPLE),
        (terms.scores, terms.scores_story, stats_keys::SCORES, SCORES_EXAMPLE),
    ];
    for (heading, story, keys, _) in parts {
        let _ = write!(page, ".SH \"{heading}\"\n{}\n", roff(story));
        for key in keys {
            let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", roff(key.path), roff(key.text(lang)));
        }
    }
    let _ = writeln!(page, ".SH \"{}\"", terms.examples.to_uppercase());
    for (.., example) in parts {
        let _ = write!(page, ".nf\n{}.fi\n", roff(example));
    }
    page
}

/// Targets of a province.
const TARGETS_EXAMPLE: &str = "[[target]]
group = \"Sở, ban, ngành\"
indicator = \"fully_signed_rate\"
percent = 95

[[target]]
level = \"commune\"
indicator = \"fully_signed_rate\"
percent = 87.5
";

/// Scores of a province.
const SCORES_EXAMPLE: &str = "name = \"Bảng điểm ký số 2026\"

[[criterion]]
indicator = \"fully_signed_rate\"
points = 60
from = 50
full = 95
source = \"Sổ văn bản đi, kho văn bản điện tử\"

[[criterion]]
indicator = \"dossier_rate\"
points = 40
empty = \"skip\"
";

/// How a file of agencies is written: its columns, and a province through both reforms as the example.
fn agencies_page(lang: Lang) -> String {
    let terms = lang.help().terms;
    let mut page = head("kyso-agencies", 5, terms.agencies_about, lang);
    let _ = writeln!(page, ".SH \"{}\"", terms.heading("DESCRIPTION").unwrap_or("DESCRIPTION"));
    let story: Vec<_> = terms.agencies_story.iter().map(|paragraph| roff(paragraph) + "\n").collect();
    page.push_str(&story.join(".PP\n"));
    for key in agency_columns::KEYS {
        let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", roff(key.path), roff(key.text(lang)));
    }
    let _ = write!(page, ".SH \"{}\"\n.nf\n{}.fi\n", terms.examples.to_uppercase(), roff(AGENCIES_EXAMPLE));
    page
}

/// Names and numbers of departments, districts and communes are invented. On 1 March 2025 a department was merged into another; on
/// 1 July 2025 the province became part of its neighbour, districts ended, communes were merged and got new codes.
const AGENCIES_EXAMPLE: &str = "\
code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou
H02,UBND tỉnh Bắc Giang,,province,UBND tỉnh,,2025-06-30,H05,UBND tỉnh Bắc Giang,UBND tỉnh Bắc Giang,
000.00.10.H02,Sở Thông tin và Truyền thông,H02,department,Sở,,2025-02-28,H02.11,Sở TTTT,UBND tỉnh Bắc Giang,Sở TTTT
H02.11,Sở Khoa học và Công nghệ,H02,department,Sở,,2025-06-30,H05.11,Sở KHCN,UBND tỉnh Bắc Giang,Sở KHCN
H02.31,UBND huyện A,H02,district,UBND huyện,,2025-06-30,,UBND huyện A,UBND tỉnh Bắc Giang,UBND huyện A
H02.31.01,UBND xã B,H02.31,commune,UBND xã,,2025-06-30,H05.40,UBND xã B,UBND huyện A,UBND xã B
H02.31.02,UBND xã C,H02.31,commune,UBND xã,,2025-06-30,H05.40,UBND xã C,UBND huyện A,UBND xã C
H05,UBND tỉnh Bắc Ninh,,province,UBND tỉnh,,,,UBND tỉnh Bắc Ninh,UBND tỉnh Bắc Ninh,
H05.11,Sở Khoa học và Công nghệ,H05,department,Sở,2025-07-01,,,Sở KHCN,UBND tỉnh Bắc Ninh,Sở KHCN
H05.40,UBND xã B mới,H05,commune,UBND xã,2025-07-01,,,UBND xã B mới,UBND tỉnh Bắc Ninh,UBND xã B mới
";

/// A policy of an office's own.
const POLICY_EXAMPLE: &str = "extends = \"nd30\"
name = \"so-noi-vu\"
version = \"2026-11\"
require_non_repudiation = true
qc_statements = [\"qc-sscd\"]
revocation_grace = \"30s\"

[[anchor]]
sha256 = \"5d1f0c3b7a9e48d2c6b5f4e3d2c1b0a99887766554433221100ffeeddccbbaa0\"
until = \"2030-03-05\"

[constraints]
LEGACY_SUB_FILTER = \"fail\"

[[algorithms.digest]]
name = \"sha1\"
evaluation = [{ end = \"2014-01-01\" }]
";

/// Every code that JSON can carry, by group.
fn codes_page(lang: Lang) -> String {
    let mut page = head("kyso-codes", 7, lang.help().terms.codes_about, lang);
    for group in Group::ALL {
        let _ = write!(page, ".SH \"{}\"\n{}\n", group.heading(lang), roff(group.about(lang)));
        for code in codes::all().filter(|code| code.group == group) {
            let _ = write!(page, ".TP\n\\fB{}\\fR\n{}\n", roff(code.code), roff(code.text(lang)));
            if let Some(clause) = codes::clause(code.code) {
                let _ = writeln!(page, "({})", roff(clause));
            }
        }
    }
    page
}

/// Text that roff does not read as anything else.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    if escaped.starts_with(['.', '\'']) { format!("\\&{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stats::{self, Order};
    use crate::verify::Policy;

    #[test]
    fn every_key_of_a_policy_is_described_and_no_other() {
        let described: BTreeSet<_> = policy_keys::KEYS.iter().map(|key| key.path.split('.').next().unwrap()).collect();
        // What the program would have read in place of a key that it does not know.
        let error = Policy::parse("x", "unknown = 1").unwrap_err().to_string();
        let known = error.split_once("expected one of ").unwrap().1;
        let mut read: BTreeSet<_> = known.split('`').skip(1).step_by(2).collect();
        read.insert("extends");
        assert_eq!(described, read);
    }

    #[test]
    fn the_examples_of_targets_and_scores_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            Some(path)
        };
        let agencies = "code,name,level,group\nH02.01,Sở Nội vụ,department,\"Sở, ban, ngành\"\n";
        let order = Order {
            agencies: write("agencies.csv", agencies),
            targets: write("targets.toml", TARGETS_EXAMPLE),
            scores: write("scores.toml", SCORES_EXAMPLE),
            ..Order::default()
        };
        let counted = stats::run(&order, None, None).unwrap();
        assert_eq!((counted.targets.len(), counted.scoring.unwrap().criteria.len()), (2, 2));
    }

    #[test]
    fn every_key_of_the_yardsticks_is_described_and_no_other() {
        let read = |name: &str, text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let (targets, scores) = if name == "t.toml" { (Some(path), None) } else { (None, Some(path)) };
            let error = stats::run(&Order { targets, scores, ..Order::default() }, None, None).unwrap_err().to_string();
            let known = error.split_once("expected one of ").unwrap_or_else(|| panic!("{error}")).1.to_owned();
            known.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let described = |keys: &[crate::messages::inspection::KeyText], below: &str| {
            let paths = keys.iter().map(|key| key.path);
            paths.filter_map(|path| path.strip_prefix(below)).map(str::to_owned).collect::<BTreeSet<_>>()
        };
        assert_eq!(read("t.toml", "[[target]]\nx = 1"), described(stats_keys::TARGETS, ""));
        assert_eq!(read("s.toml", "[[criterion]]\nx = 1"), described(stats_keys::SCORES, "criterion."));
    }

    #[test]
    fn every_column_of_agencies_is_described_and_their_example_has_no_fault() {
        let described: Vec<_> = agency_columns::KEYS.iter().map(|key| key.path).collect();
        assert_eq!(AGENCIES_EXAMPLE.lines().next().unwrap(), described.join(","));
        for key in described {
            // A column that is read says so where it stands twice.
            let twice = format!("code,name,level,{key},{key}\n");
            let faults = crate::stats::Agencies::parse(twice.as_bytes(), false).unwrap_err();
            assert!(faults.iter().any(|fault| fault.column == key), "{key}");
        }
        let agencies = crate::stats::Agencies::parse(AGENCIES_EXAMPLE.as_bytes(), false).unwrap();
        assert_eq!(agencies.warnings(), []);
    }

    #[test]
    fn the_example_of_a_policy_is_one() {
        assert_eq!(Policy::parse("x", POLICY_EXAMPLE).unwrap().rules.name, "so-noi-vu");
    }
}
