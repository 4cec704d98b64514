//! `kyso stats`.

use std::io::{IsTerminal, Write};
use std::path::Path;

use comfy_table::Table;
use time::OffsetDateTime;
use time::macros::offset;

use crate::atomic::OutputFile;
use crate::cli::{StatsArgs, StatsFormat};
use crate::config::Key;
use crate::exit::Code;
use crate::messages::{Expected, Problem, figures};
use crate::stats::{Asked, By, Field, Figure, Order, Period, Statistics, run as count};
use crate::verify::ErrorReport;
use crate::{report, stats};

use super::Call;
use super::inputs::Input;
use super::password::Passwords;
use super::record::Book;

/// Counts, and writes the table.
pub(super) fn run(call: &Call, args: &StatsArgs) -> anyhow::Result<Code> {
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let period = period(args)?;
    let (columns, constants) = columns(&args.columns)?;
    let order = Order {
        agencies: call.config.path(Key::Agencies),
        registers: args.registers.clone(),
        columns,
        constants,
        trust_register: args.trust_register,
        archive: args.archive.clone(),
        policy: Some(format!("{}/{}", context.policy.rules.name, context.policy.rules.version)),
        compare: compared(args, &period)?,
        period,
        by: args.by.map_or(By::Agency, By::from),
        rank: args.rank,
        targets: args.measures.targets.clone(),
        scores: args.measures.scores.clone(),
        drill: args
            .measures
            .drill
            .clone()
            .map(|agency| Asked { agency, figure: args.measures.indicator.as_deref().and_then(Figure::of_key) }),
        as_of: Some(args.measures.as_of.unwrap_or_else(|| OffsetDateTime::now_utc().to_offset(offset!(+7)).date())),
    };
    // Without a register the user's own ledger is what there is to count; with an archive it keeps the first verdicts.
    let book = Book::open(&call.config, args.registers.is_empty() || args.archive.is_some())?;
    // Thousands of documents may lie there: nobody is asked for a password at each.
    let passwords = Passwords::unattended(call)?;
    let judge = |path: &Path| {
        let name = path.display().to_string();
        let judged = Input::single(path)
            .look(|bytes| passwords.unlocking(&name, |password| context.judge(&name, bytes, password)));
        judged
            .unwrap_or_else(|problem| context.unreadable(&name, ErrorReport::new(problem.code(), problem.to_string())))
    };
    let mut statistics = match book.with(|ledger| count(&order, Some(ledger), Some(&judge))) {
        Some(counted) => counted?,
        None => count(&order, None, Some(&judge))?,
    };
    statistics.definitions = figures::definitions(call.lang, statistics.declared);
    let text = rendered(call, args, &statistics)?;
    match &args.output {
        Some(path) => write(path, &text, args.force)?,
        None => call.console().print(&String::from_utf8_lossy(&text))?,
    }
    Ok(Code::Ok)
}

fn rendered(call: &Call, args: &StatsArgs, statistics: &Statistics) -> anyhow::Result<Vec<u8>> {
    let format = if call.args.global.json { StatsFormat::Json } else { args.format };
    Ok(match format {
        StatsFormat::Json => [serde_json::to_vec(statistics)?, b"\n".to_vec()].concat(),
        StatsFormat::Table => {
            let table = report::stats::text(statistics, call.lang, width());
            (table + &report::lists::text(statistics, call.lang, args.measures.expiring)).into_bytes()
        }
        StatsFormat::Csv => {
            let mut csv = Vec::new();
            match &statistics.drill {
                Some(drill) => drill.csv(&mut csv)?,
                None if args.measures.expiring => statistics.csv_expiring(&mut csv)?,
                None => statistics.csv(&mut csv)?,
            }
            csv
        }
    })
}

/// Columns of the terminal that the table is for; in a file or a pipe it is as wide as it is.
fn width() -> Option<u16> {
    std::io::stdout().is_terminal().then(|| Table::new().width()).flatten()
}

fn period(args: &StatsArgs) -> anyhow::Result<Period> {
    let mut period = args.period.as_deref().map(Period::parse).transpose()?.unwrap_or_default();
    period.from = args.from.or(period.from);
    period.to = args.to.or(period.to);
    Ok(period)
}

/// `previous`, or a period by its name.
fn compared(args: &StatsArgs, period: &Period) -> anyhow::Result<Option<Period>> {
    Ok(match args.measures.compare.as_deref() {
        None => None,
        Some("previous") => Some(period.previous().ok_or_else(|| stats::Error::NoPrevious(period.name()))?),
        Some(text) => Some(Period::parse(text)?),
    })
}

/// Headings that stand for fields, and what fields are where a register does not say it.
type Columns = (Vec<(String, Field)>, Vec<(Field, String)>);

/// `HEADING=FIELD` and `FIELD==VALUE`, several times.
fn columns(pairs: &[String]) -> Result<Columns, Problem> {
    let (mut headings, mut constants) = Columns::default();
    for pair in pairs {
        let constant = pair.split_once("==").and_then(|(name, value)| Some((Field::of_name(name)?, value.trim())));
        let heading = pair.rsplit_once('=').and_then(|(heading, name)| Some((heading, Field::of_name(name)?)));
        match (constant, heading) {
            (Some((field, value)), _) if !value.is_empty() => constants.push((field, value.to_owned())),
            (None, Some((heading, field))) => headings.push((heading.to_owned(), field)),
            _ => {
                let expected = Expected::Text;
                return Err(Problem::OptionValue { option: "--columns", value: pair.clone(), expected });
            }
        }
    }
    Ok((headings, constants))
}

fn write(path: &Path, text: &[u8], force: bool) -> Result<(), Problem> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Problem::OutputExists { path: path.to_path_buf() },
        _ => Problem::Unwritable { path: path.to_path_buf(), source: std::sync::Arc::new(error) },
    };
    let mut output = OutputFile::create(path, force).map_err(failed)?;
    output.write_all(text).map_err(failed)?;
    output.commit().map_err(failed)
}
