//! What a signer could not have seen (ISO 32000-2 §12.8.7, the classes of legal content attestations).
//!
//! A signature covers bytes; what a reader shows can depend on more: a script, a file elsewhere, a layer switched off, a
//! font of the machine. Every object in force is looked at once, whether or not a page leads to it, because a reader's
//! menu, an action or a later update may. Only dictionaries are read, no stream is decoded but object streams. What a later
//! update could bring in is found in `unshown` and `unnamed`. The walk is bounded: what lies beyond [`OBJECTS`] is said to
//! be unscanned ([`ContentKind::NotScanned`]), never taken for clean.

use std::collections::BTreeMap;

use super::object::{Dictionary, Object, ObjectId};
use super::unnamed::Unnamed;
use super::unshown::Unshown;
use super::view::View;

/// Objects looked at, at the most: a book of 2,500 pages has about as many, and they take a fifth of a second.
pub const OBJECTS: u32 = 50_000;
/// Fields whose look is read, at the most.
const FIELDS: usize = 2_000;
/// Nesting followed inside one object; deeper ones count as not scanned.
const DEPTH: usize = 64;

/// A class of content that the signer could not have seen, or that may change what others see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentKind {
    /// JavaScript actions and named scripts (§12.6.4.17).
    JavaScript,
    /// Actions that start a program (§12.6.4.6).
    Launch,
    /// Actions that go to an address (§12.6.4.8).
    Uri,
    /// Actions that go to another document (§12.6.4.3, §12.6.4.4).
    RemoteGoTo,
    /// Actions that send or fetch form data (§12.7.6).
    FormData,
    /// Actions that show, hide or play (§12.6.4.9 to §12.6.4.16).
    Presentation,
    /// Streams whose data is another file (§7.3.8.2, /F).
    ExternalStream,
    /// Form XObjects that stand for a page of another file (§8.10.4, /Ref).
    ReferenceXObject,
    /// Images to be swapped when printing (OPI, §14.11.7).
    Opi,
    /// Images with alternates (§8.9.5.4).
    AlternateImage,
    /// Fonts that are not in the file (§9.9).
    FontNotEmbedded,
    /// Layers (§8.11).
    OptionalContent,
    /// XFA forms (§12.7.8).
    Xfa,
    /// Fields drawn anew by every reader (§12.7.3, /NeedAppearances).
    NeedAppearances,
    /// Files inside (§7.11.4).
    EmbeddedFile,
    /// Sound, film, 3D (§13).
    Multimedia,
    /// Annotations that are not shown (§12.5.3).
    HiddenAnnotation,
    /// Pages, page trees, catalogs or page content that nothing refers to, and never did.
    UnusedPage,
    /// Text fields that show something else than they hold.
    FieldLook,
    /// Another version of an object, which no cross-reference names.
    SecondVersion,
    /// The file is larger than what is looked at, or an object could not be read.
    NotScanned,
}

impl ContentKind {
    /// Every class.
    pub const ALL: [Self; 21] = [
        Self::JavaScript,
        Self::Launch,
        Self::Uri,
        Self::RemoteGoTo,
        Self::FormData,
        Self::Presentation,
        Self::ExternalStream,
        Self::ReferenceXObject,
        Self::Opi,
        Self::AlternateImage,
        Self::FontNotEmbedded,
        Self::OptionalContent,
        Self::Xfa,
        Self::NeedAppearances,
        Self::EmbeddedFile,
        Self::Multimedia,
        Self::HiddenAnnotation,
        Self::UnusedPage,
        Self::FieldLook,
        Self::SecondVersion,
        Self::NotScanned,
    ];

    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::JavaScript => "CONTENT_JAVASCRIPT",
            Self::Launch => "CONTENT_LAUNCH_ACTION",
            Self::Uri => "CONTENT_URI_ACTION",
            Self::RemoteGoTo => "CONTENT_REMOTE_ACTION",
            Self::FormData => "CONTENT_FORM_DATA_ACTION",
            Self::Presentation => "CONTENT_PRESENTATION_ACTION",
            Self::ExternalStream => "CONTENT_EXTERNAL_STREAM",
            Self::ReferenceXObject => "CONTENT_REFERENCE_XOBJECT",
            Self::Opi => "CONTENT_OPI",
            Self::AlternateImage => "CONTENT_ALTERNATE_IMAGE",
            Self::FontNotEmbedded => "CONTENT_FONT_NOT_EMBEDDED",
            Self::OptionalContent => "CONTENT_OPTIONAL",
            Self::Xfa => "CONTENT_XFA",
            Self::NeedAppearances => "CONTENT_NEED_APPEARANCES",
            Self::EmbeddedFile => "CONTENT_EMBEDDED_FILE",
            Self::Multimedia => "CONTENT_MULTIMEDIA",
            Self::HiddenAnnotation => "CONTENT_HIDDEN_ANNOTATION",
            Self::UnusedPage => "CONTENT_UNUSED_PAGE",
            Self::FieldLook => "CONTENT_FIELD_LOOK",
            Self::SecondVersion => "CONTENT_SECOND_VERSION",
            Self::NotScanned => "CONTENT_NOT_SCANNED",
        }
    }
}

/// How often a class occurs, and where first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The class.
    pub kind: ContentKind,
    /// How many dictionaries are of it.
    pub count: usize,
    /// The object of the first one.
    pub first: ObjectId,
}

impl View<'_, '_> {
    /// What of the first `objects` objects of this revision the signer could not have seen, each class once, in the order
    /// of [`ContentKind`].
    pub fn unseen_content(&self, objects: u32) -> Vec<Occurrence> {
        let (mut scan, mut unshown) = (Scan::default(), Unshown::default());
        for number in 1..=self.highest().min(objects) {
            let id = ObjectId::new(number, 0);
            match self.get_number(number) {
                Ok(Some(object)) => {
                    scan.object(object.id, &object.value);
                    unshown.see(&object);
                }
                Ok(None) => {}
                Err(_) => scan.found(ContentKind::NotScanned, id),
            }
        }
        if self.highest() > objects {
            scan.found(ContentKind::NotScanned, ObjectId::new(objects.saturating_add(1), 0));
        } else {
            self.dormant(unshown, &mut scan);
        }
        if scan.text_fields {
            self.lying_fields(&mut scan);
        }
        scan.found.into_iter().map(|(kind, (count, first))| Occurrence { kind, count, first }).collect()
    }

    /// Fields that show something else than they hold.
    fn lying_fields(&self, scan: &mut Scan) {
        let Ok(tree) = self.fields() else { return };
        for field in tree.fields.iter().take(FIELDS) {
            if let Some(widget) = self.lies(field) {
                scan.found(ContentKind::FieldLook, widget);
            }
        }
        if tree.fields.len() > FIELDS {
            scan.found(ContentKind::NotScanned, tree.fields[FIELDS].id.unwrap_or(ObjectId::new(0, 0)));
        }
    }

    /// What a later update could bring in.
    fn dormant(&self, unshown: Unshown, scan: &mut Scan) {
        let whole = ObjectId::new(0, 0);
        match unshown.left_over(self) {
            Some(ids) => ids.into_iter().for_each(|id| scan.found(ContentKind::UnusedPage, id)),
            None => scan.found(ContentKind::NotScanned, whole),
        }
        match self.unnamed_bodies() {
            Ok(bodies) => bodies.into_iter().for_each(|body| match body {
                Unnamed::Version(id) => scan.found(ContentKind::SecondVersion, id),
                Unnamed::Page(id) => scan.found(ContentKind::UnusedPage, id),
            }),
            Err(_) => scan.found(ContentKind::NotScanned, whole),
        }
    }
}

/// How often, and where first.
#[derive(Default)]
struct Scan {
    found: BTreeMap<ContentKind, (usize, ObjectId)>,
    /// Are there text fields?
    text_fields: bool,
}

impl Scan {
    fn found(&mut self, kind: ContentKind, at: ObjectId) {
        self.found.entry(kind).or_insert((0, at)).0 += 1;
    }

    fn object(&mut self, id: ObjectId, value: &Object) {
        if let Object::Stream(stream) = value {
            self.stream(id, &stream.dictionary);
        }
        self.value(id, value, 0);
    }

    fn value(&mut self, id: ObjectId, value: &Object, depth: usize) {
        if depth > DEPTH {
            return self.found(ContentKind::NotScanned, id);
        }
        match value {
            Object::Array(items) => items.iter().for_each(|item| self.value(id, &item.value, depth + 1)),
            Object::Dictionary(_) | Object::Stream(_) => {
                if let Some(dictionary) = value.as_dict() {
                    self.dictionary(id, dictionary);
                    dictionary.entries.iter().for_each(|entry| self.value(id, &entry.value, depth + 1));
                }
            }
            _ => {}
        }
    }

    /// Keys that mean something in a stream's dictionary only.
    fn stream(&mut self, id: ObjectId, dictionary: &Dictionary) {
        let keys = [
            (&b"F"[..], ContentKind::ExternalStream),
            (b"Ref", ContentKind::ReferenceXObject),
            (b"OPI", ContentKind::Opi),
            (b"Alternates", ContentKind::AlternateImage),
        ];
        for (key, kind) in keys {
            if dictionary.get(key).is_some() {
                self.found(kind, id);
            }
        }
    }

    fn dictionary(&mut self, id: ObjectId, dictionary: &Dictionary) {
        self.text_fields |= dictionary.is_name(b"FT", b"Tx");
        // Each key as often as it stands there: readers differ in which of two they take.
        for entry in dictionary.entries.iter().filter(|entry| !entry.value.is_null()) {
            let kind = match entry.key.as_bytes() {
                b"S" => entry.value.as_name().and_then(action),
                b"Subtype" => entry.value.as_name().and_then(annotation),
                b"JavaScript" | b"JS" if !dictionary.is_name(b"S", b"JavaScript") => Some(ContentKind::JavaScript),
                b"OCProperties" => Some(ContentKind::OptionalContent),
                b"XFA" => Some(ContentKind::Xfa),
                b"NeedAppearances" if entry.value.as_bool() == Some(true) => Some(ContentKind::NeedAppearances),
                b"EF" | b"EmbeddedFiles" => Some(ContentKind::EmbeddedFile),
                b"Type" => entry.value.as_name().and_then(|name| font(name, dictionary)),
                b"F" if is_hidden(&entry.value, dictionary) => Some(ContentKind::HiddenAnnotation),
                _ => None,
            };
            if let Some(kind) = kind {
                self.found(kind, id);
            }
        }
    }
}

/// The class of an action (Table 201) by its /S.
fn action(name: &[u8]) -> Option<ContentKind> {
    Some(match name {
        b"JavaScript" => ContentKind::JavaScript,
        b"Launch" => ContentKind::Launch,
        b"URI" => ContentKind::Uri,
        b"GoToR" | b"GoToE" => ContentKind::RemoteGoTo,
        b"SubmitForm" | b"ImportData" => ContentKind::FormData,
        b"Hide" | b"SetOCGState" => ContentKind::Presentation,
        b"Sound" | b"Movie" | b"Rendition" | b"GoTo3DView" | b"RichMediaExecute" => ContentKind::Multimedia,
        _ => return None,
    })
}

/// The class of an annotation (Table 171) by its /Subtype.
fn annotation(name: &[u8]) -> Option<ContentKind> {
    match name {
        b"Sound" | b"Movie" | b"Screen" | b"3D" | b"RichMedia" => Some(ContentKind::Multimedia),
        b"FileAttachment" => Some(ContentKind::EmbeddedFile),
        _ => None,
    }
}

/// Is it a font whose glyphs are not in the file? A composite font is judged by its descendant's descriptor.
fn font(kind: &[u8], dictionary: &Dictionary) -> Option<ContentKind> {
    let has = |keys: &[&[u8]]| keys.iter().any(|key| dictionary.get(key).is_some());
    let missing = match kind {
        b"FontDescriptor" => !has(&[b"FontFile", b"FontFile2", b"FontFile3"]),
        // One of the fourteen fonts of PDF 1.x, or a font by its name.
        b"Font" => {
            let simple: [&[u8]; 3] = [b"Type1", b"TrueType", b"MMType1"];
            simple.iter().any(|name| dictionary.is_name(b"Subtype", name)) && !has(&[b"FontDescriptor"])
        }
        _ => false,
    };
    missing.then_some(ContentKind::FontNotEmbedded)
}

/// Hidden or NoView (Table 167). Pop-ups open on demand, and a signature without a stamp has nothing to show.
fn is_hidden(flags: &Object, annotation: &Dictionary) -> bool {
    let flags = flags.as_integer().unwrap_or(0);
    let is_annotation = annotation.get(b"Rect").is_some() && annotation.get(b"Subtype").is_some();
    let excused = annotation.is_name(b"Subtype", b"Popup") || annotation.is_name(b"FT", b"Sig") || is_flat(annotation);
    is_annotation && !excused && flags & (1 << 1 | 1 << 5) != 0
}

/// Is its rectangle without area? Then there is nothing to hide.
fn is_flat(annotation: &Dictionary) -> bool {
    let corners: Option<Vec<f64>> = annotation
        .get(b"Rect")
        .and_then(Object::as_array)
        .and_then(|corners| corners.iter().map(|corner| corner.value.as_number()).collect());
    // Corners may stand in any order (§7.9.5).
    corners.is_some_and(|corners| matches!(corners[..], [x, y, right, top] if (x - right) * (y - top) == 0.0))
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::samples::Sample;
    use super::*;

    /// One page, and these objects from number 10 on.
    fn with_objects(objects: &[&str]) -> Vec<u8> {
        let mut sample = Sample::one_page();
        (10..).zip(objects).for_each(|(number, body)| sample.object(number, body));
        sample.table("/Root 1 0 R");
        sample.bytes
    }

    fn codes(objects: &[&str]) -> Vec<&'static str> {
        let file = with_objects(objects);
        let document = Document::open(&file).unwrap();
        document.latest().unseen_content(OBJECTS).iter().map(|found| found.kind.code()).collect()
    }

    #[test]
    fn a_plain_document_has_nothing_to_hide() {
        assert_eq!(codes(&[]), [""; 0]);
        let honest = [
            "<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /F 4 /A << /S /GoTo /D [3 0 R /Fit] >> >>",
            "<< /Type /Annot /Subtype /Popup /Rect [0 0 1 1] /F 2 >>",
            "<< /Type /Annot /Subtype /Widget /FT /Sig /Rect [0 0 0 0] /F 2 >>",
            "<< /Type /Font /Subtype /Type0 /DescendantFonts [9 0 R] >>",
            "<< /Type /FontDescriptor /FontFile2 9 0 R >>",
            "<< /Type /Filespec /F (a name) >>",
            "<< /NeedAppearances false >>",
        ];
        assert_eq!(codes(&honest), [""; 0]);
    }

    #[test]
    fn each_class_is_found_where_it_hides() {
        for (object, code) in [
            ("<< /A << /S /JavaScript /JS (app.alert\\(1\\)) >> >>", "CONTENT_JAVASCRIPT"),
            ("<< /A << /S /J#61vaScript >> >>", "CONTENT_JAVASCRIPT"),
            ("<< /Names << /JavaScript 9 0 R >> >>", "CONTENT_JAVASCRIPT"),
            ("[ [ << /S /Launch /S /GoTo >> ] ]", "CONTENT_LAUNCH_ACTION"),
            ("<< /AA << /O << /S /URI /URI (http://example.org) >> >> >>", "CONTENT_URI_ACTION"),
            ("<< /S /GoToR /F (other.pdf) >>", "CONTENT_REMOTE_ACTION"),
            ("<< /S /SubmitForm /F (http://example.org) >>", "CONTENT_FORM_DATA_ACTION"),
            ("<< /S /Hide /T (a) >>", "CONTENT_PRESENTATION_ACTION"),
            ("<< /Length 0 /F (data.bin) >> stream\n\nendstream", "CONTENT_EXTERNAL_STREAM"),
            ("<< /Length 0 /Ref << /F (a.pdf) /Page 0 >> >> stream\n\nendstream", "CONTENT_REFERENCE_XOBJECT"),
            ("<< /Length 0 /OPI << >> >> stream\n\nendstream", "CONTENT_OPI"),
            ("<< /Length 0 /Alternates [] >> stream\n\nendstream", "CONTENT_ALTERNATE_IMAGE"),
            ("<< /Type /FontDescriptor /FontName /Arial >>", "CONTENT_FONT_NOT_EMBEDDED"),
            ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", "CONTENT_FONT_NOT_EMBEDDED"),
            ("<< /OCProperties << >> >>", "CONTENT_OPTIONAL"),
            ("<< /XFA [] >>", "CONTENT_XFA"),
            ("<< /NeedAppearances true >>", "CONTENT_NEED_APPEARANCES"),
            ("<< /Type /Filespec /EF << /F 9 0 R >> >>", "CONTENT_EMBEDDED_FILE"),
            ("<< /Subtype /RichMedia >>", "CONTENT_MULTIMEDIA"),
            ("<< /Subtype /Square /Rect [0 0 1 1] /F 2 >>", "CONTENT_HIDDEN_ANNOTATION"),
            ("<< /Subtype /FreeText /Rect [0 0 1 1] /F 32 >>", "CONTENT_HIDDEN_ANNOTATION"),
        ] {
            assert_eq!(codes(&[object]), [code], "{object}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_clean() {
        let file = String::from_utf8(with_objects(&["<< /S /Launch >>"])).unwrap().replace("10 0 obj", "77 0 obj");
        let document = Document::open(file.as_bytes()).unwrap();
        let found = document.latest().unseen_content(OBJECTS);
        assert_eq!((found[0].kind, found[0].first), (ContentKind::NotScanned, ObjectId::new(10, 0)));
    }

    #[test]
    fn what_occurs_often_is_counted_with_the_first_place() {
        let link = "<< /A << /S /URI /URI (a) >> >>";
        let file = with_objects(&[link, "null", link]);
        let document = Document::open(&file).unwrap();
        let found = document.latest().unseen_content(OBJECTS);
        assert_eq!((found[0].count, found[0].first.number), (2, 10));
    }
}
