//! The entries of a PDF: signatures, document time-stamps, usage rights; in revision order, each with its CMS read once.

use std::collections::BTreeMap;

use crate::cms;
use crate::pdf::{self, ByteRange, Document, Field, FieldLock, Outside, ShapeError, SignatureDictionary};

use super::Reach;
use super::facts::Contents;
use super::permissions::Restrictions;
use super::poe::Place;
use super::terms::EntryType;

/// One signature dictionary and where it hangs.
pub(super) struct Entry {
    pub(super) field: String,
    pub(super) kind: EntryType,
    pub(super) dictionary: SignatureDictionary,
    pub(super) range: Result<ByteRange, ShapeError>,
    pub(super) widgets: usize,
    /// Does a signature field hold it? Usage rights need none.
    pub(super) in_field: bool,
    /// Does /Perms /DocMDP name it?
    pub(super) certifies: bool,
    /// /Lock of its field.
    lock: Option<FieldLock>,
    /// /Contents, out of the dictionary.
    pub(super) contents: Contents,
    /// What was read past in all that the signed revision shows; nothing where nobody looked.
    pub(super) scrutiny: Option<Result<Vec<pdf::Finding>, pdf::Error>>,
}

impl Entry {
    fn new(
        document: &Document<'_>,
        field: String,
        mut dictionary: SignatureDictionary,
        widgets: usize,
        usage_rights: bool,
    ) -> Self {
        let range = ByteRange::new(dictionary.byte_range.as_deref(), dictionary.contents_span, document);
        let contents = Contents::from(std::mem::take(&mut dictionary.contents));
        let timestamp = match dictionary.sub_filter.as_deref() {
            Some(sub_filter) => sub_filter == "ETSI.RFC3161",
            // Without a SubFilter the content tells (VERDICT §2).
            None => contents.cms.as_ref().is_ok_and(cms::is_timestamp),
        };
        let kind = match (usage_rights, timestamp) {
            (true, _) => EntryType::UsageRights,
            (false, true) => EntryType::DocTimestamp,
            (false, false) => EntryType::Signature,
        };
        let (certifies, lock, scrutiny) = (false, None, None);
        Self { field, kind, dictionary, range, widgets, in_field: true, certifies, lock, contents, scrutiny }
    }

    /// The permission of its DocMDP reference.
    pub(super) fn certification(&self) -> Option<u8> {
        self.dictionary.certification()
    }

    /// What it allows to happen after it.
    pub(super) fn restrictions(&self) -> Restrictions {
        Restrictions::of(&self.dictionary, self.lock.as_ref())
    }

    /// Where it ends in the file, if its range is sound.
    pub(super) fn place(&self) -> Place {
        self.range.as_ref().ok().map(ByteRange::end)
    }

    /// One after the last covered byte, for the order of revisions; entries without a sound range come last.
    pub(super) fn end(&self) -> usize {
        self.range.as_ref().map_or(usize::MAX, ByteRange::end)
    }
}

/// All entries within `reach` in revision order; the names of empty signature fields go to `unsigned`.
pub(super) fn collect(
    document: &Document<'_>,
    reach: Reach,
    unsigned: &mut Vec<String>,
) -> Result<Vec<Entry>, pdf::Error> {
    let view = document.latest();
    let everywhere = (reach != Reach::Form).then(|| view.all_fields().ok()).flatten();
    // A damaged page tree hides no field of the form.
    let tree = everywhere.map_or_else(|| view.fields(), Ok)?;
    let mut entries = Vec::new();
    let certification = view.doc_mdp().ok().flatten().and_then(|(id, _)| id);
    for field in tree.signatures() {
        match SignatureDictionary::of_field(&view, field) {
            Ok(Some(dictionary)) => {
                let mut entry = Entry::new(document, field.name.clone(), dictionary, field.widgets.len(), false);
                entry.lock.clone_from(&field.lock);
                entry.certifies = entry.dictionary.id.is_some() && entry.dictionary.id == certification;
                entries.push(entry);
            }
            Ok(None) if field.value.is_none() || is_null(&view, field) => unsigned.push(field.name.clone()),
            // Something stands there that is no dictionary: a damaged signature is a verdict, not a silence.
            _ => entries.push(Entry::new(document, field.name.clone(), no_dictionary(), field.widgets.len(), false)),
        }
    }
    for (place, dictionary) in pdf::outside_fields(&view, &tree)? {
        let (field, usage_rights) = match place {
            Outside::UsageRights => ("UR3".to_owned(), true),
            Outside::DocMdp => ("DocMDP".to_owned(), false),
            Outside::Field(name) => (name, false),
        };
        let mut entry = Entry::new(document, field, dictionary, 1, usage_rights);
        entry.in_field = usage_rights;
        entries.push(entry);
    }
    entries.sort_by_key(Entry::end);
    if reach == Reach::Everywhere {
        scrutinize(document, &mut entries);
    }
    Ok(entries)
}

/// Reads what each signed revision shows, once for all entries of one revision.
fn scrutinize(document: &Document<'_>, entries: &mut [Entry]) {
    let mut known = BTreeMap::new();
    for entry in entries {
        let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
        let view = revision.map_or(document.latest(), |revision| document.at(revision));
        let found = known.entry(view.index()).or_insert_with(|| view.scrutinize());
        entry.scrutiny = Some(found.clone());
    }
}

fn is_null(view: &pdf::View<'_, '_>, field: &Field) -> bool {
    field.value.as_ref().is_some_and(|value| view.resolve(value).is_ok_and(|value| value.is_null()))
}

fn no_dictionary() -> SignatureDictionary {
    SignatureDictionary::default()
}
