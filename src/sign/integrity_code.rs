//! A new integrity code for an encrypted document that has one (ISO/TS 32004): it travels in the new signature, or stands by
//! itself where the update has none.

use crate::cms::{MacKek, pdf_mac};
use crate::hash::Hash;
use crate::pdf::Document;
use crate::token;

use super::error::Error;

/// Room for a token in /Contents.
pub(super) const ROOM: usize = 1024;

/// What makes the code of one document.
pub(super) struct IntegrityCode(MacKek);

impl IntegrityCode {
    /// Nothing where the document promises none. That its present one holds, `guard` has seen.
    pub(super) fn of(document: &Document<'_>) -> Option<Self> {
        let encryption = document.encryption()?;
        let salt = encryption.kdf_salt.as_ref()?;
        Some(Self(MacKek::derive(encryption.file_key(), salt)))
    }

    /// The token over the covered bytes, whose `digest` by `hash` it is, and over the `signature` value where it travels with one.
    ///
    /// # Errors
    /// [`Error::Token`] where the system gives no random key.
    pub(super) fn token(&self, hash: Hash, digest: &[u8], signature: Option<&[u8]>) -> Result<Vec<u8>, Error> {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(|error| token::Error::Random(error.to_string()))?;
        Ok(pdf_mac(&self.0, hash, digest, signature, &key).map_err(crate::cms::BuildError::from)?)
    }
}
