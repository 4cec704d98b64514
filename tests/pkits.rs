//! The public suite of path validation (NIST PKITS): every test of it, by the library and by `kyso cert verify`.
//!
//! A test of the suite gives certificates, lists and inputs, and says whether the path is valid. What it says of policies is
//! asked too, and an invalid path must be refused for what the test is about. There are no exceptions.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "pkits/expected.rs"]
mod expected;
#[path = "pkits/suite.rs"]
mod suite;

use std::path::Path;
use std::process::Command;
use std::slice::from_ref;

use expected::{POLICIES, WHY};
use kyso::verify::policy::Policy;
use kyso::verify::{CertificateOrder, CertificateReport, Context, Indication, Usage};
use kyso::x509::{Budget, Certificate, Failure, Memory, PathInputs, PathReport, PathStatus, PublicKey, build_path};
use serde_json::Value;
use suite::{Suite, Vector, certificate, crl};
use time::OffsetDateTime;
use time::macros::datetime;

/// Between the first and the last day of the suite's certificates.
const AT: OffsetDateTime = datetime!(2020-01-01 0:00 UTC);
/// Rows of the suite's table: its tests, some of them in parts.
const TESTS: usize = 249;

/// What came out of one test, however it was asked.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    valid: bool,
    /// Codes of what is wrong.
    why: Vec<String>,
    /// user-constrained-policy-set, by the suite's numbers.
    policies: String,
}

impl Outcome {
    /// What the suite says.
    fn expected(vector: &Vector) -> Self {
        let number = vector.number();
        let why = WHY.iter().find(|(test, _)| *test == number).map_or("", |(_, why)| why);
        let policies = POLICIES.iter().find(|(test, ..)| *test == number).map_or("1", |(.., user)| user);
        Self {
            valid: vector.should_validate,
            why: why.split_whitespace().map(str::to_owned).collect(),
            // Where no path is found there is nothing for a policy to hold of.
            policies: if NO_PATH.contains(&why) { "" } else { policies }.to_owned(),
        }
    }
}

/// Reasons for which there is no path at all.
const NO_PATH: [&str; 2] = ["CERTIFICATE_SIGNATURE", "NO_ISSUER_FOUND"];

/// `2.16.840.1.101.3.2.1.48.3` is 3, anyPolicy is 0.
fn numbers(policies: &[String]) -> String {
    policies.iter().map(|policy| policy.rsplit('.').next().unwrap()).collect::<Vec<_>>().join(",")
}

/// Every test, and those whose outcome is another than the suite says.
fn differences(suite: &Suite, asked: impl Fn(&Vector) -> Outcome) -> Vec<String> {
    let vectors = suite.vectors();
    assert_eq!(vectors.len(), TESTS);
    let differ = |vector: &Vector| {
        let (expected, got) = (Outcome::expected(vector), asked(vector));
        (expected != got).then(|| format!("{}: {expected:?}, but {got:?}", vector.number()))
    };
    vectors.iter().filter_map(differ).collect()
}

fn path(suite: &Suite, vector: &Vector, inputs: &PathInputs) -> PathReport {
    let (anchor, below, _) = vector.files(suite);
    let (leaf, between) = below.split_last().unwrap();
    let pool: Vec<Certificate> = between.iter().map(|file| certificate(file)).collect();
    let anchor = certificate(&anchor);
    let (memory, mut budget) = (Memory::default(), Budget::default());
    build_path(&certificate(leaf), &pool, from_ref(&anchor), AT, inputs, &memory, &mut budget)
}

fn judged(suite: &Suite, vector: &Vector) -> CertificateReport {
    let (anchor, below, crls) = vector.files(suite);
    let (leaf, between) = below.split_last().unwrap();
    let context = Context {
        trust: vec![certificate(&anchor)],
        intermediates: between.iter().map(|file| certificate(file)).collect(),
        crls: crls.iter().map(|file| crl(file)).collect(),
        ..Context::new(Policy::built_in("default").unwrap().unwrap(), AT)
    };
    let order = CertificateOrder { usage: Usage::Any, inputs: vector.inputs(), revocation: true, strength: false };
    context.judge_certificate("leaf", &certificate(leaf), &[], &order)
}

/// What a reason is about: the code that stands before the name where there is one, else the rule's own.
fn why(code: &str, object: Option<&str>) -> String {
    let detail = object.and_then(|object| object.split_once(": ")).map(|(detail, _)| detail);
    let is_code = |text: &&str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    detail.filter(is_code).unwrap_or(code).to_owned()
}

#[test]
fn the_library_agrees_with_every_test() {
    let suite = Suite::find();
    let differences = differences(&suite, |vector| {
        let report = judged(&suite, vector);
        Outcome {
            valid: report.indication == Some(Indication::TotalPassed),
            why: report.reasons.iter().map(|reason| why(reason.code, reason.object.as_deref())).collect(),
            policies: numbers(&report.valid_policies),
        }
    });
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What the command line is given for a test.
fn arguments(suite: &Suite, vector: &Vector) -> Vec<String> {
    let (anchor, below, crls) = vector.files(suite);
    let (leaf, between) = below.split_last().unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let mut arguments = ["cert", "verify", "--json", "--at", "2020-01-01T00:00:00Z"].map(str::to_owned).to_vec();
    arguments.extend([text(leaf), "--trust".into(), text(&anchor)]);
    arguments.extend(between.iter().flat_map(|file| ["--intermediate".into(), text(file)]));
    arguments.extend(crls.iter().flat_map(|file| ["--crl".into(), text(file)]));
    let inputs = vector.inputs();
    arguments.extend(inputs.policies.into_iter().flat_map(|policy| ["--policy-oid".into(), policy]));
    let flags = [
        (inputs.explicit_policy, "--explicit-policy"),
        (inputs.inhibit_policy_mapping, "--inhibit-policy-mapping"),
        (inputs.inhibit_any_policy, "--inhibit-any-policy"),
    ];
    arguments.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag.to_owned()));
    arguments
}

#[test]
fn the_command_agrees_with_every_test() {
    let (suite, home) = (Suite::find(), tempfile::tempdir().unwrap());
    let differences = differences(&suite, |vector| {
        let mut kyso = Command::new(env!("CARGO_BIN_EXE_kyso"));
        // Nobody's own configuration or store has a say.
        kyso.env_clear().env("HOME", home.path()).args(arguments(&suite, vector));
        let output = kyso.output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let valid = said["indication"] == "total-passed";
        assert_eq!(output.status.code(), Some(if valid { 0 } else { 3 }), "{}: {said}", vector.number());
        let reasons = said["reasons"].as_array().unwrap().iter();
        Outcome {
            valid,
            why: reasons.map(|reason| why(reason["code"].as_str().unwrap(), reason["object"].as_str())).collect(),
            policies: numbers(&texts(&said["valid_policies"])),
        }
    });
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The sets that hold, whoever asks, and path processing without revocation.
#[test]
fn the_policies_of_the_authorities_are_those_the_suite_states() {
    let suite = Suite::find();
    let vectors = suite.vectors();
    let mut asked = 0;
    for vector in vectors.iter().filter(|vector| POLICIES.iter().any(|(test, ..)| *test == vector.number())) {
        asked += 1;
        let (_, authorities, user) = POLICIES.iter().find(|(test, ..)| *test == vector.number()).unwrap();
        let report = path(&suite, vector, &vector.inputs());
        let sets = (numbers(&report.path.authorities_policies), numbers(&report.path.valid_policies));
        assert_eq!(sets, ((*authorities).to_owned(), (*user).to_owned()), "{}", vector.number());
    }
    assert_eq!(asked, POLICIES.len());
}

/// A path that the suite refuses is refused for what is wrong with it, even among all certificates of the suite: no other way
/// around it is found, and no valid path is lost.
#[test]
fn among_all_certificates_of_the_suite_the_same_paths_are_found() {
    let suite = Suite::find();
    let (all, memory) = (suite.certificates(), Memory::default());
    let beyond_paths = ["4.4", "4.5", "4.7", "4.14", "4.15"];
    for vector in suite.vectors().iter().filter(|vector| !beyond_paths.contains(&vector.section().as_str())) {
        let (anchor, below, _) = vector.files(&suite);
        let leaf = certificate(below.last().unwrap());
        let anchor = certificate(&anchor);
        let mut budget = Budget::default();
        let report = build_path(&leaf, &all, from_ref(&anchor), AT, &vector.inputs(), &memory, &mut budget);
        assert_eq!(report.status == PathStatus::Valid, vector.should_validate, "{}: {report:?}", vector.number());
        assert_ne!(report.failure().map(Failure::code), Some("PATH_BUDGET"), "{}", vector.number());
    }
}

/// A key without parameters is none by itself: as an anchor it starts no path, whatever it signed.
#[test]
fn an_anchor_whose_key_inherits_its_parameters_has_nothing_to_inherit_from() {
    let suite = Suite::find();
    let vector = suite.vectors().into_iter().find(|vector| vector.number() == "4.1.5").unwrap();
    let (_, below, _) = vector.files(&suite);
    let [issuer, inheriting, leaf] = below.iter().map(|file| certificate(file)).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(inheriting.public_key().unwrap_err().code(), "KEY_PARAMETERS_INHERITED");
    let memory = Memory::default();
    let reach = |anchor: &Certificate, pool: &[Certificate]| {
        let (inputs, mut budget) = (PathInputs::default(), Budget::default());
        build_path(&leaf, pool, from_ref(anchor), AT, &inputs, &memory, &mut budget)
    };
    let alone = reach(&inheriting, &[]);
    assert_eq!(alone.failure().map(Failure::code), Some("CERTIFICATE_ALGORITHM"));
    let whole = reach(&issuer, from_ref(&inheriting));
    assert_eq!(whole.status, PathStatus::Valid);
    // What is true below this issuer is remembered for no other.
    assert_eq!(reach(&inheriting, &[]), alone);
    let links: Vec<_> = whole.path.links().map(|(_, issuer)| issuer.public_key().map(PublicKey::describe)).collect();
    assert_eq!(links, [Ok("dsa 1024".to_owned()), Ok("dsa 1024".to_owned())]);
}
