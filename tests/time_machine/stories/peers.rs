//! Archives that pyHanko made, in the same world: it signs with An's key, its TSAs have the clocks of these stories.

use std::path::Path;

use kyso::verify::Level;
use kyso::verify::SubIndication::OutOfBoundsNoPoe;
use kyso_lab::clock::{Answer, Party, Usage};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::{others, signed};
use crate::cast::{CAST, day, draft, lists_of};
use crate::paper::Paper;
use crate::story::{PASSED, Story, open};

/// When the archive is renewed.
fn renewed() -> OffsetDateTime {
    day(2019, 6, 1)
}

/// pyHanko's own TSAs, before and after the renewal; it signs tokens with RSA alone.
fn stampers() -> [Party; 2] {
    let stamper = |name, years| draft(name, Usage::TimeStamping, years).rsa(2048).by(&CAST.tsa_ca);
    [stamper("pyHanko's TSA 14", (2014, 2020)), stamper("pyHanko's TSA 19", (2019, 2027))]
}

/// Writes what pyHanko needs into `folder`.
pub(crate) fn prepare(folder: &Path) {
    let cast = &*CAST;
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    write("blank.pdf", &Paper::new().bytes);
    let [tsa_14, tsa_19] = &stampers();
    for (name, party) in [("an", &cast.an), ("tsa-14", tsa_14), ("tsa-19", tsa_19)] {
        write(&format!("{name}.der"), &party.certificate);
        write(&format!("{name}.p8"), &party.key.pkcs8());
    }
    write("root.der", &cast.root.certificate);
    write("sub.der", &cast.sub.certificate);
    write("tsa-ca.der", &cast.tsa_ca.certificate);
    let responder = |ca| draft("Responder", Usage::Responding, (2016, 2030)).by(ca);
    let (of_signers, of_stampers) = (responder(&cast.sub), responder(&cast.tsa_ca));
    // pyHanko validates before it signs: what it stores was answered in the same minute.
    let moment = |name: &str, tsa: &str, at: OffsetDateTime, about: &[(&Party, &Party, &Party)]| -> Value {
        let list = format!("{name}.crl");
        write(&list, &lists_of(&[&cast.root], at)[0]);
        let answers: Vec<_> = (0..about.len()).map(|number| format!("{name}-{number}.ocsp")).collect();
        for (file, (who, ca, by)) in answers.iter().zip(about) {
            write(file, &Answer::about(who, ca, at).by(by));
        }
        json!({ "tsa": tsa, "at": at.format(&Rfc3339).unwrap(), "lists": [list], "answers": answers })
    };
    let an = (&cast.an, &cast.sub, &of_signers);
    let [tsa_14, tsa_19] = [tsa_14, tsa_19].map(|tsa| (tsa, &cast.tsa_ca, &of_stampers));
    let index = json!({
        "signer": "an",
        "root": "root.der",
        "others": ["sub.der", "tsa-ca.der"],
        "first": moment("first", "tsa-14", signed(), &[an, tsa_14]),
        "second": moment("second", "tsa-19", renewed(), &[tsa_14, tsa_19]),
    });
    write("index.json", index.to_string().as_bytes());
}

/// What pyHanko made of it.
pub(crate) fn tell(folder: &Path) -> Vec<Story> {
    let cast = &*CAST;
    let paper = |name: &str| Paper::of(std::fs::read(folder.join(name)).unwrap());
    let (expired, later) = (day(2019, 6, 15), day(2022, 6, 1));
    let still = Answer::about(&stampers()[1], &cast.tsa_ca, later - Duration::hours(1)).by(&cast.tsa_ca);
    vec![
        Story::new("pyhanko-lt", "B-LT by pyHanko; the signer's certificate has run out.", paper("lt.pdf"))
            .judged_with(expired, others(expired - Duration::hours(1)))
            .says(PASSED, "5.6.2.4")
            .at_level(Level::BLt),
        Story::new("pyhanko-lta", "B-LTA by pyHanko; the signer's certificate has run out.", paper("lta.pdf"))
            .judged_with(expired, others(expired - Duration::hours(1)))
            .says(PASSED, "5.6.2.4, 5.6.3")
            .at_level(Level::BLta),
        Story::new("pyhanko-lta-not-renewed", "The same; the TSA's certificate has run out too.", paper("lta.pdf"))
            .judged(day(2020, 6, 1))
            .says(open(OutOfBoundsNoPoe), "5.6.3: the document time-stamp is OUT_OF_BOUNDS and proves nothing"),
        Story::new(
            "pyhanko-renewed",
            "Renewed by pyHanko; all that signed on the first day has run out.",
            paper("renewed.pdf"),
        )
        .judged_with(later, lists_of(&[&cast.root], later - Duration::hours(1)))
        .answered(vec![still])
        .says(PASSED, "5.6.3")
        .at_level(Level::BLta),
    ]
}
