//! What is said of a ledger.

use crate::ledger::{Damage, Mark};

/// What is said of a ledger.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // The English twin says what each is.
pub enum LedgerWord {
    Whole { records: u64 },
    Broken { records: u64 },
    Damage { damage: Damage, id: i64, count: Option<u64> },
    BelongsAfter { id: i64 },
    Expected,
    Found,
    Before,
    After,
    Head,
    Older { count: u64 },
    WrongSums { year: i32 },
    UnreadableSums { table: &'static str },
    SumsNotCompared,
    ArrivalsOutside { count: u64 },
    NoSeal,
    KeptHead { mark: Mark, count: u64 },
    Seal { mark: Mark, count: u64 },
    Sealed { records: u64 },
    Imported { added: u64, known: u64, unlisted: u64 },
    Recounted { records: u64 },
    Exported { records: u64 },
}
