use super::super::document::Document;
use super::super::samples::Sample;
use super::*;

/// One page whose content is object 4 and whose /Resources are object 5.
fn page(content: &str, resources: &str) -> Sample {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 5 0 R>>");
    sample.object(4, content);
    sample.object(5, resources);
    sample.object(6, "<</Title(one)/Title(two)>>");
    sample.table("/Root 1 0 R/Info 6 0 R");
    sample
}

/// Codes of the findings, the ambiguous ones with an exclamation mark.
fn scrutinized(bytes: &[u8]) -> Vec<String> {
    let document = Document::open(bytes).unwrap();
    let found = document.latest().scrutinize().unwrap();
    let mark = |finding: &Finding| if finding.kind.is_ambiguous() { "!" } else { "" };
    found.iter().map(|finding| format!("{}{}", finding.kind.code(), mark(finding))).collect()
}

#[test]
fn each_way_of_being_read_twice_is_told() {
    let plain = "<</Length 3>>\nstream\nq Q\nendstream";
    for (content, resources, expected) in [
        (plain, "<<>>", &[][..]),
        // A reader that trusts /Length shows another page than one that looks for the end.
        ("<</Length 1>>\nstream\nq Q\nendstream", "<<>>", &["WRONG_LENGTH!"]),
        ("<</Length 26>>\nstream\nq Q\nendstream % endstream\n1 0 0 rg", "<<>>", &["WRONG_LENGTH!", "OBJECT_TAIL!"]),
        // Only white space more or less, or no length to follow: one reading.
        ("<</Length 2>>\nstream\nq \nendstream", "<<>>", &[]),
        ("<</Length 99999>>\nstream\nq Q\nendstream", "<<>>", &["WRONG_LENGTH"]),
        ("<<>>\nstream\nq Q\nendstream", "<<>>", &["WRONG_LENGTH"]),
        (plain, "<</Font<</F 7 0 R>>/Font<</F 8 0 R>>>>", &["DUPLICATE_KEY!"]),
        (plain, "<</Font<</F 7 0 R>>/Font<</F 7 0 R>>>>", &["DUPLICATE_KEY"]),
        (plain, "<</A 1>> <</A 2>>", &["OBJECT_TAIL!"]),
        (plain, "<</A nonsense>>", &["UNKNOWN_TOKEN!"]),
    ] {
        assert_eq!(scrutinized(&page(content, resources).bytes), expected, "{content} {resources}");
    }
}

#[test]
fn an_object_without_endobj_is_read_alike_by_all() {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R>>");
    sample.table("/Root 1 0 R");
    let text = String::from_utf8(sample.bytes).unwrap().replace("R>>\nendobj\n2", "R>>\n      \n2");
    assert_eq!(scrutinized(text.as_bytes()), ["MISSING_ENDOBJ"]);
}

#[test]
fn an_object_that_is_not_there_or_elsewhere_is_told() {
    let text = String::from_utf8(page("<</Length 3>>\nstream\nq Q\nendstream", "<< >>").bytes).unwrap();
    // Each of the same length, so that nothing else moves.
    let lost = text.replace("5 0 obj\n<< >>", "9 0 obj\n<< >>");
    let moved = text.replace("5 0 obj\n<< >>", "%\n5 0 obj<<>>");
    assert_eq!(scrutinized(lost.as_bytes()), ["OBJECT_LOST!"]);
    assert_eq!(scrutinized(moved.as_bytes()), ["OBJECT_MOVED!"]);
}

/// The list of findings is bounded; what matters must not be crowded out by what does not.
#[test]
fn harmless_findings_do_not_hide_an_ambiguous_one() {
    let mut sample = Sample::new();
    let contents: Vec<_> = (10..400).map(|number| format!("{number} 0 R")).collect();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>");
    sample.object(3, &format!("<</Type/Page/Parent 2 0 R/Resources<</A 1/A 2>>/Contents[{}]>>", contents.join(" ")));
    for number in 10..400 {
        sample.object(number, "<<>>\nstream\nq Q\nendstream");
    }
    sample.table("/Root 1 0 R");
    // The walk meets the streams before and after the page alike.
    let document = Document::open(&sample.bytes).unwrap();
    for number in 10..400 {
        document.latest().get(ObjectId::new(number, 0)).unwrap();
    }
    let found = document.latest().scrutinize().unwrap();
    assert!(found.iter().any(|finding| finding.kind.code() == "DUPLICATE_KEY"));
}

#[test]
fn a_later_revision_is_not_held_against_an_earlier_one() {
    let mut sample = page("<</Length 3>>\nstream\nq Q\nendstream", "<<>>");
    sample.object(5, "<</A 1/A 2>>");
    sample.table("/Root 1 0 R");
    let document = Document::open(&sample.bytes).unwrap();
    let codes = |view: View<'_, '_>| view.scrutinize().unwrap().len();
    assert_eq!((codes(document.latest()), codes(document.at(0))), (1, 0));
}
