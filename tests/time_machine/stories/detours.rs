//! Paths around an authority at fault, and what an authority at fault leaves behind (EN 319 102-1 §5.2.6.4, §5.6.2).

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Entry, Key, Party, Reason, Token, Usage};
use time::{Duration, OffsetDateTime};

use super::{b_t, signed};
use crate::cast::{CAST, day, draft, list};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

pub(super) fn tell() -> Vec<Story> {
    [detours(), legacies()].into_iter().flatten().collect()
}

fn detours() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let may = day(2017, 5, 31);
    let bridge = Key::named("Crossed CA");
    let by = |root: &Party| draft("Crossed CA", Usage::Authority, (2011, 2035)).key(bridge.clone()).by(root);
    let (first, second) = (by(&cast.root), by(&cast.root_2));
    let signer = draft("Giang", Usage::Signing, (2016, 2019)).by(&first);
    let gone = |ca: &Party| Entry::new(ca, day(2017, 4, 1)).because(Reason::Superseded);
    let judged = |name, tells, revoked: &[(&Party, Entry)]| {
        let lists = [&cast.root, &cast.root_2, &first].map(|party| list(party, may, revoked).by(party));
        let paper = Paper::new().signed(&By::new(&signer, signed()));
        Story::new(name, tells, paper).knowing(&[&second]).judged_with(june, lists.to_vec())
    };
    vec![
        judged(
            "cross-certificate-revoked-another-stands",
            "One root has revoked the authority's certificate; the other certified it too.",
            &[(&cast.root, gone(&first))],
        )
        .says(PASSED, "5.2.6.4 step 2: the next prospective chain"),
        judged(
            "both-cross-certificates-revoked",
            "Both roots have revoked their certificates of the authority.",
            &[(&cast.root, gone(&first)), (&cast.root_2, gone(&second))],
        )
        .says(open(RevokedCaNoPoe), "5.2.6.4: an authority of every path is revoked"),
    ]
}

/// What lists are worth whose issuer was revoked since.
fn legacies() -> Vec<Story> {
    let cast = &*CAST;
    let revoked = day(2018, 4, 1);
    let known = |at: OffsetDateTime| {
        let sub = Entry::new(&cast.sub, revoked).because(Reason::CaCompromise);
        cast.lists(at - Duration::hours(1), &[(&cast.root, sub)])
    };
    let stored = |listed: OffsetDateTime, archived: OffsetDateTime| {
        b_t().stored(&cast.lists(listed, &[])).archived(&cast.tsa_14, archived)
    };
    let soon = signed() + Duration::hours(2);
    let june = day(2018, 6, 1);
    vec![
        Story::new(
            "archived-list-proven-before-the-theft",
            "The list was under a document time-stamp a year before the authority's key was stolen.",
            stored(soon, soon + Duration::hours(1)),
        )
        .judged_with(june, known(june))
        .says(PASSED, "5.6.2.4: the list is proven to be older than the revocation of its issuer"),
        Story::new(
            "archived-list-proven-after-the-theft",
            "A list that says it is of 2017 came under a document time-stamp only after the theft.",
            stored(soon, day(2018, 5, 1)),
        )
        .judged_with(june, known(june))
        .says(open(RevokedCaNoPoe), "5.6.2.2 b: whoever stole the key can have made that list"),
        Story::new(
            "stamp-of-a-tsa-compromised-since-signer-valid",
            "The key of the TSA was stolen later; the signer is still good.",
            Paper::new().signed(
                &By::new(&cast.an, signed()).stamped(Token::new(&cast.tsa_14, signed() + Duration::seconds(5))),
            ),
        )
        .judged_knowing(
            day(2017, 6, 1),
            &[(&cast.tsa_ca, Entry::new(&cast.tsa_14, day(2017, 5, 1)).because(Reason::KeyCompromise))],
        )
        .says(PASSED, "5.3: the signature passes at the current time, and nothing is proven of an earlier one")
        .proven_by("current-time"),
    ]
}
