//! The new field with its one widget, and what a page, a form and a structure tree need to lead to it.
//!
//! The widget is not to be seen: it has no size (ISO 32000-2 §12.7.5.5) and stands on the lower left corner of what is
//! shown of the page, so that its rectangle lies in no part of it. A file that was conformant stays so:
//! - PDF/A (ISO 19005-1 §6.5.3, §6.9; -2 and -3 §6.3.2, §6.3.3; -4 §6.3.2): flag Print, none of those that hide, and an
//!   appearance, whose absence parts 2 to 4 forgive where there is no size.
//! - PDF/UA-1 (ISO 14289-1 §7.18.1, §7.18.3): an alternate name, `/Tabs /S` on a page that lacked it, and a Form element in
//!   the structure tree. PDF/UA-2 (ISO 14289-2 §8.9.2.4.13) wants a widget without size to be an artifact: no element.
//!
//! Once a signature is there, nothing is changed but what §12.8.2.2 allows to a further one: the structure tree, `/Tabs` and
//! /SigFlags stay as they were signed, or validators would call the earlier signature broken. The new widget is an artifact
//! then, which ISO 14289-1 §7.18.1 allows outside the crop box.

use crate::pdf::{Dict, Object, ObjectId, Page, Structure, Update, View};

use super::error::Error;
use super::order::Order;
use super::prepare::{Kind, lock_dictionary, reference};

/// Annotation flags Print and Locked (ISO 32000-2 Table 167).
const PRINT_AND_LOCKED: i64 = 4 | 128;
/// AcroForm /SigFlags: SignaturesExist and AppendOnly (ISO 32000-2 Table 225).
const SIGNATURES_EXIST_APPEND_ONLY: i64 = 3;

/// Adds a field merged with its one widget (ISO 32000-2 §12.5.6.19), on the first page; `signed` where the document carries
/// signatures already.
pub(super) fn add_field(
    update: &mut Update<'_, '_>,
    view: View<'_, '_>,
    name: &str,
    signature: ObjectId,
    kind: Kind<'_>,
    signed: bool,
) -> Result<(), Error> {
    let page = view.page(1)?;
    let field = update.reserve();
    let mut widget = Dict::new().name("Type", "Annot").name("Subtype", "Widget").name("FT", "Sig").text("T", name);
    widget = widget
        .integer("F", PRINT_AND_LOCKED)
        .raw("Rect", corner(&page))
        .reference("P", page.id)
        .reference("V", signature);
    if let Kind::Signature(Order { lock: Some(lock), .. }, _) = kind {
        widget = widget.dict("Lock", lock_dictionary(lock).name("Type", "SigFieldLock"));
    }
    if has_appearance(view, kind)? {
        let form = Dict::new().name("Type", "XObject").name("Subtype", "Form").raw("BBox", "[0 0 0 0]");
        let form = update.add_stream(form.raw("Resources", "<<>>"), b"")?;
        widget = widget.dict("AP", Dict::new().reference("N", form));
    }
    if view.is_tagged() {
        widget = widget.text("TU", alternate_name(view, kind)?);
        if !signed && let Some(key) = tag(update, view, field, &page)? {
            widget = widget.integer("StructParent", key);
        }
    }
    update.put(field, &widget.finish())?;
    update.push(page.id, &[b"Annots"], &reference(field))?;
    let catalog = view.catalog()?.id;
    Ok(update.push(catalog, &[b"AcroForm", b"Fields"], &reference(field))?)
}

/// Whether any signature field holds a value.
pub(super) fn is_signed(view: View<'_, '_>) -> Result<bool, Error> {
    Ok(view.fields()?.signatures().any(crate::pdf::Field::is_filled))
}

/// Says in the form that there are signatures.
pub(super) fn set_flags(update: &mut Update<'_, '_>, view: View<'_, '_>) -> Result<(), Error> {
    let catalog = view.catalog()?.id;
    let said = view.acro_form()?.map_or(0, |form| form.sig_flags);
    let flags = said | SIGNATURES_EXIST_APPEND_ONLY;
    if flags != said {
        update.set(catalog, &[b"AcroForm", b"SigFlags"], flags.to_string().as_bytes())?;
    }
    Ok(())
}

/// A rectangle without size on the lower left corner of the crop box.
fn corner(page: &Page) -> String {
    let corner = page.crop_box.or(page.media_box).map_or((0.0, 0.0), |shown| {
        let media = page.media_box.unwrap_or(shown);
        (shown.left.max(media.left), shown.bottom.max(media.bottom))
    });
    // Beyond 14,400 units no page reaches (ISO 32000-2 Annex C); damaged boxes do.
    let within = |value: f64| if value.abs() <= 14_400.0 { value } else { 0.0 };
    let (x, y) = (within(corner.0), within(corner.1));
    format!("[{x} {y} {x} {y}]")
}

/// A signature gets an appearance, empty as it is. A time-stamp gets none where it can: validators count an appearance as
/// filling in a form, the time-stamp alone as no change at all (ISO 32000-2 Table 257). Only PDF/A-1 asks for one whatever
/// the size, and has to yield where the document allows no changes.
fn has_appearance(view: View<'_, '_>, kind: Kind<'_>) -> Result<bool, Error> {
    let changes_allowed = || Ok::<_, Error>(view.doc_mdp()?.is_none_or(|(_, permission)| permission > 1));
    match kind {
        Kind::Signature(..) => Ok(true),
        Kind::Timestamp => Ok(view.pdf_a().is_some_and(|(part, _)| part == 1) && changes_allowed()?),
    }
}

/// /TU in the document's language: Vietnamese unless it says another (ISO 32000-2 Table 226).
fn alternate_name(view: View<'_, '_>, kind: Kind<'_>) -> Result<&'static str, Error> {
    let catalog = view.catalog()?;
    let language = view.lookup(catalog.dictionary(), b"Lang")?;
    let vietnamese =
        language.as_string().is_none_or(|tag| tag.is_empty() || tag.to_ascii_lowercase().starts_with(b"vi"));
    Ok(match (kind, vietnamese) {
        (Kind::Signature(..), true) => "Chữ ký số",
        (Kind::Signature(..), false) => "Digital signature",
        (Kind::Timestamp, true) => "Dấu thời gian",
        (Kind::Timestamp, false) => "Time-stamp",
    })
}

/// Puts the widget into the structure tree, if it has its place there; the key of its element.
fn tag(update: &mut Update<'_, '_>, view: View<'_, '_>, field: ObjectId, page: &Page) -> Result<Option<i64>, Error> {
    let part = view.pdf_ua();
    if part.is_some() && page.dictionary().get(b"Tabs").is_none_or(Object::is_null) {
        update.set(page.id, &[b"Tabs"], b"/S")?;
    }
    if part.is_some_and(|part| part > 1) {
        return Ok(None);
    }
    let Some(structure) = Structure::find(&view)? else { return Ok(None) };
    structure.add(update, "Form", field, page.id)?;
    Ok(Some(structure.key()))
}
