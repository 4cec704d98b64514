//! The attack workshop against the real program: no attack passes, each is refused for its own reason, and every honest file
//! that looks like one passes.
//!
//! The files are made once for this binary, judged by one process, and read from its JSON. `fixtures/attacks/index.toml` says
//! what must come out; what does not come out yet stands in [`OPEN`] with the reason, and a reason that no longer holds fails.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use desk::{Desk, text};
use kyso_attacks::{Attack, Index, Made};
use serde_json::Value;

/// Files whose verdict is not yet the one in the index, and why.
const OPEN: [(&str, &str); 0] = [];

/// What was made, and what the program says of it by name of file.
struct Workshop {
    index: Index,
    made: Made,
    attacks: BTreeMap<String, Value>,
    honest: BTreeMap<String, Value>,
}

/// Makes and judges everything, once.
fn workshop() -> &'static Workshop {
    static WORKSHOP: OnceLock<Workshop> = OnceLock::new();
    WORKSHOP.get_or_init(|| {
        let desk = Desk::new();
        let folder = desk.path("workshop");
        let made = kyso_attacks::make(&desk.lab, &folder).unwrap();
        let judged = |part: &str| {
            let mut arguments: Vec<_> = ["verify", "--json", "-j", "2"].map(str::to_owned).to_vec();
            arguments.extend(desk.trust());
            arguments.push(text(&folder.join(part)));
            let reports = desk.kyso(arguments).json();
            let name = |report: &Value| {
                let path = Path::new(report["file"].as_str().unwrap()).file_stem().unwrap();
                path.to_str().unwrap().to_owned()
            };
            reports.into_iter().map(|report| (name(&report), report)).collect()
        };
        let (attacks, honest) = (judged("attacks"), judged("honest"));
        Workshop { index: Index::read().unwrap(), made, attacks, honest }
    })
}

/// Does the report say one of the things that the index expects?
fn fits(report: &Value, attack: &Attack) -> bool {
    attack.expect.split(" | ").any(|answer| match answer.split_once('/') {
        None => report["status"] == answer,
        Some((indication, sub_indication)) => report["signatures"].as_array().unwrap().iter().any(|signature| {
            let indicated = signature["indication"].as_str().unwrap().to_uppercase().replace('_', "-");
            indicated == indication
                && signature["sub_indication"] == sub_indication
                && attack.because.as_ref().is_none_or(|because| gives(signature, because))
        }),
    })
}

/// Is `code` among the reasons of a signature, or a kind of what was changed after it?
fn gives(signature: &Value, code: &str) -> bool {
    let has = |list: &str, key: &str| signature[list].as_array().unwrap().iter().any(|entry| entry[key] == code);
    has("reasons", "code") || has("changes", "kind")
}

/// A report in a line.
fn line(report: &Value) -> String {
    let one = |signature: &Value| {
        let codes = |list: &str, key: &str| -> Vec<String> {
            signature[list].as_array().unwrap().iter().map(|entry| entry[key].to_string()).collect()
        };
        let (reasons, changes) = (codes("reasons", "code"), codes("changes", "kind"));
        format!("{}/{} {reasons:?} {changes:?}", signature["indication"], signature["sub_indication"])
    };
    let signatures: Vec<_> = report["signatures"].as_array().unwrap().iter().map(one).collect();
    format!("{} {signatures:?} {}", report["status"], report["error"]["code"])
}

/// Compares what went wrong with what is known to: nothing new, and nothing that is right by now.
#[track_caller]
fn only_open_ones(wrong: &BTreeMap<String, String>, all: &BTreeMap<String, Value>) {
    let known: BTreeSet<_> =
        OPEN.iter().map(|(name, _)| (*name).to_owned()).filter(|name| all.contains_key(name)).collect();
    let new: Vec<_> = wrong.iter().filter(|(name, _)| !known.contains(*name)).collect();
    assert!(new.is_empty(), "{} files are judged otherwise than the index says: {new:#?}", new.len());
    let stale: Vec<_> = known.iter().filter(|name| !wrong.contains_key(*name)).collect();
    assert!(stale.is_empty(), "judged rightly by now, take them out of OPEN: {stale:#?}");
}

#[test]
fn the_index_names_every_file_with_its_twin_and_nothing_else() {
    let Workshop { index, made, .. } = workshop();
    let mut attacks: Vec<_> = index.attacks().map(|(_, attack)| attack.id.clone()).collect();
    let mut honest: Vec<_> = index.honest().map(|(_, honest)| honest.id.clone()).collect();
    for (family, attack) in index.attacks() {
        assert!(
            honest.contains(&attack.twin),
            "{}: {} has the twin {}, which is none",
            family.name,
            attack.id,
            attack.twin
        );
    }
    attacks.sort();
    honest.sort();
    assert_eq!(attacks, made.attacks);
    assert_eq!(honest, made.honest);
    assert!(attacks.len() >= 120 && honest.len() >= 120, "{} attacks, {} honest files", attacks.len(), honest.len());
}

/// The worst thing that the program could do.
#[test]
fn no_attack_passes() {
    let passed: BTreeMap<_, _> = workshop()
        .attacks
        .iter()
        .filter(|(name, report)| report["status"] == "total-passed" && !OPEN.iter().any(|(open, _)| open == name))
        .map(|(name, report)| (name, line(report)))
        .collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn every_attack_is_refused_for_its_own_reason() {
    let Workshop { index, attacks, .. } = workshop();
    let wrong = index.attacks().filter(|(_, attack)| !fits(&attacks[&attack.id], attack)).map(|(_, attack)| {
        let because = attack.because.as_deref().unwrap_or("-");
        (attack.id.clone(), format!("{} {because}, not {}", attack.expect, line(&attacks[&attack.id])))
    });
    only_open_ones(&wrong.collect(), attacks);
}

#[test]
fn every_honest_file_passes() {
    let Workshop { index, honest, .. } = workshop();
    let passes = |id: &str, warns: Option<&str>| {
        let report = &honest[id];
        let warned = |code: &str| {
            let mut all =
                report["signatures"].as_array().unwrap().iter().flat_map(|one| one["warnings"].as_array().unwrap());
            all.any(|warning| warning == code)
        };
        report["status"] == "total-passed" && warns.is_none_or(warned)
    };
    let wrong = index.honest().filter(|(_, file)| !passes(&file.id, file.warns.as_deref()));
    only_open_ones(&wrong.map(|(_, file)| (file.id.clone(), line(&honest[&file.id]))).collect(), honest);
}

/// Whatever the stamp says: people read the certificate's name.
#[test]
fn a_stamp_that_names_another_changes_no_name_in_the_report() {
    let report = &workshop().honest["field-look-names-another"];
    assert_eq!(report["signatures"][0]["signer"]["cn"], "Nguyễn Thị Thử Một");
}
