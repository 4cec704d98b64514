//! One question to one address, and how its answer is read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::net::{Client, Error as NetError};
use crate::text::hex;
use crate::x509::{self, Certificate, OcspResponse, ocsp_request, read_certificates, read_crls};

use super::{FetchProblem, Material};

/// The largest lists of national CAs have some tens of MiB.
const LARGEST_CRL: u64 = 64 << 20;
/// An answer with the responder's certificate has 2 to 6 KiB; signed with ML-DSA about 25.
const LARGEST_OCSP: u64 = 64 << 10;
/// A certificate has 2 KiB; a p7c of all that an authority has ever had stays far below this.
const LARGEST_ISSUERS: u64 = 256 << 10;
/// Certificates of one p7c that are looked at: an authority's own, of all its keys.
const MOST_ISSUERS: usize = 32;
/// RFC 9654 §2.1: at least 32 octets.
const NONCE: usize = 32;
/// RFC 6960 Appendix A.1: what is longer when encoded is posted.
const LONGEST_GET: usize = 255;
const OCSP_QUERY: &str = "application/ocsp-request";

/// A question.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// Who issued a certificate that names this address.
    Issuers(String),
    /// A revocation list.
    Crl(String),
    /// The state of one certificate.
    Ocsp {
        /// The responder's.
        url: String,
        /// What is asked about.
        certificate: Certificate,
        /// Who issued it.
        issuer: Certificate,
    },
}

impl Question {
    pub(super) fn url(&self) -> &str {
        match self {
            Self::Issuers(url) | Self::Crl(url) | Self::Ocsp { url, .. } => url,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Issuers(_) => "aia",
            Self::Crl(_) => "crl",
            Self::Ocsp { .. } => "ocsp",
        }
    }

    /// What it is known by among the questions of a run: kind, address, and for OCSP the certificate.
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.name(), self.url())
    }

    /// What its answer is known by on disk: for OCSP the certificate, whoever answers; else the address.
    pub(super) fn name(&self) -> String {
        let digest = match self {
            Self::Issuers(url) | Self::Crl(url) => Sha256::digest(url),
            Self::Ocsp { certificate, issuer, .. } => {
                // What a CertID is made of (RFC 6960 §4.1.1).
                let parts = [issuer.subject().der(), issuer.spki(), certificate.serial()];
                parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize()
            }
        };
        format!("{}-{}", self.kind(), hex(&digest))
    }

    /// Asks; the bytes that came, and what they are.
    pub(super) fn ask(&self, client: &Client) -> Result<(Vec<u8>, Material), FetchProblem> {
        let net = |error: NetError| FetchProblem::net(self.url(), &error);
        let bytes = match self {
            Self::Issuers(url) => client.get(url, LARGEST_ISSUERS).map_err(net)?.body,
            Self::Crl(url) => client.get(url, LARGEST_CRL).map_err(net)?.body,
            Self::Ocsp { url, certificate, issuer } => ask_responder(client, url, certificate, issuer)?,
        };
        let found = self.read(&bytes)?;
        Ok((bytes, found))
    }

    /// Reads an answer; nothing in it is believed.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Material, FetchProblem> {
        let x509 = |error| FetchProblem::x509(self.url(), &error);
        let mut found = Material::default();
        match self {
            Self::Issuers(_) => {
                found.certificates = read_certificates(bytes).map_err(x509)?;
                found.certificates.truncate(MOST_ISSUERS);
            }
            Self::Crl(_) => {
                found.crls = read_crls(bytes).map_err(x509)?;
                found.crls.truncate(1);
            }
            Self::Ocsp { certificate, issuer, .. } => {
                let answer = OcspResponse::from_der(bytes).map_err(x509)?;
                if !answer.is_about(certificate, issuer) {
                    let what = "the OCSP answer is about another certificate";
                    return Err(FetchProblem::other_answer(self.url(), "ONLINE_OTHER_CERTIFICATE", what));
                }
                found.ocsps.push(answer);
            }
        }
        Ok(found)
    }
}

/// Posts with a nonce; a responder that takes no such question is asked by GET, without one (RFC 6960 Appendix A.1).
fn ask_responder(
    client: &Client,
    url: &str,
    certificate: &Certificate,
    issuer: &Certificate,
) -> Result<Vec<u8>, FetchProblem> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| {
        let text = format!("no random numbers: {error}");
        FetchProblem::other_answer(url, "RANDOM", &text)
    })?;
    let request = ocsp_request(certificate, issuer, Some(&nonce));
    let posted = client.post(url, OCSP_QUERY, &request, None, LARGEST_OCSP);
    let (answer, again) = match posted {
        Ok(answer) => {
            let read = OcspResponse::from_der(&answer.body);
            if let Ok(Some(other)) = read.as_ref().map(OcspResponse::nonce)
                && other != nonce
            {
                let what = "the OCSP answer has another nonce than the question";
                return Err(FetchProblem::other_answer(url, "ONLINE_WRONG_NONCE", what));
            }
            let misunderstood = matches!(read, Err(x509::Error::OcspStatus { code: 1, .. }));
            (Ok(answer.body), misunderstood)
        }
        Err(error @ NetError::Status { status: 400 | 404 | 405 | 411 | 413 | 415 | 501, .. }) => (Err(error), true),
        Err(error) => (Err(error), false),
    };
    let by_get = again.then(|| get_address(url, &ocsp_request(certificate, issuer, None))).flatten();
    let answer = match by_get {
        // What was said first tells more than that the second way does not work either.
        Some(address) => client.get(&address, LARGEST_OCSP).map(|answer| answer.body).or(answer),
        None => answer,
    };
    answer.map_err(|error| FetchProblem::net(url, &error))
}

/// `{url}/{url-encoding of base-64 encoding of the DER encoding of the OCSPRequest}`.
fn get_address(url: &str, request: &[u8]) -> Option<String> {
    let mut encoded = String::new();
    for letter in STANDARD.encode(request).chars() {
        match letter {
            '+' => encoded.push_str("%2B"),
            '/' => encoded.push_str("%2F"),
            '=' => encoded.push_str("%3D"),
            letter => encoded.push(letter),
        }
    }
    let plain = !url.contains(['?', '#']);
    (plain && encoded.len() <= LONGEST_GET).then(|| format!("{}/{encoded}", url.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_by_get_is_part_of_the_path() {
        assert_eq!(get_address("http://ocsp.vn/", &[0xfb, 0xff]).unwrap(), "http://ocsp.vn/%2B%2F8%3D");
        assert_eq!(get_address("http://ocsp.vn/a", &[0]).unwrap(), "http://ocsp.vn/a/AA%3D%3D");
        assert_eq!(get_address("http://ocsp.vn/?ca=1", &[0]), None);
        assert_eq!(get_address("http://ocsp.vn", &[0; 300]), None);
    }
}
