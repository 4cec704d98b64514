//! Files as offices make them, with everything that can be wrong in them.

use super::*;
use crate::verify::Role;

const HEADING: &str = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n";

fn csv(rows: &str) -> Result<Agencies, Vec<Fault>> {
    Agencies::parse(format!("{HEADING}{rows}").as_bytes(), false)
}

fn faults(rows: &str) -> Vec<String> {
    csv(rows).unwrap_err().iter().map(ToString::to_string).collect()
}

fn told(rows: &str) -> Vec<(u64, &'static str, &'static str)> {
    let faults = csv(rows).map_or_else(|faults| faults, |agencies| agencies.warnings().to_vec());
    faults.iter().map(|fault| (fault.line, fault.column, fault.kind.code())).collect()
}

#[test]
fn every_fault_is_told_with_its_line_its_column_and_what_to_do() {
    let found = faults(
        "H02,UBND tỉnh,H02.02,province,,,,,,,\nH02.01,Sở A,H99,sở,,,,,,,\nH02.02,Sở B,H02,department,,,,,,,\n\
         000.00.01.H02,Sở C,,department,,31/02/2018,,,,,\nH02.03,Sở D,,department,,2018-05-01,2018-04-30,,,,\n\
         H2,Sở E,,department,,,,,|,,\n",
    );
    assert_eq!(
        found,
        [
            "line 2, parent: H02 → H02.02 → H02 is a circle; leave one parent empty",
            "line 2, code: H02 does not begin with its parent's code H02.02; is the parent the right one?",
            "line 2, level: province does not stand below department, the parent's level; correct one of them",
            "line 3, level: \"sở\" is no level; use central, province, department, district, commune, unit",
            "line 3, parent: no agency has the code H99; add it or leave this empty",
            "line 5, valid_from: \"31/02/2018\" is no date; write 2018-12-31 or 31/12/2018",
            "line 5, code: 000.00.01.H02 is on line 3 too; give each agency its own",
            "line 6, valid_to: the last day is before valid_from; correct one of them",
            "line 7, code: \"H2\" is no code: \"H2\" is no letter from A to Y with two digits; write it as H02.05 or 000.00.05.H02",
            "line 7, match_cn: the rule has no value; fill it in or leave it empty",
        ]
    );
    let no_level = Agencies::parse(b"code;name;code\nH01;a;\n", false).unwrap_err();
    let no_level: Vec<_> = no_level.iter().map(ToString::to_string).collect();
    assert_eq!(
        no_level,
        [
            "line 1, level: the heading has no such column; add it, it may be empty",
            "line 1, code: the heading has this column twice; leave one out"
        ]
    );
}

#[test]
fn a_parent_that_ended_or_a_code_elsewhere_is_a_warning() {
    let rows = "H02,UBND tỉnh,,province,,,,,,,\n\
        H02.31,UBND huyện,H02,district,,,2025-06-30,,,,\n\
        H02.31.01,UBND xã A,H02.31,commune,,,,,,,\n\
        H02.31.02,UBND xã B,H02.31,commune,,,30/06/2025,,,,\n\
        H05.01,UBND xã C,H02,commune,,,,,,,\n";
    assert_eq!(told(rows), [(4, "parent", "PARENT_ENDED"), (6, "code", "CODE_NOT_BELOW")]);
    assert!(csv(rows).is_ok());
}

#[test]
fn levels_go_down_and_units_have_units() {
    let rows = "H02,UBND tỉnh,,province,,,,,,,\nH02.1,Chi cục,H02,unit,,,,,,,\nH02.1.1,Hạt,H02.1,unit,,,,,,,\n";
    assert_eq!(told(rows), []);
    let rows = "H02,UBND tỉnh,,commune,,,,,,,\nH02.1,Sở,H02,department,,,,,,,\nH02.2,Xã,H02,commune,,,,,,,\n";
    assert_eq!(told(rows), [(3, "level", "LEVEL_NOT_BELOW"), (4, "level", "LEVEL_NOT_BELOW")]);
}

#[test]
fn successors_in_a_circle_are_an_error() {
    let rows = "H02,A,,province,,,2025-01-01,H03,,,\nH03,B,,province,,2025-01-02,2025-01-02,H02,,,\n";
    assert_eq!(told(rows)[0], (2, "successor", "SUCCESSOR_CIRCLE"));
    assert!(csv(rows).is_err());
    let rows = "H02,A,,province,,,2025-01-01,H04;H03,,,\nH03,B,,province,,2025-01-02,2025-01-02,H02,,,\n\
        H04,C,,province,,2025-01-02,,,,,\n";
    assert_eq!(told(rows)[0], (2, "successor", "SUCCESSOR_CIRCLE"), "by one of two ways");
    let rows = "H02,A,,province,,,2025-01-01,H04;H05,,,\nH04,C,,province,,2025-01-05,,,,,\n";
    assert_eq!(told(rows), [(2, "successor", "SUCCESSOR_UNKNOWN"), (2, "successor", "SUCCESSOR_LATE")], "each of them");
}

/// Of two rows that ask for the same nobody would ever be matched.
#[test]
fn two_living_agencies_with_one_rule_are_an_error() {
    let twice = |one: &str, other: &str| {
        let rows = format!(
            "H02,UBND tỉnh,,province,,,,,,UBND,\nH02.1,A,H02,department,,{one}\nH02.2,B,H02,department,,{other}\n"
        );
        told(&rows)
    };
    assert_eq!(twice(",,,Sở,UBND,", ",,,sở,UBND,"), [(4, "match_cn", "RULE_TWICE")]);
    assert_eq!(twice(",,,Sở,,", ",,,SỞ,,"), [(4, "match_cn", "RULE_TWICE")]);
    assert_eq!(twice(",,,Sở,UBND,X", ",,,Sở,,Y"), [(4, "match_cn", "RULE_TWICE")], "no match_o is any");
    assert_eq!(twice(",,,,UBND,Phòng 1|STP", ",,,,UBND,stp"), [(4, "match_ou", "RULE_TWICE")]);
    assert_eq!(twice(",,,,,STP", ",,,,UBND,STP"), [(4, "match_ou", "RULE_TWICE")]);
    assert_eq!(twice(",,,,UBND huyện,", ",,,,UBND huyện,Phòng"), [(4, "match_o", "RULE_TWICE")]);
    assert_eq!(twice(",,,Sở A,UBND,A", ",,,Sở B,UBND,B"), [], "the province's O is everybody's");
    assert_eq!(twice(",2025-06-30,,Sở,UBND,A", "2025-07-01,,,Sở,UBND,A"), [], "one after the other");
    assert_eq!(twice(",2025-06-30,,Sở,UBND,A", "2025-06-30,,,Sở,UBND,A").len(), 1, "a day together");
}

#[test]
fn two_halves_of_what_an_agency_above_asks_for_clash() {
    let halves = "H11.01,B,H11,unit,,,,,,UBND,\nH11.02,C,H11,unit,,,,,,,Phòng\n";
    let both = format!("H11,A,,unit,,,,,,UBND,Phòng\n{halves}");
    assert_eq!(told(&both), [(4, "match_ou", "RULE_TWICE")], "whose is a person of UBND, Phòng?");
    let apart = format!("H11,A,,unit,,,,,,UBND,Phòng\n{}", halves.replace("H11.02,C,H11", "H11.01.02,C,H11.01"));
    assert_eq!(told(&apart), [], "the lowest of one line");
    assert_eq!(told(&format!("H11,A,,unit,,,,,,,\n{halves}")), [], "nobody's certificate holds both");
}

#[test]
fn one_name_twice_at_one_time_is_a_warning() {
    let rows = "H02,UBND xã Tân An,,commune,,2020-01-01,,,,,\nH03,UBND xã Tân  AN,,commune,,,2019-12-31,,,,\n\
        H04,UBND xã Tân An,,commune,,2021-01-01,2021-12-31,,,,\nH05,UBND xã Tân An,,commune,,2022-01-01,,,,,\n";
    assert_eq!(told(rows), [(4, "name", "NAME_TWICE"), (5, "name", "NAME_TWICE")]);
}

#[test]
fn toml_is_the_same_tree_and_its_lines_are_those_of_the_keys() {
    let text = "[[agency]]\ncode = \"000.00.00.H01\"\nname = \"Sở A\"\nlevel = \"department\"\nmatch_o = \"Sở A\"\n\
        valid_from = 2025-07-01\n";
    let agencies = Agencies::parse(text.as_bytes(), true).unwrap();
    let found = agencies.find(None, Some("SỞ A"), &[], None);
    assert!(matches!(found, Match::One(agency, Role::Person) if agency.code == "000.00.00.H01"));
    assert_eq!(agencies.get("h01").unwrap().valid_from, Some(time::macros::date!(2025 - 07 - 01)));
    let told = |text: &str| {
        let faults = Agencies::parse(text.as_bytes(), true).unwrap_err();
        faults.iter().map(|fault| (fault.line, fault.kind.code())).collect::<Vec<_>>()
    };
    assert_eq!(told("[[agency]]\ncode = 1\n"), [(2, "FILE_SYNTAX")]);
    assert_eq!(told("\n[[agency]]\ncode = \"H01\"\nnane = \"A\"\n"), [(4, "KEY_UNKNOWN")]);
    assert_eq!(
        told("[[agency]]\ncode = \"H01\"\nname = \"A\"\n\n[[agency]]\n"),
        [(1, "CELL_EMPTY"), (5, "CELL_EMPTY"), (5, "CELL_EMPTY"), (5, "CELL_EMPTY"),]
    );
    assert_eq!(told("[[agency]]\ncode = \"H01\n"), [(2, "FILE_SYNTAX")]);
    assert_eq!(told("[agencies]\na = 1\n"), [(1, "FILE_SYNTAX")]);
}

#[test]
fn a_rival_that_lasts_longer_meets_those_that_come_later() {
    let rows = "H01,A,,department,,2018-01-01,2018-12-31,,,UBND,\nH02,B,,department,,2018-06-01,2020-12-31,,,UBND,\n\
        H03,C,,department,,2019-06-01,,,,UBND,\n";
    assert_eq!(told(rows), [(3, "match_o", "RULE_TWICE"), (4, "match_o", "RULE_TWICE")]);
}

#[test]
fn a_nation_of_agencies_that_all_ask_for_the_same_is_checked_at_once() {
    // Compared each with each these would be eight hundred million comparisons.
    let rows: Vec<_> =
        (0..40_000).map(|n| format!("H02.{n},UBND xã,,commune,,2018-01-01,,,UBND xã,UBND,Phòng {}\n", n % 7)).collect();
    let faults = csv(&rows.concat()).unwrap_err();
    assert_eq!(faults.iter().filter(|fault| fault.kind.code() == "RULE_TWICE").count(), 39_999);
    assert_eq!(faults.iter().filter(|fault| fault.kind.code() == "NAME_TWICE").count(), 39_999);
}

/// One row from small numbers: its parent is any before it, its names are two of each, its life is one of four.
fn row(index: usize, (parent, cn, o, ou, life): (usize, usize, usize, usize, usize)) -> String {
    let parent = if parent % (index + 1) == 0 { String::new() } else { format!("H{:02}", 10 + parent % (index + 1)) };
    let of = |values: [&str; 4], which: usize| values[which % 4].to_owned();
    let (cn, o, ou) = (of(["", "A", "B", "A|B"], cn), of(["", "P", "Q", "P|Q"], o), of(["", "X", "Y", "X|Y"], ou));
    let life = of([",", "2025-01-01,", ",2025-06-30", "2025-07-01,"], life);
    format!("H{:02},Cơ quan {index},{parent},unit,,{life},,{cn},{o},{ou}\n", 11 + index)
}

proptest::proptest! {
    // A counter-example becomes a test of its own; no file is written into the tree.
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    /// Whatever a file that was accepted says: a certificate that holds what one agency asks for, and nothing more, is never
    /// between two of one day.
    #[test]
    fn an_accepted_file_leaves_no_agencys_certificate_between_two(
        rows in proptest::collection::vec((0..9_usize, 0..4_usize, 0..4_usize, 0..4_usize, 0..4_usize), 1..9)
    ) {
        let file = rows.iter().enumerate().map(|(index, of)| row(index, *of)).collect::<Vec<_>>().concat();
        let Ok(agencies) = csv(&file) else { return Ok(()) };
        for agency in agencies.iter() {
            let day = agency.valid_from.or(agency.valid_to).unwrap_or(time::macros::date!(2025 - 03 - 01));
            for (cn, o, ou) in agency.rule.least() {
                let units: Vec<_> = ou.iter().copied().collect();
                let found = agencies.find(cn, o, &units, Some(day));
                proptest::prop_assert!(!matches!(found, Match::Ambiguous(_) | Match::None), "{found:?} in\n{file}");
            }
        }
    }
}
