//! Pages and page content in force that nothing refers to (*Shadow Attacks*, NDSS 2021: hide and replace).
//!
//! Whoever prepares a document can put a second page tree, or other content for a page, beside the one that shows: the
//! signer signs it unseen, and a later update needs to name it only. What an earlier revision showed is history and hides
//! nothing: a page that was deleted, a catalog that was replaced. So the trailers of all revisions are ways in.
//!
//! The references are gathered while every object is looked at anyhow; older revisions are read only where something was
//! found. Form XObjects, fonts and the like are left over by honest writers all the time, and are passed by.

use lopdf::Object as Operand;
use lopdf::content::{Content, Operation};

use super::indirect::Indirect;
use super::object::{Dictionary, Object, ObjectId, Stream};
use super::view::View;

/// Objects of earlier revisions that are read, at the most.
const OLDER: usize = 50_000;
/// Streams that are decoded to see whether a page could show them, at the most, and how much of each.
const DECODED: usize = 64;
const CONTENT: usize = 256 << 10;
/// References that are kept.
const WAYS: usize = 4 << 20;
/// Bytes of what a text field shows.
const LOOK: usize = 1024;
/// Nesting followed inside one object.
const DEPTH: usize = 64;
/// Operators that paint (ISO 32000-2 Table 50).
const PAINTS: [&str; 16] = ["f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "BI", "Tj", "TJ", "'", "\""];
/// The others that a page's content has.
const OTHERS: [&str; 56] = [
    "BDC", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1", "DP", "EI", "EMC", "ET", "EX", "G", "g", "gs",
    "h", "i", "ID", "J", "j", "K", "k", "l", "M", "m", "MP", "n", "q", "Q", "re", "RG", "rg", "ri", "SC", "sc", "SCN",
    "scn", "T*", "Tc", "Td", "TD", "Tf", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*",
];

/// What has been seen of a document's objects.
#[derive(Default)]
pub(super) struct Unshown {
    /// What a page tree or a page could show.
    showable: Vec<ObjectId>,
    /// Who refers to whom.
    ways: Vec<(u32, u32)>,
}

impl Unshown {
    /// Looks at one object.
    pub(super) fn see(&mut self, object: &Indirect) {
        if is_showable(&object.value) {
            self.showable.push(object.id);
        }
        self.refer(object.id.number, &object.value, 0);
    }

    fn refer(&mut self, from: u32, object: &Object, depth: usize) {
        if depth > DEPTH || self.ways.len() > WAYS {
            return;
        }
        match object {
            Object::Reference(id) => self.ways.push((from, id.number)),
            Object::Array(items) => items.iter().for_each(|item| self.refer(from, &item.value, depth + 1)),
            Object::Dictionary(dictionary) => self.refer_all(from, dictionary, depth),
            Object::Stream(stream) => self.refer_all(from, &stream.dictionary, depth),
            _ => {}
        }
    }

    fn refer_all(&mut self, from: u32, dictionary: &Dictionary, depth: usize) {
        dictionary.entries.iter().for_each(|entry| self.refer(from, &entry.value, depth + 1));
    }

    /// What of it no trailer leads to, in `view` or a revision before it; nothing where those are too many to read.
    pub(super) fn left_over(mut self, view: &View<'_, '_>) -> Option<Vec<ObjectId>> {
        self.refer_all(0, view.trailer(), 0);
        self.drop_reached()?;
        if !self.showable.is_empty() && view.index() > 0 {
            self.see_older(view)?;
            self.drop_reached()?;
        }
        let mut decoded = 0;
        self.showable.retain(|id| match view.get(*id).ok().flatten().map(|object| object.value.clone()) {
            Some(Object::Stream(stream)) => {
                decoded += 1;
                decoded > DECODED || paints(view, *id, &stream)
            }
            value => value.is_some(),
        });
        Some(self.showable)
    }

    fn see_older(&mut self, view: &View<'_, '_>) -> Option<()> {
        let (document, mut read) = (view.document(), 0);
        for index in 0..view.index() {
            let older = document.at(index);
            self.refer_all(0, older.trailer(), 0);
            for (number, _) in document.touched(index) {
                read += 1;
                if read > OLDER {
                    return None;
                }
                if let Ok(Some(object)) = older.get_number(number) {
                    self.refer(number, &object.value, 0);
                }
            }
        }
        Some(())
    }

    /// Drops what is referred to from the trailer, whose number is 0.
    fn drop_reached(&mut self) -> Option<()> {
        if self.ways.len() > WAYS {
            return None;
        }
        self.ways.sort_unstable();
        // Where a higher number leads, there is nothing.
        let sources = self.ways.last().map_or(0, |&(from, _)| from);
        let highest = self.showable.iter().map(|id| id.number).fold(sources, u32::max);
        let (mut reached, mut queue) = (vec![false; highest as usize + 1], vec![0]);
        while let Some(number) = queue.pop() {
            let start = self.ways.partition_point(|&(from, _)| from < number);
            for &(_, to) in self.ways[start..].iter().take_while(|&&(from, _)| from == number) {
                if reached.get_mut(to as usize).is_some_and(|known| !std::mem::replace(known, true)) {
                    queue.push(to);
                }
            }
        }
        self.showable.retain(|id| !reached[id.number as usize]);
        Some(())
    }
}

/// Could it be a catalog, a page tree, a page or, as far as its dictionary tells, a page's content?
pub(super) fn is_showable(value: &Object) -> bool {
    match value {
        Object::Dictionary(dictionary) => is_page_tree(dictionary),
        // Nothing says that a stream is content; those that are something else do say so (§7.8.2).
        Object::Stream(stream) => {
            let others: [&[u8]; 9] = [
                b"Type",
                b"Subtype",
                b"FunctionType",
                b"ShadingType",
                b"PatternType",
                b"HalftoneType",
                b"N",
                b"Length1",
                b"Width",
            ];
            others.iter().all(|key| stream.dictionary.get(key).is_none())
        }
        _ => false,
    }
}

fn is_page_tree(dictionary: &Dictionary) -> bool {
    [&b"Catalog"[..], b"Pages", b"Page"].iter().any(|kind| dictionary.is_name(b"Type", kind))
}

/// Does a stream paint, and do nothing but what a page's content does?
pub(super) fn paints(view: &View<'_, '_>, id: ObjectId, stream: &Stream) -> bool {
    let Ok(data) = view.decode(id, stream) else { return false };
    let Ok(content) = Content::decode(&data[..data.len().min(CONTENT)]) else { return false };
    let mut operators = content.operations.iter().map(|operation| operation.operator.as_str());
    let known = |operator: &str| PAINTS.contains(&operator) || OTHERS.contains(&operator);
    let first = operators.clone().position(|operator| PAINTS.contains(&operator));
    first.is_some_and(|first| operators.all(known) && !(data.len() <= LOOK && is_look(&content.operations[..first])))
}

/// Is it what a text field showed, marked as §12.7.4.3 asks? Some writers leave one behind with every value.
fn is_look(before_painting: &[Operation]) -> bool {
    let is_marked = |operation: &Operation| {
        operation.operator == "BMC" && matches!(operation.operands.first(), Some(Operand::Name(tag)) if tag == b"Tx")
    };
    before_painting.iter().any(is_marked)
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::super::{CONTENT_OBJECTS, Document};

    fn codes(file: &[u8]) -> Vec<(&'static str, u32)> {
        let document = Document::open(file).unwrap();
        let found = document.latest().unseen_content(CONTENT_OBJECTS);
        found.iter().map(|found| (found.kind.code(), found.first.number)).collect()
    }

    fn with(objects: &[(u32, &str)]) -> Vec<u8> {
        let mut sample = Sample::one_page();
        for (number, body) in objects {
            sample.object(*number, body);
        }
        sample.table("/Root 1 0 R");
        sample.bytes
    }

    #[test]
    fn a_page_beside_the_page_tree_is_found() {
        let page = "<</Type/Page/Parent 2 0 R>>";
        assert_eq!(codes(&with(&[(10, page)])), [("CONTENT_UNUSED_PAGE", 10)]);
        let tree = [(10, "<</Type/Pages/Kids[11 0 R]/Count 1>>"), (11, "<</Type/Page/Parent 10 0 R>>")];
        assert_eq!(codes(&with(&tree)), [("CONTENT_UNUSED_PAGE", 10)]);
        assert_eq!(codes(&with(&[(10, "<</Type/Catalog/Pages 2 0 R>>")])), [("CONTENT_UNUSED_PAGE", 10)]);
    }

    #[test]
    fn content_that_no_page_has_is_found_and_other_streams_are_not() {
        let stream = |data: &str| format!("<</Length {}>>stream\n{data}\nendstream", data.len());
        let found = [("CONTENT_UNUSED_PAGE", 10)];
        assert_eq!(codes(&with(&[(10, &stream("BT /F 12 Tf (1 000) Tj ET"))])), found);
        for honest in [
            "/CIDInit /ProcSet findresource begin 1 begincmap",
            "q Q",
            "app.alert(1);",
            "\u{1}\u{2} f (",
            "/Tx BMC BT (1) Tj ET EMC",
        ] {
            assert_eq!(codes(&with(&[(10, &stream(honest))])), [], "{honest}");
        }
        let form = "<</Subtype/Form/BBox[0 0 1 1]/Length 1>>stream\nf\nendstream";
        assert_eq!(codes(&with(&[(10, form)])), []);
    }

    /// Somebody deletes a page and replaces the catalog: what was shown once is no secret.
    #[test]
    fn history_is_not_hidden() {
        let mut sample = Sample::one_page();
        sample.object(11, "<</Type/Catalog/Pages 12 0 R>>");
        sample.object(12, "<</Type/Pages/Kids[13 0 R]/Count 1/MediaBox[0 0 9 9]>>");
        sample.object(13, "<</Type/Page/Parent 12 0 R>>");
        sample.table("/Root 11 0 R");
        assert_eq!(codes(&sample.bytes), []);
        sample.object(14, "<</Type/Page/Parent 12 0 R>>");
        sample.table("/Root 11 0 R");
        assert_eq!(codes(&sample.bytes), [("CONTENT_UNUSED_PAGE", 14)]);
    }
}
