//! Letters about incoming documents, as Vietnamese offices word them.

use crate::messages::letter::{Day, Letter, LetterKind};
use crate::messages::{Lang, ReceiveTally, ReceiveWord};
use crate::receive::Ask;
use crate::text::Untrusted;

pub(super) fn letter(letter: &Letter<'_>) -> String {
    let heading = match letter.kind {
        LetterKind::Arrived => "THÔNG BÁO VĂN BẢN ĐÃ ĐẾN (mã trạng thái 01)",
        LetterKind::Refused => "THÔNG BÁO TRẢ LẠI VĂN BẢN (mã trạng thái 02, từ chối tiếp nhận)",
        LetterKind::Accepted => "THÔNG BÁO ĐÃ TIẾP NHẬN VĂN BẢN (mã trạng thái 03)",
    };
    let to = letter.entry.organ_name.as_deref().unwrap_or("Cơ quan gửi văn bản");
    let mut lines = vec![heading.to_owned(), format!("Kính gửi: {}.", Untrusted(to))];
    let (what, day) = (document(letter), Day(letter.received));
    let came = if letter.arrived < letter.received {
        format!(" (đến ngày {})", Day(letter.arrived))
    } else {
        String::new()
    };
    match letter.kind {
        LetterKind::Arrived => lines.push(format!(
            "Ngày {day}, Văn thư đã nhận được {what}{came}. Việc kiểm tra tính xác thực và toàn vẹn của văn bản chưa xong; kết quả sẽ được thông báo sau."
        )),
        LetterKind::Accepted => {
            let number = letter.number.map(|number| format!(", số đến {number}")).unwrap_or_default();
            lines.push(format!("Ngày {day}, Văn thư đã tiếp nhận {what}{came}{number}."));
        }
        LetterKind::Refused => {
            lines.push(format!(
                "Ngày {day}, Văn thư đã kiểm tra {what}{came} và trả lại, không tiếp nhận, vì lý do sau:"
            ));
            let reasons = letter.reasons(Lang::Vi).into_iter().enumerate();
            lines.extend(reasons.map(|(at, one)| format!("{}. {one}.", at + 1)));
            lines.push("Đề nghị Quý cơ quan:".to_owned());
            lines.extend(letter.asks().into_iter().map(|one| format!("- {}.", ask(one))));
            lines.push(
                "Căn cứ điểm b khoản 2 Điều 21 Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư."
                    .to_owned(),
            );
        }
    }
    lines.push(format!("Tệp: {}; mã SHA-256: {}.", letter.file_name(), letter.sha256));
    lines.join("\n") + "\n"
}

fn document(letter: &Letter<'_>) -> String {
    let code = letter.code().map(|code| format!(" số {}", Untrusted(&code))).unwrap_or_default();
    let day = letter.entry.issued_date.map(|day| format!(" ngày {}", Day(day))).unwrap_or_default();
    let about = letter.entry.subject.as_deref();
    let about = about.map(|about| format!(", trích yếu «{}»", Untrusted(about))).unwrap_or_default();
    if code.is_empty() && about.is_empty() {
        "văn bản trong tệp dưới đây".to_owned()
    } else {
        format!("văn bản{code}{day}{about}")
    }
}

fn ask(ask: Ask) -> &'static str {
    match ask {
        Ask::Sign | Ask::SignByPerson => "trình người có thẩm quyền ký số, sau đó ký số của cơ quan, rồi gửi lại",
        Ask::SignByAgency => "ký số của cơ quan, tổ chức trên văn bản (và trên từng tệp văn bản kèm theo), rồi gửi lại",
        Ask::SendAsSigned => {
            "gửi lại đúng tệp đã ký, không sửa, không in ra rồi quét lại, không chuyển đổi tệp sau khi ký"
        }
        Ask::SignAnew => "kiểm tra chứng thư số và phần mềm ký số, ký lại trên bản gốc, rồi gửi lại",
        Ask::SendReadable => "kiểm tra lại tệp, gửi lại tệp PDF mở được và còn nguyên vẹn",
        Ask::PackAnew => "đóng lại gói theo QCVN 102:2016/BTTTT, mỗi tệp nén zip rồi mã hóa Base64, rồi gửi lại",
        Ask::Nothing => "",
    }
}

pub(super) fn word(word: ReceiveWord) -> &'static str {
    match word {
        ReceiveWord::Registered => "đã vào sổ, số đến",
        ReceiveWord::AlreadyRegistered => "đã có trong sổ, số đến",
        ReceiveWord::OfDate => "ngày",
        ReceiveWord::Refused => "trả lại",
        ReceiveWord::Held => "chưa đủ thông tin, chưa vào sổ",
        ReceiveWord::Missing => "còn thiếu",
        ReceiveWord::Remark => "lưu ý",
        ReceiveWord::Acknowledge => "phải báo cho bên gửi trong ngày",
        ReceiveWord::Register => "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM",
        ReceiveWord::FromNumber => "từ số",
        ReceiveWord::Empty => "chưa có văn bản nào",
        ReceiveWord::ReceivedOn => "tiếp nhận ngày",
        ReceiveWord::CorrectedOn => "đính chính ngày",
        ReceiveWord::Returned => "văn bản đã trả lại",
        ReceiveWord::Reason => "lý do",
        ReceiveWord::Signature => "chữ ký",
        ReceiveWord::Letter => "nội dung gửi lại",
    }
}

/// A column by its name in Annex VI, with the option that fills it in.
pub(super) fn entry_column(name: &str) -> &'static str {
    match name {
        "OrganId" | "OrganName" => "tác giả",
        "CodeNumber" => "số --number",
        "CodeNotation" => "ký hiệu --notation",
        "IssuedDate" => "ngày tháng --date",
        "TypeName" => "tên loại --type",
        "Subject" => "trích yếu --subject",
        "PassedOn" => "ngày chuyển",
        "Recipient" => "đơn vị hoặc người nhận --to",
        "Note" => "ghi chú --note",
        _ => "?",
    }
}

pub(super) fn summary(tally: &ReceiveTally) -> String {
    format!(
        "{} tệp: {}",
        tally.total(),
        tally.parts(["đã vào sổ", "đã có trong sổ", "trả lại", "chưa đủ thông tin", "không đọc được"])
    )
}

/// The columns of Annex IV.
pub(super) const COLUMNS: [&str; 10] = [
    "Ngày đến",
    "Số đến",
    "Tác giả",
    "Số, ký hiệu",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung",
    "Đơn vị hoặc người nhận",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
];
