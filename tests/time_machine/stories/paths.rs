//! Paths that changed (RFC 5280 §6, EN 319 102-1 §5.2.6): cross-certificates, renewed and renamed authorities, models of validity.

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Key, Party, Token, Usage};
use time::{Duration, OffsetDateTime};

use super::{b_b, signed};
use crate::cast::{CAST, day, draft, list};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

/// Signed by `who`, stamped within seconds.
fn stamped(who: &Party, at: OffsetDateTime) -> Paper {
    Paper::new().signed(&By::new(who, at).stamped(Token::new(&CAST.tsa_14, at + Duration::seconds(5))))
}

pub(super) fn tell() -> Vec<Story> {
    [roots(), authorities(), models()].into_iter().flatten().collect()
}

fn roots() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let lists_of = |own: &[&Party]| {
        let own = own.iter().map(|party| list(party, day(2017, 5, 31), &[]).by(party));
        cast.lists(day(2017, 5, 31), &[]).into_iter().chain(own).collect::<Vec<_>>()
    };
    let old_root = draft("Old Root", Usage::Authority, (2000, 2016)).root();
    let new_root = draft("New Root", Usage::Authority, (2015, 2040)).root();
    let bridge = Key::named("Bridge CA");
    let below = |root: &Party, years| draft("Bridge CA", Usage::Authority, years).key(bridge.clone()).by(root);
    let (by_old, by_new) = (below(&old_root, (2005, 2025)), below(&new_root, (2015, 2035)));
    let ran_out = below(&old_root, (2005, 2017));
    let of_old = draft("Chi", Usage::Signing, (2016, 2019)).by(&by_old);
    let of_ran_out = draft("Chi", Usage::Signing, (2016, 2019)).by(&ran_out);
    let paper = |who| Paper::new().signed(&By::new(who, signed()));
    vec![
        Story::new("root-expired", "The anchor's own dates are over.", paper(&of_old))
            .trusting(&[&old_root])
            .judged_with(june, lists_of(&[&old_root, &by_old]))
            .says(PASSED, "RFC 5280 6.1.1 (d): an anchor is a name and a key"),
        Story::new(
            "cross-signed-old-root-gone",
            "The old root is trusted no more; the new one has certified the same authority.",
            paper(&of_old),
        )
        .trusting(&[&new_root])
        .knowing(&[&by_new])
        .judged_with(june, lists_of(&[&new_root, &by_old]))
        .says(PASSED, "RFC 4158 2: another path leads to an anchor"),
        Story::new(
            "cross-certificate-expired",
            "The certificate by the old root ran out in January; that by the new one has not.",
            paper(&of_ran_out),
        )
        .trusting(&[&old_root, &new_root])
        .knowing(&[&by_new])
        .judged_with(june, lists_of(&[&old_root, &new_root, &by_new]))
        .says(PASSED, "RFC 4158 2: another path is valid"),
        Story::new(
            "cross-certificate-missing",
            "The old root is trusted no more, and the certificate by the new one is not at hand.",
            paper(&of_old),
        )
        .trusting(&[&new_root])
        .judged_with(june, lists_of(&[&new_root, &by_old]))
        .says(open(NoCertificateChainFound), "5.2.6.4: no path to an anchor"),
        Story::new("anchor-unknown", "The judge trusts somebody else.", b_b())
            .trusting(&[&cast.root_2])
            .judged(june)
            .says(open(NoCertificateChainFound), "5.2.6.4: no path to an anchor"),
    ]
}

fn authorities() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let may = day(2017, 5, 31);
    let key = Key::named("Ministry CA");
    let authority = |name, years| draft(name, Usage::Authority, years).key(key.clone()).by(&cast.root);
    let (first, renewed) = (authority("Ministry CA", (2011, 2017)), authority("Ministry CA", (2016, 2030)));
    let long = authority("Ministry CA", (2011, 2030));
    let renamed = authority("Ministry of Everything CA", (2016, 2030));
    let of = |ca: &Party, known: bool| {
        let mut signer = draft("Dung", Usage::Signing, (2016, 2019)).by(ca);
        if !known {
            signer.above.clear();
        }
        signer
    };
    let paper = |who: &Party| Paper::new().signed(&By::new(who, signed()));
    let lists = |ca: &Party| [cast.lists(may, &[]), vec![list(ca, may, &[]).by(ca)]].concat();
    vec![
        Story::new(
            "authority-renewed-with-its-key",
            "The authority's certificate ran out and was renewed with the same key.",
            paper(&of(&first, true)),
        )
        .knowing(&[&renewed])
        .judged_with(june, lists(&renewed))
        .says(PASSED, "RFC 5280 6.1: the renewed certificate makes the path"),
        Story::new(
            "authority-renewed-and-not-at-hand",
            "The same, and the renewed certificate is not at hand.",
            paper(&of(&first, true)),
        )
        .judged_with(june, lists(&renewed))
        .says(open(OutOfBoundsNoPoe), "5.2.6.4: a certificate of the only path is outside its validity"),
        Story::new(
            "authority-renamed-only-the-new-name",
            "The authority has a new name; only the certificate with that is at hand.",
            paper(&of(&long, false)),
        )
        .knowing(&[&renamed])
        .judged_with(june, lists(&renamed))
        .says(open(NoCertificateChainFound), "RFC 5280 6.1.3 (a)(4): names have to match"),
        Story::new(
            "authority-renamed-both-names",
            "The certificate with the old name is at hand too.",
            paper(&of(&long, false)),
        )
        .knowing(&[&renamed, &long])
        .judged_with(june, [lists(&renamed), vec![list(&long, may, &[]).by(&long)]].concat())
        .says(PASSED, "RFC 5280 6.1: the certificate with the old name makes the path"),
        Story::new(
            "intermediate-missing",
            "The file carries the signer's certificate alone, and nobody has that of the authority.",
            paper(&of(&long, false)),
        )
        .judged_with(june, lists(&long))
        .says(open(NoCertificateChainFound), "5.2.6.4: no path to an anchor"),
    ]
}

fn models() -> Vec<Story> {
    let cast = &*CAST;
    // Runs out in 2018, before those whom it certified.
    let short = draft("Short CA", Usage::Authority, (2011, 2018)).by(&cast.root);
    let em = draft("Em", Usage::Signing, (2016, 2019)).by(&short);
    let judged = |name, tells, signed_at, model: &'static str| {
        Story::new(name, tells, stamped(&em, signed_at))
            .under("revocation", "\"soft\"")
            .under("validity_model", model)
            .judged_with(day(2018, 7, 1), cast.lists(day(2018, 6, 30), &[]))
    };
    let (before, after) = (day(2017, 3, 1), day(2018, 6, 1));
    vec![
        judged(
            "shell-authority-expired",
            "Every certificate has to be valid now; the authority's ran out.",
            after,
            "\"shell\"",
        )
        .says(open(OutOfBoundsNoPoe), "5.2.6: shell model"),
        judged(
            "chain-authority-expired",
            "The authority was valid when it certified, the signer when signing.",
            after,
            "\"chain\"",
        )
        .says(PASSED, "5.2.6: chain model: each certificate valid when it was used"),
        judged(
            "hybrid-signed-before-the-authority-expired",
            "Every certificate was valid when the signature was made.",
            before,
            "\"hybrid\"",
        )
        .says(PASSED, "5.2.6: hybrid model: all certificates valid at the signing time"),
        judged(
            "hybrid-signed-after-the-authority-expired",
            "The authority had run out when the signature was made.",
            after,
            "\"hybrid\"",
        )
        .says(open(OutOfBoundsNoPoe), "5.2.6: hybrid model"),
    ]
}
