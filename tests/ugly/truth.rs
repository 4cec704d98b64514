//! What three offices sent in 2018, and the figures of it counted by hand.

use time::macros::date;
use time::{Date, Duration};

/// One document.
pub(crate) struct Entry {
    pub(crate) code: &'static str,
    pub(crate) office: &'static str,
    pub(crate) number: u32,
    pub(crate) notation: &'static str,
    pub(crate) day: Date,
    pub(crate) electronic: bool,
    pub(crate) leader: bool,
    pub(crate) agency: bool,
}

impl Entry {
    /// `dd/mm/yyyy`.
    pub(crate) fn date(&self) -> String {
        format!("{:02}/{:02}/{}", self.day.day(), u8::from(self.day.month()), self.day.year())
    }

    /// What a spreadsheet counts the day as, from 1900.
    pub(crate) fn serial(&self) -> i64 {
        (self.day - date!(1899 - 12 - 30)).whole_days()
    }

    pub(crate) fn medium(&self) -> &'static str {
        if self.electronic { "Điện tử" } else { "Giấy" }
    }

    pub(crate) fn subject(&self) -> String {
        format!("Về việc số {}, \"khẩn\"; kính gửi: các sở, ngành", self.number)
    }
}

/// `x` or nothing.
pub(crate) fn cross(said: bool) -> &'static str {
    if said { "x" } else { "" }
}

pub(crate) const AGENCIES: &str = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
    H02,UBND tỉnh Bắc Giang,,province,,,,,,,\n\
    H02.05,Sở Tư pháp,H02,department,sở,,,,,,\n\
    H02.06,Sở Nội vụ,H02,department,sở,,,,,,\n\
    H02.07,Sở Y tế,H02,department,sở,,,,,,\n";

const OFFICES: [(&str, &str, &str, u32); 3] = [
    ("H02.05", "Sở Tư pháp", "STP-VP", 30),
    ("H02.06", "Sở Nội vụ", "SNV-TCHC", 20),
    ("H02.07", "Sở Y tế", "QĐ-SYT", 12),
];

/// Code, documents, electronic, signed by the leader, by the agency. Every fifth is paper; of the others every third lacks the
/// leader's signature and every fourth the agency's.
pub(crate) const COUNTED: [(&str, u64, u64, u64, u64); 3] =
    [("H02.05", 30, 24, 16, 18), ("H02.06", 20, 16, 11, 12), ("H02.07", 12, 10, 6, 7)];

/// All of them, office by office.
pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for (code, office, notation, many) in OFFICES {
        for number in 1..=many {
            let electronic = number % 5 != 0;
            entries.push(Entry {
                code,
                office,
                number,
                notation,
                day: date!(2018 - 01 - 02) + Duration::days(i64::from(number) * 11),
                electronic,
                leader: electronic && number % 3 != 0,
                agency: electronic && number % 4 != 0,
            });
        }
    }
    entries
}
