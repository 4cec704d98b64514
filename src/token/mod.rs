//! Holders of private keys: PKCS#11 tokens and PKCS#12 files.
//!
//! A token signs bytes; it knows neither PDF nor CMS. A PIN is asked for once, presented once, and wiped.
//!
//! | step | where |
//! |---|---|
//! | which modules are there | [`discover`] |
//! | what is on the tokens | [`Module::slots`], [`certificates`] |
//! | which key is meant (RFC 7512) | [`Uri`], [`choose`] |
//! | may a PIN be presented, and then once | [`PinSource`], [`Access`], [`crate::state`] |
//! | signing | [`Pkcs11Signer`], [`Pkcs12Signer`], through [`Signer`] |
//!
//! All `unsafe` code that calls a module is in `module` (loading, the function list); what else is unsafe is locking a
//! PIN in memory and taking it out of the environment (`pin`), and [`harden`].

// CK_ULONG is u64 here and u32 on Windows.
#![allow(clippy::useless_conversion)]

mod architecture;
mod chain;
mod discovery;
mod error;
mod harden;
mod keys;
mod login;
mod mechanism;
mod module;
mod objects;
mod p11_kit;
mod p12;
mod percent;
mod pin;
mod pkcs11;
mod return_value;
mod select;
mod session;
mod slots;
mod uri;
mod uri_read;

pub use crate::secret::OpenFile;
pub use discovery::{Discovery, Finding, Origin, Sources, discover};
pub use error::Error;
pub use harden::harden;
pub use login::{Access, LoginKind, LoginReport};
pub use module::{Module, ModuleInfo};
pub use objects::{CertificateEntry, KeyPresence, certificates};
pub use p12::Pkcs12Signer;
pub use pin::{Pin, PinSource};
pub use pkcs11::Pkcs11Signer;
pub use return_value::ReturnValue;
pub use select::{Choice, Criteria, choose};
pub use slots::{PinState, Slot, TokenFlags, TokenInfo, Version};
pub use uri::{ObjectType, Uri};
pub use uri_read::UriError;

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

/// A signature over random bytes, for the caller to verify with the certificate's key.
#[derive(Clone, Debug)]
pub struct Proof {
    /// How it was made.
    pub scheme: Scheme,
    /// What was signed.
    pub message: [u8; 32],
    /// The signature value.
    pub signature: Vec<u8>,
}

/// Signs 32 random bytes, to see that a key works.
///
/// # Errors
/// [`Error::Random`], or what the holder answered.
pub fn check(signer: &dyn Signer, scheme: Scheme) -> Result<Proof, Error> {
    let mut message = [0; 32];
    getrandom::fill(&mut message).map_err(|error| Error::Random(error.to_string()))?;
    let signature = signer.sign(&message, scheme)?;
    Ok(Proof { scheme, message, signature })
}
