//! The layers of `src/lib.rs` hold: nothing below uses anything above.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use std::fs;
use std::path::{Path, PathBuf};

const LAYERS: &[(u8, &[&str])] = &[
    (1, &["main"]),
    (2, &["commands"]),
    (3, &["cli", "config", "messages", "report", "exit"]),
    (4, &["sign", "verify", "stats", "receive"]),
    (5, &["pdf", "cms", "x509", "token", "trust", "bundle", "online", "tsa", "ledger", "edxml", "appearance"]),
    (6, &["hash", "text", "content", "atomic", "net", "secret", "state", "budget"]),
];
const STRANGERS: [&str; 3] = ["pdf", "cms", "token"];

/// Every use of a sibling module in `source`: `crate::x`, `crate::{x, y::z}`, and `kyso::x` in main.
fn uses(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for root in ["crate::", "kyso::"] {
        for (at, _) in source.match_indices(root) {
            if source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &source[at + root.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                found.extend(first_names(group));
            } else {
                found.extend(name(rest));
            }
        }
    }
    found
}

/// The first name of each path in a brace group, nested groups skipped.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut fresh, mut names) = (1, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => fresh = true,
            c if fresh && depth == 1 && c.is_alphabetic() => {
                names.extend(name(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn name(path: &str) -> Option<String> {
    let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn layer(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(_, modules)| modules.contains(&module)).map(|(layer, _)| *layer)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

fn broken_edges(module: &str, source: &str) -> Vec<String> {
    let Some(mine) = layer(module) else { return vec![format!("{module}: in no layer")] };
    uses(source)
        .into_iter()
        .filter(|used| used != module)
        .filter_map(|used| {
            let theirs = layer(&used)?;
            let upward = theirs < mine;
            let strangers = STRANGERS.contains(&module) && STRANGERS.contains(&used.as_str());
            (upward || strangers).then(|| format!("{module} uses {used}"))
        })
        .collect()
}

#[test]
fn no_layer_uses_one_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).unwrap();
        let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if module != "lib" {
            let edges = broken_edges(&module, &fs::read_to_string(&path).unwrap());
            broken.extend(edges.into_iter().map(|edge| format!("{}: {edge}", inside.display())));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn an_upward_use_is_found_in_every_spelling() {
    assert_eq!(broken_edges("pdf", "use crate::sign::prepare;"), ["pdf uses sign"]);
    assert_eq!(broken_edges("pdf", "use crate::{hash::{Hash, x}, verify::{a, b}};"), ["pdf uses verify"]);
    assert_eq!(broken_edges("hash", "let x = crate::pdf::open();"), ["hash uses pdf"]);
    assert_eq!(broken_edges("pdf", "crate::cms::parse()"), ["pdf uses cms"]);
    assert_eq!(broken_edges("main", "kyso::commands::run()"), Vec::<String>::new());
}
