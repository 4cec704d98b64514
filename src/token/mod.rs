//! Holders of private keys: PKCS#11 tokens and PKCS#12 files.
//!
//! A token signs bytes; it knows neither PDF nor CMS. A PIN is asked for once, presented once, and wiped.

use crate::x509::Scheme;

/// Holder of one private key: a PKCS#11 token or a PKCS#12 file.
pub trait Signer: Sync {
    /// The signing certificate first (DER), then those of its issuers that the holder knows; the root is left out.
    fn chain(&self) -> &[Vec<u8>];
    /// Signs `message` under `scheme`. An ECDSA value comes as DER. May wait for a touch; presents a PIN at most once.
    ///
    /// # Errors
    /// What the token answered.
    fn sign(&self, message: &[u8], scheme: Scheme) -> Result<Vec<u8>, Error>;
}

/// Why a key could not be found or used.
#[derive(Debug, thiserror::Error)]
pub enum Error {}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match *self {}
    }
}
