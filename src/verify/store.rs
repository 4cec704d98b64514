//! The certificates, CRLs and OCSP answers that a verdict may be built of, and where they came from.

use crate::cms::{SignedData, SignerInfo, attributes};
use crate::online::Online;
use crate::pdf::Document;
use crate::x509::{Certificate, Crl, Evidence, OcspResponse};

use super::Context;
use super::chain::SourcedEvidence;
use super::timestamps::certificates_in;

/// Certificates, CRLs and OCSP answers that the file and the user bring.
pub(super) struct Store {
    pub(super) pool: Vec<Certificate>,
    pub(super) evidence: Vec<SourcedEvidence>,
    /// The network, with what this file may cost, where the user lets us ask.
    pub(super) online: Option<Online>,
}

impl Store {
    /// Everything in the DSS and in the context.
    pub(super) fn of(document: &Document<'_>, context: &Context) -> Self {
        let mut store = Self {
            pool: context.intermediates.clone(),
            evidence: Vec::new(),
            online: context.online.as_ref().map(Online::for_document),
        };
        store.add("file", context.crls.iter().cloned().map(Evidence::Crl));
        store.add("file", context.ocsps.iter().cloned().map(Evidence::Ocsp));
        if let Ok(Some(dss)) = document.latest().dss() {
            let vri = dss.vri.iter();
            let certificates = dss.certificates.iter().chain(vri.clone().flat_map(|vri| &vri.certificates));
            store.pool.extend(certificates.filter_map(|evidence| Certificate::from_der(&evidence.der).ok()));
            let crls = dss.crls.iter().chain(vri.clone().flat_map(|vri| &vri.crls));
            store.add("dss", lists(crls.map(|evidence| &evidence.der[..])));
            let ocsps = dss.ocsps.iter().chain(vri.flat_map(|vri| &vri.ocsps));
            store.add("dss", answers(ocsps.map(|evidence| &evidence.der[..])));
        }
        store
    }

    fn add(&mut self, source: &'static str, evidence: impl Iterator<Item = Evidence>) {
        self.evidence.extend(evidence.map(|evidence| SourcedEvidence { source, evidence }));
    }

    /// With the certificates of a dictionary's /Cert, the signer's and those above it.
    pub(super) fn with_certificates(&self, ders: &[Vec<u8>]) -> Self {
        let mut store = Self { pool: self.pool.clone(), evidence: self.evidence.clone(), online: self.online.clone() };
        store.pool.extend(ders.iter().filter_map(|der| Certificate::from_der(der).ok()));
        store
    }

    /// With what a CMS carries itself.
    pub(super) fn with(&self, data: &SignedData, signer: &SignerInfo) -> Self {
        let mut store =
            Self { pool: certificates_in(data), evidence: self.evidence.clone(), online: self.online.clone() };
        store.pool.extend(self.pool.iter().cloned());
        store.add("cms", lists(data.crls.iter().map(Vec::as_slice)));
        store.add("cms", answers(data.ocsps.iter().map(Vec::as_slice)));
        let archival = signer.signed.iter().flat_map(|signed| signed.values(attributes::REVOCATION_INFO_ARCHIVAL));
        for value in archival {
            let (crls, ocsps) = attributes::revocation_info(value);
            store.add("cms", lists(crls.iter().map(Vec::as_slice)));
            store.add("cms", answers(ocsps.iter().map(Vec::as_slice)));
        }
        store
    }
}

/// What cannot be read says nothing.
fn lists<'a>(ders: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = Evidence> {
    ders.filter_map(|der| Crl::from_der(der).ok()).map(Evidence::Crl)
}

/// What cannot be read, and a responder that did not answer, say nothing.
fn answers<'a>(ders: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = Evidence> {
    ders.filter_map(|der| OcspResponse::from_der(der).ok()).map(Evidence::Ocsp)
}
