//! DSA keys (RFC 3279 §2.3.2, FIPS 186-4), which old authorities sign with: verification alone.
//!
//! A key may leave its parameters out and take over those of its issuer's key (RFC 5280 §6.1.4 (e)); alone it is then no
//! key yet ([`Error::ParametersInherited`]). Lengths are those of FIPS 186-4 §4.2.

use dsa::{Components, Signature, VerifyingKey};
use rsa::BoxedUint;
use signature::hazmat::PrehashVerifier;

use super::tlv::{self, Tlv};
use super::{Error, oids};

/// Longest modulus there is (FIPS 186-4 §4.2), in bytes.
const LONGEST: usize = 3072 / 8;

#[derive(Clone)]
pub(super) struct DsaKey(Box<VerifyingKey>);

impl DsaKey {
    /// `Dss-Parms ::= SEQUENCE { p, q, g }` and `DSAPublicKey ::= INTEGER`.
    pub(super) fn read(parameters: Option<&[u8]>, key: &[u8]) -> Result<Self, Error> {
        let oid = || oids::DSA.to_owned();
        let Some(parameters) = parameters.filter(|parameters| *parameters != [0x05, 0x00]) else {
            return Err(Error::ParametersInherited { oid: oid() });
        };
        let malformed = |reason: &str| Error::MalformedKey { oid: oid(), reason: reason.to_owned() };
        let numbers = tlv::single(parameters).and_then(|seq| seq.expect(0x30)).and_then(|seq| seq.inside().all());
        let Some([p, q, g]) = numbers.as_deref().filter(|numbers| numbers.len() == 3).and_then(<[_]>::as_array) else {
            return Err(malformed("not three numbers"));
        };
        let [p, q, g, y] = [Some(*p), Some(*q), Some(*g), tlv::single(key)].map(|number| positive(number?));
        let (Some(p), Some(q), Some(g), Some(y)) = (p, q, g, y) else { return Err(malformed("not a positive number")) };
        if p.len() > LONGEST || q.len() > p.len() || g.len() > p.len() || y.len() > p.len() {
            return Err(malformed("a number too long"));
        }
        // One width for all three: the arithmetic is of that width.
        let wide =
            |number| BoxedUint::from_be_slice(number, p.len() as u32 * 8).map_err(|_| malformed("a number too long"));
        let (modulus, y) = (wide(p)?, wide(y)?);
        if y >= modulus {
            return Err(malformed("not below the modulus"));
        }
        let components = Components::from_components(modulus, BoxedUint::from_be_slice_vartime(q), wide(g)?)
            .map_err(|_| malformed("lengths that FIPS 186-4 does not have"))?;
        let key = VerifyingKey::from_components(components, y).map_err(|_| malformed("not in the group"))?;
        Ok(Self(Box::new(key)))
    }

    /// Length of the modulus.
    pub(super) fn bits(&self) -> u32 {
        self.0.components().p().bit_width()
    }

    /// FIPS 186-4 §4.7; the value is a DER `Dss-Sig-Value ::= SEQUENCE { r, s }` and nothing else.
    pub(super) fn verify(&self, digest: &[u8], value: &[u8]) -> bool {
        let numbers = tlv::single(value).and_then(|seq| seq.expect(0x30)).and_then(|seq| seq.inside().all());
        let Some([r, s]) = numbers.as_deref().and_then(<[_]>::as_array) else { return false };
        let (Some(r), Some(s)) = (positive(*r), positive(*s)) else { return false };
        let longest = self.0.components().q().bit_width().div_ceil(8) as usize;
        // Lengths below 128 have one form, of one byte.
        let short = numbers.iter().flatten().map(|number| number.content.len() + 2).sum::<usize>() + 2 == value.len();
        if !short || r.len() > longest || s.len() > longest {
            return false;
        }
        Signature::from_components(BoxedUint::from_be_slice_vartime(r), BoxedUint::from_be_slice_vartime(s))
            .is_some_and(|value| self.0.verify_prehash(digest, &value).is_ok())
    }
}

/// The digits of an INTEGER above 0 in its one encoding, without leading zeros.
fn positive(number: Tlv<'_>) -> Option<&[u8]> {
    let content = number.expect(0x02)?.content;
    match content {
        [0, 0x80..=0xff, ..] => Some(&content[1..]),
        [1..=0x7f, ..] => Some(content),
        _ => None,
    }
}
