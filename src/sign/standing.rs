//! One's own certificate, before a key is asked to sign with it (Decree 68/2024/ND-CP, Articles 29 and 31).
//!
//! What is known to be wrong refuses. What cannot be known, as in a room without a network, is said and recorded: a
//! signature may still be made, and judged later. Dates and key usage, which the certificate says itself, are looked at by
//! who chooses the key.

use time::OffsetDateTime;

use crate::online::{Link, Online, gather};
use crate::verify::{CertificateOrder, Context, Usage, rules};
use crate::x509::{Certificate, Failure, Outcome, PathInputs, PathStatus};

use super::evidence::at_hand;

/// What is known of one's own certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A sound path to an anchor, and nothing of it revoked.
    Good,
    /// Not enough is known, and why.
    Unknown(Unknown),
    /// It, or an authority above it, was revoked.
    Revoked {
        /// Whose, RFC 4514.
        subject: String,
        /// When.
        time: OffsetDateTime,
    },
    /// It, or an authority above it, is suspended.
    OnHold {
        /// Whose, RFC 4514.
        subject: String,
        /// Since when.
        time: OffsetDateTime,
    },
    /// It does not meet what the policy asks of signers and roots: the first such rule, by its code.
    Unfit {
        /// A rule's code.
        code: &'static str,
    },
    /// No path to an anchor is sound: the reason of the best one, by its code.
    BadPath {
        /// A failure's code.
        code: &'static str,
    },
}

/// Why nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No anchors are set.
    NoAnchors,
    /// No path leads to one.
    NoPath,
    /// There is no usable answer about revocation.
    Revocation,
}

/// What is known of `certificate` at `now`, with `chain` from the token beside what `context` holds.
pub fn standing(certificate: &Certificate, chain: &[Certificate], context: &Context, now: OffsetDateTime) -> Standing {
    if context.trust.is_empty() {
        return Standing::Unknown(Unknown::NoAnchors);
    }
    let mut known = at_hand(context);
    known.certificates.extend(chain.iter().cloned());
    let online = context.online.as_ref().map(Online::for_document);
    let gathered = gather(certificate, &known, &context.trust, now, None, online.as_ref(), &context.memory);
    match gathered.path.status {
        PathStatus::Valid => {}
        PathStatus::NoPath => return Standing::Unknown(Unknown::NoPath),
        _ => return Standing::BadPath { code: gathered.path.failure().map_or("?", Failure::code) },
    }
    known.absorb(&gathered.used);
    if let Some(code) = unmet(certificate, &known.certificates, context, now) {
        return Standing::Unfit { code };
    }
    let mut standing = Standing::Good;
    for Link { certificate, answer, .. } in &gathered.links {
        let subject = || certificate.subject().to_rfc4514();
        match answer.as_ref().map(|answer| &answer.outcome) {
            // Some certificates are not asked about (RFC 9608).
            None | Some(Outcome::Good { .. }) => {}
            Some(Outcome::Revoked { time, .. }) => return Standing::Revoked { subject: subject(), time: *time },
            Some(Outcome::OnHold { time, .. }) => return Standing::OnHold { subject: subject(), time: *time },
            // What is known to be wrong further up still counts.
            _ => standing = Standing::Unknown(Unknown::Revocation),
        }
    }
    standing
}

/// What of the policy's own demands is not met; what is known by `others` is enough to say so.
fn unmet(
    certificate: &Certificate,
    others: &[Certificate],
    context: &Context,
    now: OffsetDateTime,
) -> Option<&'static str> {
    let offline = Context { online: None, ..context.as_of(now) };
    let (usage, inputs) = (Usage::Sign, PathInputs::ANY);
    let order = CertificateOrder { usage, inputs, revocation: false, strength: false };
    let demands = [rules::ANCHOR_SUNSET.code, rules::CERTIFICATE_POLICIES.code, rules::QC_STATEMENTS.code];
    let report = offline.judge_certificate("", certificate, others, &order);
    report.reasons.iter().map(|reason| reason.code).find(|code| demands.contains(code))
}
