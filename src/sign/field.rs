//! Which field is signed: an existing empty one, or a new one.

use std::collections::HashSet;

use crate::pdf::{Document, LockAction, Object, ObjectId};

use super::error::{Error, FieldProblem};
use super::order::LockFields;

/// The field to sign.
pub(super) enum Target {
    /// An empty signature field that is there.
    Existing {
        /// Its object.
        id: ObjectId,
        /// Fully qualified name.
        name: String,
        /// Its /Lock.
        lock: Option<LockFields>,
        /// Its /SV, resolved.
        seed_value: Option<Object>,
    },
    /// A new field.
    New {
        /// Its name.
        name: String,
    },
}

impl Target {
    /// Fully qualified name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Existing { name, .. } | Self::New { name } => name,
        }
    }

    /// What the field itself wants locked.
    pub(super) fn lock(&self) -> Option<&LockFields> {
        match self {
            Self::Existing { lock, .. } => lock.as_ref(),
            Self::New { .. } => None,
        }
    }
}

/// The field named `wanted`, or a new one of that name; without a name a new one, `prefix` and a number.
///
/// An empty field of the document is never taken unasked: it may be meant for somebody else.
///
/// # Errors
/// [`Error::Field`] for a field that is signed, of another type, or cannot be made.
pub(super) fn choose(document: &Document<'_>, wanted: Option<&str>, prefix: &str) -> Result<Target, Error> {
    let view = document.latest();
    let tree = view.fields()?;
    let Some(name) = wanted else {
        // The topmost names; a field's own name may go on after a full stop.
        let taken: HashSet<&str> = tree.fields.iter().filter_map(|field| field.name.split('.').next()).collect();
        let mut names = (1..=tree.fields.len() + 1).map(|number| format!("{prefix}{number}"));
        let free = names.find(|name| !taken.contains(name.as_str()));
        return Ok(Target::New { name: free.unwrap_or_default() });
    };
    let problem = |reason| Error::Field { field: name.to_owned(), reason };
    let Some(field) = tree.by_name(name) else {
        return match name {
            name if name.is_empty() || name.contains('.') => Err(problem(FieldProblem::Name)),
            name => Ok(Target::New { name: name.to_owned() }),
        };
    };
    let empty = match &field.value {
        None => true,
        Some(value) => view.resolve(value)?.is_null(),
    };
    match field.id {
        _ if !field.is_signature() => Err(problem(FieldProblem::OtherType)),
        _ if !empty => Err(problem(FieldProblem::Signed)),
        None => Err(problem(FieldProblem::Direct)),
        Some(id) => Ok(Target::Existing {
            id,
            name: name.to_owned(),
            lock: field.lock.as_ref().and_then(|lock| match lock.action? {
                LockAction::All => Some(LockFields::All),
                LockAction::Include => Some(LockFields::Include(lock.fields.clone())),
                LockAction::Exclude => Some(LockFields::Exclude(lock.fields.clone())),
            }),
            seed_value: field.seed_value.clone(),
        }),
    }
}
