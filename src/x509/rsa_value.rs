//! RSA signature values (RFC 8017 §8), by encoding what is expected and comparing.
//!
//! Nothing of the recovered block is parsed for PKCS#1 v1.5: what it must be is written out and compared byte for
//! byte, which leaves no room for Bleichenbacher's forgery (CVE-2006-4339) and its heirs. Two encodings of the
//! DigestInfo are compared, NULL and absent parameters (RFC 8017 §A.2.4 note), and nothing else.

use const_oid::ObjectIdentifier;
use crypto_bigint::modular::BoxedMontyForm;
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;

use super::algorithm::hash_oid;
use crate::hash::Hash;

/// RSAVP1: the encoded message, as long as the modulus (RFC 8017 §5.2.2).
///
/// Nothing if the value is not exactly as long as the modulus, or not below it.
fn recover(key: &rsa::PublicKey, signature: &[u8]) -> Option<Vec<u8>> {
    if signature.len() != key.size() {
        return None;
    }
    let value = BoxedUint::from_be_slice(signature, key.n_bits_precision()).ok()?;
    if value >= *key.n().as_ref() {
        return None;
    }
    let message = power(key, value).to_be_bytes();
    let excess = message.len().checked_sub(key.size())?;
    Some(message[excess..].to_vec())
}

/// `value`^e mod n, bit by bit of e. The crate's own operation hides its exponent, which is no secret here: 65537 takes
/// seventeen steps and a third of the time.
fn power(key: &rsa::PublicKey, value: BoxedUint) -> BoxedUint {
    let base = BoxedMontyForm::new(value, key.n_params());
    let mut power = base.clone();
    for bit in (0..key.e().bit_width().saturating_sub(1)).rev() {
        power = power.square();
        if key.e().bit_vartime(bit) {
            power *= &base;
        }
    }
    power.retrieve()
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2).
pub(super) fn pkcs1(key: &rsa::PublicKey, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
    let Some(recovered) = recover(key, signature) else { return false };
    [true, false]
        .into_iter()
        .any(|null| encoded_pkcs1(hash, digest, null, recovered.len()).as_ref() == Some(&recovered))
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2); nothing if the modulus is too short for the hash.
fn encoded_pkcs1(hash: Hash, digest: &[u8], null: bool, len: usize) -> Option<Vec<u8>> {
    let info = digest_info(hash, digest, null)?;
    // At least eight octets of padding: RFC 8017 §9.2 step 3.
    let padding = len.checked_sub(info.len() + 3).filter(|&padding| padding >= 8)?;
    let mut encoded = Vec::with_capacity(len);
    encoded.extend([0x00, 0x01]);
    encoded.resize(2 + padding, 0xff);
    encoded.push(0x00);
    encoded.extend(info);
    Some(encoded)
}

/// DigestInfo (RFC 8017 §9.2 note 1); every length in it is below 128.
fn digest_info(hash: Hash, digest: &[u8], null: bool) -> Option<Vec<u8>> {
    let oid = ObjectIdentifier::new(hash_oid(hash)).ok()?;
    let short = |len: usize| u8::try_from(len).ok().filter(|len| *len < 0x80);
    let mut algorithm = vec![0x06, short(oid.as_bytes().len())?];
    algorithm.extend(oid.as_bytes());
    if null {
        algorithm.extend([0x05, 0x00]);
    }
    let mut info = vec![0x30, short(algorithm.len() + digest.len() + 4)?, 0x30, short(algorithm.len())?];
    info.extend(algorithm);
    info.extend([0x04, short(digest.len())?]);
    info.extend(digest);
    Some(info)
}

/// RSASSA-PSS (RFC 8017 §8.1.2) with a salt of exactly `salt` bytes.
pub(super) fn pss(key: &rsa::PublicKey, hash: Hash, mgf: Hash, salt: usize, digest: &[u8], signature: &[u8]) -> bool {
    let Some(recovered) = recover(key, signature) else { return false };
    let bits = key.n().bit_width() as usize - 1;
    let len = bits.div_ceil(8);
    // With a modulus of 8k+1 bits the message is one octet shorter, and that octet must be zero.
    match recovered.split_at_checked(recovered.len() - len) {
        Some((lead, encoded)) if lead.iter().all(|&b| b == 0) => pss_consistent(encoded, bits, hash, mgf, salt, digest),
        _ => false,
    }
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2), steps 3 to 14.
fn pss_consistent(encoded: &[u8], bits: usize, hash: Hash, mgf: Hash, salt: usize, digest: &[u8]) -> bool {
    let Some(mask_len) = encoded.len().checked_sub(hash.len() + 1) else { return false };
    let Some(padding) = mask_len.checked_sub(salt.saturating_add(1)) else { return false };
    let (masked, rest) = encoded.split_at(mask_len);
    let (seed, trailer) = rest.split_at(hash.len());
    let unused = 8 * encoded.len() - bits;
    let top = 0xff_u8.checked_shr(unused as u32).unwrap_or(0);
    if trailer != [0xbc] || masked.first().is_some_and(|first| first & !top != 0) {
        return false;
    }
    let mut db: Vec<u8> = masked.iter().zip(mgf1(mgf, seed, mask_len)).map(|(m, g)| m ^ g).collect();
    db[0] &= top; // mask_len ≥ 1: padding was computed from it
    let (zeros, rest) = db.split_at(padding);
    let (one, salt) = rest.split_at(1);
    zeros.iter().all(|&b| b == 0) && one == [0x01] && hash.digest(&[&[0; 8], digest, salt].concat()) == seed
}

/// MGF1 (RFC 8017 §B.2.1).
fn mgf1(hash: Hash, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(len + hash.len());
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        let mut hasher = hash.hasher();
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        mask.extend(hasher.finish());
    }
    mask.truncate(len);
    mask
}

#[cfg(test)]
mod tests {
    use rsa::Generate;
    use rsa::traits::PrivateKeyParts;

    use super::*;

    /// What `generate` makes: 3072 bits.
    const LEN: usize = 384;

    /// A key, and its bare private operation on a block of any shape: what a forger's token would do.
    fn key() -> (rsa::PublicKey, impl Fn(&[u8]) -> Vec<u8>) {
        let private = rsa::PrivateKey::generate();
        let public = private.to_public_key();
        let inverse = rsa::PublicKey::new_unchecked(private.n().as_ref().clone(), private.d().clone());
        (public, move |block: &[u8]| recover(&inverse, block).unwrap())
    }

    /// `00 01 ff… 00` and `info`, then `tail`, filled up to the modulus.
    fn block(info: &[u8], tail: &[u8]) -> Vec<u8> {
        let padding = vec![0xff; LEN - 3 - info.len() - tail.len()];
        [&[0, 1], &padding[..], &[0], info, tail].concat()
    }

    #[test]
    fn two_encodings_are_accepted_and_no_third() {
        let (public, sign) = key();
        let digest = Hash::Sha256.digest(b"kyso");
        let accepts = |block: Vec<u8>| pkcs1(&public, Hash::Sha256, &digest, &sign(&block));
        let null = digest_info(Hash::Sha256, &digest, true).unwrap();
        let absent = digest_info(Hash::Sha256, &digest, false).unwrap();
        assert!(accepts(block(&null, &[])), "NULL parameters");
        assert!(accepts(block(&absent, &[])), "absent parameters");

        assert!(!accepts(block(&null, &[0; 8])), "something after the DigestInfo (CVE-2006-4339)");
        let mut short = block(&null, &[0; 100]);
        short[2..].rotate_right(100);
        assert!(!accepts(short), "the padding shortened by what stands before it");
        let mut typed = block(&null, &[]);
        typed[1] = 2;
        assert!(!accepts(typed), "another block type");
        let mut padded = block(&null, &[]);
        padded[100] = 0xfe;
        assert!(!accepts(padded), "padding that is not all ff");
        let long_form = [&[0x30, 0x81], &null[1..]].concat();
        assert!(!accepts(block(&long_form, &[])), "a length in long form");
        let garbage = [&[0x30, null[1] + 3, 0x30, null[3] + 3], &null[4..15], &[4, 1, 7, 5, 0], &null[17..]].concat();
        assert!(!accepts(block(&garbage, &[])), "garbage in the parameters (CVE-2006-4339 again)");
        assert!(!accepts(block(&digest, &[])), "a bare digest");
        let other = digest_info(Hash::Sha3_256, &digest, true).unwrap();
        assert!(!accepts(block(&other, &[])), "another hash of the same length");
    }

    #[test]
    fn a_value_not_below_the_modulus_is_refused() {
        let (public, sign) = key();
        let digest = Hash::Sha256.digest(b"kyso");
        let value = sign(&block(&digest_info(Hash::Sha256, &digest, true).unwrap(), &[]));
        assert!(pkcs1(&public, Hash::Sha256, &digest, &value));
        assert!(!pkcs1(&public, Hash::Sha256, &digest, &[0xff; LEN]));
        assert!(!pkcs1(&public, Hash::Sha256, &digest, &[]));
    }
}
