//! What an air-gapped room needs to judge signatures, as one signed file: anchors, intermediates, revocation lists, OCSP
//! answers and the table of algorithms.
//!
//! The file is two lines. The first is JSON of the schema `kyso.bundle/1`, everything inside in DER and Base64; the second
//! is the Base64 of a detached CMS (RFC 5652) over the octets of the first, without its end of line:
//!
//! ```text
//! {"schema":"kyso.bundle/1","created":"2026-11-28T08:00:00Z","tool":"kyso 0.1.0","trust":["MIID…"],…}
//! MIIG…
//! ```
//!
//! so that any tool can check it (`openssl cms -verify -binary -inform DER -content LINE1`). A bundle is believed only from a
//! signer that was pinned beforehand: whoever could slip another one in would decide what is genuine.

mod lists;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::cms::{self, BuildError, SignedData, ToBeSigned};
use crate::hash::Hash;
use crate::token::{self, Signer};
use crate::x509::{self, Certificate, Crl, OcspResponse, Scheme};

/// The schema that is written and read.
const SCHEMA: &str = "kyso.bundle/1";
/// A revocation list of a nation has some megabytes; a bundle of them stays far below.
pub const LARGEST: u64 = 512 << 20;

/// What a bundle carries.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// When it was made, by the clock of whoever made it.
    pub created: OffsetDateTime,
    /// Anchors for signatures.
    pub trust: Vec<Certificate>,
    /// Anchors for time-stamps.
    pub tsa_trust: Vec<Certificate>,
    /// Certificates on the way to them.
    pub intermediates: Vec<Certificate>,
    /// Revocation lists.
    pub crls: Vec<Crl>,
    /// OCSP answers.
    pub ocsps: Vec<OcspResponse>,
    /// The dated table of algorithms, as its text.
    pub algorithms: String,
}

/// A bundle whose signature holds, and who made it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it carries.
    pub bundle: Bundle,
    /// Whose key signed it. Whether they are believed is for the caller to say.
    pub signer: Certificate,
}

/// Why a bundle cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not two lines of JSON and Base64, or of another schema.
    #[error("not a bundle of this program: {reason}")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
    /// Something inside is no certificate, list or answer.
    #[error("the bundle holds something that cannot be read: {0}")]
    Content(#[from] x509::Error),
    /// Its signature does not hold.
    #[error("the bundle's signature does not hold: {reason}")]
    Signature {
        /// Why.
        reason: &'static str,
    },
    /// Its signer is nobody who was pinned.
    #[error("the bundle was signed by {subject} (SHA-256 {sha256}), who is not relied on for bundles")]
    Stranger {
        /// RFC 4514.
        subject: String,
        /// Of the certificate.
        sha256: String,
    },
    /// The key did not sign.
    #[error(transparent)]
    Token(#[from] token::Error),
    /// The signature could not be put together.
    #[error(transparent)]
    Cms(#[from] BuildError),
}

impl Error {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "BUNDLE_MALFORMED",
            Self::Content(_) => "BUNDLE_CONTENT",
            Self::Signature { .. } => "BUNDLE_SIGNATURE",
            Self::Stranger { .. } => "BUNDLE_STRANGER",
            Self::Token(error) => error.code(),
            Self::Cms(_) => "BUNDLE_NOT_SIGNED",
        }
    }
}

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    schema: String,
    #[serde(with = "time::serde::rfc3339")]
    created: OffsetDateTime,
    tool: String,
    trust: Vec<String>,
    tsa_trust: Vec<String>,
    intermediates: Vec<String>,
    crls: Vec<String>,
    ocsps: Vec<String>,
    algorithms: String,
}

impl Bundle {
    /// The file, signed by `signer`.
    ///
    /// # Errors
    /// [`Error::Token`], [`Error::Cms`], [`Error::Content`] where the signer's certificate cannot be read.
    pub fn sign(&self, signer: &dyn Signer) -> Result<Vec<u8>, Error> {
        let line = self.payload()?;
        let certificate = Certificate::from_der(signer.chain().first().map(Vec::as_slice).unwrap_or_default())?;
        let scheme = Scheme::usual(certificate.public_key()?.key_type());
        let hash = scheme.hash().unwrap_or(Hash::Sha512);
        let digest = hash.digest(line.as_bytes());
        let attributes = ToBeSigned::pades(&digest, hash, scheme, certificate.der()).map_err(BuildError::from)?;
        let value = signer.sign(&attributes.message(), scheme)?;
        let cms = attributes.signed(value, signer.chain().to_vec()).to_der()?;
        Ok(format!("{line}\n{}\n", STANDARD.encode(cms)).into_bytes())
    }

    fn payload(&self) -> Result<String, Error> {
        let payload = Payload {
            schema: SCHEMA.to_owned(),
            created: self.created,
            tool: concat!("kyso ", env!("CARGO_PKG_VERSION")).to_owned(),
            trust: self.trust.iter().map(|it| STANDARD.encode(it.der())).collect(),
            tsa_trust: self.tsa_trust.iter().map(|it| STANDARD.encode(it.der())).collect(),
            intermediates: self.intermediates.iter().map(|it| STANDARD.encode(it.der())).collect(),
            crls: self.crls.iter().map(|it| STANDARD.encode(it.der())).collect(),
            ocsps: self.ocsps.iter().map(|it| STANDARD.encode(it.der())).collect(),
            algorithms: self.algorithms.clone(),
        };
        serde_json::to_string(&payload).map_err(|error| Error::Malformed { reason: error.to_string() })
    }

    fn of(payload: &Payload) -> Result<Self, Error> {
        if payload.schema != SCHEMA {
            return Err(malformed(format!("schema {:?}, this version reads {SCHEMA}", payload.schema)));
        }
        Ok(Self {
            created: payload.created,
            trust: all(&payload.trust, Certificate::from_der)?,
            tsa_trust: all(&payload.tsa_trust, Certificate::from_der)?,
            intermediates: all(&payload.intermediates, Certificate::from_der)?,
            crls: all(&payload.crls, Crl::from_der)?,
            ocsps: all(&payload.ocsps, OcspResponse::from_der)?,
            algorithms: payload.algorithms.clone(),
        })
    }
}

impl Opened {
    /// Reads a bundle and checks its signature; nothing in it is looked at before.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Signature`], [`Error::Content`].
    pub fn read(file: &[u8]) -> Result<Self, Error> {
        let text = str::from_utf8(file).map_err(|error| malformed(error.to_string()))?;
        let mut lines = text.lines();
        let (Some(line), Some(signature), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err(malformed("it has not two lines".to_owned()));
        };
        let cms = STANDARD.decode(signature).map_err(|error| malformed(error.to_string()))?;
        let signer = signer_of(line.as_bytes(), &cms)?;
        let payload: Payload = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
        Ok(Self { bundle: Bundle::of(&payload)?, signer })
    }
}

/// Whose key made the detached signature `cms` over `content`, if everything about it fits.
fn signer_of(content: &[u8], cms: &[u8]) -> Result<Certificate, Error> {
    let refused = |reason| Error::Signature { reason };
    let data = SignedData::parse(cms).map_err(|_| refused("it is no CMS"))?;
    let [signer] = &data.signers[..] else { return Err(refused("it has not exactly one signer")) };
    let facts = cms::judge(&data, signer, &|hash| hash.digest(content), &[]);
    match (facts.digest_ok, facts.value_ok, facts.certificate) {
        _ if !facts.oddities.is_empty() => Err(refused("its attributes are not as they should be")),
        (Some(true), Some(true), Some(certificate)) => Ok(certificate),
        (Some(false), ..) => Err(refused("the content was changed")),
        _ => Err(refused("the value does not fit the signer's key")),
    }
}

fn all<T>(encoded: &[String], read: impl Fn(&[u8]) -> Result<T, x509::Error>) -> Result<Vec<T>, Error> {
    let decode = |text: &String| STANDARD.decode(text).map_err(|error| malformed(error.to_string()));
    encoded.iter().map(|text| Ok(read(&decode(text)?)?)).collect()
}

fn malformed(reason: String) -> Error {
    Error::Malformed { reason }
}
