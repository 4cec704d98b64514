//! What commands write down: the ledger, and the agencies that signers are matched with.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use crate::config::{Config, Key};
use crate::hash::{Hash, Prefixes};
use crate::ledger::{self, Action, Ledger, Record};
use crate::pdf::Document;
use crate::stats::{self, Agencies, record_of};
use crate::text::hex;
use crate::verify::{AgencyOf, Context, Reach, Status, Subject};

/// A ledger that several threads may ask.
pub(super) struct Book {
    ledger: Option<Mutex<Box<dyn Ledger>>>,
    /// SHA-256 of the file of agencies that signers are matched with.
    agencies: Option<String>,
}

impl Book {
    /// The ledger that is configured or given; without one `or_default` takes the user's own, else nothing is recorded.
    pub(super) fn open(config: &Config, or_default: bool) -> Result<Self, ledger::Error> {
        let given = config.text(Key::Ledger).map(str::to_owned);
        let url = if or_default { ledger_url(config) } else { given };
        let opened = url.map(|url| ledger::open(&url)).transpose()?.flatten();
        // A file that cannot be read is told of by whoever reads the agencies.
        let agencies = config.path(Key::Agencies).and_then(|path| fs::read(path).ok());
        Ok(Self { ledger: opened.map(Mutex::new), agencies: agencies.map(|file| hex(&Hash::Sha256.digest(&file))) })
    }

    /// Is anything recorded?
    pub(super) fn is_kept(&self) -> bool {
        self.ledger.is_some()
    }

    /// Writes a record, if a ledger is kept.
    pub(super) fn record(&self, record: &Record) -> Result<(), ledger::Error> {
        let record = Record { agencies: self.agencies.clone(), ..record.clone() };
        self.with(|ledger| ledger.record(&record)).unwrap_or(Ok(()))
    }

    /// Does `work` with the ledger, if one is kept.
    pub(super) fn with<T>(&self, work: impl FnOnce(&dyn Ledger) -> T) -> Option<T> {
        let ledger = self.ledger.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(work(ledger.as_ref()))
    }
}

/// The ledger that is configured or given, else the user's own.
pub(super) fn ledger_url(config: &Config) -> Option<String> {
    config.text(Key::Ledger).map(str::to_owned).or_else(default_url)
}

/// `$XDG_DATA_HOME/kyso/ledger.db`, else below `~/.local/share`.
fn default_url() -> Option<String> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(format!("sqlite:{}", home.join("kyso/ledger.db").display()))
}

/// What the ledger keeps of a document that was signed or time-stamped: `whole`, open, and the digests of its bytes, of which
/// the first `input` are the input. A verdict that lacked anchors, revocation data or a look at everything is none to keep:
/// the first that `verify` or `stats` can give counts.
pub(super) fn output_record(
    context: &Context,
    action: Action,
    name: &str,
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    input: usize,
) -> Record {
    let reach = Reach::affordable(whole, Reach::Everywhere);
    let report = context.judge_open(name, Subject { document: whole, prefixes, reach });
    let sha256_in = hex(&prefixes.digest(Hash::Sha256, input));
    let open = report.status == Status::Indeterminate || reach == Reach::Form;
    Record { no_check: open, ..record_of(&report, action, Some(&sha256_in)) }
}

/// What finds the agency of a signer, if there is a file of agencies.
pub(super) fn agency_of(config: &Config) -> Result<Option<Arc<AgencyOf>>, stats::Error> {
    let Some(path) = config.path(Key::Agencies) else { return Ok(None) };
    let agencies = Agencies::read(&path)?;
    Ok(Some(Arc::new(move |name, at| agencies.agency_of(name, at))))
}
