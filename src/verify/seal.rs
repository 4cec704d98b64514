//! A time-stamp by itself (EN 319 102-1 §5.4), over a digest that something other than a document has.

use crate::cms::signing_certificate;
use crate::hash::Hash;
use crate::tsa::Token;
use crate::x509::Certificate;

use super::Context;
use super::fetch::Leaf;
use super::poe::Proofs;
use super::store::Store;
use super::timestamps::Material;
use super::verdict::TimestampReport;

impl Context {
    /// Judges a time-stamp token that has to be over `digest`, a SHA-256, now.
    pub fn judge_seal(&self, token: &[u8], digest: &[u8]) -> TimestampReport {
        let token = Token::parse(token);
        let data = token.as_ref().map(|token| &token.data).ok();
        let certificates = data.iter().flat_map(|data| &data.certificates);
        let bag: Vec<Certificate> = certificates.filter_map(|der| self.memory.certificate(der).ok()).collect();
        let signer = data.and_then(|data| signing_certificate(data, data.signers.first()?, &bag));
        let store = signer.map_or_else(Store::default, |certificate| {
            let leaf = Leaf { certificate, anchors: &self.tsa_trust, fresh_since: None, revocation: true };
            Store::beside(&bag, leaf, self)
        });
        let material = Material { context: self, store: &store, proofs: &Proofs::at(self.at), place: None };
        let over = |hash| if hash == Hash::Sha256 { digest.to_vec() } else { Vec::new() };
        material.judge("seal", &token, &over).report
    }
}
