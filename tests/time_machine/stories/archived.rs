//! Archives (EN 319 102-1 §5.6): document time-stamps over signatures, their data and each other, renewed in time or too late.

use kyso::verify::Level;
use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Answer, Entry, Party, Reason, Usage};
use time::{Duration, OffsetDateTime};

use super::{archived_at, b_b, b_lta, b_t, fetched, others, signed};
use crate::cast::{CAST, day, draft, lists_of};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

/// An hour before the renewal the lists about the last time-stamp are fetched; then the new one covers all.
fn renewed(paper: Paper, authority: &Party, at: OffsetDateTime) -> Paper {
    paper.stored(&others(at - Duration::hours(1))).archived(authority, at)
}

pub(super) fn tell() -> Vec<Story> {
    [renewals(), raised(), proofs(), losses()].into_iter().flatten().collect()
}

/// When the first archive is renewed: half a year before its TSA's certificate runs out.
fn in_time() -> OffsetDateTime {
    day(2019, 6, 1)
}

/// When all certificates of the first day have run out.
fn later() -> OffsetDateTime {
    day(2022, 6, 1)
}

/// Renewed once, in time.
fn once() -> Paper {
    renewed(b_lta(), &CAST.tsa_19, in_time())
}

/// The root's list of the day before.
fn root(at: OffsetDateTime) -> Vec<Vec<u8>> {
    lists_of(&[&CAST.root], at - Duration::days(1))
}

/// Of the last TSA alone somebody still answers; its authority lists no certificates that ran out.
fn good(tsa: &Party, authority: &Party, at: OffsetDateTime) -> Vec<Vec<u8>> {
    vec![Answer::about(tsa, authority, at - Duration::hours(1)).by(authority)]
}

/// What responders to whom it was delegated, and the root's list, say of leaves and authorities.
fn told(at: OffsetDateTime, about: &[(&Party, &Party)]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let responder = |ca| draft("Responder", Usage::Responding, (2016, 2030)).by(ca);
    let answers = about.iter().map(|(who, ca)| Answer::about(who, ca, at).by(&responder(ca)));
    (lists_of(&[&CAST.root], at), answers.collect())
}

/// Archived and renewed in time, with OCSP answers of delegated responders about the leaves.
fn answered() -> Paper {
    let cast = &*CAST;
    let (lists, answers) = told(fetched(), &[(&cast.an, &cast.sub), (&cast.tsa_14, &cast.tsa_ca)]);
    let paper = b_t().kept(&lists, &answers).archived(&cast.tsa_14, archived_at());
    let (lists, answers) = told(in_time() - Duration::hours(1), &[(&cast.tsa_14, &cast.tsa_ca)]);
    paper.kept(&lists, &answers).archived(&cast.tsa_19, in_time())
}

/// What `kyso extend` makes of a signature with a time-stamp, at the times of these stories.
fn raised() -> Vec<Story> {
    let cast = &*CAST;
    let (lists, answers) = told(fetched(), &[(&cast.an, &cast.sub), (&cast.tsa_14, &cast.tsa_ca)]);
    let to = |level| b_t().raised(level, &cast.tsa_14, archived_at(), (&lists, &answers));
    let (lists, answers) = told(in_time(), &[(&cast.tsa_14, &cast.tsa_ca)]);
    let renewed = |paper: Paper| paper.raised(Level::BLta, &cast.tsa_19, in_time(), (&lists, &answers));
    let soon = told(archived_at() + Duration::hours(1), &[(&cast.tsa_14, &cast.tsa_ca)]);
    let expired = day(2019, 6, 15);
    vec![
        Story::new("extended-lt", "Raised to B-LT by kyso; the signer's certificate has run out.", to(Level::BLt))
            .judged_with(expired, others(expired - Duration::hours(1)))
            .says(PASSED, "5.6.2.4: past validation at the time of the answer")
            .at_level(Level::BLt),
        Story::new("extended-lta", "Raised to B-LTA by kyso; the signer's certificate has run out.", to(Level::BLta))
            .judged_with(expired, others(expired - Duration::hours(1)))
            .says(PASSED, "5.6.2.4, 5.6.3: past validation at the time of the answer")
            .at_level(Level::BLta),
        Story::new(
            "extended-renewed",
            "Raised and renewed by kyso; all that signed on the first day has run out.",
            renewed(to(Level::BLta)),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.3: each document time-stamp is validated in the past that the next one proves")
        .at_level(Level::BLta),
        Story::new(
            "extended-renewed-over-an-older-answer",
            "The same, where an answer about the first TSA came into the file an hour after its time-stamp.",
            renewed(to(Level::BLta).kept(&soon.0, &soon.1)),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.3: each document time-stamp is validated in the past that the next one proves")
        .at_level(Level::BLta),
    ]
}

fn renewals() -> Vec<Story> {
    let cast = &*CAST;
    vec![
        Story::new(
            "archived-signer-expired",
            "Stamped, stored and archived on one day; the signer's certificate has run out since.",
            b_lta(),
        )
        .judged_with(day(2019, 6, 1), others(day(2019, 5, 31)))
        .says(PASSED, "5.6.3: past validation at the time of the list")
        .at_level(Level::BLta),
        Story::new(
            "archived-signer-expired-and-newer-lists",
            "The same, judged by somebody who has the lists of the day, which say nothing of a certificate that ran out.",
            b_lta(),
        )
        .judged(day(2019, 6, 1))
        .says(PASSED, "5.6.3: past validation at the time of the list that was archived"),
        Story::new(
            "archived-and-renewed-in-time",
            "Renewed while the first TSA was good; since then all certificates of the first day have run out.",
            once(),
        )
        .judged_with(later(), root(later()))
.answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.3: each document time-stamp is validated in the past that the next one proves")
        .at_level(Level::BLta),
        Story::new(
            "archived-with-answers-and-renewed",
            "The same, where responders answered for signer and TSA, and lists tell of their authorities alone.",
            answered(),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.3: each document time-stamp is validated in the past that the next one proves")
        .at_level(Level::BLta),
    ]
}

fn proofs() -> Vec<Story> {
    let cast = &*CAST;
    let long = renewed(renewed(once(), &cast.tsa_26, day(2026, 9, 1)), &cast.tsa_35, day(2034, 6, 1));
    vec![
        Story::new("archived-not-renewed", "Nobody renewed; the TSA's certificate has run out.", b_lta())
            .judged(day(2020, 6, 1))
            .says(open(OutOfBoundsNoPoe), "5.6.3: the document time-stamp is OUT_OF_BOUNDS and proves nothing"),
        Story::new(
            "archived-renewed-too-late",
            "Renewed half a year after the TSA's certificate had run out.",
            renewed(b_lta(), &cast.tsa_19, day(2020, 6, 1)),
        )
        .judged(later())
        .says(open(OutOfBoundsNoPoe), "5.6.2.4: the new time-stamp proves the old one only after its expiry"),
        Story::new(
            "archived-renewed-without-data",
            "Renewed in time, but the lists about the first TSA were not added before.",
            b_lta().archived(&cast.tsa_19, in_time()),
        )
        .judged(later())
        .says(
            open(OutOfBoundsNoPoe),
            "5.6.2.2: the last list about the first TSA is from years before what proves its time-stamp",
        ),
        Story::new(
            "archived-for-twenty-five-years",
            "Three renewals; judged in 2042, when the root itself has run out.",
            long,
        )
        .judged_with(day(2042, 6, 1), lists_of(&[&cast.root_2], day(2042, 5, 31)))
        .answered(good(&cast.tsa_35, &cast.tsa_ca_2, day(2042, 6, 1)))
        .says(PASSED, "5.6.3; an anchor's dates are not judged")
        .at_level(Level::BLta),
        Story::new(
            "archived-without-signature-stamp",
            "Signed without a time-stamp; within hours stamped, stored and stamped again, and renewed.",
            renewed(
                b_b()
                    .archived(&cast.tsa_14, fetched() - Duration::hours(1))
                    .stored(&cast.lists(fetched(), &[]))
                    .archived(&cast.tsa_14, archived_at()),
                &cast.tsa_19,
                in_time(),
            ),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.2.3, 5.6.2.4: the document time-stamp is the proof")
        .proven_by("document-timestamp"),
        Story::new(
            "archived-list-older-than-the-document-stamp",
            "Signed without a time-stamp; the lists were fetched before the first document time-stamp.",
            renewed(
                b_b().stored(&cast.lists(fetched(), &[])).archived(&cast.tsa_14, archived_at()),
                &cast.tsa_19,
                in_time(),
            ),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(
            open(OutOfBoundsNoPoe),
            "5.2.5 with a freshness of nothing, 5.6.2.2: what was issued before the proven time does not tell of it",
        ),
        Story::new(
            "archived-second-signer-not-covered",
            "An's signature is archived; Binh signs after that, and nobody archives it.",
            once().signed(&By::new(&cast.binh, day(2019, 7, 1))),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says_of_each(&[PASSED, open(OutOfBoundsNoPoe)], "5.6.2.3: a time-stamp proves only what it covers"),
        Story::new(
            "archived-data-added-after-the-last-stamp",
            "Archived without data; they were added later(), outside of any time-stamp.",
            b_t().archived(&cast.tsa_14, archived_at()).stored(&cast.lists(in_time() - Duration::hours(1), &[])),
        )
        .judged(day(2020, 6, 1))
        .says(open(OutOfBoundsNoPoe), "5.6.3: the document time-stamp is OUT_OF_BOUNDS and proves nothing"),
        stamp_expired(),
    ]
}

fn losses() -> Vec<Story> {
    let cast = &*CAST;
    let stranger_root = draft("Nobody's Root", Usage::Authority, (2010, 2040)).root();
    let stranger = draft("Nobody's TSA", Usage::TimeStamping, (2014, 2030)).by(&stranger_root);
    let stolen = (&cast.tsa_ca, Entry::new(&cast.tsa_19, day(2022, 1, 1)).because(Reason::KeyCompromise));
    let stolen_14 = (&cast.tsa_ca, Entry::new(&cast.tsa_14, day(2019, 9, 1)).because(Reason::KeyCompromise));
    let gone_before = || (&cast.sub, Entry::new(&cast.an, day(2017, 2, 1)).because(Reason::Superseded));
    vec![
        Story::new(
            "archived-last-stamp-by-a-stranger",
            "The renewal is by a TSA that nobody trusts.",
            renewed(b_lta(), &stranger, in_time()),
        )
        .judged(later())
        .says(open(OutOfBoundsNoPoe), "5.6.3: a time-stamp that does not pass proves nothing"),
        Story::new("archived-last-tsa-compromised", "The key of the TSA that renewed was stolen.", once())
            .judged_knowing(later(), std::slice::from_ref(&stolen))
            .says(open(OutOfBoundsNoPoe), "5.4: nothing proves that the renewal is older than the theft"),
        Story::new(
            "archived-compromised-tsa-covered-before",
            "The first TSA's key was stolen after the renewal.",
            once(),
        )
        .judged_knowing(day(2019, 10, 1), &[stolen_14])
        .says(PASSED, "5.6.2.4: the renewal proves the first document time-stamp before the theft"),
        Story::new(
            "archived-compromised-tsa-covered-after",
            "The TSA that renewed lost its key in 2022; somebody renewed again after that.",
            renewed(once(), &cast.tsa_26, day(2026, 9, 1)),
        )
        .judged_knowing(day(2026, 10, 1), &[stolen])
        .says(open(OutOfBoundsNoPoe), "5.6.2.2: the control time slides to the revocation, before the proof"),
        Story::new(
            "archived-revoked-since",
            "Archived; months later An was revoked, and the renewal keeps the list that says so.",
            b_lta()
                .stored(&cast.lists(in_time() - Duration::hours(1), &[]))
                .stored(&cast.lists(
                    day(2018, 6, 1),
                    &[(&cast.sub, Entry::new(&cast.an, day(2018, 4, 1)).because(Reason::KeyCompromise))],
                ))
                .archived(&cast.tsa_19, in_time()),
        )
        .judged_with(later(), root(later()))
        .answered(good(&cast.tsa_19, &cast.tsa_ca, later()))
        .says(PASSED, "5.6.2.2, 5.6.2.4: the control time slides to the revocation, after the proof"),
        Story::new(
            "archived-revoked-before",
            "An had been revoked a month before; the list that says so was kept and archived.",
            b_t().stored(&cast.lists(fetched(), &[gone_before()])).archived(&cast.tsa_14, archived_at()),
        )
        .judged_knowing(day(2018, 6, 1), &[gone_before()])
        .says(open(RevokedNoPoe), "5.5.4 a; 5.6.2.4: the control time slides to the revocation, before the proof"),
        Story::new(
            "archived-authority-compromised-later",
            "Archived in 2017; the signer's authority was revoked in 2018.",
            b_lta(),
        )
        .judged_knowing(
            day(2018, 6, 1),
            &[(&cast.root, Entry::new(&cast.sub, day(2018, 4, 1)).because(Reason::CaCompromise))],
        )
        .says(PASSED, "5.5.4 a, 5.6.2.4: list and signature are proven before the revocation"),
    ]
}

/// The signer's data kept, the TSA's certificate run out, but the signer's own is still good.
fn stamp_expired() -> Story {
    let cast = &*CAST;
    let stamp = super::stamp();
    let paper = Paper::new().signed(&By::new(&cast.binh, signed()).stamped(stamp)).stored(&cast.lists(fetched(), &[]));
    Story::new("stored-tsa-expired-signer-valid", "The TSA's certificate has run out, the signer's has not.", paper)
        .judged(day(2020, 6, 1))
        .says(PASSED, "5.3 passes at the current time; the level is lost with the proof")
        .at_level(Level::BB)
        .proven_by("current-time")
}
