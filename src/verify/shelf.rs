//! Certificates and revocation data, found by what they are about: a file signed daily for ten years brings ten thousand of
//! them, and each of its signers needs five.

use std::collections::{HashMap, HashSet};

use crate::x509::{Certificate, Crl, Evidence, Name, OcspResponse, RevocationData};

/// CRLs and OCSP answers.
#[derive(Default)]
pub(super) struct Shelf {
    all: RevocationData,
    /// By issuer.
    lists: HashMap<Name, Vec<usize>>,
    /// Those that may speak of any issuer's certificates.
    indirect: Vec<usize>,
    /// By the number of each certificate that they speak of.
    answers: HashMap<Vec<u8>, Vec<usize>>,
}

impl Shelf {
    /// Everything.
    pub(super) fn all(&self) -> &RevocationData {
        &self.all
    }

    /// Puts one more on it.
    pub(super) fn put(&mut self, evidence: Evidence) {
        match evidence {
            Evidence::Crl(crl) => self.put_list(crl),
            Evidence::Ocsp(answer) => self.put_answer(answer),
        }
    }

    fn put_list(&mut self, crl: Crl) {
        let at = self.all.crls.len();
        if crl.scope().is_some_and(|scope| scope.indirect) {
            self.indirect.push(at);
        } else {
            self.lists.entry(crl.issuer().clone()).or_default().push(at);
        }
        self.all.crls.push(crl);
    }

    fn put_answer(&mut self, answer: OcspResponse) {
        let at = self.all.ocsps.len();
        let numbers: HashSet<_> = answer.singles().iter().map(|single| bare(&single.cert_id.serial).to_vec()).collect();
        for number in numbers {
            self.answers.entry(number).or_default().push(at);
        }
        self.all.ocsps.push(answer);
    }

    /// What may be about `certificate`.
    pub(super) fn about(&self, certificate: &Certificate) -> RevocationData {
        let lists = self.lists.get(certificate.issuer()).into_iter().flatten().chain(&self.indirect);
        let answers = self.answers.get(bare(certificate.serial())).into_iter().flatten();
        RevocationData {
            crls: lists.filter_map(|at| self.all.crls.get(*at).cloned()).collect(),
            ocsps: answers.filter_map(|at| self.all.ocsps.get(*at).cloned()).collect(),
        }
    }
}

/// A number without what may pad it; a hint where to look, no comparison.
fn bare(serial: &[u8]) -> &[u8] {
    let start = serial.iter().position(|octet| !matches!(octet, 0 | 0xff)).unwrap_or(serial.len());
    &serial[start..]
}

/// Certificates by their subjects.
#[derive(Default)]
pub(super) struct Pool {
    all: Vec<Certificate>,
    by_subject: HashMap<Name, Vec<usize>>,
}

impl Pool {
    /// Everything.
    pub(super) fn all(&self) -> &[Certificate] {
        &self.all
    }

    /// Puts one more into it.
    pub(super) fn put(&mut self, certificate: Certificate) {
        self.by_subject.entry(certificate.subject().clone()).or_default().push(self.all.len());
        self.all.push(certificate);
    }

    /// Those that may stand above `certificate` in a path.
    pub(super) fn above(&self, certificate: &Certificate) -> Vec<Certificate> {
        let (mut above, mut asked, mut next) = (Vec::new(), HashSet::new(), vec![certificate.issuer().clone()]);
        while let Some(name) = next.pop() {
            let found = self.by_subject.get(&name).into_iter().flatten().filter_map(|at| self.all.get(*at));
            if asked.insert(name) {
                for issuer in found {
                    next.push(issuer.issuer().clone());
                    above.push(issuer.clone());
                }
            }
        }
        above
    }
}
