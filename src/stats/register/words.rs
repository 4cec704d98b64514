//! Cells that say one of a few things: yes or no, electronic or paper, document or dossier.
//!
//! A register of a million rows says the same ten words a million times, in whatever spelling its office keeps. What a
//! spelling means is worked out once and remembered; the memory only grows, so that threads share it without waiting.

use std::sync::OnceLock;

use super::super::text::bare;
use crate::ledger::Kind;

/// The spellings met in one column. Of more than these each is worked out anew.
pub(super) struct Words<T> {
    meaning: fn(&str) -> Option<T>,
    met: [OnceLock<(Box<str>, T)>; 16],
}

impl<T: Copy> Words<T> {
    /// `meaning` is given a cell as [`bare`] has it.
    pub(super) fn new(meaning: fn(&str) -> Option<T>) -> Self {
        Self { meaning, met: Default::default() }
    }

    /// What this cell says; nothing where it is not understood.
    pub(super) fn read(&self, cell: &str) -> Option<T> {
        for slot in &self.met {
            match slot.get() {
                Some((met, said)) if **met == *cell => return Some(*said),
                Some(_) => {}
                None => {
                    let said = (self.meaning)(&bare(cell))?;
                    // Another thread may have been faster: then it stands there, or this one comes again.
                    let _ = slot.set((cell.into(), said));
                    return Some(said);
                }
            }
        }
        (self.meaning)(&bare(cell))
    }
}

/// Document or dossier. A column «loại» may name the type of the document.
pub(super) fn kind(text: &str) -> Option<Kind> {
    match text {
        "vanban" | "vanbandi" | "document" => Some(Kind::Document),
        "hoso" | "hosomotcua" | "dossier" => Some(Kind::Dossier),
        other if TYPES.contains(&other) => Some(Kind::Document),
        _ => None,
    }
}

/// Types of official documents (Decree 30/2020, Annex III), as [`bare`] gives them.
const TYPES: [&str; 32] = [
    "nghiquyet",
    "quyetdinh",
    "chithi",
    "quyche",
    "quydinh",
    "thongcao",
    "thongbao",
    "huongdan",
    "chuongtrinh",
    "kehoach",
    "phuongan",
    "dean",
    "duan",
    "baocao",
    "bienban",
    "totrinh",
    "hopdong",
    "congvan",
    "congdien",
    "banghinho",
    "banthoathuan",
    "giayuyquyen",
    "giaymoi",
    "giaygioithieu",
    "giaynghiphep",
    "phieugui",
    "phieuchuyen",
    "phieubao",
    "thucong",
    "saoy",
    "saoluc",
    "trichsao",
];

/// Yes or no.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text {
        "1" | "co" | "x" | "yes" | "true" | "dung" | "da" | "daky" => Some(true),
        "0" | "khong" | "no" | "false" | "sai" | "chua" | "chuaky" => Some(false),
        _ => None,
    }
}

/// Electronic or not.
pub(super) fn medium(text: &str) -> Option<bool> {
    match text {
        "dientu" | "vanbandientu" | "motcuadientu" | "tructuyen" | "online" | "electronic" => Some(true),
        "giay" | "bangiay" | "vanbangiay" | "tructiep" | "buuchinh" | "motcua" | "paper" => Some(false),
        other => yes(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_spelling_is_understood_and_more_than_are_remembered() {
        let words = Words::new(medium);
        for round in 0..2 {
            for spelling in ["Điện tử", "điện tử", "ĐIỆN TỬ", "dien tu", "Điện  tử ", "online", "1", "x", "Có"]
            {
                assert_eq!(words.read(spelling), Some(true), "{spelling}, round {round}");
            }
            for spaces in 1..30 {
                assert_eq!(words.read(&format!("giấy{}", " ".repeat(spaces))), Some(false));
            }
            assert_eq!(words.read("fax"), None);
        }
    }
}
