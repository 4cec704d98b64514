use super::super::samples::{Sample, hybrid, packed};
use super::super::{ByteRange, ChangeKind, Coverage, SignatureDictionary, changed_objects};
use super::*;

/// An empty signature in a new field on page 1, as `sign` does it.
fn signed(bytes: &[u8]) -> Vec<u8> {
    let document = Document::open(bytes).unwrap();
    let view = document.latest();
    let (page, catalog) = (view.page(1).unwrap().id, view.catalog().unwrap().id);
    let mut update = Update::new(&document).unwrap();
    let signature = update.add_signature(Dict::new().name("Type", "Sig").text("Name", "Nguyễn Văn Ánh"), 64).unwrap();
    let widget = Dict::new().name("Subtype", "Widget").name("FT", "Sig").text("T", "Ký").reference("V", signature);
    let field = format!("{} R", update.add(&widget.finish()).unwrap());
    update.push(page, &[b"Annots"], field.as_bytes()).unwrap();
    update.push(catalog, &[b"AcroForm", b"Fields"], field.as_bytes()).unwrap();
    update.set(catalog, &[b"AcroForm", b"SigFlags"], b"3").unwrap();
    let mut appended = update.finish().unwrap();
    assert_eq!(appended.fill(&[7; 65]).unwrap_err().code(), "CONTENTS_TOO_SMALL");
    appended.fill(&[0x30, 0x01, 0xAB]).unwrap();
    let whole = appended.to_vec();
    let covered: Vec<u8> = appended.covered().unwrap().concat();
    let gap = appended.placeholder().unwrap().contents;
    assert_eq!(covered, [&whole[..gap.start], &whole[gap.end..]].concat());
    whole
}

/// The signature in the only field, with the range's coverage.
fn judged(bytes: &[u8]) -> (SignatureDictionary, Coverage) {
    let document = Document::open(bytes).unwrap();
    let view = document.latest();
    let tree = view.fields().unwrap();
    let field = tree.signatures().next().expect("a signature field");
    assert_eq!(field.name, "Ký");
    let signature = SignatureDictionary::of_field(&view, field).unwrap().unwrap();
    let range = ByteRange::new(signature.byte_range.as_deref(), signature.contents_span, &document).unwrap();
    let coverage = range.coverage(&document);
    (signature, coverage)
}

#[test]
fn every_kind_of_file_grows_by_its_own_kind_of_section() {
    for (bytes, kind) in [
        (Sample::one_page().bytes, XrefKind::Table),
        (packed().bytes, XrefKind::Stream),
        (hybrid().bytes, XrefKind::Table),
    ] {
        let out = signed(&bytes);
        assert!(out.starts_with(&bytes));
        let document = Document::open(&out).unwrap();
        assert_eq!(document.revisions().len(), 2);
        assert_eq!(document.revisions()[1].kind, kind);
        assert_eq!(document.findings(), []);
        let (signature, coverage) = judged(&out);
        assert_eq!(coverage, Coverage::WholeFile { uncovered: 0 });
        assert_eq!(signature.name.as_deref(), Some("Nguyễn Văn Ánh"));
        assert_eq!(signature.contents_trimmed(), [0x30, 0x01, 0xAB]);
        assert!(signature.contents_clean && signature.in_file && signature.duplicates.is_empty());
        assert_eq!(signature.revision, 1);
    }
}

/// An office signs after its leader: what the leader signed is still there, byte for byte.
#[test]
fn a_second_update_leaves_the_first_signature_a_whole_revision() {
    let first = signed(&Sample::one_page().bytes);
    let document = Document::open(&first).unwrap();
    let mut update = Update::new(&document).unwrap();
    let catalog = document.latest().catalog().unwrap().id;
    update.set(catalog, &[b"DSS"], b"<</Certs[]>>").unwrap();
    let second = update.finish().unwrap().to_vec();
    assert_eq!(judged(&second).1, Coverage::WholeRevision { index: 1 });

    let (before, after) = (Document::open(&first).unwrap(), Document::open(&second).unwrap());
    let changes = changed_objects(&before.latest(), &after.latest());
    assert_eq!(
        changes.iter().map(|change| (change.id, change.kind)).collect::<Vec<_>>(),
        [(catalog, ChangeKind::Replaced)]
    );
}

#[test]
fn an_edit_keeps_reals_and_unknown_keys() {
    let bytes = Sample::one_page().bytes;
    let document = Document::open(&bytes).unwrap();
    let mut update = Update::new(&document).unwrap();
    update.set(ObjectId::new(2, 0), &[b"Lang"], b"(vi)").unwrap();
    let out = update.finish().unwrap().to_vec();
    let text = String::from_utf8_lossy(&out[bytes.len()..]).into_owned();
    assert!(text.contains("/MediaBox[0 0 595.2755905512 841.8897637795]/Lang(vi)>>"), "{text}");
    assert!(text.contains("/ID[<01><02>]") && !text.contains("/Info"), "{text}");
}

#[test]
fn bytes_after_the_last_section_leave_a_signature_partial() {
    let mut out = signed(&Sample::one_page().bytes);
    out.extend_from_slice(b"9 0 obj\n(not in any section)\nendobj\n");
    assert!(matches!(judged(&out).1, Coverage::Partial { .. }));
}

#[test]
fn an_input_without_a_last_end_of_line_gets_one() {
    let mut bytes = Sample::one_page().bytes;
    while bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    let out = signed(&bytes);
    assert!(out.starts_with(&bytes) && out[bytes.len()] == b'\n');
}

/// What a file of another producer holds that readers without cross-reference streams must still reach.
#[test]
fn a_hybrid_file_stays_readable_in_both_views() {
    let bytes = hybrid().bytes;
    let document = Document::open(&bytes).unwrap();
    let mut update = Update::new(&document).unwrap();
    update.set(ObjectId::new(4, 0), &[b"NeedAppearances"], b"true").unwrap();
    let out = update.finish().unwrap().to_vec();
    let tail = String::from_utf8_lossy(&out[bytes.len()..]).into_owned();
    assert!(tail.contains("\nxref\n4 1\n") && !tail.contains("XRefStm") && !tail.contains("ObjStm"), "{tail}");
    let after = Document::open(&out).unwrap();
    let form = after.latest().acro_form().unwrap().unwrap();
    assert!(form.need_appearances && form.dictionary.get(b"DA").is_some());
    assert_eq!(after.ambiguities(), []);
}

#[test]
fn what_was_packed_stays_packed_and_what_is_signed_is_not() {
    let out = signed(&packed().bytes);
    let document = Document::open(&out).unwrap();
    let view = document.latest();
    let in_file = |id: ObjectId| view.get(id).unwrap().unwrap().in_file();
    let field = view.fields().unwrap().fields.remove(0);
    // Catalog 1 came out of an object stream, page 3 stood in the file.
    assert!(!in_file(ObjectId::new(1, 0)) && in_file(ObjectId::new(3, 0)));
    assert!(!in_file(field.id.unwrap()) && in_file(field.value.unwrap().as_reference().unwrap()));
}

#[test]
fn pages_that_share_their_annotations_do_not_share_the_new_one() {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 5 0 R>>>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 10 10]>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>");
    sample.object(4, "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>");
    sample.object(5, "[6 0 R null]");
    sample.object(6, "<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[0 0 1 1]>>");
    sample.table("/Root 1 0 R");
    let out = signed(&sample.bytes);
    let document = Document::open(&out).unwrap();
    let view = document.latest();
    let annotations = |number| view.page(number).unwrap().annotations(&view).unwrap().1.len();
    assert_eq!((annotations(1), annotations(2), view.fields().unwrap().fields.len()), (2, 1, 2));
}

#[test]
fn dangling_and_null_forms_and_annotations_are_made_anew() {
    for (form, annotations) in
        [("9 0 R", "9 0 R"), ("null", "null"), ("<</Fields 9 0 R>>", "[null 9 0 R]"), ("<<>>", "[]")]
    {
        let mut sample = Sample::new();
        sample.object(1, &format!("<</Type/Catalog/Pages 2 0 R/AcroForm {form}>>"));
        sample.object(2, "<</Type/Pages/Kids[9 0 R 3 0 R]/Count 2/MediaBox[0 0 10 10]>>");
        sample.object(3, &format!("<</Type/Page/Parent 2 0 R/Annots {annotations}>>"));
        sample.table("/Root 1 0 R");
        assert_eq!(judged(&signed(&sample.bytes)).1, Coverage::WholeFile { uncovered: 0 }, "{form} {annotations}");
    }
}

/// /Size 3 in a file whose page is object 3: the update takes no number that is in use.
#[test]
fn new_objects_lie_above_every_old_one_whatever_size_says() {
    let bytes = Sample::one_page().bytes;
    let bytes = String::from_utf8(bytes).unwrap().replace("/Size 20", "/Size 3 ").into_bytes();
    let out = signed(&bytes);
    let document = Document::open(&out).unwrap();
    assert_eq!(document.latest().page(1).unwrap().id, ObjectId::new(3, 0));
    assert_eq!(document.latest().trailer().get(b"Size"), Some(&Object::Integer(6)));
}

/// The trailer of an office suite's hybrid refers to an attachment that a later program dropped: nothing new becomes it.
#[test]
fn a_number_that_the_trailer_speaks_of_is_not_taken() {
    let bytes = Sample::one_page().bytes;
    let document = Document::open(&bytes).unwrap();
    let mut update = Update::new(&document).unwrap();
    update.set_trailer("AdditionalStreams", b"[/x 77 0 R]".to_vec());
    let hybrid = update.finish().unwrap().to_vec();
    let document = Document::open(&hybrid).unwrap();
    let mut update = Update::new(&document).unwrap();
    assert_eq!(update.reserve(), ObjectId::new(78, 0));
}
