//! Codes of `level_missing`: what the next level asks for. `SUB_FILTER` and `SIGNED_ATTRIBUTES` are findings too.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("DICTIONARY", "the signature dictionary must be whole", "từ điển chữ ký phải đầy đủ"),
    ("NO_SIGNING_TIME_ATTRIBUTE", "there must be no signing-time attribute", "không được có thuộc tính signing-time"),
    ("ID_DATA_DETACHED", "the content must be id-data and detached", "nội dung phải là id-data và tách rời"),
    (
        "ONE_ESS_ATTRIBUTE",
        "there must be exactly one attribute naming the certificate",
        "phải có đúng một thuộc tính chỉ đến chứng thư",
    ),
    (
        "CERTIFICATE_IN_CMS",
        "the signer's certificate must be in the signature",
        "chứng thư của người ký phải nằm trong chữ ký",
    ),
    (
        "COMMITMENT_OR_REASON",
        "there must not be a reason beside a commitment type",
        "không được có lý do bên cạnh loại cam kết",
    ),
    ("DER", "the signed attributes must be DER", "các thuộc tính được ký phải theo DER"),
    ("ZERO_PADDING", "nothing but zeros may follow the signature value", "sau giá trị chữ ký chỉ được có số không"),
    ("NO_CERT_ENTRY", "there must be no /Cert entry", "không được có mục /Cert"),
    (
        "ATTRIBUTES_OF_PADES",
        "there must be no attribute that PAdES does not allow",
        "không được có thuộc tính mà PAdES không cho phép",
    ),
    ("TIMESTAMP", "B-T asks for a time-stamp that passes", "mức B-T đòi hỏi có dấu thời gian đạt"),
    (
        "CERTIFICATES",
        "B-LT asks for every certificate of the signer's and the time-stamp's chains in the file",
        "mức B-LT đòi hỏi tệp chứa mọi chứng thư trong chuỗi của người ký và của dấu thời gian",
    ),
    (
        "REVOCATION_DATA_KEPT",
        "B-LT asks for revocation data about those chains in the DSS, not older than the signature about the signer",
        "mức B-LT đòi hỏi DSS chứa dữ liệu thu hồi của các chuỗi đó; dữ liệu về người ký không được cũ hơn chữ ký",
    ),
    (
        "ARCHIVE_TIMESTAMP",
        "B-LTA asks for a document time-stamp that passes over all of that",
        "mức B-LTA đòi hỏi một dấu thời gian tài liệu đạt bao trùm tất cả các dữ liệu đó",
    ),
    ("M", "the claimed time must stand in /M", "thời gian khai báo phải nằm trong /M"),
];
