//! What signatures allow to happen after them: DocMDP, FieldMDP, /Lock (ISO 32000-2 §12.8.2.2, §12.8.2.4, §12.7.5.5).
//!
//! Read in one place, for the judge of changes and for whoever is about to sign.

use serde::{Deserialize, Serialize};

use crate::pdf::{FieldLock, LockAction, SignatureDictionary, Transform};

use super::Modifications;
use super::wire;

/// Which fields a signature locks (Tables 236 and 259).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    #[serde(with = "wire::action")]
    action: LockAction,
    fields: Vec<String>,
}

impl Lock {
    /// Does it lock the field `name`? A name stands for the fields below it too.
    pub(crate) fn holds(&self, name: &str) -> bool {
        let named = self.fields.iter().any(|field| {
            name.strip_prefix(field.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        match self.action {
            LockAction::All => true,
            LockAction::Include => named,
            LockAction::Exclude => !named,
        }
    }
}

/// What one signature allows to those after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restrictions {
    /// The least P of its DocMDP reference and of its field's /Lock.
    pub(crate) permission: Option<u8>,
    /// Fields that may not change.
    pub(crate) locks: Vec<Lock>,
    /// /Lock of the field asks for more than the signature's references say.
    pub(crate) lock_without_reference: bool,
}

impl Restrictions {
    /// Of a signature, and of the /Lock that its field has.
    pub(crate) fn of(signature: &SignatureDictionary, lock: Option<&FieldLock>) -> Self {
        let mut permission = signature.certification();
        let mut locks: Vec<Lock> =
            signature.references.iter().filter_map(|reference| field_mdp(&reference.transform)).collect();
        let mut lock_without_reference = false;
        if let Some(lock) = lock {
            // An action that is not known locks everything: nothing may pass for lack of understanding.
            let own = Lock { action: lock.action.unwrap_or(LockAction::All), fields: lock.fields.clone() };
            if locks.is_empty() {
                lock_without_reference = true;
                locks.push(own);
            }
            // Table 236: permissions can be denied but not added.
            permission = permission.into_iter().chain(lock.permission).min();
        }
        Self { permission, locks, lock_without_reference }
    }

    /// Does it lock the field `name`?
    pub(crate) fn locks(&self, name: &str) -> bool {
        self.locks.iter().any(|lock| lock.holds(name))
    }
}

fn field_mdp(transform: &Transform) -> Option<Lock> {
    let Transform::FieldMdp { action, fields } = transform else { return None };
    let action = match action.as_str() {
        "Include" => LockAction::Include,
        "Exclude" => LockAction::Exclude,
        _ => LockAction::All,
    };
    Some(Lock { action, fields: fields.clone() })
}

/// The furthest change that P allows (Table 257); DSS and document time-stamps are none.
pub(crate) fn allowed(permission: u8) -> Modifications {
    match permission {
        0 | 1 => Modifications::LtaUpdates,
        3 => Modifications::Annotations,
        _ => Modifications::FormFilling,
    }
}
