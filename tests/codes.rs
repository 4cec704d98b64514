//! `kyso-codes(7)` has every code that the program can utter: the sources are read, so that none is forgotten.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use std::fs;
use std::path::Path;

use kyso::messages::codes;

/// The upper-case words that any `fn code` returns.
fn codes_in(source: &str) -> Vec<String> {
    let bodies = source
        .split("fn code(&self)")
        .chain(source.split("fn code(self)"))
        .filter(|rest| rest.starts_with(" -> &'static str {"));
    let words = bodies.flat_map(|body| body.split("\n    }\n").next().unwrap().split('"').skip(1).step_by(2));
    words.filter(|word| !word.is_empty() && word.chars().all(is_code)).map(str::to_owned).collect()
}

fn is_code(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

#[test]
fn every_code_has_words_in_both_languages() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let known: Vec<&str> = codes::all().map(|text| text.code).collect();
    let mut missing = Vec::new();
    for entry in walkdir::WalkDir::new(src).into_iter().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let codes = codes_in(&fs::read_to_string(entry.path()).unwrap());
        missing.extend(codes.into_iter().filter(|code| !known.contains(&code.as_str())));
    }
    assert!(missing.is_empty(), "add to src/messages/codes/: {missing:#?}");
}

/// Why a document is returned or waits is read by its sender: a code alone would not do.
#[test]
fn every_ground_of_receive_has_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = ["receive/entry.rs", "receive/outcome.rs", "commands/receive/mod.rs"];
    let sources = files.map(|file| fs::read_to_string(folder.join(file)).unwrap()).concat();
    let words = sources.split('"').skip(1).step_by(2);
    let grounds: Vec<&str> = words.filter(|word| word.len() > 2 && word.chars().all(is_code)).collect();
    assert!(grounds.len() > 20, "{grounds:?}");
    let silent: Vec<_> = grounds.iter().filter(|code| codes::known(code, kyso::messages::Lang::Vi).is_none()).collect();
    assert!(silent.is_empty(), "add to src/messages/codes/receiving.rs: {silent:?}");
}

#[test]
fn codes_are_found_in_a_source() {
    let source =
        "\nimpl Error {\n    pub fn code(&self) -> &'static str {\n        match self { A => \"A_B\" }\n    }\n}";
    assert_eq!(codes_in(source), ["A_B"]);
}
