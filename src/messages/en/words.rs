//! English for the words of reports.

use std::fmt::Write as _;
use std::io;

use crate::messages::letter::Letter;
use crate::messages::words::{
    AgencyWord, BundleWord, CertWord, Doing, Label, Notice, ReceiveTally, ReceiveWord, Tally, TokenWord, TrustWord,
    Words,
};
use crate::messages::{Explanation, Known, LedgerWord};
use crate::stats::agencies::FaultKind;
use crate::text::Untrusted;
use crate::verify::{Coverage, Decision, EntryType, Indication, Integrity, Level, Modifications, SubIndication};

use super::{English, agencies, errors, letters};

impl Words for English {
    fn decision(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Valid => "valid",
            Decision::NotEnoughInformation => "not enough information",
            Decision::Invalid => "invalid",
        }
    }

    fn password_of(&self, document: &str) -> String {
        format!("Password of {}: ", Untrusted(document))
    }

    fn no_signature(&self) -> &'static str {
        "not signed"
    }

    fn not_judged(&self) -> &'static str {
        "could not be judged"
    }

    fn indication(&self, indication: Indication) -> &'static str {
        match indication {
            Indication::TotalPassed => "passed",
            Indication::Indeterminate => "indeterminate",
            Indication::TotalFailed => "failed",
        }
    }

    fn sub_indication(&self, sub: SubIndication) -> &'static str {
        match sub {
            SubIndication::FormatFailure => "the signature or what came after it breaks the rules of the format",
            SubIndication::HashFailure => "the content was changed after signing",
            SubIndication::SigCryptoFailure => "the signature value does not fit the signer's key",
            SubIndication::Revoked => "the certificate was revoked before signing",
            SubIndication::Expired => "the certificate had expired before signing",
            SubIndication::NotYetValid => "the certificate was not yet valid at signing",
            SubIndication::SigConstraintsFailure => "the signature does not meet the policy",
            SubIndication::ChainConstraintsFailure => "the certificate path does not meet the policy",
            SubIndication::CertificateChainGeneralFailure => "the certificate path cannot be judged",
            SubIndication::CryptoConstraintsFailure => "an algorithm or key was too weak when it was used",
            SubIndication::PolicyProcessingError => "the signature policy cannot be processed",
            SubIndication::SignaturePolicyNotAvailable => "the signature policy is not available",
            SubIndication::TimestampOrderFailure => "the time-stamps contradict each other",
            SubIndication::NoSigningCertificateFound => "the signer's certificate was not found",
            SubIndication::NoCertificateChainFound => "no path leads from the signer to a trusted root",
            SubIndication::NoCertificateChainFoundNoPoe => {
                "the root is no longer trusted, and nothing proves that the signature is older"
            }
            SubIndication::RevokedNoPoe => "the certificate is revoked, and nothing proves that the signature is older",
            SubIndication::RevokedCaNoPoe => {
                "a CA certificate is revoked, and nothing proves that the signature is older"
            }
            SubIndication::OutOfBoundsNotRevoked => "the certificate has expired; it was not revoked",
            SubIndication::OutOfBoundsNoPoe => {
                "the certificate has expired or is not valid yet, and nothing proves that the signature was made in between"
            }
            SubIndication::RevocationOutOfBoundsNoPoe => "the revocation data lie outside their issuer's validity",
            SubIndication::CryptoConstraintsFailureNoPoe => {
                "an algorithm or key is too weak by now, and nothing proves that the signature is older"
            }
            SubIndication::NoPoe => "nothing proves when the signature existed",
            SubIndication::TryLater => "the revocation status is not known yet",
            SubIndication::SignedDataNotFound => "the signed data were not found",
            SubIndication::Custom => "see the reasons",
        }
    }

    fn state_of_certificate(&self, sub: SubIndication, since: Option<&str>) -> String {
        let since = since.map(|since| format!(" since {since}")).unwrap_or_default();
        match sub {
            SubIndication::RevokedNoPoe => format!("the certificate is revoked{since}"),
            SubIndication::RevokedCaNoPoe => format!("the certificate of an authority above it is revoked{since}"),
            SubIndication::OutOfBoundsNoPoe => "a certificate has expired or is not valid yet".to_owned(),
            SubIndication::NoCertificateChainFound => "no path leads from it to a trusted root".to_owned(),
            SubIndication::NoCertificateChainFoundNoPoe => format!("the root is no longer trusted{since}"),
            SubIndication::CryptoConstraintsFailureNoPoe => "an algorithm or key is too weak by now".to_owned(),
            other => self.sub_indication(other).to_owned(),
        }
    }

    fn unfit_for(&self, usage: &str) -> &'static str {
        match usage {
            "timestamp" => "the certificate is not for signing time-stamps",
            "ocsp" => "the certificate is not for signing OCSP answers",
            _ => "the certificate is not for signing documents",
        }
    }

    fn remedy(&self, reason: &str) -> Option<&'static str> {
        match reason {
            "REVOCATION_DATA" => Some("Give --online, or revocation data with --crl or --ocsp, to know more."),
            "CERTIFICATE_PATH" => Some(
                "Give the root with --trust or once with 'kyso trust add', certificates between with --intermediate or --online.",
            ),
            _ => None,
        }
    }

    fn entry_type(&self, entry: EntryType) -> &'static str {
        match entry {
            EntryType::Signature => "signature",
            EntryType::DocTimestamp => "document time-stamp",
            EntryType::UsageRights => "usage rights",
        }
    }

    fn integrity(&self, integrity: Integrity) -> &'static str {
        match integrity {
            Integrity::Intact => "what was signed is unchanged",
            Integrity::Broken => "what was signed has been changed, or the signature value is wrong",
            Integrity::Unreadable => "could not be computed",
        }
    }

    fn coverage(&self, coverage: Coverage) -> &'static str {
        match coverage {
            Coverage::WholeFile => "covers the whole file",
            Coverage::WholeRevision => "covers a whole earlier revision",
            Coverage::Partial => "covers only part of the file",
            Coverage::Invalid => "its range is not valid",
        }
    }

    fn modifications(&self, modifications: Modifications) -> &'static str {
        match modifications {
            Modifications::None => "nothing",
            Modifications::LtaUpdates => "only time-stamps and validation data were added",
            Modifications::Signatures => "only further signatures were added",
            Modifications::FormFilling => "form fields were filled in",
            Modifications::Annotations => "annotations were changed",
            Modifications::Other => "the content was changed",
            Modifications::NotChecked => "what came later could not be compared",
        }
    }

    fn level(&self, level: Option<Level>) -> &'static str {
        match level {
            Some(Level::BB) => "PAdES B-B",
            Some(Level::BT) => "PAdES B-T",
            Some(Level::BLt) => "PAdES B-LT",
            Some(Level::BLta) => "PAdES B-LTA",
            None => "no PAdES baseline level",
        }
    }

    fn role(&self, role: &str) -> &'static str {
        match role {
            "person" => "person",
            "agency" => "agency",
            _ => "unknown role",
        }
    }

    fn time_source(&self, source: &str) -> &'static str {
        match source {
            "current-time" => "the time of this verification; nothing proves an earlier one",
            "signature-timestamp" => "by the signature's time-stamp",
            "document-timestamp" => "by a document time-stamp",
            "M" | "signing-time" => "claimed by the signer's computer",
            _ => "source unknown",
        }
    }

    fn certification(&self, permission: &str) -> &'static str {
        match permission {
            "no-changes" => "no changes are allowed",
            "form-filling" => "forms may be filled in and signatures added",
            "annotations" => "annotations, forms and signatures may be added",
            _ => "unknown permission",
        }
    }

    fn revocation(&self, outcome: &str) -> &'static str {
        match outcome {
            "good" => "not revoked",
            "revoked" => "revoked",
            "on-hold" => "on hold",
            "unknown" => "unknown to the responder",
            "stale" => "out of date",
            "no-information" => "says nothing about this certificate",
            "unusable" => "not usable",
            _ => "none",
        }
    }

    fn chain_role(&self, role: &str) -> &'static str {
        match role {
            "leaf" => "signer",
            "intermediate" => "CA",
            "root" => "trust anchor",
            _ => "certificate",
        }
    }

    fn timestamp_kind(&self, kind: &str) -> &'static str {
        match kind {
            "content" => "over the content, before signing",
            "signature" => "over the signature",
            "document" => "over the document",
            _ => "time-stamp",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        label_text(label)
    }

    fn counts(&self, signatures: usize, timestamps: usize) -> String {
        let signatures = plural(signatures, "signature", "signatures");
        if timestamps == 0 {
            signatures
        } else {
            format!("{signatures}, {}", plural(timestamps, "time-stamp", "time-stamps"))
        }
    }

    fn verify_summary(&self, tally: &Tally) -> String {
        let mut parts = Vec::new();
        let mut part = |count: usize, word: &str| {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        };
        part(tally.valid, "valid");
        part(tally.invalid, "invalid");
        part(tally.unsure, "with not enough information");
        part(tally.unsigned, "not signed");
        part(tally.errors, "that could not be judged");
        format!("{}: {}", plural(tally.total(), "file", "files"), parts.join(", "))
    }

    fn doing_summary(&self, doing: Doing, done: usize, skipped: usize, failed: usize) -> String {
        let word = match doing {
            Doing::Sign => "signed",
            Doing::Timestamp => "time-stamped",
            Doing::Extend => "extended",
        };
        let mut text = format!("{}: {done} {word}", plural(done + skipped + failed, "file", "files"));
        if skipped > 0 {
            let _ = write!(text, ", {skipped} skipped");
        }
        if failed > 0 {
            let _ = write!(text, ", {failed} failed");
        }
        text
    }

    fn due(&self, date: &str) -> String {
        format!("renew before {date}")
    }

    fn nothing_deferred(&self) -> &'static str {
        "no document waits for its level\n"
    }

    fn page(&self, page: usize) -> String {
        format!("page {page}")
    }

    fn more(&self, left: usize) -> String {
        format!("{left} more")
    }

    fn revisions_after(&self, revisions: usize) -> String {
        plural(revisions, "later revision", "later revisions")
    }

    fn uncovered(&self, bytes: u64) -> String {
        format!("{bytes} bytes that no signature or time-stamp covers")
    }

    fn known(&self, error: Known) -> Explanation {
        errors::known(error)
    }

    fn io(&self, error: &io::Error) -> String {
        error.to_string()
    }

    fn notice(&self, notice: &Notice) -> String {
        match notice {
            Notice::Duplicate { path, first } => {
                format!("{} is the same file as {}; it is taken once", Untrusted(path), Untrusted(first))
            }
            Notice::EmptyFolder { path } => format!("no PDF in folder {}", Untrusted(path)),
        }
    }

    fn token(&self, word: TokenWord) -> &'static str {
        match word {
            TokenWord::Serial => "Serial",
            TokenWord::Model => "Model",
            TokenWord::Module => "Module",
            TokenWord::State => "State",
            TokenWord::EmptySlot => "empty slot",
            TokenWord::NotInitialised => "not initialised",
            TokenWord::PinPad => "PIN pad",
            TokenWord::PinNotSet => "no PIN is set",
            TokenWord::CountLow => "a wrong PIN has been entered since the last login",
            TokenWord::FinalTry => "only one PIN try is left",
            TokenWord::Locked => "the PIN is locked",
            TokenWord::Uri => "URI",
            TokenWord::Subject => "Subject",
            TokenWord::Issuer => "Issued by",
            TokenWord::Validity => "Valid",
            TokenWord::Usage => "Key usage",
            TokenWord::PrivateKey => "Private key",
            TokenWord::KeyPresent => "on the token",
            TokenWord::KeyAbsent => "not on the token",
            TokenWord::KeyUnknown => "shows only after a login",
            TokenWord::Unreadable => "Cannot be read",
            TokenWord::KeyWorks => "the key works",
            TokenWord::KeyBroken => "the key's signature does not verify",
            TokenWord::OpenPinFile => "others can read this PIN file; chmod 600 it",
            TokenWord::EnterPin => "PIN of",
            TokenWord::WhichKey => "Which key? Number:",
        }
    }

    fn agency(&self, word: AgencyWord) -> &'static str {
        agencies::word(word)
    }

    fn fault(&self, kind: &FaultKind) -> String {
        kind.to_string()
    }

    fn fault_place(&self, line: u64, column: Option<&str>) -> String {
        agencies::place(line, column)
    }

    fn agencies_counted(&self, agencies: Option<usize>, errors: usize, warnings: usize) -> String {
        agencies::counted(agencies, errors, warnings)
    }

    fn agencies_without_rule(&self, count: usize) -> String {
        agencies::without_rule(count)
    }

    fn cert(&self, word: CertWord) -> &'static str {
        match word {
            CertWord::Issuer => "Issued by",
            CertWord::Serial => "Serial",
            CertWord::Validity => "Valid",
            CertWord::Sha256 => "SHA-256",
            CertWord::Sha1 => "SHA-1",
            CertWord::Key => "Key",
            CertWord::SignedWith => "Signed with",
            CertWord::Ca => "May issue certificates",
            CertWord::Yes => "yes",
            CertWord::No => "no",
            CertWord::NotKnown => "not known to this program",
            CertWord::KeyUsage => "Key usage",
            CertWord::ExtendedKeyUsage => "Extended key usage",
            CertWord::AlternativeNames => "Alternative names",
            CertWord::Policies => "Policies",
            CertWord::QcStatements => "Qualified statements",
            CertWord::QcTypes => "Qualified for",
            CertWord::Permitted => "Permitted names",
            CertWord::Excluded => "Excluded names",
            CertWord::Mappings => "Policy mappings",
            CertWord::RequireExplicitPolicy => "Requires a policy",
            CertWord::InhibitPolicyMapping => "Forbids policy mappings",
            CertWord::InhibitAnyPolicy => "Forbids anyPolicy",
            CertWord::Crls => "Revocation lists",
            CertWord::Ocsp => "OCSP",
            CertWord::CaIssuers => "Issuer's certificate",
            CertWord::KeyId => "Key identifier",
            CertWord::IssuerKeyId => "Issuer's key identifier",
            CertWord::UnknownCritical => "Critical and not known",
            CertWord::Malformed => "Damaged extensions",
        }
    }

    fn after_certificates(&self, skip: u32) -> String {
        match skip {
            0 => "at once".into(),
            1 => "after 1 certificate".into(),
            _ => format!("after {skip} certificates"),
        }
    }

    fn path_length(&self, most: u32) -> String {
        match most {
            0 => "not for other CAs".into(),
            1 => "1 CA below it at most".into(),
            _ => format!("{most} CAs below it at most"),
        }
    }

    fn ledger(&self, word: LedgerWord) -> String {
        super::ledger::text(word)
    }

    fn bundle(&self, word: BundleWord) -> &'static str {
        match word {
            BundleWord::Signer => "Signed by",
            BundleWord::SignerSha256 => "SHA-256 of the signer",
            BundleWord::State => "State",
            BundleWord::Stranger => "its signer is not relied on; 'kyso trust add FILE --use bundle' changes that",
            BundleWord::Created => "Made",
            BundleWord::Trust => "Anchor for signatures",
            BundleWord::TsaTrust => "Anchor for time-stamps",
            BundleWord::Intermediates => "On the way to an anchor",
            BundleWord::Crl => "Revocation list",
            BundleWord::WithoutList => "No current list of",
            BundleWord::NotFetched => "Not fetched",
            BundleWord::Ocsps => "OCSP answers",
            BundleWord::Table => "Table of algorithms",
        }
    }

    fn days_old(&self, days: i64) -> String {
        match days {
            0 => "today".to_owned(),
            1 => "1 day old".to_owned(),
            days => format!("{days} days old"),
        }
    }

    fn trust(&self, word: TrustWord) -> &'static str {
        match word {
            TrustWord::Added => "added",
            TrustWord::NoAddress => "no address of its certificate is known; add it with 'kyso trust add FILE'",
            TrustWord::NoAuthority => "this is no certificate of an authority: as an anchor it proves itself alone",
            TrustWord::Present => "there already",
            TrustWord::Removed => "removed",
            TrustWord::Empty => "no certificate is relied on; add one with 'kyso trust add FILE'",
            TrustWord::Question => "Does your authority publish this SHA-256, and do you rely on it? (yes/no)",
            TrustWord::Sha256 => "SHA-256",
            TrustWord::For => "For",
            TrustWord::Signatures => "signatures",
            TrustWord::Timestamps => "time-stamps",
            TrustWord::Intermediates => "a step on the way to a root",
            TrustWord::Bundles => "bundles signed with it",
            TrustWord::Validity => "Valid",
            TrustWord::Known => "Known as",
            TrustWord::Store => "Store",
            TrustWord::Machine => "the machine's (/etc/kyso/trust)",
            TrustWord::Issuer => "Issued by",
            TrustWord::Serial => "Serial",
            TrustWord::Key => "Key",
            TrustWord::AddedOn => "Added",
        }
    }

    fn letter(&self, letter: &Letter<'_>) -> String {
        letters::letter(letter)
    }

    fn receive(&self, word: ReceiveWord) -> &'static str {
        letters::word(word)
    }

    fn entry_column(&self, name: &str) -> &'static str {
        letters::entry_column(name)
    }

    fn receive_summary(&self, tally: &ReceiveTally) -> String {
        letters::summary(tally)
    }

    fn register_columns(&self) -> [&'static str; 10] {
        letters::COLUMNS
    }

    fn interrupted(&self, done: usize, of: usize) -> String {
        format!("interrupted: {done} of {of} files are done and kept")
    }
}

fn label_text(label: Label) -> &'static str {
    match label {
        Label::Signer => "Signer",
        Label::Stamper => "Time-stamping authority",
        Label::Agency => "Office",
        Label::Issuer => "Issued by",
        Label::Time => "Time",
        Label::StampTime => "Time stamped",
        Label::ClaimedTime => "Claimed time",
        Label::Integrity => "Integrity",
        Label::ChangedSince => "Since then",
        Label::Level => "Level",
        Label::Certificate => "Certificate",
        Label::ValidAtTime => "valid at that time",
        Label::NotValidAtTime => "not valid at that time",
        Label::ValidNow => "valid at the time judged",
        Label::NotValidNow => "not valid at the time judged",
        Label::Coverage => "Coverage",
        Label::Certification => "Certification",
        Label::Why => "Why",
        Label::Chain => "Path",
        Label::Timestamps => "Time-stamps",
        Label::Revocation => "Revocation",
        Label::Warnings => "Warnings",
        Label::ValidPolicies => "Policies that hold",
        Label::Policies => "Certificate policies",
        Label::QcStatements => "Qualified statements",
        Label::Unseen => "What the signers could not have seen",
        Label::Requirements => "Required",
        Label::UnsignedFields => "Empty fields",
        Label::NotProven => "not proven",
        Label::Unknown => "unknown",
        Label::Met => "present",
        Label::NotMet => "missing",
        Label::Forbidden => "not permitted",
        Label::Bundle => "Bundle",
        Label::ReportTitle => "Verification report – kyso",
        Label::ReportNote => {
            "Names come from certificates, never from what a signature shows on the page. Times are as their clock gives them; a claimed time proves nothing."
        }
        Label::Checks => "Every check that was made",
        Label::Further => "Level, path, revocation and time-stamps",
        Label::About => "About this judgement",
        Label::Sha256 => "SHA-256",
        Label::Size => "Bytes",
        Label::JudgedAt => "Judged",
        Label::AsOf => "As of",
        Label::Policy => "Policy",
        Label::AlgorithmTable => "Table of algorithms",
        Label::Anchors => "Trust anchors",
        Label::Evidence => "Evidence file",
        Label::NotLookedAt => {
            "Judged by what this file says of the document; the document itself was not looked at. Its SHA-256"
        }
        Label::SaidThen => "What was said then",
        Label::NothingDone => "checked; nothing was done",
        Label::NextDue => "next to be renewed",
        Label::Revision => "Revision",
        Label::EmptyField => "empty",
        Label::Encrypted => "encrypted",
        Label::Pages => "pages",
        Label::Tagged => "tagged",
        Label::Linearized => "linearized",
        Label::Objects => "objects",
        Label::Certificates => "certificates",
        Label::Findings => "Not as the standard wants it",
        Label::NotAllRead => "Not everything could be read",
        Label::NotSet => "not set",
    }
}

pub(super) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
