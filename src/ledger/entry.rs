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
    /// What stood in a column before it was corrected, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What is typed on this day to correct an entry, and not only to fill it in.
    #[serde(skip)]
    pub correcting: Option<Date>,
}

/// One column that was corrected. In a register nothing is rubbed out: what stood there stays legible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Correction {
    /// The day.
    #[serde(with = "optional_day")]
    pub corrected_on: Option<Date>,
    /// By its name in Annex VI.
    pub column: String,
    /// What stood there.
    pub was: String,
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
    /// What is open here is taken from `other`; where that corrects, it goes before, and what stood here is kept.
    pub fn fill(&mut self, other: &Self) {
        let mut filling = Filling { correcting: other.correcting, corrections: &mut self.corrections };
        filling.fill("OrganId", &mut self.organ_id, other.organ_id.as_ref());
        filling.fill("OrganName", &mut self.organ_name, other.organ_name.as_ref());
        filling.fill("CodeNumber", &mut self.code_number, other.code_number.as_ref());
        filling.fill("CodeNotation", &mut self.code_notation, other.code_notation.as_ref());
        filling.fill("IssuedDate", &mut self.issued_date, other.issued_date.as_ref());
        filling.fill("TypeName", &mut self.type_name, other.type_name.as_ref());
        filling.fill("Subject", &mut self.subject, other.subject.as_ref());
        filling.fill("Recipient", &mut self.recipient, other.recipient.as_ref());
        filling.fill("PassedOn", &mut self.passed_on, other.passed_on.as_ref());
        filling.fill("ToPlaces", &mut self.to_places, other.to_places.as_ref());
        filling.fill("DueDate", &mut self.due_date, other.due_date.as_ref());
        filling.fill("Priority", &mut self.priority, other.priority.as_ref());
        filling.fill("PageAmount", &mut self.page_amount, other.page_amount.as_ref());
        filling.fill("Note", &mut self.note, other.note.as_ref());
    }

    /// Author, number, notation and year, which together name one document (Article 15.1); nothing where one of them is open.
    pub(super) fn code(&self) -> Option<String> {
        let author = self.organ_id.as_deref().or(self.organ_name.as_deref())?;
        let number = self.code_number.as_deref()?.trim_start_matches('0');
        let (notation, year) = (self.code_notation.as_deref()?, self.issued_date?.year());
        Some(format!("{author} {number}/{notation} {year}").to_lowercase())
    }
}

/// One entry on its way into another.
struct Filling<'e> {
    correcting: Option<Date>,
    corrections: &'e mut Vec<Correction>,
}

impl Filling<'_> {
    fn fill<T: Clone + PartialEq + ToString>(&mut self, column: &str, place: &mut Option<T>, other: Option<&T>) {
        let Some(new) = other.filter(|new| place.as_ref() != Some(new)) else { return };
        match place {
            Some(_) if self.correcting.is_none() => return,
            Some(old) => self.corrections.push(Correction {
                corrected_on: self.correcting,
                column: column.to_owned(),
                was: old.to_string(),
            }),
            None => {}
        }
        *place = Some(new.clone());
    }
}
