//! Which column of a register holds what: Annex VI names, Vietnamese headings with or without diacritics, or a
//! mapping given by the office.

use std::collections::BTreeMap;

use super::text::bare;

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

impl Field {
    /// As in Annex VI and `--columns`.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// By its Annex VI name, without case.
    pub fn of_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| bare(known) == bare(name)).map(|(field, ..)| *field)
    }

    fn of_heading(heading: &str) -> Option<Self> {
        let heading = bare(heading);
        let known = |(_, name, others): &&(Self, &str, &[&str])| bare(name) == heading || others.contains(&&*heading);
        NAMES.iter().find(known).map(|(field, ..)| *field)
    }
}

/// The Annex VI name, and the Vietnamese headings as [`bare`] gives them.
const NAMES: &[(Field, &str, &[&str])] = &[
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
pub(super) struct Columns(BTreeMap<Field, usize>);

impl Columns {
    /// `given` maps headings as they are in the register to fields, and goes before what is known.
    pub(super) fn of<'a>(headings: impl Iterator<Item = &'a str>, given: &[(String, Field)]) -> Self {
        let (mut mapped, mut known) = (BTreeMap::new(), BTreeMap::new());
        for (index, heading) in headings.enumerate() {
            if let Some((_, field)) = given.iter().find(|(name, _)| bare(name) == bare(heading)) {
                mapped.entry(*field).or_insert(index);
            } else if let Some(field) = Field::of_heading(heading) {
                known.entry(field).or_insert(index);
            }
        }
        known.extend(mapped);
        Self(known)
    }

    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// The first needed field that is nowhere.
    pub(super) fn lacking(&self) -> Option<Field> {
        let number = if self.0.contains_key(&Field::Code) { Field::Code } else { Field::CodeNumber };
        [Field::OrganId, number, Field::IssuedDate].into_iter().find(|field| !self.0.contains_key(field))
    }
}
