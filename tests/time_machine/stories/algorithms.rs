//! What was strong then (EN 319 102-1 §5.2.8.4.2, §5.6.2): MD5 until August 2004, SHA-1 until August 2012, RSA-1024 until October 2019.

use kyso::verify::SubIndication::*;
use kyso_lab::clock::{Answer, Digest, Draft, List, Party, Token, Usage};
use time::{Duration, OffsetDateTime};

use crate::cast::{day, draft};
use crate::paper::{By, Paper};
use crate::story::{PASSED, Story, open};

/// A world that is older than the others, and lives longer.
struct Old {
    root: Party,
    sub: Party,
    tsa_ca: Party,
    /// Strong for ever.
    tsa: Party,
}

impl Old {
    fn new() -> Self {
        let years = (2000, 2040);
        let root = draft("Old Root", Usage::Authority, years).root();
        let sub = draft("Old Sub CA", Usage::Authority, years).by(&root);
        let tsa_ca = draft("Old TSA CA", Usage::Authority, years).by(&root);
        let tsa = draft("Old TSA", Usage::TimeStamping, (2000, 2030)).by(&tsa_ca);
        Self { root, sub, tsa_ca, tsa }
    }

    fn lists(&self, at: OffsetDateTime) -> Vec<Vec<u8>> {
        [&self.root, &self.sub, &self.tsa_ca].into_iter().map(|party| List::at(at).by(party)).collect()
    }

    fn judged(&self, story: Story, at: OffsetDateTime) -> Story {
        story.trusting(&[&self.root]).judged_with(at, self.lists(at - Duration::hours(1)))
    }
}

/// Somebody who signs all that time.
fn signer(name: &str) -> Draft {
    draft(name, Usage::Signing, (2000, 2030))
}

pub(super) fn tell() -> Vec<Story> {
    let old = Old::new();
    [sha1(&old), lengths(&old), parts(&old)].into_iter().flatten().collect()
}

fn sha1(old: &Old) -> Vec<Story> {
    let weak = signer("An of 2011").rsa(2048).by(&old.sub).signing_with(Digest::Sha1);
    // Everything of that time is by SHA-1: the certificate, the lists, the token.
    let sub = old.sub_by_sha1();
    let era = signer("Binh of 2011").rsa(2048).by(&sub).signing_with(Digest::Sha1);
    let era_tsa = draft("TSA of 2011", Usage::TimeStamping, (2000, 2013)).rsa(2048).by(&old.tsa_ca);
    let era_tsa = era_tsa.signing_with(Digest::Sha1);
    let then = day(2011, 3, 1);
    let now = day(2015, 6, 1);
    let stamped =
        |at| Paper::new().signed(&By::new(&weak, at).stamped(Token::new(&old.tsa, at + Duration::seconds(5))));
    let of_the_era = || {
        let token = Token::new(&era_tsa, then + Duration::seconds(5)).imprint(Digest::Sha1);
        let lists = [old.lists(then + Duration::hours(1)), vec![List::at(then + Duration::hours(1)).by(&sub)]].concat();
        Paper::new().signed(&By::new(&era, then).stamped(token)).stored(&lists)
    };
    // Before the time-stamp that will last, the lists about the TSA of the era.
    let kept = |paper: Paper, at: OffsetDateTime| {
        let lists = [old.lists(at - Duration::hours(1)), vec![List::at(at - Duration::hours(1)).by(&sub)]].concat();
        paper.stored(&lists).archived(&old.tsa, at)
    };
    let told = |story: Story| {
        let lists =
            [old.lists(now - Duration::hours(1)), vec![List::at(now - Duration::hours(1)).by(&old.sub_again())]];
        story.trusting(&[&old.root]).judged_with(now, lists.concat())
    };
    vec![
        old.judged(
            Story::new(
                "sha1-without-proof",
                "Signed with SHA-1 in 2011, or so it says.",
                Paper::new().signed(&By::new(&weak, then)),
            ),
            now,
        )
        .says(
            open(CryptoConstraintsFailureNoPoe),
            "5.2.8.4.2: not reliable at the current time, no proof of existence before",
        ),
        old.judged(
            Story::new(
                "sha1-stamped-in-its-time",
                "Signed with SHA-1 in 2011 and stamped with SHA-256.",
                stamped(then),
            ),
            now,
        )
        .says(PASSED, "5.5.4 c: reliable at the best signature time"),
        old.judged(
            Story::new(
                "sha1-stamped-when-it-was-broken",
                "Signed with SHA-1 and stamped in 2015.",
                stamped(day(2015, 3, 1)),
            ),
            now,
        )
        .says(open(CryptoConstraintsFailureNoPoe), "5.5.4 c: not reliable at the best signature time"),
        old.judged(
            Story::new(
                "sha1-content-stamped-when-it-was-broken",
                "The content that was signed with SHA-1 was stamped in 2015.",
                Paper::new().signed(&By::new(&weak, day(2015, 3, 1)).after(Token::new(&old.tsa, day(2015, 3, 1)))),
            ),
            now,
        )
        .says(
            open(CryptoConstraintsFailure),
            "5.3.4, step 6: the content time-stamp proves that it was signed after the end of SHA-1",
        ),
        told(Story::new(
            "sha1-era-archived-in-time",
            "Certificate, lists and token are all by SHA-1; archived with SHA-256 in March 2012.",
            kept(of_the_era(), day(2012, 3, 1)),
        ))
        .says(PASSED, "5.6.2.3, 5.6.2.4: everything that used SHA-1 is proven before its end"),
        told(Story::new(
            "sha1-era-archived-too-late",
            "The same, archived in 2013.",
            kept(of_the_era(), day(2012, 12, 1)),
        ))
        .says(open(CryptoConstraintsFailureNoPoe), "5.6.2.4: proven only after the end of SHA-1"),
        told(Story::new("sha1-era-not-archived", "The same, not archived at all.", of_the_era()))
            .says(open(CryptoConstraintsFailureNoPoe), "5.2.8.4.2: no proof of existence before the end of SHA-1"),
    ]
}

impl Old {
    /// The authority that signed with SHA-1.
    fn sub_by_sha1(&self) -> Party {
        draft("Sub CA of 2011", Usage::Authority, (2000, 2040)).rsa(2048).by(&self.root).signing_with(Digest::Sha1)
    }

    /// The same authority, which signs its lists with SHA-256 today.
    fn sub_again(&self) -> Party {
        self.sub_by_sha1().signing_with(Digest::Sha256)
    }
}

fn lengths(old: &Old) -> Vec<Story> {
    let short = signer("Short Key").rsa(1024).by(&old.sub);
    let (then, now) = (day(2018, 3, 1), day(2020, 6, 1));
    let oldest = signer("An of 2003").rsa(1024).by(&old.sub).signing_with(Digest::Md5);
    let middle = draft("TSA of 2004", Usage::TimeStamping, (2000, 2013)).rsa(2048).by(&old.tsa_ca);
    let middle = middle.signing_with(Digest::Sha1);
    let (first, second) = (day(2004, 3, 1), day(2012, 3, 1));
    let md5 = || {
        let lists = |at: OffsetDateTime| old.lists(at - Duration::hours(1));
        Paper::new()
            .signed(&By::new(&oldest, day(2003, 3, 1)))
            .stored(&lists(first))
            .archived(&middle, first)
            .stored(&lists(second))
            .archived(&old.tsa, second)
    };
    vec![
        old.judged(
            Story::new(
                "rsa-1024-without-proof",
                "An RSA key of 1024 bits.",
                Paper::new().signed(&By::new(&short, then)),
            ),
            now,
        )
        .says(open(CryptoConstraintsFailureNoPoe), "5.2.8.4.2: the key is too short at the current time"),
        old.judged(
            Story::new(
                "rsa-1024-stamped-in-time",
                "The same, stamped while that was long enough.",
                Paper::new().signed(&By::new(&short, then).stamped(Token::new(&old.tsa, then + Duration::seconds(5)))),
            ),
            now,
        )
        .says(PASSED, "5.5.4 c: reliable at the best signature time"),
        old.judged(
            Story::new(
                "md5-era-archived-twice",
                "MD5 in 2003, archived with SHA-1 in 2004 and with SHA-256 in 2012.",
                md5(),
            ),
            day(2015, 6, 1),
        )
        .says(PASSED, "5.6.3: each algorithm is proven before its end"),
        old.judged(
            Story::new(
                "md5-without-proof",
                "MD5, or so it says of 2003.",
                Paper::new().signed(&By::new(&oldest, day(2003, 3, 1))),
            ),
            day(2012, 6, 1),
        )
        .says(open(CryptoConstraintsFailureNoPoe), "5.2.8.4.2: no proof of existence before the end of MD5"),
    ]
}

fn parts(old: &Old) -> Vec<Story> {
    let now = day(2015, 6, 1);
    let then = day(2015, 3, 1);
    let plain = signer("Plain").by(&old.sub);
    let weakly = signer("Weakly Certified").by(&old.sub_by_sha1());
    let brief = Draft::new("Brief of 2015", Usage::Signing, day(2015, 1, 1), day(2015, 5, 1)).by(&old.sub);
    let weak_token = Token::new(&old.tsa, then + Duration::seconds(5)).imprint(Digest::Sha1);
    let hour = now - Duration::hours(1);
    let weak_list = List::at(hour).by(&old.sub_by_sha1());
    let strongly = signer("Strongly Certified").by(&old.sub_again());
    let delegate = draft("Weakly Delegated", Usage::Responding, (2011, 2030)).by(&old.sub_by_sha1());
    vec![
        Story::new(
            "responder-certified-with-sha1",
            "The answer is strong, the authority's signature on the responder's certificate is not.",
            Paper::new().signed(&By::new(&strongly, then)),
        )
        .trusting(&[&old.root])
        .judged_with(now, old.lists(hour))
        .answered(vec![Answer::about(&strongly, &old.sub_again(), hour).by(&delegate)])
        .says(open(CryptoConstraintsFailureNoPoe), "5.2.6.4: the cryptographic constraints hold for the responder too"),
        Story::new(
            "certificate-signed-with-sha1",
            "The key is strong, the authority's signature on its certificate is not.",
            Paper::new().signed(&By::new(&weakly, then)),
        )
        .trusting(&[&old.root])
        .judged_with(now, [old.lists(hour), vec![List::at(hour).by(&old.sub_again())]].concat())
        .says(open(CryptoConstraintsFailureNoPoe), "5.2.6.4: the cryptographic constraints hold for the path too"),
        Story::new(
            "list-signed-with-sha1",
            "Everything is strong but the list of today.",
            Paper::new().signed(&By::new(&strongly, then)),
        )
        .trusting(&[&old.root])
        .judged_with(now, [old.lists(hour), vec![weak_list]].concat())
        .says(
            open(CryptoConstraintsFailureNoPoe),
            "5.2.6.4: the cryptographic constraints hold for revocation data too",
        ),
        old.judged(
            Story::new(
                "stamp-with-a-broken-imprint",
                "The time-stamp hashes with SHA-1 in 2015; the certificate has run out.",
                Paper::new().signed(&By::new(&brief, then).stamped(weak_token)),
            ),
            now,
        )
        .says(open(OutOfBoundsNoPoe), "5.5.4, step 3; 5.4: the token is not reliable and proves nothing"),
        old.judged(
            Story::new(
                "all-strong",
                "The same world without any weakness.",
                Paper::new().signed(&By::new(&plain, then)),
            ),
            now,
        )
        .says(PASSED, "5.3.4"),
    ]
}
