//! What every figure of `kyso stats` means, in both languages: printed under tables, and the source of kyso-stats(1).
//!
//! A test compares with the columns that there are: no figure without a text, no text without a figure.

use super::Lang;

/// One figure.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// As a column.
    pub key: &'static str,
    en: &'static str,
    vi: &'static str,
    /// Where registers are taken at their word and that makes a difference.
    declared: Option<(&'static str, &'static str)>,
}

impl Definition {
    /// A clause without a full stop.
    pub fn text(&self, lang: Lang, declared: bool) -> &'static str {
        let (en, vi) = self.declared.filter(|_| declared).unwrap_or((self.en, self.vi));
        match lang {
            Lang::En => en,
            Lang::Vi => vi,
        }
    }

    /// Has it another meaning where registers are taken at their word?
    pub fn differs(&self) -> bool {
        self.declared.is_some()
    }
}

const fn figure(key: &'static str, en: &'static str, vi: &'static str) -> Definition {
    Definition { key, en, vi, declared: None }
}

const fn declared(
    key: &'static str,
    verified: (&'static str, &'static str),
    said: (&'static str, &'static str),
) -> Definition {
    Definition { key, en: verified.0, vi: verified.1, declared: Some(said) }
}

/// All of them, in the order of columns.
#[rustfmt::skip]
pub const DEFINITIONS: &[Definition] = &[
    figure("documents", "outgoing documents: rows of the registers; without registers, documents looked at", "văn bản đi: các dòng của sổ đăng ký; không có sổ thì là các văn bản đã xem xét"),
    figure("electronic", "documents that the register says are electronic; without such a column, those with a file", "văn bản mà sổ ghi là điện tử; sổ không có cột này thì là văn bản có tệp"),
    declared("signed",
        ("electronic documents with at least one signature that is total-passed under the policy in force; a file counts for one row alone, and for none whose agency did not sign it", "văn bản điện tử có ít nhất một chữ ký số hợp lệ theo chính sách đang áp dụng; một tệp chỉ tính cho một dòng, và không tính cho dòng của cơ quan không ký tệp đó"),
        ("declared, not verified: electronic documents that the register says the leader or the agency signed", "theo khai báo, chưa kiểm tra: văn bản điện tử mà sổ ghi lãnh đạo hoặc cơ quan đã ký số")),
    figure("leader_signed", "electronic documents with a total-passed signature of a person of the agency, of one below it, or of anybody beside the agency's own", "văn bản điện tử có chữ ký số hợp lệ của người thuộc cơ quan hoặc đơn vị trực thuộc, hoặc của người ký cùng với chữ ký cơ quan"),
    figure("agency_signed", "electronic documents with a total-passed signature of the agency itself, of one below it, or of its successor where it had ended", "văn bản điện tử có chữ ký số hợp lệ của chính cơ quan, của đơn vị trực thuộc, hoặc của cơ quan kế thừa nếu cơ quan đã kết thúc"),
    declared("fully_signed",
        ("electronic documents with a total-passed signature of a person and of that person's agency (Decree 30/2020, Article 5)", "văn bản điện tử có chữ ký số hợp lệ của người có thẩm quyền và của chính cơ quan người đó (Điều 5 Nghị định 30/2020)"),
        ("declared, not verified: electronic documents that the register says the leader and the agency signed", "theo khai báo, chưa kiểm tra: văn bản điện tử mà sổ ghi cả lãnh đạo và cơ quan đã ký số")),
    figure("declared_leader_signed", "documents that the register says the leader signed; not verified", "văn bản mà sổ ghi lãnh đạo đã ký số; chưa kiểm tra"),
    figure("declared_agency_signed", "documents that the register says the agency signed; not verified", "văn bản mà sổ ghi cơ quan đã ký số; chưa kiểm tra"),
    figure("timestamped", "electronic documents with a total-passed signature that has a total-passed time-stamp", "văn bản điện tử có chữ ký số hợp lệ kèm dấu thời gian hợp lệ"),
    figure("valid", "electronic documents whose every signature is total-passed", "văn bản điện tử có mọi chữ ký số đều hợp lệ"),
    figure("invalid", "electronic documents with a total-failed signature", "văn bản điện tử có chữ ký số không hợp lệ"),
    figure("unreadable", "electronic documents whose file could not be judged", "văn bản điện tử có tệp không kiểm tra được"),
    figure("missing", "electronic documents whose row names a file that is not in the archive", "văn bản điện tử mà tệp ghi trong sổ không có trong kho"),
    figure("dossiers", "one-stop dossiers: rows of the registers of that kind", "hồ sơ một cửa: các dòng loại này trong sổ"),
    figure("dossiers_electronic", "dossiers received and, where the register says so, resolved electronically", "hồ sơ tiếp nhận và, nếu sổ có ghi, giải quyết qua hệ thống điện tử"),
    figure("electronic_rate", "electronic ÷ documents; nothing where a register does not say which are electronic", "văn bản điện tử ÷ văn bản; để trống nếu sổ không ghi văn bản nào là điện tử"),
    declared("signed_rate",
        ("signed ÷ electronic", "văn bản đã ký số ÷ văn bản điện tử"),
        ("declared, not verified: signed ÷ electronic", "theo khai báo, chưa kiểm tra: văn bản đã ký số ÷ văn bản điện tử")),
    declared("leader_signed_rate",
        ("leader_signed ÷ electronic", "văn bản lãnh đạo đã ký số ÷ văn bản điện tử"),
        ("declared, not verified: electronic documents that the register says the leader signed ÷ electronic", "theo khai báo, chưa kiểm tra: văn bản điện tử mà sổ ghi lãnh đạo đã ký số ÷ văn bản điện tử")),
    declared("agency_signed_rate",
        ("agency_signed ÷ electronic", "văn bản cơ quan đã ký số ÷ văn bản điện tử"),
        ("declared, not verified: electronic documents that the register says the agency signed ÷ electronic", "theo khai báo, chưa kiểm tra: văn bản điện tử mà sổ ghi cơ quan đã ký số ÷ văn bản điện tử")),
    declared("fully_signed_rate",
        ("fully_signed ÷ electronic", "văn bản ký số đủ ÷ văn bản điện tử"),
        ("declared, not verified: fully_signed ÷ electronic", "theo khai báo, chưa kiểm tra: văn bản ký số đủ ÷ văn bản điện tử")),
    figure("timestamped_rate", "timestamped ÷ electronic", "văn bản có dấu thời gian ÷ văn bản điện tử"),
    figure("dossier_rate", "dossiers_electronic ÷ dossiers", "hồ sơ điện tử ÷ hồ sơ"),
    figure("median_days_to_sign", "median of the days from the document's date to the leader's signature, in Viet Nam's time", "trung vị số ngày từ ngày văn bản đến khi lãnh đạo ký số, theo giờ Việt Nam"),
    figure("median_hours_leader_to_agency", "median of the hours from the leader's signature to the agency's", "trung vị số giờ từ khi lãnh đạo ký số đến khi cơ quan ký số"),
    figure("certs_expiring_90d", "certificates seen in signatures that passed which expire within 90 days of the reference day (--as-of) and of whose holder no later one was seen; the holder is known by agency, name and units", "chứng thư số đã gặp trong chữ ký hợp lệ, hết hạn trong 90 ngày kể từ ngày mốc (--as-of) và chưa thấy chứng thư mới hơn của cùng người giữ; người giữ nhận theo cơ quan, tên và đơn vị"),
    figure("score", "sum of the points of all criteria of the scoring file: points × rate ÷ full, all of them from full on, none below from; rounded once, half up", "tổng điểm các tiêu chí trong tệp chấm điểm: điểm × tỷ lệ ÷ full, đủ điểm khi đạt full, không có điểm khi dưới from; làm tròn một lần, nửa lên"),
    figure("rank", "within level and group by the score where a scoring file is given, otherwise by signed_rate; compared exactly, not as shown; equals share a rank and the next ranks are left out (1-1-3)", "trong cùng cấp và nhóm, theo điểm nếu có tệp chấm điểm, nếu không thì theo tỷ lệ ký số; so bằng số chính xác, không phải số đã làm tròn; bằng nhau thì cùng hạng, bỏ các hạng kế tiếp (1-1-3)"),
    figure("previous", "signed_rate in the period compared with; of a span of time, in the span that lies as far from the beginning", "tỷ lệ ký số của kỳ so sánh; với từng khoảng thời gian là khoảng tương ứng tính từ đầu kỳ"),
    figure("delta", "signed_rate less previous, in points: the difference of the two figures as shown", "tỷ lệ ký số trừ kỳ trước, tính bằng điểm phần trăm: hiệu của hai số như đã in"),
    figure("target", "the percentage to be reached: of signed_rate if there is one, otherwise of the first rate that has one", "tỷ lệ phải đạt: của tỷ lệ ký số nếu có đặt, nếu không thì của tỷ lệ đầu tiên có đặt"),
    figure("misses", "how many of the targets that apply are missed; compared exactly, not as shown", "số chỉ tiêu áp dụng mà chưa đạt; so bằng số chính xác, không phải số đã làm tròn"),
];

/// Key → text, as JSON has it.
pub fn definitions(lang: Lang, declared: bool) -> std::collections::BTreeMap<&'static str, &'static str> {
    DEFINITIONS.iter().map(|definition| (definition.key, definition.text(lang, declared))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stats::{Figure, Figures};

    #[test]
    fn every_figure_has_a_definition_and_no_other() {
        let json = serde_json::to_value(Figures::default()).unwrap();
        let labels = ["agency", "name", "level", "group", "period"];
        let columns: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let figures: BTreeSet<_> = columns.into_iter().filter(|key| !labels.contains(key)).collect();
        assert_eq!(DEFINITIONS.iter().map(|definition| definition.key).collect::<BTreeSet<_>>(), figures);
        assert!(Figure::keys().all(|key| figures.contains(key) && Figure::of_key(key).is_some()));
    }
}
