//! A time machine: files with a past, judged at any time, and what EN 319 102-1 says to each.
//!
//! Every story has a name, a world of its own time (`kyso_lab::clock`), and an expectation that was written down by the
//! clauses of the standard before anything was run. `cargo test --test time_machine -- --nocapture` prints the table.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "support/again.rs"]
mod again;
#[path = "time_machine/cast.rs"]
mod cast;
mod desk;
#[path = "time_machine/paper.rs"]
mod paper;
#[path = "time_machine/stories/mod.rs"]
mod stories;
#[path = "time_machine/story.rs"]
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use kyso::verify::{Decision, EntryType, Indication, Reason, Report, SignatureReport, Status};

use story::{Story, Verdict};

/// Stories that end otherwise so far; one that ends right must not stand here. An authority that ceased is still read as one
/// whose key was stolen: on the safe side, but stricter than §5.5.4 a.
const PENDING: &[&str] = &[];

/// An indication and why, in the standard's words.
fn words((indication, sub): Verdict) -> String {
    let indication = serde_json::to_value(indication).unwrap().as_str().unwrap().to_uppercase();
    let sub = sub.map(|sub| serde_json::to_value(sub).unwrap().as_str().unwrap().to_owned());
    sub.map_or_else(|| indication.clone(), |sub| format!("{indication}/{sub}"))
}

/// One after the other.
fn all(verdicts: &[Verdict]) -> String {
    verdicts.iter().copied().map(words).collect::<Vec<_>>().join(", ")
}

/// What a report says of each signature.
fn verdicts(report: &Report) -> Vec<Verdict> {
    signatures(report).iter().map(|signature| (signature.indication, signature.sub_indication)).collect()
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
    let got = verdicts(&report);
    let about = |reason: &Reason| format!("{} {}", reason.code, reason.object.as_deref().unwrap_or_default());
    let signatures = signatures(&report);
    let reasons = || signatures.iter().flat_map(|one| &one.reasons).map(about).collect::<Vec<_>>().join("; ");
    if got != story.expected {
        return Some(format!("expected {}, got {} ({})", all(&story.expected), all(&got), reasons()));
    }
    // There is one, for nothing is expected of none.
    let first = signatures.first()?;
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
    for story in stories {
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
        let difference = difference(story);
        println!("{:55} {} {}", story.name, all(&story.expected), difference.as_deref().unwrap_or("as expected"));
        match (difference, PENDING.contains(&story.name)) {
            (Some(difference), false) => wrong.push(format!("{}: {difference}\n    {}", story.name, story.because)),
            (None, true) => wrong.push(format!("{}: pending, and right", story.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} stories end otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whatever saves An's signature in a story, it saves none that An's key made after it was stolen: if a list of the day names
/// An as revoked a month before the signature, no story ends well any more.
#[test]
fn no_story_ends_well_once_the_signer_is_known_to_have_been_revoked_before() {
    let mut told = 0;
    for mut story in stories::all().iter().cloned() {
        let of_an = |report: &Report| {
            let signer = |signature: &SignatureReport| {
                signature.signer.as_ref().is_some_and(|it| it.cn.as_deref() == Some("An"))
            };
            signatures(report).into_iter().filter(|it| signer(it)).map(|it| it.indication).collect::<Vec<_>>()
        };
        let before = of_an(&story.judge().unwrap());
        if !before.contains(&Indication::TotalPassed) || story.at > cast::year(2035) {
            continue;
        }
        story.lists.push(cast::list_naming_an(story.at - time::Duration::minutes(30)));
        let after = of_an(&story.judge().unwrap());
        assert!(!after.contains(&Indication::TotalPassed), "{}", story.name);
        told += 1;
    }
    assert!(told > 30, "{told}");
}

/// What a TSA says whose key was stolen on its first day proves nothing, whoever stamped it again.
#[test]
fn nothing_is_proven_once_every_tsa_is_known_to_have_been_compromised_before() {
    let mut told = 0;
    for mut story in stories::all().iter().cloned() {
        let sources = |report: &Report| -> Vec<_> { signatures(report).iter().map(|it| it.best_time_source).collect() };
        let by_ours = |report: &Report| {
            let stamps = || signatures(report).into_iter().flat_map(|it| &it.timestamps);
            stamps().count() > 0 && stamps().all(|stamp| stamp.tsa.as_deref().is_some_and(cast::is_tsa_of_ours))
        };
        let before = story.judge().unwrap();
        if !by_ours(&before) || sources(&before).contains(&Some("current-time")) {
            continue;
        }
        story.lists.push(cast::list_naming_the_tsas(story.at - time::Duration::minutes(30)));
        let after = story.judge().unwrap();
        assert!(sources(&after).iter().all(|source| *source == Some("current-time")), "{}", story.name);
        told += 1;
    }
    assert!(told > 30, "{told}");
}

/// Whatever else is not known of it: under a policy that reads doubts so, nobody is «not sure» of a signer who is revoked.
#[test]
fn a_clerk_is_never_not_sure_of_a_revoked_signer() {
    let mut told = 0;
    for story in stories::all().iter().cloned() {
        let report = story.under("doubts_are_invalid", "true").judge().unwrap();
        let revoked =
            |signature: &&SignatureReport| signature.reasons.iter().any(|reason| reason.code == "NOT_REVOKED");
        if signatures(&report).iter().any(revoked) {
            assert_eq!(report.decision, Some(Decision::Invalid), "{}", report.file);
            told += 1;
        }
    }
    assert!(told > 20, "{told}");
}

/// A hundred years later nobody renewed anything: whatever stands in a file, it proves nothing any more.
#[test]
fn nothing_passes_a_hundred_years_after_the_last_renewal() {
    for mut story in stories::all().iter().cloned() {
        (story.at, story.lists, story.answers) = (cast::year(2142), Vec::new(), Vec::new());
        let report = story.judge().unwrap();
        let passed = signatures(&report).iter().any(|signature| signature.indication == Indication::TotalPassed);
        assert!(!passed, "{}", story.name);
    }
}

/// The evidence that is kept of a story ends it in the same way as its document would: then, a month before, years later and
/// under a stricter policy; and to somebody who has the anchors and nothing else.
#[test]
fn the_evidence_of_a_story_says_what_its_document_says() {
    for story in stories::all() {
        let then = story.context().unwrap();
        let evidence = again::kept(&then, story.name, &story.file).unwrap();
        let strict = kyso::verify::Policy::built_in("nd30").unwrap().unwrap();
        let month = time::Duration::days(30);
        let judges = [
            then.clone(),
            then.as_of(story.at - month),
            then.as_of(cast::year(2142)),
            kyso::verify::Context { policy: strict, ..then.clone() },
        ];
        for judge in &judges {
            again::says_the_same(judge, story.name, &story.file, &evidence);
        }
        let (intermediates, crls, ocsps) = Default::default();
        let stranger = kyso::verify::Context { intermediates, crls, ocsps, ..then.clone() };
        let file = kyso::verify::EvidenceFile::read(&evidence).unwrap();
        let says = |report: &Report| again::said(report)["signatures"].clone();
        assert_eq!(says(&stranger.judge_evidence(&file)), says(&story.judge().unwrap()), "{}", story.name);
    }
}

/// The program says what the library says, when it is told the same.
#[test]
fn the_program_says_what_the_library_says() {
    let folder = tempfile::tempdir().unwrap();
    for story in stories::all() {
        let index = story.export(folder.path());
        let mut kyso = Command::new(env!("CARGO_BIN_EXE_kyso"));
        kyso.current_dir(folder.path()).env_clear().env("HOME", folder.path());
        kyso.args(["verify", "--json", "--at", index["at"].as_str().unwrap(), index["file"].as_str().unwrap()]);
        for (option, key) in
            [("--trust", "trust"), ("--intermediate", "certificates"), ("--crl", "lists"), ("--ocsp", "answers")]
        {
            for file in index[key].as_array().unwrap() {
                kyso.args([option, file.as_str().unwrap()]);
            }
        }
        if !story.policy.is_empty() {
            std::fs::write(folder.path().join("policy.toml"), story.policy_text()).unwrap();
            kyso.args(["--policy", "policy.toml"]);
        }
        let answer = desk::answer(&mut kyso);
        let report = story.judge().unwrap();
        let said = &answer.json()[0]["signatures"];
        for (said, judged) in said.as_array().unwrap().iter().zip(&report.signatures) {
            let judged = serde_json::to_value(judged).unwrap();
            assert_eq!(
                (&said["indication"], &said["sub_indication"]),
                (&judged["indication"], &judged["sub_indication"]),
                "{}",
                story.name
            );
        }
        let code = match report.status {
            Status::TotalPassed => 0,
            Status::TotalFailed => 1,
            _ => 3,
        };
        assert_eq!(answer.code, code, "{}: {}", story.name, answer.err);
    }
}

/// What pyHanko says to each story, and where it says otherwise than the standard, why: name, answer, reason.
const PYHANKO: &str = include_str!("time_machine/pyhanko.tsv");

/// pyHanko's word, from pyHanko itself: what is written down of it is true, and each difference has its reason.
#[test]
fn pyhanko_says_what_is_written_down_and_every_difference_has_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let stories = stories::all();
    let index: Vec<_> = stories.iter().map(|story| story.export(folder.path())).collect();
    std::fs::write(folder.path().join("index.json"), serde_json::to_vec(&index).unwrap()).unwrap();
    let mut peer = Command::new(desk::python());
    let said = desk::answer(peer.arg(desk::script("time_machine.py")).arg(folder.path())).exits(0).json();
    let said: BTreeMap<_, _> =
        said.iter().map(|line| (line["name"].as_str().unwrap(), answers(&line["says"]))).collect();
    let rows = PYHANKO.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let rows: BTreeMap<_, _> = rows.map(|row| (row[0], (row[1], row.get(2).copied().unwrap_or_default()))).collect();
    let mut wrong = Vec::new();
    for story in stories {
        let expected = all(&story.expected);
        let (written, reason) = rows.get(story.name).copied().unwrap_or_default();
        let said = &said[story.name];
        let ours = story.judge().map_or_else(|error| error.to_string(), |report| all(&verdicts(&report)));
        println!("{:50} {ours:55} {said:55} {expected:55} {reason}", story.name);
        if written != said || (*said == expected) != reason.is_empty() {
            wrong.push(format!("{}\t{said}\t{reason}", story.name));
        }
    }
    let told: BTreeSet<_> = stories.iter().map(|story| story.name).collect();
    wrong.extend(rows.keys().filter(|name| !told.contains(*name)).map(|name| format!("{name}: not told")));
    assert!(wrong.is_empty(), "{} rows are not as they should be:\n{}", wrong.len(), wrong.join("\n"));
}

/// The other way round: what pyHanko signed, stored, stamped and renewed passes here, years after.
#[test]
fn what_pyhanko_archived_passes_when_its_certificates_have_run_out() {
    let folder = tempfile::tempdir().unwrap();
    stories::peers::prepare(folder.path());
    desk::answer(Command::new(desk::python()).arg(desk::script("time_machine_signs.py")).arg(folder.path())).exits(0);
    let wrong: Vec<_> = stories::peers::tell(folder.path())
        .iter()
        .filter_map(|story| difference(story).map(|difference| format!("{}: {difference}", story.name)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn answers(said: &serde_json::Value) -> String {
    said.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(", ")
}
