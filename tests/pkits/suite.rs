//! Where the suite is, and what each of its tests gives and expects.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kyso::x509::{Certificate, Crl, PathInputs};
use serde::Deserialize;

/// One test of the suite, as its table has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // The table's columns.
pub(crate) struct Vector {
    name: String,
    cert_path: Vec<String>,
    #[serde(rename = "CRLPath")]
    crl_path: Vec<String>,
    pub(crate) should_validate: bool,
    initial_policy_set: Vec<String>,
    initial_policy_mapping_inhibit: bool,
    initial_explicit_policy: bool,
    initial_any_policy_inhibit: bool,
}

impl Vector {
    /// Section, test and part: `4.8.1.2` for «4.8.1 All Certificates Same Policy Test1 (Subpart 2)».
    pub(crate) fn number(&self) -> String {
        let number = self.name.split(' ').next().unwrap();
        let part = self.name.split("Subpart ").nth(1).map(|part| part.trim_end_matches(')'));
        match part {
            Some(part) if number.split('.').count() == 3 => format!("{number}.{part}"),
            _ => number.to_owned(),
        }
    }

    /// The chapter: `4.8`.
    pub(crate) fn section(&self) -> String {
        self.name.split('.').take(2).collect::<Vec<_>>().join(".")
    }

    /// What the test asks for beside its certificates.
    pub(crate) fn inputs(&self) -> PathInputs {
        PathInputs {
            policies: self.initial_policy_set.iter().map(|name| policy(name)).collect(),
            inhibit_policy_mapping: self.initial_policy_mapping_inhibit,
            explicit_policy: self.initial_explicit_policy,
            inhibit_any_policy: self.initial_any_policy_inhibit,
            ..PathInputs::default()
        }
    }

    /// The anchor, the certificates below it and the lists, as files.
    pub(crate) fn files(&self, suite: &Suite) -> (PathBuf, Vec<PathBuf>, Vec<PathBuf>) {
        let (anchor, below) = self.cert_path.split_first().unwrap();
        let certificate = |name: &String| suite.0.join("certs").join(name);
        let crls = self.crl_path.iter().map(|name| suite.0.join("crls").join(name)).collect();
        (certificate(anchor), below.iter().map(certificate).collect(), crls)
    }
}

/// A policy by the name the suite gives it.
pub(crate) fn policy(name: &str) -> String {
    match name.strip_prefix("NIST-test-policy-") {
        Some(number) => format!("2.16.840.1.101.3.2.1.48.{number}"),
        None => "2.5.29.32.0".into(),
    }
}

/// The folder of the suite.
pub(crate) struct Suite(PathBuf);

impl Suite {
    /// Asks cargo where the package is, which fetches it if need be.
    pub(crate) fn find() -> Self {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pkits/Cargo.toml");
        let mut cargo = Command::new(env!("CARGO"));
        let cargo = cargo.args(["metadata", "--locked", "--format-version", "1", "--manifest-path"]).arg(manifest);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let package = packages.iter().find(|package| package["name"] == "pkix-path").unwrap();
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        Self(manifest.parent().unwrap().join("tests/pkits"))
    }

    /// Every certificate.
    pub(crate) fn certificates(&self) -> Vec<Certificate> {
        let files = fs::read_dir(self.0.join("certs")).unwrap().map(|entry| entry.unwrap().path());
        files.map(|file| certificate(&file)).collect()
    }

    /// Every test.
    pub(crate) fn vectors(&self) -> Vec<Vector> {
        serde_json::from_slice(&fs::read(self.0.join("vectors.json")).unwrap()).unwrap()
    }
}

pub(crate) fn certificate(file: &Path) -> Certificate {
    Certificate::from_der(&fs::read(file).unwrap()).unwrap()
}

pub(crate) fn crl(file: &Path) -> Crl {
    Crl::from_der(&fs::read(file).unwrap()).unwrap()
}
