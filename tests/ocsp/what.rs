//! What is said, of which certificates, when, and for how long.

use kyso::cms::ber::tlv;
use kyso::hash::Hash;

use super::answer::{Answer, Single};
use super::cases::{ARCHIVE_CUTOFF, Case, World, case};
use super::pki::day;

const EXTENDED_REVOKE: &str = "1.3.6.1.5.5.7.48.1.9";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// Answers about several certificates, or twice about one.
pub(crate) fn several(w: &World) -> Vec<Case> {
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
pub(crate) fn statuses(w: &World) -> Vec<Case> {
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
pub(crate) fn times(w: &World) -> Vec<Case> {
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
pub(crate) fn expired(w: &World) -> Vec<Case> {
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
