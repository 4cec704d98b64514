//! Signatures that nothing but the signer vouches for (EN 319 102-1 §5.3): what becomes of the certificate is all that counts.

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Entry, Party, Reason};
use time::{Duration, OffsetDateTime};

use super::{b_b, b_t, others, signed, stamp};
use crate::cast::{CAST, day, list, year};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

pub(super) fn tell() -> Vec<Story> {
    [life(), holds(), material()].into_iter().flatten().collect()
}

/// When most stories are judged.
fn june() -> OffsetDateTime {
    day(2017, 6, 1)
}

/// An was revoked.
fn revoked(at: OffsetDateTime) -> (&'static Party, Entry) {
    (&CAST.sub, Entry::new(&CAST.an, at).because(Reason::Superseded))
}

/// The lists of everybody, An's authority with another than its usual one.
fn with(at: OffsetDateTime, own: Vec<u8>) -> Vec<Vec<u8>> {
    [others(at), vec![own]].concat()
}

fn life() -> Vec<Story> {
    let cast = &*CAST;
    vec![
        Story::new("valid-today", "An signed in March; in June nothing has happened to the certificate.", b_b())
            .judged(june())
            .says(PASSED, "EN 319 102-1 5.3.4: every building block passes at the current time")
            .proven_by("current-time"),
        Story::new(
            "expired-without-proof",
            "The certificate ran out; nothing proves that the signature is older.",
            b_b(),
        )
        .judged(day(2019, 6, 1))
        .says(open(OutOfBoundsNoPoe), "5.2.6.4: outside the validity; a list issued after the expiry says nothing"),
        Story::new(
            "expired-known-not-revoked",
            "The same, and the authority keeps expired certificates on its lists.",
            b_b(),
        )
        .judged_with(
            day(2019, 6, 1),
            with(day(2019, 5, 31), list(&cast.sub, day(2019, 5, 31), &[]).with_expired_since(year(2012)).by(&cast.sub)),
        )
        .says(
            open(OutOfBoundsNotRevoked),
            "5.2.6.4: outside the validity, and known not to have been revoked (X.509 expiredCertsOnCRL)",
        ),
        Story::new("not-yet-valid", "It is judged before the certificate begins.", b_b()).judged(day(2015, 6, 1)).says(
            open(OutOfBoundsNoPoe),
            "5.2.6.4, 5.3.4: outside the validity; without a time-stamp 5.3 has the last word",
        ),
        Story::new(
            "revoked-and-claims-to-be-older",
            "An's certificate was revoked in May; /M says March, which proves nothing.",
            b_b(),
        )
        .judged_knowing(june(), &[revoked(day(2017, 5, 1))])
        .says(open(RevokedNoPoe), "5.2.6.4, 5.3.4: revoked, no proof of existence before"),
        Story::new(
            "revoked-after-the-time-judged",
            "Judged as of April with the lists of April and June; An was revoked in May.",
            b_b(),
        )
        .judged_with(
            day(2017, 4, 1),
            [cast.lists(day(2017, 3, 31), &[]), cast.lists(june(), &[revoked(day(2017, 5, 1))])].concat(),
        )
        .says(PASSED, "the current time is April: of later answers only revocations up to it are heard"),
        Story::new(
            "revoked-before-the-time-judged-told-later",
            "Judged as of April; only the list of June tells that An was revoked in March.",
            b_b(),
        )
        .judged_with(
            day(2017, 4, 1),
            [cast.lists(day(2017, 3, 31), &[]), cast.lists(june(), &[revoked(day(2017, 3, 15))])].concat(),
        )
        .says(open(RevokedNoPoe), "5.2.6.4: revoked at the current time, whenever that became known"),
        Story::new(
            "claimed-before-the-certificate",
            "An's clock stood in 2015; the time-stamp says 2017.",
            Paper::new().signed(&By::new(&cast.an, day(2015, 3, 1)).stamped(stamp())),
        )
        .judged(june())
        .says(PASSED, "5.5.4: the claimed time proves nothing, for or against; a finding")
        .proven_by("signature-timestamp"),
        Story::new(
            "two-signers-one-revoked",
            "An and Binh sign; Binh was revoked before.",
            b_t().signed(&By::new(&cast.binh, signed() + Duration::hours(1))),
        )
        .judged_knowing(
            june(),
            &[(&cast.sub, Entry::new(&cast.binh, day(2017, 2, 1)).because(Reason::AffiliationChanged))],
        )
        .says_of_each(&[PASSED, open(RevokedNoPoe)], "5.1.4: each signature is judged for itself"),
    ]
}

fn holds() -> Vec<Story> {
    let cast = &*CAST;
    let hold = || (&cast.sub, Entry::new(&cast.an, day(2017, 4, 1)).because(Reason::CertificateHold));
    vec![
        Story::new("on-hold", "The certificate is suspended.", b_b())
            .judged_knowing(june(), &[hold()])
            .says(open(TryLater), "5.2.6.4: suspended, the state may change"),
        Story::new(
            "removed-from-hold",
            "The certificate was suspended in April; the list of May no longer names it.",
            b_b(),
        )
        .judged_with(june(), [cast.lists(day(2017, 4, 10), &[hold()]), cast.lists(day(2017, 5, 31), &[])].concat())
        .says(PASSED, "RFC 5280 5.3.1: a hold may be lifted; the newest list speaks"),
        Story::new(
            "hold-became-revocation",
            "The certificate was suspended in April and revoked in May, as of April.",
            b_b(),
        )
        .judged_with(
            june(),
            [cast.lists(day(2017, 4, 10), &[hold()]), cast.lists(day(2017, 5, 31), &[revoked(day(2017, 4, 1))])]
                .concat(),
        )
        .says(open(RevokedNoPoe), "5.2.6.4: revoked, no proof of existence before"),
        Story::new(
            "newer-list-forgets-a-revocation",
            "The list of April names An as revoked, that of May does not.",
            b_b(),
        )
        .judged_with(
            june(),
            [cast.lists(day(2017, 4, 10), &[revoked(day(2017, 2, 15))]), cast.lists(day(2017, 5, 31), &[])].concat(),
        )
        .says(open(RevokedNoPoe), "RFC 5280 3.3: an entry stays until the certificate expired; a revocation is final"),
    ]
}

fn material() -> Vec<Story> {
    let cast = &*CAST;
    vec![
        Story::new("nothing-known-of-revocation", "No list of An's authority is at hand.", b_b())
            .judged_with(june(), others(day(2017, 5, 31)))
            .says(open(TryLater), "5.2.6.4: no revocation status information"),
        Story::new("nothing-known-and-the-policy-is-soft", "The same under a policy that only warns.", b_b())
            .judged_with(june(), others(day(2017, 5, 31)))
            .under("revocation", "\"soft\"")
            .says(PASSED, "5.2.6.4 with X.509 validation constraints that do not ask for revocation data"),
        Story::new("list-stale", "The last list of An's authority ran out a month ago.", b_b())
            .judged_with(june(), with(day(2017, 5, 31), list(&cast.sub, day(2017, 4, 1), &[]).by(&cast.sub)))
            .says(open(TryLater), "5.2.5.4: not fresh"),
        Story::new("list-without-next-update", "The list does not say until when it is current.", b_b())
            .judged_with(
                june(),
                with(day(2017, 5, 31), list(&cast.sub, day(2017, 5, 31), &[]).until(None).by(&cast.sub)),
            )
            .says(open(TryLater), "5.2.5.4: without nextUpdate and without a freshness of the policy, not fresh"),
        Story::new(
            "list-older-than-the-certificate",
            "The list was issued before the certificate and is still current.",
            b_b(),
        )
        .judged_with(
            june(),
            with(day(2017, 5, 31), list(&cast.sub, day(2015, 12, 1), &[]).until(Some(year(2018))).by(&cast.sub)),
        )
        .says(open(TryLater), "a list from before the certificate says nothing about it"),
    ]
}
