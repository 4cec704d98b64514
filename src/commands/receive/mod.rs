//! `kyso receive`: the clerk's act on incoming documents.
//!
//! Files are judged side by side; numbers are given one after the other, in the order of the inputs, each in a transaction of its own.

mod register;
mod run;
mod typed;

use time::macros::offset;
use time::{Date, OffsetDateTime};

use crate::cli::ReceiveArgs;
use crate::config::Key;
use crate::exit::Code;
use crate::ledger::{Action, Arrival, Entry, Incoming, Receipt};
use crate::messages::Problem;
use crate::messages::letter::LetterKind;
use crate::receive::{
    Ask, Ground, Outcome, Seen, corrected, entry, identify, incomplete, look, outcome, remarks, stays,
};
use crate::report::receive::{ReceiveLine, Standing};
use crate::stats::{Agencies, record_of};
use crate::verify::{Context, ErrorReport, Report, Status};

use super::inputs::{Input, Inputs};
use super::judge::explained;
use super::password::Passwords;
use super::produce::error_report;
use super::record::Book;
use super::{Call, outputs};

/// Files that are looked for in folders.
const ENDINGS: &[&str] = &["pdf", "edxml"];

/// Receives every input, and prints the register where that is asked for.
pub(super) fn run(call: &Call, args: &ReceiveArgs) -> anyhow::Result<Code> {
    typed::refuse_what_does_nothing(args, call.args.global.json)?;
    let book = Book::open(&call.config, true)?;
    if !book.is_kept() {
        return Err(Problem::LedgerNeeded.into());
    }
    let year = args.year.unwrap_or_else(|| Moment::now().today.year());
    if let Some(first) = args.first_number {
        register::begin(call, &book, year, first)?;
    }
    if args.list {
        register::list(call, args, &book, year)?;
        return Ok(Code::Ok);
    }
    let code = if args.inputs.is_empty() { Code::Ok } else { receive(call, args, &book)? };
    if let Some(path) = &args.register {
        register::write(call.lang, path, args.force, &register::of_year(&book, year)?)?;
    }
    Ok(code)
}

/// A time, and its day in Viet Nam.
#[derive(Clone, Copy)]
struct Moment {
    now: OffsetDateTime,
    today: Date,
}

impl Moment {
    fn now() -> Self {
        let now = OffsetDateTime::now_utc();
        Self { now, today: now.to_offset(offset!(+7)).date() }
    }
}

/// What a run knows.
struct Desk<'a> {
    call: &'a Call,
    book: &'a Book,
    context: Context,
    agencies: Option<Agencies>,
    passwords: Passwords,
    typed: Entry,
    arrived: Option<Date>,
}

/// A file after it was looked at, before it has a number.
enum Looked {
    /// It has one: this row.
    Known {
        /// In the register.
        arrival: Box<Arrival>,
        /// Of the file that came now.
        sha256: String,
        /// Its bytes.
        size: u64,
    },
    /// It has none, and was to be corrected.
    Strange,
    /// It was judged.
    Judged(Box<Seen>),
}

fn receive(call: &Call, args: &ReceiveArgs, book: &Book) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve_with(&args.inputs, ENDINGS)?;
    let Moment { now, today } = Moment::now();
    if let Some(day) = args.arrived.filter(|day| *day > today) {
        return Err(Problem::DayInFuture { option: "--arrived", day }.into());
    }
    let desk = Desk {
        call,
        book,
        context: super::verify::context(&call.config, now)?,
        agencies: call.config.path(Key::Agencies).map(|path| Agencies::read(&path)).transpose()?,
        passwords: Passwords::of(call)?,
        typed: typed::entry(args, inputs.items.len(), today)?,
        arrived: args.arrived,
    };
    let letters = args.letters.as_deref();
    let letters = letters.map(|folder| outputs::reports(&inputs.items, folder, "txt", args.force)).transpose()?;
    desk.all(&inputs, &letters.unwrap_or_default(), call.config.jobs().unwrap_or_else(super::verify::cores))
}

impl Desk<'_> {
    /// Looks at one file. The outer error is the ledger's, the inner one a line on a file that cannot be read.
    fn look(&self, input: &Input) -> anyhow::Result<Result<Looked, ReceiveLine>> {
        let looked = input.look(|bytes| {
            let identity = identify(bytes);
            let asked = (!identity.is_message()).then(|| self.book.with(|ledger| ledger.registered(&identity.content)));
            let known = asked.flatten().transpose()?.flatten();
            if let Some(arrival) = known {
                let (sha256, size) = (identity.sha256, bytes.len() as u64);
                return Ok(Looked::Known { arrival: Box::new(arrival), sha256, size });
            }
            if self.typed.correcting.is_some() {
                return Ok(Looked::Strange);
            }
            let judge = |name: &str, bytes: &[u8]| -> Report {
                let judged = self.passwords.unlocking(name, |password| self.context.judge(name, bytes, password));
                explained(judged, self.call.lang)
            };
            Ok(Looked::Judged(Box::new(look(&input.name, bytes, identity, &judge))))
        });
        match looked {
            Ok(looked) => looked.map(Ok),
            Err(problem) => Ok(Err(ReceiveLine::failed(&input.name, error_report(&problem.into(), self.call.lang)))),
        }
    }

    /// Registers, returns or holds it.
    fn settle(&self, input: &Input, looked: Looked) -> anyhow::Result<(ReceiveLine, Code)> {
        match looked {
            Looked::Known { arrival, sha256, size } => {
                let before = arrival.entry.corrections.len();
                let again = Incoming { entry: self.typed.clone(), ..of_arrival(&arrival) };
                let Receipt { arrival, same_code, .. } = self.arrive(&again)?;
                let line = ReceiveLine::blank(&input.name, Standing::AlreadyRegistered).at(&arrival);
                let told = corrected(&arrival.entry, before).into_iter().chain(same(same_code));
                let remarks = told.chain(self.of_entry(&arrival.entry)).collect();
                let line = ReceiveLine { sha256: Some(sha256), size: Some(size), remarks, ..line };
                Ok((line.telling(LetterKind::Accepted, arrival.received_on(), arrival.arrived), Code::Ok))
            }
            Looked::Strange => {
                let problem = Problem::NotRegistered { file: input.name.clone() };
                Ok((ReceiveLine::failed(&input.name, error_report(&problem.into(), self.call.lang)), Code::File))
            }
            Looked::Judged(seen) => self.judged(input, *seen),
        }
    }

    fn judged(&self, input: &Input, seen: Seen) -> anyhow::Result<(ReceiveLine, Code)> {
        for judged in &seen.documents {
            self.book.record(&record_of(&judged.report, Action::Receive, None))?;
        }
        // The number belongs to the moment it is given at, not to that at which a long run began.
        let Moment { now, today } = Moment::now();
        let arrived = self.arrived.unwrap_or(today);
        let name_of = |code: &str| self.agencies.as_ref()?.get(code).map(|agency| agency.name.clone());
        let entry = entry(&seen, &self.typed, &name_of);
        let mut remarks = remarks(&seen, &entry);
        if arrived < today {
            remarks.insert(0, Ground::of("ARRIVED_EARLIER", Some(arrived.to_string()), Ask::Nothing));
        }
        let code = exit_code(&seen);
        let error = self.error(&seen);
        let outcome = outcome(&seen, &self.context.policy, self.agencies.is_some());
        let reasons = match &outcome {
            Outcome::Held(missing) => {
                let line = ReceiveLine {
                    missing: missing.clone(),
                    remarks,
                    entry: Some(entry),
                    ..ReceiveLine::blank(&input.name, Standing::Held).with(seen, error)
                };
                let line = line.on(today, arrived).telling(LetterKind::Arrived, today, arrived);
                return Ok((line, code.worse_judging(Code::Indeterminate)));
            }
            Outcome::Refused(reasons) => reasons.clone(),
            Outcome::Accepted => Vec::new(),
        };
        let incoming = self.incoming(input, &seen, (now, arrived), entry, &reasons);
        let receipt = self.arrive(&incoming)?;
        remarks.extend(same(receipt.same_code));
        let arrival = receipt.arrival;
        let (standing, kind, code) = match (&outcome, receipt.was_known) {
            (Outcome::Refused(_), _) if arrival.number.is_none() => (Standing::Refused, LetterKind::Refused, code),
            (_, false) => (Standing::Registered, LetterKind::Accepted, Code::Ok),
            // Somebody else registered it meanwhile.
            (_, true) => (Standing::AlreadyRegistered, LetterKind::Accepted, Code::Ok),
        };
        let (arrival, reasons) = if standing == Standing::Refused {
            let before = receipt.was_known.then(|| arrival.received_on().to_string());
            remarks.extend(before.map(|day| Ground::of("REFUSED_BEFORE", Some(day), Ask::Nothing)));
            (as_it_came(arrival, incoming), reasons)
        } else {
            remarks.extend(self.of_entry(&arrival.entry));
            (arrival, Vec::new())
        };
        let line = ReceiveLine::blank(&input.name, standing).with(seen, error).at(&arrival);
        let line = ReceiveLine { reasons, remarks, ..line };
        Ok((line.telling(kind, arrival.received_on(), arrival.arrived), code))
    }

    /// What of the columns is open, or was typed and does not count.
    fn of_entry(&self, written: &Entry) -> Vec<Ground> {
        stays(&self.typed, written).into_iter().chain(incomplete(written)).collect()
    }

    /// Why the file could not be judged, in the form of a verdict's error.
    fn error(&self, seen: &Seen) -> Option<ErrorReport> {
        let broken = seen.broken.as_ref().map(|error| error_report(&error.clone().into(), self.call.lang));
        broken.or_else(|| seen.documents.iter().find_map(|judged| judged.report.error.clone()))
    }

    fn incoming(
        &self,
        input: &Input,
        seen: &Seen,
        (received, arrived): (OffsetDateTime, Date),
        entry: Entry,
        reasons: &[Ground],
    ) -> Incoming {
        let mut codes: Vec<_> = reasons.iter().map(|ground| ground.code.to_string()).collect();
        codes.dedup();
        let rules = &self.context.policy.rules;
        Incoming {
            received,
            arrived,
            file: input.name.clone(),
            sha256: seen.sha256.clone(),
            content: seen.content.clone(),
            policy: format!("{}/{}", rules.name, rules.version),
            reasons: codes,
            entry,
        }
    }

    fn arrive(&self, incoming: &Incoming) -> anyhow::Result<Receipt> {
        let receipt = self.book.with(|ledger| ledger.arrive(incoming));
        Ok(receipt.ok_or(Problem::LedgerNeeded)??)
    }
}

/// Another document of the same author, number, notation and year: its number and year in the register.
fn same(code: Option<(u32, i32)>) -> Option<Ground> {
    code.map(|(number, year)| Ground::of("SAME_CODE", Some(format!("{number}/{year}")), Ask::Nothing))
}

/// What is returned is told of as it came now, also where it was returned before.
fn as_it_came(arrival: Arrival, Incoming { received, arrived, entry, .. }: Incoming) -> Arrival {
    Arrival { received: received.replace_nanosecond(0).unwrap_or(received), arrived, entry, ..arrival }
}

/// The same document again.
fn of_arrival(arrival: &Arrival) -> Incoming {
    Incoming {
        received: arrival.received,
        arrived: arrival.arrived,
        file: arrival.file.clone(),
        sha256: arrival.sha256.clone(),
        content: arrival.content.clone(),
        policy: arrival.policy.clone(),
        reasons: Vec::new(),
        entry: Entry::default(),
    }
}

/// As verify's: that of the worst document; a package that cannot be read is a file that cannot be read.
fn exit_code(seen: &Seen) -> Code {
    let statuses = seen.documents.iter().map(|judged| judged.report.status);
    let worst = statuses.map(Code::from).fold(Code::Ok, Code::worse_judging);
    let is_message = seen.documents.is_empty() && seen.broken.is_none();
    let invalid = seen.documents.iter().any(|judged| {
        judged.report.status == Status::Indeterminate
            && judged.report.decision == Some(crate::verify::Decision::Invalid)
    });
    match (&seen.broken, is_message, invalid) {
        (Some(_), ..) => worst.worse_judging(Code::File),
        (None, true, _) => Code::Unsigned,
        (None, false, true) => worst.worse_judging(Code::Invalid),
        (None, false, false) => worst,
    }
}
