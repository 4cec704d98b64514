//! The issuers of a signing certificate, as far as its holder knows them. No trust is decided here.

use crate::x509::Certificate;

/// Deepest chain that is followed.
const DEEPEST: usize = 10;

/// `leaf` and then its issuers out of `pool`, each the issuer of the one before by name and signature; a root, being
/// known to whoever trusts it, is left out.
pub(super) fn chain(leaf: &Certificate, pool: &[Certificate]) -> Vec<Vec<u8>> {
    let mut chain = vec![leaf.clone()];
    while chain.len() < DEEPEST {
        let Some(last) = chain.last().filter(|last| !last.is_self_issued()) else { break };
        let issuer = pool.iter().find(|candidate| issues(candidate, last) && !chain.contains(candidate));
        match issuer {
            Some(issuer) if !issuer.is_self_issued() => chain.push(issuer.clone()),
            _ => break,
        }
    }
    chain.iter().map(|certificate| certificate.der().to_vec()).collect()
}

/// By name, and by signature where the algorithm is one that is computed: renewed issuers share their name.
fn issues(issuer: &Certificate, subject: &Certificate) -> bool {
    issuer.subject() == subject.issuer() && issuer.public_key().and_then(|key| subject.signed_by(key)).unwrap_or(true)
}
