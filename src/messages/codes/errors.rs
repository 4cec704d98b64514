//! Codes of errors, by the layer they come from.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // The call itself: messages::Problem.
    ("OPTION_VALUE", "an option has a value it cannot have", "một tùy chọn có giá trị không dùng được"),
    ("OPTION_NEEDS", "an option lacks another that it needs", "một tùy chọn thiếu tùy chọn đi kèm"),
    ("CONFIG_UNKNOWN_KEY", "the configuration has an unknown key", "cấu hình có khóa không tồn tại"),
    ("CONFIG_VALUE", "a setting has a value it cannot have", "một thiết lập có giá trị không dùng được"),
    ("CONFIG_SYNTAX", "the configuration is not TOML", "cấu hình không viết đúng TOML"),
    ("CONFIG_UNREADABLE", "the configuration cannot be read", "không đọc được cấu hình"),
    ("OUTPUT_NEEDED", "no output was given", "chưa cho biết ghi kết quả vào đâu"),
    ("ONE_OUTPUT_FOR_MANY", "one output was given for several inputs", "chỉ có một tệp kết quả cho nhiều đầu vào"),
    ("OUTPUTS_COLLIDE", "two results would have one name", "hai kết quả trùng tên"),
    ("JSON_WITH_PDF", "JSON and a PDF cannot share stdout", "JSON và PDF không thể cùng ra stdout"),
    ("STDIN_TWICE", "stdin was wanted for two things", "stdin bị dùng cho hai việc"),
    ("NO_INPUT", "there is no PDF among the inputs", "không có tệp PDF nào trong đầu vào"),
    ("INPUT_UNREADABLE", "an input cannot be read", "không đọc được đầu vào"),
    ("INPUT_CHANGED", "an input was changed while it was worked on", "đầu vào bị sửa trong lúc đang xử lý"),
    ("LIST_ENTRY", "a list has a line that is no path", "danh sách có dòng không phải đường dẫn"),
    ("OUTPUT_EXISTS", "the result's file exists already", "tệp kết quả đã tồn tại"),
    ("OUTPUT_IS_INPUT", "the result would overwrite an input", "kết quả sẽ ghi đè lên đầu vào"),
    ("OUTPUT_UNWRITABLE", "the result cannot be written", "không ghi được kết quả"),
    (
        "MATERIAL_UNUSABLE",
        "a file of certificates, lists or agencies cannot be used",
        "tệp chứng thư, danh sách hoặc cơ quan không dùng được",
    ),
    ("NO_SUCH_FIELD", "there is no signature in that field", "không có chữ ký trong trường đó"),
    ("INTERRUPTED", "the run was interrupted", "đã dừng theo yêu cầu"),
    ("INTERNAL", "a fault of this program", "lỗi của chính chương trình này"),
];
