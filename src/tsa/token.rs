//! A time-stamp token and every check that needs no trust: used by the client and by `verify` alike.

use crate::cms::ber::{Reader, SEQUENCE, context};
use crate::cms::{self, Facts, ID_TST_INFO, Oddity, SignedData};
use crate::hash::Hash;
use crate::x509::{Certificate, Name, UsageFailure, oids, time_stamping};

use super::Error;
use super::message::TstInfo;

/// A token: a SignedData over a TSTInfo.
#[derive(Clone, Debug)]
pub struct Token {
    /// The CMS.
    pub data: SignedData,
    /// What it says.
    pub info: TstInfo,
    content: Vec<u8>,
}

/// A check of a token that failed (RFC 3161 §2.4.2, RFC 5816, RFC 5280 §4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not exactly one signer.
    SignerCount(usize),
    /// A version other than 1.
    Version(u64),
    /// The imprint's hash is not known.
    ImprintAlgorithm,
    /// The imprint is of something else.
    Imprint,
    /// The TSA's certificate is not there.
    NoCertificate,
    /// An ESS attribute is absent or names another certificate.
    Ess,
    /// message-digest is absent or does not fit.
    Digest,
    /// The signature value does not fit, or could not be computed.
    Signature,
    /// The mandatory attributes are not there once each.
    Attributes,
    /// The certificate is not for time-stamping.
    Usage(UsageFailure),
    /// A critical extension that is not known.
    CriticalExtension(String),
    /// The name in `tsa` is not the certificate's.
    TsaName,
}

impl Problem {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignerCount(_) => "TST_SIGNER_COUNT",
            Self::Version(_) => "TST_VERSION",
            Self::ImprintAlgorithm => "TST_IMPRINT_ALGORITHM",
            Self::Imprint => "TST_IMPRINT",
            Self::NoCertificate => "TST_NO_CERTIFICATE",
            Self::Ess => "TST_ESS",
            Self::Digest => "TST_DIGEST",
            Self::Signature => "TST_SIGNATURE",
            Self::Attributes => "TST_ATTRIBUTES",
            Self::Usage(_) => "TST_USAGE",
            Self::CriticalExtension(_) => "TST_CRITICAL_EXTENSION",
            Self::TsaName => "TST_TSA_NAME",
        }
    }
}

impl Token {
    /// Reads a token from the beginning of `bytes`.
    ///
    /// # Errors
    /// [`Error`] for what is no SignedData over a TSTInfo.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let data = SignedData::parse(bytes)?;
        if data.content_type != ID_TST_INFO {
            return Err(Error::NotATimestamp { content_type: data.content_type });
        }
        let content = data.content.clone().ok_or(Error::Malformed { at: "TSTInfo" })?;
        let info = TstInfo::parse(&content)?;
        Ok(Self { data, info, content })
    }

    /// What arithmetic says of the token; nothing without exactly one signer.
    pub fn facts(&self, pool: &[Certificate]) -> Option<Facts> {
        let [signer] = &self.data.signers[..] else { return None };
        Some(cms::judge(&self.data, signer, &|hash| hash.digest(&self.content), pool))
    }

    /// Every check of the token itself over what `imprint` hashes; an empty list is a good token by a certificate for time-stamping.
    pub fn problems(&self, facts: Option<&Facts>, imprint: &dyn Fn(Hash) -> Vec<u8>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.info.version != 1 {
            problems.push(Problem::Version(self.info.version));
        }
        match self.info.hash {
            None => problems.push(Problem::ImprintAlgorithm),
            Some(hash) if imprint(hash) != self.info.imprint => problems.push(Problem::Imprint),
            Some(_) => {}
        }
        problems.extend(self.info.critical_extensions.iter().cloned().map(Problem::CriticalExtension));
        match facts {
            None => problems.push(Problem::SignerCount(self.data.signers.len())),
            Some(facts) => self.signature_problems(facts, &mut problems),
        }
        problems
    }

    fn signature_problems(&self, facts: &Facts, problems: &mut Vec<Problem>) {
        if facts.has(Oddity::EssAbsent) || facts.has(Oddity::EssDiffers) || facts.has(Oddity::NoSignedAttributes) {
            problems.push(Problem::Ess);
        }
        if facts.digest_ok != Some(true) {
            problems.push(Problem::Digest);
        }
        let attributes = [
            Oddity::ContentTypeAbsent,
            Oddity::ContentTypeDiffers,
            Oddity::AttributeRepeated,
            Oddity::ProtectionDiffers,
        ];
        if attributes.into_iter().any(|oddity| facts.has(oddity)) {
            problems.push(Problem::Attributes);
        }
        let Some(certificate) = &facts.certificate else { return problems.push(Problem::NoCertificate) };
        if facts.value_ok != Some(true) {
            problems.push(Problem::Signature);
        }
        problems.extend(time_stamping(certificate).into_iter().map(Problem::Usage));
        if self.info.tsa.as_ref().is_some_and(|name| !is_named(certificate, name)) {
            problems.push(Problem::TsaName);
        }
    }
}

/// Is `name`, a GeneralName, the subject of `certificate` or one of its alternative names (RFC 3161 §2.4.2)?
fn is_named(certificate: &Certificate, name: &[u8]) -> bool {
    let directory = Reader(name).expect(context(4)).and_then(|name| Name::from_der(name.content).ok());
    if let Some(directory) = &directory
        && directory == certificate.subject()
    {
        return true;
    }
    let alternatives = certificate.extensions().get(oids::SUBJECT_ALT_NAME);
    let alternatives = alternatives.and_then(|extension| Reader(&extension.value).expect(SEQUENCE)?.inside().all());
    alternatives.unwrap_or_default().iter().any(|alternative| {
        let same_directory = || alternative.tag == context(4) && Name::from_der(alternative.content).ok() == directory;
        alternative.raw == name || (directory.is_some() && same_directory())
    })
}
