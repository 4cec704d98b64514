use super::super::samples::Sample;
use super::super::{Coverage, Document, Outside, SignatureDictionary, Transform, outside_fields};
use super::*;

/// A form as offices make it: nested names, a locked signature field, a widget that only the page knows.
fn form() -> Vec<u8> {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 10 0 R 4 0 R]/SigFlags 3>>/DSS 11 0 R/Perms<</UR3 9 0 R>>>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 10 10]>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R/Annots[7 0 R 8 0 R]>>");
    sample.object(4, "<</T(UBND)/FT/Sig/Kids[5 0 R 6 0 R]>>");
    sample
        .object(5, "<</T<FEFF004B00FD>/Parent 4 0 R/Kids[7 0 R]/Lock<</Action/Include/Fields[(a)(b)]/P 1>>/V 9 0 R>>");
    sample.object(6, "<</T(Empty)/Parent 4 0 R/Subtype/Widget/Rect[4 3 2 1]/F 132/V 19 0 R>>");
    sample.object(7, "<</Subtype/Widget/Parent 5 0 R/P 3 0 R/Rect[0 0 0 0]>>");
    sample.object(8, "<</Subtype/Widget/FT/Sig/T(Stray)>>");
    sample.object(9, "<</Type/Sig/Filter/F/Filter/G/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<3000>/M(D:2024)/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>");
    sample.object(10, "<</T(Text)/FT/Tx/V(x)>>");
    sample.object(11, "<</Certs[12 0 R 13 0 R]/VRI<</AB<</Cert[12 0 R]>>>>>>");
    sample.object(12, "<</Length 3>>\nstream\nDER\nendstream");
    sample.table("/Root 1 0 R");
    sample.bytes
}

#[test]
fn names_values_and_widgets_come_out_of_the_tree() {
    let bytes = form();
    let document = Document::open(&bytes).unwrap();
    let tree = document.latest().all_fields().unwrap();
    let names: Vec<_> =
        tree.fields.iter().map(|field| (field.name.as_str(), field.is_signature(), field.in_tree)).collect();
    assert_eq!(
        names,
        [("UBND.Ký", true, true), ("UBND.Empty", true, true), ("Text", false, true), ("Stray", true, false)]
    );
    let signed = tree.by_name("UBND.Ký").unwrap();
    assert_eq!(signed.widgets[0].page, Some(ObjectId::new(3, 0)));
    let lock = signed.lock.as_ref().unwrap();
    assert_eq!((lock.action, lock.fields.len(), lock.permission), (Some(LockAction::Include), 2, Some(1)));
    let empty = tree.by_name("UBND.Empty").unwrap();
    assert!(!empty.is_filled(), "a reference to nothing is no value");
    assert_eq!(empty.widgets[0].rect.unwrap().left.to_bits(), 2.0_f64.to_bits());
    // /Fields names 4 0 R twice: said, and counted once.
    assert!(document.findings().iter().any(|finding| finding.kind == FindingKind::FieldTree));
}

#[test]
fn a_signature_dictionary_keeps_its_oddities() {
    let bytes = form();
    let document = Document::open(&bytes).unwrap();
    let view = document.latest();
    let tree = view.fields().unwrap();
    let signature = SignatureDictionary::of_field(&view, tree.by_name("UBND.Ký").unwrap()).unwrap().unwrap();
    assert_eq!(signature.duplicates, ["Filter"]);
    assert_eq!(signature.byte_range.as_deref(), Some(&[0, 1, 2, 3][..]));
    assert_eq!(signature.contents_span.unwrap().of(&bytes), b"<3000>");
    assert_eq!(signature.references[0].transform, Transform::DocMdp { permission: 1 });
    assert_eq!(signature.certification(), Some(1));
    // The same dictionary as usage rights is the field's own, so it is not listed a second time.
    assert_eq!(
        outside_fields(&view, &tree).unwrap().iter().map(|(place, _)| place).collect::<Vec<_>>(),
        [&Outside::UsageRights; 0]
    );
}

#[test]
fn the_store_is_read_and_its_damage_named() {
    let bytes = form();
    let document = Document::open(&bytes).unwrap();
    let dss = document.latest().dss().unwrap().unwrap();
    assert_eq!(dss.certificates[0].der, b"DER");
    assert_eq!(dss.vri[0].certificates.len(), 1);
    assert_eq!(dss.damaged, [ObjectId::new(13, 0)]);
}

#[test]
fn whoever_leads_to_an_object_is_known_and_links_do_not_count() {
    let bytes = form();
    let document = Document::open(&bytes).unwrap();
    let references = super::super::References::of(&document).unwrap();
    let leading = references.leading_to([7]);
    assert!(leading.contains(&1) && leading.contains(&7), "{leading:?}");
    assert_eq!(references.leading_to([15]).len(), 1, "nothing leads to object 15");
}

/// Shapes that attackers and broken writers give a ByteRange, each with its own word.
#[test]
fn a_byte_range_of_wrong_shape_says_why() {
    use super::super::{ByteRange, Span};
    let bytes = form();
    let document = Document::open(&bytes).unwrap();
    let at = super::super::scan::find(&bytes, b"<3000>", 0, bytes.len()).unwrap();
    let token = Span { start: at, end: at + 6 };
    let code = |array: Option<&[i64]>| ByteRange::new(array, Some(token), &document).unwrap_err().code();
    let [head, tail, all] = [at, at + 6, bytes.len()].map(|place| i64::try_from(place).unwrap());
    assert_eq!(code(None), "BYTE_RANGE_ABSENT");
    assert_eq!(code(Some(&[0, head, tail])), "BYTE_RANGE_NOT_FOUR");
    assert_eq!(code(Some(&[0, head, tail, -1])), "BYTE_RANGE_NUMBER");
    assert_eq!(code(Some(&[0, head, tail, i64::MAX])), "BYTE_RANGE_BEYOND_FILE");
    assert_eq!(code(Some(&[1, head, tail, 1])), "BYTE_RANGE_START");
    assert_eq!(code(Some(&[0, tail, tail, 1])), "BYTE_RANGE_NO_GAP");
    assert_eq!(code(Some(&[0, head + 1, tail - 1, 1])), "BYTE_RANGE_GAP");
    let whole = ByteRange::new(Some(&[0, head, tail, all - tail]), Some(token), &document).unwrap();
    assert_eq!(whole.coverage(&document), Coverage::WholeFile { uncovered: 0 });
    let short = ByteRange::new(Some(&[0, head, tail, all - tail - 20]), Some(token), &document).unwrap();
    assert!(matches!(short.coverage(&document), Coverage::Partial { .. }));
}
