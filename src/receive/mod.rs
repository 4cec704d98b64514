//! The clerk's act on an incoming document: taken in with a number, returned with reasons, or held (Decree 30/2020/ND-CP, Articles 21
//! and 22).
//!
//! bytes → [`look`]: each PDF judged, one by itself or several in an edXML package → [`outcome()`]: accepted, refused or held →
//! the ledger gives the number. Article 21.2 asks for authenticity and integrity before a document is taken in; what fails is
//! returned to its sender. A document of which too little is known, as without revocation data, is neither: it waits.
//!
//! The first PDF of a package that meets the whole policy is the document itself. Further ones are enclosures in files of their own,
//! which the agency signs and no leader has to (Annex I, part I). Other kinds of files are named and not judged.

mod entry;
mod outcome;

use crate::edxml::{self, Package};
use crate::hash::Hash;
use crate::pdf::{self, Document};
use crate::text::hex;
use crate::verify::Report;

pub use entry::{Office, corrected, entry, incomplete, remarks, stays};
pub use outcome::{Ask, Ground, Outcome, outcome};

/// Judges one PDF, by name and bytes.
pub type Judge<'a> = dyn Fn(&str, &[u8]) -> Report + 'a;

/// One PDF, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// In a package its name there, otherwise that of the file.
    pub name: String,
    /// The verdict.
    pub report: Report,
}

/// An incoming file, looked at.
#[derive(Clone, Debug)]
pub struct Seen {
    /// SHA-256 of the file as it came.
    pub sha256: String,
    /// Bytes of the file.
    pub size: u64,
    /// What tells documents apart; see [`crate::ledger::Incoming::content`].
    pub content: String,
    /// The PDFs in it.
    pub documents: Vec<Judged>,
    /// What the package says; its files are dropped.
    pub package: Option<Package>,
    /// Files of the package that are no PDF.
    pub others: Vec<String>,
    /// Why the package cannot be read.
    pub broken: Option<edxml::Error>,
    /// /Title of a PDF that came by itself: anybody's words.
    pub title: Option<String>,
}

/// Digests that say which document this is, before anything is judged.
pub struct Identity {
    /// SHA-256 of the file.
    pub sha256: String,
    /// What tells documents apart.
    pub content: String,
    /// Unpacked, where it is a package.
    package: Option<Result<Package, edxml::Error>>,
}

impl Identity {
    /// Is it a package about a document, a recall or a state? Then it is no document that could be registered already.
    pub fn is_message(&self) -> bool {
        matches!(&self.package, Some(Ok(package)) if outcome::message(&package.header).is_some())
    }
}

/// Unpacks a package, and tells which document it is.
pub fn identify(bytes: &[u8]) -> Identity {
    let sha256 = digest(bytes);
    if !edxml::is_xml(bytes) {
        return Identity { content: sha256.clone(), sha256, package: None };
    }
    let package = edxml::documents(bytes);
    // A package that brings nothing is known as the file that it is.
    let content = match &package {
        Ok(package) if !package.attachments.is_empty() => content_of(package),
        _ => sha256.clone(),
    };
    Identity { sha256, content, package: Some(package) }
}

fn digest(bytes: &[u8]) -> String {
    hex(&Hash::Sha256.digest(bytes))
}

/// One file is known by its own digest, so that it is the same by mail and by the bus; several by the digest of theirs.
fn content_of(package: &Package) -> String {
    let mut digests: Vec<_> = package.attachments.iter().map(|file| digest(&file.bytes)).collect();
    digests.sort();
    match &digests[..] {
        [one] => one.clone(),
        // Named for what it is: no file's own digest can be this.
        several => format!("package:{}", digest(several.join("\n").as_bytes())),
    }
}

/// Judges every PDF of an incoming file; `name` is that of the file.
pub fn look(name: &str, bytes: &[u8], identity: Identity, judge: &Judge<'_>) -> Seen {
    let Identity { sha256, content, package } = identity;
    let mut seen = Seen {
        sha256,
        size: bytes.len() as u64,
        content,
        documents: Vec::new(),
        package: None,
        others: Vec::new(),
        broken: None,
        title: None,
    };
    match package {
        None => {
            seen.title = title(bytes);
            seen.documents.push(Judged { name: name.to_owned(), report: judge(name, bytes) });
        }
        Some(Err(error)) => seen.broken = Some(error),
        Some(Ok(mut package)) => {
            for file in std::mem::take(&mut package.attachments) {
                if file.is_pdf() {
                    let report = judge(&format!("{name}#{}", file.name), &file.bytes);
                    seen.documents.push(Judged { name: file.name, report });
                } else {
                    seen.others.push(file.name);
                }
            }
            seen.package = Some(package);
        }
    }
    seen
}

impl Seen {
    /// The document itself: the first PDF that meets the whole policy, else the first.
    pub fn main(&self) -> Option<&Judged> {
        let whole = self.documents.iter().find(|judged| judged.report.status == crate::verify::Status::TotalPassed);
        whole.or(self.documents.first())
    }
}

/// /Title of the document information (ISO 32000-2 §14.3.3), if the file opens without a password.
fn title(bytes: &[u8]) -> Option<String> {
    let document = Document::open_with(bytes, pdf::Limits::default(), None).ok()?;
    let view = document.latest();
    let info = view.trailer().get(b"Info")?;
    let info = view.resolve(info).ok()?;
    let title = view.resolve(info.as_dict()?.get(b"Title")?).ok()?;
    let title = pdf::decode_text(title.as_string()?);
    let title = title.trim();
    (!title.is_empty()).then(|| title.chars().take(500).collect())
}
