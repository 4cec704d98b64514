//! Examples at the end of each command's long help.

/// By command path, in the order of the English twin.
pub(in crate::messages) const EXAMPLES: &[(&str, &str)] = &[
    (
        "",
        "  kyso token certs                          xem có những chứng thư số nào
  kyso sign van-ban.pdf -o van-ban-ky.pdf   ký bằng chứng thư duy nhất dùng được
  kyso verify van-ban-ky.pdf --trust ca/    kiểm tra chữ ký",
    ),
    (
        "token list",
        "  kyso token list
  kyso token list --module /usr/lib/bit4id/libbit4xpki.so --json",
    ),
    ("token certs", "  kyso token certs\n  kyso token certs --json | jq -r .uri"),
    ("token check", "  kyso token check --key 'pkcs11:token=VGCA%20Token;id=%01'"),
    (
        "sign",
        "  Ký một văn bản, kèm dấu thời gian:
    kyso sign 12-QD-SNV.pdf -o 12-QD-SNV.signed.pdf --tsa http://tsa.ca.gov.vn/
  Ký cả thư mục, mỗi lúc hai văn bản, đăng nhập một lần:
    kyso sign van-ban-di/ -d da-ky/ -j 2
  Trong kịch bản, mã PIN nằm trong tệp chỉ chủ nhân đọc được:
    kyso sign @danh-sach.txt -d da-ky/ --pin-file ~/.pin --json
  Qua đường ống:
    kyso sign - --p12 dau.p12 --pin-file pw.txt < a.pdf > b.pdf",
    ),
    ("timestamp", "  kyso timestamp van-ban-ky.pdf -o luu-tru.pdf --tsa http://tsa.ca.gov.vn/"),
    (
        "extend",
        "  Đưa một văn bản vào lưu trữ lâu dài:
    kyso extend --level b-lta van-ban-ky.pdf -o luu-tru.pdf --trust ca/ --online --tsa http://tsa.ca.gov.vn/
  Gia hạn kho lưu trữ, những tệp hết hạn trong 90 ngày tới:
    kyso extend --due 90d kho/ --in-place --trust ca/ --online
  Nâng những văn bản đã để lại cho về sau:
    kyso extend --deferred --in-place --trust ca/ --online",
    ),
    (
        "verify",
        "  Một văn bản, chứng thư gốc để trong một thư mục:
    kyso verify van-ban.pdf --trust ca/ --crl ca/rootca.crl
  Mọi văn bản đến trong ngày, theo Nghị định 30, kết quả cho chương trình:
    kyso verify van-ban-den/ --policy nd30 --json
  Xét tại một thời điểm đã qua:
    kyso verify van-ban.pdf --at 2026-06-30T17:00:00+07:00
  Giữ căn cứ của kết luận, về sau kiểm tra lại không cần văn bản:
    kyso verify van-ban.pdf --online --evidence van-ban.json
    kyso verify --evidence van-ban.json --policy nd30",
    ),
    (
        "receive",
        "  Tiếp nhận mọi văn bản đến trong ngày:
    kyso receive den/ --agencies co-quan.csv --trust ca/ --crl crl/
  Một văn bản, chuyển cho phòng xử lý:
    kyso receive 15-QD-SNV.pdf --number 15/QĐ-SNV --date 2026-11-27 --subject 'Về việc …' --to 'Phòng Tổng hợp'
  Đính chính sổ:
    kyso receive 15-QD-SNV.pdf --number 16/QĐ-SNV --correct
  Ghi nội dung gửi lại cho các cơ quan gửi thành tệp:
    kyso receive den/ --letters gui-lai/2026-11-28/
  Sổ giấy dừng ở số 250, từ nay ghi sổ ở đây:
    kyso receive --first-number 251
  In sổ của năm:
    kyso receive --list --year 2026
    kyso receive --register so-van-ban-den-2026.csv --year 2026",
    ),
    (
        "stats",
        "  kyso stats --agencies co-quan.csv --register so-van-ban-di.csv
  kyso stats --format csv -o bao-cao.csv
  Một năm bên năm trước, và cơ quan chưa đạt chỉ tiêu:
    kyso stats --archive kho/ --period 2026 --compare previous --targets chi-tieu.toml --rank
  Các văn bản làm nên một số liệu:
    kyso stats --archive kho/ --period 2026 --drill H02.05 --indicator signed --format csv
  Bảng xếp hạng của năm thành bảng tính, trang web, và văn bản để ký số:
    kyso stats --rank --period 2026 --format xlsx -o bao-cao.xlsx
    kyso stats --rank --period 2026 --format html -o bao-cao.html
    kyso stats --rank --period 2026 --format pdf -o bao-cao.pdf && kyso sign -o bao-cao-ky.pdf bao-cao.pdf",
    ),
    (
        "agencies check",
        "  kyso agencies check co-quan.csv\n  kyso agencies check co-quan.csv --json | jq -c '.faults[]'",
    ),
    (
        "agencies tree",
        "  kyso agencies tree --agencies co-quan.csv\n  kyso agencies tree --agencies co-quan.csv --on 2025-06-30 --level commune",
    ),
    (
        "agencies match",
        "  kyso agencies match lan.pem --agencies co-quan.csv\n  kyso agencies match van-ban.pdf --agencies co-quan.csv --json",
    ),
    ("inspect", "  kyso inspect van-ban.pdf\n  kyso inspect --json van-ban.pdf"),
    (
        "extract",
        "  kyso extract van-ban.pdf --field Signature1 --cms -o chu-ky.der
  kyso extract van-ban.pdf --field Signature1 --revision -o ban-da-ky.pdf",
    ),
    ("cert show", "  kyso cert show lan.pem\n  kyso cert show --json lan.pem | jq -r .sha256"),
    (
        "cert verify",
        "  Một chứng thư, với chứng thư gốc và danh sách thu hồi:
    kyso cert verify lan.pem --trust rootca.crt --crl rootca.crl
  Các chính sách mà chứng thư hợp lệ, cho chương trình:
    kyso cert verify lan.pem --trust rootca.crt --explicit-policy --json | jq .valid_policies",
    ),
    (
        "trust add",
        "  kyso trust add rootca.crt
  kyso trust add goc.pem --sha256 bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7",
    ),
    ("trust fetch", "  kyso trust fetch vn"),
    ("trust list", "  kyso trust list\n  kyso trust list --json | jq -r .sha256"),
    ("bundle make", "  kyso bundle make -o 2026-11.bundle --crl crl/ --p12 phong-may.p12 --pin-file pw.txt"),
    (
        "ledger check",
        "  kyso ledger check --tsa-trust tsa-root.crt\n  kyso ledger check --head 1204:5f2c… --json | jq .broken",
    ),
    ("ledger head", "  kyso ledger head >> /mnt/elsewhere/heads.txt"),
    ("ledger seal", "  kyso ledger seal --tsa http://tsa.example.vn/"),
    (
        "ledger export",
        "  kyso ledger export -o ledger.csv
  kyso ledger export --format parquet --partition -o lake/",
    ),
    ("ledger import", "  kyso ledger import so-tu-phap.csv so-noi-vu.csv --ledger sqlite:tinh.db"),
    ("ledger schema", "  kyso ledger schema --roles | psql --set ON_ERROR_STOP=1 kyso"),
    ("config show", "  kyso config show\n  KYSO_LANG=vi kyso config show --json"),
    (
        "completions",
        "  kyso completions bash > ~/.local/share/bash-completion/completions/kyso
  kyso completions zsh --lang vi > ~/.zfunc/_kyso",
    ),
    ("man", "  kyso man ~/.local/share/man/man1"),
];
