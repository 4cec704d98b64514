//! Several pieces of evidence about one certificate: a final revocation wins, else the newest that says something.

use kyso::x509::{Crl, Memory, OcspResponse, Outcome, RevocationData, Unusable, check_revocation};

use super::answer::{Answer, Single};
use super::cases::World;
use super::pki::{Draft, Key, list};
use super::{NOW, words};

/// Days of 2024 on which the two speak, the earlier and the later.
const SPRING: &str = "2024-03-10";
const SUMMER: &str = "2024-07-10";
const NEXT: &str = "2089-01-01";

/// A name, answers, lists, and what they say.
type Case = (&'static str, Vec<Answer>, Vec<Vec<u8>>, &'static str);

/// What answers and lists say together, and which kind speaks.
fn together(w: &World, answers: &[Answer], lists: &[Vec<u8>]) -> String {
    let data = RevocationData {
        crls: lists.iter().map(|der| Crl::from_der(der).unwrap()).collect(),
        ocsps: answers.iter().map(|answer| OcspResponse::from_der(&answer.der()).unwrap()).collect(),
    };
    let answer = check_revocation(&w.lan.certificate(), &w.ca.certificate(), &data, &[], NOW, &Memory::default());
    let spoke = answer.considered.iter().find(|one| Some(&one.evidence) == answer.evidence.as_ref());
    spoke.map_or("nothing".into(), |one| format!("{} {}", one.evidence.kind(), words(one)))
}

#[test]
fn the_most_definite_then_the_newest_speaks() {
    let w = World::new();
    let single = |day| Single::about(&[7], &w.ca).from(day).until(Some(NEXT));
    let by_ca = |single: Single| Answer::by(&w.ca, &[single]).produced(super::pki::day("2024-12-01"));
    let good = |day| by_ca(single(day));
    let revoked = |day| by_ca(single(day).revoked("2024-03-01", Some(1)));
    let held = |day| by_ca(single(day).revoked("2024-03-01", Some(6)));
    let unknown = |day| by_ca(single(day).unknown());
    let old = by_ca(single(SUMMER).until(Some("2024-08-01")));
    let forged = by_ca(single(SUMMER)).flipped();
    let early = by_ca(single("2019-07-10").until(Some("2019-08-01")));
    let listing = |day, reason: &[u8]| {
        let entries: Vec<_> = reason.iter().map(|reason| (&[7][..], "2024-03-01", *reason)).collect();
        list(&w.ca, day, NEXT, &entries)
    };
    let cases: [Case; 16] = [
        ("nothing_at_hand", vec![], vec![], "nothing"),
        ("both_good_the_newer_speaks", vec![good(SUMMER)], vec![listing(SPRING, &[])], "ocsp good"),
        ("both_good_the_newer_is_the_list", vec![good(SPRING)], vec![listing(SUMMER, &[])], "crl good"),
        (
            "a_newer_good_answer_takes_no_revocation_back",
            vec![good(SUMMER)],
            vec![listing(SPRING, &[4])],
            "crl revoked 2024-03-01 superseded",
        ),
        (
            "a_newer_list_that_left_it_out_neither",
            vec![revoked(SPRING)],
            vec![listing(SUMMER, &[])],
            "ocsp revoked 2024-03-01 keyCompromise",
        ),
        ("a_newer_list_lifts_a_hold", vec![held(SPRING)], vec![listing(SUMMER, &[])], "crl good"),
        ("a_newer_answer_lifts_a_hold", vec![good(SUMMER)], vec![listing(SPRING, &[6])], "ocsp good"),
        ("an_older_good_lifts_none", vec![good(SPRING)], vec![listing(SUMMER, &[6])], "crl on-hold 2024-03-01"),
        ("of_one_moment_the_graver_speaks", vec![good(SUMMER)], vec![listing(SUMMER, &[6])], "crl on-hold 2024-03-01"),
        ("whichever_kind_it_is", vec![held(SUMMER)], vec![listing(SUMMER, &[])], "ocsp on-hold 2024-03-01"),
        ("a_list_knows_what_the_responder_does_not", vec![unknown(SUMMER)], vec![listing(SPRING, &[])], "crl good"),
        ("unknown_is_more_than_a_forgery", vec![forged.clone(), unknown(SPRING)], vec![], "ocsp unknown"),
        ("unknown_is_more_than_no_information", vec![early.clone(), unknown(SPRING)], vec![], "ocsp unknown"),
        ("a_forgery_spoils_nothing", vec![forged.clone()], vec![listing(SPRING, &[])], "crl good"),
        ("a_current_list_beside_an_answer_out_of_date", vec![old.clone()], vec![listing(SPRING, &[])], "crl good"),
        ("an_answer_out_of_date_alone", vec![old, early], vec![], "ocsp stale"),
    ];
    for (name, answers, lists, says) in cases {
        assert_eq!(together(&w, &answers, &lists), says, "{name}");
        let (reversed, lists) =
            (answers.into_iter().rev().collect::<Vec<_>>(), lists.into_iter().rev().collect::<Vec<_>>());
        assert_eq!(together(&w, &reversed, &lists), says, "{name}, the other way round");
    }
}

/// A list of the CA's name by another key says nothing, unless its certificate is at hand; then whoever judges is told.
#[test]
fn another_key_of_the_cas_name_speaks_only_with_its_certificate() {
    let w = World::new();
    let other = Draft::ca("CA").serial(&[4]).by(&Key::new(9), &w.root);
    let data = RevocationData { crls: vec![Crl::from_der(&list(&other, SPRING, NEXT, &[])).unwrap()], ocsps: vec![] };
    let ask = |pool: &[_]| {
        let (lan, ca) = (w.lan.certificate(), w.ca.certificate());
        check_revocation(&lan, &ca, &data, pool, NOW, &Memory::default())
    };
    assert_eq!(words(&ask(&[]).considered[0]), "unusable EVIDENCE_SIGNATURE");
    let answer = ask(&[other.certificate()]);
    assert_eq!(words(&answer.considered[0]), "good by CA");
    let signers: Vec<_> = answer.signers().map(|(_, signer)| signer.clone()).collect();
    assert_eq!(signers, [other.certificate()]);
}

/// Somebody puts five hundred forgeries before the answer that the judge brought, and a certificate of the CA's name that may
/// answer for nobody.
#[test]
fn a_revocation_buried_under_forgeries_leaves_nothing_good() {
    let w = World::new();
    let answers = |single: Single| Answer::by(&w.ca, &[single.from(SPRING).until(Some(NEXT))]);
    let single = || Single::about(&[7], &w.ca);
    let namesake = Draft::ca("CA").issue(&Key::new(9), "CA", &Key::new(9));
    let forged = |n: i32| answers(single().revoked(&format!("{n}-01-01"), None)).flipped();
    let revoked = answers(single().revoked("2024-03-01", Some(1)));
    let all = std::iter::once(answers(single())).chain((1000..1500).map(forged)).chain([revoked]);
    let data = RevocationData {
        crls: Vec::new(),
        ocsps: all.map(|answer| OcspResponse::from_der(&answer.der()).unwrap()).collect(),
    };
    for pool in [vec![], vec![namesake.certificate()]] {
        let memory = Memory::default();
        let answer = check_revocation(&w.lan.certificate(), &w.ca.certificate(), &data, &pool, NOW, &memory);
        assert_eq!(answer.outcome, Outcome::Unusable(Unusable::TooMuch));
    }
}
