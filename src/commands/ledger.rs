//! `kyso ledger`: is it as it was written, and its way in and out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use time::macros::offset;
use time::{Date, OffsetDateTime, Time};

use crate::atomic::OutputFile;
use crate::cli::{LedgerCheckArgs, LedgerCommand, LedgerExportArgs, LedgerFormat, LedgerImportArgs};
use crate::config::Key;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::exchange::{self, Format};
use crate::ledger::{self, Added, Ledger, Range, Record, Seal};
use crate::messages::{LedgerWord, Problem};
use crate::report::ledger::LedgerLine;
use crate::stats::{Agencies, attribute};
use crate::text::hex;
use crate::tsa::{self, TimestampSource};

use super::Call;
use super::record::ledger_url;

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &LedgerCommand) -> anyhow::Result<Code> {
    if let LedgerCommand::Schema(args) = command {
        call.console().print(&ledger::schema(args.partitioned, args.roles)?)?;
        return Ok(Code::Ok);
    }
    let url = ledger_url(&call.config).unwrap_or_else(|| "none".to_owned());
    // Only what is taken in may begin a ledger: an empty one made by a slip of the pen would look whole.
    let path = url.strip_prefix("sqlite:").map(Path::new).filter(|path| !path.exists());
    if let Some(path) = path.filter(|_| !matches!(command, LedgerCommand::Import(_))) {
        return Err(Problem::unreadable(path, io::ErrorKind::NotFound.into()).into());
    }
    let ledger = ledger::open(&url)?.ok_or_else(|| ledger::Error::Url(url.clone()))?;
    let ledger = ledger.as_ref();
    match command {
        LedgerCommand::Check(args) => check(call, args, &url, ledger),
        LedgerCommand::Head(_) => head(call, ledger),
        LedgerCommand::Seal(_) => seal(call, ledger),
        LedgerCommand::Export(args) => export(call, args, ledger),
        LedgerCommand::Import(args) => import(call, args, ledger),
        LedgerCommand::Recount(_) => recount(call, ledger),
        LedgerCommand::Schema(_) => Ok(Code::Ok),
    }
}

fn check(call: &Call, args: &LedgerCheckArgs, url: &str, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let seals: Vec<Seal> = ledger.seals()?;
    let marks: Vec<_> = args.heads.iter().copied().chain(seals.iter().map(|seal| seal.head)).collect();
    let agencies = agencies(call)?;
    let recounted = ledger.note("recounted")?;
    // Sums are by the agencies file of each record's day, but for those records that were counted anew by another one.
    let (digest, upto) = recounted.as_deref().and_then(|note| note.split_once(' ')).unwrap_or(("", "0"));
    let upto: i64 = upto.parse().unwrap_or(0);
    let known = agencies.as_ref().filter(|(_, given)| given == digest);
    let mut by = |id, record: &mut Record| {
        if let Some((agencies, _)) = known.filter(|_| id <= upto) {
            attribute(record, agencies);
        }
    };
    let comparable = digest.is_empty() || known.is_some();
    let checked = ledger::check(ledger, &marks, if comparable { Some(&mut by) } else { None })?;
    let older = ledger.note("older")?.and_then(|older| older.parse().ok()).unwrap_or(0);
    let arrivals = ledger.arrivals(None)?.len() as u64;
    let judged = |seal: Seal| {
        let report = context.judge_seal(&seal.token, &seal.head.hash);
        (seal, report)
    };
    let seals = seals.into_iter().map(judged).collect();
    let line = LedgerLine::of(&ledger::shown(url), (older, arrivals), checked, &args.heads, seals);
    let mut console = call.console();
    if console.json {
        console.json_line(&line)?;
    } else {
        console.result(&line.text(call.lang, call.config.time_zone()))?;
    }
    Ok(match (line.is_whole(), line.is_certain()) {
        (false, _) => Code::Invalid,
        (true, false) => Code::Indeterminate,
        (true, true) => Code::Ok,
    })
}

/// What a command did, for programs.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Done {
    Head(String),
    Sealed(String),
    Exported(u64),
    Imported { file: PathBuf, added: u64, known: u64, unlisted: u64 },
    Recounted(u64),
}

fn say(call: &Call, done: &Done, word: LedgerWord) -> anyhow::Result<Code> {
    let mut console = call.console();
    if console.json {
        console.json_line(done)?;
    } else {
        console.remark(&format!("{}\n", call.lang.words().ledger(word)));
    }
    Ok(Code::Ok)
}

fn head(call: &Call, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    let head = ledger.head()?.to_string();
    let mut console = call.console();
    if console.json {
        console.json_line(&Done::Head(head))?;
    } else {
        console.print(&format!("{head}\n"))?;
    }
    Ok(Code::Ok)
}

fn seal(call: &Call, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    let pool = super::authority::pool(&call.config)?.ok_or(tsa::Error::NoTsa)?;
    let head = ledger.head()?;
    let token = pool.timestamp(Hash::Sha256, &head.hash)?;
    ledger.seal(&Seal { head, token })?;
    say(call, &Done::Sealed(head.to_string()), LedgerWord::Sealed { records: head.count })
}

fn recount(call: &Call, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    let agencies = agencies(call)?;
    let digest = agencies.as_ref().map_or("", |(_, digest)| digest);
    let records = ledger.recount(digest, &mut |record| {
        if let Some((agencies, _)) = &agencies {
            attribute(record, agencies);
        }
    })?;
    say(call, &Done::Recounted(records), LedgerWord::Recounted { records })
}

/// The agencies of the settings, with the digest of their file. Whoever changes it in that moment is waited for: a digest stands
/// for what was counted by.
fn agencies(call: &Call) -> anyhow::Result<Option<(Agencies, String)>> {
    let Some(path) = call.config.path(Key::Agencies) else { return Ok(None) };
    let digest = || {
        let bytes = fs::read(&path).map_err(|error| Problem::unreadable(&path, error))?;
        anyhow::Ok(hex(&Hash::Sha256.digest(&bytes)))
    };
    loop {
        let before = digest()?;
        let agencies = Agencies::read(&path)?;
        if digest()? == before {
            return Ok(Some((agencies, before)));
        }
    }
}

fn import(call: &Call, args: &LedgerImportArgs, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    for file in files(&args.files)? {
        let Added { added, known, unlisted } = exchange::import(ledger, &file)?;
        say(call, &Done::Imported { file, added, known, unlisted }, LedgerWord::Imported { added, known, unlisted })?;
    }
    Ok(Code::Ok)
}

/// Files, and those in folders that end like an export.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| Problem::unreadable(path, error.into()))?;
            let exported = entry.path().extension().is_some_and(|ending| ending == "csv" || ending == "parquet");
            if entry.file_type().is_file() && exported {
                files.push(entry.into_path());
            }
        }
    }
    Ok(files)
}

fn export(call: &Call, args: &LedgerExportArgs, ledger: &dyn Ledger) -> anyhow::Result<Code> {
    let format = format(args.format)?;
    // Days are those of Viet Nam.
    let start = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(offset!(+7));
    let range = Range { from: args.from.map(start), to: args.to.and_then(Date::next_day).map(start) };
    let records = match &args.output {
        Some(folder) if args.partition => partitioned(ledger, range, format, folder, args.force)?,
        Some(path) => {
            let mut output = OutputFile::create(path, args.force).map_err(|error| unwritable(path, error))?;
            let records = whole(ledger, range, format, &mut output)?;
            output.commit().map_err(|error| unwritable(path, error))?;
            records
        }
        None if format == Format::Csv || !io::stdout().is_terminal() => whole(ledger, range, format, io::stdout())?,
        None => return Err(Problem::OutputNeeded.into()),
    };
    if args.output.is_some() {
        say(call, &Done::Exported(records), LedgerWord::Exported { records })
    } else {
        Ok(Code::Ok)
    }
}

#[cfg_attr(feature = "parquet", allow(clippy::unnecessary_wraps))] // Without it Parquet is an error.
fn format(format: LedgerFormat) -> Result<Format, ledger::Error> {
    match format {
        LedgerFormat::Csv => Ok(Format::Csv),
        #[cfg(feature = "parquet")]
        LedgerFormat::Parquet => Ok(Format::Parquet),
        #[cfg(not(feature = "parquet"))]
        LedgerFormat::Parquet => Err(ledger::Error::NoParquet),
    }
}

fn unwritable(path: &Path, error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::AlreadyExists => Problem::OutputExists { path: path.to_path_buf() },
        _ => Problem::Unwritable { path: path.to_path_buf(), source: Arc::new(error) },
    }
}

fn whole(ledger: &dyn Ledger, range: Range, format: Format, out: impl Write + Send) -> Result<u64, ledger::Error> {
    let mut writer = exchange::Writer::new(format, io::BufWriter::new(out))?;
    let mut records = 0;
    ledger.each_posting(range, &mut |_, posting| {
        records += 1;
        writer.write(&posting)
    })?;
    writer.finish()?;
    Ok(records)
}

/// One file for each year and agency, each whole when it appears. Which record goes where is looked at first: thousands of
/// files cannot be written side by side.
fn partitioned(ledger: &dyn Ledger, range: Range, format: Format, folder: &Path, force: bool) -> anyhow::Result<u64> {
    let mut places = BTreeMap::<PathBuf, Vec<i64>>::new();
    ledger.each_posting(range, &mut |id, posting| {
        places.entry(exchange::partition(&posting)).or_default().push(id);
        Ok(())
    })?;
    let mut records = 0;
    for (place, ids) in places {
        let folder = folder.join(place);
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, error))?;
        let path = folder.join("ledger").with_extension(format.ending());
        let mut output = OutputFile::create(&path, force).map_err(|error| unwritable(&path, error))?;
        let mut writer = exchange::Writer::new(format, io::BufWriter::new(&mut output))?;
        for id in ids {
            if let Some(posting) = ledger.posting(id)? {
                records += 1;
                writer.write(&posting)?;
            }
        }
        writer.finish()?;
        output.commit().map_err(|error| unwritable(&path, error))?;
    }
    Ok(records)
}
