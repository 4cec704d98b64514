//! What is wrong with a file of agencies: where, what, and what to do.
//!
//! An error stops everything that stands on the file. A warning does not: what it says is allowed, and is seldom meant.
//! `Display` is English; the Vietnamese twin is in `messages`.

use std::fmt;

use time::Date;

use super::agency::Level;
use super::codes::Malformed;

/// A code of 35 characters is a first group of three and at most sixteen more: nobody has more agencies above them.
pub(super) const DEEPEST: usize = 16;

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Of the file, from 1; of a cell of several lines the first line of its row.
    pub line: u64,
    /// As in the heading; empty where it is about the whole line.
    pub column: &'static str,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong. Of two agencies the code and the line of the other are told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FaultKind {
    /// The file is no CSV or TOML.
    Syntax(String),
    /// The heading lacks it.
    NoColumn,
    /// The heading has it twice.
    ColumnTwice,
    /// TOML alone: no key of an agency, and the one that is spelt most alike.
    UnknownKey(String, &'static str),
    Empty,
    Code(String, Malformed),
    DuplicateCode(String, u64),
    CodeNotBelow(String, String),
    UnknownParent(String),
    UnknownSuccessor(String),
    /// The codes from the agency up to itself.
    Cycle(Vec<String>),
    /// So many agencies above it.
    TooDeep(usize),
    Level(String),
    /// Its level, and its parent's.
    LevelNotBelow(Level, Level),
    Date(String),
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// The parent's last day is before its own.
    ParentEnded(String, Date),
    /// The codes from the agency to itself.
    SuccessorCircle(Vec<String>),
    /// A successor, and no last day.
    SuccessorWithoutEnd(String),
    /// The successor was gone first; its last day.
    SuccessorGone(String, Date),
    /// The successor has the same name and begins before the last day; its first day.
    SuccessorOverlaps(String, Option<Date>),
    /// The successor begins a few days before the last day.
    SuccessorEarly(String, Date),
    /// The successor begins later than the day after the last day.
    SuccessorLate(String, Date),
    /// A rule of separators.
    RuleEmpty,
    /// More values than this.
    RuleTooLong(usize),
    /// The value that both ask for.
    RuleTwice {
        value: String,
        code: String,
        line: u64,
    },
    NameTwice(String, u64),
}

impl FaultKind {
    /// Does it stop nothing?
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::CodeNotBelow(..)
                | Self::ParentEnded(..)
                | Self::SuccessorWithoutEnd(_)
                | Self::SuccessorEarly(..)
                | Self::SuccessorLate(..)
                | Self::NameTwice(..)
        )
    }

    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "FILE_SYNTAX",
            Self::NoColumn => "COLUMN_MISSING",
            Self::ColumnTwice => "COLUMN_TWICE",
            Self::UnknownKey(..) => "KEY_UNKNOWN",
            Self::Empty => "CELL_EMPTY",
            Self::Code(..) => "CODE_MALFORMED",
            Self::DuplicateCode(..) => "CODE_TWICE",
            Self::CodeNotBelow(..) => "CODE_NOT_BELOW",
            Self::UnknownParent(_) => "PARENT_UNKNOWN",
            Self::UnknownSuccessor(_) => "SUCCESSOR_UNKNOWN",
            Self::Cycle(_) => "PARENT_CIRCLE",
            Self::TooDeep(_) => "TOO_DEEP",
            Self::Level(_) => "LEVEL_UNKNOWN",
            Self::LevelNotBelow(..) => "LEVEL_NOT_BELOW",
            Self::Date(_) => "DATE_MALFORMED",
            Self::EndsBeforeItBegins => "ENDS_BEFORE_IT_BEGINS",
            Self::ParentEnded(..) => "PARENT_ENDED",
            Self::SuccessorCircle(_) => "SUCCESSOR_CIRCLE",
            Self::SuccessorWithoutEnd(_) => "SUCCESSOR_WITHOUT_END",
            Self::SuccessorGone(..) => "SUCCESSOR_GONE",
            Self::SuccessorOverlaps(..) => "SUCCESSOR_OVERLAPS",
            Self::SuccessorEarly(..) => "SUCCESSOR_EARLY",
            Self::SuccessorLate(..) => "SUCCESSOR_LATE",
            Self::RuleEmpty => "RULE_EMPTY",
            Self::RuleTooLong(_) => "RULE_TOO_LONG",
            Self::RuleTwice { .. } => "RULE_TWICE",
            Self::NameTwice(..) => "NAME_TWICE",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(why) => write!(f, "{why}; save it as CSV in UTF-8, or as TOML with [[agency]] tables"),
            Self::NoColumn => write!(f, "the heading has no such column; add it, it may be empty"),
            Self::ColumnTwice => write!(f, "the heading has this column twice; leave one out"),
            Self::UnknownKey(key, nearest) => write!(f, "{key:?} is no key of an agency; is {nearest} meant?"),
            Self::Empty => write!(f, "nothing is given; fill it in"),
            Self::Code(code, why) => write!(f, "{code:?} is no code: {why}; write it as H02.05 or 000.00.05.H02"),
            Self::DuplicateCode(code, line) => write!(f, "{code} is on line {line} too; give each agency its own"),
            Self::CodeNotBelow(code, parent) => {
                write!(f, "{code} does not begin with its parent's code {parent}; is the parent the right one?")
            }
            Self::UnknownParent(code) | Self::UnknownSuccessor(code) => {
                write!(f, "no agency has the code {code}; add it or leave this empty")
            }
            Self::Cycle(codes) => write!(f, "{} is a circle; leave one parent empty", codes.join(" → ")),
            Self::TooDeep(above) => {
                write!(
                    f,
                    "{above} agencies stand above it, and a code has no room for more than {DEEPEST}; name a higher parent"
                )
            }
            Self::Level(level) => {
                write!(f, "{level:?} is no level; use {}", Level::ALL.map(Level::code).join(", "))
            }
            Self::LevelNotBelow(level, above) => {
                let (level, above) = (level.code(), above.code());
                write!(f, "{level} does not stand below {above}, the parent's level; correct one of them")
            }
            Self::Date(text) => write!(f, "{text:?} is no date; write 2018-12-31 or 31/12/2018"),
            Self::EndsBeforeItBegins => write!(f, "the last day is before valid_from; correct one of them"),
            Self::ParentEnded(code, day) => {
                write!(f, "the parent {code} ended on {day}, before its last day; name the parent that it has now")
            }
            Self::SuccessorCircle(codes) => write!(f, "{} is a circle; leave one successor empty", codes.join(" → ")),
            Self::SuccessorWithoutEnd(code) => {
                write!(f, "{code} takes its place, but no last day is given; fill in valid_to")
            }
            Self::SuccessorGone(code, day) => {
                write!(f, "the successor {code} ended on {day}, no later than the agency; name who came after")
            }
            Self::SuccessorOverlaps(code, day) => {
                let begins = day.map_or_else(|| "has no first day".to_owned(), |day| format!("begins on {day}"));
                write!(f, "the successor {code} of the same name {begins}, before this agency's end; correct the dates")
            }
            Self::SuccessorEarly(code, day) => {
                write!(f, "the successor {code} begins on {day}, before this agency's end; are both dates right?")
            }
            Self::SuccessorLate(code, day) => {
                write!(f, "the successor {code} begins on {day}; whose are the days between?")
            }
            Self::RuleEmpty => write!(f, "the rule has no value; fill it in or leave it empty"),
            Self::RuleTooLong(most) => write!(f, "the rule has more than {most} values; leave some out"),
            Self::RuleTwice { value, code, line } => {
                write!(
                    f,
                    "{value:?} is asked for by {code} on line {line} too, so that a certificate fits neither; tell both apart by match_o, match_ou or dates"
                )
            }
            Self::NameTwice(code, line) => {
                write!(f, "{code} on line {line} has the same name at the same time; is it the same agency?")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.kind)
    }
}
