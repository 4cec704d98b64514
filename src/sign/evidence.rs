//! The evidence that makes a signature provable for ever: for every certificate of its path, and of its time-stamps' paths, an
//! answer about revocation that counts (EN 319 142-1 §5.4, VERDICT §9).
//!
//! An answer about the certificate at a path's beginning must be issued when the signature is proven to have existed, or
//! later. An authority above it publishes seldom: of its answers the one that is current will do.

use time::OffsetDateTime;

use crate::online::{FetchProblem, Gathered, Link, Material, Online, gather};
use crate::pdf::{Additions, VriAddition};
use crate::text::{Untrusted, moment};
use crate::verify::Context;
use crate::x509::{Certificate, Failure, Outcome, PathStatus, RevocationAnswer};

use super::entries::{Entry, proofs};
use super::error::Error;

/// Why a level cannot be reached for one signature or time-stamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No path leads from the certificate to an anchor that was valid then.
    #[error("no sound path to a trusted root ({0})")]
    Path(String),
    /// It, or an authority above it, was revoked already.
    #[error("revoked on {}", moment(*.time))]
    Revoked {
        /// When.
        time: OffsetDateTime,
    },
    /// It, or an authority above it, is suspended.
    #[error("suspended since {}", moment(*.time))]
    OnHold {
        /// Since when.
        time: OffsetDateTime,
    },
    /// There is nothing newer than what was said before the signature.
    #[error("no answer about revocation since {}; the newest is of {}{}", moment(*.wanted), moment(*.newest), .next.map(|next| format!(", the next one comes about {}", moment(next))).unwrap_or_default())]
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
#[error("«{field}»: {}: {missing}{}", Untrusted(.subject), .problem.as_ref().map(|problem| format!(" ({})", Untrusted(&problem.text))).unwrap_or_default())]
pub struct EvidenceError {
    /// The signature's or time-stamp's field.
    pub field: String,
    /// Whose certificate, RFC 4514.
    pub subject: String,
    /// What is missing.
    pub missing: Missing,
    /// What went wrong with an address that could have helped.
    pub problem: Option<FetchProblem>,
    /// Will that pass?
    pub is_passing: bool,
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

/// What is gathered for one document.
pub(super) struct Collection<'c> {
    context: &'c Context,
    /// What the document holds.
    held: Material,
    /// That, what the user brings, and what was gathered for the entries before.
    known: Material,
    /// With this document's allowance.
    online: Option<Online>,
    additions: Additions,
}

impl<'c> Collection<'c> {
    /// Nothing yet; `held` is what the document holds.
    pub(super) fn new(context: &'c Context, held: Material) -> Self {
        let mut known = held.clone();
        known.absorb(&at_hand(context));
        let online = context.online.as_ref().map(Online::for_document);
        Self { context, held, known, online, additions: Additions::default() }
    }

    /// Is there a path from this time-stamping authority to an anchor?
    pub(super) fn is_trusted(&self, authority: &Certificate, at: OffsetDateTime) -> bool {
        let (anchors, memory) = (&self.context.tsa_trust, &self.context.memory);
        let at_hand = gather(authority, &self.known, anchors, at, None, None, memory);
        let found = |gathered: &Gathered| gathered.path.status == PathStatus::Valid;
        found(&at_hand) || self.online.is_some() && found(&self.gather(authority, anchors, at, at))
    }

    /// Gathers for the entry at `place`: its signer and its own time-stamps that lead to an anchor.
    pub(super) fn add(&mut self, entries: &[Entry], place: usize, now: OffsetDateTime, vri: bool) -> Result<(), Error> {
        let entry = &entries[place];
        let is_archived = is_archived(entries, place);
        let mut own = Material::default();
        if !entry.is_timestamp {
            let signer = entry.signer.as_ref().ok_or_else(|| nobody(entry))?;
            let trusted = proofs(entries, place).filter(|stamp| self.is_trusted(&stamp.certificate, stamp.gen_time));
            let since = trusted.map(|stamp| stamp.gen_time).min().unwrap_or(now);
            let wanted = self.context.policy.rules.revocation_grace.after(since);
            let need = Need { entry, leaf: signer, since, wanted, now, is_archived };
            own.absorb(&self.provable(&need, &self.context.trust)?);
        }
        for stamp in &entry.stamps {
            // A second authority that nobody here trusts harms nothing, as long as another proves the time.
            let alone = entry.is_timestamp || entry.stamps.len() == 1;
            if alone || self.is_trusted(&stamp.certificate, stamp.gen_time) {
                let since = stamp.gen_time;
                let need = Need { entry, leaf: &stamp.certificate, since, wanted: since, now, is_archived };
                own.absorb(&self.provable(&need, &self.context.tsa_trust)?);
            }
        }
        let Additions { certificates, crls, ocsps, .. } = encodings(&own);
        if vri {
            let (certificates, crls, ocsps) = (certificates.clone(), crls.clone(), ocsps.clone());
            let addition = VriAddition { key: entry.vri.clone(), updated: now, certificates, crls, ocsps };
            self.additions.vri.push(addition);
        }
        self.additions.certificates.extend(certificates);
        self.additions.crls.extend(crls);
        self.additions.ocsps.extend(ocsps);
        // What was fetched for one serves the next.
        self.known.absorb(&own);
        Ok(())
    }

    /// Everything gathered.
    pub(super) fn finish(self) -> Additions {
        self.additions
    }

    /// From everywhere, as of `at`; about the leaf from `since` on.
    fn gather(
        &self,
        leaf: &Certificate,
        anchors: &[Certificate],
        at: OffsetDateTime,
        since: OffsetDateTime,
    ) -> Gathered {
        gather(leaf, &self.known, anchors, at, Some(since), self.online.as_ref(), &self.context.memory)
    }

    /// The evidence for one certificate: what the document holds, if that will do, else from everywhere.
    ///
    /// What a document time-stamp covers already is proven as of then. What the next one is to cover has to be current when it
    /// is made, or nobody could tell later that the certificate was good until it was covered (EN 319 102-1 §5.6.2.2); only of
    /// certificates that have expired there is nothing current any more.
    fn provable(&self, need: &Need<'_>, anchors: &[Certificate]) -> Result<Material, Error> {
        let is_over = !need.leaf.is_valid_at(need.now);
        let at = if is_over { need.since } else { need.now };
        let held_at = if need.is_archived { need.since } else { at };
        let memory = &self.context.memory;
        let held = gather(need.leaf, &self.held, anchors, held_at, Some(need.wanted), None, memory);
        let everywhere = || need.complete(self.gather(need.leaf, anchors, at, need.wanted), at);
        need.complete(held, held_at).or_else(|_| everywhere())
    }
}

/// Nobody can say whose signature it is.
fn nobody(entry: &Entry) -> Error {
    let missing = Missing::Path("the signer's certificate is not there".to_owned());
    let (field, subject) = (entry.field.clone(), String::new());
    Error::Evidence(Box::new(EvidenceError { field, subject, missing, problem: None, is_passing: false }))
}

/// Is there a document time-stamp over the entry and over a store?
fn is_archived(entries: &[Entry], place: usize) -> bool {
    entries[place + 1..].iter().any(|entry| entry.is_archival && !entry.stamps.is_empty())
}

/// A certificate that is to be proven.
#[derive(Clone, Copy)]
struct Need<'e> {
    entry: &'e Entry,
    leaf: &'e Certificate,
    /// By when what it signed is proven to have existed: an answer from before says nothing.
    since: OffsetDateTime,
    /// The same with the policy's grace.
    wanted: OffsetDateTime,
    now: OffsetDateTime,
    /// Does a document time-stamp cover its evidence already?
    is_archived: bool,
}

impl Need<'_> {
    /// What was gathered as of `at`, and the certificate itself, if nothing is missing.
    fn complete(&self, gathered: Gathered, at: OffsetDateTime) -> Result<Material, Error> {
        let lacks = |certificate: &Certificate, missing| {
            let problem = gathered.problems.iter().find(|problem| problem.is_passing).or(gathered.problems.first());
            Error::Evidence(Box::new(EvidenceError {
                field: self.entry.field.clone(),
                subject: certificate.subject().to_rfc4514(),
                missing,
                is_passing: problem.is_some_and(|problem| problem.is_passing),
                problem: problem.cloned(),
            }))
        };
        if gathered.path.status != PathStatus::Valid {
            let failure = gathered.path.failure().map_or_else(String::new, Failure::to_string);
            return Err(lacks(self.leaf, Missing::Path(failure)));
        }
        for Link { certificate, answer, .. } in &gathered.links {
            let wanted = (certificate == self.leaf).then_some(self.wanted);
            if let Some(missing) = answer.as_ref().and_then(|answer| self.missing(answer, at, wanted)) {
                return Err(lacks(certificate, missing));
            }
        }
        let mut used = gathered.used;
        used.certificates.insert(0, self.leaf.clone());
        Ok(used)
    }

    /// What is missing at `at` for one certificate; `wanted` is the time from which on an answer counts.
    fn missing(
        &self,
        answer: &RevocationAnswer,
        at: OffsetDateTime,
        wanted: Option<OffsetDateTime>,
    ) -> Option<Missing> {
        match answer.outcome {
            Outcome::Good { this_update, next_update } => wanted
                .filter(|wanted| this_update < *wanted)
                .map(|wanted| Missing::Older { newest: this_update, wanted, next: next_update }),
            // What was revoked afterwards is proven to have been good before.
            Outcome::Revoked { time, .. } if time > self.since => None,
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

/// What the user brings.
pub(super) fn at_hand(context: &Context) -> Material {
    let (certificates, crls, ocsps) = (&context.intermediates, &context.crls, &context.ocsps);
    Material { certificates: certificates.clone(), crls: crls.clone(), ocsps: ocsps.clone() }
}

/// As the store holds them.
fn encodings(material: &Material) -> Additions {
    Additions {
        certificates: material.certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
        crls: material.crls.iter().map(|crl| crl.der().to_vec()).collect(),
        ocsps: material.ocsps.iter().map(|ocsp| ocsp.der().to_vec()).collect(),
        vri: Vec::new(),
    }
}
