//! Lists under the table of `kyso stats`: who misses a target, the points of each, certificates to renew, and the documents
//! behind a figure.

use std::fmt::Write as _;

use time::macros::{format_description, offset};

use super::style::{bold, dim};
use crate::messages::Lang;
use crate::stats::{DAYS, Decimal, Drilled, Earned, Expiring, Rate, Score, Scoring, Statistics, Target, Traced};
use crate::text::{Untrusted, in_zone};

fn of(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// Decimals as the reader writes them.
fn decimal(number: &impl ToString, lang: Lang) -> String {
    number.to_string().replace('.', of(lang, ",", "."))
}

fn text_of(name: Option<&str>, lang: Lang) -> String {
    Untrusted(name.unwrap_or_else(|| of(lang, "(không rõ)", "(unknown)"))).to_string()
}

/// What there is to list; nothing is an empty text. Certificates are listed where they are asked for.
pub fn text(statistics: &Statistics, lang: Lang, expiring: bool) -> String {
    let mut text = String::new();
    statistics.targets.iter().for_each(|one| target(&mut text, one, lang));
    if let Some(scoring) = &statistics.scoring {
        scores(&mut text, scoring, &statistics.scores, lang);
    }
    if expiring {
        match &statistics.expiring {
            Some(expiring) => certificates(&mut text, expiring, lang),
            None => heading(
                &mut text,
                of(
                    lang,
                    "Chứng thư số hết hạn: không rõ, chưa xem xét văn bản nào (cần --archive hoặc --ledger)",
                    "Certificates that expire: not known, no documents were looked at (give --archive or --ledger)",
                ),
            ),
        }
    }
    if let Some(drill) = &statistics.drill {
        drilled(&mut text, drill, lang);
    }
    text
}

fn heading(text: &mut String, words: &str) {
    let _ = writeln!(text, "\n{}", bold(words));
}

fn target(text: &mut String, target: &Target, lang: Lang) {
    let whom = target.agency.as_deref().or(target.group.as_deref()).or(target.level);
    let whom = whom.map_or_else(|| of(lang, "mọi cơ quan", "everybody").to_owned(), |whom| Untrusted(whom).to_string());
    let (percent, missed) = (decimal(&target.percent, lang), target.missed.len());
    let measured = target.measured;
    heading(
        text,
        &match lang {
            Lang::Vi => format!("Chỉ tiêu {} ≥ {percent} %, {whom}: {missed}/{measured} chưa đạt", target.indicator),
            Lang::En => format!("Target {} ≥ {percent} %, {whom}: {missed} of {measured} miss it", target.indicator),
        },
    );
    for miss in &target.missed {
        let (name, rate) = (text_of(miss.name.as_deref(), lang), shown(miss.rate, lang));
        let (points, short) = (decimal(&miss.points, lang), miss.short);
        let _ = match lang {
            Lang::Vi => writeln!(text, "  {name}: {rate} %, thấp hơn {points} điểm, thiếu {short}"),
            Lang::En => writeln!(text, "  {name}: {rate} %, {points} points below, {short} short"),
        };
    }
}

fn shown(rate: Option<Rate>, lang: Lang) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| decimal(&rate, lang))
}

fn scores(text: &mut String, scoring: &Scoring, scores: &[Score], lang: Lang) {
    let name = scoring.name.as_deref().map_or_else(String::new, |name| format!(" «{}»", Untrusted(name)));
    let maximum = decimal(&scoring.maximum, lang);
    heading(
        text,
        &match lang {
            Lang::Vi => format!("Điểm{name}, tối đa {maximum}"),
            Lang::En => format!("Points{name}, at most {maximum}"),
        },
    );
    for criterion in &scoring.criteria {
        let mut line = format!("  {}: {}", criterion.indicator, decimal(&criterion.points, lang));
        if criterion.from > Decimal(0) {
            let _ = write!(line, "; {} {} %", of(lang, "từ", "from"), decimal(&criterion.from, lang));
        }
        if criterion.full < Decimal::HUNDRED {
            let _ = write!(line, "; {} {} %", of(lang, "đủ điểm khi đạt", "all at"), decimal(&criterion.full, lang));
        }
        if let Some(source) = &criterion.source {
            let _ = write!(line, "; {}", Untrusted(source));
        }
        let _ = writeln!(text, "{}", dim(&line));
    }
    for score in scores.iter().filter(|score| score.score.is_some()) {
        let points = score.criteria.iter().map(|earned| earned_of(earned, lang)).collect::<Vec<_>>().join(" + ");
        let total = score.score.map_or_else(String::new, |score| decimal(&score, lang));
        let (name, scale) = (text_of(score.name.as_deref(), lang), scale(scoring, score, lang));
        let _ = writeln!(text, "  {name}: {total} = {points}{scale}");
    }
}

/// What stands for criteria that are left out: ` × 100 ÷ 60`.
fn scale(scoring: &Scoring, score: &Score, lang: Lang) -> String {
    let scored = scoring.criteria.iter().zip(&score.criteria).filter(|(_, earned)| earned.points.is_some());
    let available = Decimal(scored.map(|(criterion, _)| criterion.points.0).sum());
    if available == scoring.maximum {
        return String::new();
    }
    format!(" × {} ÷ {}", decimal(&scoring.maximum, lang), decimal(&available, lang))
}

/// `22,22 (50/100)`; a dash where the criterion is left out.
fn earned_of(earned: &Earned, lang: Lang) -> String {
    let points = earned.points.map_or_else(|| "–".to_owned(), |points| decimal(&points, lang));
    format!("{points} ({}/{})", earned.part, earned.whole)
}

fn certificates(text: &mut String, expiring: &[Expiring], lang: Lang) {
    heading(
        text,
        &match lang {
            Lang::Vi => format!("Chứng thư số hết hạn trong {DAYS} ngày: {}", expiring.len()),
            Lang::En => format!("Certificates that expire within {DAYS} days: {}", expiring.len()),
        },
    );
    for one in expiring {
        let date = in_zone(one.not_after, offset!(+7));
        let date = date.format(format_description!("[day]/[month]/[year]")).unwrap_or_default();
        let (agency, name) = (text_of(one.agency.as_deref(), lang), text_of(one.cn.as_deref(), lang));
        let (serial, days) = (one.serial.as_deref().unwrap_or_default(), one.days);
        let _ = match lang {
            Lang::Vi => writeln!(text, "  {date} (còn {days} ngày)  {agency}  {name}  {serial}"),
            Lang::En => writeln!(text, "  {date} ({days} days)  {agency}  {name}  {serial}"),
        };
    }
}

fn drilled(text: &mut String, drill: &Drilled, lang: Lang) {
    let name = text_of(drill.name.as_deref(), lang);
    let figure = drill.indicator.map_or_else(String::new, |key| format!(", {key}"));
    let words = of(lang, "Văn bản, hồ sơ làm nên số liệu của", "Documents and dossiers behind the figures of");
    heading(text, &format!("{words} {name}{figure}: {}", drill.count));
    drill.rows.iter().for_each(|row| traced(text, row));
    if drill.listed < drill.count {
        let left = drill.count - drill.listed;
        let _ = match lang {
            Lang::Vi => writeln!(text, "  … và {left} mục nữa không liệt kê"),
            Lang::En => writeln!(text, "  … and {left} more that are not listed"),
        };
    }
}

/// `so.csv:15  2018-05-04  15/STP-VP  a.pdf  signed leader_signed`.
fn traced(text: &mut String, row: &Traced) {
    let line = row.line.map_or_else(String::new, |line| format!(":{line}"));
    let register = row.register.as_ref().map(|register| format!("{}{line}", Untrusted(register)));
    let number = match (&row.number, &row.notation) {
        (Some(number), Some(notation)) => Some(format!("{}/{}", Untrusted(number), Untrusted(notation))),
        (number, _) => number.as_ref().map(|number| Untrusted(number).to_string()),
    };
    let file = row.file.as_ref().map(|file| Untrusted(file).to_string());
    let record = row.record.map(|record| format!("#{record}"));
    let counts = Some(row.counts.join(" "));
    let parts = [register, Some(row.date.to_string()), number, file, record, counts];
    let _ = writeln!(text, "  {}", parts.into_iter().flatten().collect::<Vec<_>>().join("  "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Order, run};

    /// What a reader checks with a pencil: the points of a district that has no dossiers.
    #[test]
    fn the_points_of_a_score_can_be_added_up() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let register = "mã định danh,số,ngày ban hành,hình thức,đã ký số lãnh đạo\nH02,1,1/2/2018,điện tử,x\n\
            H02,2,1/2/2018,điện tử,x\nH02,3,1/2/2018,điện tử,\n";
        let scores = "name = \"Bảng điểm\"\n[[criterion]]\nindicator = \"signed_rate\"\npoints = 60\nfull = 80\n\
            [[criterion]]\nindicator = \"dossier_rate\"\npoints = 40\n";
        let targets = "agency,indicator,percent\nH02,signed_rate,\"87,5\"\n";
        let order = Order {
            registers: vec![write("so.csv", register)],
            trust_register: true,
            scores: Some(write("diem.toml", scores)),
            targets: Some(write("chi-tieu.csv", targets)),
            ..Order::default()
        };
        let counted = run(&order, None, None).unwrap();
        let shown = text(&counted, Lang::Vi, true);
        for line in [
            "Chỉ tiêu signed_rate ≥ 87,5 %, H02: 1/1 chưa đạt",
            "  H02: 66,7 %, thấp hơn 20,8 điểm, thiếu 1",
            "Điểm «Bảng điểm», tối đa 100",
            "  signed_rate: 60; đủ điểm khi đạt 80 %",
            "  H02: 83,33 = 50 (2/3) + – (0/0) × 100 ÷ 60",
            "không rõ, chưa xem xét văn bản nào",
        ] {
            assert!(shown.contains(line), "{line} in\n{shown}");
        }
        assert!(text(&counted, Lang::En, false).contains("Target signed_rate ≥ 87.5 %, H02: 1 of 1 miss it"));
    }
}
