//! Cross-reference sections: two bytes say where startxref points to, the rest stands after the header.

#![no_main]

use kyso::pdf::{Document, Limits, ObjectId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [high, low, body @ ..] = data else { return };
    let at = u16::from_be_bytes([*high, *low]);
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend_from_slice(body);
    file.extend_from_slice(format!("\nstartxref\n{at}\n%%EOF\n").as_bytes());
    let limits = Limits { stream_bytes: 1 << 20, total_bytes: 4 << 20, ..Limits::default() };
    let Ok(document) = Document::open_with(&file, limits, None) else { return };
    let _ = document.ambiguities();
    let mut end = 0;
    for (index, revision) in document.revisions().iter().enumerate().take(64) {
        assert!(
            revision.start == end && revision.end >= end && revision.end <= file.len(),
            "revisions follow each other"
        );
        end = revision.end;
        for (number, _) in document.touched(index).into_iter().take(256) {
            let _ = document.at(index).get_number(number);
            let _ = document.at(index).get(ObjectId::new(number, 0));
        }
    }
});
