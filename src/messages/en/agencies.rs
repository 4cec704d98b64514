//! What is said about the tree of agencies.

use crate::messages::words::AgencyWord;

pub(super) fn word(word: AgencyWord) -> &'static str {
    match word {
        AgencyWord::From => "from",
        AgencyWord::Until => "until",
        AgencyWord::AsOf => "as of",
        AgencyWord::By => "by",
        AgencyWord::Outside => "the agency did not exist on that day",
        AgencyWord::Ambiguous => "the rules of several agencies fit, so that none is taken:",
        AgencyWord::Nobody => "no agency's rule fits",
        AgencyWord::NotHeld => "does not hold:",
    }
}

pub(super) fn place(line: u64, column: Option<&str>) -> String {
    column.map_or_else(|| format!("line {line}"), |column| format!("line {line}, {column}"))
}

pub(super) fn counted(agencies: Option<usize>, errors: usize, warnings: usize) -> String {
    let many = |number: usize, one: &str, more: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {more}")),
    };
    let agencies = agencies.map(|count| if count == 1 { "1 agency".to_owned() } else { format!("{count} agencies") });
    let parts = [agencies, many(errors, "error", "errors"), many(warnings, "warning", "warnings")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn without_rule(count: usize) -> String {
    let agencies = if count == 1 { "1 agency has".to_owned() } else { format!("{count} agencies have") };
    format!("{agencies} no match rule: no certificate is theirs")
}
