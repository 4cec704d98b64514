//! The certificates and CRLs that a verdict may be built of, and where they came from.

use std::sync::Arc;

use crate::cms::{SignedData, SignerInfo, attributes};
use crate::pdf::Document;
use crate::x509::{Certificate, Memory};

use super::Context;
use super::chain::SourcedCrl;
use super::timestamps::certificates_in;

/// Certificates and CRLs that the file and the user bring.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) pool: Vec<Certificate>,
    pub(super) crls: Vec<SourcedCrl>,
    memory: Arc<Memory>,
}

impl Store {
    /// Everything in the DSS and in the context.
    pub(super) fn of(document: &Document<'_>, context: &Context) -> Self {
        let memory = Arc::clone(&context.memory);
        let mut store = Self { pool: context.intermediates.clone(), crls: Vec::new(), memory };
        store.crls.extend(context.crls.iter().map(|crl| SourcedCrl { source: "file", crl: crl.clone() }));
        if let Ok(Some(dss)) = document.latest().dss() {
            let vri = dss.vri.iter();
            let certificates = dss.certificates.iter().chain(vri.clone().flat_map(|vri| &vri.certificates));
            store.add_certificates(certificates.map(|evidence| &evidence.der[..]));
            let crls = dss.crls.iter().chain(vri.flat_map(|vri| &vri.crls));
            store.add_crls("dss", crls.map(|evidence| &evidence.der[..]));
        }
        store
    }

    fn add_certificates<'a>(&mut self, ders: impl Iterator<Item = &'a [u8]>) {
        self.pool.extend(ders.filter_map(|der| self.memory.certificate(der).ok()));
    }

    fn add_crls<'a>(&mut self, source: &'static str, ders: impl Iterator<Item = &'a [u8]>) {
        self.crls.extend(ders.filter_map(|der| self.memory.crl(der).ok()).map(|crl| SourcedCrl { source, crl }));
    }

    /// With the certificates of a dictionary's /Cert, the signer's and those above it.
    pub(super) fn with_certificates(&self, ders: &[Vec<u8>]) -> Self {
        let mut store = self.clone();
        store.add_certificates(ders.iter().map(Vec::as_slice));
        store
    }

    /// With what a CMS carries itself.
    pub(super) fn with(&self, data: &SignedData, signer: &SignerInfo) -> Self {
        let mut store = Self { pool: certificates_in(data, &self.memory), ..self.clone() };
        store.pool.extend(self.pool.iter().cloned());
        store.add_crls("cms", data.crls.iter().map(Vec::as_slice));
        let archival = signer.signed.iter().flat_map(|signed| signed.values(attributes::REVOCATION_INFO_ARCHIVAL));
        for value in archival {
            let (crls, _) = attributes::revocation_info(value);
            store.add_crls("cms", crls.iter().map(Vec::as_slice));
        }
        store
    }
}
