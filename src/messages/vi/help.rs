//! Vietnamese help: one text for every command and argument (a test sees to it).

use crate::messages::help::Entry;

/// By command path and argument; shared arguments stand under the empty path.
pub(in crate::messages) const HELP: &[Entry] = &[
    (
        "",
        "",
        "Ký số, kiểm tra và gắn dấu thời gian cho tài liệu PDF bằng token PKCS#11, và thống kê việc ký số của từng cơ quan

Văn bản được ký ở mức PAdES B-B hoặc B-T, kiểm tra theo ETSI EN 319 102-1, và thống kê theo cơ quan từ sổ ghi của kyso \
và các sổ đăng ký. Kết quả dành cho người đọc (tiếng Việt hoặc tiếng Anh) hoặc, với --json, cho chương trình.",
    ),
    // Global options.
    (
        "",
        "lang",
        "Ngôn ngữ của phần chữ cho người đọc

Mặc định theo LC_ALL, LC_MESSAGES và LANG; không phải tiếng Việt thì dùng tiếng Anh. Phần dành cho máy (JSON, mã) không \
bao giờ đổi theo ngôn ngữ.",
    ),
    (
        "",
        "json",
        "Ghi JSON Lines ra stdout, mỗi đầu vào một đối tượng

Theo thứ tự đầu vào, xong đối tượng nào ghi ngay đối tượng đó. Phần chữ cho người đọc và tiến độ ghi ra stderr.",
    ),
    ("", "quiet", "Chỉ in lỗi; kết quả xem ở mã thoát"),
    (
        "",
        "verbose",
        "Nói rõ hơn; lặp lại để nói rõ hơn nữa

Báo cáo có thêm đường dẫn chứng thực, dấu thời gian và lý do; diễn biến được ghi ra stderr, không bao giờ có mã PIN hay \
nội dung văn bản.",
    ),
    (
        "",
        "color",
        "Khi nào dùng màu

auto: khi ra màn hình, trừ khi có NO_COLOR; always: luôn luôn; never: không bao giờ.",
    ),
    (
        "",
        "config",
        "Chỉ đọc cấu hình từ tệp này

Mặc định là $XDG_CONFIG_HOME/kyso/config.toml rồi đến /etc/kyso/config.toml; không bao giờ đọc từ thư mục hiện tại.",
    ),
    // Tokens and keys.
    ("token", "", "Token, các chứng thư số và khóa trong token"),
    ("token list", "", "Liệt kê mô-đun, khe cắm, token và trạng thái của chúng"),
    ("token certs", "", "Liệt kê chứng thư số kèm URI, sẵn sàng dán vào sau --key"),
    ("token check", "", "Ký thử một giá trị ngẫu nhiên bằng khóa rồi kiểm tra lại"),
    (
        "",
        "module",
        "Mô-đun PKCS#11; có thể lặp lại

Mặc định lấy KYSO_PKCS11_MODULE, rồi cấu hình, rồi các tệp mô-đun của p11-kit và những đường dẫn quen thuộc.",
    ),
    (
        "",
        "key",
        "URI PKCS#11 của khóa (RFC 7512), như lệnh 'kyso token certs' in ra

Mặc định là chứng thư số duy nhất đang có hiệu lực, được phép ký và có khóa bí mật trong token.",
    ),
    (
        "",
        "p12",
        "Tệp PKCS#12 thay cho token

Mật khẩu của tệp được lấy theo cách như mã PIN.",
    ),
    (
        "",
        "pin-file",
        "Đọc mã PIN từ dòng đầu của tệp này

Nếu không có tùy chọn này, --pin-fd và KYSO_PIN, kyso sẽ hỏi mã PIN và không hiện lên màn hình. Token có bàn phím riêng \
thì không bao giờ nhận mã PIN từ kyso. Khi mã PIN sai, nguồn không có người trực (tệp, descriptor, biến môi trường) không \
được dùng lại cho token đó, cho đến khi có người tự đăng nhập thành công.",
    ),
    ("", "pin-fd", "Đọc mã PIN từ dòng đầu của descriptor này"),
    (
        "",
        "allow-final-try",
        "Cho phép dùng cả lần thử PIN cuối cùng của token

Nếu lần này sai, token sẽ bị khóa.",
    ),
    (
        "",
        "password-file",
        "Đọc mật khẩu của văn bản từ dòng đầu của tệp này

Mật khẩu mở hoặc mật khẩu chủ sở hữu. Mật khẩu rỗng được thử trước; nếu không có tùy chọn này, kyso hỏi ở màn hình dòng \
lệnh, một lần cho mọi văn bản mở được bằng mật khẩu đó.",
    ),
    // Outputs.
    ("", "output", "Ghi kết quả vào tệp này"),
    (
        "",
        "output-dir",
        "Ghi các kết quả vào thư mục này

Tệp tìm thấy trong thư mục đầu vào giữ nguyên đường dẫn tương đối.",
    ),
    ("", "in-place", "Thay chính các tệp đầu vào"),
    ("", "suffix", "Thêm vào tên mỗi kết quả: a.pdf thành aHẬU_TỐ.pdf"),
    ("", "force", "Ghi đè kết quả đã có"),
    // Time-stamping.
    ("", "tsa", "Địa chỉ dịch vụ cấp dấu thời gian (RFC 3161); có thể lặp lại, thử lần lượt"),
    ("", "tsa-user", "Tên đăng nhập dịch vụ cấp dấu thời gian (HTTP basic)"),
    ("", "tsa-password-file", "Đọc mật khẩu của dịch vụ từ dòng đầu của tệp này"),
    (
        "",
        "tsa-timeout",
        "Thời gian chờ tối đa cho một yêu cầu

Ví dụ 30s hoặc 3m. Có dịch vụ công vụ từng mất đến hai phút.",
    ),
    ("", "tsa-tries", "Số lần thử với mỗi địa chỉ"),
    (
        "",
        "tsa-rate",
        "Không quá bấy nhiêu yêu cầu trong khoảng thời gian này

Ví dụ 20/20m.",
    ),
    // Trust.
    (
        "",
        "trust",
        "Chứng thư gốc tin cậy, PEM hoặc DER, tệp hoặc thư mục; có thể lặp lại

Thay cho các chứng thư gốc trong cấu hình.",
    ),
    ("", "tsa-trust", "Chứng thư gốc tin cậy cho dấu thời gian; mặc định như --trust"),
    (
        "",
        "intermediate",
        "Chứng thư số khác của các tổ chức chứng thực

Dùng khi văn bản không mang đủ đường dẫn chứng thực.",
    ),
    (
        "",
        "bundle",
        "Gói dữ liệu đã ký gồm chứng thư gốc, danh sách thu hồi và bảng thuật toán ('kyso bundle make')

Chứng thư gốc trong gói được dùng khi --trust không chỉ rõ. Người ký gói phải được tin cậy: 'kyso trust add TỆP --use bundle'.",
    ),
    ("", "crl", "Danh sách chứng thư bị thu hồi (CRL), PEM hoặc DER"),
    (
        "",
        "policy",
        "Theo chính sách kiểm tra nào",
    ),
    ("", "ocsp", "Câu trả lời OCSP, DER"),
    (
        "",
        "online",
        "Tải chứng thư số còn thiếu và dữ liệu thu hồi qua mạng

Theo các địa chỉ ghi trong chứng thư số. Địa chỉ do văn bản nêu chỉ được dẫn tới Internet công cộng và những nơi mà net.allow \
trong cấu hình cho phép. Không có tùy chọn này thì không kết nối đi đâu.",
    ),
    // Shared by commands over documents.
    ("", "inputs", "Tệp PDF, thư mục, @danh-sách.txt, hoặc - là stdin"),
    ("", "input", "Tệp PDF, hoặc - là stdin"),
    ("", "ledger", "Sổ ghi kết quả: sqlite:ĐƯỜNG_DẪN, postgres://… hoặc none"),
    (
        "agencies",
        "",
        "Cây cơ quan, và chứng thư số nào thuộc cơ quan nào

Danh mục cơ quan cho biết cơ quan nào tồn tại từ khi nào đến khi nào, nay ra sao, và nhận biết chứng thư số của cơ quan \
bằng cách nào: kyso-agencies(5).",
    ),
    (
        "agencies check",
        "",
        "Kiểm tra danh mục cơ quan: mọi lỗi kèm dòng và cột

Mã thoát 0: dùng được, có thể kèm cảnh báo. 7: có lỗi, hoặc không đọc được. Cách viết tệp: kyso-agencies(5).",
    ),
    ("agencies check", "file", "Tệp danh mục (CSV hoặc TOML); mặc định là tệp trong cấu hình"),
    (
        "agencies tree",
        "",
        "Vẽ cây cơ quan

Cơ quan đã kết thúc hoặc chưa bắt đầu được vẽ mờ, kèm nơi kế thừa.",
    ),
    ("agencies tree", "on", "Chỉ những cơ quan tồn tại vào ngày này (2025-06-30)"),
    ("agencies tree", "level", "Chỉ cơ quan cấp này và các cơ quan nằm trên"),
    (
        "agencies match",
        "",
        "Cho biết chứng thư số thuộc cơ quan nào, theo quy tắc nào

Với tệp PDF đã ký: cơ quan của từng người ký, vào ngày ký. Mã thoát 0: mỗi chứng thư số thuộc một cơ quan. 3: có chứng thư \
không thuộc cơ quan nào, khớp nhiều cơ quan, hoặc khớp cơ quan không tồn tại vào ngày đó. 7: có tệp không đọc được.",
    ),
    ("agencies match", "files", "Các chứng thư số (PEM, DER hoặc PKCS#7) và văn bản PDF đã ký"),
    (
        "agencies match",
        "on",
        "Xét tại ngày này (2025-06-30)

Mặc định là hôm nay với chứng thư số, và ngày ký với người ký.",
    ),
    ("", "agencies", "Tệp danh mục cơ quan, dùng để nhận biết người ký thuộc cơ quan nào"),
    ("", "jobs", "Số văn bản xử lý song song"),
    ("verify", "jobs", "Số văn bản kiểm tra song song; mặc định bằng số bộ xử lý của máy"),
    ("verify", "jobs", "Số văn bản kiểm tra song song; mặc định bằng số bộ xử lý của máy"),
    // sign
    (
        "sign",
        "",
        "Ký số tài liệu PDF

Mọi byte đã có được giữ nguyên, nên các chữ ký trước vẫn còn hiệu lực. Kết quả được kiểm tra trước khi xuất hiện dưới tên \
của nó. Đầu vào là tệp, thư mục (tìm các tệp *.pdf), @danh-sách.txt (mỗi dòng một đường dẫn) và - là stdin.",
    ),
    ("sign", "jobs", "Số văn bản ký song song; chỉ đăng nhập một lần"),
    (
        "sign",
        "cert",
        "Chứng thư số của người ký, PEM hoặc DER

Dùng khi token không chứa chứng thư đọc được (HSM, chứng thư bị nén).",
    ),
    ("sign", "chain", "Chứng thư số của các tổ chức chứng thực cần nhúng vào văn bản, PEM hoặc DER"),
    (
        "sign",
        "level",
        "Mức PAdES cơ sở

Mặc định b-t nếu đã đặt dịch vụ cấp dấu thời gian, ngược lại b-b. Với b-lt và b-lta, dữ liệu chứng minh các chứng thư số \
được thu thập sau khi có dấu thời gian, từ --online hoặc các tệp đã cho.",
    ),
    (
        "sign",
        "defer",
        "Khi dịch vụ mạng lỗi, ký ở mức thấp hơn đúng thực tế và ghi lại để nâng sau bằng 'kyso extend --deferred'

Nếu không có tùy chọn này, đó là lỗi và không ghi gì cả.",
    ),
    ("sign", "vri", "Ghi cả /VRI cho các trình xem cũ (b-lt, b-lta)"),
    (
        "sign",
        "no-check",
        "Không xem xét chứng thư số của chính mình trước khi ký

Nếu không, kyso xem thời hạn, mục đích, đường dẫn chứng thực và tình trạng thu hồi: sai thì từ chối, không biết thì cảnh \
báo. Việc bỏ qua này được ghi lại.",
    ),
    (
        "sign",
        "repair",
        "Ký cả tệp hỏng: nếu bảng tham chiếu chéo bị mất thì dựng lại

Các byte đã có vẫn giữ nguyên; phần nối thêm chứa bảng tham chiếu chéo đầy đủ. Chương trình khác có thể đã đọc tệp hỏng theo cách khác: hãy xem lại kết quả trước khi chuyển đi. Tệp đã có chữ ký thì không được sửa.",
    ),
    ("sign", "digest", "Hàm băm của văn bản và chữ ký"),
    ("sign", "pss", "Ký bằng RSASSA-PSS thay cho PKCS#1 v1.5"),
    ("sign", "field", "Ký vào trường chữ ký trống này, chưa có thì tạo mới"),
    ("sign", "reason", "Lý do ký"),
    ("sign", "location", "Nơi ký"),
    ("sign", "contact", "Cách liên hệ với người ký"),
    ("sign", "name", "Tên người ký ghi trong từ điển chữ ký"),
    (
        "sign",
        "certify",
        "Chứng nhận văn bản và quy định được thay đổi gì về sau

no-changes: không được thay đổi; form-filling: được điền biểu mẫu và ký thêm; annotations: được cả chú thích. Chỉ chữ ký \
đầu tiên của văn bản mới chứng nhận được.",
    ),
    ("sign", "lock-fields", "Khóa các trường biểu mẫu: all, hoặc các tên cách nhau bằng dấu phẩy"),
    ("sign", "dry-run", "Kiểm tra đầu vào, khóa, chứng thư số và dịch vụ; không ký gì cả"),
    // timestamp
    (
        "timestamp",
        "repair",
        "Đóng dấu thời gian cả tệp hỏng: nếu bảng tham chiếu chéo bị mất thì dựng lại

Tệp đã có chữ ký thì không được sửa.",
    ),
    (
        "timestamp",
        "",
        "Gắn dấu thời gian tài liệu

Đầu vào là tệp, thư mục (tìm các tệp *.pdf), @danh-sách.txt (mỗi dòng một đường dẫn) và - là stdin.",
    ),
    // extend
    (
        "extend",
        "",
        "Nâng văn bản đã ký lên mức cao hơn, hoặc gia hạn

Chỉ nối thêm: dấu thời gian tài liệu, dữ liệu chứng minh từng chứng thư số, và dấu thời gian tài liệu bao trùm tất cả. Mức \
không đạt được thì báo lỗi và không ghi gì cả. Đầu vào là tệp, thư mục (tìm các tệp *.pdf), @danh-sách.txt (mỗi dòng một \
đường dẫn) và - là stdin.",
    ),
    ("extend", "level", "Mức PAdES cơ sở cần đạt; tệp đã ở mức b-lta thì được gia hạn"),
    (
        "extend",
        "due",
        "Chỉ gia hạn những tệp sắp hết hạn trong khoảng này, lên mức b-lta; liệt kê hạn của các tệp còn lại

Ví dụ 90d. Một tệp hết hạn cùng dấu thời gian cuối cùng: theo chứng thư của dịch vụ cấp dấu, hoặc theo thuật toán mà bảng \
của chính sách có ghi ngày cuối.",
    ),
    (
        "extend",
        "deferred",
        "Nâng những gì --defer đã ghi lại, mỗi tệp lên mức đã yêu cầu, nếu đã đến lúc",
    ),
    (
        "extend",
        "defer",
        "Điều chưa đạt được lúc này thì ghi lại cho --deferred

Tệp được nâng đến mức có thể và nói rõ điều đó. Nếu không có tùy chọn này, đó là lỗi và không ghi gì cả.",
    ),
    ("extend", "vri", "Ghi cả /VRI cho các trình xem cũ"),
    // verify
    (
        "verify",
        "",
        "Kiểm tra mọi chữ ký số và dấu thời gian của tài liệu PDF

Mã thoát 0: mọi chữ ký của mọi tệp đều hợp lệ. 1: có chữ ký không hợp lệ. 3: không đủ thông tin. 4: chưa ký số. 7: có tệp \
không đọc được. Không có --online thì không kết nối mạng.",
    ),
    (
        "verify",
        "at",
        "Xét tại thời điểm này (RFC 3339), mặc định là bây giờ

Ví dụ 2026-11-23T10:33:36+07:00. Không dùng các bằng chứng có sau thời điểm đó.",
    ),
    (
        "verify",
        "policy",
        "Theo chính sách kiểm tra nào

nd30 yêu cầu có chữ ký của người có thẩm quyền và chữ ký của cơ quan (Nghị định 30/2020/NĐ-CP). Cách viết tệp chính sách: \
xem kyso-policy(5).",
    ),
    (
        "verify",
        "report",
        "Cách trình bày kết quả: text cho người đọc, json như --json, html là trang xem bằng trình duyệt, etsi là báo cáo XML theo \
ETSI TS 119 102-2

Mỗi tệp có một báo cáo etsi: nhiều tệp thì phải dùng --report-dir, khi đó a.pdf có báo cáo a.pdf.xml.",
    ),
    (
        "verify",
        "report-dir",
        "Ghi mỗi báo cáo vào thư mục này; phần hiện ra màn hình vẫn như cũ

Tên báo cáo theo tên văn bản: a.pdf có báo cáo a.pdf.html. Tệp tìm thấy trong thư mục đầu vào giữ nguyên đường dẫn tương đối.",
    ),
    // receive
    (
        "receive",
        "",
        "Tiếp nhận văn bản đến: kiểm tra, vào sổ hoặc trả lại

Mỗi tệp, là PDF hoặc gói edXML, được kiểm tra theo chính sách nd30. Văn bản đạt yêu cầu được cấp số đến kế tiếp của năm trong sổ \
đăng ký văn bản đến (Nghị định 30/2020/NĐ-CP, Điều 22); văn bản không đạt thì trả lại, kèm thư nêu lý do; văn bản chưa đủ thông \
tin thì chờ, không vào sổ cũng không trả lại. Tệp nhận lại lần nữa giữ nguyên số cũ. Mã thoát như của verify; 0: tất cả đã vào sổ.",
    ),
    (
        "receive",
        "inputs",
        "Tệp PDF, gói edXML, thư mục, @danh-sách.txt, hoặc - là stdin

Trong thư mục, kyso tìm các tệp *.pdf và *.edxml.",
    ),
    ("receive", "arrived", "Ngày văn bản đến, nếu tiếp nhận muộn hơn; mặc định là hôm nay"),
    (
        "receive",
        "number",
        "Số của văn bản, hoặc số và ký hiệu: 15, 15/QĐ-SNV

Cũng như --notation, --date, --type, --subject, chỉ dùng cho một đầu vào. Phần không nêu được lấy từ gói edXML; phần còn trống có thể \
điền bằng cách chạy lại lệnh với cùng tệp.",
    ),
    ("receive", "notation", "Ký hiệu của văn bản: QĐ-SNV"),
    ("receive", "date", "Ngày tháng của văn bản"),
    ("receive", "type", "Tên loại văn bản: Quyết định, Công văn"),
    ("receive", "subject", "Trích yếu nội dung"),
    ("receive", "to", "Đơn vị hoặc người nhận được chuyển văn bản, trong ngày"),
    ("receive", "note", "Ghi chú vào sổ"),
    (
        "receive",
        "correct",
        "Đính chính các cột của văn bản đã vào sổ; nội dung cũ được giữ ở cột ghi chú

Không có tùy chọn này thì nội dung đã ghi giữ nguyên, chỉ điền những cột còn trống.",
    ),
    (
        "receive",
        "letters",
        "Ghi nội dung gửi lại về mỗi văn bản vào thư mục này, mỗi văn bản một tệp văn bản thuần

Theo ngôn ngữ của --lang: đã tiếp nhận và số đến; trả lại và lý do; hoặc đã đến. Tệp tìm thấy trong thư mục đầu vào giữ nguyên đường \
dẫn tương đối: a.pdf có a.pdf.txt.",
    ),
    (
        "receive",
        "list",
        "In sổ đăng ký văn bản đến

Bảng mười cột theo Phụ lục IV; với --json, mỗi văn bản một đối tượng, cả văn bản đã trả lại.",
    ),
    (
        "receive",
        "first-number",
        "Số đến đầu tiên của năm nay, khi trước đó sổ ghi trên giấy: số cuối trên giấy cộng một

Chỉ đặt được khi trong năm chưa văn bản nào được cấp số. Sang năm lại bắt đầu từ 1.",
    ),
    ("receive", "year", "Sổ của năm này, dùng với --list hoặc --register; mặc định là năm nay"),
    ("receive", "csv", "In sổ ở dạng CSV"),
    (
        "receive",
        "register",
        "Sau khi tiếp nhận, ghi sổ ở dạng CSV vào tệp này; - là stdout

Tệp có dấu thứ tự byte để bảng tính nhận ra UTF-8; ra stdout thì không.",
    ),
    ("receive", "force", "Ghi đè các tệp của --register và --letters đã có"),
    (
        "receive",
        "ledger",
        "Sổ ghi chứa sổ đăng ký và các kết luận: sqlite:ĐƯỜNG_DẪN hoặc postgres://…

Mặc định là sổ ghi riêng của người dùng.",
    ),
    (
        "receive",
        "agencies",
        "Danh mục cơ quan, dùng để nhận ra người ký

Tác giả là cơ quan có chữ ký số trên văn bản. Không có danh mục này thì không phân biệt được chữ ký của cơ quan và của cá nhân.",
    ),
    ("receive", "policy", "Chính sách dùng để kiểm tra, mặc định là nd30; chính sách đặt trong cấu hình không dùng ở đây"),
    ("receive", "jobs", "Số văn bản kiểm tra song song; số đến vẫn cấp theo thứ tự đầu vào"),
    (
        "verify",
        "evidence",
        "Giữ mọi căn cứ của kết luận trong tệp này; không có ĐẦU VÀO thì kiểm tra lại từ tệp đó

Một dòng JSON, kyso.evidence/1: chữ ký, chứng thư, danh sách thu hồi và trả lời OCSP kèm nguồn của từng thứ, những gì thấy trong \
văn bản, chứng thư gốc và kết luận lúc này. Không có trang nào của văn bản và không có mã PIN, nhưng có tên các trường và những gì \
từ điển chữ ký ghi (tên, lý do, nơi ký, liên hệ). Nhiều đầu vào thì phải là thư mục: a.pdf có a.pdf.evidence.json. Tệp không mở \
được như PDF thì không có bằng chứng. Việc kiểm tra lại không kết nối mạng, theo --policy, --at và --trust lúc đó; chứng thư gốc \
trong tệp chỉ để ghi nhớ, không được tin theo. Mã kiểm của tệp phát hiện hư hỏng, không phát hiện giả mạo, và không gì khác được \
xem ngoài tệp: mọi báo cáo đều nói rõ, và không sổ ghi nào ghi lại.",
    ),
    ("verify", "force", "Ghi đè báo cáo và tệp bằng chứng đã có"),
    // stats
    (
        "stats",
        "",
        "Thống kê việc ký số của từng cơ quan

Lấy số liệu từ sổ ghi của sign và verify, và từ sổ đăng ký văn bản đi hoặc hồ sơ.",
    ),
    ("stats", "ledger", "Sổ ghi dùng để thống kê: sqlite:ĐƯỜNG_DẪN hoặc postgres://…"),
    ("stats", "agencies", "Danh mục cây cơ quan (CSV hoặc TOML)"),
    (
        "stats",
        "register",
        "Sổ đăng ký văn bản đi hoặc hồ sơ (CSV hoặc XLSX); có thể lặp lại

CSV mã UTF-8, UTF-16 hoặc Windows-1258, ngăn cách bằng phẩy, chấm phẩy, tab hoặc gạch đứng; bảng tính thì đọc mọi trang không ẩn có dạng sổ. Dòng tiêu đề được tìm trong 60 dòng đầu, gồm một đến ba dòng: mã hoặc tên cơ quan (nếu không có cột này thì tên cơ quan ghi phía trên tiêu đề, hoặc cho bằng --columns), số và ký hiệu chung một cột hoặc tách hai cột, ngày; và nếu có: hình thức, người ký, tệp, đã ký số hay chưa. Ngày đứng trước tháng; năm hai chữ số 00-79 là 2000-2079, 80-99 là 1980-1999; số từ 19725 (1/1/1954) trở lên là ngày theo cách đếm của bảng tính. Dòng cộng, tiêu đề lặp lại, ghi chú, chữ ký được bỏ qua và đếm trong phần cảnh báo; chỗ nào khác không hiểu được thì dừng và chỉ rõ vị trí.",
    ),
    (
        "stats",
        "trust-register",
        "Tin theo sổ đăng ký về việc văn bản nào đã ký

Các số liệu này được đánh dấu là do đơn vị tự khai.",
    ),
    (
        "stats",
        "archive",
        "Chính các văn bản: mỗi tệp PDF trong thư mục này, kể cả trong các gói edXML, được kiểm tra và đếm

Nhiều tệp được kiểm tra cùng lúc; tệp không thay đổi từ lần trước thì không mở lại, miễn là có sổ ghi giữ kết quả. Tệp \
không kiểm tra được (bị mã hóa, hỏng, bị sửa trong lúc đọc) được đếm là không đọc được và nêu tên; không đi theo liên \
kết. Kết quả còn có thể thay đổi, như khi thiếu dữ liệu thu hồi, được xét lại khi dữ liệu kiểm tra, chính sách hoặc \
ngày đã khác.",
    ),
    (
        "stats",
        "columns",
        "Tên cột khác của sổ ứng với một trường; có thể lặp lại

Ví dụ --columns 'Mã đơn vị=OrganId'. Viết hai dấu bằng là cho sẵn giá trị: --columns 'OrganId==H02.05' là sổ của cơ quan nào, --columns 'Kind==hồ sơ' là sổ hồ sơ; giá trị ấy dùng khi sổ không có cột đó hoặc ô để trống. 'Mã hồ sơ=DossierCode' là số của hồ sơ. Cột không có trong sổ nào là lỗi.",
    ),
    ("stats", "period", "Chỉ kỳ này: 2018, 2018-H1, 2018-Q3 hoặc 2018-05"),
    ("stats", "from", "Chỉ từ ngày này trở đi (2018-01-31)"),
    ("stats", "to", "Chỉ đến hết ngày này"),
    ("stats", "by", "Mỗi dòng của bảng là gì"),
    ("stats", "rank", "Xếp hạng các cơ quan cùng cấp, cùng nhóm theo tỷ lệ ký số, hoặc theo điểm"),
    (
        "stats",
        "compare",
        "So với một kỳ trước: 2017, 2017-H1, … hoặc previous

previous là kỳ cùng độ dài, kết thúc ngay ngày trước đó. Từng khoảng thời gian được so với khoảng tương ứng tính từ đầu kỳ.",
    ),
    ("stats", "targets", "Chỉ tiêu phải đạt (kyso-stats(5)): cơ quan nào chưa đạt và còn thiếu bao nhiêu"),
    ("stats", "scores", "Cách đổi tỷ lệ thành điểm (kyso-stats(5))"),
    ("stats", "drill", "Liệt kê các văn bản làm nên số liệu của cơ quan này, theo mã hoặc tên"),
    (
        "stats",
        "indicator",
        "Chỉ các văn bản làm nên số liệu này, tên như trong JSON

Với một tỷ lệ là các văn bản của mẫu số, với một trung vị là các văn bản có khoảng thời gian đó.",
    ),
    ("stats", "expiring", "Liệt kê các chứng thư số hết hạn trong 90 ngày tới"),
    ("stats", "as-of", "Ngày bắt đầu tính 90 ngày đó; mặc định là hôm nay"),
    ("stats", "policy", "Chính sách dùng để kiểm tra văn bản"),
    ("stats", "format", "Cách trình bày: table cho người đọc, csv hoặc json cho chương trình, html cho trình duyệt, xlsx cho bảng tính, svg là biểu đồ, pdf để ký số"),
    ("stats", "output", "Ghi báo cáo vào tệp này"),
    ("stats", "force", "Ghi đè tệp đã có"),
    // inspect, extract
    (
        "inspect",
        "",
        "Cho xem trong tệp PDF có gì: các phiên bản, trường, chữ ký

Chỉ xem, không đánh giá; muốn đánh giá hãy dùng verify.",
    ),
    ("extract", "", "Lấy từ tệp PDF ra CMS của một chữ ký, hoặc phiên bản mà chữ ký đó đã ký"),
    ("extract", "field", "Trường chứa chữ ký"),
    ("extract", "cms", "Lấy chính chữ ký (CMS, DER)"),
    ("extract", "revision", "Lấy văn bản đúng như lúc được ký"),
    ("extract", "output", "Ghi vào tệp này; mặc định ra stdout"),
    ("extract", "force", "Ghi đè tệp đã có"),
    // The rest.
    (
        "trust",
        "",
        "Những chứng thư số được tin cậy

Khi --trust không chỉ rõ, verify tin theo các chứng thư này. Kho chứng thư của hệ điều hành không bao giờ được dùng.",
    ),
    (
        "trust add",
        "",
        "Thêm chứng thư số để tin cậy

Chứng thư đã được biết trước theo mã SHA-256 thì nhận ngay; chứng thư khác cần mã SHA-256 do tổ chức chứng thực công bố, \
hoặc cần trả lời có.",
    ),
    ("trust add", "files", "Các tệp chứng thư: PEM, DER hoặc PKCS#7"),
    (
        "trust add",
        "use",
        "Dùng để làm gì

Mặc định: tổ chức đã được biết trước thì dùng đúng vai trò của nó, còn lại dùng cho chữ ký và dấu thời gian.",
    ),
    ("trust add", "sha256", "Mã SHA-256 mà chứng thư phải có; có thể lặp lại, mỗi chứng thư một mã"),
    ("trust add", "yes", "Nhận mọi chứng thư mà không hỏi"),
    ("cert", "", "Bản thân các chứng thư số: nội dung và hiệu lực"),
    (
        "cert show",
        "",
        "Xem nội dung chứng thư số

Hiện mọi thứ như trong chứng thư, không phán xét gì.",
    ),
    ("cert show", "files", "Các tệp chứng thư: PEM, DER hoặc PKCS#7"),
    (
        "cert verify",
        "",
        "Kiểm tra chứng thư số: đường dẫn, thời hạn, thu hồi (RFC 5280)

Mỗi tệp một kết luận; tệp có thể chứa cả chứng thư của các nơi cấp. Mã thoát 0: mọi chứng thư hợp lệ. 3: có chứng thư không \
hợp lệ hoặc chưa đủ thông tin. 7: có tệp không đọc được.",
    ),
    ("cert verify", "files", "Các tệp chứa một chứng thư hoặc cả chuỗi: PEM, DER hoặc PKCS#7"),
    ("cert verify", "at", "Xét tại thời điểm này (RFC 3339), mặc định là bây giờ"),
    (
        "cert verify",
        "policy",
        "Xét thêm theo một chính sách chữ ký

Gồm thuật toán và thời hạn của chúng, mục đích sử dụng khóa, cách xử lý khi thiếu dữ liệu thu hồi. Không có tùy chọn này thì chỉ \
xét theo RFC 5280.",
    ),
    ("cert verify", "usage", "Chứng thư sẽ dùng vào việc gì"),
    (
        "cert verify",
        "policy-oid",
        "Chỉ chấp nhận chính sách chứng thư này; có thể lặp lại (user-initial-policy-set)

Cho biết hỏi về những chính sách nào; khi có --explicit-policy, hoặc khi một chứng thư trong đường dẫn đòi hỏi, phải có một \
chính sách trong số đó hợp lệ.",
    ),
    ("cert verify", "explicit-policy", "Bắt buộc có chính sách hợp lệ (initial-explicit-policy)"),
    ("cert verify", "inhibit-policy-mapping", "Không theo ánh xạ chính sách (initial-policy-mapping-inhibit)"),
    ("cert verify", "inhibit-any-policy", "Không coi anyPolicy là chính sách (initial-any-policy-inhibit)"),
    (
        "cert verify",
        "permit-subtree",
        "Tên thuộc loại này phải nằm trong phạm vi này; có thể lặp lại (initial-permitted-subtrees)

email:MÁY, email:.MIỀN hoặc email:HỘP-THƯ, dns:MIỀN, uri:MÁY hoặc uri:.MIỀN, ip:ĐỊA-CHỈ/SỐ-BIT, dn:TÊN (RFC 4514). Ví dụ: \
dn:O=UBND,C=VN.",
    ),
    (
        "cert verify",
        "exclude-subtree",
        "Không tên nào thuộc loại này được nằm trong phạm vi này; có thể lặp lại (initial-excluded-subtrees)",
    ),
    (
        "cert verify",
        "revocation",
        "Xét việc thu hồi thế nào; mặc định theo chính sách, không có chính sách thì bắt buộc",
    ),
    (
        "trust fetch",
        "",
        "Tải chứng thư của các tổ chức chứng thực đã biết mã SHA-256

Tệp không đúng mã SHA-256 bị từ chối. Tổ chức chưa rõ địa chỉ thì thêm chứng thư từ tệp.",
    ),
    (
        "trust fetch",
        "list",
        "vn, hoặc danh sách riêng (TOML: các bảng authority gồm name, sha256, role, addresses)",
    ),
    ("trust list", "", "Liệt kê các chứng thư được tin cậy"),
    ("trust show", "", "Xem một chứng thư"),
    ("trust show", "digest", "Phần đầu của mã SHA-256"),
    ("trust remove", "", "Không tin cậy một chứng thư nữa"),
    ("trust remove", "digest", "Phần đầu của mã SHA-256"),
    ("trust remove", "use", "Chỉ bỏ cho mục đích này"),
    (
        "bundle",
        "",
        "Những gì một phòng không nối mạng cần, trong một tệp đã ký

Chứng thư gốc, chứng thư trung gian, danh sách thu hồi, trả lời OCSP và bảng thuật toán; verify nhận bằng --bundle.",
    ),
    (
        "bundle make",
        "",
        "Lập một gói dữ liệu và ký gói đó

Gồm những gì --trust, --tsa-trust, --intermediate, --crl và --ocsp chỉ ra, không có thì lấy trong kho. Người dùng gói thêm \
chứng thư của người ký gói một lần bằng 'kyso trust add TỆP --use bundle'. Mã thoát 6: đã lập gói, nhưng có danh sách thu hồi mà \
--online không tải được.",
    ),
    (
        "bundle make",
        "online",
        "Tải các danh sách thu hồi mà chứng thư của các tổ chức trong gói nêu địa chỉ

Danh sách phải còn hạn và do một tổ chức trong gói ký. Địa chỉ chỉ được dẫn tới Internet công cộng và những nơi net.allow trong cấu \
hình cho phép. Danh sách của tổ chức cấp chứng thư cho người ký chỉ được nêu trong chứng thư của họ: hãy đưa bằng --crl.",
    ),
    ("bundle make", "output", "Ghi gói dữ liệu vào tệp này"),
    ("bundle make", "force", "Ghi đè tệp đã có"),
    ("bundle show", "", "Cho biết ai ký gói dữ liệu, gói đã bao lâu và có gì bên trong"),
    ("bundle show", "file", "Gói dữ liệu"),
    (
        "ledger",
        "",
        "Sổ ghi những gì đã ký, đã kiểm tra và đã nhận

Với mỗi văn bản, sổ giữ tên tệp và mã SHA-256, kết quả kiểm tra, và với mỗi chữ ký những gì chứng thư của nó nêu: CN, O và OU của \
người ký, số sê-ri, tổ chức cấp, các thời điểm. Không có nội dung văn bản, mã PIN hay số định danh cá nhân.",
    ),
    (
        "ledger check",
        "",
        "Xem sổ ghi có còn như khi được ghi không

Mọi bản ghi được xem lần lượt; bản ghi đầu tiên bị sửa, xóa, chèn hay đổi chỗ được nêu tên cùng các bản ghi bên cạnh; số liệu \
tổng hợp dùng cho báo cáo được so với các bản ghi. Mã thoát 1: có điều sai. 3: chưa đánh giá được dấu niêm phong. Ai ghi được vào \
sổ thì cũng cắt được các bản ghi cuối: chỉ dấu niêm phong (kyso ledger seal) hoặc mã cuối đã chép lại (--head) mới cho thấy điều đó.",
    ),
    ("ledger check", "head", "Mã cuối đã chép lại, như 'kyso ledger head' in ra; có thể lặp lại"),
    ("ledger check", "agencies", "Danh mục cơ quan mà theo đó sổ ghi đã được đếm lại"),
    ("ledger head", "", "In mã cuối của chuỗi, SỐ:SHA256, để chép lại ở nơi khác"),
    (
        "ledger seal",
        "",
        "Đóng dấu thời gian lên mã cuối của chuỗi và giữ dấu đó trong sổ ghi

Từ đó không bản ghi nào trước dấu bị sửa hay cắt bỏ mà 'kyso ledger check' không thấy.",
    ),
    (
        "ledger export",
        "",
        "Ghi các bản ghi ra tệp để chương trình khác đọc

Không mất gì: 'kyso ledger import' dựng lại đúng sổ ghi ấy.",
    ),
    ("ledger export", "format", "Định dạng"),
    (
        "ledger export",
        "output",
        "Ghi vào tệp này; với --partition thì vào thư mục này

Không chỉ ra thì CSV được in ra stdout.",
    ),
    ("ledger export", "force", "Ghi đè tệp đã có"),
    ("ledger export", "partition", "Mỗi năm và mỗi cơ quan một tệp: year=2026/agency=H02.05/…"),
    ("ledger export", "from", "Chỉ những gì được ghi từ ngày này trở đi"),
    ("ledger export", "to", "Chỉ những gì được ghi đến hết ngày này"),
    (
        "ledger import",
        "",
        "Nhập các bản ghi của sổ ghi khác

Những gì 'kyso ledger export' đã ghi ra. Bản ghi đã có thì không được thêm lần nữa, nên nhập lại cùng một tệp cũng không sao.",
    ),
    ("ledger import", "files", "Tệp, hoặc thư mục chứa các tệp của một lần xuất chia phần"),
    (
        "ledger recount",
        "",
        "Đếm lại mọi bản ghi theo danh mục cơ quan hiện nay

Sổ ghi đếm mỗi bản ghi theo danh mục của ngày ghi. Sau khi danh mục thay đổi, báo cáo phải xem lại mọi bản ghi; sau lệnh này báo \
cáo lại nhanh. Các bản ghi không đổi.",
    ),
    (
        "ledger recount",
        "agencies",
        "Danh mục cây cơ quan (CSV hoặc TOML); không có thì lại theo danh mục của ngày ghi",
    ),
    (
        "ledger schema",
        "",
        "In sổ ghi mới trên PostgreSQL dưới dạng SQL

kyso tự tạo các bảng khi có quyền. Ở nơi khác, quản trị viên xem SQL này và chạy nó bằng người dùng sẽ sở hữu các bảng. Có thể \
chạy lại: những gì đã có thì giữ nguyên.",
    ),
    ("ledger schema", "partitioned", "Chia bản ghi thành phần theo năm được ghi"),
    (
        "ledger schema",
        "roles",
        "Tạo cả vai trò kyso_writer và kyso_reader

kyso_writer thêm bản ghi và không được sửa hay xóa bản ghi nào; kyso_reader chỉ đọc. Cả hai để cấp cho người dùng.",
    ),
    ("config", "", "Cấu hình"),
    ("config show", "", "In mọi thiết lập và nguồn của từng giá trị"),
    (
        "completions",
        "",
        "In kịch bản gợi ý lệnh cho shell

Phần mô tả theo ngôn ngữ của --lang.",
    ),
    ("completions", "shell", "Cho shell nào"),
    (
        "man",
        "",
        "Ghi các trang hướng dẫn (man) vào một thư mục

Trang tiếng Anh ghi thẳng vào đó, trang tiếng Việt ghi trong vi/.",
    ),
    ("man", "folder", "Thư mục; chưa có thì được tạo"),
    ("man", "force", "Ghi đè các trang đã có"),
    ("help", "", "In trợ giúp của một lệnh"),
    ("help", "command", "Tên lệnh, ví dụ: token list"),
];
