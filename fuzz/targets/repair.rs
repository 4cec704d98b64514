//! A damaged file whose cross-reference is made anew: what a repair finds stays what it is once an update is written.
//!
//! Not the data of a stream whose end was cut off with the file: that then ends in the update.

#![no_main]

use kyso::pdf::{Document, Limits, Update};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { stream_bytes: 1 << 20, total_bytes: 8 << 20, ..Limits::default() };
    let Ok(document) = Document::open_repairing(data, limits, None) else { return };
    let view = document.latest();
    let page = view.page(1).expect("a repaired document has a page");
    view.fields().expect("and its form can be read");
    if !document.is_rebuilt() {
        return;
    }
    let mut update = Update::new(&document).expect("there are numbers left");
    if update.add(b"<< /Type /Made >>").is_err() {
        return;
    }
    let Ok(written) = update.finish() else { return };
    let written = written.to_vec();
    let anew = Document::open_with(&written, limits, None).expect("what we wrote has a cross-reference");
    let again = anew.latest().page(1).expect("with the same page");
    assert_eq!((again.id, again.dictionary()), (page.id, page.dictionary()));
});
