//! A key in a PKCS#12 file (RFC 7292), the second home of a key: for seals kept on a server, and for trying out.
//!
//! RSA (PKCS#1 v1.5 and PSS), P-256, P-384 and P-521. A file locks itself after no number of wrong passphrases, so there is no
//! marker between runs. RUSTSEC-2023-0071 (timing of RSA private-key operations) concerns whoever lets others measure
//! single signatures over a network; kyso signs locally and blinds.
//!
//! Limits: the passphrase is Unicode (RFC 7292 §B.1) and not empty; a file of more than 1 MiB is no key file. The crate
//! that decrypts does not wipe its copy of the key.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use p12_keystore::{Pkcs12Archive, error::Error as P12Error};
use pkcs8::DecodePrivateKey;
use signature::hazmat::PrehashSigner;
use spki::EncodePublicKey;
use zeroize::Zeroizing;

use super::chain::chain;
use super::{Error, Pin, Signer};
use crate::hash::Hash;
use crate::x509::{Certificate, PublicKey, Scheme};

/// Longest key file, in bytes.
const LONGEST: u64 = 1 << 20;

enum Key {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

/// A private key out of a file, with its certificate.
pub struct Pkcs12Signer {
    path: PathBuf,
    key: Key,
    certificate: Certificate,
    chain: Vec<Vec<u8>>,
}

impl fmt::Debug for Pkcs12Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs12Signer").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Pkcs12Signer {
    /// Opens the file with its passphrase. `extra` are further certificates (DER) for the chain; `usable` says whether a
    /// certificate (DER) is valid now and for signing, where the file holds several keys.
    ///
    /// # Errors
    /// [`Error::KeyFile`], [`Error::PassphraseIncorrect`], [`Error::KeyFileMalformed`], [`Error::KeyFileIncomplete`],
    /// [`Error::KeyFileAmbiguous`].
    pub fn open(
        path: &Path,
        passphrase: &Pin,
        extra: &[Vec<u8>],
        usable: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Self, Error> {
        let malformed = |reason: String| Error::KeyFileMalformed { path: path.to_path_buf(), reason };
        let passphrase =
            std::str::from_utf8(passphrase.bytes()).map_err(|_| malformed("the passphrase is not UTF-8".to_owned()))?;
        let archive = Pkcs12Archive::from_pkcs12(&read(path)?, passphrase).map_err(|error| match error {
            // Files without a MAC show a wrong passphrase in the padding of what they decrypt.
            P12Error::MacError(_) | P12Error::UnpadError => Error::PassphraseIncorrect { path: path.to_path_buf() },
            other => malformed(other.to_string()),
        })?;
        let certificates: Vec<Certificate> =
            archive.certs.iter().filter_map(|bag| Certificate::from_der(bag.cert.as_der()).ok()).collect();
        let keys = archive.keys.iter().map(|bag| Key::read(bag.key.as_der()).map_err(malformed));
        let pairs = pairs(keys.collect::<Result<_, _>>()?, &certificates);
        let incomplete = Error::KeyFileIncomplete {
            path: path.to_path_buf(),
            keys: archive.keys.len(),
            certificates: certificates.len(),
        };
        let (key, certificate) = only(pairs, path, usable)?.ok_or(incomplete)?;
        let pool: Vec<Certificate> =
            certificates.into_iter().chain(extra.iter().filter_map(|der| Certificate::from_der(der).ok())).collect();
        Ok(Self { path: path.to_path_buf(), key, chain: chain(&certificate, &pool), certificate })
    }

    /// The signing certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

impl Signer for Pkcs12Signer {
    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8], scheme: Scheme) -> Result<Vec<u8>, Error> {
        let signed = self.key.sign(message, scheme);
        signed
            .ok_or_else(|| {
                let key = self.certificate.public_key().map_err(Error::KeyUnsupported);
                key.map_or_else(|error| error, |key| Error::SchemeMismatch { key: key.key_type(), scheme })
            })?
            .map_err(|reason| Error::KeyFileSigning { path: self.path.clone(), reason: reason.to_string() })
    }
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let unreadable = |reason| Error::KeyFile { path: path.to_path_buf(), reason };
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        let reason = format!("it is longer than {LONGEST} bytes");
        return Err(Error::KeyFileMalformed { path: path.to_path_buf(), reason });
    }
    Ok(bytes)
}

/// Each key with the certificate of its public key.
fn pairs(keys: Vec<Key>, certificates: &[Certificate]) -> Vec<(Key, Certificate)> {
    let paired = keys.into_iter().filter_map(|key| {
        let public = key.public()?;
        let is_its = |certificate: &&Certificate| certificate.public_key().is_ok_and(|other| other.same_key(&public));
        let mut own = certificates.iter().filter(is_its);
        Some((key, own.next()?.clone()))
    });
    paired.collect()
}

fn only(
    mut pairs: Vec<(Key, Certificate)>,
    path: &Path,
    usable: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<(Key, Certificate)>, Error> {
    if pairs.len() > 1 {
        pairs.retain(|(_, certificate)| usable(certificate.der()));
        match pairs.len() {
            0 => return Err(Error::NoUsableCertificate { found: 0 }),
            1 => {}
            count => return Err(Error::KeyFileAmbiguous { path: path.to_path_buf(), count }),
        }
    }
    Ok(pairs.pop())
}

impl Key {
    /// Reads a PKCS#8 PrivateKeyInfo (RFC 5958).
    fn read(der: &[u8]) -> Result<Self, String> {
        let info = pkcs8::PrivateKeyInfoRef::try_from(der).map_err(|error| error.to_string())?;
        let algorithm = info.algorithm;
        let wrong = |error: pkcs8::Error| error.to_string();
        if algorithm.oid == const_oid::db::rfc5912::RSA_ENCRYPTION {
            return Ok(Self::Rsa(Box::new(rsa::PrivateKey::from_pkcs8_der(der).map_err(wrong)?)));
        }
        match algorithm.parameters_oid().ok().filter(|_| algorithm.oid == const_oid::db::rfc5912::ID_EC_PUBLIC_KEY) {
            Some(const_oid::db::rfc5912::SECP_256_R_1) => {
                Ok(Self::P256(p256::SecretKey::from_pkcs8_der(der).map_err(wrong)?.into()))
            }
            Some(const_oid::db::rfc5912::SECP_384_R_1) => {
                Ok(Self::P384(p384::SecretKey::from_pkcs8_der(der).map_err(wrong)?.into()))
            }
            Some(const_oid::db::rfc5912::SECP_521_R_1) => {
                Ok(Self::P521(p521::SecretKey::from_pkcs8_der(der).map_err(wrong)?.into()))
            }
            Some(curve) => Err(format!("keys on the curve {curve} are not supported")),
            None => Err(format!("keys of algorithm {} are not supported", algorithm.oid)),
        }
    }

    fn public(&self) -> Option<PublicKey> {
        let der = match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der(),
            Self::P256(key) => key.verifying_key().to_public_key_der(),
            Self::P384(key) => key.verifying_key().to_public_key_der(),
            Self::P521(key) => key.verifying_key().to_public_key_der(),
        };
        PublicKey::from_spki(der.ok()?.as_bytes()).ok()
    }

    /// Nothing where the key makes no such signatures.
    fn sign(&self, message: &[u8], scheme: Scheme) -> Option<signature::Result<Vec<u8>>> {
        let digest = scheme.hash()?.digest(message);
        Some(match (self, scheme) {
            (Self::Rsa(key), Scheme::RsaPkcs1(hash)) => pkcs1(key, hash, &digest)?,
            (Self::Rsa(key), Scheme::RsaPss { hash, mgf, salt }) if hash == mgf => pss(key, hash, salt, &digest)?,
            (Self::P256(key), Scheme::Ecdsa(_)) => {
                key.sign_prehash(&digest).map(|value: p256::ecdsa::Signature| value.to_der().as_bytes().to_vec())
            }
            (Self::P384(key), Scheme::Ecdsa(_)) => {
                key.sign_prehash(&digest).map(|value: p384::ecdsa::Signature| value.to_der().as_bytes().to_vec())
            }
            (Self::P521(key), Scheme::Ecdsa(_)) => {
                key.sign_prehash(&digest).map(|value: p521::ecdsa::Signature| value.to_der().as_bytes().to_vec())
            }
            _ => return None,
        })
    }
}

fn pkcs1(key: &rsa::PrivateKey, hash: Hash, digest: &[u8]) -> Option<signature::Result<Vec<u8>>> {
    let signed = match hash {
        Hash::Sha224 => key.pkcs1v15_sign_prehash::<sha2::Sha224>(digest),
        Hash::Sha256 => key.pkcs1v15_sign_prehash::<sha2::Sha256>(digest),
        Hash::Sha384 => key.pkcs1v15_sign_prehash::<sha2::Sha384>(digest),
        Hash::Sha512 => key.pkcs1v15_sign_prehash::<sha2::Sha512>(digest),
        _ => return None,
    };
    Some(signed.map_err(signature::Error::from_source))
}

fn pss(key: &rsa::PrivateKey, hash: Hash, salt: usize, digest: &[u8]) -> Option<signature::Result<Vec<u8>>> {
    macro_rules! with {
        ($hash:ty) => {{
            let key = rsa::pss::SigningKey::<$hash>::new_with_salt_len(key.clone(), salt);
            key.sign_prehash(digest).map(|value: rsa::pss::Signature| Box::<[u8]>::from(value).into_vec())
        }};
    }
    Some(match hash {
        Hash::Sha224 => with!(sha2::Sha224),
        Hash::Sha256 => with!(sha2::Sha256),
        Hash::Sha384 => with!(sha2::Sha384),
        Hash::Sha512 => with!(sha2::Sha512),
        _ => return None,
    })
}
