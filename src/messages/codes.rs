//! Every code that JSON can carry, with its meaning in both languages: the source of `kyso-codes(7)`.
//!
//! A rule's text says what its failure (or the warning) means; under `checks` the same code can stand with `passed`.

use crate::verify::rules;

use super::Lang;

mod agencies;
mod changes;
mod content;
mod details;
mod errors;
mod findings;
mod levels;
mod receiving;
mod revocation;

/// Where a code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// `reasons`, `checks`, `warnings` of verify.
    Findings,
    /// `object` of a reason.
    Details,
    /// `revocation[].reason` of verify.
    Revocation,
    /// `content` of verify, `warnings` of sign.
    Content,
    /// `level_missing` of verify.
    Levels,
    /// `changes` of verify.
    Changes,
    /// `warnings` of sign and timestamp.
    Warnings,
    /// `policy.requirements` of verify.
    Requirements,
    /// `faults[].code` of agencies check.
    Agencies,
    /// `reasons`, `missing` and `remarks` of receive.
    Receiving,
    /// `error.code` of every command.
    Errors,
}

/// One code.
#[derive(Clone, Copy, Debug)]
pub struct CodeText {
    /// Where it stands.
    pub group: Group,
    /// As JSON has it.
    pub code: &'static str,
    en: &'static str,
    vi: &'static str,
}

impl CodeText {
    const fn new(group: Group, (code, en, vi): Row) -> Self {
        Self { group, code, en, vi }
    }

    /// Its meaning: a clause without a full stop.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Vi => self.vi,
        }
    }
}

/// Code, English, Vietnamese.
type Row = (&'static str, &'static str, &'static str);

const REQUIREMENTS: &[Row] = &[
    ("PERSON_SIGNATURE", "the signature of a person with authority", "chữ ký của người có thẩm quyền"),
    ("AGENCY_SIGNATURE", "the signature of the agency", "chữ ký của cơ quan, tổ chức"),
];

const WARNINGS: &[Row] = &[
    (
        "OWN_CERTIFICATE_NOT_CHECKED",
        "the signer's own certificate was not looked at (--no-check)",
        "chưa xem xét chứng thư số của chính người ký (--no-check)",
    ),
    (
        "CROSS_REFERENCE_REBUILT",
        "the file's cross-reference was lost and has been made anew (--repair)",
        "bảng tham chiếu chéo của tệp bị mất và đã được dựng lại (--repair)",
    ),
    (
        "OWN_CERTIFICATE_UNKNOWN",
        "whether the signer's own certificate is still good could not be found out",
        "không xác định được chứng thư số của chính người ký có còn hiệu lực hay không",
    ),
    (
        "LEVEL_DEFERRED",
        "the level is lower than asked for and noted for 'kyso extend --deferred' (--defer)",
        "mức thấp hơn yêu cầu, đã ghi lại để nâng sau bằng 'kyso extend --deferred' (--defer)",
    ),
    (
        "LEVEL_REACHED_ALREADY",
        "the document has this level or a higher one already: nothing was added, the result is the document as it is",
        "văn bản đã ở mức này hoặc mức cao hơn: không thêm gì, kết quả là văn bản giữ nguyên",
    ),
    (
        "NO_BASELINE_LEVEL",
        "what proves the signatures was added, but one is of a form that has no baseline level",
        "đã thêm dữ liệu chứng minh các chữ ký, nhưng có chữ ký thuộc dạng không có mức cơ sở",
    ),
    (
        "CERTIFIED_NO_CHANGES",
        "the document is certified against changes: what was added is none (ISO 32000-2), but Acrobat may say otherwise",
        "văn bản được chứng nhận không cho thay đổi: phần thêm vào không phải thay đổi (ISO 32000-2), nhưng Acrobat có thể báo khác",
    ),
    (
        "TIMESTAMP_DEFERRED",
        "signed at B-B: the time-stamping authority failed (--defer)",
        "đã ký ở mức B-B: dịch vụ cấp dấu thời gian gặp lỗi (--defer)",
    ),
];

/// Every code, group by group.
pub fn all() -> impl Iterator<Item = CodeText> {
    let of = |group, rows: &'static [Row]| rows.iter().map(move |row| CodeText::new(group, *row));
    of(Group::Findings, findings::ROWS)
        .chain(of(Group::Details, details::ROWS))
        .chain(of(Group::Revocation, revocation::ROWS))
        .chain(of(Group::Content, content::ROWS))
        .chain(of(Group::Levels, levels::ROWS))
        .chain(of(Group::Changes, changes::ROWS))
        .chain(of(Group::Requirements, REQUIREMENTS))
        .chain(of(Group::Warnings, WARNINGS))
        .chain(of(Group::Agencies, agencies::ROWS))
        .chain(of(Group::Receiving, receiving::ROWS))
        .chain(of(Group::Errors, errors::ROWS))
}

/// The meaning of a code; the code itself where it has no text, which a test does not let happen.
pub fn text(code: &str, lang: Lang) -> String {
    known(code, lang).unwrap_or(code).to_owned()
}

/// The meaning of a code, if it has one.
pub fn known(code: &str, lang: Lang) -> Option<&'static str> {
    all().find(|text| text.code == code).map(|text| text.text(lang))
}

/// The clause of a rule.
pub fn clause(code: &str) -> Option<&'static str> {
    rules::ALL.iter().find(|rule| rule.code == code).map(|rule| rule.clause)
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Findings,
        Self::Details,
        Self::Revocation,
        Self::Content,
        Self::Levels,
        Self::Changes,
        Self::Requirements,
        Self::Warnings,
        Self::Agencies,
        Self::Receiving,
        Self::Errors,
    ];

    /// The heading of its section.
    pub fn heading(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Findings, Lang::En) => "FINDINGS",
            (Self::Findings, Lang::Vi) => "KẾT QUẢ KIỂM TRA",
            (Self::Details, Lang::En) => "DETAILS",
            (Self::Details, Lang::Vi) => "CHI TIẾT",
            (Self::Revocation, Lang::En) => "REVOCATION",
            (Self::Revocation, Lang::Vi) => "THU HỒI",
            (Self::Content, Lang::En) => "CONTENT",
            (Self::Content, Lang::Vi) => "NỘI DUNG",
            (Self::Levels, Lang::En) => "LEVELS",
            (Self::Levels, Lang::Vi) => "MỨC CHỮ KÝ",
            (Self::Changes, Lang::En) => "CHANGES",
            (Self::Changes, Lang::Vi) => "THAY ĐỔI",
            (Self::Warnings, Lang::En) => "WARNINGS OF SIGNING",
            (Self::Warnings, Lang::Vi) => "CẢNH BÁO KHI KÝ",
            (Self::Requirements, Lang::En) => "REQUIREMENTS",
            (Self::Requirements, Lang::Vi) => "YÊU CẦU",
            (Self::Agencies, Lang::En) => "FILES OF AGENCIES",
            (Self::Agencies, Lang::Vi) => "DANH MỤC CƠ QUAN",
            (Self::Receiving, Lang::En) => "RECEIVING",
            (Self::Receiving, Lang::Vi) => "TIẾP NHẬN",
            (Self::Errors, Lang::En) => "ERRORS",
            (Self::Errors, Lang::Vi) => "LỖI",
        }
    }

    /// Where its codes are found.
    pub fn about(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Findings, Lang::En) => {
                "Under reasons, checks and warnings of verify. The text says what a failure, or the warning, means."
            }
            (Self::Findings, Lang::Vi) => {
                "Trong reasons, checks và warnings của verify. Phần chữ nói ý nghĩa khi không đạt hoặc khi cảnh báo."
            }
            (Self::Details, Lang::En) => "Under reasons[].object of verify: what exactly.",
            (Self::Details, Lang::Vi) => "Trong reasons[].object của verify: cụ thể là gì.",
            (Self::Revocation, Lang::En) => {
                "Under revocation[].reason of verify, where outcome is unusable: why the list or answer was not used."
            }
            (Self::Revocation, Lang::Vi) => {
                "Trong revocation[].reason của verify khi outcome là unusable: vì sao không dùng được."
            }
            (Self::Content, Lang::En) => {
                "Under content of verify and warnings of sign: what the signer could not have seen. It changes no verdict."
            }
            (Self::Content, Lang::Vi) => {
                "Trong content của verify và warnings của sign: điều người ký có thể không nhìn thấy, không đổi kết luận."
            }
            (Self::Levels, Lang::En) => {
                "Under level_missing of verify, with SUB_FILTER and SIGNED_ATTRIBUTES: what the next level asks for."
            }
            (Self::Levels, Lang::Vi) => {
                "Trong level_missing của verify, cùng SUB_FILTER và SIGNED_ATTRIBUTES: điều mà mức kế tiếp đòi hỏi."
            }
            (Self::Changes, Lang::En) => "Under changes[].kind of verify.",
            (Self::Changes, Lang::Vi) => "Trong changes[].kind của verify.",
            (Self::Warnings, Lang::En) => "Under warnings of sign and timestamp.",
            (Self::Warnings, Lang::Vi) => "Trong warnings của sign và timestamp.",
            (Self::Requirements, Lang::En) => "Under policy.requirements of verify.",
            (Self::Requirements, Lang::Vi) => "Trong policy.requirements của verify.",
            (Self::Agencies, Lang::En) => "Under faults[].code of agencies check.",
            (Self::Agencies, Lang::Vi) => "Trong faults[].code của agencies check.",
            (Self::Receiving, Lang::En) => {
                "Under status_code, reasons (why it is returned), missing (why it waits) and remarks of receive; there, findings and errors may stand too."
            }
            (Self::Receiving, Lang::Vi) => {
                "Trong status_code, reasons (vì sao trả lại), missing (vì sao chờ) và remarks của receive; ở đó cũng có thể có các kết quả kiểm tra và lỗi."
            }
            (Self::Errors, Lang::En) => "Under error.code of every command.",
            (Self::Errors, Lang::Vi) => "Trong error.code của mọi lệnh.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_rule_has_words() {
        let silent: Vec<_> = rules::ALL.iter().filter(|rule| text(rule.code, Lang::Vi) == rule.code).collect();
        assert!(silent.is_empty(), "{silent:#?}");
    }

    #[test]
    fn every_kind_of_change_has_words() {
        let kinds = crate::verify::changes::kinds::ALL;
        let silent: Vec<_> = kinds.iter().filter(|kind| known(kind.code, Lang::Vi).is_none()).collect();
        assert!(silent.is_empty(), "{silent:#?}");
        assert!(kinds.iter().all(|kind| kind.clause.starts_with("ISO 32000-2 ")));
    }

    #[test]
    fn no_code_stands_twice_and_no_text_is_empty() {
        let mut seen = HashSet::new();
        for text in all() {
            assert!(seen.insert(text.code), "{}", text.code);
            assert!(!text.en.is_empty() && !text.vi.is_empty() && text.en != text.vi, "{}", text.code);
        }
    }
}
