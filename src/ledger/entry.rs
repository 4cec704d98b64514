//! What the register has columns for (Decree 30/2020/ND-CP, Annex IV), by the names of Annex VI.

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

/// What a clerk writes down of an incoming document, by the names of Annex VI, part II, of Decree 30/2020/ND-CP.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Entry {
    /// Code of the agency that issued it.
    pub organ_id: Option<String>,
    /// The author («tác giả»).
    pub organ_name: Option<String>,
    /// Its number.
    pub code_number: Option<String>,
    /// Its notation («ký hiệu»).
    pub code_notation: Option<String>,
    /// Its date.
    #[serde(with = "optional_day")]
    pub issued_date: Option<Date>,
    /// Its kind («tên loại»).
    pub type_name: Option<String>,
    /// What it is about («trích yếu»).
    pub subject: Option<String>,
    /// The unit or person it is passed on to. Annex VI has `ToPlaces` for whom the sender addressed.
    pub recipient: Option<String>,
    /// When it was passed on.
    #[serde(with = "optional_day")]
    pub passed_on: Option<Date>,
    /// Whom the sender addressed.
    pub to_places: Option<String>,
    /// The sender's deadline.
    #[serde(with = "optional_day")]
    pub due_date: Option<Date>,
    /// The sender's urgency.
    pub priority: Option<String>,
    /// Pages, as the sender says.
    pub page_amount: Option<String>,
    /// «Ghi chú».
    pub note: Option<String>,
}

/// Days as ISO 8601 writes them, or null.
mod optional_day {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use time::Date;

    #[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // As serde calls it.
    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let day = text.map(|text| super::day(&text).ok_or_else(|| serde::de::Error::custom("no day")));
        day.transpose()
    }
}

pub(super) fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

impl Entry {
    /// What is open here is taken from `other`.
    pub fn fill(&mut self, other: &Self) {
        fn from<T: Clone>(place: &mut Option<T>, other: Option<&T>) {
            if place.is_none() {
                *place = other.cloned();
            }
        }
        from(&mut self.organ_id, other.organ_id.as_ref());
        from(&mut self.organ_name, other.organ_name.as_ref());
        from(&mut self.code_number, other.code_number.as_ref());
        from(&mut self.code_notation, other.code_notation.as_ref());
        from(&mut self.issued_date, other.issued_date.as_ref());
        from(&mut self.type_name, other.type_name.as_ref());
        from(&mut self.subject, other.subject.as_ref());
        from(&mut self.recipient, other.recipient.as_ref());
        from(&mut self.passed_on, other.passed_on.as_ref());
        from(&mut self.to_places, other.to_places.as_ref());
        from(&mut self.due_date, other.due_date.as_ref());
        from(&mut self.priority, other.priority.as_ref());
        from(&mut self.page_amount, other.page_amount.as_ref());
        from(&mut self.note, other.note.as_ref());
    }

    /// Author, number, notation and year, which together name one document (Article 15.1); nothing where one of them is open.
    pub(super) fn code(&self) -> Option<String> {
        let author = self.organ_id.as_deref().or(self.organ_name.as_deref())?;
        let number = self.code_number.as_deref()?.trim_start_matches('0');
        let (notation, year) = (self.code_notation.as_deref()?, self.issued_date?.year());
        Some(format!("{author} {number}/{notation} {year}").to_lowercase())
    }
}
