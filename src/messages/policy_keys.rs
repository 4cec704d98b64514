//! Every key of a policy file, with its meaning in both languages: the source of kyso-policy(5).
//!
//! A test compares with what the program reads: no key without a text, no text without a key.

use super::inspection::{KeyText, key};

/// All of them, in the order of the built-in policies.
#[rustfmt::skip]
pub const KEYS: &[KeyText] = &[
    key("extends", "default or nd30: the built-in policy that stands for every key that this file leaves out", "default hoặc nd30: chính sách có sẵn, thay cho mọi khóa mà tệp này không ghi"),
    key("name", "the policy's name in reports", "tên chính sách trong báo cáo"),
    key("version", "the version of its text", "phiên bản của văn bản chính sách"),
    key("revocation", "hard: a certificate without usable revocation data is indeterminate (TRY_LATER); soft: a warning", "hard: chứng thư không có dữ liệu thu hồi dùng được thì chưa kết luận được (TRY_LATER); soft: chỉ cảnh báo"),
    key("revocation_freshness", "how old an answer about the signer's certificate may be: after-signature (what the file brings is not older than the time-stamp over the signature) or next-update (current at the proven time of the signature)", "dữ liệu thu hồi về chứng thư người ký được cũ đến đâu: after-signature (dữ liệu có sẵn trong tệp không cũ hơn dấu thời gian trên chữ ký) hoặc next-update (còn hạn vào thời điểm ký có bằng chứng)"),
    key("validity_model", "how the dates of a path are read: shell (all valid at the time judged), hybrid (all valid at the proven time of the signature) or chain (each when it was used)", "cách xét thời hạn của đường dẫn chứng thực: shell (mọi chứng thư còn hạn tại thời điểm xét), hybrid (còn hạn tại thời điểm ký có bằng chứng) hoặc chain (mỗi chứng thư còn hạn khi được dùng)"),
    key("accept_changes", "changes after a signature that are accepted where no DocMDP says otherwise: lta-updates, signatures, form-filling or annotations", "thay đổi sau chữ ký được chấp nhận khi không có DocMDP: lta-updates, signatures, form-filling hoặc annotations"),
    key("require", "signatures that a file must carry: a list of person and agency", "các chữ ký mà tệp phải có: danh sách gồm person và agency"),
    key("trust_claimed_time", "whether the claimed time (/M), which proves nothing, decides what people read", "thời gian tự khai (/M), vốn không chứng minh điều gì, có quyết định kết luận cho người đọc hay không"),
    key("doubts_are_invalid", "whether people read «invalid» for a revoked signer, weak algorithms and constraint failures, in place of «not enough information»", "người ký bị thu hồi chứng thư, thuật toán yếu và vi phạm ràng buộc có được đọc là «không hợp lệ» thay cho «không đủ thông tin» hay không"),
    key("require_signed_attributes", "whether an old form (adbe.*) must have signed attributes too", "dạng chữ ký cũ (adbe.*) có buộc phải có thuộc tính được ký hay không"),
    key("require_non_repudiation", "whether a signer's key usage must be nonRepudiation, digitalSignature alone not being enough", "chứng thư người ký có buộc phải có nonRepudiation hay không (chỉ digitalSignature là chưa đủ)"),
    key("signature_policies", "signature policies that a signature may name: any, or a list of { oid, digest }", "các chính sách ký mà chữ ký được nêu: any, hoặc danh sách { oid, digest }"),
    key("trailing_data_fails", "whether non-zero bytes after the CMS in /Contents are a failure", "byte khác không sau CMS trong /Contents có làm chữ ký không đạt hay không"),
    key("own_certificate", "before signing: whether one's own certificate of which too little is known, as in a room without a network, refuses (hard) or warns (soft); one that is known to be revoked, expired or not for signing always refuses", "trước khi ký: chứng thư số của chính mình mà không biết đủ thông tin, như trong phòng không có mạng, thì từ chối (hard) hay cảnh báo (soft); chứng thư đã biết là bị thu hồi, hết hạn hoặc không dùng để ký thì luôn từ chối"),
    key("constraints.CODE", "fail, warn or ignore: what the finding CODE of kyso-codes(7) counts for. Every warning can be made a failure or be ignored; of failures only KEY_USAGE, COVERS_CERTIFIED, SIGNATURE_TIMESTAMP, CONTENT_TIMESTAMP and SIGNATURE_POLICY_NOT_ACCEPTED can be weakened", "fail, warn hoặc ignore: phát hiện CODE của kyso-codes(7) có hậu quả gì. Mọi cảnh báo đều có thể thành lỗi hoặc bị bỏ qua; trong các lỗi chỉ được nới KEY_USAGE, COVERS_CERTIFIED, SIGNATURE_TIMESTAMP, CONTENT_TIMESTAMP và SIGNATURE_POLICY_NOT_ACCEPTED"),
    key("algorithms.digest[]", "rows { name, evaluation = [{ min, end }] } that replace those of the same name in the dated table: accepted before the day end", "các dòng { name, evaluation = [{ min, end }] } thay cho dòng cùng tên trong bảng thuật toán: được chấp nhận trước ngày end"),
    key("algorithms.signature[]", "rows of the same kind for signature algorithms; min is the least length of the key in bits", "các dòng cùng loại cho thuật toán ký; min là độ dài khóa tối thiểu tính bằng bit"),
];
