//! A whole file: every revision opened, every object, page, field and signature of it looked at.

#![no_main]

use kyso::pdf::{ByteRange, Document, Limits, References, SignatureDictionary, changed_objects, outside_fields};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { stream_bytes: 1 << 20, total_bytes: 8 << 20, ..Limits::default() };
    let Ok(document) = Document::open_with(data, limits, None) else { return };
    let _ = document.ambiguities();
    for index in 0..document.revisions().len().min(16) {
        look_at(&document, index);
    }
    let _ = References::of(&document).map(|references| references.leading_to(1..100));
    let _ = changed_objects(&document.at(0), &document.latest());
    assert!(document.findings().len() <= limits.findings);
});

fn look_at(document: &Document<'_>, index: usize) {
    let view = document.at(index);
    let _ = (view.version(), view.is_tagged(), view.pdf_a(), view.doc_mdp(), view.usage_rights());
    let _ = (view.pages(), view.page(1), view.last_page(), view.dss(), view.acro_form());
    for (number, _) in document.touched(index).into_iter().take(4096) {
        let Ok(Some(object)) = view.get_number(number) else { continue };
        let _ = object.raw(document.bytes());
        if let Some(stream) = object.value.as_stream() {
            let _ = view.decode(object.id, stream);
        }
    }
    let _ = (view.scrutinize(), view.unseen_content());
    let Ok(tree) = view.all_fields() else { return };
    for field in tree.signatures() {
        let Ok(Some(signature)) = SignatureDictionary::of_field(&view, field) else { continue };
        let Ok(range) = ByteRange::new(signature.byte_range.as_deref(), signature.contents_span, document) else {
            continue;
        };
        let _ = (range.coverage(document), range.signed(document, None));
    }
    let _ = outside_fields(&view, &tree);
}
