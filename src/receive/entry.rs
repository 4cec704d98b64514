//! What is written down of an incoming document, and what the clerk should look at.
//!
//! The author is whose seal it bears: the agency of a signature that passed, by the agencies file; without a seal, the agency of the
//! person who signed. What a package says of itself comes next, and what the clerk typed goes before both. A PDF's own title is anybody's words, and is only shown.

use crate::edxml::{Header, Package};
use crate::ledger::Entry;
use crate::verify::{EntryType, Indication, Report};

use super::Seen;
use super::outcome::{Ask, Ground};

/// An agency by the agencies file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
}

/// The codes of agencies whose signatures of this role passed, in the order of signing.
pub(super) fn signed_by<'r>(report: &'r Report, role: &'static str) -> impl Iterator<Item = &'r str> {
    let passed = report.signatures.iter().filter(|signature| {
        signature.entry_type == EntryType::Signature && signature.indication == Indication::TotalPassed
    });
    let signers = passed.filter_map(|signature| signature.signer.as_ref());
    signers.filter(move |signer| signer.role == Some(role)).filter_map(|signer| signer.agency.as_deref())
}

/// Whose seal the document bears, or of which agency the person is who signed it.
fn author(seen: &Seen, name_of: &dyn Fn(&str) -> Option<String>) -> Option<Office> {
    let report = &seen.main()?.report;
    let code = signed_by(report, "agency").chain(signed_by(report, "person")).next()?;
    Some(Office { code: code.to_owned(), name: name_of(code) })
}

/// The columns, as far as they are known: typed, proven by the seal, or said by the package.
pub fn entry(seen: &Seen, typed: &Entry, name_of: &dyn Fn(&str) -> Option<String>) -> Entry {
    let said = seen.package.as_ref().map(|package| of_header(&package.header)).unwrap_or_default();
    let (organ_id, organ_name) = match author(seen, name_of) {
        Some(office) => (Some(office.code), office.name),
        None => (said.organ_id.clone(), said.organ_name.clone()),
    };
    let mut entry = Entry { organ_id, organ_name, ..typed.clone() };
    entry.fill(&Entry { organ_id: None, organ_name: None, ..said });
    entry
}

fn of_header(header: &Header) -> Entry {
    let joined = |all: Vec<&str>| (!all.is_empty()).then(|| all.join("; "));
    let addressees = header.to.iter().filter_map(|organ| organ.organ_name.as_deref().or(organ.organ_id.as_deref()));
    let places = header.to_places.iter().map(String::as_str);
    Entry {
        organ_id: header.from.organ_id.clone(),
        organ_name: header.from.organ_name.clone(),
        code_number: header.code_number.clone(),
        code_notation: header.code_notation.clone(),
        issued_date: header.issued(),
        type_name: header.type_name.clone(),
        subject: header.subject.clone(),
        to_places: joined(places.collect()).or_else(|| joined(addressees.collect())),
        due_date: header.due(),
        priority: header.priority.clone(),
        page_amount: header.page_amount.clone(),
        ..Entry::default()
    }
}

/// What is no reason to refuse and should still be seen.
pub fn remarks(seen: &Seen, entry: &Entry) -> Vec<Ground> {
    let mut remarks = Vec::new();
    let mut add = |code, object| remarks.push(Ground::of(code, object, Ask::Nothing));
    if let Some(package) = &seen.package {
        of_package(package, entry, &mut add);
    }
    for name in &seen.others {
        add("FILE_NOT_JUDGED", Some(name.clone()));
    }
    if let Some(main) = seen.main() {
        let people: Vec<_> = signed_by(&main.report, "person").collect();
        let seal = signed_by(&main.report, "agency").next();
        if let (Some(seal), Some(person)) = (seal, people.first())
            && !people.contains(&seal)
        {
            add("PERSON_OF_ANOTHER_AGENCY", Some((*person).to_owned()));
        }
    }
    if entry.subject.is_none()
        && let Some(title) = &seen.title
    {
        add("TITLE_SAYS", Some(title.clone()));
    }
    remarks
}

fn of_package(package: &Package, entry: &Entry, add: &mut dyn FnMut(&'static str, Option<String>)) {
    if package.xml_signature {
        add("XML_SIGNATURE_NOT_CHECKED", None);
    }
    let header = &package.header;
    match header.business.as_deref() {
        Some("2") => add("UPDATES_ANOTHER", header.document_id.clone()),
        Some("3") => add("REPLACES_ANOTHER", header.document_id.clone()),
        _ => {}
    }
    let (sender, author) = (header.from.organ_id.as_deref(), entry.organ_id.as_deref());
    if let (Some(sender), Some(author)) = (sender, author)
        && !sender.eq_ignore_ascii_case(author)
    {
        add("SENDER_IS_NOT_AUTHOR", Some(sender.to_owned()));
    }
}

/// What was typed for a column that says something else already.
pub fn stays(typed: &Entry, written: &Entry) -> Option<Ground> {
    fn other<T: PartialEq>(typed: Option<&T>, written: Option<&T>) -> bool {
        typed.is_some() && typed != written
    }
    let columns = [
        (other(typed.code_number.as_ref(), written.code_number.as_ref()), "CodeNumber"),
        (other(typed.code_notation.as_ref(), written.code_notation.as_ref()), "CodeNotation"),
        (other(typed.issued_date.as_ref(), written.issued_date.as_ref()), "IssuedDate"),
        (other(typed.type_name.as_ref(), written.type_name.as_ref()), "TypeName"),
        (other(typed.subject.as_ref(), written.subject.as_ref()), "Subject"),
        (other(typed.recipient.as_ref(), written.recipient.as_ref()), "Recipient"),
        (other(typed.note.as_ref(), written.note.as_ref()), "Note"),
    ];
    about("ENTRY_STAYS", &columns)
}

/// What was corrected after the first `before` corrections.
pub fn corrected(entry: &Entry, before: usize) -> Option<Ground> {
    let columns: Vec<_> = entry.corrections.iter().skip(before).map(|one| (true, one.column.as_str())).collect();
    about("ENTRY_CORRECTED", &columns)
}

/// What Annex IV asks for and nobody gave: for whoever registers it.
pub fn incomplete(entry: &Entry) -> Option<Ground> {
    let columns = [
        (entry.organ_name.is_none() && entry.organ_id.is_none(), "OrganName"),
        (entry.code_number.is_none(), "CodeNumber"),
        (entry.code_notation.is_none(), "CodeNotation"),
        (entry.issued_date.is_none(), "IssuedDate"),
        (entry.subject.is_none(), "Subject"),
    ];
    about("ENTRY_INCOMPLETE", &columns)
}

fn about(code: &'static str, columns: &[(bool, &str)]) -> Option<Ground> {
    let names: Vec<_> = columns.iter().filter(|(meant, _)| *meant).map(|(_, name)| *name).collect();
    (!names.is_empty()).then(|| Ground::of(code, Some(names.join(", ")), Ask::Nothing))
}
