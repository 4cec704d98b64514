//! Characters, tokens, objects: any bytes as the text of an object.
//!
//! What reads as an object can be edited, and the edit reads back with nothing else changed.

#![no_main]

use kyso::pdf::{decode_text, encode_text, parse_date, push, remove, set};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = decode_text(data);
    // ESC begins a language code, which is no text (§7.9.2.2.1).
    assert!(text.contains('\u{1B}') || decode_text(&encode_text(&text)) == text);
    let _ = parse_date(&text);
    let _ = push(data, &[], b"7 0 R");
    let Ok(edited) = set(data, &[b"Kyso"], b"(new)") else { return };
    // A second edit of the same key replaces the first one's value and nothing else.
    let again = set(&edited, &[b"Kyso"], b"(old)").expect("an edited dictionary is one");
    assert_eq!(edited.len(), again.len());
    let without = remove(&again, &[b"Kyso"]).expect("an edited dictionary is one");
    assert!(without.len() < again.len());
    let _ = set(data, &[b"Perms", b"DocMDP"], b"7 0 R");
    let _ = push(data, &[b"Annots"], b"7 0 R");
});
