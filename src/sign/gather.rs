//! Path and answers about one certificate, from what is at hand.

use time::OffsetDateTime;

use crate::verify::Context;
use crate::x509::{Budget, Certificate, Crl, Memory, PathReport, RevocationAnswer, build_path, check_with_crls};

/// Certificates and revocation data.
#[derive(Clone, Debug, Default)]
pub(super) struct Material {
    pub(super) certificates: Vec<Certificate>,
    pub(super) crls: Vec<Crl>,
}

impl Material {
    pub(super) fn of(context: &Context) -> Self {
        Self { certificates: context.intermediates.clone(), crls: context.crls.clone() }
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.certificates.extend(other.certificates);
        self.crls.extend(other.crls);
    }
}

pub(super) struct Gathered {
    pub(super) path: PathReport,
    pub(super) used: Material,
    pub(super) problems: Vec<String>,
}

impl Gathered {
    pub(super) fn check(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: OffsetDateTime,
        _memory: &Memory,
    ) -> RevocationAnswer {
        check_with_crls(certificate, issuer, &self.used.crls, at)
    }
}

pub(super) fn gather(
    leaf: &Certificate,
    known: &Material,
    anchors: &[Certificate],
    at: OffsetDateTime,
    _fresh_since: Option<OffsetDateTime>,
    memory: &Memory,
) -> Gathered {
    let path = build_path(leaf, &known.certificates, anchors, at, memory, &mut Budget::default());
    let mut used = Material::default();
    for (certificate, issuer) in path.path.links() {
        used.certificates.push(issuer.clone());
        let answer = check_with_crls(certificate, issuer, &known.crls, at);
        used.crls.extend(answer.crl);
    }
    used.certificates.push(leaf.clone());
    Gathered { path, used, problems: Vec::new() }
}
