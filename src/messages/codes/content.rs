//! Codes of `content`: what a signer could not have seen (ISO 32000-2 §12.8.7).

use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("CONTENT_JAVASCRIPT", "the document holds scripts", "văn bản có chứa mã lệnh (JavaScript)"),
    ("CONTENT_LAUNCH_ACTION", "an action starts a program", "có hành động khởi chạy chương trình"),
    ("CONTENT_URI_ACTION", "an action goes to an internet address", "có hành động mở địa chỉ trên mạng"),
    ("CONTENT_REMOTE_ACTION", "an action opens another document", "có hành động mở văn bản khác"),
    ("CONTENT_FORM_DATA_ACTION", "an action sends or fetches form data", "có hành động gửi hoặc nhận dữ liệu biểu mẫu"),
    (
        "CONTENT_PRESENTATION_ACTION",
        "an action shows or hides parts of a page",
        "có hành động hiện hoặc ẩn một phần trang",
    ),
    ("CONTENT_EXTERNAL_STREAM", "content comes from another file", "có nội dung lấy từ tệp khác"),
    (
        "CONTENT_REFERENCE_XOBJECT",
        "a page of another file is shown in place",
        "có phần hiển thị thay bằng trang của tệp khác",
    ),
    ("CONTENT_OPI", "an image is swapped when printing", "có hình ảnh bị thay khi in"),
    ("CONTENT_ALTERNATE_IMAGE", "an image has alternates", "có hình ảnh kèm bản thay thế"),
    (
        "CONTENT_FONT_NOT_EMBEDDED",
        "a font is not in the file: other machines may draw other letters",
        "có phông chữ không nhúng trong tệp: máy khác có thể hiển thị chữ khác",
    ),
    ("CONTENT_OPTIONAL", "the document has layers that can be switched", "văn bản có các lớp nội dung bật tắt được"),
    ("CONTENT_XFA", "the document holds an XFA form", "văn bản có biểu mẫu XFA"),
    (
        "CONTENT_NEED_APPEARANCES",
        "readers are asked to draw the form fields anew",
        "phần mềm đọc được yêu cầu vẽ lại các trường biểu mẫu",
    ),
    ("CONTENT_EMBEDDED_FILE", "files are attached", "có tệp đính kèm bên trong"),
    ("CONTENT_MULTIMEDIA", "the document holds sound, film or 3D", "văn bản có âm thanh, phim hoặc hình ba chiều"),
    ("CONTENT_HIDDEN_ANNOTATION", "an annotation is hidden", "có chú thích bị ẩn"),
    (
        "CONTENT_UNUSED_PAGE",
        "a page or page content lies in the file that nothing shows: a later change could bring it in",
        "trong tệp có trang hoặc nội dung trang không hiển thị: về sau có thể bị đưa ra hiển thị",
    ),
    (
        "CONTENT_FIELD_LOOK",
        "a form field shows another text than it holds",
        "có trường biểu mẫu hiển thị chữ khác với giá trị của trường",
    ),
    (
        "CONTENT_SECOND_VERSION",
        "a second version of an object lies in the file: a later change could bring it in",
        "trong tệp có phiên bản thứ hai của một đối tượng: về sau có thể bị đưa ra dùng",
    ),
    (
        "CONTENT_NOT_SCANNED",
        "not all of the document could be looked through for hidden content",
        "chưa rà soát được toàn bộ nội dung ẩn của văn bản",
    ),
];
