//! The integrity code of an encrypted document (ISO/TS 32004): is the whole file as somebody left it who could open it?
//!
//! A signature proves its own revision; the code proves the last one, and is made anew with every update. Who strips it
//! would have to change /KDFSalt or /P as well, and /P is confirmed by /Perms.

use crate::cms::{MacKek, MacProblem, PdfMac, SignedData, attributes};
use crate::hash::Prefixes;
use crate::pdf::{AuthCode, AuthCodeError, ByteRange, Document, Object, ObjectId, SignatureDictionary, View};

/// Why the code of a document that promises one does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrityCodeError {
    /// Promised, but not to be found.
    #[error(transparent)]
    Place(#[from] AuthCodeError),
    /// There is no salt to derive its key from.
    #[error("/KDFSalt is missing")]
    NoSalt,
    /// The signature that should carry it does not.
    #[error("the signature carries no integrity code, or several")]
    Signature,
    /// It is wrong.
    #[error(transparent)]
    Mac(#[from] MacProblem),
}

impl IntegrityCodeError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Place(AuthCodeError::Absent) | Self::Signature => "MAC_MISSING",
            Self::Place(AuthCodeError::NotWholeFile) => "MAC_COVERAGE",
            Self::Place(_) | Self::NoSalt | Self::Mac(MacProblem::Malformed(_)) => "MAC_MALFORMED",
            Self::Mac(MacProblem::Algorithm(_)) => "MAC_ALGORITHM",
            Self::Mac(_) => "MAC_WRONG",
        }
    }
}

/// Judges the code of `document`, whose bytes `prefixes` are of; nothing where none is promised.
///
/// # Errors
/// [`IntegrityCodeError`]: it does not hold.
pub(crate) fn check(document: &Document<'_>, prefixes: Prefixes<'_>) -> Option<Result<(), IntegrityCodeError>> {
    let encryption = document.encryption()?;
    let view = document.latest();
    let place = view.auth_code();
    if !encryption.promises_integrity_code() && matches!(place, Err(AuthCodeError::Absent)) {
        return None;
    }
    let kek = encryption.kdf_salt.as_ref().map(|salt| MacKek::derive(encryption.file_key(), salt));
    Some(kek.ok_or(IntegrityCodeError::NoSalt).and_then(|kek| match place? {
        AuthCode::Standalone { mac, range } => holds(prefixes, &kek, &mac, range, None),
        AuthCode::AttachedToSignature(id) => attached(prefixes, view, &kek, id),
    }))
}

/// The code is an unsigned attribute of the one signer, and covers the signature's value too.
fn attached(prefixes: Prefixes<'_>, view: View<'_, '_>, kek: &MacKek, id: ObjectId) -> Result<(), IntegrityCodeError> {
    let dictionary = SignatureDictionary::read(&view, &Object::Reference(id), Some(id));
    let dictionary = dictionary.ok().flatten().ok_or(IntegrityCodeError::Signature)?;
    let range = view.whole_file(dictionary.byte_range.as_deref(), dictionary.contents_span)?;
    let data = SignedData::parse(&dictionary.contents).map_err(|_| IntegrityCodeError::Signature)?;
    let [signer] = &data.signers[..] else { return Err(IntegrityCodeError::Signature) };
    let [mac] = signer.unsigned_values(attributes::PDF_MAC_DATA)[..] else { return Err(IntegrityCodeError::Signature) };
    holds(prefixes, kek, mac, range, Some(&signer.signature))
}

fn holds(
    prefixes: Prefixes<'_>,
    kek: &MacKek,
    mac: &[u8],
    range: ByteRange,
    signature: Option<&[u8]>,
) -> Result<(), IntegrityCodeError> {
    let mac = PdfMac::parse(mac)?;
    let around = [range.start(), range.gap().start, range.gap().end, range.end()];
    let digest = prefixes.digest_around(mac.hash(), around).unwrap_or_default();
    Ok(mac.check(kek, &digest, signature)?)
}
