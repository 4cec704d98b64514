//! Letters about incoming documents.

use crate::messages::letter::{Day, Letter, LetterKind};
use crate::messages::{Lang, ReceiveTally, ReceiveWord};
use crate::receive::Ask;
use crate::text::Untrusted;

pub(super) fn letter(letter: &Letter<'_>) -> String {
    let heading = match letter.kind {
        LetterKind::Arrived => "DOCUMENT ARRIVED (state 01)",
        LetterKind::Refused => "DOCUMENT RETURNED (state 02, not accepted)",
        LetterKind::Accepted => "DOCUMENT RECEIVED (state 03)",
    };
    let to = letter.entry.organ_name.as_deref().unwrap_or("the sender");
    let mut lines = vec![heading.to_owned(), format!("To: {}.", Untrusted(to))];
    let (what, day) = (document(letter), Day(letter.received));
    let came =
        if letter.arrived < letter.received { format!(" (arrived on {})", Day(letter.arrived)) } else { String::new() };
    match letter.kind {
        LetterKind::Arrived => lines.push(format!(
            "On {day} our records office got {what}{came}. Whether it is authentic and intact is not known yet; you will be told."
        )),
        LetterKind::Accepted => {
            let number = letter.number.map(|number| format!(", as incoming number {number}")).unwrap_or_default();
            lines.push(format!("On {day} our records office received {what}{came}{number}."));
        }
        LetterKind::Refused => {
            lines.push(format!("On {day} our records office examined {what}{came}. It is returned, not received, because:"));
            let reasons = letter.reasons(Lang::En).into_iter().enumerate();
            lines.extend(reasons.map(|(at, one)| format!("{}. {one}.", at + 1)));
            lines.push("We ask you to:".to_owned());
            lines.extend(letter.asks().into_iter().map(|one| format!("- {}.", ask(one))));
            lines.push(
                "By Article 21, clause 2, point b of Decree 30/2020/ND-CP of 5 March 2020 on records work.".to_owned(),
            );
        }
    }
    lines.push(format!("File: {}; SHA-256: {}.", letter.file_name(), letter.sha256));
    lines.join("\n") + "\n"
}

fn document(letter: &Letter<'_>) -> String {
    let code = letter.code().map(|code| format!(" number {}", Untrusted(&code))).unwrap_or_default();
    let day = letter.entry.issued_date.map(|day| format!(" of {}", Day(day))).unwrap_or_default();
    let about = letter.entry.subject.as_deref();
    let about = about.map(|about| format!(" about «{}»", Untrusted(about))).unwrap_or_default();
    if code.is_empty() && about.is_empty() {
        "the document in the file below".to_owned()
    } else {
        format!("the document{code}{day}{about}")
    }
}

fn ask(ask: Ask) -> &'static str {
    match ask {
        Ask::Sign | Ask::SignByPerson => {
            "have it signed by the person who may sign, then by the agency, and send it again"
        }
        Ask::SignByAgency => "sign it as the agency (each enclosure in a file of its own, too), and send it again",
        Ask::SendAsSigned => {
            "send the very file that was signed: not changed, not printed and scanned, not converted after signing"
        }
        Ask::SignAnew => "check the certificate and the signing software, sign the original anew, and send it again",
        Ask::SendReadable => "check the file, and send a PDF that opens and is whole",
        Ask::PackAnew => "pack it anew by QCVN 102:2016/BTTTT, each file zipped and then Base64, and send it again",
        Ask::Nothing => "",
    }
}

pub(super) fn word(word: ReceiveWord) -> &'static str {
    match word {
        ReceiveWord::Registered => "registered as number",
        ReceiveWord::AlreadyRegistered => "already registered as",
        ReceiveWord::OfDate => "of",
        ReceiveWord::Refused => "returned",
        ReceiveWord::Held => "held: not enough is known, and it has no number",
        ReceiveWord::Missing => "missing",
        ReceiveWord::Remark => "remark",
        ReceiveWord::Acknowledge => "the sender must be told by",
        ReceiveWord::Register => "REGISTER OF INCOMING DOCUMENTS,",
        ReceiveWord::FromNumber => "from number",
        ReceiveWord::Empty => "no document yet",
        ReceiveWord::ReceivedOn => "received on",
        ReceiveWord::CorrectedOn => "corrected on",
        ReceiveWord::Returned => "documents returned",
        ReceiveWord::Reason => "reason",
        ReceiveWord::Signature => "signature",
        ReceiveWord::Letter => "to be sent back",
    }
}

/// A column by its name in Annex VI, with the option that fills it in.
pub(super) fn entry_column(name: &str) -> &'static str {
    match name {
        "OrganId" | "OrganName" => "author",
        "CodeNumber" => "number --number",
        "CodeNotation" => "notation --notation",
        "IssuedDate" => "date --date",
        "TypeName" => "kind --type",
        "Subject" => "subject --subject",
        "PassedOn" => "passed on",
        "Recipient" => "unit or person --to",
        "Note" => "note --note",
        _ => "?",
    }
}

pub(super) fn summary(tally: &ReceiveTally) -> String {
    let files = if tally.total() == 1 { "file" } else { "files" };
    format!(
        "{} {files}: {}",
        tally.total(),
        tally.parts(["registered", "registered already", "returned", "held", "that could not be read"])
    )
}

/// The columns of Annex IV.
pub(super) const COLUMNS: [&str; 10] = [
    "Date of arrival",
    "Number",
    "Author",
    "Document number, notation",
    "Date of the document",
    "Kind and subject",
    "Unit or person",
    "Passed on",
    "Signed for",
    "Notes",
];
