//! Large files: mapped, copied once, and with offsets beyond 2³¹, 2³² and what ten digits can say.
//!
//! The files are almost all hole, so they cost neither space nor time; what signing and verifying large files takes is
//! measured by `sh tests/big.sh`.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use desk::{Desk, text};
use kyso::content::Content;
use kyso::pdf::{Coverage, Dict, Document, SignatureDictionary, Update, XrefKind};

/// Highest offset of a cross-reference table (ISO 32000-2 §7.5.4).
const TEN_DIGITS: u64 = 9_999_999_999;

/// Bytes for cross-reference and trailer.
const ROOM: u64 = 1000;

/// A PDF of `length` bytes with a hole in a stream; its cross-reference is a `kind`.
fn hole(path: PathBuf, length: u64, kind: XrefKind) -> PathBuf {
    let mut file = File::create(&path).unwrap();
    let mut head = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for body in [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 9 9]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ] {
        offsets.push(head.len());
        head.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", offsets.len()).as_bytes());
    }
    offsets.push(head.len());
    let xref_and_trailer = if kind == XrefKind::Stream { stream } else { table };
    let xref_at = length - ROOM;
    let hole_at = head.len() as u64 + 64;
    let hole = xref_at - hole_at - b"\nendstream\nendobj\n".len() as u64;
    head.extend_from_slice(format!("4 0 obj\n{:<48}\nstream\n", format!("<</Length {hole}>>")).as_bytes());
    assert_eq!(head.len() as u64, hole_at);
    file.write_all(&head).unwrap();
    file.seek(SeekFrom::Start(hole_at + hole)).unwrap();
    file.write_all(b"\nendstream\nendobj\n").unwrap();
    let mut end = xref_and_trailer(&offsets, xref_at);
    let start = format!("startxref\n{xref_at}\n%%EOF\n");
    // A comment fills up what is left of the room.
    end.push(b'%');
    end.resize(usize::try_from(ROOM).unwrap() - start.len() - 1, b' ');
    end.push(b'\n');
    file.write_all(&end).unwrap();
    file.write_all(start.as_bytes()).unwrap();
    assert_eq!(file.stream_position().unwrap(), length);
    path
}

fn table(offsets: &[usize], _: u64) -> Vec<u8> {
    let rows: Vec<String> = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let rows = rows.concat();
    format!("xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<</Size 5/Root 1 0 R>>\n").into_bytes()
}

fn stream(offsets: &[usize], own: u64) -> Vec<u8> {
    let offsets = offsets.iter().map(|offset| *offset as u64).chain([own]);
    let rows: Vec<u8> = offsets.flat_map(|offset| [&[1][..], &offset.to_be_bytes()].concat()).collect();
    let head = format!("5 0 obj\n<</Type/XRef/Size 6/Index[1 5]/W[1 8 0]/Root 1 0 R/Length {}>>\nstream\n", rows.len());
    [head.as_bytes(), &rows, b"\nendstream\nendobj\n"].concat()
}

/// Appends the field and the open place of a signature; the kind of section that the update got.
fn append_signature(path: &Path) -> XrefKind {
    let content = Content::read(path, 0).unwrap();
    let old = content.bytes().len() as u64;
    let document = Document::open(content.bytes()).unwrap();
    let mut update = Update::new(&document).unwrap();
    let signature = update.add_signature(Dict::new().name("Type", "Sig").name("Filter", "Adobe.PPKLite"), 64).unwrap();
    let field = Dict::new().name("FT", "Sig").text("T", "Chữ ký").reference("V", signature);
    let field = update.add(&field.finish()).unwrap();
    update
        .set(document.latest().catalog().unwrap().id, &[b"AcroForm"], format!("<</Fields[{field} R]>>").as_bytes())
        .unwrap();
    let appended = update.finish().unwrap();
    assert!(appended.offsets().values().all(|&offset| offset >= old));
    let (mut file, tail) = (File::options().append(true).open(path).unwrap(), appended.into_tail());
    file.write_all(&tail).unwrap();
    let content = Content::read(path, 0).unwrap();
    let document = Document::open(content.bytes()).unwrap();
    assert_eq!(document.findings(), [], "every offset leads where it says");
    let view = document.latest();
    let tree = view.all_fields().unwrap();
    let dictionary = SignatureDictionary::of_field(&view, tree.by_name("Chữ ký").unwrap()).unwrap().unwrap();
    let numbers = dictionary.byte_range.as_deref();
    let range = kyso::pdf::ByteRange::new(numbers, dictionary.contents_span, &document).unwrap();
    assert_eq!(range.coverage(&document), Coverage::WholeFile { uncovered: 0 });
    assert!(range.gap().start as u64 > old && range.end() as u64 == old + tail.len() as u64);
    view.revision().kind
}

/// A scanned archive of 3 GiB, one of 5: a table still says where everything is.
#[test]
fn beyond_four_gibibytes_a_table_is_followed_by_a_table() {
    let folder = tempfile::tempdir().unwrap();
    for length in [3 << 30, 5 << 30] {
        for kind in [XrefKind::Table, XrefKind::Stream] {
            assert_eq!(append_signature(&hole(folder.path().join("a.pdf"), length, kind)), kind);
        }
    }
}

/// The old table ends just below ten digits, the update begins just above.
#[test]
fn beyond_ten_digits_a_table_is_followed_by_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    for (length, kind) in [(TEN_DIGITS + 1, XrefKind::Table), (20_000_000_000, XrefKind::Stream)] {
        assert_eq!(append_signature(&hole(folder.path().join("a.pdf"), length, kind)), XrefKind::Stream);
    }
}

/// Files that only work in progress has a use for.
fn leftovers(desk: &Desk) -> usize {
    let names = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".kyso-")).count()
}

/// Scanned volumes, mapped for signing and, the larger one, for verifying too: from file to file, and through pipes.
#[test]
fn a_scanned_volume_is_signed_verified_and_taken_apart() {
    let desk = Desk::new();
    for length in [5 << 20, 65 << 20] {
        let volume = hole(desk.path("volume.pdf"), length, XrefKind::Table);
        let input = fs::read(&volume).unwrap();
        let signed = desk.sign(desk.lab.leader_token(), &volume, &format!("{length}-signed.pdf"));
        let (code, report) = desk.verify(&signed);
        assert_eq!((code, &report["status"]), (0, &"total-passed".into()), "{report:#}");
        let output = fs::read(&signed).unwrap();
        assert!(output.starts_with(&input));
        assert_eq!(report["sha256"], kyso::text::hex(&kyso::hash::Hash::Sha256.digest(&output)));

        let mut arguments: Vec<_> = ["sign", "--no-check", "--level", "b-b"].map(str::to_owned).to_vec();
        arguments.extend(desk.key(desk.lab.agency_token()));
        arguments.push("-".to_owned());
        let piped = desk.command().args(arguments).stdin(File::open(&signed).unwrap()).output();
        let sealed = desk.write("sealed.pdf", piped.unwrap().stdout);
        assert_eq!(desk.verify(&sealed).1["signatures"].as_array().unwrap().len(), 2);
        let revision = desk.path(&format!("{length}-revision.pdf"));
        desk.kyso(["extract", "--revision", "--field", "Signature1", "-o", &text(&revision), &text(&sealed)]).exits(0);
        assert!(fs::read(&revision).unwrap() == output, "the first signature covers what was first signed");
    }
    assert_eq!(leftovers(&desk), 0);
}

/// The name of a field is refused when the large document was copied already: nothing of the copy stays.
#[test]
fn a_large_document_that_is_not_signed_leaves_nothing_behind() {
    let desk = Desk::new();
    let volume = hole(desk.path("volume.pdf"), 5 << 20, XrefKind::Stream);
    let mut arguments: Vec<_> =
        ["sign", "--no-check", "--level", "b-b", "--field", "no.such"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    let output = desk.path("never.pdf");
    arguments.extend(["-o".to_owned(), text(&output), text(&volume)]);
    desk.kyso(arguments).exits(2);
    assert!(!output.exists());
    assert_eq!(leftovers(&desk), 0);
}
