//! CMS signatures of others and of our own, with OpenSSL as the peer.

#![allow(clippy::unwrap_used)] // A test fails where it is.

mod openssl;

use kyso::cms::attributes::SIGNATURE_TIMESTAMP;
use kyso::cms::ber::{self, OCTET_STRING, Reader, SEQUENCE, SET, tlv};
use kyso::cms::{Facts, ID_DATA, Oddity, SignedData, ToBeSigned, begins_as_attributes, judge};
use kyso::hash::Hash;
use kyso::x509::Scheme;

use openssl::forge::{attribute, place, sent, signed};
use openssl::{Desk, replaced};

const LETTER: &[u8] = b"Kinh gui: Uy ban nhan dan tinh\n";

/// What is found in `cms` over `content`.
fn facts_over(cms: &[u8], content: &[u8]) -> Facts {
    let data = SignedData::parse(cms).unwrap();
    judge(&data, &data.signers[0], &|hash| hash.digest(content), &[])
}

fn facts(cms: &[u8]) -> Facts {
    facts_over(cms, LETTER)
}

/// Do digest and value fit?
fn arithmetic(facts: &Facts) -> (Option<bool>, Option<bool>) {
    (facts.digest_ok, facts.value_ok)
}

const INTACT: (Option<bool>, Option<bool>) = (Some(true), Some(true));

/// Lan, who has an RSA key.
fn lan() -> Desk {
    let desk = Desk::new().with("lan", "RSA");
    desk.write("letter", LETTER);
    desk
}

impl Desk {
    fn cms_sign(&self, options: &str) -> Vec<u8> {
        self.run(&format!("cms -sign -binary -in letter -outform DER -signer lan.pem -inkey lan.key {options}"))
    }
}

#[test]
fn what_openssl_signs_is_intact() {
    let desk = lan();
    for options in ["-cades -md sha256", "-cades -md sha512 -keyid", "-cades -keyopt rsa_padding_mode:pss"] {
        let cms = desk.cms_sign(options);
        let found = facts(&cms);
        assert_eq!(arithmetic(&found), INTACT, "{options}");
        assert_eq!(found.oddities, [Oddity::SigningTime], "{options}");
        assert_eq!(arithmetic(&facts_over(&cms, b"another letter")), (Some(false), Some(true)), "{options}");
    }
    let bare = facts(&desk.cms_sign("-noattr"));
    assert_eq!((arithmetic(&bare), bare.oddities), ((None, Some(true)), vec![Oddity::NoSignedAttributes]));
}

#[test]
fn elliptic_keys_sign_too() {
    let desk = Desk::new().with("lan", "EC");
    desk.write("letter", LETTER);
    let found = facts(&desk.cms_sign("-cades"));
    assert_eq!((arithmetic(&found), found.scheme), (INTACT, Some(Scheme::Ecdsa(Hash::Sha256))));
}

/// OpenSSL streams: lengths are indefinite, and the content stands in pieces.
#[test]
fn a_stream_is_read_as_it_was_signed() {
    let desk = lan();
    let cms = desk.cms_sign("-cades -stream -nodetach");
    let data = SignedData::parse(&cms).unwrap();
    assert!(!data.is_der && cms.starts_with(&[0x30, 0x80]));
    assert_eq!((data.content.as_deref(), data.length), (Some(LETTER), cms.len()));
    assert_eq!(arithmetic(&facts(&cms)), INTACT);
    let normalised = ber::to_der(Reader(&cms).read().unwrap()).unwrap();
    assert!(SignedData::parse(&normalised).unwrap().is_der);
    assert_eq!(arithmetic(&facts(&normalised)), INTACT);
}

#[test]
fn what_follows_the_cms_is_counted_not_read() {
    let mut cms = lan().cms_sign("-cades");
    let length = cms.len();
    cms.extend([0; 100]);
    assert_eq!(SignedData::parse(&cms).unwrap().length, length);
}

#[test]
fn openssl_accepts_what_kyso_makes() {
    let desk = lan();
    let attributes = desk.attributes(LETTER);
    desk.write("ours", &desk.forge(&sent(&attributes), &signed(&attributes)));
    desk.run("cms -verify -cades -binary -inform DER -in ours -content letter -CAfile ca.pem -purpose any");
    let found = facts(&desk.read("ours"));
    assert_eq!((arithmetic(&found), found.oddities, found.re_encoded), (INTACT, vec![], false));
    desk.write("letter", b"another letter");
    desk.try_run("cms -verify -binary -inform DER -in ours -content letter -CAfile ca.pem -purpose any").unwrap_err();
}

/// RFC 5652 §5.4 wants DER; some sign what they send, some send something else than they signed.
#[test]
fn unsorted_attributes_are_found_whichever_way_they_were_signed() {
    let desk = lan();
    let sorted = desk.attributes(LETTER);
    let mut unsorted = sorted.clone();
    unsorted.reverse();
    let signed_as_sent = facts(&desk.forge(&sent(&unsorted), &signed(&unsorted)));
    assert_eq!((arithmetic(&signed_as_sent), signed_as_sent.re_encoded), (INTACT, false));
    let signed_in_order = facts(&desk.forge(&sent(&unsorted), &signed(&sorted)));
    assert_eq!((arithmetic(&signed_in_order), signed_in_order.re_encoded), (INTACT, true));
    for found in [signed_as_sent, signed_in_order] {
        assert_eq!(found.oddities, [Oddity::AttributesNotDer]);
    }
    let another_order = [&sorted[1..], &sorted[..1]].concat();
    assert_eq!(arithmetic(&facts(&desk.forge(&sent(&unsorted), &signed(&another_order)))), (Some(true), Some(false)));
}

#[test]
fn an_indefinite_length_is_never_hashed() {
    let desk = lan();
    let attributes = desk.attributes(LETTER);
    let content = attributes.concat();
    let sent = [&[ber::context(0), 0x80][..], &content, &[0, 0]].concat();
    assert_eq!(arithmetic(&facts(&desk.forge(&sent, &signed(&attributes)))), INTACT);
    let as_it_stands = [&[SET, 0x80][..], &content, &[0, 0]].concat();
    assert_eq!(arithmetic(&facts(&desk.forge(&sent, &as_it_stands))), (Some(true), Some(false)));
}

/// A second certificate for Lan's key, under the same issuer and number: only the ESS attribute tells them apart.
#[test]
fn a_substituted_certificate_is_found() {
    let desk = lan();
    let cms = desk.cms_sign("-cades");
    desk.certify("mai", "lan", "signer", 7);
    let swapped = replaced(&cms, &desk.certificate("lan"), &desk.certificate("mai"));
    let found = facts(&swapped);
    assert_eq!(arithmetic(&found), INTACT);
    assert!(found.has(Oddity::EssDiffers));
    let data = SignedData::parse(&swapped).unwrap();
    let pool = [kyso::x509::Certificate::from_der(&desk.certificate("lan")).unwrap()];
    let with_the_right_one = judge(&data, &data.signers[0], &|hash| hash.digest(LETTER), &pool);
    assert!(!with_the_right_one.has(Oddity::EssDiffers), "of two that fit sid, the one that ESS means");
}

#[test]
fn attributes_that_are_not_as_they_should_be_are_named() {
    let desk = lan();
    let good = desk.attributes(LETTER);
    let find = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut attributes = good.clone();
        change(&mut attributes);
        attributes.sort();
        facts(&desk.forge(&sent(&attributes), &signed(&attributes)))
    };
    let of = |oid: &str| place(&good, oid);
    let content_type = of("1.2.840.113549.1.9.3");
    let message_digest = of("1.2.840.113549.1.9.4");
    let ess = of("1.2.840.113549.1.9.16.2.47");
    let protection = of("1.2.840.113549.1.9.52");
    let digest =
        |length| attribute("1.2.840.113549.1.9.4", &[&tlv(OCTET_STRING, &[&Hash::Sha256.digest(LETTER)[..length]])]);
    let sha512 = tlv(SEQUENCE, &[&ber::oid("2.16.840.1.101.3.4.2.3")]);
    let other_algorithms = tlv(SEQUENCE, &[&sha512, &tlv(ber::context(1), &[&ber::oid("1.2.840.113549.1.1.11")])]);

    assert_eq!(find(&|_| {}).oddities, []);
    for missing in [content_type, message_digest, ess] {
        assert_eq!(find(&|a| drop(a.remove(missing))).oddities.len(), 1, "{missing}");
    }
    let one = |found: Facts, oddity: Oddity| assert_eq!(found.oddities, [oddity]);
    one(find(&|a| drop(a.remove(ess))), Oddity::EssAbsent);
    one(find(&|a| a.push(a[content_type].clone())), Oddity::AttributeRepeated);
    let twice = attribute("1.2.840.113549.1.9.3", &[&ber::oid(ID_DATA), &ber::oid(ID_DATA)]);
    one(find(&|a| a[content_type].clone_from(&twice)), Oddity::AttributeRepeated);
    let other = attribute("1.2.840.113549.1.9.3", &[&ber::oid("1.2.840.113549.1.7.2")]);
    one(find(&|a| a[content_type].clone_from(&other)), Oddity::ContentTypeDiffers);
    let short = find(&|a| a[message_digest] = digest(20));
    assert_eq!((short.digest_ok, short.oddities), (Some(false), vec![Oddity::MessageDigestLength]));
    let other = attribute("1.2.840.113549.1.9.52", &[&other_algorithms]);
    one(find(&|a| a[protection].clone_from(&other)), Oddity::ProtectionDiffers);
    let foreign = attribute("1.2.840.113549.1.9.6", &[&[5, 0]]);
    one(find(&|a| a.push(foreign.clone())), Oddity::ForeignAttribute);
}

/// Lan signed attributes once; somebody shows the same value as a signature over a «document» that reads as those attributes.
#[test]
fn attributes_passed_off_as_content_are_found() {
    let desk = lan();
    let message = signed(&desk.attributes(LETTER));
    assert!(begins_as_attributes(&message) && !begins_as_attributes(LETTER));
    let own = desk.cms_sign("-noattr -nodetach");
    let content = tlv(OCTET_STRING, &[LETTER]);
    let forged = replaced(&own, &content, &tlv(OCTET_STRING, &[&message]));
    let forged =
        replaced(&forged, &tlv(OCTET_STRING, &[&desk.sign(LETTER)]), &tlv(OCTET_STRING, &[&desk.sign(&message)]));
    let found = facts_over(&forged, &message);
    assert_eq!(found.value_ok, Some(true));
    assert!(found.has(Oddity::AttributeConfusion) && found.has(Oddity::NoSignedAttributes));
}

#[test]
fn every_cut_of_a_cms_is_an_error() {
    let desk = lan();
    for cms in [desk.cms_sign("-cades"), desk.cms_sign("-cades -stream -nodetach")] {
        for length in 0..cms.len() {
            assert_eq!(SignedData::parse(&cms[..length]).unwrap_err().code(), "CMS_MALFORMED", "{length}");
        }
    }
}

/// A time-stamp moved under a tag that nobody knows must not make a signature without a time-stamp.
#[test]
fn unsigned_attributes_are_not_hidden_under_another_tag() {
    let desk = lan();
    let attributes = desk.attributes(LETTER);
    let cms = desk.forge(&sent(&attributes), &signed(&attributes));
    let value = tlv(OCTET_STRING, &[&SignedData::parse(&cms).unwrap().signers[0].signature]);
    let hidden = tlv(ber::context(3), &[&attribute(SIGNATURE_TIMESTAMP, &[&[5, 0]])]);
    SignedData::parse(&replaced(&cms, &value, &[value.clone(), hidden].concat())).unwrap_err();
}

/// Old writers put NULL beside a hash (RFC 5754 §2); anything else there says that somebody was at it.
#[test]
fn hashes_have_no_parameters() {
    let cms = lan().cms_sign("-cades");
    let sha256 = ber::oid("2.16.840.1.101.3.4.2.1");
    let with = |parameters: &[u8]| {
        let listed = tlv(SET, &[&tlv(SEQUENCE, &[&sha256, parameters])]);
        SignedData::parse(&replaced(&cms, &tlv(SET, &[&tlv(SEQUENCE, &[&sha256])]), &listed))
            .unwrap()
            .odd_unsigned_part()
    };
    assert_eq!([with(&[]), with(&[5, 0]), with(&[4, 0]), with(&[5, 1, 0])], [false, false, true, true]);
}

/// What nobody signed may change, but then it is said: only other people's certificates can change unseen here (their path is
/// judged elsewhere).
#[test]
fn no_flipped_bit_outside_of_certificates_goes_unnoticed() {
    let desk = lan();
    let (digest, certificate) = (Hash::Sha256.digest(LETTER), desk.certificate("lan"));
    let ready = ToBeSigned::pades(&digest, Hash::Sha256, Scheme::RsaPkcs1(Hash::Sha256), &certificate).unwrap();
    let value = desk.sign(&ready.message());
    let cms = ready.signed(value, vec![certificate]).with_timestamp(&[5, 0]).to_der().unwrap();
    let is_perfect = |cms: &[u8]| {
        let Ok(data) = SignedData::parse(cms) else { return false };
        let [signer] = &data.signers[..] else { return false };
        let found = judge(&data, signer, &|hash| hash.digest(LETTER), &[]);
        let form = data.is_der && !data.odd_unsigned_part() && data.content.is_none() && data.length == cms.len();
        let stamped = signer.unsigned_values(SIGNATURE_TIMESTAMP) == [[5, 0]];
        form && stamped && data.content_type == ID_DATA && arithmetic(&found) == INTACT && found.oddities.is_empty()
    };
    assert!(is_perfect(&cms));
    let mut flipped = cms.clone();
    for at in 0..cms.len() {
        for bit in 0..8 {
            flipped[at] ^= 1 << bit;
            assert!(!is_perfect(&flipped), "bit {bit} of octet {at}");
            flipped[at] ^= 1 << bit;
        }
    }
}
