//! The cases by name, each with the answer that a responder gave, what it is worth, and what OpenSSL says of it.
//!
//! Lan's certificate is number 7 of a CA below a root; a responder that the CA appointed answers for it in June 2024, and
//! it is asked at the beginning of 2025.

use kyso::cms::ber::{OCTET_STRING, SEQUENCE, oid, tlv};
use kyso::hash::Hash;

use super::answer::{Answer, Named, Single, refusal, response};
use super::pki::{Draft, EXTENDED_KEY_USAGE, Key, NO_CHECK, OCSP_SIGNING, Party, day, name_as};

const ANY_PURPOSE: &str = "2.5.29.37.0";
const ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const EXTENDED_REVOKE: &str = "1.3.6.1.5.5.7.48.1.9";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";

pub(crate) struct World {
    pub(crate) root: Party,
    pub(crate) ca: Party,
    pub(crate) lan: Party,
    pub(crate) responder: Party,
}

impl World {
    pub(crate) fn new() -> Self {
        let (root_key, ca_key) = (Key::new(1), Key::new(2));
        let root = Draft::ca("Root").issue(&root_key, "Root", &root_key);
        let ca = Draft::ca("CA").by(&ca_key, &root);
        let lan = Draft::new("Lan").serial(&[7]).usage(0b1100_0000).by(&Key::new(3), &ca);
        let responder = Draft::responder("Responder").by(&Key::new(4), &ca);
        Self { root, ca, lan, responder }
    }

    /// Good, about Lan's certificate.
    pub(crate) fn single(&self) -> Single {
        Single::about(&[7], &self.ca)
    }

    fn answer(&self, single: Single) -> Answer {
        Answer::by(&self.responder, &[single])
    }

    /// Lan's number in a certificate of other dates.
    fn lan_of(&self, from: &'static str, to: &'static str) -> Party {
        Draft::new("Lan").serial(&[7]).valid(from, to).usage(0b1100_0000).by(&Key::new(3), &self.ca)
    }
}

/// What a person can read of one case.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) der: Vec<u8>,
    /// What it is worth.
    pub(crate) says: &'static str,
    /// What OpenSSL says.
    pub(crate) openssl: &'static str,
    /// Why OpenSSL says something else; nothing where it agrees.
    pub(crate) because: Option<&'static str>,
    pub(crate) asked: Option<Party>,
    pub(crate) issuer: Option<Party>,
    pub(crate) pool: Vec<Party>,
    /// The option of OpenSSL for the hash of the certID.
    pub(crate) digest: &'static str,
}

fn case(name: &'static str, der: impl Into<Der>, says: &'static str, openssl: &'static str) -> Case {
    let (asked, issuer, pool) = (None, None, Vec::new());
    Case { name, der: der.into().0, says, openssl, because: None, asked, issuer, pool, digest: "-sha1" }
}

struct Der(Vec<u8>);

impl From<Answer> for Der {
    fn from(answer: Answer) -> Self {
        Self(answer.der())
    }
}

impl From<Vec<u8>> for Der {
    fn from(der: Vec<u8>) -> Self {
        Self(der)
    }
}

impl Case {
    fn because(mut self, why: &'static str) -> Self {
        self.because = Some(why);
        self
    }

    fn about(mut self, asked: Party) -> Self {
        self.asked = Some(asked);
        self
    }

    fn issued_by(mut self, issuer: Party) -> Self {
        self.issuer = Some(issuer);
        self
    }

    fn with(mut self, pool: &[&Party]) -> Self {
        self.pool = pool.iter().map(|party| (*party).clone()).collect();
        self
    }

    fn digest(mut self, digest: &'static str) -> Self {
        self.digest = digest;
        self
    }
}

/// Every case.
pub(crate) fn all(w: &World) -> Vec<Case> {
    [signers(w), delegates(w), names(w), several(w), statuses(w), times(w), expired(w), shapes(w), unreadable(w)]
        .into_iter()
        .flatten()
        .collect()
}

/// Who signs, and how he is named.
fn signers(w: &World) -> Vec<Case> {
    let by_ca = Answer::by(&w.ca, &[w.single()]).carrying(&[]);
    let own = Draft::responder("Lan").serial(&[7]).by(&Key::new(3), &w.ca);
    let renewed = Draft::ca("CA").serial(&[2]).by(&w.ca.key, &w.root);
    let rekeyed = Draft::ca("CA").serial(&[3]).by(&Key::new(5), &w.root);
    let stranger = Draft::responder("Responder").issue(&Key::new(9), "Responder", &Key::new(9));
    let forged = Answer::by(&stranger, &[w.single()]).carrying(&[&w.responder]);
    let wide_hash = Hash::Sha256.digest(&w.responder.key.bits());
    let good = w.answer(w.single());
    vec![
        case("the_ca_answers_itself_by_name", by_ca.clone(), "good", "good"),
        case("the_ca_answers_itself_by_key", by_ca.clone().by_key(), "good", "good"),
        case("the_ca_signs_by_the_key_of_a_renewed_certificate", by_ca.clone(), "good", "good").issued_by(renewed),
        case(
            "the_new_key_of_a_ca_does_not_answer_for_the_old_one",
            Answer::by(&rekeyed, &[w.single()]),
            "unusable OCSP_RESPONDER_USAGE",
            "not verified",
        ),
        case("a_delegate_by_name", good.clone(), "good by Responder", "good"),
        case("a_delegate_by_key", good.clone().by_key(), "good by Responder", "good"),
        case("a_delegate_at_hand_but_not_in_the_answer", good.clone().carrying(&[]), "good by Responder", "good")
            .with(&[&w.responder]),
        case(
            "a_delegate_among_other_certificates",
            good.clone().carrying(&[&w.root, &w.ca, &w.lan, &w.responder]),
            "good by Responder",
            "good",
        ),
        case("a_delegate_nobody_knows", good.clone().carrying(&[]), "unusable OCSP_NO_RESPONDER", "not verified"),
        case(
            "a_name_that_is_not_the_signers",
            good.clone().named(Named::Subject("Somebody".into())),
            "unusable OCSP_NO_RESPONDER",
            "not verified",
        ),
        case(
            "a_key_that_is_not_the_signers",
            good.clone().named(Named::Key(vec![1; 20])),
            "unusable OCSP_NO_RESPONDER",
            "not verified",
        ),
        case(
            "a_key_named_by_another_hash_than_sha1",
            good.clone().named(Named::Key(wide_hash)),
            "unusable OCSP_NO_RESPONDER",
            "not verified",
        ),
        case("a_bit_of_the_signature_flipped", good.clone().flipped(), "unusable EVIDENCE_SIGNATURE", "not verified"),
        case("a_bit_of_the_cas_signature_flipped", by_ca.flipped(), "unusable EVIDENCE_SIGNATURE", "not verified"),
        case("a_stranger_with_the_delegates_certificate", forged, "unusable EVIDENCE_SIGNATURE", "not verified"),
        case(
            "an_algorithm_nobody_knows",
            good.algorithm(tlv(SEQUENCE, &[&oid("1.2.3.4")])),
            "unusable EVIDENCE_ALGORITHM",
            "not verified",
        ),
        case("nobody_vouches_for_himself", Answer::by(&own, &[w.single()]), "unusable EVIDENCE_OWN_WORD", "good")
            .about(own.clone())
            .because("whether the responder is the one asked about is not looked at"),
        case(
            "but_he_may_say_that_he_is_revoked",
            Answer::by(&own, &[w.single().revoked("2024-03-01", Some(1))]),
            "revoked 2024-03-01 keyCompromise",
            "revoked",
        )
        .about(own),
    ]
}

/// Whom a CA can appoint.
fn delegates(w: &World) -> Vec<Case> {
    let key = Key::new(6);
    let issued = |draft: Draft| draft.by(&key, &w.ca);
    let answer = |party: &Party| Answer::by(party, &[w.single()]);
    let (new, responder) = (|| Draft::new("Delegate"), || Draft::responder("Delegate"));
    let eku = || tlv(SEQUENCE, &[&oid("1.3.6.1.5.5.7.3.4"), &oid(OCSP_SIGNING)]);
    let namesake = Draft::ca("CA").issue(&Key::new(7), "CA", &Key::new(7));
    let below = Draft::responder("Below").by(&Key::new(8), &issued(responder()));
    let impostors: Vec<_> = (20..30).map(|n| responder().issue(&Key::new(n), "Delegate", &Key::new(n))).collect();
    let crowd: Vec<_> = impostors.iter().collect();
    vec![
        case("no_purpose", answer(&issued(new())), "unusable OCSP_RESPONDER_USAGE", "not verified"),
        case(
            "any_purpose_is_not_this_one",
            answer(&issued(new().purpose(ANY_PURPOSE))),
            "unusable OCSP_RESPONDER_USAGE",
            "not verified",
        ),
        case(
            "another_purpose",
            answer(&issued(new().purpose("1.3.6.1.5.5.7.3.8"))),
            "unusable OCSP_RESPONDER_USAGE",
            "not verified",
        ),
        case(
            "this_purpose_among_others",
            answer(&issued(new().with(EXTENDED_KEY_USAGE, false, &eku()))),
            "good by Delegate",
            "good",
        ),
        case(
            "a_key_usage_that_allows_no_signature",
            answer(&issued(new().purpose(OCSP_SIGNING).usage(0b0010_0000))),
            "unusable OCSP_RESPONDER_USAGE",
            "good",
        )
        .because("the key usage of a responder is not looked at"),
        case(
            "non_repudiation_alone_is_a_signature",
            answer(&issued(new().purpose(OCSP_SIGNING).usage(0b0100_0000))),
            "good by Delegate",
            "good",
        ),
        case("no_key_usage_at_all", answer(&issued(new().purpose(OCSP_SIGNING))), "good by Delegate", "good"),
        case(
            "a_delegate_that_need_not_be_asked_about",
            answer(&issued(responder().with(NO_CHECK, false, &[5, 0]))),
            "good by Delegate, exempt",
            "good",
        ),
        case(
            "a_delegate_of_the_root",
            answer(&responder().by(&key, &w.root)),
            "unusable OCSP_NOT_DELEGATED",
            "not verified",
        ),
        case(
            "a_delegate_of_a_namesake_of_the_ca",
            answer(&responder().by(&key, &namesake)),
            "unusable OCSP_NOT_DELEGATED",
            "not verified",
        ),
        case(
            "a_delegate_of_itself",
            answer(&responder().issue(&key, "Delegate", &key)),
            "unusable OCSP_NOT_DELEGATED",
            "not verified",
        ),
        case(
            "a_delegate_of_a_delegate",
            answer(&below).carrying(&[&below, &issued(responder())]),
            "unusable OCSP_NOT_DELEGATED",
            "not verified",
        ),
        case(
            "a_delegate_expired_when_it_answered",
            answer(&issued(responder().valid("2020-01-01", "2024-05-01"))),
            "unusable OCSP_RESPONDER_VALIDITY",
            "not verified",
        ),
        case(
            "a_delegate_not_yet_valid_when_it_answered",
            answer(&issued(responder().valid("2024-07-01", "2030-01-01"))),
            "unusable OCSP_RESPONDER_VALIDITY",
            "good",
        )
        .because("the certificate is judged at the time of asking alone"),
        case(
            "a_delegate_expired_since",
            answer(&issued(responder().valid("2020-01-01", "2024-07-01"))),
            "good by Delegate",
            "not verified",
        )
        .because("the certificate is judged at the time of asking; here the judge of the signer asks for proofs"),
        case(
            "ten_impostors_of_the_name_are_not_all_tried",
            answer(&issued(responder())).carrying(&crowd),
            "unusable EVIDENCE_SIGNATURE",
            "not verified",
        ),
    ]
}

/// How the certificate is named.
fn names(w: &World) -> Vec<Case> {
    let with = |single: Single| w.answer(single);
    let printable = Draft::new("Lan").serial(&[7]).issuer_as(0x13).by(&Key::new(3), &w.ca);
    let wide = Draft::new("Lan").serial(&[0, 0x87]).by(&Key::new(3), &w.ca);
    vec![
        case("sha256_names_it", with(w.single().hashed(Hash::Sha256)), "good by Responder", "good").digest("-sha256"),
        case("sha384_names_it", with(w.single().hashed(Hash::Sha384)), "good by Responder", "good").digest("-sha384"),
        case("sha512_names_it", with(w.single().hashed(Hash::Sha512)), "good by Responder", "good").digest("-sha512"),
        case("md5_names_nothing", with(w.single().hashed(Hash::Md5)), "nothing", "good")
            .digest("-md5")
            .because("any hash names a certificate"),
        case("another_number", with(Single::about(&[8], &w.ca)), "nothing", "not found"),
        case("another_issuers_name", with(w.single().issuer_name(name_as(0x0c, "Other"))), "nothing", "not verified"),
        case("another_issuers_key", with(w.single().issuer_key(Key::new(9).bits())), "nothing", "not verified"),
        case("the_issuers_name_as_the_issuer_writes_it", with(w.single()), "good by Responder", "not found")
            .about(printable.clone())
            .because("the issuer's name is hashed as the certificate asked about writes it"),
        case(
            "the_issuers_name_as_the_certificate_writes_it",
            with(w.single().issuer_name(name_as(0x13, "CA"))),
            "good by Responder",
            "not verified",
        )
        .about(printable)
        .because("who is appointed is told by the issuer's name as its own certificate writes it"),
        case("a_number_of_nine_bits", with(Single::about(&[0, 0x87], &w.ca)), "good by Responder", "good")
            .about(wide.clone()),
        case("the_same_number_padded", with(Single::about(&[0, 0, 0x87], &w.ca)), "good by Responder", "unreadable")
            .because("DER does not allow the padding; what number is meant is not in doubt")
            .about(wide.clone()),
        case("its_negative_twin_is_another", with(Single::about(&[0x87], &w.ca)), "nothing", "not found").about(wide),
    ]
}

/// Answers about several certificates, or twice about one.
fn several(w: &World) -> Vec<Case> {
    let other = |serial: u8| Single::about(&[serial], &w.ca);
    let revoked = |single: Single| single.revoked("2024-03-01", Some(1));
    let answer = |singles: &[Single]| Answer::by(&w.responder, singles);
    vec![
        case("third_of_five", answer(&[5, 6, 7, 8, 9].map(other)), "good by Responder", "good"),
        case(
            "others_are_revoked",
            answer(&[revoked(other(6)), other(7), revoked(other(8))]),
            "good by Responder",
            "good",
        ),
        case(
            "others_are_good",
            answer(&[other(6), revoked(other(7)), other(8)]),
            "revoked 2024-03-01 keyCompromise by Responder",
            "revoked",
        ),
        case("good_twice", answer(&[other(7), other(7)]), "good by Responder", "good"),
        case(
            "good_then_revoked",
            answer(&[other(7), revoked(other(7))]),
            "revoked 2024-03-01 keyCompromise by Responder",
            "good",
        )
        .because("the first that fits is taken"),
        case(
            "revoked_then_good",
            answer(&[revoked(other(7)), other(7)]),
            "revoked 2024-03-01 keyCompromise by Responder",
            "revoked",
        ),
        case("good_then_unknown", answer(&[other(7), other(7).unknown()]), "unusable OCSP_CONTRADICTORY", "good")
            .because("the first that fits is taken"),
        case(
            "good_then_on_hold",
            answer(&[other(7), other(7).revoked("2024-03-01", Some(6))]),
            "unusable OCSP_CONTRADICTORY",
            "good",
        )
        .because("the first that fits is taken"),
        case(
            "by_sha1_and_by_sha256",
            answer(&[other(7), revoked(other(7).hashed(Hash::Sha256))]),
            "revoked 2024-03-01 keyCompromise by Responder",
            "good",
        )
        .because("only the certID it would have asked with is looked for"),
    ]
}

/// What is said.
fn statuses(w: &World) -> Vec<Case> {
    let revoked = |reason| w.answer(w.single().revoked("2024-03-01", reason));
    let invalidity = tlv(0x18, &[b"20240201000000Z"]);
    let suspect = w.single().revoked("2024-03-01", Some(1)).with("2.5.29.24", false, &invalidity);
    let never = w.single().revoked("1970-01-01", Some(6));
    let later = w.single().revoked("2024-09-01", Some(4));
    vec![
        case(
            "revoked_for_key_compromise",
            revoked(Some(1)),
            "revoked 2024-03-01 keyCompromise by Responder",
            "revoked",
        ),
        case(
            "revoked_for_cessation",
            revoked(Some(5)),
            "revoked 2024-03-01 cessationOfOperation by Responder",
            "revoked",
        ),
        case("revoked_without_a_reason", revoked(None), "revoked 2024-03-01 - by Responder", "revoked"),
        case(
            "revoked_for_an_undefined_reason",
            revoked(Some(7)),
            "revoked 2024-03-01 undefined by Responder",
            "revoked",
        ),
        case(
            "remove_from_crl_does_not_unrevoke",
            revoked(Some(8)),
            "revoked 2024-03-01 removeFromCRL by Responder",
            "revoked",
        ),
        case("suspended", revoked(Some(6)), "on-hold 2024-03-01 by Responder", "revoked"),
        case(
            "suspect_since_before",
            w.answer(suspect),
            "revoked 2024-03-01 keyCompromise, suspect since 2024-02-01 by Responder",
            "revoked",
        ),
        case(
            "never_issued",
            w.answer(never).with(EXTENDED_REVOKE, false, &[5, 0]),
            "on-hold 1970-01-01 by Responder",
            "revoked",
        ),
        case("revoked_later_than_the_answer", w.answer(later), "revoked 2024-09-01 superseded by Responder", "revoked"),
        case("unknown", w.answer(w.single().unknown()), "unknown by Responder", "unknown"),
    ]
}

/// When it is said, and until when.
fn times(w: &World) -> Vec<Case> {
    let answer = |single: Single| w.answer(single);
    let produced = |single: Single, date: &str| w.answer(single).produced(day(date));
    let late = w.lan_of("2024-09-01", "2090-01-01");
    let revoked = w.single().revoked("2024-03-01", Some(1)).until(Some("2024-07-01"));
    vec![
        case("no_longer_current", answer(w.single().until(Some("2024-07-01"))), "stale by Responder", "out of date"),
        case(
            "current_on_the_last_day",
            answer(w.single().until(Some("2025-01-01"))),
            "good by Responder",
            "out of date",
        )
        .because("«now» is the clock's, not the time of asking"),
        case(
            "no_longer_current_but_revoked",
            answer(revoked),
            "revoked 2024-03-01 keyCompromise by Responder",
            "out of date",
        )
        .because("that it is revoked does not end"),
        case("without_an_end_it_is_never_current", answer(w.single().until(None)), "stale by Responder", "good")
            .because("without nextUpdate it never ends unless -status_age is given"),
        case(
            "without_an_end_but_newer_than_the_question",
            produced(w.single().from("2025-02-01").until(None), "2025-02-01"),
            "good by Responder",
            "good",
        ),
        case(
            "it_ends_before_it_begins",
            answer(w.single().until(Some("2024-05-01"))),
            "unusable OCSP_DATES",
            "out of date",
        ),
        case("signed_before_it_knew", answer(w.single().from("2024-06-02")), "unusable OCSP_DATES", "good")
            .because("producedAt is not looked at"),
        case("signed_long_after_it_knew", produced(w.single(), "2024-12-01"), "good by Responder", "good"),
        case("before_the_certificate_began", answer(w.single()), "no-information by Responder", "good")
            .about(late)
            .because("the dates of the certificate asked about are not looked at"),
    ]
}

/// A certificate that expired in 2023, asked about since.
fn expired(w: &World) -> Vec<Case> {
    const WHY: &str = "the dates of the certificate asked about are not looked at";
    let lan = w.lan_of("2020-01-01", "2023-01-01");
    let cutoff = |date: &str| w.answer(w.single().with(ARCHIVE_CUTOFF, false, &day(date)));
    let digest = Hash::Sha256.digest(&lan.der);
    let known = |digest: &[u8]| w.answer(w.single().knowing(SHA256, digest));
    let before = w.single().from("2022-12-01");
    let cases = vec![
        case("after_it_expired_good_says_nothing", w.answer(w.single()), "no-information by Responder", "good")
            .because(WHY),
        case("unless_the_archive_reaches_back", cutoff("2022-01-01"), "good by Responder", "good"),
        case("and_not_only_to_later", cutoff("2023-06-01"), "no-information by Responder", "good").because(WHY),
        case("or_the_very_certificate_is_known", known(&digest), "good by Responder", "good"),
        case("another_with_its_number_is_known", known(&[7; 32]), "unusable OCSP_OTHER_CERTIFICATE", "good")
            .because("certHash is not looked at"),
        case(
            "by_a_hash_nobody_knows",
            w.answer(w.single().knowing("1.2.3.4", &digest)),
            "no-information by Responder",
            "good",
        )
        .because(WHY),
        case("before_it_expired", w.answer(before), "good by Responder", "good"),
        case(
            "revoked_is_said_after_it_expired_too",
            w.answer(w.single().revoked("2022-03-01", Some(1))),
            "revoked 2022-03-01 keyCompromise by Responder",
            "revoked",
        ),
    ];
    cases.into_iter().map(|case| case.about(lan.clone())).collect()
}

/// Extensions, and the two wrappings.
fn shapes(w: &World) -> Vec<Case> {
    let good = || w.answer(w.single());
    let nonce = tlv(OCTET_STRING, &[&[9; 32]]);
    vec![
        case("a_nonce", good().with(NONCE, false, &nonce), "good by Responder", "good"),
        case("a_nonce_without_its_octet_string", good().with(NONCE, false, &[9; 32]), "good by Responder", "good"),
        case("an_extension_nobody_must_know", good().with("1.2.3", false, &[5, 0]), "good by Responder", "good"),
        case(
            "a_critical_extension_nobody_knows",
            good().with("1.2.3", true, &[5, 0]),
            "unusable EVIDENCE_CRITICAL_EXTENSION",
            "good",
        )
        .because("extensions are not looked at"),
        case(
            "a_critical_extension_of_its_part",
            w.answer(w.single().with("1.2.3", true, &[5, 0])),
            "unusable EVIDENCE_CRITICAL_EXTENSION",
            "good",
        )
        .because("extensions are not looked at"),
        case(
            "a_critical_extension_that_is_known",
            w.answer(w.single().with(ARCHIVE_CUTOFF, true, &day("2020-01-01"))),
            "good by Responder",
            "good",
        ),
        case("the_version_spelt_out", good().version(&[0xa0, 3, 2, 1, 0]), "good by Responder", "good"),
        case("bare_as_a_signature_carries_it", good().basic(), "good by Responder", "unreadable")
            .because("only an OCSPResponse is read"),
    ]
}

/// What is no answer at all.
fn unreadable(w: &World) -> Vec<Case> {
    let good = || w.answer(w.single());
    let der = good().der();
    let basic = good().basic();
    let utc = tlv(0x17, &[b"240601000000Z"]);
    let not_a_list = w.answer(w.single().status(&[0x83, 0]));
    let indefinite = [&[0x30, 0x80][..], &der[4..], &[0, 0]].concat();
    vec![
        case("it_did_not_understand", refusal(1), "no answer: malformedRequest", "no answer"),
        case("it_is_broken", refusal(2), "no answer: internalError", "no answer"),
        case("it_asks_to_try_later", refusal(3), "no answer: tryLater", "no answer"),
        case("it_wants_the_question_signed", refusal(5), "no answer: sigRequired", "no answer"),
        case("it_is_not_authorized", refusal(6), "no answer: unauthorized", "no answer"),
        case("a_status_nobody_knows", refusal(9), "no answer: undefined", "no answer"),
        case("a_refusal_with_an_answer_in_it", response(6, BASIC, &basic), "no answer: unauthorized", "no answer"),
        case("success_without_an_answer", refusal(0), "malformed", "unreadable"),
        case("another_type_of_answer", response(0, "1.2.3.4", &basic), "malformed", "unreadable"),
        case("an_answer_about_nothing", Answer::by(&w.responder, &[]), "malformed", "not verified"),
        case("another_version", good().version(&[0xa0, 3, 2, 1, 1]), "malformed", "good")
            .because("the version is not looked at"),
        case("a_status_that_is_none", not_a_list, "malformed", "unreadable"),
        case("a_time_of_the_other_type", good().produced(utc), "malformed", "unreadable"),
        case("something_behind_the_parts", good().after_singles(&[5, 0]), "malformed", "unreadable"),
        case(
            "an_extension_twice",
            good().with("1.2.3", false, &[5, 0]).with("1.2.3", false, &[5, 0]),
            "malformed",
            "good",
        )
        .because("extensions are not looked at"),
        case("something_behind_the_whole", [&der[..], b"\n"].concat(), "malformed", "good")
            .because("what follows the first object is not read"),
        case("torn", der[..der.len() - 1].to_vec(), "malformed", "unreadable"),
        case("of_indefinite_length", indefinite, "malformed", "good").because("BER is read"),
        case("nothing_at_all", Vec::new(), "malformed", "unreadable"),
    ]
}
