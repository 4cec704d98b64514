//! Changes to signed files that a forger would make: updates with other objects, other files' objects, cut and edited
//! cross-references, digits of the signature value. Everything else is the fuzzer's own.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use kyso::pdf::{Dict, Document, Error, Update};
use libfuzzer_sys::fuzzer_mutate;

/// Words that make an object another one.
const WORDS: [&[u8]; 16] = [
    b"/AA<</O<</S/JavaScript/JS(1)>>>>",
    b"/AP<</N 4 0 R>>",
    b"/Annots[4 0 R]",
    b"/Contents 4 0 R",
    b"/DSS<<>>",
    b"/F 2",
    b"/Kids[4 0 R]",
    b"/NeedAppearances true",
    b"/OC<<>>",
    b"/Parent 2 0 R",
    b"/Perms<<>>",
    b"/Rect[0 0 500 500]",
    b"/Resources<<>>",
    b"/Type/Page",
    b"/V(x)",
    b"/V 4 0 R",
];

/// A sequence of numbers that a seed begins (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from(word >> 33).unwrap_or(0) % bound.max(1)
    }
}

/// Changes the first `size` bytes of `data`; how many there are then.
pub(crate) fn change(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed));
    let old = &data[..size];
    let changed = match random.below(10) {
        0..=3 => update(old, &mut random).ok(),
        4 => update(old, &mut random).ok().map(|new| edit(new, size, &mut random)),
        5 => cut(old, &mut random),
        6 => digit(old, b"xref", &mut random),
        7 => digit(old, b"/Contents", &mut random),
        _ => None,
    };
    match changed.filter(|new| !new.is_empty() && new.len() <= max) {
        Some(new) => {
            data[..new.len()].copy_from_slice(&new);
            new.len()
        }
        None => fuzzer_mutate(data, size, max),
    }
}

/// One more revision, with a few objects as they were not.
fn update(old: &[u8], random: &mut Random) -> Result<Vec<u8>, Error> {
    let document = Document::open(old)?;
    let mut update = Update::new(&document)?;
    let highest = document.latest().highest().min(200);
    for _ in 0..=random.below(3) {
        let number = u32::try_from(random.below(highest as usize)).unwrap_or(0) + 1;
        let Some(object) = document.latest().get_number(number)? else { continue };
        match random.below(6) {
            // An object of another file in its place.
            0 => {
                let other = other_body(random);
                update.put(object.id, &other)?;
            }
            // Another object of this one.
            1 => {
                let other = update.view().get_number(u32::try_from(random.below(highest as usize)).unwrap_or(0) + 1)?;
                let other = other.map_or_else(|| Ok(b"null".to_vec()), |other| update.body(other.id))?;
                update.put(object.id, &other)?;
            }
            2 if object.value.as_stream().is_some() => {
                let id = update.add_stream(Dict::new(), b"0 0 500 500 re f")?;
                let page = document.latest().page(1)?.id;
                update.set(page, &[b"Contents"], format!("{} 0 R", id.number).as_bytes())?;
            }
            3 => update.set_trailer("Info", format!("{number} 0 R").into_bytes()),
            _ => {
                let body = reworded(update.body(object.id)?, random);
                update.put(object.id, &body)?;
            }
        }
    }
    Ok(update.finish()?.to_vec())
}

/// The same object with one word or one digit more, less or another.
fn reworded(mut body: Vec<u8>, random: &mut Random) -> Vec<u8> {
    match random.below(3) {
        0 => {
            let word = WORDS[random.below(WORDS.len())];
            if body.ends_with(b">>") {
                body.splice(body.len() - 2..body.len() - 2, word.iter().copied());
            }
            body
        }
        1 => edit(body, 0, random),
        _ => {
            // Another key in the place of one.
            let names: Vec<_> = (0..body.len()).filter(|&at| body[at] == b'/').collect();
            if let Some(&at) = names.get(random.below(names.len())) {
                body.insert(at + 1, b'X');
            }
            body
        }
    }
}

/// A few bytes from `from` on as others; digits stay digits.
fn edit(mut bytes: Vec<u8>, from: usize, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(3) {
        let at = from + random.below(bytes.len().saturating_sub(from));
        if let Some(byte) = bytes.get_mut(at) {
            let digit = u8::try_from(random.below(10)).unwrap_or(0) + b'0';
            *byte = if byte.is_ascii_digit() { digit } else { *byte ^ 1 << random.below(8) };
        }
    }
    bytes
}

/// The file as it was some revisions ago, or cut off anywhere after one.
fn cut(old: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let document = Document::open(old).ok()?;
    let revision = &document.revisions()[random.below(document.revisions().len())];
    let more = if random.below(2) == 0 { 0 } else { random.below(64) };
    Some(old[..old.len().min(revision.end + more)].to_vec())
}

/// Another digit soon after one of the places of `word`.
fn digit(old: &[u8], word: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let places: Vec<_> = (0..old.len()).filter(|&at| old[at..].starts_with(word)).collect();
    let from = *places.get(random.below(places.len()))?;
    let reach = if word == b"xref" { 400 } else { 9000 };
    let at = from + random.below(reach.min(old.len() - from));
    let mut new = old.to_vec();
    if new[at].is_ascii_hexdigit() {
        new[at] = b"0123456789"[random.below(10)];
    }
    Some(new)
}

/// An object of any of the seeds.
fn other_body(random: &mut Random) -> Vec<u8> {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let seeds = SEEDS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/lexer");
        let mut paths: Vec<_> =
            fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().filter_map(|path| fs::read(path).ok()).collect()
    });
    seeds.get(random.below(seeds.len())).cloned().unwrap_or_else(|| b"null".to_vec())
}
