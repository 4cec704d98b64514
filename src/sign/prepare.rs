//! The update that carries a signature: field, widget, dictionary and the open place for the CMS.
//!
//! What a validator may object to later is decided here: nothing of the document is touched but what leads to the new
//! field ([`super::widget`]), /Perms and /Extensions (ISO 32000-2 §12.7.5.5, §12.8). Document information, XMP metadata and
//! both parts of /ID stay as they are.

use time::OffsetDateTime;

use crate::hash::{Hash, Prefixes, Trails};
use crate::pdf::{Appended, Dict, Document, ObjectId, Update, View, format_date};
use crate::verify::Level;

use super::error::Error;
use super::field::Target;
use super::order::{Entries, LockFields, Order};
use super::widget::{add_field, is_signed, set_flags};

/// What the new signature dictionary is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'o> {
    /// `ETSI.CAdES.detached` by this order, with the claimed time.
    Signature(&'o Order, OffsetDateTime),
    /// `ETSI.RFC3161`: a document time-stamp.
    Timestamp,
}

/// /ExtensionLevel of ESIC with a security store or document time-stamps; without, it is 2.
pub(super) const LONG_TERM: i64 = 5;

impl Kind<'_> {
    fn extension_level(self) -> i64 {
        match self {
            Self::Signature(order, _) if order.level < Level::BLt => 2,
            Self::Signature(..) | Self::Timestamp => LONG_TERM,
        }
    }
}

/// A document with the open place for a CMS.
pub struct Prepared<'a> {
    appended: Appended<'a>,
}

impl<'a> Prepared<'a> {
    /// An update with an open place.
    pub(super) fn of(update: Update<'_, 'a>) -> Result<Self, Error> {
        Ok(Self { appended: update.finish()? })
    }
}

impl Prepared<'_> {
    /// The digest of the bytes that the signature covers; `trails` may have gone over the input before.
    pub fn digest(&self, hash: Hash, trails: &Trails) -> Vec<u8> {
        let [old, rest @ ..] = self.appended.covered().unwrap_or_default();
        let mut hasher = Prefixes::new(old, trails).state(hash, old.len());
        for part in rest {
            hasher.update(part);
        }
        hasher.finish()
    }

    /// Puts `cms` into its place; what is to be appended to the input.
    ///
    /// # Errors
    /// [`crate::pdf::Error::ContentsTooSmall`]; nothing is ever truncated.
    pub fn seal(mut self, cms: &[u8]) -> Result<Vec<u8>, Error> {
        self.appended.fill(cms)?;
        Ok(self.appended.into_tail())
    }
}

/// Appends field, widget and dictionary for `target` to `document`, with `size` bytes for the CMS; `with_code` where
/// that will carry the document's integrity code (ISO/TS 32004).
///
/// # Errors
/// [`Error::Pdf`] where the document has no usable catalog or page.
pub(super) fn prepare<'a>(
    document: &Document<'a>,
    kind: Kind<'_>,
    target: &Target,
    size: usize,
    with_code: bool,
) -> Result<Prepared<'a>, Error> {
    let mut update = Update::new(document)?;
    let view = update.view();
    let signed = is_signed(view)?;
    let signature = update.add_signature(dictionary(kind, target), size)?;
    match target {
        Target::Existing { id, .. } => update.set(*id, &[b"V"], &reference(signature))?,
        Target::New { name } => add_field(&mut update, view, name, signature, kind, signed)?,
    }
    if !signed {
        set_flags(&mut update, view)?;
    }
    let catalog = view.catalog()?.id;
    if matches!(kind, Kind::Signature(Order { certify: Some(_), .. }, _)) {
        update.set(catalog, &[b"Perms", b"DocMDP"], &reference(signature))?;
    }
    if with_code {
        let place = Dict::new().name("MACLocation", "AttachedToSig").reference("SigObjRef", signature);
        update.set_trailer("AuthCode", place.finish());
    }
    declare_extension(&mut update, view, kind.extension_level())?;
    Prepared::of(update)
}

pub(super) fn reference(id: ObjectId) -> Vec<u8> {
    format!("{id} R").into_bytes()
}

/// ISO 32000-2 Table 255. /M is the claimed time; a document time-stamp has none (§12.8.5).
fn dictionary(kind: Kind<'_>, target: &Target) -> Dict {
    let dict = Dict::new();
    let Kind::Signature(order, now) = kind else {
        return dict.name("Type", "DocTimeStamp").name("Filter", "Adobe.PPKLite").name("SubFilter", "ETSI.RFC3161");
    };
    let Entries { name, reason, location, contact } = &order.entries;
    let mut dict = dict.name("Type", "Sig").name("Filter", "Adobe.PPKLite").name("SubFilter", "ETSI.CAdES.detached");
    dict = dict.text("M", &format_date(now));
    for (key, value) in [("Name", name), ("Reason", reason), ("Location", location), ("ContactInfo", contact)] {
        if let Some(value) = value {
            dict = dict.text(key, value);
        }
    }
    match transforms(order, target) {
        references if references.is_empty() => dict,
        references => dict.raw("Reference", [b"[".to_vec(), references.concat(), b"]".to_vec()].concat()),
    }
}

/// Signature references (ISO 32000-2 Table 256): DocMDP for a certification, FieldMDP for locked fields, both from the order
/// or from the field's own /Lock, which binds only what refers to it (§12.8.2.4).
fn transforms(order: &Order, target: &Target) -> Vec<Vec<u8>> {
    let transform = |method: &str, parameters: Dict| {
        let parameters = parameters.name("Type", "TransformParams").name("V", "1.2");
        Dict::new().name("Type", "SigRef").name("TransformMethod", method).dict("TransformParams", parameters).finish()
    };
    let certify = order.certify.map(|certify| transform("DocMDP", Dict::new().integer("P", certify.permission())));
    let lock = order.lock.as_ref().or(target.lock());
    let lock = lock.map(|lock| transform("FieldMDP", lock_dictionary(lock)));
    certify.into_iter().chain(lock).collect()
}

/// /Action and /Fields (ISO 32000-2 Tables 236 and 259).
pub(super) fn lock_dictionary(lock: &LockFields) -> Dict {
    let names = |names: &[String]| {
        let strings: Vec<_> = names.iter().map(|name| crate::pdf::text_string(name)).collect();
        [&b"["[..], &strings.join(&b' '), b"]"].concat()
    };
    match lock {
        LockFields::All => Dict::new().name("Action", "All"),
        LockFields::Include(fields) => Dict::new().name("Action", "Include").raw("Fields", names(fields)),
        LockFields::Exclude(fields) => Dict::new().name("Action", "Exclude").raw("Fields", names(fields)),
    }
}

/// Below PDF 2.0, PAdES is an extension that the catalog declares (VERDICT §9): an ESIC or ADBE that is there is kept.
pub(super) fn declare_extension(update: &mut Update<'_, '_>, view: View<'_, '_>, level: i64) -> Result<(), Error> {
    if view.version() >= (2, 0) {
        return Ok(());
    }
    let catalog = view.catalog()?;
    let extensions = view.lookup(catalog.dictionary(), b"Extensions")?.as_dict().cloned().unwrap_or_default();
    if extensions.get(b"ESIC").is_some() || extensions.get(b"ADBE").is_some() {
        return Ok(());
    }
    let esic = Dict::new().name("BaseVersion", "1.7").integer("ExtensionLevel", level).finish();
    Ok(update.set(catalog.id, &[b"Extensions", b"ESIC"], &esic)?)
}
