//! Signatures with time-stamps (EN 319 102-1 §5.4, §5.5): what a proven time saves, and what proves no time.

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Answer, Entry, List, Party, Reason, Status, Token, Usage};
use time::{Duration, OffsetDateTime};

use super::{archived_at, b_b, b_t, fetched, others, signed, stamp};
use crate::cast::{CAST, day, draft, list, year};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, failed, open};

/// An's certificate was revoked at that time.
fn gone(at: OffsetDateTime, reason: Reason) -> Entry {
    Entry::new(&CAST.an, at).because(reason)
}

/// Signed by `who`, stamped by that token.
fn by(who: &Party, token: Token<'_>) -> Paper {
    Paper::new().signed(&By::new(who, signed()).stamped(token))
}

pub(super) fn tell() -> Vec<Story> {
    [expired(), revoked(), authorities(), order()].into_iter().flatten().collect()
}

fn expired() -> Vec<Story> {
    let cast = &*CAST;
    let (later, before) = (day(2019, 6, 1), day(2019, 5, 31));
    let known =
        || [others(before), vec![list(&cast.sub, before, &[]).with_expired_since(year(2012)).by(&cast.sub)]].concat();
    let cutoff = Answer::about(&cast.an, &cast.sub, before).knowing_back_to(year(2012)).by(&cast.sub);
    let late = || Token::new(&cast.tsa_19, day(2019, 3, 1));
    vec![
        Story::new("stamped-expired-nothing-kept", "Stamped in time, but no list of that time was kept.", b_t())
            .judged(later)
            .says(open(OutOfBoundsNoPoe), "5.5.4 b; 5.6.2.2: no revocation status information about the certificate"),
        Story::new(
            "stamped-expired-list-keeps-expired",
            "Stamped in time; the authority keeps expired certificates on its lists.",
            b_t(),
        )
        .judged_with(later, known())
        .says(PASSED, "5.5.4 d: OUT_OF_BOUNDS_NOT_REVOKED, and the best signature time lies before the expiry"),
        Story::new(
            "stamped-expired-archive-cutoff",
            "Stamped in time; the responder answers for certificates long expired.",
            b_t(),
        )
        .judged(later)
        .answered(vec![cutoff])
        .says(PASSED, "5.5.4 d with RFC 6960 4.4.4"),
        Story::new("stamped-after-expiry", "Stamped two months after the certificate ran out.", by(&cast.an, late()))
            .judged(later)
            .says(open(OutOfBoundsNoPoe), "5.5.4 b: the proven time lies after the expiry"),
        Story::new(
            "stamped-after-expiry-known-not-revoked",
            "The same, and the certificate is known not to have been revoked.",
            by(&cast.an, late()),
        )
        .judged_with(later, known())
        .says(open(OutOfBoundsNotRevoked), "5.5.4 d: the best signature time does not lie before the expiry"),
        Story::new(
            "stamped-before-the-certificate",
            "The time-stamp is older than the certificate of the signer.",
            by(&cast.an, Token::new(&cast.tsa_14, day(2015, 3, 1))),
        )
        .judged(day(2017, 6, 1))
        .says(
            failed(NotYetValid),
            "5.5.4 b: the best signature time lies before the issuance of the signing certificate",
        ),
        Story::new(
            "stamped-before-the-certificate-expired-since",
            "The same, judged when the certificate has run out.",
            by(&cast.an, Token::new(&cast.tsa_14, day(2015, 3, 1))),
        )
        .judged_with(later, known())
        .says(
            failed(NotYetValid),
            "5.5.4 d: the best signature time lies before the issuance of the signing certificate",
        ),
    ]
}

fn revoked() -> Vec<Story> {
    let cast = &*CAST;
    let (may, june) = (day(2017, 5, 1), day(2017, 6, 1));
    let hold = |at| gone(at, Reason::CertificateHold);
    let answer = |at, status| Answer::about(&cast.an, &cast.sub, at).saying(status).by(&cast.sub);
    vec![
        Story::new("stamped-then-revoked", "Stamped in March, revoked in May.", b_t())
            .judged_knowing(june, &[(&cast.sub, gone(may, Reason::Superseded))])
            .says(PASSED, "5.5.4 a: the revocation is posterior to the best signature time")
            .proven_by("signature-timestamp"),
        Story::new("revoked-then-stamped", "Revoked in February, stamped in March.", b_t())
            .judged_knowing(june, &[(&cast.sub, gone(day(2017, 2, 1), Reason::Superseded))])
            .says(open(RevokedNoPoe), "5.5.4 a: the revocation is not posterior to the best signature time"),
        Story::new(
            "stamped-then-key-compromised",
            "Stamped in March; in May the key was stolen, and the certificate revoked.",
            b_t(),
        )
        .judged_knowing(june, &[(&cast.sub, gone(may, Reason::KeyCompromise))])
        .says(PASSED, "5.5.4 a: the reason changes nothing about what existed before"),
        Story::new(
            "compromised-since-before-the-stamp",
            "Revoked in May; the key had been suspect since February.",
            b_t(),
        )
        .judged_knowing(june, &[(&cast.sub, gone(may, Reason::KeyCompromise).suspect_since(day(2017, 2, 1)))])
        .says(
            open(RevokedNoPoe),
            "RFC 5280 5.3.2: since the invalidity date anybody may have signed; 5.5.4 a with that date",
        ),
        Story::new("compromised-since-after-the-stamp", "Revoked in May; the key had been suspect since April.", b_t())
            .judged_knowing(june, &[(&cast.sub, gone(may, Reason::KeyCompromise).suspect_since(day(2017, 4, 1)))])
            .says(PASSED, "RFC 5280 5.3.2, 5.5.4 a: both dates are posterior to the best signature time"),
        Story::new("stamped-then-on-hold", "Stamped in March, suspended in May.", b_t())
            .judged_knowing(june, &[(&cast.sub, hold(may))])
            .says(PASSED, "5.5.4, step 7 a: the best signature time lies before the suspension"),
        Story::new("on-hold-then-stamped", "Suspended in February, stamped in March.", b_t())
            .judged_knowing(june, &[(&cast.sub, hold(day(2017, 2, 1)))])
            .says(open(TryLater), "5.5.4, step 7 b: suspended when it signed"),
        Story::new("revoked-by-an-ocsp-answer", "The responder says: revoked in February; stamped in March.", b_t())
            .judged(june)
            .answered(vec![answer(
                day(2017, 5, 31),
                Status::Revoked(day(2017, 2, 1), Some(Reason::AffiliationChanged)),
            )])
            .says(open(RevokedNoPoe), "5.5.4 a: whoever says it, the revocation is not posterior"),
        Story::new(
            "ocsp-knows-earlier-than-the-list",
            "The list of May is still silent; the answer of June tells of a revocation in February.",
            b_t(),
        )
        .judged_with(june, cast.lists(day(2017, 5, 20), &[]))
        .answered(vec![answer(june - Duration::hours(2), Status::Revoked(day(2017, 2, 1), None))])
        .says(open(RevokedNoPoe), "5.5.4 a: a revocation in any usable source counts"),
        Story::new(
            "document-stamp-in-place-of-signature-stamp",
            "Signed without a time-stamp, the document stamped later; then revoked.",
            b_b().archived(&cast.tsa_14, archived_at()),
        )
        .judged_knowing(june, &[(&cast.sub, gone(may, Reason::Superseded))])
        .says(PASSED, "5.6.2.3: a document time-stamp proves that what it covers existed; 5.5.4 a")
        .proven_by("document-timestamp"),
        Story::new(
            "revoked-between-signature-and-document-stamp",
            "Signed without a time-stamp, revoked within the hour, the document stamped after that.",
            b_b().archived(&cast.tsa_14, archived_at()),
        )
        .judged_knowing(june, &[(&cast.sub, gone(archived_at() - Duration::hours(1), Reason::Superseded))])
        .says(open(RevokedNoPoe), "5.5.4 a: the revocation is not posterior to what is proven"),
    ]
}

fn authorities() -> Vec<Story> {
    let cast = &*CAST;
    let (may, june) = (day(2017, 5, 1), day(2017, 6, 1));
    let gone_in_may = || (&cast.sub, gone(may, Reason::Superseded));
    let stamper_gone = |at, reason| (&cast.tsa_ca, Entry::new(&cast.tsa_14, at).because(reason));
    let stranger_root = draft("Nobody's Root", Usage::Authority, (2010, 2040)).root();
    let stranger = draft("Nobody's TSA", Usage::TimeStamping, (2014, 2030)).by(&stranger_root);
    let by_stranger = |who| by(who, Token::new(&stranger, signed() + Duration::seconds(5)));
    let short_ca = draft("Short TSA CA", Usage::Authority, (2011, 2018)).by(&cast.root);
    let short_tsa = draft("Short TSA", Usage::TimeStamping, (2014, 2020)).by(&short_ca);
    let by_short = by(&cast.binh, Token::new(&short_tsa, signed() + Duration::seconds(5)));
    vec![
        Story::new(
            "stamp-by-a-stranger",
            "The TSA leads to nobody who is trusted; the signer's certificate is good.",
            by_stranger(&cast.an),
        )
        .judged(june)
        .says(PASSED, "5.5.4, step 3: a token that does not pass is left out; 5.3 passes at the current time")
        .proven_by("current-time"),
        Story::new(
            "stamp-by-a-stranger-and-revoked-since",
            "The same, and the signer was revoked in May.",
            by_stranger(&cast.an),
        )
        .judged_knowing(june, &[gone_in_may()])
        .says(open(RevokedNoPoe), "5.5.4, step 3: the token proves nothing"),
        Story::new(
            "tsa-expired-signer-valid",
            "The TSA's certificate has run out; the signer's has not.",
            by(&cast.binh, stamp()),
        )
        .judged(day(2020, 6, 1))
        .says(PASSED, "5.4: the token is OUT_OF_BOUNDS; 5.3 passes at the current time")
        .proven_by("current-time"),
        Story::new("tsa-and-signer-expired", "Both certificates have run out, and nobody renewed anything.", b_t())
            .judged(day(2020, 6, 1))
            .says(open(OutOfBoundsNoPoe), "5.4: the token is OUT_OF_BOUNDS and proves nothing"),
        Story::new("tsa-revoked-before-it-stamped", "The TSA's certificate was revoked in February.", b_t())
            .judged_knowing(june, &[gone_in_may(), stamper_gone(day(2017, 2, 1), Reason::CessationOfOperation)])
            .says(open(RevokedNoPoe), "RFC 3161 4 (1), 5.4: the token proves nothing"),
        Story::new(
            "tsa-ceased-after-it-stamped",
            "The TSA ceased to operate in April and had its certificate revoked; its key is safe.",
            b_t(),
        )
        .judged_knowing(june, &[gone_in_may(), stamper_gone(day(2017, 4, 1), Reason::CessationOfOperation)])
        .says(PASSED, "RFC 3161 4 (1): tokens from before the revocation stay valid for this reason"),
        Story::new(
            "tsa-compromised-after-it-stamped",
            "The TSA's key was stolen in April: whoever has it can stamp March.",
            b_t(),
        )
        .judged_knowing(june, &[gone_in_may(), stamper_gone(day(2017, 4, 1), Reason::KeyCompromise)])
        .says(open(RevokedNoPoe), "RFC 3161 4 (2), 5.4: nothing proves that the token is older than the theft"),
        Story::new(
            "tsa-revoked-without-a-reason",
            "The TSA's certificate was revoked in April; the list does not say why.",
            b_t(),
        )
        .judged_knowing(june, &[gone_in_may(), (&cast.tsa_ca, Entry::new(&cast.tsa_14, day(2017, 4, 1)))])
        .says(open(RevokedNoPoe), "RFC 3161 4 (1): without the reasonCode extension all its tokens count as invalid"),
        Story::new(
            "tsa-s-authority-expired",
            "The authority above the TSA has run out; the signer was revoked in May.",
            by_short,
        )
        .judged_knowing(day(2018, 6, 1), &[(&cast.sub, Entry::new(&cast.binh, may).because(Reason::Superseded))])
        .says(open(RevokedNoPoe), "5.4: no path that is valid at the current time; the token proves nothing"),
        Story::new(
            "two-stamps-the-earlier-counts",
            "Two TSAs stamp, ten minutes apart; between them the signer was revoked.",
            Paper::new().signed(
                &By::new(&cast.an, signed())
                    .stamped(Token::new(&cast.tsa_14, signed() + Duration::minutes(10)))
                    .stamped(stamp()),
            ),
        )
        .judged_knowing(june, &[(&cast.sub, gone(signed() + Duration::minutes(5), Reason::Superseded))])
        .says(PASSED, "5.5.4, step 3: the best signature time is the earliest of those that pass"),
        Story::new(
            "two-stamps-the-earlier-is-a-stranger-s",
            "Two TSAs stamp, ten minutes apart; the earlier is nobody's, and between them the signer was revoked.",
            Paper::new().signed(
                &By::new(&cast.an, signed())
                    .stamped(Token::new(&cast.tsa_14, signed() + Duration::minutes(10)))
                    .stamped(Token::new(&stranger, signed() + Duration::seconds(5))),
            ),
        )
        .judged_knowing(june, &[(&cast.sub, gone(signed() + Duration::minutes(5), Reason::Superseded))])
        .says(open(RevokedNoPoe), "5.5.4, step 3: only tokens that pass lower the best signature time"),
    ]
}

fn order() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let after =
        |at| Paper::new().signed(&By::new(&cast.an, signed()).after(Token::new(&cast.tsa_14, at)).stamped(stamp()));
    let only_after = |tsa, at| Paper::new().signed(&By::new(&cast.an, signed()).after(Token::new(tsa, at)));
    let old = Paper::new()
        .signed(&By::new(&cast.an, signed()).stamped(Token::new(&cast.tsa_14, day(2017, 3, 2))))
        .archived(&cast.tsa_14, day(2017, 3, 1));
    let keeps = List::at(day(2019, 5, 31)).with_expired_since(year(2012)).by(&cast.sub);
    let known = [others(day(2019, 5, 31)), vec![keeps]];
    let rsa = draft("An's other key", Usage::Signing, (2016, 2019)).rsa(2048).by(&cast.sub);
    vec![
        Story::new(
            "content-stamp-then-signature",
            "The content was stamped an hour before An signed.",
            after(signed() - Duration::hours(1)),
        )
        .judged(june)
        .says(PASSED, "5.5.4 e: in order"),
        Story::new(
            "content-stamp-after-the-signature-stamp",
            "The content that An signed was stamped an hour after the signature.",
            after(signed() + Duration::hours(1)),
        )
        .judged(june)
        .says(open(TimestampOrderFailure), "5.5.4 e: signature time-stamps are posterior to those of the signed data"),
        Story::new(
            "content-stamp-after-the-revocation",
            "An was revoked in February; the content that was signed is of March.",
            only_after(&cast.tsa_14, signed()),
        )
        .judged_knowing(june, &[(&cast.sub, gone(day(2017, 2, 1), Reason::Superseded))])
        .says(failed(Revoked), "5.3.4: a content time-stamp from after the revocation proves that it came first"),
        Story::new(
            "content-stamp-after-the-expiry",
            "An's certificate ran out in January 2019; the content that was signed is of March.",
            only_after(&cast.tsa_19, day(2019, 3, 1)),
        )
        .judged_with(day(2019, 6, 1), known.concat())
        .says(failed(Expired), "5.3.4: a content time-stamp from after the expiry proves that it came first"),
        Story::new(
            "document-stamp-older-than-the-signature-stamp",
            "The document time-stamp of March 1 covers a signature time-stamp of March 2.",
            old,
        )
        .judged(june)
        .says(open(TimestampOrderFailure), "5.5.4 e; RFC 3161 2.4.2: what is covered cannot be younger"),
        Story::new(
            "proofs-after-the-time-judged",
            "Judged as of February; signature and time-stamp are of March.",
            b_t(),
        )
        .judged(day(2017, 2, 1))
        .says(PASSED, "the current time is February: proofs from after it are not used")
        .proven_by("current-time"),
        Story::new(
            "stamped-by-an-rsa-signer",
            "The same as ever, with the key that most tokens have.",
            by(&rsa, stamp()),
        )
        .judged(june)
        .says(PASSED, "5.5.4")
        .proven_by("signature-timestamp"),
        Story::new(
            "stamped-and-judged-the-same-day",
            "Stamped at ten; judged at noon with lists of an hour before.",
            b_t(),
        )
        .judged(fetched())
        .says(PASSED, "5.5.4: everything passes at the current time")
        .proven_by("signature-timestamp"),
    ]
}
