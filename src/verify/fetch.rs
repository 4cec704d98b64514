//! What the file does not carry, fetched where the user lets us: issuers, lists, OCSP answers.
//!
//! It is asked for once for each signer and time-stamping authority, before anything is judged, and then counts like what
//! the user brought. A dead address is a reason to try later, and one that documents may not lead to is named; neither is
//! ever an error of the run (VERDICT §2). Where nothing of it was needed, a refused address is still a warning: somebody
//! wrote it.

use time::OffsetDateTime;

use crate::cms::{SignedData, SignerInfo, attributes, signing_certificate};
use crate::net;
use crate::online::{FetchProblem, Material};
use crate::tsa::Token;
use crate::x509::Certificate;

use super::facts::EntryFacts;
use super::fault::Fault;
use super::policy::RevocationFreshness;
use super::revocation::CLOCK_TOLERANCE;
use super::store::Store;
use super::terms::{EntryType, SubIndication};
use super::xcv::{Chain, Question};
use super::{Context, rules};

/// Addresses that a report names for one path; whoever puts hundreds into a certificate shall not fill it.
const MOST_NAMED: usize = 16;

/// A certificate that something is signed with.
pub(super) struct Leaf<'a> {
    pub(super) certificate: Certificate,
    pub(super) anchors: &'a [Certificate],
    /// Since when revocation data of it has to be, for the policy.
    pub(super) fresh_since: Option<OffsetDateTime>,
    /// Does anybody ask whether it is revoked?
    pub(super) revocation: bool,
}

/// The signers of the entries, and those of their time-stamps, as far as they are known, each once.
pub(super) fn leaves<'a>(entries: &[EntryFacts], pool: &[Certificate], context: &'a Context) -> Vec<Leaf<'a>> {
    let mut all: Vec<Leaf<'a>> = Vec::new();
    let mut add = |certificate: Option<Certificate>, anchors: &'a [Certificate], fresh_since| {
        let new = certificate.filter(|new| !all.iter().any(|leaf| leaf.certificate == *new && leaf.anchors == anchors));
        all.extend(new.map(|certificate| Leaf { certificate, anchors, fresh_since, revocation: true }));
    };
    for entry in entries {
        let Ok(data) = &entry.contents.cms else {
            let own = entry.certificates.first().and_then(|der| context.memory.certificate(der).ok());
            add(own, &context.trust, None);
            continue;
        };
        for signer in &data.signers {
            let certificate = signing_certificate(data, signer, pool);
            match entry.kind {
                EntryType::DocTimestamp => add(certificate, &context.tsa_trust, None),
                _ => add(certificate, &context.trust, fresh_since(signer, context)),
            }
            for token in tokens(signer) {
                let certificate = token.signers.first().and_then(|signer| signing_certificate(&token, signer, pool));
                add(certificate, &context.tsa_trust, None);
            }
        }
    }
    all
}

fn tokens(signer: &SignerInfo) -> Vec<SignedData> {
    let content = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
    let all = signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP).into_iter().chain(content);
    all.filter_map(|token| SignedData::parse(token).ok()).collect()
}

/// Under a policy that wants answers from after the signature: since the last of its time-stamps and the grace, or since now.
fn fresh_since(signer: &SignerInfo, context: &Context) -> Option<OffsetDateTime> {
    let strict = context.policy.rules.revocation_freshness == RevocationFreshness::AfterSignature;
    let tokens = signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP).into_iter();
    let times = tokens.filter_map(|token| Token::parse(token).ok()).map(|token| token.info.gen_time);
    let grace = context.policy.rules.revocation_grace;
    strict.then(|| {
        let since = times.max().map_or(context.at, |time| grace.after(time).min(context.at));
        since.saturating_sub(CLOCK_TOLERANCE)
    })
}

impl Store {
    /// Everything in it that was issued by the current time.
    pub(super) fn material(&self) -> Material {
        let data = self.data.all().clone();
        Material { certificates: self.pool.all().to_vec(), crls: data.crls, ocsps: data.ocsps }
    }
}

impl Question<'_> {
    /// Says of a chain that lacks something what could not be fetched for it. The first fault gives its name to the whole: an
    /// address that may answer later comes before what it left open.
    pub(super) fn blame_network(&self, chain: &mut Chain) {
        let problems = self.store.unfetched(self.leaf);
        chain.fetch_refused = problems.iter().any(|problem| problem.code == net::REFUSED);
        let lacks = |fault: &Fault| fault.rule == rules::CERTIFICATE_PATH || fault.rule == rules::REVOCATION_DATA;
        if chain.faults.iter().any(lacks) {
            let named = problems.iter().take(MOST_NAMED);
            let (passing, lasting): (Vec<_>, Vec<_>) = named.partition(|problem| problem.is_passing);
            let fault = |problem: &FetchProblem| Fault {
                object: format!("{}: {}", problem.code, problem.text),
                certificate: None,
                ..Fault::lasting(rules::FETCH, SubIndication::TryLater, self.leaf)
            };
            chain.faults.splice(0..0, passing.into_iter().map(fault));
            chain.faults.extend(lasting.into_iter().map(fault));
        }
    }
}
