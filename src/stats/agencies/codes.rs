//! Identifiers of agencies (Decision 20/2020/QD-TTg Art 4), and their older form (QCVN 102:2016/BTTTT).
//!
//! `H02.05.001` is groups between dots, from the top, at most 35 characters: first a letter from A to Y and two digits, then
//! a group for each level. `001.00.05.H02` is the older form, always 13 characters in groups of three, two, two and three, read
//! from the right; zeros stand for a level that is not there. Both spellings name one agency: `000.00.05.H02` is `H02.05`.
//!
//! Where the decision is silent: case does not matter; a further group is ASCII letters and digits, as many as it likes; in the
//! older form zeros are left out below the last level that is there, and stay between levels; what begins with a letter and
//! two digits is never of the older form. Zeros of the newer form are a group like any other.

use std::fmt;

use crate::stats::text::folded;

/// The most characters of a code.
const LONGEST: usize = 35;

/// Why a code is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// So many characters.
    TooLong(usize),
    /// Its first group is no letter from A to Y with two digits.
    FirstGroup(String),
    /// Nothing between two dots, or beside one.
    EmptyGroup,
    /// No letter from A to Z and no digit.
    Character(char),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(length) => write!(f, "it has {length} characters, and {LONGEST} are the most"),
            Self::FirstGroup(group) => write!(f, "{group:?} is no letter from A to Y with two digits"),
            Self::EmptyGroup => write!(f, "a group is empty"),
            Self::Character(c) => write!(f, "{c:?} is no letter from A to Z and no digit"),
        }
    }
}

/// A code as it is compared: the newer form in capitals.
///
/// # Errors
///
/// Why `text` is no code.
pub fn canonical(text: &str) -> Result<String, Malformed> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(Malformed::TooLong(length));
    }
    let strange = |c: &char| !c.is_ascii_alphanumeric() && *c != '.';
    if let Some(c) = text.chars().find(strange) {
        return Err(Malformed::Character(c));
    }
    let upper = text.to_ascii_uppercase();
    let groups: Vec<_> = upper.split('.').collect();
    if groups.iter().any(|group| group.is_empty()) {
        return Err(Malformed::EmptyGroup);
    }
    if is_first(groups[0]) {
        return Ok(upper);
    }
    older(&groups).ok_or_else(|| Malformed::FirstGroup(groups[0].to_owned()))
}

fn is_first(group: &str) -> bool {
    matches!(group.as_bytes(), [b'A'..=b'Y', b'0'..=b'9', b'0'..=b'9'])
}

/// The newer form of `groups` of the older one.
fn older(groups: &[&str]) -> Option<String> {
    let shape = groups.iter().map(|group| group.len()).eq([3, 2, 2, 3]);
    let groups = Some(groups).filter(|groups| shape && is_first(groups[3]))?;
    let below = groups.iter().position(|group| group.bytes().any(|byte| byte != b'0'))?;
    Some(groups[below..].iter().rev().copied().collect::<Vec<_>>().join("."))
}

/// What a code is looked up by; what is no code, as any other text.
pub fn key(text: &str) -> String {
    canonical(text).unwrap_or_else(|_| folded(text))
}

/// Does the code that is compared as `key` stand below the one compared as `above`?
pub(super) fn is_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_name_one_agency() {
        let pairs = [
            ("000.00.00.H02", "H02"),
            ("000.00.05.H02", "H02.05"),
            ("000.11.05.H02", "H02.05.11"),
            ("007.11.05.H02", "H02.05.11.007"),
            ("007.00.05.h02", "H02.05.00.007"),
            ("h02.05", "H02.05"),
            ("H02.00", "H02.00"),
            ("H02", "H02"),
            ("G09.99.ABC.1.23456", "G09.99.ABC.1.23456"),
        ];
        for (written, read) in pairs {
            assert_eq!(canonical(written).as_deref(), Ok(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_code_is_told_why() {
        let why = |text| canonical(text).unwrap_err();
        assert_eq!(why("Z02.05"), Malformed::FirstGroup("Z02".to_owned()), "A to Y");
        assert_eq!(why("H2"), Malformed::FirstGroup("H2".to_owned()));
        assert_eq!(why("00.00.00.H02"), Malformed::FirstGroup("00".to_owned()), "13 characters");
        assert_eq!(why("000.00.00.000"), Malformed::FirstGroup("000".to_owned()));
        assert_eq!(why("H02..05"), Malformed::EmptyGroup);
        assert_eq!(why("H02.05."), Malformed::EmptyGroup);
        assert_eq!(why(""), Malformed::EmptyGroup);
        assert_eq!(why("H02 05"), Malformed::Character(' '));
        assert_eq!(why("H02.Đ5"), Malformed::Character('Đ'));
        assert_eq!(why(&format!("H02.{}", "1".repeat(32))), Malformed::TooLong(36));
        assert!(canonical(&format!("H02.{}", "1".repeat(31))).is_ok(), "35 are allowed");
    }

    #[test]
    fn below_is_by_groups_and_not_by_letters() {
        assert!(is_below("H02.05.1", "H02.05") && is_below("H02.05", "H02"));
        assert!(!is_below("H02.055", "H02.05") && !is_below("H02", "H02") && !is_below("H02", "H02.05"));
    }
}
