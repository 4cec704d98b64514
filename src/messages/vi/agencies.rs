//! Nói về danh mục cơ quan: lỗi trong tệp, cây cơ quan, chứng thư số thuộc cơ quan nào.

use crate::messages::words::AgencyWord;
use crate::stats::agencies::{FaultKind, Level, Malformed};

pub(super) fn word(word: AgencyWord) -> &'static str {
    match word {
        AgencyWord::From => "từ",
        AgencyWord::Until => "đến",
        AgencyWord::AsOf => "xét tại ngày",
        AgencyWord::By => "theo",
        AgencyWord::Outside => "cơ quan không tồn tại vào ngày đó",
        AgencyWord::Ambiguous => "khớp với quy tắc của nhiều cơ quan nên không tính cho cơ quan nào:",
        AgencyWord::Nobody => "không khớp với quy tắc của cơ quan nào",
        AgencyWord::NotHeld => "không khớp:",
    }
}

pub(super) fn place(line: u64, column: Option<&str>) -> String {
    column.map_or_else(|| format!("dòng {line}"), |column| format!("dòng {line}, cột {column}"))
}

pub(super) fn counted(agencies: Option<usize>, errors: usize, warnings: usize) -> String {
    let many = |number: usize, what: &str| (number > 0).then(|| format!("{number} {what}"));
    let agencies = agencies.map(|count| format!("{count} cơ quan"));
    [agencies, many(errors, "lỗi"), many(warnings, "cảnh báo")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn without_rule(count: usize) -> String {
    format!("{count} cơ quan không có quy tắc khớp: không chứng thư số nào được tính cho các cơ quan này")
}

/// Lỗi gì, và phải làm gì.
pub(super) fn fault(kind: &FaultKind) -> String {
    match kind {
        FaultKind::Syntax(_) => {
            "không đọc được; hãy lưu dạng CSV mã UTF-8, hoặc TOML gồm các bảng [[agency]]".to_owned()
        }
        FaultKind::NoColumn => "dòng tiêu đề thiếu cột này; hãy thêm cột, có thể để trống".to_owned(),
        FaultKind::ColumnTwice => "dòng tiêu đề có cột này hai lần; hãy bỏ một cột".to_owned(),
        FaultKind::UnknownKey(key, nearest) => format!("không có khóa '{key}'; có phải ý bạn là {nearest}?"),
        FaultKind::Empty => "để trống; hãy điền vào".to_owned(),
        FaultKind::Code(code, why) => {
            format!("'{code}' không phải mã định danh: {}; hãy viết H02.05 hoặc 000.00.05.H02", malformed(why))
        }
        FaultKind::DuplicateCode(code, line) => {
            format!("{code} đã có ở dòng {line}; mỗi cơ quan phải có mã riêng")
        }
        FaultKind::CodeNotBelow(code, parent) => {
            format!("{code} không bắt đầu bằng mã {parent} của cơ quan cấp trên; cơ quan cấp trên có đúng không?")
        }
        FaultKind::UnknownParent(code) | FaultKind::UnknownSuccessor(code) => {
            format!("không có cơ quan nào mang mã {code}; hãy bổ sung cơ quan đó hoặc để trống ô này")
        }
        FaultKind::Cycle(codes) => format!("{} tạo thành vòng; hãy để trống một ô parent", codes.join(" → ")),
        FaultKind::TooDeep(above) => {
            format!(
                "có {above} cơ quan nằm trên, nhiều hơn số nhóm mà một mã chứa được; hãy chọn cơ quan cấp trên cao hơn"
            )
        }
        FaultKind::Level(level) => {
            format!("không có cấp '{level}'; hãy dùng {}", Level::ALL.map(Level::code).join(", "))
        }
        FaultKind::LevelNotBelow(level, above) => {
            let (level, above) = (level.code(), above.code());
            format!("cấp {level} không nằm dưới cấp {above} của cơ quan cấp trên; hãy sửa một trong hai")
        }
        FaultKind::Date(text) => format!("'{text}' không phải ngày; hãy viết 2018-12-31 hoặc 31/12/2018"),
        FaultKind::EndsBeforeItBegins => "ngày cuối trước valid_from; hãy sửa một trong hai".to_owned(),
        FaultKind::ParentEnded(code, day) => {
            format!("cơ quan cấp trên {code} kết thúc ngày {day}, trước cơ quan này; hãy ghi cơ quan cấp trên hiện nay")
        }
        FaultKind::SuccessorCircle(codes) => {
            format!("{} tạo thành vòng; hãy để trống một ô successor", codes.join(" → "))
        }
        FaultKind::SuccessorWithoutEnd(code) => {
            format!("{code} kế thừa cơ quan này nhưng chưa có ngày cuối; hãy điền valid_to")
        }
        FaultKind::SuccessorGone(code, day) => {
            format!(
                "cơ quan kế thừa {code} kết thúc ngày {day}, không sau cơ quan này; hãy ghi cơ quan kế thừa sau cùng"
            )
        }
        FaultKind::SuccessorOverlaps(code, None) => {
            format!("cơ quan kế thừa {code} cùng tên không có ngày đầu, nên trùng thời gian; hãy sửa ngày")
        }
        FaultKind::SuccessorOverlaps(code, Some(day)) => {
            format!("cơ quan kế thừa {code} cùng tên bắt đầu ngày {day}, trước khi cơ quan này kết thúc; hãy sửa ngày")
        }
        FaultKind::SuccessorEarly(code, day) => {
            format!(
                "cơ quan kế thừa {code} bắt đầu ngày {day}, trước khi cơ quan này kết thúc; hai ngày có đúng không?"
            )
        }
        FaultKind::SuccessorLate(code, day) => {
            format!("cơ quan kế thừa {code} đến ngày {day} mới bắt đầu; những ngày ở giữa thuộc cơ quan nào?")
        }
        FaultKind::RuleEmpty => "quy tắc không có giá trị nào; hãy điền vào hoặc để trống".to_owned(),
        FaultKind::RuleTooLong(most) => format!("quy tắc có hơn {most} giá trị; hãy bỏ bớt"),
        FaultKind::RuleTwice { value, code, line } => format!(
            "'{value}' cũng là quy tắc của {code} ở dòng {line}, nên chứng thư số không được tính cho cơ quan nào; hãy phân biệt \
             bằng match_o, match_ou hoặc ngày"
        ),
        FaultKind::NameTwice(code, line) => {
            format!("{code} ở dòng {line} có cùng tên trong cùng thời gian; có phải cùng một cơ quan?")
        }
    }
}

fn malformed(why: &Malformed) -> String {
    match why {
        Malformed::TooLong(length) => format!("dài {length} ký tự, nhiều nhất là 35"),
        Malformed::FirstGroup(group) => format!("nhóm '{group}' không phải một chữ cái A–Y và hai chữ số"),
        Malformed::EmptyGroup => "có nhóm để trống".to_owned(),
        Malformed::Character(c) => format!("'{c}' không phải chữ cái A–Z hay chữ số"),
    }
}
