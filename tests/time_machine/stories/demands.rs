//! What a policy asks beyond the standards: an end to the trust in a root (EN 319 102-1 §5.2.6.4, §5.6.2.2.4), certificate
//! policies and statements of the signer (RFC 5280 §6.1.1, EN 319 412-5), a grace for revocations (§5.5.4).

use kyso::cms::ber::{self, SEQUENCE, tlv};
use kyso::text::hex;
use kyso::verify::Level;
use kyso::verify::SubIndication::*;
use kyso::x509::Certificate;
use kyso_lab::clock::{Draft, Entry, Key, Party, Reason, Token, Usage};
use time::{Duration, OffsetDateTime};

use super::{archived_at, b_b, b_lt, b_lta, b_t, fetched, others, signed};
use crate::cast::{CAST, day, draft, list};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

pub(super) fn tell() -> Vec<Story> {
    [sunsets(), other_anchors(), sunsets_of_tsas(), policies(), statements(), graces()].into_iter().flatten().collect()
}

/// The trust in these ends on a day.
fn until(anchors: &[(&Party, &str)]) -> String {
    let row = |(anchor, day): &(&Party, &str)| {
        let print = hex(Certificate::from_der(&anchor.certificate).unwrap().fingerprint());
        format!("{{ sha256 = \"{print}\", until = \"{day}\" }}")
    };
    format!("[{}]", anchors.iter().map(row).collect::<Vec<_>>().join(", "))
}

/// The lists of an hour before, and one of `own`.
fn lists(at: OffsetDateTime, own: &[&Party]) -> Vec<Vec<u8>> {
    let own = own.iter().map(|party| list(party, at - Duration::hours(1), &[]).by(party));
    CAST.lists(at - Duration::hours(1), &[]).into_iter().chain(own).collect()
}

/// Another root, and a TSA under it.
fn elsewhere() -> (Party, Party) {
    let root = draft("Other Root", Usage::Authority, (2010, 2040)).root();
    let tsa = draft("Other TSA", Usage::TimeStamping, (2014, 2030)).by(&root);
    (root, tsa)
}

fn sunsets() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let (other, tsa) = elsewhere();
    let archived = |paper: Paper, at| paper.archived(&tsa, at);
    let in_may = || until(&[(&cast.root, "2017-05-01")]);
    vec![
        Story::new("anchor-before-its-day", "The trust in the root ends in 2030.", b_b())
            .judged(june)
            .under("anchor", until(&[(&cast.root, "2030-03-05")]))
            .says(PASSED, "5.2.6.4, step 3: the current time is before the sunset date"),
        Story::new("anchor-on-its-day", "The trust in the root ends on the day of judging.", b_b())
            .judged(june)
            .under("anchor", until(&[(&cast.root, "2017-06-01")]))
            .says(
                open(NoCertificateChainFoundNoPoe),
                "5.2.6.4, step 3: the current time is not before the sunset date",
            ),
        Story::new(
            "anchor-after-its-day-stamped",
            "The trust in the root ended in May; the time-stamp of March is by a TSA under it.",
            b_lt(),
        )
        .judged(june)
        .under("anchor", in_may())
        .says(
            open(NoCertificateChainFoundNoPoe),
            "5.4: the time-stamp itself has no anchor any more, and proves nothing",
        ),
        Story::new(
            "anchor-after-its-day-archived",
            "The same, under a document time-stamp of March by a TSA of another root.",
            archived(b_lt(), archived_at()),
        )
        .trusting(&[&cast.root, &other])
        .judged_with(june, lists(june, &[&other]))
        .under("anchor", in_may())
        .says(PASSED, "5.6.2.2.4, step 1, 5.6.2.4: everything is proven to have existed before the sunset date")
        .at_level(Level::BLta)
        .proven_by("signature-timestamp"),
        Story::new(
            "anchor-after-its-day-archived-too-late",
            "The same, but the document time-stamp is of the day after.",
            archived(b_lt(), day(2017, 5, 2)),
        )
        .trusting(&[&cast.root, &other])
        .judged_with(june, lists(june, &[&other]))
        .under("anchor", in_may())
        .says(
            open(NoCertificateChainFoundNoPoe),
            "5.6.2.2.4, step 2 a: nothing is proven to have existed by the sunset date",
        ),
        Story::new(
            "anchor-after-its-day-archived-by-itself",
            "The same, but the document time-stamp of March is by a TSA under the same root.",
            b_lta(),
        )
        .judged(june)
        .under("anchor", in_may())
        .says(open(NoCertificateChainFoundNoPoe), "5.4: the last time-stamp has no anchor any more"),
        Story::new(
            "anchor-after-its-day-and-revoked-before",
            "An was revoked in February; the document was archived in March, and the trust in the root ended in May.",
            archived(b_lt(), archived_at()),
        )
        .trusting(&[&cast.root, &other])
        .judged_with(
            june,
            [
                cast.lists(
                    june - Duration::hours(1),
                    &[(&cast.sub, Entry::new(&cast.an, day(2017, 2, 1)).because(Reason::KeyCompromise))],
                ),
                vec![list(&other, june - Duration::hours(1), &[]).by(&other)],
            ]
            .concat(),
        )
        .under("anchor", in_may())
        .says(open(NoCertificateChainFoundNoPoe), "5.6.2.2.4, step 2 b: the revocation precedes every proof"),
    ]
}

fn other_anchors() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let (other, _) = elsewhere();
    let ended = |anchor| until(&[(anchor, "2017-05-01")]);
    let bridge = Key::named("Twice Certified CA");
    let below = |root: &Party| draft("Twice Certified CA", Usage::Authority, (2011, 2035)).key(bridge.clone()).by(root);
    let (here, there) = (below(&cast.root), below(&other));
    let chi = draft("Chi", Usage::Signing, (2016, 2019)).by(&here);
    vec![
        Story::new(
            "anchor-after-its-day-and-another-way",
            "The authority of the signer is certified by another root as well.",
            Paper::new().signed(&By::new(&chi, signed())),
        )
        .trusting(&[&cast.root, &other])
        .knowing(&[&there])
        .judged_with(june, lists(june, &[&other, &here]))
        .under("anchor", ended(&cast.root))
        .says(PASSED, "5.2.6.4, step 2: another prospective chain is built"),
        Story::new(
            "anchor-of-somebody-else-after-its-day",
            "The trust in a root ended that nobody here stands under.",
            b_b(),
        )
        .judged(june)
        .under("anchor", ended(&cast.root_2))
        .says(PASSED, "5.2.6.4, step 3: the sunset date is that of another anchor"),
    ]
}

fn sunsets_of_tsas() -> Vec<Story> {
    let cast = &*CAST;
    let june = day(2017, 6, 1);
    let (other, tsa) = elsewhere();
    let gone = (&cast.sub, Entry::new(&cast.an, day(2017, 5, 10)).because(Reason::Superseded));
    let knowing = || {
        [
            cast.lists(june - Duration::hours(1), std::slice::from_ref(&gone)),
            vec![list(&other, june - Duration::hours(1), &[]).by(&other)],
        ]
        .concat()
    };
    let stamped = Paper::new()
        .signed(&By::new(&cast.an, signed()).stamped(Token::new(&tsa, signed() + Duration::seconds(5))))
        .stored(&lists(fetched() + Duration::hours(1), &[&other]));
    let ended = || until(&[(&other, "2017-05-01")]);
    vec![
        Story::new("tsa-anchor-before-its-day", "An was revoked in May; the time-stamp is of March.", stamped.clone())
            .trusting(&[&cast.root, &other])
            .judged_with(june, knowing())
            .says(PASSED, "5.5.4 a: the revocation is posterior to the time-stamp"),
        Story::new(
            "tsa-anchor-after-its-day",
            "The same, but the trust in the root of the TSA has ended.",
            stamped.clone(),
        )
        .trusting(&[&cast.root, &other])
        .judged_with(june, knowing())
        .under("anchor", ended())
        .says(
            open(RevokedNoPoe),
            "5.4, 5.2.6.4, step 3: the time-stamp has no anchor at the current time, and proves nothing",
        ),
        Story::new(
            "tsa-anchor-after-its-day-archived",
            "The same, under a document time-stamp of March by a TSA of another root.",
            stamped.archived(&cast.tsa_14, archived_at()),
        )
        .trusting(&[&cast.root, &other])
        .judged_with(june, knowing())
        .under("anchor", ended())
        .says(PASSED, "5.6.3, 5.6.2.2.4, step 1: the time-stamp is proven to be older than the sunset date")
        .proven_by("signature-timestamp"),
    ]
}

const OURS: &str = "1.2.704.1.1";
const LISTED: &str = "[\"1.2.704.1.9\", \"1.2.704.1.1\"]";

/// certificatePolicies (RFC 5280 §4.2.1.4).
fn naming(draft: Draft, policies: &[&str]) -> Draft {
    let policies: Vec<_> = policies.iter().map(|policy| tlv(SEQUENCE, &[&ber::oid(policy)])).collect();
    draft.with("2.5.29.32", false, &tlv(SEQUENCE, &[&policies.concat()]))
}

fn policies() -> Vec<Story> {
    let june = day(2017, 6, 1);
    let authority = |policies| naming(draft("Policy CA", Usage::Authority, (2011, 2035)), policies).by(&CAST.root);
    let ca = authority(&[OURS, "1.2.704.1.2"]);
    let signer = |ca: &Party, policies| naming(draft("Dung", Usage::Signing, (2016, 2019)), policies).by(ca);
    let told = |name, tells, ca: &Party, signer: &Party| {
        let paper = Paper::new().signed(&By::new(signer, signed()));
        Story::new(name, tells, paper).judged_with(june, lists(june, &[ca])).under("certificate_policies", LISTED)
    };
    let any = authority(&["2.5.29.32.0"]);
    vec![
        told(
            "policy-of-the-path",
            "The office asks for a policy that authority and signer name.",
            &ca,
            &signer(&ca, &[OURS]),
        )
        .says(PASSED, "RFC 5280 6.1.5 (g): the user-constrained policy set is not empty"),
        told("policy-of-another-kind", "The signer names another policy.", &ca, &signer(&ca, &["1.2.704.1.2"])).says(
            open(ChainConstraintsFailure),
            "5.2.6.4, step 5; RFC 5280 6.1.5: no policy of the user's set is valid",
        ),
        told(
            "policy-of-the-signer-alone",
            "The signer names the policy, its authority does not.",
            &authority(&["1.2.704.1.2"]),
            &signer(&authority(&["1.2.704.1.2"]), &[OURS]),
        )
        .says(open(ChainConstraintsFailure), "RFC 5280 6.1.3 (d): it is valid for the whole path or not at all"),
        told("policy-under-any", "The authority names anyPolicy.", &any, &signer(&any, &[OURS]))
            .says(PASSED, "RFC 5280 6.1.3 (d)(1)(ii)"),
        Story::new("policy-of-nobody", "Neither names any.", b_b())
            .judged(june)
            .under("certificate_policies", LISTED)
            .says(open(ChainConstraintsFailure), "5.2.6.4, step 5; RFC 5280 6.1.3 (e)"),
        Story::new(
            "policy-of-signers-is-not-for-tsas",
            "The signer has the policy, the TSA has none.",
            Paper::new().signed(&By::new(&signer(&ca, &[OURS]), signed()).stamped(super::stamp())),
        )
        .judged_with(june, lists(june, &[&ca]))
        .under("certificate_policies", LISTED)
        .says(PASSED, "5.4: the policy asks for it of signers")
        .proven_by("signature-timestamp"),
    ]
}

fn statements() -> Vec<Story> {
    let june = day(2017, 6, 1);
    let statement = |oid: &str, more: &[u8]| tlv(SEQUENCE, &[&ber::oid(oid), more]);
    let seal = statement("0.4.0.1862.1.6", &tlv(SEQUENCE, &[&ber::oid("0.4.0.1862.1.6.2")]));
    let sealing = [statement("0.4.0.1862.1.1", &[]), statement("0.4.0.1862.1.4", &[]), seal].concat();
    let seal =
        draft("Seal", Usage::Signing, (2016, 2019)).with("1.3.6.1.5.5.7.1.3", false, &tlv(SEQUENCE, &[&sealing]));
    let paper = Paper::new().signed(&By::new(&seal.by(&CAST.sub), signed()));
    let told = |name, tells, wanted| Story::new(name, tells, paper.clone()).judged(june).under("qc_statements", wanted);
    vec![
        told(
            "statements-of-a-seal",
            "A seal of a qualified device, and the office asks for that.",
            "[\"qc-compliance\", \"qc-sscd\", \"qc-type-eseal\"]",
        )
        .says(PASSED, "EN 319 412-5 4.2.1, 4.2.2, 4.2.3"),
        told("statements-by-number", "The same, by numbers.", "[\"0.4.0.1862.1.4\", \"0.4.0.1862.1.6.2\"]")
            .says(PASSED, "EN 319 412-5 4.2.2, 4.2.3"),
        told(
            "statements-of-the-other-type",
            "The office asks for persons' signatures.",
            "[\"qc-sscd\", \"qc-type-esign\"]",
        )
        .says(open(ChainConstraintsFailure), "5.2.6.4, step 5: all of them, and this is no certificate for signatures"),
        Story::new("statements-of-nobody", "The signer's certificate makes none.", b_b())
            .judged(june)
            .under("qc_statements", "[\"qc-sscd\"]")
            .says(open(ChainConstraintsFailure), "5.2.6.4, step 5"),
    ]
}

fn graces() -> Vec<Story> {
    let march = day(2017, 3, 2);
    let without_news = || others(day(2017, 3, 1) + Duration::hours(20));
    vec![
        Story::new(
            "grace-over",
            "The list was fetched two hours after the signature, and the policy gives one for revocations.",
            b_lt(),
        )
        .judged_with(march, without_news())
        .under("revocation_grace", "\"1h\"")
        .says(PASSED, "5.5.4, step 6: issued after the best signature time and the grace")
        .at_level(Level::BLt),
        Story::new("grace-not-over", "The same, and the policy gives a day.", b_lt())
            .judged_with(march, without_news())
            .under("revocation_grace", "\"24h\"")
            .says(open(TryLater), "5.5.4, step 6: the list is from within the grace"),
        Story::new(
            "grace-not-over-for-anybody",
            "The same, and the judge has a list of eleven hours later, of the same day.",
            b_lt(),
        )
        .judged(march)
        .under("revocation_grace", "\"24h\"")
        .says(open(TryLater), "5.5.4, step 6: whoever brings it, it is from within the grace"),
        Story::new("grace-over-with-a-newer-list", "The same, two days later.", b_lt())
            .judged(day(2017, 3, 4))
            .under("revocation_grace", "\"24h\"")
            .says(PASSED, "5.5.4, step 6: today's list is from after the grace"),
        Story::new("grace-over-in-the-past", "Archived; the signer's certificate has run out since.", b_lta())
            .judged_with(day(2019, 6, 1), others(day(2019, 5, 31)))
            .under("revocation_grace", "\"1h\"")
            .says(PASSED, "5.6.2.2.4 with 5.2.5: the list that was kept is from after the grace"),
        Story::new("grace-not-over-in-the-past", "The same, and the policy gives a day.", b_lta())
            .judged_with(day(2019, 6, 1), others(day(2019, 5, 31)))
            .under("revocation_grace", "\"24h\"")
            .says(open(OutOfBoundsNoPoe), "5.6.2.2.4 with 5.2.5: no list that was kept is from after the grace"),
        Story::new("grace-without-a-stamp", "Nothing proves when An signed, and the policy gives an hour.", b_b())
            .judged(march)
            .under("revocation_grace", "\"1h\"")
            .says(open(TryLater), "5.5.4: the best signature time is the current time, and no list is from after it"),
        Story::new("grace-and-revoked-within", "An lost the token before signing and said so within the hour.", b_t())
            .judged_knowing(
                march,
                &[(&CAST.sub, Entry::new(&CAST.an, signed() - Duration::minutes(10)).because(Reason::KeyCompromise))],
            )
            .under("revocation_grace", "\"1h\"")
            .says(open(RevokedNoPoe), "5.5.4 a: a revocation counts whenever it is told"),
    ]
}
