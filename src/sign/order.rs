//! What is asked for when signing: the caller's wishes, free of PDF and CMS.

use crate::hash::Hash;
use crate::verify::Level;

/// How a document is to be signed.
#[derive(Clone, Debug)]
pub struct Order {
    /// PAdES baseline level to reach.
    pub level: Level,
    /// Hash of the covered bytes and of the signed attributes.
    pub hash: Hash,
    /// RSASSA-PSS in place of PKCS#1 v1.5.
    pub pss: bool,
    /// At the honest lower level if the TSA fails.
    pub defer: bool,
    /// The field to sign: an existing empty one, or a new one of that name.
    pub field: Option<String>,
    /// Entries of the signature dictionary.
    pub entries: Entries,
    /// Certifies the document (DocMDP).
    pub certify: Option<Certify>,
    /// Locks fields (FieldMDP).
    pub lock: Option<LockFields>,
}

/// Texts of the signature dictionary (ISO 32000-2 Table 255).
#[derive(Clone, Debug, Default)]
pub struct Entries {
    /// /Name.
    pub name: Option<String>,
    /// /Reason.
    pub reason: Option<String>,
    /// /Location.
    pub location: Option<String>,
    /// /ContactInfo.
    pub contact: Option<String>,
}

/// What may change in a certified document (ISO 32000-2 Table 257).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certify {
    /// P 1.
    NoChanges,
    /// P 2.
    FormFilling,
    /// P 3.
    Annotations,
}

impl Certify {
    /// The value of /P.
    pub fn permission(self) -> i64 {
        match self {
            Self::NoChanges => 1,
            Self::FormFilling => 2,
            Self::Annotations => 3,
        }
    }
}

/// Which fields a signature locks (ISO 32000-2 Table 259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockFields {
    /// Every field.
    All,
    /// These, by fully qualified names.
    Include(Vec<String>),
    /// Every field but these.
    Exclude(Vec<String>),
}
