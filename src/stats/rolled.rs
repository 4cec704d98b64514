//! A ledger counted by its sums: the report of a year costs a few thousand rows, however many documents there are.
//!
//! The sums are by the agencies file of each record's day. They stand for the file of today where that says of every
//! certificate that was seen what it was counted as; otherwise the records are gone through, which `kyso ledger recount` makes
//! needless. A listing of documents needs the records too.

use time::Date;

use super::agencies::{Agencies, Match};
use super::course::Course;
use super::expiring::Certificates;
use super::tally::{Bucket, Slots, Who};
use super::views::By;
use super::{Error, Period};
use crate::ledger::{Certificate, Ledger, Office, Span, Split};

/// Which sums are read for rows of this kind.
fn split(by: By) -> Split {
    match by {
        By::Agency | By::Group | By::Level | By::Kind => Split::None,
        By::Year => Split::Year,
        By::Month | By::Quarter | By::Half => Split::Month,
        By::Signer => Split::Signer,
    }
}

/// What today's agencies file says of a certificate on a day: agency and role; nothing where it does not know it.
fn today<'a>(
    certificate: &Certificate,
    agencies: &'a Agencies,
    on: Date,
) -> Option<(Option<&'a str>, Option<&'static str>)> {
    let ou: Vec<_> = certificate.ou.iter().map(String::as_str).collect();
    match agencies.find(certificate.cn.as_deref(), certificate.o.as_deref(), &ou, Some(on)) {
        Match::None => None,
        Match::One(agency, role) => Some((Some(&agency.code), Some(role.code()))),
        Match::Outside(agency, _) => Some((Some(&agency.code), None)),
        Match::Ambiguous(_) => Some((None, None)),
    }
}

/// Are the sums those of this agencies file?
pub(super) fn agree(certificates: &[Certificate], agencies: &Agencies) -> bool {
    certificates.iter().all(|certificate| {
        let counted = (certificate.agency.as_deref(), certificate.role.as_deref());
        [certificate.first, certificate.last]
            .into_iter()
            .all(|on| today(certificate, agencies, on).is_none_or(|said| said == counted))
    })
}

impl Course<'_> {
    /// Counts what the ledger has summed up.
    pub(super) fn rolled(&mut self, ledger: &dyn Ledger, certificates: &[Certificate]) -> Result<(), Error> {
        let periods = [(Slots::PERIOD, Some(&self.order.period)), (Slots::COMPARED, self.order.compare.as_ref())];
        for (slots, period) in periods.into_iter().filter_map(|(slots, period)| Some((slots, period?))) {
            let Period { from, to } = *period;
            let (span, split) = (Span { from, to }, split(self.order.by));
            for cell in ledger.cells(span, split)? {
                let bucket = self.bucket(slots, cell.day, &cell.office);
                if matches!(bucket.who, Who::Unknown(_)) && slots == Slots::PERIOD {
                    let name = || cell.office.name.clone().or(cell.office.code.clone()).unwrap_or_default();
                    self.warn_times("NO_AGENCY", cell.n, name);
                }
                self.tally.add(bucket, cell.kind, cell.flags, cell.n);
            }
            for delay in ledger.delays(span, split)? {
                let bucket = self.bucket(slots, delay.day, &delay.office);
                self.tally.delayed(bucket, &delay.minutes);
            }
        }
        self.warn_of(certificates);
        Ok(())
    }

    /// The records were gone through, for the sums are by another agencies file.
    pub(super) fn counted_slowly(&mut self) {
        let path = self.order.agencies.iter().map(|path| path.display().to_string()).collect();
        self.warn("LEDGER_COUNTED_SLOWLY", || path);
    }

    fn bucket(&mut self, slots: Slots, day: Option<Date>, office: &Office) -> Bucket {
        let known = office.code.as_deref().and_then(|code| self.views.office(code));
        let who = if let Some(known) = known {
            Who::Known(known as u32)
        } else {
            let name = office.name.as_deref().or(office.code.as_deref());
            Who::Unknown(name.map(|name| self.tally.place(name)))
        };
        let signer =
            (self.order.by == By::Signer).then(|| self.tally.place(office.signer.as_deref().unwrap_or_default()));
        Bucket { slots, who, month: day.map_or(0, Bucket::month_of), signer }
    }

    /// Certificates that the rules of several agencies fit, and those of agencies that did not exist when they were used.
    fn warn_of(&mut self, certificates: &[Certificate]) {
        let Some(agencies) = self.agencies else { return };
        for certificate in certificates {
            let name = || certificate.cn.clone().unwrap_or_default();
            match today(certificate, agencies, certificate.last) {
                Some((None, None)) => self.warn("AMBIGUOUS_SIGNER", name),
                Some((Some(code), None)) => self.outside(agencies.get(code), certificate.last, &name),
                _ => {}
            }
        }
    }
}

impl Certificates {
    /// Those that a ledger has seen.
    pub(super) fn of_ledger(certificates: &[Certificate]) -> Self {
        let mut all = Self::default();
        certificates.iter().filter(|certificate| certificate.passed).for_each(|certificate| all.see(certificate));
        all
    }
}
