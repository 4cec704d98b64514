//! Small files by hand for the tests beside them.

use std::fmt::Write as _;

/// A file growing object by object and section by section.
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    open: Vec<(u32, usize)>,
    last: Option<usize>,
}

impl Sample {
    /// A file with a header.
    pub(crate) fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n".to_vec(), open: Vec::new(), last: None }
    }

    /// One page, catalog 1, pages 2, page 3, closed with a table.
    pub(crate) fn one_page() -> Self {
        let mut sample = Self::new();
        sample.object(1, "<</Type/Catalog/Pages 2 0 R>>");
        sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595.2755905512 841.8897637795]>>");
        sample.object(3, "<</Type/Page/Parent 2 0 R/Rotate -90>>");
        sample.table("/Root 1 0 R/Info null/ID[<01><02>]");
        sample
    }

    /// Appends `number 0 obj`.
    pub(crate) fn object(&mut self, number: u32, body: &str) {
        self.open.push((number, self.bytes.len()));
        self.bytes.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }

    /// Appends bytes that nothing refers to.
    pub(crate) fn raw(&mut self, text: &str) -> usize {
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.len() - text.len()
    }

    /// Closes the revision with a table of the objects since the last one.
    pub(crate) fn table(&mut self, trailer: &str) {
        let at = self.bytes.len();
        let mut text = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, offset) in std::mem::take(&mut self.open) {
            let _ = write!(text, "{number} 1\n{offset:010} 00000 n \n");
        }
        let prev = self.last.map(|prev| format!("/Prev {prev}")).unwrap_or_default();
        let _ = write!(text, "trailer\n<</Size 20{prev}{trailer}>>\nstartxref\n{at}\n%%EOF\n");
        self.raw(&text);
        self.last = Some(at);
    }

    /// Appends a cross-reference stream `number` with `rows` of (object, type, second, third); returns its place.
    pub(crate) fn rows(&mut self, number: u32, rows: &[(u32, u8, u32, u8)], trailer: &str) -> usize {
        let index: Vec<String> = rows.iter().map(|row| format!("{} 1", row.0)).collect();
        let hex =
            rows.iter().map(|row| format!("{:02x}{:08x}{:02x}", row.1, row.2, row.3)).collect::<Vec<_>>().concat();
        let head =
            format!("/Type/XRef/W[1 4 1]/Index[{}]/Filter/ASCIIHexDecode/Length {}", index.join(" "), hex.len() + 1);
        self.raw(&format!("{number} 0 obj\n<<{head}{trailer}/Size 20>>\nstream\n{hex}>\nendstream\nendobj\n"))
    }

    /// Closes the revision with a cross-reference stream; `packed` are (object, container, index).
    pub(crate) fn stream(&mut self, number: u32, packed: &[(u32, u32, u8)], trailer: &str) {
        let mut rows: Vec<_> = std::mem::take(&mut self.open).into_iter().map(|(n, at)| (n, 1, at as u32, 0)).collect();
        rows.extend(packed.iter().map(|&(object, container, index)| (object, 2, container, index)));
        rows.sort_unstable();
        let prev = self.last.map(|prev| format!("/Prev {prev}")).unwrap_or_default();
        let at = self.rows(number, &rows, &format!("{trailer}{prev}"));
        self.raw(&format!("startxref\n{at}\n%%EOF\n"));
        self.last = Some(at);
    }
}

/// Catalog 1 and page tree 2 packed into object stream 5, page 3 plain.
pub(crate) fn packed() -> Sample {
    let mut sample = Sample::new();
    let (one, two) = ("<</Type/Catalog/Pages 2 0 R/Lang(vi)>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    let head = format!("1 0 2 {} ", one.len() + 1);
    let data = format!("{head}{one} {two}");
    sample.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>");
    sample.object(
        5,
        &format!("<</Type/ObjStm/N 2/First {}/Length {}>>\nstream\n{data}\nendstream", head.len(), data.len()),
    );
    sample.stream(6, &[(1, 5, 0), (2, 5, 1)], "/Root 1 0 R");
    sample
}

/// Object 4 is only in the hidden stream; the table calls it free.
pub(crate) fn hybrid() -> Sample {
    let mut sample = Sample::new();
    sample.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>");
    sample.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    sample.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>");
    let form = sample.raw("4 0 obj\n<</Fields[]/DA(x)>>\nendobj\n");
    let hidden = sample.rows(7, &[(4, 1, form as u32, 0)], "");
    sample.table(&format!("/Root 1 0 R/XRefStm {hidden}"));
    sample
}
