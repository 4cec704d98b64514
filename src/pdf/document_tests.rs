use super::super::samples::{Sample, hybrid, packed};
use super::super::{Rect, XrefKind};
use super::*;

fn codes(document: &Document<'_>) -> Vec<&'static str> {
    document.findings().iter().map(|finding| finding.kind.code()).collect()
}

/// A cross-reference stream whose checksum is wrong but whose rows are all there says the same to whoever reads it.
#[test]
fn a_damaged_cross_reference_stream_is_ambiguous_only_where_rows_are_lost() {
    use std::io::Write;
    let rows = [[1, 0, 9, 0], [1, 0, 60, 0], [1, 0, 120, 0]];
    for (kept, structure) in [(3, false), (2, true)] {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&rows[..kept].concat()).unwrap();
        let mut data = encoder.finish().unwrap();
        *data.last_mut().unwrap() ^= 1;
        let head = format!("/Type/XRef/Size 4/Index[1 3]/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {}", data.len());
        let mut bytes = format!("%PDF-1.5\n4 0 obj\n<<{head}>>\nstream\n").into_bytes();
        bytes.extend_from_slice(&data);
        bytes.extend_from_slice(b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n");
        let document = Document::open(&bytes).unwrap();
        let found = document.findings();
        assert!(found.iter().any(|found| found.kind == FindingKind::StreamData { structure }), "{kept}: {found:?}");
    }
}

/// An object stream whose checksum is wrong: what it gives is used, and said to be what another reader may not have.
#[test]
fn a_damaged_object_stream_is_read_and_is_ambiguous() {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(b"1 0 2 30 <</Type/Catalog/Pages 2 0 R>> <</Type/Pages/Kids[3 0 R]/Count 1>>").unwrap();
    let mut data = encoder.finish().unwrap();
    *data.last_mut().unwrap() ^= 1;
    let hex = crate::text::hex(&data);
    let mut sample = Sample::new();
    sample.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>");
    let head = format!("/Type/ObjStm/N 2/First 9/Filter[/ASCIIHexDecode/FlateDecode]/Length {}", hex.len());
    sample.object(5, &format!("<<{head}>>\nstream\n{hex}\nendstream"));
    sample.stream(6, &[(1, 5, 0), (2, 5, 1)], "/Root 1 0 R");
    let document = Document::open(&sample.bytes).unwrap();
    assert!(document.latest().page(1).is_ok());
    let findings = document.findings();
    assert!(findings.iter().any(|finding| finding.kind == FindingKind::StreamData { structure: true }));
    assert!(findings.iter().all(|finding| finding.kind.is_ambiguous()), "{findings:?}");
}

/// Somebody changes a page after it was signed; the older revision still shows the old one.
#[test]
fn each_revision_is_seen_as_it_was() {
    let mut sample = Sample::one_page();
    let first = sample.bytes.len();
    sample.object(3, "<</Type/Page/Parent 2 0 R/Rotate 0>>");
    sample.table("/Root 1 0 R");
    let document = Document::open(&sample.bytes).unwrap();
    let ends: Vec<_> = document.revisions().iter().map(|revision| (revision.start, revision.end)).collect();
    assert_eq!(ends, [(0, first), (first, sample.bytes.len())]);
    assert_eq!(document.at(0).page(1).unwrap().rotate, 270);
    assert_eq!(document.latest().page(1).unwrap().rotate, 0);
    assert_eq!(document.latest().page(1).unwrap().object.revision, 1);
    assert_eq!(document.touched(1), [(3, true)]);
    let inherited = document.latest().page(1).unwrap().media_box.map(|rect: Rect| rect.width());
    assert_eq!(inherited, Some(595.275_590_551_2));
    assert_eq!(document.revision_ending(first), Some(0));
}

#[test]
fn object_streams_and_hidden_streams_are_read() {
    let packed = packed().bytes;
    let document = Document::open(&packed).unwrap();
    assert_eq!(document.revisions()[0].kind, XrefKind::Stream);
    let catalog = document.latest().catalog().unwrap();
    assert!(!catalog.object().in_file());
    assert_eq!(catalog.object().raw(&packed), b"<</Type/Catalog/Pages 2 0 R/Lang(vi)>>");

    let hybrid = hybrid().bytes;
    let document = Document::open(&hybrid).unwrap();
    assert_eq!(document.revisions()[0].kind, XrefKind::Hybrid);
    assert!(document.latest().acro_form().unwrap().is_some());
    assert_eq!(document.ambiguities(), []);
}

/// Two readers, two documents: the table and the hidden stream place one object differently.
#[test]
fn a_hybrid_file_that_says_two_things_is_ambiguous() {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[]/Count 0>>");
    let other = sample.raw("1 0 obj\n<</Type/Catalog/Pages 9 0 R>>\nendobj\n");
    let hidden = sample.rows(7, &[(1, 1, other as u32, 0)], "");
    sample.table(&format!("/Root 1 0 R/XRefStm {hidden}"));
    let document = Document::open(&sample.bytes).unwrap();
    let kinds: Vec<_> = document.ambiguities().iter().map(|finding| finding.kind.code()).collect();
    assert_eq!(kinds, ["HYBRID_CONFLICT"]);
}

#[test]
fn junk_before_the_header_moves_the_base_of_offsets() {
    let plain = Sample::one_page().bytes;
    let moved = [b"HTTP/1.1 200 OK\r\n\r\n", &plain[..]].concat();
    let document = Document::open(&moved).unwrap();
    assert_eq!(codes(&document), ["LEADING_BYTES"]);
    assert_eq!(document.latest().pages().unwrap().list.len(), 1);
}

#[test]
fn a_table_off_by_one_is_put_right_by_the_objects_themselves() {
    let plain = String::from_utf8(Sample::one_page().bytes).unwrap();
    let table = plain.find("xref\n").unwrap();
    let row = |n: u32| format!("{:010} 00000 n \n", plain.find(&format!("{n} 0 obj")).unwrap());
    let rows = [1, 2, 3].map(row).concat();
    let shifted = format!(
        "{}xref\n1 4\n0000000000 65535 f \n{rows}{}",
        &plain[..table],
        &plain[plain.find("trailer").unwrap()..]
    );
    let document = Document::open(shifted.as_bytes()).unwrap();
    assert_eq!(document.latest().pages().unwrap().list.len(), 1);
    assert_eq!(codes(&document), ["XREF_OFF_BY_ONE"]);
    // Entries of 19 bytes, and a count that promises too many.
    let narrow = shifted.replace(" n \n", " n\n").replace("1 4\n", "0 9\n").replace(" f \n", " f\n");
    let document = Document::open(narrow.as_bytes()).unwrap();
    assert_eq!(document.latest().pages().unwrap().list.len(), 1);
    assert_eq!(codes(&document)[0], "XREF_ENTRIES");
}

#[test]
fn a_lost_or_looping_chain_is_refused() {
    let plain = String::from_utf8(Sample::one_page().bytes).unwrap();
    let at = plain.rfind("startxref\n").unwrap();
    let lost = format!("{}startxref\n5\n%%EOF\n", &plain[..at]);
    assert_eq!(Document::open(lost.as_bytes()).unwrap_err().code(), "XREF_LOST");
    let table = plain.find("xref\n").unwrap();
    let looping = plain.replace("/Root", &format!("/Prev {table}/Root"));
    assert_eq!(Document::open(looping.as_bytes()).unwrap_err().code(), "XREF_LOOP");
    assert_eq!(Document::open(b"no pdf").unwrap_err().code(), "NOT_PDF");
    assert_eq!(Document::open(b"%PDF-1.4\n").unwrap_err().code(), "NO_STARTXREF");
}

#[test]
fn bytes_after_the_end_are_counted() {
    let mut bytes = Sample::one_page().bytes;
    bytes.extend_from_slice(b"\n\n\0");
    assert_eq!(codes(&Document::open(&bytes).unwrap()), [""; 0]);
    bytes.extend_from_slice(b"<script>");
    let document = Document::open(&bytes).unwrap();
    assert_eq!(document.findings()[0].kind, FindingKind::TrailingBytes { count: 8 });
}
