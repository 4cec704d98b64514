//! OpenSSL, which judges the same answers, and makes some of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Writes a certificate as PEM.
pub(crate) fn pem(folder: &Path, file: &str, ders: &[Vec<u8>]) -> PathBuf {
    let block = |der: &Vec<u8>| {
        let text = STANDARD.encode(der);
        let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    };
    let path = folder.join(file);
    fs::write(&path, ders.iter().map(block).collect::<String>()).unwrap();
    path
}

/// Runs `openssl` in a folder; everything it printed.
pub(crate) fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Its verdict in a word: what `openssl ocsp` says of `leaf.pem` by `answer.der`, at the beginning of 2025.
pub(crate) fn verdict(folder: &Path, digest: &str) -> &'static str {
    let said = openssl(
        folder,
        &[
            "ocsp",
            "-respin",
            "answer.der",
            "-issuer",
            "ca.pem",
            digest,
            "-cert",
            "leaf.pem",
            "-CAfile",
            "root.pem",
            "-verify_other",
            "others.pem",
            "-no_nonce",
            "-attime",
            "1735689600",
        ],
    );
    let says = |text: &str| said.contains(text);
    for status in ["malformedrequest", "internalerror", "trylater", "sigrequired", "unauthorized"] {
        if says(&format!("Responder Error: {status}")) {
            return "no answer";
        }
    }
    if says("Responder Error") {
        return "no answer";
    }
    if says("Error reading OCSP response") || says("Error parsing") || says("Error querying") {
        return "unreadable";
    }
    if !says("Response verify OK") {
        return "not verified";
    }
    if says("No Status found") {
        return "not found";
    }
    if says("Status times invalid") {
        return "out of date";
    }
    let statuses = [("leaf.pem: good", "good"), ("leaf.pem: revoked", "revoked"), ("leaf.pem: unknown", "unknown")];
    statuses.into_iter().find(|(text, _)| says(text)).map_or("?", |(_, word)| word)
}
