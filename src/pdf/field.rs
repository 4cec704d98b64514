//! A field of the interactive form as its readers need it (ISO 32000-2 §12.7.4, §12.7.5.5).

use super::object::{Object, ObjectId};
use super::pages::Rect;

/// /FT (Table 226).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// `Btn`.
    Button,
    /// `Tx`.
    Text,
    /// `Ch`.
    Choice,
    /// `Sig`.
    Signature,
}

/// /Action of a lock (Table 236).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockAction {
    /// Every field.
    All,
    /// The named fields.
    Include,
    /// All but the named fields.
    Exclude,
}

/// /Lock of a signature field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLock {
    /// Which way /Fields counts; `None` for an unknown action.
    pub action: Option<LockAction>,
    /// Fully qualified names.
    pub fields: Vec<String>,
    /// /P of PDF 2.0: 1, 2 or 3.
    pub permission: Option<u8>,
}

/// One appearance of a field on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    /// The annotation; `None` if it is a direct object.
    pub id: Option<ObjectId>,
    /// /P, the page it says it is on.
    pub page: Option<ObjectId>,
    /// /Rect.
    pub rect: Option<Rect>,
    /// /F, annotation flags (Table 167).
    pub flags: i64,
}

/// A terminal field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its object; `None` if it is a direct object in /Fields or /Kids.
    pub id: Option<ObjectId>,
    /// Fully qualified name.
    pub name: String,
    /// /FT, own or inherited.
    pub kind: Option<FieldKind>,
    /// /Ff, own or inherited.
    pub flags: i64,
    /// /V as it stands, often a reference; `None` if absent.
    pub value: Option<Object>,
    /// The object /V stands in.
    pub value_owner: Option<ObjectId>,
    /// Its widgets; the field itself if they are merged.
    pub widgets: Vec<Widget>,
    /// /Lock of a signature field.
    pub lock: Option<FieldLock>,
    /// /SV of a signature field, resolved (Table 237).
    pub seed_value: Option<Object>,
    /// Whether /Fields of the form leads to it.
    pub in_tree: bool,
}

impl Field {
    /// Whether it is a signature field.
    pub fn is_signature(&self) -> bool {
        self.kind == Some(FieldKind::Signature)
    }

    /// Whether it holds a value.
    pub fn is_filled(&self) -> bool {
        self.value.is_some()
    }
}

/// All terminal fields in the order of the tree.
#[derive(Clone, Debug, Default)]
pub struct FieldTree {
    /// The fields.
    pub fields: Vec<Field>,
}

impl FieldTree {
    /// Signature fields, empty and signed.
    pub fn signatures(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_signature())
    }

    /// The field with this fully qualified name.
    pub fn by_name(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
