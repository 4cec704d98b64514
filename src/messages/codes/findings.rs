//! The rules of `verify`, in the order of `verify::rules`.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // Format checking.
    (
        "SIGNATURE_DICTIONARY",
        "the signature dictionary lacks what a signature needs",
        "từ điển chữ ký thiếu thành phần bắt buộc hoặc sai kiểu",
    ),
    ("SUB_FILTER", "the kind of signature (/SubFilter) is not known", "không biết loại chữ ký này (/SubFilter)"),
    (
        "DIRECT_VALUES",
        "a value that the signature depends on lies outside its dictionary",
        "có giá trị của chữ ký nằm ngoài từ điển chữ ký",
    ),
    (
        "INDIRECT_VALUES",
        "a value of the signature dictionary is an indirect object",
        "có giá trị của từ điển chữ ký là đối tượng gián tiếp",
    ),
    (
        "CONTENTS_HEX",
        "the signature value is not written in hexadecimal digits alone",
        "giá trị chữ ký không chỉ gồm chữ số thập lục phân",
    ),
    ("CONTENTS_HEX_CASE", "the signature value mixes upper and lower case", "giá trị chữ ký lẫn chữ hoa và chữ thường"),
    (
        "UNSIGNED_PART",
        "a part of the signature that nothing protects is unusual",
        "phần không được bảo vệ của chữ ký có điểm khác thường",
    ),
    (
        "TIMESTAMP_NOT_USABLE",
        "a time-stamp of the signature does not pass and proves nothing",
        "dấu thời gian của chữ ký không đạt nên không chứng minh được gì",
    ),
    ("DUPLICATE_KEYS", "a key stands twice in the signature dictionary", "từ điển chữ ký có khóa bị lặp"),
    ("BYTE_RANGE_SHAPE", "the signed range (/ByteRange) is not valid", "phạm vi ký (/ByteRange) không hợp lệ"),
    (
        "BYTE_RANGE_GAP",
        "the gap in the signed range is not exactly the signature value",
        "phần chừa ra trong phạm vi ký không đúng là giá trị chữ ký",
    ),
    (
        "BYTE_RANGE_GROWS",
        "a later signature does not cover more than an earlier one",
        "chữ ký sau không bao trùm nhiều hơn chữ ký trước",
    ),
    ("COVERAGE", "parts of the file are not covered by the signature", "có phần của tệp nằm ngoài phạm vi chữ ký"),
    ("UNCOVERED_EOL", "white space follows the last signed byte", "có khoảng trắng sau byte cuối cùng được ký"),
    ("BYTES_BEFORE_HEADER", "bytes stand before the PDF header", "có byte đứng trước phần đầu của PDF"),
    (
        "AMBIGUOUS_SYNTAX",
        "the signed document can be read in more than one way",
        "văn bản được ký có thể bị đọc theo nhiều cách khác nhau",
    ),
    (
        "INTEGRITY_CODE",
        "the integrity code of the encrypted document does not hold",
        "mã toàn vẹn của văn bản mã hóa không đúng hoặc không còn",
    ),
    (
        "LOOSE_SYNTAX",
        "the document departs from the PDF syntax in ways that all programs read alike",
        "văn bản có chỗ sai cú pháp PDF nhưng mọi chương trình đều hiểu như nhau",
    ),
    ("TYPE_MISMATCH", "/Type does not fit the kind of signature", "/Type không khớp với loại chữ ký"),
    ("SEVERAL_WIDGETS", "the signature is shown in more than one place", "một chữ ký được hiển thị ở nhiều chỗ"),
    (
        "CONTENTS_TRAILING_DATA",
        "there are foreign data after the signature value",
        "có dữ liệu lạ đứng sau giá trị chữ ký",
    ),
    ("CMS_SYNTAX", "the signature (CMS) cannot be read", "không đọc được chữ ký (CMS)"),
    ("ONE_SIGNER", "there is not exactly one signer in the signature", "chữ ký không có đúng một người ký"),
    (
        "ENCAPSULATED_CONTENT",
        "the signature carries content of its own, or the wrong kind of content",
        "chữ ký tự mang nội dung, hoặc sai loại nội dung",
    ),
    (
        "EMPTY_CONTENT",
        "the signature carries empty content where there should be none",
        "chữ ký mang nội dung rỗng, lẽ ra không được có",
    ),
    ("NOT_DER", "the signature is not encoded as DER", "chữ ký không được mã hóa theo DER"),
    (
        "SIGNED_ATTRIBUTES_NOT_DER",
        "the signed attributes are not encoded as DER",
        "các thuộc tính được ký không được mã hóa theo DER",
    ),
    (
        "SIGNED_ATTRIBUTES_RE_ENCODED",
        "the signature fits the signed attributes only once they are put into DER",
        "chữ ký chỉ khớp sau khi chuyển các thuộc tính được ký sang DER",
    ),
    ("CERT_ENTRY_IGNORED", "the /Cert entry is not used and was ignored", "mục /Cert không được dùng và đã bỏ qua"),
    // Identification of the signing certificate.
    ("SIGNING_CERTIFICATE", "the signer's certificate was not found", "không tìm thấy chứng thư số của người ký"),
    (
        "ESS_SIGNING_CERTIFICATE",
        "the certificate is not the one that was signed for",
        "chứng thư số không phải là chứng thư đã dùng khi ký",
    ),
    // Cryptographic verification.
    ("MESSAGE_DIGEST", "the content was changed after signing", "nội dung đã bị thay đổi sau khi ký"),
    (
        "SIGNATURE_VALUE",
        "the signature value does not fit the signer's key",
        "giá trị chữ ký không khớp với khóa của người ký",
    ),
    ("ALGORITHM_KNOWN", "an algorithm is not known to this program", "có thuật toán mà chương trình này không biết"),
    (
        "ATTRIBUTE_CONFUSION",
        "what was signed looks like signed attributes: a known attack",
        "dữ liệu được ký trông như thuộc tính được ký: một kiểu tấn công đã biết",
    ),
    // X.509 certificate validation.
    (
        "CERTIFICATE_PATH",
        "no path leads from the signer to a trusted root",
        "không có đường dẫn chứng thực từ người ký đến chứng thư gốc tin cậy",
    ),
    (
        "PATH_CONSTRAINTS",
        "a certificate of the path breaks a constraint of those above it",
        "có chứng thư trong đường dẫn vi phạm ràng buộc của cấp trên",
    ),
    (
        "CERTIFICATE_VALIDITY",
        "a certificate was not valid at the time judged",
        "có chứng thư không còn hoặc chưa có hiệu lực vào thời điểm xét",
    ),
    ("NOT_REVOKED", "a certificate was revoked", "có chứng thư đã bị thu hồi"),
    (
        "REVOCATION_DATA",
        "there is no usable revocation data for a certificate",
        "không có dữ liệu thu hồi dùng được cho một chứng thư",
    ),
    (
        "FETCH",
        "what the file lacks could not be fetched from an address",
        "không tải được dữ liệu còn thiếu từ một địa chỉ",
    ),
    (
        "FETCH_REFUSED",
        "an address in a certificate leads to a private or reserved place, and was not followed",
        "địa chỉ trong chứng thư số dẫn tới nơi nội bộ hoặc dành riêng nên không được kết nối",
    ),
    ("ON_HOLD", "a certificate is on hold", "có chứng thư đang bị tạm dừng"),
    (
        "REVOCATION_UNKNOWN",
        "whether a certificate was revoked is not known",
        "chưa biết một chứng thư có bị thu hồi hay không",
    ),
    (
        "ANCHOR_SUNSET",
        "the policy no longer relies on the trusted root since a day",
        "chính sách kiểm tra không còn tin cậy chứng thư gốc kể từ một ngày đã định",
    ),
    (
        "CERTIFICATE_POLICIES",
        "the signer's certificate path is valid for none of the certificate policies that are asked for",
        "đường dẫn chứng thực của người ký không hợp lệ theo chính sách chứng thư nào được yêu cầu",
    ),
    (
        "QC_STATEMENTS",
        "the signer's certificate lacks a statement that is asked for",
        "chứng thư số của người ký thiếu một tuyên bố được yêu cầu",
    ),
    ("KEY_USAGE", "the certificate is not for signing documents", "chứng thư số không dùng để ký văn bản"),
    // Signature acceptance.
    (
        "SIGNED_ATTRIBUTES",
        "a mandatory signed attribute is missing or repeated",
        "thiếu hoặc lặp một thuộc tính được ký bắt buộc",
    ),
    (
        "CONTENT_TYPE",
        "the signed content type is not that of the content",
        "kiểu nội dung được ký không khớp với nội dung",
    ),
    (
        "ALGORITHM_PROTECTION",
        "the algorithms are not those that were signed for",
        "các thuật toán không phải là thuật toán đã dùng khi ký",
    ),
    (
        "DIGEST_ALGORITHM_LISTED",
        "the hash is not listed in the signature",
        "hàm băm không có trong danh sách của chữ ký",
    ),
    (
        "ALGORITHM_STRENGTH",
        "a hash or key is too weak for the time judged",
        "hàm băm hoặc khóa quá yếu so với thời điểm xét",
    ),
    (
        "SIGNING_TIME_ATTRIBUTE",
        "the claimed time also stands in an attribute that PAdES does not allow",
        "thời gian khai báo nằm cả trong thuộc tính mà PAdES không cho phép",
    ),
    (
        "CLAIMED_TIME_OUTSIDE_VALIDITY",
        "the claimed time lies outside the certificate's validity",
        "thời gian khai báo nằm ngoài thời hạn của chứng thư số",
    ),
    (
        "CLAIMED_TIME_AFTER_PROOF",
        "the claimed time is later than the proof that the signature existed",
        "thời gian khai báo muộn hơn bằng chứng về sự tồn tại của chữ ký",
    ),
    ("LEGACY_SUB_FILTER", "the signature is of an old kind", "chữ ký thuộc loại cũ"),
    ("FOREIGN_ATTRIBUTE", "an attribute that PAdES does not allow", "có thuộc tính mà PAdES không cho phép"),
    // Changes after signing.
    (
        "CHANGED_AFTER_SIGNING",
        "the document was changed after signing in a way that is not allowed",
        "văn bản đã bị thay đổi sau khi ký theo cách không được phép",
    ),
    (
        "CHANGES_NOT_CHECKED",
        "what came after signing could not be compared with what was signed",
        "không so sánh được phần có sau khi ký với nội dung đã ký",
    ),
    (
        "COVERS_CERTIFIED",
        "something new can be seen on a certified document and may cover what was certified",
        "trên văn bản đã chứng nhận xuất hiện nội dung mới, có thể che nội dung đã được chứng nhận",
    ),
    (
        "COVERS_SIGNED",
        "something new can be seen on the document and may cover what was signed",
        "trên văn bản xuất hiện nội dung mới, có thể che nội dung đã được ký",
    ),
    (
        "FIELD_LOOK",
        "the look of a form field that was filled in later does not follow from its value",
        "có trường biểu mẫu được điền sau khi ký có hình hiển thị không theo giá trị của trường",
    ),
    (
        "CERTIFICATION_ORDER",
        "a certification that is not the first signature",
        "chữ ký chứng nhận không phải chữ ký đầu tiên",
    ),
    (
        "PERMISSION_IGNORED",
        "the signature allows more than an earlier one did; the earlier one counts",
        "chữ ký cho phép nhiều hơn chữ ký trước; áp dụng theo chữ ký trước",
    ),
    (
        "LOCK_WITHOUT_REFERENCE",
        "the field's lock is missing in the signature; it is enforced all the same",
        "chữ ký không nhắc lại khóa của trường ký; khóa vẫn được áp dụng",
    ),
    // Time-stamps.
    ("SIGNATURE_TIMESTAMP", "the signature's time-stamp does not pass", "dấu thời gian của chữ ký không đạt"),
    ("TIMESTAMP_ORDER", "the time-stamps contradict each other", "các dấu thời gian mâu thuẫn với nhau"),
    ("TIMESTAMP_IN_FUTURE", "a time-stamp lies in the future", "có dấu thời gian ở tương lai"),
    (
        "DOCUMENT_TIMESTAMP_BROKEN",
        "a document time-stamp does not pass and proves nothing",
        "có dấu thời gian tài liệu không đạt nên không chứng minh được gì",
    ),
    ("MESSAGE_IMPRINT", "a time-stamp is over something else", "dấu thời gian được cấp cho dữ liệu khác"),
    (
        "TIMESTAMP_TOKEN",
        "a time-stamp is malformed or not by a time-stamping authority",
        "dấu thời gian sai quy cách hoặc không do dịch vụ cấp dấu thời gian ký",
    ),
    (
        "CLAIMED_TIME_ONLY",
        "judged at the claimed time, which nothing proves",
        "xét theo thời gian khai báo, không có bằng chứng xác nhận",
    ),
    // What the signer declared.
    (
        "ESS_REPEATED",
        "more than one attribute names the signer's certificate",
        "có hơn một thuộc tính chỉ đến chứng thư của người ký",
    ),
    (
        "CERTIFICATE_OUTSIDE_CMS",
        "the signer's certificate does not travel in the signature",
        "chứng thư của người ký không nằm trong chữ ký",
    ),
    (
        "SIGNATURE_POLICY",
        "the signature names a signature policy, which was not applied",
        "chữ ký nêu một chính sách chữ ký, chưa được áp dụng",
    ),
    (
        "SIGNATURE_POLICY_NOT_ACCEPTED",
        "the signature names a signature policy that is not accepted",
        "chữ ký nêu một chính sách chữ ký không được chấp nhận",
    ),
    (
        "NO_SIGNED_ATTRIBUTES",
        "the signature has no signed attributes: it covers the bytes alone",
        "chữ ký không có thuộc tính được ký, chỉ bao trùm nội dung",
    ),
    (
        "COMMITMENT_AND_REASON",
        "the signature has both a commitment type and a reason",
        "chữ ký có cả loại cam kết lẫn lý do",
    ),
    (
        "SIGNER_ATTRIBUTES",
        "the signer claims roles or attributes, which were not judged",
        "người ký tự khai vai trò hoặc thuộc tính, chưa được xét",
    ),
    (
        "CONTENT_TIMESTAMP",
        "a time-stamp over the content, made before signing, does not pass",
        "dấu thời gian trên nội dung, lập trước khi ký, không đạt",
    ),
];
