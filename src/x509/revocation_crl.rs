//! What revocation lists say of a certificate (RFC 5280 §6.3.3): complete, delta and indirect ones, and those for some
//! reasons only.
//!
//! Each list that is meant for the certificate and rightly signed makes a statement; a delta makes one together with the
//! list it completes. Lists for some reasons are worth nothing alone: together they must cover all reasons before they
//! can say that a certificate is not revoked. That it is revoked, each may say.

use std::collections::HashSet;

use time::OffsetDateTime;

use super::crl_scope::{coverage, names_crl_issuer};
use super::revocation::{Companion, Considered, Evidence, Outcome, Unusable};
use super::revocation_check::{Asked, Silence};
use super::tlv::shortest;
use super::{Certificate, Crl, Reason, Reasons, RevokedEntry};

/// A list that is meant for the certificate and rightly signed.
struct Usable<'a> {
    crl: &'a Crl,
    reasons: Reasons,
    /// Who signed it, if not the certificate's issuer.
    signer: Option<Certificate>,
}

/// What a list says, or a delta with its base.
struct Statement<'a> {
    list: &'a Usable<'a>,
    base: Option<&'a Usable<'a>>,
    reasons: Reasons,
    outcome: Outcome,
    /// Other statements that are needed beside it.
    beside: Vec<Companion>,
}

/// What `crls` say of the certificate, one by one; lists of strangers are left out.
pub(super) fn ask(asked: &Asked<'_>, crls: &[Crl]) -> Vec<Considered> {
    let (mut seen, mut usable, mut considered) = (HashSet::new(), Vec::new(), Vec::new());
    for crl in crls.iter().filter(|crl| seen.insert(crl.fingerprint())) {
        let Some(covered) = coverage(asked.certificate, crl) else { continue };
        match covered.and_then(|reasons| Ok(Usable { crl, reasons, signer: signer(asked, crl)? })) {
            Ok(list) => usable.push(list),
            Err(why) => considered.push(unusable(crl, None, why)),
        }
    }
    let (deltas, bases): (Vec<_>, Vec<_>) = usable.iter().partition(|list| list.crl.is_delta());
    let mut statements: Vec<_> = bases.iter().map(|base| Statement::new(asked, base, None)).collect();
    for delta in deltas {
        let completed = bases.iter().filter(|base| completes(delta, base)).max_by_key(|base| number(base.crl.number()));
        match completed {
            Some(base) => statements.push(Statement::new(asked, delta, Some(base))),
            None => considered.push(unusable(delta.crl, delta.signer.clone(), Unusable::Delta)),
        }
    }
    cover_all_reasons(&mut statements);
    considered.extend(statements.into_iter().map(Considered::from));
    considered
}

fn unusable(crl: &Crl, signer: Option<Certificate>, why: Unusable) -> Considered {
    let outcome = Outcome::Unusable(why);
    Considered { evidence: Evidence::Crl(crl.clone()), outcome, signer, also: Vec::new() }
}

impl<'a> Statement<'a> {
    fn new(asked: &Asked<'_>, list: &'a Usable<'a>, base: Option<&'a Usable<'a>>) -> Self {
        let reasons = base.map_or(list.reasons, |base| base.reasons.and(list.reasons));
        Self { list, base, reasons, outcome: said(asked, list, base), beside: Vec::new() }
    }

    /// The lists that it is made of.
    fn parts(&self) -> Vec<Companion> {
        let part = |list: &Usable<'_>| Companion { evidence: list.evidence(), signer: list.signer.clone() };
        std::iter::once(self.list).chain(self.base).map(part).collect()
    }
}

impl Usable<'_> {
    fn evidence(&self) -> Evidence {
        Evidence::Crl(self.crl.clone())
    }
}

impl From<Statement<'_>> for Considered {
    fn from(statement: Statement<'_>) -> Self {
        let mut also = statement.parts().split_off(1);
        also.extend(statement.beside);
        let signer = statement.list.signer.clone();
        Self { evidence: statement.list.evidence(), outcome: statement.outcome, signer, also }
    }
}

/// What `list` says, and where it is silent its base (§6.3.3 (i)–(k)).
fn said(asked: &Asked<'_>, list: &Usable<'_>, base: Option<&Usable<'_>>) -> Outcome {
    let find = |list: &Usable<'_>| list.crl.find(asked.certificate.issuer(), asked.certificate.serial());
    let this_update = list.crl.this_update();
    match find(list).or_else(|| base.and_then(find)) {
        None | Some(RevokedEntry { reason: Some(Reason::RemoveFromCrl), .. }) => silence(asked, list, base),
        Some(entry) if entry.is_hold() => Outcome::OnHold { time: entry.time, this_update },
        Some(RevokedEntry { time, reason, invalidity_date }) => Outcome::Revoked { time, reason, invalidity_date },
    }
}

fn silence(asked: &Asked<'_>, list: &Usable<'_>, base: Option<&Usable<'_>>) -> Outcome {
    // Unless its issuer sends those who ask to the certificate's own holder (cRLIssuer, §4.2.1.13), as with
    // id-pkix-ocsp-nocheck: then there is nobody else to be asked.
    let appointed = names_crl_issuer(asked.certificate, asked.certificate.subject());
    if asked.is_own_word(list.signer.as_ref()) && !appointed {
        return Outcome::Unusable(Unusable::OwnWord);
    }
    let silence = Silence {
        this_update: list.crl.this_update(),
        next_update: list.crl.next_update(),
        kept_since: base.unwrap_or(list).crl.expired_certs_from(),
        positive: false,
    };
    silence.means(asked.certificate, asked.at)
}

/// §5.2.4: same issuer, same scope, same key; not older than the delta's base, and older than the delta.
fn completes(delta: &Usable<'_>, base: &Usable<'_>) -> bool {
    let same =
        delta.crl.issuer() == base.crl.issuer() && delta.crl.scope() == base.crl.scope() && delta.signer == base.signer;
    let Some((own, from)) = number(base.crl.number()).zip(number(delta.crl.base_number())) else { return false };
    same && from <= own && Some(own) < number(delta.crl.number())
}

/// A CRL number, so that numbers compare as such: they are not negative (§5.2.3).
fn number(content: Option<&[u8]>) -> Option<(usize, &[u8])> {
    let digits = content.map(shortest)?;
    let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
    Some((digits.len(), digits))
}

/// §6.3.3 (d), (e), (l): silent lists for some reasons speak together if they cover all; current ones, else stale ones too.
fn cover_all_reasons(statements: &mut [Statement<'_>]) {
    let silent = |outcome: &Outcome| matches!(outcome, Outcome::Good { .. } | Outcome::Stale { .. });
    let mut partial: Vec<_> =
        statements.iter_mut().filter(|part| part.reasons != Reasons::ALL && silent(&part.outcome)).collect();
    // The current ones first, then the newest.
    let good = |part: &Statement<'_>| matches!(part.outcome, Outcome::Good { .. });
    partial.sort_by_key(|part| (!good(part), std::cmp::Reverse(part.list.crl.this_update())));
    let mut covered = Reasons::NONE;
    let (mut needed, rest): (Vec<_>, Vec<_>) = partial.into_iter().partition(|part| {
        let more = covered.or(part.reasons);
        let adds = more != covered;
        covered = more;
        adds
    });
    let joint = if covered == Reasons::ALL { joint(&needed) } else { Outcome::Unusable(Unusable::SomeReasons) };
    let parts: Vec<_> = needed.iter().map(|part| part.parts()).collect();
    for (at, part) in needed.iter_mut().enumerate() {
        part.outcome = joint.clone();
        let others = parts.iter().enumerate().filter(|(other, _)| covered == Reasons::ALL && *other != at);
        part.beside = others.flat_map(|(_, parts)| parts.clone()).collect();
    }
    for part in rest {
        part.outcome = Outcome::Unusable(Unusable::SomeReasons);
    }
}

/// As old as the oldest of them, current as long as all are.
fn joint(parts: &[&mut Statement<'_>]) -> Outcome {
    let this_update = parts.iter().map(|part| part.list.crl.this_update()).min();
    let next_updates: Option<Vec<OffsetDateTime>> = parts.iter().map(|part| part.list.crl.next_update()).collect();
    let next_update = next_updates.and_then(|all| all.into_iter().min());
    let this_update = this_update.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    if parts.iter().all(|part| matches!(part.outcome, Outcome::Good { .. })) {
        Outcome::Good { this_update, next_update }
    } else {
        Outcome::Stale { this_update, next_update }
    }
}

/// §6.3.3 (f), (g): the certificate's issuer signed it, or another who may: a second key of the same name, or the issuer
/// of an indirect list. That one's own path and status are the judge's to ask.
fn signer(asked: &Asked<'_>, crl: &Crl) -> Result<Option<Certificate>, Unusable> {
    if let Some(oid) = crl.unknown_critical().first() {
        return Err(Unusable::CriticalExtension(oid.clone()));
    }
    let mut failure = Unusable::NoCrlIssuer;
    if crl.issuer() == asked.certificate.issuer() {
        match signed(asked, crl, asked.issuer) {
            Ok(()) => return Ok(None),
            Err(why) => failure = why,
        }
    }
    let named = asked.pool.iter().filter(|other| other.subject() == crl.issuer() && hinted(crl, other));
    let mut candidates: Vec<_> = named.filter(|other| other.spki() != asked.issuer.spki()).collect();
    candidates.sort_by_key(|candidate| !candidate.is_valid_at(asked.at));
    for candidate in candidates {
        match signed(asked, crl, candidate) {
            Ok(()) => return Ok(Some(candidate.clone())),
            Err(why @ Unusable::TooMuch) => return Err(why),
            Err(why) if failure == Unusable::NoCrlIssuer => failure = why,
            Err(_) => {}
        }
    }
    Err(failure)
}

/// Do the key identifiers, where both have one, agree?
fn hinted(crl: &Crl, candidate: &Certificate) -> bool {
    let hint = crl.authority_key_id().and_then(|id| id.key_id.as_ref());
    hint.zip(candidate.extensions().subject_key_id.as_ref()).is_none_or(|(hint, own)| hint == own)
}

fn signed(asked: &Asked<'_>, crl: &Crl, by: &Certificate) -> Result<(), Unusable> {
    if by.extensions().key_usage.is_some_and(|usage| !usage.crl_sign()) {
        return Err(Unusable::IssuerMayNotSign);
    }
    asked.signed(crl.fingerprint(), by, || crl.signed_by(by.public_key()?))
}
