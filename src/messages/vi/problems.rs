//! Vietnamese for what is wrong with a call.

use std::path::Path;

use crate::messages::{Expected, Explanation, Known, Lang, MaterialProblem, OwnCertificate, Problem, codes};
use crate::text::Untrusted;

use super::Vietnamese;
use crate::messages::Words;

/// What went wrong and what to do.
pub(super) fn problem(problem: &Problem) -> Explanation {
    match problem {
        Problem::OptionValue { option, value, expected: want } => {
            Explanation::new(format!("{option} không nhận giá trị '{}'", Untrusted(value)), expected(*want))
        }
        Problem::OptionNeeds { option, needs } => Explanation::new(format!("{option} phải dùng cùng với {needs}"), ""),
        Problem::UnknownKey { file, line, key, nearest } => Explanation::new(
            format!("{}:{line}: không có khóa cấu hình '{}'", Untrusted(&file.to_string_lossy()), Untrusted(key)),
            format!("Có phải ý bạn là '{nearest}'?"),
        ),
        Problem::SettingValue { origin, key, value, expected: want } => Explanation::new(
            format!("{}: khóa '{key}' không nhận giá trị {}", Untrusted(origin), Untrusted(value)),
            if value == "''" { "Giá trị không được để trống.".into() } else { expected(*want) },
        ),
        Problem::ConfigSyntax { file, line, message } => Explanation::new(
            format!("{}:{line}: sai cú pháp: {}", Untrusted(&file.to_string_lossy()), Untrusted(message)),
            "Tệp cấu hình viết theo TOML.",
        ),
        Problem::ConfigUnreadable { file, source } => Explanation::new(
            format!("không đọc được tệp cấu hình {}: {}", Untrusted(&file.to_string_lossy()), Vietnamese.io(source)),
            "",
        ),
        Problem::BinaryToTerminal => Explanation::new(
            "định dạng này không hiển thị được trên màn hình lệnh",
            "Hãy dùng -o TỆP, hoặc chuyển stdout vào một tệp hay một chương trình.",
        ),
        Problem::SheetFull { rows } => Explanation::new(
            format!("{rows} dòng không vừa một trang bảng tính, vốn chỉ có 1.048.576 dòng"),
            "Hãy chọn ít dòng hơn bằng --by hoặc --period, hoặc dùng --format csv.",
        ),
        Problem::LedgerNeeded => Explanation::new(
            "sổ đăng ký được giữ trong sổ ghi, nhưng không có sổ ghi nào",
            "Hãy dùng --ledger sqlite:ĐƯỜNG_DẪN hoặc postgres://…, hoặc đặt trong cấu hình.",
        ),
        Problem::NotRegistered { file } => Explanation::new(
            format!("{} chưa có trong sổ văn bản đến", Untrusted(file)),
            "Hãy tiếp nhận không kèm --correct, hoặc đưa đúng tệp đã vào sổ.",
        ),
        Problem::OneDocumentOnly { option, inputs } => Explanation::new(
            format!("{option} mô tả một văn bản, nhưng có {inputs} đầu vào"),
            "Hãy tiếp nhận riêng văn bản đó.",
        ),
        Problem::DayInFuture { option, day } => {
            Explanation::new(format!("{option} {day}: ngày này chưa đến"), "Hãy kiểm tra lại; ngày viết là 2026-11-28.")
        }
        _ => files(problem),
    }
}

/// Those about inputs and outputs.
fn files(problem: &Problem) -> Explanation {
    match problem {
        Problem::OutputNeeded => Explanation::new(
            "chưa cho biết ghi kết quả vào đâu",
            "Hãy dùng -o TỆP, -d THƯ_MỤC, hoặc --in-place để thay chính tệp đầu vào.",
        ),
        Problem::OneOutputForMany { inputs } => Explanation::new(
            format!("-o chỉ đặt tên cho một tệp, nhưng có {inputs} tệp đầu vào"),
            "Hãy dùng -d THƯ_MỤC để ghi từng kết quả vào một thư mục.",
        ),
        Problem::OutputsCollide { first, second, output } => Explanation::new(
            format!(
                "{} và {} sẽ cùng ghi vào {}; chưa làm gì cả",
                Untrusted(first),
                Untrusted(second),
                Untrusted(&output.to_string_lossy())
            ),
            "Hãy đưa vào thư mục chứa cả hai tệp, khi đó đường dẫn tương đối được giữ nguyên.",
        ),
        Problem::JsonWithPdf => {
            Explanation::new("--json và tệp PDF không thể cùng ra stdout", "Hãy dùng -o TỆP cho tệp PDF.")
        }
        Problem::StdinTwice => {
            Explanation::new("stdin không thể vừa là tệp PDF vừa là mã PIN", "Hãy dùng --pin-file TỆP.")
        }
        Problem::NoInput => {
            Explanation::new("không có tệp PDF nào trong đầu vào", "Với thư mục, kyso tìm các tệp *.pdf.")
        }
        Problem::Unreadable { path, source } => Explanation::new(
            format!("không đọc được {}: {}", Untrusted(&path.to_string_lossy()), Vietnamese.io(source)),
            "Hãy kiểm tra lại tên và quyền đọc.",
        ),
        Problem::Changed { path } => Explanation::new(
            format!("{} đã bị sửa trong lúc đang xử lý", Untrusted(&path.to_string_lossy())),
            "Hãy chạy lại.",
        ),
        Problem::ListEntry { path, line } => Explanation::new(
            format!("{}:{line}: không phải đường dẫn viết bằng UTF-8", Untrusted(&path.to_string_lossy())),
            "Trong danh sách, mỗi dòng là một đường dẫn.",
        ),
        Problem::OutputExists { path } => Explanation::new(
            format!("{} đã tồn tại", Untrusted(&path.to_string_lossy())),
            "Muốn ghi đè, hãy thêm --force.",
        ),
        Problem::OutputOfBefore { path } => Explanation::new(
            format!("không ghi gì vào {}", Untrusted(&path.to_string_lossy())),
            "Tệp đang có là của lần trước, không nói gì về lần này.",
        ),
        Problem::OutputIsInput { path } => Explanation::new(
            format!("ghi vào {} sẽ làm thay đổi một tệp đầu vào", Untrusted(&path.to_string_lossy())),
            "Hãy chọn tên khác hoặc dùng --suffix; nếu chủ ý thay tệp đầu vào, hãy dùng --in-place.",
        ),
        Problem::Unwritable { path, source } => Explanation::new(
            format!("không ghi được {}: {}", Untrusted(&path.to_string_lossy()), Vietnamese.io(source)),
            "",
        ),
        Problem::Material { path, why } => material(path, why),
        Problem::NoCertificate { path } => Explanation::new(
            format!("{}: không có chứng thư số nào trong thư mục này", Untrusted(&path.to_string_lossy())),
            "Trong thư mục chỉ đọc các tệp .pem, .crt, .cer, .der, .p7b, .p7c, không đọc thư mục con.",
        ),
        Problem::OwnCertificate { subject, why } => {
            let why = match why {
                OwnCertificate::Expired { not_after } => format!("đã hết hạn ngày {}", not_after.date()),
                OwnCertificate::NotYetValid { not_before } => {
                    format!("chưa có hiệu lực trước ngày {}", not_before.date())
                }
                OwnCertificate::NotForSigning { .. } => "chứng thư này không dùng để ký văn bản".to_owned(),
                OwnCertificate::Revoked { subject, time } => {
                    format!("{} đã bị thu hồi ngày {}", Untrusted(subject), time.date())
                }
                OwnCertificate::OnHold { subject, time } => {
                    format!("{} đang bị tạm dừng từ ngày {}", Untrusted(subject), time.date())
                }
                OwnCertificate::BadPath { code } => {
                    format!("đường dẫn chứng thực đến chứng thư gốc tin cậy không đúng ({code})")
                }
                OwnCertificate::Demand { code } => format!("theo chính sách kiểm tra, {}", codes::text(code, Lang::Vi)),
                OwnCertificate::Unknown => {
                    "không xác định được còn hiệu lực hay không, mà chính sách yêu cầu phải biết".to_owned()
                }
            };
            Explanation::new(
                format!("không dùng được chứng thư số {}: {why}", Untrusted(subject)),
                "Hãy gia hạn hoặc chọn chứng thư khác bằng --key; nếu vẫn muốn ký, hãy dùng --no-check.",
            )
        }
        Problem::NoRevision { name } => Explanation::new(
            format!("chữ ký trong trường '{}' không ứng với phiên bản nào của tệp", Untrusted(name)),
            "Xem chữ ký này sai ở đâu bằng 'kyso verify'.",
        ),
        Problem::NoSuchField { name } => Explanation::new(
            format!("không có chữ ký số nào trong trường tên '{}'", Untrusted(name)),
            "Xem các trường bằng lệnh 'kyso inspect'.",
        ),
        Problem::Interrupted => Explanation::new("đã dừng theo yêu cầu", "Phần đã làm xong được giữ lại."),
        other => Explanation::new(other.to_string(), ""),
    }
}

/// About a file that a call stands on.
fn material(path: &Path, why: &MaterialProblem) -> Explanation {
    let Explanation { problem, advice } = match why {
        MaterialProblem::Io(error) => Explanation::new(Vietnamese.io(error), ""),
        MaterialProblem::X509(error) => Vietnamese.known(Known::X509(error)),
        MaterialProblem::NoPassword => Explanation::new("dòng đầu phải là mật khẩu nhưng lại trống", ""),
        MaterialProblem::PasswordTooLong => Explanation::new("dòng đầu quá dài, không thể là mật khẩu", ""),
    };
    Explanation::new(format!("{}: {problem}", Untrusted(&path.to_string_lossy())), advice)
}

/// What a value should look like.
fn expected(expected: Expected) -> String {
    match expected {
        Expected::OneOf(words) => format!("Các giá trị dùng được: {}.", words.join(", ")),
        Expected::Text => "Đây phải là một chuỗi trong dấu ngoặc kép.".into(),
        Expected::Texts => "Đây phải là một chuỗi trong dấu ngoặc kép, hoặc một danh sách: [\"a\", \"b\"].".into(),
        Expected::Path => "Đây phải là một đường dẫn trong dấu ngoặc kép.".into(),
        Expected::Paths => "Đây phải là một đường dẫn trong dấu ngoặc kép, hoặc một danh sách: [\"a\", \"b\"].".into(),
        Expected::Count(most) => format!("Đây phải là số nguyên từ 1 đến {most}."),
        Expected::Flag => "Đây phải là true hoặc false.".into(),
        Expected::Hosts => {
            "Đây phải là một tên máy chủ (ca.example.vn, .example.vn), một địa chỉ, một dải (10.1.0.0/16), \
                            private, hoặc một danh sách."
                .into()
        }
        Expected::Duration => "Đây phải là một khoảng thời gian, ví dụ 30s, 2m hoặc 500ms.".into(),
        Expected::Rate => "Đây phải là số lần trong một khoảng thời gian, ví dụ 20/20m.".into(),
        Expected::ZoneOffset => "Đây phải là độ lệch so với UTC, ví dụ +07:00.".into(),
        Expected::Policy => "Đây phải là default, nd30, hoặc đường dẫn của một tệp chính sách (kyso-policy(5)).".into(),
        Expected::Ledger => {
            "Đây phải là sqlite:ĐƯỜNG_DẪN, postgres://NGƯỜI_DÙNG@MÁY_CHỦ/CƠ_SỞ_DỮ_LIỆU hoặc none.".into()
        }
        Expected::Command => "Xem danh sách lệnh bằng 'kyso --help'.".into(),
    }
}
