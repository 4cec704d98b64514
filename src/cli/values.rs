//! Values of options: words that stand for a choice, and how durations, rates and times are written.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::ValueEnum;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::hash::Hash;
use crate::stats::agencies::Level;
use crate::text::duration;
use crate::x509::{GeneralName, Subtree, oids};

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl ColorWhen {
    /// The words, as options and settings spell them.
    pub const WORDS: &'static [&'static str] = &["auto", "always", "never"];
}

/// Hashes that new signatures may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
#[allow(missing_docs)] // The names are the functions' names.
pub enum Digest {
    #[default]
    Sha256,
    Sha384,
    Sha512,
}

impl From<Digest> for Hash {
    fn from(digest: Digest) -> Self {
        match digest {
            Digest::Sha256 => Self::Sha256,
            Digest::Sha384 => Self::Sha384,
            Digest::Sha512 => Self::Sha512,
        }
    }
}

/// PAdES baseline levels that signing reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum SignLevel {
    /// A signature.
    #[value(name = "b-b")]
    BB,
    /// A signature with a time-stamp.
    #[value(name = "b-t")]
    BT,
    /// With everything that proves its certificates.
    #[value(name = "b-lt")]
    BLt,
    /// With a document time-stamp over it.
    #[value(name = "b-lta")]
    BLta,
}

impl SignLevel {
    /// The words, as options and settings spell them.
    pub const WORDS: &'static [&'static str] = &["b-b", "b-t", "b-lt", "b-lta"];
}

/// PAdES baseline levels that signatures can be raised to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum ExtendLevel {
    /// A time-stamp for every signature.
    #[value(name = "b-t")]
    BT,
    /// Everything that proves their certificates.
    #[value(name = "b-lt")]
    BLt,
    /// A document time-stamp over it.
    #[value(name = "b-lta")]
    BLta,
}

/// What may change after certification (ISO 32000-2 Table 257).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Permission {
    /// P = 1.
    NoChanges,
    /// P = 2.
    FormFilling,
    /// P = 3.
    Annotations,
}

/// How statistics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum StatsFormat {
    /// For people.
    #[default]
    Table,
    /// For spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// A page for a browser, self-contained.
    Html,
    /// A workbook for Excel or LibreOffice, its formulas live.
    Xlsx,
    /// The chart alone.
    Svg,
    /// A document to be signed.
    Pdf,
}

impl StatsFormat {
    /// Is it nothing that a terminal shows?
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Pdf)
    }
}

/// What a row of the statistics is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)] // Each is what it says.
pub enum StatsBy {
    Agency,
    Group,
    Level,
    Month,
    Quarter,
    Half,
    Year,
    Signer,
    Kind,
}

impl From<StatsBy> for crate::stats::By {
    fn from(by: StatsBy) -> Self {
        match by {
            StatsBy::Agency => Self::Agency,
            StatsBy::Group => Self::Group,
            StatsBy::Level => Self::Level,
            StatsBy::Month => Self::Month,
            StatsBy::Quarter => Self::Quarter,
            StatsBy::Half => Self::Half,
            StatsBy::Year => Self::Year,
            StatsBy::Signer => Self::Signer,
            StatsBy::Kind => Self::Kind,
        }
    }
}

/// The name of a figure whose documents can be listed.
pub(super) fn figure() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(crate::stats::Figure::keys())
}

/// A day: `2018-01-31`.
///
/// # Errors
/// In words, for clap.
pub(super) fn day(text: &str) -> Result<time::Date, String> {
    time::Date::parse(text, time::macros::format_description!("[year]-[month]-[day]"))
        .map_err(|_| "a day is written as 2018-05-31".into())
}

/// A level of the administration, as files of agencies spell it.
///
/// # Errors
/// The words there are, for clap.
pub(super) fn level(text: &str) -> Result<Level, String> {
    let known = Level::ALL.into_iter().find(|level| level.code() == text);
    known.ok_or_else(|| format!("a level is one of {}", Level::ALL.map(Level::code).join(", ")))
}

/// At most `count` in any `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In how much time.
    pub per: Duration,
}

/// Whole days: `90d`.
///
/// # Errors
/// What it looks like.
pub(super) fn days(text: &str) -> Result<Duration, String> {
    // A century is more than any certificate lasts.
    let days = text.strip_suffix('d').and_then(|days| days.parse::<u64>().ok()).filter(|days| *days <= 36_525);
    days.map(|days| Duration::from_hours(24 * days)).ok_or_else(|| "days are written as 90d".into())
}

/// A rate: a number, a slash and a duration.
///
/// # Errors
/// What a rate looks like.
pub fn rate(text: &str) -> Result<Rate, String> {
    let parsed = text.split_once('/').and_then(|(count, per)| {
        let count = count.parse().ok().filter(|count| *count > 0)?;
        // `5/s` is five a second.
        let per =
            if per.starts_with(|c: char| c.is_ascii_digit()) { duration(per) } else { duration(&format!("1{per}")) };
        Some(Rate { count, per: per.ok()? })
    });
    parsed.ok_or_else(|| "a rate is written as 20/20m".into())
}

/// What is added to a file's name stays in its folder.
pub(super) fn suffix(text: &str) -> Result<String, String> {
    if text.contains(['/', '\0']) {
        Err("a suffix is a part of a name, as -signed".into())
    } else {
        Ok(text.to_owned())
    }
}

/// A point in time (RFC 3339).
pub(super) fn instant(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| "a time is written as 2026-11-23T10:33:36+07:00".into())
}

/// An object identifier in dotted decimal.
pub(super) fn oid(text: &str) -> Result<String, String> {
    oids::dotted(text).ok_or_else(|| "an object identifier is written as 2.16.840.1.101".into())
}

/// A subtree of names: `dns:example.vn`.
pub(super) fn subtree(text: &str) -> Result<Subtree, String> {
    let name = GeneralName::from_constraint(text).map(Subtree::new);
    name.ok_or_else(|| "a subtree is written as email:, dns:, uri:, ip: or dn: and a value, as dns:example.vn".into())
}

/// How many at once. The bound keeps a slip of the finger from starting ten thousand threads.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse::<NonZeroUsize>()
        .ok()
        .filter(|jobs| jobs.get() <= 256)
        .ok_or_else(|| "a whole number from 1 to 256".into())
}

/// An offset from UTC: `+07:00`, `Z`.
///
/// # Errors
/// What an offset looks like.
pub fn zone_offset(text: &str) -> Result<UtcOffset, String> {
    if text == "Z" {
        return Ok(UtcOffset::UTC);
    }
    let format = time::macros::format_description!("[offset_hour sign:mandatory]:[offset_minute]");
    UtcOffset::parse(text, format).map_err(|_| "an offset from UTC is written as +07:00".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("3m"), Ok(Duration::from_mins(3)));
        for wrong in ["", "0s", "-1s", "3 m", "3d", "1.5s", "99999999999999999999h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_as_people_write_them() {
        assert_eq!(days("90d"), Ok(Duration::from_hours(2160)));
        for wrong in ["90", "d", "-1d", "1.5d", "36526d"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn twenty_requests_in_twenty_minutes() {
        assert_eq!(rate("20/20m"), Ok(Rate { count: 20, per: Duration::from_mins(20) }));
        assert_eq!(rate("5/s"), Ok(Rate { count: 5, per: Duration::from_secs(1) }));
        assert!(rate("0/s").is_err());
        assert!(rate("20").is_err());
    }

    #[test]
    fn the_zone_of_ha_noi() {
        assert_eq!(zone_offset("+07:00").unwrap().whole_hours(), 7);
        assert!(zone_offset("Asia/Ho_Chi_Minh").is_err());
    }
}
