//! Vietnamese, as public offices write it.

mod agencies;
mod errors;
mod examples;
mod help;
mod letters;
mod problems;
mod registers;
mod tokens;
mod usage;
mod words;

use super::Terms;

pub(super) use examples::EXAMPLES;
pub(super) use help::HELP;
pub(super) use usage::usage;

/// The words of [`super::Lang::Vi`].
pub(super) struct Vietnamese;

pub(super) static TERMS: Terms = Terms {
    usage: "Cách dùng",
    commands: "Lệnh",
    arguments: "Tham số",
    options: "Tùy chọn",
    global_options: "Tùy chọn chung",
    examples: "Ví dụ",
    default: "mặc định",
    possible: "giá trị",
    env: "biến môi trường",
    help_flag: "In trợ giúp: -h in bản ngắn, --help in bản đầy đủ kèm ví dụ",
    version_flag: "In số phiên bản",
    more: "Xem thêm bằng '--help'.",
    manual: "Hướng dẫn sử dụng kyso",
    codes_about: "các mã trong kết quả JSON của kyso và ý nghĩa của chúng",
    policy_about: "các quy tắc mà kyso verify dùng để kiểm tra, ở dạng tệp",
    policy_story: "Tệp chính sách viết bằng TOML, tên có đuôi .toml; chỉ ra bằng --policy hoặc trong cấu hình (policy = \"co-quan.toml\"). Tên, phiên bản và mã SHA-256 của văn bản chính sách có trong mọi báo cáo. Khóa hoặc quy tắc không tồn tại là lỗi.",
    stats_about: "thước đo của kyso stats: chỉ tiêu và cách chấm điểm",
    targets_story: "Tệp chỉ tiêu chỉ ra bằng --targets. Tên có đuôi .toml thì là TOML, mỗi chỉ tiêu một bảng [[target]]; nếu không thì là CSV có dòng tiêu đề gồm các khóa này. Nếu nhiều chỉ tiêu cho cùng một tỷ lệ đều áp dụng thì lấy chỉ tiêu sát nhất: của chính cơ quan, của nhóm, của cấp, rồi của mọi cơ quan. Đạt hay không xét theo số chính xác, không theo số đã làm tròn; nhóm, cấp hoặc cơ quan không tồn tại là lỗi.",
    scores_story: "Tệp chấm điểm chỉ ra bằng --scores. Tệp viết bằng TOML, mỗi tỷ lệ một bảng [[criterion]]. Mỗi tiêu chí được điểm × tỷ lệ ÷ full; tổng điểm là tổng chính xác, làm tròn một lần, nửa lên. Với --rank, các cơ quan được xếp hạng theo tổng điểm trước khi làm tròn.",
    figures: "SỐ LIỆU",
    figures_story: "Tên như trong JSON và CSV. Tỷ lệ có một chữ số thập phân, nửa lên, tính từ số nguyên; để trống khi mẫu số bằng 0. Ngày tính theo giờ Việt Nam (+07:00).",
    targets: "CHỈ TIÊU",
    scores: "CHẤM ĐIỂM",
    agencies_about: "cây cơ quan và chứng thư số của từng cơ quan, ở dạng tệp",
    agencies_story: &[
        "Danh mục cơ quan là tệp CSV (ngăn cách bằng dấu phẩy, chấm phẩy hoặc tab; mã UTF-8, UTF-16 hoặc Windows-1258), hoặc TOML gồm các bảng [[agency]] với cùng các khóa nếu tên tệp có đuôi .toml; chỉ ra bằng --agencies hoặc trong cấu hình (agencies = \"co-quan.csv\"). Các cột khác trong CSV là của riêng cơ quan. 'kyso agencies check TỆP' cho biết tệp sai ở đâu: lỗi thì mọi việc dựa vào tệp đều dừng, cảnh báo thì không.",
        "Chứng thư số được so sánh theo các thuộc tính đã phân tích, không bao giờ theo thứ tự. Giá trị được so sánh nguyên vẹn, ở dạng Unicode NFC, không phân biệt hoa thường; nhiều giá trị cách nhau bằng |. match_cn là chứng thư số của chính cơ quan, match_o và match_ou là của người thuộc cơ quan; mọi điều đã ghi phải khớp, không ghi gì thì không khớp gì. Trong các cơ quan trên dưới nhau, cơ quan thấp nhất khớp được chọn; các cơ quan khác cùng khớp thì không chọn cơ quan nào.",
        "Chứng thư số được so sánh tại một ngày: ngày của chữ ký, theo dấu thời gian của nó, nếu không có thì theo thời gian tự khai. Chữ ký khớp với cơ quan đã kết thúc trước ngày đó không được tính là chữ ký của cơ quan ấy: nó được liệt kê ở cơ quan đó kèm cảnh báo (ENDED_AGENCY). Cơ quan kế thừa nhận các chứng thư số mà quy tắc của chính nó khớp.",
        "Cơ quan kế thừa bắt đầu muộn hơn ngày liền sau ngày cuối thì có cảnh báo; khác tên và bắt đầu trước ngày cuối không quá 31 ngày cũng vậy: cơ quan có từ lâu hơn là nơi sáp nhập vào. Cơ quan kế thừa cùng tên phải bắt đầu sau ngày cuối.",
    ],
    headings: &[
        ("NAME", "TÊN"),
        ("SYNOPSIS", "CÚ PHÁP"),
        ("DESCRIPTION", "MÔ TẢ"),
        ("ARGUMENTS", "THAM SỐ"),
        ("OPTIONS", "TÙY CHỌN"),
        ("SUBCOMMANDS", "LỆNH"),
        ("VERSION", "PHIÊN BẢN"),
    ],
    error: "lỗi",
    hint: "gợi ý",
    warning: "cảnh báo",
};
