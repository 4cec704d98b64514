//! `kyso-codes(7)` has every code that an error can carry: the sources are read, so that none is forgotten.

use std::fs;
use std::path::Path;

use kyso::messages::codes;

/// The upper-case words that `fn code` returns in the `impl` of an error type.
fn codes_in(source: &str) -> Vec<String> {
    let impls = source.split("\nimpl ").skip(1).filter(|block| {
        let name = block.split([' ', '<']).next().unwrap_or_default();
        name.ends_with("Error") || ["Forbidden", "Problem"].contains(&name)
    });
    let bodies =
        impls.filter_map(|block| block.split_once("fn code(").map(|(_, rest)| rest.split("\n    }\n").next().unwrap()));
    let words = bodies.flat_map(|body| body.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    words.filter(|word| word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')).collect()
}

#[test]
fn every_error_has_words_in_both_languages() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let known: Vec<&str> = codes::all().map(|text| text.code).collect();
    let mut missing = Vec::new();
    for entry in walkdir::WalkDir::new(src).into_iter().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let codes = codes_in(&fs::read_to_string(entry.path()).unwrap());
        missing.extend(codes.into_iter().filter(|code| !known.contains(&code.as_str())));
    }
    assert!(missing.is_empty(), "add to src/messages/codes/errors.rs: {missing:#?}");
}

#[test]
fn codes_are_found_in_a_source() {
    let source =
        "\nimpl Error {\n    pub fn code(&self) -> &'static str {\n        match self { A => \"A_B\" }\n    }\n}";
    assert_eq!(codes_in(source), ["A_B"]);
}
