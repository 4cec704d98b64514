//! Vietnamese, as public offices write it.

mod errors;
mod examples;
mod help;
mod ledger;
mod problems;
mod tokens;
mod usage;
mod words;

use super::Terms;

pub(super) use examples::EXAMPLES;
pub(super) use help::HELP;
pub(super) use usage::usage;

/// The words of [`super::Lang::Vi`].
pub(super) struct Vietnamese;

pub(super) static TERMS: Terms = Terms {
    usage: "Cách dùng",
    commands: "Lệnh",
    arguments: "Tham số",
    options: "Tùy chọn",
    global_options: "Tùy chọn chung",
    examples: "Ví dụ",
    default: "mặc định",
    possible: "giá trị",
    env: "biến môi trường",
    help_flag: "In trợ giúp: -h in bản ngắn, --help in bản đầy đủ kèm ví dụ",
    version_flag: "In số phiên bản",
    more: "Xem thêm bằng '--help'.",
    manual: "Hướng dẫn sử dụng kyso",
    codes_about: "các mã trong kết quả JSON của kyso và ý nghĩa của chúng",
    policy_about: "các quy tắc mà kyso verify dùng để kiểm tra, ở dạng tệp",
    policy_story: "Tệp chính sách viết bằng TOML, tên có đuôi .toml; chỉ ra bằng --policy hoặc trong cấu hình (policy = \"co-quan.toml\"). Tên, phiên bản và mã SHA-256 của văn bản chính sách có trong mọi báo cáo. Khóa hoặc quy tắc không tồn tại là lỗi.",
    headings: &[
        ("NAME", "TÊN"),
        ("SYNOPSIS", "CÚ PHÁP"),
        ("DESCRIPTION", "MÔ TẢ"),
        ("ARGUMENTS", "THAM SỐ"),
        ("OPTIONS", "TÙY CHỌN"),
        ("SUBCOMMANDS", "LỆNH"),
        ("VERSION", "PHIÊN BẢN"),
    ],
    error: "lỗi",
    hint: "gợi ý",
    warning: "cảnh báo",
};
