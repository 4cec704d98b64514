//! Path and answers about one certificate, from what is at hand.

use time::OffsetDateTime;

use crate::verify::Context;
use crate::x509::{
    Budget, Certificate, Crl, Evidence, Memory, OcspResponse, PathInputs, PathReport, RevocationAnswer, RevocationData,
    build_path, check_revocation, revocation_exemption,
};

/// Certificates and revocation data.
#[derive(Clone, Debug, Default)]
pub(super) struct Material {
    pub(super) certificates: Vec<Certificate>,
    pub(super) crls: Vec<Crl>,
    pub(super) ocsps: Vec<OcspResponse>,
}

impl Material {
    pub(super) fn absorb(&mut self, other: &Self) {
        self.certificates.extend(other.certificates.iter().cloned());
        self.crls.extend(other.crls.iter().cloned());
        self.ocsps.extend(other.ocsps.iter().cloned());
    }
}

pub(super) struct Problem {
    pub(super) text: String,
    pub(super) is_passing: bool,
}

pub(super) struct Link {
    pub(super) certificate: Certificate,
    pub(super) answer: Option<RevocationAnswer>,
}

pub(super) struct Gathered {
    pub(super) path: PathReport,
    pub(super) links: Vec<Link>,
    pub(super) used: Material,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn gather(
    leaf: &Certificate,
    known: &Material,
    anchors: &[Certificate],
    at: OffsetDateTime,
    _fresh_since: Option<OffsetDateTime>,
    _online: Option<()>,
    memory: &Memory,
) -> Gathered {
    let inputs = PathInputs::default();
    let path = build_path(leaf, &known.certificates, anchors, at, &inputs, memory, &mut Budget::default());
    let mut used = Material::default();
    let mut links = Vec::new();
    let data = RevocationData { crls: known.crls.clone(), ocsps: known.ocsps.clone() };
    for (certificate, issuer) in path.path.links() {
        used.certificates.push(issuer.clone());
        let ask = || check_revocation(certificate, issuer, &data, &known.certificates, at, memory);
        let answer = revocation_exemption(certificate).is_none().then(ask);
        match answer.as_ref().and_then(|answer| answer.evidence.clone()) {
            Some(Evidence::Crl(crl)) => used.crls.push(crl),
            Some(Evidence::Ocsp(ocsp)) => used.ocsps.push(ocsp),
            None => {}
        }
        links.push(Link { certificate: certificate.clone(), answer });
    }
    Gathered { path, links, used, problems: Vec::new() }
}

/// What the user brings.
pub(super) fn at_hand(context: &Context) -> Material {
    let (certificates, crls, ocsps) = (&context.intermediates, &context.crls, &context.ocsps);
    Material { certificates: certificates.clone(), crls: crls.clone(), ocsps: ocsps.clone() }
}
