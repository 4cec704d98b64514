//! `kyso stats`.

use time::OffsetDateTime;
use time::macros::offset;

use crate::cli::StatsArgs;
use crate::config::Key;
use crate::exit::Code;
use crate::messages::{Expected, Problem, figures};
use crate::stats;
use crate::stats::{Asked, By, Field, Figure, Order, Period, run as count};

use super::Call;
use super::archive::{self, Bench};
use super::record::Book;
use super::stats_report::Delivery;

/// Counts, and writes the table.
pub(super) fn run(call: &Call, args: &StatsArgs) -> anyhow::Result<Code> {
    let delivery = Delivery::planned(call, args)?;
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let measures = &args.measures;
    if (measures.expiring || measures.as_of.is_some()) && !args.registers.is_empty() && args.archive.is_none() {
        // A register says nothing of certificates.
        let option = if measures.expiring { "--expiring" } else { "--as-of" };
        return Err(Problem::OptionNeeds { option, needs: "--archive" }.into());
    }
    if args.rank && args.by.is_some_and(|by| By::from(by) != By::Agency) {
        // Agencies are ranked; months are not.
        return Err(Problem::OptionNeeds { option: "--rank", needs: "--by agency" }.into());
    }
    let period = period(args)?;
    let (columns, constants) = columns(&args.columns)?;
    let order = Order {
        agencies: call.config.path(Key::Agencies),
        registers: args.registers.clone(),
        columns,
        constants,
        trust_register: args.trust_register,
        archive: args.archive.clone(),
        memory: args.archive.as_deref().and_then(|archive| archive::memory(&call.config, archive)),
        jobs: call.config.jobs().unwrap_or_else(super::verify::cores),
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
    let bench = Bench::new(call, context)?;
    let mut statistics = match book.with(|ledger| count(&order, Some(ledger), Some(&bench))) {
        Some(counted) => counted?,
        None => count(&order, None, Some(&bench))?,
    };
    statistics.definitions = figures::definitions(call.lang, statistics.declared);
    delivery.write(call, &statistics)?;
    Ok(Code::Ok)
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
