//! Vietnamese for what a token or a key file says.

use crate::messages::{Explanation, Words};
use crate::text::Untrusted;
use crate::token::{self, Error};

use super::Vietnamese;

const DRIVER: &str = "Hãy cài trình điều khiển của hãng sản xuất token, hoặc chỉ rõ mô-đun PKCS#11 bằng --module.";
const CERTS: &str = "Xem 'kyso token certs' rồi chọn một khóa bằng --key.";
const LIST: &str = "Xem các token đang cắm bằng 'kyso token list'.";

/// What went wrong and what to do.
pub(super) fn token(error: &token::Error) -> Explanation {
    match error {
        Error::PinIncorrect { .. }
        | Error::PinLocked { .. }
        | Error::PinFinalTry { .. }
        | Error::PinSourceSpent { .. }
        | Error::PinFailedBefore { .. }
        | Error::PinNotInitialised { .. }
        | Error::PinExpired { .. }
        | Error::LoginCancelled { .. }
        | Error::NoPin { .. }
        | Error::PinEmpty { .. }
        | Error::PinTooLong { .. }
        | Error::PinUnreadable { .. } => pin(error),
        Error::KeyFile { .. }
        | Error::PassphraseIncorrect { .. }
        | Error::KeyFileMalformed { .. }
        | Error::KeyFileIncomplete { .. }
        | Error::KeyFileAmbiguous { .. } => key_file(error),
        Error::NoCertificate { .. }
        | Error::NoUsableCertificate { .. }
        | Error::UnreadableCertificate { .. }
        | Error::GivenCertificate(_)
        | Error::AmbiguousKey { .. }
        | Error::NoKey { .. }
        | Error::KeyUnsupported(_)
        | Error::SchemeMismatch { .. } => key(error),
        other => device(other),
    }
}

fn device(error: &Error) -> Explanation {
    let named = |path: &std::path::Path| Untrusted(&path.display().to_string()).to_string();
    match error {
        Error::ModuleMissing { path, .. } => {
            Explanation::new(format!("không mở được mô-đun PKCS#11 {}", named(path)), DRIVER)
        }
        Error::ModuleArchitecture { path, found, needed } => Explanation::new(
            format!("mô-đun PKCS#11 {} dành cho {}, chương trình này cần {needed}", named(path), Untrusted(found)),
            "Hãy cài bản đúng kiến trúc máy của hãng sản xuất.",
        ),
        Error::ModuleLoad { path, .. } => {
            Explanation::new(format!("không nạp được mô-đun PKCS#11 {}", named(path)), DRIVER)
        }
        Error::NotPkcs11 { path, .. } => Explanation::new(format!("{} không phải mô-đun PKCS#11", named(path)), DRIVER),
        Error::NoModules { .. } => Explanation::new("không tìm thấy mô-đun PKCS#11 nào", DRIVER),
        Error::FunctionMissing { name } => Explanation::new(format!("mô-đun PKCS#11 không có hàm {name}"), DRIVER),
        Error::Call { function, rv } => {
            Explanation::new(format!("{function} báo lỗi: {rv}"), "Hãy thử bản trình điều khiển mới nhất.")
        }
        Error::NoToken { .. } => Explanation::new("chưa cắm token nào", "Hãy cắm token rồi xem 'kyso token list'."),
        Error::NoTokenMatches { uri, .. } => {
            Explanation::new(format!("không có token nào đang cắm khớp với {}", Untrusted(uri)), LIST)
        }
        Error::AmbiguousToken { uris } => {
            Explanation::new(format!("nhiều token có thể giữ khóa này: {}", Untrusted(&uris.join(", "))), LIST)
        }
        Error::DeviceRemoved { .. } => Explanation::new("token đã bị rút ra", "Hãy cắm lại rồi chạy lại lệnh."),
        Error::SessionLost { .. } => {
            Explanation::new("mất phiên làm việc với token", "Hãy cắm lại token rồi chạy lại lệnh.")
        }
        Error::MechanismMissing { scheme } => Explanation::new(
            format!("token không hỗ trợ cách ký {}", scheme.name()),
            "Hãy thử --digest khác hoặc bỏ --pss.",
        ),
        Error::SignatureLength { got, expected } => {
            Explanation::new(format!("token trả về {got} byte, chữ ký của khóa này dài {expected} byte"), DRIVER)
        }
        Error::State(_) => Explanation::new(
            "không ghi được trạng thái đăng nhập token giữa các lần chạy",
            "Hãy đặt XDG_STATE_HOME là một thư mục ghi được, hoặc chờ tiến trình khác đăng nhập xong.",
        ),
        Error::Uri(_) => Explanation::new(
            "URI PKCS#11 không đúng",
            "Hãy chép đúng URI mà 'kyso token certs' in ra; URI không được chứa mã PIN.",
        ),
        other => Explanation::new(Untrusted(&other.to_string()).to_string(), ""),
    }
}

fn key(error: &Error) -> Explanation {
    match error {
        Error::NoCertificate { uri: Some(uri), .. } => {
            Explanation::new(format!("không có chứng thư số nào khớp với {}", Untrusted(uri)), CERTS)
        }
        Error::NoCertificate { tokens, .. } => {
            Explanation::new(format!("không có chứng thư số nào trên {tokens} token"), CERTS)
        }
        Error::NoUsableCertificate { found } => Explanation::new(
            format!(
                "trong {found} chứng thư số, không có cái nào còn hiệu lực, được phép ký và có khóa bí mật trên token"
            ),
            CERTS,
        ),
        Error::UnreadableCertificate { uri, .. } => Explanation::new(
            format!("không đọc được chứng thư số {}", Untrusted(uri)),
            "Hãy đưa chứng thư số bằng --cert.",
        ),
        Error::GivenCertificate(_) => {
            Explanation::new("không đọc được chứng thư số đưa bằng --cert", "Hãy kiểm tra lại tệp.")
        }
        Error::AmbiguousKey { uris } => {
            Explanation::listing("có nhiều khóa ký được:", uris, "Hãy chọn một khóa bằng --key.")
        }
        Error::NoKey { certificate, .. } => {
            Explanation::new(format!("token không có khóa bí mật của {}", Untrusted(certificate)), CERTS)
        }
        Error::SchemeMismatch { key, scheme } => Explanation::new(
            format!("khóa loại {key} không ký được theo {}", scheme.name()),
            "Hãy chọn khóa khác hoặc bỏ --pss.",
        ),
        _ => Explanation::new("không dùng được khóa của chứng thư số này", CERTS),
    }
}

fn pin(error: &Error) -> Explanation {
    match error {
        Error::PinIncorrect { token, state } => Explanation::new(
            format!(
                "sai mã PIN của token '{}'{}",
                Untrusted(token),
                if state.locked {
                    "; token đã bị khóa"
                } else if state.final_try {
                    "; chỉ còn một lần thử"
                } else {
                    ""
                }
            ),
            "Mã PIN chỉ được thử một lần. Hãy kiểm tra lại trước khi nhập tiếp: hết lượt thì token bị khóa.",
        ),
        Error::PinLocked { token } => Explanation::new(
            format!("mã PIN của token '{}' đã bị khóa", Untrusted(token)),
            "Chỉ cơ quan cấp token mới mở khóa được.",
        ),
        Error::PinFinalTry { token } => Explanation::new(
            format!("token '{}' chỉ còn một lần thử mã PIN", Untrusted(token)),
            "Nếu sai, token sẽ bị khóa. Khi đã chắc chắn về mã PIN: --allow-final-try.",
        ),
        Error::PinSourceSpent { token, .. } | Error::PinFailedBefore { token } => Explanation::new(
            format!("mã PIN này đã sai với token '{}' nên không dùng lại", Untrusted(token)),
            "Hãy sửa mã PIN ở nguồn, rồi đăng nhập một lần bằng tay: 'kyso token check' với token này, không kèm tệp PIN.",
        ),
        Error::PinNotInitialised { token } => Explanation::new(
            format!("token '{}' chưa đặt mã PIN", Untrusted(token)),
            "Hãy đặt mã PIN bằng phần mềm của hãng.",
        ),
        Error::PinExpired { token } => Explanation::new(
            format!("mã PIN của token '{}' đã hết hạn", Untrusted(token)),
            "Hãy đổi mã PIN bằng phần mềm của hãng.",
        ),
        Error::LoginCancelled { token } => {
            Explanation::new(format!("đã hủy đăng nhập token '{}'", Untrusted(token)), "")
        }
        Error::NoPin { token } => Explanation::new(
            format!("token '{}' cần mã PIN", Untrusted(token)),
            "Hãy dùng --pin-file, --pin-fd hoặc KYSO_PIN, hoặc chạy tại cửa sổ dòng lệnh.",
        ),
        Error::PinEmpty { .. } => Explanation::new("mã PIN để trống", "Mã PIN là dòng đầu tiên của tệp."),
        Error::PinTooLong { limit, .. } => {
            Explanation::new(format!("mã PIN dài hơn {limit} byte"), "Mã PIN là dòng đầu tiên của tệp.")
        }
        Error::PinUnreadable { origin, reason } => Explanation::new(
            format!("không đọc được mã PIN từ {}: {}", Untrusted(origin), Vietnamese.io(reason)),
            "Hãy kiểm tra tệp hoặc bộ mô tả tệp.",
        ),
        _ => Explanation::new("không đọc được mã PIN từ nguồn đã cho", "Hãy kiểm tra tệp hoặc bộ mô tả tệp."),
    }
}

fn key_file(error: &Error) -> Explanation {
    let named = |path: &std::path::Path| Untrusted(&path.display().to_string()).to_string();
    match error {
        Error::KeyFile { path, reason } => {
            Explanation::new(format!("không đọc được {}: {}", named(path), Vietnamese.io(reason)), "")
        }
        Error::PassphraseIncorrect { path } => {
            Explanation::new(format!("sai mật khẩu của tệp khóa {}", named(path)), "Hãy kiểm tra lại mật khẩu.")
        }
        Error::KeyFileMalformed { path, .. } => {
            Explanation::new(format!("{} không phải tệp PKCS#12 đọc được", named(path)), "")
        }
        Error::KeyFileIncomplete { path, .. } => {
            Explanation::new(format!("{} không có khóa bí mật kèm chứng thư số", named(path)), "")
        }
        Error::KeyFileAmbiguous { path, count } => {
            Explanation::new(format!("{} có {count} khóa ký được", named(path)), "Hãy tách riêng khóa cần dùng.")
        }
        other => device(other),
    }
}
