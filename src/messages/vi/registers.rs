//! Vietnamese for what is wrong with registers.

use crate::messages::Explanation;
use crate::stats::{Expected, Fault, FaultKind, Field, Many};
use crate::text::Untrusted;

/// Where, what, and what to do.
pub(super) fn fault(fault: &Fault) -> Explanation {
    let mut place = Untrusted(&fault.place.path.display().to_string()).to_string();
    let row = fault.row.map(|row| row.to_string());
    for (word, value) in [("trang tính", &fault.place.sheet), ("dòng", &row), ("cột", &fault.column)] {
        if let Some(value) = value {
            place = format!("{place}, {word} {}", Untrusted(value));
        }
    }
    Explanation::new(format!("{place}: {}", what(&fault.kind)), advice(&fault.kind))
}

fn what(kind: &FaultKind) -> String {
    let untrusted = |text: &str| Untrusted(text).to_string();
    let list = |names: &[String]| untrusted(&names.join(", "));
    match kind {
        FaultKind::Cell { value, expected } => format!("'{}' không phải {}", untrusted(value), said(*expected)),
        FaultKind::ErrorValue(value) => format!("ô mang giá trị lỗi {}", untrusted(value)),
        FaultKind::NoHeading { seen, garbled: false } => {
            format!("không thấy dòng tiêu đề của sổ; đầu tệp là: {}", untrusted(seen))
        }
        FaultKind::NoHeading { seen, garbled: true } => format!("chữ bị lưu sai bảng mã: {}", untrusted(seen)),
        FaultKind::NoColumn { field, headings } => {
            format!("sổ thiếu cột {}; các cột hiện có: {}", field.name(), untrusted(headings))
        }
        FaultKind::SeveralAgencies(names) => format!("phần đầu sổ có tên nhiều cơ quan: {}", list(names)),
        FaultKind::Incoming => "đây là sổ văn bản đến".to_owned(),
        FaultKind::NoSheet(sheets) => {
            let name = |(name, hidden): &(String, bool)| format!("{name}{}", if *hidden { " (ẩn)" } else { "" });
            let names: Vec<_> = sheets.iter().map(name).collect();
            format!("không trang tính nào là sổ đăng ký; tệp có: {}", list(&names))
        }
        FaultKind::OldFont => "chữ theo phông cũ (TCVN3, VNI), không phải Unicode".to_owned(),
        FaultKind::Encoding(name) => format!("không phải {name}"),
        FaultKind::OpenQuote => "có dấu ngoặc kép chưa đóng".to_owned(),
        FaultKind::TooLong { limit } => format!("một dòng dài quá {limit} byte"),
        FaultKind::Encrypted => "bảng tính đặt mật khẩu".to_owned(),
        FaultKind::Format(name) => format!("tệp {name}, loại này không đọc"),
        FaultKind::Workbook(why) => format!("bảng tính bị hỏng ({})", untrusted(why)),
        FaultKind::TooBig { part, limit } => format!("{} giải nén ra lớn hơn {limit} byte", untrusted(part)),
        FaultKind::TooMany { what, limit } => {
            let what = match what {
                Many::Files => "tệp trong gói",
                Many::Sheets => "trang tính",
                Many::Relations => "liên kết",
                Many::MergedCells => "ô gộp",
            };
            format!("bảng tính có hơn {limit} {what}")
        }
    }
}

fn said(expected: Expected) -> &'static str {
    match expected {
        Expected::Agency => "mã hoặc tên cơ quan",
        Expected::Number => "số văn bản, như 15 hoặc 15a",
        Expected::Code => "số và ký hiệu, như 15/STP-VP",
        Expected::Date => "ngày, như 31/12/2018 hoặc 2018-12-31",
        Expected::Kind => "văn bản hoặc hồ sơ",
        Expected::Answer => "1 hoặc 0, có hoặc không, x hoặc để trống",
        Expected::Medium => "điện tử hoặc giấy",
    }
}

fn advice(kind: &FaultKind) -> &'static str {
    match kind {
        FaultKind::Cell { .. } => "Hãy sửa ô này trong sổ rồi chạy lại.",
        FaultKind::ErrorValue(_) => "Hãy sửa công thức của ô này, lưu lại rồi chạy lại.",
        FaultKind::NoHeading { garbled: true, .. } | FaultKind::OldFont | FaultKind::Encoding(_) => {
            "Hãy chuyển sang Unicode rồi lưu dạng CSV UTF-8 hoặc XLSX."
        }
        FaultKind::NoHeading { .. } => {
            "Sổ cần một dòng tiêu đề trong 60 dòng đầu, có số (hoặc số, ký hiệu) và ngày tháng văn bản; tên cột khác thì dùng --columns 'TÊN CỘT=TRƯỜNG'."
        }
        FaultKind::NoColumn { field: Field::OrganId, .. } => {
            "Nếu cả sổ của một cơ quan, hãy thêm --columns 'OrganId==MÃ CƠ QUAN', hoặc ghi đúng tên cơ quan trong danh mục ở phần đầu sổ; nếu có cột khác tên thì dùng --columns 'TÊN CỘT=OrganId'."
        }
        FaultKind::NoColumn { .. } => "Hãy chỉ ra cột tương ứng bằng --columns 'TÊN CỘT=TRƯỜNG'.",
        FaultKind::SeveralAgencies(_) => "Hãy chỉ ra cơ quan của sổ bằng --columns 'OrganId==MÃ CƠ QUAN'.",
        FaultKind::Incoming => "Tỷ lệ ký số tính trên văn bản đi; hãy đưa vào sổ văn bản đi.",
        FaultKind::NoSheet(_) => {
            "Trang tính của sổ cần dòng tiêu đề có số, ký hiệu và ngày tháng văn bản, và không được ẩn."
        }
        FaultKind::OpenQuote | FaultKind::TooLong { .. } => {
            "Hãy tìm dấu ngoặc kép thừa, hoặc ô chứa cả một văn bản, từ dòng này trở đi."
        }
        FaultKind::Encrypted => "Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại dạng XLSX.",
        FaultKind::Format(_) => "Hãy mở sổ rồi lưu dạng XLSX hoặc CSV UTF-8.",
        FaultKind::Workbook(_) => "Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng XLSX.",
        FaultKind::TooBig { .. } | FaultKind::TooMany { .. } => "Hãy xin lại tệp, hoặc xuất sổ ra CSV UTF-8.",
    }
}
