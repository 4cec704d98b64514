//! What can be wrong with a file of agencies.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("FILE_SYNTAX", "the file is no CSV or TOML there", "chỗ đó không phải CSV hoặc TOML"),
    ("COLUMN_MISSING", "the heading lacks the column", "dòng tiêu đề thiếu cột"),
    ("COLUMN_TWICE", "the heading has the column twice", "dòng tiêu đề có cột hai lần"),
    ("KEY_UNKNOWN", "no agency has such a key", "cơ quan không có khóa như vậy"),
    ("CELL_EMPTY", "the cell must not be empty", "ô không được để trống"),
    (
        "CODE_MALFORMED",
        "the code is none by Decision 20/2020/QD-TTg, nor of the older form",
        "mã không đúng Quyết định 20/2020/QĐ-TTg, cũng không theo dạng cũ",
    ),
    (
        "CODE_TWICE",
        "another agency has the code, perhaps in its other spelling",
        "cơ quan khác đã có mã này, có thể ở dạng viết kia",
    ),
    (
        "CODE_NOT_BELOW",
        "warning: the code does not begin with the parent's",
        "cảnh báo: mã không bắt đầu bằng mã của cơ quan cấp trên",
    ),
    ("PARENT_UNKNOWN", "no agency has the parent's code", "không có cơ quan nào mang mã của cơ quan cấp trên"),
    ("PARENT_CIRCLE", "the agency is above itself", "cơ quan nằm trên chính mình"),
    (
        "PARENT_ENDED",
        "warning: the parent ended before the agency",
        "cảnh báo: cơ quan cấp trên kết thúc trước cơ quan này",
    ),
    (
        "TOO_DEEP",
        "more agencies stand above it than a code has groups",
        "nhiều cơ quan nằm trên hơn số nhóm của một mã",
    ),
    ("LEVEL_UNKNOWN", "there is no such level", "không có cấp như vậy"),
    ("LEVEL_NOT_BELOW", "the level does not stand below the parent's", "cấp không nằm dưới cấp của cơ quan cấp trên"),
    ("DATE_MALFORMED", "it is no date", "không phải ngày"),
    ("ENDS_BEFORE_IT_BEGINS", "the last day is before the first", "ngày cuối trước ngày đầu"),
    ("SUCCESSOR_UNKNOWN", "no agency has the successor's code", "không có cơ quan nào mang mã của cơ quan kế thừa"),
    ("SUCCESSOR_CIRCLE", "the agency succeeds itself", "cơ quan kế thừa chính mình"),
    (
        "SUCCESSOR_WITHOUT_END",
        "warning: a successor is given and no last day",
        "cảnh báo: có cơ quan kế thừa mà không có ngày cuối",
    ),
    (
        "SUCCESSOR_GONE",
        "the successor ended no later than the agency",
        "cơ quan kế thừa kết thúc không sau cơ quan này",
    ),
    (
        "SUCCESSOR_OVERLAPS",
        "the successor of the same name begins before the agency's end",
        "cơ quan kế thừa cùng tên bắt đầu trước khi cơ quan này kết thúc",
    ),
    (
        "SUCCESSOR_EARLY",
        "warning: the successor begins at most 31 days before the agency's end",
        "cảnh báo: cơ quan kế thừa bắt đầu trước khi cơ quan này kết thúc không quá 31 ngày",
    ),
    (
        "SUCCESSOR_LATE",
        "warning: days lie between the last day and the successor's first",
        "cảnh báo: có khoảng trống giữa ngày cuối và ngày đầu của cơ quan kế thừa",
    ),
    ("RULE_EMPTY", "the match rule has separators alone", "quy tắc khớp chỉ có dấu phân cách"),
    ("RULE_TOO_LONG", "the match rule has too many values", "quy tắc khớp có quá nhiều giá trị"),
    (
        "RULE_TWICE",
        "two agencies of the same time, neither above the other, ask for the same: nobody would be matched",
        "hai cơ quan cùng thời gian, không cơ quan nào nằm trên cơ quan kia, có cùng quy tắc: sẽ không khớp được ai",
    ),
    (
        "NAME_TWICE",
        "warning: two agencies of the same time have one name",
        "cảnh báo: hai cơ quan cùng thời gian có cùng tên",
    ),
];
