//! The evidence that makes a signature provable for ever: for every certificate of its path, and of its time-stamps' paths, an
//! answer about revocation that counts (EN 319 142-1 §5.4, VERDICT §9).
//!
//! The path and the answers are judged at the time from which on they must speak. An answer about the certificate at the
//! path's beginning must be issued at that time or later. An authority above it publishes seldom: of its answers the one
//! that is current then will do.

use time::OffsetDateTime;

use crate::pdf::{Additions, VriAddition};
use crate::text::Untrusted;
use crate::verify::Context;
use crate::x509::{Certificate, Failure, Outcome, PathReport, PathStatus};

use super::entries::{Entry, proofs};
use super::error::Error;
use super::gather::{Gathered, Material, gather};

/// Why a level cannot be reached for one signature or time-stamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No path leads from the certificate to an anchor that was valid then.
    #[error("no sound path to a trusted root ({0})")]
    Path(String),
    /// It, or an authority above it, was revoked already.
    #[error("revoked on {time}")]
    Revoked {
        /// When.
        time: OffsetDateTime,
    },
    /// It, or an authority above it, is suspended.
    #[error("suspended since {time}")]
    OnHold {
        /// Since when.
        time: OffsetDateTime,
    },
    /// There is nothing newer than what was said before the signature.
    #[error("no answer about revocation since {wanted}; the newest is of {newest}{}", .next.map(|next| format!(", the next one comes about {next}")).unwrap_or_default())]
    Older {
        /// When the newest answer was issued.
        newest: OffsetDateTime,
        /// From when on it would count.
        wanted: OffsetDateTime,
        /// When the next one is to be had.
        next: Option<OffsetDateTime>,
    },
    /// There is no usable answer at all.
    #[error("no usable answer about revocation")]
    Nothing,
}

/// Where and for whom evidence is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{field}»: {}: {missing}{}", Untrusted(.subject), .problem.as_ref().map(|text| format!(" ({})", Untrusted(text))).unwrap_or_default())]
pub struct EvidenceError {
    /// The signature's or time-stamp's field.
    pub field: String,
    /// Whose certificate, RFC 4514.
    pub subject: String,
    /// What is missing.
    pub missing: Missing,
    /// What went wrong with an address that could have helped.
    pub problem: Option<String>,
}

impl Missing {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Path(_) => "EVIDENCE_NO_PATH",
            Self::Revoked { .. } => "EVIDENCE_REVOKED",
            Self::OnHold { .. } => "EVIDENCE_ON_HOLD",
            Self::Older { .. } => "EVIDENCE_TOO_OLD",
            Self::Nothing => "EVIDENCE_NONE",
        }
    }

    /// Can the same question have another answer later?
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Older { .. } | Self::Nothing | Self::OnHold { .. })
    }
}

/// id-ce-noRevAvail (RFC 9608) and id-etsi-ext-valassured-ST-certs (EN 319 412-1 §5.2): nobody answers about these.
const SHORT_TERM: [&str; 2] = ["2.5.29.56", "0.4.0.194121.2.1"];

/// What is gathered for one document.
pub(super) struct Collection<'c> {
    context: &'c Context,
    known: Material,
    additions: Additions,
}

impl<'c> Collection<'c> {
    /// Nothing yet; `known` is what the document holds.
    pub(super) fn new(context: &'c Context, mut known: Material) -> Self {
        known.extend(Material::of(context));
        Self { context, known, additions: Additions::default() }
    }

    /// Is there a path from this time-stamping authority to an anchor?
    pub(super) fn is_trusted(&self, authority: &Certificate, at: OffsetDateTime) -> bool {
        let gathered = self.gather(authority, &self.context.tsa_trust, at);
        gathered.path.status == PathStatus::Valid
    }

    /// Gathers for the entry at `place`: its signer and its own time-stamps that lead to an anchor.
    pub(super) fn add(&mut self, entries: &[Entry], place: usize, now: OffsetDateTime, vri: bool) -> Result<(), Error> {
        let entry = &entries[place];
        self.known.certificates.extend(entry.certificates.iter().cloned());
        let mut own = Material::default();
        if let Some(signer) = &entry.signer {
            let trusted = proofs(entries, place).filter(|stamp| self.is_trusted(&stamp.certificate, stamp.gen_time));
            let since = trusted.map(|stamp| stamp.gen_time).min().unwrap_or(now);
            own.extend(self.provable(entry, signer, &self.context.trust, since)?);
        }
        for stamp in &entry.stamps {
            // A second authority that nobody here trusts harms nothing, as long as another proves the time.
            let alone = entry.is_timestamp() || entry.stamps.len() == 1;
            if alone || self.is_trusted(&stamp.certificate, stamp.gen_time) {
                own.extend(self.provable(entry, &stamp.certificate, &self.context.tsa_trust, stamp.gen_time)?);
            }
        }
        if vri {
            self.additions.vri.push(VriAddition {
                key: entry.vri.clone(),
                updated: now,
                certificates: own.certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
                crls: own.crls.iter().map(|crl| crl.der().to_vec()).collect(),
                ocsps: Vec::new(),
            });
        }
        self.additions.certificates.extend(own.certificates.iter().map(|certificate| certificate.der().to_vec()));
        self.additions.crls.extend(own.crls.iter().map(|crl| crl.der().to_vec()));
        // What was fetched for one serves the next.
        self.known.extend(own);
        Ok(())
    }

    /// Everything gathered.
    pub(super) fn finish(self) -> Additions {
        self.additions
    }

    fn gather(&self, leaf: &Certificate, anchors: &[Certificate], since: OffsetDateTime) -> Gathered {
        gather(leaf, &self.known, anchors, since, Some(since), &self.context.memory)
    }

    /// The evidence for one certificate, if it is complete.
    fn provable(
        &self,
        entry: &Entry,
        leaf: &Certificate,
        anchors: &[Certificate],
        since: OffsetDateTime,
    ) -> Result<Material, Error> {
        let gathered = self.gather(leaf, anchors, since);
        let problem = gathered.problems.first().map(ToString::to_string);
        let lacks = |certificate: &Certificate, missing| {
            let subject = certificate.subject().to_rfc4514();
            Error::Evidence(EvidenceError { field: entry.field.clone(), subject, missing, problem: problem.clone() })
        };
        if gathered.path.status != PathStatus::Valid {
            return Err(lacks(leaf, Missing::Path(path_failure(&gathered.path))));
        }
        let links: Vec<_> = gathered.path.path.links().collect();
        for (place, (certificate, issuer)) in links.into_iter().enumerate() {
            let wanted = (place == 0).then_some(since);
            if let Some(missing) = self.missing(&gathered, certificate, issuer, since, wanted) {
                return Err(lacks(certificate, missing));
            }
        }
        Ok(gathered.used)
    }

    /// What is missing for one certificate; `wanted` is the time from which on an answer counts.
    fn missing(
        &self,
        gathered: &Gathered,
        certificate: &Certificate,
        issuer: &Certificate,
        at: OffsetDateTime,
        wanted: Option<OffsetDateTime>,
    ) -> Option<Missing> {
        if is_short_term(certificate) {
            return None;
        }
        let answer = gathered.check(certificate, issuer, at, &self.context.memory);
        match answer.outcome {
            Outcome::Good { this_update, next_update } => wanted
                .filter(|wanted| this_update < *wanted)
                .map(|wanted| Missing::Older { newest: this_update, wanted, next: next_update }),
            // What was revoked afterwards is proven to have been good before.
            Outcome::Revoked { time, .. } if time > at => None,
            Outcome::Revoked { time, .. } => Some(Missing::Revoked { time }),
            Outcome::OnHold { time, .. } => Some(Missing::OnHold { time }),
            Outcome::Stale { this_update, next_update } => {
                Some(Missing::Older { newest: this_update, wanted: at, next: next_update })
            }
            Outcome::Unknown | Outcome::NoInformation { .. } | Outcome::Unusable(_) | Outcome::None => {
                Some(Missing::Nothing)
            }
        }
    }
}

/// Is revocation not to be asked for?
pub(super) fn is_short_term(certificate: &Certificate) -> bool {
    SHORT_TERM.iter().any(|oid| certificate.extensions().get(oid).is_some())
}

fn path_failure(report: &PathReport) -> String {
    report.failure().map_or_else(String::new, Failure::to_string)
}
