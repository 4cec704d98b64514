//! From pages to a file (ISO 32000-2; version 1.7, which every reader knows).

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};
use time::OffsetDateTime;
use time::macros::{format_description, offset};

use crate::appearance;
use crate::hash::Hash;

use super::tags::integer;
use super::{HEIGHT, Paper, WIDTH};

/// What a document says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    /// BCP 47.
    pub(crate) lang: &'a str,
    pub(crate) made: OffsetDateTime,
}

impl Paper<'_> {
    /// The file.
    ///
    /// # Errors
    /// A font that cannot be embedded after all.
    pub(crate) fn finish(self, about: About) -> Result<Vec<u8>, appearance::Error> {
        let mut document = Document::with_version("1.7");
        let [catalog, tree, info] = [(); 3].map(|()| document.new_object_id());
        let mut fonts = Dictionary::new();
        for (place, face) in self.faces.iter().enumerate().filter(|(_, face)| face.is_used()) {
            let objects = face.embed(&mut || document.new_object_id())?;
            fonts.set(format!("F{place}"), objects[0].0);
            document.objects.extend(objects);
        }
        let resources = document.add_object(dictionary! { "Font" => fonts });
        let ids: Vec<_> = self.pages.iter().map(|_| document.new_object_id()).collect();
        let mut digest = Hash::Sha256.hasher();
        digest.update(format!("{} {} {}", about.title, about.lang, about.made.unix_timestamp()).as_bytes());
        for ((place, page), id) in (0_i64..).zip(&self.pages).zip(&ids) {
            digest.update(page.content.as_bytes());
            let mut content = Stream::new(Dictionary::new(), page.content.clone().into_bytes());
            let _ = content.compress();
            let content = document.add_object(content);
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), real(WIDTH), real(HEIGHT)],
                "Resources" => resources, "Contents" => content, "StructParents" => place, "Tabs" => "S",
            };
            document.objects.insert(*id, page.into());
        }
        let kids: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
        document
            .objects
            .insert(tree, dictionary! { "Type" => "Pages", "Count" => integer(ids.len()), "Kids" => kids }.into());
        let pages: Vec<_> = ids.iter().copied().zip(self.pages.iter().map(|page| page.parts.as_slice())).collect();
        let structure = self.tags.objects(&pages, &mut || document.new_object_id());
        let root = structure[0].0;
        document.objects.extend(structure);
        document.objects.insert(catalog, front(tree, root, about).into());
        document.objects.insert(info, said(about).into());
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        // The same document made again is the same document (§14.4).
        let id = Object::String(digest.finish()[..16].to_vec(), StringFormat::Hexadecimal);
        document.trailer.set("ID", vec![id.clone(), id]);
        Ok(saved(document))
    }
}

/// ISO 32000-2 Table 29.
fn front(pages: ObjectId, structure: ObjectId, about: About) -> Dictionary {
    dictionary! {
        "Type" => "Catalog", "Pages" => pages, "Lang" => text(about.lang), "StructTreeRoot" => structure,
        "MarkInfo" => dictionary! { "Marked" => true },
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    }
}

/// ISO 32000-2 Table 349; the time is Viet Nam's.
fn said(about: About) -> Dictionary {
    let made = about.made.to_offset(offset!(+7));
    let made = made.format(format_description!("D:[year][month][day][hour][minute][second]+07'00'"));
    dictionary! {
        "Title" => text(about.title), "Producer" => text(concat!("kyso ", env!("CARGO_PKG_VERSION"))),
        "CreationDate" => text(&made.unwrap_or_default()),
    }
}

/// A text string: UTF-16 with its mark where ASCII does not do (§7.9.2.2).
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let units = [0xFEFF].into_iter().chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

#[allow(clippy::cast_possible_truncation)] // Two decimals of a page's size.
fn real(value: f64) -> Object {
    Object::Real(value as f32)
}

/// Thousands of small elements go into object streams.
fn saved(mut document: Document) -> Vec<u8> {
    let options = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).expect("memory takes everything");
    bytes
}
