//! What was computed once and holds for ever: over ten thousand documents of one office, the chain of their signers is the
//! same, and a key either made a signature or it did not.
//!
//! Nothing here depends on time, trust or policy. Everything is known by its SHA-256, of the whole encoding, so that nobody
//! can have one thing remembered in the place of another. One [`Memory`] serves all files and threads; it is bounded, and
//! forgets when it is full. What is remembered changes no verdict: budgets are charged as if it had been computed.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::certificate::sha256;
use super::{Certificate, Crl, Error, OcspResponse};

/// Threads that ask at the same time seldom meet in one of so many.
const SHARDS: usize = 16;

/// Signatures remembered: those of a thousand signers' chains and lists, some 20 MB.
const SIGNATURES: usize = 1 << 16;

/// Bytes of certificates, of lists, and of OCSP answers, remembered.
const ENCODINGS: usize = 64 << 20;

/// Did this key make that signature, and what do these bytes say?
pub struct Memory {
    /// By the fingerprints of what is signed and of the certificate of the key.
    signatures: Shelf<64, Result<bool, Error>>,
    certificates: Shelf<32, Certificate>,
    crls: Shelf<32, Crl>,
    ocsps: Shelf<32, OcspResponse>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            signatures: Shelf::new(SIGNATURES),
            certificates: Shelf::new(ENCODINGS),
            crls: Shelf::new(ENCODINGS),
            ocsps: Shelf::new(ENCODINGS),
        }
    }
}

impl Memory {
    /// Did the key of `issuer` sign `certificate`?
    ///
    /// # Errors
    /// As [`Certificate::signed_by`], and what is wrong with the key.
    pub fn signed_by(&self, certificate: &Certificate, issuer: &Certificate) -> Result<bool, Error> {
        self.once(certificate.fingerprint(), issuer, || certificate.signed_by(issuer.public_key()?))
    }

    /// What `compute` says of whether the key of `issuer` made the signature of the thing whose SHA-256 is `signed`; asked once,
    /// unless the key took its parameters from another certificate.
    ///
    /// # Errors
    /// What `compute` says.
    pub fn once(
        &self,
        signed: &[u8; 32],
        issuer: &Certificate,
        compute: impl FnOnce() -> Result<bool, Error>,
    ) -> Result<bool, Error> {
        if issuer.is_inheriting() {
            return compute();
        }
        let mut pair = [0; 64];
        pair[..32].copy_from_slice(signed);
        pair[32..].copy_from_slice(issuer.fingerprint());
        self.signatures.get(&pair).unwrap_or_else(|| {
            let answer = compute();
            self.signatures.put(pair, 1, answer.clone());
            answer
        })
    }

    /// The certificate of `der`, as [`Certificate::from_der`] reads it, with the key that was set up the first time.
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn certificate(&self, der: &[u8]) -> Result<Certificate, Error> {
        self.certificates.read(der, Certificate::from_der)
    }

    /// The list of `der`, as [`Crl::from_der`] reads it.
    ///
    /// # Errors
    /// As [`Crl::from_der`].
    pub fn crl(&self, der: &[u8]) -> Result<Crl, Error> {
        self.crls.read(der, Crl::from_der)
    }

    /// The OCSP answer of `der`, as [`OcspResponse::from_der`] reads it.
    ///
    /// # Errors
    /// As [`OcspResponse::from_der`].
    pub fn ocsp(&self, der: &[u8]) -> Result<OcspResponse, Error> {
        self.ocsps.read(der, OcspResponse::from_der)
    }
}

/// A bounded map that threads share.
struct Shelf<const N: usize, V> {
    shards: [Mutex<Shard<N, V>>; SHARDS],
    /// Most weight in one shard.
    most: usize,
}

struct Shard<const N: usize, V> {
    known: HashMap<[u8; N], V>,
    weight: usize,
}

impl<const N: usize, V: Clone> Shelf<N, V> {
    fn new(most: usize) -> Self {
        let shard = |_| Mutex::new(Shard { known: HashMap::new(), weight: 0 });
        Self { shards: std::array::from_fn(shard), most: most / SHARDS }
    }

    fn shard(&self, key: &[u8; N]) -> MutexGuard<'_, Shard<N, V>> {
        let at = usize::from(key.first().copied().unwrap_or_default()) % SHARDS;
        // Nothing under the lock leaves a shard half changed.
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: &[u8; N]) -> Option<V> {
        self.shard(key).known.get(key).cloned()
    }

    /// Remembers `value`; what is too heavy is not kept, and what there is goes when there is no room.
    fn put(&self, key: [u8; N], weight: usize, value: V) {
        if weight > self.most {
            return;
        }
        let mut shard = self.shard(&key);
        if shard.weight + weight > self.most {
            shard.known.clear();
            shard.weight = 0;
        }
        if shard.known.insert(key, value).is_none() {
            shard.weight += weight;
        }
    }
}

impl<V: Clone> Shelf<32, V> {
    fn read(&self, der: &[u8], parse: impl FnOnce(&[u8]) -> Result<V, Error>) -> Result<V, Error> {
        let fingerprint = sha256(der);
        if let Some(known) = self.get(&fingerprint) {
            return Ok(known);
        }
        let value = parse(der)?;
        self.put(fingerprint, der.len(), value.clone());
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::testing::{Draft, Key};
    use super::*;

    #[test]
    fn a_signature_is_computed_once_for_each_key() {
        let [ca, other] = [1, 9].map(|key| Draft::ca("CA").self_signed(&Key::new(key)));
        let leaf = Draft::leaf("Lan").issue(&Key::new(2), ("CA", &Key::new(1)));
        let (memory, computed) = (Memory::default(), Cell::new(0));
        let ask = |issuer: &Certificate| {
            memory.once(leaf.fingerprint(), issuer, || {
                computed.set(computed.get() + 1);
                leaf.signed_by(issuer.public_key()?)
            })
        };
        for _ in 0..3 {
            assert_eq!((ask(&ca), ask(&other)), (Ok(true), Ok(false)));
        }
        assert_eq!(computed.get(), 2);
        assert_eq!((memory.signed_by(&leaf, &ca), memory.signed_by(&leaf, &other)), (Ok(true), Ok(false)));
    }

    #[test]
    fn a_certificate_that_cannot_be_read_is_not_read_the_second_time_either() {
        let (memory, ca) = (Memory::default(), Draft::ca("CA").self_signed(&Key::new(1)));
        let torn = &ca.der()[1..];
        for _ in 0..2 {
            assert_eq!(memory.certificate(ca.der()), Ok(ca.clone()));
            assert_eq!(memory.certificate(torn), Certificate::from_der(torn));
        }
    }

    #[test]
    fn a_stranger_with_many_certificates_fills_no_memory() {
        let shelf: Shelf<32, usize> = Shelf::new(SHARDS * 100);
        for at in 0..10_000_usize {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&at.to_le_bytes());
            shelf.put(key, 7, at);
            shelf.put([0xff; 32], 101, at);
            assert_eq!(shelf.get(&key), Some(at));
        }
        assert_eq!(shelf.get(&[0xff; 32]), None, "too heavy");
        let weight = |shard: &Mutex<Shard<32, usize>>| {
            let shard = shard.lock().unwrap();
            assert_eq!(shard.weight, shard.known.len() * 7);
            shard.weight
        };
        assert!(shelf.shards.iter().map(weight).all(|weight| weight <= 100));
    }
}
