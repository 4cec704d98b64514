//! Public keys and the signatures they verify (RFC 3279, RFC 4055, RFC 5480, RFC 8410, RFC 9881).
//!
//! RSA from 512 to 16384 bits, ECDSA on P-256, P-384, P-521, brainpoolP256r1 and brainpoolP384r1, Ed25519, Ed448, ML-DSA.
//! DSA. Whether a key is long enough is policy, not judged here. Not computed: other curves, explicit curve parameters,
//! SLH-DSA ([`Error::UnsupportedKey`]).

use std::fmt;

use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;

use super::algorithm::{identifier, pss_parameters};
use super::dsa_key::DsaKey;
use super::elliptic::EcKey;
use super::tlv;
use super::whole_message::WholeMessageKey;
use super::{Error, KeyType, Scheme, oids, rsa_value};

#[derive(Clone)]
enum Kind {
    Rsa(rsa::PublicKey),
    /// With the parameters it is bound to, if it is.
    RsaPss(rsa::PublicKey, Option<Scheme>),
    Dsa(DsaKey),
    Ec(EcKey),
    WholeMessage(WholeMessageKey),
}

/// A public key out of a SubjectPublicKeyInfo.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    kind: Kind,
}

impl PublicKey {
    /// Reads the DER of one SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), with nothing after it.
    ///
    /// # Errors
    /// [`Error::UnsupportedKey`] with the algorithm or curve, [`Error::MalformedKey`] with what is wrong.
    pub fn from_spki(der: &[u8]) -> Result<Self, Error> {
        let Parts { oid, parameters, key } = split(der)
            .ok_or_else(|| Error::MalformedKey { oid: "?".into(), reason: "no SubjectPublicKeyInfo".into() })?;
        let malformed = |reason: &str| Error::MalformedKey { oid: oid.clone(), reason: reason.to_owned() };
        let kind = match oid.as_str() {
            oids::RSA_ENCRYPTION => Kind::Rsa(rsa_key(key).map_err(|reason| malformed(&reason))?),
            oids::RSASSA_PSS => {
                let bound = match parameters {
                    None => None,
                    Some(der) => Some(pss_parameters(der).ok_or_else(|| malformed("PSS parameters unknown"))?),
                };
                Kind::RsaPss(rsa_key(key).map_err(|reason| malformed(&reason))?, bound)
            }
            oids::DSA => Kind::Dsa(DsaKey::read(parameters, key)?),
            oids::EC_PUBLIC_KEY => Kind::Ec(EcKey::read(parameters, key)?),
            // RFC 8410 §3, RFC 9881 §2: these have no parameters.
            _ if parameters.is_some() => return Err(Error::UnsupportedKey { oid }),
            _ => Kind::WholeMessage(WholeMessageKey::read(&oid, key)?),
        };
        Ok(Self { spki: der.to_vec(), kind })
    }

    /// What kind of key.
    pub fn key_type(&self) -> KeyType {
        match &self.kind {
            Kind::Rsa(_) => KeyType::Rsa,
            Kind::RsaPss(..) => KeyType::RsaPss,
            Kind::Dsa(_) => KeyType::Dsa,
            Kind::Ec(key) => key.key_type(),
            Kind::WholeMessage(key) => key.key_type(),
        }
    }

    /// Length of the modulus, or of the curve's field, in bits; nothing for ML-DSA, where the name says it all.
    pub fn bits(&self) -> Option<u32> {
        match &self.kind {
            Kind::Rsa(key) | Kind::RsaPss(key, _) => Some(key.n().bit_width()),
            Kind::Dsa(key) => Some(key.bits()),
            Kind::Ec(_) | Kind::WholeMessage(_) => match self.key_type() {
                KeyType::P384 | KeyType::BrainpoolP384r1 => Some(384),
                KeyType::P521 => Some(521),
                KeyType::Ed448 => Some(448),
                KeyType::MlDsa44 | KeyType::MlDsa65 | KeyType::MlDsa87 => None,
                _ => Some(256),
            },
        }
    }

    /// Type and length for people: `rsa 2048`, `ml-dsa-65`.
    pub fn describe(&self) -> String {
        let name = self.key_type().name();
        let sized = !matches!(self.kind, Kind::Ec(_) | Kind::WholeMessage(_));
        self.bits().filter(|_| sized).map_or_else(|| name.to_owned(), |bits| format!("{name} {bits}"))
    }

    /// The curve, for keys that have one: `P-256`, …
    pub fn curve(&self) -> Option<&'static str> {
        self.key_type().curve()
    }

    /// The SubjectPublicKeyInfo it came in.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Modulus and public exponent of an RSA key, big-endian without leading zeros.
    pub fn rsa(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match &self.kind {
            Kind::Rsa(key) | Kind::RsaPss(key, _) => Some((key.n_bytes().into(), key.e_bytes().into())),
            _ => None,
        }
    }

    /// The uncompressed point of an elliptic-curve key (SEC 1 §2.3.3), or the bytes of one that has a single encoding.
    pub fn point(&self) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::Rsa(_) | Kind::RsaPss(..) | Kind::Dsa(_) => None,
            Kind::Ec(key) => Some(key.point()),
            Kind::WholeMessage(_) => split(&self.spki).map(|parts| parts.key.to_vec()),
        }
    }

    /// Is it the same key, whatever the encoding or the algorithm identifier around it?
    pub fn same_key(&self, other: &Self) -> bool {
        // A number of DSA means nothing without its parameters: there the whole encoding decides.
        let bare = |key: &Self| (key.curve(), key.rsa(), key.point());
        self.spki == other.spki || (self.key_type() != KeyType::Dsa && bare(self) == bare(other))
    }

    /// The encoding of a key of `spki` with the parameters of this one; nothing unless both are of one algorithm
    /// (RFC 5280 §6.1.4 (e)).
    pub(super) fn parameters_for(&self, spki: &[u8]) -> Option<Vec<u8>> {
        let fields = |spki| tlv::single(spki)?.expect(0x30)?.inside().all();
        let (own, other) = (fields(&self.spki)?, fields(spki)?);
        let name = |fields: &[tlv::Tlv<'_>]| Some(identifier(fields.first()?.raw)?.0);
        let both = [own.first()?.raw, other.get(1)?.raw].concat();
        let whole = || der::Encode::to_der(&der::Any::new(der::Tag::Sequence, both).ok()?).ok();
        (name(&own)? == name(&other)?).then(whole)?
    }

    /// Is `signature` this key's value over `message` under `scheme`?
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] or [`Error::KeyRestriction`] if this key makes no such signatures.
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<bool, Error> {
        match (scheme.hash(), &self.kind) {
            (Some(hash), _) => self.verify_digest(scheme, &hash.digest(message), signature),
            (None, Kind::WholeMessage(key)) if key.scheme() == scheme => Ok(key.verify(message, signature)),
            (None, _) => Err(self.mismatch(scheme)),
        }
    }

    /// The same over the digest of the message.
    ///
    /// # Errors
    /// As [`PublicKey::verify`]; [`Error::WholeMessage`] where the scheme takes the message, [`Error::DigestLength`] for a digest that is none.
    pub fn verify_digest(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let hash = scheme.hash().ok_or(Error::WholeMessage { scheme })?;
        if digest.len() != hash.len() {
            return Err(Error::DigestLength { hash, got: digest.len() });
        }
        self.admits(scheme)?;
        match (scheme, &self.kind) {
            (Scheme::RsaPkcs1(hash), Kind::Rsa(key)) => Ok(rsa_value::pkcs1(key, hash, digest, signature)),
            (Scheme::RsaPss { hash, mgf, salt }, Kind::Rsa(key) | Kind::RsaPss(key, _)) => {
                Ok(rsa_value::pss(key, hash, mgf, salt, digest, signature))
            }
            (Scheme::Dsa(_), Kind::Dsa(key)) => Ok(key.verify(digest, signature)),
            (Scheme::Ecdsa(_), Kind::Ec(key)) => Ok(key.verify(digest, signature)),
            _ => Err(self.mismatch(scheme)),
        }
    }

    /// RFC 4055 §3.3: hash and mask as the key says, the salt at least as long.
    fn admits(&self, scheme: Scheme) -> Result<(), Error> {
        let Kind::RsaPss(_, Some(required)) = self.kind else { return Ok(()) };
        let (Scheme::RsaPss { hash, mgf, salt }, Scheme::RsaPss { hash: h, mgf: m, salt: least }) = (scheme, required)
        else {
            return Err(self.mismatch(scheme));
        };
        if hash == h && mgf == m && salt >= least {
            Ok(())
        } else {
            Err(Error::KeyRestriction { required, got: scheme })
        }
    }

    fn mismatch(&self, scheme: Scheme) -> Error {
        Error::KeyMismatch { key: self.key_type(), scheme }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.same_key(other)
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.describe())
    }
}

/// SubjectPublicKeyInfo in parts.
struct Parts<'a> {
    oid: String,
    parameters: Option<&'a [u8]>,
    key: &'a [u8],
}

fn split(der: &[u8]) -> Option<Parts<'_>> {
    let mut fields = tlv::single(der)?.expect(0x30)?.inside();
    let (oid, parameters) = identifier(fields.read()?.raw)?;
    let (unused, key) = fields.read()?.expect(0x03)?.content.split_first()?;
    (*unused == 0 && fields.is_empty()).then_some(Parts { oid, parameters, key })
}

/// The content of a key's BIT STRING: what OCSP hashes (RFC 6960 §4.1.1).
pub(super) fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    split(spki).map(|parts| parts.key)
}

/// RSAPublicKey (RFC 8017 §A.1.1). A modulus written as a negative number is read as it was meant, like OpenSSL does.
fn rsa_key(der: &[u8]) -> Result<rsa::PublicKey, String> {
    let numbers = tlv::single(der).and_then(|seq| seq.expect(0x30)).and_then(|seq| seq.inside().all());
    let Some([n, e]) = numbers.as_deref().filter(|numbers| numbers.iter().all(|number| number.tag == 0x02)) else {
        return Err("not two numbers".into());
    };
    let [n, e] = [n, e].map(|number| BoxedUint::from_be_slice_vartime(trimmed(number.content)));
    // OpenSSL's bounds on what is worth computing (OPENSSL_RSA_MAX_MODULUS_BITS); what is strong enough is policy.
    rsa::PublicKey::new_with_size_limits(n, e, 512..=16384).map_err(|error| error.to_string())
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&b| b == 0).count();
    &number[zeros..]
}

#[cfg(test)]
mod tests {
    use super::super::testing::wrap;
    use super::*;
    use crate::hash::Hash;
    use crate::text::unhex;

    /// Scheme, key and value of each line that OpenSSL wrote; the message is `kyso`.
    fn signatures() -> Vec<(Scheme, PublicKey, Vec<u8>)> {
        let lines = include_str!("../../fixtures/x509/signatures.txt").lines();
        let read = lines.map(|line| {
            let [scheme, spki, value] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
            (scheme_of(scheme), PublicKey::from_spki(&unhex(spki).unwrap()).unwrap(), unhex(value).unwrap())
        });
        read.collect()
    }

    fn scheme_of(text: &str) -> Scheme {
        let hash = |name: &str| Hash::ALL.into_iter().find(|hash| hash.name() == name).unwrap();
        match text.split(':').collect::<Vec<_>>()[..] {
            ["pkcs1", name] => Scheme::RsaPkcs1(hash(name)),
            ["dsa", name] => Scheme::Dsa(hash(name)),
            ["ecdsa", name] => Scheme::Ecdsa(hash(name)),
            ["pss", name, mgf, salt] => {
                Scheme::RsaPss { hash: hash(name), mgf: hash(mgf), salt: salt.parse().unwrap() }
            }
            ["ed448"] => Scheme::Ed448,
            _ => Scheme::Ed25519,
        }
    }

    #[test]
    fn what_openssl_signs_verifies_and_nothing_else_does() {
        let signatures = signatures();
        assert_eq!(signatures.len(), 62);
        for (scheme, key, value) in &signatures {
            assert_eq!(key.verify(*scheme, b"kyso", value), Ok(true), "{scheme:?} {key:?}");
            assert_eq!(key.verify(*scheme, b"kysO", value), Ok(false), "{scheme:?}: another message");
            for at in [0, value.len() / 2, value.len() - 1] {
                let mut flipped = value.clone();
                flipped[at] ^= 1;
                assert_eq!(key.verify(*scheme, b"kyso", &flipped), Ok(false), "{scheme:?}: byte {at} flipped");
            }
            assert_eq!(key.verify(*scheme, b"kyso", &value[1..]), Ok(false), "{scheme:?}: too short");
            assert_eq!(
                key.verify(*scheme, b"kyso", &[&[0], value.as_slice()].concat()),
                Ok(false),
                "{scheme:?}: padded"
            );
        }
    }

    #[test]
    fn a_pss_value_verifies_only_with_its_own_parameters() {
        for (scheme, key, value) in signatures() {
            let Scheme::RsaPss { hash, mgf, salt } = scheme else { continue };
            if key.key_type() == KeyType::RsaPss {
                continue;
            }
            let other = if mgf == Hash::Sha1 { Hash::Sha256 } else { Hash::Sha1 };
            for wrong in [
                Scheme::RsaPss { hash, mgf: other, salt },
                Scheme::RsaPss { hash, mgf, salt: salt + 1 },
                Scheme::RsaPss { hash, mgf, salt: salt.saturating_sub(1) + usize::from(salt == 0) },
                Scheme::RsaPss { hash, mgf, salt: usize::MAX },
                Scheme::RsaPkcs1(hash),
            ] {
                assert_eq!(key.verify(wrong, b"kyso", &value), Ok(false), "{wrong:?}");
            }
        }
    }

    #[test]
    fn a_pss_key_makes_no_other_signatures_than_it_is_bound_to() {
        let (_, key, value) = signatures().into_iter().find(|(_, key, _)| key.key_type() == KeyType::RsaPss).unwrap();
        let short = Scheme::RsaPss { hash: Hash::Sha256, mgf: Hash::Sha256, salt: 31 };
        assert_eq!(key.verify(short, b"kyso", &value).unwrap_err().code(), "KEY_RESTRICTION");
        assert_eq!(key.verify(Scheme::RsaPkcs1(Hash::Sha256), b"kyso", &value).unwrap_err().code(), "KEY_MISMATCH");
    }

    #[test]
    fn a_scheme_over_the_message_refuses_a_digest() {
        for (scheme, key, value) in signatures().into_iter().filter(|(scheme, ..)| scheme.hash().is_none()) {
            assert_eq!(key.verify_digest(scheme, &[0; 64], &value), Err(Error::WholeMessage { scheme }));
        }
    }

    /// Everything that is not the one encoding of a good (r, s).
    #[test]
    fn a_value_of_ecdsa_or_dsa_has_one_encoding_and_two_numbers_in_range() {
        let pairs = [Scheme::Ecdsa(Hash::Sha256), Scheme::Dsa(Hash::Sha256)];
        let pairs = signatures().into_iter().filter(|(scheme, ..)| pairs.contains(scheme));
        let mut seen = 0;
        for (scheme, key, value) in pairs {
            seen += 1;
            let numbers = tlv::single(&value).unwrap().inside().all().unwrap();
            let [r, s] = [numbers[0].raw, numbers[1].raw];
            let rebuilt = |r: &[u8], s: &[u8]| wrap(0x30, &[r, s]);
            let verify = |value: &[u8]| key.verify(scheme, b"kyso", value).unwrap();
            assert!(verify(&rebuilt(r, s)), "the honest twin");
            let zero = [2, 1, 0];
            let huge = wrap(2, &[&[0x7f; 66]]);
            let padded = wrap(2, &[&[0], numbers[0].content]);
            let negative = wrap(2, &[&[0x80], numbers[0].content]);
            let long_form = [&[0x30, 0x81], &value[1..]].concat();
            let indefinite = [&[0x30, 0x80], r, s, &[0, 0]].concat();
            for forged in [
                rebuilt(&zero, s),
                rebuilt(r, &zero),
                rebuilt(&zero, &zero),
                rebuilt(&huge, s),
                rebuilt(r, &huge),
                rebuilt(&padded, s),
                rebuilt(&negative, s),
                rebuilt(s, r),
                wrap(0x30, &[r, s, &zero]),
                long_form,
                indefinite,
            ] {
                assert!(!verify(&forged), "{key:?}: {forged:x?}");
            }
        }
        assert_eq!(seen, 9);
    }

    #[test]
    fn keys_that_are_none_are_errors() {
        let spki = |algorithm: &[u8], key: &[u8]| wrap(0x30, &[algorithm, &wrap(3, &[&[0], key])]);
        let rsa_key =
            |n: &[u8], e: &[u8]| [&[0x30, n.len() as u8 + 6, 2, n.len() as u8 + 1, 0], n, &[2, 1], e].concat();
        let rsa = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let p256 = [0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let ed448 = [0x30, 5, 6, 3, 0x2b, 0x65, 0x71];
        let ml_dsa = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17];
        let brainpool = [0x30, 0x14, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 9, 0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7];
        let dsa = [0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
        for (algorithm, key, code) in [
            (&rsa[..], &[0x30, 6, 2, 1, 0, 2, 1, 0][..], "KEY_MALFORMED"),
            (&rsa[..], &[0x30, 6, 2, 1, 0x80, 2, 1, 3], "KEY_MALFORMED"),
            (&rsa[..], &[], "KEY_MALFORMED"),
            (&p256[..], &[4; 65], "KEY_MALFORMED"),
            (&p256[..], &[0], "KEY_MALFORMED"),
            (&dsa[..], &[2, 1, 5], "KEY_PARAMETERS_INHERITED"),
            // An exponent of 1 makes every message its own signature; an even one has no inverse; no modulus is even.
            (&rsa[..], &rsa_key(&[&[0x80; 64][..], &[1]].concat(), &[1]), "KEY_MALFORMED"),
            (&rsa[..], &rsa_key(&[&[0x80; 64][..], &[1]].concat(), &[4]), "KEY_MALFORMED"),
            (&rsa[..], &rsa_key(&[0x80; 65], &[3]), "KEY_MALFORMED"),
            (&rsa[..], &rsa_key(&[0; 65], &[3]), "KEY_MALFORMED"),
            // Ed448: seven bits of the last octet must be zero, and the neutral point is no key.
            (&ed448[..], &[&[7; 56][..], &[1]].concat(), "KEY_MALFORMED"),
            (&ed448[..], &[&[1][..], &[0; 56]].concat(), "KEY_MALFORMED"),
            (&ed448[..], &[0; 56], "KEY_MALFORMED"),
            (&ml_dsa[..], &[0; 57], "KEY_MALFORMED"),
            (&brainpool[..], &[4; 65], "KEY_MALFORMED"),
            (&brainpool[..], &[0], "KEY_MALFORMED"),
        ] {
            assert_eq!(PublicKey::from_spki(&spki(algorithm, key)).unwrap_err().code(), code);
        }
    }

    fn dsa() -> (Scheme, PublicKey, Vec<u8>) {
        signatures().into_iter().find(|(scheme, ..)| *scheme == Scheme::Dsa(Hash::Sha256)).unwrap()
    }

    #[test]
    fn a_dsa_key_without_parameters_takes_those_of_another() {
        let (scheme, key, value) = dsa();
        assert_eq!((key.describe().as_str(), key.bits()), ("dsa 1024", Some(1024)));
        let fields = tlv::single(key.spki()).unwrap().inside().all().unwrap();
        let name = tlv::single(fields[0].raw).unwrap().inside().read().unwrap();
        for parameters in [&[][..], &[5, 0]] {
            let bare = wrap(0x30, &[&wrap(0x30, &[name.raw, parameters]), fields[1].raw]);
            assert_eq!(PublicKey::from_spki(&bare).unwrap_err().code(), "KEY_PARAMETERS_INHERITED");
            let whole = PublicKey::from_spki(&key.parameters_for(&bare).unwrap()).unwrap();
            assert_eq!(whole.verify(scheme, b"kyso", &value), Ok(true));
            let (_, rsa, _) = signatures().remove(0);
            assert_eq!(rsa.parameters_for(&bare), None, "another algorithm");
        }
    }

    /// Whatever stands in the place of p, q, g or y is a key or is none; nothing panics.
    #[test]
    fn damaged_dsa_parameters_are_no_crash() {
        let (scheme, key, value) = dsa();
        let spki = key.spki();
        for at in (0..spki.len()).step_by(5).chain(0..40) {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut damaged = spki.to_vec();
                damaged[at] = byte;
                let fits = PublicKey::from_spki(&damaged).and_then(|key| key.verify(scheme, b"kyso", &value));
                assert!(fits != Ok(true) || damaged == spki, "byte {at} as {byte}");
            }
        }
    }
}
