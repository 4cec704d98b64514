//! Vietnamese for the words of reports, in the terms of Law 20/2023/QH15 and Circular 15/2025/TT-BKHCN.

use std::fmt::Write as _;
use std::io;

use crate::messages::letter::Letter;
use crate::messages::words::{
    AgencyWord, BundleWord, CertWord, Doing, Label, Notice, ReceiveTally, ReceiveWord, Tally, TokenWord, TrustWord,
    Words,
};
use crate::messages::{Explanation, Known, LedgerWord};
use crate::stats::agencies::FaultKind;
use crate::text::Untrusted;
use crate::verify::{Coverage, Decision, EntryType, Indication, Integrity, Level, Modifications, SubIndication};

use super::{Vietnamese, agencies, errors, letters};

impl Words for Vietnamese {
    fn decision(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Valid => "hợp lệ",
            Decision::NotEnoughInformation => "không đủ thông tin",
            Decision::Invalid => "không hợp lệ",
        }
    }

    fn password_of(&self, document: &str) -> String {
        format!("Mật khẩu của {}: ", Untrusted(document))
    }

    fn no_signature(&self) -> &'static str {
        "chưa ký số"
    }

    fn not_judged(&self) -> &'static str {
        "không kiểm tra được"
    }

    fn indication(&self, indication: Indication) -> &'static str {
        match indication {
            Indication::TotalPassed => "đạt",
            Indication::Indeterminate => "chưa xác định được",
            Indication::TotalFailed => "không đạt",
        }
    }

    fn sub_indication(&self, sub: SubIndication) -> &'static str {
        match sub {
            SubIndication::FormatFailure => "chữ ký số, hoặc phần thêm vào sau khi ký, sai quy cách định dạng",
            SubIndication::HashFailure => "nội dung đã bị thay đổi sau khi ký",
            SubIndication::SigCryptoFailure => "giá trị chữ ký không khớp với khóa của người ký",
            SubIndication::Revoked => "chứng thư số đã bị thu hồi trước khi ký",
            SubIndication::Expired => "chứng thư số đã hết hạn trước khi ký",
            SubIndication::NotYetValid => "chứng thư số chưa có hiệu lực vào lúc ký",
            SubIndication::SigConstraintsFailure => "chữ ký số không đáp ứng yêu cầu của chính sách kiểm tra",
            SubIndication::ChainConstraintsFailure => {
                "đường dẫn chứng thực không đáp ứng yêu cầu của chính sách kiểm tra"
            }
            SubIndication::CertificateChainGeneralFailure => "không đánh giá được đường dẫn chứng thực",
            SubIndication::CryptoConstraintsFailure => "thuật toán hoặc khóa quá yếu vào lúc sử dụng",
            SubIndication::PolicyProcessingError => "không xử lý được chính sách chữ ký",
            SubIndication::SignaturePolicyNotAvailable => "không có chính sách chữ ký để đối chiếu",
            SubIndication::TimestampOrderFailure => "các dấu thời gian mâu thuẫn với nhau",
            SubIndication::NoSigningCertificateFound => "không tìm thấy chứng thư số của người ký",
            SubIndication::NoCertificateChainFound => {
                "không có đường dẫn chứng thực từ người ký đến chứng thư gốc tin cậy"
            }
            SubIndication::NoCertificateChainFoundNoPoe => {
                "chứng thư gốc không còn được tin cậy, và không có bằng chứng cho thấy chữ ký có từ trước"
            }
            SubIndication::RevokedNoPoe => {
                "chứng thư số đã bị thu hồi, và không có bằng chứng cho thấy chữ ký có trước khi thu hồi"
            }
            SubIndication::RevokedCaNoPoe => {
                "chứng thư số của tổ chức chứng thực đã bị thu hồi, và không có bằng chứng cho thấy chữ ký có trước đó"
            }
            SubIndication::OutOfBoundsNotRevoked => "chứng thư số đã hết hạn; trước đó không bị thu hồi",
            SubIndication::OutOfBoundsNoPoe => {
                "chứng thư số đã hết hạn hoặc chưa có hiệu lực, và không có bằng chứng cho thấy chữ ký được tạo trong thời hạn đó"
            }
            SubIndication::RevocationOutOfBoundsNoPoe => {
                "dữ liệu thu hồi nằm ngoài thời hạn chứng thư của nơi phát hành"
            }
            SubIndication::CryptoConstraintsFailureNoPoe => {
                "thuật toán hoặc khóa nay đã quá yếu, và không có bằng chứng cho thấy chữ ký có từ trước"
            }
            SubIndication::NoPoe => "không có bằng chứng về thời điểm tồn tại của chữ ký",
            SubIndication::TryLater => "chưa biết tình trạng thu hồi của chứng thư số",
            SubIndication::SignedDataNotFound => "không tìm thấy dữ liệu được ký",
            SubIndication::Custom => "xem phần lý do",
        }
    }

    fn state_of_certificate(&self, sub: SubIndication, since: Option<&str>) -> String {
        let since = since.map(|since| format!(" từ {since}")).unwrap_or_default();
        match sub {
            SubIndication::RevokedNoPoe => format!("chứng thư số đã bị thu hồi{since}"),
            SubIndication::RevokedCaNoPoe => {
                format!("chứng thư số của tổ chức chứng thực phía trên đã bị thu hồi{since}")
            }
            SubIndication::OutOfBoundsNoPoe => "có chứng thư số đã hết hạn hoặc chưa có hiệu lực".to_owned(),
            SubIndication::NoCertificateChainFound => {
                "không có đường dẫn chứng thực từ chứng thư này đến chứng thư gốc tin cậy".to_owned()
            }
            SubIndication::NoCertificateChainFoundNoPoe => format!("chứng thư gốc không còn được tin cậy{since}"),
            SubIndication::CryptoConstraintsFailureNoPoe => "thuật toán hoặc khóa nay đã quá yếu".to_owned(),
            other => self.sub_indication(other).to_owned(),
        }
    }

    fn unfit_for(&self, usage: &str) -> &'static str {
        match usage {
            "timestamp" => "chứng thư số không dùng để ký dấu thời gian",
            "ocsp" => "chứng thư số không dùng để ký câu trả lời OCSP",
            _ => "chứng thư số không dùng để ký văn bản",
        }
    }

    fn remedy(&self, reason: &str) -> Option<&'static str> {
        match reason {
            "REVOCATION_DATA" => Some("Để biết thêm, hãy dùng --online, hoặc đưa dữ liệu thu hồi bằng --crl, --ocsp."),
            "CERTIFICATE_PATH" => Some(
                "Hãy chỉ chứng thư gốc bằng --trust, hoặc thêm một lần bằng 'kyso trust add'; chứng thư trung gian bằng --intermediate hoặc --online.",
            ),
            _ => None,
        }
    }

    fn entry_type(&self, entry: EntryType) -> &'static str {
        match entry {
            EntryType::Signature => "chữ ký số",
            EntryType::DocTimestamp => "dấu thời gian tài liệu",
            EntryType::UsageRights => "quyền sử dụng",
        }
    }

    fn integrity(&self, integrity: Integrity) -> &'static str {
        match integrity {
            Integrity::Intact => "nội dung được ký còn nguyên vẹn",
            Integrity::Broken => "nội dung được ký đã bị thay đổi, hoặc giá trị chữ ký sai",
            Integrity::Unreadable => "không tính được",
        }
    }

    fn coverage(&self, coverage: Coverage) -> &'static str {
        match coverage {
            Coverage::WholeFile => "ký trên toàn bộ tệp",
            Coverage::WholeRevision => "ký trọn một phiên bản trước của tệp",
            Coverage::Partial => "chỉ ký trên một phần của tệp",
            Coverage::Invalid => "phạm vi ký không hợp lệ",
        }
    }

    fn modifications(&self, modifications: Modifications) -> &'static str {
        match modifications {
            Modifications::None => "không có thay đổi",
            Modifications::LtaUpdates => "chỉ bổ sung dấu thời gian và dữ liệu xác minh",
            Modifications::Signatures => "chỉ bổ sung chữ ký số khác",
            Modifications::FormFilling => "có điền thêm biểu mẫu",
            Modifications::Annotations => "có thay đổi chú thích",
            Modifications::Other => "nội dung đã bị thay đổi",
            Modifications::NotChecked => "không so sánh được phần có sau khi ký",
        }
    }

    fn level(&self, level: Option<Level>) -> &'static str {
        match level {
            Some(Level::BB) => "PAdES B-B",
            Some(Level::BT) => "PAdES B-T",
            Some(Level::BLt) => "PAdES B-LT",
            Some(Level::BLta) => "PAdES B-LTA",
            None => "không đạt mức PAdES cơ sở nào",
        }
    }

    fn role(&self, role: &str) -> &'static str {
        match role {
            "person" => "cá nhân",
            "agency" => "cơ quan, tổ chức",
            _ => "chưa rõ tư cách",
        }
    }

    fn time_source(&self, source: &str) -> &'static str {
        match source {
            "current-time" => "thời điểm kiểm tra; không có bằng chứng về thời điểm sớm hơn",
            "signature-timestamp" => "theo dấu thời gian của chữ ký",
            "document-timestamp" => "theo dấu thời gian tài liệu",
            "M" | "signing-time" => "do máy tính của người ký khai báo",
            _ => "không rõ nguồn",
        }
    }

    fn certification(&self, permission: &str) -> &'static str {
        match permission {
            "no-changes" => "không cho phép thay đổi",
            "form-filling" => "cho phép điền biểu mẫu và ký thêm",
            "annotations" => "cho phép chú thích, điền biểu mẫu và ký thêm",
            _ => "không rõ quyền",
        }
    }

    fn revocation(&self, outcome: &str) -> &'static str {
        match outcome {
            "good" => "không bị thu hồi",
            "revoked" => "đã bị thu hồi",
            "on-hold" => "đang tạm dừng",
            "unknown" => "nơi trả lời không biết chứng thư này",
            "stale" => "đã quá hạn cập nhật",
            "no-information" => "không cho biết gì về chứng thư này",
            "unusable" => "không dùng được",
            _ => "không có",
        }
    }

    fn chain_role(&self, role: &str) -> &'static str {
        match role {
            "leaf" => "người ký",
            "intermediate" => "tổ chức chứng thực",
            "root" => "chứng thư gốc tin cậy",
            _ => "chứng thư số",
        }
    }

    fn timestamp_kind(&self, kind: &str) -> &'static str {
        match kind {
            "content" => "trên nội dung, trước khi ký",
            "signature" => "trên chữ ký",
            "document" => "trên tài liệu",
            _ => "dấu thời gian",
        }
    }

    fn label(&self, label: Label) -> &'static str {
        label_text(label)
    }

    fn counts(&self, signatures: usize, timestamps: usize) -> String {
        if timestamps == 0 {
            format!("{signatures} chữ ký số")
        } else {
            format!("{signatures} chữ ký số, {timestamps} dấu thời gian tài liệu")
        }
    }

    fn verify_summary(&self, tally: &Tally) -> String {
        let mut parts = Vec::new();
        let mut part = |count: usize, word: &str| {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        };
        part(tally.valid, "hợp lệ");
        part(tally.invalid, "không hợp lệ");
        part(tally.unsure, "không đủ thông tin");
        part(tally.unsigned, "chưa ký số");
        part(tally.errors, "không kiểm tra được");
        format!("{} tệp: {}", tally.total(), parts.join(", "))
    }

    fn doing_summary(&self, doing: Doing, done: usize, skipped: usize, failed: usize) -> String {
        let word = match doing {
            Doing::Sign => "đã ký",
            Doing::Timestamp => "đã gắn dấu thời gian",
            Doing::Extend => "đã nâng mức",
        };
        let mut text = format!("{} tệp: {done} {word}", done + skipped + failed);
        if skipped > 0 {
            let _ = write!(text, ", {skipped} bỏ qua");
        }
        if failed > 0 {
            let _ = write!(text, ", {failed} không thành công");
        }
        text
    }

    fn due(&self, date: &str) -> String {
        format!("gia hạn trước {date}")
    }

    fn nothing_deferred(&self) -> &'static str {
        "không có văn bản nào đang chờ nâng mức\n"
    }

    fn page(&self, page: usize) -> String {
        format!("trang {page}")
    }

    fn more(&self, left: usize) -> String {
        format!("còn {left} mục nữa")
    }

    fn revisions_after(&self, revisions: usize) -> String {
        format!("{revisions} phiên bản sau đó")
    }

    fn uncovered(&self, bytes: u64) -> String {
        format!("{bytes} byte không thuộc phạm vi của chữ ký hay dấu thời gian nào")
    }

    fn known(&self, error: Known) -> Explanation {
        errors::known(error)
    }

    fn io(&self, error: &io::Error) -> String {
        let known = match error.kind() {
            io::ErrorKind::NotFound => "không tìm thấy tệp hoặc thư mục này",
            io::ErrorKind::PermissionDenied => "không có quyền truy cập",
            io::ErrorKind::AlreadyExists => "tệp đã tồn tại",
            io::ErrorKind::IsADirectory => "đây là thư mục, không phải tệp",
            io::ErrorKind::NotADirectory => "có phần trong đường dẫn không phải thư mục",
            io::ErrorKind::StorageFull => "hết dung lượng đĩa",
            io::ErrorKind::ReadOnlyFilesystem => "ổ đĩa chỉ cho phép đọc",
            io::ErrorKind::InvalidData => "dữ liệu không đúng khuôn dạng",
            io::ErrorKind::UnexpectedEof => "tệp kết thúc giữa chừng",
            io::ErrorKind::TimedOut => "quá thời gian chờ",
            _ => return format!("hệ điều hành báo: {error}"),
        };
        known.to_owned()
    }

    fn notice(&self, notice: &Notice) -> String {
        match notice {
            Notice::Duplicate { path, first } => {
                format!("{} cũng là tệp {}; chỉ xử lý một lần", Untrusted(path), Untrusted(first))
            }
            Notice::EmptyFolder { path } => format!("thư mục {} không có tệp PDF nào", Untrusted(path)),
        }
    }

    fn token(&self, word: TokenWord) -> &'static str {
        match word {
            TokenWord::Serial => "Số sê-ri",
            TokenWord::Model => "Loại",
            TokenWord::Module => "Mô-đun",
            TokenWord::State => "Tình trạng",
            TokenWord::EmptySlot => "khe trống",
            TokenWord::NotInitialised => "chưa khởi tạo",
            TokenWord::PinPad => "có bàn phím nhập PIN",
            TokenWord::PinNotSet => "chưa đặt mã PIN",
            TokenWord::CountLow => "đã có lần nhập sai mã PIN từ lần đăng nhập trước",
            TokenWord::FinalTry => "chỉ còn một lần thử mã PIN",
            TokenWord::Locked => "mã PIN đã bị khóa",
            TokenWord::Uri => "URI",
            TokenWord::Subject => "Chủ thể",
            TokenWord::Issuer => "Nơi cấp",
            TokenWord::Validity => "Hiệu lực",
            TokenWord::Usage => "Mục đích khóa",
            TokenWord::PrivateKey => "Khóa bí mật",
            TokenWord::KeyPresent => "có trên token",
            TokenWord::KeyAbsent => "không có trên token",
            TokenWord::KeyUnknown => "chỉ thấy sau khi đăng nhập",
            TokenWord::Unreadable => "Không đọc được",
            TokenWord::KeyWorks => "khóa hoạt động tốt",
            TokenWord::KeyBroken => "chữ ký của khóa không kiểm tra được",
            TokenWord::OpenPinFile => "người khác đọc được tệp PIN này; hãy chmod 600",
            TokenWord::EnterPin => "Mã PIN của",
            TokenWord::WhichKey => "Chọn khóa nào? Số:",
        }
    }

    fn agency(&self, word: AgencyWord) -> &'static str {
        agencies::word(word)
    }

    fn fault(&self, kind: &FaultKind) -> String {
        agencies::fault(kind)
    }

    fn fault_place(&self, line: u64, column: Option<&str>) -> String {
        agencies::place(line, column)
    }

    fn agencies_counted(&self, agencies: Option<usize>, errors: usize, warnings: usize) -> String {
        agencies::counted(agencies, errors, warnings)
    }

    fn agencies_without_rule(&self, count: usize) -> String {
        agencies::without_rule(count)
    }

    fn cert(&self, word: CertWord) -> &'static str {
        match word {
            CertWord::Issuer => "Nơi cấp",
            CertWord::Serial => "Số hiệu",
            CertWord::Validity => "Hiệu lực",
            CertWord::Sha256 => "SHA-256",
            CertWord::Sha1 => "SHA-1",
            CertWord::Key => "Khóa",
            CertWord::SignedWith => "Được ký bằng",
            CertWord::Ca => "Được cấp chứng thư",
            CertWord::Yes => "có",
            CertWord::No => "không",
            CertWord::NotKnown => "chương trình chưa biết",
            CertWord::KeyUsage => "Mục đích sử dụng khóa",
            CertWord::ExtendedKeyUsage => "Mục đích sử dụng mở rộng",
            CertWord::AlternativeNames => "Tên khác",
            CertWord::Policies => "Chính sách",
            CertWord::QcStatements => "Tuyên bố về chứng thư đủ điều kiện",
            CertWord::QcTypes => "Đủ điều kiện dùng cho",
            CertWord::Permitted => "Tên được phép",
            CertWord::Excluded => "Tên không được phép",
            CertWord::Mappings => "Ánh xạ chính sách",
            CertWord::RequireExplicitPolicy => "Bắt buộc có chính sách",
            CertWord::InhibitPolicyMapping => "Cấm ánh xạ chính sách",
            CertWord::InhibitAnyPolicy => "Cấm anyPolicy",
            CertWord::Crls => "Danh sách thu hồi",
            CertWord::Ocsp => "OCSP",
            CertWord::CaIssuers => "Chứng thư của nơi cấp",
            CertWord::KeyId => "Định danh khóa",
            CertWord::IssuerKeyId => "Định danh khóa nơi cấp",
            CertWord::UnknownCritical => "Phần mở rộng quan trọng chưa biết",
            CertWord::Malformed => "Phần mở rộng bị hỏng",
        }
    }

    fn after_certificates(&self, skip: u32) -> String {
        match skip {
            0 => "ngay từ đầu".into(),
            _ => format!("sau {skip} chứng thư"),
        }
    }

    fn path_length(&self, most: u32) -> String {
        match most {
            0 => "không cho tổ chức chứng thực khác".into(),
            _ => format!("nhiều nhất {most} tổ chức chứng thực cấp dưới"),
        }
    }

    fn ledger(&self, word: LedgerWord) -> String {
        super::ledger::text(word)
    }

    fn bundle(&self, word: BundleWord) -> &'static str {
        match word {
            BundleWord::Signer => "Người ký gói",
            BundleWord::SignerSha256 => "SHA-256 của người ký gói",
            BundleWord::State => "Trạng thái",
            BundleWord::Stranger => "người ký gói chưa được tin cậy; thêm bằng 'kyso trust add TỆP --use bundle'",
            BundleWord::Created => "Thời điểm lập",
            BundleWord::Trust => "Chứng thư gốc cho chữ ký",
            BundleWord::TsaTrust => "Chứng thư gốc cho dấu thời gian",
            BundleWord::Intermediates => "Bước trung gian đến chứng thư gốc",
            BundleWord::Crl => "Danh sách thu hồi",
            BundleWord::WithoutList => "Không có danh sách thu hồi còn hạn của",
            BundleWord::NotFetched => "Không tải được",
            BundleWord::Ocsps => "Trả lời OCSP",
            BundleWord::Table => "Bảng thuật toán",
        }
    }

    fn days_old(&self, days: i64) -> String {
        if days == 0 { "hôm nay".to_owned() } else { format!("{days} ngày trước") }
    }

    fn trust(&self, word: TrustWord) -> &'static str {
        match word {
            TrustWord::Added => "đã thêm",
            TrustWord::NoAddress => "chưa rõ địa chỉ chứng thư; hãy thêm bằng 'kyso trust add TỆP'",
            TrustWord::NoAuthority => {
                "đây không phải chứng thư của tổ chức chứng thực: làm gốc tin cậy thì nó chỉ tự chứng minh chính nó"
            }
            TrustWord::Present => "đã có sẵn",
            TrustWord::Removed => "đã bỏ",
            TrustWord::Empty => "chưa tin cậy chứng thư nào; hãy thêm bằng 'kyso trust add TỆP'",
            TrustWord::Question => {
                "Mã SHA-256 này có đúng như tổ chức chứng thực công bố, và bạn có tin cậy không? (có/không)"
            }
            TrustWord::Sha256 => "SHA-256",
            TrustWord::For => "Dùng cho",
            TrustWord::Signatures => "chữ ký",
            TrustWord::Timestamps => "dấu thời gian",
            TrustWord::Intermediates => "bước trung gian đến chứng thư gốc",
            TrustWord::Bundles => "các gói dữ liệu do nó ký",
            TrustWord::Validity => "Hiệu lực",
            TrustWord::Known => "Tên thường gọi",
            TrustWord::Store => "Kho",
            TrustWord::Machine => "của máy (/etc/kyso/trust)",
            TrustWord::Issuer => "Nơi cấp",
            TrustWord::Serial => "Số hiệu",
            TrustWord::Key => "Khóa",
            TrustWord::AddedOn => "Ngày thêm",
        }
    }

    fn letter(&self, letter: &Letter<'_>) -> String {
        letters::letter(letter)
    }

    fn receive(&self, word: ReceiveWord) -> &'static str {
        letters::word(word)
    }

    fn entry_column(&self, name: &str) -> &'static str {
        letters::entry_column(name)
    }

    fn receive_summary(&self, tally: &ReceiveTally) -> String {
        letters::summary(tally)
    }

    fn register_columns(&self) -> [&'static str; 10] {
        letters::COLUMNS
    }

    fn interrupted(&self, done: usize, of: usize) -> String {
        format!("đã dừng theo yêu cầu: {done}/{of} tệp đã xong và được giữ lại")
    }
}

fn label_text(label: Label) -> &'static str {
    match label {
        Label::Signer => "Người ký",
        Label::Stamper => "Cơ quan cấp dấu thời gian",
        Label::Agency => "Cơ quan",
        Label::Issuer => "Nơi cấp chứng thư",
        Label::Time => "Thời điểm ký",
        Label::StampTime => "Thời điểm cấp dấu",
        Label::ClaimedTime => "Thời gian khai báo",
        Label::Integrity => "Tính toàn vẹn",
        Label::ChangedSince => "Sau khi ký",
        Label::Level => "Mức chữ ký",
        Label::Certificate => "Chứng thư số",
        Label::ValidAtTime => "có hiệu lực vào thời điểm đó",
        Label::NotValidAtTime => "không có hiệu lực vào thời điểm đó",
        Label::ValidNow => "có hiệu lực vào thời điểm xét",
        Label::NotValidNow => "không có hiệu lực vào thời điểm xét",
        Label::Coverage => "Phạm vi ký",
        Label::Certification => "Chứng nhận",
        Label::Why => "Lý do",
        Label::Chain => "Đường dẫn chứng thực",
        Label::Timestamps => "Dấu thời gian",
        Label::Revocation => "Tình trạng thu hồi",
        Label::Warnings => "Cảnh báo",
        Label::ValidPolicies => "Chính sách hợp lệ",
        Label::Policies => "Chính sách chứng thư",
        Label::QcStatements => "Tuyên bố về chứng thư đủ điều kiện",
        Label::Unseen => "Nội dung người ký có thể không nhìn thấy",
        Label::Requirements => "Yêu cầu",
        Label::UnsignedFields => "Trường chưa ký",
        Label::NotProven => "không có bằng chứng",
        Label::Unknown => "không rõ",
        Label::Met => "có",
        Label::NotMet => "thiếu",
        Label::Forbidden => "không được phép",
        Label::Bundle => "Gói dữ liệu",
        Label::ReportTitle => "Báo cáo kiểm tra chữ ký số – kyso",
        Label::ReportNote => {
            "Tên lấy từ chứng thư số, không bao giờ lấy từ hình ảnh của chữ ký trên trang. Thời gian theo đồng hồ của nguồn tương ứng; thời gian tự khai không chứng minh điều gì."
        }
        Label::Checks => "Mọi phép kiểm tra đã thực hiện",
        Label::Further => "Mức chữ ký, đường dẫn chứng thực, thu hồi và dấu thời gian",
        Label::About => "Về lần kiểm tra này",
        Label::Sha256 => "SHA-256",
        Label::Evidence => "Tệp bằng chứng",
        Label::NotLookedAt => {
            "Kiểm tra theo những gì tệp này ghi về văn bản, không xem chính văn bản. SHA-256 của văn bản"
        }
        Label::SaidThen => "Kết luận khi đó",
        Label::Size => "Số byte",
        Label::JudgedAt => "Kiểm tra lúc",
        Label::AsOf => "Xét tại thời điểm",
        Label::Policy => "Chính sách",
        Label::AlgorithmTable => "Bảng thuật toán",
        Label::Anchors => "Chứng thư gốc tin cậy",
        Label::NothingDone => "đã kiểm tra; không thực hiện gì",
        Label::NextDue => "cần gia hạn tiếp theo",
        Label::Revision => "Phiên bản",
        Label::EmptyField => "chưa ký",
        Label::Encrypted => "có mã hóa",
        Label::Pages => "trang",
        Label::Tagged => "có gắn thẻ",
        Label::Linearized => "tối ưu để xem qua mạng",
        Label::Objects => "đối tượng",
        Label::Certificates => "chứng thư số",
        Label::Findings => "Không đúng tiêu chuẩn",
        Label::NotAllRead => "Không đọc được hết",
        Label::NotSet => "chưa đặt",
    }
}
