//! From counters to a row.

use serde::Serialize;

use super::counts::{Count, Counts};
use super::indicators::{Indicator, Rate, tenths};

/// One row of figures, as `kyso stats --format json` gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)] // The contract of the command line names them, kyso-stats(1) says what they mean.
pub struct Figures {
    pub agency: Option<String>,
    pub name: Option<String>,
    pub level: Option<&'static str>,
    pub group: Option<String>,
    pub period: String,
    pub documents: u64,
    pub electronic: u64,
    pub signed: u64,
    pub leader_signed: u64,
    pub agency_signed: u64,
    pub fully_signed: u64,
    pub declared_leader_signed: u64,
    pub declared_agency_signed: u64,
    pub timestamped: u64,
    pub valid: u64,
    pub invalid: u64,
    pub unreadable: u64,
    pub missing: u64,
    pub dossiers: u64,
    pub dossiers_electronic: u64,
    pub electronic_rate: Option<Rate>,
    pub signed_rate: Option<Rate>,
    pub leader_signed_rate: Option<Rate>,
    pub agency_signed_rate: Option<Rate>,
    pub fully_signed_rate: Option<Rate>,
    pub timestamped_rate: Option<Rate>,
    pub dossier_rate: Option<Rate>,
    pub median_days_to_sign: Option<f64>,
    pub median_hours_leader_to_agency: Option<f64>,
    pub certs_expiring_90d: Option<u64>,
    pub score: Option<f64>,
    pub rank: Option<u64>,
    pub previous: Option<Rate>,
    pub delta: Option<f64>,
    pub target: Option<f64>,
    pub misses: Option<u64>,
}

impl Figures {
    /// Under `trust` what registers declare is what counts as signed.
    pub(super) fn of(counts: &Counts, trust: bool) -> Self {
        let n = |count: Count| counts.get(count.trusting(trust));
        let rate = |indicator: Indicator| indicator.rate(counts, trust);
        Self {
            documents: n(Count::Documents),
            electronic: n(Count::Electronic),
            signed: n(Count::Signed),
            leader_signed: n(Count::LeaderSigned),
            agency_signed: n(Count::AgencySigned),
            fully_signed: n(Count::FullySigned),
            declared_leader_signed: n(Count::DeclaredLeaderSigned),
            declared_agency_signed: n(Count::DeclaredAgencySigned),
            timestamped: n(Count::Timestamped),
            valid: n(Count::Valid),
            invalid: n(Count::Invalid),
            unreadable: n(Count::Unreadable),
            missing: n(Count::Missing),
            dossiers: n(Count::Dossiers),
            dossiers_electronic: n(Count::DossiersElectronic),
            electronic_rate: rate(Indicator::ElectronicRate),
            signed_rate: rate(Indicator::SignedRate),
            leader_signed_rate: rate(Indicator::LeaderSignedRate),
            agency_signed_rate: rate(Indicator::AgencySignedRate),
            fully_signed_rate: rate(Indicator::FullySignedRate),
            timestamped_rate: rate(Indicator::TimestampedRate),
            dossier_rate: rate(Indicator::DossierRate),
            median_days_to_sign: counts.days.median_tenths(1).map(tenths),
            median_hours_leader_to_agency: counts.minutes.median_tenths(60).map(tenths),
            ..Self::default()
        }
    }
}
