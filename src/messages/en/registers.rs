//! English for what is wrong with registers: what to do.

use crate::stats::{FaultKind, Field};

/// What to do.
pub(super) fn advice(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::Cell { .. } => "Correct this cell of the register and run it again.",
        FaultKind::ErrorValue(_) => "Correct the formula of this cell, save, and run it again.",
        FaultKind::NoHeading { garbled: true, .. } | FaultKind::OldFont | FaultKind::Encoding(_) => {
            "Convert the text to Unicode and save it as CSV UTF-8 or XLSX."
        }
        FaultKind::NoHeading { .. } => {
            "A register needs a heading among its first 60 rows, with a number (or number and notation) and a date; map other names with --columns 'HEADING=FIELD'."
        }
        FaultKind::NoColumn { field: Field::OrganId, .. } => {
            "If the register is that of one agency, add --columns 'OrganId==CODE', or write the agency's name as in the agencies file above the heading; map a column with --columns 'HEADING=OrganId'."
        }
        FaultKind::NoColumn { .. } => "Say which column it is with --columns 'HEADING=FIELD'.",
        FaultKind::SeveralAgencies(_) => "Say whose register it is with --columns 'OrganId==CODE'.",
        FaultKind::Incoming => {
            "Signing rates are those of outgoing documents: give the register of outgoing documents."
        }
        FaultKind::NoSheet(_) => {
            "The sheet of a register needs a heading with number, notation and date, and must not be hidden."
        }
        FaultKind::OpenQuote | FaultKind::TooLong { .. } => {
            "Look for a stray quotation mark, or a cell that holds a whole text, from this row on."
        }
        FaultKind::Encrypted => "Open it in Excel, remove the password and save it as XLSX.",
        FaultKind::Format(_) => "Open the register and save it as XLSX or CSV UTF-8.",
        FaultKind::Workbook(_) => "Open it in Excel or LibreOffice and save it as XLSX.",
        FaultKind::TooBig { .. } | FaultKind::TooMany { .. } => {
            "Ask for the file again, or export the register as CSV UTF-8."
        }
    }
}
