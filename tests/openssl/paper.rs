//! A one-page PDF around any signature value: the smallest document that a CMS can be judged in.

#![allow(dead_code)] // Each test binary uses its part.

use std::fmt::Write as _;

use kyso::verify::{Context, Policy, Report};
use kyso::x509::read_certificates;

use super::Desk;

/// Room for the value, in octets.
const ROOM: usize = 12 * 1024;

/// What the signature dictionary says, and the value's maker.
pub(crate) struct Paper<'a> {
    /// /SubFilter.
    pub(crate) sub_filter: &'a str,
    /// Further entries of the signature dictionary.
    pub(crate) entries: String,
    /// Further objects, from number 7 on.
    pub(crate) objects: Vec<String>,
}

impl<'a> Paper<'a> {
    pub(crate) fn new(sub_filter: &'a str) -> Self {
        Self { sub_filter, entries: String::new(), objects: Vec::new() }
    }

    pub(crate) fn with(mut self, entries: &str) -> Self {
        self.entries.push_str(entries);
        self
    }

    /// The file, signed by what `sign` makes of the covered bytes.
    pub(crate) fn signed(&self, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let (mut file, gap) = self.prepared();
        let covered = [&file[..gap.0], &file[gap.1..]].concat();
        let value = sign(&covered);
        assert!(value.len() <= ROOM, "{} octets", value.len());
        for (at, octet) in value.iter().enumerate() {
            file[gap.0 + 1 + 2 * at..][..2].copy_from_slice(format!("{octet:02x}").as_bytes());
        }
        file
    }

    /// The file with an empty value, and where its delimiters stand.
    fn prepared(&self) -> (Vec<u8>, (usize, usize)) {
        let signature = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{}/M({}){}/ByteRange[0 0000000000 0000000000 0000000000]\
             /Contents<{}>>>",
            self.sub_filter,
            kyso::pdf::format_date(time::OffsetDateTime::now_utc()),
            self.entries,
            "00".repeat(ROOM)
        );
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/Annots[4 0 R]/Contents 6 0 R/Resources<<>>>>".to_owned(),
            "<</FT/Sig/T(Sig1)/V 5 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132/P 3 0 R>>".to_owned(),
            signature,
            "<</Length 4>>\nstream\n0 0 \nendstream".to_owned(),
        ];
        objects.extend(self.objects.iter().cloned());
        let (mut file, mut offsets) = (String::from("%PDF-1.7\n"), Vec::new());
        for (at, object) in objects.iter().enumerate() {
            offsets.push(file.len());
            let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1);
        }
        let start = file.len();
        let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for offset in &offsets {
            let _ = writeln!(file, "{offset:010} 00000 n ");
        }
        let _ = write!(file, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
        let open = file.find("/Contents<").unwrap() + "/Contents".len();
        let close = open + 2 * ROOM + 2;
        let range = format!("[0 {open:010} {close:010} {:010}]", file.len() - close);
        (file.replace("[0 0000000000 0000000000 0000000000]", &range).into_bytes(), (open, close))
    }
}

impl Desk {
    /// The verdict on `file`, with the desk's CA trusted and without revocation data, under the policy `name` at `at`.
    pub(crate) fn judge(&self, file: &[u8], name: &str, change: impl FnOnce(&mut Context)) -> Report {
        let text = match name {
            "nd30" => include_str!("../../src/verify/data/nd30.toml"),
            _ => include_str!("../../src/verify/data/default.toml"),
        };
        let trust = read_certificates(&self.read("ca.pem")).unwrap();
        let mut context = Context {
            tsa_trust: trust.clone(),
            trust,
            ..Context::new(
                Policy::parse(name, &text.replace("\"hard\"", "\"soft\"")).unwrap(),
                time::OffsetDateTime::now_utc(),
            )
        };
        change(&mut context);
        context.judge("paper.pdf", file, None)
    }
}
