use super::super::samples::{Sample, packed};
use super::*;

fn repaired(bytes: &[u8]) -> Result<Document<'_>, Error> {
    Document::open_repairing(bytes, Limits::default(), None)
}

/// `sample` cut before its last startxref.
fn without_end(sample: &Sample) -> Vec<u8> {
    let bytes = &sample.bytes;
    let end = scan::rfind(bytes, b"xref", 0, bytes.len()).unwrap() - 5;
    bytes[..end].to_vec()
}

fn media_box(document: &Document<'_>) -> f64 {
    document.latest().page(1).unwrap().media_box.unwrap().width()
}

#[test]
fn a_sound_file_is_not_rebuilt() {
    let sample = Sample::one_page();
    assert!(!repaired(&sample.bytes).unwrap().is_rebuilt());
}

#[test]
fn of_several_definitions_the_last_one_holds() {
    let mut sample = Sample::one_page();
    sample.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 7 7]>>");
    sample.raw("startxref\n99999\n%%EOF");
    assert_eq!(Document::open(&sample.bytes).unwrap_err().code(), "XREF_LOST");
    let document = repaired(&sample.bytes).unwrap();
    assert!((media_box(&document) - 7.0).abs() < 0.1);
    assert_eq!(document.findings()[0].kind, FindingKind::XrefRebuilt);
}

#[test]
fn a_definition_cut_off_in_the_middle_does_not_hold() {
    let mut sample = Sample::one_page();
    sample.raw("3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0");
    let mut bytes = sample.bytes;
    let at = scan::find(&bytes, b"startxref", 0, bytes.len()).unwrap();
    bytes[at..at + 9].fill(b' ');
    assert!(media_box(&repaired(&bytes).unwrap()) > 500.0);
}

#[test]
fn objects_in_object_streams_are_found_unless_they_are_defined_again_later() {
    let mut sample = packed();
    sample.raw("2 0 obj <</Type/Pages/Kids[3 0 R 3 0 R]/Count 1/Rotate 90>> endobj\n");
    let bytes = without_end(&sample);
    let document = repaired(&bytes).unwrap();
    let view = document.latest();
    assert!(document.is_rebuilt());
    assert_eq!(view.catalog().unwrap().dictionary().get(b"Lang").unwrap().as_string(), Some(&b"vi"[..]));
    assert_eq!(view.page(1).unwrap().rotate, 0);
    let again = repaired(&sample.bytes).unwrap();
    assert!(!again.is_rebuilt());
}

/// A PDF attached without compression has objects, a trailer and a catalog of its own.
#[test]
fn what_stands_inside_a_stream_is_not_the_documents() {
    let inner = String::from_utf8(Sample::one_page().bytes).unwrap().replace("595.2755905512", "1");
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 20 20]>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R>>");
    let text = format!("{inner}\n9 0 obj<<>>stream\nx\nendstream\nendobj");
    sample.object(4, &format!("<</Type/EmbeddedFile/Length 5 0 R>>\nstream\n{text}\nendstream"));
    sample.object(5, &text.len().to_string());
    sample.raw("trailer<</Root 1 0 R>>");
    let document = repaired(&sample.bytes).unwrap();
    assert!((media_box(&document) - 20.0).abs() < 0.1);
    assert_eq!(document.latest().get_number(9).unwrap().map(|found| found.id), None);
}

#[test]
fn without_any_trailer_the_catalog_is_found_by_its_type() {
    let mut sample = Sample::new();
    sample
        .raw("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</MediaBox[0 0 3 3]>>");
    let document = repaired(&sample.bytes).unwrap();
    let update = super::super::Update::new(&document).unwrap().finish().unwrap();
    let whole = update.to_vec();
    let document = Document::open(&whole).unwrap();
    assert!((media_box(&document) - 3.0).abs() < 0.1);
    assert_eq!(document.revisions().len(), 1);
}

#[test]
fn an_update_writes_every_object_that_was_found() {
    for sample in [Sample::one_page(), packed()] {
        let bytes = without_end(&sample);
        let document = repaired(&bytes).unwrap();
        let mut update = super::super::Update::new(&document).unwrap();
        update.set(document.latest().page(1).unwrap().id, &[b"Rotate"], b"180").unwrap();
        let whole = update.finish().unwrap().to_vec();
        assert!(whole.starts_with(&bytes));
        let after = Document::open(&whole).unwrap();
        assert_eq!(after.findings(), []);
        assert_eq!(after.latest().page(1).unwrap().rotate, 180);
        assert_eq!(after.latest().trailer().get(b"Prev"), None);
    }
}

#[test]
fn a_file_with_signatures_is_not_repaired() {
    let mut sample = Sample::one_page();
    sample.object(4, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>");
    sample.raw("startxref 99999");
    assert_eq!(repaired(&sample.bytes).unwrap_err(), Error::RepairSigned);
}

#[test]
fn nothing_to_repair_keeps_the_first_error() {
    let lost = Box::new(Error::NoStartxref);
    assert_eq!(repaired(b"%PDF-1.4\nnothing here").unwrap_err(), Error::BeyondRepair { lost });
}

/// Each of these would be read to the end of the file again and again.
#[test]
fn objects_that_never_end_are_given_up() {
    for broken in ["1 0 obj(", "1 0 obj<<", "1 0 obj<</A[", "1 0 obj<<>>stream\n", "1 0 obj", "trailer<<"] {
        let bytes = format!("%PDF-1.4\n{}", broken.repeat(50_000)).into_bytes();
        let began = std::time::Instant::now();
        assert!(repaired(&bytes).is_err());
        assert!(began.elapsed().as_secs() < 20, "{broken}");
    }
}
