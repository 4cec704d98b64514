//! What can change after a signature, each with its level and clause: one table for judge, reports and `kyso-codes(7)`.

use crate::verify::Modifications;

/// One kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// Stable, as `changes[].kind` has it.
    pub(crate) code: &'static str,
    /// How far it goes.
    pub(crate) level: Modifications,
    /// What the standard says of it.
    pub(crate) clause: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $level:ident, $clause:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: Kind =
            Kind { code: $code, level: Modifications::$level, clause: $clause };)*
        /// Every kind.
        pub(crate) const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    /// The DSS or its VRI.
    DSS_UPDATED = "dss-updated": LtaUpdates, "ISO 32000-2 12.8.4.3";
    /// A document time-stamp that shows nothing on a page.
    TIMESTAMP_ADDED = "timestamp-added": LtaUpdates, "ISO 32000-2 12.8.5";
    /// /Metadata, /Info, /ID.
    METADATA_UPDATED = "metadata-updated": LtaUpdates, "ISO 32000-2 14.3";
    /// /Version, /Extensions: what an update uses has to be declared.
    VERSION_UPDATED = "version-updated": LtaUpdates, "ISO 32000-2 7.12";
    /// A signature, in a field of before or a new one.
    SIGNATURE_ADDED = "signature-added": Signatures, "ISO 32000-2 12.8.1";
    /// Fonts and the like for appearances of fields.
    FORM_RESOURCES = "form-resources": Signatures, "ISO 32000-2 12.7.3";
    /// A field's value with its appearance.
    FIELD_FILLED = "field-filled": FormFilling, "ISO 32000-2 12.8.2.2.2";
    /// A field that was filled in shows another text than it holds, or a box was given a new look.
    FIELD_LOOK = "field-look": FormFilling, "ISO 32000-2 12.7.4.3";
    /// /NeedAppearances, /DA: how fields are shown.
    FORM_APPEARANCE = "form-appearance": FormFilling, "ISO 32000-2 12.7.3";
    /// A signature field that nobody has signed yet: an annotation of the page, and no signing.
    SIGNATURE_FIELD_ADDED = "signature-field-added": Annotations, "ISO 32000-2 12.8.2.2.2";
    /// A new annotation.
    ANNOTATION_ADDED = "annotation-added": Annotations, "ISO 32000-2 12.8.2.2.2";
    /// An annotation is another.
    ANNOTATION_CHANGED = "annotation-changed": Annotations, "ISO 32000-2 12.8.2.2.2";
    /// An annotation is gone.
    ANNOTATION_DELETED = "annotation-deleted": Annotations, "ISO 32000-2 12.8.2.2.2";
    /// /Contents of a page.
    PAGE_CONTENT = "page-content": Other, "ISO 32000-2 7.8.2";
    /// /Resources of a page: fonts, images, forms, optional content.
    PAGE_RESOURCES = "page-resources": Other, "ISO 32000-2 7.8.3";
    /// Any other entry of a page.
    PAGE_CHANGED = "page-changed": Other, "ISO 32000-2 7.7.3";
    /// A page that was not there.
    PAGE_ADDED = "page-added": Other, "ISO 32000-2 7.7.3";
    /// A page that is no longer there, or elsewhere.
    PAGE_REMOVED = "page-removed": Other, "ISO 32000-2 7.7.3";
    /// A field that is no signature field.
    FIELD_ADDED = "field-added": Other, "ISO 32000-2 12.7.4";
    /// A field, or its widget, is gone.
    FIELD_REMOVED = "field-removed": Other, "ISO 32000-2 12.7.4";
    /// Something of a field other than its value.
    FIELD_CHANGED = "field-changed": Other, "ISO 32000-2 12.7.4";
    /// What a field shows, though its value is the same.
    APPEARANCE_REPLACED = "appearance-replaced": Other, "ISO 32000-2 12.5.5";
    /// A signature is no longer there.
    SIGNATURE_REMOVED = "signature-removed": Other, "ISO 32000-2 12.8.1";
    /// A signature dictionary is another, or is the value of two fields.
    SIGNATURE_CHANGED = "signature-changed": Other, "ISO 32000-2 12.8.1";
    /// A certification that is not the first signature.
    CERTIFICATION_ADDED = "certification-added": Other, "ISO 32000-2 12.8.2.2.1";
    /// /Perms other than by a certification.
    PERMISSIONS_CHANGED = "permissions-changed": Other, "ISO 32000-2 12.8.6";
    /// /AcroForm beyond its fields: XFA, calculation order.
    FORM_CHANGED = "form-changed": Other, "ISO 32000-2 12.7.3";
    /// Something that acts by itself.
    ACTIONS_CHANGED = "actions-changed": Other, "ISO 32000-2 12.6";
    /// Attached files.
    ATTACHMENTS_CHANGED = "attachments-changed": Other, "ISO 32000-2 7.11.4";
    /// Optional content: what is shown and what is hidden.
    OPTIONAL_CONTENT = "optional-content": Other, "ISO 32000-2 8.11";
    /// The structure of a tagged document beyond new annotations.
    STRUCTURE_CHANGED = "structure-changed": Other, "ISO 32000-2 14.7";
    /// Any other entry of the catalog.
    CATALOG_CHANGED = "catalog-changed": Other, "ISO 32000-2 7.7.2";
    /// The encryption dictionary or another entry of the trailer.
    TRAILER_CHANGED = "trailer-changed": Other, "ISO 32000-2 7.5.5";
    /// An object that shows somewhere, though no rule says where.
    OBJECT_CHANGED = "object-changed": Other, "ISO 32000-2 7.5.6";
    /// The comparison itself could not be made.
    NOT_CHECKED = "not-checked": NotChecked, "ISO 32000-2 12.8.2.2";
}
