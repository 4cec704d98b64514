//! Codes of `receive`: why a document is returned or waits, and what its clerk should look at.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // `status_code`: what the sender is told (QCVN 102:2016/BTTTT).
    ("01", "the document has arrived", "văn bản đã đến"),
    ("02", "the document is returned", "từ chối tiếp nhận, văn bản được trả lại"),
    ("03", "the document is received", "đã tiếp nhận"),
    // Returned.
    ("NO_SIGNATURE", "the document carries no digital signature", "văn bản không có chữ ký số"),
    (
        "PERSON_SIGNATURE_MISSING",
        "the signature of the person who may sign is missing",
        "thiếu chữ ký số của người có thẩm quyền",
    ),
    ("AGENCY_SIGNATURE_MISSING", "the signature of the agency is missing", "thiếu chữ ký số của cơ quan, tổ chức"),
    ("NO_PDF_IN_PACKAGE", "the edXML package holds no PDF", "gói edXML không có tệp PDF nào"),
    // Waiting.
    (
        "AGENCIES_FILE_MISSING",
        "without an agencies file (--agencies) nobody can tell a person's signature from an agency's",
        "chưa có danh mục cơ quan (--agencies) nên không phân biệt được chữ ký của cá nhân và của cơ quan",
    ),
    (
        "SIGNER_NOT_IN_AGENCIES",
        "the agencies file does not say whose certificate this is",
        "danh mục cơ quan không cho biết chứng thư số này của ai",
    ),
    ("NOT_ENOUGH_KNOWN", "too little is known to judge the document", "không đủ thông tin để kết luận về văn bản"),
    (
        "STATUS_MESSAGE",
        "this is a message about the state of another document",
        "đây là thông điệp trạng thái về một văn bản khác",
    ),
    ("RECALLED", "the sender recalls a document", "bên gửi thu hồi văn bản"),
    // To be looked at.
    ("ARRIVED_EARLIER", "it is received later than the day it came in", "tiếp nhận sau ngày văn bản đến"),
    (
        "REFUSED_BEFORE",
        "the same document was returned for the same reasons already",
        "văn bản này đã bị trả lại trước đó với cùng lý do",
    ),
    (
        "SAME_CODE",
        "another document of the same author, number, notation and year is registered",
        "đã có văn bản khác cùng tác giả, số, ký hiệu và năm trong sổ",
    ),
    (
        "ENTRY_INCOMPLETE",
        "columns of the register are open; receive the file again with the options to fill them in",
        "sổ còn cột để trống; chạy lại lệnh với các tùy chọn để điền nốt",
    ),
    (
        "ENTRY_STAYS",
        "a column of the register that is filled in already stays as it is, unless --correct is given",
        "cột đã ghi trong sổ được giữ nguyên, muốn đính chính thì thêm --correct",
    ),
    ("ENTRY_CORRECTED", "a column of the register was corrected", "đã đính chính cột trong sổ"),
    (
        "TITLE_SAYS",
        "the title that the PDF gives itself; anybody can write that",
        "tiêu đề ghi trong tệp PDF; ai cũng có thể ghi",
    ),
    (
        "FILE_NOT_JUDGED",
        "a file of the package is no PDF, and nothing is known of it",
        "gói có tệp không phải PDF, chưa được kiểm tra",
    ),
    (
        "XML_SIGNATURE_NOT_CHECKED",
        "the package has an XML signature, which is not checked; the PDF's own signatures are",
        "gói có chữ ký XML, không được kiểm tra; chữ ký trong tệp PDF thì có",
    ),
    (
        "SENDER_IS_NOT_AUTHOR",
        "the package comes from another agency than the one whose signature the document bears",
        "bên gửi gói không phải cơ quan đã ký văn bản",
    ),
    (
        "PERSON_OF_ANOTHER_AGENCY",
        "no person of the agency signed, but one of another",
        "người ký không thuộc cơ quan đã ký, mà thuộc cơ quan khác",
    ),
    ("UPDATES_ANOTHER", "the sender updates an earlier document", "bên gửi cập nhật một văn bản trước"),
    ("REPLACES_ANOTHER", "the sender replaces an earlier document", "bên gửi thay thế một văn bản trước"),
];
