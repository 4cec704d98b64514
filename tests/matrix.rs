//! The matrix: producers, storages, encryptions, page trees, forms, signatures already there, PDF/A, oddities. Every file of it
//! that allows a signature is signed and valid for pdfsig and pyHanko, with no new complaint from qpdf.
//!
//! `tests/peers/matrix` writes the files into `target/tmp/matrix`, where they stay to be looked at.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use desk::{Desk, answer, documents, peer, python, script, text};
use serde_json::Value;

/// One file of the matrix with what to expect.
struct Case {
    name: String,
    input: PathBuf,
    output: PathBuf,
    facts: Value,
}

impl Case {
    fn fact(&self, key: &str) -> Option<&str> {
        self.facts[key].as_str()
    }

    fn is_hybrid(&self) -> bool {
        self.facts["hybrid"] == true
    }

    /// Whether that judge cannot see its signature.
    fn is_blind(&self, judge: &str) -> bool {
        self.fact("blind") == Some(judge)
    }

    /// The first word of its name.
    fn group(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }
}

/// Has the matrix written, and says what it holds.
fn matrix(desk: &Desk) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix");
    let (inputs, outputs) = (folder.join("in"), folder.join("out"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&outputs).unwrap();
    let p12 = desk.lab.p12("leader-1");
    let mut command = Command::new(python());
    command.args(["-B", "-W", "ignore"]).arg(script("matrix")).arg(documents());
    command.args([&p12.path, &p12.passphrase_file, &desk.lab.intermediates()[0], &inputs]);
    answer(&mut command).exits(0);
    let index: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(inputs.join("index.json")).unwrap()).unwrap();
    let place = |folder: &Path, name: &str| folder.join(format!("{name}.pdf"));
    let cases = index.into_iter().map(|(name, facts)| Case {
        input: place(&inputs, &name),
        output: place(&outputs, &name),
        name,
        facts,
    });
    cases.collect()
}

/// Signs all of them, those with the same field to sign in one run. What forbids a signature is found then.
fn sign(desk: &Desk, cases: &[Case]) {
    let p12 = desk.lab.p12("leader-1");
    let key =
        ["--p12", &text(&p12.path), "--pin-file", &text(&p12.passphrase_file), "--ledger", "none"].map(str::to_owned);
    let run = |field: Option<&str>, inputs: Vec<&Case>| {
        let mut arguments: Vec<_> = ["sign", "--level", "b-b", "--no-check", "--json"].map(str::to_owned).to_vec();
        arguments.extend(key.clone());
        arguments.extend(field.iter().flat_map(|field| ["--field".to_owned(), (*field).to_owned()]));
        arguments.extend(["-d".to_owned(), text(inputs[0].output.parent().unwrap())]);
        arguments.extend(inputs.iter().map(|case| text(&case.input)));
        desk.kyso(arguments)
    };
    let mut by_field: BTreeMap<Option<&str>, Vec<&Case>> = BTreeMap::new();
    let (forbidden, allowed): (Vec<&Case>, Vec<&Case>) =
        cases.iter().partition(|case| case.fact("forbidden").is_some());
    for case in allowed {
        by_field.entry(case.fact("field")).or_default().push(case);
    }
    for (field, group) in by_field {
        run(field, group).exits(0);
    }
    for case in forbidden {
        let said = run(case.fact("field"), vec![case]).exits(8).json().remove(0);
        assert_eq!(said["error"]["code"].as_str(), case.fact("forbidden"), "{}: {said}", case.name);
        assert!(!case.output.exists(), "{}", case.name);
    }
}

/// What is wrong with one signed file for pdfsig, qpdf and by its bytes.
fn complaints(case: &Case) -> Vec<String> {
    let mut found = Vec::new();
    let said = peer("pdfsig", ["-nocert", &text(&case.output)]).out;
    let (all, valid) = (said.matches("Signature Type").count(), said.matches("Signature is Valid").count());
    match (valid > 0 && valid == all && said.contains("Total document signed"), case.is_blind("pdfsig")) {
        (true, false) | (false, true) => {}
        (false, false) => found.push(format!("pdfsig: {said}")),
        (true, true) => found.push("pdfsig sees it after all".to_owned()),
    }
    let mut views = vec![vec!["--check"]];
    if case.is_hybrid() {
        // As a reader sees it that knows no cross-reference streams.
        views.push(vec!["--check", "--ignore-xref-streams"]);
        let form = ["--ignore-xref-streams", "--json", "--json-key=acroform", &text(&case.output)];
        if !peer("qpdf", form).out.contains("\"/Sig\"") {
            found.push("the field is not seen without cross-reference streams".to_owned());
        }
    }
    for view in views {
        let ask = |file: &Path| {
            let said = peer("qpdf", view.iter().copied().chain([text(file).as_str()])).err;
            let lines = said.lines().filter(|line| line.contains("WARNING") || line.contains("ERROR"));
            // Object numbers and offsets differ; what is complained of must not.
            let plain = |line: &str| line.replace(&text(file), "").replace(|c: char| c.is_ascii_digit(), "");
            lines.map(plain).collect::<Vec<_>>()
        };
        let before = ask(&case.input);
        found.extend(ask(&case.output).into_iter().filter(|line| !before.contains(line)));
    }
    if !fs::read(&case.output).unwrap().starts_with(&fs::read(&case.input).unwrap()) {
        found.push("an earlier byte was changed".to_owned());
    }
    found
}

/// pyHanko's word on files by name: what it finds wrong, or that it cannot read them.
fn pyhanko(desk: &Desk, cases: &[&Case], strict: bool) -> BTreeMap<String, Option<String>> {
    let mut command = Command::new(python());
    command.arg(script("validate.py")).arg("--trust").arg(desk.lab.root_pem());
    if !strict {
        command.arg("--lax");
    }
    let said = answer(command.args(cases.iter().map(|case| &case.output))).exits(0).json();
    let good = |entry: &Value| {
        let harmless = matches!(entry["modification"].as_str(), Some("NONE" | "LTA_UPDATES" | "FORM_FILLING"));
        entry["intact"] == true && entry["valid"] == true && entry["trusted"] == true && harmless
    };
    let judged = said.iter().zip(cases).map(|(said, case)| {
        let entries = said["signatures"].as_array().map(Vec::as_slice).unwrap_or_default();
        let field = case.fact("field").unwrap_or("Signature1");
        let whole = entries.iter().any(|entry| entry["coverage"] == "ENTIRE_FILE" && entry["field"] == field);
        (case.name.clone(), (!whole || !entries.iter().all(good)).then(|| said.to_string()))
    });
    judged.collect()
}

/// Our own verdicts: every signature intact, the newest over the whole file, the one before it followed by a signature only.
/// Between older ones pyHanko changes the document information too, which is not judged yet.
fn own_complaints(desk: &Desk, cases: &[&Case]) -> BTreeMap<String, String> {
    let mut arguments = vec!["verify".to_owned(), "--json".to_owned()];
    arguments.extend(desk.trust());
    arguments.extend(cases.iter().map(|case| text(&case.output)));
    let said = desk.kyso(arguments).json();
    assert_eq!(said.len(), cases.len());
    let harmless = |entry: &&Value| matches!(entry["modifications"].as_str(), Some("none" | "signatures"));
    let judged = said.iter().zip(cases).filter_map(|(said, case)| {
        let entries = said["signatures"].as_array().into_iter().flatten();
        let entries: Vec<_> = entries.filter(|entry| entry["type"] != "usage-rights").collect();
        let whole = entries.last().is_some_and(|entry| entry["coverage"] == "whole-file");
        let intact = entries.iter().all(|entry| entry["integrity"] == "intact");
        let sound = whole && intact && entries.iter().rev().take(2).all(harmless);
        (!sound).then(|| (case.name.clone(), said.to_string()))
    });
    judged.collect()
}

/// What each of `cases` makes of `judge`, on two threads.
fn side_by_side<T: Send>(cases: &[&Case], judge: impl Fn(&Case) -> T + Sync) -> Vec<T> {
    let (left, right) = cases.split_at(cases.len() / 2);
    let all = |half: &[&Case]| half.iter().map(|case| judge(case)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let other = scope.spawn(|| all(right));
        let mut found = all(left);
        found.extend(other.join().unwrap());
        found
    })
}

/// Counts by group as a table, and why one judge alone had to do.
fn table(cases: &[Case]) -> String {
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for case in cases {
        let (forbidden, blind) = (case.fact("forbidden").is_some(), case.fact("blind"));
        let marks = [true, forbidden, !forbidden && blind.is_none(), blind.is_some()];
        let row = counts.entry(case.group()).or_default();
        row.iter_mut().zip(marks).for_each(|(count, mark)| *count += usize::from(mark));
        if let Some(blind) = blind {
            *reasons.entry((blind, case.fact("because").unwrap())).or_default() += 1;
        }
    }
    let total = counts.values().fold([0; 4], |sum, row| [0, 1, 2, 3].map(|column| sum[column] + row[column]));
    let mut text =
        format!("{:<12}{:>8}{:>11}{:>18}{:>19}\n", "group", "files", "forbidden", "signed, for both", "for one judge");
    for (group, [files, forbidden, both, one]) in counts.into_iter().chain([("all", total)]) {
        writeln!(text, "{group:<12}{files:>8}{forbidden:>11}{both:>18}{one:>19}").unwrap();
    }
    for ((judge, because), count) in reasons {
        writeln!(text, "{count} without {judge}: {because}").unwrap();
    }
    text
}

#[test]
fn every_file_of_the_matrix_is_signed_and_valid_for_every_judge() {
    let desk = Desk::new();
    let cases = matrix(&desk);
    assert!(cases.len() >= 300, "{}", cases.len());
    sign(&desk, &cases);
    println!("{}", table(&cases));

    let signed: Vec<&Case> = cases.iter().filter(|case| case.fact("forbidden").is_none()).collect();
    let mut wrong = String::new();
    for (case, found) in signed.iter().zip(side_by_side(&signed, complaints)) {
        for what in found {
            writeln!(wrong, "{}: {what}", case.name).unwrap();
        }
    }
    let (lax, strict): (Vec<&Case>, Vec<&Case>) = signed.iter().partition(|case| case.is_hybrid());
    let verdicts = pyhanko(&desk, &strict, true).into_iter().chain(pyhanko(&desk, &lax, false));
    let verdicts: BTreeMap<_, _> = verdicts.collect();
    for case in &signed {
        match (&verdicts[&case.name], case.is_blind("pyHanko")) {
            (Some(said), false) => writeln!(wrong, "{}: pyHanko: {said}", case.name).unwrap(),
            (None, true) => writeln!(wrong, "{}: pyHanko sees it after all", case.name).unwrap(),
            (Some(_), true) | (None, false) => {}
        }
    }
    for (name, said) in own_complaints(&desk, &signed) {
        writeln!(wrong, "{name}: kyso: {said}").unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Somebody saved a form's skeleton without its pages: there is nothing to put a signature on, and both languages say so.
#[test]
fn a_document_without_a_page_is_refused_with_the_reason() {
    let desk = Desk::new();
    let p12 = desk.lab.p12("leader-1");
    let key =
        ["--p12", &text(&p12.path), "--pin-file", &text(&p12.passphrase_file), "--ledger", "none"].map(str::to_owned);
    for kids in ["", "null", "9 0 R"] {
        let objects = [
            "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_owned(),
            format!("2 0 obj\n<</Type/Pages/Kids[{kids}]/Count 1>>\nendobj\n"),
        ];
        let mut file = "%PDF-1.7\n".to_owned();
        let places = objects.map(|object| {
            file.push_str(&object);
            file.len() - object.len()
        });
        let at = file.len();
        write!(file, "xref\n0 3\n0000000000 65535 f \n{:010} 00000 n \n{:010} 00000 n \n", places[0], places[1])
            .unwrap();
        write!(file, "trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").unwrap();
        let input = text(&desk.write("empty.pdf", file));
        for (language, said) in [("vi", "không có trang nào"), ("en", "no page 1, the document has 0")] {
            let order =
                ["sign", "--lang", language, "--level", "b-b", "--no-check", "-d", "signed", &input].map(str::to_owned);
            desk.kyso(order.into_iter().chain(key.clone())).exits(7).complains(said);
        }
    }
}
