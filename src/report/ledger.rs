//! What `kyso ledger check` found: for people and as JSON.

use std::fmt::Write as _;

use serde::Serialize;
use time::UtcOffset;

use crate::ledger::{Break, Checked, Head, Mark as Passing, Neighbour, Seal, WrongSums};
use crate::messages::{Lang, LedgerWord};
use crate::text::Untrusted;
use crate::verify::{Indication, TimestampReport};

use super::style::Mark;
use super::verdict::show_time;

/// A ledger that was checked.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct LedgerLine {
    pub schema: &'static str,
    pub ledger: String,
    /// `whole` or `broken`.
    pub status: &'static str,
    pub records: u64,
    /// As far as the chain is whole.
    pub head: String,
    /// Records from before the chain.
    pub older: u64,
    /// Rows of the register of incoming documents: they stand outside the chain.
    pub arrivals: u64,
    pub broken: Option<Break>,
    /// Nothing where they were not compared.
    pub sums: Option<Vec<WrongSums>>,
    /// The table of the sums that cannot be read.
    pub sums_unreadable: Option<&'static str>,
    pub heads: Vec<HeadLine>,
    pub seals: Vec<SealLine>,
}

/// A head that was kept.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct HeadLine {
    pub head: String,
    pub mark: Passing,
    #[serde(skip)]
    pub count: u64,
}

/// A time-stamp over a head.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct SealLine {
    #[serde(flatten)]
    pub head: HeadLine,
    pub timestamp: TimestampReport,
}

impl HeadLine {
    fn of(head: &Head, mark: Passing) -> Self {
        Self { head: head.to_string(), mark, count: head.count }
    }
}

impl LedgerLine {
    /// `checked` has a mark for each of `heads`, then for each of the seals.
    pub fn of(
        ledger: &str,
        (older, arrivals): (u64, u64),
        checked: Checked,
        heads: &[Head],
        seals: Vec<(Seal, TimestampReport)>,
    ) -> Self {
        let mut marks = checked.marks.iter().copied();
        let mut line = Self {
            schema: "kyso.ledger-check/1",
            ledger: ledger.to_owned(),
            status: "whole",
            records: checked.records,
            head: checked.head.to_string(),
            older,
            arrivals,
            broken: checked.broken,
            sums: checked.sums,
            sums_unreadable: checked.unreadable,
            heads: heads.iter().zip(&mut marks).map(|(head, mark)| HeadLine::of(head, mark)).collect(),
            seals: Vec::new(),
        };
        let seals = seals.into_iter().zip(marks);
        line.seals = seals
            .map(|((seal, timestamp), mark)| SealLine { head: HeadLine::of(&seal.head, mark), timestamp })
            .collect();
        if !line.is_whole() {
            line.status = "broken";
        }
        line
    }

    /// Is nothing known to be wrong?
    pub fn is_whole(&self) -> bool {
        let passed = |line: &HeadLine| line.mark == Passing::Passed;
        let good = |seal: &SealLine| passed(&seal.head) && seal.timestamp.indication != Indication::TotalFailed;
        self.broken.is_none()
            && self.sums_unreadable.is_none()
            && self.sums.as_ref().is_none_or(Vec::is_empty)
            && self.heads.iter().all(passed)
            && self.seals.iter().all(good)
    }

    /// Do all seals prove what they are there for?
    pub fn is_certain(&self) -> bool {
        self.seals.iter().all(|seal| seal.timestamp.indication == Indication::TotalPassed)
    }

    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        let words = lang.words();
        let say = |word| words.ledger(word);
        let records = self.records;
        let mut text = if self.is_whole() {
            format!("{}\n", Mark::Good.with(&say(LedgerWord::Whole { records })))
        } else {
            format!("{}\n", Mark::Bad.with(&say(LedgerWord::Broken { records })))
        };
        let mut line = |indent: usize, what: &str| {
            let _ = writeln!(text, "{:indent$}{what}", "");
        };
        if let Some(broken) = &self.broken {
            let damage = LedgerWord::Damage { damage: broken.damage, id: broken.at.id, count: broken.count };
            line(2, &Mark::Bad.with(&format!("{}: {}", say(damage), neighbour(&broken.at, zone))));
            if let Some(id) = broken.belongs_after {
                line(6, &say(LedgerWord::BelongsAfter { id }));
            }
            line(6, &format!("{}: {}", say(LedgerWord::Expected), broken.expected));
            line(6, &format!("{}: {}", say(LedgerWord::Found), broken.found));
            for (word, at) in [(LedgerWord::Before, &broken.before), (LedgerWord::After, &broken.after)] {
                if let Some(at) = at {
                    line(6, &format!("{}: {}", say(word), neighbour(at, zone)));
                }
            }
        }
        let mut years: Vec<_> = self.sums.iter().flatten().map(|wrong| wrong.year).collect();
        years.dedup();
        years.sort_unstable();
        years.dedup();
        for year in years {
            line(2, &Mark::Bad.with(&say(LedgerWord::WrongSums { year })));
        }
        if let Some(table) = self.sums_unreadable {
            line(2, &Mark::Bad.with(&say(LedgerWord::UnreadableSums { table })));
        }
        for HeadLine { mark, count, .. } in &self.heads {
            line(2, &passing(*mark).with(&say(LedgerWord::KeptHead { mark: *mark, count: *count })));
        }
        for SealLine { head: HeadLine { mark, count, .. }, timestamp } in &self.seals {
            let judged = if *mark == Passing::Passed { Mark::from(timestamp.indication) } else { Mark::Bad };
            let time = timestamp.time.map(|time| show_time(time, zone)).unwrap_or_default();
            let mut said = format!("{} – {time}", say(LedgerWord::Seal { mark: *mark, count: *count }));
            if timestamp.indication != Indication::TotalPassed {
                let _ = write!(said, " – {}", words.indication(timestamp.indication));
                if let Some(sub) = timestamp.sub_indication {
                    let _ = write!(said, ": {}", words.sub_indication(sub));
                }
            }
            line(2, &judged.with(&said));
        }
        line(2, &format!("{}: {}", say(LedgerWord::Head), self.head));
        if self.older > 0 {
            line(2, &say(LedgerWord::Older { count: self.older }));
        }
        if self.sums.is_none() && self.sums_unreadable.is_none() {
            line(2, &say(LedgerWord::SumsNotCompared));
        }
        if self.heads.is_empty() && self.seals.is_empty() {
            line(2, &say(LedgerWord::NoSeal));
        }
        if self.arrivals > 0 {
            line(2, &say(LedgerWord::ArrivalsOutside { count: self.arrivals }));
        }
        text
    }
}

fn passing(mark: Passing) -> Mark {
    if mark == Passing::Passed { Mark::Good } else { Mark::Bad }
}

/// Number, time and file.
fn neighbour(at: &Neighbour, zone: UtcOffset) -> String {
    let time = at.time.map(|time| show_time(time, zone)).unwrap_or_default();
    format!("#{}  {time}  {}", at.id, Untrusted(&at.file))
}
