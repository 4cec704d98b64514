//! Pasts that somebody made up: stolen keys that sign yesterday's date, evidence of others, clocks that are wrong. Whoever
//! believes one of these calls a forgery valid.

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Answer, Entry, List, Party, Reason, Token, Usage};
use time::{Duration, OffsetDateTime};

use super::{archived_at, b_b, b_lt, b_t, fetched, others, signed, stamp};
use crate::cast::{CAST, day, draft, lists_of, year};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

pub(super) fn tell() -> Vec<Story> {
    [stolen(), clocks(), evidence(), renewals()].into_iter().flatten().collect()
}

fn gone(who: &Party, at: OffsetDateTime) -> (&'static Party, Entry) {
    (&CAST.sub, Entry::new(who, at).because(Reason::KeyCompromise))
}

fn stolen() -> Vec<Story> {
    let cast = &*CAST;
    let old_lists = || CAST.lists(fetched(), &[]);
    let tsa = (&cast.tsa_ca, Entry::new(&cast.tsa_14, day(2018, 9, 1)).because(Reason::KeyCompromise));
    let authority = |at| (&cast.root, Entry::new(&cast.sub, at).because(Reason::CaCompromise));
    let forged_list = List::at(fetched()).by(&cast.sub);
    vec![
        Story::new(
            "stamped-by-a-signer",
            "An's key was stolen in April; Binh, who signs documents, stamps it as of March. The judge's policy is lenient about what signers' certificates are for.",
            Paper::new().signed(&By::new(&cast.an, signed()).stamped(Token::new(&cast.binh, signed() + Duration::seconds(5)))),
        )
        .under("constraints.KEY_USAGE", "\"warn\"")
        .judged_knowing(day(2017, 6, 1), &[gone(&cast.an, day(2017, 4, 1))])
        .says(open(SigConstraintsFailure), "5.4: a certificate that is not for stamping time stamps none"),
        Story::new(
            "backdated-with-a-stolen-tsa-key",
            "An's key was stolen in 2017, the TSA's in 2018; with both somebody signs March 2017, adds the lists of that day, and has it archived honestly.",
            b_t().stored(&old_lists()).archived(&cast.tsa_19, day(2019, 3, 1)),
        )
        .judged_knowing(day(2019, 4, 1), &[gone(&cast.an, day(2017, 5, 1)), tsa])
        .says(open(OutOfBoundsNoPoe), "5.6.2.2, 5.6.2.4: the token is proven only after the theft, the signature only after An's expiry"),
        Story::new(
            "list-made-with-a-stolen-authority-s-key",
            "An was revoked in February; in 2018 the authority's key was stolen, and a list of March 2017 made with it that does not know.",
            b_t().archived(&cast.tsa_14, archived_at()).stored(&[lists_of(&[&cast.root, &cast.tsa_ca], fetched()), vec![forged_list]].concat()),
        )
        .judged_with(day(2018, 6, 1), cast_lists_without_sub(day(2018, 5, 31), &[authority(day(2018, 4, 1))]))
        .says(open(RevokedCaNoPoe), "5.6.2.4, step 3: the list is not proven before the authority's revocation"),
        Story::new(
            "list-made-with-a-stolen-authority-s-key-hybrid",
            "The same, for a judge who asks whether the certificates were valid when the signature was made.",
            b_t().archived(&cast.tsa_14, archived_at()).stored(&[lists_of(&[&cast.root, &cast.tsa_ca], fetched()), vec![List::at(fetched()).by(&cast.sub)]].concat()),
        )
        .under("validity_model", "\"hybrid\"")
        .judged_with(day(2018, 6, 1), cast_lists_without_sub(day(2018, 5, 31), &[authority(day(2018, 4, 1))]))
        .says(open(RevokedCaNoPoe), "5.6.2.4, step 3: the list is not proven before the authority's revocation"),
        Story::new(
            "certificate-made-with-a-stolen-authority-s-key-chain",
            "With the authority's stolen key somebody certifies himself as of 2016, for a judge by the chain model.",
            Paper::new().signed(&By::new(&cast.binh, day(2018, 5, 1)).stamped(Token::new(&cast.tsa_14, day(2018, 5, 1)))),
        )
        .under("validity_model", "\"chain\"")
        .judged_knowing(day(2018, 6, 1), &[authority(day(2018, 4, 1))])
        .says(open(RevokedCaNoPoe), "5.2.6.4: whoever has the key writes any date into what it signs"),
        Story::new(
            "certificate-made-with-a-stolen-authority-s-key",
            "With the authority's stolen key somebody certifies himself as of 2016, and signs with a time-stamp of today.",
            Paper::new().signed(&By::new(&cast.binh, day(2018, 5, 1)).stamped(Token::new(&cast.tsa_14, day(2018, 5, 1)))),
        )
        .judged_knowing(day(2018, 6, 1), &[authority(day(2018, 4, 1))])
        .says(open(RevokedCaNoPoe), "5.5.4 a: the authority's revocation is not posterior to the best signature time"),
    ]
}

/// The lists of all authorities but An's.
fn cast_lists_without_sub(at: OffsetDateTime, revoked: &[(&Party, Entry)]) -> Vec<Vec<u8>> {
    let own = List::at(at).by(&CAST.sub);
    CAST.lists(at, revoked).into_iter().filter(|der| *der != own).collect()
}

fn clocks() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let giang = draft("Giang", Usage::Signing, (2012, 2019)).by(&cast.sub);
    let by = |who, at| Paper::new().signed(&By::new(who, signed()).stamped(Token::new(&cast.tsa_14, at)));
    vec![
        Story::new(
            "stamped-before-the-tsa-s-certificate",
            "The time-stamp says March 2013; the TSA's certificate is of 2014, and the signer was revoked in between.",
            by(&giang, day(2013, 3, 1)),
        )
        .judged_knowing(june, &[gone(&giang, day(2013, 6, 1))])
        .says(
            open(SigConstraintsFailure),
            "5.4: the token is older than the certificate that signed it; a broken time-stamp spoils its signature",
        ),
        Story::new(
            "stamped-after-the-tsa-s-expiry",
            "A TSA stamps on with a certificate that has run out; then the signer is revoked.",
            Paper::new()
                .signed(&By::new(&cast.binh, day(2021, 3, 1)).stamped(Token::new(&cast.tsa_14, day(2021, 3, 1)))),
        )
        .judged_knowing(day(2021, 5, 1), &[gone(&cast.binh, day(2021, 4, 1))])
        .says(
            open(SigConstraintsFailure),
            "5.4: the token is younger than the certificate that signed it; a broken time-stamp spoils its signature",
        ),
        Story::new("list-from-the-future", "The only list of An's authority is of next month.", b_b())
            .judged_with(june, [others(day(2017, 5, 31)), vec![List::at(day(2017, 7, 1)).by(&cast.sub)]].concat())
            .says(open(TryLater), "5.2.5: issued after the current time"),
    ]
}

fn evidence() -> Vec<Story> {
    let cast = &*CAST;
    let (june, may) = (day(2017, 6, 1), day(2017, 5, 31));
    let impostor = draft("Sub CA", Usage::Authority, (2011, 2035)).key(kyso_lab::clock::Key::named("impostor")).root();
    let stranger = draft("Responder of another", Usage::Responding, (2016, 2030)).by(&cast.tsa_ca);
    let neighbour = draft("Neighbour Root", Usage::Authority, (2010, 2040)).root();
    let namesake =
        draft("Sub CA", Usage::Authority, (2011, 2035)).key(kyso_lab::clock::Key::named("namesake")).by(&neighbour);
    vec![
        Story::new("list-by-an-impostor", "Somebody who calls himself by the authority's name issues a list.", b_b())
            .judged_with(june, [others(may), vec![List::at(may).by(&impostor)]].concat())
            .knowing(&[&impostor])
            .says(open(TryLater), "RFC 5280 6.3.3 (f): the list's signer leads to no anchor"),
        Story::new(
            "list-by-a-namesake-below-another-root",
            "An authority of the same name issues the list; its root is trusted as well.",
            b_b(),
        )
        .trusting(&[&cast.root, &neighbour])
        .judged_with(june, [others(may), lists_of(&[&neighbour], may), vec![List::at(may).by(&namesake)]].concat())
        .knowing(&[&namesake])
        .says(open(TryLater), "RFC 5280 6.3.3 (f): the path of the list's signer ends at another anchor"),
        Story::new("ocsp-delegate-of-another-authority", "Another authority's responder answers about An.", b_b())
            .judged_with(june, others(may))
            .answered(vec![Answer::about(&cast.an, &cast.sub, may).by(&stranger)])
            .says(open(TryLater), "RFC 6960 4.2.2.2: delegated by somebody else"),
        Story::new("ocsp-older-than-the-certificate", "The answer was given before the certificate was issued.", b_b())
            .judged_with(june, others(may))
            .answered(vec![Answer::about(&cast.an, &cast.sub, day(2015, 12, 31)).by(&cast.sub)])
            .says(open(TryLater), "an answer from before the certificate says nothing about it"),
    ]
}

fn renewals() -> Vec<Story> {
    let cast = &*CAST;
    let stranger_root = draft("Nobody's Root", Usage::Authority, (2010, 2040)).root();
    let stranger = draft("Nobody's TSA", Usage::TimeStamping, (2014, 2030)).by(&stranger_root);
    let (in_time, later) = (day(2019, 6, 1), day(2022, 6, 1));
    let renewed = |paper: Paper| paper.stored(&others(in_time - Duration::hours(1))).archived(&cast.tsa_19, in_time);
    let still = || vec![Answer::about(&cast.tsa_19, &cast.tsa_ca, later - Duration::hours(1)).by(&cast.tsa_ca)];
    vec![
        Story::new(
            "archived-middle-stamp-by-a-stranger",
            "The first document time-stamp is nobody's; the renewal covers the signature time-stamp itself.",
            renewed(b_lt().archived(&stranger, archived_at())),
        )
        .judged_with(later, lists_of(&[&cast.root], later - Duration::hours(1)))
        .answered(still())
        .says(PASSED, "5.6.2.3: what the renewal covers is proven in 2019, while the first TSA was good")
        .proven_by("signature-timestamp"),
        Story::new(
            "archived-judged-before-its-renewal",
            "Judged as of 2018; the renewal is of 2019.",
            renewed(b_lt().archived(&cast.tsa_14, archived_at())),
        )
        .judged(day(2018, 6, 1))
        .says(PASSED, "the current time is 2018: proofs from after it are not used")
        .proven_by("signature-timestamp"),
        Story::new(
            "archived-by-a-signer-s-certificate",
            "The renewal is by a certificate that may sign documents, not time-stamps.",
            b_lt().archived(&cast.tsa_14, archived_at()).stored(&others(in_time)).archived(&cast.binh, in_time),
        )
        .judged(later)
        .says(open(OutOfBoundsNoPoe), "RFC 3161 2.3: a TSA's certificate is for time-stamping alone"),
        Story::new(
            "archived-between-two-signatures",
            "The document time-stamp is older than the second signature, whose signer has run out.",
            b_lt().archived(&cast.tsa_14, archived_at()).signed(
                &By::new(&cast.an, archived_at() + Duration::hours(1))
                    .stamped(Token::new(&cast.tsa_14, archived_at() + Duration::hours(1))),
            ),
        )
        .judged_with(day(2020, 6, 1), cast.lists(day(2020, 5, 31), &[]))
        .says_of_each(
            &[open(OutOfBoundsNoPoe), open(OutOfBoundsNoPoe)],
            "5.4, 5.6.3: the TSA has run out, nothing newer proves either",
        ),
        Story::new(
            "stamped-again-later-does-not-raise",
            "A second signature time-stamp of 2018 changes nothing about the first.",
            {
                let again = Token::new(&cast.tsa_14, year(2018));
                Paper::new().signed(&By::new(&cast.an, signed()).stamped(stamp()).stamped(again))
            },
        )
        .judged_knowing(day(2018, 6, 1), &[gone(&cast.an, day(2017, 9, 1))])
        .says(PASSED, "5.5.4, step 3: the best signature time is only lowered"),
    ]
}
