//! Vietnamese, as public offices write it.

mod agencies;
mod errors;
mod examples;
mod help;
mod ledger;
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
    ledger_about: "sổ ghi của kyso có gì, và chuỗi mã băm của các bản ghi được tính thế nào",
    ledger_story: &[
        "Sổ ghi là một tệp SQLite, chỉ ra bằng --ledger sqlite:ĐƯỜNG_DẪN hoặc trong cấu hình (ledger = \"sqlite:…\"), hoặc một cơ sở dữ liệu trên máy chủ PostgreSQL: postgres://NGƯỜI_DÙNG@MÁY_CHỦ/CƠ_SỞ_DỮ_LIỆU. kyso sign, timestamp, extend, verify và receive ghi vào bảng documents mỗi văn bản một bản ghi; chỉ thêm dòng, không sửa. Một bản ghi gồm: thời điểm ghi, việc đã làm, tên tệp, SHA-256 của đầu vào và đầu ra, kết quả kiểm tra cùng ngày và chính sách; với mỗi chữ ký là trường, kết luận và các thời điểm, và của chứng thư số là CN, O và OU của chủ thể, số sê-ri, tổ chức cấp, SHA-256 và ngày cuối, cùng cơ quan và vai trò theo danh mục cơ quan của ngày đó. Họ tên, chức danh người ký là dữ liệu cá nhân: ai đọc được tệp thì đọc được chúng. Sổ không có nội dung văn bản, mã PIN, khóa, và không có gì khác của chủ thể: không số định danh cá nhân, không địa chỉ.",
        "Những gì đã ký, đóng dấu thời gian, nâng mức hay tiếp nhận được ghi xuống đĩa trước khi kyso báo, nên mất điện cũng không mất. Kết quả của kyso verify không mất khi tiến trình bị dừng; mất điện có thể làm mất kết quả của những khoảnh khắc cuối, và có thể kiểm tra lại.",
        "Mỗi bản ghi có mã băm tính trên mã băm của bản ghi trước. Nội dung của một bản ghi là SHA-256 của dạng chuẩn: netstring (độ dài tính bằng byte, dấu hai chấm, chuỗi, dấu phẩy) của «kyso ledger record 1», rồi của các cột time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy, signatures, tool, agencies; số viết bằng chữ số thập phân, mã băm viết bằng chữ số thập lục phân thường, giá trị không có là «-,». Chuỗi bắt đầu bằng SHA-256 của các netstring «kyso ledger chain 1» và số bản ghi có trước chuỗi (bảng notes, tên older; sổ mới là 0). Mã băm của một bản ghi là SHA-256 của mã băm trước nó và nội dung của nó, 64 byte. 'kyso ledger check' tính lại tất cả.",
        "Ai ghi được vào tệp thì cũng tính lại được cả chuỗi, hoặc cắt bỏ phần cuối. Vì thế mã cuối phải được giữ ở nơi khác: 'kyso ledger head' in ra, 'kyso ledger seal' đóng dấu thời gian lên nó (RFC 3161, mã băm cuối là imprint), và 'kyso ledger check' so lại. Những gì ghi sau mã cuối được giữ gần nhất thì chưa được bảo vệ như vậy, và dấu niêm phong bị xóa thì không để lại dấu vết: hãy giữ bản sao dấu niêm phong ở nơi khác nữa. Sổ văn bản đến (bảng arrivals) nằm ngoài chuỗi mã băm vì các cột còn trống được điền sau: chuỗi và dấu niêm phong đều không cho thấy ở đó có gì bị sửa.",
        "Các bảng counted, rollup, delays, certificates và offices được suy ra từ các bản ghi; 'kyso ledger recount' lập lại chúng. Mỗi văn bản được đếm một lần, ở trạng thái cuối: các byte đã được ký hay đóng dấu tiếp thì không còn được đếm. Trong nhiều bản ghi về cùng các byte, kết luận có trước không kết luận, của nơi làm ra trước nơi nhận và trước nơi khác, và lần đầu trước các lần sau. Văn bản đã tiếp nhận là văn bản đến, không phải việc của cơ quan đã ký, dù sau đó có được đóng dấu thời gian hay nâng mức bao nhiêu lần; ký tiếp lên đó thì lại là một văn bản. Tệp không đọc được thì không có mã băm, chỉ được nhận ra bằng đường dẫn đầy đủ. kyso stats chỉ đọc vài dòng của số liệu tổng hợp này. Chúng theo danh mục cơ quan của ngày ghi; nếu danh mục hôm nay xếp một chứng thư số nào đó vào cơ quan hay vai trò khác thì các bản ghi được xem lại và có cảnh báo (LEDGER_COUNTED_SLOWLY).",
        "'kyso ledger export' ghi các cột nêu trên thành CSV (RFC 4180, UTF-8, CRLF) hoặc Apache Parquet. Thời điểm theo RFC 3339, giờ UTC, trong Parquet là timestamp; signatures là JSON. Trong CSV, ô trống là giá trị không có, và trước ô bắt đầu bằng dấu nháy đơn hoặc bằng thứ mà bảng tính coi là công thức có thêm một dấu nháy đơn; 'kyso ledger import' bỏ dấu ấy đi. Bản ghi đã có, xét theo nội dung, không được thêm lần nữa. Với --partition, mỗi năm và mỗi cơ quan mà văn bản được đếm có một tệp: year=2026/agency=H02.05/ledger.parquet. Sổ đăng ký văn bản đến và dấu niêm phong không được xuất.",
        "Trên PostgreSQL (từ bản 12, cơ sở dữ liệu dùng mã UTF8), các bảng ấy nằm trong lược đồ kyso, cùng các cột, chuỗi và số liệu tổng hợp; xuất từ loại này rồi nhập vào loại kia thì được cùng một chuỗi. Chuỗi ký tự có U+0000 hoặc U+001A thì ở đó được viết với U+001A đứng trước (U+001A 0, U+001A 1), và kyso bỏ đi khi đọc. kyso tự tạo các bảng, và nâng các bảng cũ lên, dưới một khóa, khi người dùng của nó có quyền; ở nơi khác, quản trị viên chạy 'kyso ledger schema'. Với --roles, lệnh này tạo kyso_writer, được thêm bản ghi, dấu niêm phong và văn bản đến, được đổi số liệu tổng hợp, không được sửa hay xóa bản ghi nào, và kyso_reader, chỉ đọc; đếm lại là việc của chủ sở hữu. Với --partitioned, bản ghi nằm trong các phần theo năm được ghi (giờ Việt Nam); khi đó mỗi bản ghi mới phải tìm trong chỉ mục của từng phần. Các tiến trình ghi lần lượt, bằng cách khóa một dòng của bảng turns, chờ nhau không quá một phút. Những gì đã báo là ghi xong thì đã được ghi với synchronous_commit bật, kể cả khi máy chủ để tắt. Máy chủ mất kết nối thì được chờ nửa phút, rồi giao dịch được làm lại; những gì đã vào sổ không được thêm lần nữa. Bộ gộp kết nối phải gộp theo phiên, không theo giao dịch.",
        "Địa chỉ có dạng postgres://NGƯỜI_DÙNG:MẬT_KHẨU@MÁY_CHỦ:CỔNG/CƠ_SỞ_DỮ_LIỆU?THAM_SỐ=GIÁ_TRỊ, hiểu như libpq, với một máy chủ; % và hai chữ số là một byte. Không có cổng thì là 5432; không có máy chủ thì là socket trong /var/run/postgresql; không có người dùng thì là PGUSER hoặc người đang đăng nhập; không có tên cơ sở dữ liệu thì là tên người dùng. Máy chủ bắt đầu bằng / (%2F) là thư mục của socket. Tham số: host, port, user, dbname, sslmode, sslrootcert, passfile, connect_timeout (giây, mặc định 15); tham số khác là lỗi. Mật khẩu lấy trong địa chỉ, không có thì trong PGPASSWORD, không có thì ở dòng khớp đầu tiên của PGPASSFILE hoặc ~/.pgpass, tệp mà không ai khác được đọc. Ai xem danh sách tiến trình thì thấy địa chỉ trên dòng lệnh: nên dùng cấu hình, KYSO_LEDGER hoặc ~/.pgpass. Không lỗi, báo cáo hay nhật ký nào cho thấy mật khẩu. Bản sao mà kyso dùng để kết nối được xóa khi xong; địa chỉ thì ở trong bộ nhớ như đã viết, và trình điều khiển giữ một bản trong lúc kết nối.",
        "sslmode là verify-full với mọi máy chủ không phải máy này: mã hóa, chứng thư của máy chủ do một trong các gốc trong sslrootcert cấp (PEM hoặc DER; không có thì ~/.postgresql/root.crt) hoặc chính nó là một trong số đó, và đúng tên máy chủ (subjectAltName). verify-ca bỏ qua tên, require không kiểm tra gì (có sslrootcert thì như verify-ca), disable không mã hóa. Với máy này, kết nối được mã hóa nếu máy chủ làm được, không kiểm tra, trừ khi có sslmode hoặc sslrootcert. Với SCRAM, mật khẩu được gắn với kênh truyền.",
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
