//! Signatures by every algorithm that a PDF may have (ISO 32000-2, ISO/TS 32001, ISO/TS 32002, FIPS 204), made by OpenSSL and
//! the cryptography package: intact as they are, broken by one bit, and told apart when the digest does not go with the key.

#![allow(clippy::unwrap_used)] // A test fails where it is.

mod openssl;

use std::path::Path;
use std::process::Command;

use kyso::cms::ber::{OCTET_STRING, SEQUENCE, tlv};
use kyso::cms::{Facts, Oddity, SignedData, ToBeSigned, judge};
use kyso::hash::Hash;
use kyso::x509::{Certificate, Scheme};

use openssl::{Desk, replaced};

const LETTER: &[u8] = b"Kinh gui: Uy ban nhan dan tinh\n";
const INTACT: (Option<bool>, Option<bool>) = (Some(true), Some(true));

fn facts(cms: &[u8]) -> Facts {
    let data = SignedData::parse(cms).unwrap();
    judge(&data, &data.signers[0], &|hash| hash.digest(LETTER), &[])
}

fn arithmetic(facts: &Facts) -> (Option<bool>, Option<bool>) {
    (facts.digest_ok, facts.value_ok)
}

/// A CMS over the letter; `sign` makes the value over the signed attributes.
fn cms(certificate: &[u8], scheme: Scheme, hash: Hash, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let ready = ToBeSigned::pades(&hash.digest(LETTER), hash, scheme, certificate).unwrap();
    let value = sign(&ready.message());
    ready.signed(value, vec![certificate.to_vec()]).to_der().unwrap()
}

/// Intact with nothing to say; broken by one bit of the value and one octet more.
#[track_caller]
fn holds(certificate: &[u8], scheme: Scheme, hash: Hash, sign: &dyn Fn(&[u8]) -> Vec<u8>) {
    let good = cms(certificate, scheme, hash, sign);
    let found = facts(&good);
    assert_eq!((arithmetic(&found), found.scheme, &found.oddities[..]), (INTACT, Some(scheme), &[][..]), "{scheme:?}");
    let value = SignedData::parse(&good).unwrap().signers[0].signature.clone();
    let mut flipped = value.clone();
    flipped[value.len() / 2] ^= 1;
    for bad in [flipped, [&value[..], &[0]].concat(), value[1..].to_vec()] {
        let bad = replaced(&good, &tlv(OCTET_STRING, &[&value]), &tlv(OCTET_STRING, &[&bad]));
        assert_eq!(arithmetic(&facts(&bad)), (Some(true), Some(false)), "{scheme:?}");
    }
}

/// Keys of OpenSSL with every hash.
#[test]
fn rsa_and_elliptic_keys_sign_with_sha2_and_sha3() {
    let names = [
        (Hash::Sha256, "sha256"),
        (Hash::Sha384, "sha384"),
        (Hash::Sha512, "sha512"),
        (Hash::Sha3_256, "sha3-256"),
        (Hash::Sha3_384, "sha3-384"),
        (Hash::Sha3_512, "sha3-512"),
    ];
    for (key, scheme) in [
        ("RSA", Scheme::RsaPkcs1 as fn(Hash) -> Scheme),
        ("EC", Scheme::Ecdsa),
        ("brainpoolP256r1", Scheme::Ecdsa),
        ("brainpoolP384r1", Scheme::Ecdsa),
    ] {
        let desk = Desk::new().with("lan", key);
        let certificate = desk.certificate("lan");
        for (hash, name) in names {
            holds(&certificate, scheme(hash), hash, &|message| {
                desk.write("message", message);
                desk.run(&format!("dgst -{name} -sign lan.key message"))
            });
        }
    }
}

/// The digests of PDF 1.3 to 1.7 (ISO 32000-1 §12.8.3.3.2): the arithmetic is done, however old.
#[test]
fn old_digests_are_computed() {
    let desk = Desk::new().with("lan", "RSA");
    let certificate = desk.certificate("lan");
    for (hash, name) in
        [(Hash::Md5, "md5"), (Hash::Sha1, "sha1"), (Hash::Sha224, "sha224"), (Hash::Ripemd160, "rmd160")]
    {
        holds(&certificate, Scheme::RsaPkcs1(hash), hash, &|message| {
            desk.write("message", message);
            desk.run(&format!("dgst -provider legacy -provider default -{name} -sign lan.key message"))
        });
    }
}

/// RFC 8419 §3.1: Ed25519 takes SHA-512, Ed448 takes SHAKE256; iText writes other digests too.
#[test]
fn edwards_keys_have_a_digest_of_their_own() {
    for (key, scheme, own, other) in [
        ("ED25519", Scheme::Ed25519, Hash::Sha512, Hash::Sha256),
        ("ED448", Scheme::Ed448, Hash::Shake256, Hash::Sha512),
    ] {
        let desk = Desk::new().with("lan", key);
        let certificate = desk.certificate("lan");
        let sign = |message: &[u8]| {
            desk.write("message", message);
            desk.run("pkeyutl -sign -rawin -inkey lan.key -in message")
        };
        holds(&certificate, scheme, own, &sign);
        let found = facts(&cms(&certificate, scheme, other, &sign));
        assert_eq!((arithmetic(&found), found.oddities), (INTACT, vec![Oddity::HashesDiffer]), "{key}");
    }
}

/// RFC 8419 §2.3: Ed448's digest may be named with its length, which is one length only.
#[test]
fn shake256_may_say_its_length() {
    let desk = Desk::new().with("lan", "ED448");
    let certificate = desk.certificate("lan");
    let shake = |name: &str, length: &[u8]| tlv(SEQUENCE, &[&kyso::cms::ber::oid(name), length]);
    let plain = shake("2.16.840.1.101.3.4.2.12", &[]);
    let sign = |named: &[u8]| {
        // The name stands in the signed attributes too (RFC 6211): it must be signed as it is sent.
        let ready =
            ToBeSigned::pades(&Hash::Shake256.digest(LETTER), Hash::Shake256, Scheme::Ed448, &certificate).unwrap();
        let message = replaced(&ready.message(), &plain, named);
        desk.write("message", &message);
        let value = desk.run("pkeyutl -sign -rawin -inkey lan.key -in message");
        replaced(&ready.signed(value, vec![certificate.clone()]).to_der().unwrap(), &plain, named)
    };
    let found = facts(&sign(&shake("2.16.840.1.101.3.4.2.18", &[2, 2, 2, 0])));
    assert_eq!((arithmetic(&found), found.oddities), (INTACT, vec![]));
    let shorter = facts(&sign(&shake("2.16.840.1.101.3.4.2.18", &[2, 2, 1, 0])));
    assert_eq!((shorter.hash, shorter.digest_ok), (None, None), "an output that RFC 8419 does not have");
}

/// A folder with a CA by OpenSSL and ML-DSA keys by the cryptography package.
struct MlDsa(Desk);

impl MlDsa {
    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new(root.join(".venv/bin/python"))
            .arg(root.join("tests/peers/ml_dsa.py"))
            .args(arguments)
            .current_dir(self.0.path("."))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn sign(&self, message: &[u8], context: &str) -> Vec<u8> {
        self.0.write("message", message);
        self.run(&["sign", "lan.key", "message", context])
    }
}

/// RFC 9882: the message is the DER of the attributes, the context empty, the digest at least twice as strong as the key.
#[test]
fn ml_dsa_is_verified_at_every_size() {
    for (size, scheme, hash, weak) in [
        ("44", Scheme::MlDsa44, Hash::Sha256, Hash::Sha224),
        ("65", Scheme::MlDsa65, Hash::Sha3_384, Hash::Sha256),
        ("87", Scheme::MlDsa87, Hash::Sha512, Hash::Sha384),
    ] {
        let desk = MlDsa(Desk::new());
        desk.run(&["new", size, "ca.pem", "ca.key", "lan.key", "lan.der"]);
        let certificate = desk.0.read("lan.der");
        holds(&certificate, scheme, hash, &|message| desk.sign(message, ""));
        holds(&certificate, scheme, Hash::Sha512, &|message| desk.sign(message, ""));
        let found = facts(&cms(&certificate, scheme, weak, &|message| desk.sign(message, "")));
        assert_eq!(found.oddities, [Oddity::HashesDiffer], "{size}: a digest too weak for the key");
        let context = facts(&cms(&certificate, scheme, Hash::Sha512, &|message| desk.sign(message, "kyso")));
        assert_eq!(arithmetic(&context), (Some(true), Some(false)), "{size}: a context that CMS does not have");
    }
}

/// What is not computed here is unknown, neither intact nor broken.
#[test]
fn an_unknown_algorithm_is_unreadable() {
    let desk = Desk::new().with("lan", "RSA");
    desk.write("letter", LETTER);
    let good = desk.run("cms -sign -binary -cades -in letter -outform DER -signer lan.pem -inkey lan.key");
    let rsa = kyso::cms::ber::oid("1.2.840.113549.1.1.1");
    let algorithm = tlv(SEQUENCE, &[&rsa, &[5, 0]]);
    let slh_dsa = tlv(SEQUENCE, &[&kyso::cms::ber::oid("2.16.840.1.101.3.4.3.20")]);
    let certificate = desk.certificate("lan");
    // The certificate says rsaEncryption as well: it stays as it is.
    let changed =
        replaced(&replaced(&good, &algorithm, &slh_dsa), &replaced(&certificate, &algorithm, &slh_dsa), &certificate);
    let found = facts(&changed);
    assert_eq!((found.scheme, arithmetic(&found)), (None, (Some(true), None)));
    assert!(Certificate::from_der(&certificate).is_ok());
}
