//! What a ledger keeps of one document.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What was done to the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A signature was added.
    Sign,
    /// A time-stamp was added.
    Timestamp,
    /// Its signatures were raised to a higher level, or renewed.
    Extend,
    /// It was judged only.
    Verify,
    /// It came in, and was judged.
    Receive,
}

impl Action {
    /// All.
    pub const ALL: [Self; 5] = [Self::Sign, Self::Timestamp, Self::Extend, Self::Verify, Self::Receive];

    /// As it is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Timestamp => "timestamp",
            Self::Extend => "extend",
            Self::Verify => "verify",
            Self::Receive => "receive",
        }
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// One document. Words for status, level, indication and sub-indication are those of `kyso verify --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
    /// What was done.
    pub action: Action,
    /// As it was named.
    pub file: String,
    /// SHA-256 of the input, lower-case hex.
    pub sha256_in: String,
    /// SHA-256 of the output, if one was written.
    pub sha256_out: Option<String>,
    /// `total-passed`, `indeterminate`, `total-failed`, `no-signature`, `error`.
    pub status: String,
    /// `B-B` to `B-LTA`: the lowest of its signatures.
    pub level: Option<String>,
    /// This is no verdict to keep: the signer's own certificate was not looked at (`--no-check`), or anchors or revocation data
    /// were missing when it was signed.
    pub no_check: bool,
    /// When the verdict was given.
    #[serde(with = "time::serde::rfc3339")]
    pub judged_on: OffsetDateTime,
    /// Name and version of the policy, as in `nd30/1`.
    pub policy: String,
    /// Signatures and document time-stamps, in revision order.
    pub signatures: Vec<SignatureRecord>,
    /// Name and version of the program.
    pub tool: String,
    /// SHA-256 (lower-case hex) of the agencies file that the roles and agencies of its signatures are by.
    #[serde(default)]
    pub agencies: Option<String>,
}

impl Record {
    /// SHA-256 of the bytes that the verdict is about: the output, or the input where there is none.
    pub fn sha256(&self) -> &str {
        self.sha256_out.as_deref().unwrap_or(&self.sha256_in)
    }
}

/// One signature of a document.
///
/// Of the subject only what tells an office apart is kept: a whole subject may hold a citizen's number (UID=CCCD:…), and
/// serial and issuer name the certificate. `o` and `ou` let another agencies file be applied later.
///
/// A certificate of an agency that was used on a day that is none of the agency's own has the agency and no role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureRecord {
    /// Fully qualified field name.
    pub field: String,
    /// `signature`, `doc-timestamp`, `usage-rights`.
    pub kind: String,
    /// `person` or `agency`, by the agencies file of that day.
    pub role: Option<String>,
    /// Code of the agency, by the agencies file of that day.
    pub agency: Option<String>,
    /// CN of the signer.
    pub cn: Option<String>,
    /// O of the signer.
    #[serde(default)]
    pub o: Option<String>,
    /// Every OU of the signer.
    #[serde(default)]
    pub ou: Vec<String>,
    /// Of the signer's certificate, hex.
    pub serial: Option<String>,
    /// RFC 4514.
    pub issuer: Option<String>,
    /// SHA-256 of the signer's certificate, hex.
    pub fingerprint: Option<String>,
    /// The last moment of the signer's certificate.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub not_after: Option<OffsetDateTime>,
    /// `total-passed`, `indeterminate`, `total-failed`.
    pub indication: String,
    /// The standard's word.
    pub sub_indication: Option<String>,
    /// The earliest time at which it is proven to have existed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub best_time: Option<OffsetDateTime>,
    /// Proves nothing.
    #[serde(with = "time::serde::rfc3339::option")]
    pub claimed_time: Option<OffsetDateTime>,
    /// At least one of its time-stamps passed.
    pub timestamped: bool,
}

impl SignatureRecord {
    /// When it was made, as far as that is known.
    pub fn time(&self) -> Option<OffsetDateTime> {
        // Without a proof the best time is when it was judged: the claim says more of when it was signed.
        if self.timestamped { self.best_time } else { self.claimed_time.or(self.best_time) }
    }
}
