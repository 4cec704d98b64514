//! What is said of a ledger.

use crate::ledger::{Damage, Mark};
use crate::messages::LedgerWord;

use super::words::plural;

pub(super) fn text(word: LedgerWord) -> String {
    let records = |count: u64| plural(usize::try_from(count).unwrap_or(usize::MAX), "record", "records");
    match word {
        LedgerWord::Whole { records: n } => format!("the ledger is as it was written: {}", records(n)),
        LedgerWord::Broken { records: n } => format!("the ledger is not as it was written ({} looked at)", records(n)),
        LedgerWord::Damage { damage, id, count } => happened(damage, id, count),
        LedgerWord::BelongsAfter { id: 0 } => "it was written first".to_owned(),
        LedgerWord::BelongsAfter { id } => format!("it was written after record {id}"),
        LedgerWord::Expected => "Hash it must have".to_owned(),
        LedgerWord::Found => "Hash it has".to_owned(),
        LedgerWord::Before => "Before it".to_owned(),
        LedgerWord::After => "After it".to_owned(),
        LedgerWord::Head => "Head".to_owned(),
        LedgerWord::Older { count } => format!(
            "{} came from a ledger without a chain: what happened to them before that nothing shows",
            records(count)
        ),
        LedgerWord::WrongSums { year } => {
            format!("the sums of {year} are not those of the records; 'kyso ledger recount' makes them anew")
        }
        LedgerWord::UnreadableSums { table } => {
            format!("the sums cannot be read ({table}); 'kyso ledger recount' makes them anew")
        }
        LedgerWord::ArrivalsOutside { count } => format!(
            "{} of incoming documents not checked: the register stands outside the chain, and no seal covers it",
            plural(usize::try_from(count).unwrap_or(usize::MAX), "entry", "entries")
        ),
        LedgerWord::SumsNotCompared => {
            "sums not compared: they were counted anew by an agencies file; give it with --agencies".to_owned()
        }
        LedgerWord::NoSeal => {
            "without a seal or a head that was kept (--head) nothing shows whether the last records were cut off"
                .to_owned()
        }
        LedgerWord::KeptHead { mark, count } => format!("head of {}: {}", records(count), passed(mark)),
        LedgerWord::Seal { mark, count } => format!("seal over {}: {}", records(count), passed(mark)),
        LedgerWord::Sealed { records: n } => format!("sealed {}", records(n)),
        LedgerWord::Imported { added, known, unlisted } => {
            let left_out = match unlisted {
                0 => String::new(),
                n => {
                    format!("; the list of certificates lacks those of {n} signatures: their fingerprint is no SHA-256")
                }
            };
            format!("{} added, {known} known already{left_out}", records(added))
        }
        LedgerWord::Recounted { records: n } => format!("counted {} anew", records(n)),
        LedgerWord::Exported { records: n } => format!("exported {}", records(n)),
    }
}

fn happened(damage: Damage, id: i64, count: Option<u64>) -> String {
    match (damage, count) {
        (Damage::Changed, _) => format!("record {id} was changed"),
        (Damage::Removed, Some(1)) => format!("a record before record {id} was removed"),
        (Damage::Removed, Some(count)) => format!("{count} records before record {id} were removed"),
        (Damage::Removed, None) => format!("something was removed before record {id}"),
        (Damage::Inserted, Some(count)) if count > 1 => format!("{count} records at record {id} were inserted"),
        (Damage::Inserted, _) => format!("record {id} was inserted"),
        (Damage::Moved, _) => format!("record {id} is not in its place"),
    }
}

fn passed(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "everything before it is as it was",
        Mark::Cut => "there are fewer records now: the last ones were cut off",
        Mark::Rewritten => "records before it were changed, and the chain computed anew",
        Mark::NotReached => "the chain is broken before it",
    }
}
