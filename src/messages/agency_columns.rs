//! Every column of a file of agencies, with its meaning in both languages: the source of kyso-agencies(5).
//!
//! A test compares with what the program reads: no column without a text, no text without a column.

use super::inspection::{KeyText, key};

/// All of them, in the order of the heading.
#[rustfmt::skip]
pub const KEYS: &[KeyText] = &[
    key("code", "needed: its identifier by Decision 20/2020/QD-TTg Art 4 (H02.05.001: at most 35 characters, groups between dots from the top, first a letter from A to Y and two digits), or in the older form of 13 characters that is read from the right (001.00.05.H02; zeros are levels that are not there). Both spellings find the same agency, in this file, in registers and in ledgers: 000.00.05.H02 is H02.05", "bắt buộc: mã định danh theo Điều 4 Quyết định 20/2020/QĐ-TTg (H02.05.001: không quá 35 ký tự, các nhóm cách nhau bằng dấu chấm từ cấp trên xuống, nhóm đầu là một chữ cái từ A đến Y và hai chữ số), hoặc theo dạng cũ 13 ký tự đọc từ phải sang (001.00.05.H02; số không là cấp không có). Hai cách viết đều chỉ cùng một cơ quan, trong tệp này, trong sổ đăng ký và trong sổ ghi: 000.00.05.H02 là H02.05"),
    key("name", "needed: its full name", "bắt buộc: tên đầy đủ"),
    key("parent", "code of the agency above it", "mã cơ quan cấp trên"),
    key("level", "needed: central, province, department, district, commune or unit. It stands below the parent's; a unit may have units", "bắt buộc: central (trung ương), province (tỉnh), department (sở, ban, ngành), district (huyện), commune (xã) hoặc unit (đơn vị thuộc). Phải thấp hơn cấp của cơ quan cấp trên; unit có thể có unit trực thuộc"),
    key("group", "what it is compared and ranked with, for example «Sở, ban, ngành»", "nhóm để so sánh, xếp hạng, ví dụ «Sở, ban, ngành»"),
    key("valid_from", "its first day, 2025-07-01 or 01/07/2025; empty: since ever", "ngày đầu, 2025-07-01 hoặc 01/07/2025; để trống: từ trước đến nay"),
    key("valid_to", "its last day; empty: it still exists. The row of an agency that ended stays, so that the years before keep their figures", "ngày cuối; để trống: vẫn còn hoạt động. Dòng của cơ quan đã kết thúc được giữ lại để số liệu những năm trước không đổi"),
    key("successor", "code of the agency that took its place; several between semicolons where it was split, `H02.41;H02.42`; empty where it ended without an heir. A code issued anew is a row of its own with the same name", "mã cơ quan kế thừa; nhiều mã cách nhau bằng dấu chấm phẩy nếu bị chia tách, `H02.41;H02.42`; để trống nếu kết thúc mà không có cơ quan kế thừa. Mã được cấp lại là một dòng riêng cùng tên"),
    key("match_cn", "names (CN) in its own certificates, those of its seal", "tên (CN) trong chứng thư số của chính cơ quan (con dấu)"),
    key("match_o", "organisations (O) in its own certificates and in those of its people", "tổ chức (O) trong chứng thư số của cơ quan và của người thuộc cơ quan"),
    key("match_ou", "units (any OU) in the certificates of its people", "đơn vị (bất kỳ OU nào) trong chứng thư số của người thuộc cơ quan"),
];
