//! edXML: an official document on its way between offices (QCVN 102:2016/BTTTT), with its files in it.
//!
//! One XML text: `edXML` → `edXMLEnvelope` → `edXMLHeader` (who sends what to whom) and `edXMLBody` (the manifest), then
//! `AttachmentEncoded`, where each file is zipped and then Base64. [`documents`] reads it event by event and unpacks the files in
//! memory; nothing is written anywhere, and no name out of it becomes a path.
//!
//! The text is a stranger's. A document type is refused, so there are no entities but XML's own five and character references; size,
//! depth, number of files and what they unpack to are bounded by [`Limits`]. What names the same file twice, or names one that is not
//! there, has no single reading and is refused.
//!
//! Both namespaces in use are read. An XML signature in the header is noted and not checked: what counts is how the PDF in it is
//! signed.

mod error;
mod read;
mod unpack;

#[cfg(test)]
mod tests;

use time::Date;

pub use error::Error;

/// What a package may cost. The offices' own limit for a file is 50 MB.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the package.
    pub size: usize,
    /// Elements in each other; a package needs seven.
    pub depth: usize,
    /// Files.
    pub attachments: usize,
    /// Bytes of all files together, unpacked.
    pub unpacked: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { size: 256 << 20, depth: 24, attachments: 100, unpacked: 256 << 20 }
    }
}

/// Which of the two namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `http://www.mic.gov.vn/TBT/QCVN_102_2016`.
    Qcvn102,
    /// `http://www.e-doc.vn/Schema/`, which is older.
    EDoc,
}

impl Dialect {
    /// Its namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Qcvn102 => "http://www.mic.gov.vn/TBT/QCVN_102_2016",
            Self::EDoc => "http://www.e-doc.vn/Schema/",
        }
    }
}

/// A package, unpacked.
#[derive(Clone, Debug)]
pub struct Package {
    /// By its namespace.
    pub dialect: Dialect,
    /// What it says of the document. A stranger's words, none of them proven.
    pub header: Header,
    /// In the order of the manifest.
    pub attachments: Vec<Attachment>,
    /// An XML signature is in it; it was not checked.
    pub xml_signature: bool,
}

/// `MessageHeader`, and what is asked for in `TraceHeaderList`. Everything but the names of elements is as the sender wrote it.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)] // The names are the elements'.
pub struct Header {
    pub from: Organ,
    pub to: Vec<Organ>,
    pub document_id: Option<String>,
    pub code_number: Option<String>,
    pub code_notation: Option<String>,
    pub place: Option<String>,
    pub promulgation_date: Option<String>,
    pub type_name: Option<String>,
    pub subject: Option<String>,
    pub content: Option<String>,
    pub signer_competence: Option<String>,
    pub signer_position: Option<String>,
    pub signer_full_name: Option<String>,
    pub due_date: Option<String>,
    pub to_places: Vec<String>,
    pub priority: Option<String>,
    pub promulgation_amount: Option<String>,
    pub page_amount: Option<String>,
    /// `Bussiness` (as it is spelt): 0 new, 1 recalled, 2 updated, 3 replaced.
    pub business: Option<String>,
    /// Of a message about another one: no document is in it.
    pub status_code: Option<String>,
}

impl Header {
    /// `PromulgationDate`, where it is a day.
    pub fn issued(&self) -> Option<Date> {
        day(self.promulgation_date.as_deref()?)
    }

    /// `DueDate`, where it is a day.
    pub fn due(&self) -> Option<Date> {
        day(self.due_date.as_deref()?)
    }
}

/// An office, by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Organ {
    pub organ_id: Option<String>,
    pub organ_name: Option<String>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// `AttachmentName` of the manifest: a name without folders, and only for showing.
    pub name: String,
    /// `ContentType` of the manifest.
    pub content_type: Option<String>,
    /// Unpacked.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// Is it a PDF, or does it pass itself off as one?
    pub fn is_pdf(&self) -> bool {
        says_pdf(&self.name, self.content_type.as_deref()) || self.bytes.starts_with(b"%PDF-")
    }
}

fn says_pdf(name: &str, content_type: Option<&str>) -> bool {
    let ending = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"));
    ending || content_type.is_some_and(|kind| kind.eq_ignore_ascii_case("application/pdf"))
}

/// Is this an XML text, and so no PDF? Only then it is worth calling [`documents`].
pub fn is_xml(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}

/// Reads a package and unpacks its files, within the default [`Limits`].
///
/// # Errors
/// [`Error`]: what is wrong, and where.
pub fn documents(bytes: &[u8]) -> Result<Package, Error> {
    documents_within(bytes, Limits::default())
}

/// As [`documents`], within limits of one's own.
///
/// # Errors
/// As [`documents`].
pub fn documents_within(bytes: &[u8], limits: Limits) -> Result<Package, Error> {
    read::package(bytes, limits)
}

/// `yyyy/MM/dd`, also with `-`, also with a time of day behind it; or `dd/MM/yyyy`.
fn day(text: &str) -> Option<Date> {
    use time::macros::format_description;
    let text = text.trim().split([' ', 'T']).next()?.replace('/', "-");
    let ymd = Date::parse(&text, format_description!("[year]-[month padding:none]-[day padding:none]"));
    ymd.or_else(|_| Date::parse(&text, format_description!("[day padding:none]-[month padding:none]-[year]"))).ok()
}
