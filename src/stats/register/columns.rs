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
    /// «mã hồ sơ»: the number of a dossier; of a document the file that it is kept in.
    DossierCode,
}

/// How many there are.
pub(super) const FIELDS: usize = Field::DossierCode as usize + 1;

impl Field {
    /// As in Annex VI and `--columns`.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// By its Annex VI name, without case.
    pub fn of_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| bare(known) == bare(name)).map(|(field, ..)| *field)
    }

    /// By a heading as [`bare`] gives it, and how well it fits: the first name in the table is the best.
    fn of_heading(heading: &str) -> Option<(Self, usize)> {
        NAMES.iter().find_map(|(field, name, others)| {
            let own = (bare(name) == heading).then_some(0);
            let known = || others.iter().position(|other| *other == heading).map(|at| at + 1);
            own.or_else(known).map(|rank| (*field, rank))
        })
    }
}

/// In the order of [`Field`]: the Annex VI name, and the Vietnamese headings as [`bare`] gives them. Where a register has two
/// columns of one field the one that stands first here is it: «ngày tháng văn bản» goes before «ngày ký».
const NAMES: [(Field, &str, &[&str]); FIELDS] = [
    (
        Field::OrganId,
        "OrganId",
        &[
            "madinhdanh",
            "macoquan",
            "madinhdanhcoquan",
            "madonvi",
            "madinhdanhcoquantochucbanhanhvanban",
            "madinhdanhdonvi",
            "coquanbanhanh",
            "coquanbanhanhvanban",
            "donvibanhanh",
            "donvibanhanhvanban",
            "noibanhanh",
            "tencoquan",
            "tencoquantochucbanhanhvanban",
            "tendonvi",
            "coquan",
            "donvi",
        ],
    ),
    (Field::CodeNumber, "CodeNumber", &["so", "sovanban", "socuavanban", "sovb", "sodi", "sovanbandi"]),
    (
        Field::CodeNotation,
        "CodeNotation",
        &["kyhieu", "kihieu", "kyhieuvanban", "kyhieucuavanban", "kihieuvanban", "kyhieuvb"],
    ),
    (
        Field::Code,
        "Code",
        &[
            "sokyhieu",
            "sokihieu",
            "sovakyhieu",
            "sovakihieu",
            "sokyhieuvanban",
            "sovakyhieuvanban",
            "sokyhieuvb",
            "sokyhieucuavanban",
            "sokh",
            "skh",
            "sohieu",
            "sohieuvanban",
        ],
    ),
    (
        Field::IssuedDate,
        "IssuedDate",
        &[
            "ngaythangvanban",
            "ngaythangnamvanban",
            "ngaythangnamcuavanban",
            "ngayvanban",
            "ngaythangvb",
            "ngayvb",
            "ngaybanhanh",
            "ngaythangbanhanh",
            "ngaythangnambanhanh",
            "ngaytiepnhan",
            "ngaytiepnhanhoso",
            "ngaynhanhoso",
            "ngaynhan",
            "ngaythangnam",
            "ngaythang",
            "ngay",
            "ngayky",
        ],
    ),
    (
        Field::SignerInfo,
        "SignerInfo",
        &["nguoiky", "nguoikyvanban", "nguoikychucvu", "nguoikyvachucvu", "hotennguoiky", "hovatennguoiky"],
    ),
    (
        Field::Medium,
        "Medium",
        &[
            "hinhthuc",
            "hinhthucvanban",
            "dangvanban",
            "phuongthucphathanh",
            "hinhthucphathanh",
            "phuongthucgui",
            "hinhthucgui",
            "hinhthucdientu",
            "hinhthucvanbandientu",
            "vanbandientu",
            "bandientu",
            "dientu",
        ],
    ),
    (Field::File, "File", &["tep", "teptin", "tepdinhkem", "tentep", "filedinhkem", "duongdan"]),
    (
        Field::SignedLeader,
        "SignedLeader",
        &[
            "dakysolanhdao",
            "dakylanhdao",
            "kysolanhdao",
            "lanhdaokyso",
            "lanhdaodakyso",
            "chukysolanhdao",
            "kysocanhan",
            "chukysocanhan",
            "kysonguoicothamquyen",
            "chukysocuanguoicothamquyen",
        ],
    ),
    (
        Field::SignedAgency,
        "SignedAgency",
        &[
            "dakysocoquan",
            "dakycoquan",
            "kysocoquan",
            "coquankyso",
            "coquandakyso",
            "chukysocoquan",
            "chukysocuacoquan",
            "kysotochuc",
            "chukysotochuc",
            "kysocoquantochuc",
        ],
    ),
    (Field::Kind, "Kind", &["loai", "loaiban", "vanbanhoso", "phanloai"]),
    (Field::ReceivedVia, "ReceivedVia", &["tiepnhanqua", "hinhthuctiepnhan", "hinhthucnop", "cachtiepnhan"]),
    (
        Field::ResolvedVia,
        "ResolvedVia",
        &["giaiquyetqua", "hinhthucgiaiquyet", "hinhthuctraketqua", "cachgiaiquyet", "traketquaqua"],
    ),
    (Field::DossierCode, "DossierCode", &["mahoso", "mahosothutuchanhchinh", "sohoso", "sobiennhan"]),
];

/// Headings that only a register of incoming documents has (Decree 30/2020, Annex IV).
const INCOMING: [&str; 5] = ["soden", "ngayden", "sovanbanden", "ngayvanbanden", "sovangayden"];

/// Where each field is in one register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    fields: [Option<usize>; FIELDS],
    /// Its numbers are those of dossiers.
    pub(super) dossiers: bool,
    /// Columns that may mean what was taken from another.
    pub(super) unsure: Vec<usize>,
    /// Of the headings given those that it has.
    pub(super) mapped: Vec<usize>,
    /// It is a register of what came in.
    pub(super) incoming: bool,
}

impl Columns {
    /// Every column has the names that its heading may be called by, as [`bare`] gives them. `given` maps headings as they are
    /// in the register to fields, and goes before what is known.
    pub(super) fn of(headings: &[Vec<String>], given: &[(String, Field)]) -> Self {
        let mut columns = Self::default();
        let mut best = [usize::MAX; FIELDS];
        let given: Vec<_> = given.iter().map(|(name, field)| (bare(name), *field)).collect();
        for (index, names) in headings.iter().enumerate() {
            let known = names.iter().find_map(|name| Field::of_heading(name)).map(|(field, rank)| (field, rank + 1));
            let mapped = given.iter().find(|(name, _)| names.contains(name)).map(|(_, field)| (*field, 0));
            // A number of dossiers is one, whatever it is taken for.
            let mapped = mapped.map(|(field, rank)| match (field, known) {
                (Field::Code | Field::CodeNumber, Some((Field::DossierCode, _))) => (Field::DossierCode, rank),
                _ => (field, rank),
            });
            if let Some((field, rank)) = mapped.or(known) {
                let best = &mut best[field as usize];
                if rank == *best {
                    columns.unsure.extend(columns.fields[field as usize].into_iter().chain([index]));
                }
                if rank < *best {
                    *best = rank;
                    columns.fields[field as usize] = Some(index);
                }
            }
            columns.incoming |= names.iter().any(|name| INCOMING.contains(&&**name));
        }
        let met = |(name, _): &(String, Field)| headings.iter().any(|names| names.contains(name));
        columns.mapped = (0..given.len()).filter(|at| met(&given[*at])).collect();
        let surely = [Field::Code, Field::CodeNumber, Field::DossierCode].map(|field| best[field as usize] == 0);
        columns.decide(surely);
        columns
    }

    /// Whose numbers are they? «mã hồ sơ» beside «số» is a dossier's; beside number and notation it is the file that a
    /// document is kept in (Decree 30/2020, Annex VI), unless the register says how dossiers came in. `surely` are the numbers
    /// that somebody mapped.
    fn decide(&mut self, surely: [bool; 3]) {
        let has = |field: Field| self.get(field).is_some();
        let numbers = [Field::Code, Field::CodeNumber, Field::DossierCode];
        let [code, number, dossier] = numbers.map(has);
        let whole = code || (number && has(Field::CodeNotation));
        let via = has(Field::ReceivedVia) || has(Field::ResolvedVia);
        let told = surely == [false; 3] && dossier && (code || number) && !has(Field::Kind);
        self.dossiers = match surely {
            [.., true] => true,
            [false, false, _] => dossier && (via || !whole),
            _ => false,
        };
        let numbers = numbers.into_iter().filter(|_| told);
        self.unsure.extend(numbers.filter_map(|field| self.fields[field as usize]));
        self.unsure.sort_unstable();
        self.unsure.dedup();
    }

    #[inline]
    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.fields[field as usize]
    }

    /// How many fields it has.
    pub(super) fn count(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    /// The needed one of number and date that is nowhere.
    pub(super) fn lacking(&self) -> Option<Field> {
        let numbers = [Field::Code, Field::DossierCode].into_iter().find(|field| self.get(*field).is_some());
        [numbers.unwrap_or(Field::CodeNumber), Field::IssuedDate].into_iter().find(|field| self.get(*field).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names_is_in_the_order_of_fields() {
        assert!(NAMES.iter().enumerate().all(|(at, (field, ..))| *field as usize == at));
        let mut all: Vec<_> = NAMES.iter().flat_map(|(_, _, others)| others.iter()).collect();
        let many = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), many, "a heading has one meaning");
    }

    #[test]
    fn of_two_columns_of_one_field_the_surer_is_taken() {
        let headings = ["Ngày ký", "Ngày tháng văn bản", "Ngày", "Số"].map(|name| vec![bare(name)]);
        let columns = Columns::of(&headings, &[]);
        assert_eq!((columns.get(Field::IssuedDate), columns.get(Field::CodeNumber)), (Some(1), Some(3)));
        let columns = Columns::of(&headings, &[("NGÀY KÝ".to_owned(), Field::IssuedDate)]);
        assert_eq!(columns.get(Field::IssuedDate), Some(0));
    }

    #[test]
    fn the_column_of_dossiers_decides_wherever_it_stands() {
        let decided = |names: &str, given: &[(String, Field)]| {
            let headings: Vec<_> = names.split('|').map(|name| vec![bare(name)]).collect();
            let columns = Columns::of(&headings, given);
            (columns.dossiers, columns.unsure)
        };
        let (dossiers, documents) =
            (|unsure: &[usize]| (true, unsure.to_vec()), |unsure: &[usize]| (false, unsure.to_vec()));
        assert_eq!(decided("Mã hồ sơ|Ngày tiếp nhận", &[]), dossiers(&[]));
        assert_eq!(decided("Mã hồ sơ|Số|Ngày tiếp nhận", &[]), dossiers(&[0, 1]));
        assert_eq!(decided("Số|Mã hồ sơ|Ngày tiếp nhận", &[]), dossiers(&[0, 1]));
        assert_eq!(decided("Mã hồ sơ|Số|Ký hiệu|Ngày|Tiếp nhận qua", &[]), dossiers(&[0, 1]));
        assert_eq!(
            decided("Số, ký hiệu|Ngày ban hành|Mã hồ sơ", &[]),
            documents(&[0, 2]),
            "the file that it is kept in"
        );
        assert_eq!(decided("Mã hồ sơ|Số|Ký hiệu|Ngày ban hành", &[]), documents(&[0, 1]));
        assert_eq!(decided("Mã hồ sơ|Số|Ký hiệu|Ngày|Loại", &[]), documents(&[]), "each row says what it is");
        let map = |name: &str, field| [(name.to_owned(), field)];
        assert_eq!(decided("Mã hồ sơ|Số|Ngày", &map("Số", Field::CodeNumber)), documents(&[]));
        assert_eq!(decided("Mã hồ sơ|Số|Ký hiệu|Ngày", &map("mã hồ sơ", Field::Code)), dossiers(&[]));
        assert_eq!(decided("Số|Ngày|Ngày", &[]), documents(&[1, 2]), "one of both");
    }
}
