//! Which column of a register holds what: Annex VI names, Vietnamese headings with or without diacritics, or a
//! mapping given by the office.

use super::super::text::bare;

/// What kyso reads from a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Decree 30/2020, Annex VI.
pub enum Field {
    OrganId,
    CodeNumber,
    CodeNotation,
    /// «số, ký hiệu» in one column.
    Code,
    IssuedDate,
    SignerInfo,
    Medium,
    File,
    SignedLeader,
    SignedAgency,
    Kind,
    ReceivedVia,
    ResolvedVia,
}

/// How many there are.
const FIELDS: usize = Field::ResolvedVia as usize + 1;

impl Field {
    /// As in Annex VI and `--columns`.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// By its Annex VI name, without case.
    pub fn of_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| bare(known) == bare(name)).map(|(field, ..)| *field)
    }

    /// By a heading as [`bare`] gives it.
    fn of_heading(heading: &str) -> Option<Self> {
        let known = |(_, name, others): &&(Self, &str, &[&str])| bare(name) == heading || others.contains(&heading);
        NAMES.iter().find(known).map(|(field, ..)| *field)
    }
}

/// In the order of [`Field`]: the Annex VI name, and the Vietnamese headings as [`bare`] gives them.
const NAMES: [(Field, &str, &[&str]); FIELDS] = [
    (
        Field::OrganId,
        "OrganId",
        &["madinhdanh", "macoquan", "madinhdanhcoquan", "madonvi", "madinhdanhcoquantochucbanhanhvanban"],
    ),
    (Field::CodeNumber, "CodeNumber", &["so", "sovanban", "socuavanban", "sohoso"]),
    (Field::CodeNotation, "CodeNotation", &["kyhieu", "kihieu", "kyhieuvanban", "kyhieucuavanban"]),
    (
        Field::Code,
        "Code",
        &["sokyhieu", "sokihieu", "sovakyhieu", "sokyhieuvanban", "sovakyhieuvanban", "mahoso", "sohieu"],
    ),
    (
        Field::IssuedDate,
        "IssuedDate",
        &["ngaythangvanban", "ngayvanban", "ngaybanhanh", "ngaythangnamvanban", "ngaythang", "ngaytiepnhan", "ngay"],
    ),
    (Field::SignerInfo, "SignerInfo", &["nguoiky", "nguoikyvanban", "nguoikychucvu"]),
    (Field::Medium, "Medium", &["hinhthuc", "hinhthucvanban", "dangvanban", "phuongthucphathanh"]),
    (Field::File, "File", &["tep", "teptin", "tepdinhkem", "duongdan"]),
    (Field::SignedLeader, "SignedLeader", &["dakysolanhdao", "kysolanhdao", "lanhdaokyso"]),
    (Field::SignedAgency, "SignedAgency", &["dakysocoquan", "kysocoquan", "coquankyso"]),
    (Field::Kind, "Kind", &["loai", "loaiban", "vanbanhoso", "phanloai"]),
    (Field::ReceivedVia, "ReceivedVia", &["tiepnhanqua", "hinhthuctiepnhan", "cachtiepnhan"]),
    (Field::ResolvedVia, "ResolvedVia", &["giaiquyetqua", "hinhthucgiaiquyet", "cachgiaiquyet", "traketquaqua"]),
];

/// Where each field is in one register.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns([Option<usize>; FIELDS]);

impl Columns {
    /// `given` maps headings as they are in the register to fields, and goes before what is known. Of two columns of one
    /// field the first is taken.
    pub(super) fn of<'a>(headings: impl Iterator<Item = &'a str>, given: &[(String, Field)]) -> Self {
        let (mut mapped, mut known) = (Self::default(), Self::default());
        for (index, heading) in headings.enumerate() {
            let heading = bare(heading);
            if let Some((_, field)) = given.iter().find(|(name, _)| bare(name) == heading) {
                mapped.0[*field as usize].get_or_insert(index);
            } else if let Some(field) = Field::of_heading(&heading) {
                known.0[field as usize].get_or_insert(index);
            }
        }
        for (known, mapped) in known.0.iter_mut().zip(mapped.0) {
            *known = mapped.or(*known);
        }
        known
    }

    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.0[field as usize]
    }

    /// Needed fields that are nowhere.
    pub(super) fn lacking(&self) -> impl Iterator<Item = Field> {
        let number = if self.get(Field::Code).is_some() { Field::Code } else { Field::CodeNumber };
        [Field::OrganId, number, Field::IssuedDate].into_iter().filter(|field| self.get(*field).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names_is_in_the_order_of_fields() {
        assert!(NAMES.iter().enumerate().all(|(at, (field, ..))| *field as usize == at));
    }
}
