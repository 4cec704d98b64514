//! When two names are the same (RFC 5280 §7.1, which points to the string preparation of RFC 4518).
//!
//! A name is turned once into a text that is equal for equal names, so that comparing and looking up are cheap.
//! Case folding is Unicode's lower case between two normalisations to NFKC; that differs from RFC 4518 in a handful
//! of characters (ß) which would make two names different that the RFC calls equal, never the other way.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::name::Attribute;

/// One text per name: attributes of one RDN sorted, since it is a SET.
pub(super) fn comparable(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for rdn in attributes.chunk_by(|a, b| a.rdn == b.rdn) {
        let mut parts: Vec<String> = rdn.iter().map(part).collect();
        parts.sort_unstable();
        text.push_str(&parts.join("\u{1}"));
        text.push('\u{2}');
    }
    text
}

/// Type and value of one attribute. Raw values are marked, so that no text can pass for one.
fn part(attribute: &Attribute) -> String {
    match &attribute.value {
        Some(value) => format!("{}={}", attribute.oid, prepared(value)),
        None => format!("{}#{}", attribute.oid, crate::text::hex(&attribute.der)),
    }
}

/// RFC 4518 §2: map, normalise, fold, and collapse white space.
fn prepared(value: &str) -> String {
    if value.is_ascii() && !value.contains(|c: char| c.is_ascii_control()) {
        return collapsed(&value.to_ascii_lowercase());
    }
    let mapped = value.chars().filter_map(mapped);
    let folded: String = mapped.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    collapsed(&folded)
}

/// Joiners, marks of direction and variation, and the like.
const RANGES: [RangeInclusive<char>; 6] = [
    '\u{180b}'..='\u{180e}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{fff9}'..='\u{fffc}',
];

/// RFC 4518 §2.2: white space becomes a space, what has no width or only controls becomes nothing.
fn mapped(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' => Some(' '),
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{feff}' => None,
        c if c.is_control() || RANGES.iter().any(|range| range.contains(&c)) => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

fn collapsed(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
