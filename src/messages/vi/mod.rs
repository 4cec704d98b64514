//! Vietnamese, as public offices write it.

mod examples;
mod help;
mod problems;
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
    error: "lỗi",
    hint: "gợi ý",
    warning: "cảnh báo",
};
