//! Vietnamese for the errors of the layers below.

use crate::messages::known::Known;
use crate::messages::{Explanation, Lang, Words, codes};
use crate::text::{self, Untrusted, in_zone, moment};
use crate::verify::{EvidenceError, PolicyError};
use crate::{appearance, bundle, cms, edxml, ledger, net, pdf, sign, stats, trust, tsa, x509};
use time::OffsetDateTime;
use time::macros::offset;

use super::{Vietnamese, agencies, problems, registers, tokens};

/// What went wrong and what to do.
pub(super) fn known(known: Known) -> Explanation {
    match known {
        Known::Call(problem) => problems::problem(problem),
        Known::Pdf(error) => pdf(error),
        Known::Cms(error) => cms(error),
        Known::X509(error) => x509(error),
        Known::Edxml(error) => edxml(error),
        Known::Net(error) => net(error),
        Known::Tsa(error) => tsa(error),
        Known::Token(error) => tokens::token(error),
        Known::Trust(error) => trust(error),
        Known::Bundle(error) => bundle(error),
        Known::Evidence(error) => evidence_file(error),
        Known::Policy(error) => policy(error),
        Known::Ledger(error) => ledger(error),
        Known::Stats(error) => stats(error),
        Known::Appearance(error) => appearance(error),
        Known::Sign(error) => sign(error),
        Known::Io(error) => Explanation::new(Vietnamese.io(error), ""),
    }
}

const EMPTY: &str = "Chữ ký cần một trang để đặt vào. Hãy xuất lại văn bản từ chương trình đã soạn ra nó.";
const DAMAGED: &str =
    "Tệp bị hỏng hoặc chép chưa trọn vẹn. Hãy xin lại tệp, hoặc ký những gì còn đọc được bằng --repair.";

fn edxml(error: &edxml::Error) -> Explanation {
    let what = codes::text(error.code(), Lang::Vi);
    let about = error.object().map(|object| format!(" ({})", Untrusted(&object))).unwrap_or_default();
    Explanation::new(format!("{what}{about}"), "Hãy đề nghị bên gửi đóng lại gói theo QCVN 102:2016/BTTTT.")
}

fn trust(error: &trust::Error) -> Explanation {
    use trust::Error;
    let named = |path: &std::path::Path| Untrusted(&path.display().to_string()).to_string();
    match error {
        Error::NoFolder => Explanation::new(
            "không biết kho chứng thư tin cậy ở đâu: XDG_DATA_HOME và HOME đều chưa đặt",
            "Hãy đặt XDG_DATA_HOME là một thư mục ghi được.",
        ),
        Error::File { path, reason } => Explanation::new(
            format!("{}: {}", named(path), Vietnamese.io(reason)),
            "Hãy kiểm tra quyền truy cập kho chứng thư.",
        ),
        Error::Damaged { path } => Explanation::new(
            format!("{} không chứa đúng chứng thư như tên tệp", named(path)),
            "Hãy xóa tệp này rồi thêm lại chứng thư bằng 'kyso trust add'.",
        ),
        Error::Absent { digest } => Explanation::new(
            format!("không có chứng thư nào có SHA-256 bắt đầu bằng '{}'", Untrusted(digest)),
            "Xem 'kyso trust list', hoặc so lại với mã do tổ chức chứng thực công bố.",
        ),
        Error::OtherDigest { digest } => Explanation::new(
            format!("không chứng thư nào trong các tệp đã cho có SHA-256 '{}'", Untrusted(digest)),
            "Chưa thêm gì cả. Mã gồm 64 chữ số; hãy xem mã của từng tệp bằng 'kyso cert show TỆP' và so với mã do tổ chức chứng thực công bố.",
        ),
        Error::Short { digest } => Explanation::new(
            format!("'{}' quá ngắn để bỏ một chứng thư", Untrusted(digest)),
            "Hãy ghi ít nhất 8 chữ số đầu của mã SHA-256; xem 'kyso trust list'.",
        ),
        Error::Ambiguous { digest, count } => Explanation::new(
            format!("có {count} chứng thư có SHA-256 bắt đầu bằng '{}'", Untrusted(digest)),
            "Hãy ghi thêm vài chữ số của mã.",
        ),
        Error::Pin { url, name, sha256 } => Explanation::new(
            format!("{} không có chứng thư với SHA-256 {sha256} ({})", Untrusted(url), Untrusted(name)),
            "Chứng thư tải về không được giữ lại. Hãy hỏi tổ chức chứng thực và đối chiếu mã SHA-256.",
        ),
        Error::Authorities { path, source } => Explanation::new(
            format!("{}: {}", named(path), toml_fault(source)),
            "Hãy ghi vn, hoặc đường dẫn của một danh sách tổ chức chứng thực (TOML).",
        ),
        Error::OfTheMachine { path } => {
            Explanation::new(format!("{} thuộc kho của máy", named(path)), "Chỉ người quản trị máy mới thay đổi được.")
        }
    }
}

fn bundle(error: &bundle::Error) -> Explanation {
    use bundle::Error;
    match error {
        Error::Malformed { .. } => {
            Explanation::new("tệp không phải gói dữ liệu của kyso", "Hãy chép lại hoặc xin lại gói dữ liệu.")
        }
        Error::Content(error) => Explanation::new(
            format!("gói dữ liệu có phần không đọc được: {}", x509(error).problem),
            "Hãy chép lại hoặc xin lại gói dữ liệu.",
        ),
        Error::Signature { .. } => {
            Explanation::new("chữ ký của gói dữ liệu không đúng", "Đừng dùng gói này. Hãy xin bản gốc từ nơi lập gói.")
        }
        Error::Stranger { subject, sha256 } => Explanation::new(
            format!("gói dữ liệu do {} (SHA-256 {sha256}) ký, chưa được tin cậy", Untrusted(subject)),
            "Nếu mã này đúng như nơi lập gói cho biết: dùng 'kyso trust add TỆP --use bundle' với chứng thư của họ.",
        ),
        other => Explanation::new(other.to_string(), ""),
    }
}

fn evidence_file(error: &EvidenceError) -> Explanation {
    let because = |text: &str, reason: &str| format!("{text}: {}", Untrusted(reason));
    match error {
        EvidenceError::TooLarge { bytes } => Explanation::new(
            format!("tệp bằng chứng quá lớn hoặc có quá nhiều giá trị ({bytes} byte)"),
            "Hãy kiểm tra chính văn bản.",
        ),
        EvidenceError::Foreign => Explanation::new(
            "tệp không phải tệp bằng chứng của kyso",
            "Hãy đưa tệp do 'kyso verify TỆP --evidence TỆP' ghi; văn bản thì đưa không kèm --evidence.",
        ),
        EvidenceError::Version { schema } => Explanation::new(
            format!("tệp bằng chứng thuộc phiên bản khác ({})", Untrusted(schema)),
            "Hãy dùng phiên bản kyso đã ghi tệp này, hoặc kiểm tra chính văn bản.",
        ),
        EvidenceError::Damaged { reason } => Explanation::new(
            because("tệp bằng chứng bị hỏng", reason),
            "Hãy lấy bản sao khác. Tệp gồm một dòng, không chương trình nào được ghi lại; hoặc kiểm tra chính văn bản.",
        ),
        EvidenceError::NotKept { reason } => {
            Explanation::new(because("không giữ được bằng chứng", reason), "Chưa ghi gì. Hãy giữ chính văn bản.")
        }
        EvidenceError::Malformed { reason } => Explanation::new(
            because("tệp bằng chứng không đúng khuôn dạng kyso.evidence/1", reason),
            "Đừng dựa vào tệp này. Hãy kiểm tra chính văn bản.",
        ),
    }
}

fn policy(error: &PolicyError) -> Explanation {
    match error {
        PolicyError::Unreadable { name, source } => Explanation::new(
            format!("không đọc được chính sách {}: {}", Untrusted(name), Vietnamese.io(source)),
            "Hãy ghi default, nd30, hoặc đường dẫn của một tệp chính sách.",
        ),
        PolicyError::Syntax { name, source } => Explanation::new(
            format!("chính sách {} viết sai: {}", Untrusted(name), toml_fault(source)),
            "Cách viết tệp chính sách: xem kyso-policy(5).",
        ),
        PolicyError::Base { name, extends } => Explanation::new(
            format!("chính sách {} dựa trên {}, không có chính sách này", Untrusted(name), Untrusted(extends)),
            "Hãy viết extends = \"default\" hoặc extends = \"nd30\".",
        ),
        PolicyError::NoSuchRule { name, code, nearest } => Explanation::new(
            format!("chính sách {}: không có quy tắc {}; gần nhất là {nearest}", Untrusted(name), Untrusted(code)),
            "Tên các quy tắc: xem kyso-codes(7).",
        ),
        PolicyError::Grace { name } => Explanation::new(
            format!("chính sách {}: revocation_grace cần revocation_freshness = \"after-signature\"", Untrusted(name)),
            "Hãy bỏ revocation_grace, hoặc ghi revocation_freshness = \"after-signature\".",
        ),
        PolicyError::Firm { name, code } => Explanation::new(
            format!(
                "chính sách {}: vi phạm {code} luôn làm chữ ký không đạt, không chính sách nào được nới",
                Untrusted(name)
            ),
            "Hãy bỏ dòng này, hoặc ghi \"fail\".",
        ),
    }
}

/// The parser speaks English; these are its commonest words.
fn toml_fault(error: &toml::de::Error) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("line ", "dòng "),
        (", column ", ", cột "),
        ("unknown field", "không có khóa"),
        ("a sha256 of 64 hexadecimal digits is needed", "cần mã SHA-256 gồm 64 chữ số thập lục phân"),
        ("missing field", "thiếu khóa"),
        ("unknown variant", "không nhận giá trị"),
        (", expected one of ", "; dùng được: "),
        (", expected ", "; cần có: "),
        ("` or `", "` hoặc `"),
    ];
    let english = Untrusted(&text::toml_fault(error)).to_string();
    WORDS.iter().fold(english, |text, (english, vietnamese)| text.replacen(english, vietnamese, 1))
}

/// What a server of databases has to do with.
fn server(error: &ledger::Error) -> Explanation {
    use ledger::Error;
    match error {
        Error::Address { part } => Explanation::new(
            format!("địa chỉ sổ ghi không đúng ở phần: {}", Untrusted(part)),
            "Địa chỉ có dạng postgres://NGƯỜI_DÙNG@MÁY_CHỦ:CỔNG/CƠ_SỞ_DỮ_LIỆU?sslmode=verify-full&sslrootcert=TỆP; ký tự khác viết bằng % và hai chữ số. Xem kyso-ledger(5).",
        ),
        Error::PasswordFile { path, mode } => Explanation::new(
            format!("người khác đọc được tệp mật khẩu {} (quyền {mode:o})", Untrusted(&path.display().to_string())),
            "Hãy chạy: chmod 600 TỆP",
        ),
        Error::Connect { server, source } => Explanation::new(
            format!("không kết nối được sổ ghi {}: {}", Untrusted(server), Untrusted(&source.to_string())),
            "Hãy kiểm tra máy chủ, cổng, tên cơ sở dữ liệu, mạng, và máy chủ có đang chạy không. Những gì đã báo là ghi xong thì không mất.",
        ),
        Error::Lost(source) => Explanation::new(
            format!("mất kết nối tới sổ ghi: {}", Untrusted(&source.to_string())),
            "Hãy kiểm tra mạng và máy chủ rồi chạy lại. Những gì đã báo là ghi xong thì không mất.",
        ),
        Error::Tls { server, source } => Explanation::new(
            format!("kết nối tới sổ ghi {} không đáng tin: {}", Untrusted(server), Untrusted(&source.to_string())),
            "Hãy đối chiếu chứng thư và tên của máy chủ với sslrootcert=TỆP. Máy chủ không có TLS, trong mạng tin cậy, cần sslmode=disable.",
        ),
        Error::NoRoot { server } => Explanation::new(
            format!("không có chứng thư gốc để kiểm tra máy chủ của sổ ghi {}", Untrusted(server)),
            "Hãy thêm ?sslrootcert=TỆP: chứng thư của tổ chức đã cấp cho máy chủ, hoặc chính chứng thư của máy chủ.",
        ),
        Error::Login { server, user, source } => Explanation::new(
            format!(
                "sổ ghi {} không cho {} vào: {}",
                Untrusted(server),
                Untrusted(user),
                Untrusted(&source.to_string())
            ),
            "Hãy kiểm tra người dùng và mật khẩu: trong địa chỉ, trong PGPASSWORD, hoặc trong ~/.pgpass.",
        ),
        Error::Rights(source) => Explanation::new(
            format!("người dùng của sổ ghi không có quyền làm việc này: {}", Untrusted(&source.to_string())),
            "Hãy xin quản trị cơ sở dữ liệu vai trò cần thiết: kyso_writer để ghi, kyso_reader để thống kê, chủ sở hữu để đếm lại.",
        ),
        Error::NotMade { server, .. } => Explanation::new(
            format!(
                "cơ sở dữ liệu {} chưa có sổ ghi, hoặc có sổ cũ, và người dùng này không được tạo",
                Untrusted(server)
            ),
            "Hãy để quản trị xem và chạy 'kyso ledger schema --roles', rồi cấp kyso_writer hoặc kyso_reader cho người dùng này.",
        ),
        Error::Encoding { server, encoding } => Explanation::new(
            format!("cơ sở dữ liệu {} dùng mã {}; sổ ghi cần UTF8", Untrusted(server), Untrusted(encoding)),
            "Hãy tạo cơ sở dữ liệu bằng CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
        ),
        _ => Explanation::new("không mở được sổ ghi", ""),
    }
}

fn ledger(error: &ledger::Error) -> Explanation {
    use ledger::Error;
    match error {
        Error::Url(url) => Explanation::new(
            format!("không có loại sổ ghi này: {}", Untrusted(url)),
            "Hãy viết --ledger sqlite:ĐƯỜNG_DẪN, postgres://NGƯỜI_DÙNG@MÁY_CHỦ/CƠ_SỞ_DỮ_LIỆU, hoặc none.",
        ),
        Error::NoPostgres => Explanation::new(
            "bản này không có PostgreSQL",
            "Hãy dùng --ledger sqlite:ĐƯỜNG_DẪN, hoặc dùng bản kyso có tính năng postgres.",
        ),
        Error::Address { .. }
        | Error::PasswordFile { .. }
        | Error::Connect { .. }
        | Error::Lost(_)
        | Error::Tls { .. }
        | Error::NoRoot { .. }
        | Error::Login { .. }
        | Error::Rights(_)
        | Error::NotMade { .. }
        | Error::Encoding { .. } => server(error),
        Error::Store(source) => Explanation::new(
            format!("không đọc hoặc ghi được sổ ghi: {}", Untrusted(&source.to_string())),
            "Hãy kiểm tra đường dẫn và quyền ghi, hoặc chọn sổ khác bằng --ledger; none thì không ghi sổ.",
        ),
        Error::Busy(_) => {
            Explanation::new("sổ ghi đang bị tiến trình khác giữ", "Hãy chờ tiến trình kia xong rồi chạy lại.")
        }
        Error::Schema { found, known, .. } => Explanation::new(
            format!("sổ ghi có phiên bản cấu trúc {found}; bản kyso này chỉ biết {known}"),
            "Hãy dùng bản kyso mới hơn, hoặc chọn sổ ghi khác bằng --ledger.",
        ),
        Error::Damaged { id, column } => Explanation::new(
            format!("bản ghi {id} của sổ ghi bị hỏng: {column}"),
            "Lệnh 'kyso ledger check' cho biết điều gì đã xảy ra. Hãy dùng bản sao lưu, hoặc nhập lại từ tệp đã xuất.",
        ),
        Error::Sums { table } => Explanation::new(
            format!("số liệu tổng hợp của sổ ghi bị hỏng: {table}"),
            "Hãy đếm lại bằng 'kyso ledger recount'.",
        ),
        Error::Unfit { column } => Explanation::new(
            format!("không ghi sổ được: {column} không hợp lệ"),
            "Tài liệu không bị thay đổi. Hãy chạy lại; nếu vẫn lỗi, chạy với --ledger none và báo lỗi này cho nhà phát triển.",
        ),
        Error::NumbersGiven { year, first, last } => Explanation::new(
            format!("sổ văn bản đến năm {year} bắt đầu từ số {first} và đã cấp đến số {last}"),
            "Chỉ chọn được số đến đầu tiên khi trong năm chưa cấp số nào; hãy chạy lại không kèm --first-number.",
        ),
        Error::Write(source) => Explanation::new(
            format!("không ghi được tệp xuất: {}", Vietnamese.io(source)),
            "Hãy kiểm tra dung lượng đĩa và quyền ghi.",
        ),
        Error::Read { path, source } => Explanation::new(
            format!("không đọc được {}: {}", Untrusted(&path.display().to_string()), Vietnamese.io(source)),
            "",
        ),
        Error::Column { path, column } => Explanation::new(
            format!(
                "{} không có cột {column}: đây không phải tệp xuất từ sổ ghi",
                Untrusted(&path.display().to_string())
            ),
            "Hãy nhập đúng tệp do 'kyso ledger export' ghi ra, không sửa.",
        ),
        Error::Import { path, record, column } => Explanation::new(
            format!("{}: bản ghi {record} không hợp lệ: {column}", Untrusted(&path.display().to_string())),
            "Hãy nhập đúng tệp do 'kyso ledger export' ghi ra, không sửa. Những bản ghi đã nhập trước đó vẫn được giữ.",
        ),
        Error::NoParquet => {
            Explanation::new("bản này không có Parquet", "Hãy xuất dạng CSV, hoặc dùng bản kyso có tính năng parquet.")
        }
        _ => Explanation::new(
            "không mở hoặc không ghi được sổ ghi",
            "Hãy kiểm tra đường dẫn và quyền ghi, hoặc chọn sổ khác bằng --ledger; none thì không ghi sổ.",
        ),
    }
}

fn appearance(error: &appearance::Error) -> Explanation {
    use appearance::Error;
    let named = |path: &std::path::Path| Untrusted(&path.display().to_string()).to_string();
    let another = "Hãy chỉ ra một tệp TrueType (.ttf) khác: font trong cấu hình, hoặc KYSO_FONT.";
    let problem = match error {
        Error::None { looked } => {
            let looked: Vec<_> = looked.iter().map(|path| named(path)).collect();
            return Explanation::new(
                format!("máy này không có phông chữ tiếng Việt; đã tìm trong {}", looked.join(", ")),
                "Hãy cài phông chữ (fonts-liberation hoặc fonts-dejavu trên Debian và Ubuntu), hoặc chỉ ra một tệp TrueType: font trong cấu hình, hoặc KYSO_FONT.",
            );
        }
        Error::Unreadable { path, source } => {
            format!("không đọc được phông chữ {}: {}", named(path), Vietnamese.io(source))
        }
        Error::Unusable { path, why } => format!("không dùng được phông chữ {}: {}", named(path), Untrusted(why)),
        Error::Outlines { path } => format!("phông chữ {} không có đường nét TrueType", named(path)),
        Error::Locked { path } => format!("phông chữ {} không được phép nhúng vào văn bản", named(path)),
        Error::Lacks { path, letters } => format!("phông chữ {} thiếu chữ tiếng Việt: {letters}", named(path)),
    };
    Explanation::new(problem, another)
}

fn stats(error: &stats::Error) -> Explanation {
    use stats::Error;
    let named = |path: &std::path::Path| Untrusted(&path.display().to_string()).to_string();
    match error {
        Error::Read { path, source } => {
            Explanation::new(format!("không đọc được {}: {}", named(path), Vietnamese.io(source)), "")
        }
        Error::Archive { path, .. } => Explanation::new(format!("không đọc được {}", named(path)), ""),
        Error::Agencies { path, faults } => {
            let mut errors = faults.iter().filter(|fault| !fault.kind.is_warning());
            let first = errors.next().map(|fault| {
                let column = Some(fault.column).filter(|column| !column.is_empty());
                format!("{}: {}", agencies::place(fault.line, column), agencies::fault(&fault.kind))
            });
            Explanation::new(
                format!(
                    "danh mục cơ quan {} có {} lỗi; lỗi đầu tiên: {}",
                    named(path),
                    errors.count() + usize::from(first.is_some()),
                    Untrusted(&first.unwrap_or_default())
                ),
                "Xem mọi lỗi bằng 'kyso agencies check'.",
            )
        }
        Error::Register(fault) => registers::fault(fault),
        Error::Period(period) => Explanation::new(
            format!("kỳ '{}' không đúng", Untrusted(period)),
            "Hãy viết 2018, 2018-H1, 2018-Q3 hoặc 2018-05.",
        ),
        Error::NoDays(period) => Explanation::new(
            format!("kỳ {period} kết thúc trước khi bắt đầu"),
            "Hãy kiểm tra --period, --from, --to và --compare.",
        ),
        Error::NoPrevious(period) => Explanation::new(
            format!("kỳ {period} để ngỏ nên không có kỳ liền trước cùng độ dài"),
            "Hãy cho đủ ngày đầu và ngày cuối bằng --period hoặc --from và --to, hoặc nêu rõ kỳ so sánh bằng --compare.",
        ),
        Error::Yardstick { path, slips } => Explanation::new(
            format!(
                "{} có {} lỗi; lỗi đầu tiên: {}",
                named(path),
                slips.len(),
                Untrusted(&slips.first().map(slip).unwrap_or_default())
            ),
            "kyso-stats(5) mô tả tệp này.",
        ),
        Error::NoHeading { heading, headings } => Explanation::new(
            format!(
                "không sổ nào có cột '{}'; các cột hiện có: {}",
                Untrusted(heading),
                Untrusted(&headings.join(", "))
            ),
            "Hãy viết tên cột trong --columns đúng như trong sổ.",
        ),
        Error::SeveralOffices { name, codes } => Explanation::new(
            format!("có {} cơ quan cùng tên '{}': {}", codes.len(), Untrusted(name), Untrusted(&codes.join(", "))),
            "Hãy viết mã của cơ quan cần xem.",
        ),
        Error::NoOffice(name) => Explanation::new(
            format!(
                "không biết gì về cơ quan '{}': mã không có trong danh mục cơ quan, tên không có trong số đã thống kê",
                Untrusted(name)
            ),
            "Hãy viết mã hoặc đúng tên như trong bảng.",
        ),
        Error::Ledger(error) => ledger(error),
    }
}

fn slip(slip: &stats::Slip) -> String {
    use stats::SlipKind;
    let place = match (slip.place, slip.key) {
        (0, "") => String::new(),
        (0, key) => format!("{key}: "),
        (place, "") => format!("mục {place}: "),
        (place, key) => format!("mục {place}, {key}: "),
    };
    let what = match &slip.kind {
        SlipKind::Syntax { line, why } => format!("dòng {line}: sai cú pháp ({why})"),
        SlipKind::Nothing => "chưa có mục nào".to_owned(),
        SlipKind::Indicator(found) => {
            let known = stats::Indicator::ALL.map(stats::Indicator::key).join(", ");
            format!("'{found}' không phải tên tỷ lệ; hãy dùng một trong {known}")
        }
        SlipKind::Number { found, least, most } => format!("'{found}' không phải số từ {least} đến {most}"),
        SlipKind::Level(found) => format!("'{found}' không phải tên cấp"),
        SlipKind::UnknownAgency(code) => format!("không có cơ quan mã '{code}'"),
        SlipKind::UnknownGroup(name) => format!("không có cơ quan nào thuộc nhóm '{name}'"),
        SlipKind::TwoScopes => "chỉ ghi một trong agency, group, level".to_owned(),
        SlipKind::Twice(place) => format!("trùng với mục {place}"),
        SlipKind::Word { found, known } => format!("'{found}' không thuộc {known}"),
    };
    place + &what
}

fn pdf(error: &pdf::Error) -> Explanation {
    use pdf::Error;
    match error {
        Error::NotPdf { searched } => Explanation::new(
            format!("không phải tệp PDF: không thấy %PDF- trong {searched} byte đầu"),
            "Tệp có đúng là PDF không? Văn bản Word và các loại khác phải xuất ra PDF trước.",
        ),
        Error::NoStartxref => Explanation::new("không tìm thấy startxref trong tệp", DAMAGED),
        Error::XrefLost { offset, .. } => {
            Explanation::new(format!("bảng tham chiếu chéo ở vị trí {offset} bị mất"), DAMAGED)
        }
        Error::BeyondRepair { lost } => Explanation::new(
            format!("{}; các đối tượng còn lại cũng không hợp thành văn bản", pdf(lost).problem),
            "Hãy xin lại tệp.",
        ),
        Error::RepairSigned => Explanation::new(
            "bảng tham chiếu chéo bị mất mà tệp đã có chữ ký; sửa tệp sẽ che lấp các chữ ký ấy",
            "Hãy xin lại đúng tệp đã ký.",
        ),
        Error::XrefLoop { offset } => {
            Explanation::new(format!("bảng tham chiếu chéo lặp vòng ở vị trí {offset}"), DAMAGED)
        }
        Error::Limit { what, limit } => Explanation::new(
            format!("vượt giới hạn {limit} ({})", Untrusted(what)),
            "Tệp vượt quá mức cần thiết của một văn bản; có thể được tạo ra để gây hại.",
        ),
        Error::Syntax { offset, .. } => Explanation::new(format!("sai cú pháp PDF ở vị trí {offset}"), DAMAGED),
        Error::ObjectNotAtOffset { id, offset } => {
            Explanation::new(format!("không thấy đối tượng {id} ở vị trí {offset}"), DAMAGED)
        }
        Error::NotInObjectStream { id, container } => {
            Explanation::new(format!("không thấy đối tượng {id} trong luồng đối tượng {container}"), DAMAGED)
        }
        Error::WrongType { place, .. } => Explanation::new(format!("{} có kiểu không đúng", Untrusted(place)), DAMAGED),
        Error::Missing { place } => Explanation::new(format!("thiếu {}", Untrusted(place)), DAMAGED),
        Error::NoPage { count: 0, .. } => Explanation::new("văn bản không có trang nào", EMPTY),
        Error::NoPage { page, count } => {
            Explanation::new(format!("không có trang {page}; văn bản có {count} trang"), "")
        }
        Error::Filter { filter, .. } => {
            Explanation::new(format!("dữ liệu nén kiểu {} bị hỏng", Untrusted(filter)), DAMAGED)
        }
        other => encryption(other),
    }
}

/// Encryption, and what stands in the way of an update.
fn encryption(error: &pdf::Error) -> Explanation {
    use pdf::Error;
    match error {
        Error::NeedsPassword => Explanation::new(
            "văn bản có mật khẩu",
            "Hãy dùng --password-file TỆP, hoặc chạy ở màn hình dòng lệnh để được hỏi mật khẩu.",
        ),
        Error::WrongPassword => Explanation::new(
            "mật khẩu của văn bản không đúng",
            "Hãy kiểm tra lại: mật khẩu mở văn bản, hoặc mật khẩu của chủ sở hữu.",
        ),
        Error::UnsupportedEncryption { what } => Explanation::new(
            format!("chưa hỗ trợ kiểu mã hóa này: {}", Untrusted(what)),
            "Hãy đề nghị người tạo lưu văn bản với mật khẩu (AES-256) hoặc không mã hóa.",
        ),
        Error::UnsupportedFilter { name } => Explanation::new(format!("chưa hỗ trợ kiểu nén {}", Untrusted(name)), ""),
        Error::ContentsTooSmall { needed, reserved } => {
            Explanation::new(format!("chữ ký dài {needed} byte, chỉ dành chỗ {reserved} byte"), "")
        }
        other => Explanation::new(format!("không cập nhật được văn bản: {}", Untrusted(&other.to_string())), ""),
    }
}

fn cms(error: &cms::Error) -> Explanation {
    match error {
        cms::Error::Malformed { at } => Explanation::new(format!("chữ ký (CMS) sai cấu trúc ở {at}"), ""),
        cms::Error::NotSignedData { oid } => {
            Explanation::new(format!("CMS chứa nội dung kiểu {}, không phải SignedData", Untrusted(oid)), "")
        }
    }
}

fn x509(error: &x509::Error) -> Explanation {
    use x509::Error;
    let problem = match error {
        Error::Certificate { .. } => "không phải chứng thư số".to_owned(),
        Error::Crl { .. } => "không phải danh sách chứng thư bị thu hồi (CRL)".to_owned(),
        Error::Ocsp { .. } => "không phải câu trả lời OCSP".to_owned(),
        Error::OcspStatus { code, name } => format!("máy chủ OCSP không trả lời câu hỏi: {name} ({code})"),
        Error::Nothing { object: "OCSP response", .. } => "không có câu trả lời OCSP nào trong tệp".to_owned(),
        Error::Nothing { object: "CRL", .. } => {
            "không có danh sách chứng thư bị thu hồi (CRL) nào trong tệp".to_owned()
        }
        Error::Nothing { .. } => "không có chứng thư số nào trong tệp".to_owned(),
        Error::Pem { block, .. } => format!("khối PEM thứ {block} bị hỏng"),
        Error::UnsupportedKey { oid } => format!("chưa hỗ trợ loại khóa {}", Untrusted(oid)),
        Error::MalformedKey { .. } => "khóa trong chứng thư số bị hỏng".to_owned(),
        Error::UnsupportedAlgorithm { oid, .. } => format!("chưa hỗ trợ thuật toán chữ ký {}", Untrusted(oid)),
        Error::KeyMismatch { key, .. } => format!("khóa loại {key} không tạo được kiểu chữ ký này"),
        other => format!("chứng thư số hoặc khóa không dùng được: {}", Untrusted(&other.to_string())),
    };
    let advice = match error {
        Error::OcspStatus { .. } => "Hãy hỏi lại máy chủ OCSP; tệp này không nói gì về chứng thư nào.",
        Error::Ocsp { .. } => "Câu trả lời là nguyên dữ liệu DER mà máy chủ OCSP đã gửi.",
        _ => "",
    };
    Explanation::new(problem, advice)
}

fn net(error: &net::Error) -> Explanation {
    use net::Error;
    match error {
        Error::Address { url } => Explanation::new(
            format!("'{}' không phải địa chỉ http:// hoặc https://", Untrusted(url)),
            "Hãy dùng địa chỉ bắt đầu bằng http:// hoặc https://.",
        ),
        Error::Refused { url, target, .. } => Explanation::new(
            format!(
                "{} dẫn tới {}, địa chỉ nội bộ hoặc dành riêng, nên không kết nối theo yêu cầu của văn bản",
                Untrusted(url),
                Untrusted(target)
            ),
            INTERNAL,
        ),
        Error::Timeout { url, seconds } => Explanation::new(
            format!("{} không trả lời trong {seconds} giây", Untrusted(url)),
            "Hãy tăng thời gian chờ bằng --tsa-timeout, hoặc thêm địa chỉ khác bằng --tsa.",
        ),
        Error::Status { url, status, .. } => {
            Explanation::new(format!("{} trả lời với mã HTTP {status}", Untrusted(url)), status_advice(*status))
        }
        Error::TooLarge { url, limit } => Explanation::new(
            format!("trả lời của {} dài hơn {limit} byte", Untrusted(url)),
            "Đây có đúng là địa chỉ dịch vụ cấp dấu thời gian không?",
        ),
        Error::Connection { url, reason } => {
            let reason = transport(reason);
            Explanation::new(format!("không kết nối được với {}: {}", Untrusted(url), Untrusted(&reason)), CONNECTION)
        }
    }
}

/// What transports say most often, in Vietnamese; the rest as it is.
fn transport(reason: &str) -> String {
    const KNOWN: &[(&str, &str)] = &[
        ("Connection refused", "máy chủ từ chối kết nối"),
        ("failed to lookup address", "không tìm thấy tên máy chủ (DNS)"),
        ("Connection reset", "kết nối bị ngắt giữa chừng"),
        ("Network is unreachable", "không có đường mạng tới máy chủ"),
        ("No route to host", "không có đường mạng tới máy chủ"),
        ("timed out", "hết thời gian chờ"),
        ("redirects", "máy chủ chuyển hướng quá nhiều lần"),
        ("UnknownIssuer", "chứng thư TLS của máy chủ không do tổ chức được tin cậy cấp"),
        ("CertExpired", "chứng thư TLS của máy chủ đã hết hạn"),
        ("NotValidForName", "chứng thư TLS không phải của máy chủ này"),
    ];
    let known = KNOWN.iter().find(|(said, _)| reason.contains(said));
    known.map_or_else(|| reason.to_owned(), |(_, meant)| (*meant).to_owned())
}

const INTERNAL: &str = "Nếu đây là máy chủ của cơ quan mình, hãy cho phép bằng net.allow trong cấu hình.";

const CONNECTION: &str =
    "Hãy kiểm tra địa chỉ, mạng và proxy (HTTPS_PROXY). Khi ký mà có --defer, văn bản tạm được ký ở mức B-B.";

fn status_advice(status: u16) -> &'static str {
    match status {
        401 | 403 | 407 => "Hãy kiểm tra --tsa-user và --tsa-password-file.",
        429 => "Dịch vụ giới hạn số yêu cầu: hãy đặt --tsa-rate.",
        _ => CONNECTION,
    }
}

fn tsa(error: &tsa::Error) -> Explanation {
    use tsa::Error;
    const OTHER: &str = "Không thể tin vào trả lời này. Hãy báo cho nơi vận hành dịch vụ và dùng địa chỉ khác.";
    const ADDRESS: &str = "Đây có đúng là địa chỉ dịch vụ cấp dấu thời gian (RFC 3161) không?";
    match error {
        Error::Net(error) => net(error),
        Error::Cms(_) | Error::Malformed { .. } | Error::NotATimestamp { .. } => {
            Explanation::new("trả lời của dịch vụ cấp dấu thời gian không đúng quy cách", ADDRESS)
        }
        Error::Refused { status, text, .. } => Explanation::new(
            format!("dịch vụ cấp dấu thời gian từ chối (trạng thái {status}) {}", Untrusted(text)).trim_end(),
            "",
        ),
        Error::WrongNonce { .. } => {
            Explanation::new("dịch vụ cấp dấu thời gian trả lời cho một yêu cầu khác (sai nonce)", OTHER)
        }
        Error::Token { problem } => {
            Explanation::new(format!("dấu thời gian nhận được không đạt kiểm tra ({})", problem.code()), OTHER)
        }
        Error::Random(_) => Explanation::new("hệ điều hành không cung cấp số ngẫu nhiên", ""),
        Error::NoTsa => Explanation::new(
            "chưa đặt dịch vụ cấp dấu thời gian",
            "Hãy dùng --tsa URL, hoặc đặt tsa.url trong cấu hình.",
        ),
    }
}

fn sign(error: &sign::Error) -> Explanation {
    use sign::Error;
    match error {
        Error::Pdf(error) => pdf(error),
        Error::Tsa(error) => tsa(error),
        Error::Token(error) => tokens::token(error),
        Error::Cms(error) => Explanation::new(format!("không tạo được chữ ký: {}", Untrusted(&error.to_string())), ""),
        Error::Certificate(error) => {
            Explanation::new(format!("không đọc được chứng thư số dùng để ký: {}", x509(error).problem), "")
        }
        Error::Forbidden(forbidden) => self::forbidden(forbidden),
        Error::Field { field, reason } => Explanation::new(
            format!("không ký được vào trường '{}': {}", Untrusted(field), field_problem(*reason)),
            "Xem các trường bằng lệnh 'kyso inspect'.",
        ),
        Error::Scheme { key } => Explanation::new(
            format!("khóa loại {} không ký theo cách này được", Untrusted(key)),
            "Hãy ký không có --pss.",
        ),
        Error::SelfCheck { finding } => Explanation::new(
            format!("văn bản vừa ký không qua được bước tự kiểm tra: {}", Untrusted(finding)),
            "Chưa ghi gì cả. Nếu được phép, hãy gửi văn bản này cho người phát triển kyso.",
        ),
        Error::InputChanged => Explanation::new("tệp đầu vào bị sửa trong lúc đang đọc", "Hãy chạy lại."),
        Error::Draft(error) => {
            Explanation::new(format!("không ghi được kết quả: {}", Untrusted(&error.to_string())), "")
        }
        Error::UntrustedTsa => Explanation::new(
            "dịch vụ cấp dấu thời gian không có đường dẫn chứng thực đến chứng thư gốc tin cậy",
            "Hãy chỉ chứng thư gốc của dịch vụ bằng --tsa-trust, các chứng thư ở giữa bằng --intermediate.",
        ),
        Error::NothingSigned => Explanation::new("văn bản chưa có chữ ký", "Hãy ký trước bằng lệnh 'kyso sign'."),
        Error::Evidence(error) => evidence(error),
        Error::Unreached { field, finding, .. } => Explanation::new(
            format!("chữ ký '{}' vẫn chưa đạt mức yêu cầu: {}", Untrusted(field), Untrusted(finding)),
            "Chưa ghi gì cả. Lệnh 'kyso verify -v' cho biết chữ ký này thiếu gì.",
        ),
    }
}

fn evidence(error: &sign::EvidenceError) -> Explanation {
    use sign::Missing;
    let (what, advice) = match &error.missing {
        Missing::Path(_) => (
            "không có đường dẫn chứng thực đúng đến chứng thư gốc tin cậy".to_owned(),
            "Hãy chỉ chứng thư gốc bằng --trust hoặc --tsa-trust, các chứng thư bên dưới bằng --intermediate hoặc --online.",
        ),
        Missing::Revoked { time } => (
            format!("đã bị thu hồi ngày {}", time.date()),
            "Không thể chứng minh chữ ký bằng chứng thư này là có hiệu lực.",
        ),
        Missing::OnHold { time } => {
            (format!("đang bị tạm dừng từ ngày {}", time.date()), "Hãy thử lại khi hết thời gian tạm dừng.")
        }
        Missing::Older { newest, wanted, next } => {
            let here = |time: OffsetDateTime| moment(in_zone(time, offset!(+7)));
            let next = next.map(|next| format!("; dữ liệu kế tiếp có vào khoảng {}", here(next))).unwrap_or_default();
            (
                format!(
                    "dữ liệu thu hồi phải có từ {} trở đi, mà mới nhất chỉ có từ {}{next}",
                    here(*wanted),
                    here(*newest)
                ),
                "Hãy chờ danh sách thu hồi kế tiếp, hoặc dùng --online hay --ocsp; --defer thì ký ngay và ghi lại để nâng mức sau.",
            )
        }
        Missing::Nothing => (
            "không có dữ liệu thu hồi dùng được".to_owned(),
            "Hãy dùng --online, hoặc đưa dữ liệu bằng --crl, --ocsp; --defer thì để lại làm sau.",
        ),
    };
    let advice = match &error.problem {
        Some(problem) if problem.code == net::REFUSED => INTERNAL,
        _ => advice,
    };
    let problem = error
        .problem
        .as_ref()
        .map(|problem| format!(" ({}: {})", Untrusted(&problem.url), codes::text(problem.code, Lang::Vi)));
    let problem = problem.unwrap_or_default();
    Explanation::new(
        format!("'{}': chứng thư số {}: {what}{problem}", Untrusted(&error.field), Untrusted(&error.subject)),
        advice,
    )
}

fn field_problem(problem: sign::FieldProblem) -> &'static str {
    match problem {
        sign::FieldProblem::Signed => "trường này đã được ký",
        sign::FieldProblem::OtherType => "đây không phải trường chữ ký",
        sign::FieldProblem::Direct => "trường này nằm trực tiếp trong biểu mẫu nên không sửa riêng được",
        sign::FieldProblem::Name => "tên trường mới không được để trống hoặc có dấu chấm",
    }
}

fn forbidden(forbidden: &sign::Forbidden) -> Explanation {
    use sign::Forbidden;
    match forbidden {
        Forbidden::Permissions { .. } => Explanation::new(
            "quyền truy cập của văn bản mã hóa không cho phép ký thêm",
            "Với mật khẩu của chủ sở hữu (--password-file) thì vẫn ký được.",
        ),
        Forbidden::DocMdp { field } => Explanation::new(
            format!("văn bản được chứng nhận bởi '{}' và không cho phép thay đổi", Untrusted(field)),
            "Người chứng nhận đã không cho phép ký thêm. Hãy xin bản được phép ký.",
        ),
        Forbidden::CertifyAfterSignature => Explanation::new(
            "văn bản đã có chữ ký; chỉ chữ ký đầu tiên mới chứng nhận được",
            "Hãy ký không có --certify.",
        ),
        Forbidden::Locked { field, by } => Explanation::new(
            format!("trường '{}' đã bị khóa bởi chữ ký trong '{}'", Untrusted(field), Untrusted(by)),
            "",
        ),
        Forbidden::SeedValue { field, wants } => {
            Explanation::new(format!("trường '{}' đòi hỏi {}", Untrusted(field), Untrusted(wants)), "")
        }
        Forbidden::Mac(_) => Explanation::new(
            "mã toàn vẹn của văn bản mã hóa (ISO/TS 32004) không đúng hoặc không còn",
            "Văn bản có thể đã bị sửa ngoài chương trình tạo ra nó. Hãy xin lại bản gốc.",
        ),
    }
}
