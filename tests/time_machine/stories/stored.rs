//! Signatures that carry their validation data (EN 319 102-1 §5.5, §5.6.2): lists and answers, fresh or not, and who signed them.

use kyso::verify::Level;
use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Answer, Entry, Party, Reason, Status, Usage};
use time::Duration;

use super::{archived_at, b_b, b_lt, b_t, fetched, others, signed, stamp};
use crate::cast::{CAST, day, draft, list, year};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

pub(super) fn tell() -> Vec<Story> {
    [lists(), answers(), short_lived()].into_iter().flatten().collect()
}

fn lists() -> Vec<Story> {
    let cast = &*CAST;
    let (may, june) = (day(2018, 5, 31), day(2018, 6, 1));
    let gone = |at| (&cast.sub, Entry::new(&cast.an, at).because(Reason::Superseded));
    let sub_gone = |at| (&cast.root, Entry::new(&cast.sub, at).because(Reason::CaCompromise));
    vec![
        Story::new("stored-signer-expired-and-newer-lists", "The same, judged by somebody who has the lists of the day, which say nothing of a certificate that ran out.", b_lt())
            .judged(day(2019, 6, 1))
            .says(PASSED, "5.6.2.4: past validation at the time of the list that was kept"),
        Story::new(
            "stored-signer-expired",
            "The data of the day of signing were kept; the signer's certificate has run out since.",
            b_lt(),
        )
        .judged_with(day(2019, 6, 1), others(day(2019, 5, 31)))
        .says(
            PASSED,
            "5.6.2.4: past validation at the time of the list, before which the time-stamp proves the signature",
        )
        .at_level(Level::BLt),
        Story::new(
            "stored-list-older-than-the-stamp",
            "The only list of An's authority is two hours older than the time-stamp.",
            b_t().stored(&cast.lists(signed() - Duration::hours(2), &[])),
        )
        .judged_with(day(2017, 3, 2), others(day(2017, 3, 1) + Duration::hours(20)))
        .says(
            open(TryLater),
            "5.5.4, step 6 with a freshness of nothing: what was issued before the signature does not tell of it",
        ),
        Story::new("stored-list-older-than-the-stamp-run-out", "The same, judged when that list has run out.", b_t().stored(&cast.lists(signed() - Duration::hours(2), &[])))
            .judged_with(day(2017, 6, 1), others(day(2017, 5, 31)))
            .says(open(TryLater), "5.2.5, 5.5.4, step 6 with a freshness of nothing: neither current now nor from after the signature"),
        Story::new(
            "stored-list-older-than-the-stamp-and-a-newer-one",
            "The same, and today's list is at hand.",
            b_t().stored(&cast.lists(signed() - Duration::hours(2), &[])),
        )
        .judged(day(2017, 3, 2))
        .says(PASSED, "5.2.5: today's list is fresh"),
        Story::new(
            "stored-after-the-tsa-expired",
            "The data were added a year after the TSA's certificate had run out.",
            b_t().stored(&cast.lists(day(2021, 1, 15), &[])),
        )
        .judged(day(2021, 2, 1))
        .says(open(OutOfBoundsNoPoe), "5.4, 5.6.2.4: no proof that the token is older than the expiry of its TSA"),
        Story::new("stored-then-revoked", "Everything was kept; a year later An was revoked.", b_lt())
            .judged_knowing(june, &[gone(day(2018, 4, 1))])
            .says(PASSED, "5.5.4 a: the revocation is posterior to the best signature time"),
        Story::new(
            "stored-list-names-the-signer",
            "The list that was kept says: revoked in February.",
            b_t().stored(&cast.lists(fetched(), &[gone(day(2017, 2, 1))])),
        )
        .judged_with(june, others(may))
        .says(open(RevokedNoPoe), "5.5.4 a: the revocation is not posterior to the best signature time"),
        Story::new(
            "authority-compromised-later",
            "Everything was kept; a year later the authority itself was revoked.",
            b_lt(),
        )
        .judged_knowing(june, &[sub_gone(day(2018, 4, 1))])
        .says(open(RevokedCaNoPoe), "5.6.2.4, step 3: no proof of the signer's list before the authority's revocation; 5.5.4 a alone would pass it, and with it a list made with the stolen key"),
        Story::new("authority-ceased-later", "Everything was kept; a year later the authority ceased to operate, and had its certificate revoked.", b_lt())
            .judged_knowing(june, &[(&cast.root, Entry::new(&cast.sub, day(2018, 4, 1)).because(Reason::CessationOfOperation))])
            .says(PASSED, "5.5.4 a: the revocation is posterior to the best signature time, and nobody else has the key"),
        Story::new("authority-compromised-before", "The authority had been revoked a month before An signed.", b_lt())
            .judged_knowing(june, &[sub_gone(day(2017, 2, 1))])
            .says(open(RevokedCaNoPoe), "5.5.4 a: the authority's revocation is not posterior"),
        Story::new(
            "authority-compromised-no-stamp",
            "Signed in 2017 without a time-stamp; in 2018 the authority was revoked.",
            b_b(),
        )
        .judged_knowing(june, &[sub_gone(day(2018, 4, 1))])
        .says(open(RevokedCaNoPoe), "5.2.6.4: an authority of the path is revoked, no proof of existence before"),
        Story::new(
            "stored-without-a-stamp",
            "Signed without a time-stamp, the data kept; the certificate has run out since.",
            b_b().stored(&cast.lists(fetched(), &[])),
        )
        .judged(day(2019, 6, 1))
        .says(open(OutOfBoundsNoPoe), "5.6.2.4: nothing proves that the signature is older than the expiry"),
    ]
}

fn answers() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let late_may = day(2017, 5, 31);
    let responder = draft("Responder", Usage::Responding, (2017, 2018)).by(&cast.sub);
    let watched = draft("Watched Responder", Usage::RespondingWithoutNoCheck, (2017, 2019)).by(&cast.sub);
    let watched_gone = (&cast.sub, Entry::new(&watched, day(2017, 4, 1)).because(Reason::KeyCompromise));
    let gone = Status::Revoked(day(2017, 4, 1), Some(Reason::KeyCompromise));
    let about = |who: &Party, at| Answer::about(who, &cast.sub, at);
    let good = |at, by: &Party| about(&cast.an, at).by(by);
    let with_answer = |answer: Vec<u8>| b_t().kept(&others(fetched()), &[answer]);
    vec![
        Story::new("ocsp-good", "The responder says good.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![good(late_may, &cast.sub)])
            .says(PASSED, "5.2.6.4 with RFC 6960"),
        Story::new("ocsp-good-by-a-delegate", "Somebody to whom the authority delegated it says good.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![good(late_may, &responder)])
            .says(PASSED, "RFC 6960 4.2.2.2: issued by the authority, for answering; ocsp-nocheck"),
        Story::new("ocsp-unknown", "The responder does not know the certificate.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![about(&cast.an, late_may).saying(Status::Unknown).by(&cast.sub)])
            .says(open(TryLater), "5.2.6.4: no revocation status information"),
        Story::new("ocsp-for-another-certificate", "The answer that was kept is about Binh.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![about(&cast.binh, late_may).by(&cast.sub)])
            .says(open(TryLater), "RFC 6960 3.2 (1): the answer is for another request"),
        Story::new(
            "ocsp-stale-and-a-list",
            "The responder is gone, its last answer long stale; the authority still issues lists.",
            b_b(),
        )
        .judged(june)
        .answered(vec![good(day(2017, 3, 5), &cast.sub)])
        .says(PASSED, "5.2.6.4: the list is fresh"),
        Story::new(
            "ocsp-responder-gone",
            "The responder is gone, its last answer long stale, and there are no lists.",
            b_b(),
        )
        .judged_with(june, others(late_may))
        .answered(vec![good(day(2017, 3, 5), &cast.sub)])
        .says(open(TryLater), "5.2.5.4: not fresh"),
        Story::new("ocsp-by-somebody-not-delegated", "Binh answers for An's authority.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![good(late_may, &cast.binh)])
            .says(open(TryLater), "RFC 6960 4.2.2.2: neither the authority nor delegated"),
        Story::new(
            "ocsp-delegate-revoked-before",
            "The delegate had been revoked before it answered; the list of the authority says so, and nothing of An.",
            b_b(),
        )
        .judged_with(june, [others(late_may), vec![list(&cast.sub, late_may, &[watched_gone]).by(&cast.sub)]].concat())
        .answered(vec![good(late_may, &watched)])
        .says(PASSED, "5.2.6.4: the answer does not count, the list of the authority does"),
        Story::new(
            "ocsp-delegate-revoked-and-nothing-else",
            "The delegate had been revoked before it answered; there is no list.",
            b_b(),
        )
        .judged_with(june, others(late_may))
        .answered(vec![good(late_may, &watched), about(&watched, late_may).saying(gone).by(&cast.sub)])
        .says(open(TryLater), "5.2.6.4: the answer of a revoked responder is no revocation status information"),
        Story::new("ocsp-delegate-not-yet-valid", "The delegate answered before its certificate began.", b_b())
            .judged_with(june, others(late_may))
            .answered(vec![good(late_may, &draft("Hasty Responder", Usage::Responding, (2018, 2019)).by(&cast.sub))])
            .says(open(TryLater), "RFC 6960 4.2.2.2: not authorised when it answered"),
        Story::new(
            "stored-answer",
            "The answer of two hours after the signature was kept.",
            with_answer(good(fetched(), &cast.sub)),
        )
        .judged_with(day(2019, 6, 1), others(day(2019, 5, 31)))
        .says(PASSED, "5.6.2.4: past validation at the time of the answer")
        .at_level(Level::BLt),
        Story::new(
            "stored-answer-older-than-the-stamp",
            "The answer is a minute older than the time-stamp.",
            with_answer(good(signed() - Duration::minutes(1), &cast.sub)),
        )
        .judged_with(day(2017, 3, 2), others(day(2017, 3, 1) + Duration::hours(20)))
        .says(open(TryLater), "5.5.4, step 6 with a freshness of nothing"),
        Story::new(
            "stored-answer-delegate-expired-since",
            "The answer was kept; the delegate's certificate has run out since, and nothing proves when it answered.",
            with_answer(good(fetched(), &responder)),
        )
        .judged_with(day(2018, 6, 1), others(day(2018, 5, 31)))
        .says(
            open(RevocationOutOfBoundsNoPoe),
            "5.6.2.4, step 1: no proof of the delegate's certificate within its validity",
        ),
        Story::new(
            "archived-answer-delegate-expired-since",
            "The same under a document time-stamp of the day.",
            with_answer(good(fetched(), &responder)).archived(&cast.tsa_14, archived_at()),
        )
        .judged_with(day(2018, 6, 1), others(day(2018, 5, 31)))
        .says(PASSED, "5.6.2.4, step 1: the document time-stamp proves the delegate's certificate within its validity"),
    ]
}

fn short_lived() -> Vec<Story> {
    let cast = &*CAST;
    let (first, last) = (day(2017, 3, 1), day(2017, 3, 3));
    let draft = |name| kyso_lab::clock::Draft::new(name, Usage::Signing, first, last);
    let brief = draft("Brief").no_rev_avail().by(&cast.sub);
    let assured = draft("Assured").validity_assured().by(&cast.sub);
    let sub =
        crate::cast::draft("Sub CA without Revocation", Usage::Authority, (2011, 2035)).no_rev_avail().by(&cast.root);
    let below = crate::cast::draft("Below", Usage::Signing, (2016, 2019)).by(&sub);
    let by = |who| Paper::new().signed(&By::new(who, signed()));
    let day_after = day(2017, 3, 2);
    vec![
        Story::new(
            "short-lived-no-revocation",
            "The certificate lives two days and says that it is never revoked.",
            by(&brief),
        )
        .judged_with(day_after, others(first))
        .says(PASSED, "RFC 9608: revocation is not checked"),
        Story::new("short-lived-validity-assured", "The same, in ETSI's words.", by(&assured))
            .judged_with(day_after, others(first))
            .says(PASSED, "EN 319 412-1 5.2.2: revocation is not checked"),
        Story::new(
            "short-lived-stamped-expired",
            "Stamped within its two days; judged three months later.",
            Paper::new().signed(&By::new(&brief, signed()).stamped(stamp())),
        )
        .judged(day(2017, 6, 1))
        .says(PASSED, "5.5.4 d: never revoked, and the best signature time lies before the expiry"),
        Story::new("short-lived-expired-no-stamp", "Not stamped; judged three months later.", by(&brief))
            .judged(day(2017, 6, 1))
            .says(open(OutOfBoundsNotRevoked), "5.2.6.4: outside the validity, and known not to be revoked"),
        Story::new("authority-without-revocation", "An authority says of itself that it is never revoked.", by(&below))
            .judged_with(
                day(2017, 6, 1),
                [cast.lists(day(2017, 5, 31), &[]), vec![list(&sub, day(2017, 5, 31), &[]).by(&sub)]].concat(),
            )
            .says(open(CertificateChainGeneralFailure), "RFC 9608 4: not in the certificate of an authority"),
        Story::new(
            "revocation-data-from-the-year-before",
            "The lists that were kept are from the year before the certificate.",
            b_t().stored(&cast.lists(year(2015), &[])),
        )
        .judged_with(day(2017, 3, 2), others(day(2017, 3, 1) + Duration::hours(20)))
        .says(open(TryLater), "a list from before the certificate says nothing about it"),
    ]
}
