//! The private key of a certificate: found by public key and CKA_ID, never by label alone.
//!
//! A label is what somebody typed; on some tokens the key's differs from the certificate's, on others all keys have one
//! label. CKA_ID should be alike on both (PKCS#11 v2.40 §4.6.3), but some tools leave it empty or number
//! certificates and keys apart. What cannot lie is the public key: where a key object shows it, it decides; only where
//! it does not, CKA_ID does.

use der::Decode;
use der::asn1::OctetStringRef;
use pkcs11::types::{
    CK_KEY_TYPE, CK_OBJECT_HANDLE, CKA_ALWAYS_AUTHENTICATE, CKA_EC_POINT, CKA_ID, CKA_KEY_TYPE, CKA_LABEL, CKA_MODULUS,
    CKA_PUBLIC_EXPONENT, CKA_PUBLIC_KEY_INFO, CKK_EC, CKK_RSA, CKO_PRIVATE_KEY, CKO_PUBLIC_KEY,
};

use super::Error;
use super::session::Session;
use crate::x509::{KeyType, PublicKey};

/// CKK_EC_EDWARDS (PKCS#11 3.0).
const CKK_EC_EDWARDS: CK_KEY_TYPE = 0x40;

/// A private or public key object.
#[derive(Clone, Debug)]
pub(super) struct KeyObject {
    pub(super) handle: CK_OBJECT_HANDLE,
    pub(super) label: String,
    pub(super) id: Vec<u8>,
    /// CKA_ALWAYS_AUTHENTICATE: each signature needs a login of its own.
    pub(super) always_authenticate: bool,
    kind: Option<CK_KEY_TYPE>,
    public: Public,
}

/// What an object shows of its public key.
#[derive(Clone, Debug, Default)]
struct Public {
    modulus: Option<Vec<u8>>,
    exponent: Option<Vec<u8>>,
    point: Option<Vec<u8>>,
    info: Option<PublicKey>,
}

impl Public {
    fn read(session: &Session, object: CK_OBJECT_HANDLE) -> Result<Self, Error> {
        let shown = |kind| Ok::<_, Error>(session.bytes(object, kind)?.filter(|value| !value.is_empty()));
        Ok(Self {
            modulus: shown(CKA_MODULUS)?,
            exponent: shown(CKA_PUBLIC_EXPONENT)?,
            point: shown(CKA_EC_POINT)?,
            info: shown(CKA_PUBLIC_KEY_INFO)?.and_then(|der| PublicKey::from_spki(&der).ok()),
        })
    }

    /// Is it `key`? Nothing where too little is shown.
    fn is(&self, key: &PublicKey) -> Option<bool> {
        if let Some(info) = &self.info {
            return Some(info.same_key(key));
        }
        if let Some((modulus, exponent)) = key.rsa() {
            // A private key object may leave the exponent out; the modulus is enough to tell keys apart.
            let same_modulus = significant(self.modulus.as_ref()?) == significant(&modulus);
            let same_exponent = self.exponent.as_ref().is_none_or(|e| significant(e) == significant(&exponent));
            return Some(same_modulus && same_exponent);
        }
        let (shown, point) = (self.point.as_ref()?, key.point()?);
        // A DER OCTET STRING (§2.3.3), or against the standard the point itself.
        let inside = <&OctetStringRef>::from_der(shown).map(OctetStringRef::as_bytes);
        Some(*shown == point || inside.is_ok_and(|inside| inside == point))
    }
}

fn significant(number: &[u8]) -> &[u8] {
    &number[number.iter().position(|&byte| byte != 0).unwrap_or(number.len())..]
}

fn read(session: &Session, handle: CK_OBJECT_HANDLE) -> Result<KeyObject, Error> {
    Ok(KeyObject {
        handle,
        label: session.text(handle, CKA_LABEL)?,
        id: session.bytes(handle, CKA_ID)?.unwrap_or_default(),
        always_authenticate: session.is(handle, CKA_ALWAYS_AUTHENTICATE)?,
        kind: session.number(handle, CKA_KEY_TYPE)?,
        public: Public::read(session, handle)?,
    })
}

/// The key objects that a session can see.
#[derive(Debug)]
pub(super) struct Keys {
    private: Vec<KeyObject>,
    public: Vec<KeyObject>,
}

impl Keys {
    pub(super) fn read(session: &Session) -> Result<Self, Error> {
        let all = |class| -> Result<Vec<KeyObject>, Error> {
            session.objects(class)?.into_iter().map(|handle| read(session, handle)).collect()
        };
        Ok(Self { private: all(CKO_PRIVATE_KEY)?, public: all(CKO_PUBLIC_KEY)? })
    }

    /// How many private keys are seen.
    pub(super) fn private_count(&self) -> usize {
        self.private.len()
    }

    /// The public key objects that are `key`: a hint that its private key is there too, before a login shows it.
    pub(super) fn public_of(&self, key: &PublicKey) -> Option<&KeyObject> {
        self.public.iter().find(|object| object.public.is(key) == Some(true))
    }

    /// Every private key object that can be the private key of `key`, whose certificate has `id`.
    ///
    /// One, where its public key shows; several only where none shows it and they share the id.
    pub(super) fn private_of(&self, key: &PublicKey, id: &[u8]) -> Vec<&KeyObject> {
        let kinds = self.private.iter().filter(|object| has_kind(object.kind, key.key_type()));
        let (mut certain, mut possible) = (Vec::new(), Vec::new());
        for object in kinds {
            match object.public.is(key).or_else(|| self.by_public_object(object, key)) {
                Some(true) => certain.push(object),
                None if !id.is_empty() && object.id == id => possible.push(object),
                Some(false) | None => {}
            }
        }
        if certain.is_empty() {
            return possible;
        }
        // Two objects with one public key are one key; the one that shares the certificate's id is meant.
        certain.sort_by_key(|object| object.id != id);
        certain.truncate(1);
        certain
    }

    /// What the public key object of the same id says, where there is exactly one: elliptic-curve private keys do not
    /// show their point.
    fn by_public_object(&self, private: &KeyObject, key: &PublicKey) -> Option<bool> {
        let mut same_id = self.public.iter().filter(|object| !object.id.is_empty() && object.id == private.id);
        let only = same_id.next().filter(|_| same_id.next().is_none())?;
        if only.kind == private.kind { only.public.is(key) } else { None }
    }
}

fn has_kind(kind: Option<CK_KEY_TYPE>, wanted: KeyType) -> bool {
    kind.is_none_or(|kind| match wanted {
        KeyType::Rsa | KeyType::RsaPss => kind == CKK_RSA,
        KeyType::Ed25519 | KeyType::Ed448 => kind == CKK_EC_EDWARDS,
        wanted => wanted.is_ecdsa() && kind == CKK_EC,
    })
}
