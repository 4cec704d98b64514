//! Who answers, who appointed him, and whom he names.

use kyso::cms::ber::{SEQUENCE, oid, tlv};
use kyso::hash::Hash;

use super::answer::{Answer, Named, Single};
use super::cases::{Case, World, case};
use super::pki::{Draft, EXTENDED_KEY_USAGE, Key, NO_CHECK, OCSP_SIGNING, Party, name_as};

const ANY_PURPOSE: &str = "2.5.29.37.0";

/// Who signs, and how he is named.
pub(crate) fn signers(w: &World) -> Vec<Case> {
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
pub(crate) fn delegates(w: &World) -> Vec<Case> {
    let key = Key::new(6);
    let issued = |draft: Draft| draft.by(&key, &w.ca);
    let answer = |party: &Party| Answer::by(party, &[w.single()]);
    let (new, responder) = (|| Draft::new("Delegate"), || Draft::responder("Delegate"));
    let eku = || tlv(SEQUENCE, &[&oid("1.3.6.1.5.5.7.3.4"), &oid(OCSP_SIGNING)]);
    let namesake = Draft::ca("CA").issue(&Key::new(7), "CA", &Key::new(7));
    let below = Draft::responder("Below").by(&Key::new(8), &issued(responder()));
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
    ]
}

/// Certificates of the responder's name that are not his.
pub(crate) fn impostors(w: &World) -> Vec<Case> {
    let honest = Draft::responder("Delegate").by(&Key::new(6), &w.ca);
    let impostor = |n: u8| Draft::responder("Delegate").issue(&Key::new(n), "Delegate", &Key::new(n));
    let impostors: Vec<_> = (20..30).map(impostor).collect();
    let crowd: Vec<_> = impostors.iter().collect();
    let answer = Answer::by(&honest, &[w.single()]);
    vec![
        case(
            "ten_impostors_of_the_name",
            answer.clone().carrying(&crowd),
            "unusable EVIDENCE_SIGNATURE",
            "not verified",
        ),
        case(
            "ten_impostors_before_the_honest_one",
            answer.clone().carrying(&[&crowd[..], &[&honest]].concat()),
            "good by Delegate",
            "not verified",
        )
        .because("the first certificate of the name is taken"),
    ]
}

/// How the certificate is named.
pub(crate) fn names(w: &World) -> Vec<Case> {
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
