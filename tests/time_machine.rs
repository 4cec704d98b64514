//! A time machine: files with a past, judged at any time, and what EN 319 102-1 says to each.
//!
//! Every story has a name, a world of its own time (`kyso_lab::clock`), and an expectation that was written down by the
//! clauses of the standard before anything was run. `cargo test --test time_machine -- --nocapture` prints the table.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "time_machine/cast.rs"]
mod cast;
#[path = "time_machine/paper.rs"]
mod paper;
#[path = "time_machine/stories/mod.rs"]
mod stories;
#[path = "time_machine/story.rs"]
mod story;

use std::collections::BTreeSet;

use kyso::verify::{EntryType, Report, SignatureReport};

use story::{Story, Verdict};

/// Stories that end otherwise so far; one that ends right must not stand here.
const PENDING: &[&str] = &[
    "stamped-expired-nothing-kept",
    "stamped-before-the-certificate",
    "stamped-before-the-certificate-expired-since",
    "compromised-since-before-the-stamp",
    "tsa-ceased-after-it-stamped",
    "content-stamp-after-the-revocation",
    "content-stamp-after-the-expiry",
    "proofs-after-the-time-judged",
    "stored-signer-expired",
    "stored-list-older-than-the-stamp",
    "ocsp-delegate-revoked-before",
    "stored-answer",
    "stored-answer-older-than-the-stamp",
    "stored-answer-delegate-expired-since",
    "short-lived-expired-no-stamp",
    "archived-signer-expired",
    "archived-and-renewed-in-time",
    "archived-for-twenty-five-years",
    "sha1-stamped-when-it-was-broken",
    "sha1-era-archived-too-late",
    "list-signed-with-sha1",
    "chain-authority-expired",
    "hybrid-signed-before-the-authority-expired",
    "hybrid-signed-after-the-authority-expired",
];

/// An indication and why, in the standard's words.
fn words((indication, sub): Verdict) -> String {
    let indication = serde_json::to_value(indication).unwrap().as_str().unwrap().to_uppercase();
    let sub = sub.map(|sub| serde_json::to_value(sub).unwrap().as_str().unwrap().to_owned());
    sub.map_or_else(|| indication.clone(), |sub| format!("{indication}/{sub}"))
}

fn signatures(report: &Report) -> Vec<&SignatureReport> {
    report.signatures.iter().filter(|signature| signature.entry_type == EntryType::Signature).collect()
}

/// What kyso says otherwise than the story, if anything.
fn difference(story: &Story) -> Option<String> {
    let report = match story.judge() {
        Ok(report) => report,
        Err(error) => return Some(error.to_string()),
    };
    let signatures = signatures(&report);
    let got: Vec<_> = signatures.iter().map(|signature| (signature.indication, signature.sub_indication)).collect();
    let all = |verdicts: &[Verdict]| verdicts.iter().copied().map(words).collect::<Vec<_>>().join(", ");
    let first = signatures.first()?;
    let reasons = || first.reasons.iter().map(|reason| reason.code).collect::<Vec<_>>().join(" ");
    if got != story.expected {
        return Some(format!("expected {}, got {} ({})", all(&story.expected), all(&got), reasons()));
    }
    if story.level.is_some() && story.level != first.level {
        return Some(format!("expected level {:?}, got {:?}", story.level, first.level));
    }
    if story.proof.is_some() && story.proof != first.best_time_source {
        return Some(format!("expected the time of {:?}, got {:?}", story.proof, first.best_time_source));
    }
    None
}

#[test]
fn every_story_has_a_name_of_its_own_and_a_clause() {
    let stories = stories::all();
    let names: BTreeSet<_> = stories.iter().map(|story| story.name).collect();
    assert_eq!(names.len(), stories.len());
    assert!(names.len() >= 60, "{}", names.len());
    for story in &stories {
        assert!(
            !story.because.is_empty() && !story.expected.is_empty() && story.tells.ends_with('.'),
            "{}",
            story.name
        );
    }
    assert!(PENDING.iter().all(|name| names.contains(name)), "a pending story that is not told");
}

#[test]
fn every_story_ends_as_the_standard_says() {
    let mut wrong = Vec::new();
    for story in stories::all() {
        let difference = difference(&story);
        let expected: Vec<_> = story.expected.iter().copied().map(words).collect();
        println!("{:55} {} {}", story.name, expected.join(", "), difference.as_deref().unwrap_or("as expected"));
        match (difference, PENDING.contains(&story.name)) {
            (Some(difference), false) => wrong.push(format!("{}: {difference}\n    {}", story.name, story.because)),
            (None, true) => wrong.push(format!("{}: pending, and right", story.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} stories end otherwise:\n{}", wrong.len(), wrong.join("\n"));
}
