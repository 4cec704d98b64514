//! Workbooks part by part, as no library would write them.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A package of these parts.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet «VB đi»; `properties` of the workbook, the rows of the sheet and what follows them, its shared texts
/// and styles.
pub(crate) fn workbook(properties: &str, sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    with_sheets((properties, "<x:sheet name='VB đi' sheetId='1' r:id='s1'/>", ""), sheet, strings, styles)
}

pub(crate) fn relation(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id='{id}' Type='{RELATIONS}/{kind}' Target='{target}'/>")
}

/// The same with these sheets, and these relations beside those of the first.
pub(crate) fn with_sheets(
    (properties, sheets, relations): (&str, &str, &str),
    sheet: &str,
    strings: &str,
    styles: &str,
) -> Vec<u8> {
    let root = format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "/xl/workbook.xml"));
    let related = [
        relations.to_owned(),
        relation("s1", "worksheet", "worksheets/sheet1.xml"),
        relation("s2", "sharedStrings", "sharedStrings.xml"),
        relation("s3", "styles", "../xl/styles.xml"),
    ];
    let book = format!(
        "<?xml version='1.0'?><x:workbook xmlns:x='urn:x' xmlns:r='{RELATIONS}'>{properties}<x:sheets>\
         {sheets}</x:sheets></x:workbook>"
    );
    package(&[
        ("_rels/.rels", &root),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{}</Relationships>", related.concat())),
        ("xl/workbook.xml", &book),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// A ZIP file whose one part unpacks to `copies` megabytes of zeros, without anybody having had to write them.
pub(crate) fn zeros(name: &str, copies: usize) -> Vec<u8> {
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
    let megabyte = vec![0; 1 << 20];
    let mut piece = Vec::with_capacity(1 << 16);
    // The first fills the window; what comes after it repeats.
    deflate.compress_vec(&megabyte, &mut piece, flate2::FlushCompress::Sync).unwrap();
    let mut packed = piece.clone();
    piece.clear();
    deflate.compress_vec(&megabyte, &mut piece, flate2::FlushCompress::Sync).unwrap();
    (1..copies).for_each(|_| packed.extend(&piece));
    packed.extend([3, 0]);
    let sizes = [u32::try_from(packed.len()).unwrap().to_le_bytes(), u32::MAX.to_le_bytes()].concat();
    let named = u16::try_from(name.len()).unwrap().to_le_bytes();
    let common = [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], &sizes[..], &named, &[0, 0]].concat();
    let local = [b"PK\x03\x04", &common[..], name.as_bytes(), &packed].concat();
    let central = [b"PK\x01\x02\x14\x00", &common[..], &[0; 14], name.as_bytes()].concat();
    let place =
        [u32::try_from(central.len()).unwrap(), u32::try_from(local.len()).unwrap()].map(u32::to_le_bytes).concat();
    [&local[..], &central, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &place, &[0, 0]].concat()
}
