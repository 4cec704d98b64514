//! What one thing counts as in statistics: of which office, on which day, of what kind, and with which properties.
//!
//! Rows of registers, files of archives and records of ledgers all become this one type, so that a figure means the same
//! whatever it was counted from: a figure is the number of things whose [`Flags`] hold some bits.

use time::Date;

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An outgoing official document.
    #[default]
    Document,
    /// A one-stop dossier.
    Dossier,
    /// An incoming document: registered by its receiver, and no work of its signer's agency.
    Incoming,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Document, Self::Dossier, Self::Incoming];

    /// As in views and ledgers.
    pub fn code(self) -> &'static str {
        ["document", "dossier", "incoming"][self as usize]
    }
}

/// Properties of one thing: a set of bits. Ledgers store them, so no bit ever changes its meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flags(pub u32);

impl Flags {
    /// It is electronic; a dossier: from end to end.
    pub const ELECTRONIC: Self = Self(1);
    /// Its source says whether it is electronic.
    pub const MEDIUM_SAID: Self = Self(1 << 1);
    /// Its register says that the leader signed.
    pub const DECLARED_LEADER: Self = Self(1 << 2);
    /// Its register says that the agency signed.
    pub const DECLARED_AGENCY: Self = Self(1 << 3);
    /// At least one signature is total-passed.
    pub const SIGNED: Self = Self(1 << 4);
    /// A person's is.
    pub const LEADER: Self = Self(1 << 5);
    /// An agency's is.
    pub const AGENCY: Self = Self(1 << 6);
    /// A person's and that of their agency are.
    pub const FULLY: Self = Self(1 << 7);
    /// A passed signature has a passed time-stamp.
    pub const TIMESTAMPED: Self = Self(1 << 8);
    /// The file is total-passed.
    pub const VALID: Self = Self(1 << 9);
    /// The file is total-failed.
    pub const INVALID: Self = Self(1 << 10);
    /// The file could not be judged.
    pub const UNREADABLE: Self = Self(1 << 11);
    /// Its row names a file that is not there.
    pub const MISSING: Self = Self(1 << 12);

    /// Are all bits of `other` here?
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// With `other` where `given` says so.
    #[must_use]
    pub fn with(self, other: Self, given: bool) -> Self {
        if given { Self(self.0 | other.0) } else { self }
    }
}

/// One counted thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Code of its agency; nothing for an office that the agencies file does not know.
    pub organ: Option<String>,
    /// What to call an unknown office by: the last OU of its signer, else O, else CN.
    pub office: Option<String>,
    /// CN of the first person who signed.
    pub signer: Option<String>,
    /// Its day in Viet Nam: when it was signed, else when it was recorded.
    pub day: Date,
    /// What it is.
    pub kind: Kind,
    /// Its properties.
    pub flags: Flags,
    /// Days from the document's date to the leader's signature.
    pub days: Option<i32>,
    /// Minutes from the leader's signature to the agency's.
    pub minutes: Option<i64>,
}
