//! Lists beside the table: who misses a target, how points came about, which certificates are to be renewed, and the
//! documents behind a figure. The terminal has its own ([`crate::report::lists`]); pages, workbooks and paper draw these.

use time::macros::{format_description, offset};

use crate::messages::Lang;
use crate::stats::{Criterion, DAYS, Decimal, Drilled, Expiring, Score, Scoring, Target, Traced};
use crate::text::{Untrusted, in_zone};

use super::Report;
use super::columns;
use super::words::{Twin, count, named, rate, warned};

/// One list.
#[derive(Debug)]
pub(super) struct Listing {
    /// The name of its sheet.
    pub(super) name: Twin,
    pub(super) title: String,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Vec<Entry>>,
    pub(super) notes: Vec<String>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    /// Strangers' words escaped.
    Text(String),
    /// As shown, and as a number.
    Number(String, f64),
}

impl Entry {
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text, _) => text,
        }
    }
}

fn text(text: Option<&str>) -> Entry {
    Entry::Text(Untrusted(text.unwrap_or_default()).to_string())
}

impl Report<'_> {
    /// Those that there are.
    pub(super) fn listings(&self) -> Vec<Listing> {
        let statistics = self.statistics;
        let targets = (!statistics.targets.is_empty()).then(|| self.missed(&statistics.targets));
        let points = statistics.scoring.as_ref().map(|scoring| self.points(scoring, &statistics.scores));
        let certificates = statistics.expiring.as_deref().filter(|expiring| !expiring.is_empty());
        let certificates = certificates.map(|expiring| self.certificates(expiring));
        let documents = statistics.drill.as_ref().map(|drill| self.documents(drill));
        [targets, points, certificates, documents].into_iter().flatten().collect()
    }

    fn words(&self, twins: &[Twin]) -> Vec<String> {
        twins.iter().map(|twin| self.say(*twin).to_owned()).collect()
    }

    /// What a figure is called, as its column is.
    fn figure(&self, key: &str) -> String {
        let name = columns::named(key).map_or_else(|| key.to_owned(), |column| self.heading(column));
        // Beside verified ones too a declared figure is marked.
        let mark = if key.starts_with("declared_") && !self.statistics.declared { super::MARK } else { "" };
        name + mark
    }

    fn whole(&self, number: u64) -> Entry {
        #[allow(clippy::cast_precision_loss)] // Documents, below 2^53.
        Entry::Number(count(number, self.lang), number as f64)
    }

    /// As it was written or computed, without zeros of our own.
    fn exact(&self, number: Decimal) -> Entry {
        Entry::Number(self.digits(&number), number.value())
    }

    fn digits(&self, number: &impl ToString) -> String {
        number.to_string().replace('.', self.say((",", ".")))
    }

    fn who(&self, name: Option<&str>) -> Entry {
        name.map_or_else(|| Entry::Text(self.say(super::UNKNOWN).to_owned()), |name| text(Some(name)))
    }

    fn missed(&self, targets: &[Target]) -> Listing {
        let rows = targets.iter().flat_map(|target| {
            let aim = format!("{} ≥ {} %", self.figure(target.indicator), self.digits(&target.percent));
            target.missed.iter().map(move |miss| {
                let reached = miss.rate.map_or_else(
                    || Entry::Text("–".to_owned()),
                    |reached| Entry::Number(rate(reached, self.lang), Decimal(reached.0 * 100).value()),
                );
                vec![
                    Entry::Text(aim.clone()),
                    self.who(miss.name.as_deref()),
                    text(miss.agency.as_deref()),
                    reached,
                    self.exact(miss.points),
                    self.whole(miss.short),
                ]
            })
        });
        Listing {
            name: ("Chỉ tiêu", "Targets"),
            title: self.say(("Chưa đạt chỉ tiêu", "Targets that are missed")).to_owned(),
            headings: self.words(&[
                ("Chỉ tiêu", "Target"),
                ("Cơ quan", "Agency"),
                ("Mã", "Code"),
                ("Đạt %", "Reached %"),
                ("Thấp hơn (điểm)", "Points below"),
                ("Còn thiếu", "Short"),
            ]),
            rows: rows.collect(),
            notes: targets.iter().map(|target| self.aim(target)).collect(),
        }
    }

    /// «% ký số ≥ 95 %, Sở, ban, ngành: 2/20 chưa đạt».
    fn aim(&self, target: &Target) -> String {
        let level = target.level.and_then(|level| named("level", level, self.lang));
        let whom = target.agency.as_deref().or(target.group.as_deref()).map(|whom| Untrusted(whom).to_string());
        let whom = whom.or(level).unwrap_or_else(|| self.say(("mọi cơ quan", "everybody")).to_owned());
        let (figure, percent) = (self.figure(target.indicator), self.digits(&target.percent));
        let (missed, measured) = (target.missed.len(), target.measured);
        match self.lang {
            Lang::Vi => format!("{figure} ≥ {percent} %, {whom}: {missed}/{measured} chưa đạt"),
            Lang::En => format!("{figure} ≥ {percent} %, {whom}: {missed} of {measured} miss it"),
        }
    }

    fn points(&self, scoring: &Scoring, scores: &[Score]) -> Listing {
        let mut headings = self.words(&[("Cơ quan", "Agency"), ("Mã", "Code"), ("Điểm", "Score")]);
        headings.extend(scoring.criteria.iter().map(|criterion| self.figure(criterion.indicator)));
        let name = scoring.name.as_deref().map_or_else(String::new, |name| format!(" «{}»", Untrusted(name)));
        let earned = |points: Option<f64>| {
            points.map_or_else(|| Entry::Text("–".to_owned()), |points| Entry::Number(self.digits(&points), points))
        };
        let rows = scores.iter().filter(|score| score.score.is_some()).map(|score| {
            let fixed = [self.who(score.name.as_deref()), text(score.agency.as_deref()), earned(score.score)];
            fixed.into_iter().chain(score.criteria.iter().map(|one| earned(one.points))).collect()
        });
        Listing {
            name: ("Điểm", "Scores"),
            title: match self.lang {
                Lang::Vi => format!("Điểm{name}, tối đa {}", self.digits(&scoring.maximum)),
                Lang::En => format!("Points{name}, at most {}", self.digits(&scoring.maximum)),
            },
            headings,
            rows: rows.collect(),
            notes: scoring.criteria.iter().map(|criterion| self.criterion(criterion)).collect(),
        }
    }

    fn criterion(&self, criterion: &Criterion) -> String {
        let mut parts = vec![format!("{}: {}", self.figure(criterion.indicator), self.digits(&criterion.points))];
        if criterion.from > Decimal(0) {
            parts.push(format!("{} {} %", self.say(("từ", "from")), self.digits(&criterion.from)));
        }
        if criterion.full < Decimal::HUNDRED {
            parts.push(format!("{} {} %", self.say(("đủ điểm khi đạt", "all at")), self.digits(&criterion.full)));
        }
        parts.extend(criterion.source.as_deref().map(|source| Untrusted(source).to_string()));
        parts.join("; ")
    }

    fn certificates(&self, expiring: &[Expiring]) -> Listing {
        let day = format_description!("[day]/[month]/[year]");
        let rows = expiring.iter().map(|one| {
            let last = in_zone(one.not_after, offset!(+7)).format(day).unwrap_or_default();
            #[allow(clippy::cast_precision_loss)] // Days of a quarter.
            let days = Entry::Number(one.days.to_string(), one.days as f64);
            vec![
                self.who(one.cn.as_deref()),
                self.who(one.agency.as_deref()),
                Entry::Text(last),
                days,
                text(one.serial.as_deref()),
                text(one.issuer.as_deref()),
            ]
        });
        Listing {
            name: ("Chứng thư số", "Certificates"),
            title: match self.lang {
                Lang::Vi => format!("Chứng thư số hết hạn trong {DAYS} ngày"),
                Lang::En => format!("Certificates that expire within {DAYS} days"),
            },
            headings: self.words(&[
                ("Người giữ", "Holder"),
                ("Cơ quan", "Agency"),
                ("Hết hạn", "Expires"),
                ("Còn (ngày)", "Days left"),
                ("Số hiệu", "Serial"),
                ("Nơi cấp", "Issuer"),
            ]),
            rows: rows.collect(),
            notes: Vec::new(),
        }
    }

    fn documents(&self, drill: &Drilled) -> Listing {
        let name = self.who(drill.name.as_deref());
        let figure = drill.indicator.map_or_else(String::new, |key| format!(", {}", self.figure(key)));
        let words = self.say(("Văn bản, hồ sơ làm nên số liệu của", "Documents and dossiers behind the figures of"));
        let marked = drill.rows.iter().any(|row| row.counts.iter().any(|key| self.figure(key).ends_with('*')));
        let left = drill.count.saturating_sub(drill.listed);
        let more = (left > 0).then(|| match self.lang {
            Lang::Vi => format!("và {} mục nữa không liệt kê", count(left, self.lang)),
            Lang::En => format!("and {} more that are not listed", count(left, self.lang)),
        });
        Listing {
            name: ("Văn bản", "Documents"),
            title: format!("{words} {}{figure}: {}", name.shown(), count(drill.count, self.lang)),
            headings: self.words(&[
                ("Ngày", "Day"),
                ("Số", "Number"),
                ("Ký hiệu", "Notation"),
                ("Người ký", "Signer"),
                ("Sổ đăng ký", "Register"),
                ("Dòng", "Line"),
                ("Tệp", "File"),
                ("Bản ghi", "Record"),
                ("Tính vào", "Counts for"),
                ("Lưu ý", "Note"),
                ("SHA-256", "SHA-256"),
            ]),
            rows: drill.rows.iter().map(|row| self.document(row)).collect(),
            notes: more
                .into_iter()
                .chain([self.say(super::DECLARED).to_owned()].into_iter().filter(|_| marked))
                .collect(),
        }
    }

    fn document(&self, row: &Traced) -> Vec<Entry> {
        let day = row.date.format(format_description!("[day]/[month]/[year]")).unwrap_or_default();
        let sheet = row.sheet.as_deref().map_or_else(String::new, |sheet| format!(" [{}]", Untrusted(sheet)));
        let register = row.register.as_deref().map(|register| format!("{}{sheet}", Untrusted(register)));
        let counts: Vec<_> = row.counts.iter().map(|key| self.figure(key)).collect();
        let nothing = || Entry::Text(String::new());
        vec![
            Entry::Text(day),
            text(row.number.as_deref()),
            text(row.notation.as_deref()),
            text(row.signer.as_deref()),
            Entry::Text(register.unwrap_or_default()),
            row.line.map_or_else(nothing, |line| self.whole(line)),
            text(row.file.as_deref()),
            row.record.and_then(|record| u64::try_from(record).ok()).map_or_else(nothing, |record| self.whole(record)),
            Entry::Text(counts.join(", ")),
            Entry::Text(row.without.and_then(warned).map_or_else(String::new, |twin| self.say(twin).to_owned())),
            text(row.sha256.as_deref()),
        ]
    }
}
