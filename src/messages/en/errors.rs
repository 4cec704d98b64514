//! English for the errors of the layers below: their own words, and what to do.

use crate::messages::known::Known;
use crate::messages::{Explanation, Words};
use crate::text::Untrusted;
use crate::verify::{EvidenceError, PolicyError};
use crate::{appearance, bundle, ledger, net, pdf, sign, stats, trust, tsa, x509};

use super::{English, problems, registers, tokens};

/// What went wrong and what to do.
pub(super) fn known(known: Known) -> Explanation {
    match known {
        Known::Call(problem) => problems::problem(problem),
        Known::Pdf(error) => explained(error, pdf_advice(error)),
        Known::Cms(error) => explained(error, ""),
        Known::X509(error) => explained(error, x509_advice(error)),
        Known::Edxml(error) => explained(error, EDXML),
        Known::Net(error) => explained(error, net_advice(error)),
        Known::Tsa(error) => explained(error, tsa_advice(error)),
        Known::Token(error) => tokens::token(error),
        Known::Trust(error) => explained(error, trust_advice(error)),
        Known::Bundle(error) => explained(error, bundle_advice(error)),
        Known::Evidence(error) => explained(error, evidence_file_advice(error)),
        Known::Policy(error) => explained(error, policy_advice(error)),
        Known::Ledger(error) => explained(error, ledger_advice(error)),
        Known::Stats(error) => explained(error, stats_advice(error)),
        Known::Appearance(error) => explained(error, appearance_advice(error)),
        Known::Sign(error) => explained(error, sign_advice(error)),
        Known::Io(error) => Explanation::new(English.io(error), ""),
    }
}

/// `Display` of the layers is English already; it may carry strangers' text.
pub(super) fn explained(error: &impl std::fmt::Display, advice: &str) -> Explanation {
    Explanation::new(Untrusted(&error.to_string()).to_string(), advice)
}

const EDXML: &str = "Ask the sender to pack the document anew (QCVN 102:2016/BTTTT).";

fn x509_advice(error: &x509::Error) -> &'static str {
    match error {
        x509::Error::OcspStatus { .. } => "Ask the responder again; this file says nothing of any certificate.",
        x509::Error::Ocsp { .. } => "An answer is the DER that a responder sent, whole.",
        _ => "",
    }
}

fn trust_advice(error: &trust::Error) -> &'static str {
    match error {
        trust::Error::NoFolder => "Set XDG_DATA_HOME to a folder that you can write to.",
        trust::Error::File { .. } => "Check the permissions of the store.",
        trust::Error::Damaged { .. } => "Remove the file, and add the certificate again with 'kyso trust add'.",
        trust::Error::Absent { .. } => {
            "See 'kyso trust list', or compare the digest with what the authority publishes."
        }
        trust::Error::OtherDigest { .. } => {
            "Nothing was added. It has 64 digits; see the files' own with 'kyso cert show FILE', and compare with what the authority publishes."
        }
        trust::Error::Short { .. } => "Give at least the first 8 digits of its SHA-256; see 'kyso trust list'.",
        trust::Error::Ambiguous { .. } => "Give more digits of it.",
        trust::Error::Pin { .. } => {
            "It was not kept. Ask the authority, and compare its SHA-256 with 'kyso trust list'."
        }
        trust::Error::Authorities { .. } => "Give vn, or the path of a list of authorities (TOML).",
        trust::Error::OfTheMachine { .. } => "Only whoever administers this machine can change it.",
    }
}

fn bundle_advice(error: &bundle::Error) -> &'static str {
    match error {
        bundle::Error::Malformed { .. } | bundle::Error::Content(_) => "Copy the bundle again, or ask for it again.",
        bundle::Error::Signature { .. } => "Do not use it. Ask whoever made it for the original.",
        bundle::Error::Stranger { .. } => {
            "If you know this digest from whoever made the bundle: 'kyso trust add FILE --use bundle' with their certificate."
        }
        _ => "",
    }
}

fn evidence_file_advice(error: &EvidenceError) -> &'static str {
    match error {
        EvidenceError::TooLarge { .. } => "Judge the document itself.",
        EvidenceError::Foreign => {
            "Give what 'kyso verify INPUT --evidence FILE' wrote; a document is given without --evidence."
        }
        EvidenceError::Version { .. } => "Judge it with the version of kyso that wrote it, or the document itself.",
        EvidenceError::Damaged { .. } => {
            "Take another copy of it. It is one line, which no program may write anew; or judge the document itself."
        }
        EvidenceError::Malformed { .. } => "Judge the document itself, and do not rely on this file.",
        EvidenceError::NotKept { .. } => "Nothing was written. Keep the document itself.",
    }
}

fn policy_advice(error: &PolicyError) -> &'static str {
    match error {
        PolicyError::Unreadable { .. } => "Give default, nd30, or the path of a policy file.",
        PolicyError::Syntax { .. } | PolicyError::NoSuchRule { .. } => {
            "kyso-policy(5) describes the file, kyso-codes(7) names the rules."
        }
        PolicyError::Base { .. } => "Write extends = \"default\" or extends = \"nd30\".",
        PolicyError::Grace { .. } => "Take revocation_grace out, or write revocation_freshness = \"after-signature\".",
        PolicyError::Firm { .. } => "Take the line out, or write \"fail\".",
    }
}

fn stats_advice(error: &stats::Error) -> &'static str {
    match error {
        stats::Error::Register(fault) => registers::advice(&fault.kind),
        stats::Error::NoDays(_) => "Check --period, --from, --to and --compare.",
        stats::Error::NoPrevious(_) => {
            "Give both ends with --period, or --from and --to; or name the period to compare with: --compare 2017."
        }
        stats::Error::Yardstick { .. } => "kyso-stats(5) describes the file.",
        stats::Error::NoHeading { .. } => "Write the heading of --columns as it stands in the register.",
        stats::Error::SeveralOffices { .. } => "Write the code of the one that is meant.",
        stats::Error::NoOffice(_) => "Write its code, or its name as the table has it.",
        _ => "",
    }
}

fn ledger_advice(error: &ledger::Error) -> &'static str {
    match error {
        ledger::Error::Url(_) => "Write --ledger sqlite:PATH, postgres://USER@HOST/DATABASE, or none.",
        ledger::Error::NoPostgres => "Use --ledger sqlite:PATH, or build kyso with the feature postgres.",
        ledger::Error::Address { .. } => {
            "It is postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE; % and two digits stand for other characters. kyso-ledger(5) has all of it."
        }
        ledger::Error::PasswordFile { .. } => "Run: chmod 600 FILE",
        ledger::Error::Connect { .. } | ledger::Error::Lost(_) => {
            "Check host, port and database, the network, and whether the server runs. What was acknowledged is kept."
        }
        ledger::Error::Tls { .. } => {
            "Compare the server's certificate and its name with sslrootcert=FILE. A server without TLS, in a network that is trusted, needs sslmode=disable."
        }
        ledger::Error::NoRoot { .. } => {
            "Give ?sslrootcert=FILE, the certificate of the authority that issued the server's, or that one itself."
        }
        ledger::Error::Login { .. } => {
            "Check the user and the password: in the address, in PGPASSWORD, or in ~/.pgpass."
        }
        ledger::Error::Rights(_) => {
            "Ask the administrator of the database for the role that this needs: kyso_writer to record, kyso_reader to count, the owner to count anew."
        }
        ledger::Error::NotMade { .. } => {
            "Let an administrator look at 'kyso ledger schema --roles' and run it, then grant kyso_writer or kyso_reader to this user."
        }
        ledger::Error::Encoding { .. } => {
            "Make the database with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        }
        ledger::Error::Schema { .. } => "Use the version of kyso that made it or a later one, or another ledger.",
        ledger::Error::NoParquet => "Export as CSV, or build kyso with the feature parquet.",
        ledger::Error::Damaged { .. } => {
            "'kyso ledger check' shows what happened. Go back to a copy, or import an export."
        }
        ledger::Error::Sums { .. } => "Count them anew with 'kyso ledger recount'.",
        ledger::Error::Column { .. } | ledger::Error::Import { .. } => {
            "Import what 'kyso ledger export' wrote, unchanged. What was imported before it stays."
        }
        ledger::Error::Unfit { .. } => {
            "The document is as it was. Run it again; if that fails too, run it with --ledger none and report this error."
        }
        ledger::Error::NumbersGiven { .. } => {
            "The first incoming number is chosen before a document of the year gets one; go on without --first-number."
        }
        ledger::Error::Write(_) => "Check the disk and the permissions.",
        ledger::Error::Busy(_) => "Wait until the other process is done, and run it again.",
        _ => "Check the path and the permissions, or give another ledger with --ledger; none records nothing.",
    }
}

fn appearance_advice(error: &appearance::Error) -> &'static str {
    match error {
        appearance::Error::None { .. } => {
            "Install one (fonts-liberation or fonts-dejavu on Debian and Ubuntu), or name a TrueType file: font in the configuration, or KYSO_FONT."
        }
        _ => "Name another TrueType file (.ttf): font in the configuration, or KYSO_FONT.",
    }
}

fn pdf_advice(error: &pdf::Error) -> &'static str {
    match error {
        pdf::Error::NotPdf { .. } => "Is it really a PDF? Word and other documents have to be exported first.",
        pdf::Error::RepairSigned => "Ask for the file as it was signed.",
        pdf::Error::BeyondRepair { .. } => "Ask for the file again.",
        error if error.is_repairable() => {
            "The file is damaged or was not copied whole. Ask for it again, or sign what can be read with --repair."
        }
        pdf::Error::NeedsPassword => "Give --password-file FILE, or run it at a terminal to be asked.",
        pdf::Error::WrongPassword => "Check the password: the one to open the document, or its owner's.",
        pdf::Error::UnsupportedEncryption { .. } => {
            "Whoever made the document can save it with a password (AES-256) or without encryption."
        }
        pdf::Error::NoPage { count: 0, .. } => {
            "A signature needs a page to stand on. Export the document again from the program it was written in."
        }
        pdf::Error::Limit { .. } => "The file goes beyond what a document needs; it may be made to do harm.",
        _ => "",
    }
}

const INTERNAL: &str = "If this host is your office's own, allow it: net.allow in the configuration.";

pub(super) fn net_advice(error: &net::Error) -> &'static str {
    match error {
        net::Error::Address { .. } => "Give an address that begins with http:// or https://.",
        net::Error::Timeout { .. } => "Give it more time with --tsa-timeout, or a further address with --tsa.",
        net::Error::Status { status: 401 | 403 | 407, .. } => "Check --tsa-user and --tsa-password-file.",
        net::Error::Status { status: 429, .. } => "The service limits how often it is asked: set --tsa-rate.",
        net::Error::Status { .. } | net::Error::Connection { .. } => {
            "Check the address, the network and the proxy (HTTPS_PROXY). When signing, --defer leaves documents at B-B meanwhile."
        }
        net::Error::Refused { .. } => INTERNAL,
        net::Error::TooLarge { .. } => "Is this the address of a time-stamping authority?",
    }
}

fn tsa_advice(error: &tsa::Error) -> &'static str {
    match error {
        tsa::Error::NoTsa => "Give --tsa URL, or set tsa.url in the configuration.",
        tsa::Error::Malformed { .. } | tsa::Error::NotATimestamp { .. } | tsa::Error::Cms(_) => {
            "Is this the address of a time-stamping authority (RFC 3161)?"
        }
        tsa::Error::WrongNonce { .. } | tsa::Error::Token { .. } => {
            "The authority's answer cannot be relied on. Tell whoever runs it, and use another address."
        }
        _ => "",
    }
}

fn sign_advice(error: &sign::Error) -> &'static str {
    match error {
        sign::Error::Forbidden(sign::Forbidden::DocMdp { .. }) => {
            "Whoever certified the document allowed no further signature. Ask for one that may be signed."
        }
        sign::Error::Forbidden(sign::Forbidden::Permissions { .. }) => {
            "With the owner's password (--password-file) it may be signed all the same."
        }
        sign::Error::Forbidden(sign::Forbidden::Mac(_)) => {
            "Somebody without its password may have changed the document. Ask for the original."
        }
        sign::Error::Forbidden(sign::Forbidden::CertifyAfterSignature) => "Sign without --certify.",
        sign::Error::Field { .. } => "'kyso inspect' lists the fields.",
        sign::Error::SelfCheck { .. } => "Nothing was written. Please report this with the document, if you may.",
        sign::Error::Scheme { .. } => "Sign without --pss.",
        sign::Error::UntrustedTsa => "Give its root with --tsa-trust, and what lies between with --intermediate.",
        sign::Error::NothingSigned => "Sign it first: 'kyso sign'.",
        sign::Error::Evidence(error) if error.problem.as_ref().is_some_and(|problem| problem.code == net::REFUSED) => {
            INTERNAL
        }
        sign::Error::Evidence(error) => evidence_advice(&error.missing),
        sign::Error::Unreached { .. } => "Nothing was written. 'kyso verify -v' says what is wrong with the signature.",
        _ => "",
    }
}

fn evidence_advice(missing: &sign::Missing) -> &'static str {
    match missing {
        sign::Missing::Path(_) => {
            "Give the root with --trust or --tsa-trust, the certificates below it with --intermediate or --online."
        }
        sign::Missing::Revoked { .. } => "A signature with this certificate cannot be proven to be good.",
        sign::Missing::OnHold { .. } => "Try again when the suspension is over.",
        sign::Missing::Older { .. } => {
            "Wait for the authority's next list, or give --online or --ocsp; --defer signs now and notes it for later."
        }
        sign::Missing::Nothing => "Give --online, or the answers with --crl or --ocsp; --defer does it later.",
    }
}
