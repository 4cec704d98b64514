//! The words a report needs; `en` and `vi` both answer, and a missing one does not compile.

use std::io;

use crate::stats::agencies::FaultKind;
use crate::verify::{Coverage, Decision, EntryType, Indication, Integrity, Level, Modifications, SubIndication};

use super::Explanation;
use super::letter::Letter;
use super::{Known, LedgerWord};

/// What a language has to be able to say.
pub trait Words: Sync {
    /// The policy's reading of a file.
    fn decision(&self, decision: Decision) -> &'static str;
    /// The question for a document's password.
    fn password_of(&self, document: &str) -> String;
    /// A file without any signature.
    fn no_signature(&self) -> &'static str;
    /// A file that could not be judged.
    fn not_judged(&self) -> &'static str;
    /// EN 319 102-1 main indication.
    fn indication(&self, indication: Indication) -> &'static str;
    /// EN 319 102-1 sub-indication: why.
    fn sub_indication(&self, sub: SubIndication) -> &'static str;
    /// The same of a certificate by itself, which signed nothing; `since` is when that began.
    fn state_of_certificate(&self, sub: SubIndication, since: Option<&str>) -> String;
    /// That a certificate is not for `sign`, `timestamp`, `ocsp`.
    fn unfit_for(&self, usage: &str) -> &'static str;
    /// What the reader can do about a reason, named by its code, where something can be done.
    fn remedy(&self, reason: &str) -> Option<&'static str>;
    /// What kind of entry.
    fn entry_type(&self, entry: EntryType) -> &'static str;
    /// Covered bytes against digest and key.
    fn integrity(&self, integrity: Integrity) -> &'static str;
    /// How far a signature reaches.
    fn coverage(&self, coverage: Coverage) -> &'static str;
    /// What came after.
    fn modifications(&self, modifications: Modifications) -> &'static str;
    /// PAdES level, or that it has none.
    fn level(&self, level: Option<Level>) -> &'static str;
    /// `person` or `agency`.
    fn role(&self, role: &str) -> &'static str;
    /// Where a best time comes from.
    fn time_source(&self, source: &str) -> &'static str;
    /// `no-changes`, `form-filling`, `annotations`.
    fn certification(&self, permission: &str) -> &'static str;
    /// `good`, `revoked` and so on.
    fn revocation(&self, outcome: &str) -> &'static str;
    /// `leaf`, `intermediate`, `root`.
    fn chain_role(&self, role: &str) -> &'static str;
    /// `content`, `signature`, `document`.
    fn timestamp_kind(&self, kind: &str) -> &'static str;
    /// The label of a line in a report.
    fn label(&self, label: Label) -> &'static str;
    /// `3 signatures, 1 time-stamp`.
    fn counts(&self, signatures: usize, timestamps: usize) -> String;
    /// `12 files: 10 valid, 2 invalid`.
    fn verify_summary(&self, tally: &Tally) -> String;
    /// `12 files: 10 signed, 2 failed`.
    fn doing_summary(&self, doing: Doing, done: usize, skipped: usize, failed: usize) -> String;
    /// Revisions and bytes after a signature that it does not cover.
    fn revisions_after(&self, revisions: usize) -> String;
    /// A page by its number.
    fn page(&self, page: usize) -> String;
    /// So many things are not shown.
    fn more(&self, left: usize) -> String;
    /// Bytes that nothing covers.
    fn uncovered(&self, bytes: u64) -> String;
    /// Until when a document proves itself, as a date.
    fn due(&self, date: &str) -> String;
    /// That no document waits for its level.
    fn nothing_deferred(&self) -> &'static str;
    /// What went wrong, and what to do.
    fn known(&self, error: Known) -> Explanation;
    /// What the system says about a file.
    fn io(&self, error: &io::Error) -> String;
    /// Something noticed about the inputs.
    fn notice(&self, notice: &Notice) -> String;
    /// A word about tokens.
    fn token(&self, word: TokenWord) -> &'static str;
    /// A word about bundles.
    fn bundle(&self, word: BundleWord) -> &'static str;
    /// A word about a ledger.
    fn ledger(&self, word: LedgerWord) -> String;
    /// How long ago.
    fn days_old(&self, days: i64) -> String;
    /// A word about trusted certificates.
    fn trust(&self, word: TrustWord) -> &'static str;
    /// A word about agencies.
    fn agency(&self, word: AgencyWord) -> &'static str;
    /// What is wrong with a file of agencies, and what to do.
    fn fault(&self, kind: &FaultKind) -> String;
    /// Where it is wrong.
    fn fault_place(&self, line: u64, column: Option<&str>) -> String;
    /// `260 agencies, 2 warnings`.
    fn agencies_counted(&self, agencies: Option<usize>, errors: usize, warnings: usize) -> String;
    /// How many agencies no certificate can be found for.
    fn agencies_without_rule(&self, count: usize) -> String;
    /// A word about what a certificate says.
    fn cert(&self, word: CertWord) -> &'static str;
    /// From how many certificates below on something holds.
    fn after_certificates(&self, skip: u32) -> String;
    /// At most so many CAs below.
    fn path_length(&self, most: u32) -> String;
    /// What is sent back about an incoming document.
    fn letter(&self, letter: &Letter<'_>) -> String;
    /// A word about incoming documents.
    fn receive(&self, word: ReceiveWord) -> &'static str;
    /// A column of the register by its name in Annex VI, with the option that fills it in.
    fn entry_column(&self, name: &str) -> &'static str;
    /// What came of several incoming documents.
    fn receive_summary(&self, tally: &ReceiveTally) -> String;
    /// The columns of the register of incoming documents (Decree 30/2020, Annex IV).
    fn register_columns(&self) -> [&'static str; 10];
    /// That a run was interrupted, and what to do.
    fn interrupted(&self, done: usize, of: usize) -> String;
}

/// A line of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum Label {
    Signer,
    /// Who issues time-stamps.
    Stamper,
    Agency,
    Issuer,
    Time,
    StampTime,
    ClaimedTime,
    Integrity,
    ChangedSince,
    Level,
    Certificate,
    ValidAtTime,
    NotValidAtTime,
    ValidNow,
    NotValidNow,
    Coverage,
    Certification,
    Why,
    Chain,
    Timestamps,
    Revocation,
    Warnings,
    ValidPolicies,
    Policies,
    QcStatements,
    Unseen,
    Requirements,
    UnsignedFields,
    NotProven,
    Unknown,
    Met,
    NotMet,
    Forbidden,
    NotSet,
    Revision,
    EmptyField,
    Encrypted,
    Pages,
    Tagged,
    Linearized,
    Objects,
    Certificates,
    Findings,
    NotAllRead,
    NothingDone,
    NextDue,
    Bundle,
    ReportTitle,
    ReportNote,
    Checks,
    Further,
    About,
    Sha256,
    Size,
    JudgedAt,
    AsOf,
    Policy,
    AlgorithmTable,
    Anchors,
    Evidence,
    NotLookedAt,
    SaidThen,
}

/// What is said about tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum TokenWord {
    Serial,
    Model,
    Module,
    State,
    EmptySlot,
    NotInitialised,
    PinPad,
    PinNotSet,
    CountLow,
    FinalTry,
    Locked,
    Uri,
    Subject,
    Issuer,
    Validity,
    Usage,
    PrivateKey,
    KeyPresent,
    KeyAbsent,
    KeyUnknown,
    Unreadable,
    KeyWorks,
    KeyBroken,
    EnterPin,
    OpenPinFile,
    WhichKey,
}

/// What is said about bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum BundleWord {
    Signer,
    SignerSha256,
    State,
    Stranger,
    Created,
    Trust,
    TsaTrust,
    Intermediates,
    Crl,
    WithoutList,
    NotFetched,
    Ocsps,
    Table,
}

/// What is said about the certificates that are relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum TrustWord {
    Added,
    NoAddress,
    NoAuthority,
    Present,
    Removed,
    Empty,
    Question,
    Sha256,
    For,
    Signatures,
    Timestamps,
    Intermediates,
    Bundles,
    Validity,
    Known,
    Store,
    Machine,
    Issuer,
    Serial,
    Key,
    AddedOn,
}

impl TrustWord {
    /// The word for `signature`, `timestamp`, `intermediate`, `bundle`.
    pub fn of_use(usage: &str) -> Self {
        match usage {
            "signature" => Self::Signatures,
            "timestamp" => Self::Timestamps,
            "bundle" => Self::Bundles,
            _ => Self::Intermediates,
        }
    }
}

/// What is said of agencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum AgencyWord {
    From,
    Until,
    AsOf,
    By,
    Outside,
    Ambiguous,
    Nobody,
    NotHeld,
}

/// What is said of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum CertWord {
    Issuer,
    Serial,
    Validity,
    Sha256,
    Sha1,
    Key,
    SignedWith,
    Ca,
    Yes,
    No,
    NotKnown,
    KeyUsage,
    ExtendedKeyUsage,
    AlternativeNames,
    Policies,
    QcStatements,
    QcTypes,
    Permitted,
    Excluded,
    Mappings,
    RequireExplicitPolicy,
    InhibitPolicyMapping,
    InhibitAnyPolicy,
    Crls,
    Ocsp,
    CaIssuers,
    KeyId,
    IssuerKeyId,
    UnknownCritical,
    Malformed,
}

/// What is said about incoming documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum ReceiveWord {
    Registered,
    AlreadyRegistered,
    OfDate,
    Refused,
    Held,
    Missing,
    Remark,
    Acknowledge,
    Register,
    FromNumber,
    Empty,
    ReceivedOn,
    CorrectedOn,
    Returned,
    Reason,
    Signature,
    Letter,
}

/// Incoming documents by what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // The English twin says what each is.
pub struct ReceiveTally {
    pub registered: usize,
    pub known: usize,
    pub returned: usize,
    pub held: usize,
    pub errors: usize,
}

impl ReceiveTally {
    /// The counts that are not zero, each with its word.
    pub(super) fn parts(&self, words: [&str; 5]) -> String {
        let counts = [self.registered, self.known, self.returned, self.held, self.errors];
        let parts = counts.into_iter().zip(words).filter(|(count, _)| *count > 0);
        parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    /// All of them.
    pub(super) fn total(&self) -> usize {
        self.registered + self.known + self.returned + self.held + self.errors
    }
}

/// What a batch did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// `kyso sign`.
    Sign,
    /// `kyso timestamp`.
    Timestamp,
    /// `kyso extend`.
    Extend,
}

/// Files by decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Hợp lệ.
    pub valid: usize,
    /// Không hợp lệ.
    pub invalid: usize,
    /// Không đủ thông tin.
    pub unsure: usize,
    /// Without a signature.
    pub unsigned: usize,
    /// Could not be judged.
    pub errors: usize,
}

impl Tally {
    /// All files.
    pub fn total(&self) -> usize {
        self.valid + self.invalid + self.unsure + self.unsigned + self.errors
    }
}

/// Something about the inputs that is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// One file was named twice; it is worked on once.
    Duplicate {
        /// As named again.
        path: String,
        /// As named first.
        first: String,
    },
    /// A folder without a PDF.
    EmptyFolder {
        /// Which.
        path: String,
    },
}

/// The text with its first letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
