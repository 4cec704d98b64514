//! Percentages and points as an office writes them down: exact decimals, never binary fractions.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A number of thousandths, not below 0: `92.5` is 92,500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub u64);

impl Decimal {
    /// One hundred per cent.
    pub const HUNDRED: Self = Self(100_000);

    /// `92`, `92.5`, `92,5`, `92.5 %`: at most three decimals, below a billion.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('%').trim_end();
        let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |text: &str, most| {
            let good = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
            good.then(|| text.parse::<u64>().ok()).flatten()
        };
        Some(Self(digits(whole, 9)? * 1000 + digits(&format!("{rest:0<3}"), 3).filter(|_| !rest.is_empty())?))
    }

    /// For JSON and charts: thousandths below 2^53 divided by 1000 print as they were written.
    #[allow(clippy::cast_precision_loss)]
    pub fn value(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl fmt::Display for Decimal {
    /// Without zeros at the end: `92.5`, `95`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

/// A number as it stands in a file: what it means is said by [`Decimal::parse`], so that a fault can be told with its line.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    Whole(i64),
    Fraction(f64),
    Text(String),
}

impl Written {
    /// The shortest text of a TOML float is the one that was written.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Fraction(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_offices_write_them_and_stay_exact() {
        for (text, shown) in [("95", "95"), ("92,5 %", "92.5"), ("0.1", "0.1"), ("100.000", "100"), ("7.125", "7.125")]
        {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "-1", "92.", ".5", "1.2345", "1e3", "10000000000", "92,5,1", "năm"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::parse(&Written::Fraction(0.1).text()), Some(Decimal(100)));
    }
}
