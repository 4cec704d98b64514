use kyso_lab::edxml::{E_DOC, Package as Sent, Part, QCVN, zip_of_zeros, zipped};
use time::macros::date;

use super::*;

const PDF: &[u8] = b"%PDF-1.7 not much of one";

fn sent() -> Sent {
    Sent::new(QCVN).with(Part::new("1", "van-ban.pdf", PDF))
}

fn code(package: &Sent) -> &'static str {
    documents(package.to_xml().as_bytes()).map_or_else(|error| error.code(), |_| "fine")
}

#[test]
fn both_namespaces_are_read() {
    for (namespace, dialect) in [(QCVN, Dialect::Qcvn102), (E_DOC, Dialect::EDoc)] {
        let sent = Sent::new(namespace).with(Part::new("1", "van-ban.pdf", PDF)).with(Part::new(
            "2",
            "bang-tinh.xlsx",
            &zipped(&[("xl/a.xml", b"<a/>")]),
        ));
        let xml = format!("\u{feff}{}", sent.to_xml());
        assert!(is_xml(xml.as_bytes()) && !is_xml(PDF));
        let package = documents(xml.as_bytes()).unwrap();
        assert_eq!(package.dialect, dialect);
        let header = &package.header;
        assert_eq!(header.from.organ_id.as_deref(), Some("Y99.01"));
        assert_eq!(header.to[0].organ_name.as_deref(), Some("UBND xã Thử Bốn"));
        assert_eq!((header.code_number.as_deref(), header.code_notation.as_deref()), (Some("15"), Some("QĐ-SNV")));
        assert_eq!(header.issued(), Some(date!(2026 - 11 - 27)));
        assert_eq!(header.type_name.as_deref(), Some("Quyết định"));
        assert_eq!(header.subject.as_deref(), Some("Về việc thử nghiệm & kiểm tra"));
        assert_eq!(header.to_places, ["UBND xã Thử Bốn", "Lưu: VT"]);
        assert_eq!(header.business.as_deref(), Some("0"));
        assert!(!package.xml_signature);
        let names: Vec<_> = package.attachments.iter().map(|file| (file.name.as_str(), file.is_pdf())).collect();
        assert_eq!(names, [("van-ban.pdf", true), ("bang-tinh.xlsx", false)]);
        assert_eq!(package.attachments[0].bytes, PDF);
    }
}

/// What stands in the signature of the header is nobody's name.
#[test]
fn an_xml_signature_is_noted_and_its_elements_are_not_the_senders_words() {
    let mut sent = sent();
    sent.extra = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
                  <ds:Subject>giả</ds:Subject></ds:SignedInfo></ds:Signature>\n"
        .to_owned();
    let package = documents(sent.to_xml().as_bytes()).unwrap();
    assert!(package.xml_signature);
    assert_eq!(package.header.subject.as_deref(), Some("Về việc thử nghiệm & kiểm tra"));
}

#[test]
fn what_is_packed_wrong_is_named() {
    let part = |zip: &[u8]| Sent::new(QCVN).with(Part::new("1", "van-ban.pdf", PDF).carrying(zip));
    assert_eq!(code(&part(PDF)), "EDXML_ZIP", "not zipped");
    assert_eq!(code(&part(&zipped(&[("a.pdf", PDF), ("b.pdf", PDF)]))), "EDXML_ZIP", "two files");
    assert_eq!(code(&part(&zipped(&[]))), "EDXML_ZIP", "none");
    // Two files of one name: the directory says which is which, and another program may take the other one.
    let mut twins = zipped(&[("a.pdf", PDF), ("b.pdf", b"%PDF-1.7 another")]);
    for at in 0..twins.len() - 5 {
        if &twins[at..at + 5] == b"b.pdf" {
            twins[at] = b'a';
        }
    }
    assert_eq!(code(&part(&twins)), "EDXML_ZIP", "two of one name");
    let inner = zipped(&[("a.pdf", PDF)]);
    assert_eq!(code(&part(&zipped(&[("a.zip", &inner)]))), "EDXML_ZIP_IN_ZIP");
    for name in ["../../etc/passwd", "/etc/passwd", "..\\a.pdf"] {
        assert_eq!(code(&part(&zipped(&[(name, PDF)]))), "EDXML_NAME", "{name}");
    }
    let mut torn = zipped(&[("a.pdf", &PDF.repeat(100))]);
    torn.truncate(torn.len() / 2);
    assert_eq!(code(&part(&torn)), "EDXML_ZIP", "cut off");
    let mut flipped = zipped(&[("a.pdf", PDF)]);
    flipped[40] ^= 0xff;
    assert_eq!(code(&part(&flipped)), "EDXML_ZIP", "its checksum does not fit");
    for name in ["../a.pdf", "C:\\a.pdf", "a/b.pdf", ".."] {
        assert_eq!(code(&Sent::new(QCVN).with(Part::new("1", name, PDF))), "EDXML_NAME", "{name}");
    }
    let mut base64 = sent();
    base64.parts[0].attachment.as_mut().unwrap().1 = "mWH!".to_owned();
    assert_eq!(code(&base64), "EDXML_BASE64");
}

#[test]
fn manifest_and_files_fit_one_to_one() {
    let twice = sent().with(Part::new("1", "khac.pdf", PDF));
    assert_eq!(code(&twice), "EDXML_ID_TWICE");
    let mut only_listed_twice = twice.clone();
    only_listed_twice.parts[1].attachment = None;
    assert_eq!(code(&only_listed_twice), "EDXML_ID_TWICE");
    let mut absent = sent().with(Part::new("2", "khac.pdf", PDF));
    absent.parts[1].attachment = None;
    assert_eq!(code(&absent), "EDXML_FILE_ABSENT");
    let mut unlisted = sent().with(Part::new("2", "khac.pdf", PDF));
    unlisted.parts[1].reference = None;
    assert_eq!(code(&unlisted), "EDXML_NOT_IN_MANIFEST");
}

#[test]
fn a_document_type_and_its_entities_are_refused() {
    let mut bomb = sent();
    bomb.prologue = "<?xml version=\"1.0\"?><!DOCTYPE edXML [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">\
                     <!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        .to_owned();
    bomb.subject = "&b;".to_owned();
    assert_eq!(code(&bomb), "EDXML_DOCTYPE");
    bomb.prologue.clear();
    assert_eq!(code(&bomb), "EDXML_ENTITY");
}

#[test]
fn what_is_no_package_is_named() {
    let read = |text: &[u8]| documents(text).map_or_else(|error| error.code(), |_| "fine");
    assert_eq!(read(b"<html><body/></html>"), "NOT_EDXML");
    assert_eq!(read(b"<edXML xmlns=\"http://elsewhere.example/\"></edXML>"), "NOT_EDXML");
    assert_eq!(read(b"<a><b></a>"), "NOT_EDXML");
    assert_eq!(read(format!("<edXML xmlns=\"{QCVN}\"><b></edXML>").as_bytes()), "EDXML_SYNTAX");
    assert_eq!(read(format!("<edXML xmlns=\"{QCVN}\"><x:b/></edXML>").as_bytes()), "EDXML_SYNTAX");
    assert_eq!(read(b"<edXML \xff"), "EDXML_ENCODING");
    let whole = sent().to_xml();
    assert_eq!(read(&whole.as_bytes()[..whole.len() - 12]), "EDXML_SYNTAX", "cut off");
}

/// Ten gibibytes of zeros, zipped: reading stops at the bound, whatever the zip says of itself.
#[test]
fn bombs_stop_at_the_bounds() {
    let limits = Limits { unpacked: 1 << 20, attachments: 2, depth: 8, size: 64 << 20 };
    let read = |sent: &Sent| {
        documents_within(sent.to_xml().as_bytes(), limits).map_or_else(|error| error.to_string(), |_| "fine".to_owned())
    };
    let bomb = |declared| Part::new("1", "a.pdf", PDF).carrying(&zip_of_zeros(10 << 10, declared));
    let bomb = |declared| read(&Sent::new(QCVN).with(bomb(declared)));
    assert!(bomb(u32::MAX - 1).contains("bytes unpacked"), "{}", bomb(u32::MAX - 1));
    assert!(bomb(1000).contains("declared uncompressed size"), "one that lies: {}", bomb(1000));
    let half = vec![b'a'; 600 << 10];
    let two = Sent::new(QCVN).with(Part::new("1", "a.pdf", &half)).with(Part::new("2", "b.pdf", &half));
    assert!(read(&two).contains("bytes unpacked"), "both together");
    let three = (0..3).fold(Sent::new(QCVN), |sent, n| sent.with(Part::new(&n.to_string(), "a.pdf", PDF)));
    assert!(read(&three).contains("more than 2 files"), "{}", read(&three));
    let mut deep = sent();
    deep.extra = "<edXML:a>".repeat(30) + &"</edXML:a>".repeat(30);
    assert!(read(&deep).contains("in each other"), "{}", read(&deep));
    // One tag of many attributes, which are compared with each other, and many tags of none.
    let mut tag = sent();
    let attributes = (0..600).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat();
    tag.extra = format!("<edXML:a{attributes}/>");
    assert!(read(&tag).contains("bytes in one tag"), "{}", read(&tag));
    tag.extra = format!("<edXML:a{}/>", &attributes[..2_900]);
    assert_eq!(read(&tag), "fine");
    let mut many = sent();
    many.extra = "<edXML:a/>".repeat(99_000);
    assert_eq!(read(&many), "fine");
    many.extra = "<edXML:a/>".repeat(100_001);
    assert!(read(&many).contains("elements"), "{}", read(&many));
    let mut long = sent();
    long.subject = "a".repeat(100 << 10);
    assert!(read(&long).contains("one value"), "{}", read(&long));
    assert!(documents_within(&vec![b' '; 65 << 20], limits).unwrap_err().to_string().contains("bytes"));
}

proptest::proptest! {
    /// Whatever one changes in a package, it is read or refused; it never panics.
    #[test]
    fn no_flipped_byte_breaks_the_reader(at in 0..4000_usize, byte in 0..=255_u8) {
        let mut bytes = sent().to_xml().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = documents(&bytes);
    }
}
