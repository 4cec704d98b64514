//! Codes of `revocation[].reason`: why a revocation list or an OCSP answer could not be used (`x509::Unusable`).

use super::Row;

pub(super) const ROWS: &[Row] = &[
    (
        "EVIDENCE_SIGNATURE",
        "it is not signed by the one who should have signed it",
        "không phải do bên có trách nhiệm ký",
    ),
    ("EVIDENCE_ALGORITHM", "it is signed with an algorithm that is not known", "được ký bằng thuật toán chưa biết"),
    (
        "EVIDENCE_CRITICAL_EXTENSION",
        "it has a critical extension that is not known",
        "có phần mở rộng bắt buộc chưa biết",
    ),
    (
        "EVIDENCE_TOO_MUCH",
        "there is so much of it that this was not looked at",
        "dữ liệu thu hồi quá nhiều nên phần này không được xem xét",
    ),
    (
        "EVIDENCE_OWN_WORD",
        "it is signed with the key of the certificate it speaks of: nobody vouches for himself",
        "được ký bằng chính khóa của chứng thư đang hỏi: không ai tự chứng nhận cho mình",
    ),
    (
        "EVIDENCE_SIGNER_NOT_GOOD",
        "the one who signed it in the issuer's place cannot be relied on himself: no path, revoked, or nothing is known of him",
        "người ký thay nơi phát hành không tin cậy được: không có chuỗi, đã bị thu hồi hoặc không rõ tình trạng",
    ),
    (
        "EVIDENCE_SIGNER_EXPIRED",
        "the certificate of the one who signed it in the issuer's place has ended, and nothing proves that it is older",
        "chứng thư của người ký thay nơi phát hành đã hết hạn, không có gì chứng minh dữ liệu này có từ trước đó",
    ),
    (
        "CRL_SIGN_NOT_ALLOWED",
        "its issuer may not sign revocation lists",
        "nơi phát hành không được ký danh sách thu hồi",
    ),
    ("CRL_NO_ISSUER", "the certificate of its issuer is not at hand", "không có chứng thư của nơi phát hành danh sách"),
    (
        "CRL_DELTA_WITHOUT_BASE",
        "it lists changes only, and the list they go with is missing",
        "chỉ ghi phần thay đổi, thiếu danh sách gốc",
    ),
    (
        "CRL_NOT_INDIRECT",
        "its issuer is another, and it does not say that it lists others' certificates",
        "do nơi khác phát hành và không nói là danh sách cho nơi khác",
    ),
    ("CRL_SOME_REASONS", "it covers some reasons of revocation only", "chỉ gồm một số lý do thu hồi"),
    ("CRL_ATTRIBUTE_CERTIFICATES", "it is for attribute certificates", "dành cho chứng thư thuộc tính"),
    ("CRL_USER_CERTIFICATES", "it is for users' certificates only", "chỉ dành cho chứng thư của người dùng"),
    ("CRL_CA_CERTIFICATES", "it is for CAs' certificates only", "chỉ dành cho chứng thư của nơi cấp"),
    ("CRL_OTHER_POINT", "it is for another distribution point", "dành cho điểm phân phối khác"),
    (
        "OCSP_NO_RESPONDER",
        "the certificate of the responder who signed it is not at hand",
        "không có chứng thư của máy chủ OCSP đã ký",
    ),
    (
        "OCSP_NOT_DELEGATED",
        "the responder is not appointed by the certificate's issuer",
        "máy chủ OCSP không do nơi cấp chứng thư ủy quyền",
    ),
    (
        "OCSP_RESPONDER_USAGE",
        "the responder's certificate is not for OCSP",
        "chứng thư của máy chủ không dùng cho OCSP",
    ),
    (
        "OCSP_RESPONDER_VALIDITY",
        "the responder's certificate was not valid when it answered",
        "chứng thư của máy chủ OCSP không có hiệu lực lúc trả lời",
    ),
    (
        "OCSP_OTHER_CERTIFICATE",
        "it speaks of another certificate with the same number",
        "nói về chứng thư khác có cùng số sê-ri",
    ),
    ("OCSP_DATES", "its dates contradict each other", "các mốc thời gian mâu thuẫn nhau"),
    ("OCSP_CONTRADICTORY", "it says two things of one certificate", "nói hai điều khác nhau về một chứng thư"),
];
