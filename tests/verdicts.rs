//! Signatures that are wrong in one way each, in a document of their own, beside an honest twin that passes (VERDICT §5).

#![allow(clippy::unwrap_used)] // A test fails where it is.

mod openssl;

use kyso::cms::ber::{self, OCTET_STRING, Reader, SEQUENCE, SET, tlv};
use kyso::cms::{SignedData, ToBeSigned};
use kyso::hash::Hash;
use kyso::verify::{Form, Indication, Integrity, Level, SubIndication};
use kyso::x509::Scheme;

use openssl::Desk;
use openssl::forge::{attribute, place, sent};
use openssl::paper::Paper;
use openssl::replaced;
use openssl::verdict::{PADES, PASSED, failed, indeterminate, judged, lan, verdict, with_attributes, with_cms};

/// What somebody does to signed attributes.
type Change<'a> = Box<dyn Fn(&mut Vec<Vec<u8>>) + 'a>;
/// A name for people, what is done, and what must come of it.
type Case<'a> = (&'static str, Change<'a>, (Indication, Option<SubIndication>));

#[test]
fn the_honest_twin_passes() {
    let desk = lan();
    let signature = with_attributes(&desk, &Paper::new(PADES), &|_| {});
    assert_eq!(verdict(&signature), PASSED, "{:?}", signature.reasons);
    assert_eq!((signature.form, signature.level), (Form::PadesBaseline, Some(Level::BB)));
    assert_eq!(signature.warnings, ["REVOCATION_UNKNOWN"]);
}

/// One attribute wrong in each, all of them properly signed.
#[test]
fn attributes_that_break_a_rule_break_the_signature() {
    use SubIndication::{
        FormatFailure, HashFailure, NoSigningCertificateFound, SigConstraintsFailure, SigCryptoFailure,
    };
    let desk = lan();
    desk.certify("mai", "lan", "signer", 8);
    let other_certificate = tlv(OCTET_STRING, &[&Hash::Sha256.digest(&desk.certificate("mai"))]);
    let ess = |digest: &[u8]| {
        let list = tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&tlv(SEQUENCE, &[digest])])]);
        attribute("1.2.840.113549.1.9.16.2.47", &[&list])
    };
    let v1 = |digest: &[u8]| {
        let digest = tlv(OCTET_STRING, &[&Hash::Sha1.digest(digest)]);
        attribute("1.2.840.113549.1.9.16.2.12", &[&tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&digest])])])])
    };
    let sha512 = tlv(SEQUENCE, &[&ber::oid("2.16.840.1.101.3.4.2.3")]);
    let protection = tlv(SEQUENCE, &[&sha512, &tlv(ber::context(1), &[&ber::oid("1.2.840.113549.1.1.11")])]);
    let (content_type, digest) = ("1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4");
    let (ess_oid, protection_oid) = ("1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.52");
    let remove = |oid: &'static str| -> Change<'_> { Box::new(move |all| drop(all.remove(place(all, oid)))) };
    let set = |oid: &'static str, new: Vec<u8>| -> Change<'_> {
        Box::new(move |all| {
            let at = place(all, oid);
            all[at].clone_from(&new);
        })
    };
    let add = |new: Vec<u8>| -> Change<'_> { Box::new(move |all| all.push(new.clone())) };
    let octets = |value: &[u8]| tlv(OCTET_STRING, &[value]);
    let cases: Vec<Case<'_>> = vec![
        ("content-type absent", remove(content_type), indeterminate(SigConstraintsFailure)),
        ("message-digest absent", remove(digest), indeterminate(SigConstraintsFailure)),
        ("no ESS attribute", remove(ess_oid), indeterminate(SigConstraintsFailure)),
        (
            "another content-type",
            set(content_type, attribute(content_type, &[&ber::oid("1.2.840.113549.1.7.2")])),
            failed(FormatFailure),
        ),
        (
            "content-type twice in one attribute",
            set(content_type, attribute(content_type, &[&ber::oid("1.2.840.113549.1.7.1")[..]; 2])),
            indeterminate(SigConstraintsFailure),
        ),
        ("a second content-type", add(attribute(content_type, &[&ber::oid("1.2.840.113549.1.7.1")])), {
            indeterminate(SigConstraintsFailure)
        }),
        ("another digest", set(digest, attribute(digest, &[&octets(&[7; 32])])), failed(HashFailure)),
        ("half a digest", set(digest, attribute(digest, &[&octets(&[7; 16])])), failed(HashFailure)),
        ("another certificate", set(ess_oid, ess(&other_certificate)), indeterminate(NoSigningCertificateFound)),
        ("an unreadable ESS", set(ess_oid, attribute(ess_oid, &[&[5, 0]])), indeterminate(NoSigningCertificateFound)),
        ("v1 beside v2, and not agreeing", add(v1(b"another")), indeterminate(NoSigningCertificateFound)),
        ("other algorithms", set(protection_oid, attribute(protection_oid, &[&protection])), failed(SigCryptoFailure)),
        ("v1 beside v2, agreeing", add(v1(&desk.certificate("lan"))), PASSED),
    ];
    for (name, change, expected) in cases {
        let signature = with_attributes(&desk, &Paper::new(PADES), &change);
        assert_eq!(verdict(&signature), expected, "{name}: {:?}", signature.reasons);
    }
    let twice = with_attributes(&desk, &Paper::new(PADES), &|all| all.push(v1(&desk.certificate("lan"))));
    assert_eq!(twice.level, None, "exactly one ESS attribute at baseline");
    assert!(twice.level_missing.iter().any(|missing| missing.what == "ONE_ESS_ATTRIBUTE"));
}

/// What others may change in a CMS without the key.
#[test]
fn a_cms_taken_apart_and_put_together_again() {
    use SubIndication::{FormatFailure, NoSigningCertificateFound, SigCryptoFailure};
    let desk = lan();
    let certificate = desk.certificate("lan");
    let ca = desk.run("x509 -in ca.pem -outform DER");
    let in_bag = |bag: &[&[u8]]| {
        let bag: Vec<_> = bag.iter().map(|it| it.to_vec()).collect();
        move |cms: Vec<u8>| replaced(&cms, &certificate, &bag.concat())
    };
    let [own, authority] = [desk.certificate("lan"), ca];
    let same = with_cms(&desk, PADES, &in_bag(&[&own]));
    assert_eq!(verdict(&same), PASSED);
    for (name, bag) in [
        ("twice", vec![&own[..], &own]),
        ("the CA first", vec![&authority[..], &own]),
        ("with the CA", vec![&own[..], &authority]),
    ] {
        let certificate = own.clone();
        let file = Paper::new(PADES)
            .signed(|covered| replaced(&desk.cms_of(&desk.attributes(covered)), &certificate, &bag.concat()));
        assert_eq!(verdict(&judged(&desk, &file)), PASSED, "{name}");
    }

    // The same key under another certificate: sid still fits (same issuer, same number), ESS does not.
    desk.certify("mai", "lan", "signer", 7);
    let mai = desk.certificate("mai");
    let swapped = with_cms(&desk, PADES, &|cms| replaced(&cms, &own, &mai));
    assert_eq!(verdict(&swapped), indeterminate(NoSigningCertificateFound));
    assert_eq!(swapped.integrity, Integrity::Intact, "the arithmetic says nothing of it");
    // Both in the bag, whichever first: ESS says which.
    for bag in [[&own[..], &mai], [&mai[..], &own]] {
        let both = with_cms(&desk, PADES, &|cms| replaced(&cms, &own, &bag.concat()));
        assert_eq!(verdict(&both), PASSED);
        assert_eq!(both.signer.unwrap().cn.as_deref(), Some("lan"));
    }

    let none = with_cms(&desk, PADES, &|cms| {
        let bag = tlv(ber::context(0), &[&own]);
        replaced(&cms, &bag, &[])
    });
    assert_eq!(verdict(&none), indeterminate(NoSigningCertificateFound));

    let doubled = with_cms(&desk, PADES, &|cms| {
        let signer = signer_info(&cms);
        replaced(&cms, &tlv(SET, &[&signer]), &tlv(SET, &[&signer, &signer]))
    });
    assert_eq!(verdict(&doubled), failed(FormatFailure));
    let nobody = with_cms(&desk, PADES, &|cms| replaced(&cms, &tlv(SET, &[&signer_info(&cms)]), &tlv(SET, &[])));
    assert_eq!(verdict(&nobody), failed(FormatFailure));
    let content = with_cms(&desk, PADES, &|cms| replaced(&cms, &eci(&[]), &eci(&tlv(OCTET_STRING, &[b"mine"]))));
    assert_eq!(verdict(&content), failed(FormatFailure));
    let empty = with_cms(&desk, PADES, &|cms| replaced(&cms, &eci(&[]), &eci(&tlv(OCTET_STRING, &[]))));
    assert_eq!((verdict(&empty), empty.level), (PASSED, None));
    assert!(empty.warnings.contains(&"EMPTY_CONTENT"));

    // What no signature protects may change without harm, and then it is said (VERDICT §5).
    let sha256 = tlv(SEQUENCE, &[&ber::oid("2.16.840.1.101.3.4.2.1")]);
    let sha512 = tlv(SEQUENCE, &[&ber::oid("2.16.840.1.101.3.4.2.3")]);
    let unlisted = with_cms(&desk, PADES, &|cms| replaced(&cms, &tlv(SET, &[&sha256]), &tlv(SET, &[&sha512])));
    assert_eq!(verdict(&unlisted), PASSED);
    assert!(unlisted.warnings.contains(&"DIGEST_ALGORITHM_LISTED"));
    let attached = attribute("1.2.840.113549.1.9.6", &[&[5, 0]]);
    let foreign = with_cms(&desk, PADES, &|cms| {
        let octets = tlv(OCTET_STRING, &[&SignedData::parse(&cms).unwrap().signers[0].signature]);
        replaced(&cms, &octets, &[octets.clone(), tlv(ber::context(1), &[&attached])].concat())
    });
    assert_eq!((verdict(&foreign), foreign.level), (PASSED, None));
    assert!(foreign.warnings.contains(&"FOREIGN_ATTRIBUTE"), "a counter-signature has no place in PAdES");

    let value = |cms: &[u8]| SignedData::parse(cms).unwrap().signers[0].signature.clone();
    for (name, change) in [
        ("longer", (|value: &[u8]| [&[0], value].concat()) as fn(&[u8]) -> Vec<u8>),
        ("shorter", |value| value[1..].to_vec()),
        ("not below the modulus", |value| vec![0xff; value.len()]),
        ("zero", |value| vec![0; value.len()]),
        ("one", |value| [&vec![0; value.len() - 1][..], &[1]].concat()),
    ] {
        let changed = with_cms(&desk, PADES, &|cms| {
            let old = value(&cms);
            replaced(&cms, &tlv(OCTET_STRING, &[&old]), &tlv(OCTET_STRING, &[&change(&old)]))
        });
        assert_eq!(verdict(&changed), failed(SigCryptoFailure), "a value that is {name}");
    }
}

/// encapContentInfo of id-data.
fn eci(content: &[u8]) -> Vec<u8> {
    let wrapped = if content.is_empty() { Vec::new() } else { tlv(ber::context(0), &[content]) };
    tlv(SEQUENCE, &[&ber::oid("1.2.840.113549.1.7.1"), &wrapped])
}

/// The SignerInfo of a CMS with one.
fn signer_info(cms: &[u8]) -> Vec<u8> {
    let content = Reader(cms).read().unwrap().inside().all().unwrap()[1];
    let data = content.inside().read().unwrap().inside().all().unwrap();
    data.last().unwrap().content.to_vec()
}

/// Attributes that were sent in another order than they were signed in: judged, and said.
#[test]
fn which_encoding_was_signed_is_said() {
    let desk = lan();
    let file = Paper::new(PADES).signed(|covered| {
        let sorted = desk.attributes(covered);
        let reversed: Vec<_> = sorted.iter().rev().cloned().collect();
        desk.forge(&sent(&reversed), &tlv(SET, &[&sorted.concat()]))
    });
    let re_encoded = judged(&desk, &file);
    assert_eq!((verdict(&re_encoded), re_encoded.level), (PASSED, None));
    assert!(re_encoded.warnings.contains(&"SIGNED_ATTRIBUTES_RE_ENCODED"));
    let file = Paper::new(PADES).signed(|covered| {
        let reversed: Vec<_> = desk.attributes(covered).into_iter().rev().collect();
        desk.cms_of(&reversed)
    });
    let as_sent = judged(&desk, &file);
    assert_eq!((verdict(&as_sent), as_sent.level), (PASSED, None));
    assert!(as_sent.warnings.contains(&"SIGNED_ATTRIBUTES_NOT_DER"));
    assert!(!as_sent.warnings.contains(&"SIGNED_ATTRIBUTES_RE_ENCODED"));
}

/// RSA with e = 3 is no strong choice, but a value that is the one encoding is a value (RFC 8017 §8.2.2).
#[test]
fn an_exponent_of_three_gives_nothing_away() {
    let desk = lan();
    desk.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out lan.key");
    desk.certify("lan", "lan", "signer", 7);
    let honest = Paper::new(PADES).signed(|covered| desk.cms_of(&desk.attributes(covered)));
    assert_eq!(verdict(&judged(&desk, &honest)), PASSED);
    // Bleichenbacher's forgery: a cube root whose cube begins as the encoding does, with anything after it.
    let forged = Paper::new(PADES).signed(|covered| {
        let attributes = desk.attributes(covered);
        let message = tlv(SET, &[&attributes.concat()]);
        desk.assemble(&sent(&attributes), cube_root(&message, 256))
    });
    assert_eq!(verdict(&judged(&desk, &forged)), failed(SubIndication::SigCryptoFailure));
}

/// A number of `len` octets whose cube begins with `00 01 ff ff ff ff ff ff ff ff 00`, the DigestInfo of SHA-256 and the digest.
fn cube_root(message: &[u8], len: usize) -> Vec<u8> {
    use rsa::BoxedUint;
    let info = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
    let mut block = [&[0, 1][..], &[0xff; 8], &[0], &info, &Hash::Sha256.digest(message)].concat();
    let fixed = block.len();
    block.resize(len, 0xff);
    let cube = |root: &[u8]| {
        let root = BoxedUint::from_be_slice(root, 8 * len as u32 * 3).unwrap();
        let square = root.wrapping_mul(&root);
        square.wrapping_mul(&root).to_be_bytes()[2 * len..].to_vec()
    };
    // From the highest bit down, as far as the cube does not exceed the block.
    let mut root = vec![0; len];
    for bit in (0..8 * (len / 3 + 1)).rev() {
        let at = len - 1 - bit / 8;
        root[at] |= 1 << (bit % 8);
        if cube(&root) > block {
            root[at] &= !(1 << (bit % 8));
        }
    }
    assert_eq!(cube(&root)[..fixed], block[..fixed], "the forgery is a good one");
    root
}

/// The signature of another scheme than the certificate's key makes; an unknown one is not broken but unreadable.
#[test]
fn keys_make_only_their_own_signatures() {
    let desk = Desk::new().with("lan", "ED448");
    let certificate = desk.certificate("lan");
    let file = Paper::new(PADES).signed(|covered| {
        let digest = Hash::Shake256.digest(covered);
        let ready = ToBeSigned::pades(&digest, Hash::Shake256, Scheme::Ed448, &certificate).unwrap();
        desk.write("message", &ready.message());
        let value = desk.run("pkeyutl -sign -rawin -inkey lan.key -in message");
        ready.signed(value, vec![certificate.clone()]).to_der().unwrap()
    });
    let ed448 = judged(&desk, &file);
    assert_eq!(verdict(&ed448), PASSED, "{:?}", ed448.reasons);
    let key = ed448.key.unwrap();
    assert_eq!((&key.key_type[..], key.bits, key.curve), ("Ed448", Some(448), Some("Ed448")));
    assert_eq!(ed448.digest.as_deref(), Some("shake256"));

    let mismatched = Paper::new(PADES).signed(|covered| {
        let digest = Hash::Sha512.digest(covered);
        let ready = ToBeSigned::pades(&digest, Hash::Sha512, Scheme::MlDsa65, &certificate).unwrap();
        ready.signed(vec![7; 3309], vec![certificate.clone()]).to_der().unwrap()
    });
    let mismatched = judged(&desk, &mismatched);
    assert_eq!(verdict(&mismatched), indeterminate(SubIndication::CryptoConstraintsFailure));
    assert_eq!(mismatched.integrity, Integrity::Unreadable);
}
