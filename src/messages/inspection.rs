//! Every key that the JSON of `kyso inspect` has, with its meaning in both languages: the source of kyso-inspect(1).
//!
//! A test inspects real files and compares: no key without a text, no text without a key.

use super::Lang;

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct KeyText {
    /// From the outermost object, `[]` for the items of an array: `revisions[].start`.
    pub path: &'static str,
    en: &'static str,
    vi: &'static str,
}

impl KeyText {
    /// Its meaning: a clause without a full stop.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Vi => self.vi,
        }
    }
}

pub(super) const fn key(path: &'static str, en: &'static str, vi: &'static str) -> KeyText {
    KeyText { path, en, vi }
}

/// All of them, in the order of the JSON. `outside[].signature` has the keys of `fields[].signature`.
#[rustfmt::skip]
pub const KEYS: &[KeyText] = &[
    key("schema", "kyso.inspect/1; another number where a key changes its meaning", "kyso.inspect/1; đổi số khi một khóa đổi nghĩa"),
    key("file", "the input as it was named", "tên tệp như đã nhập"),
    key("size", "bytes", "số byte"),
    key("version", "PDF version: the higher of header and catalog", "phiên bản PDF: số lớn hơn giữa phần đầu tệp và catalog"),
    key("header_offset", "bytes before the header", "số byte trước phần đầu tệp"),
    key("linearized", "whether it was written for fast web view", "có được sắp xếp để xem nhanh qua mạng hay không"),
    key("pages", "pages; null if they cannot be counted", "số trang; null nếu không đếm được"),
    key("pdf_a", "the part of ISO 19005 that the metadata claim, or null", "phần của ISO 19005 mà siêu dữ liệu khai báo, hoặc null"),
    key("pdf_a.part", "1 to 4", "từ 1 đến 4"),
    key("pdf_a.conformance", "its conformance level", "mức tuân thủ"),
    key("tagged", "whether it calls itself tagged", "tài liệu có khai báo là có gắn thẻ hay không"),
    key("xfa", "whether it has an XFA form", "có biểu mẫu XFA hay không"),
    key("encryption", "how it is encrypted, or null", "cách mã hóa, hoặc null"),
    key("encryption.version", "/V", "/V"),
    key("encryption.revision", "/R", "/R"),
    key("encryption.permissions", "/P as it stands", "/P như trong tệp"),
    key("encryption.allows", "of modify, annotate, fill: what the permissions allow", "trong số modify, annotate, fill: những gì được phép"),
    key("certification", "P of the certification that /Perms names: 1, 2 or 3, or null", "P của chữ ký chứng thực mà /Perms nêu: 1, 2 hoặc 3, hoặc null"),
    key("revisions", "what each save added, oldest first", "mỗi lần lưu đã thêm gì, cũ nhất trước"),
    key("revisions[].number", "from 1", "từ 1"),
    key("revisions[].start", "offset of its first byte", "vị trí byte đầu"),
    key("revisions[].end", "offset after its last byte", "vị trí sau byte cuối"),
    key("revisions[].xref", "table, stream or hybrid", "table, stream hoặc hybrid"),
    key("revisions[].objects", "objects that it defines or frees", "số đối tượng được định nghĩa hoặc giải phóng"),
    key("fields", "every field of the form", "mọi trường của biểu mẫu"),
    key("fields[].name", "fully qualified name", "tên đầy đủ"),
    key("fields[].type", "signature, text, button, choice, or null", "signature, text, button, choice, hoặc null"),
    key("fields[].filled", "whether it has a value", "có giá trị hay không"),
    key("fields[].in_form", "whether the form leads to it; if not, only a page does", "biểu mẫu có dẫn tới nó không; nếu không thì chỉ một trang dẫn tới"),
    key("fields[].widgets", "how often it appears on pages", "số lần hiện trên các trang"),
    key("fields[].lock", "what signing it locks, or null", "việc ký trường này khóa những gì, hoặc null"),
    key("fields[].lock.action", "all, include, exclude, or null", "all, include, exclude, hoặc null"),
    key("fields[].lock.fields", "the names that count", "các tên liên quan"),
    key("fields[].signature", "the signature dictionary, or null; outside[].signature is alike", "từ điển chữ ký, hoặc null; outside[].signature cũng vậy"),
    key("fields[].signature.revision", "number of the revision that brought it", "số thứ tự của lần lưu đã thêm nó"),
    key("fields[].signature.type", "/Type", "/Type"),
    key("fields[].signature.filter", "/Filter", "/Filter"),
    key("fields[].signature.sub_filter", "/SubFilter", "/SubFilter"),
    key("fields[].signature.byte_range", "/ByteRange as found", "/ByteRange như trong tệp"),
    key("fields[].signature.coverage", "whole-file, whole-revision, partial or invalid", "whole-file, whole-revision, partial hoặc invalid"),
    key("fields[].signature.coverage_problem", "why it is invalid: a code of kyso-codes(7), or null", "vì sao là invalid: một mã trong kyso-codes(7), hoặc null"),
    key("fields[].signature.cms_bytes", "bytes of /Contents without padding", "số byte của /Contents không kể phần đệm"),
    key("fields[].signature.contents_bytes", "bytes of /Contents", "số byte của /Contents"),
    key("fields[].signature.claimed_time", "/M: claimed, proves nothing", "/M: tự khai, không chứng minh gì"),
    key("fields[].signature.name", "/Name", "/Name"),
    key("fields[].signature.reason", "/Reason", "/Reason"),
    key("fields[].signature.location", "/Location", "/Location"),
    key("fields[].signature.contact", "/ContactInfo", "/ContactInfo"),
    key("fields[].signature.certification", "P of its DocMDP reference, or null", "P của tham chiếu DocMDP, hoặc null"),
    key("outside", "signature dictionaries that no signature field holds", "các từ điển chữ ký không thuộc trường chữ ký nào"),
    key("outside[].place", "usage-rights, doc-mdp, or the name of a field of another type", "usage-rights, doc-mdp, hoặc tên một trường thuộc loại khác"),
    key("outside[].signature", "as fields[].signature", "như fields[].signature"),
    key("dss", "the document security store, or null", "kho dữ liệu xác minh (DSS), hoặc null"),
    key("dss.certificates", "certificates in it", "số chứng thư số"),
    key("dss.ocsp", "OCSP answers in it", "số phản hồi OCSP"),
    key("dss.crls", "revocation lists in it", "số danh sách thu hồi"),
    key("dss.damaged", "streams that it names and that cannot be read", "số luồng được nêu nhưng không đọc được"),
    key("dss.vri", "its parts for single signatures", "các phần dành cho từng chữ ký"),
    key("dss.vri[].key", "SHA-1 of the signature's /Contents", "SHA-1 của /Contents của chữ ký"),
    key("dss.vri[].certificates", "certificates", "số chứng thư số"),
    key("dss.vri[].ocsp", "OCSP answers", "số phản hồi OCSP"),
    key("dss.vri[].crls", "revocation lists", "số danh sách thu hồi"),
    key("dss.vri[].updated", "/TU as it stands, or null", "/TU như trong tệp, hoặc null"),
    key("dss.vri[].timestamp", "whether it has a time-stamp (/TS)", "có dấu thời gian (/TS) hay không"),
    key("findings", "what the standard forbids and was read past, as far as it was met here", "những điều trái tiêu chuẩn đã được bỏ qua khi đọc, trong phạm vi đã xem"),
    key("findings[].code", "a code of kyso-codes(7)", "một mã trong kyso-codes(7)"),
    key("findings[].offset", "offset in the file; for an object in an object stream, in its decoded data", "vị trí trong tệp; với đối tượng nằm trong luồng đối tượng là vị trí trong dữ liệu đã giải mã"),
    key("findings[].object", "number and generation of the object, or null", "số và thế hệ của đối tượng, hoặc null"),
    key("findings[].ambiguous", "whether other readers may understand the same bytes differently", "phần mềm khác có thể hiểu khác cùng những byte đó hay không"),
    key("error", "why this is not all (exit code 7), or null", "vì sao chưa đầy đủ (mã thoát 7), hoặc null"),
    key("error.code", "a code of kyso-codes(7)", "một mã trong kyso-codes(7)"),
    key("error.message", "in English", "bằng tiếng Anh"),
];
