//! The columns of a report, in the order of the ranking that offices print: who, how much, signed by whom, at what rate,
//! before, and what else is known.
//!
//! A column is said here once: its key (the name of the figure in JSON, which finds its definition), its heading in both
//! languages, its value, and for a rate what it is a rate of, so that a spreadsheet computes it again.

use crate::stats::{Figures, Rate, Statistics};

use super::words::Twin;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'f> {
    /// There is no such figure: nothing to divide by, nobody to rank, no period before.
    Nothing,
    /// Strangers' text.
    Text(&'f str),
    /// A number of things.
    Count(u64),
    /// A percentage.
    Rate(Rate),
    /// A number with one decimal.
    Decimal(f64),
    /// Points more or less.
    Change(f64),
}

impl Value<'_> {
    fn says_something(self) -> bool {
        !matches!(self, Self::Nothing | Self::Count(0))
    }
}

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    /// The figure's name in JSON.
    pub(super) key: &'static str,
    /// Its heading.
    pub(super) heading: Twin,
    /// Its cell in a row.
    pub(super) value: fn(&Figures) -> Value<'_>,
    /// Of a rate: the keys of part and whole.
    pub(super) of: Option<[&'static str; 2]>,
    /// Only where there is room for everything: a page, a workbook.
    pub(super) detail: bool,
    /// Is it said of signatures, and hence a register's word only under `--trust-register`?
    pub(super) declarable: bool,
    when: When,
}

/// Which reports have a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// A figure of documents is shown even where it is zero everywhere: that nobody signed is what the reader must know.
    Documents,
    /// Any row says something.
    Any,
}

const fn column(key: &'static str, heading: Twin, value: fn(&Figures) -> Value<'_>) -> Column {
    Column { key, heading, value, of: None, detail: false, declarable: false, when: When::Any }
}

impl Column {
    const fn always(mut self) -> Self {
        self.when = When::Documents;
        self
    }

    const fn of(mut self, part: &'static str, whole: &'static str) -> Self {
        self.of = Some([part, whole]);
        self
    }

    const fn detail(mut self) -> Self {
        self.detail = true;
        self
    }

    const fn declarable(mut self) -> Self {
        self.declarable = true;
        self
    }
}

fn rate(rate: Option<Rate>) -> Value<'static> {
    rate.map_or(Value::Nothing, Value::Rate)
}

fn decimal(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Nothing, Value::Decimal)
}

fn text(text: Option<&String>) -> Value<'_> {
    text.map_or(Value::Nothing, |text| Value::Text(text))
}

/// Of every report; which of the pairs «verified» and «declared» it has depends on whose word counts.
static ALL: &[Column] = &[
    column("rank", ("Hạng", "Rank"), |row| row.rank.map_or(Value::Nothing, Value::Count)),
    column("name", ("", ""), |row| text(row.name.as_ref())).always(),
    column("agency", ("Mã", "Code"), |row| text(row.agency.as_ref())),
    column("group", ("Nhóm", "Group"), |row| text(row.group.as_ref())),
    column("documents", ("Văn bản đi", "Documents"), |row| Value::Count(row.documents)).always(),
    column("electronic", ("Điện tử", "Electronic"), |row| Value::Count(row.electronic)).always(),
    column("electronic_rate", ("% điện tử", "% electronic"), |row| rate(row.electronic_rate))
        .of("electronic", "documents")
        .always(),
    column("leader_signed", ("Lãnh đạo ký", "By a leader"), |row| Value::Count(row.leader_signed)).always(),
    column("declared_leader_signed", ("Lãnh đạo ký", "By a leader"), |row| {
        Value::Count(row.declared_leader_signed)
    })
    .declarable()
    .always(),
    column("agency_signed", ("Cơ quan ký", "By the agency"), |row| Value::Count(row.agency_signed)).always(),
    column("declared_agency_signed", ("Cơ quan ký", "By the agency"), |row| Value::Count(row.declared_agency_signed))
        .declarable()
        .always(),
    column("fully_signed", ("Ký đủ cả hai", "Fully signed"), |row| Value::Count(row.fully_signed))
        .declarable()
        .always(),
    column("signed", ("Đã ký số", "Signed"), |row| Value::Count(row.signed)).declarable().always(),
    column("fully_signed_rate", ("% ký đủ", "% fully signed"), |row| rate(row.fully_signed_rate))
        .of("fully_signed", "electronic")
        .declarable()
        .always(),
    column("signed_rate", ("% ký số", "% signed"), |row| rate(row.signed_rate))
        .of("signed", "electronic")
        .declarable()
        .always(),
    column("previous", ("Kỳ trước", "Before"), |row| rate(row.previous)).declarable(),
    column("delta", ("Tăng, giảm", "Change"), |row| row.delta.map_or(Value::Nothing, Value::Change)).declarable(),
    column("target", ("Chỉ tiêu", "Target"), |row| decimal(row.target)),
    column("misses", ("Chỉ tiêu chưa đạt", "Targets missed"), |row| {
        row.misses.map_or(Value::Nothing, Value::Count)
    }),
    column("score", ("Điểm", "Score"), |row| decimal(row.score)).declarable(),
    column("timestamped", ("Có dấu thời gian", "Time-stamped"), |row| Value::Count(row.timestamped)),
    column("valid", ("Hợp lệ cả", "All valid"), |row| Value::Count(row.valid)).detail(),
    column("invalid", ("Không hợp lệ", "Invalid"), |row| Value::Count(row.invalid)),
    column("unreadable", ("Không đọc được", "Unreadable"), |row| Value::Count(row.unreadable)),
    column("missing", ("Thiếu tệp", "Missing"), |row| Value::Count(row.missing)),
    column("leader_signed_rate", ("% lãnh đạo ký", "% by a leader"), |row| rate(row.leader_signed_rate))
        .of("leader_signed", "electronic")
        .declarable()
        .detail(),
    column("agency_signed_rate", ("% cơ quan ký", "% by the agency"), |row| rate(row.agency_signed_rate))
        .of("agency_signed", "electronic")
        .declarable()
        .detail(),
    column("timestamped_rate", ("% có dấu thời gian", "% time-stamped"), |row| rate(row.timestamped_rate))
        .of("timestamped", "electronic")
        .detail(),
    column("dossiers", ("Hồ sơ", "Dossiers"), |row| Value::Count(row.dossiers)),
    column("dossiers_electronic", ("Hồ sơ điện tử", "Dossiers electronic"), |row| {
        Value::Count(row.dossiers_electronic)
    }),
    column("dossier_rate", ("% hồ sơ điện tử", "% dossiers electronic"), |row| rate(row.dossier_rate))
        .of("dossiers_electronic", "dossiers"),
    column("median_days_to_sign", ("Số ngày đến khi ký", "Days to sign"), |row| {
        decimal(row.median_days_to_sign)
    }),
    column("median_hours_leader_to_agency", ("Số giờ chờ đóng dấu", "Hours to seal"), |row| {
        decimal(row.median_hours_leader_to_agency)
    }),
    column("certs_expiring_90d", ("Chứng thư sắp hết hạn", "Certificates expiring"), |row| {
        row.certs_expiring_90d.map_or(Value::Nothing, Value::Count)
    }),
];

/// The columns that these figures have.
pub(super) fn of(statistics: &Statistics) -> Vec<&'static Column> {
    let total = &statistics.total;
    let documents = total.documents > 0 || total.dossiers == 0;
    let instead = if statistics.declared { ["leader_signed", "agency_signed"] } else { DECLARED };
    let several_groups = statistics.by == "agency" && statistics.groups.len() > 1;
    let fits = |column: &&Column| match column.key {
        "name" => true,
        "group" => several_groups,
        key if instead.contains(&key) => false,
        // That nobody misses one is worth saying.
        "misses" => !statistics.targets.is_empty(),
        _ if column.when == When::Documents => documents,
        // A rate of nothing everywhere says no more than its count.
        "timestamped_rate" => total.timestamped > 0,
        _ => statistics.rows.iter().any(|row| (column.value)(row).says_something()),
    };
    ALL.iter().filter(fits).collect()
}

/// The column of a figure.
pub(super) fn named(key: &str) -> Option<&'static Column> {
    ALL.iter().find(|column| column.key == key)
}

const DECLARED: [&str; 2] = ["declared_leader_signed", "declared_agency_signed"];

/// Left out one after the other where there is no room: JSON and CSV have every figure.
pub(super) const DISPENSABLE: [&str; 21] = [
    "median_hours_leader_to_agency",
    "median_days_to_sign",
    "certs_expiring_90d",
    "unreadable",
    "missing",
    "timestamped",
    "invalid",
    "group",
    "dossiers_electronic",
    "agency_signed",
    "declared_agency_signed",
    "leader_signed",
    "declared_leader_signed",
    "fully_signed",
    "agency",
    "dossiers",
    "previous",
    "misses",
    "electronic",
    "signed",
    "electronic_rate",
];
