//! What is said of a ledger.

use crate::ledger::{Damage, Mark};
use crate::messages::LedgerWord;

pub(super) fn text(word: LedgerWord) -> String {
    match word {
        LedgerWord::Whole { records } => format!("sổ ghi nguyên vẹn: {records} bản ghi"),
        LedgerWord::Broken { records } => format!("sổ ghi không còn nguyên vẹn (đã xem {records} bản ghi)"),
        LedgerWord::Damage { damage, id, count } => happened(damage, id, count),
        LedgerWord::BelongsAfter { id: 0 } => "bản ghi này được ghi đầu tiên".to_owned(),
        LedgerWord::BelongsAfter { id } => format!("bản ghi này được ghi sau bản ghi {id}"),
        LedgerWord::Expected => "Mã băm phải có".to_owned(),
        LedgerWord::Found => "Mã băm đang có".to_owned(),
        LedgerWord::Before => "Bản ghi trước".to_owned(),
        LedgerWord::After => "Bản ghi sau".to_owned(),
        LedgerWord::Head => "Mã cuối".to_owned(),
        LedgerWord::Older { count } => {
            format!("{count} bản ghi lấy từ sổ ghi chưa có chuỗi mã băm: không gì cho biết trước đó chúng có bị sửa hay không")
        }
        LedgerWord::WrongSums { year } => {
            format!("số liệu tổng hợp năm {year} không khớp với các bản ghi; đếm lại bằng 'kyso ledger recount'")
        }
        LedgerWord::UnreadableSums { table } => {
            format!("không đọc được số liệu tổng hợp ({table}); đếm lại bằng 'kyso ledger recount'")
        }
        LedgerWord::ArrivalsOutside { count } => format!(
            "chưa kiểm tra {count} mục văn bản đến: sổ văn bản đến nằm ngoài chuỗi mã băm, dấu niêm phong không bảo vệ phần này"
        ),
        LedgerWord::SumsNotCompared => {
            "chưa so số liệu tổng hợp: sổ đã được đếm lại theo một danh mục cơ quan; hãy chỉ danh mục đó bằng --agencies"
                .to_owned()
        }
        LedgerWord::NoSeal => {
            "không có dấu niêm phong hay mã cuối đã giữ (--head) thì không gì cho biết các bản ghi cuối có bị cắt bỏ hay không"
                .to_owned()
        }
        LedgerWord::KeptHead { mark, count } => format!("mã cuối của {count} bản ghi: {}", passed(mark)),
        LedgerWord::Seal { mark, count } => format!("dấu niêm phong của {count} bản ghi: {}", passed(mark)),
        LedgerWord::Sealed { records } => format!("đã niêm phong {records} bản ghi"),
        LedgerWord::Imported { added, known, unlisted } => {
            let left_out = match unlisted {
                0 => String::new(),
                n => format!("; danh sách chứng thư số thiếu chứng thư của {n} chữ ký: dấu vân tay không phải SHA-256"),
            };
            format!("đã thêm {added} bản ghi, {known} bản ghi đã có sẵn{left_out}")
        }
        LedgerWord::Recounted { records } => format!("đã đếm lại {records} bản ghi"),
        LedgerWord::Exported { records } => format!("đã xuất {records} bản ghi"),
    }
}

fn happened(damage: Damage, id: i64, count: Option<u64>) -> String {
    match (damage, count) {
        (Damage::Changed, _) => format!("bản ghi {id} đã bị sửa"),
        (Damage::Removed, Some(count)) => format!("{count} bản ghi trước bản ghi {id} đã bị xóa"),
        (Damage::Removed, None) => format!("có bản ghi trước bản ghi {id} đã bị xóa"),
        (Damage::Inserted, Some(count)) if count > 1 => format!("{count} bản ghi tại bản ghi {id} đã bị chèn vào"),
        (Damage::Inserted, _) => format!("bản ghi {id} đã bị chèn vào"),
        (Damage::Moved, _) => format!("bản ghi {id} không đúng chỗ của nó"),
    }
}

fn passed(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "mọi bản ghi trước đó còn nguyên vẹn",
        Mark::Cut => "nay ít bản ghi hơn: các bản ghi cuối đã bị cắt bỏ",
        Mark::Rewritten => "có bản ghi trước đó đã bị sửa và chuỗi mã băm đã bị tính lại",
        Mark::NotReached => "chuỗi mã băm đã đứt trước đó",
    }
}
