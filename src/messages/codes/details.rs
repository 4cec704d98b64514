//! Codes that stand in `object` of a reason: what exactly.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // Certificate paths: x509::Failure, x509::Unprocessed.
    ("NO_ISSUER_FOUND", "the issuer's certificate was not found", "không tìm thấy chứng thư của nơi cấp"),
    ("UNTRUSTED_ROOT", "the root is not a trust anchor", "chứng thư gốc không nằm trong danh sách tin cậy"),
    ("CERTIFICATE_SIGNATURE", "the signature on a certificate is wrong", "chữ ký trên chứng thư không đúng"),
    (
        "CERTIFICATE_ALGORITHM",
        "a certificate is signed with an algorithm that is not known",
        "chứng thư được ký bằng thuật toán chưa biết",
    ),
    ("EXPIRED", "a certificate has expired", "có chứng thư đã hết hạn"),
    ("NOT_YET_VALID", "a certificate is not yet valid", "có chứng thư chưa có hiệu lực"),
    (
        "NOT_CA",
        "an issuer's certificate is not that of a CA",
        "chứng thư của nơi cấp không phải của tổ chức chứng thực",
    ),
    ("PATH_LENGTH", "the path is longer than a CA allows", "đường dẫn dài hơn mức tổ chức chứng thực cho phép"),
    (
        "CA_KEY_USAGE",
        "a CA's certificate is not for issuing certificates",
        "chứng thư của tổ chức chứng thực không dùng để cấp chứng thư",
    ),
    ("EXTENSION_MALFORMED", "an extension of a certificate is damaged", "phần mở rộng của chứng thư bị hỏng"),
    ("PATH_BUDGET", "the search for a path was given up", "đã dừng tìm đường dẫn vì quá nhiều bước"),
    ("PATH_TOO_LONG", "every path is too long", "mọi đường dẫn đều quá dài"),
    ("NAME_CONSTRAINTS", "name constraints, not processed by this version", "ràng buộc tên, phiên bản này chưa xử lý"),
    (
        "POLICY_CONSTRAINTS",
        "policy constraints, not processed by this version",
        "ràng buộc chính sách, phiên bản này chưa xử lý",
    ),
    (
        "POLICY_MAPPINGS",
        "policy mappings, not processed by this version",
        "ánh xạ chính sách, phiên bản này chưa xử lý",
    ),
    (
        "INHIBIT_ANY_POLICY",
        "inhibit anyPolicy, not processed by this version",
        "cấm anyPolicy, phiên bản này chưa xử lý",
    ),
    ("UNKNOWN_CRITICAL_EXTENSION", "a critical extension that is not known", "phần mở rộng quan trọng chưa biết"),
    // Uses of a certificate: x509::UsageFailure.
    (
        "KEY_USAGE_ABSENT",
        "the certificate does not say what its key is for",
        "chứng thư không cho biết khóa dùng vào việc gì",
    ),
    (
        "EXTENDED_KEY_USAGE",
        "the extended key usage does not allow signing documents",
        "mục đích sử dụng mở rộng không cho phép ký văn bản",
    ),
    ("OCSP_NOCHECK_ON_SIGNER", "the certificate exempts itself from revocation", "chứng thư tự miễn kiểm tra thu hồi"),
    (
        "TIMESTAMPING_USAGE_ABSENT",
        "the certificate is not for time-stamping",
        "chứng thư không dùng để cấp dấu thời gian",
    ),
    (
        "TIMESTAMPING_USAGE_NOT_SOLE",
        "the certificate is not for time-stamping alone",
        "chứng thư không chỉ dùng để cấp dấu thời gian",
    ),
    (
        "TIMESTAMPING_USAGE_NOT_CRITICAL",
        "time-stamping is not marked as critical",
        "mục đích cấp dấu thời gian không được đánh dấu quan trọng",
    ),
    ("USAGE_EXTENSION_MALFORMED", "the usage extension is damaged", "phần mở rộng về mục đích sử dụng bị hỏng"),
    // Signed ranges: pdf::ShapeError.
    ("BYTE_RANGE_ABSENT", "there is no signed range", "không có phạm vi ký"),
    ("BYTE_RANGE_NOT_FOUR", "the signed range is not four numbers", "phạm vi ký không gồm bốn số"),
    ("BYTE_RANGE_NUMBER", "a number of the signed range is impossible", "phạm vi ký có số không thể có"),
    ("BYTE_RANGE_START", "the signed range does not begin with the file", "phạm vi ký không bắt đầu từ đầu tệp"),
    ("BYTE_RANGE_NO_GAP", "the signed range leaves no gap", "phạm vi ký không chừa chỗ cho chữ ký"),
    ("BYTE_RANGE_BEYOND_FILE", "the signed range goes beyond the file", "phạm vi ký vượt ra ngoài tệp"),
    (
        "BYTE_RANGE_END",
        "the signed range does not end with an update",
        "phạm vi ký không kết thúc ở cuối một phiên bản",
    ),
    // Integrity codes of encrypted documents: verify::IntegrityCodeError.
    ("MAC_MISSING", "the integrity code is missing", "thiếu mã toàn vẹn"),
    ("MAC_COVERAGE", "the integrity code does not cover the whole file", "mã toàn vẹn không bao trùm cả tệp"),
    ("MAC_MALFORMED", "the integrity code is malformed", "mã toàn vẹn sai cấu trúc"),
    (
        "MAC_ALGORITHM",
        "the integrity code uses an algorithm that is not allowed",
        "mã toàn vẹn dùng thuật toán không được phép",
    ),
    ("MAC_WRONG", "the integrity code is wrong", "mã toàn vẹn sai"),
    // Oddities of a PDF: pdf::FindingKind.
    ("LEADING_BYTES", "bytes before the header", "có byte trước phần đầu"),
    ("TRAILING_BYTES", "bytes after the end", "có byte sau phần cuối"),
    ("MISSING_EOF", "no end-of-file mark", "thiếu dấu kết thúc tệp"),
    ("XREF_MOVED", "the cross-reference is not where it is said to be", "bảng tham chiếu chéo không ở vị trí được chỉ"),
    ("XREF_ENTRIES", "entries of the cross-reference are malformed", "các mục của bảng tham chiếu chéo sai quy cách"),
    ("XREF_OFF_BY_ONE", "the cross-reference is off by one", "bảng tham chiếu chéo lệch một số"),
    (
        "XREF_OVERLAP",
        "the cross-reference defines an object twice",
        "bảng tham chiếu chéo khai báo một đối tượng hai lần",
    ),
    ("HYBRID_CONFLICT", "table and stream of a hybrid file disagree", "bảng và luồng của tệp lai mâu thuẫn nhau"),
    ("XREFSTM_REPEATED", "a hybrid file names one stream twice", "tệp lai nêu một luồng hai lần"),
    ("XREFSTM_LOST", "the stream of a hybrid file cannot be read", "không đọc được luồng của tệp lai"),
    ("PREV_FORWARD", "an older section lies after a newer one", "phần cũ nằm sau phần mới"),
    ("ROOT_FROM_OLDER_TRAILER", "the newest trailer names no catalog", "phần cuối mới nhất không nêu danh mục gốc"),
    ("SIZE_TOO_SMALL", "/Size is too small", "/Size quá nhỏ"),
    ("OBJECT_MOVED", "an object is not exactly where it is said to be", "có đối tượng lệch khỏi vị trí được chỉ"),
    ("GENERATION_MISMATCH", "generation numbers disagree", "số thế hệ không khớp"),
    ("MISSING_ENDOBJ", "the end of an object is missing", "thiếu phần kết thúc đối tượng"),
    ("WRONG_LENGTH", "the length of a stream is wrong", "độ dài luồng không đúng"),
    ("STREAM_EOL", "a stream begins without a line end", "luồng bắt đầu không có dấu xuống dòng"),
    ("DUPLICATE_KEY", "a key stands twice in a dictionary", "từ điển có khóa bị lặp"),
    ("UNKNOWN_TOKEN", "something that is no PDF object", "có thành phần không phải đối tượng PDF"),
    ("BAD_DICTIONARY", "a dictionary is malformed", "từ điển sai cấu trúc"),
    ("BAD_HEX_STRING", "a hexadecimal string is malformed", "chuỗi thập lục phân sai quy cách"),
    ("PAGE_TREE", "the tree of pages is damaged", "cây trang bị hỏng"),
    ("FIELD_TREE", "the tree of fields is damaged", "cây trường bị hỏng"),
    ("STREAM_DATA", "the data of a stream are damaged", "dữ liệu của luồng bị hỏng"),
    ("STRINGS_NOT_ENCRYPTED", "strings of an encrypted document are in the clear", "văn bản mã hóa có chuỗi để rõ"),
    (
        "ENCRYPTION_CHANGED",
        "the revisions of the document are not encrypted alike",
        "các phiên bản của văn bản không được mã hóa như nhau",
    ),
];
