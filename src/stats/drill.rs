//! The documents behind a figure: every thing that was counted for one office, with where it stands and what it counts for.
//!
//! What a thing counts for is asked of [`Count`], as the tables do, so that adding up a column of the drill gives the figure.

use serde::Serialize;
use time::Date;
use time::format_description::well_known::Rfc3339;

use super::Error;
use super::agencies::{Agencies, Agency, codes};
use super::counts::Count;
use super::course::Thing;
use super::indicators::Indicator;
use super::text::folded;
use super::views::Views;
use crate::text::{hex, no_formula};

/// So many documents are listed where nothing else is said: more than a year of a large office.
pub const LISTED: usize = 100_000;

/// Whose documents are listed, and behind which figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Code of an agency, or the name of an unknown office as it is listed.
    pub agency: String,
    /// Nothing: everything that was counted.
    pub figure: Option<Figure>,
}

/// A figure whose documents can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// What it counts.
    Count(Count),
    /// What it is a part of: the whole that is divided by.
    Rate(Indicator),
    /// What has this delay.
    DaysToSign,
    /// What has this delay.
    HoursLeaderToAgency,
}

impl Figure {
    /// By its name as a column.
    pub fn of_key(key: &str) -> Option<Self> {
        let medians =
            [("median_days_to_sign", Self::DaysToSign), ("median_hours_leader_to_agency", Self::HoursLeaderToAgency)];
        let count = Count::columns().find(|count| count.key() == key).map(Self::Count);
        let count = count.or_else(|| Indicator::of_key(key).map(Self::Rate));
        count.or_else(|| medians.into_iter().find(|(known, _)| *known == key).map(|(_, figure)| figure))
    }

    /// Every name that [`Figure::of_key`] knows.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        let rates = Indicator::ALL.into_iter().map(Indicator::key);
        let medians = ["median_days_to_sign", "median_hours_leader_to_agency"];
        Count::columns().map(Count::key).chain(rates).chain(medians)
    }

    fn key(self) -> &'static str {
        match self {
            Self::Count(count) => count.key(),
            Self::Rate(rate) => rate.key(),
            Self::DaysToSign => "median_days_to_sign",
            Self::HoursLeaderToAgency => "median_hours_leader_to_agency",
        }
    }
}

/// One counted thing: where it stands, and what was declared and found of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Traced {
    /// The register that has it.
    pub register: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Its line or row there, from 1.
    pub line: Option<u64>,
    /// The file below the archive, or as the ledger has it.
    pub file: Option<String>,
    /// Number of the ledger's record.
    pub record: Option<i64>,
    /// SHA-256 of the document that was judged.
    pub sha256: Option<String>,
    /// When it was judged (RFC 3339, UTC).
    pub judged_on: Option<String>,
    /// As the register has it.
    pub number: Option<String>,
    /// As the register has it.
    pub notation: Option<String>,
    /// The day that it is counted on, in Viet Nam.
    #[serde(serialize_with = "iso")]
    pub date: Date,
    /// Who signed it: the register's word, else the certificate's.
    pub signer: Option<String>,
    /// Why its row has no document of its own: the code of a warning.
    pub without: Option<&'static str>,
    /// Every column of figures that it counts for.
    pub counts: Vec<&'static str>,
    /// Days from its date to the leader's signature.
    pub days_to_sign: Option<i32>,
    /// Minutes from the leader's signature to the agency's.
    pub minutes_leader_to_agency: Option<i64>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature.
fn iso<S: serde::Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drilled {
    /// Code of the agency; nothing for an unknown office.
    pub agency: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// The figure; nothing for everything.
    pub indicator: Option<&'static str>,
    /// How many things stand behind it.
    pub count: u64,
    /// How many of them are below: the first.
    pub listed: u64,
    /// In the order of registers and of documents.
    pub rows: Vec<Traced>,
}

/// Gathers what belongs to the answer.
#[derive(Debug)]
pub(super) struct Drill {
    asked: String,
    /// The code of the agency of the file that is asked for.
    code: Option<String>,
    figure: Option<Figure>,
    trust: bool,
    /// Was anything of this office met, whatever it counts for?
    met: bool,
    count: u64,
    rows: Vec<Traced>,
}

impl Drill {
    /// # Errors
    ///
    /// [`Error::SeveralOffices`]: the documents of namesakes must not look like those of one. [`Error::NoOffice`] of no name.
    pub(super) fn new(asked: &Asked, agencies: Option<&Agencies>, trust: bool) -> Result<Self, Error> {
        let Asked { agency: name, figure } = asked;
        if name.trim().is_empty() {
            return Err(Error::NoOffice(name.clone()));
        }
        let by_code = agencies.and_then(|agencies| agencies.get(name));
        let named = agencies.into_iter().flat_map(Agencies::iter).filter(|it| folded(&it.name) == folded(name));
        let found: Vec<_> = by_code.map_or_else(|| named.collect(), |agency| vec![agency]);
        if found.len() > 1 {
            let codes = found.into_iter().map(Agency::dated).collect();
            return Err(Error::SeveralOffices { name: name.clone(), codes });
        }
        let code = found.first().map(|agency| agency.code.clone());
        Ok(Self { asked: name.clone(), code, figure: *figure, trust, met: false, count: 0, rows: Vec::new() })
    }

    /// Is it this office that is asked for, by its code or its name? Of an office that the agencies file does not know the code
    /// is nothing; one that is called as an agency of the file is another.
    pub(super) fn asks(&self, (code, name): (&str, &str)) -> bool {
        match &self.code {
            Some(asked) => asked == code,
            None => codes::key(name) == codes::key(&self.asked) || folded(name) == folded(&self.asked),
        }
    }

    /// Takes what stands behind the figure; beyond [`LISTED`] it is counted and not kept.
    pub(super) fn offer(&mut self, thing: &Thing<'_>) {
        self.met = true;
        let holds = |count: &Count| count.trusting(self.trust).holds(thing.kind, thing.flags);
        let behind = match self.figure {
            None => Count::columns().any(|count| holds(&count)),
            Some(Figure::Count(count)) => holds(&count),
            Some(Figure::Rate(rate)) => rate.parts(self.trust).1.holds(thing.kind, thing.flags),
            Some(Figure::DaysToSign) => thing.days.is_some(),
            Some(Figure::HoursLeaderToAgency) => thing.minutes.is_some(),
        };
        if !behind {
            return;
        }
        self.count += 1;
        if self.rows.len() < LISTED {
            self.rows.push(Traced::of(thing, Count::columns().filter(holds).map(Count::key).collect()));
        }
    }

    /// # Errors
    ///
    /// [`Error::NoOffice`]: a misspelt name must not look like an office without documents.
    pub(super) fn finish(self, views: &Views) -> Result<Drilled, Error> {
        let office = views.offices().find(|named| self.asks(*named));
        if office.is_none() && !self.met {
            return Err(Error::NoOffice(self.asked));
        }
        Ok(Drilled {
            agency: office.map(|(code, _)| code.to_owned()),
            name: Some(office.map_or(self.asked.as_str(), |(_, name)| name).to_owned()),
            indicator: self.figure.map(Figure::key),
            count: self.count,
            listed: self.rows.len() as u64,
            rows: self.rows,
        })
    }
}

impl Traced {
    fn of(thing: &Thing<'_>, counts: Vec<&'static str>) -> Self {
        let row = thing.row;
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let judged = thing.document;
        Self {
            register: row.map(|row| row.at.place.path.display().to_string()),
            sheet: row.and_then(|row| row.at.place.sheet.clone()),
            line: row.map(|row| row.at.line),
            file: judged
                .map(|document| document.path.clone())
                .or_else(|| row.and_then(|row| row.file.map(str::to_owned))),
            record: judged.and_then(|document| document.record),
            sha256: judged.and_then(|document| document.sha256).map(|digest| hex(&digest)),
            judged_on: judged.and_then(|document| document.judged_on.format(&Rfc3339).ok()),
            number: row.and_then(|row| said(&row.number)),
            notation: row.and_then(|row| said(row.notation)),
            date: thing.day,
            signer: thing.signer.map(str::to_owned),
            without: thing.without,
            counts,
            days_to_sign: thing.days,
            minutes_leader_to_agency: thing.minutes,
        }
    }
}

impl Drilled {
    /// The documents as CSV (RFC 4180, UTF-8): a column of ones and zeros for each figure, whose sum is the figure.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn csv(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let before = "agency,register,sheet,line,file,record,sha256,judged_on,number,notation,date,signer";
        let after = ["days_to_sign", "minutes_leader_to_agency", "without"];
        writer.write_record(before.split(',').chain(Count::columns().map(Count::key)).chain(after))?;
        for row in &self.rows {
            let text = |cell: &Option<String>| cell.as_deref().map(no_formula).unwrap_or_default();
            let number = |cell: Option<i64>| cell.map_or_else(String::new, |number| number.to_string());
            let mut cells = vec![
                text(if self.agency.is_some() { &self.agency } else { &self.name }),
                text(&row.register),
                text(&row.sheet),
                row.line.map(|line| line.to_string()).unwrap_or_default(),
                text(&row.file),
                number(row.record),
                text(&row.sha256),
                text(&row.judged_on),
                text(&row.number),
                text(&row.notation),
                row.date.to_string(),
                text(&row.signer),
            ];
            cells.extend(Count::columns().map(|count| u8::from(row.counts.contains(&count.key())).to_string()));
            cells.extend([number(row.days_to_sign.map(i64::from)), number(row.minutes_leader_to_agency)]);
            cells.push(row.without.unwrap_or_default().to_owned());
            writer.write_record(cells)?;
        }
        writer.flush()
    }
}
